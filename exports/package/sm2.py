"""SM2 signatures over SM3 (GB/T 32918.2, .5), for portals that ask for national algorithms.

``cryptography`` has SM3 but no SM2, and the libraries that have it draw nonces from a generator
that can be predicted, so the few lines stand here: curve arithmetic on Python's integers, nonces
from the system's generator mixed with key and message, so that a weak generator alone does not
give the key away. Not constant in time: for the desk that owns the key, not for a server that
signs what strangers send. A test has openssl verify the signatures.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode, b64encode
from typing import Final

_P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A: Final = _P - 3
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
#: The default identity of GB/T 35276; openssl wants it named: ``-sigopt distid:…``.
IDENTITY: Final = b"1234567812345678"
#: SubjectPublicKeyInfo: id-ecPublicKey, the curve's 1.2.156.10197.1.301, an uncompressed point.
_SPKI: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PEM: Final = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----")

Point = tuple[int, int]
#: X, Y, Z with x = X/Z², y = Y/Z³; Z = 0 is the point at infinity.
_Jacobian = tuple[int, int, int]


def sm3(data: bytes) -> bytes:
    """The SM3 hash; from the system's OpenSSL, which may lack it, or from ``cryptography``."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def new_private() -> int:
    """A fresh private key, from 1 to n-2."""
    return 1 + secrets.randbelow(_N - 2)


def public_of(private: int) -> bytes:
    """The public key as an uncompressed point: 04, x, y (65 bytes)."""
    if not 1 <= private <= _N - 2:
        raise ValueError("not a private key of this curve")
    point = _affine(_times(private, (*_G, 1)))
    assert point is not None
    return _encoded(point)


def sign(private: int, message: bytes, *, nonce: int | None = None) -> bytes:
    """A signature in DER. ``nonce`` is for the example of the standard only."""
    number = _digest(public_of(private), message)
    while True:
        k = nonce or _nonce(private, number)
        point = _affine(_times(k, (*_G, 1)))
        assert point is not None
        r = (number + point[0]) % _N
        s = pow(1 + private, -1, _N) * (k - r * private) % _N
        if r and s and r + k != _N:
            return _sequence(r, s)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that of this key over this message; False for any garbage."""
    point, numbers = _decoded(public), _numbers(signature)
    if point is None or numbers is None:
        return False
    r, s = numbers
    t = (r + s) % _N
    if not (0 < r < _N and 0 < s < _N and t):
        return False
    found = _affine(_plus(_times(s, (*_G, 1)), _times(t, (*point, 1))))
    return found is not None and (_digest(public, message) + found[0]) % _N == r


def pem(public: bytes) -> str:
    """The public key as openssl reads it."""
    body = b64encode(_SPKI + public).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join((_PEM[0], *lines, _PEM[1])) + "\n"


def from_pem(text: str) -> bytes | None:
    """The point in a PEM file; None when it holds no SM2 key."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or (lines[0], lines[-1]) != _PEM:
        return None
    try:
        data = b64decode("".join(lines[1:-1]), validate=True)
    except ValueError:
        return None
    public = data.removeprefix(_SPKI)
    return public if len(data) == len(_SPKI) + 65 and _decoded(public) else None


def _nonce(private: int, number: int) -> int:
    """A number that nobody can guess who does not know the key and the system's random bytes."""
    seed = secrets.token_bytes(64) + private.to_bytes(32, "big") + number.to_bytes(32, "big")
    return 1 + int.from_bytes(hashlib.sha512(seed).digest(), "big") % (_N - 1)


def _digest(public: bytes, message: bytes) -> int:
    """e = SM3(Z ‖ M), Z over identity, curve and public key (GB/T 32918.2 §5.5)."""
    parts = (_A, _B, *_G)
    head = (8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY
    curve = b"".join(part.to_bytes(32, "big") for part in parts)
    return int.from_bytes(sm3(sm3(head + curve + public[1:]) + message), "big")


def _encoded(point: Point) -> bytes:
    return b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def _decoded(public: bytes) -> Point | None:
    """The point, if it lies on the curve."""
    if len(public) != 65 or public[0] != 4:
        return None
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    on_curve = x < _P and y < _P and (y * y - x * x * x - _A * x - _B) % _P == 0
    return (x, y) if on_curve else None


def _times(k: int, point: _Jacobian) -> _Jacobian:
    """k·P by a ladder: the same steps whatever the bits of k."""
    low: _Jacobian = (1, 1, 0)
    high = point
    for bit in range(255, -1, -1):
        if k >> bit & 1:
            low, high = _plus(low, high), _double(high)
        else:
            low, high = _double(low), _plus(low, high)
    return low


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not z or not y:
        return (1, 1, 0)
    zz = z * z % _P
    slope = 3 * (x - zz) * (x + zz) % _P
    square = y * y % _P
    middle = 4 * x * square % _P
    across = (slope * slope - 2 * middle) % _P
    return across, (slope * (middle - across) - 8 * square * square) % _P, 2 * y * z % _P


def _plus(one: _Jacobian, other: _Jacobian) -> _Jacobian:
    if not one[2]:
        return other
    if not other[2]:
        return one
    z1, z2 = one[2] * one[2] % _P, other[2] * other[2] % _P
    u1, u2 = one[0] * z2 % _P, other[0] * z1 % _P
    s1, s2 = one[1] * z2 * other[2] % _P, other[1] * z1 * one[2] % _P
    if u1 == u2:
        return _double(one) if s1 == s2 else (1, 1, 0)
    h, rise = u2 - u1, s2 - s1
    hh = h * h % _P
    hhh, v = h * hh % _P, u1 * hh % _P
    x = (rise * rise - hhh - 2 * v) % _P
    return x, (rise * (v - x) - s1 * hhh) % _P, h * one[2] * other[2] % _P


def _affine(point: _Jacobian) -> Point | None:
    if not point[2]:
        return None
    inverse = pow(point[2], -1, _P)
    square = inverse * inverse % _P
    return point[0] * square % _P, point[1] * square * inverse % _P


def _sequence(*numbers: int) -> bytes:
    """DER: SEQUENCE of INTEGERs."""
    body = b""
    for number in numbers:
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes((2, len(data))) + data
    return bytes((0x30, len(body))) + body


def _numbers(signature: bytes) -> tuple[int, int] | None:
    """The two numbers of a signature, if it is exactly their DER."""
    if len(signature) < 8 or signature[0] != 0x30:
        return None
    size = signature[3]
    r = int.from_bytes(signature[4 : 4 + size], "big")
    s = int.from_bytes(signature[6 + size :], "big")
    if max(r, s).bit_length() > 256 or _sequence(r, s) != signature:
        return None
    return r, s
