"""Blocks that several layouts share: labels with values, sub-tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from exports.document import Align, Block, Cell, KeyValues, Table, TableColumn, paragraph
from exports.layouts.context import LayoutContext
from forms.model import Field, Value
from forms.record import Record, is_blank
from forms.values.numerals import int_to_chinese

#: More filled columns than this do not fit across a portrait page.
MOST_COLUMNS = 6
_WIDTHS = {"integer": 5, "boolean": 6, "enum": 8, "duration": 9, "date": 10, "money": 8,
           "longtext": 22, "table": 22, "multi_enum": 10, "code": 14}  # fmt: skip
_CENTRED = ("integer", "boolean", "enum", "duration", "date")


def numbered(level: int, number: int, text: str) -> str:
    """A heading with its number: 一、 · （一） · 1."""
    if level == 1:
        return f"{int_to_chinese(number)}、{text}"
    if level == 2:
        return f"（{int_to_chinese(number)}）{text}"
    return f"{number}.{text}"


def key_values(
    record: Record, fields: Iterable[Field], context: LayoutContext, caption: str = ""
) -> list[Block]:
    """Labels and values of the fields that are filled; nothing when none is."""
    rows = tuple(
        (item.label, text) for item in fields if (text := context.text(record.get(item.id), item))
    )
    return [KeyValues(rows, caption)] if rows else []


def rows_of(record: Record, item: Field) -> list[Mapping[str, Value]]:
    """Filled rows of a sub-table."""
    return [row for row in record.rows(item.id) if not all(map(is_blank, row.values()))]


def sub_table(record: Record, item: Field, context: LayoutContext) -> list[Block]:
    """A sub-table: as sentences (bases), as a table, or row by row where it is too wide.

    What was typed as plain text stays plain text.
    """
    rows = rows_of(record, item)
    if not rows:
        text = context.text(record.get(item.id), item)
        return [paragraph(line) for line in text.splitlines() if line]
    if item.table is not None and item.table.row_style == "citation":
        return sentences(context.row(row, item) for row in rows)
    columns = [
        column
        for column in context.columns(item)
        if any(not is_blank(row.get(column.id)) for row in rows)
    ]
    if len(columns) <= MOST_COLUMNS:
        return [table_of(rows, columns, context, item.label)]
    return [_row_block(row, columns, context, number) for number, row in enumerate(rows, 1)]


def table_of(
    rows: Sequence[Mapping[str, Value]], columns: Sequence[Field], context: LayoutContext,
    caption: str,
) -> Table:  # fmt: skip
    """Rows under their column labels, with running numbers."""
    heads = [TableColumn("序号", 5, align="center")] + [
        TableColumn(column.label, _roomy(column), align=align_of(column)) for column in columns
    ]
    body = tuple(
        (Cell(str(number)), *(Cell(context.text(row.get(c.id), c)) for c in columns))
        for number, row in enumerate(rows, 1)
    )
    return Table(tuple(heads), body, caption)


def _row_block(
    row: Mapping[str, Value], columns: Sequence[Field], context: LayoutContext, number: int
) -> KeyValues:
    shown = ((column.label, context.text(row.get(column.id), column)) for column in columns)
    pairs = tuple((label, text) for label, text in shown if text)
    return KeyValues((("序号", str(number)), *pairs))


def sentences(texts: Iterable[str]) -> list[Block]:
    """Paragraphs, numbered where there are several."""
    lines = [text for text in texts if text]
    if len(lines) == 1:
        return [paragraph(lines[0])]
    return [paragraph(f"{number}．{text}") for number, text in enumerate(lines, 1)]


def width_of(column: Field) -> float:
    """A relative column width: the definition's hint, or one by type."""
    return column.width or _WIDTHS.get(column.type, 12)


def _roomy(column: Field) -> float:
    """A width at which a long label does not become a tower."""
    return max(width_of(column), len(column.label) * 0.8 + 3)


def align_of(column: Field) -> Align:
    """Short values stand in the middle of their column."""
    return "center" if column.type in _CENTRED else "left"
