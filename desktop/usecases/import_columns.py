"""The columns of a file that is about to be imported: where each goes, and what becomes of its texts."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from desktop.imports import (
    NOT_UNDERSTOOD,
    REMARK_CHOICE,
    SKIP_CHOICE,
    ColumnReport,
    FieldChoice,
    SheetResult,
    SourceCell,
    kinds_of,
)
from desktop.imports.grid import column_number
from forms import field_types
from forms.model import Catalogue, Field, Form, Need
from forms.record import Record
from forms.values import fold
from forms.values.pinyin import reading

__all__ = [
    "REMARK_CHOICE",
    "SKIP_CHOICE",
    "ColumnView",
    "FieldChoice",
    "FieldOption",
    "Sample",
    "State",
    "columns_of",
    "field_label",
    "options",
    "shortened",
    "shown_at",
]

#: What a clerk has to know of a column, the most pressing first.
State = Literal[
    "unmapped", "uncertain", "mapped", "number", "repeat", "empty", "left_out", "ignored"
]
_ORDER = (
    "unmapped", "uncertain", "mapped", "number", "repeat", "empty", "left_out", "ignored",
)  # fmt: skip
_SEQUENCE = "@seq"
_SKIP = "@skip"
_REMARK = "remark"
_SAMPLES = 2
_BRACKETS = re.compile(r"（[^）]*）")
_TAG = re.compile(r"<[^>]*>|&\w+;")
_LONGEST = 120
#: From this share of texts that were not understood on, the column may be another one.
_DOUBTFUL = 0.3


@dataclass(frozen=True, slots=True)
class Sample:
    """The first texts of a column and what they became.

    ``value`` is the text as it will be shown; ``pieces`` how many rows of a table it was taken
    apart into (0: it was not); ``kept`` whether it went to the remark.
    """

    row: int
    text: str
    value: str
    pieces: int = 0
    kept: bool = False

    @property
    def changed(self) -> bool:
        """Whether the value reads differently from the text; it may hold other lines besides."""
        lines, text = f"\n{self.value}\n", f"\n{self.text.strip()}\n"
        return not self.kept and not self.pieces and text not in lines


@dataclass(frozen=True)
class ColumnView:
    """One column as the mapping shows it.

    ``shares`` is the letter of the column whose heading it stands under as well; ``names``: it
    names the items; ``doubts`` of its ``cells`` were not understood; ``reason`` says why a
    platform's key is left out; ``page``: its texts are pages of HTML, taken apart by their headings.
    ``rivals`` are names of other fields that the heading may mean, ``twins`` letters of other columns
    that may be the same field and say something else; ``kept`` of its cells are in the remark.
    """

    report: ColumnReport
    state: State
    label: str
    cells: int
    samples: tuple[Sample, ...]
    doubts: int = 0
    shares: str = ""
    names: bool = False
    reason: str = ""
    page: bool = False
    rivals: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    kept: int = 0
    _count: Callable[[], int] = dataclasses.field(default=int, repr=False, compare=False)

    @cached_property
    def rewritten(self) -> int:
        """How many of its cells read differently now; all of them are compared when first asked."""
        return self._count()


@dataclass(frozen=True, slots=True)
class FieldOption:
    """A field to which a column may be given; ``group`` is the list or section it belongs to."""

    choice: FieldChoice
    label: str
    group: str
    names: tuple[str, ...] = ()
    initials: str = ""

    def matches(self, text: str) -> bool:
        """Whether typed words mean this field: a part of a name, or pinyin initials."""
        wanted = fold(text).lower()
        labels = (fold(self.label), fold(self.group), *self.names)
        return any(wanted in name.lower() for name in labels) or wanted in self.initials


def columns_of(part: SheetResult, catalogue: Catalogue) -> tuple[ColumnView, ...]:
    """The columns of a sheet: those that nobody could place first, then in the order of the sheet."""
    cells: dict[tuple[int, str], list[SourceCell]] = defaultdict(list)
    told = part.report
    for source in part.sources:
        block = told.block_of(source.row, source.column)
        cells[block, told.key_of(source)].append(source)
    records = {record.uuid: record for record in part.records}
    doubts = _doubts(part)
    views = []
    before: ColumnReport | None = None
    for report in part.report.columns:
        reader = _Reader(catalogue, records, report, cells.get((report.block, report.key), []))
        shares = before.letter if before and _shares(before, report) else ""
        place = (report.block, report.letter)
        view = reader.view(shares, doubts.get(place, 0) if report.letter else 0)
        reason = part.report.ignored.get(report.key, "")
        ignored = bool(reason) and not report.chosen
        views.append(replace(view, state="ignored", reason=reason) if ignored else view)
        before = report
    views = [_with_twins(view, views) for view in views]
    return tuple(sorted(views, key=lambda view: _ORDER.index(view.state)))


def _with_twins(view: ColumnView, views: Sequence[ColumnView]) -> ColumnView:
    """A column asked about, when another one could be the same field and says something else."""
    report = view.report
    if report.chosen:
        return view
    if report.repeats and _differs(view):
        return replace(view, state="unmapped", twins=(report.repeats,))
    twins = tuple(
        other.report.letter for other in views
        if other.report.block == report.block and other.report.repeats == report.letter
        and report.letter and _differs(other) and not other.report.chosen
    )  # fmt: skip
    if not twins or view.state not in ("mapped", "uncertain"):
        return view
    return replace(view, state="uncertain", twins=twins)


def _differs(view: ColumnView) -> bool:
    """Whether texts under a repeated heading are not those of the other: they are in the remark."""
    return view.state == "repeat" and view.kept > 0


def told_of(views: Sequence[ColumnView]) -> list[dict[str, Any]]:
    """The columns of a table as ``import --json`` tells them, in the order of the sheet."""
    ordered = sorted(views, key=lambda view: column_number(view.report.letter))
    return [
        {
            "column": view.report.letter,
            "heading": view.report.header,
            "kind": view.report.kind if view.report.path else "",
            "field": view.report.path.removeprefix("@"),
            "state": view.state,
            "asked": view.state in ("unmapped", "uncertain"),
            "samples": [shortened(sample.text) for sample in view.samples],
        }
        for view in ordered
    ]


def _doubts(part: SheetResult) -> Mapping[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = defaultdict(int)
    for located in part.located:
        if located.problem.rule == NOT_UNDERSTOOD:
            found[part.report.block_of(located.row, located.column), located.column] += 1
    return found


def _shares(before: ColumnReport, report: ColumnReport) -> bool:
    """Whether two neighbours stand under one heading."""
    one = before.block == report.block and before.header == report.header
    return one and bool(report.letter and report.header)


class _Reader:
    """Reads what became of one column's cells."""

    def __init__(
        self, catalogue: Catalogue, records: Mapping[str, Record], report: ColumnReport,
        cells: Sequence[SourceCell],
    ) -> None:  # fmt: skip
        self.catalogue = catalogue
        self.records = records
        self.report = report
        self.cells = cells

    def view(self, shares: str, doubts: int) -> ColumnView:
        report = self.report
        form = self.catalogue.forms.get(report.kind)
        return ColumnView(
            report,
            self._state(shares, doubts),
            field_label(form, report.path) if form else "",
            len(self.cells),
            tuple(self._samples()),
            doubts,
            shares,
            form is not None and report.path == form.title_field,
            page=any(_is_page(cell.text) for cell in self.cells),
            rivals=tuple(field_label(form, path) for path in report.unsure) if form else (),
            kept=sum(cell.field == _REMARK for cell in self.cells),
            _count=self._rewritten,
        )

    def _rewritten(self) -> int:
        return sum(sample.changed for sample in map(self._sample, self.cells))

    def _state(self, shares: str, doubts: int) -> State:
        report = self.report
        if report.path == _SKIP:
            return "left_out"
        if report.path == _SEQUENCE:
            return "number"
        if report.repeats:
            return "repeat"
        if not report.path:
            if not self.cells:
                return "empty"
            return "mapped" if report.chosen else "unmapped"
        unsure = shares or report.unsure or doubts > _DOUBTFUL * len(self.cells)
        return "uncertain" if unsure and self.cells and not report.chosen else "mapped"

    def _samples(self) -> Iterator[Sample]:
        seen: set[int] = set()
        for cell in self.cells:
            if cell.row not in seen:
                seen.add(cell.row)
                yield self._sample(cell)
            if len(seen) == _SAMPLES:
                return

    def _sample(self, cell: SourceCell) -> Sample:
        if cell.field == _REMARK and self.report.path != _REMARK:
            return Sample(cell.row, cell.text, "", kept=True)
        record = self.records.get(cell.record)
        form = self.catalogue.forms.get(record.kind) if record else None
        if record is None or form is None or cell.field == "seq":
            return Sample(cell.row, cell.text, cell.text.strip())
        if _is_page(cell.text) or cell.field.endswith("]"):
            # Many fields share a page; the number of a row is its place in the table.
            text = " ".join(_TAG.sub(" ", cell.text).split())
            return Sample(cell.row, text, text)
        value, pieces = shown_at(record, form, cell.field)
        return Sample(cell.row, cell.text, value, pieces)


