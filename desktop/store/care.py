"""Trust: backups, and finding what a disk has spoilt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, bindparam, cast, select, update

from desktop.store.backup import copy_library
from desktop.store.derive import prepare
from desktop.store.part import Part, chunks
from desktop.store.reading import record_query, to_record
from desktop.store.schema import attachments, bodies, records, revisions
from desktop.store.versions import vid
from desktop.store.writing import lend_titles
from forms.record import Record


class Care(Part):
    """Looking after the file."""

    def backup(self, target: Path) -> None:
        """Write a complete copy of the library to ``target``, also while it is being edited."""
        copy_library(self._database, Path(target))

    def verify(self) -> list[str]:
        """What is not as it was written, one sentence each; nothing when all is sound.

        SQLite's own check sees one flipped bit in ten, so every content hash is computed anew:
        records, finished versions with their chain, attachments.
        """
        found = [*self._structure(), *self._records(), *self._revisions()]
        return [*found, *self._attachments()]

    def _structure(self) -> Iterator[str]:
        with self._database.driver() as connection:
            for (line,) in connection.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"数据库结构损坏：{line}"

    def _records(self) -> Iterator[str]:
        query = select(
            *map(_bytes, (records.c.kind, records.c.uuid, bodies.c.body)),
            *map(_bytes, (records.c.content_hash, records.c.title)),
        ).outerjoin(bodies, bodies.c.id == records.c.id)
        for part in chunks(self._ids()):
            rows = self._database.rows(query.where(records.c.id.between(part[0], part[-1])))
            for kind, uuid, body, content_hash, title in rows:
                if _record_hash(kind, uuid, body) != content_hash:
                    yield f"记录“{_readable(title)}”（{_readable(uuid)}）的内容与保存时不一致。"

    def _ids(self) -> list[int]:
        statement = select(records.c.id).order_by(records.c.id)
        return [number for (number,) in self._database.rows(statement)]

    def _revisions(self) -> Iterator[str]:
        columns = (revisions.c.uuid, revisions.c.body, revisions.c.parents)
        hashes = (revisions.c.content_hash, revisions.c.vid)
        query = select(revisions.c.n, *map(_bytes, columns), *map(_bytes, hashes))
        for n, uuid, body, parents, content_hash, name in self._database.rows(query):
            if _revision_hashes(uuid, body, parents) != (content_hash, name):
                yield f"记录{_readable(uuid)}第{n}版定稿的内容与定稿时不一致。"

    def _attachments(self) -> Iterator[str]:
        query = select(attachments.c.id).order_by(attachments.c.id)
        for (number,) in self._database.rows(query):
            one = select(_bytes(attachments.c.sha256), attachments.c.data)
            for sha256, data in self._database.rows(one.where(attachments.c.id == number)):
                if hashlib.sha256(data).hexdigest().encode() != sha256:
                    yield f"附件{_readable(sha256)[:12]}…的内容与添加时不一致。"

    def reindex(self) -> int:
        """Derive list columns and search text of every record anew; how many there are.

        Needed when a form's definition (its title field, its labels) has changed. Contents, times
        and hashes stay.
        """
        identifiers = self._ids()
        for part in chunks(identifiers):
            query = record_query().add_columns(records.c.id).where(records.c.id.in_(part))
            # Read inside the write: a record saved in between must not get its old names back.
            with self._database.write() as connection:
                rows = connection.execute(query).all()
                drafts = [(row.id, prepare(to_record(row[:7]), self._catalogue)) for row in rows]
                connection.execute(
                    update(records).where(records.c.id == bindparam("b_id")),
                    [{"b_id": number, **draft.columns} for number, draft in drafts],
                )
                connection.execute(
                    update(bodies).where(bodies.c.id == bindparam("b_id")),
                    [
                        {"b_id": number, "names": draft.names, "text": draft.text}
                        for number, draft in drafts
                    ],
                )
                lend_titles(connection, [draft.record.uuid for _, draft in drafts])
        return len(identifiers)


def _bytes(column: Column[Any]) -> ColumnElement[bytes]:
    """A text column as bytes: spoilt text cannot be decoded, and that is to be reported."""
    return cast(column, LargeBinary)


def _readable(text: bytes) -> str:
    return text.decode(errors="replace")


def _record_hash(kind: bytes, uuid: bytes, body: bytes | None) -> bytes:
    """The content hash of what is stored; empty when it is no record any more."""
    try:
        values = json.loads((body or b"").decode())
        return Record(kind.decode(), values, uuid.decode()).content_hash().encode()
    except (ValueError, TypeError):
        return b""


def _revision_hashes(uuid: bytes, body: bytes, parents: bytes) -> tuple[bytes, bytes]:
    """Content hash and vid of a stored revision; empty when it cannot be read."""
    try:
        content = Record.from_json(json.loads(body.decode())).content_hash()
        chained = vid(uuid.decode(), content, json.loads(parents.decode()))
    except (ValueError, TypeError, KeyError):
        return b"", b""
    return content.encode(), chained.encode()
