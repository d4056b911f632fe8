"""The tables of a sheet in an import: correct their limits, split, merge, add, leave out, take back.

What a person decides is a deed, a value; :func:`decide` gives the plan that follows from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.imports import Area, BlockChoice, Grid, SheetChoice, header_in
from desktop.imports.grid import column_number
from desktop.usecases import import_block_choices as choices
from desktop.usecases.import_block_choices import Refused, place_words
from desktop.usecases.import_plan import Excerpt, ExcerptRow, ImportPlan, PlannedSheet
from desktop.usecases.importing import read_anew
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue

__all__ = [
    "Add",
    "Area",
    "Deed",
    "Forget",
    "LeaveOut",
    "Limit",
    "Merge",
    "ReadAs",
    "Refused",
    "Split",
    "Trail",
    "can_merge",
    "chosen",
    "decide",
    "edges",
    "place_words",
    "unread_part",
    "used_part",
]

_MOST = 100  # steps that can be taken back
_BESIDE = 2  # columns shown of them

#: Number of a file, and of a sheet in it.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Limit:
    """A table stands there, its header in these rows; (0, 0): the program looks for it."""

    block: int
    area: Area
    header: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A table is a list of this kind."""

    block: int
    kind: str


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """A table is not taken in, or is again; its cells are listed as left out."""

    block: int
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """Another table begins in a row of this one."""

    block: int
    row: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A table is one with the one above it."""

    block: int


@dataclass(frozen=True, slots=True)
class Add:
    """A table stands where the program saw none.

    A header that is not said is found by the headings, or is the first row. ``kind`` is the list where
    the headings do not tell.
    """

    area: Area
    header: tuple[int, int] = (0, 0)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Back to the tables that the program finds."""


Deed = Limit | ReadAs | LeaveOut | Split | Merge | Add | Forget


def decide(
    workspace: Workspace, plan: ImportPlan, place: Place, deed: Deed,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:  # fmt: skip
    """The plan with a deed done on a sheet. Raises ``Refused`` when it cannot be so."""
    choice = chosen(workspace, plan, place, deed)
    return read_anew(workspace, plan, *place, choice, progress)


def chosen(workspace: Workspace, plan: ImportPlan, place: Place, deed: Deed) -> SheetChoice:
    """What is decided about a sheet after a deed; nothing is read yet.

    Raises ``Refused`` with a sentence for limits that cannot be.
    """
    planned, grid = _planned(plan, place), _grid(plan, place)
    if grid is None:
        raise Refused("这里没有表格可以调整。")
    if isinstance(deed, Forget):
        return SheetChoice(left_out=planned.choice.left_out)
    choice = choices.as_found(planned.part.report, planned.choice)
    if isinstance(deed, Add):
        return _added(workspace.catalogue, choice, deed, grid)
    if isinstance(deed, ReadAs):
        return choices.read_as(choice, deed.block, deed.kind)
    if isinstance(deed, LeaveOut):
        return choices.left_out(choice, deed.block, deed.left_out)
    if isinstance(deed, Merge):
        return choices.merged(choice, deed.block)
    block = choice.blocks[deed.block]
    if isinstance(deed, Split):
        below = replace(block.area, top=max(deed.row, block.area.top))
        found = header_in(workspace.catalogue, grid, below)
        return choices.split(choice, deed.block, deed.row, grid, found)
    seen = header_in(workspace.catalogue, grid, deed.area, block.kind)[0]
    return choices.placed(choice, deed.block, deed.area, deed.header, grid, seen)


def _added(catalogue: Catalogue, choice: SheetChoice, deed: Add, grid: Grid) -> SheetChoice:
    found, seen = header_in(catalogue, grid, deed.area)
    header = deed.header if deed.header[0] else found
    # Headings further down say nothing about a header that somebody points at.
    kind = (seen if header == found else "") or deed.kind or seen
    if not kind:
        raise Refused("没有认出这里的表头，请先选它是哪种清单。")
    block = BlockChoice(deed.area, header, kind)
    return choices.added(choice, block, grid)


def can_merge(sheet: PlannedSheet, block: int) -> bool:
    """Whether there is a table above."""
    choice = choices.as_found(sheet.part.report, sheet.choice)
    return block < len(choice.blocks) and choices.above_of(choice, block) >= 0


def unread_part(plan: ImportPlan, place: Place) -> Area | None:
    """Where on a sheet the largest part stands that is in no table."""
    grid = _grid(plan, place)
    return choices.unread(_planned(plan, place).part.report, grid) if grid else None


def used_part(plan: ImportPlan, place: Place) -> Area | None:
    """All of a sheet that is used; None where there is none, or nothing on it."""
    grid = _grid(plan, place)
    if grid is None or not grid.cells:
        return None
    columns = [column for _, column in grid.cells]
    return Area(min(grid.rows), min(columns), max(grid.rows), max(columns))


def edges(plan: ImportPlan, place: Place, block: int) -> Excerpt:
    """The first and the last row of a table, with the row before and the row after it.

    Of its columns those of the names and of what stands beside them.
    """
    grid, sheet = _grid(plan, place), _planned(plan, place)
    if grid is None or block >= len(sheet.blocks):
        return Excerpt((), ())
    area = sheet.blocks[block].area
    views = sorted(sheet.columns_of(block), key=lambda view: column_number(view.report.letter))
    named = [view.report for view in views if view.names]
    shown = [*named, *(v.report for v in views if not v.names and v.cells and v.state != "number")]
    rows = [row for row in grid.rows if area.top <= row <= area.bottom]
    rows = list(dict.fromkeys([*rows[:1], *rows[-1:]]))
    before = [row for row in grid.rows if row < area.top][-1:]
    after = [row for row in grid.rows if row > area.bottom][:1]
    letters = [report.letter for report in shown[:_BESIDE]]
    return Excerpt(
        tuple((report.letter, "") for report in shown[:_BESIDE]),
        tuple(ExcerptRow(row, _texts(grid, row, letters)) for row in (*before, *rows, *after)),
    )


def _texts(grid: Grid, row: int, letters: Sequence[str]) -> tuple[str, ...]:
    """The texts of a row in some columns; of one that has none there, its first text."""
    texts = tuple(grid.text(row, letter) for letter in letters)
    return texts if any(texts) else (grid.cells[row, grid.rows[row][0]], *texts[1:])


def _planned(plan: ImportPlan, place: Place) -> PlannedSheet:
    return plan.files[place[0]].sheets[place[1]]


def _grid(plan: ImportPlan, place: Place) -> Grid | None:
    file = plan.files[place[0]]
    return file.opened.grid(_planned(plan, place).name) if file.opened and file.sheets else None


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
