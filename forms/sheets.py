"""How one record is printed (版式): sections, rows and columns, read from ``forms/layouts``.

An office that wants another order, other titles or columns puts a file of the same name into its own
definitions folder; nothing here is Python's business but a few named blocks and words that no list
of fields can say (the flow chart, the fee in one line).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.model import Form

#: Parts that are drawn by the program; ``exports.layouts.sheet_blocks`` makes them.
BLOCKS = frozenset({
    "quantity", "no_materials", "material_bases", "intermediary", "flow", "chart", "limits",
    "no_fees", "delivery_ways", "codes", "signatures", "notice_opening", "notice_items",
    "notice_changes", "notice_closing",
})  # fmt: skip
#: Words that stand for more than one field; ``exports.layouts.sheet_words`` finds them.
WORDS = frozenset({
    "@name", "@code", "@organization", "@bases", "@materials", "@steps", "@limits", "@fee",
    "@places", "@consult_phones", "@complaint_phones",
})  # fmt: skip
#: What a column of a sub-table may show besides its own columns.
CELLS = frozenset({
    "@seq", "@copies", "@counted", "@remarks", "@bases", "@exempt", "@box",
})  # fmt: skip
HEADINGS = ("none", "numbered", "words")
_PAPERS, _ORIENTATIONS = ("A4", "A3"), ("portrait", "landscape")
_ALIGNS = ("left", "center", "right")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a table of labels and values; values that are filled stand below each other."""

    label: str
    values: tuple[str, ...]
    joined: str = "\n"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sub-table: ``x`` is the cell, ``label:x`` the cell after its field's name."""

    title: str
    values: tuple[str, ...]
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of a section. ``kind`` says what ``names`` are:

    text: fields as paragraphs · pairs: fields with their labels · table: a sub-table in its usual
    look · rows: ``rows`` · columns: a sub-table with ``columns``, each row's longer words ``below``
    it across the table · block: a block of the program ·
    words: a paragraph that stands in the file. ``blank``: what a row without content shows (an
    empty one leaves the row out). ``caption`` names a table to screen readers.
    """

    kind: str
    names: tuple[str, ...] = ()
    title: str = ""
    caption: str = ""
    rows: tuple[SheetRow, ...] = ()
    columns: tuple[SheetColumn, ...] = ()
    below: tuple[SheetColumn, ...] = ()
    words: str = ""
    style: str = "body"
    blank: str = ""


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A heading with its parts, whose own titles are numbered, plain words, or left out."""

    title: str
    parts: tuple[SheetPart, ...]
    headings: str = "none"


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A layout (版式) of a kind. ``empty`` stands under a heading without content; without it such
    a heading is left out. ``rest``: fields that found no place stand at the end.
    """

    id: str
    kind: str
    name: str
    title: str
    sections: tuple[SheetSection, ...]
    paper: str = "A4"
    orientation: str = "portrait"
    fit_pages: int = 0
    cover: str = ""
    contents: bool = False
    numbered: bool = True
    annex: bool = False
    rest: bool = False
    empty: str = ""


class SheetReader:
    """Reads one file; ``fail`` makes the error that names file and key."""

    def __init__(self, fail: Any, form: Form) -> None:
        self._fail, self._form = fail, form

    def layout(self, data: Mapping[str, Any]) -> SheetLayout:
        """The layout that a file describes."""
        self._only(data, {
            "id", "kind", "name", "title", "paper", "orientation", "fit_pages", "cover", "contents",
            "numbered", "annex", "rest", "empty", "section",
        }, "(file)")  # fmt: skip
        plain = {key: value for key, value in data.items() if key != "section"}
        for key in ("id", "kind", "name", "title"):
            self._needed(data, key, "(file)")
        self._one_of(data.get("paper", "A4"), _PAPERS, "paper")
        self._one_of(data.get("orientation", "portrait"), _ORIENTATIONS, "orientation")
        sections = tuple(
            self._section(row, f"section {number}")
            for number, row in enumerate(self._needed(data, "section", "(file)"), 1)
        )
        return SheetLayout(sections=sections, **plain)

    def _section(self, row: Mapping[str, Any], where: str) -> SheetSection:
        where = f"{where} {row.get('title', '')}".strip()
        self._only(row, {"title", "parts", "headings"}, where)
        headings = row.get("headings", "none")
        self._one_of(headings, HEADINGS, f"{where}.headings")
        parts = tuple(
            self._part(part, f"{where}.parts[{number}]")
            for number, part in enumerate(self._needed(row, "parts", where), 1)
        )
        return SheetSection(row.get("title", ""), parts, headings)

    def _part(self, part: Mapping[str, Any], where: str) -> SheetPart:
        kinds = [kind for kind in ("text", "pairs", "table", "rows", "list", "block", "words")
                 if kind in part]  # fmt: skip
        if len(kinds) != 1:
            raise self._fail(where, "needs one of text, pairs, table, rows, list, block, words")
        kind = kinds[0]
        self._only(part, {kind, "title", "caption", "columns", "below", "style", "blank"}, where)
        common = {key: part.get(key, "") for key in ("title", "caption", "blank")}
        if kind == "words":
            return SheetPart("words", words=part[kind], style=part.get("style", "body"), **common)
        if kind == "rows":
            return SheetPart("rows", rows=tuple(self._row(r, where) for r in part[kind]), **common)
        names = tuple(part[kind]) if isinstance(part[kind], list) else (part[kind],)
        if kind == "block":
            self._one_of(names[0], BLOCKS, where)
            return SheetPart("block", names, **common)
        for name in names:
            self._field(name, where)
        if kind != "list":
            return SheetPart(kind, names, **common)
        self._needed(part, "columns", where)
        columns, below = (
            tuple(self._column(c, names[0], f"{where}.{key}") for c in part.get(key, ()))
            for key in ("columns", "below")
        )
        return SheetPart("columns", names, columns=columns, below=below, **common)

    def _row(self, row: Mapping[str, Any], where: str) -> SheetRow:
        self._only(row, {"label", "value", "joined"}, where)
        label = self._needed(row, "label", where)
        values = _several(self._needed(row, "value", f"{where}.{label}"))
        for value in values:
            if value.startswith("@"):
                self._one_of(value, WORDS, f"{where}.{label}")
            else:
                self._path(value, f"{where}.{label}")
        return SheetRow(label, values, row.get("joined", "\n"))

    def _column(self, column: Mapping[str, Any], table: str, where: str) -> SheetColumn:
        self._only(column, {"title", "value", "width", "align"}, where)
        title = self._needed(column, "title", where)
        where = f"{where}.{title}"
        self._one_of(column.get("align", "left"), _ALIGNS, where)
        values = _several(self._needed(column, "value", where))
        inner = self._form.fields[table].table
        for value in values:
            name = value.removeprefix("label:")
            if name not in CELLS and (inner is None or name not in inner.by_id):
                raise self._fail(where, f"no such column {name}")
        return SheetColumn(title, values, float(column.get("width", 10)),
                           column.get("align", "left"))  # fmt: skip

    def _path(self, path: str, where: str) -> None:
        """Beyond a link there are forms that may not be read yet: only the first step is held."""
        head, link, _ = path.partition(">")
        name, dot, column = head.partition(".")
        self._field(name, where)
        table = self._form.fields[name].table
        if dot and not link and (table is None or column not in table.by_id):
            raise self._fail(where, f"no such column {path}")

    def _field(self, name: str, where: str) -> None:
        if name not in self._form.fields:
            raise self._fail(where, f"no such field {name}")

    def _only(self, data: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
        unknown = sorted(set(data) - set(allowed))
        if unknown:
            raise self._fail(where, f"unknown key {', '.join(unknown)}")

    def _needed(self, data: Mapping[str, Any], key: str, where: str) -> Any:
        if key not in data:
            raise self._fail(where, f"{key} is missing")
        return data[key]

    def _one_of(self, value: str, known: Iterable[str], where: str) -> None:
        if value not in known:
            raise self._fail(where, f"{value}: known are {', '.join(sorted(known))}")


def _several(value: str | list[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
