"""Many places of many records changed at once: one transaction, what was changed meanwhile left
alone, one way back. What the places are and what becomes of them, `replacing` and `mending` know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from desktop.store import FINAL_STATES
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms.model import Form, Value
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class Spot(Protocol):
    """A place of a record; ``locked`` says why it cannot be changed, empty when it can."""

    @property
    def uuid(self) -> str:
        """The record."""

    @property
    def title(self) -> str:
        """What people call the record."""

    @property
    def locked(self) -> str:
        """Why not."""


_S = TypeVar("_S", bound=Spot)


@dataclass(frozen=True)
class Change(Generic[_S]):
    """A change of many places: ``note`` goes to the log, ``doing`` is shown meanwhile, ``hashes``
    is what each record held when it was looked at, ``changed`` gives it with its places changed.
    """

    note: str
    doing: str
    hashes: Mapping[str, str]
    changed: Callable[[Record, Sequence[_S]], Record]


@dataclass(frozen=True)
class Replaced:
    """What was done: records and places changed, and the titles of records left alone because
    somebody changed them after they were looked at. The rest is for `undo`.
    """

    records: int
    hits: int
    kept: tuple[str, ...]
    note: str
    before: Mapping[str, Mapping[str, Value]] = field(repr=False, default_factory=dict)
    after: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """How many records are as before, and the titles of those changed since, which stay."""

    records: int
    kept: tuple[str, ...]


def make(
    workspace: Workspace, change: Change[_S], spots: Iterable[_S], *,
    by: str = "", progress: Progress = NO_PROGRESS,
) -> Replaced:  # fmt: skip
    """Change these places, all in one transaction; records changed since they were looked at stay."""
    chosen: dict[str, list[_S]] = defaultdict(list)
    for spot in spots:
        if not spot.locked:
            chosen[spot.uuid].append(spot)
    pairs, before, after = [], {}, {}
    for number, record in enumerate(workspace.library.many(list(chosen))):
        progress.step(number, len(chosen), change.doing)
        expected = change.hashes[record.uuid]
        if record.content_hash() != expected or _is_locked(workspace, record):
            continue
        new = change.changed(record, chosen[record.uuid])
        pairs.append((new, expected))
        before[record.uuid] = _differing(record, new)
        after[record.uuid] = new.content_hash()
    progress.step(len(chosen), len(chosen), change.doing)
    refused = set(
        workspace.library.save_unless_changed(pairs, by=by or who(workspace), note=change.note)
    )
    written = {uuid for uuid in before if uuid not in refused}
    return Replaced(
        records=len(written),
        hits=sum(len(chosen[uuid]) for uuid in written),
        kept=tuple(mine[0].title for uuid, mine in chosen.items() if uuid not in written),
        note=change.note,
        before={uuid: before[uuid] for uuid in written},
        after={uuid: after[uuid] for uuid in written},
    )


def undo(workspace: Workspace, replaced: Replaced, *, by: str = "") -> Undone:
    """Put back what `make` changed, in one transaction; what was changed since stays."""
    pairs = [
        (record.with_values(**replaced.before[record.uuid]), replaced.after[record.uuid])
        for record in workspace.library.many(list(replaced.before))
        if not _is_locked(workspace, record)
    ]
    refused = workspace.library.save_unless_changed(
        pairs, by=by or who(workspace), note=f"撤销{replaced.note}"
    )
    back = {record.uuid for record, _ in pairs} - set(refused)
    kept = [uuid for uuid in replaced.before if uuid not in back]
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(kept)}
    return Undone(len(back), tuple(titles.get(uuid, "") for uuid in kept))


def locked_because(record: Record, form: Form) -> str:
    """Why a record cannot be changed, as it stands; empty when it can be."""
    if form.read_only:
        return "由上级统一发布，不能修改"
    if record.state == "submitted":
        return "正在审核，需要先撤回或者退回"
    return "已经定稿，需要先开新版本" if record.state in FINAL_STATES else ""


def _is_locked(workspace: Workspace, record: Record) -> bool:
    return bool(locked_because(record, workspace.catalogue.form(record.kind)))


def _differing(old: Record, new: Record) -> dict[str, Value]:
    """Field → its value in ``old``, for the fields that ``new`` has otherwise: what undoing needs."""
    names = {*old.values, *new.values}
    return {name: old.get(name) for name in names if old.get(name) != new.get(name)}
