"""openpyxl's reader with a faster table of shared strings.

openpyxl makes an object of every run of letters in a cell only to put their texts together again:
half of the time that a published list takes to read. Here the texts are taken from the XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from desktop.imports.xlsx_xml import Words, listen, named

_ITEM = named("si")


class _Reader(ExcelReader):
    """Reads the strings itself, everything else as openpyxl does."""

    def read_strings(self) -> None:
        """Fill ``shared_strings``; readings (拼音, ふりがな) above the words are left out."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = read_strings(source)


class _Table:
    """Hears the items of a table of strings."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._words = Words()
        self.said = self._words.said
        self._depth = 0

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if self._depth:
            self._words.start(tag)
        if self._depth or tag == _ITEM:
            self._depth += 1

    def end(self, _: str) -> None:
        if self._depth > 1:
            self._words.end()
        elif self._depth:
            self.found.append(self._words.take())
        self._depth -= self._depth > 0


def read_strings(source: IO[bytes]) -> list[str]:
    """The texts of a part ``sharedStrings.xml``, in order."""
    table = _Table()
    listen(table, source)
    return table.found


def open_values(stream: BinaryIO) -> Any:
    """A workbook of values (no formulas), read as a stream."""
    reader = _Reader(stream, read_only=True, data_only=True)
    reader.read()
    return reader.wb
