"""What the parts of a library share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from desktop.store import schema
from desktop.store.engine import Database
from forms.model import Catalogue
from forms.record import Record, canonical_json

_T = TypeVar("_T")
Clock = Callable[[], datetime]
#: Rows per statement where SQLite's number of parameters is limited.
CHUNK = 500


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """A time as the library writes it: 2026-11-23T14:02:03.123Z, sortable as text."""
    moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uuid_of(record: Record | str) -> str:
    """The identifier of a record that is given as itself or by its identifier."""
    return record if isinstance(record, str) else record.uuid


def chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    """The items in lists of `CHUNK`."""
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part


def insert_rows(connection: Connection, table: Table, names: Sequence[str],
                rows: Sequence[tuple[Any, ...]]) -> None:  # fmt: skip
    """Insert tuples of these columns. Thousands of rows as the SQL layer takes them, each a mapping
    that it takes apart, need half as long again as SQLite needs to write them.
    """
    if rows:
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) VALUES ({places})",
            list(rows),
        )


class Part:
    """A group of the library's methods, over one open database."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock = now) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    @property
    def path(self) -> Path:
        """The library file."""
        return self._database.path

    def _now(self) -> str:
        return iso(self._clock())


def log(connection: Connection, rows: Iterable[Mapping[str, Any]], at: str, by: str) -> None:
    """Append to the audit log: rows of ``action``, ``uuid``, and maybe ``note`` and ``detail``."""
    entries = [
        (at, by, row["action"], row.get("uuid"), row.get("note", ""), _spelt(row.get("detail")))
        for row in rows
    ]
    insert_rows(connection, schema.audit, ("at", "by", "action", "uuid", "note", "detail"), entries)


def _spelt(detail: Mapping[str, Any] | None) -> str:
    return canonical_json(detail) if detail else "{}"
