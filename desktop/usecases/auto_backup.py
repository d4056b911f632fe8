"""The daily backup (自动备份): made by the program itself, beside the library, the last few kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.usecases.backing_up import SUFFIX, Backup, write_backup
from exports.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

FOLDER = "备份"
#: How many daily backups are kept, to choose from.
KEEP = (3, 7, 14, 30)
_SETTING = "auto_backup"
_MADE = "auto_backups"
_FAILED = "auto_backup_failed"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a backup is made every day that something changed, and how many are kept."""

    on: bool = True
    keep: int = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a turn: ``made`` None when none was due; ``removed`` older ones went."""

    made: Backup | None = None
    removed: int = 0


def choice(workspace: Workspace) -> Choice:
    """What is chosen; on, until somebody turns it off."""
    kept = workspace.library.setting(_SETTING) or {}
    keep = kept.get("keep")
    return Choice(bool(kept.get("on", True)), keep if keep in KEEP else Choice().keep)


def choose(workspace: Workspace, *, on: bool | None = None, keep: int | None = None) -> Choice:
    """Keep a choice at once; None leaves that half as it is."""
    now = choice(workspace)
    wanted = Choice(now.on if on is None else on, now.keep if keep not in KEEP else keep)
    workspace.library.set_setting(_SETTING, {"on": wanted.on, "keep": wanted.keep})
    return wanted


def folder(workspace: Workspace) -> Path:
    """Where the daily backups lie: beside the library file."""
    return workspace.library.path.parent / FOLDER


def made(workspace: Workspace) -> list[Backup]:
    """The daily backups that are still there, the latest first."""
    kept = (Backup(**entry) for entry in workspace.library.setting(_MADE) or [])
    return [entry for entry in kept if entry.there]


def failure(workspace: Workspace) -> str:
    """Why the last turn made no backup, in a sentence; empty when it made one."""
    return str(workspace.library.setting(_FAILED) or "")


def due(workspace: Workspace, now: datetime | None = None) -> bool:
    """Whether today has none yet and something happened since the last."""
    library = workspace.library
    if library.read_only or not choice(workspace).on:
        return False
    last = next(iter(made(workspace)), None)
    if last is None:
        return library.count() > 0
    today = (now or datetime.now(UTC)).astimezone().date()
    if datetime.fromisoformat(last.at).astimezone().date() == today:
        return False
    newest = library.audit(limit=1)
    return bool(newest) and newest[0].at > last.at


def turn(
    workspace: Workspace, progress: Progress = NO_PROGRESS, now: datetime | None = None
) -> Outcome:
    """Make today's backup when it is due, and remove the oldest beyond what is to be kept.

    Errors as of `backing_up.back_up`; what went wrong is remembered for `failure`.
    """
    if not due(workspace, now):
        return Outcome()
    moment = (now or datetime.now(UTC)).astimezone()
    target = folder(workspace) / f"{_stem(workspace)}-{moment:%Y%m%d-%H%M%S}{SUFFIX}"
    try:
        backup = write_backup(workspace, target, progress)
    except OSError:
        words = f"写不进“{target.parent}”。请检查磁盘空间和文件夹权限。"
        workspace.library.set_setting(_FAILED, words)
        raise
    except ValueError as error:
        workspace.library.set_setting(_FAILED, str(error)[:_LONGEST])
        raise
    entry = replace(backup, at=moment.astimezone(UTC).isoformat(timespec="seconds"))
    entries = [entry, *made(workspace)]
    removed = _remove(_beyond(workspace, choice(workspace).keep))
    workspace.library.set_setting(_MADE, [item.to_json() for item in entries if item.there])
    workspace.library.set_setting(_FAILED, None)
    return Outcome(entry, removed)


def _stem(workspace: Workspace) -> str:
    return f"{workspace.library.path.stem}-自动备份"


def _beyond(workspace: Workspace, keep: int) -> list[Path]:
    """The daily backups that are one too many: only files that carry the name we give them."""
    pattern = re.compile(rf"{re.escape(_stem(workspace))}-\d{{8}}-\d{{6}}{re.escape(SUFFIX)}")
    ours = [path for path in folder(workspace).iterdir() if pattern.fullmatch(path.name)]
    return sorted(ours, reverse=True)[keep:]


def _remove(paths: Iterable[Path]) -> int:
    gone = 0
    for path in paths:
        try:
            path.unlink()
        except OSError:
            continue  # held open by somebody; the next turn removes it
        gone += 1
    return gone
