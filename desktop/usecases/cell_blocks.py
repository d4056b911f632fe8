"""Blocks of cells from Excel, WPS, Word or a web page, as rows of a sub-table; and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from forms import field_types
from forms.model import Field, Value
from forms.record import is_blank
from forms.values import fold
from forms.values.page_text import tamed, unwrapped

_SEQUENCE = {"序号", "编号", "no", "no.", "行号"}
_MOST_ROWS = 5000
#: Lines of a title that may stand above the headings.
_MOST_TITLES = 4
_NOTES = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]|[*＊]")
#: A number with the word that counts: 2份.
_COUNTED = re.compile(r"(\d{1,6})(?:份|次|页|个|张|套|件|项)")
#: A cell of Excel has at most 32,767 signs.
_CELL = re.compile(r'"((?:[^"]|""){0,32767})"(?=\t|\n|\Z)|([^\t\n]*)')
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
#: Columns that a pasted text cannot fill.
_NO_TEXT = ("table", "attachment", "ref")

Block = list[list[str]]


@dataclass(frozen=True)
class Pasted:
    """Rows made of a block. ``by_heading``: one of its first lines named the columns. ``passed_over``
    are headings that no column is called by, with something in their cells; ``surplus`` counts
    filled columns to the right of the last one here.
    """

    rows: tuple[Mapping[str, Value], ...]
    by_heading: bool
    passed_over: tuple[str, ...] = ()
    surplus: int = 0


def read_block(text: str, html: str = "") -> Block:
    """The cells of what lies on the clipboard. A table in ``html`` wins: there a cell may hold
    several lines. Of plain text tabs part the cells, as Excel writes them; [] when it is no block.
    """
    if "<table" in html.lower():
        found = _from_html(html)
        if found:
            return found[:_MOST_ROWS]
    if "\t" not in text:
        # Read late, here and below: a form brings this module, and paste is the only need of it.
        from desktop.imports.tidy import numbered

        lines = [line.strip() for line in text.strip("\r\n").splitlines()]
        entries = numbered("\n".join(lines))
        lines = entries if len(entries) == len(lines) else lines
        return [[line] for line in lines][:_MOST_ROWS] if len(lines) > 1 else []
    return parted(text)[:_MOST_ROWS]


def parted(text: str) -> Block:
    """Lines of cells parted by tabs, as spreadsheets write them: a cell in quotation marks may have
    lines of its own. Marks that only stand in a text (as pages and chats give it) stay.
    """
    bare = text.strip("\r\n").replace("\r\n", "\n").replace("\r", "\n")
    rows: Block = [[]]
    place = 0
    while place <= len(bare):
        cell = _CELL.match(bare, place)
        assert cell is not None  # the second way takes anything
        quoted = cell[1]
        rows[-1].append((quoted.replace('""', '"') if quoted is not None else cell[2]).strip())
        place = cell.end()
        if bare[place : place + 1] == "\n":
            rows.append([])
        place += 1
    return rows


def as_rows(block: Block, columns: Sequence[Field], first: int = 0) -> Pasted:
    """A block as rows: by heading when one of its first lines names columns, else from the column
    number ``first`` on. A cell that is not understood stays the text it is.
    """
    depth, headings = _found_headings(block, columns)
    surplus = 0
    if headings:
        names, body = _names_of(block[:depth]), block[depth:]
        lost = [
            names[at] for at in range(len(names))
            if at not in headings and names[at] and fold(names[at]) not in _SEQUENCE
            and any(at < len(line) and line[at] for line in body)
        ]  # fmt: skip
        places = headings
    else:
        fitting = [column for column in columns[first:] if column.type not in _NO_TEXT]
        skipped = int(_is_numbering(block) and bool(fitting) and fitting[0].type != "integer")
        lost, body = [], block
        places = {at + skipped: column for at, column in enumerate(fitting)}
        wide = max((len(line) for line in block), default=0)
        beyond = range(len(fitting) + skipped, wide)
        surplus = sum(any(at < len(line) and line[at] for line in block) for at in beyond)
    rows = [_row(line, places) for line in body]
    return Pasted(tuple(row for row in rows if row), bool(headings), tuple(lost), surplus)


def _found_headings(block: Block, columns: Sequence[Field]) -> tuple[int, dict[int, Field]]:
    """How many lines stand above the rows, and the column of each place; titles may come first."""
    for number in range(min(_MOST_TITLES, len(block))):
        for depth in (number + 2, number + 1):
            if depth > len(block) or (depth > number + 1 and not _is_second(block, number)):
                continue
            found = _headings(_names_of(block[number:depth]), columns)
            if found:
                return depth, found
        if sum(map(bool, block[number])) > 1:
            break
    return 0, {}


def _is_second(block: Block, number: int) -> bool:
    """Whether the next line has headings under those of a line: some repeated, some only there."""
    upper, lower = block[number], block[number + 1]
    both = list(zip(upper, lower, strict=False))
    return any(a and a == b for a, b in both) and any(b and not a for a, b in both)


def _names_of(lines: Block) -> list[str]:
    """The headings of the columns; of two lines (份数 over 原件) both together."""
    if len(lines) != 2 or not _is_second(lines, 0):
        return list(lines[-1]) if lines else []
    upper, lower = lines
    names, group = [], ""
    for at in range(max(len(upper), len(lower))):
        above = upper[at] if at < len(upper) else ""
        below = lower[at] if at < len(lower) else ""
        group = above or group
        names.append(below if below == group or not below else f"{below}{group}")
        if not below:
            names[-1] = above
    return names


def as_text(
    rows: Sequence[Mapping[str, Value]], columns: Sequence[Field], *, headings: bool
) -> str:
    """Rows for the clipboard, as Excel takes them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    if headings:
        writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([field_types.show(row.get(column.id), column) for column in columns])
    return buffer.getvalue().removesuffix("\n")


