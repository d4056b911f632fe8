"""One editing instance per library: an operating system lock on a small file beside it.

The system frees the lock when the process dies, however it dies. The file itself is removed on a
clean close, so one that was left behind says that the last instance did not end well.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Windows locks byte ranges and then forbids reading them: lock one far behind the text.
_LOCKED_BYTE = 1 << 30


class LockHeld(Exception):
    """Another instance edits the library; ``owner`` is what it wrote about itself."""

    def __init__(self, owner: dict[str, str]) -> None:
        super().__init__(owner)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class FileLock:
    """A lock that is held."""

    path: Path
    handle: IO[bytes]
    left_behind: bool

    def release(self) -> None:
        """Give the lock up and remove its file."""
        if sys.platform != "win32":
            # While still holding it: whoever opened this very file sees that it is gone.
            self.path.unlink(missing_ok=True)
        self.handle.close()
        if sys.platform == "win32":
            try:
                self.path.unlink(missing_ok=True)
            except PermissionError:
                # The next instance has it open already; it will remove the file.
                return


def acquire(path: Path, since: str) -> FileLock:
    """Take the lock at ``path``; ``LockHeld`` when somebody has it, ``OSError`` as it comes.

    ``since`` is the time that other instances are told.
    """
    while True:
        existed = path.exists()
        handle = path.open("r+b" if existed else "w+b")
        try:
            _lock(handle)
        except OSError:
            owner = _owner(handle)
            handle.close()
            raise LockHeld(owner) from None
        if _still_there(path, handle):
            _write_owner(handle, since)
            return FileLock(path, handle, left_behind=existed)
        handle.close()


def _lock(handle: IO[bytes]) -> None:
    if sys.platform == "win32":
        handle.seek(_LOCKED_BYTE)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _still_there(path: Path, handle: IO[bytes]) -> bool:
    """Whether the locked file is the one that stands there now (its owner may have removed it)."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except FileNotFoundError:
        return False


def _write_owner(handle: IO[bytes], since: str) -> None:
    owner = {"user": _user(), "host": platform.node(), "pid": str(os.getpid()), "since": since}
    handle.seek(0)
    handle.truncate()
    handle.write(json.dumps(owner, ensure_ascii=False).encode())
    handle.flush()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _owner(handle: IO[bytes]) -> dict[str, str]:
    """What the holder wrote; empty while it is still writing."""
    handle.seek(0)
    try:
        owner = json.loads(handle.read(4096))
    except (ValueError, OSError):
        return {}
    return {str(key): str(value) for key, value in owner.items()}
