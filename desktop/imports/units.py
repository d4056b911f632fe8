"""Time limits whose unit stands in a column of its own: 20 | 工作日 (MESS §3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.imports.region import Item
from forms.model import Form
from forms.values import fold, parse_duration

_NUMBER = re.compile(r"\d{1,4}(?:\.0)?|[一二三四五六七八九十两]{1,3}")


def is_unit(text: str) -> bool:
    """Whether a text is a unit of time and nothing else (工作日, 个月)."""
    word = fold(text)
    return bool(word) and len(word) <= 5 and parse_duration(f"3{word}").note == "" and not any(
        ch.isdigit() for ch in word
    )  # fmt: skip


def units_of(item: Item, forms: Mapping[str, Form]) -> dict[int, int]:
    """Column of a number → the column right of it that says its unit."""
    found: dict[int, int] = {}
    for index, cells in item.cells.items():
        column, beside = cells[0].column, item.cells.get(index + 1)
        if column.target is None or beside is None:
            continue
        field = forms[column.kind].fields.get(column.target.path)
        same = beside[0].column.target == column.target
        limit = field is not None and field.type == "duration" and same
        if limit and _NUMBER.fullmatch(fold(cells[0].text)) and is_unit(beside[0].text):
            found[index] = index + 1
    return found
