"""What the parts of a library share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert

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
        {
            "at": at, "by": by, "action": row["action"], "uuid": row.get("uuid"),
            "note": row.get("note", ""), "detail": canonical_json(row.get("detail", {})),
        }
        for row in rows
    ]  # fmt: skip
    if entries:
        connection.execute(insert(schema.audit), entries)
