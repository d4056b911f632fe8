"""Find and replace across records (查找替换), with a preview of every place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES
from desktop.usecases.carrying import title_of
from desktop.usecases.finding import BadPattern, Pattern, Place, places, searchable_fields
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms.model import Field, Form, Value
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: More places than anybody looks through; the rest is left for a narrower search.
MOST = 5000
_CONTEXT = 24  # characters shown at each side of a match
_BATCH = 200  # records read at a time


@dataclass(frozen=True)
class Query:
    """What to look for, what to put in its place, and where; empty sets do not restrict.

    ``fields`` holds pairs of kind and field id.
    """

    pattern: Pattern
    replacement: str = ""
    kinds: tuple[str, ...] = ()
    fields: frozenset[tuple[str, str]] = frozenset()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: text[start:end] of the place reads ``found`` and would become ``becomes``.

    ``locked`` says in a sentence why it will not be changed; empty when it can be. ``lead`` and
    ``tail`` are what stands around it.
    """

    uuid: str
    kind: str
    title: str
    path: str
    label: str
    start: int
    end: int
    found: str
    becomes: str
    lead: str
    tail: str
    locked: str = ""


@dataclass(frozen=True)
class Found:
    """Everything found, by record in the order of the lists. ``hashes`` is what each record held
    then; ``more`` says that the search stopped at `MOST` places.
    """

    query: Query
    hits: tuple[Hit, ...]
    hashes: Mapping[str, str] = field(repr=False)
    more: bool = False

    @property
    def open_hits(self) -> tuple[Hit, ...]:
        """Those that can be changed."""
        return tuple(hit for hit in self.hits if not hit.locked)


@dataclass(frozen=True)
class Replaced:
    """What was done: records and places changed, and the titles of records left alone because
    somebody changed them after the search. The rest is for `undo`.
    """

    records: int
    hits: int
    kept: tuple[str, ...]
    note: str
    before: Mapping[str, Mapping[str, Value]] = field(repr=False, default_factory=dict)
    after: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """How many records are as before, and the titles of those changed since, which stay."""

    records: int
    kept: tuple[str, ...]


def search(workspace: Workspace, query: Query, progress: Progress = NO_PROGRESS) -> Found:
    """Look through the library. ``BadPattern`` when the query cannot be used.

    A match that would become what it is already is no hit.
    """
    query.pattern.check()
    hits: list[Hit] = []
    hashes: dict[str, str] = {}
    uuids = _candidates(workspace, query)
    fields = {form.kind: _fields(form, query) for form in workspace.catalogue.ordered()}
    for done in range(0, len(uuids), _BATCH):
        progress.step(done, len(uuids), f"正在查找，已找到 {len(hits)} 处")
        for record in workspace.library.many(uuids[done : done + _BATCH]):
            found = list(_hits(workspace, record, query, fields[record.kind]))
            if found:
                hashes[record.uuid] = record.content_hash()
                hits.extend(found)
        if len(hits) > MOST:
            return Found(query, tuple(hits[:MOST]), hashes, more=True)
    progress.step(len(uuids), len(uuids), "")
    return Found(query, tuple(hits), hashes)


def apply(
    workspace: Workspace, found: Found, hits: Iterable[Hit], *,
    by: str = "", progress: Progress = NO_PROGRESS,
) -> Replaced:  # fmt: skip
    """Change these places, all in one transaction; records changed since the search stay."""
    chosen: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if not hit.locked:
            chosen[hit.uuid].append(hit)
    records = {record.uuid: record for record in workspace.library.many(list(chosen))}
    pairs, before, after = [], {}, {}
    for number, (uuid, record) in enumerate(records.items()):
        progress.step(number, len(records), "正在替换")
        if record.content_hash() != found.hashes[uuid] or _is_locked(workspace, record):
            continue
        changed = _changed(record, chosen[uuid])
        pairs.append((changed, found.hashes[uuid]))
        before[uuid] = differing(record, changed)
        after[uuid] = changed.content_hash()
    note = _note(found.query)
    refused = set(workspace.library.save_unless_changed(pairs, by=by or who(workspace), note=note))
    written = {uuid for uuid in before if uuid not in refused}
    progress.step(len(records), len(records), "")
    return Replaced(
        records=len(written),
        hits=sum(len(chosen[uuid]) for uuid in written),
        kept=_titles(chosen, written),
        note=note,
        before={uuid: before[uuid] for uuid in written},
        after={uuid: after[uuid] for uuid in written},
    )


