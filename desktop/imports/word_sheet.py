"""The sheet as which a document is laid out, while it grows downwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.imports.grid import Aside, Grid, Inner, Outline, Place, Range
from desktop.imports.headers import HeaderFinder
from desktop.imports.word_file import Table, TableCell

SHEET = "正文"


@dataclass
class Sheet:
    """The cells so far, and the heading that holds for what comes next.

    ``section`` is the place of that heading, ``fields`` what it may mean, ``firm``: it is one of the
    document's own headings, not a mere label, ``rank``: how deep it stands. ``block`` numbers the tables inside items.
    """

    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    headings: set[Place] = field(default_factory=set)
    inner: dict[Place, Inner] = field(default_factory=dict)
    inner_heads: set[Place] = field(default_factory=set)
    starts: dict[int, str] = field(default_factory=dict)
    asides: dict[Place, Aside] = field(default_factory=dict)
    titled: bool = False
    row: int = 0
    section: Place | None = None
    fields: set[tuple[str, str]] = field(default_factory=set)
    firm: bool = False
    rank: int = 0
    block: int = 0

    def add(self, text: str, column: int) -> Place:
        """A new row with one cell."""
        self.row += 1
        self.cells[self.row, column] = text
        return self.row, column

    def add_aside(self, aside: Aside) -> None:
        """A new row for what stands beside the text."""
        place = self.add(aside.text, 1 if self.section is None else 2)
        self.asides[place] = aside

    def open(
        self, place: Place, label: str, finder: HeaderFinder, *, firm: bool, rank: int = 0
    ) -> None:
        """Let a heading hold from here."""
        self.rank = rank
        self.headings.add(place)
        self.section, self.firm = place, firm
        self.fields = meanings(finder, label)

    def close(self) -> None:
        """No heading holds any more."""
        self.section, self.firm = None, False
        self.fields = set()

    def place(self, table: Table) -> int:
        """Put a table's cells below what is there; returns the row before its first."""
        top = self.row
        self.cells.update(cells_at(table, top + 1))
        self.merges += merges_at(table, top + 1)
        self.row += table.size[0]
        return top

    def put(self, place: Place, cell: TableCell) -> None:
        """Put one cell of a table."""
        if cell.text:
            self.cells[place] = cell.text
        if cell.width > 1 or cell.height > 1:
            row, column = place
            self.merges.append(
                (row, column, row + cell.height - 1, column + cell.width - 1)
            )  # fmt: skip

    def grid(self) -> Grid:
        """The finished sheet."""
        outline = Outline(
            frozenset(self.headings), self.inner, frozenset(self.inner_heads), self.starts,
            self.asides, self.titled,
        )  # fmt: skip
        return Grid(SHEET, self.cells, tuple(self.merges), outline=outline)


def meanings(finder: HeaderFinder, label: str) -> set[tuple[str, str]]:
    """What a heading may mean: kinds and paths."""
    return {
        (kind, target.path)
        for kind, headers in finder.headers.items()
        for target in headers.find(label, "")
    }


def cells_at(table: Table, top: int) -> dict[Place, str]:
    """The cells of a table whose first row is ``top``."""
    return {(top + c.row, c.column + 1): c.text for c in table.cells if c.text.strip()}


def merges_at(table: Table, top: int) -> tuple[Range, ...]:
    """The merges of a table whose first row is ``top``."""
    return tuple(
        (top + c.row, c.column + 1, top + c.row + c.height - 1, c.column + c.width)
        for c in table.cells if c.width > 1 or c.height > 1
    )  # fmt: skip


def by_row(table: Table) -> dict[int, list[TableCell]]:
    """Row → its cells."""
    rows: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows
