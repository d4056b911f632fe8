"""The catalogue of the level above (上级目录) and the records that were adopted from it (认领)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from desktop.store import locks
from desktop.store.derive import prepare, title_columns
from desktop.store.part import chunks, log
from desktop.store.schema import adoptions, bodies, records, upper_items, upper_sources
from desktop.store.writing import Naming, Writing, write
from exports.package.upper_item import UpperItem
from forms.record import Record, canonical_json

UpperStatus = Literal["free", "adopted", "changed", "withdrawn"]
STATUSES: tuple[UpperStatus, ...] = ("free", "adopted", "changed", "withdrawn")
#: What the log calls these acts.
ADOPTED, TAKEN_OVER, UNLOCKED = "adopted", "taken_over", "unlocked"
LOCKED_AGAIN, RELEASED = "locked_again", "released"


@dataclass(frozen=True, slots=True)
class UpperSource:
    """How far a portal's catalogue was read. ``complete``: the first reading came to its end."""

    portal: str
    epoch: str
    reached: int
    complete: bool
    issued_at: str
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class UpperEntry:
    """An item and where the lists find it: code, title, type and level, read from its values."""

    item: UpperItem
    code: str
    title: str
    type_key: str
    level: str


@dataclass(frozen=True, slots=True)
class UpperQuery:
    """What a list of the catalogue shows; empty parts show everything."""

    text: str = ""
    kind: str = ""
    type_key: str = ""
    level: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class UpperLine:
    """A line of that list; ``uuid`` is the record that was adopted from it, "" without one."""

    number: int
    kind: str
    code: str
    title: str
    type_key: str
    level: str
    status: UpperStatus
    uuid: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """What a record took over from which item, and the fields that this fixes."""

    uuid: str
    portal: str
    item: str
    hash: str
    base: Mapping[str, Any]
    locked: tuple[str, ...]
    at: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A record as it shall be, its content hash as it was seen, and its adoption from then on."""

    record: Record
    expected: str
    adoption: Adoption


_live = (
    select(
        adoptions.c.portal.label("portal"), adoptions.c.item.label("item"),
        func.min(adoptions.c.uuid).label("uuid"),
        func.min(adoptions.c.hash).label("least"), func.max(adoptions.c.hash).label("greatest"),
    )
    .join(records, and_(records.c.uuid == adoptions.c.uuid, records.c.deleted_at.is_(None)))
    .group_by(adoptions.c.portal, adoptions.c.item)
    .subquery("live")
)  # fmt: skip
_joined = upper_items.outerjoin(
    _live, and_(_live.c.portal == upper_items.c.portal, _live.c.item == upper_items.c.id)
)
_status: Any = case(
    (upper_items.c.withdrawn == 1, "withdrawn"),
    (_live.c.uuid.is_(None), "free"),
    (
        or_(_live.c.least != upper_items.c.hash, _live.c.greatest != upper_items.c.hash),
        "changed",
    ),
    else_="adopted",
)
_LINE = (
    upper_items.c.number, upper_items.c.kind, upper_items.c.code, upper_items.c.title,
    upper_items.c.type_key, upper_items.c.level, _status.label("status"),
    func.coalesce(_live.c.uuid, "").label("uuid"), upper_items.c.updated_at,
)  # fmt: skip


class Upper(Writing):
    """What the level above issued, and what became of it here."""

    def upper_sources(self) -> list[UpperSource]:
        """Each portal whose catalogue was read, the one that was read last first."""
        query = select(upper_sources).order_by(upper_sources.c.updated_at.desc())
        with self._database.read() as connection:
            return [_source(row) for row in connection.execute(query)]

    def upper_source(self, portal: str) -> UpperSource | None:
        """How far a portal's catalogue was read; None when never."""
        return next((item for item in self.upper_sources() if item.portal == portal), None)

    def keep_upper(self, source: UpperSource, entries: Iterable[UpperEntry]) -> int:
        """Keep a part of a catalogue and how far it goes, in one transaction; how many items are
        new or otherwise.

        An item that is older than what is kept changes nothing. When an epoch was read to its end,
        what it did not hold is withdrawn.
        """
        rows = [_row(source, entry) for entry in entries]
        with self._database.write() as connection:
            at = self._now()
            changed = sum(_kept(connection, {**row, "updated_at": at}) for row in rows)
            said = {
                "epoch": source.epoch, "reached": source.reached,
                "complete": int(source.complete), "issued_at": source.issued_at,
                "updated_at": at,
            }  # fmt: skip
            connection.execute(
                insert(upper_sources)
                .values(portal=source.portal, **said)
                .on_conflict_do_update(index_elements=["portal"], set_=said)
            )
            if source.complete:
                changed += _withdraw_the_rest(connection, source, at)
        return changed

    def upper_numbers(self, query: UpperQuery) -> list[int]:
        """The items that a query shows, by row number, in the order of their codes."""
        statement = _where(select(upper_items.c.number).select_from(_joined), query).order_by(
            upper_items.c.kind, upper_items.c.code, upper_items.c.title, upper_items.c.number
        )
        return [number for (number,) in self._database.rows(statement)]

    def upper_lines(self, numbers: Sequence[int]) -> list[UpperLine]:
        """What a list shows of these, in their order; gone ones are left out."""
        found: dict[int, UpperLine] = {}
        for part in chunks(numbers):
            query = select(*_LINE).select_from(_joined).where(upper_items.c.number.in_(part))
            with self._database.read() as connection:
                found.update((row[0], UpperLine(*row)) for row in connection.execute(query))
        return [found[number] for number in numbers if number in found]

    def upper_counts(self, query: UpperQuery) -> dict[UpperStatus, int]:
        """How many items each status would show, whatever status the query names."""
        statement = _where(
            select(_status, func.count()).select_from(_joined), replace(query, status="")
        ).group_by(_status)
        said = dict(self._database.rows(statement))
        return {status: int(said.get(status, 0)) for status in STATUSES}

    def upper_choices(self, column: Literal["kind", "type_key", "level"]) -> list[tuple[str, str]]:
        """(kind, value) of what the filters of a list offer."""
        query = select(upper_items.c.kind, upper_items.c[column]).distinct()
        return sorted((kind, value) for kind, value in self._database.rows(query) if value)

    def upper_entries(self, numbers: Sequence[int]) -> list[tuple[int, str, UpperItem, str]]:
        """(row number, portal, item, hash of its values) of these, in their order."""
        table, found = upper_items, {}
        for part in chunks(numbers):
            query = select(table).where(table.c.number.in_(part))
            with self._database.read() as connection:
                for row in connection.execute(query):
                    found[row.number] = (row.number, row.portal, _item(row), row.hash)
        return [found[number] for number in numbers if number in found]

    def upper_number(self, portal: str, item: str) -> int:
        """The row number of an item; 0 when there is none."""
        query = select(upper_items.c.number).filter_by(portal=portal, id=item)
        rows = self._database.rows(query)
        return int(rows[0][0]) if rows else 0

    def same_code(self, kind: str, field: str, codes: Iterable[str]) -> dict[str, str]:
        """Code → uuid of a record of that kind that has it in a field and was adopted from nothing."""
        value = func.json_extract(bodies.c.body, f"$.{field}")
        query = (
            select(value, records.c.uuid)
            .join(bodies, bodies.c.id == records.c.id)
            .outerjoin(adoptions, adoptions.c.uuid == records.c.uuid)
            .where(
                records.c.kind == kind,
                records.c.deleted_at.is_(None),
                adoptions.c.uuid.is_(None),
            )
            .order_by(records.c.position.desc())
        )
        found: dict[str, str] = {}
        for part in chunks(codes):
            with self._database.read() as connection:
                rows = connection.execute(query.where(value.in_(part)))
                found.update((code, uuid) for code, uuid in rows)
        return found

    # adopting

    def adoption(self, uuid: str) -> Adoption | None:
        """What a record was adopted from; None when from nothing."""
        return self.adoptions_of([uuid]).get(uuid)

    def adoptions_of(self, uuids: Iterable[str]) -> dict[str, Adoption]:
        """uuid → what it was adopted from, of those that were."""
        found = {}
        for part in chunks(uuids):
            query = select(adoptions).where(adoptions.c.uuid.in_(part))
            with self._database.read() as connection:
                for row in connection.execute(query):
                    found[row.uuid] = _adoption(row)
        return found

    def locked_fields(self, uuids: Iterable[str]) -> dict[str, frozenset[str]]:
        """uuid → the fields that may not be written, of those records that have any."""
        with self._database.read() as connection:
            return locks.of(connection, uuids)

    def adopt(
        self, new: Sequence[tuple[Record, Adoption]], linked: Sequence[Adoption] = (), *,
        by: str = "",
    ) -> None:  # fmt: skip
        """Write records that are made from items, and tie to items those that were here already;
        all or nothing.
        """
        drafts = [prepare(record, self._catalogue) for record, _ in new]
        ties = [*(adoption for _, adoption in new), *linked]
        details = {tie.uuid: {"portal": tie.portal, "item": tie.item} for tie in ties}
        with self._database.write() as connection:
            at = self._now()
            write(connection, drafts, at, by, naming=Naming(ADOPTED, details))
            _tie(connection, ties, at, by)
            log(
                connection,
                [{"action": ADOPTED, "uuid": t.uuid, "detail": details[t.uuid]} for t in linked],
                at, by,
            )  # fmt: skip

    def release(self, uuids: Iterable[str], *, by: str = "") -> None:
        """Untie records from their items."""
        with self._database.write() as connection:
            for part in chunks(uuids):
                connection.execute(delete(adoptions).where(adoptions.c.uuid.in_(part)))
                rows = [{"action": RELEASED, "uuid": uuid} for uuid in part]
                log(connection, rows, self._now(), by)

    def take_over(self, items: Sequence[TakeOver], *, by: str = "", note: str = "") -> list[str]:
        """Write what adopted records take over from their items, in one transaction; the
        identifiers of those that were changed since they were looked at, are final, or are gone.
        """
        drafts = {t.record.uuid: prepare(t.record, self._catalogue) for t in items}
        with self._database.write() as connection:
            good = [t for t in items if _as_expected(connection, t)]
            details = {t.record.uuid: {"item": t.adoption.item} for t in good}
            written = write(
                connection, [drafts[t.record.uuid] for t in good], self._now(), by, note,
                Naming(TAKEN_OVER, details), unlocked=True,
            )  # fmt: skip
            _tie(connection, [t.adoption for t in good], self._now(), by)
            silent = details.keys() - {record.uuid for record in written}
            rows = [{"action": TAKEN_OVER, "uuid": uuid, "note": note, "detail": details[uuid]}
                    for uuid in sorted(silent)]  # fmt: skip
            log(connection, rows, self._now(), by)
        done = {t.record.uuid for t in good}
        return [t.record.uuid for t in items if t.record.uuid not in done]

    def set_locks(
        self, uuid: str, locked: Sequence[str], *, by: str = "", note: str = "",
        fields: Sequence[str] = (), action: str = UNLOCKED,
    ) -> None:  # fmt: skip
        """Change which fields of an adopted record are locked; the log names the ``fields``."""
        with self._database.write() as connection:
            connection.execute(
                update(adoptions)
                .where(adoptions.c.uuid == uuid)
                .values(locked=canonical_json(list(locked)))
            )
            row = {"action": action, "uuid": uuid, "note": note,
                   "detail": {"fields": list(fields)}}  # fmt: skip
            log(connection, [row], self._now(), by)


