"""Mapping files of platforms (``forms/platforms/*.toml``): their keys → our fields, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "forms" / "platforms"


@dataclass(frozen=True)
class ValueRule:
    """One key of the platform. ``target`` may be ``table.column``; ``html`` reads sections.

    ``unit`` is the key that says the unit, ``constants`` fill further columns of the row.
    """

    path: str
    target: str = ""
    unit: str = ""
    html: bool = False
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowsRule:
    """A list of the platform that is one of our tables."""

    path: str
    table: str
    columns: Mapping[str, str]
    order: str = ""
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlatformMapping:
    """How one platform's JSON is read.

    ``detect`` are paths that every entry has; ``ignored`` keys without content, with the reason;
    ``labels`` Chinese names of keys that go to the remark.
    """

    id: str
    title: str
    kind: str
    detect: tuple[str, ...]
    codes: str
    values: tuple[ValueRule, ...]
    rows: tuple[RowsRule, ...]
    labels: Mapping[str, str]
    ignored: Mapping[str, str]
    codes_of: Mapping[str, Mapping[str, str]]
    synonyms: bool = False

    def matches(self, entry: object) -> bool:
        """Whether an entry of a JSON is one of this platform."""
        return all(_has(entry, path.split(".")) for path in self.detect)


def _has(node: object, steps: Sequence[str]) -> bool:
    if not steps:
        return node not in (None, "")
    if isinstance(node, list):
        return any(_has(item, steps) for item in node)
    return isinstance(node, dict) and _has(node.get(steps[0]), steps[1:])


@cache
def load_mappings(folder: Path = FOLDER) -> tuple[PlatformMapping, ...]:
    """Every mapping file of the folder, the most demanding ``detect`` first."""
    found = [_load(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda mapping: -len(".".join(mapping.detect))))


def _load(path: Path) -> PlatformMapping:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return PlatformMapping(
        id=data["id"],
        title=data["title"],
        kind=data["kind"],
        detect=tuple(data["detect"]),
        codes=data.get("codes", ""),
        values=tuple(
            ValueRule(row["path"], row.get("field", ""), row.get("unit", ""),
                      row.get("html", False), row.get("with", {}))
            for row in data.get("value", ())
        ),
        rows=tuple(
            RowsRule(row["path"], row["table"], row["columns"], row.get("order", ""),
                     row.get("units", {}))
            for row in data.get("rows", ())
        ),
        labels=data.get("labels", {}),
        ignored=data.get("ignored", {}),
        codes_of=data.get("codes_of", {}),
        synonyms=data.get("synonyms", False),
    )  # fmt: skip
