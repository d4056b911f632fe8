"""Which lists of a file are entries of which platform, and what is left of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.imports.mapping import PlatformMapping, loose
from desktop.imports.unfold import Entry, Unfolder, grouped, joined, joins

#: A row of a list and the key of the list.
Stray = tuple[str, Entry]


@dataclass
class Taking:
    """Entries that one mapping reads, with their numbers in the file; ``strays`` are rows of lists
    beside them that belong to none.
    """

    mapping: PlatformMapping
    numbered: list[tuple[int, Entry]]
    strays: list[Stray] = field(default_factory=list)

    def entries(self) -> Iterator[tuple[int, Entry, Mapping[str, str]]]:
        """Number, entry in the shape that the mapping reads, and the file's spelling of its keys."""
        unfolder = Unfolder(self.mapping)
        originals: dict[int, dict[str, str]] = {number: {} for number, _ in self.numbered}
        spelled = [(n, unfolder.respelled(entry, originals[n])) for n, entry in self.numbered]
        for number, entry in grouped(self.mapping, spelled):
            yield number, unfolder.entry(entry), originals[number]


@dataclass
class Takings:
    """What mappings take of a file, and rows of its lists that none takes."""

    taken: list[Taking]
    unread: list[Stray]


def is_wanted(mapping: PlatformMapping, entry: Mapping[str, Any]) -> bool:
    """Whether an entry is one that the mapping takes in (``only``); a key without value excludes none."""
    for key, values in mapping.only.items():
        value: Any = entry
        for step in key.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if value not in (None, "") and str(value).strip() not in values:
            return False
    return True


def takings(mappings: Sequence[PlatformMapping], data: Any) -> Takings:
    """What each mapping takes of the data, wherever in its wrappers the entries are."""
    search = _Search(mappings)
    search.walk(data, "", {}, {})
    taken = [taking for taking in search.by_id.values() if taking.numbered]
    unread = [
        (key, row) for beside, key, rows in search.left
        if (id(beside), key) not in search.joined for row in rows
    ]  # fmt: skip
    return Takings(taken, unread)


class _Search:
    """One walk through the wrappers of a file."""

    def __init__(self, mappings: Sequence[PlatformMapping]) -> None:
        self._mappings = mappings
        self.by_id: dict[str, Taking] = {}
        self.joined: set[tuple[int, str]] = set()
        self._count = 0
        self.left: list[tuple[Mapping[str, Any], str, list[Entry]]] = []

    def walk(
        self, node: Any, key: str, beside: Mapping[str, Any], above: Mapping[str, Any]
    ) -> None:
        """Take the entries in a node; ``above`` are the single values of its wrappers."""
        if isinstance(node, dict):
            if not self._take([node], key, beside, above):
                self._walk_into(node, above, (dict, list))
        elif isinstance(node, list) and node and all(isinstance(row, dict) for row in node):
            if self._take(node, key, beside, above):
                return
            before, left = self._count, len(self.left)
            for row in node:
                self._walk_into(row, above, (list,))
            if self._count == before:
                del self.left[left:]  # what is in these rows is told with them
                self.left.append((beside, key, node))

    def _walk_into(
        self, node: Mapping[str, Any], above: Mapping[str, Any], kinds: tuple[type, ...]
    ) -> None:
        single = {k: v for k, v in node.items() if not isinstance(v, (dict, list))}
        for name, value in node.items():
            if isinstance(value, kinds):
                self.walk(value, str(name), node, {**above, **single})

    def _take(
        self, rows: list[Entry], key: str, beside: Mapping[str, Any], above: Mapping[str, Any]
    ) -> bool:
        given, rest = self._assigned(rows)
        if not given:
            return False
        self._count += 1
        if rest:
            self.left.append((beside, key, rest))
        for name, entries in given.items():
            mapping = next(m for m in self._mappings if m.id == name)
            taking = self.by_id.setdefault(name, Taking(mapping, []))
            first = taking.numbered[-1][0] if taking.numbered else 0
            numbered = [
                (first + number, _with_above(mapping, row, above)) for number, row in entries
            ]
            taking.numbered += joined(mapping, numbered, beside, taking.strays)
            self.joined |= {(id(beside), name) for name in joins(mapping, beside)}
        return True

    def _assigned(
        self, rows: list[Entry]
    ) -> tuple[dict[str, list[tuple[int, Entry]]], list[Entry]]:
        """Mapping → its entries with their numbers; and the rows of no mapping.

        An entry that lacks something of ``detect`` goes with the others of its list. A list of
        which no half is known is another platform's.
        """
        firsts = [next((m for m in self._mappings if m.matches(row)), None) for row in rows]
        known = [mapping for mapping in self._mappings if mapping in firsts]
        given: dict[str, list[tuple[int, Entry]]] = {}
        rest = []
        for number, (row, first) in enumerate(zip(rows, firsts, strict=True), start=1):
            mapping = _fitting(row, first, known)
            if mapping is None:
                rest.append(row)
            else:
                given.setdefault(mapping.id, []).append((number, row))
        return ({}, rows) if firsts.count(None) * 2 > len(rows) else (given, rest)


def _fitting(
    row: Entry, first: PlatformMapping | None, known: Sequence[PlatformMapping]
) -> PlatformMapping | None:
    """The mapping of an entry: of those that know the list, one whose keys it has, be they blank."""
    for mapping in known:
        if mapping is first or all(mapping.has(row, path, blank=True) for path in mapping.detect):
            return mapping
    return next((m for m in known if m.has(row, m.detect[0])), None)


def _with_above(mapping: PlatformMapping, row: Entry, above: Mapping[str, Any]) -> Entry:
    """The entry with what its wrappers say for all of them, where the mapping names the key."""
    wanted = {path.partition(".")[0] for path in mapping.named()}
    if mapping.loose_keys:
        keys = {loose(key) for key in wanted} - {loose(str(key)) for key in row}
        found = {k: v for k, v in above.items() if loose(str(k)) in keys}
    else:
        found = {k: v for k, v in above.items() if k in wanted and k not in row}
    return {**found, **row} if found else row
