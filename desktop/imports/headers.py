"""Finding the header of every table on a sheet and what each of its columns means.

Never by position: departments order their columns differently (MESS §1).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from desktop.imports.columns import Column, Label, TableHead
from desktop.imports.grid import Grid
from desktop.imports.header_levels import levels
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
_LEAST_HEADINGS = 2
#: So many known headings make a header, however many unknown ones stand beside them.
_ENOUGH = 5


class HeaderFinder:
    """Recognises headers of the forms of a catalogue, or of one kind only."""

    def __init__(self, catalogue: Catalogue, kind: str | None = None) -> None:
        self.catalogue = catalogue
        self.headers = headers_of(catalogue)
        bases = sorted(catalogue.ordered(), key=lambda form: (form.read_only, len(form.fields)))
        self.companions = {
            form.kind: [other.kind for _, other, _ in companions(catalogue, form)] for form in bases
        }
        dependent = {kind for kinds in self.companions.values() for kind in kinds}
        if kind in dependent:
            kind = next(base for base, kinds in self.companions.items() if kind in kinds)
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

    def head_in(self, grid: Grid, row: int) -> TableHead | None:
        """The header that somebody says begins in a row, even when no heading of it is known.

        Leaves under headings over several columns belong to it. None when there is nothing in the
        row, or this kind has no lists of its own.
        """
        if not grid.rows.get(row):
            return None
        return self._head_at(grid, row) or self.head_of(grid, row, row + _has_leaves(grid, row))

    def head_of(self, grid: Grid, first: int, last: int) -> TableHead | None:
        """The header that somebody says stands in these rows, one level below the other.

        None when there is nothing in them.
        """
        rows = range(first, last + 1)
        if not self.bases or not any(grid.rows.get(row) for row in rows):
            return None
        found = self._best(grid, max(first, last - 1), last,
                           grid.rows.get(first, ()) if len(rows) > 2 else ())  # fmt: skip
        if len(rows) > 2:
            deep = self._best_of(levels(grid, first, last, self._is_known), grid, first, last)
            found = max((f for f in (deep, found) if f), key=lambda f: f[0], default=None)
        if found:
            return replace(found[1], first_row=first)
        form = self.bases[0]
        labels = levels(grid, first, last, self._is_known)
        columns = self._columns(form, labels, grid.hidden_columns)
        return TableHead(first, last, form.kind, columns, self._some_title(form, columns))

    def _some_title(self, form: Form, columns: Mapping[int, Column]) -> int:
        """The column that names the items, or the first one that is no mere number."""
        sequence = {i for i, c in columns.items() if c.target and c.target.path == SEQUENCE}
        return self._title(form, columns) or min(columns.keys() - sequence, default=min(columns))

    def _is_known(self, group: str, leaf: str) -> bool:
        return any(headers.find(group, leaf) for headers in self.headers.values())

    def _head_at(self, grid: Grid, row: int) -> TableHead | None:
        if not self._may_be_head(grid, row):
            return None
        one = self._best(grid, row, row)
        two = below = three = None
        if self._may_be_two_rows(grid, row):
            two = self._best(grid, row, row + 1)
            below = self._best(grid, row + 1, row + 1)
        if _all_span(grid, row) and self._may_be_two_rows(grid, row + 1):
            three = self._best(grid, row + 1, row + 2, grid.rows[row])
        # The first row must add something to the second, or it is the last row of data above it.
        others = max(found[0] if found else 0 for found in (one, below, three))
        if two and (two[0] > others or (two[0] == others and self._are_choices(grid, row + 1))):
            return two[1]
        if three and three[0] > max(found[0] if found else 0 for found in (one, two, below)):
            return replace(three[1], first_row=row)
        return one[1] if one else None

    def _may_be_head(self, grid: Grid, row: int) -> bool:
        """Whether headings stand here or right below; no row of items has any."""
        single = _labels(grid, row, row)
        if not any(variants(label.group) for label in single.values()):
            return False
        known = [
            sum(self.is_heading(grid.cells[r, c]) for c in grid.rows.get(r, ()))
            for r in range(row, row + 3)
        ]
        return sum(known[:2]) >= _LEAST_HEADINGS or (sum(known) > 0 and _all_span(grid, row))

    def _best(self, grid: Grid, row: int, last: int,
              above: tuple[int, ...] = ()) -> tuple[int, TableHead] | None:  # fmt: skip
        """The form that most columns speak for, with their number.

        A heading that only one form knows counts twice. Of two equals the smaller form: a list of
        powers has no heading that a guide lacks.
        """
        return self._best_of(_labels(grid, row, last, above), grid, row, last)

    def _best_of(self, labels: Mapping[int, Label], grid: Grid, row: int,
                 last: int) -> tuple[int, TableHead] | None:  # fmt: skip
        found = [(form, self._columns(form, labels, grid.hidden_columns)) for form in self.bases]
        claims = Counter(i for _, columns in found for i, c in columns.items() if _known(c))
        best: tuple[int, TableHead] | None = None
        rivals: list[str] = []
        for form, columns in found:
            # A heading over several columns is one heading.
            hits = sum(_known(columns[index]) for index in labels)
            title = self._title(form, columns)
            if (
                not title
                or hits < _LEAST_HEADINGS
                or hits < min(_ENOUGH, _LEAST_SHARE * len(labels))
            ):
                continue
            score = hits + sum(_known(columns[i]) and claims[i] == 1 for i in labels)
            score += self._printed(form, columns)
            if best is None or score > best[0]:
                best = (score, TableHead(row, last, form.kind, columns, title))
                rivals = []
            elif score == best[0] and not form.read_only:
                rivals.append(form.kind)
        return (best[0], replace(best[1], rivals=tuple(rivals))) if best and rivals else best

    def _title(self, form: Form, columns: Mapping[int, Column]) -> int:
        """The column that names the items; 0 when there is none.

        Lists of records that are known by a number (adjustments) name what they are about.
        """
        own = {c.target.path: i for i, c in columns.items() if c.target and c.kind == form.kind}
        if form.title_field in own:
            return own[form.title_field]
        field = form.fields.get(form.title_field)
        if field is None or field.type != "code":
            return 0
        subjects = [i for path, i in own.items() if _is_reference(form, path)]
        # What any list has does not make it one of these.
        special = {p for p in own if p not in (SEQUENCE, "remark") and not _is_basis(form, p)}
        return subjects[0] if subjects and len(special) > len(subjects) else 0

    def _printed(self, form: Form, columns: Mapping[int, Column]) -> int:
        """Unknown headings under which the form's own lists show fields of other records."""
        printed = self.headers[form.kind].printed
        return sum(
            not _known(c) and any(v in printed for v in variants(c.header))
            for c in columns.values()
        )

    def _may_be_two_rows(self, grid: Grid, row: int) -> bool:
        """Whether the next row looks like leaves under this row's groups, not like data."""
        below = grid.rows.get(row + 1, ())
        if not below or not all(variants(grid.cells[row + 1, column]) for column in below):
            return False
        for column in below:
            above = grid.shown(row, column)
            if above is None or grid.width(above[0]) > 1:
                continue
            leaf = grid.cells[row + 1, column]
            upper, lower = self._meanings(above[1]), self._meanings(leaf)
            if upper and not upper & lower and not self._is_choice(above[1], leaf):
                return False
        meant = any(self._meanings(grid.cells[row + 1, column]) for column in below)
        return meant or self._are_choices(grid, row + 1)

    def _are_choices(self, grid: Grid, row: int) -> bool:
        """Whether all that a row says are entries of the headings over it."""
        above = [
            (grid.shown(row - 1, column), grid.cells[row, column]) for column in grid.rows[row]
        ]
        return all(shown and self._is_choice(shown[1], leaf) for shown, leaf in above)

    def _is_choice(self, group: str, leaf: str) -> bool:
        """Whether a text names an entry of the heading over it (公开层级 over 乡级)."""
        return any(
            target.marks
            for headers in self.headers.values() for target in headers.find(group, leaf)
        )  # fmt: skip

    def _meanings(self, text: str) -> set[tuple[str, str]]:
        return {
            (kind, target.path)
            for kind, headers in self.headers.items()
            for target in headers.find(text, "")
        }

    def _columns(self, form: Form, labels: Mapping[int, Label],
                 hidden: frozenset[int]) -> dict[int, Column]:  # fmt: skip
        """Meanings of the columns; visible ones first, so that a hidden copy gives way."""
        kinds = (form.kind, *self.companions[form.kind])
        found: dict[int, Column] = {}
        owners: dict[tuple[str, ...], int] = {}
        for index in sorted(labels, key=lambda i: (i in hidden, i)):
            if index in found:
                continue
            column = self._column(index, labels[index], kinds)
            before = found.get(index - 1)
            plain = column.target is None or fold(labels[index].leaf or column.header) == "单位"
            if plain and before and self._is_unit_of(column, before):
                found[index] = replace(column, kind=before.kind, target=before.target)
                continue
            if column.target is not None:
                key = (column.kind, column.target.path, *column.target.marks)
                if key in owners and self._shares(column, found[owners[key]]):
                    first = found[owners[key]]
                    column, found[first.index] = _labelled(column), _labelled(first)
                elif key in owners and self._says_itself(
                    column, labels[index], labels.get(owners[key])
                ):
                    # 市级 beside 县级 is another level than that which it is where it stands alone.
                    found[owners[key]] = replace(found[owners[key]], target=None)
                    owners[key] = index
                elif key in owners:
                    column = replace(column, target=None, repeats=owners[key])
                else:
                    owners[key] = index
            found[index] = column
            for extra in _continuation(column, labels):
                found[extra.index] = extra
                if extra.target:
                    owners[extra.kind, extra.target.path, *extra.target.marks] = extra.index
        columns = _without_lone_dates(found)
        return dict(sorted(self._with_title(form, columns).items()))

    def _with_title(self, form: Form, columns: dict[int, Column]) -> dict[int, Column]:
        """With the column that tells the items apart as their name, where none else names them.

        A catalogue with 公开事项 only, not 一级事项 and 二级事项, names its items by it.
        """
        own = {c.target.path: i for i, c in columns.items() if c.target and c.kind == form.kind}
        if form.title_field in own:
            return columns
        for name in reversed(form.unique_by):
            field = form.fields.get(name)
            plain = field is not None and field.type == "text"
            if plain and name in own and name != form.organization_field:
                index = own[name]
                named = replace(columns[index], target=Target(form.title_field))
                return {**columns, index: named}
        return columns

    def _is_text(self, kind: str, target: Target) -> bool:
        field = self.catalogue.forms[kind].fields.get(target.path)
        return field is not None and field.type in ("text", "longtext")

    def _shares(self, column: Column, first: Column) -> bool:
        """Whether two headings are parts of one long text (检查方式, 检查内容, 检查频次)."""
        if column.target is None or set(variants(column.header)) & set(variants(first.header)):
            return False
        field = self.catalogue.forms[column.kind].fields.get(column.target.path)
        return field is not None and field.type == "longtext" and field.id != "remark"

    def _says_itself(self, column: Column, label: Label, first: Label | None) -> bool:
        """Whether a leaf is what the code list calls its entry, and the one before it is not."""
        if first is None or column.target is None or len(column.target.marks) != 1:
            return False
        field = self.catalogue.forms[column.kind].fields[column.target.path]
        choice = field.vocabulary.by_key[column.target.marks[0]] if field.vocabulary else None
        name = fold(choice.label) if choice else ""
        return fold(label.leaf) == name != fold(first.leaf)

    def _is_unit_of(self, column: Column, before: Column) -> bool:
        """Whether an unknown column says the unit of the time limit before it (时限单位)."""
        if before.target is None or not fold(column.header).endswith("单位"):
            return False
        field = self.catalogue.forms[before.kind].fields.get(before.target.path)
        return field is not None and field.type == "duration"

    @cached_property
    def _every_name(self) -> frozenset[str]:
        return frozenset(name for headers in self.headers.values() for name in headers.targets)

    def is_heading(self, text: str) -> bool:
        """Whether any form has a field under this heading."""
        return not self._every_name.isdisjoint(variants(text))

    def column(self, form: Form, index: int, text: str) -> Column:
        """What a heading means to a form and its companions."""
        return self._column(index, Label(text, ""), (form.kind, *self.companions[form.kind]))

    def _column(self, index: int, label: Label, kinds: Sequence[str]) -> Column:
        group, leaf = label.group, label.leaf
        header = " ".join("".join(part.split()) for part in (group, leaf) if part.strip())
        # Both rows as one heading (责任事项 over 依据) say more than the lower one alone.
        whole = [(kind, group + leaf, "") for kind in kinds] if group and leaf else []
        places = [*whole, *((kind, group, leaf) for kind in kinds)]
        for alike, (kind, upper, lower) in itertools.product((False, True), places):
            headers = self.headers[kind]
            look = headers.find_alike if alike else headers.find
            targets = _usable(headers, look(upper, lower))
            if targets:
                first, others = targets[0], targets[1:]
                if others and not first.marks and self._is_text(kind, others[0]):
                    first, others = replace(first, overflow=others[0].path), others[1:]
                unsure = tuple(target.path for target in others if target.path != SEQUENCE)
                return Column(index, header, kind, first, unsure=unsure)
        return Column(index, header)


