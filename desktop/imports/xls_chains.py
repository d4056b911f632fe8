"""xlrd kept from walking in circles: a damaged .xls may name a sector as its own successor."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class _Chain(list[int]):
    """A sector allocation table along which nobody needs more steps than it has entries."""

    steps = 0

    def __getitem__(self, place: Any) -> Any:
        self.steps += 1
        if self.steps > len(self) + 1:
            raise ValueError("the sectors go round in a circle")
        return super().__getitem__(place)


@lru_cache(maxsize=1)
def guard() -> None:
    """Make xlrd's reading of streams end. It checks the long ones only (compdoc.py, ``seen_id``).

    For the short ones it would gather sectors until no memory is left.
    """
    from xlrd.compdoc import CompDoc

    plain = vars(CompDoc)["_get_stream"]

    def finite(self: Any, mem: Any, base: int, sat: list[int], *rest: Any, **named: Any) -> Any:
        return plain(self, mem, base, _Chain(sat), *rest, **named)

    setattr(CompDoc, "_get_stream", finite)  # noqa: B010 - mypy forbids the plain way
