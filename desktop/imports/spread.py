"""Rows of one item that are rows of a table in it: a duty's stages, a guide's materials.

A list may give an item several rows under a merged name (受理责任 | 内容 | 依据, then 审查责任 …): what
stands in one row belongs together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from desktop.imports.region import Item
from forms.model import Form

_LEAST = 2
#: Tells these rows from the tables of a document, which are counted upwards.
_FIRST_BLOCK = 1_000_000


def spread(item: Item, kind: str, forms: Mapping[str, Form]) -> None:
    """Mark the cells of such columns with the row of the table that they are part of.

    Two columns of one table must have texts in the same rows: one alone may be a list with breaks.
    """
    tables: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, cells in item.cells.items():
        column = cells[0].column
        name, _, part = column.target.path.partition(".") if column.target else ("", "", "")
        field = forms[column.kind or kind].fields.get(name)
        if part and field is not None and field.table is not None and cells[0].inner is None:
            tables[column.kind or kind, name].append(index)
    for block, indexes in enumerate(tables.values(), start=_FIRST_BLOCK):
        lines = [{cell.place[0] for cell in item.cells[index]} for index in indexes]
        shared = [rows for rows in lines if len(rows) >= _LEAST]
        if len(shared) < _LEAST or len(set.intersection(*shared)) < _LEAST:
            continue
        order = {row: number for number, row in enumerate(sorted(set.union(*lines)))}
        for index in indexes:
            item.cells[index] = [
                replace(cell, inner=(block, order[cell.place[0]])) for cell in item.cells[index]
            ]
