"""Tables and the flow chart of a service guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.document import Block, Cell, FlowChart, FlowStep, Table, TableColumn, paragraph
from exports.layouts.context import unique
from exports.layouts.guide_parts import GuideParts, join
from forms.citations import citation_head
from forms.model import Value

#: Column order of SPEC §8.1, 申请材料表; widths fit an A4 page.
MATERIAL_COLUMNS = (
    TableColumn("序号", 5, align="center"),
    TableColumn("材料名称", 19),
    TableColumn("来源渠道", 11.5, align="center"),
    TableColumn("材料类型", 7, align="center"),
    TableColumn("材料形式", 7.5, align="center"),
    TableColumn("份数", 10.5, align="center"),
    TableColumn("必要性", 8, align="center"),
    TableColumn("要求", 20),
    TableColumn("依据", 15),
    TableColumn("空表/样表", 13),
)  # fmt: skip


def _table(
    columns: tuple[TableColumn, ...], rows: Sequence[tuple[str, ...]], caption: str
) -> Table:
    return Table(columns, tuple(tuple(map(Cell, row)) for row in rows), caption)


def materials_table(parts: GuideParts) -> list[Block]:
    """The materials with the columns of SPEC §8.1; what the law says about them stands below."""
    rows = parts.rows("materials")
    if not rows:
        return []
    body = [_material(parts, number, row) for number, row in enumerate(rows, 1)]
    return [_table(MATERIAL_COLUMNS, body, "申请材料目录"), *_material_bases(parts, rows)]


def _material(parts: GuideParts, number: int, row: Mapping[str, Value]) -> tuple[str, ...]:
    def cell(column: str) -> str:
        return parts.cell("materials", row, column)

    copies = (f"{word}{row[key]}份" for word, key in
              (("原件", "original_count"), ("复印件", "copy_count"))
              if row.get(key) not in (None, "", 0))  # fmt: skip
    demands = (
        cell("acceptance_standard"),
        cell("filling_notes"),
        *_remarks(parts, row),
        "免提交" if row.get("exempt") is True else "",
    )
    return (
        str(number), cell("name"), join((cell("source_channel"), cell("source_note"))),
        cell("original_or_copy"), cell("medium"), join(tuple(copies)), cell("necessity"), join(demands),
        join(_heads(parts, row)), join((cell("blank_form"), cell("sample_form"))),
    )  # fmt: skip


def _remarks(parts: GuideParts, row: Mapping[str, Value]) -> list[str]:
    """What else a material asks for, under words short enough for a narrow column."""
    words = (("necessity_note", "容缺情形"), ("supply_limit", "补正时限"), ("paper_size", "规格"),
             ("remark", "备注"))  # fmt: skip
    shown = ((word, parts.cell("materials", row, column)) for column, word in words)
    return [f"{word}：{text}" for word, text in shown if text]


def _bases(row: Mapping[str, Value]) -> list[Mapping[str, Value]]:
    bases = row.get("basis")
    return [b for b in bases if isinstance(b, Mapping)] if isinstance(bases, list) else []


def _heads(parts: GuideParts, row: Mapping[str, Value]) -> list[str]:
    """Title and article of each basis; the words of the article would burst the column."""
    if not _bases(row):
        return [parts.cell("materials", row, "basis")]
    public = parts.context.public
    return [citation_head(b) for b in _bases(row) if not (public and b.get("is_secret") is True)]


def _material_bases(parts: GuideParts, rows: Sequence[Mapping[str, Value]]) -> list[Block]:
    quoting = [b for row in rows for b in _bases(row) if b.get("quoted_text") or b.get("is_secret")]
    item = parts.field("materials")
    basis = item.table.by_id.get("basis") if item and item.table else None
    if not quoting or basis is None:
        return []
    texts = unique(parts.context.row(row, basis) for row in quoting)
    return [paragraph(f"材料依据：{text}", "note") for text in texts]


def flow_chart(parts: GuideParts) -> list[Block]:
    """The chart drawn from the steps; a chart that the agency attached is named below it."""
    steps = tuple(_flow_step(parts, row) for row in parts.rows("process_steps"))
    chart: list[Block] = [FlowChart(steps)] if steps else []
    attached = parts.text("flowchart")
    return [*chart, *([paragraph(f"附图：{attached}", "note")] if attached else [])]


def _flow_step(parts: GuideParts, row: Mapping[str, Value]) -> FlowStep:
    return FlowStep(
        name=parts.cell("process_steps", row, "name"),
        office=parts.cell("process_steps", row, "office"),
        limit=parts.cell("process_steps", row, "limit"),
        note=parts.cell("process_steps", row, "result"),
        parallel=row.get("parallel") is True,
    )


def steps_table(parts: GuideParts) -> list[Block]:
    """The steps with office, time limit, standard and result."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("环节", 10, align="center"),
               TableColumn("办理机构（岗位）", 13), TableColumn("时限", 12, align="center"),
               TableColumn("审查标准", 25), TableColumn("办理结果", 14))  # fmt: skip
    rows = []
    for number, row in enumerate(parts.rows("process_steps"), 1):

        def cell(column: str, row: Mapping[str, Value] = row) -> str:
            return parts.cell("process_steps", row, column)

        special = parts.cells("process_steps", row, "has_special", "special_note")
        rows.append((cell("number") or str(number), cell("name"),
                     join((cell("office"), cell("post"))), cell("limit"),
                     join((cell("standard"), *special)), cell("result")))  # fmt: skip
    return [_table(columns, rows, "办理环节")] if rows else []


