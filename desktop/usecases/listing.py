"""Long lists: find, sort, narrow, count; and what a line of them shows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from desktop.usecases import standing
from desktop.usecases.standing import Totals

if TYPE_CHECKING:
    from desktop.store import ListLine, ListQuery
    from desktop.usecases.first_look import FirstLook
    from desktop.usecases.listed import Listed
    from desktop.usecases.workspace import Workspace
    from forms.model import Vocabulary

Group = Literal["blocking", "unexplained", "warnings", "hints", "clean", "unchecked"]
Sort = Literal[
    "position", "title", "code", "kind", "state", "type_key", "organization", "office",
    "created_at", "updated_at", "problems", "score", "version", "data_source", "updated_by",
    "portal",
]  # fmt: skip


_HIGHEST = 100  # points


class ScoresUnclear(ValueError):
    """Somebody asked for scores in words that name no range."""

    def __init__(self, scores: str) -> None:
        super().__init__(
            f"看不懂质量分“{scores}”。请写成“低-高”，例如 0-60（低于 60 分）、95-100；"
            "没有评分的写 none。"
        )


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: an empty part does not restrict, several values of one mean "or".

    ``text`` finds from one character on, codes and pinyin initials too; "" among ``types`` and
    ``offices`` stands for records that name none; ``scores`` are ranges of the quality score ("60-80"
    is below 80, "95-100" has the 100), or "none"; ``sort`` "position" is the order of the source.
    """

    kinds: tuple[str, ...] = ()
    text: str = ""
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    standings: tuple[Group, ...] = ()
    scores: tuple[str, ...] = ()
    portal: tuple[str, ...] = ()
    sort: Sort = "position"
    descending: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out but other kinds."""
        return bool(self.text.strip() or self.filtered)

    @property
    def filtered(self) -> bool:
        """Whether it restricts by more than its text."""
        parts = (self.states, self.types, self.offices, self.standings, self.scores)
        return any((*parts, self.portal, self.organizations, self.uuids))


@dataclass(frozen=True, slots=True)
class Problems:
    """How many problems of each weight a record has; J problems with a reason do not count."""

    blocking: int
    unexplained: int
    warnings: int
    hints: int


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a list shows it; times are ISO in UTC, ``problems`` None: not checked; ``score``
    None: none was given; ``portal`` is how it stands with the portal, "" for what is not final.
    """

    number: int
    uuid: str
    kind: str
    kind_label: str
    title: str
    code: str
    type_label: str
    state: str
    state_label: str
    organization: str
    office: str
    version: int
    source_label: str
    updated_by: str
    created_at: str
    updated_at: str
    problems: Problems | None
    score: float | None = None
    portal: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a list can be narrowed to, in words, and how many records it would show."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a list can be narrowed to. Each counts with the other restrictions in force."""

    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    types: tuple[Option, ...]
    offices: tuple[Option, ...]
    standings: Totals
    scores: Mapping[str, int]
    portal: Mapping[str, int]


def find(workspace: Workspace, query: Query) -> array[int]:
    """The records of a list by number (see `lines`, `uuids`); fast for any length."""
    return workspace.library.numbers(_stored(workspace, query))


def lines(workspace: Workspace | FirstLook, numbers: Sequence[int]) -> list[Line]:
    """What the list shows of these, in their order; gone ones are left out."""
    found = workspace.library.lines(numbers, standing.judge(workspace))
    return [_line(workspace.listed, item) for item in found]


def uuids(workspace: Workspace, numbers: Sequence[int]) -> list[str]:
    """Their identifiers, in their order."""
    return workspace.library.uuids(numbers)


def number_of(workspace: Workspace, uuid: str) -> int:
    """The number of a record; 0 when there is none."""
    return workspace.library.number(uuid)


def facets(workspace: Workspace, query: Query) -> Facets:
    """Every value that a list can be narrowed to, with counts."""
    stored = _stored(workspace, query)
    library, catalogue = workspace.library, workspace.catalogue
    kinds = library.facet("kinds", stored)
    kind_labels = {form.kind: form.list_title for form in catalogue.ordered()}
    types = library.facet("types", stored)
    type_labels = _type_labels(workspace, query.kinds or tuple(kinds))
    offices = library.facet("offices", stored)
    return Facets(
        kinds=_options(kinds, kind_labels),
        states=_options(library.facet("states", stored), _labels(catalogue.vocabularies["CL30"])),
        types=_options(types, type_labels),
        offices=_most_first(offices),
        standings=Totals(**library.standing_facet(stored)),
        scores=library.score_facet(stored),
        portal=library.portal_facet(stored),
    )


def unchecked(workspace: Workspace, query: Query) -> list[str]:
    """The records of a list that were never checked as they are now, by identifier."""
    open_query = replace(query, standings=("unchecked",))
    return uuids(workspace, find(workspace, open_query))


def with_score(workspace: Workspace, scores: str) -> set[str]:
    """The records whose last score lies in a range ("60-80"), or that have none ("none").

    Raises:
        ScoresUnclear: the words name no range.
    """
    low, _, high = scores.partition("-")
    bounded = low.isdecimal() and high.isdecimal() and int(low) < int(high) <= _HIGHEST
    if scores != "none" and not bounded:
        raise ScoresUnclear(scores)
    return set(uuids(workspace, find(workspace, Query(scores=(scores,)))))


def _stored(workspace: Workspace, query: Query) -> ListQuery:
    # Read late: the window is on screen before the store, which takes longest, is imported.
    from desktop.store import ListQuery

    return ListQuery(**asdict(query), judged_by=standing.judge(workspace))


def _line(listed: Listed, item: ListLine) -> Line:
    summary, found = item.summary, item.standing
    form = listed.form(summary.kind)
    problems = None
    if found is not None:
        problems = Problems(found.blocking, found.unexplained, found.warnings, found.hints)
    return Line(
        number=item.number,
        uuid=summary.uuid,
        kind=summary.kind,
        kind_label=form.title,
        title=summary.title or f"（未命名{form.title}）",
        code=summary.code,
        type_label=form.type_label(summary.type_key),
        state=summary.state,
        state_label=listed.states.get(summary.state, summary.state),
        organization=summary.organization,
        office=summary.office,
        version=summary.version,
        source_label=listed.sources.get(summary.data_source, summary.data_source),
        updated_by=summary.updated_by,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
        problems=problems,
        score=found.score if found is not None else None,
        portal=item.portal,
    )


def _labels(vocabulary: Vocabulary) -> Mapping[str, str]:
    return {choice.key: choice.label for choice in vocabulary.choices}


def _type_labels(workspace: Workspace, kinds: Sequence[str]) -> Mapping[str, str]:
    """The words of the types of these kinds, in the order of their code lists."""
    found: dict[str, str] = {}
    for kind in kinds:
        form = workspace.catalogue.form(kind)
        field = form.fields.get(form.type_field)
        if field is not None and field.vocabulary is not None:
            found.update(_labels(field.vocabulary))
    return found


def _options(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Option, ...]:
    """In the order of the labels; what has none is shown as it is, "" last."""
    named = [value for value in labels if counts.get(value)]
    others = sorted((value for value in counts if value not in labels), key=lambda v: (not v, v))
    return tuple(Option(value, labels.get(value, value), counts[value]) for value in named + others)


def _most_first(counts: Mapping[str, int]) -> tuple[Option, ...]:
    ordered = sorted(counts, key=lambda value: (not value, -counts[value], value))
    return tuple(Option(value, value, counts[value]) for value in ordered)
