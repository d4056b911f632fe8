"""Records and lists, read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Unpack

from sqlalchemy import ColumnElement, Select, func, or_, select

from desktop.store.errors import LibraryDamaged, RecordNotFound
from desktop.store.list_values import Filters, SortKey, Summary
from desktop.store.part import Part, chunks
from desktop.store.schema import bodies, records, search
from forms.record import Record
from forms.values import bigrams

_SUMMARY = tuple(records.c[name] for name in Summary.__slots__)
_RECORD = (
    records.c.kind, bodies.c.body, records.c.uuid, records.c.version, records.c.state,
    records.c.data_source, records.c.updated_at,
)  # fmt: skip
#: What a list is sorted by beside the column of that name.
_SORT = {"title": (records.c.title_key, records.c.title)}


def to_record(row: Any) -> Record:
    """A row of the `_RECORD` columns as a record."""
    kind, body, uuid, version, state, data_source, updated_at = row
    try:
        values = json.loads(body)
    except ValueError:
        raise LibraryDamaged(f"记录{uuid}的内容已损坏。请打开最近的备份。") from None
    return Record(kind, values, uuid, version, state, data_source, updated_at)


def record_query() -> Select[Any]:
    """All records as `to_record` takes them, the bin included."""
    return select(*_RECORD).join(bodies, bodies.c.id == records.c.id)


def text_match(expression: str) -> ColumnElement[bool]:
    """Whether a record is found by an expression of `bigrams.query`."""
    return records.c.id.in_(select(search.c.rowid).where(search.c.search.op("MATCH")(expression)))


def _conditions(kind: str | None, filters: Filters) -> Iterator[ColumnElement[bool]]:
    deleted = filters.get("deleted", False)
    yield records.c.deleted_at.is_not(None) if deleted else records.c.deleted_at.is_(None)
    state = filters.get("state")
    if state is not None:
        states = [state] if isinstance(state, str) else list(state)
        yield (
            or_(*(records.c.state == item for item in states)) if states else records.c.id.is_(None)
        )
    for name, value in (
        ("kind", kind),
        ("organization", filters.get("organization")),
        ("type_key", filters.get("type_key")),
    ):
        if value is not None:
            yield records.c[name] == value
    expression = bigrams.query(filters.get("text", ""))
    if expression:
        yield text_match(expression)


def _ordered(statement: Select[Any], sort: SortKey, descending: bool) -> Select[Any]:
    keys = (*_SORT.get(sort, (records.c[sort],)), records.c.position)
    return statement.order_by(*(key.desc() if descending else key for key in keys))


class Reading(Part):
    """Looking things up. The bin is left out unless asked for."""

    def find(self, uuid: str) -> Record | None:
        """The record; None when there is none or it lies in the bin."""
        statement = record_query().where(records.c.uuid == uuid, records.c.deleted_at.is_(None))
        rows = self._database.rows(statement)
        return to_record(rows[0]) if rows else None

    def get(self, uuid: str) -> Record:
        """The record; `RecordNotFound` when there is none or it lies in the bin."""
        record = self.find(uuid)
        if record is None:
            raise not_found(uuid)
        return record

    def summary(self, uuid: str) -> Summary:
        """The list line of a record, be it in the bin; `RecordNotFound` when there is none."""
        rows = self._database.rows(select(*_SUMMARY).where(records.c.uuid == uuid))
        if not rows:
            raise not_found(uuid)
        return Summary(*rows[0])

    def summaries(
        self, kind: str | None = None, *, sort: SortKey = "position", descending: bool = False,
        limit: int | None = None, offset: int = 0, **filters: Unpack[Filters],
    ) -> list[Summary]:  # fmt: skip
        """The lines of a list; by default in the order of the source."""
        statement = select(*_SUMMARY).where(*_conditions(kind, filters))
        statement = _ordered(statement, sort, descending).limit(limit).offset(offset or None)
        return [Summary(*row) for row in self._database.rows(statement)]

    def summaries_of(self, uuids: Sequence[str]) -> list[Summary]:
        """The lines of these records, in their order, be they in the bin; unknown ones left out."""
        found: dict[str, Summary] = {}
        for part in chunks(uuids):
            with self._database.read() as connection:
                rows = connection.execute(select(*_SUMMARY).where(records.c.uuid.in_(part)))
                found.update((row.uuid, Summary(*row)) for row in rows)
        return [found[uuid] for uuid in uuids if uuid in found]

    def ids(
        self, kind: str | None = None, *, sort: SortKey = "position", descending: bool = False,
        **filters: Unpack[Filters],
    ) -> list[str]:  # fmt: skip
        """Only the identifiers of `summaries`: 100,000 in a fraction of a second."""
        statement = select(records.c.uuid).where(*_conditions(kind, filters))
        rows = self._database.rows(_ordered(statement, sort, descending))
        return [uuid for (uuid,) in rows]

    def count(self, kind: str | None = None, **filters: Unpack[Filters]) -> int:
        """How many lines `summaries` would have."""
        statement = select(func.count()).select_from(records).where(*_conditions(kind, filters))
        return int(self._database.rows(statement)[0][0])

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind → state → number of records."""
        statement = (
            select(records.c.kind, records.c.state, func.count())
            .where(records.c.deleted_at.is_(None))
            .group_by(records.c.kind, records.c.state)
        )
        found: dict[str, dict[str, int]] = {}
        for kind, state, number in self._database.rows(statement):
            found.setdefault(kind, {})[state] = number
        return found

    def records(self, kind: str | None = None) -> Iterator[Record]:
        """All records in the order of the source, a few hundred at a time.

        No transaction stays open between two of them, so the caller may take its time or write.
        """
        for part in chunks(self.ids(kind)):
            yield from self.many(part)

    def many(self, uuids: list[str]) -> list[Record]:
        """The records of these identifiers, in their order; what does not exist is left out."""
        found: dict[str, Record] = {}
        for part in chunks(uuids):
            with self._database.read() as connection:
                rows = connection.execute(
                    record_query().where(records.c.uuid.in_(part), records.c.deleted_at.is_(None))
                )
                found.update((row.uuid, to_record(row)) for row in rows)
        return [found[uuid] for uuid in uuids if uuid in found]

    def content_hashes(self, uuids: Sequence[str] | None = None) -> dict[str, str]:
        """Record → hash of its content (`Record.content_hash`) as it is kept; of all, or of some."""
        statement = select(records.c.uuid, records.c.content_hash).where(*_conditions(None, {}))
        if uuids is None:
            return {str(uuid): str(held) for uuid, held in self._database.rows(statement)}
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for part in chunks(uuids):
                rows = connection.execute(statement.where(records.c.uuid.in_(part)))
                found.update((str(uuid), str(held)) for uuid, held in rows)
        return found

    def organizations(self, kind: str | None = None) -> list[str]:
        """The agencies (实施主体) that records name, in the order of the source."""
        statement = (
            select(records.c.organization)
            .where(*_conditions(kind, {}), records.c.organization != "")
            .group_by(records.c.organization)
            .order_by(func.min(records.c.position))
        )
        return [name for (name,) in self._database.rows(statement)]

    def offices(self) -> dict[str, tuple[str, str]]:
        """Record → agency and office in charge, as lists show and narrow them."""
        statement = select(records.c.uuid, records.c.organization, records.c.office)
        rows = self._database.rows(statement.where(*_conditions(None, {})))
        return {uuid: (organization, office) for uuid, organization, office in rows}

    def search(self, text: str, kind: str | None = None, limit: int = 50) -> list[Summary]:
        """Records that hold every word of ``text``: those that hold it in their title, code or
        pinyin initials first, then those that hold it anywhere. Nothing for a blank text.
        """
        expression = bigrams.query(text)
        if not expression:
            return []
        found: dict[str, Summary] = {}
        for query in (f"names : ({expression})", expression):
            statement = (
                select(*_SUMMARY)
                .where(*_conditions(kind, {}), text_match(query))
                .order_by(records.c.position)
                .limit(limit)
            )
            for row in self._database.rows(statement):
                found.setdefault(row[0], Summary(*row))
            if len(found) >= limit:
                break
        return list(found.values())[:limit]


def not_found(uuid: str) -> RecordNotFound:
    """The error for an identifier that leads nowhere."""
    return RecordNotFound(f"工作库中没有记录{uuid}，可能已被删除。请刷新列表后重试。")
