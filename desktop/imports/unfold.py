"""The data of a platform made the shape that its mapping reads: nested texts, pairs, joins, groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desktop.imports.embedded import LONGEST_TEXT
from desktop.imports.grid import Grid, Place
from desktop.imports.html_table import html_grids
from desktop.imports.html_text import plain_text, split_tables, unescaped
from desktop.imports.json_file import parse_json
from desktop.imports.mapping import GROUP_ROWS, JoinRule, PairsRule, PlatformMapping, loose

Entry = dict[str, Any]
#: Interfaces wrap their answer in a few layers, not in more.
_DEEPEST_WRAPPER = 6


def opened_wrappers(data: Any, depth: int = 0) -> Any:
    """The data with JSON in the texts of its wrappers read (``"data": "{\\"list\\": …}"``)."""
    if depth > _DEEPEST_WRAPPER:
        return data
    if isinstance(data, dict):
        numbered = _as_list(data)
        if numbered is not None:
            return numbered
        return {key: opened_wrappers(value, depth + 1) for key, value in data.items()}
    if isinstance(data, str):
        found = _nested(data, xml=False)
        return data if found is None else opened_wrappers(found, depth + 1)
    return data


def _as_list(data: Mapping[str, Any]) -> list[Any] | None:
    """A list that was written as an object: {"0": {…}, "1": {…}}."""
    if (
        data
        and all(str(key).isdecimal() for key in data)
        and all(isinstance(v, dict) for v in data.values())
    ):
        return list(data.values())
    return None


def _nested(text: str, *, xml: bool = True) -> Any:
    """The JSON or XML that a text holds; None when it holds none."""
    word = text.strip()
    if word[:1] in "[{" and word[-1:] in "]}" and len(word) > 1:
        try:
            found = parse_json(word)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, (dict, list)) else None
    if xml and word[:1] == "<" and word[-1:] == ">":
        from desktop.imports.xml_file import parse_xml

        return parse_xml(word)
    return None


class Unfolder:
    """Makes the entries of one platform the shape that its mapping names."""

    def __init__(self, mapping: PlatformMapping) -> None:
        self._mapping = mapping
        self._holding = (
            mapping.holding
            | {rule.path for rule in mapping.values if not rule.html}
            | {rows.path for rows in mapping.rows}
        )
        self._rows = {rows.path: rows for rows in mapping.rows}
        self._values = {rule.path for rule in mapping.values}

    def entry(self, entry: Entry) -> Entry:
        """The entry with the texts in it opened that hold lists, tables or data named by the mapping."""
        opened = self._open(entry, "")
        for pairs in self._mapping.pairs:
            opened = _with_pairs(opened, pairs.path.split("."), pairs)
        return opened if isinstance(opened, dict) else entry

    def _open(self, node: Any, path: str) -> Any:
        if isinstance(node, dict):
            numbered = _as_list(node)
            if numbered is not None:
                return self._open(numbered, path)
            return {
                key: self._open(value, f"{path}.{key}" if path else key)
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [part for value in node for part in self._opened_part(value, path)]
        if isinstance(node, str) and path in self._holding:
            return self._text(node, path)
        return node

    def _opened_part(self, value: Any, path: str) -> list[Any]:
        opened = self._open(value, path)
        return opened if isinstance(opened, list) and not isinstance(value, list) else [opened]

    def _text(self, text: str, path: str) -> Any:
        found = _nested(text, xml=path in self._mapping.holding)
        if found is not None and (
            path not in self._values or isinstance(found, list) or path in self._mapping.holding
        ):
            return self._open(found, path)
        if len(text) > LONGEST_TEXT:
            return text
        if path in self._rows and "<table" in (page := unescaped(text)).lower():
            return _table_rows(page)
        return text

    def respelled(self, entry: Entry, originals: dict[str, str]) -> Entry:
        """The entry with its keys spelled as the mapping has them, whatever their case and underscores.

        ``originals`` is told how the file spells them.
        """
        if not self._mapping.loose_keys:
            return entry
        found: Entry = self._respell(entry, originals)
        return found

    def _respell(self, node: Any, originals: dict[str, str]) -> Any:
        if isinstance(node, list):
            return [self._respell(item, originals) for item in node]
        if not isinstance(node, dict):
            return node
        found: Entry = {}
        for key, value in node.items():
            known = self._mapping.spellings.get(loose(str(key)), str(key))
            if known in found:  # the entry has both spellings
                known = str(key)
            if known != key:
                originals[known] = str(key)
            found[known] = self._respell(value, originals)
        return found


def _table_rows(page: str) -> list[Any]:
    """Rows of the HTML tables of a text under their headings; the words around them as they stand."""
    texts, tables = split_tables(page)
    found: list[Any] = []
    for number, text in enumerate(texts):
        words = plain_text(text)
        found += [words] if words else []
        if number < len(tables):
            for grid in html_grids(tables[number]):
                found += grid_rows(grid)
    return found


def grid_rows(grid: Grid) -> list[Entry]:
    """Rows of a table under the headings of its first full row; merged cells say the same in each row.

    Of headings that come twice the second gets its column's number; lines above the headings (a
    title over all columns) are left to who keeps the words of the table.
    """
    cells = _filled(grid)
    numbers = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    lines = {n: [cells[n, c] for c in columns if (n, c) in cells] for n in numbers}
    top = next((n for n in numbers if len(set(lines[n])) > 1), 0)
    headings: dict[int, str] = {}
    for column in columns:
        name = " ".join(cells.get((top, column), "").split()) or f"第{column}列"
        headings[column] = f"{name}（第{column}列）" if name in headings.values() else name
    titles: list[Entry] = [{"标题": lines[n][0].replace("\n", " ")} for n in numbers if n < top]
    return titles + [
        {headings[c]: cells[n, c].replace("\n", " ") for c in columns if cells.get((n, c))}
        for n in numbers if n > top
    ]  # fmt: skip


def _filled(grid: Grid) -> dict[Place, str]:
    cells = dict(grid.cells)
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for top, left, bottom, right in grid.merges:
        for row in range(top, min(bottom, last_row) + 1):
            for column in range(left, min(right, last_column) + 1):
                if (top, left) in grid.cells:
                    cells.setdefault((row, column), grid.cells[top, left])
    return cells


def _with_pairs(node: Any, steps: list[str], pairs: PairsRule) -> Any:
    if isinstance(node, list) and steps:
        return [_with_pairs(item, steps, pairs) for item in node]
    if not steps:
        return _paired(node if isinstance(node, list) else [node], pairs)
    if isinstance(node, dict) and steps[0] in node:
        return {**node, steps[0]: _with_pairs(node[steps[0]], steps[1:], pairs)}
    return node


def _paired(rows: Iterable[Any], pairs: PairsRule) -> Entry:
    """Name → value; what else a row says stands under the name with the key in brackets."""
    found: Entry = {}
    for row in rows:
        if not isinstance(row, dict):
            _add(found, pairs.value, row)
            continue
        name = str(row.get(pairs.name) or "").strip().rstrip("：:")
        for key, value in row.items():
            if key == pairs.value or (key == pairs.name and not name):
                _add(found, name or key, value)
            elif key != pairs.name and value not in (None, ""):
                _add(found, f"{name}（{key}）", value)
    return found


def _add(found: Entry, key: str, value: Any) -> None:
    if key not in found:
        found[key] = value
    elif isinstance(found[key], list):
        found[key].append(value)
    else:
        found[key] = [found[key], value]


def grouped(mapping: PlatformMapping, entries: list[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Entries of one item in several lines made one: what the lines say differently stands in its rows."""
    if not mapping.group:
        return entries
    found: dict[str, list[tuple[int, Entry]]] = {}
    for number, entry in entries:
        key = str(entry.get(mapping.group) or f"\0{number}")
        found.setdefault(key, []).append((number, entry))
    mine = {key for rows in mapping.rows if rows.path == GROUP_ROWS
            for key in (*rows.columns, *rows.units.values(), rows.order)}  # fmt: skip
    return [(lines[0][0], _as_one([entry for _, entry in lines], mine)) for lines in found.values()]


