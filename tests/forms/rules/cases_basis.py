"""Cases of rules B and T."""

from __future__ import annotations

from typing import Any

from tests.forms.rules.case import Case, guide_row
from tests.forms.rules.samples import LAW, STEPS, basis, days

A, B, C, E = "service_guide", "power_item", "responsibility_item", "disclosure_item"
PENALTY = "administrative_penalty"


def only(*levels: str, **more: Any) -> dict[str, Any]:
    """A guide resting on these ranks."""
    return {"legal_basis": [basis(level, **more) for level in levels]}


def power(task_type: str, *levels: str, **more: Any) -> dict[str, Any]:
    """A power of a type resting on these ranks."""
    return {"power_type": task_type, "basis": [basis(level) for level in levels], **more}


def penalty(kind: str, *levels: str, act: str = "无证经营") -> dict[str, Any]:
    return power(PENALTY, *levels, penalty_items=[{"act": act, "penalty_kinds": [kind]}])


def coercion(kind: str, *levels: str) -> dict[str, Any]:
    return power("administrative_coercion", *levels, coercion_kind=[kind])


def special(**row: Any) -> dict[str, Any]:
    full = {"name": "现场勘验", "limit": days(5), "basis_text": "《某法》第一条",
            "charges": False, "counted": False, **row}  # fmt: skip
    return {"special_procedures": [{k: v for k, v in full.items() if v is not None}]}


def steps(*amounts: int, **more: Any) -> dict[str, Any]:
    return {"process_steps": [{**STEPS[0], "limit": days(n)} for n in amounts], **more}