def read_cell(text: str, column: Field) -> Value:
    """What a text means in a column; what is not understood stays text, a blank one is None."""
    word = text.strip()
    if not word:
        return None
    if column.type == "date":
        from desktop.imports.tidy import serial_date

        if day := serial_date(word):
            return day
    if column.type == "integer" and (counted := _COUNTED.fullmatch(fold(word))):
        word = counted[1]
    if column.type == "boolean" and fold(word) in ("√", "✓", "✔", "■", "☑"):
        word = "是"
    try:
        return field_types.parse(word, column)
    except field_types.ParseError:
        return text.strip()


def _headings(line: Sequence[str], columns: Sequence[Field]) -> dict[int, Field]:
    """Place in the line → column, when most of the line are names of columns."""
    by_name: dict[str, Field] = {}
    fitting = [column for column in columns if column.type not in _NO_TEXT]
    for names in (lambda c: (c.label, *c.headers), lambda c: c.aliases):
        for column in fitting:
            for name in names(column):
                by_name.setdefault(_name(name), column)
    found: dict[int, Field] = {}
    for at, cell in enumerate(line):
        spellings = dict.fromkeys((_name(cell), _name(_NOTES.sub("", cell))))
        column_of = next((by_name[word] for word in spellings if word in by_name), None)
        if column_of is not None and column_of not in found.values():
            found[at] = column_of
    filled = sum(bool(cell) and fold(cell) not in _SEQUENCE for cell in line)
    return found if found and 2 * len(found) >= filled else {}


def _is_numbering(block: Block) -> bool:
    """Whether the first column only counts the lines: 1, 2, 3 …"""
    first = [line[0].rstrip(".、") if line else "" for line in block]
    wide = max((len(line) for line in block), default=0) > 1
    return wide and len(first) > 1 and first == [str(n) for n in range(1, len(first) + 1)]


def _name(heading: str) -> str:
    return fold(heading).strip("*:：")


