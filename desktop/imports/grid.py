"""One sheet, neutral of where it came from: non-empty texts, merges, hidden parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

#: Rows of a merge beyond which only those in use are looked at.
_LONG = 10_000
_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
#: Row and column, both from 1.
Place = tuple[int, int]
#: First row, first column, last row, last column of a merged range.
Range = tuple[int, int, int, int]


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """Column number → its letters: 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=1024)
def column_number(text: str) -> int:
    """Letters of a column → its number; 0 when they are none."""
    number = 0
    for sign in text:
        if not "A" <= sign <= "Z":
            return 0
        number = number * 26 + ord(sign) - 64
    return number


def place_of(name: str) -> Place | None:
    """Row and column of a cell by its name (B12, $B$12); None for what is no such name."""
    match = _NAME.fullmatch(name)
    return (int(match[2]), column_number(match[1].upper())) if match else None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a sheet: rows and columns from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def meets(self, other: Area) -> bool:
        """Whether both have a place in common."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.beside(other)

    def beside(self, other: Area) -> bool:
        """Whether both have a column in common, so that one may stand below the other."""
        return self.left <= other.right and other.left <= self.right

    def joined(self, other: Area) -> Area:
        """The smallest rectangle that holds both."""
        return Area(min(self.top, other.top), min(self.left, other.left),
                    max(self.bottom, other.bottom), max(self.right, other.right))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inner:
    """A cell of a table inside an item (its materials, its steps).

    ``section`` is the place of the heading above the table, ``header`` the words over the cell's
    column, ``block`` tells one table from the next, ``row`` counts its rows from 0.
    """

    section: Place | None
    header: str
    block: int
    row: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a document: what is needed to keep it as an attachment but its data."""

    suffix: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What a document says beside its text. ``sort``: comment, note, hidden, prompt, contents,
    header, picture; ``label`` names it for a reader (批注（王科长）).
    """

    sort: str
    label: str
    text: str
    picture: Picture | None = None

    @property
    def told(self) -> str:
        """Its words with its name before them."""
        return f"{self.label}：{self.text}"


@dataclass(frozen=True)
class Outline:
    """How a text document was laid out as a sheet: what cannot be seen from the cells alone.

    ``headings`` are the cells that name a field, ``inner`` those of tables inside an item,
    ``inner_heads`` the headings of such tables, ``starts`` the rows in which an item begins, with
    its name, ``titled`` whether one has a title that says 办事指南. ``asides`` stand beside the text, each in a cell of its own below what it is about.
    """

    headings: frozenset[Place] = frozenset()
    inner: Mapping[Place, Inner] = field(default_factory=dict)
    inner_heads: frozenset[Place] = frozenset()
    starts: Mapping[int, str] = field(default_factory=dict)
    asides: Mapping[Place, Aside] = field(default_factory=dict)
    titled: bool = False


@dataclass(frozen=True)
class Grid:
    """The non-empty cells of a sheet as text, with what a reader sees and does not see.

    ``faults`` are cells whose value is an Excel error or a formula without a stored result.
    ``struck`` are the words of cells that are crossed out, ``comments`` what is pinned to cells.
    ``outline`` is there when the cells are the paragraphs and tables of a text document, ``besides``
    counts what such a document shows that was not read (``word_file.WordFile``). ``rowwise``: every
    table is known to hold one item a row.
    """

    name: str
    cells: Mapping[Place, str]
    merges: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    faults: Mapping[Place, str] = field(default_factory=dict)
    outline: Outline | None = None
    besides: Mapping[str, int] = field(default_factory=dict)
    rowwise: bool = False
    struck: Mapping[Place, str] = field(default_factory=dict)
    comments: Mapping[Place, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """How a sentence names it."""
        return f"“{self.name}”" if self.outline else f"工作表“{self.name}”"

    @cached_property
    def rows(self) -> Mapping[int, tuple[int, ...]]:
        """Row number → its non-empty columns, both ascending."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return {row: tuple(columns) for row, columns in found.items()}

    @cached_property
    def anchors(self) -> Mapping[Place, Place]:
        """Every place covered by a merge (its own first cell too) → the first cell.

        Only merges that show something, and only within the rows and columns in use: a merge may
        claim the whole sheet.
        """
        covered: dict[Place, Place] = {}
        last_row = max((row for row, _ in self.cells), default=0)
        last_column = max((column for _, column in self.cells), default=0)
        for top, left, bottom, right in self.merges:
            if (top, left) not in self.cells:
                continue
            rows = range(top, min(bottom, last_row) + 1)
            # One cell in the last row of all would make a million places of every long merge.
            for row in rows if len(rows) < _LONG else [r for r in self.rows if r in rows]:
                for column in range(left, min(right, last_column + 1) + 1):
                    covered[row, column] = (top, left)
        return covered

    @cached_property
    def spans(self) -> Mapping[Place, Range]:
        """First cell of a merge → the merge."""
        return {(merge[0], merge[1]): merge for merge in self.merges}

    def shown(self, row: int, column: int) -> tuple[Place, str] | None:
        """What a reader sees at a place: its own text or that of the merge over it."""
        place = (row, column)
        if place not in self.cells:
            place = self.anchors.get(place, place)
        text = self.cells.get(place)
        return None if text is None else (place, text)

    def columns(self, first: int, last: int) -> Grid:
        """The sheet as if there were only these columns; merges that reach beyond are cut."""
        merges = tuple(
            (top, max(left, first), bottom, min(right, last))
            for top, left, bottom, right in self.merges
            if left <= last and right >= first
        )
        cells = {place: text for place, text in self.cells.items() if first <= place[1] <= last}
        return replace(self, cells=cells, merges=merges)

    def without(self, columns: Collection[int]) -> Grid:
        """The sheet without what stands in some columns."""
        cells = {place: text for place, text in self.cells.items() if place[1] not in columns}
        return replace(self, cells=cells)

    def within(self, area: Area) -> Grid:
        """The sheet as if there were only this rectangle; merges that reach beyond are cut."""
        cut = self.columns(area.left, area.right)
        merges = tuple(
            (max(top, area.top), left, min(bottom, area.bottom), right)
            for top, left, bottom, right in cut.merges
            if top <= area.bottom and bottom >= area.top
        )
        cells = {place: text for place, text in cut.cells.items() if place in area}
        return replace(cut, cells=cells, merges=merges)

    def has(self, row: int, letter: str) -> bool:
        """Whether a cell has a text of its own, not that of a merge."""
        return (row, column_number(letter)) in self.cells

    def text(self, row: int, letter: str) -> str:
        """What a reader sees in a row under a column's letter."""
        found = self.shown(row, column_number(letter))
        return found[1] if found else ""

    def width(self, place: Place) -> int:
        """Number of columns a cell spans."""
        merge = self.spans.get(place)
        return merge[3] - merge[1] + 1 if merge else 1

    def height(self, place: Place) -> int:
        """Number of rows a cell spans."""
        merge = self.spans.get(place)
        return merge[2] - merge[0] + 1 if merge else 1


def non_blank(cells: Iterable[tuple[Place, str]]) -> dict[Place, str]:
    """Only cells with something visible in them."""
    return {place: text for place, text in cells if text.strip()}