def _as_one(lines: list[Entry], in_rows: set[str]) -> Entry:
    keys = list(dict.fromkeys(key for line in lines for key in line))
    said = {
        key: {repr(line.get(key)) for line in lines if line.get(key) not in (None, "")}
        for key in keys
    }
    apart = {key for key in keys if key in in_rows or len(said[key]) > 1}
    item: Entry = {}
    for key in keys:
        if key not in apart:
            item[key] = next((line[key] for line in lines if line.get(key) not in (None, "")), None)
    rows = [{key: line[key] for key in keys if key in apart and key in line} for line in lines]
    return {**item, GROUP_ROWS: rows}


def joined(
    mapping: PlatformMapping, entries: list[tuple[int, Entry]], beside: Mapping[str, Any],
    strays: list[tuple[str, Entry]],
) -> list[tuple[int, Entry]]:  # fmt: skip
    """Entries with the rows of the lists beside them that name them; ``strays`` gets rows without one."""
    for join in mapping.joins:
        name, rows = _beside(mapping, beside, join.rows)
        if not rows:
            continue
        by_key: dict[str, list[Entry]] = {}
        owners = {_owner(mapping, entry, join.of) for _, entry in entries} - {""}
        for row in rows:
            owner = _owner(mapping, row, join.key)
            is_second = join.merge and owner in by_key
            if owner in owners and not is_second:
                by_key.setdefault(owner, []).append(row)
            else:
                strays.append((name, row))
        entries = [
            (number, _with_rows(entry, by_key.get(_owner(mapping, entry, join.of), []), join))
            for number, entry in entries
        ]
    return entries


def _owner(mapping: PlatformMapping, row: Mapping[str, Any], key: str) -> str:
    value = _of(mapping, row, key)
    return "" if value is None else str(value)


def _with_rows(entry: Entry, rows: list[Entry], join: JoinRule) -> Entry:
    if not rows:
        return entry
    if not join.merge:
        return {**entry, join.into or join.rows: rows}
    added = {key: value for key, value in rows[0].items() if key not in entry}
    twice = {key: value for key, value in rows[0].items() if key in entry and entry[key] != value}
    return {**entry, **added, **({join.rows: twice} if twice else {})}


def joins(mapping: PlatformMapping, beside: Mapping[str, Any]) -> Iterator[str]:
    """The keys of the lists beside the entries that a mapping joins to them."""
    for join in mapping.joins:
        name, rows = _beside(mapping, beside, join.rows)
        if rows:
            yield name


def _beside(
    mapping: PlatformMapping, beside: Mapping[str, Any], wanted: str
) -> tuple[str, list[Entry]]:
    for key, value in beside.items():
        if key == wanted or (mapping.loose_keys and loose(key) == loose(wanted)):
            return key, rows_of(value)
    return "", []


def rows_of(value: Any) -> list[Entry]:
    """The rows of a list, which XML may wrap in one more element."""
    while (
        isinstance(value, dict)
        and len(value) == 1
        and isinstance(next(iter(value.values())), (list, dict))
    ):
        value = next(iter(value.values()))
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def _of(mapping: PlatformMapping, row: Mapping[str, Any], key: str) -> Any:
    if key in row or not mapping.loose_keys:
        return row.get(key)
    return next((value for name, value in row.items() if loose(str(name)) == loose(key)), None)
