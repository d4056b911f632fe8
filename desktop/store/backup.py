"""A copy of an open library, complete and in one file, whatever is being written meanwhile."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.store.engine import Database
from desktop.store.errors import EnvironmentFailure, file_failure, translating


def copy_library(database: Database, target: Path) -> None:
    """Copy the library to ``target`` through SQLite's backup API; an existing file is replaced.

    Copying the file itself would lose what still lies in the write-ahead log. ``OSError`` with a
    sentence when the disk is full or write-protected; ``target`` then is as it was.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with database.driver() as source, translating(target):
            _copy(source, part)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except EnvironmentFailure:
        raise
    except OSError as error:
        raise file_failure(error, target) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, part: Path) -> None:
    part.touch()
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy)
        # Without WAL the copy is one plain file that opens from a write-protected stick, too.
        copy.execute("PRAGMA journal_mode = DELETE")


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; only POSIX can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
