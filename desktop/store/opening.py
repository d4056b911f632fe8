"""Opening a library: whose turn it is, what the medium allows, whether the file is sound."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from desktop.store import lock as locks
from desktop.store.engine import Access, Database
from desktop.store.errors import (
    EnvironmentFailure,
    LibraryError,
    damaged,
    file_failure,
    not_a_library,
    translating,
)
from desktop.store.identity import APPLICATION_ID
from desktop.store.lock import FileLock, LockHeld
from desktop.store.migrate import bring_up_to_date
from desktop.store.part import Clock, iso

_SQLITE = b"SQLite format 3\0"
#: Length of SQLite's file header, where the application id stands in it, and the size of a page.
_HEADER, _MARK, _PAGE = 100, 68, 4096
_ASKED = "工作库以只读方式打开，不能修改。需要修改时，请以编辑方式重新打开。"
_PROTECTED = "“{path}”所在的位置不能写入，只能查看。请把它复制到本机后再编辑。"
_UNMERGED = "“{path}”旁边还有未合并的修改（{wal}），这里看到的可能不是最新内容。"


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whether this instance may write: it has the lock, or a reason why not."""

    lock: FileLock | None
    reason: str


def open_database(path: Path, *, read_only: bool, clock: Clock) -> tuple[Database, FileLock | None]:
    """The file, checked and of the newest version, and the lock when it may be written."""
    _look_at(path, read_only=read_only)
    turn = _Turn(None, _ASKED) if read_only else _take_turn(path, iso(clock()))
    try:
        database = _connect(path, turn)
    except BaseException:
        if turn.lock is not None:
            turn.lock.release()
        raise
    return database, turn.lock


def _look_at(path: Path, *, read_only: bool) -> None:
    """Refuse early what is no library, before anything is written beside it."""
    if path.is_dir():
        raise LibraryError(f"“{path}”是一个文件夹，不是工作库。请选择工作库文件。")
    if not path.exists():
        if read_only:
            raise LibraryError(f"找不到工作库“{path}”。请检查路径，或者插好U盘。")
        if not path.parent.is_dir():
            raise LibraryError(
                f"文件夹“{path.parent}”不存在，不能在里面建立工作库。请先建立文件夹。"
            )
        return
    try:
        with path.open("rb") as handle:
            start = handle.read(_HEADER)
    except OSError as error:
        raise EnvironmentFailure(
            f"打不开“{path}”（{error.strerror}）。请检查是否有读取权限。"
        ) from error
    if start and not (start.startswith(_SQLITE) and _may_be_ours(path, start)):
        raise not_a_library(path)


def _may_be_ours(path: Path, header: bytes) -> bool:
    """Whether our mark stands in the header, or may still lie in a log beside a new file.

    Opening a file for writing switches it to WAL, so a foreign one must be refused before.
    """
    if int.from_bytes(header[_MARK : _MARK + 4]) == APPLICATION_ID:
        return True
    logs = (path.with_name(f"{path.name}-{suffix}") for suffix in ("wal", "journal"))
    return path.stat().st_size <= _PAGE or any(log.exists() for log in logs)


def lock_path(path: Path) -> Path:
    """The lock file of a library."""
    return path.with_name(f"{path.name}-lock")


def open_to_read(path: Path) -> Database:
    """The file as it is, of whatever version, for reading only."""
    _look_at(path, read_only=True)
    return _read_only(path, _ASKED)


def _take_turn(path: Path, since: str) -> _Turn:
    if path.exists() and not os.access(path, os.W_OK):
        return _Turn(None, _PROTECTED.format(path=path))
    try:
        return _Turn(locks.acquire(lock_path(path), since), "")
    except LockHeld as held:
        return _Turn(None, _held(path, held.owner))
    except OSError as error:
        if path.exists():
            return _Turn(None, _PROTECTED.format(path=path))
        raise file_failure(error, path) from error


def _held(path: Path, owner: dict[str, str]) -> str:
    who = f"（{owner['user']}，计算机{owner['host']}）" if owner.get("user") else ""
    return f"“{path.name}”正在另一个窗口中编辑{who}，这里只能查看。请关闭那个窗口后重新打开。"


def _connect(path: Path, turn: _Turn) -> Database:
    if turn.lock is not None:
        database = Database(path, Access.WRITE)
    else:
        database = _read_only(path, turn.reason)
    try:
        if turn.lock is not None and turn.lock.left_behind:
            _quick_check(database)
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _read_only(path: Path, reason: str) -> Database:
    """Open for reading; on a write-protected medium as an unchanging file."""
    database = Database(path, Access.READ)
    try:
        with database.driver() as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except EnvironmentFailure:
        # SQLite needs to write its side files even to read a WAL file; nobody else can write there
        # either, so the file may be taken as unchanging.
        database.close()
        database = Database(path, Access.FROZEN)
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and wal.stat().st_size:
            reason += _UNMERGED.format(path=path.name, wal=wal.name)
    database.read_only_reason = reason
    return database


def _quick_check(database: Database) -> None:
    """After an instance that did not end well: SQLite repairs itself, this makes sure."""
    with translating(database.path), database.driver() as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged(database.path)
