"""One check of everything with the quality scores that come of it: by record, office and list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.usecases import quality
from desktop.usecases.checking import CheckOutcome, check_library
from desktop.usecases.quality import GroupScore, Score
from exports.progress import NO_PROGRESS, Progress
from forms.conditions import Needs
from forms.problem import Problem
from forms.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of a record: 0 to 100, whose it is, in which list."""

    uuid: str
    kind: str
    office: str
    organization: str
    total: float


@dataclass
class Scores:
    """Adds up what a check finds, record by record (``seen`` of `check_library`).

    ``hold``: the records are wanted afterwards.
    """

    workspace: Workspace
    places: Mapping[str, tuple[str, str]]
    hold: bool = False
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    scored: list[Scored] = field(default_factory=list)
    offices: quality.Tally = field(default_factory=quality.Tally)
    lists: quality.Tally = field(default_factory=quality.Tally)

    def seen(self, record: Record, problems: list[Problem]) -> None:
        """Count the score of a record; reference lists and what is cancelled have none."""
        if self.hold:
            self.records[record.kind].append(record)
        score = score_of(self.workspace, record, problems)
        if score is None:
            return
        organization, office = self.places.get(record.uuid, ("", ""))
        form = self.workspace.catalogue.form(record.kind)
        self.scored.append(Scored(record.uuid, record.kind, office, organization, score.total))
        self.offices.add(organization, office, record.kind, score)
        self.lists.add("", form.list_title, record.kind, score)

    def by_list(self) -> tuple[GroupScore, ...]:
        """The lists in their order."""
        order = {form.list_title: form.order for form in self.workspace.catalogue.ordered()}
        return tuple(sorted(self.lists.groups(), key=lambda group: order.get(group.office, 0)))


def score_of(workspace: Workspace, record: Record, problems: Sequence[Problem]) -> Score | None:
    """The score of a record with these problems; None where none is given."""
    form = workspace.catalogue.form(record.kind)
    if not quality.is_scored(form, record):
        return None
    profile = workspace.catalogue.profiles[workspace.profile_id]
    return quality.score(form, record, problems, Needs(profile))


@dataclass(frozen=True)
class Scoring:
    """What a check of everything found, and the scores.

    ``offices`` are groups by office (by agency, where there are several), ``lists`` by list;
    ``scored`` the records, the lowest first.
    """

    outcome: CheckOutcome
    offices: tuple[GroupScore, ...]
    lists: tuple[GroupScore, ...]
    scored: tuple[Scored, ...]


def check_and_score(workspace: Workspace, progress: Progress = NO_PROGRESS) -> Scoring:
    """Check every record by all rules and score it."""
    scores = Scores(workspace, workspace.library.offices())
    outcome = check_library(workspace, progress=progress, seen=scores.seen)
    lowest = tuple(sorted(scores.scored, key=lambda item: item.total))
    return Scoring(outcome, scores.offices.groups(), scores.by_list(), lowest)
