"""Sheets that stand upright: a heading, its text to the right (单项责任表, SPEC §8.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from desktop.imports.choices import NO_CHOICE, SheetChoice, passages, with_choices
from desktop.imports.columns import Column, TableHead
from desktop.imports.grid import Grid, Inner, Place, letters
from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import inner_columns
from desktop.imports.region import Cell, Item, Region
from desktop.imports.result import StructureCell
from desktop.imports.sheet_tables import SheetTables, side_by_side
from desktop.imports.synonyms import Target
from forms.model import Form

#: Fewer headings than this say nothing about how a sheet is laid out.
_LEAST = 3
#: As many are enough under a title that says 办事指南.
_TITLED_LEAST = 2
_LONGEST_HEADING = 20

Headings = Mapping[Place, Column]
_Above = Callable[[int, Headings], Column | None]
_Following = Callable[[int, Headings, Column | None], Column | None]


class UprightReader:
    """Looks at a sheet as if its headings stood in columns, not in a row."""

    def __init__(self, finder: HeaderFinder, grid: Grid, choice: SheetChoice = NO_CHOICE) -> None:
        self.finder = finder
        self.grid = grid
        self.choice = choice
        outline = grid.outline
        found = SheetTables(finder, grid) if outline is None else None
        self.inner = found.inner if found else outline.inner if outline else {}
        self.inner_heads = frozenset(
            found.heads if found else outline.inner_heads if outline else ()
        )

    def regions(self, known: int) -> list[Region]:
        """The sheet's items; [] unless more headings have a text beside them than ``known``."""
        outline = self.grid.outline
        candidates = set(outline.headings) if outline else {
            place
            for place in self._left_cells(())
            if self.finder.is_heading(self.grid.cells[place]) and not self._inside(place)
        }  # fmt: skip
        named = bool(outline and outline.starts)
        least = _TITLED_LEAST if outline and outline.titled else _LEAST
        best: tuple[int, Form, Headings] | None = None
        for form in self.finder.bases if len(candidates) >= least else ():
            headings = self._headings(form, candidates)
            paths = {(c.kind, c.target.path) for c in headings.values() if c.target}
            titled = named or (form.kind, form.title_field) in paths
            enough = titled and len(paths) >= least
            if enough and len(paths) > max(known, best[0] if best else 0):
                best = (len(paths), form, headings)
        return [self._region(best[1], best[2])] if best else []

    def _headings(self, form: Form, candidates: set[Place]) -> Headings:
        """Headings with their meaning; unknown ones only in columns where known ones stand."""
        if self.grid.outline:
            return _numbered({place: self._column(form, place) for place in candidates})
        known = {place for place in candidates if self._column(form, place).target}
        # A heading has no heading right before it: in a row of headings every second is a text.
        known = {place for place in self._left_cells(known) if place in known}
        count = Counter(column for _, column in known)
        usual = {column for column, number in count.items() if number >= 2}
        found = {place: self._column(form, place) for place in known if place[1] in usual}
        for row, columns in self.grid.rows.items():
            for position, column in enumerate(columns):
                place = (row, column)
                if column not in usual or place in found or self._inside(place):
                    continue
                named = self._column(form, place)
                text = self.grid.cells[place].strip()
                short = len(text) <= _LONGEST_HEADING and not text.isdecimal()
                if named.target or (short and columns[position + 1 :]):
                    found[place] = named
        return _numbered(found)

    def _inside(self, place: Place) -> bool:
        return place in self.inner or place in self.inner_heads

    def _left_cells(self, headings: set[Place] | tuple[()]) -> Iterator[Place]:
        """Cells with another to the right and no heading to the left."""
        for row, columns in self.grid.rows.items():
            previous: Place | None = None
            for column in columns[:-1]:
                if previous is None:
                    yield row, column
                    previous = (row, column) if (row, column) in headings else None
                else:
                    previous = None

    def _column(self, form: Form, place: Place) -> Column:
        return self.finder.column(form, place[1], self.grid.cells[place])

    def _region(self, form: Form, headings: Headings) -> Region:
        first = min(row for row, _ in headings)
        columns = {column.index: column for column in headings.values()}
        inner = inner_columns(self.finder, self.inner, form, headings, len(columns))
        columns |= {column.index: column for column in inner.values()}
        loose = self._passages(form, headings, len(columns))
        columns |= {column.index: column for column in loose.values()}
        found = TableHead(first, first, form.kind, columns, upright=True)
        head = with_choices(found, self.choice, self.finder.catalogue)
        headings = {place: head.columns[column.index] for place, column in headings.items()}
        inner = {place: head.columns[column.index] for place, column in inner.items()}
        loose = {place: head.columns[column.index] for place, column in loose.items()}
        title = head.title or found.column_of(form.title_field)
        regions = []
        for grid in self._matters(headings, title):
            walk = _Walk(
                grid, first, headings, (inner, self.inner, self.inner_heads), title, loose,
                self.finder.catalogue.forms,
            )  # fmt: skip
            regions.append(walk.region(head, self._merged, self._next))
        items = tuple(item for region in regions for item in region.items)
        return Region(head, items, regions[0].structure)

    def _passages(self, form: Form, headings: Headings, after: int) -> dict[Place, Column]:
        """Passages without a heading about which a person decided, numbered on from ``after``."""
        if self.grid.outline is None:
            return {}
        found = passages(self.choice).items()
        named = [(key, place) for key, place in found if place in self.grid.cells]
        return {
            place: Column(after + number, key, form.kind)
            for number, (key, place) in enumerate(named, start=1)
            if place not in headings and not self._inside(place)
        }

    def _matters(self, headings: Headings, title: int) -> list[Grid]:
        """The sheet, or as many as there are matters side by side, each with the headings."""
        named = [place for place, column in headings.items() if column.index == title]
        values = side_by_side(self.grid, headings, named[0]) if len(named) == 1 else []
        if not values or self.inner:
            return [self.grid]
        first = named[0][1]
        return [
            replace(self.grid, cells={
                place: text for place, text in self.grid.cells.items()
                if place[1] in (first, value) or (first < place[1] < value and
                                                  place[1] + self.grid.width(place) > value)
            })
            for value in values
        ]  # fmt: skip

    def _merged(self, row: int, headings: Headings) -> Column | None:
        """The heading whose merge reaches down into the row."""
        shown = (self.grid.anchors.get((row, column)) for column in {c for _, c in headings})
        return next((headings[place] for place in shown if place and place in headings), None)

    def _next(self, row: int, headings: Headings, current: Column | None) -> Column | None:
        """A row without a heading goes on with the text above, unless it lies across the table."""
        first = self.grid.rows[row][0]
        across = first in {column for _, column in headings}
        return None if across else current


