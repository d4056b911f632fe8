"""What hangs on the cells of a workbook besides their texts: words crossed out, comments, percents.

Looked for only where the file has any of it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desktop.imports.grid import Place, column_number, place_of
from desktop.imports.xml_file import safe_parser

_CELL = re.compile(
    rb'<c\b(?=[^>]*\br="([A-Z]{1,3})([1-9]\d{0,6})")(?=(?:[^>]*\bs="(\d+)")?)'
    rb'(?=(?:[^>]*\bt="(\w+)")?)[^>]*[^/]>(?:<v>(\d+)</v>)?'
)
_STRIKE = re.compile(rb"<(?:\w+:)?strike\b(?![^>]*val=\"(?:0|false)\")")
_PERCENTS = (9, 10)
_CUSTOM = 164
#: Longer comments are whole documents; the report shows their beginning.
LONGEST_COMMENT = 200


def percent_styles(book: Any) -> frozenset[int]:
    """The styles of a book by openpyxl whose numbers are shown as percents."""
    custom = list(vars(book)["_number_formats"])

    def shows(number: int) -> bool:
        at = number - _CUSTOM
        return number in _PERCENTS or (0 <= at < len(custom) and "%" in custom[at])

    styles = enumerate(vars(book)["_cell_styles"])
    return frozenset(index for index, style in styles if shows(style.numFmtId))


def percent(value: float) -> str:
    """A share as it is shown: 0.2 → 20%."""
    return f"{round(value * 100, 8):g}%"


class Struck:
    """What a workbook says once for all its sheets about words that are crossed out."""

    def __init__(self, archive: zipfile.ZipFile, book: Any) -> None:
        self.strings = _struck_strings(archive)
        self.styles = _struck_styles(book)

    def of(self, xml: bytes, cells: Mapping[Place, str]) -> dict[Place, str]:
        """The words that are crossed out in the cells of a sheet."""
        found: dict[Place, str] = {}
        for match in _CELL.finditer(xml) if self.strings or self.styles else ():
            place = (int(match[2]), column_number(match[1].decode("ascii")))
            if place not in cells:
                continue
            if match[3] and int(match[3]) in self.styles:
                found[place] = cells[place]
            elif match[4] == b"s" and match[5] and int(match[5]) in self.strings:
                found[place] = self.strings[int(match[5])]
        return found | _struck_inline(xml)


def _struck_inline(xml: bytes) -> dict[Place, str]:
    """The same of cells that hold their words themselves, as some programs write them."""
    found: dict[Place, str] = {}
    for cell in _root(xml).iter("{*}c") if _STRIKE.search(xml) else ():
        place = place_of(cell.get("r") or "")
        words = _struck_words(cell.iterfind("{*}is/{*}r"))
        if place and words:
            found[place] = words
    return found


def _struck_styles(book: Any) -> frozenset[int]:
    fonts = list(vars(book)["_fonts"])
    struck = {index for index, font in enumerate(fonts) if font.strike}
    styles = enumerate(vars(book)["_cell_styles"]) if struck else ()
    return frozenset(index for index, style in styles if style.fontId in struck)


def _struck_strings(archive: zipfile.ZipFile) -> dict[int, str]:
    """Number of a shared string → the words in it that are crossed out."""
    name = next((n for n in archive.namelist() if n.endswith("sharedStrings.xml")), "")
    data = archive.read(name) if name else b""
    if not _STRIKE.search(data):
        return {}
    found: dict[int, str] = {}
    for number, item in enumerate(_root(data).iterchildren("{*}si")):
        if words := _struck_words(item.iterchildren("{*}r")):
            found[number] = words
    return found


def _struck_words(runs: Iterable[Any]) -> str:
    return "".join(run.findtext("{*}t") or "" for run in runs if _is_struck(run)).strip()


def _is_struck(run: Any) -> bool:
    mark = run.find("{*}rPr/{*}strike")
    return mark is not None and mark.get("val") not in ("0", "false")


def comments_of(archive: zipfile.ZipFile, sheet: str) -> dict[Place, str]:
    """The comments on the cells of a sheet, known by the path of its part."""
    found: dict[Place, str] = {}
    for part in _comment_parts(archive, sheet):
        for comment in _root(archive.read(part)).iter("{*}comment"):
            place = place_of(comment.get("ref") or "")
            words = " ".join("".join(t.text or "" for t in comment.iter("{*}t")).split())
            if place and words:
                found[place] = words[:LONGEST_COMMENT]
    return found


def _comment_parts(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    names = set(archive.namelist())
    folder, name = posixpath.split(sheet.lstrip("/"))
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names or not any("comments" in name for name in names):
        return
    for relation in _root(archive.read(relations)).iterchildren("{*}Relationship"):
        target = posixpath.normpath(posixpath.join(folder, relation.get("Target") or ""))
        if (relation.get("Target") or "").startswith("/"):
            target = (relation.get("Target") or "").lstrip("/")
        if (relation.get("Type") or "").endswith("/comments") and target in names:
            yield target


def _root(data: bytes) -> Any:
    """``SyntaxError`` where the XML is damaged."""
    from lxml import etree

    return etree.fromstring(data, safe_parser())
