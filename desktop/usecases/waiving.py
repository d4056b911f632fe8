"""One written reason (理由) for several problems that want one, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.usecases.changing import locked_because
from desktop.usecases.checking import check_these
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms.problem import Problem, Severity

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Waived:
    """What was given a reason; ``kept`` problems are of records that cannot be changed now.

    ``found`` is what the records have now, ``before`` the reasons that stood there.
    """

    reason: str
    problems: tuple[Problem, ...]
    kept: tuple[Problem, ...]
    found: tuple[Problem, ...]
    before: tuple[tuple[str, str, str, str], ...]

    @property
    def records(self) -> frozenset[str]:
        """The records concerned."""
        return frozenset(problem.record for problem in self.problems)


def waive(
    workspace: Workspace, problems: Sequence[Problem], reason: str,
    progress: Progress = NO_PROGRESS,
) -> Waived:  # fmt: skip
    """Write one reason beside all these problems, in one transaction, and check the records again.

    Raises `ValueError` when there is no reason or nothing that wants one.
    """
    wanting = [item for item in problems if item.severity is Severity.JUSTIFY]
    if not reason.strip():
        raise ValueError("请写明理由：依据和原因。")
    if not wanting:
        raise ValueError("所选的问题都不是“须说明”，不能用理由放行。")
    records = {r.uuid: r for r in workspace.library.many(list({p.record for p in wanting}))}
    catalogue = workspace.catalogue
    open_ones = {
        uuid for uuid, record in records.items()
        if not locked_because(record, catalogue.form(record.kind))
    }  # fmt: skip
    chosen = tuple(item for item in wanting if item.record in open_ones)
    before = _reasons(workspace, chosen)
    given = [(item.record, item.rule, item.field, reason) for item in chosen]
    workspace.library.waive_these(given, who(workspace))
    found = _checked(workspace, chosen, progress)
    kept = tuple(item for item in wanting if item.record not in open_ones)
    return Waived(reason.strip(), chosen, kept, found, before)


def undo(
    workspace: Workspace, waived: Waived, progress: Progress = NO_PROGRESS
) -> tuple[Problem, ...]:
    """Put back what stood there before; what the records have then."""
    workspace.library.waive_these(waived.before, who(workspace))
    return _checked(workspace, waived.problems, progress)


def _reasons(
    workspace: Workspace, problems: Sequence[Problem]
) -> tuple[tuple[str, str, str, str], ...]:
    held = {uuid: workspace.library.waivers(uuid) for uuid in {p.record for p in problems}}
    return tuple(
        (p.record, p.rule, p.field, held[p.record].get((p.rule, p.field), "")) for p in problems
    )


def _checked(
    workspace: Workspace, problems: Sequence[Problem], progress: Progress
) -> tuple[Problem, ...]:
    uuids = list(dict.fromkeys(problem.record for problem in problems))
    return tuple(check_these(workspace, uuids, progress).problems)
