"""What the command ``import`` does with lists, guides and platform data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from desktop.usecases.import_by_file import matches_told, read_decisions
from desktop.usecases.importing import ImportOutcome, import_files

if TYPE_CHECKING:
    from desktop.usecases.import_decisions import Handling
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress


def imported(
    workspace: Workspace, files: Sequence[Path], *, kind: str, dry_run: bool, again: bool,
    existing: str, decide: Path | None, report: Path | None, json: bool, progress: Progress,
) -> tuple[ImportOutcome, dict[str, Any]]:  # fmt: skip
    """Import files; also what is printed as JSON, with the records that the library may have.

    ``existing`` is what happens to all that the library has, "" as it was chosen before; ``decide``
    names a file of decisions about single ones, ``report`` that of the report.
    """
    outcome = import_files(
        workspace, files, kind=kind, dry_run=dry_run, again=again,
        handling=cast("Handling", existing) if existing else None,
        decisions=read_decisions(decide) if decide else (), progress=progress,
    )  # fmt: skip
    if report is not None and outcome.plan is not None:
        from desktop.usecases.import_report import of_plan, write_import_report

        write_import_report(workspace, of_plan(workspace, outcome.plan), report, progress)
    told = outcome.to_json() if json else {}
    if json and outcome.plan is not None:
        told["matches"] = matches_told(workspace, outcome.plan)
    return outcome, told
