"""Where keys and tokens are kept: the system's keyring, else what the user chooses.

A keyring may be missing, locked, refused by its owner, or wait for a prompt that nobody answers:
each is an outcome with a name, and no call lasts longer than its time-out. Only the systems' own
keyrings are used; packages that put secrets into plain files are passed by, also when the
environment names them. Without a keyring secrets live in memory until the program ends, or, if the
user chooses so, in a file that a passphrase opens. They are never written plain, and never logged.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

from desktop.exchange.sealed import seal, unseal

SERVICE = "mingce"
#: The systems' own stores. Anything else may keep plain text or ask on the terminal.
_OWN = frozenset({
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.libsecret.Keyring",
})  # fmt: skip
#: Seconds that somebody has to answer the prompt of the keyring.
TIMEOUT = 20.0
#: Windows keeps 2560 bytes in UTF-16.
_LONGEST = 1200
_PROBE = "probe"
_T = TypeVar("_T")


class Outcome(StrEnum):
    """Why the system's keyring cannot be used."""

    NONE = "none"
    LOCKED = "locked"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"

    @property
    def words(self) -> str:
        """What to tell the user."""
        return {
            "none": "这台电脑没有可用的系统钥匙串。",
            "locked": "系统钥匙串没有解锁。请解锁后再试。",
            "refused": "系统钥匙串拒绝了访问。",
            "no_answer": "系统钥匙串没有回应，可能有一个解锁窗口在等待。",
        }[self.value]


class KeyringUnavailable(OSError):
    """The system's keyring cannot be used; ``outcome`` says why. Never holds a secret."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


class SecretStore(Protocol):
    """Keeps secrets by name. ``kind`` is system, file or session."""

    kind: str

    def get(self, name: str) -> str | None:
        """The secret; None when there is none."""

    def put(self, name: str, secret: str) -> None:
        """Keep a secret."""

    def remove(self, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""


@dataclass
class SessionStore:
    """In memory, until the program ends."""

    kind: str = "session"
    _items: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> str | None:
        """The secret; None when there is none."""
        return self._items.get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._items[name] = secret

    def remove(self, name: str) -> None:
        """Forget a secret."""
        self._items.pop(name, None)


class FileStore:
    """In a file that a passphrase opens; made when something is first kept."""

    kind = "file"

    def __init__(self, path: Path, passphrase: str) -> None:
        """`SealedRefused` when the file is there and the passphrase is wrong."""
        self._path, self._passphrase = path, passphrase
        self._items = unseal(path, passphrase) if path.exists() else {}

    def get(self, name: str) -> str | None:
        """The secret; None when there is none."""
        return self._items.get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; the file is there whole or as it was."""
        self._write({**self._items, name: secret})

    def remove(self, name: str) -> None:
        """Forget a secret."""
        if name in self._items:
            self._write({key: item for key, item in self._items.items() if key != name})

    def _write(self, items: dict[str, str]) -> None:
        seal(items, self._passphrase, self._path)
        self._items = items


class SystemStore:
    """The system's keyring, each call in a thread of its own with a time-out."""

    kind = "system"

    def __init__(self, backend: Any = None, timeout: float = TIMEOUT) -> None:
        """`KeyringUnavailable` when a secret cannot be written, read and removed again."""
        self._timeout = timeout
        self._backend = backend if backend is not None else _timed(_system_backend, timeout)
        word = secrets.token_hex(8)
        self.put(_PROBE, word)
        if self.get(_PROBE) != word:
            raise KeyringUnavailable(Outcome.REFUSED)
        self.remove(_PROBE)

    def get(self, name: str) -> str | None:
        """The secret; None when there is none."""
        found: str | None = self._call(lambda: self._backend.get_password(SERVICE, name))
        return found

    def put(self, name: str, secret: str) -> None:
        """Keep a secret."""
        if len(secret) > _LONGEST:
            raise ValueError("longer than every keyring takes")
        self._call(lambda: self._backend.set_password(SERVICE, name, secret))

    def remove(self, name: str) -> None:
        """Forget a secret."""
        if self.get(name) is not None:
            self._call(lambda: self._backend.delete_password(SERVICE, name))

    def _call(self, work: Callable[[], _T]) -> _T:
        return _timed(work, self._timeout)


def open_store(
    file: Path | None = None, passphrase: str = "", timeout: float = TIMEOUT
) -> tuple[SecretStore, Outcome | None]:
    """The store to use, and why it is not the system's keyring (None: it is).

    ``file`` is where the user chose to keep secrets under a passphrase; without it they stay in
    memory.
    """
    if file is not None:
        return FileStore(file, passphrase), None
    try:
        return SystemStore(timeout=timeout), None
    except KeyringUnavailable as error:
        return SessionStore(), error.outcome


def _system_backend() -> Any:
    """The best of the systems' own stores; what the environment asks for is not listened to."""
    from keyring.backend import get_all_keyring

    own = [item for item in get_all_keyring() if _name(item) in _OWN]
    if not own:
        raise KeyringUnavailable(Outcome.NONE)
    return max(own, key=lambda item: item.priority)


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _timed(work: Callable[[], _T], timeout: float) -> _T:
    """Do it in a thread that is left behind when it does not come back."""
    done: list[_T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:  # noqa: BLE001 - backends raise what their system raises
            failed.append(error)

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(timeout)
    if done:
        return done[0]
    if not failed:
        raise KeyringUnavailable(Outcome.NO_ANSWER)
    # Without its cause: what a backend raises may show what it was given.
    raise _named(failed[0]) from None


def _named(error: Exception) -> KeyringUnavailable:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, KeyringUnavailable):
        return error
    if isinstance(error, KeyringLocked) or "dismissed" in str(error):
        return KeyringUnavailable(Outcome.LOCKED)
    return KeyringUnavailable(
        Outcome.NONE if isinstance(error, NoKeyringError) else Outcome.REFUSED
    )
