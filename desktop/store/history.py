"""Finished versions: making them, reading them, going on from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, Row, select, update

from desktop.store import freezing
from desktop.store.derive import prepare
from desktop.store.errors import LibraryError, RecordNotFound
from desktop.store.part import log
from desktop.store.reading import not_found, record_query, to_record
from desktop.store.schema import records, revisions
from desktop.store.values import FINAL_STATES, Revision
from desktop.store.writing import Writing, write
from forms.record import Record


class History(Writing):
    """Revisions (定稿版本) of records."""

    def finalize(
        self, uuid: str, by: str = "", *, note: str = "", state: str = "approved",
        merged: Sequence[str] = (),
    ) -> Record:  # fmt: skip
        """Freeze the record as it is: revision ``record.version`` is written and never changes.

        ``state`` is the final state it gets. ``merged`` names versions of others (their ``vid``)
        that went into it. `LibraryError` when it is final already.
        """
        with self._database.write() as connection:
            record = _current(connection, uuid)
            if record.state in FINAL_STATES:
                raise LibraryError("这条记录已经定稿。需要修改时，请先建立新版本。")
            final = replace(record, state=state)
            at = self._now()
            freezing.freeze(connection, [final], at, by, note, merged)
            return write(connection, [prepare(final, self._catalogue)], at, by, note)[0]

    def new_version(self, uuid: str, *, by: str = "", note: str = "") -> Record:
        """Open the next version of a final record for editing; its state becomes 变更中."""
        with self._database.write() as connection:
            record = _current(connection, uuid)
            if record.state not in FINAL_STATES:
                raise LibraryError("这条记录还没有定稿，可以直接修改，不需要新版本。")
            at = self._now()
            following = replace(record, version=record.version + 1, state="amending", updated_at=at)
            connection.execute(
                update(records)
                .where(records.c.uuid == uuid)
                .values(
                    version=following.version, state=following.state, updated_at=at, updated_by=by
                )
            )
            log(connection, [{"action": "new_version", "uuid": uuid, "note": note}], at, by)
        return following

    def revisions(self, uuid: str) -> list[Revision]:
        """The finished versions of a record, the first one first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(revisions).where(revisions.c.uuid == uuid).order_by(revisions.c.n)
            )
            return [freezing.to_revision(row) for row in rows]

    def revision(self, uuid: str, n: int) -> Record:
        """The record as it was in revision ``n``; `RecordNotFound` when there is none."""
        statement = select(revisions.c.body).where(revisions.c.uuid == uuid, revisions.c.n == n)
        rows = self._database.rows(statement)
        if not rows:
            raise RecordNotFound(f"记录{uuid}没有第{n}版定稿。")
        return Record.from_json(json.loads(rows[0][0]))


def _current(connection: Connection, uuid: str) -> Record:
    query = record_query().where(records.c.uuid == uuid, records.c.deleted_at.is_(None))
    row: Row[tuple[object, ...]] | None = connection.execute(query).one_or_none()
    if row is None:
        raise not_found(uuid)
    return to_record(row)
