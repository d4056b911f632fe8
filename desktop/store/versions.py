"""The names of versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from forms.record import canonical_json


def vid(uuid: str, content_hash: str, parents: Iterable[str]) -> str:
    """The name of a version: a hash over what it says and what it came from."""
    parts = {"uuid": uuid, "content": content_hash, "parents": sorted(parents)}
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()
