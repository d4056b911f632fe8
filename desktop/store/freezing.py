"""Finished versions: written once, chained by hash, kept for good; and what they hold alive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from desktop.store import lineage, schema
from desktop.store.lineage import Head, following
from desktop.store.part import chunks
from desktop.store.schema import revisions
from desktop.store.values import Revision
from desktop.store.versions import vid
from exports.package.enclosed import Version, is_tombstone
from forms.record import Record, canonical_json


def freeze(
    connection: Connection, items: Sequence[Record], at: str, by: str, note: str,
    merged: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the revision of each record that has none of its version yet.

    Its parents are the version that the work went on from and the ``merged`` ones of others.
    """
    rows: list[dict[str, Any]] = []
    kept: list[tuple[Record, Version]] = []
    for part in chunks(items):
        uuids = [record.uuid for record in part]
        last, reasons = _last_revisions(connection, uuids), lineage.reasons_of(connection, uuids)
        heads = lineage.heads_of(connection, uuids)
        for record in part:
            if last.get(record.uuid, 0) >= record.version:
                continue
            content_hash = record.content_hash()
            version = _finished(record, content_hash, heads.get(record.uuid), merged)
            kept.append((record, version))
            rows.append({
                "uuid": record.uuid, "n": record.version,
                "body": canonical_json({**record.to_json(), "updated_at": at}),
                "content_hash": content_hash,
                "vid": version.vid,
                "parents": canonical_json(list(version.parents)),
                "finalized_at": at, "by": by, "note": note,
                "waivers": canonical_json(reasons.get(record.uuid, [])),
            })  # fmt: skip
    if rows:
        connection.execute(insert(revisions), rows)
        lineage.keep(
            connection,
            [lineage.Kept(r.uuid, version, None, is_tombstone(r)) for r, version in kept], at,
        )  # fmt: skip
        lineage.set_heads(
            connection,
            [(r.uuid, Head(version, r.content_hash(), r.version)) for r, version in kept],
        )


def _finished(
    record: Record, content_hash: str, head: Head | None, merged: Sequence[str]
) -> Version:
    """The version that a revision becomes: the head itself when it says the same and is named after
    what it says here (a package leaves out internal fields), else a new one.
    """
    if head is not None and head.is_at(content_hash, record.version) and not merged:
        named = vid(record.uuid, content_hash, head.version.parents)
        if named == head.version.vid:
            return head.version
    return following(record.uuid, content_hash, [head.version] if head else [], merged)


def _last_revisions(connection: Connection, uuids: Sequence[str]) -> dict[str, int]:
    """uuid → number of the last revision."""
    query = (
        select(revisions.c.uuid, func.max(revisions.c.n))
        .where(revisions.c.uuid.in_(uuids))
        .group_by(revisions.c.uuid)
    )
    return {str(uuid): int(n) for uuid, n in connection.execute(query)}


def to_revision(row: Row[Any]) -> Revision:
    """A row of the table as a value."""
    return Revision(
        row.uuid, row.n, row.content_hash, row.vid, tuple(json.loads(row.parents)),
        row.finalized_at, row.by, row.note,
        {(rule, field): reason for rule, field, reason in json.loads(row.waivers)},
    )  # fmt: skip


def drop_unused_attachments(connection: Connection, cutoff: str) -> None:
    """Remove attachments added before ``cutoff`` that no record, revision or import names.

    An import names the files that it kept (``original`` in its report) until it is taken back.

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
        original = (
            select(schema.imports.c.id)
            .where(
                schema.imports.c.undone_at.is_(None),
                schema.imports.c.report.contains(f'"original":"{row.sha256}"'),
            )
            .limit(1)
        )
        if not any(connection.execute(named_by).first() for named_by in (kept, original)):
            connection.execute(delete(attachments).where(attachments.c.id == row.id))
