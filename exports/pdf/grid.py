"""The grid of a table: which cell covers which rows and columns, and how high rows must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from exports.document import Align, Cell, KeyValues, Table, TableColumn
from exports.pdf.fonts import Family, clean
from exports.pdf.structure import Element
from exports.pdf.styles import TextStyle
from exports.pdf.text import even_lines, wrap
from exports.widths import at_least, heading_width, longest_words, shares

#: Words of as many characters may be wider than the one that is measured by so much.
_AS_LONG = 1.06
#: A merged cell with at most so many lines is printed again on each page that it reaches.
_REPEATED_LINES = 4
#: Of the width of a page, the most that labels take before they are broken.
_WIDEST_LABEL = 0.3


@dataclass(slots=True)
class GridCell:
    """A cell at its place. ``lines`` are its broken lines, ``taken`` how many stand on earlier
    pages already; ``repeated``: all of them stood there, what follows is printed again.
    """

    row: int
    column: int
    rows: int
    columns: int
    lines: list[str]
    align: Align
    header: bool
    taken: int = 0
    repeated: bool = False
    tag: Element | None = None
    page_of: str = ""

    @property
    def repeats(self) -> bool:
        """Whether a short merged cell is printed again on the next page."""
        return self.rows > 1 and len(self.lines) <= _REPEATED_LINES


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row, edges of columns (from 0, one more than columns), lines of each row."""

    edges: tuple[float, ...]
    cells: tuple[tuple[GridCell, ...], ...]
    heights: tuple[int, ...]
    header_rows: int

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.edges) - 1


@dataclass(frozen=True, slots=True)
class Setter:
    """Breaks the text of cells: one style for text, one for headings, blank space at the sides."""

    text: TextStyle
    header: TextStyle
    text_family: Family
    header_family: Family
    padding: float

    def fits(self, text: str, width: float) -> bool:
        """Whether a text takes one line of a cell so many points wide."""
        shown = clean(text).rstrip("\n")
        room = width - 2 * self.padding
        return "\n" not in shown and self.text_family.width(shown, self.text.size) <= room

    def lines(self, text: str, width: float, *, header: bool) -> list[str]:
        """The lines of a cell so many points wide."""
        style, family = (
            (self.header, self.header_family) if header else (self.text, self.text_family)
        )
        shown, room = clean(text).rstrip("\n"), width - 2 * self.padding
        return (even_lines if header else wrap)(family, shown, room, style.size)


def table_grid(table: Table, width: float, setter: Setter) -> Grid:
    """The grid of a table, with its heading rows first."""
    headings = _heading_rows(table.columns)
    narrowest = [
        max(heading_width(column) * setter.header.size,
            setter.text_family.width(word, setter.text.size) * _AS_LONG) + 2 * setter.padding + 0.1
        for column, word in zip(table.columns, longest_words(table), strict=True)
    ]  # fmt: skip
    wanted = shares(table)
    unit = width / (sum(wanted) or 1)
    edges = tuple(accumulate(at_least([share * unit for share in wanted], narrowest), initial=0.0))
    aligns = [column.align for column in table.columns]
    return _grid(edges, [*headings, *table.rows], len(headings), aligns, setter)


def key_value_grid(block: KeyValues, width: float, setter: Setter) -> Grid:
    """Labels and values; two short pairs that follow each other share a row."""
    label = max(
        (setter.header_family.width(clean(name), setter.header.size) for name, _ in block.rows),
        default=0,
    )
    label = min(max(label + 2 * setter.padding + 1, width * 0.15), width * _WIDEST_LABEL)
    half = width / 2
    edges = (0.0, label, half, half + label, width)
    rows: list[tuple[Cell, ...]] = []
    waiting: tuple[str, str] | None = None
    for pair in block.rows:
        short = setter.fits(pair[1], half - label)
        if not short:
            rows += _alone(waiting)
            rows += _alone(pair)
            waiting = None
        elif waiting:
            rows.append((*_label_and_value(waiting, 1), *_label_and_value(pair, 1)))
            waiting = None
        else:
            waiting = pair
    rows += _alone(waiting)
    return _grid(edges, rows, 0, ["left"] * 4, setter)


def _alone(pair: tuple[str, str] | None) -> list[tuple[Cell, ...]]:
    return [_label_and_value(pair, 3)] if pair else []


def _label_and_value(pair: tuple[str, str], columns: int) -> tuple[Cell, Cell]:
    return Cell(pair[0], header=True), Cell(pair[1], columns=columns)


def _heading_rows(columns: Sequence[TableColumn]) -> list[tuple[Cell, ...]]:
    """One row of titles, or two where columns stand in groups."""
    if not any(column.title for column in columns):
        return []
    if not any(column.group for column in columns):
        return [tuple(Cell(column.title, header=True) for column in columns)]
    upper: list[Cell] = []
    lower: list[Cell] = []
    for index, column in enumerate(columns):
        if not column.group:
            upper.append(Cell(column.title, rows=2, header=True))
            continue
        lower.append(Cell(column.title, header=True))
        if index == 0 or columns[index - 1].group != column.group:
            count = next((i for i, other in enumerate(columns[index:]) if other.group != column.group),
                         len(columns) - index)  # fmt: skip
            upper.append(Cell(column.group, columns=count, header=True))
    return [tuple(upper), tuple(lower)]


def _grid(
    edges: tuple[float, ...], rows: Sequence[Iterable[Cell]], header_rows: int,
    aligns: Sequence[Align], setter: Setter,
) -> Grid:  # fmt: skip
    count = len(edges) - 1
    covered = [0] * count  # how many further rows a cell from above covers, by column
    placed: list[tuple[GridCell, ...]] = []
    merged: list[GridCell] = []
    heights = []
    for number, row in enumerate(rows):
        cells: list[GridCell] = []
        column = 0
        for cell in row:
            while column < count and covered[column]:
                column += 1
            if column >= count:
                break
            columns = min(cell.columns, count - column)
            height = min(cell.rows, len(rows) - number)
            width = edges[column + columns] - edges[column]
            align: Align = "center" if cell.header else cell.align
            if align == "left" and not cell.header:
                align = aligns[column]
            lines = setter.lines(cell.text, width, header=cell.header)
            cells.append(GridCell(number, column, height, columns, lines, align, cell.header,
                                  page_of=cell.page_of))  # fmt: skip
            for place in range(column, column + columns):
                covered[place] = height
            column += columns
        covered = [max(rest - 1, 0) for rest in covered]
        heights.append(max((len(cell.lines) for cell in cells if cell.rows == 1), default=1))
        merged += [cell for cell in cells if cell.rows > 1]
        placed.append(tuple(cells))
    _stretch(heights, merged)
    return Grid(edges, tuple(placed), tuple(heights), header_rows)


def _stretch(heights: list[int], merged: Iterable[GridCell]) -> None:
    """Make the last row of a merged cell high enough for its text."""
    for cell in merged:
        last = cell.row + cell.rows
        lacking = len(cell.lines) - sum(heights[cell.row : last])
        if lacking > 0:
            heights[last - 1] += lacking
