"""The cells of one record in a list: value paths, marks, boxes, rows of sub-tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exports.layouts.context import LayoutContext, unique
from forms.model import Field, Form, ListColumn, Value
from forms.record import Record, is_blank

CHECKED, UNCHECKED, MARK = "■", "□", "√"
#: Boxes share a line of a cell up to so many characters.
_BOXES_WIDTH = 15


@dataclass(slots=True)
class Part:
    """A cell on its way into a table: text, and how many lines of the record it covers."""

    text: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a path leads: rows (of a sub-table, or the records themselves) and a field in them."""

    rows: tuple[Mapping[str, Value], ...]
    item: Field
    plain: bool = False  # the sub-table was typed as plain text


def record_rows(
    record: Record, number: int, form: Form, columns: Sequence[ListColumn], context: LayoutContext
) -> list[dict[int, Part]]:
    """The lines that a record takes, as cells by column.

    Where several columns show one sub-table (duties and their bases), each of its rows gets a line,
    so that what belongs together stands side by side; all other cells cover all lines.
    """
    stacks: dict[int, list[str]] = {}
    for group in _shared_tables(columns):
        texts = {at: _row_texts(record, columns[at], form, context) for at in group}
        if _is_plain(record, columns[group[0]], form, context):
            texts |= {at: [""] for at in group[1:]}
        kept = _filled_lines(list(texts.values()))
        stacks |= {at: [lines[i] for i in kept] for at, lines in texts.items()}
    height = max(map(len, stacks.values()), default=1) or 1
    lines: list[dict[int, Part]] = [{} for _ in range(height)]
    for at, column in enumerate(columns):
        stack = stacks.get(at) or [cell_text(record, number, column, form, context)]
        for line, text in enumerate(stack):
            # The last row of a shorter sub-table covers what is left.
            rows = height - line if line == len(stack) - 1 else 1
            lines[line][at] = Part(text, rows)
    return lines


def cell_text(
    record: Record, number: int, column: ListColumn, form: Form, context: LayoutContext
) -> str:
    """What stands in a column for a record."""
    if column.mark:
        values = [value for path in column.values for value in _raw(record, path, form, context)]
        return MARK if any(_contains(value, column.mark) for value in values) else ""
    if column.boxes:
        return "\n".join(_boxes(record, form.fields[path]) for path in column.values)
    texts = (
        str(number) if path == "@seq" else _path_text(record, path, form, context)
        for path in column.values
    )
    return "\n".join(unique(texts))


def _boxes(record: Record, item: Field) -> str:
    """Every choice with ■ or □."""
    value = record.get(item.id)
    chosen = value if isinstance(value, (list, tuple)) else [value]
    choices = item.vocabulary.choices if item.vocabulary else ()
    shown = [(CHECKED if c.key in chosen else UNCHECKED) + c.label for c in choices]
    known = {choice.key for choice in choices}
    shown += [
        CHECKED + str(extra) for extra in chosen if extra not in known and not is_blank(extra)
    ]
    lines = [""]
    for box in shown:
        joined = f"{lines[-1]} {box}".strip()
        if lines[-1] and len(joined) > _BOXES_WIDTH:
            lines.append(box)
        else:
            lines[-1] = joined
    return "\n".join(lines)


def _contains(value: Value, key: str) -> bool:
    return key in value if isinstance(value, (list, tuple)) else bool(value == key)


def _raw(record: Record, path: str, form: Form, context: LayoutContext) -> list[Value]:
    return [row.get(source.item.id) for source in _sources(record, path, form, context)
            for row in source.rows]  # fmt: skip


def _path_text(record: Record, path: str, form: Form, context: LayoutContext) -> str:
    texts = (
        context.text(row.get(source.item.id), source.item)
        for source in _sources(record, path, form, context)
        for row in source.rows
    )
    return "\n".join(unique(texts))


def _sources(record: Record, path: str, form: Form, context: LayoutContext) -> Iterable[_Source]:
    """Follow a path: ``field``, ``table.column``, ``ref>…``."""
    head, link, rest = path.partition(">")
    if link:
        if head in form.fields and context.visible(form.fields[head]):
            for other in context.records(record.get(head)):
                yield from _sources(other, rest, context.form(other), context)
        return
    name, dot, column = path.partition(".")
    item = form.fields.get(name)
    if item is None or not context.visible(item):
        return
    if not dot:
        yield _Source(({name: record.get(name)},), item)
    elif item.table is not None and column in item.table.by_id:
        plain = not record.rows(name) and not is_blank(record.get(name))
        rows = ({column: record.get(name)},) if plain else tuple(record.rows(name))
        yield _Source(rows, item.table.by_id[column], plain)


def _table_of(column: ListColumn) -> str:
    """The sub-table that all values of a column come from; empty when there is no such one."""
    tables = {path.rpartition(".")[0] for path in column.values}
    return tables.pop() if len(tables) == 1 and not column.mark and not column.boxes else ""


def _shared_tables(columns: Sequence[ListColumn]) -> list[list[int]]:
    """Columns by the sub-table they show, where there are at least two for it."""
    groups: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        if table := _table_of(column):
            groups.setdefault(table, []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _is_plain(record: Record, column: ListColumn, form: Form, context: LayoutContext) -> bool:
    """Whether the sub-table was typed as plain text, which is printed in one column only."""
    sources = (s for path in column.values for s in _sources(record, path, form, context))
    return any(source.plain for source in sources)


def _row_texts(record: Record, column: ListColumn, form: Form, context: LayoutContext) -> list[str]:
    """The column's text in each row of its sub-table."""
    by_path = [
        [
            context.text(row.get(source.item.id), source.item)
            for source in _sources(record, path, form, context)
            for row in source.rows
        ]
        for path in column.values
    ]
    count = max(map(len, by_path), default=0)
    return ["\n".join(unique(t[i] for t in by_path if i < len(t))) for i in range(count)]


def _filled_lines(columns: Sequence[Sequence[str]]) -> list[int]:
    """Rows in which some column says something; what has no such row is left out."""
    count = min(map(len, columns), default=0)
    return [at for at in range(count) if any(texts[at] for texts in columns)]
