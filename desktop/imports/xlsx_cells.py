"""The cells of a sheet's XML that hold something, without an object for each of the others.

openpyxl reads a sheet into rows of cells, the empty ones too: a list of 5,000 merges has five times
as many of these as texts. Strings, styles and dates are taken from the workbook that it opened.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from desktop.imports.grid import Place, column_number
from desktop.imports.xlsx_strings import string_of

_ROW, _VALUE, _INLINE = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "v", "is"))
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_NO_DATE = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: its value as Python has it; ``fault`` for an Excel error."""

    place: Place
    value: object
    fault: bool = False


def cells_of(sheet: Any, xml: bytes) -> Iterator[Cell]:
    """The non-empty cells of a worksheet of openpyxl, from its XML.

    ``ValueError``, ``LookupError`` or ``SyntaxError`` where it is damaged.
    """
    book, strings = sheet.parent, vars(sheet)["_shared_strings"]
    row = 0
    for _, node in iterparse(io.BytesIO(xml)):
        if node.tag != _ROW:
            continue
        row = _number(node.get("r"), row + 1)
        column = 0
        for child in node:
            named = child.get("r")
            if len(child) == 0 and named:
                continue
            at, column = _place(named, row, column)
            kind = child.get("t", "n")
            text = child.findtext(_VALUE) if kind != "inlineStr" else None
            if text:
                yield _cell((at, column), kind, text, child.get("s"), book, strings)
            elif kind == "inlineStr" and (inline := child.find(_INLINE)) is not None:
                yield Cell((at, column), string_of(inline))
        node.clear()


def _number(text: str | None, default: int) -> int:
    return default if text is None else int(float(text))


def _place(named: str | None, row: int, before: int) -> tuple[int, int]:
    """Row and column of a cell; one that does not say stands right of the one ``before``."""
    if not named:
        return row, before + 1
    match = _PLACE.fullmatch(named)
    if match is None:
        raise ValueError(f"{named!r} is no cell")
    return int(match[2]), column_number(match[1].upper())


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