def values_hash(values: Mapping[str, Any]) -> str:
    """What two states of an item are compared by."""
    return hashlib.sha256(canonical_json(dict(values)).encode()).hexdigest()


def _row(source: UpperSource, entry: UpperEntry) -> dict[str, Any]:
    item = entry.item
    return {
        "portal": source.portal, "id": item.id, "kind": item.kind, "code": entry.code,
        "title": entry.title, "initials": title_columns(entry.title)["initials"],
        "type_key": entry.type_key, "level": entry.level, "seq": item.seq, "epoch": source.epoch,
        "withdrawn": int(item.withdrawn), "hash": values_hash(item.values),
        "body": canonical_json(dict(item.values)),
    }  # fmt: skip


def _kept(connection: Connection, row: Mapping[str, Any]) -> int:
    """Write an item unless what is kept is newer; 1 when it now says something else."""
    table = upper_items
    old = connection.execute(
        select(table.c.seq, table.c.epoch, table.c.hash, table.c.withdrawn).filter_by(
            portal=row["portal"], id=row["id"]
        )
    ).first()
    if old is None:
        connection.execute(insert(table).values(**row))
        return 1
    if old.epoch == row["epoch"] and old.seq >= row["seq"]:
        return 0
    same = (old.hash, old.withdrawn) == (row["hash"], row["withdrawn"])
    said = {name: value for name, value in row.items() if not (same and name == "updated_at")}
    connection.execute(update(table).filter_by(portal=row["portal"], id=row["id"]).values(**said))
    return 0 if same else 1


