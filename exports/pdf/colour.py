"""The colour space that a PDF/A names as its output intent: sRGB (IEC 61966-2-1).

The profile is made from the figures of the standard (ICC.1:2001-04, version 2), so that no file of
somebody else travels along. The tristimulus values are those of sRGB adapted to D50.
"""

from __future__ import annotations

import struct
from functools import cache

_WHITE = (0.9642, 1.0, 0.8249)  # D50, the profile connection space
_PRIMARIES = {
    "rXYZ": (0.43607, 0.22249, 0.01392),
    "gXYZ": (0.38515, 0.71687, 0.09708),
    "bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 256
_NAME = "sRGB IEC61966-2.1"
_HEADER, _ENTRY = 128, 12


@cache
def srgb_profile() -> bytes:
    """The bytes of the profile."""
    curve = struct.pack(">4sxxxxI", b"curv", _STEPS) + b"".join(
        struct.pack(">H", round(_linear(step / (_STEPS - 1)) * 65535)) for step in range(_STEPS)
    )
    tags = {"desc": _description(), "cprt": b"text\0\0\0\0CC0\0", "wtpt": _xyz(_WHITE)}
    tags |= {name: _xyz(values) for name, values in _PRIMARIES.items()}
    tags |= dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve)
    return _assemble(tags)


def _linear(value: float) -> float:
    """Light of a colour value, both from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _fixed(values: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _description() -> bytes:
    words = _NAME.encode() + b"\0"
    # Behind the Latin words: none in Unicode, none for the old Macintosh (67 bytes and two counts).
    return struct.pack(">4sxxxxI", b"desc", len(words)) + words + bytes(8 + 3 + 67)


def _assemble(tags: dict[str, bytes]) -> bytes:
    directory, bodies, places = [], [], dict[bytes, int]()
    offset = _HEADER + 4 + _ENTRY * len(tags)
    for name, body in tags.items():
        if body not in places:  # the three curves are one
            places[body] = offset
            bodies.append(body + bytes(-len(body) % 4))
            offset += len(bodies[-1])
        directory.append(struct.pack(">4sII", name.encode(), places[body], len(body)))
    header = struct.pack(
        ">I4xI4s4s4s6H4s4xI16xI12s48x", offset, 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2000, 1, 1, 0, 0, 0, b"acsp", 0, 0, _fixed(_WHITE),
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + b"".join(directory + bodies)
