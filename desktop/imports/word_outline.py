"""A document's blocks laid out as a sheet: headings in column A, their texts beside them.

What a guide says stands under numbered headings (一、设定依据), after labels (联系电话：……), in tables of
label and value, and in tables of materials and steps. All of it becomes one grid, so that a guide
is understood, shown and decided about like any other sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from desktop.imports.grid import Grid, Inner, Outline, Place, Range
from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import column_targets, known_columns, table_of
from desktop.imports.word_file import Paragraph, Table, TableCell, WordFile
from forms.values import fold, normalise_spaces

SHEET = "正文"
_NUMBERINGS = (
    ("章", re.compile(r"\s*第[一二三四五六七八九十]{1,3}[章部][分]?\s*")),
    ("一、", re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]\s*")),
    ("（一）", re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]\s*[、.．]?\s*")),
    ("1.1", re.compile(r"\s*\d{1,2}[.．]\d{1,2}\s*[、.．]?\s*(?=\D)")),
    ("1.", re.compile(r"\s*\d{1,2}\s*[、.．]\s*(?=\D)")),
    ("1 ", re.compile(r"\s*\d{1,2}[ \t\u3000]+(?=[\u4e00-\u9fff])")),
    ("（1）", re.compile(r"\s*[（(]\d{1,2}[）)]\s*[、.．]?\s*")),
    ("●", re.compile(r"\s*[●◆■★▲•]\s*")),
    ("【】", re.compile(r"\s*(?=【[^】\n]{2,20}】)")),
)
_LABELLED = re.compile(r"【?([^：:\n\t】]{2,24}?)】?\s*(?:[：:]|\t|(?<=】))\s*(.*)", re.DOTALL)
_TITLE = re.compile(
    r"(.{2,60}?)[（(]?(?:政务|行政审批|审批|公共)?(?:服务|办事|办理|审批)指南[）)]?"
)
_ONLY_TITLE = re.compile(
    r"(?:政务|行政审批|审批|公共)?(?:服务|办事|办理|审批)指南(?:[（(].{1,8}[）)])?"
)
_NO_NAME = re.compile(
    r"附件|附录|目录|编号|.{0,12}[年]\d{1,2}月|[一-鿿]{2,20}(?:局|委员会|政府|厅|中心)$"
)
_BRACKETED = re.compile(r"(?:^|(?<=[\s。；;，,]))【[^】\n]{2,20}】")
_LONGEST_LABEL = 24
_LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph taken apart: how it is set and numbered, its label, what follows the label."""

    text: str
    manner: str
    label: str
    content: str
    known: bool

    @property
    def is_short(self) -> bool:
        return len(self.label) <= _LONGEST_LABEL and self.label[-1:] not in "。；;，,"


def lay_out(document: WordFile, finder: HeaderFinder) -> Grid:
    """The document as one sheet; a document of lists keeps its tables as they are."""
    builder = _Builder(document, finder)
    return builder.lists() if builder.holds_lists() else builder.guide()


@dataclass
class _Sheet:
    """The grid while it grows downwards."""

    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    headings: set[Place] = field(default_factory=set)
    inner: dict[Place, Inner] = field(default_factory=dict)
    inner_heads: set[Place] = field(default_factory=set)
    starts: dict[int, str] = field(default_factory=dict)
    row: int = 0

    def add(self, text: str, column: int) -> Place:
        """A new row with one cell."""
        self.row += 1
        self.cells[self.row, column] = text
        return self.row, column

    def grid(self, document: WordFile) -> Grid:
        outline = Outline(
            frozenset(self.headings), self.inner, frozenset(self.inner_heads), self.starts,
            document.pictures,
        )  # fmt: skip
        return Grid(SHEET, self.cells, tuple(self.merges), outline=outline)


