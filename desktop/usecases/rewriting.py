"""Cells of many records written at once: a plan to look at, one transaction, one way back.

Whatever decides that cells are to change (one writing for a law, the text now in force) makes a
`Plan`; nothing else writes it, and every plan is taken back in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.usecases.cited_places import kept
from desktop.usecases.compiling import is_finished, is_locked, new_version
from desktop.usecases.locking import field_lock, locked_fields
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_BATCH = 200  # records read at a time


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is to be written otherwise; ``before`` and ``after`` as they are kept.

    ``path`` leads to the row, ``column`` names the cell in it.
    """

    uuid: str
    path: str
    column: str
    before: str
    after: str

    @property
    def cell(self) -> str:
        """Where the cell is in its record."""
        return f"{self.path}.{self.column}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, and what would be left: records that are final or under review,
    places in plain text.

    ``new_versions`` are final records of which the next version is to be opened for the change.
    ``note`` stands in the log beside every record.
    """

    changes: tuple[Change, ...]
    locked: tuple[str, ...] = ()
    in_text: int = 0
    note: str = ""
    new_versions: tuple[str, ...] = ()

    @property
    def uuids(self) -> list[str]:
        """The records that would be written, each once."""
        return list(dict.fromkeys(change.uuid for change in self.changes))


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, what was left because somebody had changed it since; the way back.

    ``opened`` are the records of which a new version was opened: it stays open when the change is
    taken back, as a version that was begun is never forgotten.
    """

    changes: tuple[Change, ...]
    skipped: int
    records: int
    note: str = ""
    opened: tuple[str, ...] = ()

    @property
    def back(self) -> Plan:
        """The plan that takes it back."""
        turned = (Change(c.uuid, c.path, c.column, c.after, c.before) for c in self.changes)
        note = f"撤销{self.note}" if self.note else ""
        return Plan(tuple(reversed(list(turned))), note=note)


def write(workspace: Workspace, wanted: Plan, progress: Progress = NO_PROGRESS) -> Written:
    """Write a plan in one transaction; cells that are not as the plan saw them, or that the level
    above fixes, are left.

    New versions are opened first, each by itself. ``LibraryError`` when the library refuses;
    no cell is written then.
    """
    opened = tuple(_open_versions(workspace, wanted.new_versions))
    by_record: dict[str, list[Change]] = {}
    for change in wanted.changes:
        by_record.setdefault(change.uuid, []).append(change)
    made: dict[str, list[Change]] = {}
    pairs: list[tuple[Record, str]] = []
    locks = locked_fields(workspace, by_record)
    for number, record in enumerate(_many(workspace, list(by_record))):
        progress.step(number, len(by_record), "正在修改")
        fixed = locks.get(record.uuid, ())
        free = [c for c in by_record[record.uuid] if not field_lock(fixed, c.path)]
        applied, mine = _applied(record, free)
        if mine:
            pairs.append((applied, record.content_hash()))
            made[record.uuid] = mine
    refused = workspace.library.save_unless_changed(pairs, by=who(workspace), note=wanted.note)
    for uuid in refused:
        del made[uuid]
    changes = tuple(change for mine in made.values() for change in mine)
    return Written(changes, len(wanted.changes) - len(changes), len(made), wanted.note, opened)


def _applied(record: Record, changes: Sequence[Change]) -> tuple[Record, list[Change]]:
    """The record with the changes that still fit, and these."""
    made: list[Change] = []
    for change in changes if not is_locked(record) else ():
        if kept(record.get(change.cell)) == change.before.strip() and record.get(change.path):
            record = record.with_path(change.cell, change.after or None)
            made.append(change)
    return record, made


def _open_versions(workspace: Workspace, uuids: Sequence[str]) -> Iterator[str]:
    for record in _many(workspace, uuids):
        if is_finished(record):
            new_version(workspace, record.uuid)
            yield record.uuid


def _many(workspace: Workspace, uuids: Sequence[str]) -> Iterator[Record]:
    for start in range(0, len(uuids), _BATCH):
        yield from workspace.library.many(list(uuids[start : start + _BATCH]))
