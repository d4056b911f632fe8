"""Rows of a table → items: what belongs to one record, merges spread, blanks filled down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from desktop.imports.choices import NO_CHOICE, SheetChoice, with_choices
from desktop.imports.columns import TableHead
from desktop.imports.grid import Grid, Place, letters
from desktop.imports.headers import HeaderFinder
from desktop.imports.lists_beside import areas_beside, printed_again, same_header
from desktop.imports.region import Cell, Item, Region
from desktop.imports.result import StructureCell
from desktop.imports.surroundings import under
from desktop.imports.synonyms import SEQUENCE
from desktop.imports.upright import UprightReader
from forms.model import Form
from forms.values import fold

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数)(?:[(:,共\d].*)?")
_FOOTER = re.compile(
    r"(?:注|备注|说明|填表人|填报人|制表人?|审核人|审批人|负责人|联系人|联系电话|填[表报]日期):"
)
_COLUMN_NUMBER = re.compile(r"[(]?(\d{1,3})[)]?")
#: So many cells make a row an item of its own, even without a name.
_WHOLE = 4
#: Totals, numbers and signatures say what they are at the beginning.
_LOOK_AT = 80
_DITTO = frozenset(
    {"同上", "同前", "(同上)", "同上。", "同上行", "同上一项", "〃", "″", '"', "''", "＂", "”", "“"}
)
#: Fewer headings than this make no list of their own.
_NARROWEST = 2
_NUMBER = re.compile(r"\d+(?:[,，、.\-—~至]\d+)*[.、]?")


class ItemReader:
    """Groups the rows of a sheet's tables into items."""

    def __init__(self, finder: HeaderFinder, grid: Grid, choice: SheetChoice = NO_CHOICE) -> None:
        self.finder = finder
        self.grid = grid
        self.choice = choice

    def regions(self) -> list[Region]:
        """Every table of the sheet with its items."""
        if self.choice.header_row:
            head = self.finder.head_in(self.grid, self.choice.header_row)
            return self._tables([head] if head else [])
        heads = self.finder.tables(self.grid)
        known = max(
            (sum(c.target is not None for c in h.columns.values()) for h in heads), default=0
        )
        if not self.grid.rowwise:
            upright = UprightReader(self.finder, self.grid, self.choice).regions(known)
            if upright:
                return upright
        return self._beside(heads) or self._tables(heads)

    def under(self, first: int, last: int, banners: tuple[str, ...] = ()) -> list[Region]:
        """The table whose header somebody says stands in these rows, also where it is printed again.

        ``banners`` are the headings above it; [] when nothing stands in the rows.
        """
        head = self.finder.head_of(self.grid, first, last)
        return self._tables([head, *printed_again(self.grid, head)], banners) if head else []

    def _beside(self, heads: list[TableHead]) -> list[Region]:
        """Lists printed side by side, the left one first; [] when none are."""
        regions: list[Region] = []
        for area in areas_beside(self.finder, self.grid, heads):
            part = ItemReader(self.finder, self.grid.within(area), self.choice)
            regions += part._tables(part.finder.tables(part.grid))
        return regions

    def _tables(self, found: list[TableHead], banners: tuple[str, ...] = ()) -> list[Region]:
        """The tables under these headers."""
        heads = [with_choices(head, self.choice, self.finder.catalogue) for head in found]
        last = max(self.grid.rows, default=0)
        ends = [head.first_row - 1 for head in heads[1:]] + [last] if heads else []
        regions: list[Region] = []
        for head, end in zip(heads, ends, strict=True):
            repeated = any(same_header(head, region.head) for region in regions)
            role = "repeated_header" if repeated else "header"
            header = [
                StructureCell(row, letters(column), self.grid.cells[row, column], role)
                for row in range(head.first_row, head.last_row + 1)
                for column in self.grid.rows.get(row, ())
            ]
            table = _Table(self.grid, head, self.finder.catalogue.forms[head.kind])
            # The title of a second list on the sheet stands under the first one's rows.
            table.banners = banners
            table.read(end)
            _write_out(table.items)
            banners = table.banners
            told = (*header, *table.structure)
            regions.append(Region(head, tuple(table.items), told, banners=banners))
        return regions


