"""Data that is a plain table under Chinese headings: read as the list that it is, not as a platform's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop.imports.columns import TableHead
from desktop.imports.grid import Grid, Place
from desktop.imports.headers import HeaderFinder
from desktop.imports.platform import candidates, claimed_kinds, is_known
from forms.model import Catalogue

_SHEET = "数据"
_SCALAR = (str, int, float, bool, type(None))
_YES_NO = {True: "是", False: "否"}


def as_table(name: str, data: Any, catalogue: Catalogue) -> Grid | None:
    """The entries of JSON or XML as a sheet whose first row is their keys.

    None when they hold other than single values, when no list has such headings, or when a mapping
    file knows them as records of a kind that has as many of the headings.
    """
    if is_known(name, data, catalogue):
        return None
    rows = next((rows for rows in candidates(data) if rows and all(map(_is_flat, rows))), [])
    if not rows:
        return None
    grid = Grid(_SHEET, dict(_cells(rows)))
    top = Grid(_SHEET, {place: text for place, text in grid.cells.items() if place[0] <= 2})
    heads = HeaderFinder(catalogue).tables(top)
    if not heads:
        return None
    claims = [
        HeaderFinder(catalogue, kind).tables(top) for kind in claimed_kinds(name, data, catalogue)
    ]
    rivals = [_known(found[0]) for found in claims if found]
    return grid if not claims or _known(heads[0]) > max(rivals, default=0) else None


def _known(head: TableHead) -> int:
    return sum(column.target is not None for column in head.columns.values())


def _is_flat(row: dict[str, Any]) -> bool:
    return bool(row) and all(isinstance(value, _SCALAR) for value in row.values())


def _cells(rows: list[dict[str, Any]]) -> Iterator[tuple[Place, str]]:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = {key: number for number, key in enumerate(keys, start=1)}
    for key, column in columns.items():
        if key.strip():
            yield (1, column), key
    for number, row in enumerate(rows, start=2):
        for key, value in row.items():
            text = (
                _YES_NO[value] if isinstance(value, bool) else "" if value is None else str(value)
            )
            if text.strip():
                yield (number, columns[key]), text
