"""Records, written: one at a time as the user types, or thousands from an import.

Everything slow (hashing, folding, pinyin) is done before the transaction begins; inside it there
is nothing but SQL. Index, attachments, audit log and linked titles are written with the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from desktop.store import freezing, locks, origins, schema
from desktop.store.derive import Draft, names, prepare, title_columns
from desktop.store.errors import FinalizedError, LibraryError
from desktop.store.part import chunks, insert_rows, iso, log
from desktop.store.reading import Reading, not_found
from desktop.store.schema import bodies, records
from desktop.store.values import FINAL_STATES, ImportBatch
from forms.record import Record

#: How long the bin (回收站) keeps what was deleted.
BIN_TIME = timedelta(days=30)

#: So many new records at once are indexed together.
_MANY = 300
_BODY = ("id", "body", "names", "text")
#: Bytes of words that FTS5 gathers before it writes; by itself 1 MB.
_GATHER = "INSERT INTO search (search, rank) VALUES ('hashsize', {})"

_lender = records.alias()
#: Records that are called after another one and do not bear its present title or office.
_LENT = (
    select(records.c.id, records.c.uuid, records.c.code, _lender.c.title, _lender.c.office)
    .join(_lender, _lender.c.uuid == records.c.title_ref)
    .where(or_(records.c.title != _lender.c.title, records.c.office != _lender.c.office))
)


@dataclass(frozen=True, slots=True)
class Change:
    """A draft, the row it replaces (None: it is new), and the identifier of its row."""

    draft: Draft
    old: Row[Any] | None
    id: int

    @property
    def action(self) -> str:
        """What the audit log calls it."""
        if self.old is None:
            return "created"
        state = self.draft.record.state
        if self.old.state != state:
            return "finalized" if state in FINAL_STATES else f"state:{state}"
        return "edited"


@dataclass(frozen=True, slots=True)
class Naming:
    """What the log calls the changes instead, with more detail by uuid."""

    action: str
    details: Mapping[str, Mapping[str, Any]]


class Writing(Reading):
    """Saving, deleting, restoring."""

    def save(self, record: Record, *, by: str = "", note: str = "") -> Record:
        """Write a record; its ``updated_at`` is set unless nothing changed.

        A record whose state becomes final (`FINAL_STATES`) gets its revision in the same
        transaction. `FinalizedError` when the stored one is final and the content differs;
        `LibraryError` when it lies in the bin, or is newer than what is saved.
        """
        draft = prepare(record, self._catalogue)
        with self._database.write() as connection:
            changed = write(connection, [draft], self._now(), by, note)
            return self._stored(connection, record) if not changed else changed[0]

    def _stored(self, connection: Connection, record: Record) -> Record:
        updated_at = connection.execute(
            select(records.c.updated_at).where(records.c.uuid == record.uuid)
        ).scalar_one()
        return replace(record, updated_at=updated_at)

    def save_many(
        self, items: Iterable[Record], *, by: str = "", batch: ImportBatch | None = None
    ) -> int:
        """Write records in one transaction, in their order; the number that is new or changed.

        With a ``batch`` they can be undone together, and records lying in the bin come back.
        Errors as for `save`; then nothing is written.
        """
        drafts = [prepare(record, self._catalogue) for record in items]
        with self._database.write() as connection:
            at = self._now()
            if batch is None:
                return len(write(connection, drafts, at, by))
            uuids = [draft.record.uuid for draft in drafts]
            back = set(leave_bin(connection, uuids, at, by))
            before = origins.states_of(connection, [uuid for uuid in uuids if uuid not in back])
            written = {record.uuid for record in write(connection, drafts, at, by)} | back
            origins.remember(connection, batch, written, before, at, by)
            return len(written)

    def save_unless_changed(
        self, items: Iterable[tuple[Record, str]], *, by: str = "", note: str = ""
    ) -> list[str]:
        """Write each record whose stored content still has the hash that comes with it, all in one
        transaction. The identifiers of the others: changed since, final, in the bin, or gone.
        """
        drafts = [(prepare(record, self._catalogue), expected) for record, expected in items]
        with self._database.write() as connection:
            found = _hashes(connection, [draft.record.uuid for draft, _ in drafts])
            good = [draft for draft, wanted in drafts if found.get(draft.record.uuid) == wanted]
            write(connection, good, self._now(), by, note)
        written = {draft.record.uuid for draft in good}
        return [draft.record.uuid for draft, _ in drafts if draft.record.uuid not in written]

    def delete(self, uuid: str, *, by: str = "", note: str = "") -> None:
        """Move a record to the bin. What was once final is cancelled, never deleted."""
        with self._database.write() as connection:
            row = _row(connection, uuid, in_bin=False)
            final = select(exists().where(schema.revisions.c.uuid == uuid))
            if connection.execute(final).scalar_one():
                raise FinalizedError(
                    f"“{row.title}”已有定稿，不能删除。需要停止使用时，请通过调整单取消。"
                )
            at = self._now()
            to_bin(connection, [row.id], at)
            log(connection, [{"action": "deleted", "uuid": uuid, "note": note}], at, by)

    def delete_these(self, uuids: Iterable[str], *, by: str = "") -> list[str]:
        """Move records to the bin in one transaction; the identifiers of those that went.

        What was once final stays, and so does what lies there already or is gone.
        """
        gone: list[str] = []
        final = exists().where(schema.revisions.c.uuid == records.c.uuid)
        with self._database.write() as connection:
            at = self._now()
            for part in chunks(uuids):
                rows = connection.execute(
                    select(records.c.id, records.c.uuid).where(
                        records.c.uuid.in_(part), records.c.deleted_at.is_(None), ~final
                    )
                ).all()
                to_bin(connection, [row.id for row in rows], at)
                gone += [row.uuid for row in rows]
            log(connection, [{"action": "deleted", "uuid": uuid} for uuid in gone], at, by)
        return gone

    def restore_these(self, uuids: Sequence[str], *, by: str = "") -> list[str]:
        """Take records out of the bin in one transaction; those that lay there."""
        with self._database.write() as connection:
            return leave_bin(connection, uuids, self._now(), by)

    def restore(self, uuid: str, *, by: str = "") -> Record:
        """Take a record out of the bin again."""
        with self._database.write() as connection:
            _row(connection, uuid, in_bin=True)
            leave_bin(connection, [uuid], self._now(), by)
        return self.get(uuid)

    def purge(self, older_than: timedelta = BIN_TIME, *, by: str = "") -> int:
        """Remove for good what has been in the bin for longer, and attachments nobody names."""
        with self._database.write() as connection:
            cutoff = iso(self._clock() - older_than)
            gone = _purge(connection, records.c.deleted_at < cutoff, self._now(), by)
            freezing.drop_unused_attachments(connection, cutoff)
        return gone

    def purge_these(self, uuids: Iterable[str], *, by: str = "") -> int:
        """Remove these for good, those of them that lie in the bin; how many did."""
        gone = 0
        with self._database.write() as connection:
            for part in chunks(uuids):
                lying = records.c.uuid.in_(part) & records.c.deleted_at.is_not(None)
                gone += _purge(connection, lying, self._now(), by)
            freezing.drop_unused_attachments(connection, iso(self._clock() - BIN_TIME))
        return gone


def write(
    connection: Connection, drafts: Sequence[Draft], at: str, by: str, note: str = "",
    naming: Naming | None = None, *, unlocked: bool = False,
) -> list[Record]:  # fmt: skip
    """Write what differs from the stored; the written records with their new ``updated_at``.

    Fields that the level above fixes stay as they are, unless ``unlocked``: `FieldsLocked`.
    """
    changes = _changes(connection, _lent_within(drafts))
    if not unlocked:
        bodies_now = {c.draft.record.uuid: c.draft.body for c in changes if c.old is not None}
        locks.refuse(connection, bodies_now)
    _write_rows(connection, changes, at, by)
    _write_attachments(connection, changes)
    log(connection, _audit_rows(connection, changes, note, naming), at, by)
    _write_bodies(connection, changes)
    lend_titles(connection, [change.draft.record.uuid for change in changes])
    finals = [c.draft.record for c in changes if c.draft.record.state in FINAL_STATES]
    freezing.freeze(connection, finals, at, by, note)
    return [replace(change.draft.record, updated_at=at) for change in changes]


def _lent_within(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with the title and office of those they are called after and come with.

    Without it the index of thousands of duties would be written twice: `lend_titles` comes after.
    """
    lenders = {d.record.uuid: d.columns for d in drafts if not d.title_ref}
    return [_lent(draft, lenders.get(draft.title_ref or "")) for draft in drafts]