FEE = {"name": "工本费", "standard": "10元/本"}
CASES = [
    Case("B01", A, {"legal_basis": None}, "legal_basis"),
    Case("B01", E, {"basis": [{}]}, "basis"),
    Case("B02", A, guide_row("legal_basis", article_text=None), "legal_basis[0].article_text",
         only("normative_document", article_text="")),
    # A technical standard has clauses (8.2) and no articles.
    Case("B02", A, only("department_rule", article_text="", document_number="国务院令第5号"),
         "legal_basis[0].article_text",
         only("department_rule", article_text="", document_number="JT/T 200-2020")),
    # A plan of a government is a document, also under the mark of a regulation.
    Case("B02", A, only("administrative_regulation", article_text="", title="灯塔管理条例",
                      document_number="国务院令第5号"),
         "legal_basis[0].article_text",
         only("administrative_regulation", article_text="", title="灯海省灯塔改革实施方案",
              document_number="灯政发〔2017〕33号")),
    Case("B03", A, only("department_rule"), "legal_basis", only("department_rule", "law")),
    Case("B03", A, only("normative_document"), "legal_basis", only("normative_document", "")),
    Case("B03", B, power("administrative_licence", "municipal_rule"), "basis",
         power("other_power", "municipal_rule")),
    Case("B04", A, only("provincial_rule", in_force_date="2024-01-01"), "legal_basis",
         only("provincial_rule", "local_regulation")),
    Case("B04", A, only("provincial_rule", promulgated_date=None), "legal_basis", severity="J"),
    Case("B05", A, only("local_regulation"), "legal_basis", only("local_regulation", "law")),
    Case("B06", B, power(PENALTY, "normative_document"), "basis", power(PENALTY, "municipal_rule")),
    Case("B07", B, penalty("detention", "administrative_regulation"),
         "penalty_items[0].penalty_kinds", penalty("detention", "law")),
    Case("B07", B, penalty("confiscate_income", "department_rule"),
         "penalty_items[0].penalty_kinds", penalty("fine", "department_rule")),
    Case("B07", B, penalty("revoke_licence", "local_regulation", act="吊销营业执照"),
         "penalty_items[0].penalty_kinds", penalty("revoke_licence", "local_regulation")),
    Case("B08", B, coercion("substitute_performance", "local_regulation"), "coercion_kind",
         coercion("substitute_performance", "law")),
    Case("B08", B, coercion("seal", "department_rule"), "coercion_kind",
         coercion("seal", "local_regulation")),
    Case("B08", B, coercion("freeze_deposits", "administrative_regulation"), "coercion_kind",
         coercion("other_measure", "administrative_regulation")),
    Case("B09", B, power("administrative_levy", "local_regulation"), "basis",
         power("administrative_levy", "administrative_regulation"), severity="J"),
    Case("B10", B, power("administrative_reward", "normative_document"), "basis",
         power("administrative_reward", "normative_document", "department_rule"), severity="J"),
    Case("B11", A, {"is_fee": True, "fees": [{**FEE, "basis": [basis("provincial_rule")]}]},
         "fees[0].basis", {"is_fee": True, "fees": [{**FEE, "basis": [LAW]}]}),
    Case("B12", A, guide_row("legal_basis", document_number="国发[2016]055号"),
         "legal_basis[0].document_number",
         guide_row("legal_basis", document_number="国发〔2016〕55号")),
    Case("B12", A, guide_row("legal_basis", document_number="国发〔2O16〕55号"),
         "legal_basis[0].document_number"),
    Case("B12", A, guide_row("legal_basis", document_number="没有号的文件"),
         "legal_basis[0].document_number"),
    Case("B13", A, guide_row("legal_basis", document_number="国发〔2099〕1号"),
         "legal_basis[0].document_number"),
    Case("B13", A, guide_row("legal_basis", amended_date="1983-01-01"),
         "legal_basis[0].amended_date"),
    Case("B14", A, guide_row("legal_basis", title="《中华人民共和国森林法》"),
         "legal_basis[0].title"),
    Case("B14", A, guide_row("legal_basis", title="森林法"), "legal_basis[0].title",
         only("normative_document", title="关于下放许可事项（第二批）的通知")),
    Case("B14", A, guide_row("legal_basis", title="植物检疫条例实施细则（1995年）"),
         "legal_basis[0].title",
         guide_row("legal_basis", title="植物检疫条例实施细则（农业部分）")),
    Case("B14", A, guide_row("legal_basis", title="公路工程验收办法（节选）"),
         "legal_basis[0].title", guide_row("legal_basis", title="公路工程竣（交）工验收办法")),
    Case("B15", A, guide_row("legal_basis", article_text="第42条第1款"),
         "legal_basis[0].article_text"),
    Case("B15", A, guide_row("legal_basis", article_text="第（五）项第二款"),
         "legal_basis[0].article_text"),
    Case("B16", A, guide_row("legal_basis", validity="repealed"), "legal_basis[0].validity",
         severity="E"),
    Case("B16", A, guide_row("legal_basis", validity="amended"), "legal_basis[0].validity",
         severity="W"),
    Case("B17", A, guide_row("legal_basis", title="国家有关规定"), "legal_basis[0].title",
         guide_row("legal_basis", title="国务院关于稳定就业有关政策的通知")),
    Case("B17", A, special(basis_text="按有关规定执行"), "special_procedures[0].basis_text",
         guide_row("legal_basis", quoted_text="按照国家有关规定申请采伐许可证的，应当予以办理。")),
    Case("B18", A, guide_row("legal_basis", quoted_text="第五十八条　采伐林木应当申请许可证并按照规定采伐。"),
         "legal_basis[0].quoted_text",
         guide_row("legal_basis", quoted_text="第五十七条第一款　采伐林木应当申请许可证并按规定采伐。")),
    Case("B18", A, guide_row("legal_basis", quoted_text="应当申请许可证。"),
         "legal_basis[0].quoted_text"),
    Case("B19", C, {"accountability": [{"situation": "不受理的", "basis": [
        basis("department_rule", document_number="")]}]},
        "accountability[0].basis[0].document_number"),
    Case("B19", A, {"legal_basis": [
        basis("department_rule", document_number="",
              history="2013年1月23日发布，根据2023年交通运输部令第13号修正")]},
        "legal_basis[0].document_number",
        {"legal_basis": [basis("department_rule", document_number="",
                               history="（第7号令，自2021年11月9日起施行）")]}),
    Case("B20", A, only("department_rule", "law"), "legal_basis",
         only("law", "law", "department_rule")),
    # Rules of a ministry and of a province are of the same force (立法法 102).
    Case("B20", A, only("municipal_rule", "provincial_rule"), "legal_basis",
         only("provincial_rule", "department_rule", "provincial_rule", "municipal_rule")),
    Case("B21", A, guide_row("legal_basis", is_secret=True), "legal_basis[0].quoted_text",
         guide_row("legal_basis", is_secret=True, quoted_text=None)),
    Case("B21", A, {"applicable_scope": "依国务院令第492号"}, "applicable_scope",
         {"applicable_scope": "依国务院令第711号，共492号窗口"}),
    Case("T01", A, {"promise_limit": days(25)}, "promise_limit", {"promise_limit": days(20)},
         severity="E"),
    Case("T01", A, {"promise_limit": days(20), "legal_limit": days(20, "calendar_day")},
         "promise_limit", {"promise_limit": days(15), "legal_limit": days(30, "calendar_day")},
         severity="W"),
    Case("T02", A, {"project_type": "immediate", "promise_limit": days(15)}, "promise_limit",
         {"project_type": "immediate", "promise_limit": days(1)}),
    Case("T03", A, {"promise_limit": days(0)}, "project_type",
         {"promise_limit": days(0), "project_type": "immediate"}),
    Case("T04", A, {"legal_limit": days(30), "legal_limit_basis": None}, "legal_limit",
         {"legal_limit": days(30)}, severity="J"),
    Case("T04", A, {"legal_limit": days(30), "legal_limit_basis": [basis("department_rule")]},
         "legal_limit",
         {"legal_limit": days(45), "legal_limit_basis": None, "joint_orgs": [{"name": "某局"}]}),
    Case("T05", A, {"legal_limit": None}, "legal_limit",
         {"legal_limit": None, "legal_limit_note": "没有法定时限。"}),
    Case("T06", A, {"legal_limit": days(20, "calendar_day")}, "legal_limit",
         {"legal_limit": days(20, "calendar_day"), "task_type": "other_power"}),
    Case("T07", A, steps(5, 5, 5, promise_limit=days(20)), "process_steps",
         steps(5, 5, 10, promise_limit=days(20)), severity="W"),
    Case("T07", A, steps(5, 10, 10, promise_limit=days(20)), "process_steps",
         {**steps(5, 15), "promise_limit": days(20)}, severity="E"),
    Case("T07", A, steps(5, 25, promise_limit=days(20)), "process_steps",
         {"process_steps": [{**STEPS[0], "limit": days(10)},
                            {**STEPS[0], "limit": days(20), "has_special": True}],
          **special()}, severity="E"),
    Case("T08", A, special(basis_text=None), "special_procedures[0].counted",
         special(name="听证", basis_text=None), severity="J"),
    Case("T09", A, special(limit=None), "special_procedures[0].limit", special()),
    Case("T10", A, {"legal_limit_note": "可以延长30日，经本行政机关负责人批准。"}, "legal_limit_note",
         {"legal_limit_note": "经本行政机关负责人批准，可以延长十日。"}),
    Case("T10", A, {"legal_limit_note": "可以延长10个工作日。"}, "legal_limit_note"),
    Case("T11", A, {"accept_limit": days(6)}, "accept_limit", {"accept_limit": days(5)}),
    Case("T12", A, {"delivery_limit": days(11)}, "delivery_limit", {"delivery_limit": days(10)}),
    Case("T13", B, {"power_type": PENALTY, "legal_limit": days(100, "calendar_day")}, "legal_limit",
         {"power_type": PENALTY, "legal_limit": days(90, "calendar_day")}),
    Case("T13", B, {"power_type": PENALTY}, "legal_limit"),
    Case("T14", B, {**coercion("seal", "law"), "legal_limit": days(60, "calendar_day")},
         "legal_limit", {**coercion("seal", "law"), "legal_limit": days(30, "calendar_day")}),
    Case("T15", A, {"promise_limit_note": "自受理之日起15个工作日内办结。"}, "promise_limit_note",
         {"promise_limit_note": "自受理之日起10个工作日内办结，许可证有效期5年。"}),
    Case("T16", A, {"promise_limit_note": "受理后尽快办结。"}, "promise_limit_note",
         {"promise_limit_note": "及时告知申请人。"}),
    Case("T16", A, {"promise_limit": "20天左右"}, "promise_limit"),
    Case("T17", A, {"promise_limit": days(20)}, "promise_limit"),
]  # fmt: skip
