"""Which row of a sub-table became which: by its key, then by the first part of the key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from forms import field_types
from forms.model import Field, Value
from forms.record import canonical_json
from forms.values import fold

Row = Mapping[str, Value]
Pair = tuple[Row | None, Row | None]


def match_rows(old: Sequence[Row], new: Sequence[Row], field: Field) -> list[Pair]:
    """Pairs of (old, new) in the order of the new rows; rows that are gone follow at the end.

    Equal rows find each other first, then rows of the same `Table.key`, then rows that agree in
    the first column of the key (the article of a citation was corrected). Tables without a key
    pair what is left by place.
    """
    assert field.table is not None
    keys = field.table.key
    passes: list[Callable[[Row], Hashable]] = [lambda row: canonical_json(dict(row))]
    passes += [
        lambda row, names=names: key_words(row, names, field)  # type: ignore[misc]
        for names in dict.fromkeys((keys, keys[:1]))
        if names
    ]
    found: dict[int, int] = {}
    for key in passes:
        _pair(old, new, key, found)
    if not keys:
        _pair_by_place(old, new, found)
    taken = set(found.values())
    pairs: list[Pair] = [
        (old[found[place]] if place in found else None, row) for place, row in enumerate(new)
    ]
    return pairs + [(row, None) for place, row in enumerate(old) if place not in taken]


def key_words(row: Row, names: Sequence[str], field: Field) -> Hashable:
    """The words of these columns, folded; None (never equal to anything) when they are all blank."""
    assert field.table is not None
    columns = field.table.by_id
    words = tuple(fold(field_types.show(row.get(name), columns[name])) for name in names)
    return words if any(words) else None


def _pair(
    old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], Hashable], found: dict[int, int]
) -> None:
    taken = set(found.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, row in enumerate(old):
        if place not in taken:
            waiting[key(row)].append(place)
    for place, row in enumerate(new):
        name = key(row)
        if place not in found and name is not None and waiting.get(name):
            found[place] = waiting[name].pop(0)


def _pair_by_place(old: Sequence[Row], new: Sequence[Row], found: dict[int, int]) -> None:
    taken = set(found.values())
    rest = [place for place in range(len(old)) if place not in taken]
    free = [place for place in range(len(new)) if place not in found]
    found.update(zip(free, rest, strict=False))
