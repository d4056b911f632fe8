"""The columns of the error report by which it comes back (`desktop.usecases.report_return`)."""

from __future__ import annotations

from desktop.usecases.mending import field_at
from desktop.usecases.report_return import (
    BECOMES,
    CLEARED,
    CODE,
    ELSEWHERE,
    HIDDEN,
    NOW,
    PATH,
    RECORD,
    can_return,
    code_of,
)
from exports.document import Cell, TableColumn
from exports.layouts import LayoutContext
from forms.problem import Fix
from forms.record import Record

HOW_BACK = (
    f"把改正后的内容写在“{BECOMES}”一栏，保存后把本文件导入明册，逐处核对后写入；"
    f"要清空一处，写“{CLEARED}”。请不要改动“{RECORD}”“{PATH}”“{CODE}”三栏。"
)


def returning_columns() -> tuple[TableColumn, ...]:
    """What stands there, what the program suggests, what it shall become."""
    return (TableColumn(NOW, 34), TableColumn("建议内容", 26), TableColumn(BECOMES, 34))


def returning_cells(
    record: Record | None, path: str, fix: Fix | None, context: LayoutContext, *,
    hidden: bool = False,
) -> tuple[Cell, ...]:  # fmt: skip
    """The cells of `returning_columns`; 改正为 is blank where it may be filled in.

    ``hidden`` content is not repeated: the report goes through many hands.
    """
    if record is None:
        return Cell(""), Cell(""), Cell(ELSEWHERE)
    form = context.form(record)
    item = field_at(form, path) if path else None
    now = context.text(record.get(path), item) if item else ""
    offered = context.text(fix.value, item) if item and fix and fix.path == path else ""
    if hidden and now:
        now, offered = HIDDEN, ""
    return Cell(now), Cell(offered), Cell("" if can_return(form, path) else ELSEWHERE)


def marking_columns() -> tuple[TableColumn, ...]:
    """By which a row is known again."""
    return TableColumn(RECORD, 38), TableColumn(PATH, 26), TableColumn(CODE, 28)


def marking_cells(record: Record | None, path: str, whole: str = "") -> tuple[Cell, ...]:
    """The cells of `marking_columns`; ``whole`` is the record's hash, where it is known already."""
    if record is None:
        return Cell(""), Cell(""), Cell("")
    return Cell(record.uuid), Cell(path), Cell(code_of(record, path, whole))
