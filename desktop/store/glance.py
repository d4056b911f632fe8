"""A first look into a library: the rows of a list, while everything else is still being imported.

Only SQLite's driver is needed here; `Library` brings SQLAlchemy, which takes longer than the window
may take to open. Whatever is not quite as this program leaves its files (another version, not
ours, locked, damaged) gives no glance at all: `Library.open` then says what is the matter.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from desktop.store import medium
from desktop.store.identity import APPLICATION_ID, HEAD
from desktop.store.list_values import ListLine, ListQuery, Standing, Summary
from desktop.store.portal_standing import PORTAL

_LINE = (
    "SELECT records.id, {columns}, standings.judged_by, standings.blocking, "
    "standings.unexplained, standings.warnings, standings.hints, standings.score FROM records "
    "LEFT JOIN standings ON standings.record_id = records.id AND standings.judged_by = ? "
    "WHERE records.id IN ({marks})"
).replace("{columns}", ", ".join([PORTAL, *(f"records.{name}" for name in Summary.__slots__)]))
#: What a list is sorted by beside the column of that name, as in `listing`.
_KEYS = {"title": ("title_key", "title")}
#: What a file that cannot be read raises, at any call.
Unreadable = sqlite3.Error
_PATIENCE = 0.2  # s that a writer may take; after that the library is opened in the usual way


class Glance:
    """Reads one list; `Library` answers the same calls in the same way, and many more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def at(cls, path: Path) -> Glance | None:
        """A look into the library at a path; None where it has to be opened in the usual way."""
        # A share or a stick may keep the window waiting: it is opened in the background, as ever.
        if not (medium.carries_wal(path.parent) and path.is_file()):
            return None
        try:
            connection = sqlite3.connect(
                f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=_PATIENCE,
                isolation_level=None,
            )  # fmt: skip
        except sqlite3.Error:
            return None
        try:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        except (sqlite3.Error, TypeError):
            mark = version = None
        if (mark, version) == (APPLICATION_ID, HEAD):
            return cls(connection)
        connection.close()
        return None

    def setting(self, key: str) -> Any:
        """A setting of the library; None when it was never set."""
        import json

        row = self._rows("SELECT value FROM settings WHERE key = ?", (key,))
        return json.loads(row[0][0]) if row else None

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind → state → number of records."""
        found: dict[str, dict[str, int]] = {}
        for kind, state, number in self._rows(
            "SELECT kind, state, count(*) FROM records WHERE deleted_at IS NULL GROUP BY 1, 2"
        ):
            found.setdefault(kind, {})[state] = number
        return found

    def count(self, kinds: Sequence[str] = ()) -> int:
        """How many records of these kinds there are; no kinds mean all."""
        statement = f"SELECT count(*) FROM records WHERE {_of(kinds)}"
        return int(self._rows(statement, kinds)[0][0])

    def numbers(self, query: ListQuery, limit: int = -1) -> array[int]:
        """The records of a query that restricts by nothing but kinds, by row number."""
        keys = _KEYS.get(query.sort, (query.sort,))
        way = "DESC" if query.descending else "ASC"
        order = ", ".join([*(f"{key} {way}" for key in keys), "position"])
        cursor = self._connection.execute(
            f"SELECT id FROM records WHERE {_of(query.kinds)} ORDER BY {order} LIMIT ?",
            (*query.kinds, limit),
        )
        return array("q", (number for (number,) in cursor))

    def lines(self, numbers: Sequence[int], judged_by: str) -> list[ListLine]:
        """What a list shows of these records, in their order; gone ones are left out."""
        found = read_lines(self._connection, numbers, judged_by)
        return [found[number] for number in numbers if number in found]

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()


def _of(kinds: Sequence[str]) -> str:
    """Which records: those of these kinds, in the order of the parameters, and not in the bin."""
    wanted = " OR ".join("kind = ?" for _ in kinds)
    return f"deleted_at IS NULL AND ({wanted})" if wanted else "deleted_at IS NULL"


def read_lines(
    connection: sqlite3.Connection, numbers: Sequence[int], judged_by: str
) -> dict[int, ListLine]:
    """What a list shows of these records, by number; gone ones are left out.

    Plain SQL: a page of a list is read at every jump, and the SQL layer would take longer over it
    than SQLite.
    """
    statement = _LINE.format(marks=", ".join("?" for _ in numbers))
    found = {}
    for number, portal, *values in connection.execute(statement, (judged_by, *numbers)):
        summary = Summary(*values[:-6])
        standing = None
        if values[-6] is not None:
            standing = Standing(summary.uuid, summary.content_hash, *values[-6:])
        found[number] = ListLine(number, summary, standing, portal)
    return found
