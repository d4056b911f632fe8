"""Signed pages of a portal, read on from where one was: its catalogue, and what it accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.exchange.portal import EpochChanged, Greeting, Portal, PortalRefused
from exports.package.signed_page import IssueRefused, Numbered, Page, PageFormat, check_issued

if TYPE_CHECKING:
    from exports.package import PublicKey

T = TypeVar("T", bound=Numbered)
#: Entries asked for at once; a page of guides with their bases is some 500 KB.
PAGE = 200


@dataclass(frozen=True)
class PageReading(Generic[T]):
    """How pages of one kind are read, and what becomes of them.

    ``ask`` is a method of `Portal`; ``begin`` tells for a greeting how far one was, ``keep`` keeps a
    page with how far it goes, ``show`` tells how far the reading is.
    """

    format: PageFormat[T]
    ask: Callable[[Portal, str, int, int], tuple[bytes, bytes]]
    begin: Callable[[Greeting], int]
    keep: Callable[[Page[T]], None]
    show: Callable[[int], None]

    def read(self, portal: Portal, greeting: Greeting, key: PublicKey) -> Greeting:
        """Read all that is missing; the greeting that held for it.

        Raises:
            IssueRefused: something is not signed with the key, or makes no sense.
            LineWrong, PortalRefused, LineLost: the portal cannot be asked.
        """
        try:
            self._pages(portal, greeting, key)
        except EpochChanged:
            # It was restored between greeting and page; a second time it is in trouble.
            greeting = portal.greeting()
            try:
                self._pages(portal, greeting, key)
            except EpochChanged:
                raise PortalRefused("门户正在从备份恢复。请过一会儿再试。") from None
        return greeting

    def _pages(self, portal: Portal, greeting: Greeting, key: PublicKey) -> None:
        reached, more = self.begin(greeting), True
        while more:
            portal.line.watch = lambda reached=reached: self.show(reached)  # type: ignore[misc]
            self.show(reached)
            page = self._page(portal, greeting, reached, key)
            self.keep(page)
            reached, more = page.next, page.more

    def _page(self, portal: Portal, greeting: Greeting, since: int, key: PublicKey) -> Page[T]:
        data, signature = self.ask(portal, greeting.epoch, since, PAGE)
        check_issued(data, signature, key)
        page = self.format.parse(data)
        if (page.portal, page.epoch, page.since) != (greeting.portal, greeting.epoch, since):
            raise IssueRefused("门户给的不是所要的那一页，没有采用。请过一会儿再试。")
        stuck = page.more and page.next <= since
        if stuck or any(not since < item.seq <= page.next for item in page.items):
            raise IssueRefused("门户给的这一页前后对不上，没有采用。请告知门户的技术支持。")
        return page
