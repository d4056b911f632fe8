"""Secrets in a file that only a passphrase opens: scrypt and AES-GCM.

The names are bound to their secrets, so that two of them cannot be swapped; a changed byte or a
wrong passphrase opens nothing. Written at once or not at all, readable by its owner only.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

from exports.atomic import write_atomically

FORMAT = "mingce-sealed/1"
#: A guess costs some 0.3 s and 64 MB.
_COST, _BLOCK, _LANES = 1 << 16, 8, 1
_SALT, _NONCE, _KEY = 16, 12, 32
SHORTEST = 8


class SealedRefused(ValueError):
    """The file cannot be opened; the sentence says whether it is damaged or the passphrase wrong."""


def seal(items: Mapping[str, str], passphrase: str, path: Path) -> None:
    """Write secrets into a file; `SealedRefused` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise SealedRefused(f"口令至少 {SHORTEST} 个字符，请换一个长一些的。")
    salt = secrets.token_bytes(_SALT)
    key = _derived(passphrase, salt)
    body = {
        "format": FORMAT,
        "salt": b64encode(salt).decode(),
        "items": {name: _closed(key, name, secret) for name, secret in sorted(items.items())},
    }
    write_atomically(path, (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode())
    if os.name == "posix":
        path.chmod(0o600)


def unseal(path: Path, passphrase: str) -> dict[str, str]:
    """The secrets in a file; `SealedRefused` or `OSError`."""
    damaged = SealedRefused(f"“{path.name}”不是密钥文件，或者已经损坏。")
    try:
        body = json.loads(path.read_bytes())
        salt = b64decode(body["salt"], validate=True)
        items = {str(name): b64decode(text, validate=True) for name, text in body["items"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None
    if body.get("format") != FORMAT or len(salt) != _SALT:
        raise damaged
    key = _derived(passphrase, salt)
    return {name: _opened(key, name, data, path) for name, data in items.items()}


def _derived(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt, _KEY, _COST, _BLOCK, _LANES).derive(passphrase.encode())


def _closed(key: bytes, name: str, secret: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, secret.encode(), name.encode())).decode()


def _opened(key: bytes, name: str, data: bytes, path: Path) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], name.encode()).decode()
    except (InvalidTag, ValueError):
        raise SealedRefused(f"口令不对，或者“{path.name}”已被改动。") from None
