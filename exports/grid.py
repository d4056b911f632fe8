"""Where the cells of a table stand: spans across and down, headings over groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from exports.document import Cell, Table, TableColumn


class BadTable(ValueError):
    """A row has more cells than the table has room for."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place (counted from 0), its spans cut to the table."""

    cell: Cell
    row: int
    column: int
    rows: int
    columns: int


#: A row of the grid: what stands in each column, the same object wherever a span covers it.
GridRow = tuple[Placed, ...]


def standing(row: GridRow) -> Iterator[Placed]:
    """The cells of a grid row from left to right, each once; those from above among them."""
    column = 0
    while column < len(row):
        yield row[column]
        column += row[column].columns


def header_rows(columns: Sequence[TableColumn]) -> tuple[tuple[Cell, ...], ...]:
    """The heading of a table: one row, two where columns have a group, none without titles."""
    if not any(column.title or column.group for column in columns):
        return ()
    if not any(column.group for column in columns):
        return (tuple(_heading(column.title) for column in columns),)
    upper: list[Cell] = []
    lower: list[Cell] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        titles = [column.title for column in members]
        if group:
            upper.append(_heading(group, columns=len(titles)))
            lower += map(_heading, titles)
        else:
            upper += [_heading(title, rows=2) for title in titles]
    return tuple(upper), tuple(lower)


def _heading(text: str, rows: int = 1, columns: int = 1) -> Cell:
    return Cell(text, rows, columns, align="center", header=True)


def table_grid(table: Table) -> tuple[int, list[GridRow]]:
    """How many rows are heading, and all rows with each place filled."""
    head = header_rows(table.columns)
    width = len(table.columns)
    # A span never reaches from the heading into the body: the heading is repeated by itself.
    return len(head), [*place(head, width), *place(table.rows, width, len(head))]


def bands(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Sequence[Cell]]]]:
    """Rows in groups that no span leaves, each with the number of its first row.

    A long list can be written band by band, without its whole grid in memory.
    """
    start = end = 0
    for number, row in enumerate(rows):
        if start < number >= end:
            yield start, rows[start:number]
            start = number
        for cell in row:
            end = max(end, number + cell.rows)
    if start < len(rows):
        yield start, rows[start:]


def place(
    rows: Sequence[Sequence[Cell]], width: int, first: int = 0, counted: int = 0
) -> list[GridRow]:
    """Give every cell its place; what nobody fills gets an empty cell.

    ``counted`` rows of the table come before these; errors count them.

    Raises:
        BadTable: a row has more cells than free places.
    """
    grid: list[list[Placed | None]] = [[None] * width for _ in rows]
    for number, row in enumerate(rows):
        for cell in row:
            _put(grid, number, cell, first, counted)
    for number, places in enumerate(grid):
        for column, placed in enumerate(places):
            if placed is None:
                places[column] = Placed(Cell(""), number + first, column, 1, 1)
    return [tuple(filter(None, places)) for places in grid]


def _put(
    grid: list[list[Placed | None]], number: int, cell: Cell, first: int, counted: int
) -> None:
    places = grid[number]
    column = next((at for at, placed in enumerate(places) if placed is None), None)
    if column is None:
        raise BadTable(
            f"表格第 {counted + number + 1} 行的单元格比列多（“{cell.text[:20]}”放不下）。"
        )
    columns = 1
    while columns < cell.columns and column + columns < len(places) and (
        places[column + columns] is None
    ):  # fmt: skip
        columns += 1
    rows = min(cell.rows, len(grid) - number)
    placed = Placed(cell, number + first, column, rows, columns)
    for covered in grid[number : number + rows]:
        covered[column : column + columns] = [placed] * columns


def fitting_widths(wanted: Sequence[float], total: int, least: int) -> list[int]:
    """Relative widths as whole numbers that add up to ``total``, none below ``least``."""
    least = min(least, total // len(wanted))
    narrow = {at for at, width in enumerate(wanted) if width / sum(wanted) * total < least}
    room = total - least * len(narrow)
    share = sum(width for at, width in enumerate(wanted) if at not in narrow) or 1
    widths = [
        least if at in narrow else max(int(width / share * room), 1)
        for at, width in enumerate(wanted)
    ]
    widths[widths.index(max(widths))] += total - sum(widths)
    return widths
