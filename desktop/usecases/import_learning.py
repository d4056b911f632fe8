"""What an office's own headings mean, learned when somebody corrects a mapping of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.imports import FieldChoice, SheetChoice, SheetResult, is_possible, passages
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
    known = learned(workspace).get(part.report.kind, {})
    columns = {
        column.key: known[fold(column.header)]
        for column in part.report.columns
        if (chosen := known.get(fold(column.header))) is not None
        and chosen != FieldChoice(column.kind if column.path else "", column.path)
        and is_possible(workspace.catalogue, part.report.kind, chosen)
    }
    return SheetChoice(columns) if columns else None


def remember(workspace: Workspace, plan: ImportPlan) -> None:
    """Keep what was decided about the columns of the files that are taken in.

    A decision of an earlier import that was taken back is forgotten.
    """
    kept = {kind: dict(headings) for kind, headings in learned(workspace).items()}
    before = {kind: dict(headings) for kind, headings in kept.items()}
    for file in plan.taken:
        for sheet in file.sheets:
            if sheet.choice.left_out or not sheet.kind:
                continue
            headings = kept.setdefault(sheet.kind, {})
            decided = dict(_decided(sheet))
            for heading in {fold(name) for name in sheet.recalled} - decided.keys():
                headings.pop(heading, None)
            headings.update(decided)
            while len(headings) > _MOST:
                headings.pop(next(iter(headings)))
    if {kind: found for kind, found in kept.items() if found} != before:
        workspace.library.set_setting(_KEY, _plain(kept))


def _decided(sheet: PlannedSheet) -> Iterator[tuple[str, FieldChoice]]:
    """Headings with the choice about each; a passage without one holds for its document only."""
    alone = passages(sheet.choice)
    for column in sheet.part.report.columns:
        chosen = sheet.choice.columns.get(column.key)
        if chosen is not None and fold(column.header) and column.key not in alone:
            yield fold(column.header), chosen


def _plain(kept: Mapping[str, Mapping[str, FieldChoice]]) -> dict[str, dict[str, list[str]]]:
    return {
        kind: {heading: [place.kind, place.path] for heading, place in headings.items()}
        for kind, headings in kept.items()
        if headings
    }