def _numbered(headings: Mapping[Place, Column]) -> Headings:
    """One column number for each heading, in the order of the sheet."""
    numbers: dict[tuple[str, str], int] = {}
    found: dict[Place, Column] = {}
    for place in sorted(headings):
        column = headings[place]
        path = column.target.path if column.target else ""
        number = numbers.setdefault((column.header, path), len(numbers) + 1)
        found[place] = replace(column, index=number)
    return found


class _Walk:
    """One way down the sheet, row by row."""

    def __init__(
        self, grid: Grid, first: int, headings: Headings,
        inner: tuple[Headings, Mapping[Place, Inner], frozenset[Place]], title: int,
        loose: Headings, forms: Mapping[str, Form],
    ) -> None:  # fmt: skip
        self.grid = grid
        self.above = first
        self.loose = loose
        #: Passages above the first item.
        self.waiting: list[Cell] = []
        starts = grid.outline.starts if grid.outline else ()
        self.asides = grid.outline.asides if grid.outline else {}
        self.first = min([first, *starts, *(row for row, _ in loose)])
        self.headings = headings
        self.inner, self.about, self.inner_heads = inner
        self.title = title
        self.items: list[Item] = []
        self.structure: list[StructureCell] = []
        self.forms = forms

    def region(self, head: TableHead, merged: _Above, following: _Following) -> Region:
        """The items, and the cells that are none of theirs."""
        current: Column | None = None
        for row, places in self.grid.rows.items():
            if row < self.first:
                continue
            if self._starts(row):
                current = None
            current = merged(row, self.headings) or following(row, self.headings, current)
            for column in places:
                current = self._cell((row, column), current)
        for cell in self.waiting:
            (self.items[0] if self.items else self._item(cell.place)).add(cell)
        return Region(head, tuple(self.items), tuple(self.structure))

    def _starts(self, row: int) -> bool:
        """Whether an item begins in this row by its title."""
        outline = self.grid.outline
        if outline is None or row not in outline.starts:
            return False
        self.items.append(Item([row], name=outline.starts[row]))
        return True

    def _cell(self, place: Place, current: Column | None) -> Column | None:
        """Give a cell to the item or to the structure; returns the heading that now holds."""
        text = self.grid.cells[place]
        role = "note" if current is None else ""
        if place in self.loose:
            self._put_loose(Cell(place, self.loose[place], text))
            return current
        if place in self.asides:
            self._put_aside(place, current)
            return current
        if place in self.headings:
            current, role = self.headings[place], "header"
            again = bool(self.items) and self.items[-1].cells and (
                current.index == self.title and self.title in self.items[-1].cells)  # fmt: skip
            if not self.items or again:
                self.items.append(Item([place[0]]))
        elif place in self.inner_heads:
            role = "header"
        elif place in self.inner:
            about = self.about[place]
            self._item(place).add(Cell(place, self.inner[place], text, (about.block, about.row)))
            return current
        if place[0] < self.above:
            return current  # told as a title
        if role or current is None:
            self.structure.append(StructureCell(place[0], letters(place[1]), text, role))
        else:
            self._item(place).add(Cell(place, current, text))
        return current

    def _put_aside(self, place: Place, current: Column | None) -> None:
        """What stands beside the text: notes go to the item's remark, all else is only told."""
        aside = self.asides[place]
        chart = self._chart(current) if aside.picture else None
        if aside.picture and chart and self.items:
            self.items[-1].pictures.append((Cell(place, chart, aside.text), aside.picture))
        elif aside.sort == "note" and self.items:
            header = f"{current.header} {aside.label}" if current else aside.label
            self.items[-1].strays.append(Cell(place, Column(0, header), aside.text))
        elif place[0] >= self.above:  # else told with the titles
            self.structure.append(
                StructureCell(place[0], letters(place[1]), aside.told, "aside")
            )  # fmt: skip

    def _chart(self, current: Column | None) -> Column | None:
        """The column of the attachment that the pictures under a heading are (办理流程图)."""
        form = self.forms.get(current.kind) if current else None
        if current is None or form is None:
            return None
        header = current.header
        found = (f for f in form.fields.values() if any(w in header for w in f.pictures_under))
        field = next(found, None)
        return Column(0, current.header, form.kind, Target(field.id)) if field else None

    def _put_loose(self, cell: Cell) -> None:
        """A passage that a person gave to a field: to the item in which it stands, or the first."""
        if self.items:
            self.items[-1].add(cell)
        else:
            self.waiting.append(cell)

    def _item(self, place: Place) -> Item:
        if not self.items:
            self.items.append(Item([place[0]]))
        return self.items[-1]
