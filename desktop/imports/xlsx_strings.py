"""openpyxl's reader with a faster table of shared strings.

openpyxl makes an object of every run of letters in a cell only to put their texts together again:
half of the time that a published list takes to read. Here the texts are taken from the XML.
"""

from __future__ import annotations

from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

_ITEM, _RUN, _TEXT = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "r", "t"))
#: How Excel writes signs that XML cannot hold; openpyxl drops this mark as well.
_ESCAPED = "x005F_"


class _Reader(ExcelReader):
    """Reads the strings itself, everything else as openpyxl does."""

    def read_strings(self) -> None:
        """Fill ``shared_strings``; readings (拼音, ふりがな) above the words are left out."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = read_strings(source)


def read_strings(source: Any) -> list[str]:
    """The texts of a part ``sharedStrings.xml``, in order."""
    found: list[str] = []
    for _, node in iterparse(source):
        if node.tag == _ITEM:
            found.append(string_of(node))
            node.clear()
    return found


def string_of(node: Element) -> str:
    """The text of a string, plain or in runs."""
    parts = [
        part.text or "" if part.tag == _TEXT else part.findtext(_TEXT) or ""
        for part in node
        if part.tag in (_TEXT, _RUN)
    ]
    return "".join(parts).replace(_ESCAPED, "")


def open_values(stream: BinaryIO) -> Any:
    """A workbook of values (no formulas), read as a stream."""
    reader = _Reader(stream, read_only=True, data_only=True)
    reader.read()
    return reader.wb
