"""What an office's own headings mean, learned when somebody corrects a mapping of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.imports import FieldChoice, SheetChoice, SheetResult, is_possible, passages
from desktop.usecases.import_block_choices import with_column
from desktop.usecases.import_plan import ImportPlan, PlannedSheet
from desktop.usecases.workspace import Workspace
from forms.values import fold

_KEY = "learned_headings"
#: An office has some dozens of headings of its own; the oldest are forgotten beyond this.
_MOST = 500

#: Kind of list → folded heading → where its cells go.
Learned = Mapping[str, Mapping[str, FieldChoice]]


def learned(workspace: Workspace) -> Learned:
    """Every heading that somebody decided about in this library."""
    kept = workspace.library.setting(_KEY, {})
    return {
        kind: {heading: FieldChoice(*place) for heading, place in headings.items()}
        for kind, headings in kept.items()
    }


def recalled(workspace: Workspace, part: SheetResult) -> SheetChoice | None:
    """The decisions of earlier imports that hold for the columns of a sheet; None when none do."""
    report = part.report
    kept, choice = learned(workspace), SheetChoice()
    for column in report.columns:
        kind = report.kind_of(column.block)
        chosen = kept.get(kind, {}).get(fold(column.header))
        if (
            chosen is not None
            and chosen != FieldChoice(column.kind if column.path else "", column.path)
            and is_possible(workspace.catalogue, kind, chosen)
        ):
            choice = with_column(report, choice, column.block, column.key, chosen)
    return choice if choice != SheetChoice() else None


def remember(workspace: Workspace, plan: ImportPlan) -> None:
    """Keep what was decided about the columns of the files that are taken in.

    A decision of an earlier import that was taken back is forgotten.
    """
    kept = {kind: dict(headings) for kind, headings in learned(workspace).items()}
    before = {kind: dict(headings) for kind, headings in kept.items()}
    for file in plan.taken:
        for sheet in file.sheets:
            for number in range(max(1, len(sheet.blocks))):
                _remember(kept, sheet, number)
    if {kind: found for kind, found in kept.items() if found} != before:
        workspace.library.set_setting(_KEY, _plain(kept))


def _remember(kept: dict[str, dict[str, FieldChoice]], sheet: PlannedSheet, block: int) -> None:
    """Keep what was decided about one table, and forget what was taken back there."""
    kind = sheet.kind_of(block)
    blocks = sheet.choice.blocks
    if sheet.choice.left_out or not kind or (blocks and blocks[block].left_out):
        return
    headings = kept.setdefault(kind, {})
    decided = dict(_decided(sheet, block))
    here = {fold(view.report.header) for view in sheet.columns_of(block)}
    for heading in ({fold(name) for name in sheet.recalled} & here) - decided.keys():
        headings.pop(heading, None)
    headings.update(decided)
    while len(headings) > _MOST:
        headings.pop(next(iter(headings)))


def _decided(sheet: PlannedSheet, block: int) -> Iterator[tuple[str, FieldChoice]]:
    """Headings with the choice about each; a passage without one holds for its document only."""
    alone = passages(sheet.choice)
    blocks = sheet.choice.blocks
    columns = blocks[block].columns if blocks else sheet.choice.columns
    for column in (view.report for view in sheet.columns_of(block)):
        chosen = columns.get(column.key)
        if chosen is not None and fold(column.header) and column.key not in alone:
            yield fold(column.header), chosen


def _plain(kept: Mapping[str, Mapping[str, FieldChoice]]) -> dict[str, dict[str, list[str]]]:
    return {
        kind: {heading: [place.kind, place.path] for heading, place in headings.items()}
        for kind, headings in kept.items()
        if headings
    }
