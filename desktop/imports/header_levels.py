"""A header of several rows, as somebody says it: every level above a column counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desktop.imports.columns import Label
from desktop.imports.grid import Grid, Place

_Known = Callable[[str, str], bool]


def levels(grid: Grid, first: int, last: int, is_known: _Known) -> dict[int, Label]:
    """Column → what stands above it in these rows: the pair of levels that some form knows.

    Where none is known, all the upper levels stand above the lowest.
    """
    rows = range(first, last + 1)
    found: dict[int, Label] = {}
    for column in sorted({column for row in rows for column in grid.rows.get(row, ())}):
        shown = [cell for row in rows if (cell := grid.shown(row, column))]
        places: dict[Place, str] = dict(shown)
        if not places:
            continue
        lowest = next(reversed(places))
        pairs = list(_pairs(list(places.values())))
        group, leaf = next((pair for pair in pairs if is_known(*pair)), pairs[-1])
        found[column] = Label(group, leaf, grid.width(lowest))
    return found


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Group and leaf, the most telling first; the whole header comes last."""
    *upper, leaf = texts
    if not upper:
        yield leaf, ""
        return
    yield upper[-1], leaf
    yield upper[0], leaf
    yield "".join(upper), leaf
