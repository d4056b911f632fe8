"""Find and replace across records (查找替换), with a preview of every place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.usecases.carrying import title_of
from desktop.usecases.changing import Change, Replaced, Undone, locked_because, make, undo
from desktop.usecases.finding import BadPattern, Pattern, Place, places, searchable_fields
from desktop.usecases.locking import field_lock, locked_fields
from exports.progress import NO_PROGRESS, Progress
from forms.model import Field, Form
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
        batch = uuids[done : done + _BATCH]
        locks = locked_fields(workspace, batch)
        for record in workspace.library.many(batch):
            fixed = locks.get(record.uuid, frozenset())
            found = list(_hits(workspace, record, query, fields[record.kind], fixed))
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
    change = Change(_note(found.query), "正在替换", found.hashes, _changed)
    return make(workspace, change, hits, by=by, progress=progress)


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
    workspace: Workspace, record: Record, query: Query, fields: Iterable[Field],
    fixed: frozenset[str],
) -> Iterator[Hit]:  # fmt: skip
    form = workspace.catalogue.form(record.kind)
    locked = title = ""
    for place in places(record, fields):
        for number, span in enumerate(query.pattern.find(place.text)):
            if number == 0:
                locked, title = locked_because(record, form), title_of(record, form)
            why = locked or field_lock(fixed, place.path)
            hit = _hit(record, title, place, span, query, why)
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


def _note(query: Query) -> str:
    return f"查找替换：“{_short(query.pattern.text)}”改为“{_short(query.replacement)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


__all__ = ["MOST", "BadPattern", "Found", "Hit", "Pattern", "Query", "Replaced", "Undone",
           "apply", "search", "undo"]  # fmt: skip
