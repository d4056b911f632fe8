"""The 21 sections of a full service guide.

Order and titles: 《行政许可标准化指引（2016版）》 appendix 2 and GB/T 36114-2018, as SPEC §8.2 has
them. A section without content returns nothing; the guide then says （未填写） under its title.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from exports.document import Block, Heading, paragraph
from exports.layouts.blocks import numbered
from exports.layouts.guide_parts import GuideParts
from exports.layouts.guide_tables import (
    fees_table,
    flow_chart,
    materials_table,
    places_table,
    results_table,
    steps_table,
)


class GuideSection(NamedTuple):
    """Title without number, and what stands under it."""

    title: str
    blocks: Callable[[GuideParts], list[Block]]


def _titled(*parts: tuple[str, list[Block]]) -> list[Block]:
    """Parts under headings （一）…; the heading is left out when there is one part only."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    if len(filled) == 1:
        return filled[0][1]
    found: list[Block] = []
    for number, (title, blocks) in enumerate(filled, 1):
        found += [Heading(2, numbered(2, number, title)), *blocks]
    return found


def _labelled(*parts: tuple[str, list[Block]]) -> list[Block]:
    """Parts under words without number, where the text itself counts （一）（二）."""
    return [
        block
        for title, blocks in parts
        if blocks
        for block in ([paragraph(title, "label")] if title else []) + blocks
    ]


def _scope(parts: GuideParts) -> list[Block]:
    return [
        *parts.paragraphs("applicable_scope"),
        *parts.pairs("service_object", "exercise_content", "natural_topic", "legal_topic"),
    ]


def _item(parts: GuideParts) -> list[Block]:
    return parts.pairs(
        "item_name", "sub_item_name", "biz_item_name", "common_name", "task_type", "permit_type",
        "initiation", "catalog_code", "local_catalog_code", "impl_code", "biz_item_code",
        "use_level", "power_source", "level_division", "central_dept", "is_enterprise_permit",
    )  # fmt: skip


def _basis(parts: GuideParts) -> list[Block]:
    return _titled(
        ("设定依据", parts.table("legal_basis")),
        ("实施依据", parts.table("impl_basis")),
        ("监管依据", parts.table("supervise_basis")),
    )


def _accepting(parts: GuideParts) -> list[Block]:
    return [
        *parts.paragraphs("accept_org"),
        *parts.pairs("accept_level", "has_preliminary", "preliminary_level"),
    ]


def _deciding(parts: GuideParts) -> list[Block]:
    return [
        *parts.paragraphs("decide_org"),
        *parts.pairs("undertaking_office", "approve_level", "org_name", "org_uscc", "org_nature",
                     "entrust_dept", "entrust_file", "supervise_org"),
        *parts.table("joint_orgs"),
    ]  # fmt: skip


def _quantity(parts: GuideParts) -> list[Block]:
    limited = parts.value("has_num_limit")
    parts.text("has_num_limit")
    note = parts.paragraphs("num_limit_note")
    if limited is False:
        return [paragraph("无数量限制。"), *note]
    if limited is True:
        return [paragraph("有数量限制。"), *note]
    return note


def _conditions(parts: GuideParts) -> list[Block]:
    basis = parts.table("condition_basis")
    conditions = parts.paragraphs("accept_condition")
    return _labelled(("", conditions), ("规定条件的依据", basis))


def _prohibited(parts: GuideParts) -> list[Block]:
    return parts.paragraphs("prohibit_condition")


def _materials(parts: GuideParts) -> list[Block]:
    needed = parts.value("need_material")
    parts.text("need_material")
    materials = materials_table(parts) or parts.table("materials")
    if not materials and needed is False:
        materials = [paragraph("无需提交申请材料。")]
    return _titled(("申请材料", materials), ("中介服务", _intermediary(parts)))


def _intermediary(parts: GuideParts) -> list[Block]:
    links = parts.table("intermediary_links")
    exists = parts.value("has_intermediary")
    parts.text("has_intermediary")
    if links:
        return links
    return [] if exists is None else [paragraph("有。" if exists else "无法定中介服务。")]


def _applying(parts: GuideParts) -> list[Block]:
    return [
        *parts.pairs("handle_form", "is_entry_center", "center_name", "not_entry_reason",
                     "is_online", "online_url", "mobile_url", "is_mail_material"),
        *places_table(parts),
    ]  # fmt: skip


