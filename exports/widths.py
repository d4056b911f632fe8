"""Widths of columns: as the layout wants them, unless the texts of a list would make towers of them.

What offices write where does not always follow the form: a remark of two pages in a column of three
characters takes forty sheets. Such a table gets columns as far after its texts as it takes to be
short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from operator import truediv
from typing import NamedTuple

from exports.document import Table, TableColumn
from exports.grid import bands

#: The wanted widths are given up only where others need at most this share of the height.
_WORTH = 0.85
#: How far they are given up: the least that comes within this factor of the shortest table.
_STEPS, _NEARLY = (0.25, 0.5, 0.75), 1.05
#: What should not be broken, such as telephone numbers; longer codes and addresses may be.
_WORD = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z][0-9A-Za-z-]{3,15}(?![0-9A-Za-z./-])")
#: Wide columns give narrow ones at most this share of what they can spare.
_MOST_TAKEN = 0.5
#: Lines of a heading.
_HEADING_LINES = 4
#: A cell of at most so many characters (行政许可) is one word.
_WHOLE = 4
#: Cells of at most so many characters are searched for such words: longer ones have wide columns.
_SHORT = 80
#: A line end counts as so many characters.
_LINE_END = 4
#: So many rows (or groups that cells hold together), spread over the table, are looked at.
_LOOKED_AT = 400
#: Below so many columns there is nothing to gain.
_FEWEST_COLUMNS = 3
#: No column becomes narrower than this share of the table, and some more where there are few.
_NARROWEST = 0.025


def shares(table: Table) -> list[float]:
    """The share of each column, in any unit."""
    wanted = [max(column.width, 0.1) for column in table.columns]
    if len(wanted) < _FEWEST_COLUMNS or not table.rows:
        return wanted
    looked_at = _bands(table)
    if not looked_at:
        return wanted
    whole = sum(wanted)
    texts = _after_texts(looked_at, wanted)
    shortest = _height(looked_at, texts)
    if shortest > _WORTH * _height(looked_at, wanted):
        return wanted
    for step in _STEPS:
        other = [
            share / whole * (1 - step) + text * step
            for share, text in zip(wanted, texts, strict=True)
        ]
        if _height(looked_at, other) <= shortest * _NEARLY:
            return other
    return texts


def longest_words(table: Table) -> list[str]:
    """The longest word of each column that should stay whole; empty where there is none."""
    found = [""] * len(table.columns)
    step = max(len(table.rows) // _LOOKED_AT, 1)
    for number, row in enumerate(table.rows):
        if number % step or len(row) != len(found):
            continue
        for at, cell in enumerate(row):
            if cell.columns > 1 or not 0 < len(cell.text) <= _SHORT:
                continue
            words = _WORD.findall(cell.text) if len(cell.text) > _WHOLE else [cell.text]
            found[at] = max([found[at], *words], key=half_widths)
    return found


def heading_width(column: TableColumn) -> float:
    """How many characters a column needs for its heading not to become a tower."""
    return max(ceil(len(column.title) / _HEADING_LINES), 2) + 0.05


def at_least(widths: Sequence[float], narrowest: Sequence[float]) -> list[float]:
    """Widths none of which is narrower than it should be, as far as the others can give."""
    spares = [one - least for one, least in zip(widths, narrowest, strict=True)]
    lacking = -sum(spare for spare in spares if spare < 0)
    spare = sum(spare for spare in spares if spare > 0)
    if not 0 < lacking < spare * _MOST_TAKEN:
        return list(widths)
    keep = 1 - lacking / spare
    return [least + max(over, 0) * keep for least, over in zip(narrowest, spares, strict=True)]


def half_widths(text: str) -> int:
    """Half-width characters."""
    return sum(1 + (char > "\u00ff") for char in text)


class _Band(NamedTuple):
    """Rows that cells hold together: characters of each cell of one row, and by column those of
    the cells that cover several rows.
    """

    rows: list[list[int]]
    merged: list[int]


def _bands(table: Table) -> list[_Band]:
    """What is looked at of a table; cells over several columns do not count."""
    found = []
    held = list(bands(table.rows))
    step = max(len(held) // _LOOKED_AT, 1)
    for _, rows in held[::step]:
        count = len(table.columns)
        band = _Band([[0] * count for _ in rows], [0] * count)
        covered = [0] * count
        for lengths, row in zip(band.rows, rows, strict=True):
            column = 0
            for cell in row:
                while column < count and covered[column]:
                    column += 1
                if column >= count:
                    break
                if cell.columns == 1:
                    taken = lengths if cell.rows == 1 else band.merged
                    taken[column] += len(cell.text) + cell.text.count("\n") * _LINE_END
                for at in range(column, min(column + cell.columns, count)):
                    covered[at] = cell.rows
                column += cell.columns
            covered = [max(rest - 1, 0) for rest in covered]
        if any(map(any, band.rows)) or any(band.merged):
            found.append(band)
    return found


def _after_texts(looked_at: Sequence[_Band], wanted: Sequence[float]) -> list[float]:
    """Half after the usual length of a column's texts, half after its longest ones."""
    columns = zip(*(map(sum, zip(*band.rows, band.merged, strict=True)) for band in looked_at),
                  strict=True)  # fmt: skip
    weights = []
    for column in columns:
        ordered = sorted(column)
        weights.append(sum(ordered) / len(ordered) + ordered[len(ordered) * 19 // 20])
    least = _NARROWEST + 0.25 / len(wanted)
    floors = [min(least, share / sum(wanted)) for share in wanted]
    rest = (1 - sum(floors)) / (sum(weights) or 1)
    return [floor + rest * weight for floor, weight in zip(floors, weights, strict=True)]


def _height(looked_at: Sequence[_Band], widths: Sequence[float]) -> float:
    """Lines of all rows, if a character were as wide as a hundredth of the table."""
    whole = sum(widths)
    room = [width / whole * 100 for width in widths]

    def lines(lengths: Sequence[int]) -> float:
        highest: float = max(map(truediv, lengths, room))
        return highest

    return sum(
        max(sum(max(lines(row), 1.0) for row in band.rows), lines(band.merged))
        for band in looked_at
    )
