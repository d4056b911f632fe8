"""An item of the catalogue of the level above (上级目录)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class UpperItem:
    """An item of the catalogue of the level above, in semantic keys.

    ``id`` stays when its code or name changes; ``seq`` counts the portal's changes; ``withdrawn``
    items stay in the list, so that who adopted them hears of it.
    """

    id: str
    kind: str
    seq: int
    values: Mapping[str, Any] = field(default_factory=dict)
    withdrawn: bool = False
