"""A library of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.usecases.workspace import Workspace


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library file, made once."""
    path = tmp_path_factory.mktemp("usecases") / "空.mingce"
    Workspace.open(path).close()
    return path


@pytest.fixture
def workspace(tmp_path: Path, empty_library: Path) -> Iterator[Workspace]:
    """An open, empty library."""
    with Workspace.open(Path(shutil.copy(empty_library, tmp_path / "库.mingce"))) as opened:
        yield opened
