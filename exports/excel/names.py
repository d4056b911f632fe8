"""Sheet names that Excel accepts."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Excel counts UTF-16 units.
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: The name of Excel's own change log.
_RESERVED = {"history"}


def sheet_name(title: str, taken: Collection[str]) -> str:
    """A title as sheet name: allowed characters, 31 of them at most, not yet ``taken``
    (names in lower case).
    """
    base = _cut(_FORBIDDEN.sub("", title).strip().strip("'"), _LONGEST) or "清单"
    name, number = base, 1
    while name.lower() in taken or name.lower() in _RESERVED:
        number += 1
        suffix = f"_{number}"
        name = _cut(base, _LONGEST - len(suffix)) + suffix
    return name


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.rstrip(" '")
