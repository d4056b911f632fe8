"""Widths of columns: as the layout wants them, unless the texts of a list would make towers of them.

What offices write where does not always follow the form: a remark of two pages in a column of three
characters takes forty sheets. Such a table gets columns after its texts instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.document import Table

#: The wanted widths are given up only where others need at most this share of the height.
_WORTH = 0.6
#: So many rows, spread over the table, are looked at.
_LOOKED_AT = 400
#: Below so many columns there is nothing to gain.
_FEWEST_COLUMNS = 4
#: No column becomes narrower than this share of the table, and some more where there are few.
_NARROWEST = 0.025


def shares(table: Table) -> list[float]:
    """The share of each column, in any unit."""
    wanted = [max(column.width, 0.1) for column in table.columns]
    lengths = _lengths(table)
    if len(wanted) < _FEWEST_COLUMNS or not lengths:
        return wanted
    other = _after_texts(lengths, wanted)
    return other if _height(lengths, other) <= _WORTH * _height(lengths, wanted) else wanted


def _lengths(table: Table) -> list[list[int]]:
    """Characters of each cell by row; merged rows count where they begin, merged columns never."""
    found = []
    covered = [0] * len(table.columns)
    step = max(len(table.rows) // _LOOKED_AT, 1)
    for number, row in enumerate(table.rows):
        lengths = [0] * len(covered)
        column = 0
        for cell in row:
            while column < len(covered) and covered[column]:
                column += 1
            if column >= len(covered):
                break
            if cell.columns == 1:
                lengths[column] = len(cell.text) // cell.rows
            for at in range(column, min(column + cell.columns, len(covered))):
                covered[at] = cell.rows
            column += cell.columns
        covered = [max(rest - 1, 0) for rest in covered]
        if number % step == 0:
            found.append(lengths)
    return found


def _after_texts(lengths: Sequence[Sequence[int]], wanted: Sequence[float]) -> list[float]:
    """Half after the usual length of a column's texts, half after its longest ones."""
    columns = list(zip(*lengths, strict=True))
    weights = []
    for column in columns:
        ordered = sorted(column)
        weights.append(sum(column) / len(column) + ordered[len(ordered) * 19 // 20])
    least = _NARROWEST + 0.25 / len(wanted)
    floors = [min(least, share / sum(wanted)) for share in wanted]
    rest = (1 - sum(floors)) / (sum(weights) or 1)
    return [floor + rest * weight for floor, weight in zip(floors, weights, strict=True)]


def _height(lengths: Sequence[Sequence[int]], widths: Sequence[float]) -> float:
    """Lines of all rows, if a character were as wide as a hundredth of the table."""
    whole = sum(widths)
    room = [width / whole * 100 for width in widths]
    return sum(
        max(*(length / place for length, place in zip(row, room, strict=True)), 1.0)
        for row in lengths
    )