def _row(line: Sequence[str], places: Mapping[int, Field]) -> dict[str, Value]:
    row = {
        column.id: read_cell(line[at], column) for at, column in places.items() if at < len(line)
    }
    return {name: value for name, value in row.items() if not is_blank(value)}


class _Tables(HTMLParser):
    """The first table of a page as lines of cells. What is merged over several lines is said in each
    of them, what is merged over several columns in the first.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: Block = []
        self._cell: list[str] | None = None
        self._span = 1
        self._rows = 1
        self._below: dict[int, tuple[int, str]] = {}
        self._depth = 0
        self._done = False
        self._number = ""
        self._columns: list[bool] = []
        self._hidden_rows: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Rows, cells, and line breaks in cells."""
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        if self._depth > 1:  # a table in a cell: its words are the cell's
            if self._cell and tag in ("tr", "td", "th"):
                self._cell.append("\n" if tag == "tr" else " ")
        elif tag == "col":
            told = {name: value or "" for name, value in attrs}
            is_hidden = bool(_HIDDEN.search(told.get("style", ""))) or told.get("width") == "0"
            self._columns += [is_hidden] * _number(told.get("span", ""))
        elif tag == "tr":
            self._close()
            if _HIDDEN.search(dict(attrs).get("style") or ""):
                self._hidden_rows.add(len(self.lines))
            self.lines.append([])
            self._fill_merged()
        elif tag in ("td", "th") and self.lines:
            self._close()
            told = {name: value or "" for name, value in attrs}
            self._cell = []
            self._number = told.get("x:num", "")
            self._span = _number(told.get("colspan", ""))
            self._rows = _number(told.get("rowspan", ""))
        elif tag in ("br", "p", "div", "li") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A cell is complete."""
        if self._done:
            return
        if tag == "table":
            self._depth -= 1
            if self._depth < 1:
                self._close()
                self._done = True
        elif tag in ("td", "th", "tr") and self._depth < 2:
            self._close()

    def handle_data(self, data: str) -> None:
        """Text of a cell; how the source was wrapped says nothing."""
        if self._cell is not None and not self._done:
            self._cell.append(unwrapped(data))

    def _close(self) -> None:
        """Put the cell into its line; pages may leave its end out."""
        if self._cell is None:
            return
        lines = (" ".join(part.split()) for part in "".join(self._cell).split("\n"))
        text = "\n".join(line for line in lines if line)
        if text and not text.strip("#"):  # Excel writes ### where a column is too narrow
            text = self._number or text
        at = len(self.lines[-1])
        cells = [text, *[""] * (self._span - 1)]
        if self._rows > 1:
            self._below |= {at + n: (self._rows - 1, cell) for n, cell in enumerate(cells)}
        self.lines[-1] += cells
        self._cell = None
        self._fill_merged()

    def _fill_merged(self) -> None:
        """Say again what a cell from above says that reaches into the line."""
        line = self.lines[-1]
        while self._below.get(len(line), (0, ""))[0] > 0:
            left, text = self._below[len(line)]
            self._below[len(line)] = (left - 1, text)
            line.append(text)

    def seen(self) -> Block:
        """The lines and columns that are not hidden."""
        shown = [line for at, line in enumerate(self.lines) if at not in self._hidden_rows]
        hidden = {at for at, is_hidden in enumerate(self._columns) if is_hidden}
        return [[cell for at, cell in enumerate(line) if at not in hidden] for line in shown]

    @property
    def hides(self) -> bool:
        """Whether a line or column of the table is hidden."""
        return bool(self._hidden_rows) or any(self._columns)


def _number(text: str) -> int:
    return min(int(text), 100) if text.isdecimal() and int(text) > 0 else 1


def _from_html(html: str) -> Block:
    return [line for line in _read(html).seen() if any(line)]


def hides_cells(html: str) -> bool:
    """Whether a copied table has hidden lines or columns, which are not pasted."""
    return "<table" in html.lower() and _read(html).hides


def _read(html: str) -> _Tables:
    reader = _Tables()
    reader.feed(tamed(html))
    reader.close()
    return reader
