"""An empty library, made once by the migrations and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.store import Library
from tests.store.helpers import CATALOGUE, Clock

Opener = Callable[..., Library]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library file of the newest version."""
    path = tmp_path_factory.mktemp("template") / "empty.mingce"
    Library.open(path, catalogue=CATALOGUE).close()
    return path


@pytest.fixture
def path(tmp_path: Path, template: Path) -> Path:
    """A fresh library file."""
    return Path(shutil.copy(template, tmp_path / "库.mingce"))


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens libraries and closes them after the test."""
    libraries: list[Library] = []

    def opener(path: Path, *, read_only: bool = False) -> Library:
        library = Library.open(path, read_only=read_only, catalogue=CATALOGUE, clock=Clock())
        libraries.append(library)
        return library

    yield opener
    for library in reversed(libraries):
        library.close()


@pytest.fixture
def library(path: Path, opened: Opener) -> Library:
    """An open, empty library."""
    return opened(path)
