"""Which issued code tables and profiles are in force on this computer, and which were before."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from desktop.paths import issued_definitions

_CURRENT = "current.json"


class InForce(NamedTuple):
    """A version that was put in force here. ``at`` is when the portal issued it, ``applied_at`` when
    it came into force, ISO in UTC; ``folder`` is its place below that of all versions.
    """

    portal: str
    version: int
    at: str
    note: str
    folder: str
    applied_at: str = ""

    @property
    def path(self) -> Path:
        """Where its files lie."""
        return issued_definitions() / self.folder


def in_force() -> InForce | None:
    """The version in force; None while it is the program's own, or the note of it is damaged."""
    return next(iter(versions()), None)


def earlier() -> InForce | None:
    """The version before that one; None for the program's own."""
    found = versions()
    return found[1] if len(found) > 1 else None


def versions() -> list[InForce]:
    """The version in force and those before, the latest first."""
    try:
        said = json.loads((issued_definitions() / _CURRENT).read_text("utf-8"))
        found = [InForce(**item) for item in said["versions"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError):
        logging.getLogger(__name__).warning("cannot read what is in force", exc_info=True)
        return []
    return [item for item in found if item.path.is_dir()]


def keep(wanted: Sequence[InForce]) -> None:
    """Say which versions there are, the first in force; remove the folders of all others."""
    import shutil
    import tempfile

    home = issued_definitions()
    home.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(prefix=_CURRENT, suffix=".half", dir=home)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"versions": [item._asdict() for item in wanted]}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    Path(half).replace(home / _CURRENT)
    kept = {item.folder for item in wanted}
    for entry in home.iterdir():
        if entry.is_dir() and entry.name not in kept:
            shutil.rmtree(entry, ignore_errors=True)
