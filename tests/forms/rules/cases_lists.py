"""Cases of rules I, W, Z, D, J, N."""

from __future__ import annotations

from typing import Any

from forms.record import Record
from tests.forms.rules.case import Case, row
from tests.forms.rules.samples import LAW, RESPONSIBILITY, SERVICE, basis, days, record

A, B, C, D, E, F = ("service_guide", "power_item", "responsibility_item", "intermediary_item",
                    "disclosure_item", "adjustment_notice")  # fmt: skip
LINK = {"has_intermediary": True, "intermediary_links": [{"item": ["service"]}]}
GUIDE_RECORD = record(A)
PENALTY = "administrative_penalty"


def service(**changes: Any) -> tuple[Any, ...]:
    return (record(D, changes),)


def rests_on(level: str) -> dict[str, Any]:
    return {"basis": [basis(level)]}


def diff(kind: str, before: str, after: str) -> dict[str, Any]:
    rows = [{"element": "名称", "before": before, "after": after}]
    return {"adjustment_type": kind, "differences": rows}


def acts(act: str) -> dict[str, Any]:
    return {"penalty_items": [{"act": act, "penalty_kinds": ["fine"]}]}


def upper(name: str) -> Record:
    return record(B, {"name": name, "code": "000164999000", "use_level": "provincial"}, uuid="up")


def entry(item: str, measure: str) -> Record:
    return record("negative_list_ref", {"item": item, "measure": measure})


ONE_CELL = {**RESPONSIBILITY["duties"][0], "content": "1.立案。\n2.调查2.5公顷以上的案件。"}
THEFT = record(B, {"power_type": PENALTY, "name": "对盗伐林木的处罚", **acts("盗伐林木")}, uuid="t")
TEMPLATE = tuple(record(C, uuid=f"duty-{number}") for number in range(20))
SPECIAL = [{**duty, "content": "核对采伐作业设计。"} for duty in RESPONSIBILITY["duties"]]
CANCELLED = record(B, {"item_status": "cancelled", "guides": None, "responsibilities": None})

