"""What goes into the store and comes out of it: frozen values, never rows or sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forms.record import Record, new_uuid

#: States in which a record never changes any more: 审核通过, 已发布, 已取消.
FINAL_STATES = frozenset({"approved", "published", "cancelled"})


@dataclass(frozen=True, slots=True)
class Revision:
    """A finished version (定稿): never changes. ``vid`` chains it to its ``parents``."""

    uuid: str
    n: int
    content_hash: str
    vid: str
    parents: tuple[str, ...]
    finalized_at: str
    by: str
    note: str
    waivers: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act in the log: who did what to which record when."""

    at: str
    by: str
    action: str
    uuid: str | None
    note: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A record as it was when somebody decided, and what the decision makes of it."""

    before: Record
    after: Record
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written reason that lets a J problem of one field pass."""

    record: str
    rule: str
    field: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attachment that a record names at ``field``."""

    name: str
    sha256: str
    size: int
    media_type: str
    field: str

    @property
    def missing(self) -> bool:
        """Whether its data are not in the library (yet)."""
        return self.size < 0


class SourceCell(NamedTuple):
    """A cell of an imported file: where it stood, what it said, which field it became.

    ``row`` counts from 1, ``column`` is a sheet's column letter or the key of a platform's JSON.
    ``record`` is None and ``field`` empty for text
    that became no field (a remark above the table, a column that was not understood).
    """

    sheet: str
    row: int
    column: str
    text: str
    header: str = ""
    record: str | None = None
    field: str = ""
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class ImportBatch:
    """One import (导入批次): its file, its report as JSON, and the cells it took.

    A cell without ``file`` stands in the batch's own file.
    """

    file: str
    sha256: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    cells: Sequence[SourceCell] = ()
    id: str = field(default_factory=new_uuid)


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """An import as the library remembers it."""

    id: str
    file: str
    sha256: str
    at: str
    by: str
    report: Mapping[str, Any]
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that an undone import leaves as it is, and why."""

    uuid: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing an import did: moved to the bin, put back as before, left alone."""

    removed: tuple[str, ...]
    reverted: tuple[str, ...]
    kept: tuple[Kept, ...]