class _Builder:
    """Lays out one document."""

    def __init__(self, document: WordFile, finder: HeaderFinder) -> None:
        self.finder = finder
        self.document = document
        self.blocks = tuple(part for block in document.blocks for part in _labels_apart(block))
        self.lines = {
            index: self._line(block)
            for index, block in enumerate(self.blocks)
            if isinstance(block, Paragraph)
        }
        self.manners = self._heading_manners()
        self.sheet = _Sheet()
        self.section: Place | None = None
        self.fields: set[tuple[str, str]] = set()
        #: Whether the section's heading is one of the document's own, not a mere label.
        self.firm = False
        self.block = 0
        self.inner_row: dict[str, int] = {}

    def _line(self, paragraph: Paragraph) -> _Line:
        text = paragraph.text.strip()
        numbering, rest = "", text
        for name, pattern in _NUMBERINGS:
            match = pattern.match(text)
            if match:
                numbering, rest = name, text[match.end() :]
                break
        match = _LABELLED.fullmatch(rest)
        label, content = (match[1].strip(), match[2].strip()) if match else (rest, "")
        known = len(label) <= 3 * _LONGEST_LABEL and self.finder.is_heading(label)
        if not known and match and self.finder.is_heading(rest.strip("【】")):
            label, content, known = rest.strip("【】"), "", True
        manner = paragraph.manner if paragraph.manner not in ("", "bold") else numbering
        plain = "plain" if known and not content else ""
        return _Line(text, manner or paragraph.manner or plain, label, content, known)

    def _heading_manners(self) -> frozenset[str]:
        """The manners in which this document sets its headings: most of their lines are known."""
        every: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for line in self.lines.values():
            if line.manner and line.is_short:
                every[line.manner] += 1
                known[line.manner] += line.known
        return frozenset(
            manner
            for manner, number in known.items()
            if number >= _LEAST_KNOWN and number * 5 >= every[manner] * 2
        )

    # a document of lists

    def holds_lists(self) -> bool:
        """Whether its tables are lists of items rather than parts of a guide."""
        sections = {fold(line.label) for line in self.lines.values() if line.known}
        if len(sections) > _LEAST_KNOWN:
            return False
        return any(self._is_list(block) for block in self.blocks if isinstance(block, Table))

    def _is_list(self, table: Table) -> bool:
        grid = Grid("", _cells_at(table, 1), _merges_at(table, 1))
        heads = self.finder.tables(grid)
        if not heads or heads[0].last_row >= table.size[0]:
            return False
        headings = sum(column.target is not None for column in heads[0].columns.values())
        return headings >= self._labels_in(table)

    def lists(self) -> Grid:
        """Tables as they are, the paragraphs between them as headings across."""
        width = max(block.size[1] for block in self.blocks if isinstance(block, Table))
        for block in self.blocks:
            if isinstance(block, Table):
                self._place(block)
            else:
                row, _ = self.sheet.add(block.text, 1)
                self.sheet.merges.append((row, 1, row, max(3, width)))
        return Grid(SHEET, self.sheet.cells, tuple(self.sheet.merges))

    def _place(self, table: Table) -> int:
        """Put a table's cells below what is there; returns the row before its first."""
        top = self.sheet.row
        self.sheet.cells.update(_cells_at(table, top + 1))
        self.sheet.merges += _merges_at(table, top + 1)
        self.sheet.row += table.size[0]
        return top

    # a guide

    def guide(self) -> Grid:
        """Headings and labels in column A, texts beside them, inner tables below."""
        waiting: list[int] = []
        for index, block in enumerate(self.blocks):
            if isinstance(block, Table):
                waiting = self._begin(waiting)
                self._table(block)
            elif self._opens_section(self.lines[index]):
                waiting = self._begin(waiting)
                self._heading(self.lines[index])
            elif self._is_title(block.text) or self.section is None:
                if self._is_title(block.text):
                    self.section, self.firm = None, False
                waiting.append(index)
            else:
                self._content(self.lines[index])
        self._begin(waiting)
        return self.sheet.grid(self.document)

    def _is_title(self, text: str) -> bool:
        bare = "".join(text.split())
        return bool(_TITLE.fullmatch(bare) or _ONLY_TITLE.fullmatch(bare))

    def _begin(self, waiting: list[int]) -> list[int]:
        """Write the lines over the first heading of an item, and find its name among them."""
        lines = [self.lines[index].text for index in waiting]
        if lines:
            first = self.sheet.row + 1
            for text in lines:
                self.sheet.add(text, 1)
            name = _name_in(lines)
            if name:
                self.sheet.starts[first] = name
        return []

    def _opens_section(self, line: _Line) -> bool:
        if not line.is_short:
            return False
        if line.manner in self.manners:
            return line.known or bool(self.section) or not line.content
        # A label inside a section of its own is part of the text.
        inside = self.firm and bool(self.fields)
        return line.known and bool(line.content) and not inside

    def _heading(self, line: _Line) -> None:
        place = self.sheet.add(line.label, 1)
        self.sheet.headings.add(place)
        if line.content:
            self.sheet.cells[place[0], 2] = line.content
        self.section, self.firm = place, line.manner in self.manners
        self.fields = self._fields(line.label)
        self.block += 1
        self.inner_row = {}

    def _fields(self, label: str) -> set[tuple[str, str]]:
        return {
            (kind, target.path)
            for kind, headers in self.finder.headers.items()
            for target in headers.find(label, "")
        }

    def _content(self, line: _Line) -> None:
        """A line of the section's text, or a labelled cell of its table (地址：……)."""
        if line.content and line.is_short and self._is_column(line.label):
            row = self.inner_row.get(fold(line.label), 0)
            self.inner_row[fold(line.label)] = row + 1
            place = self.sheet.add(line.content, 2)
            self.sheet.inner[place] = Inner(self.section, line.label, self.block, row)
        else:
            self.sheet.add(line.text, 2)

    def _is_column(self, label: str) -> bool:
        """Whether a label names a column of the table that the section's heading means."""
        forms = self.finder.catalogue.forms
        fields = (forms[kind].fields.get(path) for kind, path in self.fields)
        return any(
            field is not None and label in column_targets(field, [label]) for field in fields
        )

    def _table(self, table: Table) -> None:
        head = self._inner_head(table)
        if head is not None:
            self._inner(table, head, self.section)
        elif self._labels_in(table):
            self._labels(table)
        else:
            for line in _rows_as_text(table):
                self.sheet.add(line, 1 if self.section is None else 2)

    def _labels_in(self, table: Table) -> int:
        """How many cells are known labels with something to their right."""
        rows = _by_row(table)
        return sum(
            self.finder.is_heading(cell.text)
            for cells in rows.values()
            for cell in cells[:-1]
        ) + sum(
            self.finder.is_heading(cells[-1].text) and bool(cells[-1].inner)
            for cells in rows.values()
        )  # fmt: skip

    def _inner_head(self, table: Table) -> int | None:
        """The row of a table's headings when it is one of materials, steps or the like."""
        rows = _by_row(table)
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
        forms = self.finder.catalogue.forms
        asked = {(kind, path) for kind, path in self.fields if path in forms[kind].fields}
        asked |= {(form.kind, "") for form in self.finder.bases}
        counts = (known_columns(table_of(forms[kind], headers, path)) for kind, path in asked)
        best = max(counts, default=0)
        return best if best >= _LEAST_KNOWN or len(headers) <= 3 else 0

    def _inner(self, table: Table, head: int, section: Place | None) -> None:
        """A table of rows: each cell under the heading of its column."""
        top = self._place(table)
        self.block += 1
        headers: dict[int, str] = {}
        for cell in table.cells:
            place = (top + 1 + cell.row, cell.column + 1)
            if cell.row <= head:
                self.sheet.inner_heads.add(place)
                if cell.row == head:
                    headers |= {cell.column + n: cell.text for n in range(cell.width)}
                continue
            header = headers.get(cell.column, "")
            self.sheet.inner[place] = Inner(section, header, self.block, cell.row - head - 1)

    def _labels(self, table: Table) -> None:
        """A table of label and value, several to a row; tables inside a value come below it."""
        top = self.sheet.row
        extra = 0
        usual = self._label_columns(table)
        for row, cells in _by_row(table).items():
            at = top + 1 + row + extra
            self.sheet.row = max(self.sheet.row, at)
            for number, cell in enumerate(cells):
                place = (at, cell.column + 1)
                self._put_cell(place, cell)
                after = number + 1 < len(cells) or cell.inner
                known = self.finder.is_heading(cell.text)
                if after and (known or (cell.column in usual and _is_label(cell.text))):
                    self.sheet.headings.add(place)
                    self.section, self.firm = place, False
                    self.fields = self._fields(cell.text)
                for inner in cell.inner:
                    before = self.sheet.row
                    self._nested(inner)
                    extra += self.sheet.row - before
        self.sheet.row = max(self.sheet.row, top + table.size[0] + extra)

    def _put_cell(self, place: Place, cell: TableCell) -> None:
        if cell.text:
            self.sheet.cells[place] = cell.text
        if cell.width > 1 or cell.height > 1:
            row, column = place
            self.sheet.merges.append(
                (row, column, row + cell.height - 1, column + cell.width - 1)
            )  # fmt: skip

    def _nested(self, table: Table) -> None:
        head = self._inner_head(table)
        if head is not None:
            self._inner(table, head, self.section)
        else:
            for line in _rows_as_text(table):
                self.sheet.add(line, 50)

    def _label_columns(self, table: Table) -> set[int]:
        """Columns in which at least two known labels stand."""
        found: Counter[int] = Counter()
        for cells in _by_row(table).values():
            found.update(cell.column for cell in cells if self.finder.is_heading(cell.text))
        return {column for column, number in found.items() if number >= _LEAST_KNOWN}


