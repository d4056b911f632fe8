"""Rows of a table → items: what belongs to one record, merges spread, blanks filled down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.imports.grid import Grid, Place
from desktop.imports.headers import Column, HeaderFinder, TableHead
from desktop.imports.result import StructureCell
from desktop.imports.synonyms import SEQUENCE
from forms.model import Form
from forms.values import fold

_NUMBER = re.compile(r"\d+(?:[,，、.\-—~至]\d+)*[.、]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A source cell within an item."""

    place: Place
    column: Column
    text: str


@dataclass(slots=True)
class Item:
    """The cells of one record, by column; ``strays`` belong to it but to no field of it."""

    rows: list[int]
    cells: dict[int, list[Cell]] = field(default_factory=dict)
    strays: list[Cell] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        """Take a cell, once."""
        held = self.cells.setdefault(cell.column.index, [])
        if all(other.place != cell.place for other in held):
            held.append(cell)

    def own_places(self) -> set[Place]:
        """Where its cells stand."""
        return {cell.place for cells in self.cells.values() for cell in cells}


@dataclass(frozen=True, slots=True)
class Region:
    """A table of a sheet, read: its items and the cells that are no data."""

    head: TableHead
    items: tuple[Item, ...]
    structure: tuple[StructureCell, ...]


class ItemReader:
    """Groups the rows of a sheet's tables into items."""

    def __init__(self, finder: HeaderFinder, grid: Grid) -> None:
        self.finder = finder
        self.grid = grid

    def regions(self) -> list[Region]:
        """Every table of the sheet with its items."""
        heads = self.finder.tables(self.grid)
        if not heads:
            return []
        last = max(self.grid.rows, default=0)
        ends = [head.first_row - 1 for head in heads[1:]] + [last]
        regions: list[Region] = []
        for head, end in zip(heads, ends, strict=True):
            repeated = any(_same_header(head, region.head) for region in regions)
            role = "repeated_header" if repeated else "header"
            header = [
                StructureCell(row, letters_of(column), self.grid.cells[row, column], role)
                for row in range(head.first_row, head.last_row + 1)
                for column in self.grid.rows.get(row, ())
            ]
            table = _Table(self.grid, head, self.finder.catalogue.forms[head.kind])
            table.read(end)
            regions.append(Region(head, tuple(table.items), (*header, *table.structure)))
        return regions


def letters_of(column: int) -> str:
    """The column's letters, for reports."""
    from desktop.imports.grid import letters

    return letters(column)


def _same_header(one: TableHead, other: TableHead) -> bool:
    return one.kind == other.kind and {(i, fold(c.header)) for i, c in one.columns.items()} == {
        (i, fold(c.header)) for i, c in other.columns.items()
    }


class _Table:
    """One table while it is being read."""

    def __init__(self, grid: Grid, head: TableHead, form: Form) -> None:
        self.grid = grid
        self.head = head
        self.items: list[Item] = []
        self.structure: list[StructureCell] = []
        self.title = head.column_of(form.title_field)
        self.sequence = head.column_of(SEQUENCE)
        self.organization = head.column_of(form.organization_field)
        self.subtitle = head.column_of("sub_name") or head.column_of("sub_item_name")

    def read(self, end: int) -> None:
        """Sort every row down to ``end`` into items and structure."""
        for row in range(self.head.last_row + 1, end + 1):
            columns = self.grid.rows.get(row)
            if not columns:
                continue
            if self._is_banner(row, columns):
                self._add_structure(row, columns, "note")
            elif self._starts_item(row, columns):
                self._start(row)
            elif self.items and self._covered(row, self.title):
                self._extend(row)
            elif self.items:
                # No name and no merge says whose row this is: keep it, but out of the fields.
                self.items[-1].strays += self._cells(row)
            else:
                self._add_structure(row, columns, "unread")

    def _cells(self, row: int) -> Iterator[Cell]:
        for column in self.grid.rows[row]:
            yield Cell((row, column), self.head.at(column), self.grid.cells[row, column])

    def _add_structure(self, row: int, columns: tuple[int, ...], role: str) -> None:
        self.structure += [
            StructureCell(row, letters_of(column), self.grid.cells[row, column], role)
            for column in columns
        ]

    def _is_banner(self, row: int, columns: tuple[int, ...]) -> bool:
        """A heading or note across the table (一、行政许可; 注：…), not an item."""
        if len(columns) > 1:
            return False
        column = columns[0]
        if self.grid.width((row, column)) > 2:
            return not self._covered(row, self.title)
        text = fold(self.grid.cells[row, column])
        return column == self.sequence != self.title and not _NUMBER.fullmatch(text)

    def _covered(self, row: int, column: int) -> bool:
        """Whether a merge from a row above lies over the place."""
        anchor = self.grid.anchors.get((row, column))
        return anchor is not None and anchor[0] < row

    def _own(self, row: int, column: int) -> str:
        return self.grid.cells.get((row, column), "") if column else ""

    def _starts_item(self, row: int, columns: tuple[int, ...]) -> bool:
        if self._own(row, self.title) or self._own(row, self.subtitle):
            return True
        covered = self._covered(row, self.title)
        if not covered and self._own(row, self.sequence):
            return True
        # The same matter at another level has its own authority: 自治区级 / 县市区级.
        other_body = bool(self._own(row, self.organization)) and len(columns) >= 3
        return other_body and bool(self.items)

    def _start(self, row: int) -> None:
        previous = self.items[-1] if self.items else None
        item = Item([row])
        for column in self._all_columns(row):
            shown = self.grid.shown(row, column)
            if shown is not None and self._belongs(column, shown[0]):
                item.add(Cell(shown[0], self.head.at(column), shown[1]))
        if previous and self.title not in item.cells and not self._own(row, self.sequence):
            for column in (self.sequence, self.title):
                for cell in previous.cells.get(column, ()):
                    item.add(cell)
        self.items.append(item)

    def _extend(self, row: int) -> None:
        item = self.items[-1]
        item.rows.append(row)
        for cell in self._cells(row):
            item.add(cell)

    def _all_columns(self, row: int) -> list[int]:
        """Columns of the table and of cells beside it."""
        return sorted({*self.head.columns, *self.grid.rows[row]})

    def _belongs(self, column: int, anchor: Place) -> bool:
        """A merge over several columns counts for its first; one over rows for every row."""
        return anchor[1] == column and anchor[0] > self.head.last_row
