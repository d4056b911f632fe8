"""What to do first (请先处理): from the check of the whole library, with reviews and returns.

The same check gives the quality score of each office (`desktop.usecases.quality`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from desktop.usecases import quality
from desktop.usecases.quality import GroupScore
from desktop.usecases.workbench import Census, Target
from exports.progress import NO_PROGRESS, Progress
from forms.conditions import Needs
from forms.problem import Problem
from forms.record import Record
from forms.rules import registry

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: B16: the cited text was repealed or amended; B18: the quotation differs from the article; V: the
#: same, looked up in the law library.
BASIS_RULES = ("B16", "B18", "V01", "V02", "V03", "V04", "V05")
#: G16: neither reviewed nor changed for more than 365 days.
STALE_RULES = ("G16",)
MOST_TASKS = 7
_RULE_TASKS = 4  # rows that blocking rules take, so that reviews and returns keep their place


@dataclass(frozen=True, slots=True)
class Tally:
    """How many problems, and in how many records."""

    problems: int
    records: int


@dataclass(frozen=True, slots=True)
class Task:
    """A thing to do: what sort of thing, how it weighs, where to do it.

    ``subject`` names the list (returned, review) or the rule (blocking, basis); ``title`` the
    record where it is only one.
    """

    sort: Literal["returned", "blocking", "review", "basis", "stale"]
    tone: Literal["block", "warn", "quiet"]
    target: Target
    subject: str = ""
    title: str = ""
    problems: int = 0
    records: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What the check of the whole library found; ``tasks`` has the weightiest first."""

    blocking: Tally
    basis: Tally
    stale: Tally
    tasks: tuple[Task, ...]
    more: int
    offices: tuple[GroupScore, ...] = ()


def find(workspace: Workspace, census: Census, progress: Progress = NO_PROGRESS) -> Findings:
    """Check the whole library and say what to do first; slow in a large one."""
    # Read late: the window is on screen before the store, which takes longest, is imported.
    from desktop.usecases.checking import check_library

    needs = Needs(workspace.catalogue.profiles[workspace.profile_id])
    offices, tally = workspace.library.offices(), quality.Tally()

    def seen(record: Record, problems: list[Problem]) -> None:
        form = workspace.catalogue.form(record.kind)
        if quality.is_scored(form, record):
            organization, office = offices.get(record.uuid, ("", ""))
            found = quality.score(form, record, problems, needs)
            tally.add(organization, office, form.kind, found)

    outcome = check_library(workspace, progress=progress, seen=seen)
    sorts = _Sorted(outcome.problems)
    named = [group.first.record for group in sorts.single()]
    titles = {item.uuid: item.title for item in workspace.library.summaries_of(named)}
    return replace(_findings(census, sorts, titles), offices=tally.groups())


@dataclass
class _Group:
    """Problems of one rule, counted."""

    first: Problem
    problems: int = 0
    records: set[str] = field(default_factory=set)


class _Sorted:
    """The problems of a library by sort and rule: counted as they come, none of them kept."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.blocking: dict[str, _Group] = {}
        self.basis: dict[str, _Group] = {}  # all of these rules
        self.warned: dict[str, _Group] = {}  # those of them that do not block
        self.stale: dict[str, _Group] = {}
        for problem in problems:
            if problem.blocks:
                _count(self.blocking, problem)
            if problem.rule in STALE_RULES:
                _count(self.stale, problem)
            if problem.rule in BASIS_RULES:
                _count(self.basis, problem)
                if not problem.blocks:
                    _count(self.warned, problem)

    def single(self) -> list[_Group]:
        """Groups of one problem, whose record is named."""
        groups = (*self.blocking.values(), *self.warned.values())
        return [group for group in groups if group.problems == 1]


def _count(groups: dict[str, _Group], problem: Problem) -> None:
    group = groups.setdefault(problem.rule, _Group(problem))
    group.problems += 1
    group.records.add(problem.record)


def findings(census: Census, problems: Iterable[Problem], titles: Mapping[str, str]) -> Findings:
    """Sort the problems of the whole library; ``titles`` names records by their uuid.

    Without problems it still tells what waits for review or came back.
    """
    return _findings(census, _Sorted(problems), titles)


def _findings(census: Census, sorts: _Sorted, titles: Mapping[str, str]) -> Findings:
    ranked = [
        *_returned(census), *_by_rule(sorts.blocking, titles, "blocking"), *_waiting(census),
        *_by_rule(sorts.warned, titles, "basis"),
        *_stale(sorts.stale),
    ]  # fmt: skip
    shown = _choose(ranked)
    more = len(ranked) - len(shown)
    blocking, basis, stale = map(_tally, (sorts.blocking, sorts.basis, sorts.stale))
    return Findings(blocking, basis, stale, shown, more)


def _choose(ranked: Sequence[Task]) -> tuple[Task, ...]:
    """As many as there is room for; where rules would crowd out the rest, only the first few."""
    rules = [number for number, task in enumerate(ranked) if task.sort == "blocking"]
    room = max(_RULE_TASKS, MOST_TASKS - (len(ranked) - len(rules)))
    crowded = set(rules[room:])
    kept = [task for number, task in enumerate(ranked) if number not in crowded]
    return tuple(kept[:MOST_TASKS])


def _tally(groups: Mapping[str, _Group]) -> Tally:
    records = set().union(*(group.records for group in groups.values()))
    return Tally(sum(group.problems for group in groups.values()), len(records))


def _returned(census: Census) -> Iterable[Task]:
    for kind, number in census.returned:
        target = Target(kind.title, kind.kind, ("returned",))
        yield Task("returned", "block", target, kind.title, records=number)


def _waiting(census: Census) -> Iterable[Task]:
    for kind in census.kinds:
        number = kind.groups["review"]
        if number:
            yield Task("review", "quiet", kind.target("review"), kind.title, records=number)


def _stale(groups: Mapping[str, _Group]) -> Iterable[Task]:
    for rule in groups:
        target = Target(registry.texts()[rule].title, rules=STALE_RULES)
        yield Task("stale", "quiet", target, records=_tally(groups).records)
        return


def _by_rule(
    groups: Mapping[str, _Group], titles: Mapping[str, str], sort: Literal["blocking", "basis"]
) -> Iterable[Task]:
    """One task per rule, the most frequent first; a single problem leads to its field."""
    tone: Literal["block", "warn"] = "block" if sort == "blocking" else "warn"
    for rule, group in sorted(groups.items(), key=lambda item: -item[1].problems):
        first, subject = group.first, registry.texts()[rule].title
        title = titles.get(first.record, "") if group.problems == 1 else ""
        target = Target(subject, rules=(rule,))
        if group.problems == 1:
            target = Target(title, first.kind, uuid=first.record, field=first.field)
        yield Task(sort, tone, target, subject, title, group.problems, len(group.records))
