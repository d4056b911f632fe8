"""Taking in what colleagues made of records: what is held of them, and one transaction for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from desktop.store import lineage, origins, reason_notes, schema
from desktop.store.derive import Draft, Readings, prepare
from desktop.store.importing import Importing
from desktop.store.lineage import Head, Kept
from desktop.store.part import CHUNK, chunks, log
from desktop.store.reading import record_query, to_record
from desktop.store.reason_notes import Given, ReasonTaken
from desktop.store.schema import records
from desktop.store.values import FINAL_STATES, ImportBatch
from desktop.store.writing import leave_bin, put_back, to_bin, write
from exports.package.enclosed import Version, is_tombstone
from exports.progress import NO_PROGRESS, Progress
from forms.merging import Known
from forms.record import Record, canonical_json


@dataclass(frozen=True, slots=True)
class Held:
    """A record of this library, be it in the bin, and the name of what it says now.

    ``undone``: it lies in the bin because the import that made it was taken back. ``finished``: it
    has a finished version.
    """

    record: Record
    version: Version
    content_hash: str
    in_bin: bool = False
    undone: bool = False
    finished: bool = False

    @property
    def gone(self) -> bool:
        """Deleted or cancelled."""
        return self.in_bin or is_tombstone(self.record)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record as it shall be. ``before`` is what the plan was made from (None: it is new).

    ``theirs`` is their version; ``forward`` says that the record becomes that version, else one
    that came from both.
    """

    record: Record
    theirs: Kept
    before: Held | None = None
    forward: bool = True
    to_bin: bool = False


#: Whether a record lies in the bin because the import that made it was taken back.
_UNDONE = exists().where(schema.imports.c.undone_at == records.c.deleted_at)


class Merging(Importing):
    """Records of colleagues."""

    def names_now(self, uuids: Iterable[str]) -> dict[str, Version]:
        """uuid → the name of what each record says, the bin included but for what an undo put there:
        enough to tell most records of a package from ours, at a fraction of reading them.
        """
        with self._database.read() as connection:
            return {
                uuid: shape.version
                for part in chunks(uuids)
                for uuid, shape in _shapes(connection, part).items()
                if not shape.undone
            }

    def held(self, uuids: Sequence[str] | None = None) -> dict[str, Held]:
        """What there is of these records, or of all, the bin included."""
        with self._database.read() as connection:
            wanted = uuids
            if wanted is None:
                wanted = connection.execute(select(records.c.uuid)).scalars().all()
            found: dict[str, Held] = {}
            for part in chunks(wanted):
                found.update(_held(connection, part))
        return found

    def known_versions(self, uuids: Iterable[str]) -> dict[str, Known]:
        """vid → what is held of every version of these records."""
        with self._database.read() as connection:
            return lineage.known(connection, uuids)

    def reasons_given(self, uuids: Sequence[str] | None = None) -> dict[str, Given]:
        """uuid → the reasons beside a record now, and all that its log tells of; of these records,
        or of all.
        """
        with self._database.read() as connection:
            return reason_notes.given(connection, uuids)

    def written_at(self, uuids: Sequence[str]) -> dict[str, frozenset[str]]:
        """uuid → the times at which this library wrote the record, as its log tells."""
        audit = schema.audit
        found: dict[str, set[str]] = {}
        with self._database.read() as connection:
            for part in chunks(uuids):
                query = select(audit.c.uuid, audit.c.at).where(audit.c.uuid.in_(part))
                for uuid, at in connection.execute(query):
                    found.setdefault(uuid, set()).add(at)
        return {uuid: frozenset(times) for uuid, times in found.items()}

    def merge_in(
        self, items: Sequence[Taken], batch: ImportBatch, reasons: Sequence[ReasonTaken] = (), *,
        by: str = "", progress: Progress = NO_PROGRESS,
    ) -> list[str]:  # fmt: skip
        """Write merged records in one transaction; `undo_import` takes all of it back.

        A final record becomes a draft of its next version; its revisions stay as they are. Returns
        the identifiers of records that were changed since the plan was made: these are left alone.
        """
        read = self._readings([item.record.uuid for item in items])
        drafts = {}
        for number, item in enumerate(items):
            if number % CHUNK == 0:
                progress.step(number, len(items), "准备写入")
            drafts[item.record.uuid] = prepare(item.record, self._catalogue, read)
        progress.step(len(items), len(items), "写入工作库")
        with self._database.write() as connection:
            at = self._now()
            now: dict[str, _Shape] = {}
            for part in chunks(drafts):
                now.update(_shapes(connection, part))
            free = [item for item in items if _as_planned(item, now.get(item.record.uuid))]
            left = {i.record.uuid for i in items} - {i.record.uuid for i in free}
            given = [item for item in reasons if item.uuid not in left]
            _take(connection, free, drafts, reason_notes.told(connection, batch, given), at, by)
            reason_notes.give(connection, given, at, by)
        taken = {item.record.uuid for item in free}
        return [item.record.uuid for item in items if item.record.uuid not in taken]

    def _readings(self, uuids: Sequence[str]) -> Readings:
        """How the titles of these records are read; a merge seldom changes a title."""
        query = select(records.c.title, records.c.title_key, records.c.initials)
        found: dict[str, tuple[str, str]] = {}
        with self._database.read() as connection:
            for part in chunks(uuids):
                for title, key, initials in connection.execute(
                    query.where(records.c.uuid.in_(part))
                ):
                    found[title] = (key, initials)
        return found


