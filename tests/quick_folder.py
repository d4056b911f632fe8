"""A folder in memory for what tests write, where the machine has the room.

A library waits for its disk at each of its commits (4 ms), a dozen times in a test: on two cores a
minute of the whole run goes by in waiting. Where there is no such room, or somebody names a folder
with --basetemp, files lie where pytest puts them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")
_NAME = "mingce-tests-"
_NEEDED = 4 * 1024**3  # bytes; a full run writes a third of it


def use_memory(config: pytest.Config) -> None:
    """Have the session write into memory; the folder goes with it."""
    if hasattr(config, "workerinput") or config.option.basetemp or not has_room():
        return
    sweep(_MEMORY)
    folder = tempfile.mkdtemp(dir=_MEMORY, prefix=f"{_NAME}{os.getpid()}-")
    config.option.basetemp = str(Path(folder) / "pytest")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def sweep(place: Path) -> None:
    """Take away what a session left that was killed: memory is dear."""
    for folder in place.glob(f"{_NAME}*"):
        number = folder.name.removeprefix(_NAME).split("-")[0]
        if number.isdecimal() and not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)


def has_room(place: Path = _MEMORY, needed: int = _NEEDED) -> bool:
    """Whether files of that many bytes fit, may be run, and memory stays free beside them."""
    try:
        found = os.statvfs(place)
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except (OSError, AttributeError):
        return False
    free = dict(line.split(":") for line in lines).get("MemAvailable", "0 kB")
    beside = int(free.split()[0]) * 1024
    may_run = not found.f_flag & getattr(os, "ST_NOEXEC", 0)
    return (
        may_run
        and os.access(place, os.W_OK)
        and min(found.f_bavail * found.f_frsize, beside) > needed
    )
