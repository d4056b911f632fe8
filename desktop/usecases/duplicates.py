"""Items of an agency that may be one and the same: names nearly alike, duties word for word."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from desktop.usecases.check_view import is_large, whole_view
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.model import Form, Need
from forms.record import ENVELOPE, Record
from forms.rules.context import is_active, text_of
from forms.values import fold

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: From this likeness on two names are shown beside one another.
ALIKE = 0.85
#: Duties that so many records share are a template (rule Z04), not a duplicate.
TEMPLATE = 20

#: What every name of a penalty or a licence has says nothing about which one it is.
_FRAME = re.compile(r"^对|(?:的?行为)?的?(?:行政)?(?:处罚|许可|检查|强制|确认|奖励)$")
#: 一级 and 二级, 甲类 and 乙类 are different things however alike their names.
_RANKS = re.compile(r"[0-9一二三四五六七八九十百千零甲乙丙丁初中高]+")
_SUB_NAMES = ("sub_item_name", "biz_item_name", "sub_name")


#: Setting of the library under which pairs are kept that somebody judged to be no duplicates.
_APART = "not_duplicates"


class Ground(StrEnum):
    """Why two records are shown beside one another."""

    NAME = "name"
    DUTIES = "duties"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one kind and agency, and how alike they are: above 0, 1 is the same."""

    one: Record
    other: Record
    likeness: float
    ground: Ground

    @property
    def key(self) -> str:
        """Names the pair, whichever of the two comes first."""
        return " ".join(sorted((self.one.uuid, self.other.uuid)))


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of two records side by side, as people read it."""

    field: str
    label: str
    one: str
    other: str
    worded: bool = False  # both are words of ours

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return fold(self.one) == fold(self.other)


def compare(form: Form, pair: Pair) -> tuple[Compared, ...]:
    """Every field that one of them fills in, in the order of the form."""
    found = []
    for item in form.fields.values():
        if item.id in ENVELOPE or item.type == "ref" or item.need is Need.AUTOMATIC:
            continue
        one, other = (field_types.show(r.get(item.id), item) for r in (pair.one, pair.other))
        if one or other:
            found.append(Compared(item.id, item.label, one, other, item.worded))
    return tuple(found)


def told_apart(workspace: Workspace) -> frozenset[str]:
    """The keys of the pairs that somebody judged to be two different things."""
    kept = workspace.library.setting(_APART, {})
    return frozenset(kept) if isinstance(kept, dict) else frozenset()


def tell_apart(workspace: Workspace, pairs: Sequence[Pair], *, apart: bool = True) -> None:
    """Remember that these are two different things, who judged so and when; or forget it."""
    kept = dict(workspace.library.setting(_APART, {}))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for pair in pairs:
        kept.pop(pair.key, None)
        if apart:
            kept[pair.key] = {"by": who(workspace), "at": at}
    workspace.library.set_setting(_APART, kept or None)


@dataclass(frozen=True, slots=True)
class _Named:
    record: Record
    title: str
    sub: str
    grams: frozenset[str]


def duplicates_in(
    workspace: Workspace, kind: str = "", least: float = ALIKE, progress: Progress = NO_PROGRESS
) -> tuple[Pair, ...]:
    """The pairs of a library or of one kind, the most alike first."""
    found: list[Pair] = []
    forms = workspace.forms(kind)
    # Of a large library only what is compared is held; of the pairs, in the end, everything.
    view = whole_view(workspace, progress) if is_large(workspace) else None
    for done, form in enumerate(forms, start=1):
        if not form.read_only:
            source = view.records(form.kind) if view else workspace.library.records(form.kind)
            found += duplicates(form, source, least)
        progress.step(done, len(forms), "查找重复事项")
    return _ordered(_whole(workspace, found) if view else found)


def _whole(workspace: Workspace, pairs: Sequence[Pair]) -> Iterator[Pair]:
    uuids = list(dict.fromkeys(item.uuid for pair in pairs for item in (pair.one, pair.other)))
    held = {record.uuid: record for record in workspace.library.many(uuids)}
    for pair in pairs:
        if pair.one.uuid in held and pair.other.uuid in held:
            yield replace(pair, one=held[pair.one.uuid], other=held[pair.other.uuid])


def duplicates(form: Form, records: Iterable[Record], least: float = ALIKE) -> tuple[Pair, ...]:
    """The pairs among records of one form that are in use, the most alike first.

    ``least`` is the likeness above 0 up to 1 from which on names count. A pair that is alike in
    name and in duties is told once, for its name.
    """
    groups: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if is_active(record):
            groups[_place(form, record)].append(record)
    found: list[Pair] = []
    for group in groups.values():
        named = list(_alike_in_name(form, group, least))
        known = {(pair.one.uuid, pair.other.uuid) for pair in named}
        found += named
        found += [pair for pair in _alike_in_duties(form, group)
                  if (pair.one.uuid, pair.other.uuid) not in known]  # fmt: skip
    return _ordered(found)


def _ordered(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: -pair.likeness))


def _place(form: Form, record: Record) -> tuple[str, ...]:
    """Agency, type and heading: only records that share them can be one and the same."""
    names = ("org_uscc", "org_name", form.organization_field)
    agency = next((fold(name) for field in names if (name := text_of(record.get(field)))), "")
    others = (field for field in form.unique_by if field not in (form.title_field, *_SUB_NAMES))
    return (agency, *(fold(text_of(record.get(field))) for field in others))


def _alike_in_name(form: Form, records: Sequence[Record], least: float) -> Iterator[Pair]:
    if form.fields[form.title_field].type != "text":  # numbers are alike by nature
        return
    named = [item for record in records if (item := _named(form, record)).title]
    for one, other in _candidates(named, least):
        likeness = _likeness(one, other)
        if likeness >= least:
            yield Pair(one.record, other.record, likeness, Ground.NAME)


def _named(form: Form, record: Record) -> _Named:
    title = fold(text_of(record.get(form.title_field)))
    sub = "|".join(fold(text_of(record.get(field))) for field in _SUB_NAMES if field in form.fields)
    return _Named(record, title, sub.strip("|"), _grams(_FRAME.sub("", title) or title))


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _likeness(one: _Named, other: _Named) -> float:
    """The share of common pairs of signs (Dice), of the sub-items' names where titles are equal.

    0 where only ranks and numbers differ, or one has a sub-item and the other has none.
    """
    if one.title == other.title:
        if one.sub == other.sub:
            return 1.0
        return _dice(_grams(one.sub), _grams(other.sub)) * _same_rank(one.sub, other.sub)
    if bool(one.sub) != bool(other.sub):
        return 0.0
    return _dice(one.grams, other.grams) * _same_rank(one.title, other.title)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _same_rank(one: str, other: str) -> int:
    return int(_RANKS.sub("", one) != _RANKS.sub("", other))


def _candidates(named: Sequence[_Named], least: float) -> Iterator[tuple[_Named, _Named]]:
    """Pairs that can reach ``least``, in the order of the records.

    Two sets so alike share one of their rarest members (prefix filter): with n members and
    likeness t they have at least n·t/(2−t) in common, so one is among the n − that + 1 rarest.
    """
    share = least / (2 - least)
    frequency = Counter(gram for item in named for gram in item.grams)
    holders: Mapping[str, list[int]] = defaultdict(list)
    for place, item in enumerate(named):
        rarest = sorted(item.grams, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(rarest) - math.ceil(len(rarest) * share) + 1]
        for before in sorted({other for gram in prefix for other in holders[gram]}):
            yield named[before], item
        for gram in prefix:
            holders[gram].append(place)


def _alike_in_duties(form: Form, records: Sequence[Record]) -> Iterator[Pair]:
    if "duties" not in form.fields:
        return
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        text = fold("\n".join(text_of(row.get("content")) for row in record.rows("duties")))
        if text:
            groups[text].append(record)
    for group in groups.values():
        if len(group) < TEMPLATE:
            for one, other in combinations(group, 2):
                yield Pair(one, other, 1.0, Ground.DUTIES)
