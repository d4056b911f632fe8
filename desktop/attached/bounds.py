"""How much of one attached file is read: nobody's file may stop the program or fill its memory."""

from __future__ import annotations

import lzma
import time
import zipfile
import zlib
from dataclasses import dataclass, field

#: Seconds; the longest real guide needs a tenth of one.
MOST_SECONDS = 20.0
MOST_SIGNS = 5_000_000
MOST_PASSAGES = 400_000
MOST_PAGES = 1_000
#: Bytes of one part of an Office file after unpacking, and of all that are read.
LARGEST_PART = 64 * 2**20
MOST_UNPACKED = 192 * 2**20
MOST_PARTS = 5_000


class TooLong(Exception):
    """A bound was reached; what was read until then stands."""


class Unreadable(Exception):
    """The file is not what it should be: torn, forged or in a form that nobody writes."""


class Locked(Exception):
    """The file wants a password."""


@dataclass
class Budget:
    """Counts what is taken; ``TooLong`` when it is more than a file may take."""

    until: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)
    signs: int = MOST_SIGNS
    passages: int = MOST_PASSAGES
    unpacked: int = MOST_UNPACKED

    def tick(self) -> None:
        """Time passes."""
        if time.monotonic() > self.until:
            raise TooLong

    def take(self, text: str) -> None:
        """A passage more."""
        self.signs -= len(text)
        self.passages -= 1
        if self.signs < 0 or self.passages < 0:
            raise TooLong
        if self.passages % 256 == 0:
            self.tick()


#: What zipfile and its decompressors raise on bytes that were damaged or forged.
_TORN = (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError,
         zlib.error, lzma.LZMAError)  # fmt: skip


class Parts:
    """The parts of a zipped Office file, unpacked one by one within bounds."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self._archive = archive
        self._budget = budget
        self.names = archive.namelist()
        if len(self.names) > MOST_PARTS:
            raise TooLong
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise Locked

    def read(self, name: str) -> bytes:
        """The bytes of a part; `TooLong` for a bomb, whatever size its header tells."""
        self._budget.tick()
        allowed = min(LARGEST_PART, self._budget.unpacked)
        try:
            with self._archive.open(name) as stream:
                data = stream.read(allowed + 1)
        except _TORN as error:
            raise Unreadable(name) from error
        if len(data) > allowed:
            raise TooLong
        self._budget.unpacked -= len(data)
        return data
