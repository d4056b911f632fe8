"""What can go wrong with a library file, each as one sentence for the user."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError


class LibraryError(ValueError):
    """What was asked of the library (工作库) cannot be done; the sentence says what to do."""


class RecordNotFound(LibraryError, LookupError):
    """No record of that identifier, or it lies in the bin (回收站)."""


class FinalizedError(LibraryError):
    """The record is approved, published or cancelled: it changes only as a new version."""


class FieldsLocked(LibraryError):
    """Fields that the level above fixes would be written otherwise."""

    def __init__(self, title: str, fields: Iterable[str]) -> None:
        self.fields = frozenset(fields)
        super().__init__(
            f"“{title}”有 {len(self.fields)} 个栏目由上级目录统一规定，已锁定，没有写入。"
            "确需改动时，请先在该栏目上解除锁定。"
        )


class EnvironmentFailure(OSError):
    """The disk, the medium or the operating system failed; the library itself is sound."""


class LibraryDamaged(EnvironmentFailure):
    """The file cannot be trusted any more; a backup should be opened."""


#: Primary SQLite result code → sentence about the file at ``{path}``.
_SENTENCES = {
    sqlite3.SQLITE_FULL: "磁盘已满，刚才的内容没有写入“{path}”，此前保存的内容完好。请清理磁盘空间后重试。",
    sqlite3.SQLITE_READONLY: "“{path}”是只读的，不能写入。请把它复制到本机可写的文件夹后再打开。",
    sqlite3.SQLITE_BUSY: "“{path}”正被另一个程序写入，等待超时。请关闭那个程序后重试。",
    sqlite3.SQLITE_LOCKED: "“{path}”正被另一个程序写入，等待超时。请关闭那个程序后重试。",
    sqlite3.SQLITE_IOERR: "读写“{path}”时磁盘出错。请检查磁盘或者U盘是否插好，再重试。",
    sqlite3.SQLITE_CANTOPEN: "打不开“{path}”。请检查文件夹是否存在、是否有权限。",
}
_DAMAGED = "“{path}”已经损坏，不能继续使用。请打开最近的备份，并保留这个文件以便抢救。"
_NOT_A_LIBRARY = "“{path}”不是明册工作库。请选择由明册建立的工作库文件。"


def not_a_library(path: Path) -> LibraryError:
    """The error for a file of another kind."""
    return LibraryError(_NOT_A_LIBRARY.format(path=path))


def damaged(path: Path) -> LibraryDamaged:
    """The error for a library whose pages are torn."""
    return LibraryDamaged(_DAMAGED.format(path=path))


def _translated(error: sqlite3.Error, path: Path) -> Exception | None:
    """Our exception for a driver error; None when the error is a fault of the program."""
    if "Could not decode to UTF-8" in str(error):  # the driver's own, without a code
        return damaged(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return not_a_library(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path)
    sentence = _SENTENCES.get(code)
    return EnvironmentFailure(sentence.format(path=path)) if sentence else None


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and SQLAlchemy about ``path`` into ours."""
    try:
        yield
    except DBAPIError as error:
        ours = _translated(error.orig, path) if isinstance(error.orig, sqlite3.Error) else None
        if ours is None:
            raise
        raise ours from error
    except sqlite3.Error as error:
        ours = _translated(error, path)
        if ours is None:
            raise
        raise ours from error


def file_failure(error: OSError, path: Path) -> EnvironmentFailure:
    """The sentence for a failed file operation outside SQLite (backup, lock, new file)."""
    if error.errno == errno.ENOSPC:
        return EnvironmentFailure(f"磁盘已满，没有写成“{path}”。请清理磁盘空间后重试。")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EnvironmentFailure(f"没有权限写入“{path}”。请换一个可写的文件夹。")
    return EnvironmentFailure(f"写“{path}”时出错（{error.strerror}）。请检查磁盘后重试。")
