"""The key that signs the packages of this computer: made, kept, shown, backed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.exchange.keyring import Outcome, SecretStore, open_store
from desktop.exchange.sealed import seal, unseal
from exports.atomic import write_atomically
from exports.package import KeyUnreadable, PublicKey, SigningKey

_NAME = "signing-key"


class NoKey(ValueError):
    """There is no signing key, or it may not be replaced; a sentence."""


@dataclass(frozen=True)
class Keeper:
    """A store and the key in it, if any; ``outcome`` says why it is not the system's keyring."""

    store: SecretStore
    outcome: Outcome | None = None

    @property
    def lasting(self) -> bool:
        """Whether what is kept is still there tomorrow."""
        return self.store.kind != "session"

    def key(self) -> SigningKey | None:
        """The key; `KeyUnreadable` when what is kept is none."""
        secret = self.store.get(_NAME)
        return SigningKey.from_secret(secret) if secret else None

    def make(self, *, with_sm2: bool = False) -> SigningKey:
        """Make a key and keep it; `NoKey` when there is one: it is not thrown away by mistake."""
        if self.store.get(_NAME):
            raise NoKey("已经有签名密钥。门户认得的是原来的公钥，不能另建一把覆盖它。")
        key = SigningKey.new(with_sm2=with_sm2)
        self.store.put(_NAME, key.secret())
        return key

    def add_sm2(self) -> SigningKey:
        """Give the key an SM2 part, for a portal that wants it; what is there stays."""
        key = self.key()
        if key is None:
            return self.make(with_sm2=True)
        if not key.sm2:
            key = SigningKey(key.seed, SigningKey.new(with_sm2=True).sm2)
            self.store.put(_NAME, key.secret())
        return key

    def back_up(self, file: Path, passphrase: str) -> PublicKey:
        """Write the key into a file under a passphrase, and read it again."""
        key = self.key()
        if key is None:
            raise NoKey("还没有签名密钥，没有可备份的。")
        seal({_NAME: key.secret()}, passphrase, file)
        if unseal(file, passphrase) != {_NAME: key.secret()}:
            raise NoKey("密钥备份读回的内容不对，请换一个地方再备份。")
        return key.public

    def restore(self, file: Path, passphrase: str) -> PublicKey:
        """Keep the key of a backup. `NoKey` when another one is kept here."""
        secret = unseal(file, passphrase).get(_NAME)
        if not secret:
            raise KeyUnreadable(f"“{file.name}”里没有签名密钥。")
        key, kept = SigningKey.from_secret(secret), self.key()
        if kept is not None and kept.seed != key.seed:
            raise NoKey("这里已有另一把签名密钥，没有覆盖。请先备份它。")
        self.store.put(_NAME, secret)
        return key.public


def keeper(file: Path | None = None, ask: Callable[[], str] = str) -> Keeper:
    """The keeper of this computer's key: the system's keyring, or the file the user chose.

    ``ask`` is called for the passphrase of the file.
    """
    store, outcome = open_store(file, ask() if file is not None else "")
    return Keeper(store, outcome)


@dataclass(frozen=True, slots=True)
class PackKey:
    """The key to sign a package with, ``made`` just now or not; or None, and why."""

    key: SigningKey | None
    made: bool = False
    outcome: Outcome | None = None


def pack_key(kept: Keeper) -> PackKey:
    """The key that is kept; one is made where it lasts. One that is gone tomorrow is of no use to
    whoever verifies, so without a keyring there is none.
    """
    key = kept.key()
    if key is not None:
        return PackKey(key)
    if not kept.lasting:
        return PackKey(None, outcome=kept.outcome)
    return PackKey(kept.make(), made=True)


def write_public(key: PublicKey, file: Path) -> None:
    """Write the public key as minisign's ``.pub``."""
    write_atomically(file, key.minisign().encode())