def _withdraw_the_rest(connection: Connection, source: UpperSource, at: str) -> int:
    table = upper_items
    gone = connection.execute(
        update(table)
        .where(
            table.c.portal == source.portal,
            table.c.epoch != source.epoch,
            table.c.withdrawn == 0,
        )
        .values(withdrawn=1, updated_at=at)
    )
    return gone.rowcount


def _where(statement: Select[Any], query: UpperQuery) -> Select[Any]:
    table = upper_items
    for name in ("kind", "type_key", "level"):
        if value := getattr(query, name):
            statement = statement.where(table.c[name] == value)
    for word in query.text.split():
        pattern = f"%{_escaped(word)}%"
        statement = statement.where(
            or_(
                table.c.title.like(pattern, escape="\\"),
                table.c.code.like(pattern, escape="\\"),
                table.c.initials.like(pattern, escape="\\"),
            )
        )
    return statement.where(_status == query.status) if query.status else statement


def _escaped(word: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in word)


def _as_expected(connection: Connection, wanted: TakeOver) -> bool:
    row = connection.execute(
        select(records.c.content_hash, records.c.state).where(
            records.c.uuid == wanted.record.uuid, records.c.deleted_at.is_(None)
        )
    ).first()
    return row is not None and (row.content_hash, row.state) == (
        wanted.expected, wanted.record.state,
    )  # fmt: skip


def _tie(connection: Connection, ties: Sequence[Adoption], at: str, by: str) -> None:
    for tie in ties:
        said = {
            "portal": tie.portal, "item": tie.item, "hash": tie.hash,
            "base": canonical_json(dict(tie.base)), "locked": canonical_json(list(tie.locked)),
            "at": tie.at or at, "by": tie.by or by,
        }  # fmt: skip
        connection.execute(
            insert(adoptions)
            .values(uuid=tie.uuid, **said)
            .on_conflict_do_update(index_elements=["uuid"], set_=said)
        )


def _source(row: Row[Any]) -> UpperSource:
    return UpperSource(
        row.portal, row.epoch, row.reached, bool(row.complete), row.issued_at, row.updated_at
    )


def _item(row: Row[Any]) -> UpperItem:
    return UpperItem(row.id, row.kind, row.seq, json.loads(row.body), bool(row.withdrawn))


def _adoption(row: Row[Any]) -> Adoption:
    return Adoption(
        row.uuid, row.portal, row.item, row.hash, json.loads(row.base),
        tuple(json.loads(row.locked)), row.at, row.by,
    )  # fmt: skip
