"""Parts of a layout that no list of fields can say (`forms.sheets.BLOCKS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exports.document import (
    Block,
    Cell,
    FlowChart,
    FlowStep,
    QrCode,
    Table,
    TableColumn,
    paragraph,
)
from exports.layouts.context import unique
from exports.layouts.guide_parts import GuideParts
from exports.layouts.notice import notice_changes, notice_closing, notice_items, notice_opening
from exports.layouts.sheet_words import bases_of
from forms.model import Value

#: Four lines to write on.
_TO_WRITE = "\n".join("　" * 4)


def _quantity(parts: GuideParts) -> list[Block]:
    limited = parts.value("has_num_limit")
    parts.text("has_num_limit")
    note = parts.paragraphs("num_limit_note")
    if limited is None:
        return note
    return [paragraph("有数量限制。" if limited else "无数量限制。"), *note]


def _no_materials(parts: GuideParts) -> list[Block]:
    """That nothing is needed, where nothing is."""
    parts.text("need_material")
    none = parts.value("need_material") is False and not parts.text("materials")
    return [paragraph("无需提交申请材料。")] if none else []


def _material_bases(parts: GuideParts) -> list[Block]:
    """What the law says about the materials, in full."""
    rows = [base for row in parts.rows("materials") for base in bases_of(row)]
    quoting = [base for base in rows if base.get("quoted_text") or base.get("is_secret")]
    item = parts.field("materials")
    basis = item.table.by_id.get("basis") if item and item.table else None
    if not quoting or basis is None:
        return []
    texts = unique(parts.context.row(row, basis) for row in quoting)
    return [paragraph(f"材料依据：{text}", "note") for text in texts]


def _intermediary(parts: GuideParts) -> list[Block]:
    links = parts.table("intermediary_links")
    exists = parts.value("has_intermediary")
    parts.text("has_intermediary")
    if links:
        return links
    return [] if exists is None else [paragraph("有。" if exists else "无法定中介服务。")]


def _chart(parts: GuideParts) -> list[Block]:
    """The chart drawn from the steps."""
    steps = tuple(_flow_step(parts, row) for row in parts.rows("process_steps"))
    return [FlowChart(steps)] if steps else []


def _flow(parts: GuideParts) -> list[Block]:
    """The chart; one that the agency attached is named below it."""
    attached = parts.text("flowchart")
    return [*_chart(parts), *([paragraph(f"附图：{attached}", "note")] if attached else [])]


def _flow_step(parts: GuideParts, row: Mapping[str, Value]) -> FlowStep:
    def cell(column: str) -> str:
        return parts.cell("process_steps", row, column)

    return FlowStep(
        cell("name"), cell("office"), cell("limit"), cell("result"), row.get("parallel") is True
    )


def _limits(parts: GuideParts) -> list[Block]:
    legal, promised = parts.text("legal_limit"), _promise(parts.text("promise_limit"))
    shown = (f"法定：{legal}" if legal else "", promised)
    sentence = "；".join(text for text in shown if text)
    return [paragraph(sentence + "。")] if sentence else []


def _promise(promised: str) -> str:
    """承诺：自受理之日起5个工作日; what is done at once is 即办 (SPEC §8.2)."""
    if not promised or not promised[0].isdigit():
        return f"承诺：{promised}" if promised else ""
    return "承诺：即办" if promised.startswith("0") else f"承诺：自受理之日起{promised}"


def _no_fees(parts: GuideParts) -> list[Block]:
    """That it is free, or that the fees are still to be filled in."""
    charged = parts.value("is_fee")
    parts.text("is_fee")
    if charged is None or parts.text("fees"):
        return []
    return [paragraph("收费，收费项目（未填写）。" if charged else "不收费。")]


def _delivery_ways(parts: GuideParts) -> list[Block]:
    ways = unique(parts.cell("results", row, "delivery") for row in parts.rows("results"))
    return [paragraph(f"送达方式：{'、'.join(ways)}。")] if ways else []


def _codes(parts: GuideParts) -> list[Block]:
    """Codes for applying online, on the phone, and for the published guide."""
    found = (("扫码网上办理", "online_url"), ("扫码手机办理", "mobile_url"),
             ("扫码看办事指南", "publish_url"))  # fmt: skip
    return [QrCode(address, caption) for caption, name in found if (address := parts.text(name))]


def _signatures(parts: GuideParts) -> list[Block]:
    cells = (Cell("需要补正的内容", header=True), Cell(_TO_WRITE, columns=3))
    names = (Cell("窗口人员", header=True), Cell(""), Cell("申请人签收", header=True), Cell(""))
    days = (Cell("告知日期", header=True), Cell("　　年　　月　　日"),
            Cell("联系电话", header=True), Cell(""))  # fmt: skip
    columns = (TableColumn("", 18), TableColumn("", 26), TableColumn("", 15), TableColumn("", 29))
    return [Table(columns, (cells, names, days), "告知与签收")]


BLOCKS: Mapping[str, Callable[[GuideParts], list[Block]]] = {
    "quantity": _quantity,
    "no_materials": _no_materials,
    "material_bases": _material_bases,
    "intermediary": _intermediary,
    "flow": _flow,
    "chart": _chart,
    "limits": _limits,
    "no_fees": _no_fees,
    "delivery_ways": _delivery_ways,
    "codes": _codes,
    "signatures": _signatures,
    "notice_opening": notice_opening,
    "notice_items": notice_items,
    "notice_changes": notice_changes,
    "notice_closing": notice_closing,
}
