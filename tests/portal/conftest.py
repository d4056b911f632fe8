"""A stand-in portal of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.exchange.portal import Access, Patience, Timeouts
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book
from tests.portal.serve import serving

#: Tries follow at once: tests do not wait.
QUICK = Patience(tries=8, first_pause=0.001, longest_pause=0.01)


@pytest.fixture
def portal(tmp_path: Path) -> StandIn:
    """A portal with nothing in it, that knows one token."""
    return StandIn(Book(tmp_path / "portal"), {"right"})


@pytest.fixture
def access(portal: StandIn) -> Iterator[Access]:
    """The way to the portal, which runs."""
    with serving(portal) as port:
        yield access_at(port)


def access_at(port: int) -> Access:
    """The way to whatever listens at a port."""
    return Access(f"http://127.0.0.1:{port}{ROOT}", proxy=False, timeouts=Timeouts(2.0, 5.0))


def right(refused: bool) -> str:
    """The token that the portal knows."""
    return "right"
