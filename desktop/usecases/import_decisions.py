"""What is done with each record of an import that the library may have: as chosen, or as for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from desktop.usecases.import_existing import Candidate
from desktop.usecases.import_matching import Existing, matched
from desktop.usecases.import_updates import Merge, Offers, finished
from forms.model import Form
from forms.record import Record

#: What happens to a planned record that the library has already: it is changed, made once more, or
#: left as it is.
Way = Literal["update", "create", "skip"]
Handling = Way  # for all of which nothing else is said


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody said of one planned record.

    ``way`` is "" where only fields were left out (``without``), ``ask`` where the answer given in an
    earlier import does not hold any more; ``target`` is the record of the library that it is.
    ``before``: it was said in an earlier import.
    """

    way: Literal["update", "create", "skip", "ask", ""] = ""
    target: str = ""
    without: frozenset[str] = frozenset()
    before: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a planned record; ``merge`` is what its record in the library becomes.

    ``waits``: it goes the way of a record of which nobody has said yet what shall become.
    """

    way: Literal["new", "update", "create", "skip", "ask"]
    existing: Existing | None = None
    merge: Merge | None = None
    waits: bool = False

    @property
    def target(self) -> str:
        """The record of the library that it is; "" for a new one and as long as nobody knows."""
        return self.existing.uuid if self.existing is not None else ""


@dataclass(frozen=True)
class Question:
    """All that the decisions rest on."""

    candidates: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    handling: Handling = "update"


NOBODY = Choice()
_NOTHING: Mapping[str, str] = MappingProxyType({})


def settle(question: Question, records: Sequence[Record]) -> Mapping[str, Settled]:
    """Planned uuid → what becomes of it, of every record."""
    chosen = {uuid: choice.target for uuid, choice in question.choices.items() if choice.target}
    there = {record.uuid for record in records}
    owned = {uuid for uuid in there if question.owners.get(uuid) in there
             and not _known_alone(question, uuid)}  # fmt: skip
    own = [r.uuid for r in records if r.uuid not in owned]
    known = matched(own, question.candidates, question.offers, chosen)
    ways = {uuid: _way(question, uuid, known.get(uuid)) for uuid in own}
    ways |= _followers(question, [r.uuid for r in records if r.uuid in owned], ways, chosen)
    same = _same(ways)
    return {
        record.uuid: _with_merge(question, record, ways[record.uuid], same) for record in records
    }


def _known_alone(question: Question, uuid: str) -> bool:
    """Whether a record named after another one was recognised by itself."""
    return any(fit.by != "with" for fit in question.candidates.get(uuid, ()))


def _way(question: Question, uuid: str, existing: Existing | None) -> Settled:
    choice = question.choices.get(uuid, NOBODY)
    if existing is None:
        return Settled("skip" if choice.way == "skip" else "new")
    way = choice.way or question.handling
    if existing.by == "uuid" and (way == "create" or not choice.way):
        way = "update"  # the same identity cannot be made once more
    elif existing.by == "before" and way == "create" and not choice.way:
        way = (
            "update"  # made anew by an import before: not again unless somebody says so of this one
        )
    if way == "ask" or (way == "update" and not existing.uuid):
        return Settled("ask", existing)
    return Settled(way, existing)


def _followers(
    question: Question, uuids: Iterable[str], ways: Mapping[str, Settled],
    chosen: Mapping[str, str],
) -> dict[str, Settled]:  # fmt: skip
    """Those named after another record go its way: its own are theirs, made anew with it."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for uuid in uuids:
        groups[question.owners[uuid]].append(uuid)
    found: dict[str, Settled] = {}
    for owner, group in groups.items():
        lead = ways[owner]
        fits = {
            uuid: [fit for fit in question.candidates.get(uuid, ()) if fit.owner == lead.target]
            for uuid in group
        } if lead.target else {}  # fmt: skip
        known = matched(group, fits, question.offers, chosen)
        for uuid in group:
            found[uuid] = _follows(question, uuid, lead, known.get(uuid))
    return found


def _follows(
    question: Question, uuid: str, lead: Settled, existing: Existing | None
) -> Settled:  # fmt: skip
    choice = question.choices.get(uuid, NOBODY)
    if choice.way == "skip" or (lead.way == "skip" and choice.way in ("", "ask")):
        return Settled("skip", existing)
    if lead.way == "ask":
        return Settled("ask", None, waits=True)
    if lead.way in ("new", "create") or existing is None:
        return Settled("new")
    if choice.way == "create":
        return Settled("create", existing)
    if not existing.uuid or choice.way == "ask":
        return Settled("ask", existing)
    return Settled("update", existing)


def _same(ways: Mapping[str, Settled]) -> Mapping[str, str]:
    """Planned uuid → the record that stands for it; "" where nothing does."""
    gone = {u: s.target for u, s in ways.items() if s.way in ("update", "skip")}
    return gone | {u: "" for u, s in ways.items() if s.way == "ask"}


def _with_merge(
    question: Question, record: Record, found: Settled, same: Mapping[str, str]
) -> Settled:  # fmt: skip
    offer = question.offers.get((record.uuid, found.target)) if found.target else None
    if found.way != "update" or offer is None:
        return found
    without = question.choices.get(record.uuid, NOBODY).without
    form = question.forms[record.kind]
    return replace(found, merge=finished(offer, record, form, same, without))


def same_of(settled: Mapping[str, Settled]) -> Mapping[str, str]:
    """Planned uuid → uuid of the record that stands for it; "" where nothing does."""
    return _same(settled)


def choose(
    question: Question, settled: Mapping[str, Settled], uuids: Collection[str], way: Way,
    target: str = "",
) -> dict[str, Choice]:  # fmt: skip
    """The choices with another one for some records; ``target``: which of the candidates it is.

    Whoever had that one before is asked again. Those that may be several stay open when they shall
    be changed and nobody says which they are.
    """
    made = dict(question.choices)
    used = {s.target for u, s in settled.items() if s.target and u not in uuids}
    for uuid in uuids:
        if uuid not in settled:
            raise KeyError(uuid)
        existing = settled[uuid].existing
        without = made.get(uuid, NOBODY).without
        mine = target or (_only(existing, used) if way == "update" else "")
        made[uuid] = Choice(way, mine, without if way == "update" else frozenset())
        used.add(mine)
        if target:
            made = {
                u: replace(c, way="ask", target="") if u != uuid and c.target == target else c
                for u, c in made.items()
            }  # fmt: skip
    return made


def _only(existing: Existing | None, used: Collection[str]) -> str:
    """The candidate that one is when it shall be changed; "" when that is known or not certain."""
    if existing is None or existing.uuid:
        return ""
    free = [c.uuid for c in existing.candidates if c.uuid not in used]
    return free[0] if len(existing.candidates) == 1 and free else ""


def leave_fields(
    question: Question, uuid: str, without: Collection[str]
) -> dict[str, Choice]:  # fmt: skip
    """The choices with some fields of a record left as the library has them."""
    choice = question.choices.get(uuid, NOBODY)
    return {**question.choices, uuid: replace(choice, without=frozenset(without), before=False)}
