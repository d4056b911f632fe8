"""A text document as it was read: its paragraphs and tables in order, each with where it went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from desktop.imports import NOT_UNDERSTOOD, SourceCell, passage_key
from desktop.imports.grid import Aside, Grid, Place, column_number, letters
from desktop.imports.word_outline import SHEET
from desktop.usecases.import_columns import ColumnView, field_label, shown_at
from desktop.usecases.import_plan import PlannedFile, PlannedSheet
from forms.model import Catalogue
from forms.values import fold

#: In a field; waits for a decision or was not understood; in the remark; in no record;
#: only told: it stands beside the text.
Went = Literal["taken", "open", "remark", "dropped", "told"]
#: Files with these names are workbooks or data, whatever their sheets are called.
_OF_TABLES = frozenset({".xlsx", ".xls", ".xlsm", ".et", ".csv", ".json", ".xml", ".html", ".htm"})
#: What is beside the text and may have to be published.
_TO_LOOK_AT = ("comment", "hidden")
_TITLE_ROLES = ("title", "header", "repeated_header")
#: Shown at most; a guide has some hundreds.
MOST = 3000


@dataclass(frozen=True, slots=True)
class Span:
    """A paragraph or a cell of a table: its words, and what became of them.

    ``key`` is that of the column by which it can be given to another field, "" when there is none.
    ``loose``: it stands under no heading, and can be given to a field by itself.
    ``label`` names the field, ``value`` what stands there when it reads differently. ``beside``
    names what stands beside the text (批注（王科长）), "" for the text itself.
    """

    row: int
    letter: str
    text: str
    went: Went
    key: str = ""
    label: str = ""
    value: str = ""
    heading: bool = False
    title: bool = False
    loose: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """What stands side by side; ``block`` numbers the table it is a row of, -1 for none."""

    spans: tuple[Span, ...]
    block: int = -1


def is_document(file: str, sheet: str) -> bool:
    """Whether a place in a file is one of a text document, not of a workbook."""
    return sheet == SHEET and PurePath(file).suffix.lower() not in _OF_TABLES


def is_text(file: PlannedFile, sheet: PlannedSheet | None) -> bool:
    """Whether a planned sheet is the text of a document."""
    grid = file.opened.grid(sheet.name) if file.opened and sheet else None
    return grid is not None and grid.outline is not None


def lines_of_document(
    file: PlannedFile, sheet: PlannedSheet, catalogue: Catalogue
) -> tuple[DocumentLine, ...]:
    """The document in the order of reading, the first ``MOST`` lines of it."""
    grid = file.opened.grid(sheet.name) if file.opened else None
    if grid is None or grid.outline is None:
        return ()
    reader = _Reader(grid, sheet, catalogue)
    rows = list(grid.rows.items())[:MOST]
    blocks = _blocks(grid)
    return tuple(
        DocumentLine(tuple(reader.span((row, column)) for column in columns), blocks.get(row, -1))
        for row, columns in rows
    )


def _blocks(grid: Grid) -> Mapping[int, int]:
    """Row → number of the table it belongs to: rows in succession with several cells, those of a
    table inside an item apart.
    """
    outline = grid.outline
    inside = {*outline.inner, *outline.inner_heads} if outline else set()
    heads = {row for row, _ in outline.inner_heads} if outline else set()
    found: dict[int, int] = {}
    number, before, was = 0, 0, False
    for row, columns in grid.rows.items():
        if len(columns) < 2:
            continue
        within = any((row, column) in inside for column in columns)
        if row != before + 1 or row in heads or within != was:
            number += 1
        found[row], before, was = number, row, within
    return found


class _Reader:
    """Tells of each cell of a document where it went."""

    def __init__(self, grid: Grid, sheet: PlannedSheet, catalogue: Catalogue) -> None:
        self.grid = grid
        self.catalogue = catalogue
        part = sheet.part
        self.records = {record.uuid: record for record in part.records}
        self.views: Mapping[str, ColumnView] = {view.report.key: view for view in sheet.columns}
        self.by_header = {fold(view.report.header): view for view in sheet.columns}
        self.key_of = part.report.key_of
        self.roles = {(c.row, column_number(c.column)): c.role for c in part.report.structure}
        self.sources: defaultdict[Place, list[SourceCell]] = defaultdict(list)
        for source in part.sources:
            self.sources[source.row, column_number(source.column)].append(source)
        self.doubtful = {
            (found.row, column_number(found.column))
            for found in part.located
            if found.problem.rule == NOT_UNDERSTOOD
        }
        #: How many cells stand in a place of a record: of several none says the value alone.
        self.shares = Counter((s.record, s.field) for s in part.sources)

    def span(self, place: Place) -> Span:
        """One cell of the laid-out document."""
        row, letter, text = place[0], letters(place[1]), self.grid.cells[place]
        found = self.sources.get(place, ())
        aside = self.grid.outline.asides.get(place) if self.grid.outline else None
        if aside is not None:
            return self._aside(place, aside, found)
        if found:
            return self._taken(place, text, found)
        role = self.roles.get(place, "")
        starts = self.grid.outline is not None and row in self.grid.outline.starts
        if role in _TITLE_ROLES or starts:
            view = self.by_header.get(fold(text)) if role != "title" else None
            loose = view is None and role in ("", "title")
            key = passage_key(row, letter) if loose else view.report.key if view else ""
            return Span(
                row, letter, text, self._went(view) if view else "taken",
                key, view.label if view else "",
                heading=role != "title", title=role == "title" or starts, loose=loose,
            )  # fmt: skip
        return Span(row, letter, text, "dropped", passage_key(row, letter), loose=True)

    def _aside(self, place: Place, aside: Aside, found: Sequence[SourceCell]) -> Span:
        """What stands beside the text: in the remark, in the field that was chosen, or only told."""
        key = passage_key(place[0], letters(place[1]))
        if found and any(source.field != "remark" for source in found):
            taken = self._taken(place, aside.text, found)
            return replace(taken, key=key, beside=aside.label)
        went: Went = "open" if aside.sort in _TO_LOOK_AT else "told"
        return Span(
            place[0], letters(place[1]), aside.text, "remark" if found else went, key, loose=True,
            beside=aside.label,
        )  # fmt: skip

    def _went(self, view: ColumnView) -> Went:
        if view.state in ("unmapped", "uncertain"):
            return "open"
        return "dropped" if view.state in ("left_out", "ignored") else "taken"

    def _taken(self, place: Place, text: str, found: Sequence[SourceCell]) -> Span:
        key = self.key_of(found[0])
        view = self.views.get(key)
        went: Went = self._went(view) if view else "taken"
        if went == "taken" and all(source.field == "remark" for source in found):
            went = "remark"
        if place in self.doubtful:
            went = "open"
        label, value = self._became(found)
        return Span(place[0], letters(place[1]), text, went, key, label,
                    value if value != text.strip() else "")  # fmt: skip

    def _became(self, found: Sequence[SourceCell]) -> tuple[str, str]:
        labels = list(dict.fromkeys(self._labels(found)))
        if len(found) != 1 or found[0].field == "remark":
            return "、".join(labels), ""
        record = self.records.get(found[0].record)
        form = self.catalogue.forms.get(record.kind) if record else None
        if record is None or form is None:
            return "、".join(labels), ""
        alone = self.shares[found[0].record, found[0].field] == 1
        value = shown_at(record, form, found[0].field)[0] if alone else ""
        return "、".join(labels), value

    def _labels(self, found: Sequence[SourceCell]) -> Iterator[str]:
        for source in found:
            record = self.records.get(source.record)
            form = self.catalogue.forms.get(record.kind) if record else None
            if form is not None:
                head, _, column = source.field.partition(".")
                path = head.partition("[")[0] + (f".{column}" if column else "")
                if label := field_label(form, path):
                    yield label
