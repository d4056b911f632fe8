"""Published lists, driven only by the ``[[list]]`` parts of the definitions (SPEC §8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

from exports.document import (
    Block,
    Cell,
    Document,
    Page,
    Paragraph,
    Run,
    Table,
    TableColumn,
)
from exports.layouts.blocks import align_of, width_of
from exports.layouts.context import LayoutContext, newest_day
from exports.layouts.list_cells import Part, cell_text, record_rows
from forms.model import Field, Form, ListColumn, ListLayout
from forms.record import Record

#: So many columns a default layout takes from the first sections of a kind.
_DEFAULT_COLUMNS = 12


class UnknownLayoutError(ValueError):
    """A list layout that the definition does not have."""


def list_document(
    records: Sequence[Record], form: Form, layout_id: str, context: LayoutContext
) -> Document:
    """A list of records as it is published; an empty ``layout_id`` takes the first layout.

    Raises:
        UnknownLayoutError: the form has layouts, but none of that id.
    """
    layout = _layout(form, layout_id, context)
    date = newest_day(records, context)
    title = layout.title.replace("{organization}", context.organization) or form.list_title
    return Document(
        title=title,
        blocks=(
            _summary(len(records), date, context),
            _table(records, form, layout, context, title),
        ),
        page=_page(layout),
        organization=context.organization,
        date=date,
        mark=f"数据截至 {date}" if date else "",
        subject=form.list_title,
        keywords=(form.list_title,),
    )


def _layout(form: Form, layout_id: str, context: LayoutContext) -> ListLayout:
    found = form.layout(layout_id)
    if found is not None:
        return found
    if layout_id and form.lists:
        known = "、".join(layout.id for layout in form.lists)
        raise UnknownLayoutError(
            f"“{form.list_title}”没有名为“{layout_id}”的表样，可用的有：{known}。"
        )
    return default_layout(form, context)


def default_layout(form: Form, context: LayoutContext) -> ListLayout:
    """The layout of a kind that defines none: number and the first fields of its form."""
    fields = [item for item in form.fields.values() if context.visible(item)]
    columns = [ListColumn("序号", ("@seq",), 4)] + [
        ListColumn(item.label, (item.id,), width_of(item)) for item in fields[:_DEFAULT_COLUMNS]
    ]
    return ListLayout(
        "default", form.list_title, "{organization}" + form.list_title, tuple(columns)
    )


def _page(layout: ListLayout) -> Page:
    paper: Literal["A4", "A3"] = "A4" if layout.paper == "A4" else "A3"
    portrait = layout.orientation == "portrait"
    return Page(paper, "portrait" if portrait else "landscape")


def _summary(count: int, date: str, context: LayoutContext) -> Block:
    parts = (f"编制单位：{context.organization}" if context.organization else "", f"共 {count} 项",
             f"数据截至 {date}" if date else "")  # fmt: skip
    return Paragraph((Run("　　".join(filter(None, parts))),), "note")


def _table(
    records: Sequence[Record], form: Form, layout: ListLayout, context: LayoutContext, title: str
) -> Table:
    columns = tuple(_column(column, form) for column in layout.columns)
    rows: list[tuple[Cell, ...]] = []
    number = 0
    for heading, members in _groups(records, form, layout, context):
        if heading:
            text = f"{heading}（共 {len(members)} 项）"
            rows.append((Cell(text, columns=len(columns), align="center", header=True),))
        parts = []
        for record in members:
            number += 1
            parts.append(record_rows(record, number, form, layout.columns, context))
        _merge_equal(parts, _merged_columns(layout))
        rows += (_cells(line) for part in parts for line in part)
    return Table(columns, tuple(rows), title)


def _column(column: ListColumn, form: Form) -> TableColumn:
    item = _field_of(column, form)
    centred = column.values == ("@seq",) or bool(column.mark)
    align = align_of(item) if item else "left"
    return TableColumn(column.title, column.width, column.group, "center" if centred else align)


def _field_of(column: ListColumn, form: Form) -> Field | None:
    """The field that a column of one plain path shows."""
    name, _, inner = column.values[0].partition(".")
    item = form.fields.get(name)
    if len(column.values) > 1 or item is None or not inner:
        return item if len(column.values) == 1 else None
    return item.table.by_id.get(inner) if item.table else None


def _groups(
    records: Sequence[Record], form: Form, layout: ListLayout, context: LayoutContext
) -> list[tuple[str, list[Record]]]:
    """Records by what the group path shows: choices in their order, others as they come."""
    if not layout.group_by:
        return [("", list(records))]
    item = _field_at(layout.group_by, form, context)
    order: dict[str, int] = {}
    if item is not None and item.vocabulary is not None:
        order = {choice.label: at for at, choice in enumerate(item.vocabulary.choices)}
    column = ListColumn("", (layout.group_by,))
    named = [(cell_text(record, 0, column, form, context) or "（未填写）", record)
             for record in records]  # fmt: skip
    for name, _ in named:
        order.setdefault(name, len(order))
    named.sort(key=lambda pair: order[pair[0]])
    return [
        (name, [record for _, record in group])
        for name, group in groupby(named, key=lambda pair: pair[0])
    ]


def _field_at(path: str, form: Form, context: LayoutContext) -> Field | None:
    """The field at the end of a path; links are followed to the first kind they may name."""
    head, link, rest = path.partition(">")
    item = form.fields.get(head.partition(".")[0])
    if link and item is not None and item.kinds:
        return _field_at(rest, context.catalogue.form(item.kinds[0]), context)
    return item


def _merged_columns(layout: ListLayout) -> list[int]:
    return [
        at
        for at, column in enumerate(layout.columns)
        if len(column.values) == 1 and column.values[0] in layout.merge
    ]


def _merge_equal(parts: Sequence[Sequence[dict[int, Part]]], columns: Iterable[int]) -> None:
    """Join equal filled neighbours of a column downwards, over the lines of their records."""
    for column in columns:
        owner: Part | None = None
        for lines in parts:
            part = lines[0][column]
            if owner is not None and part.text and part.text == owner.text:
                owner.rows += part.rows
                del lines[0][column]
            else:
                owner = part


def _cells(line: dict[int, Part]) -> tuple[Cell, ...]:
    return tuple(Cell(line[at].text, rows=line[at].rows) for at in sorted(line))
