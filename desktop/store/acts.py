"""Acts on records that are more than edits (送审、审核、退回 …): record and log in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from desktop.store import schema
from desktop.store.derive import prepare
from desktop.store.errors import LibraryError
from desktop.store.history import History
from desktop.store.notes import to_entry
from desktop.store.part import chunks, log, uuid_of
from desktop.store.reading import not_found
from desktop.store.schema import records
from desktop.store.values import Act, AuditEntry
from desktop.store.writing import Naming, write
from forms.record import Record


class Acts(History):
    """Acts that the log calls by their own name."""

    def act(
        self, acts: Sequence[Act], action: str, *, by: str, note: str = "",
        beside: Sequence[Mapping[str, Any]] = (),
    ) -> list[Record]:  # fmt: skip
        """Write what the acts make of the records, and call each ``action`` in the log.

        ``beside`` are further rows of the log: ``action``, ``uuid``, ``note``, ``detail``. All or
        nothing: `LibraryError` when one record is not any more what the act was decided on, and
        as for `save`. A record whose state becomes final gets its revision.
        """
        drafts = [prepare(act.after, self._catalogue) for act in acts]
        hashes = {act.before.uuid: act.before.content_hash() for act in acts}
        details = {act.after.uuid: act.detail for act in acts}
        with self._database.write() as connection:
            _refuse_changed(connection, acts, hashes)
            at = self._now()
            written = write(connection, drafts, at, by, note, Naming(action, details))
            touched = {record.uuid for record in written}
            silent = [
                {"action": action, "uuid": uuid, "note": note, "detail": detail}
                for uuid, detail in details.items()
                if uuid not in touched
            ]
            log(connection, [*silent, *beside], at, by)
        return written

    def note_act(
        self, record: Record | str, action: str, *, by: str, note: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Write an act into the log that leaves the record as it is (批注)."""
        uuid = uuid_of(record)
        with self._database.write() as connection:
            known = select(records.c.id).where(records.c.uuid == uuid)
            if connection.execute(known).scalar_one_or_none() is None:
                raise not_found(uuid)
            row = {"action": action, "uuid": uuid, "note": note, "detail": detail or {}}
            log(connection, [row], self._now(), by)

    def acts_on(
        self, states: Collection[str], actions: Collection[str]
    ) -> dict[str, list[AuditEntry]]:
        """uuid → entries of these actions, the earliest first, of all records in these states.

        Records in the bin are left out, and those of which the log tells nothing like it.
        """
        audit = schema.audit
        statement = (
            select(*(audit.c[name] for name in AuditEntry.__slots__))
            .join(records, records.c.uuid == audit.c.uuid)
            .where(
                records.c.state.in_(states),
                records.c.deleted_at.is_(None),
                audit.c.action.in_(actions),
            )
            .order_by(audit.c.id)
        )
        found: dict[str, list[AuditEntry]] = {}
        with self._database.read() as connection:
            for row in connection.execute(statement):
                entry = to_entry(row)
                found.setdefault(str(entry.uuid), []).append(entry)
        return found


def _refuse_changed(connection: Connection, acts: Sequence[Act], hashes: Mapping[str, str]) -> None:
    """Raise when a record was changed after the act was decided on."""
    stored: dict[str, tuple[str, str, int]] = {}
    columns = (records.c.uuid, records.c.content_hash, records.c.state, records.c.version)
    for part in chunks(hashes):
        alive = records.c.uuid.in_(part) & records.c.deleted_at.is_(None)
        for uuid, content_hash, state, version in connection.execute(select(*columns).where(alive)):
            stored[uuid] = (content_hash, state, version)
    for act in acts:
        uuid = act.before.uuid
        if uuid not in stored:
            raise not_found(uuid)
        if stored[uuid] != (hashes[uuid], act.before.state, act.before.version):
            raise LibraryError("这条记录刚刚又有改动，没有处理。请刷新后再试。")
