"""Finding the header of every table on a sheet and what each of its columns means.

Never by position: departments order their columns differently (MESS §1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from desktop.imports.grid import Grid, letters
from desktop.imports.synonyms import (
    SEQUENCE,
    FormHeaders,
    Target,
    companions,
    headers_of,
    variants,
)
from forms.model import Catalogue, Form
from forms.values import fold

_LEAST_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Label:
    """A heading as printed, in one row or two, and how many columns it spans."""

    group: str
    leaf: str
    width: int = 1

    @property
    def text(self) -> str:
        """Both rows together."""
        return self.group + self.leaf


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where its cells go. ``target`` None: to the remark under its header.

    ``kind`` is that of the form that owns the field; ``repeats`` the column whose heading this
    one repeats.
    """

    index: int
    header: str
    kind: str = ""
    target: Target | None = None
    repeats: int = 0

    @property
    def label(self) -> str:
        """The heading, or the column's letter when it has none."""
        return self.header or f"{letters(self.index)}列"


@dataclass(frozen=True)
class TableHead:
    """The header of one table: rows first to last, its form, its columns by index."""

    first_row: int
    last_row: int
    kind: str
    columns: Mapping[int, Column]

    @cached_property
    def by_path(self) -> Mapping[tuple[str, str], int]:
        """(kind, path) → column index."""
        return {(c.kind, c.target.path): i for i, c in self.columns.items() if c.target}

    def column_of(self, path: str) -> int:
        """The column of a field of the table's own kind; 0 when there is none."""
        return self.by_path.get((self.kind, path), 0)

    def at(self, index: int) -> Column:
        """The column at an index; one without heading when the header does not reach it."""
        return self.columns.get(index) or Column(index, "")