def undo(workspace: Workspace, replaced: Replaced, *, by: str = "") -> Undone:
    """Put back what `apply` changed, in one transaction; what was changed since stays."""
    pairs = [
        (record.with_values(**replaced.before[record.uuid]), replaced.after[record.uuid])
        for record in workspace.library.many(list(replaced.before))
        if not _is_locked(workspace, record)
    ]
    refused = workspace.library.save_unless_changed(
        pairs, by=by or who(workspace), note=f"撤销{replaced.note}"
    )
    back = {record.uuid for record, _ in pairs} - set(refused)
    kept = [uuid for uuid in replaced.before if uuid not in back]
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(kept)}
    return Undone(len(back), tuple(titles.get(uuid, "") for uuid in kept))


def _candidates(workspace: Workspace, query: Query) -> list[str]:
    text = query.pattern.text if query.pattern.indexable else ""
    kinds = query.kinds or tuple(form.kind for form in workspace.catalogue.ordered())
    return [
        uuid
        for kind in kinds
        for uuid in workspace.library.ids(kind, text=text, state=query.states or None)
    ]


def _fields(form: Form, query: Query) -> list[Field]:
    if not query.fields:
        return searchable_fields(form)
    only = {name for kind, name in query.fields if kind == form.kind}
    return searchable_fields(form, only) if only else []


def _hits(
    workspace: Workspace, record: Record, query: Query, fields: Iterable[Field]
) -> Iterator[Hit]:
    form = workspace.catalogue.form(record.kind)
    locked = title = ""
    for place in places(record, fields):
        for number, span in enumerate(query.pattern.find(place.text)):
            if number == 0:
                locked, title = locked_because(record, form), title_of(record, form)
            hit = _hit(record, title, place, span, query, locked)
            if hit.found != hit.becomes:
                yield hit


def _hit(
    record: Record, title: str, place: Place, span: tuple[int, int], query: Query, locked: str
) -> Hit:
    start, end = span
    text = place.text
    return Hit(
        uuid=record.uuid, kind=record.kind, title=title, path=place.path, label=place.label,
        start=start, end=end, found=text[start:end],
        becomes=query.pattern.replaced(text, start, end, query.replacement),
        lead=text[max(0, start - _CONTEXT) : start], tail=text[end : end + _CONTEXT],
        locked=locked,
    )  # fmt: skip


def locked_because(record: Record, form: Form) -> str:
    """Why a record cannot be changed, as it stands; empty when it can be."""
    if form.read_only:
        return "由上级统一发布，不能修改"
    if record.state == "submitted":
        return "正在审核，请先撤回或者退回"
    return "已经定稿，请先开新版本" if record.state in FINAL_STATES else ""


def _is_locked(workspace: Workspace, record: Record) -> bool:
    return bool(locked_because(record, workspace.catalogue.form(record.kind)))


def _changed(record: Record, hits: Sequence[Hit]) -> Record:
    by_path: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_path[hit.path].append(hit)
    for path, mine in by_path.items():
        text = str(record.get(path))
        for hit in sorted(mine, key=lambda item: item.start, reverse=True):
            text = text[: hit.start] + hit.becomes + text[hit.end :]
        # A blank text counts as not filled in: the store leaves it out.
        record = record.with_path(path, text)
    return record


def differing(old: Record, new: Record) -> dict[str, Value]:
    """Field → its value in ``old``, for the fields that ``new`` has otherwise: what undoing needs."""
    names = {*old.values, *new.values}
    return {name: old.get(name) for name in names if old.get(name) != new.get(name)}


def _titles(chosen: Mapping[str, Sequence[Hit]], written: set[str]) -> tuple[str, ...]:
    return tuple(hits[0].title for uuid, hits in chosen.items() if uuid not in written)


def _note(query: Query) -> str:
    return f"查找替换：“{_short(query.pattern.text)}”改为“{_short(query.replacement)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


__all__ = ["MOST", "BadPattern", "Found", "Hit", "Pattern", "Query", "Replaced", "Undone",
           "apply", "differing", "locked_because", "search", "undo"]  # fmt: skip
