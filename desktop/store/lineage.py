"""What each record came from: known versions, and the one that the work goes on from (its head).

A record that says what it said at its head *is* that version; one that was edited since is a new
version whose parent is the head. So nothing need be written while somebody types: only what others
may have seen (what left, came in or was finished) is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from desktop.store import schema
from desktop.store.part import chunks
from desktop.store.versions import vid
from exports.package.enclosed import Version, is_tombstone
from forms.merging import Known, Side
from forms.record import Record, canonical_json

#: Beside the values in the body of a version: no field is called so.
_REASONS = "-reasons"


@dataclass(frozen=True, slots=True)
class Head:
    """The version that a record goes on from, and what the record said and counted then."""

    version: Version
    content_hash: str
    n: int

    def is_at(self, content_hash: str, n: int) -> bool:
        """Whether a record that says this is still at the head."""
        return (self.content_hash, self.n) == (content_hash, n)


@dataclass(frozen=True, slots=True)
class Kept:
    """A version to be kept; ``body`` is what `body_of` makes of it; None: a revision has it."""

    uuid: str
    version: Version
    body: str | None
    gone: bool = False


def body_of(values: Mapping[str, Any], reasons: Iterable[Iterable[str]] = ()) -> str:
    """Values without blank parts, and the reasons that go with them, as canonical JSON."""
    told = sorted(list(reason) for reason in reasons)
    return canonical_json({**values, _REASONS: told} if told else dict(values))


def reasons_of(connection: Connection, uuids: Sequence[str]) -> dict[str, list[list[str]]]:
    """uuid → [rule, field, reason] of every reason that stands beside a record."""
    waivers, records = schema.waivers, schema.records
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


def heads_of(connection: Connection, uuids: Iterable[str]) -> dict[str, Head]:
    """uuid → head, of those that ever left, came in or were finished."""
    heads, versions = schema.heads, schema.versions
    found: dict[str, Head] = {}
    for part in chunks(uuids):
        last = select(func.max(heads.c.id)).where(heads.c.uuid.in_(part)).group_by(heads.c.uuid)
        query = (
            select(
                heads.c.uuid, heads.c.content_hash, heads.c.n, versions.c.vid, versions.c.parents,
                versions.c.ancestors,
            )
            .join(versions, versions.c.vid == heads.c.vid)
            .where(heads.c.id.in_(last))
        )  # fmt: skip
        for uuid, content_hash, n, name, parents, ancestors in connection.execute(query):
            version = Version(name, vids(parents), vids(ancestors))
            found[uuid] = Head(version, content_hash, n)
    return found


def vids(text: str) -> tuple[str, ...]:
    """Names of versions as a row has them; most versions came from none."""
    return () if text == "[]" else tuple(json.loads(text))


def following(
    uuid: str, content_hash: str, parents: Sequence[Version], extra: Iterable[str] = ()
) -> Version:
    """The version that says this and came from ``parents``, and from ``extra`` of which only the
    names are known.
    """
    names = sorted({*(parent.vid for parent in parents), *extra})
    ancestors = {*names, *(old for parent in parents for old in parent.ancestors)}
    return Version(vid(uuid, content_hash, names), tuple(names), tuple(sorted(ancestors)))


def version_now(uuid: str, content_hash: str, n: int, head: Head | None) -> Version:
    """The name of what a record says now."""
    if head is not None and head.is_at(content_hash, n):
        return head.version
    return following(uuid, content_hash, [head.version] if head else [])


def keep(connection: Connection, items: Iterable[Kept], at: str) -> None:
    """Remember versions; what is known already stays as it is."""
    rows = [
        {
            "vid": item.version.vid, "uuid": item.uuid,
            "parents": canonical_json(list(item.version.parents)),
            "ancestors": canonical_json(list(item.version.ancestors)),
            "body": item.body,
            "gone": int(item.gone), "at": at,
        }
        for item in items
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.versions).on_conflict_do_nothing(), rows)


def set_heads(
    connection: Connection, items: Iterable[tuple[str, Head]], import_id: str | None = None
) -> None:
    """Let the work on records go on from these versions."""
    rows = [
        {
            "uuid": uuid, "vid": head.version.vid, "content_hash": head.content_hash, "n": head.n,
            "import_id": import_id,
        }
        for uuid, head in items
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.heads), rows)


def note_sent(
    connection: Connection, items: Sequence[Record], versions: Mapping[str, Version], at: str
) -> None:
    """Records left the house as these versions: others may go on from them now."""
    heads = heads_of(connection, [record.uuid for record in items])
    new = []
    for record in items:
        head, version = heads.get(record.uuid), versions[record.uuid]
        if head is None or head.version.vid != version.vid:
            new.append((record, version))
    given: dict[str, list[list[str]]] = {}
    for part in chunks(record.uuid for record, _ in new):
        given |= reasons_of(connection, part)
    kept = [
        Kept(r.uuid, version, body_of(r.values, given.get(r.uuid, ())), is_tombstone(r))
        for r, version in new
    ]
    keep(connection, kept, at)
    set_heads(
        connection, [(r.uuid, Head(version, r.content_hash(), r.version)) for r, version in new]
    )


def forget_import(connection: Connection, batch: str, kept: Iterable[str]) -> None:
    """Let the work go on from where it was before a merge that was undone, but of what it kept."""
    heads = schema.heads
    connection.execute(
        delete(heads).where(heads.c.import_id == batch, heads.c.uuid.not_in(list(kept)))
    )


def known(connection: Connection, uuids: Iterable[str]) -> dict[str, Known]:
    """vid → every version of these records of which the content is held here."""
    versions, revisions = schema.versions, schema.revisions
    found: dict[str, Known] = {}
    for part in chunks(uuids):
        query = (
            select(
                versions.c.vid, versions.c.ancestors, versions.c.gone,
                func.coalesce(versions.c.body, revisions.c.body).label("body"),
                func.coalesce(revisions.c.waivers, "[]"),
            )
            .outerjoin(revisions, revisions.c.vid == versions.c.vid)
            .where(versions.c.uuid.in_(part))
        )  # fmt: skip
        for name, ancestors, gone, body, reasons in connection.execute(query):
            if body is not None:
                told = json.loads(body)
                given = [*json.loads(reasons), *told.pop(_REASONS, ())]
                found[name] = replace(
                    _known(told, vids(ancestors), bool(gone)),
                    reasons=frozenset((rule, field, reason) for rule, field, reason in given),
                )
    return found


def _known(body: dict[str, Any], ancestors: Iterable[str], gone: bool) -> Known:
    values = Record.from_json(body).values if "record_kind" in body else body
    return Known(Side(dict(values), gone), frozenset(ancestors))