def _write_out(items: list[Item]) -> None:
    """Put what the item above says in place of 同上; the cell still tells what stood there."""
    above: dict[int, str] = {}
    for item in items:
        for index, cells in item.cells.items():
            for number, cell in enumerate(cells):
                said = cell.text.strip() if len(cell.text) < 8 else ""
                if index in above and said and not _DITTO.isdisjoint((said, fold(said))):
                    cells[number] = replace(cell, text=above[index], said=cell.text)
        above |= {index: "\n".join(c.text for c in cells) for index, cells in item.cells.items()}


class _Table:
    """One table while it is being read."""

    def __init__(self, grid: Grid, head: TableHead, form: Form) -> None:
        self.grid = grid
        self.head = head
        self.items: list[Item] = []
        self.structure: list[StructureCell] = []
        self.title = head.title
        self.banners: tuple[str, ...] = ()
        self.sequence = head.column_of(SEQUENCE)
        self.organization = head.column_of(form.organization_field)
        self.subtitle = head.column_of("sub_name") or head.column_of("sub_item_name")

    def read(self, end: int) -> None:
        """Sort every row down to ``end`` into items and structure."""
        for row, columns in self.grid.rows.items():
            if not self.head.last_row < row <= end:
                continue
            if self._is_banner(row, columns):
                self.banners = under(self.banners, self.grid.cells[row, columns[0]])
                self._add_structure(row, columns, "note")
            elif self._is_beside_data(row, columns):
                self._add_structure(row, columns, "note")
            elif self._starts_item(row, columns):
                self._start(row)
            elif self.items and (self._covered(row, self.title) or self._goes_on(columns)):
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
            StructureCell(row, letters(column), self.grid.cells[row, column], role)
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

    def _is_beside_data(self, row: int, columns: tuple[int, ...]) -> bool:
        """A row of totals, of column numbers under the header, or of signatures: no item."""
        first = fold(self.grid.cells[row, columns[0]][:_LOOK_AT])
        if any(self._covered(row, column) for column in (self.title, self.sequence)):
            return False
        if _TOTAL.fullmatch(first) and columns[0] <= max(self.title, self.sequence):
            return True
        if _FOOTER.match(first):
            return self.title not in columns or columns[0] == self.title
        if self.items or len(columns) < 3:
            return False
        texts = [fold(self.grid.cells[row, column][:_LOOK_AT]) for column in columns]
        numbers = [match[1] for text in texts if (match := _COLUMN_NUMBER.fullmatch(text))]
        return numbers == [str(number) for number in range(1, len(texts) + 1)]

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
        if not covered and self._is_whole(columns):
            return True
        # The same matter at another level has its own authority: 自治区级 / 县市区级.
        other_body = bool(self._own(row, self.organization)) and len(columns) >= 3
        return other_body and bool(self.items)

    def _is_whole(self, columns: tuple[int, ...]) -> bool:
        """Whether a row fills most of the table although its name was left blank."""
        known = {index for index, column in self.head.columns.items() if column.target}
        filled = len(known & {*columns})
        return filled >= _WHOLE and filled * 2 > len(known)

    def _goes_on(self, columns: tuple[int, ...]) -> bool:
        """Whether a row without a name is a further row of a table in the item: a stage, a material.

        All its texts stand in columns of one table that the item has begun.
        """
        begun = self.items[-1].cells
        heads = [self.head.at(column) for column in columns if column in begun]
        paths = [(h.kind, h.target.path.partition(".")) for h in heads if h.target]
        tables = [(kind, name) for kind, (name, dot, _) in paths if dot]
        whole = len(columns) >= _NARROWEST and len(tables) == len(columns)
        return whole and len(set(tables)) == 1

    def _start(self, row: int) -> None:
        previous = self.items[-1] if self.items else None
        item = Item([row], banners=self.banners)
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
