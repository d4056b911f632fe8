"""Mapping files of platforms (``forms/platforms/*.toml``): their keys → our fields, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.paths import own_definitions
from forms.model import Catalogue, Form

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
    ``labels`` Chinese names of keys that go to the remark; ``file`` is the mapping file's name.
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
    file: str = ""

    def matches(self, entry: object) -> bool:
        """Whether an entry of a JSON is one of this platform."""
        return all(_has(entry, path.split(".")) for path in self.detect)


def _has(node: object, steps: Sequence[str]) -> bool:
    if not steps:
        return node not in (None, "")
    if isinstance(node, list):
        return any(_has(item, steps) for item in node)
    return isinstance(node, dict) and _has(node.get(steps[0]), steps[1:])


class MappingError(ValueError):
    """A mapping file says something that cannot be understood; names file and key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"对应文件“{file}”的 {key}：{message}")


def mappings_for(catalogue: Catalogue) -> tuple[PlatformMapping, ...]:
    """Every mapping of ours and of the office, the most demanding ``detect`` first.

    A file in the office's folder replaces the one of ours with the same name. ``MappingError``
    names file and key of one that names a field which no form has.
    """
    files = _files(FOLDER, own_definitions() / "platforms")
    found = [_checked(_load(path), catalogue) for path in files]
    return tuple(sorted(found, key=lambda mapping: -len(".".join(mapping.detect))))


def _files(*folders: Path) -> list[Path]:
    named = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return [named[name] for name in sorted(named)]


def _checked(mapping: PlatformMapping, catalogue: Catalogue) -> PlatformMapping:
    """The mapping, once each of its targets is a field of its kind."""
    form = catalogue.forms.get(mapping.kind)
    if form is None:
        known = "、".join(catalogue.forms)
        raise MappingError(mapping.file, "kind", f"没有清单种类“{mapping.kind}”，有的是{known}。")
    for rule in mapping.values:
        if not rule.html:
            _check_target(mapping, form, f"value.{rule.path}", rule.target, rule.constants)
    for rows in mapping.rows:
        for key, column in rows.columns.items():
            target = f"{rows.table}.{column}"
            _check_target(mapping, form, f"rows.{rows.path}.columns.{key}", target, {})
    return mapping


def _check_target(
    mapping: PlatformMapping, form: Form, key: str, target: str, constants: Mapping[str, Any]
) -> None:
    name, _, column = target.partition(".")
    field = form.fields.get(name)
    if field is None:
        raise MappingError(mapping.file, key, f"“{form.title}”没有要素“{name}”。")
    columns = {column, *constants} - {""}
    unknown = sorted(columns - (field.table.by_id.keys() if field.table else set()))
    if unknown:
        raise MappingError(mapping.file, key, f"要素“{name}”没有列“{'、'.join(unknown)}”。")


_KEYS = frozenset(
    {"id", "title", "kind", "detect", "codes", "value", "rows", "labels", "ignored", "codes_of",
     "synonyms"}
)  # fmt: skip
_VALUE_KEYS = frozenset({"path", "field", "unit", "html", "with"})
_ROWS_KEYS = frozenset({"path", "table", "columns", "order", "units"})


def _load(path: Path) -> PlatformMapping:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(path.name, "格式", f"不是正确的TOML（{error}）。") from None
    _only(path, "", data, _KEYS, ("id", "title", "kind", "detect"))
    for name, keys, needed in (("value", _VALUE_KEYS, ("path",)),
                               ("rows", _ROWS_KEYS, ("path", "table", "columns"))):  # fmt: skip
        for number, row in enumerate(data.get(name, ()), 1):
            _only(path, f"{name} 第{number}段 ", row, keys, needed)
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
        file=path.name,
    )  # fmt: skip


def _only(
    path: Path, place: str, data: Mapping[str, Any], known: frozenset[str], needed: Sequence[str]
) -> None:
    """Refuse a key that nobody reads, and one that is missing."""
    for key in data:
        if key not in known:
            have = "、".join(sorted(known))
            raise MappingError(path.name, f"{place}{key}", f"没有这个键，有的是{have}。")
    for key in needed:
        if key not in data:
            raise MappingError(path.name, f"{place}{key}", "缺少这个键。")
