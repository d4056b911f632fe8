"""Row heights that show all text: Excel works out none for merged cells, LibreOffice none at all."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from exports.excel.text import lines_of
from exports.grid import GridRow, Placed, standing

LINE, ROW_PADDING = 13.5, 5.0
#: A cell keeps this much of its width free, in half-width characters.
PADDING = 1.3
#: Excel has no higher rows (points). What needs more goes on over merged rows below.
HIGHEST = 409.0
#: On a screen higher rows would hide all others; there they are cut, and read on editing.
HIGHEST_ON_SCREEN = 140.0


def height_of(text: str, width: float) -> float:
    """Points that a text needs in a cell of so many half-width characters."""
    return lines_of(text, width - PADDING) * LINE + ROW_PADDING


def pieces_of(height: float) -> int:
    """How many rows of a sheet a row of this height takes."""
    return max(1, ceil(height / HIGHEST))


class Heights:
    """Heights (points) of the rows of a band, as their text needs them."""

    def __init__(self, grid: Sequence[GridRow], widths: Sequence[float]) -> None:
        self.rows = [LINE + ROW_PADDING] * len(grid)
        spanning: list[tuple[Placed, float]] = []
        for number, row in enumerate(grid):
            for placed in standing(row):
                if placed.row != number:
                    continue
                width = sum(widths[placed.column : placed.column + placed.columns])
                needed = height_of(placed.cell.text.strip("\n"), width)
                if placed.rows == 1:
                    self.rows[number] = max(self.rows[number], needed)
                else:
                    spanning.append((placed, needed))
        for placed, needed in spanning:
            self._stretch(placed.row, placed.rows, needed)

    def _stretch(self, first: int, count: int, needed: float) -> None:
        """Share out what a cell over several rows lacks."""
        lacking = needed - sum(self.rows[first : first + count])
        for number in range(first, first + count):
            self.rows[number] += max(lacking, 0) / count

    def over(self, placed: Placed, highest: float) -> bool:
        """Whether a cell is so high that its beginning must stand at the top to be in sight."""
        return sum(self.rows[placed.row : placed.row + placed.rows]) > highest
