"""The order of things that two people moved and added to, the same whoever puts them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Orders:
    """Names in the order of the base and of both sides."""

    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]


def in_order(
    orders: Orders, ranks: Mapping[str, str], like_theirs: bool | None = None
) -> list[str] | None:
    """The names that have a rank: those of the base as the side that moved them has them, each
    side's additions behind what they stood behind. Additions at the same place go by rank.

    None when both sides moved things differently and ``like_theirs`` does not say whose order is
    to hold.
    """
    kept = set(orders.base) & set(orders.mine) & set(orders.theirs) & ranks.keys()
    base, mine, theirs = (
        [name for name in side if name in kept]
        for side in (orders.base, orders.mine, orders.theirs)
    )
    if mine == theirs or theirs == base:
        frame = mine
    elif mine == base:
        frame = theirs
    elif like_theirs is None:
        return None
    else:
        frame = theirs if like_theirs else mine
    places = {name: place for place, name in enumerate(frame)}
    runs = [_runs(side, places, ranks) for side in (orders.mine, orders.theirs)]
    _settle_twins(*runs)
    found: list[str] = []
    for place in range(-1, len(frame)):
        found += frame[place : place + 1] if place >= 0 else []
        both = sorted(
            (run.get(place, []) for run in runs), key=lambda names: [ranks[name] for name in names]
        )
        found += dict.fromkeys(name for names in both for name in names)
    return found


def _runs(
    side: Sequence[str], places: Mapping[str, int], ranks: Mapping[str, str]
) -> dict[int, list[str]]:
    """What a side has beside the frame, by the place behind which it stands."""
    runs: dict[int, list[str]] = {}
    place = -1
    for name in side:
        if name in places:
            place = places[name]
        elif name in ranks:
            runs.setdefault(place, []).append(name)
    return runs


def _settle_twins(mine: dict[int, list[str]], theirs: dict[int, list[str]]) -> None:
    """What both added stands once: where it comes first."""
    spots = [{name: place for place, names in run.items() for name in names}
             for run in (mine, theirs)]  # fmt: skip
    for name in spots[0].keys() & spots[1].keys():
        ours, other = spots[0][name], spots[1][name]
        if ours < other:
            theirs[other].remove(name)
        elif other < ours:
            mine[ours].remove(name)
