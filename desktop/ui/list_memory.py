"""What the program remembers of each list: columns, widths, sorting, filters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from PySide6.QtCore import QSettings

from desktop.ui.list_columns import COLUMNS, PLACES, SCORES
from desktop.usecases.listing import Group, Query, Sort

_LEAST, _MOST = 40, 900  # px: a remembered width beyond is none
#: What one looks for at the upper end: most problems, latest changes.
_FROM_THE_TOP = ("problems", "updated_at", "created_at")
#: The parts of a query that are remembered.
FILTERS = ("kinds", "states", "types", "offices", "standings", "scores")


class Layout(NamedTuple):
    """Columns from left to right, widths that the user chose, what the list is sorted by."""

    columns: tuple[str, ...]
    widths: Mapping[str, int] = MappingProxyType({})
    sort: Sort = "position"
    descending: bool = False

    def with_column(self, name: str, *, shown: bool) -> Layout:
        """Another column, put where it stands by default; or one less."""
        if not shown:
            return self._replace(columns=tuple(c for c in self.columns if c != name))
        before = [c for c in self.columns if c != name and PLACES[c] < PLACES[name]]
        place = self.columns.index(before[-1]) + 1 if before else 1
        return self._replace(columns=(*self.columns[:place], name, *self.columns[place:]))

    def turned(self, sort: Sort) -> Layout:
        """Sorted by another column; by the same one the other way; then as the source had it."""
        begins_down = sort in _FROM_THE_TOP
        if self.sort != sort:
            return self._replace(sort=sort, descending=begins_down)
        if self.descending is begins_down:
            return self._replace(descending=not begins_down)
        return self._replace(sort="position", descending=False)


def usual_layout(*, of_all: bool = False) -> Layout:
    """How a list begins; that of all lists says of each record which list it is in."""
    return Layout(tuple(c.id for c in COLUMNS if c.shown or (of_all and c.id == "kind")))


class ListMemory:
    """Reads and writes the settings of lists by name: a kind, or ``all``.

    What cannot be read (an older program wrote it, somebody edited the file) is as if absent.
    """

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings

    def layout(self, name: str) -> Layout:
        """How the list was left."""
        usual = usual_layout(of_all=name == "all")
        kept = self._read(f"lists/{name}/layout")
        columns = tuple(dict.fromkeys(c for c in _list(kept.get("columns")) if c in PLACES))
        if not columns or columns[0] != "title":
            columns = usual.columns
        widths = kept.get("widths")
        sort: Any = kept.get("sort")
        return Layout(
            columns,
            {
                name: width
                for name, width in (widths.items() if isinstance(widths, dict) else ())
                if name in PLACES and isinstance(width, int) and _LEAST <= width <= _MOST
            },
            sort if sort in get_args(Sort) else usual.sort,
            kept.get("descending") is True,
        )

    def keep_layout(self, name: str, layout: Layout) -> None:
        """Remember how the list looks."""
        kept = {
            "columns": list(layout.columns), "widths": dict(layout.widths),
            "sort": layout.sort, "descending": layout.descending,
        }  # fmt: skip
        self._write(f"lists/{name}/layout", kept)

    def filters(self, name: str) -> Query:
        """What the list was narrowed to."""
        kept = self._read(f"lists/{name}/filters")
        parts: dict[str, Any] = {part: tuple(_list(kept.get(part))) for part in FILTERS}
        parts["standings"] = tuple(s for s in parts["standings"] if s in get_args(Group))
        parts["scores"] = tuple(s for s in parts["scores"] if s in SCORES)
        return Query(**parts)

    def keep_filters(self, name: str, query: Query) -> None:
        """Remember what the list is narrowed to."""
        self._write(f"lists/{name}/filters", {part: getattr(query, part) for part in FILTERS})

    def _read(self, key: str) -> dict[str, Any]:
        text = self._settings.value(key, "") if self._settings is not None else ""
        try:
            found = json.loads(str(text)) if text else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, key: str, data: Mapping[str, Any]) -> None:
        if self._settings is not None:
            self._settings.setValue(key, json.dumps(data, ensure_ascii=False))


def _list(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
