"""Waivers, settings and the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from desktop.store import schema
from desktop.store.part import Part, log, uuid_of
from desktop.store.reading import not_found
from desktop.store.schema import records, settings, waivers
from desktop.store.values import AuditEntry, Waiver
from forms.record import Record, canonical_json


class Notes(Part):
    """What is kept beside the records."""

    @cached_property
    def _said(self) -> dict[str, str]:
        """Settings as they were read last, in JSON; "" for one that was never set."""
        return {}

    def waive(self, record: Record | str, rule: str, field: str, reason: str, by: str = "") -> None:
        """Give the reason that lets a J problem pass; a blank reason takes it back."""
        self.waive_these([(uuid_of(record), rule, field, reason)], by)

    def waive_these(self, reasons: Iterable[tuple[str, str, str, str]], by: str = "") -> None:
        """Give reasons (uuid, rule, field path, reason), all or none of them."""
        with self._database.write() as connection:
            at = self._now()
            rows = [waived(connection, *item, by, at) for item in reasons]
            log(connection, rows, at, by)

    def waivers(self, uuid: str) -> dict[tuple[str, str], str]:
        """(rule, field path) → reason, of one record."""
        return {(item.rule, item.field): item.reason for item in self._waivers(uuid)}

    def all_waivers(self) -> list[Waiver]:
        """Every reason given, record by record, the bin left out."""
        return self._waivers(None)

    def _waivers(self, uuid: str | None) -> list[Waiver]:
        statement = (
            select(
                records.c.uuid, waivers.c.rule, waivers.c.field, waivers.c.reason, waivers.c.by,
                waivers.c.at,
            )
            .join(records, records.c.id == waivers.c.record_id)
            .where(records.c.deleted_at.is_(None) if uuid is None else records.c.uuid == uuid)
            .order_by(records.c.position, waivers.c.rule, waivers.c.field)
        )  # fmt: skip
        return [Waiver(*row) for row in self._database.rows(statement)]

    def setting(self, key: str, default: Any = None) -> Any:
        """A setting of this library; ``default`` when it was never set."""
        said = self._said.get(key)
        if said is None:
            rows = self._database.rows(select(settings.c.value).where(settings.c.key == key))
            said = rows[0][0] if rows else ""
            if not self._database.read_only:
                # The profile is asked for at every keystroke. Who may write is the only one who does.
                self._said[key] = said
        return json.loads(said) if said else default

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a JSON value under a name; None forgets it."""
        with self._database.write() as connection:
            if value is None:
                connection.execute(delete(settings).where(settings.c.key == key))
            else:
                said = {"value": canonical_json(value)}
                connection.execute(
                    insert(settings)
                    .values(key=key, **said)
                    .on_conflict_do_update(index_elements=["key"], set_=said)
                )
        self._said.pop(key, None)  # after the write: nobody can read the old value any more

    def audit(self, uuid: str | None = None, limit: int | None = 200) -> list[AuditEntry]:
        """The log, the latest first; of one record when ``uuid`` is given."""
        table = schema.audit
        statement = select(
            table.c.at, table.c.by, table.c.action, table.c.uuid, table.c.note, table.c.detail
        )
        if uuid is not None:
            statement = statement.where(table.c.uuid == uuid)
        statement = statement.order_by(table.c.id.desc()).limit(limit)
        return [to_entry(row) for row in self._database.rows(statement)]


def to_entry(row: Sequence[Any]) -> AuditEntry:
    """A row of the log, its columns in the order of `AuditEntry`, as a value."""
    at, who, action, about, said, detail = row
    return AuditEntry(at, who, action, about, said, json.loads(detail))


def waived(
    connection: Connection, uuid: str, rule: str, field: str, reason: str, by: str, at: str
) -> dict[str, Any]:  # fmt: skip
    """Write one reason or take it back; its row of the log."""
    reason = reason.strip()
    number = connection.execute(
        select(records.c.id).where(records.c.uuid == uuid)
    ).scalar_one_or_none()
    if number is None:
        raise not_found(uuid)
    key = {"record_id": number, "rule": rule, "field": field}
    said = {"reason": reason, "by": by, "at": at}
    if reason:
        connection.execute(
            insert(waivers)
            .values(**key, **said)
            .on_conflict_do_update(index_elements=list(key), set_=said)
        )
    else:
        connection.execute(delete(waivers).filter_by(**key))
    action = "waived" if reason else "waiver_withdrawn"
    detail = {"rule": rule, "field": field}
    return {"action": action, "uuid": uuid, "note": reason, "detail": detail}
