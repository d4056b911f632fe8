"""Dead objects are cleared away on the window's thread only, all of them when nobody types."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desktop.ui.jobs import JobRunner
from desktop.ui.sweeping import Sweeper


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The generations that were looked at."""
    found = list[int]()
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 50))
    monkeypatch.setattr(gc, "collect", lambda generation=2: found.append(generation))
    return found


@pytest.fixture
def collector() -> Iterator[None]:
    """Python's own collector is left as it was."""
    yield
    gc.enable()


def test_everything_is_looked_at_once_the_hands_rest(
    runner: JobRunner, rounds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeper = Sweeper(runner)
    runner.hush(0.02)
    sweeper.sweep()
    assert not rounds, "somebody types"

    runner.hush(-60)
    sweeper.sweep()
    assert rounds == [2]

    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 2))
    sweeper.sweep()
    assert rounds == [2], "nothing to look for"


@pytest.mark.parametrize(
    ("count", "looked_at"),
    [((9_999, 9, 9), []), ((10_000, 9, 9), [0]), ((10_000, 10, 9), [1]), ((0, 0, 200), [2])],
)
def test_young_objects_are_looked_at_while_somebody_types(
    runner: JobRunner, rounds: list[int], monkeypatch: pytest.MonkeyPatch,
    count: tuple[int, int, int], looked_at: list[int],
) -> None:  # fmt: skip
    monkeypatch.setattr(gc, "get_count", lambda: count)
    runner.hush(60)
    Sweeper(runner).sweep()
    assert rounds == looked_at


def test_no_other_thread_clears_anything_away(runner: JobRunner, collector: None) -> None:
    sweeper = Sweeper(runner)
    gc.enable()
    sweeper.begin()
    assert not gc.isenabled(), "it would run on the thread of a job"
    assert sweeper._timer.isActive()


def test_what_is_dead_goes_within_a_look(runner: JobRunner, collector: None) -> None:
    sweeper = Sweeper(runner)
    sweeper.begin()
    gc.collect()
    heap: list[list[object]] = [[] for _ in range(20_000)]
    for item in heap:
        item.append(item)
    heap.clear()
    before = gc.get_count()[0]
    sweeper.sweep()
    assert gc.get_count()[0] < before
