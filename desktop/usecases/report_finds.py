"""Sheets 三单互查 and 下拉填充 of the error report: their places lead to record and field."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.usecases.cross_lists import Disagreement, Place
from desktop.usecases.dragging import Dragged
from desktop.usecases.report_marks import (
    marking_cells,
    marking_columns,
    returning_cells,
    returning_columns,
)
from exports.document import Cell, Table, TableColumn
from exports.layouts import LayoutContext
from forms.check import head, path_label
from forms.record import Record


def cross_table(found: Sequence[Disagreement], context: LayoutContext) -> Table:
    """A row a disagreement: both places with what they say."""
    columns = (
        TableColumn("序号", 7), TableColumn("类别", 10), TableColumn("不一致之处", 46),
        *_side("甲"), *_side("乙"),
    )  # fmt: skip
    rows = [
        (
            Cell(str(number)), Cell(item.topic), Cell(item.message),
            *_place(item.one, context), *_place(item.other, context),
        )
        for number, item in enumerate(found, 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "三单互查")


def _side(group: str) -> tuple[TableColumn, ...]:
    titles = (("清单", 12), ("事项", 30), ("栏目", 20), ("内容", 36), ("记录标识", 38))
    return tuple(TableColumn(f"{group}：{title}", width) for title, width in titles)


def _place(place: Place, context: LayoutContext) -> tuple[Cell, ...]:
    form = context.catalogue.form(place.kind)
    if not place.record:
        return Cell(form.list_title), Cell("（没有）"), Cell(""), Cell(""), Cell("")
    return (
        Cell(form.list_title), Cell(place.title, goto=place.record),
        Cell(path_label(form, place.field), goto=f"{place.record} {head(place.field)}"),
        Cell(_shown(place, context)), Cell(place.record),
    )  # fmt: skip


def _shown(place: Place, context: LayoutContext) -> str:
    """What a place says; a choice in its words."""
    item = context.catalogue.form(place.kind).fields.get(place.field)
    return context.text(place.says, item) if item and item.vocabulary else place.says


def dragged_table(found: Sequence[Dragged], context: LayoutContext) -> Table:
    """A row a cell: where it stands in the source and in the library, where the dragging began."""
    columns = (
        TableColumn("序号", 7), TableColumn("清单", 12), TableColumn("事项", 30),
        TableColumn("栏目", 24), TableColumn("来源单元格的内容", 44), TableColumn("怎样改正", 34),
        *returning_columns(), TableColumn("来源文件", 26), TableColumn("工作表", 14),
        TableColumn("行", 7, measured=True), TableColumn("列", 7),
        TableColumn("起始行", 8, measured=True), TableColumn("起始处的数字", 28),
        *marking_columns(),
    )  # fmt: skip
    rows = [_dragged(number, item, context) for number, item in enumerate(found, 1)]
    return Table(columns, tuple(rows), "下拉填充")


def _dragged(number: int, item: Dragged, context: LayoutContext) -> tuple[Cell, ...]:
    form, cell = context.catalogue.form(item.kind), item.cell
    record: Record | None = context.linked(item.record)
    return (
        Cell(str(number)), Cell(form.list_title),
        Cell(context.title(record) if record else "", goto=item.record),
        Cell(path_label(form, item.field), goto=f"{item.record} {head(item.field)}"),
        Cell(cell.text), Cell(item.hint), *returning_cells(record, item.field, item.fix, context),
        Cell(cell.file), Cell(cell.sheet), Cell(str(cell.row)), Cell(cell.column),
        Cell(str(item.first.row)), Cell(item.words), *marking_cells(record, item.field),
    )  # fmt: skip
