"""Texts in a part of an Office file with the very bytes that hold them, so that they can be changed
without touching anything else of the part.

No entity is expanded and no document type is taken: Office writes neither, attackers do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from desktop.attached.bounds import Budget, Unreadable

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


class Piece(NamedTuple):
    """A text and the bytes that hold it; -1 for a break that no text holds."""

    start: int
    end: int
    text: str


@dataclass
class Block:
    """A paragraph, a cell or a shared string: the texts in it are read together.

    ``copy`` marks the second writing of a text box that old programs show instead of the first.
    """

    name: str
    place: str
    attributes: Mapping[str, str]
    start: int
    end: int = -1
    copy: bool = False
    pieces: list[Piece] = field(default_factory=list)
    part: dict[str, str] = field(default_factory=dict)
    prefix: str = ""

    @property
    def text(self) -> str:
        """All its texts, one behind the other."""
        return "".join(piece.text for piece in self.pieces)

    def edits(self, text: str) -> list[tuple[int, int, bytes]]:
        """What to write where so that it says ``text``, which is of the same length."""
        found, at = [], 0
        for piece in self.pieces:
            new = text[at : at + len(piece.text)]
            at += len(piece.text)
            if new != piece.text and piece.start >= 0:
                found.append((piece.start, piece.end, escape(new).encode("utf-8")))
        return found


def patched(data: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    """The bytes with some stretches written anew; stretches do not overlap."""
    parts, at = [], 0
    for start, end, new in sorted(edits):
        parts += [data[at:start], new]
        at = end
    return b"".join([*parts, data[at:]])


class Walk:
    """Goes through one part once and gathers its blocks. Subclasses say what a block is."""

    #: Local names of the elements that are blocks, and of those whose text counts.
    BLOCKS: frozenset[str] = frozenset()
    TEXTS: frozenset[str] = frozenset()

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.blocks: list[Block] = []
        self.copies = 0
        self._data = data
        self._budget = budget
        self._open: list[Block] = []
        self._text: list[str] | None = None
        self._text_start = 0
        self._runs = self._seen = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._refuse
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Unreadable(str(error)) from error

    def place(self) -> str:
        """Where the block that begins now stands, in words."""
        return ""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element that is no block begins."""

    def closed(self, name: str) -> None:
        """An element ends."""

    def _refuse(self, *_: object) -> None:
        raise Unreadable("a document type")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = qualified.rpartition(":")[2]
        self._seen += 1
        if self._seen % 4096 == 0:
            self._budget.tick()
        if name in self.BLOCKS:
            at = self._parser.CurrentByteIndex
            prefix = qualified[: len(qualified) - len(name)]
            block = Block(name, self.place(), dict(attributes), at, copy=self.copies > 0,
                          prefix=prefix)  # fmt: skip
            self._open.append(block)
            self.blocks.append(block)
        if self._open and name in self.TEXTS:
            self._text = []
            tag = _TAG.match(self._data, self._parser.CurrentByteIndex)
            self._text_start = tag.end() if tag else -1
        elif self._open and self._runs and name in _BREAKS:
            self._open[-1].pieces.append(Piece(-1, -1, _BREAKS[name]))
        self._runs += name == "r"
        self.copies += name == "Fallback"
        self.opened(name, attributes)

    def _said(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, qualified: str) -> None:
        name = qualified.rpartition(":")[2]
        at = self._parser.CurrentByteIndex
        if self._text is not None and name in self.TEXTS:
            text = "".join(self._text)
            if text:
                self._open[-1].pieces.append(Piece(self._text_start, at, text))
                self._open[-1].part[name] = text
            self._text = None
        if name in self.BLOCKS and self._open:
            self._open.pop().end = self._data.find(b">", at) + 1
        self._runs -= name == "r"
        self.copies -= name == "Fallback"
        self.closed(name)
