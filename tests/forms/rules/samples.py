"""Invented records that are right: every test spoils one thing in them."""

from __future__ import annotations

from typing import Any

from forms.record import Record

USCC = "11440300MB2D072246"
LAW = {
    "role": "establishment",
    "level": "law",
    "title": "中华人民共和国森林法",
    "issuing_body": "全国人民代表大会常务委员会",
    "promulgated_date": "1984-09-20",
    "amended_date": "2019-12-28",
    "validity": "in_force",
    "article_text": "第五十七条",
    "quoted_text": "采伐林地上的林木应当申请采伐许可证，并按照采伐许可证的规定进行采伐。",
    "is_secret": False,
}
FILE = {"name": "流程图.png", "sha256": "0" * 64, "size": 10, "media_type": "image/png"}
WORD = {"name": "申请表.docx", "sha256": "1" * 64, "size": 10, "media_type": "application/msword"}


def days(amount: int, unit: str = "working_day") -> dict[str, Any]:
    """A time limit as it is stored."""
    return {"amount": amount, "unit": unit}


def basis(level: str, title: str = "某某管理规定", **more: Any) -> dict[str, Any]:
    """A basis of a rank."""
    number = {} if level == "law" else {"document_number": "国发〔2016〕55号"}
    return {**LAW, "level": level, "title": title, **number, **more}


