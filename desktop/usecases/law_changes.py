"""依据失效扫描: what a newer text of a law, or its repeal, means for the records that cite it.

A citation is touched when it means an older text than the one in force: because it names that
text's day, or because its quotation is what the older text says; one that names no day and quotes
nothing is touched when its article has changed since the text before. Nothing is said of laws that
the law library has not got, and nothing of the text of secret bases, which is never compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from desktop.laws.succession import Fate
from desktop.usecases.cited_places import CitedPlace, places, roads
from desktop.usecases.compiling import is_finished, is_locked
from desktop.usecases.law_meaning import Found, Meaning, Sort
from desktop.usecases.rewriting import Change, Plan
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_STEP = 50
_NOTE = "采用现行条文"


@dataclass(frozen=True, slots=True)
class Touch:
    """A citation that a newer text touches.

    ``before`` is the cited text as the older text has it (or as the record quotes it, where the
    library has no older text), ``after`` what stands in its place; ``columns`` are the cells that
    taking over would write. ``final`` and ``submitted`` say why the record is not open.
    """

    uuid: str
    kind: str
    record_title: str
    place: CitedPlace
    found: Found
    columns: Mapping[str, str] = field(default_factory=dict)
    final: bool = False
    submitted: bool = False

    @property
    def sort(self) -> Sort:
        """What became of what it cites."""
        return self.found.sort

    @property
    def ready(self) -> bool:
        """Whether the text now in force can be taken over as it is: nothing is a guess."""
        return bool(self.columns) and self.found.sure and not self.submitted

    @property
    def changes(self) -> tuple[Change, ...]:
        """The cells to write."""
        row = self.place.row
        return tuple(
            Change(self.uuid, self.place.path, name, str(row.get(name) or ""), value)
            for name, value in self.columns.items()
        )

    def to_json(self) -> dict[str, Any]:
        """A line of ``laws scan --json``."""
        found = self.found
        return {
            "record": self.uuid, "kind": self.kind, "title": self.record_title,
            "field": self.place.path, "law": found.law.title, "cited": self.place.article,
            "cited_version": found.older.dated if found.older else found.cited_day,
            "version": found.newer.dated, "in_force": found.newer.in_force,
            "sort": found.sort.value, "becomes": found.becomes, "by": found.by,
            "before": found.before, "after": found.after, "changes": dict(self.columns),
            "final": self.final, "sure": found.sure,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """Every citation that is touched, by law and record; ``citations`` were looked at,
    ``not_checked`` of them cite what the law library has not got.
    """

    touches: tuple[Touch, ...] = ()
    citations: int = 0
    not_checked: int = 0

    @property
    def counts(self) -> Mapping[Sort, int]:
        """How many are of each sort; all sorts are named."""
        counted = Counter(touch.sort for touch in self.touches)
        return {sort: counted[sort] for sort in Sort}

    @property
    def records(self) -> int:
        """How many records are touched."""
        return len({touch.uuid for touch in self.touches})

    def to_json(self) -> dict[str, Any]:
        """The shape of ``laws scan --json``."""
        return {
            "citations": self.citations, "not_checked": self.not_checked,
            "records": self.records,
            "by_sort": {sort.value: number for sort, number in self.counts.items()},
            "touched": [touch.to_json() for touch in self.touches],
        }  # fmt: skip


def scan(
    workspace: Workspace, kind: str = "", progress: Progress = NO_PROGRESS,
    only: Sequence[str] | None = None,
) -> Scan:  # fmt: skip
    """Look through every citation of the library, of one kind of record, or of ``only`` these."""
    if not workspace.laws.present:
        return Scan()
    meaning = Meaning(workspace.laws)
    ways = roads(workspace.catalogue)
    kinds = [form.kind for form in workspace.forms(kind) if ways.get(form.kind)]
    total = sum(workspace.library.count(name) for name in kinds) if only is None else len(only)
    touched: list[Touch] = []
    citations = unknown = 0
    for done, record in enumerate(_records(workspace, kinds, only)):
        if done % _STEP == 0:
            progress.step(done, total, "对照现行文本")
        for place in places(record, ways):
            if place.in_text:
                continue
            citations += 1
            unknown += not meaning.knows(place.row)
            found = meaning.of(place.row)
            if found is not None:
                touched.append(_touch(record, place, found))
    progress.step(total, total, "")
    return Scan(_named(workspace, touched), citations, unknown)


def _records(
    workspace: Workspace, kinds: Sequence[str], only: Sequence[str] | None
) -> Iterable[Record]:
    if only is not None:
        return workspace.library.many(list(only))
    return chain.from_iterable(map(workspace.library.records, kinds))


def _touch(record: Record, place: CitedPlace, found: Found) -> Touch:
    return Touch(
        record.uuid, record.kind, "", place, found, found.columns(place.row),
        final=is_finished(record), submitted=is_locked(record) and not is_finished(record),
    )  # fmt: skip


def _named(workspace: Workspace, touches: Sequence[Touch]) -> tuple[Touch, ...]:
    """With the titles of the lists, by law and record."""
    uuids = list(dict.fromkeys(touch.uuid for touch in touches))
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(uuids)}
    named = [replace(touch, record_title=titles.get(touch.uuid, "")) for touch in touches]
    return tuple(sorted(named, key=lambda touch: (touch.found.law.title, touch.found.newer.dated)))


class Writable(Protocol):
    """A citation that may be rewritten: of `scan`, or of the verification."""

    @property
    def uuid(self) -> str: ...
    @property
    def final(self) -> bool: ...
    @property
    def submitted(self) -> bool: ...
    @property
    def changes(self) -> tuple[Change, ...]: ...


def plan(wanted: Sequence[Writable], *, new_versions: bool = False) -> Plan:
    """What taking the text now in force over would write.

    Final records are told and left, or get a new version with ``new_versions``; those under review
    are always left.
    """
    changes: list[Change] = []
    locked: dict[str, None] = {}
    opened: dict[str, None] = {}
    for item in wanted:
        if not item.changes:
            continue
        if item.submitted or (item.final and not new_versions):
            locked[item.uuid] = None
            continue
        if item.final:
            opened[item.uuid] = None
        changes += item.changes
    return Plan(tuple(changes), tuple(locked), note=_NOTE, new_versions=tuple(opened))


__all__ = ["Fate", "Found", "Scan", "Sort", "Touch", "plan", "scan"]
