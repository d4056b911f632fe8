"""The window on a library of 100,000 records: how fast it opens, answers and paints, what it holds.

Each figure comes from the program itself in a process of its own (`window_probe`). Opening and
memory are set against a blank PySide6 window, started in turns with ours in the same run: medians
of wall-clock time. The others have a goal in milliseconds as their peer; `ours` is the median over
the rounds of each round's median (opening a record) or 95th percentile (the rest).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench import CannotRaceError, Measurement, race
from tests.bench.big_library import big_library

ROOT = Path(__file__).resolve().parents[2]
STARTS = 9
ROUNDS = 3
_PATIENCE = 600  # s


def probe(*words: str) -> dict[str, Any]:
    """What the probe found; ``started`` is when its process was asked for."""
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "tests.bench.window_probe", *words]
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise CannotRaceError(f"窗口没有打开：{done.stderr.strip()[-300:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "started": started}


@contextmanager
def library() -> Iterator[tuple[str, str]]:
    """A copy of the big library, and a folder for the settings of the run: the list of powers.

    What a session leaves (records, the place of the work) does not burden the next one.
    """
    with tempfile.TemporaryDirectory(prefix="mingce-bench-") as name:
        folder = Path(name)
        copy = Path(shutil.copy(big_library(), folder / "工作库.mingce"))
        settings = folder / "mingce"
        settings.mkdir()
        (settings / "mingce.ini").write_text("[General]\nkind=power_item\n", encoding="utf-8")
        yield str(copy), str(folder)


@cache
def starts() -> tuple[list[float], list[float], list[float]]:
    """Seconds from asking for the process to the paint, of ours and of the blank window, in turns;
    and what the blank one holds in memory.
    """
    ours, blank, held = [], [], []
    with library() as places:
        for number in range(STARTS + 1):
            mine, peer = probe("start", *places), probe("blank")
            if number:  # the first of each warms the caches of the system
                ours.append(mine["painted"] - mine["started"])
                blank.append(peer["painted"] - peer["started"])
                held.append(peer["memory"])
    return ours, blank, held


@cache
def rounds() -> tuple[dict[str, Any], ...]:
    """The work of several sessions."""
    found = []
    for _ in range(ROUNDS):
        with library() as places:
            found.append(probe("work", *places))
    return tuple(found)


def percentile(values: Sequence[float], hundredth: int = 95) -> float:
    """The value that so many of a hundred do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[hundredth - 1]


def against(name: str, goal: float, hundredth: int = 95) -> Measurement:
    """Milliseconds of a deed against its goal."""
    each = [percentile(found[name], hundredth) for found in rounds()]
    return Measurement(statistics.median(each) * 1e3, goal, sum(len(f[name]) for f in rounds()))


@race("ui.first_paint", unit="ms", goal=2.0)
def first_paint() -> Measurement:
    """From asking for the process to rows of 60,000 on the screen; the peer is a blank window."""
    ours, blank, _ = starts()
    return Measurement(statistics.median(ours) * 1e3, statistics.median(blank) * 1e3, STARTS)


@race("ui.memory", unit="MB", goal=2.5)
def held() -> Measurement:
    """Resident memory with that library open and at rest; the peer is a blank window."""
    blank = statistics.median(starts()[2]) / 1e6
    if not blank:
        raise CannotRaceError("这个系统不说明进程占用的内存。")
    ours = statistics.median(found["memory"] for found in rounds()) / 1e6
    return Measurement(ours, blank, ROUNDS)


@race("ui.open_record", unit="ms", goal=1.0)
def open_record() -> Measurement:
    """Enter in the list until the form is painted: median, goal 50 ms."""
    return against("open_record", 50, 50)


@race("ui.keystroke", unit="ms", goal=1.0)
def keystroke() -> Measurement:
    """A key in a full guide with 100 problems until its check is painted: p95, goal 16 ms."""
    return against("keystroke", 16)


@race("ui.filter", unit="ms", goal=1.0)
def filtering() -> Measurement:
    """A word in the search box that leaves under a tenth, until painted: p95, goal 100 ms."""
    shares = [share for found in rounds() for share in found["matches"]]
    if not 0 < max(shares) < 0.1:
        raise CannotRaceError(f"查找词留下的记录不在十分之一以内：{max(shares):.1%}。")
    return against("filter", 100)


@race("ui.jump", unit="ms", goal=1.0)
def jump() -> Measurement:
    """Anywhere in the list of 60,000 until painted: p95, goal 20 ms."""
    return against("jump", 20)