def _lent(draft: Draft, lender: Mapping[str, Any] | None) -> Draft:
    if lender is None:
        return draft
    lent = {name: lender[name] for name in ("title", "title_key", "initials", "office")}
    return replace(draft, columns={**draft.columns, **lent})


def _changes(connection: Connection, drafts: Sequence[Draft]) -> list[Change]:
    stored: dict[str, Row[Any]] = {}
    for part in chunks(draft.record.uuid for draft in drafts):
        rows = connection.execute(select(records).where(records.c.uuid.in_(part)))
        stored.update((row.uuid, row) for row in rows)
    fresh = connection.execute(select(func.coalesce(func.max(records.c.id), 0))).scalar_one()
    found: dict[str, Change] = {}
    for draft in drafts:
        uuid = draft.record.uuid
        if uuid in found:
            raise LibraryError(f"记录{uuid}在同一次保存中出现两次，没有写入。请检查导入的文件。")
        old = stored.get(uuid)
        if old is None:
            fresh += 1
            found[uuid] = Change(draft, None, fresh)
        elif _differs(draft, old):
            _refuse(draft.record, draft.content_hash, old)
            found[uuid] = Change(draft, old, old.id)
    return list(found.values())


def _differs(draft: Draft, old: Row[Any]) -> bool:
    record = draft.record
    new = (draft.content_hash, record.kind, record.version, record.state, record.data_source)
    return bool(
        new != (old.content_hash, old.kind, old.version, old.state, old.data_source)
        or old.deleted_at
    )


