"""Published files, each read once for all tests of a worker."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.imports import ImportResult, read_file
from forms.loader import load_catalogue


@dataclass(frozen=True)
class Reading:
    """What was read of a file, and in how many CPU seconds."""

    result: ImportResult
    seconds: float


Reader = Callable[[Path], Reading]


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Reads a file, or remembers what was read."""

    @functools.cache
    def read(path: Path) -> Reading:
        started = time.process_time()
        result = read_file(path, load_catalogue())
        return Reading(result, time.process_time() - started)

    return read