def _labels_apart(block: Paragraph | Table) -> Iterator[Paragraph | Table]:
    """A line with several labels in brackets (【电话】…… 【地址】……) is as many lines."""
    if isinstance(block, Table) or block.text.count("【") < _LEAST_KNOWN:
        yield block
        return
    marks = [mark.start() for mark in _BRACKETED.finditer(block.text)]
    if len(marks) < _LEAST_KNOWN or block.text[: marks[0]].strip():
        yield block
        return
    for start, end in pairwise([*marks, len(block.text)]):
        yield replace(block, text=block.text[start:end].strip())


def _is_label(text: str) -> bool:
    bare = "".join(text.split())
    return 0 < len(bare) <= _LONGEST_LABEL and not bare.isdecimal() and bare[-1] not in "。；"


def _name_in(lines: Iterable[str]) -> str:
    """The name of the item that a guide is about, from the lines of its title."""
    bare = ["".join(normalise_spaces(line).split()) for line in lines]
    for number, line in enumerate(bare):
        match = _TITLE.fullmatch(line)
        if match and not _ONLY_TITLE.fullmatch(line):
            return match[1].strip('“”《》"（(')
        if _ONLY_TITLE.fullmatch(line):
            around = [*reversed(bare[:number]), *bare[number + 1 :]]
            return next((other.strip('“”《》"') for other in around if _may_name(other)), "")
    return next((line for line in bare if _may_name(line)), "")


def _may_name(line: str) -> bool:
    return 2 <= len(line) <= 60 and not _NO_NAME.match(line) and line[-1] not in "。：:；"


def _by_row(table: Table) -> dict[int, list[TableCell]]:
    rows: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


def _cells_at(table: Table, top: int) -> dict[Place, str]:
    return {(top + c.row, c.column + 1): c.text for c in table.cells if c.text.strip()}


def _merges_at(table: Table, top: int) -> tuple[Range, ...]:
    return tuple(
        (top + c.row, c.column + 1, top + c.row + c.height - 1, c.column + c.width)
        for c in table.cells if c.width > 1 or c.height > 1
    )  # fmt: skip


def _rows_as_text(table: Table) -> Iterator[str]:
    """Rows of a table that nobody knows, a line each; tables inside them follow."""
    for cells in _by_row(table).values():
        yield "｜".join(" ".join(cell.text.split()) for cell in cells if cell.text)
        for cell in cells:
            for inner in cell.inner:
                yield from _rows_as_text(inner)