class HeaderFinder:
    """Recognises headers of the forms of a catalogue, or of one kind only."""

    def __init__(self, catalogue: Catalogue, kind: str | None = None) -> None:
        self.catalogue = catalogue
        self.headers = headers_of(catalogue)
        bases = [form for form in catalogue.ordered() if form.kind in self.headers]
        self._companions = {
            form.kind: [other.kind for _, other, _ in companions(catalogue, form)] for form in bases
        }
        dependent = {kind for kinds in self._companions.values() for kind in kinds}
        if kind in dependent:
            kind = next(base for base, kinds in self._companions.items() if kind in kinds)
        self.bases = [
            form for form in bases
            if form.kind not in dependent and form.title_field and kind in (None, form.kind)
        ]  # fmt: skip

    def tables(self, grid: Grid) -> list[TableHead]:
        """Every header on the sheet in order; a header printed again counts as a new table."""
        heads: list[TableHead] = []
        for row, columns in grid.rows.items():
            if len(columns) < 2 or (heads and row <= heads[-1].last_row):
                continue
            head = self._head_at(grid, row)
            if head is not None:
                heads.append(head)
        return heads

    def _head_at(self, grid: Grid, row: int) -> TableHead | None:
        single = _labels(grid, row, row)
        if not any(variants(label.group) for label in single.values()):
            return None
        one = self._best(grid, row, row)
        if not self._may_be_two_rows(grid, row):
            return one[1] if one else None
        two = self._best(grid, row, row + 1)
        below = self._best(grid, row + 1, row + 1)
        # The first row must add something to the second, or it is the last row of data above it.
        if two and two[0] > max(found[0] if found else 0 for found in (one, below)):
            return two[1]
        return one[1] if one else None

    def _best(self, grid: Grid, row: int, last: int) -> tuple[int, TableHead] | None:
        """The form that most columns speak for, with their number.

        Of two the smaller one: a list of powers has no heading that a guide lacks.
        """
        labels = _labels(grid, row, last)
        best: tuple[int, TableHead] | None = None
        for form in sorted(self.bases, key=lambda form: len(form.fields)):
            columns = self._columns(form, labels, grid.hidden_columns)
            hits = sum(c.target is not None or bool(c.repeats) for c in columns.values())
            if self._is_header(form, columns, labels, hits) and (best is None or hits > best[0]):
                best = (hits, TableHead(row, last, form.kind, columns))
        return best

    def _is_header(self, form: Form, columns: Mapping[int, Column],
                   labels: Mapping[int, Label], hits: int) -> bool:  # fmt: skip
        has_title = any(
            c.kind == form.kind and c.target and c.target.path == form.title_field
            for c in columns.values()
        )
        return has_title and hits >= 2 and hits >= _LEAST_SHARE * len(labels)

    def _may_be_two_rows(self, grid: Grid, row: int) -> bool:
        """Whether the next row looks like leaves under this row's groups, not like data."""
        below = grid.rows.get(row + 1, ())
        if not below or not all(variants(grid.cells[row + 1, column]) for column in below):
            return False
        for column in below:
            above = grid.shown(row, column)
            if above is None or grid.width(above[0]) > 1:
                continue
            upper, lower = self._meanings(above[1]), self._meanings(grid.cells[row + 1, column])
            if upper and not upper & lower:
                return False
        return any(self._meanings(grid.cells[row + 1, column]) for column in below)

    def _meanings(self, text: str) -> set[tuple[str, str]]:
        return {
            (kind, target.path)
            for kind, headers in self.headers.items()
            for target in headers.find(text, "")
        }

    def _columns(self, form: Form, labels: Mapping[int, Label],
                 hidden: frozenset[int]) -> dict[int, Column]:  # fmt: skip
        """Meanings of the columns; visible ones first, so that a hidden copy gives way."""
        kinds = (form.kind, *self._companions[form.kind])
        found: dict[int, Column] = {}
        owners: dict[tuple[str, str, str], int] = {}
        for index in sorted(labels, key=lambda i: (i in hidden, i)):
            if index in found:
                continue
            column = self._column(index, labels[index], kinds)
            if column.target is not None:
                key = (column.kind, column.target.path, column.target.mark)
                if key in owners:
                    column = replace(column, target=None, repeats=owners[key])
                else:
                    owners[key] = index
            found[index] = column
            for extra in _continuation(column, labels):
                found[extra.index] = extra
                if extra.target:
                    owners[extra.kind, extra.target.path, extra.target.mark] = extra.index
        return dict(sorted(found.items()))

    def _column(self, index: int, label: Label, kinds: Sequence[str]) -> Column:
        group, leaf = label.group, label.leaf
        header = " ".join("".join(part.split()) for part in (group, leaf) if part.strip())
        for kind in kinds:
            targets = _usable(self.headers[kind], self.headers[kind].find(group, leaf))
            if targets:
                first = targets[0]
                if len(targets) > 1 and not first.mark:
                    first = replace(first, overflow=targets[1].path)
                return Column(index, header, kind, first)
        return Column(index, header)


def _usable(headers: FormHeaders, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Without references to the record's own power: its name stands in that record."""
    form = headers.form
    own = form.fields.get(form.title_field)
    reference = own.id if own is not None and own.type == "ref" else ""
    return tuple(target for target in targets if target.path != reference)


def _labels(grid: Grid, first: int, last: int) -> dict[int, Label]:
    """Column → heading in the first row (also under a merge) and in the last."""
    found: dict[int, Label] = {}
    columns = {c for row in (first, last) for c in grid.rows.get(row, ())}
    for column in sorted(columns):
        upper = grid.shown(first, column)
        lower = grid.cells.get((last, column), "") if last > first else ""
        place = (last, column) if lower or upper is None else upper[0]
        found[column] = Label(upper[1] if upper else "", lower, grid.width(place))
    return found


def _continuation(column: Column, labels: Mapping[int, Label]) -> Iterator[Column]:
    """The unlabelled (or equally labelled) column to the right that shares this heading."""
    if column.target is None:
        return
    following = column.index + 1
    label = labels.get(following)
    same = label is not None and fold(label.text) == fold(column.header)
    if column.target.overflow and (label is None or same):
        target = Target(column.target.overflow)
        yield Column(following, column.header, column.kind, target)
    elif label is None and column.target.path != SEQUENCE:
        for extra in range(1, labels[column.index].width):
            yield Column(column.index + extra, column.header, column.kind, column.target)
