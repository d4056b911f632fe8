"""Decisions about the tables of a sheet as data: limits, headers, which are apart, which are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop.imports import (
    Area,
    BlockChoice,
    BlockReport,
    FieldChoice,
    Grid,
    SheetChoice,
    SheetReport,
)
from desktop.imports.grid import column_number, letters
from forms.values import fold

#: More rows of headings than this nobody has.
DEEPEST = 5
_LONGEST_HEADING = 20
_NARROWEST = 2
_BETWEEN = re.compile(r"[-–—~～〜－至到:]+")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


__all__ = [
    "Area",
    "Refused",
    "above_of",
    "added",
    "as_found",
    "columns_from",
    "columns_words",
    "given",
    "left_out",
    "merged",
    "place_words",
    "placed",
    "read_as",
    "rows_from",
    "rows_words",
    "split",
    "unread",
    "with_column",
]


class Refused(ValueError):
    """Why limits cannot be as somebody wants them: one sentence with what to do instead."""


def place_words(area: Area) -> str:
    """第 3–45 行 A–H 列."""
    return f"{rows_words(area.top, area.bottom)} {columns_words(area)} 列"


def columns_words(area: Area) -> str:
    """A–H, or A."""
    last = f"–{letters(area.right)}" if area.right > area.left else ""
    return letters(area.left) + last


def rows_words(first: int, last: int) -> str:
    """第 3–4 行, or 第 3 行."""
    return f"第 {first}–{last} 行" if last > first else f"第 {first} 行"


def as_found(report: SheetReport, choice: SheetChoice) -> SheetChoice:
    """The tables of a sheet as they are read now, each to be decided about by itself."""
    if choice.blocks or not report.blocks:
        return choice
    blocks = tuple(_as_found(report, number, choice) for number in range(len(report.blocks)))
    first = report.blocks[0]
    above = (first.header[0] or first.area.top) - 1
    return SheetChoice(left_out=choice.left_out, blocks=blocks, title_rows=above)


def _as_found(report: SheetReport, number: int, choice: SheetChoice) -> BlockChoice:
    block: BlockReport = report.blocks[number]
    keys = {column.key for column in report.columns if column.block == number}
    columns = {
        key: place
        for key, place in choice.columns.items()
        if key in keys or len(report.blocks) == 1
    }
    return BlockChoice(block.area, block.header, block.kind, columns)


def with_column(
    report: SheetReport, choice: SheetChoice, block: int, column: str, field: FieldChoice | None
) -> SheetChoice:
    """A column of a sheet given to a field; None goes back to what the program finds."""
    if choice.blocks or len(report.blocks) > 1:
        return given(as_found(report, choice), block, column, field)
    columns = {key: place for key, place in choice.columns.items() if key != column}
    if field is not None:
        columns[column] = field
    return replace(choice, columns=columns)


def given(choice: SheetChoice, number: int, column: str, field: FieldChoice | None) -> SheetChoice:
    """A column of a table given to a field; None goes back to what the program finds."""
    block = choice.blocks[number]
    columns = {key: place for key, place in block.columns.items() if key != column}
    if field is not None:
        columns[column] = field
    return _with(choice, number, replace(block, columns=columns))


def read_as(choice: SheetChoice, number: int, kind: str) -> SheetChoice:
    """A table read as a list of another kind; what was decided about its columns is forgotten."""
    block = replace(choice.blocks[number], kind=kind, columns={}, left_out=False)
    return _with(choice, number, block)


def left_out(choice: SheetChoice, number: int, left_out: bool) -> SheetChoice:
    """A table taken out of the import, or in again."""
    return _with(choice, number, replace(choice.blocks[number], left_out=left_out))


def placed(choice: SheetChoice, number: int, area: Area, header: tuple[int, int], grid: Grid,
           found: tuple[int, int]) -> SheetChoice:  # fmt: skip
    """A table with other limits and header rows; its neighbours give way as far as they lose nothing.

    With its header what was decided about its columns goes. ``header`` (0, 0), and one that the new
    limits leave behind, are looked for anew: ``found`` is what the program sees.
    """
    block = choice.blocks[number]
    _check_area(area, grid)
    left_behind = header == block.header and block.area.top <= header[0] < area.top
    if (not header[0] and block.header[0]) or left_behind:
        header = found if found[0] else _first_row(grid, area)
    _check_header(area, header)
    columns = block.columns if header == block.header else {}
    changed = _with(choice, number, replace(block, area=area, header=header, columns=columns))
    return _giving_way(changed, number, grid)


def split(choice: SheetChoice, number: int, row: int, grid: Grid,
          found: tuple[tuple[int, int], str]) -> SheetChoice:  # fmt: skip
    """Two tables where there was one: the second begins in a row.

    ``found`` are header rows and kind that the program sees in the second; where it sees none, the
    row itself is the header, or a row of data stands under the header above.
    """
    block = choice.blocks[number]
    area = block.area
    if not max(area.top, block.header[1]) < row <= area.bottom:
        first = max(area.top, block.header[1]) + 1
        raise Refused(f"请填第 {first} 到 {area.bottom} 行之间的一行，从这一行起是另一个表格。")
    below = replace(area, top=row)
    header, kind = found
    if not header[0]:
        header = _first_row(grid, below)
        if not header[0] or not _may_be_header(grid, below, header[0]):
            header = block.header
        kind = block.kind
    second = BlockChoice(below, header, kind or block.kind)
    first_part = replace(block, area=replace(area, bottom=row - 1))
    blocks = (*choice.blocks[:number], first_part, second, *choice.blocks[number + 1 :])
    return replace(choice, blocks=blocks)


def above_of(choice: SheetChoice, number: int) -> int:
    """The number of the table above, -1 when there is none; of several the nearest."""
    area = choice.blocks[number].area
    over = [
        (other.area.bottom, n)
        for n, other in enumerate(choice.blocks)
        if n != number and other.area.bottom < area.top and other.area.beside(area)
    ]
    return max(over)[1] if over else -1


def merged(choice: SheetChoice, number: int) -> SheetChoice:
    """A table made one with the one above it, under the header of that one."""
    above = above_of(choice, number)
    if above < 0:
        raise Refused("上面没有别的表格，不能合并。")
    block, upper = choice.blocks[number], choice.blocks[above]
    area = upper.area.joined(block.area)
    others = [b for n, b in enumerate(choice.blocks) if n not in (number, above)]
    for other in others:
        if other.area.meets(area):
            raise Refused(f"合并后会盖住{place_words(other.area)}的表格，请先调整它的范围。")
    one = replace(upper, area=area, left_out=upper.left_out and block.left_out)
    blocks = [one if n == above else b for n, b in enumerate(choice.blocks) if n != number]
    return replace(choice, blocks=tuple(blocks))


def added(choice: SheetChoice, block: BlockChoice, grid: Grid) -> SheetChoice:
    """A further table; those that claimed its cells give way."""
    area = block.area
    _check_area(area, grid)
    header = block.header if block.header[0] else _first_row(grid, area)
    if not header[0]:
        raise Refused(f"{place_words(area)}里没有内容，请填表格所在的行和列。")
    _check_header(area, header)
    place = (area.top, area.left)
    number = sum((b.area.top, b.area.left) < place for b in choice.blocks)
    blocks = [*choice.blocks]
    blocks.insert(number, replace(block, header=header))
    above = choice.title_rows if choice.blocks else header[0] - 1
    grown = replace(choice, blocks=tuple(blocks), title_rows=above)
    return _giving_way(grown, number, grid)


def rows_from(text: str) -> tuple[int, int]:
    """3–45, 3-45, 3至45 or 3 as first and last row; (0, 0) for nothing. Raises ``Refused``."""
    parts = [part.strip() for part in _BETWEEN.split(fold(text)) if part.strip()]
    if not parts:
        return 0, 0
    if len(parts) > _NARROWEST or not all(part.isdecimal() for part in parts):
        raise Refused("行要写数字，例如 3 或者 3–45。")
    return int(parts[0]), int(parts[-1])


def columns_from(text: str) -> tuple[int, int]:
    """A–H, a-h, A至H or A as the numbers of the first and last column; (0, 0) for nothing.

    Raises ``Refused``.
    """
    parts = [part.strip().upper() for part in _BETWEEN.split(fold(text)) if part.strip()]
    if not parts:
        return 0, 0
    numbers = [column_number(part) for part in parts]
    if len(parts) > _NARROWEST or not all(numbers):
        raise Refused("列要写字母，例如 A 或者 A–H。")
    return numbers[0], numbers[-1]


def unread(report: SheetReport, grid: Grid) -> Area | None:
    """The largest part of a sheet, by cells, that is in no table; None when every cell has its place."""
    rows: dict[int, Sequence[int]] = {}
    for row, columns in grid.rows.items():
        free = [c for c in columns if not any((row, c) in b.area for b in report.blocks)]
        if len(free) >= _NARROWEST or (free and rows):
            rows[row] = free
    runs: list[list[int]] = []
    for row in rows:
        if not runs or row - runs[-1][-1] > _NARROWEST:
            runs.append([])
        runs[-1].append(row)
    if not runs:
        return None
    best = max(runs, key=lambda run: sum(len(rows[row]) for row in run))
    used = [column for row in best for column in rows[row]]
    area = Area(best[0], min(used), best[-1], max(used))
    return None if any(b.area.meets(area) for b in report.blocks) else area


def _with(choice: SheetChoice, number: int, block: BlockChoice) -> SheetChoice:
    blocks = (*choice.blocks[:number], block, *choice.blocks[number + 1 :])
    return replace(choice, blocks=blocks)


def _check_area(area: Area, grid: Grid) -> None:
    if not 1 <= area.top <= area.bottom <= _MOST_ROWS:
        raise Refused("行的范围要从小到大，例如 3–45。")
    if not 1 <= area.left <= area.right <= _MOST_COLUMNS:
        raise Refused("列的范围要从左到右，例如 A–H。")
    if not any(place in area for place in grid.cells):
        raise Refused(f"{place_words(area)}里没有内容，请填表格所在的行和列。")


def _check_header(area: Area, header: tuple[int, int]) -> None:
    first, last = header
    if first > last or last - first >= DEEPEST:
        raise Refused(f"表头的行要从小到大，最多 {DEEPEST} 行，例如 3 或者 3–4。")
    if last > area.bottom:
        raise Refused(f"表头要在表格的范围里，或在它上面：{place_words(area)}。")


def _first_row(grid: Grid, area: Area) -> tuple[int, int]:
    """The first row with several texts, or with any; (0, 0) when nothing stands there."""
    counts = {
        row: sum(area.left <= c <= area.right for c in columns)
        for row, columns in grid.rows.items()
        if area.top <= row <= area.bottom
    }
    for least in (_NARROWEST, 1):
        for row, count in counts.items():
            if count >= least:
                return row, row
    return 0, 0


def _may_be_header(grid: Grid, area: Area, row: int) -> bool:
    """Whether all that stands in a row is short and no number."""
    columns = [c for c in grid.rows.get(row, ()) if area.left <= c <= area.right]
    texts = [grid.cells[row, column].strip() for column in columns]
    return len(texts) >= _NARROWEST and all(
        len(text) <= _LONGEST_HEADING and not text.replace(".", "").isdecimal() for text in texts
    )


def _giving_way(choice: SheetChoice, number: int, grid: Grid) -> SheetChoice:
    """The other tables cut so that they leave a table its place."""
    area = choice.blocks[number].area
    blocks = list(choice.blocks)
    for n, block in enumerate(blocks):
        if n != number and block.area.meets(area):
            blocks[n] = replace(block, area=_cut(block, area, grid))
    return replace(choice, blocks=tuple(blocks))


def _cut(block: BlockChoice, area: Area, grid: Grid) -> Area:
    """What a table keeps of its place beside ``area``: a rectangle with all the rest of its cells."""
    mine = [place for place in grid.cells if place in block.area and place not in area]
    inside = range(block.area.top, block.area.bottom + 1)
    header = [row for row in range(block.header[0], block.header[1] + 1) if row in inside]
    for part in _parts(block.area, area, mine):
        lost = any(not part.top <= row <= part.bottom for row in header)
        if not lost and mine and all(place in part for place in mine):
            return part
    raise Refused(
        f"与{place_words(block.area)}的表格重叠：请先拆分那个表格，或改它的范围，或者不导入它。"
    )


def _parts(whole: Area, area: Area, mine: Sequence[tuple[int, int]]) -> Iterator[Area]:
    """The parts of a rectangle above, below, at the left and at the right of another one, each only
    as far as its cells reach.
    """
    rows, columns = [row for row, _ in mine], [column for _, column in mine]
    if area.top > whole.top:
        yield replace(whole, bottom=max((row for row in rows if row < area.top), default=whole.top))
    if area.bottom < whole.bottom:
        yield replace(whole, top=min((r for r in rows if r > area.bottom), default=whole.bottom))
    if area.left > whole.left:
        yield replace(whole, right=max((c for c in columns if c < area.left), default=whole.left))
    if area.right < whole.right:
        yield replace(whole, left=min((c for c in columns if c > area.right), default=whole.right))
