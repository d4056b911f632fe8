"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class CannotWrite(OSError):
    """The file cannot be written; the message is a Chinese sentence naming it and the way out."""


@dataclass(slots=True)
class Staged:
    """A file being written: bytes go to ``file``; at the end it is put at ``target``.

    ``target`` may be changed while writing, within its folder (a name that contains a hash).
    """

    file: BinaryIO
    target: Path


@contextmanager
def staged(target: Path) -> Iterator[Staged]:
    """Write a file that appears under its name only when all of it is on the disk.

    The bytes go to a hidden file in the same folder, are synced and then renamed over the target;
    whatever is raised meanwhile (also :class:`~exports.progress.Cancelled`) removes that file and
    leaves an older target as it was.

    Raises:
        CannotWrite: folder missing or read-only, disk full, target open in another program.
    """
    half = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        with _create(half, target) as file:
            stage = Staged(file, target)
            yield stage
            file.flush()
            os.fsync(file.fileno())
        _put(half, stage.target)
    finally:
        half.unlink(missing_ok=True)


def write_atomically(target: Path, data: bytes) -> None:
    """Put bytes into a file, at once or not at all; errors as :func:`staged`."""
    with staged(target) as stage, told_of(target):
        stage.file.write(data)


@contextmanager
def told_of(target: Path) -> Iterator[None]:
    """Say in a sentence that writing into a file failed.

    Raises:
        CannotWrite: in place of any other error of the system.
    """
    try:
        yield
    except CannotWrite:
        raise
    except OSError as error:
        raise _refusal(error, f"写入“{target}”失败：{error.strerror}。请检查磁盘空间。") from error


def _refusal(error: OSError, words: str) -> CannotWrite:
    """The sentence, with the system's number of the error for who can say more about it."""
    refusal = CannotWrite(words)
    refusal.errno = error.errno
    return refusal


def _create(half: Path, target: Path) -> BinaryIO:
    """Open the hidden file; unlike a tempfile it gets the permissions of any new file."""
    try:
        return half.open("xb+")
    except OSError as error:
        raise _refusal(
            error, f"无法在文件夹“{target.parent}”中写入文件：{error.strerror}。请换一个文件夹。"
        ) from error


def _put(half: Path, target: Path) -> None:
    try:
        half.replace(target)
    except OSError as error:
        raise _refusal(
            error,
            f"无法替换文件“{target}”：{error.strerror}。它可能正被 Word、WPS 等程序打开，请关闭后重试。",
        ) from error
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call, some file systems refuse it."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
