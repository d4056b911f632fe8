"""What the tables of a sheet hold, however they are laid out: cells, items, regions."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.imports.columns import Column, TableHead
from desktop.imports.grid import Picture, Place
from desktop.imports.result import StructureCell


@dataclass(frozen=True, slots=True)
class Cell:
    """A source cell within an item.

    ``inner`` is the block and row of a table inside the item; ``said`` what stands in the cell where
    its text was taken from the item above (同上).
    """

    place: Place
    column: Column
    text: str
    inner: tuple[int, int] | None = None
    said: str = ""


@dataclass(slots=True)
class Item:
    """The cells of one record, by column; ``strays`` belong to it but to no field of it.

    ``banners`` are the headings across the table under which it stands (一、行政许可); ``name`` is what
    a title says it is about. ``pictures`` are kept as attachments.
    """

    rows: list[int]
    cells: dict[int, list[Cell]] = field(default_factory=dict)
    strays: list[Cell] = field(default_factory=list)
    banners: tuple[str, ...] = ()
    name: str = ""
    pictures: list[tuple[Cell, Picture]] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        """Take a cell, once."""
        held = self.cells.setdefault(cell.column.index, [])
        if all(other.place != cell.place for other in held):
            held.append(cell)


@dataclass(frozen=True, slots=True)
class Region:
    """A table of a sheet, read: its items and the cells that are no data.

    ``block`` numbers the tables of the sheet: one whose header is printed again is one table.
    ``banners`` are the headings across the table that hold at its end.
    """

    head: TableHead
    items: tuple[Item, ...]
    structure: tuple[StructureCell, ...]
    block: int = 0
    banners: tuple[str, ...] = ()
