"""Races against peers, and the small frame that they run in.

A race lives in `tests/bench/race_*.py` and registers itself by its name:

    @race("pdf.guide_vs_typst", unit="ms", goal=0.5)
    def guide_vs_typst() -> Measurement:
        return compare(ours=write_guide, peer=run_typst, runs=7)

`ratio` is ours / peer, and a race holds while the ratio is not above its goal. With
`better="higher"` (entries per second) the ratio is to be at least the goal.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher"]
UNITS_PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6}


class CannotRaceError(Exception):
    """The peer is not on this machine; the sentence says what is missing."""


@dataclass(frozen=True)
class Measurement:
    """What both sides needed: medians in the race's unit."""

    ours: float
    peer: float
    runs: int


@dataclass(frozen=True)
class Race:
    name: str
    run: Callable[[], Measurement]
    unit: str
    goal: float
    better: Better


@dataclass(frozen=True)
class Result:
    race: str
    ours: float
    peer: float
    unit: str
    ratio: float
    goal: float
    holds: bool
    runs: int


RACES: dict[str, Race] = {}


def race(
    name: str, *, unit: str, goal: float, better: Better = "lower"
) -> Callable[[Callable[[], Measurement]], Callable[[], Measurement]]:
    """Register a race."""

    def register(run: Callable[[], Measurement]) -> Callable[[], Measurement]:
        if name in RACES:
            raise ValueError(f"two races are called {name}")
        RACES[name] = Race(name, run, unit, goal, better)
        return run

    return register


def compare(
    ours: Callable[[], object], peer: Callable[[], object], *, runs: int = 7, unit: str = "ms",
    clock: Callable[[], float] = time.perf_counter,
) -> Measurement:  # fmt: skip
    """Medians of alternating runs, after one of each that does not count.

    ``clock=time.process_time`` counts the processor's time, which a busy machine does not stretch.
    """
    ours(), peer()
    pairs = [(_seconds(ours, clock), _seconds(peer, clock)) for _ in range(runs)]
    scale = UNITS_PER_SECOND[unit]
    return Measurement(
        ours=statistics.median(mine for mine, _ in pairs) * scale,
        peer=statistics.median(theirs for _, theirs in pairs) * scale,
        runs=runs,
    )


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def judge(entry: Race, found: Measurement) -> Result:
    ratio = found.ours / found.peer if found.peer else float("inf")
    holds = ratio >= entry.goal if entry.better == "higher" else ratio <= entry.goal
    return Result(
        race=entry.name,
        ours=found.ours,
        peer=found.peer,
        unit=entry.unit,
        ratio=ratio,
        goal=entry.goal,
        holds=holds,
        runs=found.runs,
    )
