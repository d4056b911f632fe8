"""The tables of a sheet in an import: correct their limits, split, merge, add, leave out, take back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.imports import Area, BlockChoice, Grid, SheetChoice, header_in
from desktop.usecases import import_block_choices as choices
from desktop.usecases.import_block_choices import Refused, place_words
from desktop.usecases.import_plan import ImportPlan, PlannedSheet
from desktop.usecases.importing import read_anew
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress

__all__ = [
    "Refused",
    "Trail",
    "add_block",
    "forget_blocks",
    "leave_out_block",
    "limit_block",
    "merge_block",
    "place_words",
    "read_block_as",
    "split_block",
    "unread_part",
]

_MOST = 100  # steps that can be taken back

Place = tuple[int, int]
#: What becomes of the decisions about a sheet, whose cells are known.
_Deed = Callable[[SheetChoice, Grid], SheetChoice]


def limit_block(
    workspace: Workspace, plan: ImportPlan, place: Place, block: int, area: Area,
    header: tuple[int, int], progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Correct where a table stands and where its header does; (0, 0): the program looks for it.

    ``place`` is the number of the file and of its sheet. Raises ``Refused`` with a sentence when it
    cannot be so.
    """

    def deed(choice: SheetChoice, grid: Grid) -> SheetChoice:
        found = header_in(workspace.catalogue, grid, area, choice.blocks[block].kind)[0]
        return choices.placed(choice, block, area, header, grid, found)

    return _decided(workspace, plan, place, deed, progress)


def read_block_as(
    workspace: Workspace, plan: ImportPlan, place: Place, block: int, kind: str,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Read a table as a list of another kind. ``KeyError`` for one that there is not."""
    workspace.catalogue.form(kind)
    return _decided(workspace, plan, place, lambda c, _: choices.read_as(c, block, kind), progress)


def leave_out_block(
    workspace: Workspace, plan: ImportPlan, place: Place, block: int, left_out: bool,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Take a table out of the import, or in again; its cells are listed as left out."""
    return _decided(
        workspace, plan, place, lambda c, _: choices.left_out(c, block, left_out), progress
    )


def split_block(
    workspace: Workspace, plan: ImportPlan, place: Place, block: int, row: int,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Say that another table begins in a row. Raises ``Refused`` for a row outside."""

    def deed(choice: SheetChoice, grid: Grid) -> SheetChoice:
        area = choice.blocks[block].area
        below = replace(area, top=max(row, area.top))
        return choices.split(choice, block, row, grid, header_in(workspace.catalogue, grid, below))

    return _decided(workspace, plan, place, deed, progress)


def merge_block(
    workspace: Workspace, plan: ImportPlan, place: Place, block: int,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Make a table one with the one above it. Raises ``Refused`` when there is none."""
    return _decided(workspace, plan, place, lambda c, _: choices.merged(c, block), progress)


def add_block(
    workspace: Workspace, plan: ImportPlan, place: Place, area: Area,
    header: tuple[int, int] = (0, 0), kind: str = "", progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """Say that a table stands where the program saw none.

    Header and kind that are not said are found by the headings; a ``kind`` must be said where none
    is known. Raises ``Refused``.
    """

    def deed(choice: SheetChoice, grid: Grid) -> SheetChoice:
        found, seen = header_in(workspace.catalogue, grid, area, "" if header[0] else kind)
        if not (kind or seen):
            raise Refused("没有认出这里的表头，请先选它是哪种清单。")
        block = BlockChoice(area, header if header[0] else found, kind or seen)
        return choices.added(choice, block, grid)[0]

    return _decided(workspace, plan, place, deed, progress)


def forget_blocks(
    workspace: Workspace, plan: ImportPlan, place: Place, progress: Progress = NO_PROGRESS
) -> ImportPlan:
    """Go back to the tables that the program finds on a sheet."""
    file, sheet = place
    kept = SheetChoice(left_out=_planned(plan, place).choice.left_out)
    return read_anew(workspace, plan, file, sheet, kept, progress)


def unread_part(plan: ImportPlan, place: Place) -> Area | None:
    """Where on a sheet the largest part stands that is in no table."""
    grid = _grid(plan, place)
    return choices.unread(_planned(plan, place).part.report, grid) if grid else None


def _decided(
    workspace: Workspace, plan: ImportPlan, place: Place, deed: _Deed, progress: Progress
) -> ImportPlan:
    file, sheet = place
    planned, grid = _planned(plan, place), _grid(plan, place)
    if grid is None:
        raise Refused("这里没有表格可以调整。")
    choice = deed(choices.as_found(planned.part.report, planned.choice), grid)
    return read_anew(workspace, plan, file, sheet, choice, progress)


def _planned(plan: ImportPlan, place: Place) -> PlannedSheet:
    return plan.files[place[0]].sheets[place[1]]


def _grid(plan: ImportPlan, place: Place) -> Grid | None:
    opened = plan.files[place[0]].opened
    return opened.grid(_planned(plan, place).name) if opened else None


@dataclass(frozen=True)
class Trail:
    """The plans of an import one after the other: each decision can be taken back, and made again."""

    before: tuple[ImportPlan, ...] = ()
    after: tuple[ImportPlan, ...] = ()

    def decided(self, before: ImportPlan) -> Trail:
        """A decision was made; what had been taken back is gone."""
        return Trail((*self.before[1 - _MOST :], before))

    def back(self, now: ImportPlan) -> tuple[ImportPlan, Trail]:
        """The plan before the last decision. ``IndexError`` when there was none."""
        return self.before[-1], Trail(self.before[:-1], (*self.after, now))

    def again(self, now: ImportPlan) -> tuple[ImportPlan, Trail]:
        """The plan with the decision that was taken back. ``IndexError`` when there is none."""
        return self.after[-1], Trail((*self.before, now), self.after[:-1])