def _held(connection: Connection, uuids: Sequence[str]) -> dict[str, Held]:
    query = record_query().add_columns(
        records.c.content_hash, records.c.deleted_at.is_not(None), _UNDONE,
        exists().where(schema.revisions.c.uuid == records.c.uuid),
    ).where(records.c.uuid.in_(uuids))  # fmt: skip
    heads = lineage.heads_of(connection, uuids)
    found = {}
    for *row, content_hash, in_bin, by_undo, finished in connection.execute(query):
        record = to_record(row)
        version = lineage.version_now(
            record.uuid,
            _said(content_hash, gone=bool(in_bin)),
            record.version,
            heads.get(record.uuid),
        )
        found[record.uuid] = Held(
            record, version, content_hash, bool(in_bin), bool(in_bin and by_undo), bool(finished)
        )
    return found


def _said(content_hash: str, *, gone: bool) -> str:
    """What a version is named after: that a record lies in the bin is said, too."""
    return f"{content_hash}-" if gone else content_hash


@dataclass(frozen=True, slots=True)
class _Shape:
    """A record but for its content, of which the hash tells: what a plan relies on."""

    content_hash: str
    state: str
    n: int
    in_bin: bool
    version: Version
    undone: bool

    def is_of(self, held: Held) -> bool:
        """Whether the record is still as it was held."""
        record = held.record
        was = (held.content_hash, record.state, record.version, held.in_bin, held.version.vid)
        return was == (self.content_hash, self.state, self.n, self.in_bin, self.version.vid)


def _shapes(connection: Connection, uuids: Sequence[str]) -> dict[str, _Shape]:
    query = select(
        records.c.uuid, records.c.content_hash, records.c.state, records.c.version,
        records.c.deleted_at.is_not(None), _UNDONE,
    ).where(records.c.uuid.in_(uuids))  # fmt: skip
    heads = lineage.heads_of(connection, uuids)
    found = {}
    for uuid, said, state, n, in_bin, undone in connection.execute(query):
        named = _said(said, gone=bool(in_bin))
        version = lineage.version_now(uuid, named, n, heads.get(uuid))
        found[uuid] = _Shape(said, state, n, bool(in_bin), version, bool(in_bin and undone))
    return found


def _as_planned(item: Taken, now: _Shape | None) -> bool:
    if item.before is None:
        return now is None or now.undone
    return now is not None and now.is_of(item.before)


def _take(
    connection: Connection, items: Sequence[Taken], drafts: Mapping[str, Draft],
    batch: ImportBatch, at: str, by: str,
) -> None:  # fmt: skip
    uuids = [item.record.uuid for item in items if not (item.to_bin and _lies_there(item))]
    back = set(leave_bin(connection, [i.record.uuid for i in items if not i.to_bin], at, by))
    before = {
        i.record.uuid: canonical_json(i.before.record.as_typed())
        for i in items
        if i.before is not None and i.record.uuid not in back
    }
    again = [
        item.record for item in items
        if item.before is not None and item.before.record.state in FINAL_STATES
        and item.record.state not in FINAL_STATES
    ]  # fmt: skip
    put_back(connection, again)
    write(connection, [drafts[item.record.uuid] for item in items if not item.to_bin], at, by)
    going = [item.record.uuid for item in items if item.to_bin and not _lies_there(item)]
    for part in chunks(going):
        ids = connection.execute(select(records.c.id).where(records.c.uuid.in_(part))).scalars()
        to_bin(connection, list(ids), at)
    log(connection, [{"action": "deleted", "uuid": uuid} for uuid in going], at, by)
    _remember_versions(connection, items, drafts, batch.id, at)
    origins.remember(connection, batch, uuids, before, at, by)


def _lies_there(item: Taken) -> bool:
    return item.before is not None and item.before.in_bin


def _remember_versions(
    connection: Connection, items: Sequence[Taken], drafts: Mapping[str, Draft], batch: str,
    at: str,
) -> None:  # fmt: skip
    kept: list[Kept] = []
    heads: list[tuple[str, Head]] = []
    for item in items:
        record = item.record
        content_hash = _said(drafts[record.uuid].content_hash, gone=item.to_bin)
        kept.append(item.theirs)
        version = item.theirs.version
        if not item.forward and item.before is not None:
            mine = item.before
            body = lineage.body_of(mine.record.values)
            kept.append(Kept(record.uuid, mine.version, body, mine.gone))
            version = lineage.following(record.uuid, content_hash, [mine.version, version])
            gone = item.to_bin or is_tombstone(record)
            kept.append(Kept(record.uuid, version, drafts[record.uuid].body, gone))
        heads.append((record.uuid, Head(version, content_hash, record.version)))
    lineage.keep(connection, kept, at)
    lineage.set_heads(connection, heads, batch)
