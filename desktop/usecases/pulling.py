"""What a portal issues, brought here (上级下发): its catalogue page by page, or as a bundle on a stick.

Everything is checked with the portal's key before it is believed. Each page is kept with how far it
goes, so that a reading that was cut goes on from there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.exchange.portal import (
    Access,
    Greeting,
    Line,
    LineLost,
    LineWrong,
    Patience,
    Portal,
    PortalRefused,
)
from desktop.store import UpperEntry, UpperSource
from desktop.usecases.import_existing import title_of
from desktop.usecases.issued_definitions import Offer, offer_of
from desktop.usecases.page_reading import PageReading
from desktop.usecases.receiving import PortalUnknown, keep_portal_key, portal_key
from exports.package.issued import CATALOGUE, CATALOGUE_PAGE, Issue, read_issue
from exports.package.signed_page import IssueRefused, Page
from exports.package.upper_item import UpperItem
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

__all__ = [
    "Access",
    "IssueRefused",
    "LineLost",
    "LineWrong",
    "Offer",
    "PortalRefused",
    "PortalUnknown",
    "Pulled",
    "pull",
    "read_file",
]

Token = Callable[[bool], str]
_TAGS = "portal_tags"
_READING = "读取上级目录"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was brought: ``read`` items of which ``changed`` are new or otherwise; ``unknown`` are
    of lists that this program does not have. ``again``: the portal was restored, so all was read
    anew. ``offer`` are code tables that are newer than those in use; they are not in use yet.
    ``issues``: the portal has a catalogue at all.
    """

    portal: str
    read: int = 0
    changed: int = 0
    unknown: int = 0
    again: bool = False
    issues: bool = True
    offer: Offer | None = None

    def to_json(self) -> dict[str, Any]:
        """The shape of ``pull --json``."""
        return {
            "portal": self.portal, "read": self.read, "changed": self.changed,
            "unknown": self.unknown, "again": self.again, "catalogue": self.issues,
            "definitions": self.offer.to_json() if self.offer else None,
        }  # fmt: skip


def pull(
    workspace: Workspace, access: Access, token: Token, *, key: PublicKey | None = None,
    patience: Patience | None = None, progress: Progress = NO_PROGRESS,
) -> Pulled:  # fmt: skip
    """Ask the portal what it issued since the last time, and keep it.

    What was read stays when the line is cut or somebody stops; the next time goes on from there.

    Raises:
        PortalUnknown: no key of this portal is known, and none was given.
        IssueRefused: something is not signed with its key, or makes no sense.
        LineWrong, PortalRefused, LineLost: the portal cannot be asked.
        Cancelled: of the progress.
    """
    _refuse_read_only(workspace)
    with Line(access, token) as line:
        line.watch = lambda: progress.step(0, 0, "询问门户")
        portal = Portal(line, patience or Patience())
        tags = dict(workspace.library.setting(_TAGS) or {})
        known = tags.get(access.url, {})
        greeting = portal.news(known.get("tag", "") if key is None else "")
        if greeting is None:
            return Pulled(known.get("portal", ""), issues=known.get("issues", True))
        reader = _Reader(workspace, portal, greeting, portal_key(workspace, greeting.portal, key),
                         progress)  # fmt: skip
        pulled = reader.run()
        if key is not None:
            keep_portal_key(workspace, greeting.portal, key)
    if pulled.offer is None:
        # With an offer that nobody took, the next time shall say so again.
        tags[access.url] = {
            "tag": reader.greeting.tag, "portal": pulled.portal, "issues": pulled.issues,
        }  # fmt: skip
        workspace.library.set_setting(_TAGS, tags)
    return pulled


def read_file(
    workspace: Workspace, path: Path, *, key: PublicKey | None = None,
    progress: Progress = NO_PROGRESS,
) -> Pulled:  # fmt: skip
    """Take in a bundle from a stick: a whole catalogue, or code tables (as an offer).

    Raises:
        PortalUnknown, IssueRefused: as `pull`; also for a bundle older than what is here.
    """
    _refuse_read_only(workspace)
    progress.step(0, 0, "核对签名")
    issue = read_issue(path)
    checked = portal_key(workspace, issue.portal, key)
    if issue.content == CATALOGUE:
        found = _take_whole(workspace, issue, issue.items(checked), progress)
    else:
        found = Pulled(issue.portal, issues=False, offer=offer_of(issue, checked))
    if key is not None:
        keep_portal_key(workspace, issue.portal, key)
    return found


