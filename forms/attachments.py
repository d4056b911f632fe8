"""What is written in attached files, as rules see it; who reads them lies elsewhere (a ``FileView``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from forms.model import Value
from forms.record import is_blank


class Obstacle(StrEnum):
    """Why a file was not read, or not wholly; each is a variant of rule X06's message."""

    SCAN = "scan"
    SCANNED_PAGES = "scanned_pages"
    PICTURE = "picture"
    LOCKED = "locked"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text and where it stands (第3页, 工作表“人员”C5); ``lead`` is what stands before.

    What is found in the lead alone is none of this passage's: it tells what a number is.
    """

    place: str
    text: str
    lead: str = ""


@dataclass(frozen=True, eq=False)
class Contents:
    """The text of one file. ``people`` are the names that its properties tell, with their role
    (作者); ``note`` says what an obstacle concerns (第2、5页).

    ``memo`` keeps what a rule found in it: a file never changes.
    """

    passages: tuple[Passage, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    obstacle: Obstacle | None = None
    note: str = ""
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)


class FileView(Protocol):
    """What rules may see of the files that records name."""

    def contents(self, sha256: str, name: str) -> Contents | None:
        """What is written in a file; None when its bytes are not here."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as a record's value names it."""

    sha256: str
    name: str


def files_of(value: Value) -> tuple[NamedFile, ...]:
    """The files that the value of an attachment field names."""
    if not isinstance(value, list):
        return ()
    return tuple(
        NamedFile(str(item["sha256"]), str(item.get("name") or ""))
        for item in value
        if isinstance(item, Mapping) and not is_blank(item.get("sha256"))
    )


#: Files of which a masked copy can be made; the others can only be told of.
_MASKABLE = ("txt", "csv", "tsv", "docx", "xlsx")


def can_be_masked(name: str) -> bool:
    """Whether a masked copy of a file of this name can be made."""
    return name.rpartition(".")[2].casefold() in _MASKABLE


_SEPARATORS = re.compile(r"[\\/]")
_UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\x7f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 120


def plain_name(name: str) -> str:
    """A name under which an attached file may be written to a folder, on every system.

    Names come from packages and libraries of others: no folders, no signs that a system forbids or
    that turn the ending around, no name of a device, not too long.
    """
    bare = _UNFIT.sub("_", _SEPARATORS.split(name.strip())[-1]).strip(" .")
    if len(bare) > _LONGEST_NAME:
        stem, dot, ending = bare.rpartition(".")
        bare = (
            f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
            if dot and len(ending) < 10
            else bare[:_LONGEST_NAME]
        )
    return f"_{bare}" if _RESERVED.fullmatch(bare) else bare or "附件"
