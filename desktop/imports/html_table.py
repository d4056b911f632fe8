"""Tables of an HTML page: some platforms serve them under the name .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from desktop.imports.grid import Grid, Place, Range, non_blank
from forms.values.page_text import tamed, unwrapped

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
#: So many places cells of one table may take by their spans.
_MOST_SPANNED = 300_000


class _Tables(HTMLParser):
    """Collects cells of every outermost table with their row and column spans."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[dict[Place, str], list[Range]]] = []
        #: Hidden rows and columns of each.
        self.hidden: list[tuple[set[int], set[int]]] = []
        self._depth = self._columns = 0
        self._row = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._taken: set[Place] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(({}, []))
                self.hidden.append((set(), set()))
                self._row, self._taken, self._columns = 0, set(), 0
        elif tag == "col" and self._depth == 1:
            self._add_column(dict(attrs))
        elif tag == "tr" and self._depth == 1:
            self._close_cell()
            self._row += 1
            if _HIDDEN.search(dict(attrs).get("style") or ""):
                self.hidden[-1][0].add(self._row)
        elif tag in ("td", "th") and self._depth == 1:
            self._close_cell()
            given = dict(attrs)
            self._span = (_number(given.get("rowspan")), _number(given.get("colspan")))
            self._text = []
        elif tag in ("br", "p", "div", "li") and self._text:
            self._text.append("\n")

    def _add_column(self, given: dict[str, str | None]) -> None:
        """A column of Excel, which may be hidden."""
        first = self._columns + 1
        self._columns += _number(given.get("span"))
        if _HIDDEN.search(given.get("style") or "") or given.get("width") == "0":
            self.hidden[-1][1].update(range(first, self._columns + 1))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._close_cell()
            self._depth -= 1
        elif tag in ("td", "th") and self._depth == 1:
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(unwrapped(data))

    def _close_cell(self) -> None:
        if self._text is None or not self.tables:
            return
        row, column = max(self._row, 1), 1
        while (row, column) in self._taken:
            column += 1
        rows, columns = self._span
        if rows * columns > _MOST_SPANNED - len(self._taken):
            rows, columns = 1, 1  # no table of an office; filled in it would take all memory
        self._taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
        cells, merges = self.tables[-1]
        lines = (line.strip(" ") for line in "".join(self._text).split("\n"))
        cells[row, column] = "\n".join(line for line in lines if line)
        if rows > 1 or columns > 1:
            merges.append((row, column, row + rows - 1, column + columns - 1))
        self._text = None


def _number(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdecimal() and int(text) else 1


def html_grids(text: str) -> list[Grid]:
    """One grid per outermost table of the page."""
    parser = _Tables()
    parser.feed(tamed(text))
    parser.close()
    return [
        Grid(
            f"表{number}", non_blank(cells.items()), tuple(merges),
            hidden_rows=frozenset(rows), hidden_columns=frozenset(columns),
        )
        for number, ((cells, merges), (rows, columns)) in enumerate(
            zip(parser.tables, parser.hidden, strict=True), start=1
        )
    ]  # fmt: skip
