"""The locks of adopted records: fields that the level above fixes may not be written otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from desktop.store import schema
from desktop.store.errors import FieldsLocked
from desktop.store.part import chunks


def of(connection: Connection, uuids: Iterable[str]) -> dict[str, frozenset[str]]:
    """uuid → the locked fields, of those records that have any."""
    table = schema.adoptions
    found: dict[str, frozenset[str]] = {}
    for part in chunks(uuids):
        query = select(table.c.uuid, table.c.locked).where(table.c.uuid.in_(part))
        found.update(
            (uuid, frozenset(names))
            for uuid, locked in connection.execute(query)
            if (names := json.loads(locked))
        )
    return found


def refuse(connection: Connection, wanted: Mapping[str, str]) -> None:
    """`FieldsLocked` when a body that is to be written changes a field that is locked."""
    locked = of(connection, wanted)
    if not locked:
        return
    records, bodies = schema.records, schema.bodies
    query = select(records.c.uuid, records.c.title, bodies.c.body).join(
        bodies, bodies.c.id == records.c.id
    )
    for part in chunks(locked):
        for uuid, title, body in connection.execute(query.where(records.c.uuid.in_(part))):
            old, new = json.loads(body), json.loads(wanted[uuid])
            names = {name for name in locked[uuid] if old.get(name) != new.get(name)}
            if names:
                raise FieldsLocked(title, names)
