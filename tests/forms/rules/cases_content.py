"""Cases of rules C, M, F, P, L."""

from __future__ import annotations

from typing import Any

from tests.forms.rules.case import Case, guide_row
from tests.forms.rules.samples import FILE, LAW, STEPS, WORD, basis, days

A, C = "service_guide", "responsibility_item"
FEE = {"name": "证照费", "standard": "10元/本", "basis": [LAW]}
PHONE = {"way": "phone", "contact": "0755-22345678"}


def condition(text: str) -> dict[str, Any]:
    return {"accept_condition": text}


def material(**changes: Any) -> dict[str, Any]:
    return guide_row("materials", **changes)


def fees(**changes: Any) -> dict[str, Any]:
    row = {**FEE, **changes}
    return {"is_fee": True, "fees": [{k: v for k, v in row.items() if v is not None}]}


def named(*names: str) -> dict[str, Any]:
    return {"process_steps": [{**STEPS[0], "name": name} for name in names]}


def online(url: str | None) -> dict[str, Any]:
    return {"is_online": True, "online_url": url}


CASES = [
    Case("C01", A, condition("法律法规规定的其他条件"), "accept_condition"),
    Case("C01", A, condition("法律、法规规定的 其他条件。"), "accept_condition"),
    Case("C02", A, condition("具有良好信誉"), "accept_condition"),
    Case("C02", A, condition("根据《灯塔办法》第三条规定，应当具备下列条件：\n有必要的资金"),
         "accept_condition", severity="I"),
    Case("C02", A, condition("有必要的资金。根据《灯塔办法》第三条规定，应当具备下列条件：有地"),
         "accept_condition"),
    Case("C03", A, condition("须为本地企业"), "accept_condition"),
    Case("C04", A, {**condition("须本人到场"), "is_agent": True}, "accept_condition",
         {**condition("须本人到场"), "is_agent": False}),
    Case("C05", A, condition("持申请表、身份证复印件"), "accept_condition",
         condition("依法取得营业执照的企业")),
    Case("M01", A, {"materials": None}, "materials"),
    Case("M01", A, {"need_material": False}, "need_material",
         {"need_material": False, "materials": None}),
    Case("M01", A, {"need_material": None}, "need_material"),
    Case("M02", A, material(name="其他相关材料"), "materials[0].name"),
    Case("M03", A, material(source_channel=None), "materials[0].source_channel"),
    Case("M03", A, material(original_count=None), "materials[0].original_count",
         material(original_count=None, medium="electronic")),
    Case("M04", A, material(basis=None), "materials[0].basis", severity="J"),
    Case("M05", A, material(sample_form=None), "materials[0].sample_form",
         material(name="身份证", sample_form=None)),
    Case("M06", A, material(name="组织机构代码证复印件"), "materials[0].name"),
    Case("M07", A, material(source_channel="government"), "materials[0].exempt",
         material(source_channel="government", exempt=True)),
    Case("M08", A, material(original_count=0), "materials[0].original_count",
         material(original_count=0, medium="electronic")),
    Case("M08", A, material(original_or_copy="original_and_copy", copy_count=0),
         "materials[0].copy_count"),
    Case("M08", A, material(original_or_copy="original_or_copy", original_count=0, copy_count=0),
         "materials[0].original_count", material(original_or_copy="original_or_copy",
                                                 original_count=0, copy_count=1)),
    Case("M09", A, material(necessity="deferrable", necessity_note="急办"),
         "materials[0].supply_limit",
         material(necessity="deferrable", necessity_note="急办", supply_limit=days(3))),
    Case("M10", A, material(name="无违法记录证明", basis=[basis("department_rule")]),
         "materials[0].basis", material(name="身份证明", basis=[basis("department_rule")])),
    Case("M11", A, material(source_channel="intermediary"), "materials[0].source_channel",
         {**material(source_channel="intermediary"), "intermediary_links": [{"item": ["x"]}]}),
    Case("M12", A, material(blank_form=[{**FILE, "name": "表.docx", "size": 0}]),
         "materials[0].blank_form"),
    Case("M12", A, material(blank_form=[{**FILE, "name": "表.exe"}]), "materials[0].blank_form"),
    Case("M12", A, material(blank_form=[{**WORD, "media_type": "application/pdf"}]),
         "materials[0].blank_form",
         material(blank_form=[{**WORD, "media_type": "application/zip"}])),
    Case("C06", A, {"accept_condition": "申请人应当提供无犯罪记录证明。"}, "accept_condition",
         {"accept_condition": "无需提供无犯罪记录证明。"}),
    Case("C06", A, {"accept_condition": "持有合法有效的采伐区权属证明。", "need_material": False,
                    "materials": None}, "accept_condition",
         {"accept_condition": "持有合法有效的采伐区权属证明。",
          **material(name="采伐区权属证明文件")}),
    Case("L07", A, guide_row("consult_ways", contact="（010）22345678"),
         "consult_ways[0].contact", guide_row("consult_ways", contact="0755—22345678")),
    Case("L07", A, guide_row("handle_places", phone="0755-12345678、0769-22345678"),
         "handle_places[0].phone", {**guide_row("handle_places", phone="0769-22345678"),
                                    "region_code": "441900"}),
    Case("L07", A, {**guide_row("complaint_ways", contact="021-22345678"),
                    "region_code": "110105"}, "complaint_ways[0].contact",
         {**guide_row("complaint_ways", contact="021-22345678"), "region_code": "440000"}),
    Case("F01", A, {"is_fee": True}, "fees", {"is_fee": False}),
    Case("F01", A, fees(standard=None), "fees[0].standard", fees()),
    Case("F01", A, fees(basis=None), "fees[0].basis"),
    Case("F02", A, {"is_fee": False, "fees": [FEE]}, "is_fee", {"is_fee": True, "fees": [FEE]}),
    Case("F03", A, {"offline_flow_note": "到窗口缴纳工本费20元。"}, "offline_flow_note",
         {"offline_flow_note": "不收取任何费用。"}),
    Case("F04", A, fees(standard="按文件执行"), "fees[0].standard",
         fees(standard="二十元", unit="本")),
    Case("F05", A, fees(reducible=True), "fees[0].reduction_note",
         fees(reducible=True, reduction_note="低保家庭免收")),
    Case("P01", A, named("受理", "审查"), "process_steps", named("收件", "审批", "发证")),
    Case("P01", A, named("受理"), "process_steps", {**named("受理"), "project_type": "immediate"}),
    Case("P02", A, {"process_steps": [{"name": "受理", "office": "科"}]}, "process_steps[0].limit"),
    Case("P03", A, {"flowchart": None, "offline_flow_note": "详见流程图"}, "offline_flow_note",
         {"offline_flow_note": "详见流程图"}),
    Case("P04", A, {"need_site": True}, "special_procedures"),
    Case("P04", A, {**named("现场勘验"), "need_site": False}, "process_steps[0].name"),
    Case("P04", A, {**named("组织听证"), "need_hearing": None}, "process_steps[0].name",
         {**named("组织听证"), "need_hearing": None, "special_procedures": [{"name": "听证"}]}),
    Case("P05", A, {"scene_reason": None}, "scene_reason", {"scene_num": 0, "is_online": True}),
    Case("P05", A, {"scene_num": 0}, "scene_num", {"scene_num": 0, "is_express": True}),
    Case("P06", A, guide_row("process_steps", post="张三丰"), "process_steps[0].post",
         guide_row("process_steps", post="窗口受理岗")),
    Case("P06", C, {"duties": [{"stage": "受理", "post": "李四"}]}, "duties[0].post",
         {"duties": [{"stage": "受理", "post": "主任"}]}),
    Case("P07", A, guide_row("results", name=None), "results[0].name",
         guide_row("results", name=None, result_type="none")),
    Case("P08", A, guide_row("results", validity=None), "results[0].validity",
         {**guide_row("results", validity=None), "task_type": "other_power"}),
    Case("P09", A, online(None), "online_url", online("https://zwfw.gov.cn/item?id=1")),
    Case("P09", A, online("zwfw.gov.cn/item"), "online_url"),
    Case("P09", A, online("http://192.168.1.5/item"), "online_url"),
    Case("P09", A, online("https://www.gov.cn/"), "online_url", online("https://www.gov.cn/a/b")),
    Case("P09", A, online("https://www.gov.cn/index.html"), "online_url"),
    Case("L01", A, {"review_org": "市住房和城乡建设局"}, "review_org"),
    Case("L01", A, {"review_org": "某县人民政府或者上一级主管部门"}, "review_org",
         {"review_org": "国家税务总局某省税务局", "org_name": "国家税务总局某市税务局"}),
    Case("L02", A, {"rights": "可以在30日内申请行政复议。"}, "rights",
         {"rights": "对复议决定不服的，可以在15日内向人民法院提起行政诉讼。"}),
    Case("L02", A, {"rights": "可以在三个月内向人民法院提起行政诉讼。"}, "rights"),
    Case("L03", A, {"consult_ways": None}, "consult_ways"),
    Case("L03", A, {"complaint_ways": [{"way": "email", "contact": "a@b.cn"}]}, "complaint_ways",
         {"complaint_ways": [{"contact": "12345"}]}),
    Case("L03", A, {"consult_ways": [{**PHONE, "contact": "22345678"}]}, "consult_ways[0].contact",
         {"consult_ways": [{**PHONE, "contact": "0755-22345678、12345"}]}),
    Case("L04", A, {"complaint_ways": [PHONE]}, "complaint_ways[0].contact"),
    Case("L04", A, {"consult_ways": [{**PHONE, "contact": "13800138000"}]},
         "consult_ways[0].contact"),
    Case("L05", A, guide_row("handle_places", hours="工作时间"), "handle_places[0].hours",
         guide_row("handle_places", hours="工作日 8：30-17：30")),
    Case("L06", A, guide_row("handle_places", address="某市人民路1号", window=None, name="林业局"),
         "handle_places[0].address"),
]  # fmt: skip
