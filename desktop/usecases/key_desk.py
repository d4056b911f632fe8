"""The signing key at the desk (签名密钥): where it is kept, its fingerprint, its backup.

The place is chosen once for a session of the program: the system's keyring, a file under a
passphrase, or memory. Everything here may wait for the owner of a keyring: call it in a job.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from desktop.exchange.keyring import KeyringUnavailable, SessionStore
from desktop.exchange.sealed import SHORTEST
from desktop.usecases.signing import Keeper, PackKey, keeper, pack_key, write_public
from exports.package import PublicKey, SigningKey
from exports.package.key_sheet import key_sheet
from exports.pdf import write_pdf

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

__all__ = [
    "SHORTEST",
    "KeyDesk",
    "KeyState",
    "KeyringUnavailable",
    "PackKey",
    "PublicKey",
    "SigningKey",
]
PUBLIC_SUFFIX = ".pub"
_TOKEN = "portal-token "


@dataclass(frozen=True, slots=True)
class KeyState:
    """How it stands: ``place`` is system, file or session; ``outcome`` why the system's keyring is
    not used (none, locked, refused, no_answer; "" when it is, or nobody asked it). Without a key
    ``fingerprint`` is "".
    """

    place: str
    outcome: str = ""
    fingerprint: str = ""
    spoken: tuple[str, ...] = ()
    sm2: bool = False
    file: Path | None = None


class KeyDesk:
    """Keeps the choice of the place; opened when it is first needed."""

    def __init__(self) -> None:
        self._lock = RLock()  # jobs run in threads
        self._keeper: Keeper | None = None
        self._file: Path | None = None

    def state(self) -> KeyState:
        """What there is; `KeyUnreadable` when what is kept is no key."""
        with self._lock:
            kept = self._opened()
            try:
                key = kept.key()
            except KeyringUnavailable as error:  # locked since it was opened
                self._keeper = None
                return KeyState("session", error.outcome.value)
            outcome = kept.outcome.value if kept.outcome else ""
            if key is None:
                return KeyState(kept.store.kind, outcome, file=self._file)
            public = key.public
            return KeyState(
                kept.store.kind, outcome, public.fingerprint, public.spoken, bool(key.sm2),
                self._file,
            )  # fmt: skip

    def use_system(self) -> KeyState:
        """Ask the system's keyring (again)."""
        return self._use(None, None)

    def use_file(self, file: Path, passphrase: str) -> KeyState:
        """Keep secrets in a file; `SealedRefused` for a wrong or a short passphrase."""
        kept = keeper(file, lambda: passphrase)
        if not file.exists():
            # The passphrase is judged now, not when a key is made.
            kept.store.put("opened", "1")
        return self._use(kept, file)

    def use_session(self) -> KeyState:
        """Keep secrets in memory until the program ends."""
        outcome = self._keeper.outcome if self._keeper else None
        return self._use(Keeper(SessionStore(), outcome), None)

    def make(self, *, with_sm2: bool = False) -> KeyState:
        """Make a key; with ``with_sm2`` one that is there gets an SM2 part."""
        with self._lock:
            if with_sm2:
                self._opened().add_sm2()
            else:
                self._opened().make()
            return self.state()

    def back_up(self, file: Path, passphrase: str) -> KeyState:
        """Write the key into a file under a passphrase and read it again."""
        with self._lock:
            self._opened().back_up(file, passphrase)
            return self.state()

    def restore(self, file: Path, passphrase: str) -> KeyState:
        """Take the key of a backup; `NoKey` when another one is kept."""
        with self._lock:
            self._opened().restore(file, passphrase)
            return self.state()

    def for_packing(self) -> PackKey:
        """The key to sign with (`signing.pack_key`)."""
        with self._lock:
            return pack_key(self._opened())

    def token(self, portal: str) -> str:
        """The token for a portal's address; "" when there is none."""
        with self._lock:
            return self._opened().store.get(_TOKEN + portal) or ""

    def keep_token(self, portal: str, token: str) -> bool:
        """Keep a token, or forget it when it is empty; whether it is still there tomorrow."""
        with self._lock:
            kept = self._opened()
            if token:
                kept.store.put(_TOKEN + portal, token)
            else:
                kept.store.remove(_TOKEN + portal)
            return kept.lasting

    def public(self) -> PublicKey | None:
        """The public key, if there is a key."""
        with self._lock:
            key = self._opened().key()
            return key.public if key else None

    def save_public(self, file: Path) -> Path:
        """Write the public key as minisign's ``.pub``."""
        key = self.public()
        if key is not None:
            write_public(key, file)
        return file

    def print_sheet(self, workspace: Workspace, file: Path) -> Path:
        """Write the sheet that goes to whoever shall trust the key, as PDF."""
        key = self.public()
        if key is not None:
            document = key_sheet(workspace.organization, key, date.today().isoformat())
            write_pdf(document, file)
        return file

    def _opened(self) -> Keeper:
        if self._keeper is None:
            self._keeper = keeper()
        return self._keeper

    def _use(self, kept: Keeper | None, file: Path | None) -> KeyState:
        with self._lock:
            self._keeper, self._file = kept, file
            return self.state()


def save_beside(key: SigningKey, package: Path) -> Path:
    """Write the public key beside a package, under its name."""
    file = package.with_suffix(PUBLIC_SUFFIX)
    write_public(key.public, file)
    return file
