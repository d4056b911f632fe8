"""Several lists on one sheet: side by side, and headers that are printed again further down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop.imports.columns import TableHead
from desktop.imports.grid import Area, Grid
from desktop.imports.headers import HeaderFinder
from desktop.imports.synonyms import SEQUENCE
from forms.values import fold

#: Fewer headings than this make no list of their own.
_NARROWEST = 2
_LAST = 1 << 20


def areas_beside(finder: HeaderFinder, grid: Grid, heads: Sequence[TableHead]) -> list[Area]:
    """The parts of a sheet with lists side by side, in the order of reading; [] when none are.

    Lists stand side by side over the whole sheet, or below a list that takes the whole width.
    """
    if not heads:
        return []
    last = max(grid.rows)
    whole = _split(finder, grid, Area(heads[0].first_row, 1, last, _LAST), heads[0])
    if whole:
        return whole
    ends = [head.first_row - 1 for head in heads[1:]] + [last]
    found: list[Area] = []
    several = False
    for head, end in zip(heads, ends, strict=True):
        area = Area(head.first_row, 1, end, _LAST)
        parts = _split(finder, grid, area, head) if len(heads) > 1 else []
        several |= bool(parts)
        # Lists that take the whole width go on being read as one part: banners hold for the next.
        if not parts and found and found[-1].right == _LAST and found[-1].left == 1:
            found[-1] = replace(found[-1], bottom=end)
        else:
            found += parts or [area]
    return found if several else []


def _split(finder: HeaderFinder, grid: Grid, area: Area, head: TableHead) -> list[Area]:
    for bands in (_printed_beside(head), _gaps(grid, area), _numbered(head)):
        areas = [replace(area, left=first, right=last) for first, last in bands]
        areas = _with_tables(finder, grid, areas) if len(areas) > 1 else []
        if len(areas) > 1:
            return areas
    return []


def _with_tables(finder: HeaderFinder, grid: Grid, areas: Sequence[Area]) -> list[Area]:
    """The areas in which lists stand; what holds none belongs to the one at its left."""
    found: list[Area] = []
    for area in areas:
        if finder.tables(grid.within(area)) or not found:
            found.append(area)
        else:
            found[-1] = replace(found[-1], right=area.right)
    if found and not finder.tables(grid.within(found[0])):
        first, *rest = found
        found = [replace(rest[0], left=first.left), *rest[1:]] if rest else []
    return found


def _printed_beside(head: TableHead) -> list[tuple[int, int]]:
    """First and last column of each block of headings when one block is printed again beside itself
    (序号 名称 类型 | 序号 名称 类型).
    """
    columns = [(index, fold(column.header)) for index, column in head.columns.items()]
    names = [name for _, name in columns]
    for width in range(_NARROWEST, len(names) // 2 + 1):
        if len(names) % width == 0 and names == names[:width] * (len(names) // width):
            return _bands([columns[number][0] for number in range(0, len(names), width)])
    return []


def _gaps(grid: Grid, area: Area) -> list[tuple[int, int]]:
    """Bands between columns in which nothing stands; a row with one text may lie across them."""
    rows = [row for row, columns in grid.rows.items()
            if area.top <= row <= area.bottom and len(columns) > 1]  # fmt: skip
    used = {column for row in rows for column in grid.rows[row]}
    used |= {c for row in rows[:_NARROWEST] for c in _under_merges(grid, row)}
    if not used:
        return []
    starts = [column for column in sorted(used) if column - 1 not in used]
    return _bands(starts)


def _under_merges(grid: Grid, row: int) -> Iterator[int]:
    """Columns over which a heading lies."""
    for column in grid.rows[row]:
        yield from range(column, column + grid.width((row, column)))


def _numbered(head: TableHead) -> list[tuple[int, int]]:
    """A second column of numbers begins a second list."""
    numbers = {i for i, c in head.columns.items() if c.target and c.target.path == SEQUENCE}
    numbers |= {i for i, c in head.columns.items() if c.repeats in numbers}
    starts = sorted(numbers)
    if len(starts) < _NARROWEST or starts[0] != min(head.columns):
        return []
    return _bands(starts)


def _bands(starts: Sequence[int]) -> list[tuple[int, int]]:
    """From each start to the next; what stands at the left of the first belongs to it."""
    ends = [start - 1 for start in starts[1:]]
    return list(zip([1, *starts[1:]], [*ends, _LAST], strict=True))


def same_header(one: TableHead, other: TableHead) -> bool:
    """Whether a header is that of another table, printed again."""
    return one.kind == other.kind and {(i, fold(c.header)) for i, c in one.columns.items()} == {
        (i, fold(c.header)) for i, c in other.columns.items()
    }


def printed_again(grid: Grid, head: TableHead) -> Iterator[TableHead]:
    """The same header on further rows: most of its texts, each in its column, that of the names too."""
    height = head.last_row - head.first_row
    texts = {
        (row, column): fold(grid.cells[row, column])
        for row in range(head.first_row, head.last_row + 1)
        for column in grid.rows.get(row, ())
    }
    after = head.last_row
    for row in grid.rows:
        if row <= after or len(texts) < _NARROWEST:
            continue
        same = [
            c for (r, c), text in texts.items()
            if fold(grid.cells.get((row + r - head.first_row, c), "")) == text
        ]  # fmt: skip
        if len(same) >= _NARROWEST and len(same) * 2 > len(texts) and head.title in same:
            after = row + height
            yield replace(head, first_row=row, last_row=after)
