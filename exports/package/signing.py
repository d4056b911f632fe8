"""Signatures over the tag manifest, in files that other programs verify.

- ``.minisig``: minisign, pre-hashed (BLAKE2b-512), with a signed comment that names the package;
- ``.sshsig``: OpenSSH's SSHSIG in the namespace `NAMESPACE`, for ``ssh-keygen -Y verify``;
- ``.sm2``: SM2 over SM3 in DER, for ``openssl dgst -sm3 -verify``; only where it is wanted.

The signature files themselves are in no manifest. So each must be, byte for byte, what this module
writes for its numbers: nothing can be hidden in a comment. Which of them there are stands in
``bag-info.txt``, which is signed: one that was taken away is missed.
"""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping

from exports.package import sm2
from exports.package.keys import PublicKey, SigningKey, ssh_key

#: What ``ssh-keygen -Y verify -n`` must be told.
NAMESPACE = "mingce-package"
MINISIGN, SSH, SM2 = "minisig", "sshsig", "sm2"
KINDS = (MINISIGN, SSH, SM2)

_UNTRUSTED = "untrusted comment: signature of a Mingce file"
_TRUSTED = "trusted comment: "
_COMMENT = re.compile(r"[\x20-\x7e]{1,1000}")
_ARMOUR = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----")
_MAGIC, _HASH, _SSH = b"SSHSIG", b"sha512", b"ssh-ed25519"


class BadSignature(ValueError):
    """A signature that is not this key's over these bytes; the sentence says which and why."""


def kinds_of(key: SigningKey) -> tuple[str, ...]:
    """Which signature files a key makes."""
    return KINDS if key.sm2 else (MINISIGN, SSH)


def sign(key: SigningKey, message: bytes, comment: str) -> dict[str, bytes]:
    """Kind → signature file. ``comment`` is signed by minisign: printable ASCII, one line."""
    if not _COMMENT.fullmatch(comment):
        raise ValueError("a comment is one line of ASCII")
    files = {MINISIGN: _minisign(key, message, comment), SSH: _ssh(key, message)}
    if key.sm2:
        files[SM2] = sm2.sign(key.sm2, message)
    return files


def check(
    files: Mapping[str, bytes], message: bytes, key: PublicKey, comment: str | None = None
) -> None:
    """Check every signature that the key can check; the others are left alone.

    Raises:
        BadSignature: one is not right, is of another key, or says another comment.
    """
    if key.ed25519:
        if MINISIGN not in files and SSH not in files:
            raise BadSignature("没有 Ed25519 签名，无法用这把公钥核对。")
        if MINISIGN in files:
            said = check_minisign(files[MINISIGN], message, key)
            if comment is not None and said != comment:
                raise BadSignature("minisign 签名里写的包号与这个包不同，签名是从别的包搬来的。")
        if SSH in files:
            _check_ssh(files[SSH], message, key)
    if key.sm2:
        if SM2 not in files:
            raise BadSignature("没有 SM2 签名，无法用这把公钥核对。")
        if not sm2.verify(key.sm2, files[SM2], message):
            raise BadSignature("SM2 签名不对：内容被改动过，或者是另一把密钥签的。")


def signer_of(files: Mapping[str, bytes]) -> PublicKey | None:
    """The key that an SSH signature names: a claim, until it is checked against a known key."""
    parts = _ssh_parts(files.get(SSH, b""))
    return parts[0] if parts else None


def _private_sign(key: SigningKey, data: bytes) -> bytes:
    return key.private().sign(data)


def _good(key: PublicKey, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.ed25519).verify(signature, data)
    except InvalidSignature:
        return False
    return True


# minisign


def _minisign(key: SigningKey, message: bytes, comment: str) -> bytes:
    signature = _private_sign(key, hashlib.blake2b(message).digest())
    over_comment = _private_sign(key, signature + comment.encode())
    return _minisign_text(key.public.number, signature, comment, over_comment)


def _minisign_text(number: bytes, signature: bytes, comment: str, over_comment: bytes) -> bytes:
    first = b64encode(b"ED" + number + signature).decode()
    lines = (_UNTRUSTED, first, _TRUSTED + comment, b64encode(over_comment).decode())
    return "".join(f"{line}\n" for line in lines).encode()


def check_minisign(file: bytes, message: bytes, key: PublicKey) -> str:
    """Check a minisign file; its signed comment. Raises `BadSignature`."""
    garbage = BadSignature("minisign 签名文件已损坏，或者被改动过。")
    lines = file.decode("ascii", "replace").split("\n")
    if len(lines) != 5 or not lines[2].startswith(_TRUSTED):
        raise garbage
    comment = lines[2].removeprefix(_TRUSTED)
    try:
        first, second = (b64decode(line, validate=True) for line in (lines[1], lines[3]))
    except ValueError:
        raise garbage from None
    number, signature = first[2:10], first[10:]
    if (len(first), len(second)) != (74, 64) or (
        _minisign_text(number, signature, comment, second) != file
    ):
        raise garbage
    if number != key.number:
        raise BadSignature("签名用的不是这把密钥。请核对公钥是否属于签名的单位。")
    if not _good(key, signature, hashlib.blake2b(message).digest()):
        raise BadSignature("minisign 签名不对：内容被改动过。")
    if not _good(key, second, signature + comment.encode()):
        raise BadSignature("minisign 签名的说明被改动过。")
    return comment


# OpenSSH, as its file PROTOCOL.sshsig says


def _ssh(key: SigningKey, message: bytes) -> bytes:
    return _ssh_text(key.public.ed25519, _private_sign(key, _signed_data(message)))


def _signed_data(message: bytes) -> bytes:
    parts = (NAMESPACE.encode(), b"", _HASH, hashlib.sha512(message).digest())
    return _MAGIC + b"".join(map(_string, parts))


def _ssh_text(public: bytes, signature: bytes) -> bytes:
    parts = (
        _string(_SSH) + _string(public), NAMESPACE.encode(), b"", _HASH,
        _string(_SSH) + _string(signature),
    )  # fmt: skip
    body = b64encode(_MAGIC + struct.pack(">I", 1) + b"".join(map(_string, parts))).decode()
    lines = [body[at : at + 70] for at in range(0, len(body), 70)]
    return "".join(f"{line}\n" for line in (_ARMOUR[0], *lines, _ARMOUR[1])).encode()


def _ssh_parts(file: bytes) -> tuple[PublicKey, bytes] | None:
    """Key and signature of a file that is exactly as we write it."""
    lines = file.decode("ascii", "replace").split("\n")
    try:
        blob = b64decode("".join(lines[1:-2]), validate=True)
    except ValueError:
        return None
    # The public key is the first string behind the version, the signature the last 64 bytes.
    key = ssh_key(blob[14 : 14 + 51])
    if key is None or _ssh_text(key.ed25519, blob[-64:]) != file:
        return None
    return key, blob[-64:]


def _check_ssh(file: bytes, message: bytes, key: PublicKey) -> None:
    parts = _ssh_parts(file)
    if parts is None:
        raise BadSignature("SSH 签名文件已损坏，或者被改动过。")
    signer, signature = parts
    if signer.ed25519 != key.ed25519:
        raise BadSignature("签名用的不是这把密钥。请核对公钥是否属于签名的单位。")
    if not _good(key, signature, _signed_data(message)):
        raise BadSignature("SSH 签名不对：内容被改动过。")


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
