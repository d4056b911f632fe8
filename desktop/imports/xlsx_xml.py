"""The parts of a workbook as a stream of events, without a tree of elements.

A tree is built to be walked once and thrown away: two thirds of the time that a sheet takes to
read. Entities are refused: no program that makes workbooks writes any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Protocol
from xml.parsers import expat

from openpyxl.xml.constants import SHEET_MAIN_NS

_BUFFER = 1 << 16
#: How Excel writes signs that XML cannot hold; openpyxl drops this mark as well.
_ESCAPED = "x005F_"


class Listener(Protocol):
    """What is told of a part while it is read; ``said`` of each run of text."""

    said: Callable[[str], None]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""


def named(name: str) -> str:
    """The tag of an element of spreadsheets as a listener hears it."""
    return f"{SHEET_MAIN_NS}}}{name}"


def listen(listener: Listener, part: bytes | IO[bytes]) -> None:
    """Read a part to its end. ``SyntaxError`` where it is no XML, or declares a document type."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text, parser.buffer_size = True, _BUFFER
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.said
    parser.StartDoctypeDeclHandler = _refuse
    try:
        if isinstance(part, bytes):
            parser.Parse(part, True)
        else:
            parser.ParseFile(part)
    except expat.ExpatError as error:
        raise SyntaxError(str(error)) from None


def _refuse(*_: object) -> None:
    raise SyntaxError("a document type in a workbook")


_RUN, _TEXT = named("r"), named("t")


class Words:
    """A text, plain or in runs, from what happens inside an element ``si`` or ``is``.

    Readings (拼音, ふりがな) above the words are left out.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.heard: list[str] = []
        self.said = self.heard.append
        self._within: list[str] = []
        self._has_text = False

    def start(self, tag: str) -> None:
        """An element inside begins."""
        if tag == _TEXT:
            self.heard.clear()
        elif tag == _RUN:
            self._has_text = False
        self._within.append(tag)

    def end(self) -> None:
        """The element that began last ends."""
        within = self._within
        if within.pop() != _TEXT:
            return
        if not within:
            self._parts += self.heard
        elif len(within) == 1 and within[0] == _RUN and not self._has_text:
            self._has_text = True
            self._parts += self.heard

    def take(self) -> str:
        """The text so far; the next one begins."""
        text = "".join(self._parts).replace(_ESCAPED, "")
        self._parts.clear()
        return text
