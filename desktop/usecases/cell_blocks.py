"""Blocks of cells from Excel, WPS, Word or a web page, as rows of a sub-table; and back."""

from __future__ import annotations

import csv
import io
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
#: Columns that a pasted text cannot fill.
_NO_TEXT = ("table", "attachment", "ref")

Block = list[list[str]]


@dataclass(frozen=True)
class Pasted:
    """Rows made of a block. ``by_heading``: its first line named the columns. ``passed_over`` are
    headings that no column is called by, with something in their cells.
    """

    rows: tuple[Mapping[str, Value], ...]
    by_heading: bool
    passed_over: tuple[str, ...] = ()


def read_block(text: str, html: str = "") -> Block:
    """The cells of what lies on the clipboard. A table in ``html`` wins: there a cell may hold
    several lines. Of plain text tabs part the cells, as Excel writes them; [] when it is no block.
    """
    if "<table" in html.lower():
        found = _from_html(html)
        if found:
            return found[:_MOST_ROWS]
    if "\t" not in text:
        lines = text.strip("\r\n").splitlines()
        return [[line.strip()] for line in lines][:_MOST_ROWS] if len(lines) > 1 else []
    rows = csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter="\t")
    return [[_tidy(cell) for cell in row] for row in rows][:_MOST_ROWS]


def as_rows(block: Block, columns: Sequence[Field], first: int = 0) -> Pasted:
    """A block as rows: by heading when its first line names columns, else from the column number
    ``first`` on. A cell that is not understood stays the text it is.
    """
    headings = _headings(block[0], columns) if block else {}
    if headings:
        named = [cell for at, cell in enumerate(block[0]) if at not in headings and cell]
        lost = [
            heading for at, heading in enumerate(block[0])
            if heading in named and fold(heading) not in _SEQUENCE
            and any(at < len(line) and line[at] for line in block[1:])
        ]  # fmt: skip
        body, places = block[1:], headings
    else:
        fitting = [column for column in columns[first:] if column.type not in _NO_TEXT]
        skipped = int(_is_numbering(block) and bool(fitting) and fitting[0].type != "integer")
        lost, body = [], block
        places = {at + skipped: column for at, column in enumerate(fitting)}
    rows = [_row(line, places) for line in body]
    return Pasted(tuple(row for row in rows if row), bool(headings), tuple(lost))


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
    if not text.strip():
        return None
    try:
        return field_types.parse(text, column)
    except field_types.ParseError:
        return text.strip()


def _headings(line: Sequence[str], columns: Sequence[Field]) -> dict[int, Field]:
    """Place in the line → column, when most of the line are names of columns."""
    by_name: dict[str, Field] = {}
    for column in columns:
        if column.type not in _NO_TEXT:
            for name in (column.label, *column.headers):
                by_name.setdefault(_name(name), column)
    found: dict[int, Field] = {}
    for at, cell in enumerate(line):
        column_of = by_name.get(_name(cell))
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
    return fold(heading).rstrip("*")


def _row(line: Sequence[str], places: Mapping[int, Field]) -> dict[str, Value]:
    row = {
        column.id: read_cell(line[at], column) for at, column in places.items() if at < len(line)
    }
    return {name: value for name, value in row.items() if not is_blank(value)}


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Rows, cells, and line breaks in cells."""
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        if self._depth > 1:  # a table in a cell: its words are the cell's
            if self._cell and tag in ("tr", "td", "th"):
                self._cell.append("\n" if tag == "tr" else " ")
        elif tag == "tr":
            self._close()
            self.lines.append([])
            self._fill_merged()
        elif tag in ("td", "th") and self.lines:
            self._close()
            told = {name: value or "" for name, value in attrs}
            self._cell = []
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


def _number(text: str) -> int:
    return min(int(text), 100) if text.isdecimal() and int(text) > 0 else 1


def _from_html(html: str) -> Block:
    reader = _Tables()
    reader.feed(tamed(html))
    reader.close()
    return [line for line in reader.lines if any(line)]
