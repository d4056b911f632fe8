"""Tables that no sheet of paper is broad enough for: their columns go on in further tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from exports.document import Cell, Table

#: A table of more columns is taken apart, into tables of about so many.
_MOST, _IN_PART = 24, 14


def sheets_across(columns: int) -> int:
    """How many sheets of paper stand side by side for a table of so many columns."""
    return 1 if columns <= _MOST else ceil((columns - 1) / (_IN_PART - 1))


def parts_of(table: Table) -> tuple[Table, ...]:
    """The table itself, or its columns in several tables that all begin with its first column."""
    count = len(table.columns)
    if count <= _MOST:
        return (table,)
    number = sheets_across(count)
    size = ceil((count - 1) / number)
    placed = _placed(table)
    return tuple(
        _part(table, placed, [0, *range(first, min(first + size, count))], at, number)
        for at, first in enumerate(range(1, count, size), 1)
    )


def _placed(table: Table) -> list[list[tuple[int, Cell]]]:
    """The cells of each row with the columns that they begin in."""
    found = []
    held = [0] * len(table.columns)
    for row in table.rows:
        cells: list[tuple[int, Cell]] = []
        column = 0
        for cell in row:
            while column < len(held) and held[column]:
                column += 1
            cells.append((column, cell))
            for at in range(column, min(column + cell.columns, len(held))):
                held[at] = cell.rows
            column += cell.columns
        held = [max(rest - 1, 0) for rest in held]
        found.append(cells)
    return found


def _part(
    table: Table, rows: Sequence[Sequence[tuple[int, Cell]]], shown: list[int], at: int, number: int
) -> Table:
    chosen = set(shown)
    body = tuple(
        tuple(
            replace(cell, columns=width) if width != cell.columns else cell
            for column, cell in row
            if (width := len(chosen.intersection(range(column, column + cell.columns))))
        )
        for row in rows
    )
    caption = f"{table.caption}（{at}/{number}）" if table.caption else ""
    return Table(tuple(table.columns[column] for column in shown), body, caption)
