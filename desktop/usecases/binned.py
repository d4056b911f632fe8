"""The bin (回收站): what was deleted as a draft, for how long it stays, removing it for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.store import BIN_TIME
from desktop.usecases.people import who

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: How many days the bin keeps something.
DAYS = BIN_TIME.days


@dataclass(frozen=True, slots=True)
class BinRow:
    """A line of the bin; ``deleted_at`` is an ISO time in UTC, ``days_left`` counts down to 0."""

    uuid: str
    kind: str
    kind_title: str
    title: str
    code: str
    deleted_at: str
    days_left: int


def find(workspace: Workspace, text: str = "") -> list[str]:
    """What lies in the bin, the latest first; ``text`` finds as in the lists."""
    return workspace.library.ids(deleted=True, text=text, sort="deleted_at", descending=True)


def rows(workspace: Workspace, uuids: Sequence[str], now: datetime | None = None) -> list[BinRow]:
    """The lines of these records; what has left the bin meanwhile is left out."""
    shown = []
    for item in workspace.library.summaries_of(uuids):
        form = workspace.catalogue.form(item.kind)
        if item.deleted_at:
            shown.append(BinRow(
                uuid=item.uuid,
                kind=item.kind,
                kind_title=form.list_title,
                title=item.title or f"（未命名{form.title}）",
                code=item.code,
                deleted_at=item.deleted_at,
                days_left=days_left(item.deleted_at, now),
            ))  # fmt: skip
    return shown


def days_left(deleted_at: str, now: datetime | None = None) -> int:
    """Whole days until it may go for good, begun ones counted; 0 when it is due."""
    left = datetime.fromisoformat(deleted_at) + BIN_TIME - (now or datetime.now(UTC))
    return max(0, -(-left // timedelta(days=1)))


def remove(workspace: Workspace, uuids: Sequence[str]) -> int:
    """Remove records in the bin for good: nothing brings them back but a backup. How many went."""
    return workspace.library.purge_these(uuids, by=who(workspace))


def empty_of_old(workspace: Workspace) -> int:
    """Remove for good what has been in the bin for `DAYS`; how many went. Not when read-only."""
    return 0 if workspace.library.read_only else workspace.library.purge()