def _known(column: Column) -> bool:
    return column.target is not None or bool(column.repeats)


def _labelled(column: Column) -> Column:
    target = column.target and replace(column.target, labelled=True)
    return replace(column, target=target)


def _is_basis(form: Form, path: str) -> bool:
    field = form.fields.get(path.partition(".")[0])
    return field is not None and field.table is not None and field.table.row_style == "citation"


def _without_lone_dates(columns: dict[int, Column]) -> dict[int, Column]:
    """实施日期 is a law's where the law's name has a column of its own too, else the item's."""
    paths = {c.target.path for c in columns.values() if c.target}
    lone = {
        index: replace(column, target=None)
        for index, column in columns.items()
        if column.target
        and column.target.path.endswith("_date")
        and "." in column.target.path
        and column.target.path.rpartition(".")[0] + ".title" not in paths
    }
    return {**columns, **lone}


def _is_reference(form: Form, path: str) -> bool:
    field = form.fields.get(path)
    return field is not None and field.type == "ref"


def _usable(headers: FormHeaders, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Without references to the record's own power: its name stands in that record."""
    form = headers.form
    own = form.fields.get(form.title_field)
    reference = own.id if own is not None and own.type == "ref" else ""
    return tuple(target for target in targets if target.path != reference)


def _all_span(grid: Grid, row: int) -> bool:
    """Whether every cell of a row lies over several rows or columns, as group headings do."""
    places = [(row, column) for column in grid.rows.get(row, ())]
    return bool(places) and all(grid.width(p) > 1 or grid.height(p) > 1 for p in places)


def _has_leaves(grid: Grid, row: int) -> bool:
    """Whether all that stands in the next row stands under headings over several columns."""
    above = [
        grid.anchors.get((row, column), (row, column)) for column in grid.rows.get(row + 1, ())
    ]
    return bool(above) and all(place in grid.cells and grid.width(place) > 1 for place in above)


def _labels(grid: Grid, first: int, last: int, above: tuple[int, ...] = ()) -> dict[int, Label]:
    """Column → heading in the first row (also under a merge from ``above``) and in the last."""
    found: dict[int, Label] = {}
    columns = {c for row in (first, last) for c in grid.rows.get(row, ())}
    columns |= {column for column in above if (first, column) in grid.anchors}
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
    if column.target.overflow and not column.target.marks and (label is None or same):
        target = Target(column.target.overflow)
        yield Column(following, column.header, column.kind, target)
    elif label is None and column.target.path != SEQUENCE:
        for extra in range(1, labels[column.index].width):
            yield Column(column.index + extra, column.header, column.kind, column.target)
