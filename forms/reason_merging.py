"""Merging the written reasons (理由说明) that two people gave beside one record, place by place.

A place is a rule and a field. Of each side it is known what stands there now and what it has seen
there before, so that a reason that was taken back does not come again from somebody who still has
it, and one that nobody took back does not go because somebody never saw it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Place = tuple[str, str]
#: Rule, field, reason.
Given = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Reasons:
    """What stands on a side now, and all that ever stood there as far as that is known."""

    now: Mapping[Place, str]
    seen: AbstractSet[Given] = frozenset()

    def has_seen(self, place: Place, reason: str | None) -> bool:
        """Whether this reason stood there before."""
        return reason is not None and (*place, reason) in self.seen

    def knows(self, place: Place) -> bool:
        """Whether any reason stood there before."""
        return any((rule, field) == place for rule, field, _ in self.seen)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place where both sides changed something; None: no reason stands there."""

    place: Place
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class MergedReasons:
    """What changes on my side: place → reason, "" where it goes; and what a person decides."""

    changes: Mapping[Place, str]
    asked: tuple[Asked, ...] = ()


def merge_reasons(mine: Reasons, theirs: Reasons) -> MergedReasons:
    """What either side added stands; what one took back and the other left goes; what one took back
    or changed and the other changed, too, is asked. Who merges does not matter.
    """
    changes: dict[Place, str] = {}
    asked: list[Asked] = []
    for place in sorted({*mine.now, *theirs.now}):
        ours, other = mine.now.get(place), theirs.now.get(place)
        if ours == other:
            continue
        ours_is_later, theirs_is_later = mine.has_seen(place, other), theirs.has_seen(place, ours)
        if ours is None and not ours_is_later:
            theirs_is_later = not mine.knows(place)
        elif other is None and not theirs_is_later:
            ours_is_later = not theirs.knows(place)
        if ours_is_later == theirs_is_later:
            asked.append(Asked(place, ours, other))
        elif theirs_is_later:
            changes[place] = other or ""
    return MergedReasons(changes, tuple(asked))