def _refuse(record: Record, content_hash: str, old: Row[Any]) -> None:
    """Raise when the stored row may not become this record."""
    if old.deleted_at:
        raise LibraryError(f"“{old.title}”在回收站里，不能修改。请先恢复。")
    if record.kind != old.kind:
        raise LibraryError(f"“{old.title}”已是另一种清单的记录，不能改变种类。请新建一条。")
    if old.state in FINAL_STATES:
        same = (content_hash, record.version) == (old.content_hash, old.version)
        if not (same and record.state in FINAL_STATES):
            raise FinalizedError(f"“{old.title}”已经定稿，不能直接修改。请先建立新版本。")
    elif record.version < old.version:
        raise LibraryError(
            f"“{old.title}”在工作库中已是第{old.version}版，要保存的是第{record.version}版。"
            "请刷新后重新修改。"
        )


def _write_rows(connection: Connection, changes: Sequence[Change], at: str, by: str) -> None:
    last = connection.execute(select(func.coalesce(func.max(records.c.position), 0))).scalar_one()
    new, edited = [], []
    for change in changes:
        record = change.draft.record
        row = {
            "kind": record.kind, "version": record.version, "state": record.state,
            "data_source": record.data_source, "updated_at": at, "updated_by": by,
            "content_hash": change.draft.content_hash, **change.draft.columns,
        }  # fmt: skip
        if change.old is None:
            last += 1
            new.append(
                {**row, "id": change.id, "uuid": record.uuid, "position": last, "created_at": at}
            )
        else:
            edited.append({**row, "b_id": change.id})
    if new:
        names = list(new[0])
        rows = [tuple(row[name] for name in names) for row in new]
        insert_rows(connection, records, names, rows)
    if edited:
        connection.execute(update(records).where(records.c.id == bindparam("b_id")), edited)


def _write_bodies(connection: Connection, changes: Sequence[Change]) -> None:
    new, edited = [], []
    for change in changes:
        draft = change.draft
        if change.old is None:
            new.append((change.id, draft.body, draft.names, draft.text))
        else:
            row = {"body": draft.body, "names": draft.names, "text": draft.text}
            edited.append({**row, "b_id": change.id})
    if len(new) >= _MANY:
        _write_many_bodies(connection, new)
    else:
        insert_rows(connection, bodies, _BODY, new)
    if edited:
        connection.execute(update(bodies).where(bodies.c.id == bindparam("b_id")), edited)


def _write_many_bodies(connection: Connection, new: Sequence[tuple[int, str, str, str]]) -> None:
    """New bodies, and the search index in one statement after them.

    A trigger is a savepoint, before which FTS5 writes what it has gathered: with one for each
    record it writes and merges thousands of small parts. The trigger stands again before the
    transaction ends; nobody else sees the file without it.
    """
    run = connection.exec_driver_sql
    trigger = run("SELECT sql FROM sqlite_master WHERE name = 'search_insert'").scalar_one()
    run("DROP TRIGGER search_insert")
    insert_rows(connection, bodies, _BODY, new)
    run(_GATHER.format(16 << 20))
    run(
        "INSERT INTO search (rowid, names, text) "
        "SELECT id, search_tokens(names), search_tokens(text) FROM bodies WHERE id >= ?",
        (min(number for number, *_ in new),),
    )
    run(_GATHER.format(1 << 20))
    run(trigger)


def _write_attachments(connection: Connection, changes: Sequence[Change]) -> None:
    table = schema.record_attachments
    old = [change.id for change in changes if change.old is not None]
    for part in chunks(old):
        connection.execute(delete(table).where(table.c.record_id.in_(part)))
    rows = [
        {"record_id": change.id, "sha256": sha256, "name": name, "field": field}
        for change in changes
        for sha256, name, field in change.draft.attachments
    ]
    if rows:
        connection.execute(insert(table), rows)


