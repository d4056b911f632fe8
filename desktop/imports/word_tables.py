"""Tables of a guide laid out: label and value, and the tables of materials and steps in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.imports.grid import Inner, Place
from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import known_columns, table_of
from desktop.imports.synonyms import SEQUENCE, Target
from desktop.imports.word_file import Paragraph, Table, TableCell
from desktop.imports.word_lines import LONGEST_LABEL, Line, Lines
from desktop.imports.word_sheet import Sheet, by_row, meanings
from desktop.imports.word_titles import Titles

_LEAST_KNOWN = 2
#: Column for words in a table that belong to no column of it.
_ASIDE = 50


@dataclass(frozen=True)
class _Part:
    """A table of rows within a table of labels: its rows, its first column, what stands over each."""

    head: int
    last: int
    first: int
    headers: dict[int, str]
    block: int
    section: Place | None


@dataclass(frozen=True)
class _Told:
    """The inner table that was told last: another below it may go on with it."""

    width: int
    headers: dict[int, str]
    section: Place | None
    block: int
    rows: int
    at: int


class TableSetter:
    """Puts the tables of one document on its sheet."""

    def __init__(self, finder: HeaderFinder, sheet: Sheet, lines: Lines, titles: Titles) -> None:
        self.finder = finder
        self.sheet = sheet
        self.lines = lines
        self.titles = titles
        self.told: _Told | None = None
        #: Whether the heading that holds fills a row of a table by itself.
        self.alone = False

    def lay(self, table: Table) -> None:
        """Lay out a table by what it is."""
        head = self.inner_head(table)
        if head is not None:
            self._inner(table, head)
        elif self._goes_on(table):
            self._continue(table)
        elif self.labels_in(table):
            self._labels(table)
        else:
            for line in rows_as_text(table):
                self.sheet.add(line, 1 if self.sheet.section is None else 2)

    def labels_in(self, table: Table) -> int:
        """How many cells are known labels with something to their right."""
        rows = by_row(table)
        return sum(
            self.finder.is_heading(cell.text)
            for cells in rows.values()
            for cell in cells[:-1]
        ) + sum(
            self.finder.is_heading(cells[-1].text) and bool(cells[-1].inner)
            for cells in rows.values()
        )  # fmt: skip

    def is_matrix(self, table: Table) -> bool:
        """Whether matters stand side by side, their labels in the first column."""
        rows = [cells for cells in by_row(table).values() if len(cells) > 1]
        labelled = [cells for cells in rows if self.finder.is_heading(cells[0].text)]
        titles = {(form.kind, form.title_field) for form in self.finder.bases}
        named = (
            cells for cells in labelled
            if len(cells) > _LEAST_KNOWN and meanings(self.finder, cells[0].text) & titles
        )  # fmt: skip
        inside = any(self.finder.is_heading(c.text) for cells in rows for c in cells[1:])
        return not inside and next(named, None) is not None and len(labelled) * 2 > len(rows)

    # tables of rows

    def inner_head(self, table: Table) -> int | None:
        """The row of a table's headings when it is one of materials, steps or the like."""
        rows = by_row(table)
        for row in list(rows)[:2]:
            headers = [cell.text for cell in rows[row]]
            known = self._known_columns(headers)
            beside = self._labels_below(rows, row)
            if known and known >= beside and row + 1 < table.size[0]:
                return row
        return None

    def _labels_below(self, rows: dict[int, list[TableCell]], head: int) -> int:
        """Known labels in the first column below: they tell a table of label and value."""
        firsts = (cells[0] for row, cells in rows.items() if row > head and len(cells) > 1)
        return sum(self.finder.is_heading(cell.text) for cell in firsts)

    def _known_columns(self, headers: list[str]) -> int:
        best = known_columns(self._columns(headers))
        return best if best >= _LEAST_KNOWN or len(headers) <= 3 else 0

    def _columns(self, headers: list[str]) -> dict[str, Target]:
        """What these headings mean in the table that they speak for most, if it may stand here."""
        forms = self.finder.catalogue.forms
        asked = {(kind, path) for kind, path in self.sheet.fields if path in forms[kind].fields}
        asked |= {(form.kind, "") for form in self.finder.bases}
        found = (table_of(forms[kind], headers, path) for kind, path in sorted(asked))
        return max(found, key=known_columns, default={})

    def _inner(self, table: Table, head: int) -> None:
        """A table of rows: each cell under the heading of its column."""
        section = self.sheet.section
        top = self.sheet.place(table)
        self.sheet.block += 1
        block = self.sheet.block
        headers: dict[int, str] = {}
        for cell in table.cells:
            place = (top + 1 + cell.row, cell.column + 1)
            if cell.row <= head:
                self.sheet.inner_heads.add(place)
                if cell.row == head:
                    headers |= {cell.column + n: cell.text for n in range(cell.width)}
                continue
            row = cell.row - head - 1
            if row and self._lies_across(table, cell, head):
                self.sheet.inner[place] = Inner(section, "", block, row - 1)
                continue
            header = headers.get(cell.column, "")
            self.sheet.inner[place] = Inner(section, header, block, row)
        rows, width = table.size
        self.told = _Told(width, headers, section, block, rows - head - 1, self.sheet.row)

    def _lies_across(self, table: Table, cell: TableCell, head: int) -> bool:
        """Whether a cell says something about the row above, under no one of the headings."""
        row = [other for other in table.cells if other.row == cell.row]
        over = [other for other in table.cells if other.row == head and other.column >= cell.column
                and other.column < cell.column + cell.width]  # fmt: skip
        return len(row) == 1 and len(over) > 1

    def _goes_on(self, table: Table) -> bool:
        """Whether a table without headings goes on with the one above: a page broke it."""
        told = self.told
        if told is None or told.section != self.sheet.section or self.sheet.row > told.at + 1:
            return False
        rows = by_row(table)
        labelled = any(self.finder.is_heading(cells[0].text) for cells in rows.values())
        return table.size[1] == told.width and not labelled

    def _continue(self, table: Table) -> None:
        told = self.told
        if told is None:
            return
        top = self.sheet.place(table)
        for cell in table.cells:
            place = (top + 1 + cell.row, cell.column + 1)
            header = told.headers.get(cell.column, "")
            self.sheet.inner[place] = Inner(
                told.section, header, told.block, told.rows + cell.row
            )  # fmt: skip
        self.told = replace(told, rows=told.rows + table.size[0], at=self.sheet.row)

    # tables of label and value

    def _labels(self, table: Table) -> None:
        """A table of label and value, several to a row; tables inside a value come below it."""
        top, extra = self.sheet.row, 0
        usual = self._label_columns(table)
        rows = by_row(table)
        part: _Part | None = None
        self.alone = False
        for row, cells in rows.items():
            at = top + 1 + row + extra
            self.sheet.row = max(self.sheet.row, at)
            if part is None or row > part.last:
                part = self._part_at(rows, row, -1)
            for number, cell in enumerate(cells):
                place = (at, cell.column + 1)
                if part is not None and cell.column >= part.first:
                    self._part_cell(part, cell, place)
                elif len(cells) == 1 and not cell.inner:
                    self._single(cell, at, row + 1 < len(rows))
                elif self._label(cells, number, place, usual):
                    part = self._part_at(rows, row, cell.column, cell.height) or part
                for inner in cell.inner:
                    before = self.sheet.row
                    self._nested(inner)
                    extra += self.sheet.row - before
        self.sheet.row = max(self.sheet.row, top + table.size[0] + extra)

    def _label(self, cells: list[TableCell], number: int, place: Place, usual: set[int]) -> bool:
        """Put a cell; whether it is a label, of which the next cell is the text."""
        cell = cells[number]
        self.sheet.put(place, cell)
        if not (number + 1 < len(cells) or cell.inner):
            return False
        known = self.finder.is_heading(cell.text)
        before = number > 0 and (place[0], cells[number - 1].column + 1) in self.sheet.headings
        following = cells[number + 1] if number + 1 < len(cells) else None
        # A cell at the left of labels (基本信息) is a heading over them.
        over = following is not None and self.finder.is_heading(following.text) and not before
        likely = _is_label(cell.text) and (cell.column in usual or over)
        if known or likely:
            self.sheet.open(place, cell.text, self.finder, firm=False)
        return known or likely

    def _single(self, cell: TableCell, at: int, more: bool) -> None:
        """The only cell of a row: a title, a label over its text, a label with its text, a text."""
        place = (at, cell.column + 1)
        line = self._line(cell)
        if line.known and line.content:
            self.sheet.cells[place] = line.label
            self.sheet.cells[at, place[1] + 1] = line.content
            self.sheet.open(place, line.label, self.finder, firm=False)
            self.alone = True
        elif line.known and more:
            self.sheet.put(place, cell)
            self.sheet.open(place, line.label, self.finder, firm=False)
            self.alone = True
        elif self.alone:
            self.sheet.cells[at, place[1] + 1] = cell.text
        else:
            self.sheet.put(place, cell)
            if self.titles.is_title(cell.text):
                self.sheet.close()
                self.sheet.titled = True
                self.sheet.starts[at] = self.titles.name_in([cell.text])

    def _line(self, cell: TableCell) -> Line:
        return self.lines.line(Paragraph(cell.text))

    def _part_at(
        self, rows: dict[int, list[TableCell]], row: int, left: int, height: int = 0
    ) -> _Part | None:
        """The table of rows whose headings stand in this row, right of a label or across.

        Beside a label it has as many rows as the label is high; across it ends at the next label.
        """
        head = [cell for cell in rows[row] if cell.column > left]
        if len(head) < _LEAST_KNOWN or (left >= 0 and height < _LEAST_KNOWN):
            return None
        if not self._is_head([cell.text for cell in head]):
            return None
        last = row + height - 1 if left >= 0 else self._last_row(rows, row, head)
        if last <= row:
            return None
        self.sheet.block += 1
        headers = {cell.column + n: cell.text for cell in head for n in range(cell.width)}
        section = self.sheet.section
        return _Part(row, last, head[0].column, headers, self.sheet.block, section)

    def _is_head(self, headers: list[str]) -> bool:
        """Whether these are the headings of a table, not labels with their texts."""
        best = self._columns(headers)
        counted = known_columns(best) + sum(t.path == SEQUENCE for t in best.values())
        return known_columns(best) >= _LEAST_KNOWN and counted * 3 >= len(headers) * 2

    def _last_row(
        self, rows: dict[int, list[TableCell]], head: int, columns: list[TableCell]
    ) -> int:
        """The last row of a table across: the next has labels again, or other columns."""
        places = {cell.column for cell in columns}
        last = head
        for row, cells in rows.items():
            if row <= head:
                continue
            known = self.finder.is_heading(cells[0].text)
            label = known and (len(cells) < 3 or self.finder.is_heading(cells[2].text))
            if label or len(cells) < _LEAST_KNOWN or not {c.column for c in cells} <= places:
                break
            last = row
        return last

    def _part_cell(self, part: _Part, cell: TableCell, place: Place) -> None:
        self.sheet.put(place, cell)
        if cell.row == part.head:
            self.sheet.inner_heads.add(place)
        elif cell.text:
            header = part.headers.get(cell.column, "")
            row = cell.row - part.head - 1
            self.sheet.inner[place] = Inner(part.section, header, part.block, row)

    def _nested(self, table: Table) -> None:
        head = self.inner_head(table)
        if head is not None:
            self._inner(table, head)
        else:
            for line in rows_as_text(table):
                self.sheet.add(line, _ASIDE)

    def _label_columns(self, table: Table) -> set[int]:
        """Columns in which at least two known labels stand."""
        found: Counter[int] = Counter()
        for cells in by_row(table).values():
            found.update(cell.column for cell in cells if self.finder.is_heading(cell.text))
        return {column for column, number in found.items() if number >= _LEAST_KNOWN}


def _is_label(text: str) -> bool:
    bare = "".join(text.split())
    return 0 < len(bare) <= LONGEST_LABEL and not bare.isdecimal() and bare[-1] not in "。；"


def rows_as_text(table: Table) -> Iterator[str]:
    """Rows of a table that nobody knows, a line each; tables inside them follow."""
    for cells in by_row(table).values():
        yield "｜".join(" ".join(cell.text.split()) for cell in cells if cell.text)
        for cell in cells:
            for inner in cell.inner:
                yield from rows_as_text(inner)
