"""Mapping files of platforms (``forms/platforms/*.toml``): their keys → our fields, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from desktop.imports.memo import by_identity
from desktop.paths import own_definitions
from forms.model import Catalogue

FOLDER = Path(__file__).resolve().parents[2] / "forms" / "platforms"
#: Column of a rows rule whose text says the whole row (a citation in one text).
WHOLE_ROW = "*"
#: Under this key stand the lines of a group (``group``), whatever they are called.
GROUP_ROWS = "rows"


@dataclass(frozen=True)
class ValueRule:
    """One key of the platform. ``target`` may be ``table.column``; ``html`` reads sections.

    ``unit`` is the key that says the unit, ``unit_word`` the unit itself; ``split`` are the signs
    that part several values; ``constants`` fill further columns of the row. ``turn`` counts rules
    of one column of a table (材料1, 材料2): each is a row; 0 where there is but one.
    """

    path: str
    target: str = ""
    unit: str = ""
    unit_word: str = ""
    html: bool = False
    split: str = ""
    constants: Mapping[str, Any] = field(default_factory=dict)
    turn: int = 0


@dataclass(frozen=True)
class RowsRule:
    """A list of the platform, or an HTML table in a text, that is one of our tables.

    Chinese keys that ``columns`` does not name are looked up as headings of the table.
    """

    path: str
    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    unit_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PairsRule:
    """A list whose entries are a name and a value each: they become keys of ``path``."""

    path: str
    name: str
    value: str


@dataclass(frozen=True)
class JoinRule:
    """A list beside the entries whose rows name their entry: ``key`` of a row is ``of`` of the entry.

    The rows stand at ``into`` of the entry, or become part of it (``merge``: one row an entry).
    """

    rows: str
    key: str
    of: str
    into: str = ""
    merge: bool = False


@dataclass(frozen=True)
class PlatformMapping:
    """How one platform's data are read; ``docs/platform-mappings.md`` tells what each key means.

    ``codes_of`` are the code tables of keys, resolved; ``only`` the values that an entry must have
    to be taken in; ``file`` is the mapping file's name.
    """

    id: str
    title: str
    kind: str
    detect: tuple[str, ...]
    codes: str = ""
    values: tuple[ValueRule, ...] = ()
    rows: tuple[RowsRule, ...] = ()
    pairs: tuple[PairsRule, ...] = ()
    joins: tuple[JoinRule, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    codes_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    synonyms: bool = False
    loose_keys: bool = False
    file: str = ""

    def matches(self, entry: object) -> bool:
        """Whether an entry is one of this platform: it has all that ``detect`` names."""
        return all(self.has(entry, path) for path in self.detect)

    def has(self, entry: object, path: str, *, blank: bool = False) -> bool:
        """Whether something stands at a path of an entry, be it ``blank``; lists are passed through."""
        return _has(entry, path.split("."), self.loose_keys, blank)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Folded key → its spelling in this file, of every key that it names."""
        return {loose(step): step for path in self.named() for step in path.split(".")}

    def named(self) -> Iterator[str]:
        """Every path and key that the file names."""
        yield from self.detect
        for rule in self.values:
            yield from filter(None, (rule.path, rule.unit))
        for rows in self.rows:
            yield rows.path
            keys = (*rows.columns, *rows.units.values(), rows.order)
            yield from (f"{rows.path}.{key}" for key in keys if key)
        for pairs in self.pairs:
            yield pairs.path
        for join in self.joins:
            yield from filter(None, (join.rows, join.key, join.of, join.into))
        yield from (
            *self.labels,
            *self.ignored,
            *self.codes_of,
            *self.only,
            *filter(None, [self.group]),
        )

    @cached_property
    def holding(self) -> frozenset[str]:
        """Paths beneath which the file names others: a text there may hold JSON or XML."""
        found: set[str] = set()
        for path in (*self.named(), *(f"{pairs.path}.x" for pairs in self.pairs)):
            steps = path.split(".")
            found |= {".".join(steps[:n]) for n in range(1, len(steps))}
        return frozenset(found)


def loose(key: str) -> str:
    """The form in which keys are compared: TASK_NAME, task_name and taskName are one."""
    return key.replace("_", "").replace("-", "").casefold()


def _has(node: object, steps: Sequence[str], is_loose: bool, blank: bool) -> bool:
    if not steps:
        return blank or node not in (None, "")
    if isinstance(node, list):
        return any(_has(item, steps, is_loose, blank) for item in node)
    if not isinstance(node, dict):
        return False
    if steps[0] in node or not is_loose:
        return steps[0] in node and _has(node[steps[0]], steps[1:], is_loose, blank)
    wanted = loose(steps[0])
    return any(_has(node[key], steps[1:], True, blank) for key in node if loose(str(key)) == wanted)


class MappingError(ValueError):
    """A mapping file says something that cannot be understood; names file and key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"对应文件“{file}”的 {key}：{message}")


def mappings_for(catalogue: Catalogue) -> tuple[PlatformMapping, ...]:
    """Every mapping of ours and of the office, the most demanding ``detect`` first.

    A file in the office's folder replaces the one of ours with the same name. ``MappingError``
    names file and key of one that names a field which no form has. Kept until a file changes.
    """
    files = _files(FOLDER, own_definitions() / "platforms")
    stamp = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    kept = _kept(catalogue)
    if stamp not in kept:
        found = _read_all(files, catalogue)
        kept.clear()
        kept[stamp] = found
    return kept[stamp]


def _read_all(files: Sequence[Path], catalogue: Catalogue) -> tuple[PlatformMapping, ...]:
    from desktop.imports.mapping_file import load_mapping  # it needs the rules above

    found: dict[str, PlatformMapping] = {}
    for path in files:
        mapping = load_mapping(path, catalogue)
        for key, value in (("id", mapping.id), ("title", mapping.title)):
            twin = next((m for m in found.values() if getattr(m, key) == value), None)
            if twin is not None:
                raise MappingError(
                    mapping.file, key, f"“{value}”与对应文件“{twin.file}”的相同，请换一个。"
                )
        found[mapping.id] = mapping
    return tuple(sorted(found.values(), key=lambda mapping: -len(".".join(mapping.detect))))


@by_identity
def _kept(_: Catalogue) -> dict[tuple[Any, ...], tuple[PlatformMapping, ...]]:
    return {}


def _files(*folders: Path) -> list[Path]:
    named = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return [named[name] for name in sorted(named)]
