"""Numbers that grew by one down a column because somebody dragged the fill handle (MESS §6)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.imports.result import SourceCell

_NUMBER = re.compile(r"\d+")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
#: Shorter texts (第1项, 1号楼) may well count.
_TELLING = 12
_BEFORE, _AFTER = 9, 3


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one column, each the one above it with one number raised by one.

    ``first`` is the cell that still says what was meant, ``cells`` are those that may not;
    ``words`` show the number of the first.
    """

    first: SourceCell
    cells: tuple[SourceCell, ...]
    words: str


def runs(sources: Sequence[SourceCell]) -> Iterator[Run]:
    """Every run on a sheet, column by column, downwards."""
    columns: dict[str, dict[int, SourceCell]] = defaultdict(dict)
    for source in sources:
        if len(source.text) >= _TELLING:
            columns[source.column].setdefault(source.row, source)
    for cells in columns.values():
        yield from _in_column([cells[row] for row in sorted(cells)])


def _in_column(cells: Sequence[SourceCell]) -> Iterator[Run]:
    held: list[SourceCell] = []
    place: int | None = None
    for above, cell in pairwise(cells):
        grown = _grown(above.text, cell.text)
        if held and grown != place:
            yield _run(held, place)
            held = []
        if grown is not None:
            held = [*(held or [above]), cell]
        place = grown
    if held:
        yield _run(held, place)


def _run(held: Sequence[SourceCell], place: int | None) -> Run:
    return Run(held[0], tuple(held[1:]), _around(held[0].text, place or 0))


def _grown(above: str, below: str) -> int | None:
    """Which number of a text is one greater in the other, when that is all that differs."""
    if above == below or len(_WORDS.findall(above)) < _TELLING // 2:
        return None
    if _NUMBER.sub("#", above) != _NUMBER.sub("#", below):
        return None
    pairs = list(zip(_NUMBER.findall(above), _NUMBER.findall(below), strict=True))
    changed = [n for n, (one, other) in enumerate(pairs) if one != other]
    if len(changed) != 1:
        return None
    one, other = pairs[changed[0]]
    return changed[0] if int(other) == int(one) + 1 else None


def _around(text: str, place: int) -> str:
    """The number with what stands around it, in one line."""
    match = list(_NUMBER.finditer(text))[place]
    shown = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    return " ".join(shown.split())
