"""The cells of a sheet's XML that hold something, without an object for each of the others.

openpyxl reads a sheet into rows of cells, the empty ones too: a list of 5,000 merges has five times
as many of these as texts. Strings, styles and dates are taken from the workbook that it opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from openpyxl.utils.datetime import from_excel, from_ISO8601

from desktop.imports.grid import Place, place_of
from desktop.imports.xlsx_marks import percent, percent_styles
from desktop.imports.xlsx_xml import Words, listen, named

_ROW, _VALUE, _INLINE = named("row"), named("v"), named("is")
_NO_DATE = "#VALUE!"


class Cell(NamedTuple):
    """A cell that is not empty: its value as Python has it; ``fault`` for an Excel error."""

    place: Place
    value: object
    fault: bool = False


def cells_of(sheet: Any, xml: bytes) -> list[Cell]:
    """The non-empty cells of a worksheet of openpyxl, from its XML.

    ``ValueError``, ``LookupError`` or ``SyntaxError`` where it is damaged.
    """
    rows = _Rows(sheet.parent, vars(sheet)["_shared_strings"])
    listen(rows, xml)
    return rows.found


class _Rows:
    """Hears the rows of a sheet. ``level`` counts elements: 1 in a row, 2 in a cell, 3 in its value."""

    def __init__(self, book: Any, strings: list[str]) -> None:
        self.found: list[Cell] = []
        self.book = book
        self.percents = percent_styles(book)
        self.strings = strings
        self.level = self.row = self.column = 0
        self.cell: Mapping[str, str] = {}
        self.bare = True
        self.text: str | None = None
        self.inline: str | None = None
        self.words = Words()
        self.said = self.words.said

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        level = self.level
        if level > 2:
            self.words.start(tag)
        elif level == 2:
            self.bare = False
            self.words.heard.clear()
        elif level == 1:
            self.cell, self.bare, self.text, self.inline = attributes, True, None, None
        elif tag == _ROW:
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        else:
            return
        self.level = level + 1

    def end(self, tag: str) -> None:
        level = self.level
        if not level:
            return
        self.level = level - 1
        if level > 3:
            self.words.end()
        elif level == 3:
            if tag == _VALUE and self.text is None:
                self.text = "".join(self.words.heard)
            words = self.words.take()
            if tag == _INLINE and self.inline is None:
                self.inline = words
        elif level == 2:
            self._end_cell()

    def _end_cell(self) -> None:
        named = self.cell.get("r")
        if self.bare and named:
            return
        # One that does not say where it stands does right of the one before.
        place = place_of(named) if named else (self.row, self.column + 1)
        if place is None:
            raise ValueError(f"{named!r} is no cell")
        self.column = place[1]
        kind = self.cell.get("t", "n")
        if kind == "inlineStr":
            if self.inline is not None:
                self.found.append(Cell(place, self.inline))
        elif self.text:
            style = self.cell.get("s")
            if kind == "n" and style and int(style) in self.percents:
                self.found.append(Cell(place, percent(float(self.text))))
            else:
                self.found.append(_cell(place, kind, self.text, style, self.book, self.strings))


def _number(text: str | None, default: int) -> int:
    return default if text is None else int(float(text))


def _cell(
    place: Place, kind: str, text: str, style: str | None, book: Any, strings: list[str]
) -> Cell:
    if kind == "s":
        return Cell(place, strings[int(text)])
    if kind == "b":
        return Cell(place, bool(int(text)))
    if kind == "d":
        return Cell(place, from_ISO8601(text))  # type: ignore[no-untyped-call]
    if kind != "n":
        return Cell(place, text, kind == "e")
    value = int(text) if text.lstrip("-").isdecimal() else float(text)
    if style is None or int(style) not in vars(book)["_date_formats"]:
        return Cell(place, value)
    lasting = int(style) in vars(book)["_timedelta_formats"]
    try:
        return Cell(place, from_excel(value, book.epoch, timedelta=lasting))
    except (OverflowError, ValueError):
        return Cell(place, _NO_DATE, True)
