"""Full collections wait until nobody types."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desktop.ui.jobs import JobRunner
from desktop.ui.sweeping import Sweeper


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The full collections; the collector is left as it was."""
    threshold, found = gc.get_threshold(), list[int]()
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 50))
    monkeypatch.setattr(gc, "collect", lambda: found.append(1))
    yield found
    gc.set_threshold(*threshold)


def test_everything_is_looked_at_once_the_hands_rest(
    runner: JobRunner, rounds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeper = Sweeper(runner)
    runner.hush(0.02)
    sweeper.sweep()
    assert not rounds, "somebody types"

    runner.hush(-60)
    sweeper.sweep()
    assert len(rounds) == 1

    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 2))
    sweeper.sweep()
    assert len(rounds) == 1, "nothing to look for"


def test_python_does_it_by_itself_only_when_it_is_long_overdue(
    runner: JobRunner, rounds: list[int]
) -> None:
    young, middle, _ = gc.get_threshold()
    sweeper = Sweeper(runner)
    gc.disable()
    try:
        sweeper.begin()
        assert gc.isenabled()
    finally:
        gc.enable()
    assert gc.get_threshold() == (young, middle, 200)
    assert sweeper._timer.isActive()
