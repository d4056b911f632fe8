"""An export before anything is written: which records, which files, what to mind."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.store import FINAL_STATES, ListQuery, Summary
from desktop.usecases.export_jobs import ExportOrder, sheet_files, sheets_of
from desktop.usecases.exporting import MANIFEST, ExportOutcome, export, targets
from desktop.usecases.folders import folder_problem
from desktop.usecases.standing import judge
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress

#: Less free space than this is said beforehand; a list of a city takes some 20 MB in all formats.
_ROOM = 200_000_000
#: Of more records the names of the files are not made out beforehand: that reads every one.
MOST_NAMED = 3000


@dataclass(frozen=True)
class ExportChoice:
    """What to export and how. Without ``uuids``: all of a kind, or of every kind.

    ``office`` None: of all offices; "": of none named. ``final_only`` leaves out drafts.
    """

    kind: str = ""
    uuids: tuple[str, ...] = ()
    office: str | None = None
    final_only: bool = False
    formats: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    bundle: bool = False
    by_office: bool = False
    manifest: bool = False

    @property
    def refusal(self) -> str:
        """Why nothing can come of it, as a sentence; empty when something can."""
        if not self.formats or not self.layouts:
            return "请至少选择一种格式和一种版式。"
        if self.formats == ("xlsx",) and "list" not in self.layouts:
            return "Excel 只用于清单版式。请同时选择“清单”版式，或选 Word、PDF、网页。"
        return ""


@dataclass(frozen=True)
class ExportPlan:
    """What an export would write: so many files of each format, from so many records.

    ``files`` names them in order; a very large export is only counted, not named.
    ``drafts`` are not final yet, ``blocking`` have problems that stop them, ``unchecked`` were
    never checked as they are; ``replaced`` files are there already. ``refusal`` says why nothing
    can be written, ``room`` that the disk is nearly full.
    """

    by_format: Counter[str] = field(default_factory=Counter)
    files: tuple[Path, ...] = ()
    records: int = 0
    drafts: int = 0
    blocking: int = 0
    unchecked: int = 0
    replaced: int = 0
    refusal: str = ""
    room: str = ""

    @property
    def count(self) -> int:
        """How many files in all."""
        return sum(self.by_format.values())


def plan_export(
    workspace: Workspace, choice: ExportChoice, out: Path, progress: Progress = NO_PROGRESS
) -> ExportPlan:
    """Look at what would be written; nothing is."""
    lines = _lines(workspace, choice)
    if not lines:
        return ExportPlan(refusal="没有可以导出的记录。请换一种范围。")
    progress.step(0, 0, "清点")
    uuids = tuple(line.uuid for line in lines)
    standings = workspace.library.standing_facet(
        ListQuery(uuids=uuids, judged_by=judge(workspace))
    )  # fmt: skip
    progress.step(0, 0, "清点")
    refusal = choice.refusal or folder_problem(out)
    counts: Counter[str] = Counter() if refusal else _counted(workspace, choice, lines)
    named = not refusal and len(lines) <= MOST_NAMED
    files = tuple(targets(workspace, out, **_arguments(choice, lines))) if named else ()
    if files and choice.manifest:
        files += (out / f"{MANIFEST}.xlsx",)
    return ExportPlan(
        counts,
        files,
        len(lines),
        sum(line.state not in FINAL_STATES for line in lines),
        standings["blocking"],
        standings["unchecked"],
        sum(path.exists() for path in files),
        refusal,
        "" if refusal else _room(out),
    )


def _counted(workspace: Workspace, choice: ExportChoice, lines: list[Summary]) -> Counter[str]:
    """The files of each format, without reading a record."""
    counts: Counter[str] = Counter()
    records = Counter(line.kind for line in lines)
    order = ExportOrder(formats=choice.formats, bundle=choice.bundle)
    for kind, number in records.items():
        form = workspace.catalogue.form(kind)
        for _ in sheets_of(workspace, kind, choice.layouts):
            counts.update(sheet_files(order, number))
        if "list" in choice.layouts:
            counts.update({name: max(1, len(form.lists)) for name in choice.formats})
    if choice.manifest and counts:
        counts["xlsx"] += 1
    return +counts


def export_chosen(
    workspace: Workspace, choice: ExportChoice, out: Path, progress: Progress = NO_PROGRESS
) -> ExportOutcome:
    """Write what was chosen. ``ValueError`` says in a sentence why nothing can be written."""
    lines = _lines(workspace, choice)
    refusal = choice.refusal or folder_problem(out)
    if refusal:
        raise ValueError(refusal)
    if not lines:
        return ExportOutcome(())
    return export(
        workspace, out, manifest=choice.manifest, progress=progress, **_arguments(choice, lines)
    )


def first_of(workspace: Workspace, choice: ExportChoice) -> Summary | None:
    """The first record of a choice whose kind is printed as single documents."""
    kinds = {kind for kind, _ in workspace.catalogue.sheets}
    return next((line for line in _lines(workspace, choice) if line.kind in kinds), None)


def offices(workspace: Workspace, kind: str) -> dict[str, int]:
    """The offices that records of a kind (or of any) name, with how many; "" for none named."""
    return workspace.library.facet("offices", ListQuery(kinds=(kind,) if kind else ()))


def kinds_with_records(workspace: Workspace) -> dict[str, int]:
    """The kinds of which there is something to export, in the order of the rail."""
    counts = workspace.library.counts()
    found = {form.kind: sum(counts.get(form.kind, {}).values()) for form in workspace.forms()}
    return {kind: number for kind, number in found.items() if number}


def _lines(workspace: Workspace, choice: ExportChoice) -> list[Summary]:
    if choice.uuids:
        lines = workspace.library.summaries_of(choice.uuids)
    else:
        lines = workspace.library.summaries(choice.kind or None)
    return [
        line for line in lines
        if not line.deleted_at
        and (choice.office is None or line.office == choice.office)
        and (not choice.final_only or line.state in FINAL_STATES)
    ]  # fmt: skip


def _arguments(choice: ExportChoice, lines: list[Summary]) -> dict[str, Any]:
    """Only where something narrows the records they are named one by one."""
    narrowed = bool(choice.uuids) or choice.office is not None or choice.final_only
    return {
        "kind": choice.kind,
        "uuids": [line.uuid for line in lines] if narrowed else (),
        "formats": choice.formats,
        "layouts": choice.layouts,
        "bundle": choice.bundle,
        "by_office": choice.by_office,
    }


def _room(out: Path) -> str:
    present = next(folder for folder in (out, *out.parents) if folder.exists())
    free = shutil.disk_usage(present).free
    return "" if free >= _ROOM else f"目标磁盘只剩 {free // 1_000_000} MB，可能放不下。"