CASES = [
    Case("I01", A, {"has_intermediary": True}, "intermediary_links", LINK),
    Case("I02", A, LINK, "intermediary_links[0].item", LINK,
         others=service(disposal="cancelled"), right_others=service()),
    Case("I02", D, {"item_status": "cancelled"}, "disposal", others=(record(A, LINK),)),
    Case("I03", D, rests_on("department_rule"), "basis", rests_on("local_regulation"),
         severity="J"),
    Case("I04", D, {"affiliation": "subordinate_institution", **rests_on("department_rule")},
         "affiliation", {"affiliation": "subordinate_institution"}),
    Case("I05", D, {"fee_nature": "set_price"}, "fee_basis",
         {"fee_nature": "set_price", "fee_basis": [LAW]}),
    Case("I05", D, {"fee_nature": "guided_price", "fee_standard": None, "fee_basis": [LAW]},
         "fee_standard"),
    Case("I06", D, {"disposal": "department_entrusted"}, "payer",
         {"disposal": "department_entrusted", "payer": "department"}),
    Case("I07", D, row(D, "providers"), "providers"),
    Case("I07", D, {"flow": "到我局指定机构办理"}, "flow", {"flow": "不得指定中介机构"}),
    Case("I08", D, {"condition": None}, "condition"),
    Case("I08", D, {"fee_standard": None}, "fee_standard",
         {"fee_standard": None, "fee_nature": "set_price"}),
    Case("I09", D, {}, "approvals[0].name", others=(record(A, {"item_status": "cancelled"}),),
         right_others=(GUIDE_RECORD,)),
    Case("I09", D, {"approvals": [{"name": "林木移植许可", "department": "某市林业局"}]},
         "approvals[0].name", {"approvals": [{"name": "林木移植许可", "department": "某县林业局"}]},
         severity="W", others=(record(B),)),
    Case("I10", D, {"self_service": True}, "self_service"),
    Case("I11", D, {"name": "采伐许可初审"}, "name"),
    Case("W01", B, {"power_type": "行政审批"}, "power_type"),
    Case("W02", B, {"name": "林木采伐许可"}, "guides", others=(GUIDE_RECORD,)),
    Case("W02", A, {"task_type": "other_power"}, "item_name", others=(record(B),)),
    Case("W02", B, {"basis": [{**LAW, "article_text": "第五十八条"}]}, "guides",
         {"basis": [{**LAW, "article_text": "第五十七条第一款"}]}, others=(GUIDE_RECORD,)),
    Case("W03", A, {"org_nature": "entrusted"}, "org_nature", severity="J"),
    Case("W04", B, {"power_type": PENALTY, "power_source": "superior_entrusted"},
         "power_source_document", {"power_source": "superior_entrusted"}),
    Case("W05", B, {"responsibilities": None}, "responsibilities", {"responsibilities": None},
         right_others=(record(C),)),
    Case("W06", B, {"flowchart": None}, "flowchart"),
    Case("W07", B, {"name": "林木采伐管理"}, "name", {"name": "违反《森林管理条例》采伐的许可"}),
    Case("W07", B, {"name": "对盗伐林木的查处", "power_type": PENALTY}, "name",
         {"name": "对盗伐林木的处罚（县级）", "power_type": PENALTY}),
    Case("W08", B, {"power_type": PENALTY, "use_level": "township"}, "power_source_document",
         {"power_type": PENALTY, "use_level": "township", "power_source_document": "省政府决定"},
         severity="J"),
    Case("W10", B, {"power_source": "superior_delegated"}, "power_source_document",
         {"power_source": "superior_delegated", "power_source_document": "某政发〔2020〕1号"}),
    Case("Z01", C, {"duties": None}, "duties"),
    Case("Z01", C, {"duties": RESPONSIBILITY["duties"][:2]}, "duties", severity="E"),
    Case("Z01", C, {"duties": RESPONSIBILITY["duties"][:4]}, "duties", severity="W",
         others=(record(B),)),
    Case("Z01", C, {"duties": [ONE_CELL]}, "duties", severity="E",
         right={"duties": [{**ONE_CELL, "content": ONE_CELL["content"] + "\n4.送达。\n5.监管。"}]}),
    Case("Z02", C, {"accountability": None}, "accountability"),
    Case("Z03", C, {"accountability": [{"situation": "不受理", "basis": [
        {**LAW, "title": "中华人民共和国行政监察法"}]}]}, "accountability[0].basis[0].title",
        {"accountability": [{"situation": "不受理", "basis": [
            {**LAW, "title": "中华人民共和国监察法"}]}]}),
    Case("Z03", C, {"accountability": [{"situation": "不受理", "basis": [
        {**LAW, "title": "中华人民共和国行政处罚法", "amended_date": "2017-09-01"}]}]},
        "accountability[0].basis[0].title"),
    Case("W09", B, {"power_type": PENALTY, "name": "对盗伐林木行为的行政处罚"}, "name",
         {"power_type": PENALTY, "name": "对滥伐林木的处罚"}, others=(THEFT,)),
    Case("W09", B, {"power_type": PENALTY, "name": "盗伐林木的行政处罚"}, "name",
         {"power_type": PENALTY, "name": "盗伐林木的行政处罚", "org_name": "某县林业局"},
         others=(THEFT,)),
    Case("W09", B, {"power_type": PENALTY, "name": "对毁林的处罚", **acts("盗伐 林木")},
         "penalty_items", {"power_type": PENALTY, "name": "对毁林的处罚", **acts("毁坏林木")},
         others=(THEFT,)),
    Case("Z04", C, {}, "duties", {"duties": SPECIAL}, others=TEMPLATE),
    Case("Z04", C, {}, "duties", others=TEMPLATE, right_others=TEMPLATE[1:]),
    Case("D01", E, {"channels": None}, "channels"),
    Case("D01", E, {"channels": ["other"]}, "channel_note"),
    Case("D02", E, {"mode": None}, "mode"),
    Case("D02", E, {"audience": "specific_groups"}, "audience_note"),
    Case("D03", E, {"publisher": "同上"}, "publisher"),
    Case("D03", E, {"basis": [{**LAW, "title": " 同上 "}]}, "basis[0].title"),
    Case("D04", E, {"time_limit": days(30)}, "time_limit", severity="J"),
    Case("D05", E, {"basis": [{**LAW, "document_number": "国务院令第492号"}]},
         "basis[0].document_number"),
    Case("D06", E, {"audience": "specific_groups", "content": "救助对象名单"}, "channels",
         {"content": "救助对象名单"}),
    Case("D07", E, {"mode": "on_request", "content": "行政许可办理结果"}, "mode",
         {"mode": "on_request"}),
    Case("D08", E, {"levels": None}, "levels"),
    Case("J01", F, {"differences": None}, "differences"),
    Case("J01", F, diff("change", "甲", "甲 "), "differences[0].after"),
    Case("J01", F, diff("add", "甲", "乙"), "differences[0].before", diff("add", "", "乙")),
    Case("J01", F, diff("cancel", "甲", "乙"), "differences[0].after", diff("cancel", "甲", "")),
    Case("J02", F, {"basis": None}, "basis"),
    Case("J02", F, {"decision_date": "2025-03-09"}, "decision_date",
         {"decision_date": "2025-03-10"}),
    Case("J03", F, {"apply_date": "2025-03-18"}, "apply_date", {"apply_date": "2025-03-17"}),
    Case("J04", F, {"adjustment_type": "cancel"}, "supervision_measures"),
    Case("J05", F, {"adjustment_type": "transfer_out"}, "receiver"),
    Case("J06", F, {"adjustment_type": "merge"}, "targets",
         {"adjustment_type": "merge", "targets": ["a", "b"]}),
    Case("J07", F, {"adjustment_type": "cancel"}, "targets", {"adjustment_type": "cancel"},
         others=(record(B, {"item_status": "cancelled"}), GUIDE_RECORD),
         right_others=(record(B, {"item_status": "cancelled"}),
                       record(A, {"item_status": "cancelled"}))),
    Case("J07", F, {"adjustment_type": "cancel"}, "targets", {"adjustment_type": "cancel"},
         others=(CANCELLED, record(C, uuid="d2")),
         right_others=(CANCELLED, record(C, {"item_status": "cancelled"}, uuid="d2"))),
    Case("J07", F, {"adjustment_type": "cancel"}, "targets", {"adjustment_type": "cancel"},
         others=(CANCELLED, record(A, uuid="g2")),
         right_others=(CANCELLED, record(A, uuid="g2"), record(B, uuid="p2"))),
    Case("J07", F, {"adjustment_type": "cancel"}, "targets", {"adjustment_type": "cancel"},
         others=(CANCELLED, record(D)),
         right_others=(CANCELLED, record(D, {"approvals": [
             *SERVICE["approvals"], {"name": "林木移植许可"}]}))),
    Case("J10", F, {"adjustment_type": "add"}, "targets", {"adjustment_type": "add"},
         others=(record(B), upper("林木移植许可")),
         right_others=(record(B), upper("林木采伐许可"))),
    Case("J10", F, {"adjustment_type": "add"}, "targets", {"adjustment_type": "add"},
         others=(record(B), upper("林木移植许可")), right_others=(record(B),)),
    Case("J08", F, {"adjustment_type": "add"}, "legal_opinion", envelope={"state": "approved"}),
    Case("J09", F, {"announced_on": "2025-06-01"}, "announced_on"),
    Case("N02", A, {"is_enterprise_permit": True}, "item_name", {"is_enterprise_permit": False},
         others=(entry("未获得许可，不得从事取水", "取水许可"),)),
    Case("N02", A, {"is_enterprise_permit": True}, "item_name", {"is_enterprise_permit": True},
         others=(entry("未获得许可，不得从事取水", "取水许可"),),
         right_others=(entry("未获得许可，不得采伐", "林木采伐许可"),)),
    Case("N02", B, {}, "name", others=(record(A, {"is_enterprise_permit": True}),
                                       entry("未获得许可，不得从事取水", "取水许可")),
         right_others=(record(A), entry("未获得许可，不得从事取水", "取水许可"))),
    Case("N01", "negative_list_ref", {}, "item", envelope={"data_source": "own"}),
]  # fmt: skip
