"""The keys that sign packages: one Ed25519 key, and an SM2 key where a portal wants one.

A public key travels as minisign's ``.pub``, as an OpenSSH line or as PEM; any of them is enough to
verify. Raises come as `KeyUnreadable`, a sentence.
"""

from __future__ import annotations

import binascii
import hashlib
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.package import sm2

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MINISIGN, _SSH = b"Ed", b"ssh-ed25519"
_SPKI = bytes.fromhex("302a300506032b6570032100")
_PEM = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----")
_SECRET = "mingce-key-1"
_NO_KEY = "“{name}”不是公钥文件。可用 minisign 的 .pub、OpenSSH 公钥或 PEM 公钥。"


class KeyUnreadable(ValueError):
    """A key that cannot be read; the sentence says what is expected."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What verifies: 32 bytes of Ed25519, the point of SM2 (65 bytes), or both; b"" for none.

    ``given`` is the number in a minisign file that another program made.
    """

    ed25519: bytes = b""
    sm2: bytes = b""
    given: bytes = b""

    @property
    def number(self) -> bytes:
        """The 8 bytes by which minisign tells keys apart; ours are made from the key."""
        return self.given or hashlib.sha256(self.ed25519).digest()[:8]

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` prints it: SHA256:…; of an SM2 key SM3:… over its point."""
        if not self.ed25519:
            return "SM3:" + b64encode(sm2.sm3(self.sm2)).decode().rstrip("=")
        digest = hashlib.sha256(_blob(self.ed25519)).digest()
        return "SHA256:" + b64encode(digest).decode().rstrip("=")

    @property
    def spoken(self) -> tuple[str, ...]:
        """The fingerprint in eight groups of five digits, to be printed and read out by telephone.

        133 bits: nobody finds another key with the same digits.
        """
        digest = hashlib.sha256(_blob(self.ed25519) if self.ed25519 else self.sm2).digest()
        digits = f"{int.from_bytes(digest, 'big') % 10**40:040d}"
        return tuple(digits[at : at + 5] for at in range(0, 40, 5))

    def minisign(self) -> str:
        """The ``.pub`` file of minisign."""
        body = b64encode(_MINISIGN + self.number + self.ed25519).decode()
        return f"untrusted comment: minisign public key {self.number[::-1].hex().upper()}\n{body}\n"

    def ssh(self) -> str:
        """The line of an ``authorized_keys`` or ``.pub`` file of OpenSSH."""
        return f"ssh-ed25519 {b64encode(_blob(self.ed25519)).decode()}"

    def pem(self) -> str:
        """The Ed25519 key as openssl reads it."""
        return f"{_PEM[0]}\n{b64encode(_SPKI + self.ed25519).decode()}\n{_PEM[1]}\n"

    def sm2_pem(self) -> str:
        """The SM2 key as openssl reads it."""
        return sm2.pem(self.sm2)


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """What signs: the seed of Ed25519, and a number of SM2 (0: none). Never printed or logged."""

    seed: bytes
    sm2: int = 0

    @classmethod
    def new(cls, *, with_sm2: bool = False) -> SigningKey:
        """A fresh key from the system's random source."""
        import secrets

        return cls(secrets.token_bytes(32), sm2.new_private() if with_sm2 else 0)

    @classmethod
    def from_secret(cls, text: str) -> SigningKey:
        """The inverse of :meth:`secret`; `KeyUnreadable` when it is none."""
        name, _, rest = text.partition(":")
        seed, _, number = rest.partition(":")
        try:
            key = cls(b64decode(seed, validate=True), int(number, 16) if number else 0)
            if name != _SECRET or len(key.seed) != 32:
                raise ValueError(name)
            if key.sm2:
                sm2.public_of(key.sm2)
        except ValueError:
            # Without its cause: a trace must not show the text.
            raise KeyUnreadable("保存的签名密钥已损坏，无法使用。请从备份恢复密钥。") from None
        return key

    def secret(self) -> str:
        """The key as text, short enough for every keyring (some 130 characters)."""
        seed = b64encode(self.seed).decode()
        return f"{_SECRET}:{seed}" + (f":{self.sm2:064x}" if self.sm2 else "")

    @property
    def public(self) -> PublicKey:
        """The key for those who verify."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        raw = self.private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(raw, sm2.public_of(self.sm2) if self.sm2 else b"")

    def private(self) -> Ed25519PrivateKey:
        """The key as ``cryptography`` wants it."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __repr__(self) -> str:
        return "SigningKey(…)"


def read_public(data: bytes, name: str) -> PublicKey:
    """A public key from a file of any of the three formats; ``name`` is said in the error."""
    try:
        key = _parsed(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, binascii.Error):
        key = None
    if key is None:
        raise KeyUnreadable(_NO_KEY.format(name=name))
    return key


def _parsed(text: str) -> PublicKey | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(text) > 10_000:
        return None
    if lines[0] == _PEM[0]:
        point = sm2.from_pem(text)
        data = b64decode("".join(lines[1:-1]), validate=True)
        raw = data.removeprefix(_SPKI)
        if point:
            return PublicKey(sm2=point)
        return PublicKey(raw) if len(data) == 44 and len(raw) == 32 else None
    words = lines[0].split()
    if "ssh-ed25519" in words:
        return ssh_key(b64decode(words[words.index("ssh-ed25519") + 1], validate=True))
    data = b64decode(lines[-1], validate=True)
    return (
        PublicKey(data[10:], given=data[2:10])
        if len(data) == 42 and data[:2] == _MINISIGN
        else None
    )


def ssh_key(blob: bytes) -> PublicKey | None:
    """The key in OpenSSH's own packing."""
    raw = blob[-32:]
    return PublicKey(raw) if len(raw) == 32 and _blob(raw) == blob else None


def _blob(raw: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in (_SSH, raw))
