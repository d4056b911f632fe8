"""What all tests share: no screen, no real user folders, repeatable invented data."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

# Before anything imports Qt: tests draw into memory, also on a machine with a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from tests.examples import examples
from tests.quick_folder import use_memory

if TYPE_CHECKING:
    from tests.spread import Spread

ROOT = Path(__file__).resolve().parent.parent

# The same examples in every run and on every machine; `MINGCE_EXAMPLES=deep` and
# `--hypothesis-profile=fuzz` look further. No deadline: two busy cores say nothing about the code.
settings.register_profile(
    "default", deadline=None, derandomize=True, database=None, max_examples=examples(100, 200)
)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before pytest asks for its folder."""
    use_memory(config)


_GRAMMAR = "rfc3987_syntax"


def _is_valid_syntax(term: str, value: str) -> Any:
    """The true function of that name, which is imported when a web address is first judged."""
    if vars(sys.modules[_GRAMMAR]).get("is_valid_syntax") is _is_valid_syntax:
        del sys.modules[_GRAMMAR]
    import importlib

    return importlib.import_module(_GRAMMAR).is_valid_syntax(term, value)


# jsonschema imports it, with everything that imports jsonschema, and it compiles 38 grammars of web
# addresses: 3 s a worker, for what next to no test asks.
sys.modules[_GRAMMAR] = ModuleType(_GRAMMAR)
vars(sys.modules[_GRAMMAR])["is_valid_syntax"] = _is_valid_syntax


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread | None:
    """Whole files to each core, the long ones first."""
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.spread import Spread

    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: the collector need not look through it ever again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On one of several cores: what takes long comes first."""
    if hasattr(config, "workerinput"):
        from tests.spread import weight_of

        items.sort(key=lambda item: -weight_of(item.nodeid))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real published lists and the domain truth, which lie beside the repository, not in it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: real published lists are not in the repository")
    return folder


#: The folders of an invented user, under their home.
_PLACES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "local",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}


class _Homes:
    """A home for each test; one in which nobody left anything serves the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._home: Path | None = None
        self._inner: set[str] = set()
        self._told: dict[str, str] = {}

    def take(self) -> Path:
        """An empty home, where the environment says."""
        if self._home is None or self._touched():
            self._made += 1
            self._home = self._folder / str(self._made)
            for name in _PLACES.values():
                (self._home / name).mkdir(exist_ok=True)
            (self._home / "runtime").chmod(0o700)  # Qt warns about anything more open
            self._inner = {str(self._home / name) for name in _PLACES.values() if name}
            self._told = {name: str(self._home / folder) for name, folder in _PLACES.items()}
        if any(os.environ.get(name) != place for name, place in self._told.items()):
            os.environ.update(self._told)
        return self._home

    def _touched(self) -> bool:
        assert self._home is not None
        whole = {entry.path for entry in os.scandir(self._home) if entry.is_dir()} == self._inner
        return not whole or any(map(os.listdir, self._inner))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Homes]:
    """Where the invented users live; the real ones come back at the end."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _PLACES:
            patch.setenv(name, "")
        yield _Homes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(autouse=True)
def user_folders(homes: _Homes) -> Iterator[Path]:
    """Data, cache, settings and home of an invented user; the real ones are never touched."""
    yield homes.take()
    homes.take()  # what a whole module shares is made before the home of its first test is


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring of whoever runs the tests is never touched."""
    from desktop.exchange import keyring

    def nothing() -> object:
        raise keyring.KeyringUnavailable(keyring.Outcome.NONE)

    monkeypatch.setattr(keyring, "_system_backend", nothing)
