"""Connections: the only place that knows how SQLite is opened and how a transaction begins.

Threads: one `Database` serves all threads. Each call takes its own connection from the pool for as
long as it runs and gives it back; none is ever shared, none outlives a call. Readers never wait
(WAL); writers wait for each other at most `BUSY_MS`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import ClauseElement

from desktop.store import medium
from desktop.store.errors import LibraryError, translating
from forms.values import bigrams

#: How long a writer waits for another one, in milliseconds.
BUSY_MS = 5000
#: Pages that one connection keeps, in KB: the system keeps the file's pages anyway, once for all.
CACHE_KB = 800
_WRITE = "mingce_write"


class Access(Enum):
    """How the file is opened: the value is the query part of SQLite's URI."""

    WRITE = "mode=rwc"
    READ = "mode=ro"
    #: For a write-protected medium, where SQLite cannot make the side files of WAL. It trusts that
    #: nobody changes the file meanwhile.
    FROZEN = "immutable=1"


class Database:
    """The open file. ``read`` and ``write`` lend a connection, ``rows`` is the fast list path."""

    def __init__(self, path: Path, access: Access) -> None:
        self.path = path
        self.access = access
        self.read_only_reason = ""
        self._journal = "WAL" if medium.carries_wal(path.parent) else "TRUNCATE"
        self.engine = create_engine(
            "sqlite://", creator=self.connect, poolclass=QueuePool, pool_size=4, max_overflow=28
        )
        self.write_engine = self.engine.execution_options(**{_WRITE: True})
        event.listen(self.engine, "begin", _begin)

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""
        return self.access is not Access.WRITE

    def connect(self) -> sqlite3.Connection:
        """A new driver connection, set up as the whole program relies on."""
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?{self.access.value}", uri=True, isolation_level=None,
            check_same_thread=False, timeout=BUSY_MS / 1000,
        )  # fmt: skip
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.create_function("search_tokens", 1, bigrams.tokens, deterministic=True)
        run = connection.execute
        run("PRAGMA foreign_keys = ON")
        run(f"PRAGMA cache_size = -{CACHE_KB}")
        run("PRAGMA recursive_triggers = ON")  # else REPLACE deletes frozen rows unseen
        run("PRAGMA trusted_schema = ON")  # triggers call search_tokens
        if self.access is Access.WRITE:
            run("PRAGMA secure_delete = ON")
            run("PRAGMA synchronous = FULL")
            mode = run(f"PRAGMA journal_mode = {self._journal}").fetchone()[0]
            if mode != self._journal.lower():
                self._journal = "TRUNCATE"
                run("PRAGMA journal_mode = TRUNCATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the file."""
        with translating(self.path), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection inside ``BEGIN IMMEDIATE``: all of the block is written, or nothing."""
        if self.read_only:
            raise LibraryError(self.read_only_reason)
        with translating(self.path), self.write_engine.begin() as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[sqlite3.Connection]:
        """The plain driver connection, for what the SQL layer would only slow down."""
        with translating(self.path):
            lent = self.engine.raw_connection()
            try:
                connection = lent.driver_connection
                assert isinstance(connection, sqlite3.Connection)
                yield connection
            finally:
                lent.close()

    def rows(self, statement: ClauseElement) -> list[tuple[Any, ...]]:
        """All rows of a select as plain tuples, without the cost of the SQL layer's rows."""
        with self.driver() as connection:
            return connection.execute(*self.compiled(statement)).fetchall()

    def compiled(self, statement: ClauseElement) -> tuple[str, list[Any]]:
        """A statement as the driver takes it: its text and its parameters."""
        compiled = statement.compile(dialect=self.engine.dialect)
        values = compiled.params
        names = getattr(compiled, "positiontup", None) or ()
        return str(compiled), [values[name] for name in names]

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        self.engine.dispose()


def _begin(connection: Connection) -> None:
    """Say BEGIN ourselves: the driver is in autocommit, so nothing else would.

    IMMEDIATE for writers: a plain BEGIN that reads first and then writes fails with SQLITE_BUSY
    in spite of the time-out as soon as two of them meet.
    """
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
