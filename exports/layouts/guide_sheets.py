"""The one-sheet guide (简版) and the one-time notice (一次性告知单)."""

from __future__ import annotations

from exports.document import (
    Block,
    Cell,
    Heading,
    KeyValues,
    QrCode,
    Table,
    TableColumn,
    paragraph,
)
from exports.layouts.blocks import numbered
from exports.layouts.context import unique
from exports.layouts.guide_parts import UNFILLED, GuideParts, join
from forms.citations import citation_head

_ARROW = " → "


def brief_blocks(parts: GuideParts) -> list[Block]:
    """The eight parts of SPEC §8.2 with time limit, fee, supervision phone and QR codes."""
    rows = (
        ("事项名称", parts.name),
        ("设定依据", _basis_heads(parts)),
        ("申请条件", parts.text("accept_condition")),
        ("办理材料", _material_names(parts)),
        ("办理流程", _ARROW.join(_column(parts, "process_steps", "name"))),
        ("办结时限", _limits(parts)),
        ("收费标准", _fee(parts)),
        ("办理结果", "、".join(_column(parts, "results", "name"))),
        ("办理地点", _places(parts)),
        ("办理时间", "\n".join(_column(parts, "handle_places", "hours"))),
        ("联系电话", "、".join(_column(parts, "consult_ways", "contact"))),
        ("监督电话", "、".join(_column(parts, "complaint_ways", "contact"))),
    )
    return [
        paragraph(parts.organization, "center"),
        KeyValues(tuple((label, text or UNFILLED) for label, text in rows), "办事指南简版"),
        *_codes(parts),
    ]


def notice_blocks(parts: GuideParts) -> list[Block]:
    """What the window hands out so that nobody comes twice (许可法第三十二条第一款第四项)."""
    blocks: list[Block] = [paragraph(
        f"您（单位）申请办理“{parts.name}”，应当符合下列条件并提交下列材料。"
        "材料不齐全或者不符合法定形式的，窗口应当当场或者在五日内一次告知需要补正的全部内容。"
    )]  # fmt: skip
    contents: tuple[tuple[str, list[Block]], ...] = (
        ("申请条件", [paragraph(line) for line in parts.text("accept_condition").splitlines()]),
        ("申请材料", _checklist(parts)),
        ("办理时限与收费", [KeyValues((
            ("办结时限", _limits(parts) or UNFILLED), ("收费标准", _fee(parts) or UNFILLED)))]),
        ("办理地点与咨询", [KeyValues((
            ("办理地点", _places(parts) or UNFILLED),
            ("办理时间", "\n".join(_column(parts, "handle_places", "hours")) or UNFILLED),
            ("咨询电话", "、".join(_column(parts, "consult_ways", "contact")) or UNFILLED),
            ("监督电话", "、".join(_column(parts, "complaint_ways", "contact")) or UNFILLED)))]),
    )  # fmt: skip
    for number, (title, content) in enumerate(contents, 1):
        blocks += [Heading(1, numbered(1, number, title)), *(content or [paragraph(UNFILLED)])]
    return [*blocks, *_signatures()]


def _checklist(parts: GuideParts) -> list[Block]:
    """Materials with boxes that the window ticks."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("材料名称", 30),
               TableColumn("份数与形式", 16), TableColumn("要求", 28),
               TableColumn("已收", 6, align="center"), TableColumn("需补正", 7, align="center"))  # fmt: skip
    rows = []
    for number, row in enumerate(parts.rows("materials"), 1):
        kind = join((parts.cell("materials", row, "original_or_copy"),
                     parts.cell("materials", row, "medium"),
                     *parts.cells("materials", row, "original_count", "copy_count")))  # fmt: skip
        demand = join((parts.cell("materials", row, "acceptance_standard"),
                       parts.cell("materials", row, "filling_notes")))  # fmt: skip
        texts = (str(number), parts.cell("materials", row, "name"), kind, demand, "□", "□")
        rows.append(tuple(map(Cell, texts)))
    if not rows and parts.value("need_material") is False:
        return [paragraph("无需提交申请材料。")]
    return [Table(columns, tuple(rows), "申请材料")] if rows else []


def _signatures() -> list[Block]:
    cells = (Cell("需要补正的内容", header=True), Cell("\n\n\n", columns=3))
    names = (Cell("窗口人员", header=True), Cell(""), Cell("申请人签收", header=True), Cell(""))
    days = (Cell("告知日期", header=True), Cell("　　年　　月　　日"), Cell("联系电话", header=True),
            Cell(""))  # fmt: skip
    columns = (TableColumn("", 14), TableColumn("", 30), TableColumn("", 14), TableColumn("", 30))
    return [Table(columns, (cells, names, days), "告知与签收")]


def _column(parts: GuideParts, table: str, column: str) -> list[str]:
    return unique(parts.cell(table, row, column) for row in parts.rows(table))


def _basis_heads(parts: GuideParts) -> str:
    rows = parts.rows("legal_basis")
    if not rows:
        return parts.text("legal_basis")
    public = [row for row in rows if not (parts.context.public and row.get("is_secret") is True)]
    return "\n".join(unique(map(citation_head, public)))


def _material_names(parts: GuideParts) -> str:
    names = _column(parts, "materials", "name")
    if not names:
        return "无需提交申请材料" if parts.value("need_material") is False else ""
    return "\n".join(f"{number}．{name}" for number, name in enumerate(names, 1))


def _limits(parts: GuideParts) -> str:
    shown = (("法定：", parts.text("legal_limit")), ("承诺：", parts.text("promise_limit")))
    return "；".join(word + text for word, text in shown if text)


def _fee(parts: GuideParts) -> str:
    rows = parts.rows("fees")
    if not rows:
        return "不收费" if parts.value("is_fee") is False else ""
    return "\n".join(
        "　".join(
            filter(None, (parts.cell("fees", row, "name"), parts.cell("fees", row, "standard")))
        )
        for row in rows
    )


def _places(parts: GuideParts) -> str:
    shown = ("　".join(filter(None, (parts.cell("handle_places", row, key)
                                     for key in ("name", "address", "window"))))
             for row in parts.rows("handle_places"))  # fmt: skip
    return "\n".join(unique(shown))


def _codes(parts: GuideParts) -> list[Block]:
    """Codes for applying online, on the phone, and for the published guide."""
    found = (("扫码网上办理", "online_url"), ("扫码手机办理", "mobile_url"),
             ("扫码看办事指南", "publish_url"))  # fmt: skip
    return [QrCode(address, caption) for caption, name in found if (address := parts.text(name))]
