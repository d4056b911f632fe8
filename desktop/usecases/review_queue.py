"""What waits for whom (待办与审核): records on their way to a final revision, by stage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.usecases import review_rounds as rounds
from desktop.usecases.people import Person, current_person, people
from desktop.usecases.review_rounds import Remark, Round, Stage
from forms.values import fold

if TYPE_CHECKING:
    from desktop.store import AuditEntry, Summary
    from desktop.usecases.workspace import Workspace

#: States (CL30) in which a record is on its way, or came back.
UNDERWAY = ("submitted", "returned")
#: Whose duty a record at this stage waits for.
DUTY_OF = {
    Stage.REVIEW: "review",
    Stage.DISCLOSURE: "disclose",
    Stage.FINAL: "review",
    Stage.RETURNED: "compile",
}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A record that waits. ``remarks`` are the open ones; ``mine``: for the person who asks."""

    uuid: str
    kind: str
    title: str
    list_title: str
    code: str
    version: int
    round: Round
    remarks: tuple[Remark, ...]
    mine: bool

    @property
    def stage(self) -> Stage:
        """Where it is on its way."""
        return self.round.stage

    @property
    def since(self) -> str:
        """When it came to this stage (ISO, UTC); empty when the log does not tell."""
        found = self.round
        last = {
            Stage.REVIEW: found.submitted,
            Stage.DISCLOSURE: found.reviewed,
            Stage.FINAL: found.disclosed,
            Stage.RETURNED: found.returned,
        }.get(found.stage)
        return last.at if last else ""


@dataclass(frozen=True, slots=True)
class Queue:
    """All records on their way, the longest waiting first."""

    items: tuple[QueueItem, ...]

    def at(self, stage: Stage, *, mine: bool = True) -> tuple[QueueItem, ...]:
        """Those at a stage that wait for the person who asks, or that wait for others."""
        return tuple(item for item in self.items if item.stage is stage and item.mine is mine)

    @property
    def mine(self) -> int:
        """How many wait for the person who asks."""
        return sum(item.mine for item in self.items)


def queue(workspace: Workspace, person: Person | None = None) -> Queue:
    """What is on its way; ``mine`` is told for ``person`` (by default: who works now).

    As long as nobody was chosen, everything counts as one's own. Two queries at any size.
    """
    person = person or current_person(workspace)
    lines = workspace.library.summaries(state=UNDERWAY)
    logs = workspace.library.acts_on(UNDERWAY, rounds.ACTIONS)
    known = {fold(other.name) for other in people(workspace)}
    items = [_item(workspace, line, logs.get(line.uuid, []), person, known) for line in lines]
    return Queue(tuple(sorted(items, key=lambda item: item.since)))


def waiting(workspace: Workspace) -> int:
    """How many wait for who works now: `queue(…).mine`, without the items where all count."""
    person = current_person(workspace)
    if person is None:
        return workspace.library.count(state=UNDERWAY)
    return queue(workspace, person).mine


def _item(
    workspace: Workspace, line: Summary, log: Sequence[AuditEntry], person: Person | None,
    known: Collection[str],
) -> QueueItem:  # fmt: skip
    form = workspace.catalogue.form(line.kind)
    found = rounds.round_of(line.state, log)
    remarks = tuple(remark for remark in rounds.remarks_of(log) if remark.open)
    return QueueItem(
        line.uuid, line.kind, line.title or f"（未命名{form.title}）", form.list_title, line.code,
        line.version, found, remarks, person is None or _waits_for(found, person, known),
    )  # fmt: skip


def _waits_for(found: Round, person: Person, known: Collection[str]) -> bool:
    """Whether it is this person's turn: their duty, and never their own work to judge."""
    if not person.may(DUTY_OF[found.stage]):
        return False
    submitted = found.submitted
    if submitted is None:
        return True
    authors = {fold(submitted.by), fold(submitted.about("compiler"))}
    own = fold(person.name) in authors
    if found.stage is Stage.RETURNED:
        # To whoever submitted it; to all who compile when that one is gone.
        return own or fold(submitted.by) not in known
    return not own
