"""Results kept for definitions, which are large, frozen and the same all day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_MOST = 64


def by_identity(function: Callable[[T], R]) -> Callable[[T], R]:
    """Keep what a function says of an object; the object is known by identity and kept alive.

    Definitions hold mappings and have no hash, so ``lru_cache`` cannot take them.
    """
    kept: dict[int, tuple[T, R]] = {}

    def cached(about: T) -> R:
        found = kept.get(id(about))
        if found is None:
            if len(kept) >= _MOST:
                kept.pop(next(iter(kept)))
            found = kept[id(about)] = (about, function(about))
        return found[1]

    return cached