def _process(parts: GuideParts) -> list[Block]:
    needs = parts.pairs("need_site", "need_hearing", "need_bidding", "need_inspection",
                        "need_appraisal", "need_expert", "need_publicity")  # fmt: skip
    steps = steps_table(parts)
    return _titled(
        ("办理流程图", flow_chart(parts)),
        ("办理环节", steps or parts.table("process_steps")),
        ("办理流程说明（线下）", parts.paragraphs("offline_flow_note")),
        ("办理流程说明（线上）", parts.paragraphs("online_flow_note")),
        ("特殊环节", [*parts.table("special_procedures"), *needs]),
        ("规定程序的依据", parts.table("procedure_basis")),
    )


def _ways(parts: GuideParts) -> list[Block]:
    return parts.pairs(
        "project_type", "handle_form", "scene_num", "scene_reason", "online_depth",
        "is_cross_region", "handle_area", "is_schedule", "schedule_rule", "is_self_terminal",
        "is_agent", "is_commitment", "commitment_file", "is_tolerant",
    )  # fmt: skip


def _limits(parts: GuideParts) -> list[Block]:
    legal, promised = parts.text("legal_limit"), parts.text("promise_limit")
    sentence = "；".join(
        text
        for text in (
            f"法定：{legal}" if legal else "",
            _promise(promised),
        )
        if text
    )
    return [
        *([paragraph(sentence + "。")] if sentence else []),
        *parts.pairs("accept_limit", "legal_limit_note", "promise_limit_note"),
        *parts.table("legal_limit_basis"),
    ]


def _promise(promised: str) -> str:
    """承诺：自受理之日起5个工作日; what is done at once is 即办 (SPEC §8.2)."""
    if not promised:
        return ""
    counted = promised[0].isdigit() and not promised.startswith("0")
    return f"承诺：自受理之日起{promised}" if counted else "承诺：即办" if (
        promised[0].isdigit()) else f"承诺：{promised}"  # fmt: skip


def _fees(parts: GuideParts) -> list[Block]:
    charged = parts.value("is_fee")
    parts.text("is_fee")
    fees = fees_table(parts) or parts.table("fees")
    if not fees and charged is False:
        fees = [paragraph("不收费。")]
    elif not fees and charged is True:
        fees = [paragraph("收费，收费项目（未填写）。")]
    return [*fees, *parts.pairs("is_pay_online")]


def _results(parts: GuideParts) -> list[Block]:
    return [
        *(results_table(parts) or parts.table("results")),
        *parts.pairs("need_change", "need_renew", "renew_note", "has_annual_check",
                     "annual_check_note", "has_annual_report", "annual_report_note"),
    ]  # fmt: skip


def _delivery(parts: GuideParts) -> list[Block]:
    ways = dict.fromkeys(parts.cell("results", row, "delivery") for row in parts.rows("results"))
    sentence = "、".join(filter(None, ways))
    return [
        *([paragraph(f"送达方式：{sentence}。")] if sentence else []),
        *parts.pairs("delivery_limit", "is_express", "is_mail_result"),
    ]


def _rights(parts: GuideParts) -> list[Block]:
    return _labelled(
        ("申请人的权利", parts.paragraphs("rights")),
        ("申请人的义务", parts.paragraphs("duties")),
        (
            "救济途径",
            parts.pairs("review_org", "review_contact", "lawsuit_court", "lawsuit_contact"),
        ),
    )


#: In the order of SPEC §8.2; numbers never move, also where a section is empty.
SECTIONS: tuple[GuideSection, ...] = (
    GuideSection("适用范围", _scope),
    GuideSection("项目信息", _item),
    GuideSection("办理依据", _basis),
    GuideSection("受理机构", _accepting),
    GuideSection("决定机构", _deciding),
    GuideSection("数量限制", _quantity),
    GuideSection("申请条件", _conditions),
    GuideSection("禁止性要求", _prohibited),
    GuideSection("申请材料目录", _materials),
    GuideSection("申请接收", _applying),
    GuideSection("办理基本流程", _process),
    GuideSection("办理方式", _ways),
    GuideSection("办结时限", _limits),
    GuideSection("收费依据及标准", _fees),
    GuideSection("审批结果", _results),
    GuideSection("结果送达", _delivery),
    GuideSection("申请人权利和义务", _rights),
    GuideSection("咨询途径", lambda parts: parts.table("consult_ways")),
    GuideSection("监督投诉渠道", lambda parts: parts.table("complaint_ways")),
    GuideSection("办公地址和时间", lambda parts: parts.table("handle_places")),
    GuideSection("办理进程和结果公开查询", lambda parts: parts.paragraphs("progress_query")),
)
