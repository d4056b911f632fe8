"""Sets tables: heading on each page, rows that break across pages, merged cells, group rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from exports.document import KeyValues, Table
from exports.pdf.composer import Composer, PageSlot, TextItem, baseline
from exports.pdf.file import text_string
from exports.pdf.fonts import FontSet, clean
from exports.pdf.grid import Grid, GridCell, Setter, key_value_grid, table_grid
from exports.pdf.structure import Element, cell_entries
from exports.pdf.styles import Stylesheet

#: A row that needs at most this share of a page is not broken: it goes to the next page whole.
_UNBROKEN_SHARE = 0.3
#: Fewest lines of a broken row on the first of its pages.
_FEWEST_LINES = 3
#: From so many columns a page across, or an upright one, takes type smaller by this factor.
_CROWDED_ACROSS, _CROWDED_UPRIGHT, _SMALLER = 20, 9, 0.86
#: A table of at most this share of a page is not broken at all.
_SMALL_SHARE = 0.2
#: Blank space above a table.
_ABOVE = 2.0
#: Grey of heading cells, drawn under the text; line width and its colour.
_SHADE = "0.93 g"
_LINES = "0.5 w 0 G"


class Fragment(NamedTuple):
    """A row, or the part of a row that stands on this page; ``ends``: the row ends here."""

    row: int
    top: float
    bottom: float
    ends: bool


class Box(NamedTuple):
    """Where a cell stands on this page; ``goes_on``: it reaches into the next page."""

    cell: GridCell
    top: float
    bottom: float
    goes_on: bool


def setter(styles: Stylesheet, fonts: FontSet, factor: float = 1.0) -> Setter:
    """How cells are set in this document, in type smaller by ``factor``."""
    text, header = styles.cell.scaled(factor), styles.cell_header.scaled(factor)
    padding = styles.cell_padding * factor
    return Setter(text, header, fonts[text.family], fonts[header.family], padding)


def set_table(composer: Composer, block: Table | KeyValues) -> None:
    """Put a table, or one of labels and values."""
    if setting := _prepared(composer, block):
        composer.prepared.clear()
        setting.run()


def room_for(composer: Composer, block: Table | KeyValues) -> float:
    """The height of the beginning of a table that a heading above it must have on its page."""
    setting = _prepared(composer, block)
    return setting.beginning if setting else 0.0


def _prepared(composer: Composer, block: Table | KeyValues) -> _TableSetter | None:
    """A table with its lines broken: a heading asks for its height before it is put."""
    _, found = composer.prepared.get(id(block), (None, None))
    if not isinstance(found, _TableSetter):
        grid, cells = _grid_of(composer, block)
        if grid is None:
            return None
        found = _TableSetter(composer, grid, cells, block.caption)
        composer.prepared[id(block)] = block, found
    return found


def _grid_of(composer: Composer, block: Table | KeyValues) -> tuple[Grid | None, Setter]:
    """The grid; many columns on an upright page get smaller type."""
    styles = composer.styles
    if isinstance(block, KeyValues):
        cells = setter(styles, composer.fonts)
        return key_value_grid(block, composer.width, cells) if block.rows else None, cells
    upright = styles.page.height > styles.page.width
    crowded = len(block.columns) >= (_CROWDED_UPRIGHT if upright else _CROWDED_ACROSS)
    cells = setter(styles, composer.fonts, _SMALLER if crowded else 1.0)
    return table_grid(block, composer.width, cells) if block.columns else None, cells


class _TableSetter:
    """One table on its way over the pages; a segment is what stands on one page."""

    def __init__(self, composer: Composer, grid: Grid, cells: Setter, caption: str) -> None:
        self.composer, self.grid, self.setter = composer, grid, cells
        self.caption = caption
        self.tag: Element | None = None
        self.rows_tagged = 0
        self.leading, self.padding = cells.text.leading, cells.padding
        self.fragments: list[Fragment] = []
        page = composer.styles.page
        self.whole = page.text_height
        self.header_height = sum(map(self._height, range(grid.header_rows)))
        if self.header_height > 0.6 * page.text_height:  # a heading that would leave no room
            self.header_height = 0.0
        self.open: list[GridCell] = []

    def _height(self, row: int) -> float:
        return self._lines_height(self.grid.heights[row])

    def _lines_height(self, lines: int) -> float:
        return lines * self.leading + 1.6 * self.padding

    def run(self) -> None:
        """Put all rows."""
        composer, grid, caption = self.composer, self.grid, self.caption
        summary = b"/A<</O/Table/Summary%b>>" % text_string(clean(caption)) if caption else b""
        self.tag = composer.begin("Table", summary)
        composer.skip(_ABOVE)
        composer.ensure(self.beginning - _ABOVE)
        first = grid.header_rows
        for row in range(first):
            self._add(row, self._height(row))
        for row in range(first, len(grid.heights)):
            self._place(row)
        self._close()
        composer.skip(self.leading * 0.5)

    @cached_property
    def beginning(self) -> float:
        """The height of the heading, and of as much below it as keeps it from standing alone."""
        first = self.grid.header_rows
        total = sum(map(self._height, range(len(self.grid.heights))))
        if total <= _SMALL_SHARE * self.whole:
            return _ABOVE + total
        body = self._wanted(first) if first < len(self.grid.heights) else 0.0
        return _ABOVE + sum(map(self._height, range(first))) + body

    def _wanted(self, row: int) -> float:
        """Room without which a row would leave the heading or group row above it alone."""
        height = self._height(row)
        breakable = height > _UNBROKEN_SHARE * (self.whole - self.header_height)
        wanted = self._lines_height(_FEWEST_LINES) if breakable else height
        return max(wanted + self._follower(row), self._band(row))

    def _band(self, row: int) -> float:
        """Height of the rows that a cell holds together from here on, if they are not broken."""
        last = row + max((cell.rows for cell in self.grid.cells[row]), default=1)
        most, height = _UNBROKEN_SHARE * (self.whole - self.header_height), 0.0
        for held in range(row, last):
            height += self._height(held)
            if height > most:
                return 0.0
        return height

    def _place(self, row: int) -> None:
        """Put a row whole, on the next page, or broken."""
        height = self._height(row)
        wanted = max(height + self._follower(row), self._band(row))
        if wanted <= self.composer.room + 0.01:
            self._add(row, height)
            return
        fresh = self.whole - self.header_height
        if height > _UNBROKEN_SHARE * fresh and self._fitting() >= _FEWEST_LINES:
            self._break(row)
            return
        self._next_page()
        if height <= self.composer.room + 0.01:
            self._add(row, height)
        else:
            self._break(row)

    def _follower(self, row: int) -> float:
        """Room that a group row wants below itself, so that it does not end a page."""
        if not self._is_group(row) or row + 1 >= len(self.grid.heights):
            return 0.0
        return self._height(row + 1) if self._is_group(row + 1) else self._wanted(row + 1)

    def _is_group(self, row: int) -> bool:
        cells = self.grid.cells[row]
        return len(cells) == 1 and cells[0].header and cells[0].columns == self.grid.columns

    def _fitting(self) -> int:
        """How many lines of a row fit on the rest of the page."""
        return int((self.composer.room - 1.6 * self.padding + 0.01) // self.leading)

    def _break(self, row: int) -> None:
        left = self.grid.heights[row]
        while left > 0:
            lines = max(min(left, self._fitting()), 1)
            left -= lines
            self._add(row, self._lines_height(lines), ends=left == 0)
            if left:
                self._next_page()

    def _add(self, row: int, height: float, *, ends: bool = True) -> None:
        top = self.composer.y
        self.composer.y -= height
        self.fragments.append(Fragment(row, top, self.composer.y, ends))

    def _next_page(self) -> None:
        self._close()
        self.composer.new_sheet()
        if self.header_height:
            for row in range(self.grid.header_rows):
                for cell in self.grid.cells[row]:
                    cell.taken, cell.repeated = 0, True
                self._add(row, self._height(row))

    def _close(self) -> None:
        """Draw what stands on this page."""
        if not self.fragments:
            return
        self._tag_rows()
        sheet, boxes = self.composer.sheet, self._boxes()
        shades = [self._rectangle(box) for box in boxes if box.cell.header]
        if shades:
            sheet.paths.append(f"{_SHADE} {' '.join(shades)} f 0 g")
        sheet.paths.append(f"{_LINES} {' '.join(self._rules(boxes))} S")
        for box in boxes:
            self._fill(box, sheet.texts)
        self.open = [box.cell for box in boxes if box.goes_on]
        self.fragments = []

    def _tag_rows(self) -> None:
        """Make the elements of the rows that begin on this page."""
        last = self.fragments[-1].row
        for row in range(self.rows_tagged, last + 1):
            line = Element("TR", self.tag, fixed=True)
            for cell in self.grid.cells[row]:
                scope = "Column" if row < self.grid.header_rows else "Row"
                kind = "TH" if cell.header else "TD"
                entries = cell_entries(scope if cell.header else "", cell.rows, cell.columns)
                cell.tag = Element(kind, line, entries, fixed=True)
        self.rows_tagged = max(self.rows_tagged, last + 1)

    def _boxes(self) -> list[Box]:
        """The cells on this page, also those that began on earlier pages."""
        ends = {fragment.row: fragment for fragment in self.fragments}
        last = self.fragments[-1].row
        boxes: list[Box] = []

        def add(cell: GridCell, top: float) -> None:
            final = cell.row + cell.rows - 1
            end = ends[min(final, last)]
            boxes.append(Box(cell, top, end.bottom, end.row < final or not end.ends))

        body = next((f for f in self.fragments if f.row >= self.grid.header_rows), None)
        if body:
            for cell in self.open:
                add(cell, body.top)
        begun = {id(cell) for cell in self.open}
        for fragment in self.fragments:
            for cell in self.grid.cells[fragment.row]:
                if id(cell) not in begun:
                    add(cell, fragment.top)
        return boxes

    def _rectangle(self, box: Box) -> str:
        x0, x1 = self._sides(box.cell)
        return f"{x0:.2f} {box.bottom:.2f} {x1 - x0:.2f} {box.top - box.bottom:.2f} re"

    def _sides(self, cell: GridCell) -> tuple[float, float]:
        edges, left = self.grid.edges, self.composer.left
        return left + edges[cell.column], left + edges[cell.column + cell.columns]

    def _fill(self, box: Box, texts: list[TextItem]) -> None:
        """Put the lines of a cell that stand on this page."""
        cell, height = box.cell, box.top - box.bottom
        tag = cell.tag
        if cell.taken >= len(cell.lines) and cell.repeats:
            cell.taken, cell.repeated = 0, True
        if cell.repeated:  # what is printed again is not read again
            tag = None
        capacity = max(int((height - 1.6 * self.padding + 0.01) // self.leading), 1)
        broken = cell.taken > 0 or (box.goes_on and cell.rows == 1)
        lines = cell.lines[cell.taken : cell.taken + capacity]
        cell.taken += len(lines)
        top = box.top - 0.8 * self.padding
        if not broken and len(lines) < capacity:
            top = box.top - (height - len(lines) * self.leading) / 2
        style = self.setter.header if cell.header else self.setter.text
        family = self.setter.header_family if cell.header else self.setter.text_family
        x0, x1 = self._sides(cell)
        x, y = x0 + self.padding, baseline(style, top)
        if cell.page_of and tag is not None:
            place = (x0, box.bottom, x1, box.top)
            self.composer.slots.append(
                PageSlot(self.composer.sheet, len(texts), style, place, y, tag, cell.page_of)
            )
            texts.append(TextItem(style.family, style.size, x, y, "", 0.0, tag))
        for line in lines:
            if cell.align != "left":
                free = x1 - x0 - family.width(line.rstrip(" "), style.size)
                x = x0 + free / 2 if cell.align == "center" else x0 + free - self.padding
            if line:
                texts.append(TextItem(style.family, style.size, x, y, line, 0.0, tag))
            y -= self.leading

    def _rules(self, boxes: list[Box]) -> list[str]:
        """Lines between cells, left out where a merged cell covers them."""
        left = self.composer.left
        x0, x1 = left, left + self.grid.edges[-1]
        top, bottom = self.fragments[0].top, self.fragments[-1].bottom
        tall = [box for box in boxes if box.cell.rows > 1]
        wide = [box for box in boxes if box.cell.columns > 1]
        rules = [f"{x0:.2f} {top:.2f} m {x1:.2f} {top:.2f} l"]
        for y in (fragment.bottom for fragment in self.fragments):
            holes = [
                self._sides(box.cell) for box in tall if box.bottom < y - 0.01 < box.top - 0.02
            ]
            for start, end in _without((x0, x1), sorted(holes)):
                rules.append(f"{start:.2f} {y:.2f} m {end:.2f} {y:.2f} l")
        for number, edge in enumerate(self.grid.edges):
            holes = [
                (box.bottom, box.top)
                for box in wide
                if box.cell.column < number < box.cell.column + box.cell.columns
            ]
            for start, end in _without((bottom, top), sorted(holes)):
                rules.append(f"{left + edge:.2f} {start:.2f} m {left + edge:.2f} {end:.2f} l")
        return rules


def _without(
    span: tuple[float, float], holes: list[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    """A span without the sorted spans inside it."""
    start, end = span
    for low, high in holes:
        if low > start + 0.01:
            yield start, low
        start = max(start, high)
    if end > start + 0.01:
        yield start, end
