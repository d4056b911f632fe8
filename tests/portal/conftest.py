"""A stand-in portal of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.exchange.portal import Access, Patience, Timeouts
from tests.portal.app import ROOT, Receive, Scope, Send, StandIn
from tests.portal.book import Book
from tests.portal.serve import serving

#: Tries follow at once: tests do not wait.
QUICK = Patience(tries=12, first_pause=0.001, longest_pause=0.05)


@pytest.fixture
def portal(tmp_path: Path) -> StandIn:
    """A portal with nothing in it, that knows one token."""
    return StandIn(Book(tmp_path / "portal"), {"right"})


class House:
    """A server that goes on while applications move in and out: to start one takes its time."""

    app: Any
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, for whoever lives here now."""
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The one server of all tests in this process."""
    made = House()
    with serving(made) as made.port:
        yield made


@pytest.fixture
def access(portal: StandIn, house: House) -> Access:
    """The way to the portal, which runs."""
    house.app = portal
    return access_at(house.port)


def access_at(port: int) -> Access:
    """The way to whatever listens at a port."""
    return Access(f"http://127.0.0.1:{port}{ROOT}", proxy=False, timeouts=Timeouts(2.0, 5.0))


def right(refused: bool) -> str:
    """The token that the portal knows."""
    return "right"
