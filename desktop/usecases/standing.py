"""How each record stands after its last check: kept with the library, so that lists can show it.

Not only the home page and the lists ask: `totals` and `by_office` answer for any part of the library
without checking anything anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import __version__

if TYPE_CHECKING:
    from desktop.store import ListQuery, Standing
    from desktop.usecases.first_look import FirstLook
    from desktop.usecases.workspace import Workspace
    from forms.problem import Problem
    from forms.record import Record

#: Records between two writes while many are checked.
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records have a problem of each weight (one record may be in several), how many
    have none but hints, and how many were never checked as they are now.
    """

    blocking: int = 0
    unexplained: int = 0
    warnings: int = 0
    hints: int = 0
    clean: int = 0
    unchecked: int = 0


def judge(workspace: Workspace | FirstLook) -> str:
    """By what is judged now: another profile or program may find other problems."""
    return f"{workspace.profile_id} {__version__}"


def standing_of(
    record: Record, problems: Sequence[Problem], judged_by: str, content_hash: str = "",
    score: float | None = None,
) -> Standing:  # fmt: skip
    """What a check found in a record, counted. A J problem with a reason does not count.

    ``content_hash`` spares working it out where it is known.
    """
    # Read late: the window is on screen before the store, which takes longest, is imported.
    from desktop.store import Standing
    from forms.problem import Severity

    counts = Counter([problem.severity for problem in problems if not problem.waiver])
    return Standing(
        record.uuid, content_hash or record.content_hash(), judged_by, counts[Severity.BLOCK],
        counts[Severity.JUSTIFY], counts[Severity.WARN], counts[Severity.HINT], score,
    )  # fmt: skip


class Keeper:
    """Remembers the standings of records as a check comes to them, some hundreds at a time.

    ``hashes`` are the content hashes of the records by uuid, read before the records were: what
    changes in between gets no standing.
    """

    def __init__(self, workspace: Workspace, hashes: Mapping[str, str] | None = None) -> None:
        self._workspace = workspace
        self._judge = judge(workspace)
        self._hashes = hashes or {}
        # Read late: lists, which need none of this, are on screen first.
        from forms.conditions import Needs

        self._needs = Needs(workspace.catalogue.profiles[workspace.profile_id])
        self._waiting: list[Standing] = []

    def seen(self, record: Record, problems: Sequence[Problem]) -> None:
        """A record was checked by all rules."""
        known = self._hashes.get(record.uuid, "")
        score = self._score(record, problems)
        self._waiting.append(standing_of(record, problems, self._judge, known, score))
        if len(self._waiting) >= _SLICE:
            self.flush()

    def _score(self, record: Record, problems: Sequence[Problem]) -> float | None:
        from desktop.usecases import quality

        form = self._workspace.catalogue.form(record.kind)
        given = quality.is_scored(form, record)
        return quality.score(form, record, problems, self._needs).total if given else None

    def flush(self) -> None:
        """Write what is waiting; nothing in a library that is only read."""
        if self._waiting and not self._workspace.library.read_only:
            self._workspace.library.keep_standings(self._waiting)
        self._waiting.clear()


def remember(workspace: Workspace, record: Record, problems: Sequence[Problem]) -> None:
    """Keep the standing of one record that was just checked by all rules.

    Nothing happens when the library holds other content of it by now.
    """
    keeper = Keeper(workspace)
    keeper.seen(record, problems)
    keeper.flush()


def totals(workspace: Workspace, kinds: Sequence[str] = ()) -> Totals:
    """The standing of the whole library, or of some kinds."""
    return Totals(**workspace.library.standing_facet(_query(workspace, kinds)))


def by_kind(workspace: Workspace) -> Mapping[str, Totals]:
    """Kind → standing of its records."""
    return _by(workspace, "kinds", ())


def by_office(workspace: Workspace, kinds: Sequence[str] = ()) -> Mapping[str, Totals]:
    """Office in charge (处室) → standing of its records; "" for records that name none."""
    return _by(workspace, "offices", kinds)


def _by(workspace: Workspace, part: str, kinds: Sequence[str]) -> Mapping[str, Totals]:
    found = workspace.library.standings_by(part, _query(workspace, kinds))
    return {value: Totals(**counts) for value, counts in found.items()}


def _query(workspace: Workspace, kinds: Sequence[str]) -> ListQuery:
    from desktop.store import ListQuery

    return ListQuery(kinds=tuple(kinds), judged_by=judge(workspace))
