"""Tables inside an upright sheet (申请材料 | 序号 | 名称 | 份数), as guides in Excel have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.imports.grid import Grid, Inner, Place
from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import known_columns, table_of

_LEAST = 2


class SheetTables:
    """The cells of inner tables, and the headings of their columns."""

    def __init__(self, finder: HeaderFinder, grid: Grid) -> None:
        self.finder = finder
        self.grid = grid
        self.inner: dict[Place, Inner] = {}
        self.heads: set[Place] = set()
        rows = list(grid.rows)
        last, block = 0, 0
        for number, row in enumerate(rows):
            if row <= last:
                continue
            for section, columns in self._candidates(rows, number):
                below = list(self._below(rows[number + 1 :], section, columns))
                if below and self._is_table(section, row, columns):
                    block += 1
                    last = below[-1]
                    self._take(section, row, columns, below, block)
                    break

    def _candidates(self, rows: Sequence[int], number: int) -> Iterator[tuple[Place, list[int]]]:
        """The heading over a table that may begin in a row, with the columns of the table."""
        row = rows[number]
        columns = list(self.grid.rows[row])
        first = (row, columns[0])
        yield first, columns[1:]
        above = self.grid.anchors.get((row, min(self.grid.rows[rows[0]])))
        if above is not None and above[0] < row:
            yield above, columns
        if number and len(self.grid.rows[rows[number - 1]]) == 1:
            yield (rows[number - 1], self.grid.rows[rows[number - 1]][0]), columns

    def _is_table(self, section: Place, row: int, columns: Sequence[int]) -> bool:
        """Whether the heading means a table of a form, and the words below it columns of it."""
        headers = [self.grid.cells[row, column] for column in columns]
        text = self.grid.cells[section]
        if len(headers) < _LEAST or not self.finder.is_heading(text):
            return False
        for form in self.finder.bases:
            for kind in (form.kind, *self.finder.companions[form.kind]):
                named = self.finder.headers[kind].find(text, "")
                name = named[0].path.partition(".")[0] if named else ""
                fields = self.finder.catalogue.forms[kind].fields
                field = fields.get(name)
                if field is None or field.table is None:
                    continue
                found = table_of(self.finder.catalogue.forms[kind], headers, name)
                if known_columns(found) >= _LEAST and all(
                    target.path.partition(".")[0] in (name, "@seq") for target in found.values()
                ):
                    return True
        return False

    def _below(self, rows: Sequence[int], section: Place, columns: Sequence[int]) -> Iterator[int]:
        """The rows of the table: those in its columns, until a heading stands at the left again."""
        within = range(min(columns, default=0), max(columns, default=0) + 1)
        beside = section[1] < within.start
        for row in rows:
            here = self.grid.rows[row]
            if any(column not in within for column in here):
                return
            if not beside and (len(here) < _LEAST or self.finder.is_heading(
                self.grid.cells[row, here[0]]
            )):  # fmt: skip
                return
            yield row

    def _take(
        self, section: Place, row: int, columns: Sequence[int], below: Sequence[int], block: int
    ) -> None:
        self.heads |= {(row, column) for column in columns}
        headers: dict[int, str] = {}
        for column in columns:
            for extra in range(self.grid.width((row, column))):
                headers[column + extra] = self.grid.cells[row, column]
        for number, line in enumerate(below):
            for column in self.grid.rows[line]:
                place = (line, column)
                self.inner[place] = Inner(section, headers.get(column, ""), block, number)


def side_by_side(grid: Grid, headings: Mapping[Place, object], title: Place) -> list[int]:
    """The columns of several matters that an upright sheet shows side by side; [] for one.

    Each heading has as many texts as there are names, or one that lies over all of them.
    """
    column = title[1]
    if any(place[1] != column for place in headings):
        return []
    values = [c for c in grid.rows[title[0]] if c > column]
    if len(values) < _LEAST or any(grid.width((title[0], c)) > 1 for c in values):
        return []
    whole = 0
    for row, _ in headings:
        here = [c for c in grid.rows[row] if c > column]
        whole += here == values or (len(here) == 1 and grid.width((row, here[0])) >= len(values))
    return values if whole * 3 >= len(headings) * 2 else []