def _audit_rows(
    connection: Connection, changes: Sequence[Change], note: str, naming: Naming | None
) -> list[dict[str, Any]]:
    """One row per change; an edit names the fields that differ (bodies are still the old ones)."""
    before: dict[int, str] = {}
    for part in chunks(change.id for change in changes if change.old is not None):
        query = select(bodies.c.id, bodies.c.body).where(bodies.c.id.in_(part))
        before.update(tuple(row) for row in connection.execute(query))
    rows = []
    for change in changes:
        detail: dict[str, Any] = {}
        if change.id in before and before[change.id] != change.draft.body:
            detail["fields"] = _differing(json.loads(before[change.id]), change.draft.values)
        uuid = change.draft.record.uuid
        action = naming.action if naming else change.action
        detail |= naming.details.get(uuid, {}) if naming else {}
        rows.append({"action": action, "uuid": uuid, "note": note, "detail": detail})
    return rows


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def lend_titles(connection: Connection, uuids: Iterable[str]) -> None:
    """Give the records that are called after another one (责任事项 after its power) its title, and
    the office in charge of it.

    ``uuids`` were just written: they may lend their title, or borrow one.
    """
    changed: dict[int, tuple[str, str, str, str]] = {}
    for part in chunks(uuids):
        # Two queries: joined by OR they would read every record.
        for column in (records.c.title_ref, records.c.uuid):
            for number, *lent in connection.execute(_LENT.where(column.in_(part))):
                changed[number] = (lent[0], lent[1], lent[2], lent[3])
    rows, lines = [], []
    for number, (_, code, title, office) in changed.items():
        columns = title_columns(title)
        rows.append({"b_id": number, **columns, "office": office})
        lines.append({"b_id": number, "names": names(title, code, columns["initials"])})
    if changed:
        connection.execute(update(records).where(records.c.id == bindparam("b_id")), rows)
        connection.execute(update(bodies).where(bodies.c.id == bindparam("b_id")), lines)
        lend_titles(connection, [uuid for uuid, *_ in changed.values()])


def _hashes(connection: Connection, uuids: Sequence[str]) -> dict[str, str]:
    """Content hashes of those records that may be written."""
    found: dict[str, str] = {}
    for part in chunks(uuids):
        free = (
            records.c.uuid.in_(part)
            & records.c.deleted_at.is_(None)
            & records.c.state.not_in(FINAL_STATES)
        )
        query = select(records.c.uuid, records.c.content_hash).where(free)
        found.update(tuple(row) for row in connection.execute(query))
    return found


def to_bin(connection: Connection, ids: Iterable[int], at: str) -> None:
    """Mark rows as deleted."""
    for part in chunks(ids):
        connection.execute(update(records).where(records.c.id.in_(part)).values(deleted_at=at))


def put_back(connection: Connection, items: Iterable[Record]) -> None:
    """Give rows the version and state that records had, or that the next one has; content stays."""
    rows = [
        {"b_uuid": r.uuid, "version": r.version, "state": r.state, "data_source": r.data_source}
        for r in items
    ]  # fmt: skip
    if rows:
        connection.execute(update(records).where(records.c.uuid == bindparam("b_uuid")), rows)


def leave_bin(connection: Connection, uuids: Sequence[str], at: str, by: str) -> list[str]:
    """Take rows out of the bin; those that lay there."""
    back: list[str] = []
    for part in chunks(uuids):
        lying = records.c.uuid.in_(part) & records.c.deleted_at.is_not(None)
        back.extend(connection.execute(select(records.c.uuid).where(lying)).scalars())
        connection.execute(update(records).where(lying).values(deleted_at=None))
    log(connection, [{"action": "restored", "uuid": uuid} for uuid in back], at, by)
    return back


def _purge(connection: Connection, which: ColumnElement[bool], at: str, by: str) -> int:
    gone = connection.execute(select(records.c.uuid).where(which)).scalars().all()
    connection.execute(delete(records).where(which))
    for part in chunks(gone):
        for told in (schema.versions, schema.heads):
            connection.execute(delete(told).where(told.c.uuid.in_(part)))
    log(connection, [{"action": "purged", "uuid": uuid} for uuid in gone], at, by)
    return len(gone)


def _row(connection: Connection, uuid: str, *, in_bin: bool) -> Row[Any]:
    """The row of a record that must, or must not, lie in the bin."""
    row = connection.execute(select(records).where(records.c.uuid == uuid)).one_or_none()
    if row is None or bool(row.deleted_at) is not in_bin:
        raise not_found(uuid)
    return row
