"""Numbers that grew by one down a column because somebody dragged the fill handle (MESS §6)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from desktop.imports.result import FILLED_DOWN
from forms.problem import Finding
from forms.rules import registry

_NUMBER = re.compile(r"\d+")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
#: Shorter texts (第1项, 1号楼) may well count.
_TELLING = 12
_BEFORE, _AFTER = 9, 3
_LAST_DAY = 31


class Source(Protocol):
    """A cell of a source, fresh from the file or kept in the library."""

    @property
    def row(self) -> int:
        """Counted from 1."""

    @property
    def column(self) -> str:
        """The letter of the column."""

    @property
    def header(self) -> str:
        """The heading of the column."""

    @property
    def text(self) -> str:
        """What the cell says."""


S = TypeVar("S", bound=Source)


@dataclass(frozen=True, slots=True)
class Run(Generic[S]):
    """Cells of one column, each the one above it with one number raised by one.

    ``first`` is the cell that still says what was meant, ``cells`` are those that may not; below
    them come the cells that repeat the last. ``place`` tells which number of the text it is. A run
    that is not ``even`` has greater steps, and days that no month has.
    """

    first: S
    cells: tuple[S, ...]
    place: int
    even: bool

    @property
    def words(self) -> str:
        """The number of the first cell, with what stands around it."""
        return around(self.first.text, self.place)

    def finding(self, file: str, sheet: str) -> Finding:
        """Where it is and what it looks like, in the words of rule X07."""
        cell, last = self.cells[0], self.cells[-1]
        rows = f"第{cell.row}行" if cell is last else f"第{cell.row}至{last.row}行"
        params: dict[str, object] = {
            "file": file, "sheet": sheet, "rows": rows, "header": cell.header,
            "row": self.first.row, "word": self.words,
        }  # fmt: skip
        return Finding("", params, variant="" if self.even else "uneven")

    def message(self, file: str, sheet: str) -> str:
        """The same as a sentence."""
        found = self.finding(file, sheet)
        return registry.texts()[FILLED_DOWN].template(found).format_map(found.params)

    @property
    def hint(self) -> str:
        """What to do."""
        if self.even:
            return f"请对照依据核对；如是误填，应与第{self.first.row}行相同。"
        return f"请对照依据核对，第{self.first.row}行本身也要核对。"


def runs(sources: Sequence[S]) -> Iterator[Run[S]]:
    """Every run on a sheet, column by column, downwards."""
    columns: dict[str, dict[int, S]] = defaultdict(dict)
    for source in sources:
        if len(source.text) >= _TELLING:
            columns[source.column].setdefault(source.row, source)
    for cells in columns.values():
        yield from _in_column([cells[row] for row in sorted(cells)])


def _in_column(cells: Sequence[S]) -> Iterator[Run[S]]:
    held: list[S] = []
    place: int | None = None
    for above, cell in pairwise(cells):
        if held and above.text == cell.text:
            held.append(cell)
            continue
        grown = _grown(above.text, cell.text)
        if held and place is not None and grown != place:
            yield _run(held, place)
            held = []
        if grown is not None:
            held = [*(held or [above]), cell]
        place = grown
    if held and place is not None:
        yield _run(held, place)


def _run(held: Sequence[S], place: int) -> Run[S]:
    numbers = [int(_NUMBER.findall(cell.text)[place]) for cell in held]
    even = all(below - above in (0, 1) for above, below in pairwise(numbers))
    return Run(held[0], tuple(held[1:]), place, even)


def _grown(above: str, below: str) -> int | None:
    """Which number of a text is one greater in the other, when that is all that differs.

    Where some rows were overwritten or hidden the steps are greater; a day that no month has shows
    it all the same.
    """
    if above == below or not _may_have_grown(above, below):
        return None
    if len(_WORDS.findall(above)) < _TELLING // 2:
        return None
    if _NUMBER.sub("#", above) != _NUMBER.sub("#", below):
        return None
    pairs = list(zip(_NUMBER.finditer(above), _NUMBER.finditer(below), strict=True))
    changed = [n for n, (one, other) in enumerate(pairs) if one[0] != other[0]]
    if len(changed) != 1:
        return None
    one, other = pairs[changed[0]]
    by_one = int(other[0]) == int(one[0]) + 1
    return changed[0] if by_one or _is_no_day(below, other) else None


def _may_have_grown(above: str, below: str) -> bool:
    """Whether texts differ first at a number: most neighbours do long before, or where none is."""
    signs = enumerate(zip(above, below, strict=False))
    at = next((n for n, (one, other) in signs if one != other), min(len(above), len(below)))
    return above[at : at + 1].isdecimal() or below[at : at + 1].isdecimal()


def _is_no_day(text: str, number: re.Match[str]) -> bool:
    """Whether a number stands for a day (…月36日) and is none."""
    dated = text[: number.start()].endswith("月") and text.startswith("日", number.end())
    return dated and int(number[0]) > _LAST_DAY


def around(text: str, place: int) -> str:
    """The number with what stands around it, in one line."""
    match = list(_NUMBER.finditer(text))[place]
    shown = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    return " ".join(shown.split())
