"""Secrets: in the system's keyring, else where the user says; never plain, never for ever waiting."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError

from desktop.exchange.keyring import (
    FileStore,
    KeyringUnavailable,
    Outcome,
    SessionStore,
    SystemStore,
    open_store,
)
from desktop.exchange.sealed import SealedRefused, seal, unseal

ROOT = Path(__file__).resolve().parents[2]
SECRET, PHRASE = "秘密-4711-γ", "一句长的口令 2026"


class Backend:
    """A keyring that works, or fails as it is told."""

    def __init__(self, fail: Callable[[], None] = lambda: None) -> None:
        self.items: dict[str, str] = {}
        self.fail = fail

    def get_password(self, service: str, name: str) -> str | None:
        self.fail()
        return self.items.get(name)

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.fail()
        self.items[name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self.fail()
        del self.items[name]


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_a_secret_comes_back_and_goes() -> None:
    backend = Backend()
    store = SystemStore(backend)
    assert backend.items == {}  # the probe is gone
    store.put("key", SECRET)
    assert store.get("key") == SECRET
    store.remove("key")
    store.remove("key")
    assert store.get("key") is None


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NoKeyringError(), Outcome.NONE),
        (KeyringLocked("x"), Outcome.LOCKED),
        (InitError("Failed to create the collection: Prompt dismissed.."), Outcome.LOCKED),
        (RuntimeError(f"access denied for {SECRET}"), Outcome.REFUSED),
    ],
)
def test_each_failure_has_its_name_and_shows_no_secret(error: Exception, outcome: Outcome) -> None:
    with pytest.raises(KeyringUnavailable) as caught:
        SystemStore(Backend(raising(error)))
    assert caught.value.outcome is outcome
    assert str(caught.value) == outcome.words
    assert caught.value.__cause__ is None
    assert SECRET not in str(caught.value)


def test_a_prompt_that_nobody_answers_is_not_waited_for() -> None:
    answered = threading.Event()

    def wait() -> None:
        answered.wait(30)

    try:
        with pytest.raises(KeyringUnavailable) as caught:
            SystemStore(Backend(wait), timeout=0.05)
        assert caught.value.outcome is Outcome.NO_ANSWER
    finally:
        answered.set()


def test_a_keyring_that_gives_back_something_else_is_not_trusted() -> None:
    backend = Backend()
    backend.get_password = lambda service, name: "other"  # type: ignore[method-assign]
    with pytest.raises(KeyringUnavailable) as caught:
        SystemStore(backend)
    assert caught.value.outcome is Outcome.REFUSED


def test_without_a_keyring_secrets_stay_in_memory_and_that_is_said(tmp_path: Path) -> None:
    store, outcome = open_store()
    assert (store.kind, outcome) == ("session", Outcome.NONE)
    store.put("key", SECRET)
    assert store.get("key") == SECRET
    assert SECRET not in repr(store)
    assert open_store()[0].get("key") is None
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_keeps_plain_files_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring import backend as module

    from desktop.exchange import keyring

    class Plain(Backend):
        priority = 99

    monkeypatch.undo()  # the real search for a backend
    monkeypatch.setattr(module, "get_all_keyring", lambda: [Plain()])
    with pytest.raises(KeyringUnavailable) as caught:
        keyring.SystemStore()
    assert caught.value.outcome is Outcome.NONE


def test_the_chosen_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "密钥.json"
    store, outcome = open_store(path, PHRASE)
    assert (store.kind, outcome) == ("file", None)
    store.put("key", SECRET)
    store.put("token", "t")
    store.remove("token")
    assert SECRET.encode() not in path.read_bytes()
    assert PHRASE.encode() not in path.read_bytes()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    again = FileStore(path, PHRASE)
    assert (again.get("key"), again.get("token")) == (SECRET, None)
    with pytest.raises(SealedRefused, match="口令不对"):
        FileStore(path, PHRASE + "x")


def test_a_changed_or_swapped_secret_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "密钥.json"
    seal({"a": "one", "b": "two"}, PHRASE, path)
    text = path.read_text("utf-8")
    path.write_text(text.replace('"a"', '"c"'), "utf-8")
    with pytest.raises(SealedRefused):
        unseal(path, PHRASE)
    for garbage in ("", "[]", "{}", text.replace("mingce-sealed/1", "other")):
        path.write_text(garbage, "utf-8")
        with pytest.raises(SealedRefused, match="不是密钥文件"):
            unseal(path, PHRASE)


def test_a_short_passphrase_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(SealedRefused, match="至少 8 个字符"):
        seal({"a": "b"}, "1234567", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_no_secret_gets_into_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    SessionStore().put("key", SECRET)
    SystemStore(Backend()).put("key", SECRET)
    FileStore(tmp_path / "k", PHRASE).put("key", SECRET)
    assert SECRET not in caplog.text
    assert PHRASE not in caplog.text


_REAL = """
import sys
from desktop.exchange.keyring import KeyringUnavailable, open_store
store, outcome = open_store(timeout=float(sys.argv[2]))
print(store.kind, outcome)
if sys.argv[1] == "put":
    store.put("key", "秘密-4711-γ")
print(store.get("key"))
"""


def _under_dbus(home: Path, script: str, *arguments: str) -> list[str]:
    """Run Python with a session bus, a keyring and a home of its own; what it printed."""
    needed = ("dbus-run-session", "gnome-keyring-daemon")
    if not all(map(shutil.which, needed)):
        pytest.skip("no dbus-run-session or gnome-keyring-daemon")
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    environment = {k: v for k, v in os.environ.items() if k not in left_out} | places
    home.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script, "sh", sys.executable, "-c", _REAL,
         *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


_UNLOCKED = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"'


def test_a_real_gnome_keyring_keeps_it_over_sessions(tmp_path: Path) -> None:
    home = tmp_path / "h"
    assert _under_dbus(home, _UNLOCKED, "put", "10")[:2] == ["system None", SECRET]
    assert _under_dbus(home, _UNLOCKED, "get", "10")[:2] == ["system None", SECRET]


def test_a_real_locked_keyring_is_named_in_time(tmp_path: Path) -> None:
    """Nobody can answer its prompt: there is no screen."""
    home = tmp_path / "h"
    _under_dbus(home, _UNLOCKED, "put", "10")
    said = _under_dbus(home, '"$@"', "get", "3")
    assert said[0] in ("session locked", "session no_answer")
    assert said[1] == "None"
