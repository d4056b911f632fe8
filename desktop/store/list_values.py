"""Lists: what is asked of them and what they show. No record, no SQL: the window opens on these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

SortKey = Literal[
    "position", "title", "code", "kind", "state", "type_key", "organization", "office",
    "created_at", "updated_at", "deleted_at",
]  # fmt: skip


class Filters(TypedDict, total=False):
    """Which records a list shows; what is absent or None does not restrict.

    ``text`` finds records in which each blank-separated word occurs anywhere, or begins the pinyin
    initials; ``state`` is one key of CL30 or several; ``deleted`` shows the bin instead.
    """

    text: str
    state: str | Iterable[str] | None
    organization: str | None
    type_key: str | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list: everything it shows without reading the record."""

    uuid: str
    kind: str
    version: int
    state: str
    title: str
    code: str
    type_key: str
    organization: str
    office: str
    data_source: str
    position: int
    created_at: str
    updated_at: str
    updated_by: str
    content_hash: str
    deleted_at: str | None


#: Where a record stands after its check; it is in every group of which it has a problem.
#: ``clean``: nothing but hints; ``unchecked``: never checked as it is now.
StandingGroup = Literal["blocking", "unexplained", "warnings", "hints", "clean", "unchecked"]
#: Ranges of the quality score (质量分): from the lower bound to below the upper one, 100 with the last;
#: ``UNSCORED``: what was never checked as it is now, and what never gets a score.
SCORE_BANDS = ("0-60", "60-80", "80-95", "95-100")
UNSCORED = "none"
ListSort = SortKey | Literal["problems", "score", "version", "data_source", "updated_by", "portal"]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records a long list shows, and in which order; an empty part does not restrict.

    Of each part several are meant as "or". "" among ``types`` and ``offices`` stands for records
    that name none; of ``uuids``, where given, no others come into question. ``scores`` are ranges
    as in `SCORE_BANDS`, or `UNSCORED`. ``judged_by`` says whose standings hold (see `Standing`).
    """

    kinds: tuple[str, ...] = ()
    text: str = ""
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    standings: tuple[StandingGroup, ...] = ()
    scores: tuple[str, ...] = ()
    portal: tuple[str, ...] = ()
    judged_by: str = ""
    sort: ListSort = "position"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a check found in a record whose content had that hash.

    ``judged_by`` names by what was judged (portal profile and program version): a standing of
    another judge, or of other content, does not hold. ``unexplained`` counts J problems without a
    written reason. ``score`` is the quality score, 0 to 100; None where none is given.
    """

    uuid: str
    content_hash: str
    judged_by: str
    blocking: int = 0
    unexplained: int = 0
    warnings: int = 0
    hints: int = 0
    score: float | None = None


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a long list: its number (see `Listing.numbers`), its columns, its standing after
    the check, and with the portal (`PORTAL_STANDINGS`; "" for what is not final).
    """

    number: int
    summary: Summary
    standing: Standing | None
    portal: str = ""
