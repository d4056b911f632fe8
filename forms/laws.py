"""What a law library says of one citation; the library itself lies elsewhere (a ``LawView``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from forms.model import Value


class TextState(StrEnum):
    """How the quoted text of a citation stands to the article it names."""

    NOT_COMPARED = "not_compared"
    EQUAL = "equal"
    PART = "part"
    DIFFERS = "differs"
    OTHER = "other"


class RunKind(StrEnum):
    """What a run of signs is when two texts are laid beside each other."""

    SAME = "same"
    CHANGED = "changed"
    #: Only in the law, before, after or between what is quoted: left out, which is no difference.
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of signs as it stands in either text; "" on the side that has nothing there."""

    kind: RunKind
    quoted: str
    official: str


@dataclass(frozen=True)
class OfficialLaw:
    """The version of a law that holds today, in the words of a basis table's columns."""

    title: str
    level: str
    issuing_body: str
    document_number: str
    promulgated_date: str
    amended_date: str
    in_force_date: str
    #: Every day and number that its history names: an office may cite any of them.
    days: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    #: Issued by a department, approved from above (国务院批准).
    approved: bool = False

    @property
    def dated(self) -> str:
        """Its newest day, ISO."""
        return self.amended_date or self.promulgated_date

    def columns(self) -> Mapping[str, str]:
        """Column → value, for what the text tells."""
        return self._columns

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        names = (
            "title", "level", "issuing_body", "document_number", "promulgated_date",
            "amended_date", "in_force_date",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One citation, looked up.

    ``law`` is None when the library has not got it: nothing was checked then. ``newest`` is False
    when a version newer than the one in force is known (it holds later). ``outdated`` names the
    day of the version that the citation means, when it is not the one in force. ``missing`` are
    cited places that the law has not, ``official`` the text of those it has as a quotation gives
    it, ``against`` the text that the quotation was compared with, ``moved_to`` the place that the
    quotation really comes from. ``successor`` is the law that repealed this one, with the place
    that says what is quoted and its text, if it has one. ``slight`` differences leave every word alone:
    punctuation, or numbers written in the other way.
    """

    law: OfficialLaw | None = None
    repealed_by: str = ""
    repealed_from: str = ""
    outdated: str = ""
    missing: tuple[str, ...] = ()
    last_article: str = ""
    official: str = ""
    against: str = ""
    text: TextState = TextState.NOT_COMPARED
    differences: int = 0
    slight: bool = False
    moved_to: str = ""
    moved_text: str = ""
    successor: OfficialLaw | None = None
    successor_place: str = ""
    successor_text: str = ""
    pieces: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def checked(self) -> bool:
        """Whether the law was found."""
        return self.law is not None


class LawView(Protocol):
    """Looks citations up. May take some tenths of a second for a long article: not for the thread
    of a window.
    """

    def verdict(self, row: Mapping[str, Value]) -> Verdict:
        """What the library says of a row of a basis table."""

    def remembered(self, row: Mapping[str, Value]) -> Verdict | None:
        """The same at once, if the row was looked up before; None when it was not."""
