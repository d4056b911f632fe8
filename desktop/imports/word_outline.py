"""A document's blocks laid out as a sheet: headings in column A, their texts beside them.

What a guide says stands under numbered headings (一、设定依据), after labels (联系电话：……), in tables of
label and value, and in tables of materials and steps. All of it becomes one grid, so that a guide
is understood, shown and decided about like any other sheet.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.imports.grid import Aside, Grid, Inner
from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import column_targets
from desktop.imports.word_file import Paragraph, Table, WordFile
from desktop.imports.word_flow import COLON, Flow, parts_at
from desktop.imports.word_lines import Line, Lines
from desktop.imports.word_plan import Plan, plan_of
from desktop.imports.word_sheet import SHEET, Sheet, cells_at, meanings, merges_at
from desktop.imports.word_tables import TableSetter
from desktop.imports.word_titles import Titles
from forms.values import fold

__all__ = ["SHEET", "lay_out"]
_LEAST_KNOWN = 2


def lay_out(document: WordFile, finder: HeaderFinder) -> Grid:
    """The document as one sheet; a document of lists keeps its tables as they are."""
    builder = _Builder(document, finder)
    made = builder.lists() if builder.holds_lists() else builder.guide()
    besides = dict(document.besides)
    if builder.joined:
        besides["joined"] = builder.joined
    return replace(made, besides=besides)


class _Builder:
    """Lays out one document."""

    def __init__(self, document: WordFile, finder: HeaderFinder) -> None:
        self.finder = finder
        lines = Lines(finder)
        self.titles = Titles(finder.catalogue)
        flow = Flow(finder, lines, self.titles)
        self.blocks = flow.even(document.blocks)
        self.joined = flow.joined
        self.lines = {
            index: lines.line(block)
            for index, block in enumerate(self.blocks)
            if isinstance(block, Paragraph)
        }
        self.plan: Plan = plan_of(self.blocks, self.lines, self.titles)
        self.sheet = Sheet()
        self.tables = TableSetter(finder, self.sheet, lines, self.titles)
        #: Lines and asides over the first heading of an item.
        self.waiting: list[int] = []
        self.inner_row: dict[str, int] = {}

    # a document of lists

    def holds_lists(self) -> bool:
        """Whether its tables are lists of items rather than parts of a guide."""
        sections = {fold(line.label) for line in self.lines.values() if line.known}
        if len(sections) > _LEAST_KNOWN:
            return False
        tables = [block for block in self.blocks if isinstance(block, Table)]
        return any(self._is_list(table) or self.tables.is_matrix(table) for table in tables)

    def _is_list(self, table: Table) -> bool:
        grid = Grid("", cells_at(table, 1), merges_at(table, 1))
        heads = self.finder.tables(grid)
        if not heads or heads[0].last_row >= table.size[0]:
            return False
        headings = sum(column.target is not None for column in heads[0].columns.values())
        below = Table(tuple(cell for cell in table.cells if cell.row >= heads[0].last_row))
        return headings >= self.tables.labels_in(below)

    def lists(self) -> Grid:
        """Tables as they are, the paragraphs between them as headings across; asides at the end."""
        width = max(block.size[1] for block in self.blocks if isinstance(block, Table))
        for block in sorted(self.blocks, key=lambda block: isinstance(block, Aside)):
            if isinstance(block, Table):
                self.sheet.place(block)
            else:
                text = block.told if isinstance(block, Aside) else block.number + block.text
                row, _ = self.sheet.add(text, 1)
                self.sheet.merges.append((row, 1, row, max(3, width)))
        tables = [block for block in self.blocks if isinstance(block, Table)]
        rowwise = not any(self.tables.is_matrix(table) for table in tables)
        return Grid(SHEET, self.sheet.cells, tuple(self.sheet.merges), rowwise=rowwise)

    # a guide

    def guide(self) -> Grid:
        """Headings and labels in column A, texts beside them, inner tables below."""
        self.sheet.titled = bool(self.plan.titles or self.plan.items)
        for index, block in enumerate(self.blocks):
            if isinstance(block, Table):
                self._begin()
                self.tables.lay(block)
            elif isinstance(block, Aside):
                self._beside(index, block)
            else:
                self._paragraph(index, self.lines[index])
        self._begin()
        return self.sheet.grid()

    def _paragraph(self, index: int, line: Line) -> None:
        if index in self.plan.titles or index in self.plan.items:
            self.sheet.close()
            self.waiting.append(index)
        elif index in self.plan.closing:
            self._begin()
            self.sheet.close()
            self.sheet.add(line.text, 1)
        elif index in self.plan.asides:
            self._begin()
            self.sheet.add(line.text, 1)
        elif self._opens_section(index, line):
            self._begin()
            self._heading(line)
        elif self.sheet.section is None:
            self.waiting.append(index)
        else:
            self._content(line)

    def _beside(self, index: int, aside: Aside) -> None:
        if self.waiting:
            self.waiting.append(index)
        else:
            self.sheet.add_aside(aside)

    def _begin(self) -> None:
        """Write the lines over the first heading of an item, and find its name among them."""
        waiting, self.waiting = self.waiting, []
        lines = [self.lines[index].text for index in waiting if index in self.lines]
        if not lines:
            return
        first = self.sheet.row + 1
        for index in waiting:
            block = self.blocks[index]
            if isinstance(block, Aside):
                self.sheet.add_aside(block)
            else:
                self.sheet.add(self.lines[index].text, 1)
        items = [self.plan.items[index] for index in waiting if index in self.plan.items]
        name = items[-1] if items else self.titles.name_in(lines)
        if name:
            self.sheet.starts[first] = name

    def _opens_section(self, index: int, line: Line) -> bool:
        if not line.is_short:
            return False
        if index in self.plan.groups:
            return True
        styled = line.is_styled and not line.content and bool(self.sheet.section)
        if styled and line.rank <= self.sheet.rank:
            return True
        inside = bool(self.sheet.fields) and line.rank > self.sheet.rank
        if line.content and not line.known and inside:
            return False  # 咨询途径: （一）窗口咨询：……
        if line.manner in self.plan.manners:
            return line.known or bool(self.sheet.section) or not line.content
        if self._says_again(line) or (line.known and not line.content and line.is_styled):
            return True
        # A label inside a section of its own is part of the text.
        inside = self.sheet.firm and bool(self.sheet.fields)
        return line.known and (bool(line.content) or line.colon) and not inside

    def _says_again(self, line: Line) -> bool:
        """Whether a line names what the section is about once more (（一）申请材料目录)."""
        alone = line.known and not line.content and bool(self.sheet.section)
        return alone and not self.sheet.fields.isdisjoint(meanings(self.finder, line.label))

    def _heading(self, line: Line) -> None:
        place = self.sheet.add(line.label, 1)
        if line.content:
            self.sheet.cells[place[0], 2] = line.content
        # A bare label stands beside labels with their texts, not over them.
        firm = line.manner in self.plan.manners and not line.colon and line.manner != "plain"
        self.sheet.open(place, line.label, self.finder, firm=firm, rank=line.rank)
        self.sheet.block += 1
        self.inner_row = {}

    def _content(self, line: Line) -> None:
        """A line of the section's text, or labelled cells of its table (地址：…… 电话：……)."""
        if not (line.content and line.is_short and self._is_column(line.label)):
            self.sheet.add(line.text, 2)
            return
        for part in parts_at(line.rest, self._is_column):
            found = COLON.split(part, maxsplit=1)
            label, content = (found[0].strip(), found[1].strip()) if len(found) > 1 else (
                line.label, line.content)  # fmt: skip
            row = self.inner_row.get(fold(label), 0)
            self.inner_row[fold(label)] = row + 1
            place = self.sheet.add(content, 2)
            self.sheet.inner[place] = Inner(self.sheet.section, label, self.sheet.block, row)

    def _is_column(self, label: str) -> bool:
        """Whether a label names a column of the table that the section's heading means."""
        forms = self.finder.catalogue.forms
        fields = (forms[kind].fields.get(path) for kind, path in self.sheet.fields)
        return any(
            field is not None and label in column_targets(field, [label]) for field in fields
        )
