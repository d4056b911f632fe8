"""The outbox (打包与交换): packages built from this library, verified again, copied to a stick."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.package import Package, PublicKey, Verification, verify_package
from exports.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_LIST = "packages"
_KEPT = 200
_COPIES_KEPT = 20
_CHUNK = 1 << 20
#: What a copy leaves free on a stick for the file system's own books, in bytes.
_SPARE = 1 << 20


class CopyRefused(ValueError):
    """A package that was not copied; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was read again and found the same: where, when (ISO, UTC)."""

    path: str
    at: str


@dataclass(frozen=True, slots=True)
class Built:
    """A package that was built here. ``at`` is an ISO time in UTC, ``sha256`` that of the file,
    ``signer`` the fingerprint of the key that signed it ("": not signed).
    """

    path: str
    id: str
    at: str
    draft: bool
    counts: Mapping[str, int]
    size: int
    sha256: str
    copies: tuple[Copy, ...] = ()
    signer: str = ""

    @property
    def file(self) -> Path:
        """Where it was written."""
        return Path(self.path)

    @property
    def there(self) -> bool:
        """Whether the file can be reached now."""
        return self.file.is_file()

    @property
    def records(self) -> int:
        """How many records it carries."""
        return sum(self.counts.values())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Built:
        """What `remember` kept."""
        return cls(**{**data, "copies": tuple(Copy(**copy) for copy in data.get("copies", ()))})


@dataclass(frozen=True, slots=True)
class Checked:
    """What verifying found; ``built`` is the package of this library that it is, if any.

    ``same`` tells whether the file is byte for byte the one that was built.
    """

    path: Path
    verification: Verification
    built: Built | None = None
    same: bool = False

    @property
    def ok(self) -> bool:
        """Whether it may be handed over: sound and, where it was built here, the same."""
        return self.verification.ok and (self.built is None or self.same)


@dataclass(frozen=True, slots=True)
class Copied:
    """A package on its stick: the file, its hash as read again, whether it was there already."""

    path: Path
    sha256: str
    size: int
    already: bool = field(default=False)


def remember(
    workspace: Workspace, package: Package, *, draft: bool, signer: str = ""
) -> Built | None:
    """Note a package that was just written; None when the library takes no notes (read-only)."""
    if workspace.library.read_only:
        return None
    path = package.path.absolute()
    made = Built(
        path=str(path),
        id=package.id,
        at=_now(),
        draft=draft,
        counts={kind: number for kind, number in package.counts.items() if number},
        size=path.stat().st_size,
        sha256=file_hash(path),
        signer=signer,
    )
    older = [entry for entry in built(workspace) if entry.path != made.path]
    _keep(workspace, [made, *older])
    return made


def built(workspace: Workspace) -> list[Built]:
    """The packages built from this library, the latest first."""
    return [Built.from_json(entry) for entry in workspace.library.setting(_LIST) or []]


def last_id(workspace: Workspace) -> str:
    """The id of the last package that was no draft; empty when there was none."""
    return next((entry.id for entry in built(workspace) if not entry.draft), "")


def check(
    workspace: Workspace, path: Path, progress: Progress = NO_PROGRESS,
    key: PublicKey | None = None,
) -> Checked:  # fmt: skip
    """Verify a package file and say whether it is one of ours, unchanged; never raises for what
    is in it. With a ``key`` it must be signed by that.
    """
    found = verify_package(path, key, progress=progress)
    known = _known(workspace, path, found.id)
    if known is None:
        return Checked(path, found)
    same = path.is_file() and file_hash(path) == known.sha256
    return Checked(path, found, known, same)


def copy_to(
    workspace: Workspace, source: Path, folder: Path, progress: Progress = NO_PROGRESS
) -> Copied:
    """Copy a package to a stick: space checked first, written aside, read again, hashes compared.

    A file of that name with other content is never overwritten; the copy gets a number. Raises
    ``CopyRefused`` with a sentence, or ``OSError`` of the system; nothing half-written stays.
    """
    size, wanted = _ready(source, folder)
    target = _free_name(folder / source.name, wanted)
    if target.is_file():
        _note_copy(workspace, source, target)
        return Copied(target, wanted, size, already=True)
    room = shutil.disk_usage(folder).free
    if room < size + _SPARE:
        raise CopyRefused(
            f"“{folder}”只剩 {_megabytes(room)}，这个包要 {_megabytes(size)}。"
            "请先腾出空间，或换一个 U 盘。"
        )
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _write(source, part, size, progress)
        progress.step(size, 2 * size, "重新读取核对")
        if _read_again(part, size, progress) != wanted:
            raise CopyRefused("拷贝与原包不一致，没有保留。U 盘可能有坏块，请换一个再拷。")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _note_copy(workspace, source, target)
    return Copied(target, wanted, size)


def file_hash(path: Path) -> str:
    """sha256 of a file; ``OSError`` when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ready(source: Path, folder: Path) -> tuple[int, str]:
    """Size and hash of what is to be copied; refuses what cannot be."""
    if not source.is_file():
        raise CopyRefused(f"找不到“{source.name}”，可能已被移走。请重新生成。")
    if not folder.is_dir():
        raise CopyRefused(f"找不到“{folder}”。请插好 U 盘，或重新选择文件夹。")
    if source.parent.absolute() == folder.absolute():
        raise CopyRefused("这个包已经在所选的文件夹里。请选择 U 盘或别的文件夹。")
    return source.stat().st_size, file_hash(source)


def _free_name(target: Path, wanted: str) -> Path:
    """The name itself when it is free or holds the same, else with a number behind it."""
    number, candidate = 1, target
    while candidate.exists():
        if candidate.is_file() and file_hash(candidate) == wanted:
            return candidate
        number += 1
        candidate = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    return candidate


def _write(source: Path, part: Path, size: int, progress: Progress) -> None:
    done = 0
    with source.open("rb") as reader, part.open("xb") as writer:
        while block := reader.read(_CHUNK):
            progress.step(done, 2 * size, "拷贝")
            writer.write(block)
            done += len(block)
        writer.flush()
        os.fsync(writer.fileno())


def _read_again(part: Path, size: int, progress: Progress) -> str:
    """The hash of what is on the medium, not of what the system still has in memory."""
    digest, done = hashlib.sha256(), 0
    with part.open("rb", buffering=0) as reader:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(reader.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := reader.read(_CHUNK):
            digest.update(block)
            done += len(block)
            progress.step(size + done, 2 * size, "重新读取核对")
    return digest.hexdigest()


def _note_copy(workspace: Workspace, source: Path, target: Path) -> None:
    path = str(source.absolute())
    if workspace.library.read_only:
        return
    entries = built(workspace)
    for place, entry in enumerate(entries):
        if entry.path == path:
            copies = (Copy(str(target), _now()), *entry.copies)[:_COPIES_KEPT]
            entries[place] = replace(entry, copies=copies)
            _keep(workspace, entries)


def _known(workspace: Workspace, path: Path, identifier: str) -> Built | None:
    """The package that was written to this very file, else one with the same id."""
    entries = built(workspace)
    here = str(path.absolute())
    by_path = next((entry for entry in entries if entry.path == here), None)
    return by_path or next(
        (entry for entry in entries if identifier and entry.id == identifier), None
    )


def _keep(workspace: Workspace, entries: list[Built]) -> None:
    workspace.library.set_setting(_LIST, [asdict(entry) for entry in entries[:_KEPT]])


def _megabytes(size: int) -> str:
    return f"{max(0.1, size / 1_000_000):.1f} MB"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