HEADER: dict[str, Any] = {
    "region_code": "440300",
    "region_name": "某市",
    "org_name": "某市林业局",
    "org_uscc": USCC,
    "item_status": "active",
    "compiler_name": "甲",
    "disclosure_attr": "public",
}
MATERIAL: dict[str, Any] = {
    "name": "林木采伐申请表",
    "original_or_copy": "original",
    "medium": "paper_or_electronic",
    "necessity": "necessary",
    "original_count": 1,
    "source_channel": "applicant",
    "blank_form": [WORD],
    "sample_form": [WORD],
    "basis": [{**LAW, "role": "material"}],
}
STEPS = [
    {"name": name, "office": "审批科", "limit": days(n), "has_special": False}
    for name, n in (("受理", 1), ("审查", 5), ("决定", 3), ("送达", 1))
]
GUIDE: dict[str, Any] = {
    **HEADER,
    "catalog_code": "000164213003",
    "impl_code": f"{USCC}3000164213003",
    "item_name": "林木采伐许可证核发",
    "task_type": "administrative_licence",
    "permit_type": "ordinary",
    "legal_basis": [LAW],
    "impl_basis": [{**LAW, "role": "implementation"}],
    "supervise_basis": [{**LAW, "role": "supervision"}],
    "power_source": "statutory_own_level",
    "use_level": "municipal",
    "applicable_scope": "适用于本市国有林场的林木采伐。",
    "org_nature": "statutory",
    "undertaking_office": "资源科",
    "accept_org": "某市林业局",
    "decide_org": "某市林业局",
    "accept_level": "municipal",
    "approve_level": "municipal",
    "has_preliminary": False,
    "service_object": ["natural_person"],
    "natural_topic": ["operation_permit"],
    "is_enterprise_permit": False,
    "project_type": "commitment",
    "handle_form": ["counter"],
    "is_cross_region": False,
    "scene_num": 1,
    "scene_reason": "领取许可证时须核对原件。",
    "is_entry_center": True,
    "center_name": "某市政务服务中心",
    "is_online": False,
    "is_schedule": False,
    "is_express": False,
    "is_commitment": False,
    "legal_limit": days(20),
    "legal_limit_basis": [{**LAW, "role": "time_limit"}],
    "promise_limit": days(10),
    "accept_condition": "一、林权证载明的权利人；二、有伐区调查设计文件。",
    "condition_basis": [{**LAW, "role": "condition"}],
    "has_num_limit": False,
    "need_material": True,
    "materials": [MATERIAL],
    "process_steps": STEPS,
    "offline_flow_note": "到窗口递交申请，按期领取证件。",
    "flowchart": [FILE],
    "need_site": False,
    "need_hearing": False,
    "need_bidding": False,
    "need_inspection": False,
    "need_appraisal": False,
    "need_expert": False,
    "need_publicity": False,
    "procedure_basis": [{**LAW, "role": "procedure"}],
    "is_fee": False,
    "results": [
        {
            "result_type": "certificate",
            "name": "林木采伐许可证",
            "validity": "1年",
            "validity_basis": "《森林法实施条例》第三十二条",
        }
    ],
    "need_change": False,
    "need_renew": False,
    "has_intermediary": False,
    "handle_places": [
        {
            "name": "某市政务服务中心",
            "address": "某市人民路1号3楼",
            "window": "12号窗口",
            "hours": "周一至周五 9:00—12:00，14:00—17:00",
            "phone": "0755-12345678",
        }
    ],
    "consult_ways": [{"way": "phone", "contact": "0755-22345678"}],
    "complaint_ways": [{"way": "phone", "contact": "0755-12345"}],
    "progress_query": "可以电话查询办理进程。",
    "rights": "对决定不服的，可以在六十日内申请行政复议，或者六个月内提起行政诉讼。",
    "duties": "如实提交材料。",
    "review_org": "某市人民政府",
    "review_contact": "某市人民路2号",
    "lawsuit_court": "某区人民法院",
    "lawsuit_contact": "某市人民路3号",
    "has_annual_check": False,
    "has_annual_report": False,
    "supervise_org": "某市林业局",
}
POWER: dict[str, Any] = {
    **HEADER,
    "code": "000164213003",
    "name": "林木采伐许可证核发",
    "power_type": "administrative_licence",
    "basis": [LAW],
    "exercising_org": "某市林业局",
    "office": "资源科",
    "use_level": "municipal",
    "power_source": "statutory_own_level",
    "counterpart": "林权权利人",
    "legal_limit": days(20),
    "promise_limit": days(10),
    "flowchart": [FILE],
    "supervision": "0755-22345678",
    "guides": ["guide"],
    "responsibilities": ["duty"],
}
DUTY_BASIS = [{**LAW, "role": "responsibility"}]
RESPONSIBILITY: dict[str, Any] = {
    **HEADER,
    "power": ["power"],
    "responsible_org": "某市林业局",
    "duties": [
        {"stage": stage, "content": "按规定办理。", "basis": DUTY_BASIS}
        for stage in ("受理责任", "审查责任", "决定责任", "送达责任", "事后监管责任")
    ],
    "accountability": [{"situation": "对符合条件的申请不予受理的", "basis": DUTY_BASIS}],
    "supervision_phone": "0755-22345678",
}
SERVICE: dict[str, Any] = {
    **HEADER,
    "name": "伐区调查设计文件编制",
    "content": "编制伐区调查设计文件。",
    "output": "伐区调查设计文件",
    "approvals": [
        {
            "name": "林木采伐许可证核发",
            "code": "000164213003",
            "department": "某市林业局",
            "phase": "before_acceptance",
        }
    ],
    "approval_department": "某市林业局",
    "regulator": "某市林业局",
    "basis": [{**LAW, "role": "intermediary"}],
    "disposal": "keep",
    "provider_nature": ["enterprise"],
    "affiliation": "independent",
    "providers": [{"name": "甲公司"}, {"name": "乙公司"}],
    "selection": "applicant_choice",
    "limit": days(10),
    "condition": "委托双方签订合同。",
    "flow": "委托、调查、编制、交付。",
    "self_service": False,
    "fee_nature": "market_price",
    "fee_standard": "市场调节",
    "payer": "applicant",
    "complaint_phone": "0755-22345678",
}
DISCLOSURE: dict[str, Any] = {
    **HEADER,
    "area": "ecology_environment",
    "topic": "公共服务",
    "subtopic": "生态环境宣传",
    "content": "活动通知；活动安排",
    "basis": [{**LAW, "role": "disclosure"}],
    "time_text": "信息形成之日起20个工作日内",
    "time_limit": days(20),
    "publisher": "某市生态环境局",
    "channels": ["government_website"],
    "audience": "whole_society",
    "mode": "active",
    "levels": ["county"],
}
NOTICE: dict[str, Any] = {
    **HEADER,
    "adjustment_type": "change",
    "list_kind": "power",
    "targets": ["power"],
    "differences": [{"element": "承办机构", "before": "资源科", "after": "审批科"}],
    "reason": "function_change",
    "event_date": "2025-03-03",
    "apply_date": "2025-03-10",
    "basis": [{**LAW, "role": "adjustment"}],
    "takes_effect_on": "2025-04-01",
    "announced_on": "2025-04-02",
}
MARKET: dict[str, Any] = {
    **HEADER,
    "number": 1,
    "category": "permitted",
    "item": "未获得许可，不得从事林木采伐",
    "code": "100004",
    "measure": "林木采伐许可",
    "department": "林业部门",
    "list_version": "2025年版",
}
INFO: dict[str, Any] = {
    **HEADER,
    "index_number": "K1-2025-1",
    "title": "工作总结",
    "abstract": "年度工作",
    "created_on": "2025-01-01",
    "publisher": "某市林业局",
    "topic": "agriculture",
    "disclosure_mode": "主动公开",
}

VALUES: dict[str, dict[str, Any]] = {
    "service_guide": GUIDE,
    "power_item": POWER,
    "responsibility_item": RESPONSIBILITY,
    "intermediary_item": SERVICE,
    "disclosure_item": DISCLOSURE,
    "adjustment_notice": NOTICE,
    "negative_list_ref": MARKET,
    "info_catalog_item": INFO,
}
_IDS = {"service_guide": "guide", "power_item": "power", "responsibility_item": "duty",
        "intermediary_item": "service", "adjustment_notice": "notice"}  # fmt: skip


def record(kind: str, values: dict[str, Any] | None = None, **more: Any) -> Record:
    """The right record of a kind with some values changed; None takes one away."""
    changed = {**VALUES[kind], **(values or {})}
    kept = {name: value for name, value in changed.items() if value is not None}
    source = "imported" if kind == "negative_list_ref" else "own"
    return Record(kind, kept, **{"uuid": _IDS.get(kind, kind), "data_source": source, **more})