def _is_page(text: str) -> bool:
    return "</" in text and "<" in text[:20]


def shown_at(record: Record, form: Form, path: str) -> tuple[str, int]:
    """What stands at a path of a record, as people read it, and the rows of a table there."""
    head, _, column_id = path.partition(".")
    name, _, position = head.partition("[")
    field = form.fields.get(name)
    value = record.get(name)
    if field is None or value is None:
        return "", 0
    if field.table is None:
        return field_types.show(value, field), 0
    rows = value if isinstance(value, list) else []
    if not position and not column_id:
        return (field_types.show_row(rows[0], field) if rows else ""), len(rows)
    number = int(position.rstrip("]")) if position else 0
    row = rows[number] if number < len(rows) else {}
    column = field.table.by_id.get(column_id)
    if column is None or not isinstance(row, Mapping):
        return field_types.show_row(row, field), 0
    return field_types.show(row.get(column_id), column), 0


def field_label(form: Form, path: str) -> str:
    """The name of a field, with its table's for a column of one; empty when there is none."""
    name, _, column_id = path.partition(".")
    field = form.fields.get(name)
    if field is None:
        return ""
    column = field.table.by_id.get(column_id) if field.table and column_id else None
    return f"{field.label} › {column.label}" if column else field.label


def options(catalogue: Catalogue, kind: str) -> list[FieldOption]:
    """The fields to which the columns of a list of this kind can be given, in the order of the forms."""
    found: list[FieldOption] = []
    for other in kinds_of(catalogue, kind):
        form = catalogue.form(other)
        for section in form.sections:
            for field in section.fields:
                if not _can_take(form, field):
                    continue
                found.append(_option(form, field, field.id, field.label))
                columns = field.table.columns if field.table is not None else ()
                found += [
                    _option(form, column, f"{field.id}.{column.id}",
                            f"{field.label} › {column.label}")
                    for column in columns if _can_take(form, column)
                ]  # fmt: skip
    return found


def _can_take(form: Form, field: Field) -> bool:
    """Whether a text can become the field's value: not what the program fills, files or links."""
    reference = field.id == form.title_field and field.type == "ref"
    return field.need is not Need.AUTOMATIC and field.type != "attachment" and not reference


def _option(form: Form, field: Field, path: str, label: str) -> FieldOption:
    names = tuple(fold(name) for name in (*field.headers, *field.aliases))
    bare = _BRACKETS.sub("", field.label)
    initials = " ".join(reading(text)[1].lower() for text in dict.fromkeys((field.label, bare)))
    return FieldOption(FieldChoice(form.kind, path), label, form.list_title, names, initials)


def shortened(text: str) -> str:
    """The beginning of a long text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "……"
