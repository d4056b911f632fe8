"""What a portal accepted from others (`/changes`): read on from where one was, merged like a
colleague's work.

Only versions of records that are here are kept until they are merged, unless somebody wants those of
other offices, too (a joint library). Each page is checked with the portal's key and kept with how
far it goes; what was merged, or is here already, is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.exchange.portal import Access, Greeting, Line, Patience, Portal
from desktop.usecases.merge_plan import MergePlan, Standing, plan_of
from desktop.usecases.merge_sources import NothingToMerge, Source, portal_version
from desktop.usecases.page_reading import PageReading
from desktop.usecases.receiving import keep_portal_key, portal_key
from exports.package.changes import CHANGES_PAGE, Accepted
from exports.package.signed_page import IssueRefused, Page
from exports.progress import NO_PROGRESS, Progress
from forms.merging import Relation, relation
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

Token = Callable[[bool], str]
_KEPT = "portal_changes"
_READING = "读取门户已接收的版本"
_ONE_ALREADY = (Relation.SAME, Relation.BEHIND)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was read: ``read`` versions, of which ``waiting`` are to be merged (with those that
    waited before); ``others`` are of records that are not here. ``again``: the portal was restored
    from a backup, so all was read anew.
    """

    portal: str
    read: int = 0
    waiting: int = 0
    others: int = 0
    again: bool = False

    def to_json(self) -> dict[str, Any]:
        """The shape of ``changes --json``."""
        return {
            "portal": self.portal, "read": self.read, "waiting": self.waiting,
            "others": self.others, "again": self.again,
        }  # fmt: skip


def fetch(
    workspace: Workspace, access: Access, token: Token, *, key: PublicKey | None = None,
    others: bool = False, patience: Patience | None = None, progress: Progress = NO_PROGRESS,
) -> Fetched:  # fmt: skip
    """Ask the portal what it accepted since the last time. With ``others`` records of other offices
    are wanted, too; asked for the first time, everything is read anew.

    What was read stays when the line is cut or somebody stops; the next time goes on from there.

    Raises:
        PortalUnknown: no key of this portal is known, and none was given.
        IssueRefused: something is not signed with its key, or makes no sense.
        LineWrong, PortalRefused, LineLost: the portal cannot be asked.
        Cancelled: of the progress.
    """
    if workspace.library.read_only:
        raise IssueRefused(workspace.library.read_only_reason)
    with Line(access, token) as line:
        line.watch = lambda: progress.step(0, 0, "询问门户")
        portal = Portal(line, patience or Patience())
        greeting = portal.greeting()
        checked = portal_key(workspace, greeting.portal, key)
        found = _Reader(workspace, others, progress).run(portal, greeting, checked)
    if key is not None:
        keep_portal_key(workspace, found.portal, key)
    return found


def plan_of_changes(workspace: Workspace, progress: Progress = NO_PROGRESS) -> MergePlan:
    """Compare what waits with ours, for the merge page; what is here by now waits no more.

    Raises:
        NothingToMerge: nothing waits.
    """
    state = _State.read(workspace)
    incoming = [
        portal_version(Record(item["kind"], {}, uuid), item)
        for uuid, item in sorted(state.waiting.items(), key=lambda pair: pair[1]["seq"])
        if item["kind"] in workspace.catalogue.forms
    ]
    if incoming:
        source = Source(workspace.library.path, "portal", tuple(incoming), state.portal, known={})
        plan = plan_of(workspace, source, progress)
        done = {item.uuid for item in plan.items if item.standing is Standing.SAME}
        if done and not workspace.library.read_only:
            state.forget(done)
            state.write(workspace)
        if len(done) < len(plan.items):
            return plan
    raise NothingToMerge("门户上没有别人改过、本库还没有的内容，不需要合并。")


@dataclass
class _State:
    """How far the changes of a portal were read, and what of them waits to be merged."""

    portal: str = ""
    epoch: str = ""
    reached: int = 0
    others: bool = False
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, workspace: Workspace) -> _State:
        """As it was left; a fresh one where that cannot be understood."""
        kept = workspace.library.setting(_KEPT)
        try:
            return cls(**kept) if kept else cls()
        except TypeError:
            return cls()

    def write(self, workspace: Workspace) -> None:
        """Keep it for the next time."""
        workspace.library.set_setting(_KEPT, {
            "portal": self.portal, "epoch": self.epoch, "reached": self.reached,
            "others": self.others, "waiting": self.waiting,
        })  # fmt: skip

    def forget(self, uuids: Iterable[str]) -> None:
        """These are dealt with."""
        for uuid in uuids:
            self.waiting.pop(uuid, None)


@dataclass
class _Reader:
    """Reads the pages that are missing."""

    workspace: Workspace
    others: bool
    progress: Progress
    _state: _State = field(default_factory=_State)
    _read: int = 0
    _others: int = 0
    _again: bool = False

    def run(self, portal: Portal, greeting: Greeting, key: PublicKey) -> Fetched:
        reading = PageReading(CHANGES_PAGE, Portal.changes, self._begin, self._keep, self._show)
        held = reading.read(portal, greeting, key)
        return Fetched(held.portal, self._read, len(self._state.waiting), self._others, self._again)

    def _begin(self, greeting: Greeting) -> int:
        state = self._state = _State.read(self.workspace)
        known = (state.portal, state.epoch) == (greeting.portal, greeting.epoch)
        self._again = bool(state.epoch) and not known
        if not known or (self.others and not state.others):
            # What waits of another epoch was signed, too: it stays until it is merged.
            state.reached = 0
        state.portal, state.epoch = greeting.portal, greeting.epoch
        state.others = state.others or self.others
        return state.reached

    def _show(self, reached: int) -> None:
        self.progress.step(reached, reached + 1, _READING)

    def _keep(self, page: Page[Accepted]) -> None:
        """The newest version of each record that is not here yet waits; how far it is, too."""
        state = self._state
        here = self.workspace.library.names_now(item.uuid for item in page.items)
        for item in page.items:
            mine = here.get(item.uuid)
            if mine is None and not state.others:
                self._others += 1
            elif mine is not None and _is_here(mine, item):
                state.forget([item.uuid])
            else:
                state.waiting[item.uuid] = item.to_json()
        self._read += len(page.items)
        state.reached = page.next
        state.write(self.workspace)


def _is_here(mine: Any, item: Accepted) -> bool:
    return relation(mine.vid, mine.ancestors, item.vid, item.ancestors) in _ONE_ALREADY