def entry_of(workspace: Workspace, item: UpperItem) -> UpperEntry | None:
    """An item as the lists find it; None when this program has no such list."""
    form = workspace.catalogue.forms.get(item.kind)
    if form is None or form.read_only:
        return None
    rule = workspace.catalogue.profiles[workspace.profile_id].upper.get(item.kind)
    code = item.values.get((rule.code if rule else "") or form.code_field)
    return UpperEntry(
        item, _text(code), title_of(Record(item.kind, item.values), form),
        _text(item.values.get(form.type_field)), _text(item.values.get(rule.level if rule else "")),
    )  # fmt: skip


@dataclass
class _Reader:
    """Reads what is missing of a catalogue, and what code tables there are."""

    workspace: Workspace
    portal: Portal
    greeting: Greeting
    key: PublicKey
    progress: Progress
    _read: int = 0
    _changed: int = 0
    _unknown: int = 0
    _again: bool = False

    def run(self) -> Pulled:
        if self.greeting.items is not None:
            reading = PageReading(CATALOGUE_PAGE, Portal.page, self._begin, self._keep, self._show)
            self.greeting = reading.read(self.portal, self.greeting, self.key)
        return Pulled(
            self.greeting.portal, self._read, self._changed, self._unknown, self._again,
            self.greeting.items is not None, self._offer(),
        )  # fmt: skip

    def _begin(self, greeting: Greeting) -> int:
        self.greeting = greeting
        source = self.workspace.library.upper_source(greeting.portal)
        fresh = source is None or source.epoch != greeting.epoch
        self._again = source is not None and fresh
        return 0 if source is None or fresh else source.reached

    def _show(self, reached: int) -> None:
        self.progress.step(reached, max(self.greeting.items or 0, reached), _READING)

    def _keep(self, page: Page[UpperItem]) -> None:
        entries = list(_entries(self.workspace, page.items))
        source = UpperSource(page.portal, page.epoch, page.next, not page.more, page.at)
        self._changed += self.workspace.library.keep_upper(source, entries)
        self._read += len(page.items)
        self._unknown += len(page.items) - len(entries)

    def _offer(self) -> Offer | None:
        from desktop.usecases.issued_definitions import in_force

        now = in_force()
        held = now.version if now is not None and now.portal == self.greeting.portal else 0
        if self.greeting.definitions <= held:
            return None
        self.portal.line.watch = lambda: self.progress.step(0, 0, "读取码表和配置")
        with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as file:
            file.write(self.portal.definitions())
        path = Path(file.name)
        try:
            issue = read_issue(path)
            if issue.portal != self.greeting.portal:
                raise IssueRefused("门户给的码表不是它自己的，没有采用。")
            return offer_of(issue, self.key)
        finally:
            path.unlink()


def _take_whole(
    workspace: Workspace, issue: Issue, items: list[UpperItem], progress: Progress
) -> Pulled:
    known = workspace.library.upper_source(issue.portal)
    if known is not None:
        same = known.epoch == issue.epoch
        older = issue.number < known.reached if same else issue.at <= known.issued_at
        if older:
            raise IssueRefused("这个目录包比本库里的旧，没有采用。请向门户索取最新的。")
    progress.step(0, len(items), _READING)
    entries = list(_entries(workspace, items))
    source = UpperSource(issue.portal, issue.epoch, issue.number, True, issue.at)
    changed = workspace.library.keep_upper(source, entries)
    again = known is not None and known.epoch != issue.epoch
    return Pulled(issue.portal, len(items), changed, len(items) - len(entries), again)


def _entries(workspace: Workspace, items: Iterable[UpperItem]) -> Iterable[UpperEntry]:
    return (entry for item in items if (entry := entry_of(workspace, item)) is not None)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _refuse_read_only(workspace: Workspace) -> None:
    if workspace.library.read_only:
        raise IssueRefused(workspace.library.read_only_reason)
