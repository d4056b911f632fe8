"""What is told of the tables of a sheet: where each stands, and what its columns mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from desktop.imports.blocks import area_of, header_of
from desktop.imports.choices import SheetChoice, key_of
from desktop.imports.columns import Column, TableHead
from desktop.imports.grid import Grid, letters
from desktop.imports.region import Region
from desktop.imports.result import BlockReport, ColumnReport
from desktop.imports.synonyms import SKIP
from desktop.imports.titles import Titles
from forms.model import Catalogue
from forms.values import fold

_LIST = re.compile(r"(?:清单|目录)$")


def blocks_of(
    catalogue: Catalogue,
    grid: Grid,
    regions: Sequence[Region],
    choice: SheetChoice,
    titles: Titles,
    counted: Mapping[int, Counter[str]],
) -> tuple[BlockReport, ...]:
    """Every table of a sheet, also those left out."""
    by_block = _by_block(regions)
    if not choice.blocks:
        return tuple(
            BlockReport(area_of(grid, mine), header_of(mine), mine[0].head.kind,
                        dict(counted.get(number, ())), rivals=_rivals(
                            catalogue, mine[0].head, [*titles.of(number), grid.name]))
            for number, mine in by_block.items()
        )  # fmt: skip
    return tuple(
        BlockReport(block.area, block.header, _kind(by_block.get(number), block.kind),
                    dict(counted.get(number, ())), block.left_out)
        for number, block in enumerate(choice.blocks)
    )  # fmt: skip


def _rivals(catalogue: Catalogue, head: TableHead, said: Sequence[str]) -> tuple[str, ...]:
    """The kinds that a list may be just as well; none where a title names the kind."""
    if not head.rivals:
        return ()
    form = catalogue.form(head.kind)
    names = {fold(form.title), fold(form.list_title), _LIST.sub("", fold(form.list_title))}
    return () if any(name in fold(text) for text in said for name in names) else head.rivals


def _kind(regions: Sequence[Region] | None, chosen: str) -> str:
    return regions[0].head.kind if regions else chosen


def _by_block(regions: Sequence[Region]) -> dict[int, list[Region]]:
    found: dict[int, list[Region]] = {}
    for region in regions:
        found.setdefault(region.block, []).append(region)
    return found


def columns_of_blocks(grid: Grid, regions: Sequence[Region]) -> tuple[ColumnReport, ...]:
    """The columns of all tables, each once in its table; then those beside it that hold something."""
    return tuple(
        report
        for number, mine in _by_block(regions).items()
        for report in _columns(grid, mine, number)
    )


def _columns(grid: Grid, regions: Sequence[Region], block: int) -> Iterator[ColumnReport]:
    seen: set[str] = set()
    upright = any(region.head.upright for region in regions)
    for region in regions:
        for index, column in region.head.columns.items():
            target = column.target
            key = key_of(column, by_header=upright)
            if key in seen:
                continue
            seen.add(key)
            yield ColumnReport(
                key, "" if upright else letters(index), column.header,
                column.kind or region.head.kind, target.path if target else "",
                target.overflow if target else "",
                letters(column.repeats) if column.repeats else "",
                not upright and index in grid.hidden_columns, column.chosen, block,
                column.unsure,
            )  # fmt: skip
    for column in () if upright else _beside(regions):
        key = key_of(column, by_header=False)
        if key not in seen:
            seen.add(key)
            hidden = column.index in grid.hidden_columns
            yield ColumnReport(key, letters(column.index), "", hidden=hidden, block=block)


def _beside(regions: Sequence[Region]) -> Iterator[Column]:
    """Columns without heading in which items have texts, in the order in which they come."""
    for region in regions:
        for item in region.items:
            cells = [cell for held in item.cells.values() for cell in held]
            for cell in (*cells, *item.strays):
                if cell.column.index not in region.head.columns:
                    yield cell.column


def mapping_of(columns: Sequence[Column]) -> dict[str, str]:
    """Heading → field; a heading over two columns is told apart by the column's letter."""
    mapped: dict[str, str] = {}
    for column in columns:
        target = _shown_target(column)
        if target and mapped.setdefault(column.label, target) != target:
            mapped[f"{column.label}（{letters(column.index)}列）"] = target
    return mapped


def _shown_target(column: Column) -> str:
    if column.target is None or is_skipped(column):
        return ""
    return "seq" if column.target.path.startswith("@") else column.target.path


def is_skipped(column: Column) -> bool:
    """Whether somebody left the column out."""
    return column.target is not None and column.target.path == SKIP
