"""Backups (备份): write one and read it again, look into one, put one back, check the library."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.store import Library, LibraryDamaged, LibraryError, restore_library
from desktop.usecases import installation
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue

SUFFIX = ".mingce"
_KEPT = 12
_LIST = "backups"


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a library file: records by kind, whose they are, the last change."""

    path: Path
    organization: str
    counts: Mapping[str, int]
    updated_at: str
    size: int

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and found sound: where, when (ISO, UTC), records, bytes."""

    path: str
    at: str
    records: int
    size: int

    @property
    def there(self) -> bool:
        """Whether the file can be reached now (the stick may be out)."""
        return Path(self.path).is_file()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``backup --json``."""
        return asdict(self)


@dataclass(frozen=True)
class Restored:
    """How a restore inside the program ended: the library that is open now, what it replaced.

    ``error`` says why nothing was replaced; the library is the old one then.
    """

    workspace: Workspace
    aside: Path | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What was looked at, and what is wrong with it in sentences."""

    findings: Mapping[str, tuple[str, ...]]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.findings.values())

    def with_finding(self, title: str, found: Iterable[str]) -> SelfTest:
        """The same with one more thing that was looked at."""
        return SelfTest({**self.findings, title: tuple(found)})

    def to_json(self) -> dict[str, Any]:
        """The shape of ``selftest --json``."""
        return {
            "ok": self.ok,
            "findings": {name: list(found) for name, found in self.findings.items()},
        }


def file_name(workspace: Workspace, now: datetime | None = None) -> str:
    """工作库-备份-20261123-1530.mingce: sorts by time, says what it is."""
    moment = now or datetime.now().astimezone()
    return f"{workspace.library.path.stem}-备份-{moment:%Y%m%d-%H%M%S}{SUFFIX}"


def back_up(workspace: Workspace, target: Path, progress: Progress = NO_PROGRESS) -> Backup:
    """Write a copy, open it again and compute every content hash anew.

    Raises ``OSError`` with a sentence when it cannot be written, ``LibraryDamaged`` when what was
    read back is not sound (``target`` then is as it was), ``LibraryError`` for the library itself.
    """
    made = write_backup(workspace, target, progress)
    if not workspace.library.read_only:
        older = [entry for entry in backups(workspace) if entry.path != made.path]
        kept = [made, *older][:_KEPT]
        workspace.library.set_setting(_LIST, [entry.to_json() for entry in kept])
    progress.step(3, 3, "完成")
    return made


def write_backup(workspace: Workspace, target: Path, progress: Progress = NO_PROGRESS) -> Backup:
    """What `back_up` does, without putting it on the list."""
    library = workspace.library
    target = target.absolute()
    if target == library.path:
        raise LibraryError("不能备份到工作库自己的文件。请另选文件名或者文件夹。")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        progress.step(0, 3, "复制工作库")
        library.backup(part)
        progress.step(1, 3, "重新打开备份")
        with Library.open(part, read_only=True, catalogue=workspace.catalogue) as copy:
            progress.step(2, 3, "逐条核对内容")
            contents, found = _contents(copy), copy.verify()
        if found:
            raise LibraryDamaged(f"备份没有通过核对，没有保留：{found[0]}请做完整性检查。")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Backup(str(target), _now(), contents.records, contents.size)


def backups(workspace: Workspace) -> list[Backup]:
    """The last backups that were made of this library, the latest first."""
    return [Backup(**entry) for entry in workspace.library.setting(_LIST) or []]


def look_into(path: Path, catalogue: Catalogue) -> Contents:
    """What a backup holds, so that somebody can tell whether it is the right one.

    Raises ``LibraryError`` when it is no library, ``LibraryDamaged`` when it is torn.
    """
    with _opened(path, catalogue) as library:
        return replace(_contents(library), path=path, size=path.stat().st_size)


def contents(workspace: Workspace) -> Contents:
    """What the open library holds, to compare a backup with."""
    return _contents(workspace.library)


def restore(
    backup: Path, target: Path, catalogue: Catalogue, progress: Progress = NO_PROGRESS
) -> Path | None:
    """Put a backup in the place of a library that is not open; where the replaced file was put.

    The backup is read whole first; ``LibraryDamaged`` when anything in it is not as written, and
    nothing is replaced then.
    """
    progress.step(0, 2, "核对备份")
    with _opened(backup, catalogue) as copy:
        found = copy.verify()
    if found:
        raise LibraryDamaged(f"“{backup.name}”没有通过核对，没有恢复：{found[0]}请换一份备份。")
    progress.step(1, 2, "替换工作库")
    aside = restore_library(backup, target)
    progress.step(2, 2, "完成")
    return aside


def restore_over(
    workspace: Workspace, backup: Path | None, progress: Progress = NO_PROGRESS
) -> Restored:
    """Close the open library, put the backup in its place (None: leave it as it is), open it again.

    Nothing else may use ``workspace`` meanwhile or afterwards. Errors come back in ``error``: the
    caller needs an open library whatever happened.
    """
    path, aside, error = workspace.library.path, None, None
    workspace.close()
    try:
        if backup is not None:
            aside = restore(backup, path, workspace.catalogue, progress)
    except (ValueError, OSError) as reason:
        error = reason
    return Restored(Workspace.open(path), aside, error)


def check_integrity(workspace: Workspace, progress: Progress = NO_PROGRESS) -> list[str]:
    """What in the library is not as it was written, one sentence each."""
    progress.step(0, 0, "逐条核对内容")
    return workspace.library.verify()


def self_test(workspace: Workspace, progress: Progress = NO_PROGRESS) -> SelfTest:
    """Whether library, backups and the program's own files are sound; nothing is changed."""
    looks = installation.looks()
    total = 2 + len(looks)
    progress.step(0, total, "工作库")
    findings = {"工作库": tuple(workspace.library.verify())}
    progress.step(1, total, "备份")
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        copy = Path(folder) / f"自检{SUFFIX}"
        workspace.library.backup(copy)
        with _opened(copy, workspace.catalogue) as library:
            findings["备份"] = tuple(library.verify())
    for done, (title, look) in enumerate(looks.items(), 2):
        progress.step(done, total, title)
        findings[title] = tuple(look())
    progress.step(total, total, "完成")
    return SelfTest(findings)


@contextmanager
def _opened(path: Path, catalogue: Catalogue) -> Iterator[Library]:
    """A backup for reading; one of an older program is brought up to date in a copy of its own."""
    try:
        library = Library.open(path, read_only=True, catalogue=catalogue)
    except LibraryError:
        if not path.is_file():
            raise
        with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
            copy = Path(shutil.copy(path, folder))
            with Library.open(copy, catalogue=catalogue) as library:
                yield library
        return
    with library:
        yield library


def _contents(library: Library) -> Contents:
    newest = library.summaries(sort="updated_at", descending=True, limit=1)
    named = str(library.setting("organization") or "")
    return Contents(
        path=library.path,
        organization=named or next(iter(library.organizations()), ""),
        counts={kind: sum(states.values()) for kind, states in library.counts().items()},
        updated_at=newest[0].updated_at if newest else "",
        size=library.path.stat().st_size,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
