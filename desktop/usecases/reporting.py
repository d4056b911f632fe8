"""The error report (检查报告): what a check found, as a workbook that people pass on.

Sheets 概览 (scores with their reasons, problems by rule), 问题 (one row a problem), 三单互查 and
下拉填充 where there is something, and one sheet per list with a row a record. Problems lead to the record and the field, records lead back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.usecases.checking import CheckOutcome, check_library
from desktop.usecases.cross_lists import Disagreement, cross_check
from desktop.usecases.dragging import Dragged, find_dragged
from desktop.usecases.exporting import layout_context
from desktop.usecases.quality import GroupScore
from desktop.usecases.report_sheets import documents
from desktop.usecases.scoring import Scores
from exports.progress import NO_PROGRESS, Progress
from forms.check import head
from forms.problem import Problem
from forms.record import Record

if TYPE_CHECKING:
    from desktop.store import SourceCell
    from desktop.usecases.workspace import Workspace


#: Rules that find personal data and marks of secrecy (SPEC §12).
_SECRET = ("G12", "G13", "X05")


@dataclass(frozen=True)
class Report:
    """What the workbook is made of.

    ``offices`` and ``lists`` are empty when one rule was asked for: a part of the rules gives no
    score. ``lists`` bear the name of the list in place of the office. Lists are compared with each
    other, and dragged numbers looked for, only where everything is checked.
    """

    organization: str
    outcome: CheckOutcome
    offices: tuple[GroupScore, ...]
    lists: tuple[GroupScore, ...]
    records: Mapping[str, Sequence[Record]]
    places: Mapping[str, tuple[str, str]]
    cells: Mapping[str, Sequence[SourceCell]]
    cross: tuple[Disagreement, ...] = ()
    dragged: tuple[Dragged, ...] = ()

    @cached_property
    def secret(self) -> frozenset[tuple[str, str]]:
        """Record and field of what a report must not repeat: personal data, marks of secrecy."""
        return frozenset(
            (problem.record, head(problem.field))
            for problem in self.outcome.problems if problem.rule in _SECRET
        )  # fmt: skip

    def source(self, problem: Problem) -> SourceCell | None:
        """The imported cell that a problem's field was made of, else the record's first one."""
        return source_of(self.cells.get(problem.record, ()), problem.field)


def write_report(
    workspace: Workspace, target: Path, kind: str = "", rule: str = "",
    progress: Progress = NO_PROGRESS,
) -> CheckOutcome:  # fmt: skip
    """Check the library (a kind, by one rule) and write what was found to ``target`` (.xlsx).

    The same library on the same day gives the same bytes.

    Raises:
        UnknownKind, UnknownRule: there is no such thing to check.
        CannotWrite: the file cannot be written; nothing is left of it.
        Cancelled: the user stopped it; nothing was written.
    """
    # The writer draws in openpyxl, which takes longer to load than a small check takes.
    from exports.excel import write_xlsx

    report = gather(workspace, kind, rule, progress)
    held = {record.uuid: record for rows in report.records.values() for record in rows}
    find = workspace.library.find
    # Each problem names its record; one after the other from the file would take longest of all.
    context = replace(layout_context(workspace), linked=lambda uuid: held.get(uuid) or find(uuid))
    write_xlsx(documents(report, context), target, progress)
    return report.outcome


def gather(
    workspace: Workspace, kind: str = "", rule: str = "", progress: Progress = NO_PROGRESS
) -> Report:
    """Check, score, and find where the problems came from."""
    places = workspace.library.offices()
    scores = Scores(workspace, places, hold=True)
    outcome = check_library(workspace, kind, rule, progress, scores.seen)
    concerned = sorted({problem.record for problem in outcome.problems})
    return Report(
        organization=workspace.organization,
        outcome=outcome,
        offices=() if rule else scores.offices.groups(),
        lists=() if rule else scores.by_list(),
        records=dict(scores.records),
        places=places,
        cells=dict(_cells(workspace, concerned, progress)),
        cross=() if kind or rule else cross_check(workspace, progress),
        dragged=() if kind or rule else find_dragged(workspace, progress),
    )


def _cells(
    workspace: Workspace, uuids: Sequence[str], progress: Progress
) -> Iterator[tuple[str, Sequence[SourceCell]]]:
    for number, uuid in enumerate(uuids, 1):
        if cells := workspace.library.source_cells(uuid):
            yield uuid, cells
        progress.step(number, len(uuids), "查找出处")


def source_of(cells: Sequence[SourceCell], path: str) -> SourceCell | None:
    """The cell that a field was made of: of the same place, else of the same row of its table, else
    of the same field; else the first cell of the record, whose column is then not the field's.

    Of several imports the latest counts.
    """
    for place in _wider(path):
        exact = [cell for cell in cells if cell.field == place]
        inner = [cell for cell in cells if cell.field.startswith((f"{place}.", f"{place}["))]
        if exact or inner:
            return exact[-1] if exact else inner[0]
    return cells[0] if cells else None


def _wider(path: str) -> Iterator[str]:
    """``duties[1].basis[0].title`` → itself, ``duties[1].basis[0]``, ``duties[1].basis`` …"""
    while path:
        yield path
        cut = max(path.rfind("."), path.rfind("["))
        path = path[:cut] if cut > 0 else ""
