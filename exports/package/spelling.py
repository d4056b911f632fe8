"""The canonical spelling of a line, by the fastest means at hand.

`forms.record.canonical_json` is the authority. orjson spells the same six times as fast where its
wheel exists, for everything that a record may hold: text, whole numbers, true, false, null, lists,
and objects with ASCII keys. What it refuses is left to the authority. No field holds a number with a
fraction (money is text); the two would spell an exponent differently (1e16, 1e+16).
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from forms.record import canonical_json

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]


def spelled(data: Any) -> bytes:
    """A value as canonical JSON in UTF-8, without a line end."""
    if orjson is not None:
        try:
            return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            pass
    return canonical_json(data).encode()


def strictly_parsed(text: bytes) -> Any:
    """The value of a JSON text in UTF-8 in which no key stands twice and no number is NaN.

    ``ValueError`` or ``RecursionError`` when it is none.
    """
    if orjson is not None:
        value = orjson.loads(text)
        # What is spelled canonically has no key twice; only others need the slow look.
        if spelled(value) == text:
            return value
    return json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
