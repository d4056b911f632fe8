"""Finished versions: written once, chained by hash, kept for good; and what they hold alive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from desktop.store import schema
from desktop.store.part import chunks
from desktop.store.schema import records, revisions
from desktop.store.values import Revision
from forms.record import Record, canonical_json


def vid(uuid: str, content_hash: str, parents: Iterable[str]) -> str:
    """The name of a version: a hash over what it says and what it came from."""
    parts = {"uuid": uuid, "content": content_hash, "parents": sorted(parents)}
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def freeze(
    connection: Connection, items: Sequence[Record], at: str, by: str, note: str,
    merged: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the revision of each record that has none of its version yet.

    Its parents are the last revision kept here and the ``merged`` versions of others.
    """
    rows = []
    for part in chunks(items):
        last = _last_revisions(connection, [record.uuid for record in part])
        reasons = _reasons(connection, [record.uuid for record in part])
        for record in part:
            number, previous = last.get(record.uuid, (0, ""))
            if number >= record.version:
                continue
            parents = sorted({*merged, previous} - {""})
            content_hash = record.content_hash()
            rows.append({
                "uuid": record.uuid, "n": record.version,
                "body": canonical_json({**record.to_json(), "updated_at": at}),
                "content_hash": content_hash,
                "vid": vid(record.uuid, content_hash, parents),
                "parents": canonical_json(parents),
                "finalized_at": at, "by": by, "note": note,
                "waivers": canonical_json(reasons.get(record.uuid, [])),
            })  # fmt: skip
    if rows:
        connection.execute(insert(revisions), rows)


def _last_revisions(connection: Connection, uuids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """uuid → number and vid of the last revision."""
    query = (
        select(revisions.c.uuid, revisions.c.n, revisions.c.vid)
        .where(revisions.c.uuid.in_(uuids))
        .order_by(revisions.c.n)
    )
    return {uuid: (n, name) for uuid, n, name in connection.execute(query)}


def _reasons(connection: Connection, uuids: Sequence[str]) -> dict[str, list[list[str]]]:
    waivers = schema.waivers
    query = (
        select(records.c.uuid, waivers.c.rule, waivers.c.field, waivers.c.reason)
        .join(records, records.c.id == waivers.c.record_id)
        .where(records.c.uuid.in_(uuids))
        .order_by(waivers.c.rule, waivers.c.field)
    )
    found: dict[str, list[list[str]]] = {}
    for uuid, rule, field, reason in connection.execute(query):
        found.setdefault(uuid, []).append([rule, field, reason])
    return found


def to_revision(row: Row[Any]) -> Revision:
    """A row of the table as a value."""
    return Revision(
        row.uuid, row.n, row.content_hash, row.vid, tuple(json.loads(row.parents)),
        row.finalized_at, row.by, row.note,
        {(rule, field): reason for rule, field, reason in json.loads(row.waivers)},
    )  # fmt: skip


def drop_unused_attachments(connection: Connection, cutoff: str) -> None:
    """Remove attachments added before ``cutoff`` that no record and no revision names.

    A younger one may belong to a record that is about to be saved.
    """
    attachments, named = schema.attachments, schema.record_attachments
    unused = connection.execute(
        select(attachments.c.id, attachments.c.sha256).where(
            attachments.c.added_at < cutoff,
            attachments.c.sha256.not_in(select(named.c.sha256)),
        )
    ).all()
    for row in unused:
        kept = select(revisions.c.n).where(revisions.c.body.contains(row.sha256)).limit(1)
        if connection.execute(kept).first() is None:
            connection.execute(delete(attachments).where(attachments.c.id == row.id))
