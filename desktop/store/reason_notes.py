"""Written reasons (理由说明) in merges: what stood beside records when, given and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from desktop.store import schema
from desktop.store.notes import waived
from desktop.store.part import chunks, log
from desktop.store.schema import records, waivers
from desktop.store.values import ImportBatch

_ACTIONS = ("waived", "waiver_withdrawn")
#: In the report of an import: what its reasons stand in the place of.
_KEY = "reasons"


@dataclass(frozen=True, slots=True)
class ReasonTaken:
    """A reason as it shall be; blank: it goes."""

    uuid: str
    rule: str
    field: str
    reason: str


@dataclass
class Given:
    """Of one record: (rule, field) → reason now; and each change of one, the oldest first: rule,
    field, reason ("" when it was taken back), time.
    """

    now: dict[tuple[str, str], str] = field(default_factory=dict)
    log: list[tuple[str, str, str, str]] = field(default_factory=list)


def given(connection: Connection, uuids: Sequence[str] | None) -> dict[str, Given]:
    """uuid → what there is, of those that have or had any."""
    found: dict[str, Given] = {}
    now = select(records.c.uuid, waivers.c.rule, waivers.c.field, waivers.c.reason).join(
        records, records.c.id == waivers.c.record_id
    )
    audit = schema.audit
    then = (
        select(audit.c.uuid, audit.c.detail, audit.c.note, audit.c.action, audit.c.at)
        .where(audit.c.action.in_(_ACTIONS))
        .order_by(audit.c.id)
    )
    for part in [None] if uuids is None else chunks(uuids):
        mine = now if part is None else now.where(records.c.uuid.in_(part))
        for uuid, rule, place, reason in connection.execute(mine):
            found.setdefault(uuid, Given()).now[rule, place] = reason
        past = then if part is None else then.where(audit.c.uuid.in_(part))
        for row in connection.execute(past):
            about = json.loads(row.detail)
            reason = row.note if row.action == "waived" else ""
            entry = (about.get("rule", ""), about.get("field", ""), reason, row.at)
            found.setdefault(row.uuid, Given()).log.append(entry)
    return found


def told(connection: Connection, batch: ImportBatch, items: Sequence[ReasonTaken]) -> ImportBatch:
    """The batch with what these reasons stand in the place of: the way back."""
    if not items:
        return batch
    before = given(connection, list({item.uuid for item in items}))
    rows = [
        [i.uuid, i.rule, i.field, i.reason, before[i.uuid].now.get((i.rule, i.field), "")
         if i.uuid in before else ""]
        for i in items
    ]  # fmt: skip
    return replace(batch, report={**batch.report, _KEY: rows})


def give(connection: Connection, items: Iterable[ReasonTaken], at: str, by: str) -> None:
    """Write reasons, or take them back."""
    rows = [waived(connection, i.uuid, i.rule, i.field, i.reason, by, at) for i in items]
    log(connection, rows, at, by)


def take_back(connection: Connection, report: Mapping[str, Any], at: str, by: str) -> None:
    """Put back what stood before a merge, but where it was changed since or the record is gone."""
    rows = report.get(_KEY, ())
    now = given(connection, list({row[0] for row in rows}))
    there = {
        uuid
        for part in chunks({row[0] for row in rows})
        for uuid in connection.execute(
            select(records.c.uuid).where(records.c.uuid.in_(part))
        ).scalars()
    }
    items = [
        ReasonTaken(uuid, rule, place, before)
        for uuid, rule, place, after, before in rows
        if uuid in there and now.get(uuid, Given()).now.get((rule, place), "") == after
    ]
    give(connection, items, at, by)
