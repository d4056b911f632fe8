"""Lists of choices beside a table: what somebody typed so that Excel offers it in a drop-down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.imports.grid import Grid
from forms.model import Vocabulary
from forms.values import fold

#: Two words one below the other (是, 否) may be anything.
_FEWEST = 3
#: Longer than any choice with blanks between its signs.
_LONGEST = 60

#: Word for a choice, folded → what it is: vocabulary → key of the choice.
ChoiceWords = Mapping[str, Mapping[str, str]]


def choice_words(vocabularies: Iterable[Vocabulary]) -> ChoiceWords:
    """Every word for a choice of these vocabularies."""
    found: dict[str, dict[str, str]] = {}
    for vocabulary in vocabularies:
        for word, key in vocabulary.by_name.items():
            found.setdefault(word, {})[vocabulary.id] = key
    return found


def choice_lists(grid: Grid, words: ChoiceWords) -> frozenset[int]:
    """Columns that hold nothing but choices of one vocabulary, one below the other, each once.

    A column of data has a heading, which is no choice itself (so that most columns are passed by
    after their first cell) or reaches over it, and says most choices repeatedly.
    """
    if grid.outline:
        return frozenset()
    meant: dict[int, dict[int, Mapping[str, str]]] = {}
    others: set[int] = set()
    for (row, column), text in grid.cells.items():
        if column in others:
            continue
        choices = words.get(fold(text)) if len(text) <= _LONGEST else None
        if choices is None:
            others.add(column)
        else:
            meant.setdefault(column, {})[row] = choices
    return frozenset(
        column for column, said in meant.items()
        if column not in others and _is_list(list(said.values()))
        and not _is_under_heading(grid, column, min(said), max(said))
    )  # fmt: skip


def _is_list(said: list[Mapping[str, str]]) -> bool:
    """Whether these are several choices of one vocabulary, none of them twice."""
    return len(said) >= _FEWEST and any(
        len({choices.get(name) for choices in said} - {None}) == len(said) for name in said[0]
    )


def _is_under_heading(grid: Grid, column: int, first: int, last: int) -> bool:
    """Whether a column without a heading of its own goes on with that at its left (层级及权限).

    It begins right below a row of headings, one of which reaches over it, or it stands beside
    every item down to the end of the table.
    """
    above = grid.rows.get(first - 1, ())
    if len(above) < _FEWEST - 1:
        return False
    return grid.shown(first - 1, column) is not None or last == max(grid.rows)
