"""Lists of choices beside a table: what somebody typed so that Excel offers it in a drop-down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.imports.grid import Grid
from forms.model import Vocabulary
from forms.values import fold

#: Two words one below the other (是, 否) may be anything.
_FEWEST = 3


def choice_words(vocabularies: Iterable[Vocabulary]) -> tuple[Mapping[str, str], ...]:
    """For each vocabulary: every word for a choice, folded → the choice's key."""
    return tuple(
        {fold(word): choice.key for choice in v.choices for word in (choice.label, *choice.aliases)}
        for v in vocabularies
    )


def choice_lists(grid: Grid, words: Sequence[Mapping[str, str]]) -> frozenset[int]:
    """Columns that hold nothing but choices of one vocabulary, one below the other, each once.

    A column of data has a heading, which is no choice itself, and says most choices repeatedly.
    """
    if grid.outline:
        return frozenset()
    texts: dict[int, list[str]] = {}
    for (_, column), text in grid.cells.items():
        texts.setdefault(column, []).append(text)
    return frozenset(
        column for column, said in texts.items()
        if len(said) >= _FEWEST and any(_lists(said, known) for known in words)
    )  # fmt: skip


def _lists(said: Sequence[str], known: Mapping[str, str]) -> bool:
    if len(said) > len(known) or fold(said[0]) not in known:
        return False
    keys = [known.get(fold(text)) for text in said]
    return None not in keys and len({*keys}) == len(keys)
