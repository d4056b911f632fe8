"""A backup put in the place of a library."""

from __future__ import annotations

from pathlib import Path

from desktop.store import lock as locks
from desktop.store import opening
from desktop.store.backup import copy_library
from desktop.store.errors import LibraryDamaged, LibraryError, damaged
from desktop.store.migrate import refuse_newer, version_of
from desktop.store.part import Clock, iso, now


def restore_library(backup: Path, target: Path, *, clock: Clock = now) -> Path | None:
    """Put a checked copy of ``backup`` at ``target``; where the file it replaces was put.

    The replaced file keeps its content under a new name beside it; None when there was none.
    `LibraryError` when the backup is no library, or the target is open in a window.
    """
    backup, target = Path(backup).absolute(), Path(target).absolute()
    if backup == target:
        raise LibraryError(f"备份和要恢复的是同一个文件“{target}”。请另选备份文件。")
    source = opening.open_to_read(backup)
    try:
        with source.driver() as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise damaged(backup)
            refuse_newer(version_of(connection, backup), backup)
        lock = _lock(target, iso(clock()))
        try:
            aside = _set_aside(target, iso(clock()).replace(":", "").split(".")[0])
            copy_library(source, target)
        finally:
            lock.release()
    finally:
        source.close()
    return aside


def _lock(target: Path, since: str) -> locks.FileLock:
    try:
        return locks.acquire(opening.lock_path(target), since)
    except locks.LockHeld:
        raise LibraryError(f"“{target}”正在另一个窗口中编辑。请关闭后再恢复。") from None


def _set_aside(target: Path, stamp: str) -> Path | None:
    """Keep what is there, with what its write-ahead log still holds, be it damaged or not."""
    if not target.exists():
        return None
    aside = target.with_name(f"{target.name}.恢复前-{stamp}")
    try:
        current = opening.open_to_read(target)
        try:
            copy_library(current, aside)
        finally:
            current.close()
    except (LibraryError, LibraryDamaged):
        aside.write_bytes(target.read_bytes())
    # What they hold belongs to the file that goes; SQLite would apply it to the one that comes.
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return aside
