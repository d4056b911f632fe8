"""The tables of a sheet, one by one: where each stands, and the sheet as a person delimited them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from desktop.imports.choices import BlockChoice, SheetChoice
from desktop.imports.columns import TableHead
from desktop.imports.grid import Area, Grid, Place, column_number, letters
from desktop.imports.headers import HeaderFinder
from desktop.imports.items import ItemReader
from desktop.imports.lists_beside import same_header
from desktop.imports.region import Region
from desktop.imports.result import StructureCell
from desktop.imports.surroundings import under
from forms.model import Catalogue

#: From so many texts on a row below the items is no title of the next table.
_SEVERAL = 2
_Finders = Callable[[str], HeaderFinder]


def read_blocks(finders: _Finders, grid: Grid, choice: SheetChoice) -> list[Region]:
    """The tables of a sheet with their items: those that were delimited, or those found."""
    if not choice.blocks:
        return numbered(ItemReader(finders(choice.kind), grid, choice).regions())
    found: list[Region] = []
    for number, block in enumerate(choice.blocks):
        if not block.left_out:
            above = [r for r in found if choice.blocks[r.block].area.beside(block.area)]
            banners = above[-1].banners if above else ()
            found += _read(finders(block.kind), grid, choice, number, banners)
    return found


def _read(
    finder: HeaderFinder, grid: Grid, choice: SheetChoice, number: int, banners: tuple[str, ...]
) -> list[Region]:
    block = choice.blocks[number]
    part = _with_header(grid, block)
    reader = ItemReader(finder, part, SheetChoice(block.columns, block.kind))
    if not block.header[0]:
        return [replace(region, block=number) for region in reader.regions()]
    titles = [place for place in titles_of(grid, choice, number) if place[0] > choice.title_rows]
    for place in titles:
        banners = under(banners, grid.cells[place])
    regions = reader.under(*block.header, banners)
    told = tuple(StructureCell(row, letters(c), grid.cells[row, c], "title") for row, c in titles)
    return [
        replace(region, block=number, structure=(*(told if not n else ()), *region.structure))
        for n, region in enumerate(regions)
    ]


def _with_header(grid: Grid, block: BlockChoice) -> Grid:
    """What stands within the limits; a list may have the header of the one above it."""
    part = grid.within(block.area)
    rows = range(block.header[0], min(block.header[1], block.area.top - 1) + 1)
    cells = {
        (row, column): grid.cells[row, column]
        for row in rows for column in grid.rows.get(row, ())
        if block.area.left <= column <= block.area.right
    }  # fmt: skip
    if not cells:
        return part
    over = Area(rows.start, block.area.left, rows.stop - 1, block.area.right)
    return replace(part, cells={**cells, **part.cells},
                   merges=(*grid.within(over).merges, *part.merges))  # fmt: skip


def header_in(
    catalogue: Catalogue, grid: Grid, area: Area, kind: str = ""
) -> tuple[tuple[int, int], str]:
    """The first header within these limits, and the kind of its list, as the headings tell.

    (0, 0) where no heading is known; ``kind`` is the only one that it may be, when said.
    """
    heads = HeaderFinder(catalogue, kind or None).tables(grid.within(area))
    return ((heads[0].first_row, heads[0].last_row), heads[0].kind) if heads else ((0, 0), kind)


def titles_of(grid: Grid, choice: SheetChoice, number: int) -> list[Place]:
    """What stands above a table's header: within its limits everything, outside the lines of one text
    between it and what is above.
    """
    block = choice.blocks[number]
    first = block.header[0]
    inside = [place for place in grid.cells if place in block.area and place[0] < first]
    others = [other.area for other in choice.blocks if other is not block]
    outside: list[Place] = []
    for row in sorted((r for r in grid.rows if r < block.area.top), reverse=True):
        columns = [c for c in grid.rows[row] if not any((row, c) in area for area in others)]
        taken = any(area.top <= row <= area.bottom and area.beside(block.area) for area in others)
        if taken or len(columns) > 1:
            break
        outside += [(row, column) for column in columns]
    return [*sorted(outside), *sorted(inside)]


def numbered(regions: Sequence[Region]) -> list[Region]:
    """Regions with the number of their table: where its header is printed again it goes on."""
    found: list[Region] = []
    for region in regions:
        before = found[-1] if found else None
        if before is None:
            number = 0
        elif same_header(before.head, region.head) and before.head.last_row < region.head.first_row:
            number = before.block
        else:
            number = before.block + 1
        found.append(replace(region, block=number))
    return found


def area_of(grid: Grid, regions: Sequence[Region]) -> Area:
    """Where a table stands, from its header to its last row; titles of the next are none of it."""
    heads = [region.head for region in regions]
    upright = any(head.upright for head in heads)
    rows = {row for head in heads for row in (head.first_row, head.last_row)}
    columns: set[int] = set() if upright else {c for head in heads for c in head.columns}
    for region in regions:
        for item in region.items:
            rows.update(item.rows)
            for place in (c.place for cells in (*item.cells.values(), item.strays) for c in cells):
                rows.add(place[0])
                columns.add(place[1])
    top = min(rows)
    notes = [cell for region in regions for cell in region.structure if cell.row >= top]
    columns |= {column_number(cell.column) for cell in notes}
    below = sorted({cell.row for cell in notes} - rows)
    last = max(rows)
    further = [row for row in below if row > last]
    left, right = min(columns), max(columns)
    if any(row > max([last, *further]) and left <= c <= right for row, c in grid.cells):
        # The title of the next table has a row of its own; totals and signatures have more cells.
        while further and sum(left <= c <= right for c in grid.rows[further[-1]]) < _SEVERAL:
            further.pop()
    return Area(top, left, further[-1] if further else last, right)


def header_of(regions: Sequence[Region]) -> tuple[int, int]:
    """The first and last row of a table's first header; (0, 0) where headings stand upright."""
    head = regions[0].head
    return (0, 0) if head.upright else (head.first_row, head.last_row)


def left_out_cells(grid: Grid, blocks: Sequence[BlockChoice]) -> Iterator[StructureCell]:
    """The cells of tables that somebody left out."""
    areas = [block.area for block in blocks if block.left_out]
    for (row, column), text in grid.cells.items() if areas else ():
        if any((row, column) in area for area in areas):
            yield StructureCell(row, letters(column), text, "left_out")


def titles_above(grid: Grid, choice: SheetChoice, heads: Sequence[TableHead]) -> list[Place]:
    """The titles over all tables: what stands above the first header and in no table."""
    if not choice.blocks:
        return [(row, c) for row, columns in grid.rows.items() if row < heads[0].first_row
                for c in columns]  # fmt: skip
    areas = [block.area for block in choice.blocks]
    return [
        (row, c) for row, columns in grid.rows.items() if row <= choice.title_rows
        for c in columns if not any((row, c) in area for area in areas)
    ]  # fmt: skip