def fees_table(parts: GuideParts) -> list[Block]:
    """Fees with standard and basis (条例 art. 20 no. 8 asks to publish both)."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("收费项目", 14),
               TableColumn("收费标准", 16), TableColumn("收费依据", 26),
               TableColumn("减免与说明", 16))  # fmt: skip
    rows = []
    for number, row in enumerate(parts.rows("fees"), 1):

        def cell(column: str, row: Mapping[str, Value] = row) -> str:
            return parts.cell("fees", row, column)

        notes = parts.cells("fees", row, "payee", "reducible", "reduction_note", "remark")
        standard = join((cell("standard"), *parts.cells("fees", row, "unit")))
        rows.append((str(number), cell("name"), standard, cell("basis"), join(notes)))
    return [_table(columns, rows, "收费项目")] if rows else []


def results_table(parts: GuideParts) -> list[Block]:
    """Results with validity and area."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("结果名称", 18),
               TableColumn("结果类型", 9, align="center"), TableColumn("有效期限", 13),
               TableColumn("有效地域", 11), TableColumn("送达方式", 11),
               TableColumn("说明", 18))  # fmt: skip
    rows = []
    for number, row in enumerate(parts.rows("results"), 1):

        def cell(column: str, row: Mapping[str, Value] = row) -> str:
            return parts.cell("results", row, column)

        notes = parts.cells(
            "results", row, "validity_basis", "electronic", "licence_code", "sample"
        )
        rows.append((str(number), cell("name"), cell("result_type"), cell("validity"),
                     cell("area"), cell("delivery"), join(notes)))  # fmt: skip
    return [_table(columns, rows, "审批结果")] if rows else []


def places_table(parts: GuideParts) -> list[Block]:
    """Where applications are taken: place, window, time (section 十)."""
    columns = (TableColumn("接收地点", 14), TableColumn("地址", 24), TableColumn("窗口", 10),
               TableColumn("接收时间", 20))  # fmt: skip
    rows = [
        tuple(
            parts.cell("handle_places", row, key) for key in ("name", "address", "window", "hours")
        )
        for row in parts.rows("handle_places")
    ]
    return [_table(columns, rows, "窗口接收")] if rows else []
