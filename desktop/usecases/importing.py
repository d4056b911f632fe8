"""Take published lists and platform data into the library: read everything, then write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.imports import ImportResult, read_file
from desktop.imports import SourceCell as ReadCell
from desktop.store import ImportBatch, SourceCell, UndoReport
from desktop.usecases.people import who
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress


@dataclass(frozen=True)
class ImportOutcome:
    """What was read and what was kept. ``repeated`` names files already in the library."""

    results: tuple[ImportResult, ...]
    repeated: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()

    @property
    def by_kind(self) -> Counter[str]:
        """Records by kind."""
        return Counter(record.kind for result in self.results for record in result.records)

    def to_json(self) -> dict[str, Any]:
        """The shape of ``import --json`` (DESIGN §8)."""
        return {
            "files": [result.to_json() for result in self.results],
            "repeated": list(self.repeated),
        }


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    kind: str = "",
    dry_run: bool = False,
    again: bool = False,
    by: str = "",
    progress: Progress = NO_PROGRESS,
) -> ImportOutcome:
    """Read all files first; only when every one was understood are any records written.

    Each file is written in one transaction of its own and can be taken back by itself.

    A file whose content is in the library already is skipped unless ``again``. Raises
    ``UnreadableFile`` for the first file that cannot be read: nothing has changed then.
    """
    workspace.forms(kind)
    results: list[ImportResult] = []
    for number, path in enumerate(paths, start=1):
        progress.step(number - 1, len(paths), f"读取 {path.name}")
        results.append(read_file(path, workspace.catalogue, kind=kind or None, progress=progress))
    progress.step(len(paths), len(paths), "写入工作库")
    known = {entry.sha256 for entry in workspace.library.imports() if not entry.undone_at}
    fresh = [result for result in results if again or result.sha256 not in known]
    repeated = tuple(result.file for result in results if result not in fresh)
    if dry_run:
        return ImportOutcome(tuple(results), repeated)
    batches = tuple(_keep(workspace, result, by or who(workspace)) for result in fresh)
    return ImportOutcome(tuple(fresh), repeated, batches)


def undo_import(workspace: Workspace, batch: str, by: str = "") -> UndoReport:
    """Take an import back: what was edited since stays, and the report says so."""
    return workspace.library.undo_import(batch, by=by or who(workspace))


def _keep(workspace: Workspace, result: ImportResult, by: str) -> str:
    for data, name, media_type in result.attachments:
        workspace.library.attach(data, name, media_type)
    batch = ImportBatch(
        file=result.file,
        sha256=result.sha256,
        report=result.to_json(),
        cells=[_cell(cell) for cell in result.sources],
    )
    workspace.library.save_many(result.records, by=by, batch=batch)
    return batch.id


def _cell(cell: ReadCell) -> SourceCell:
    return SourceCell(
        sheet=cell.sheet,
        row=cell.row,
        column=cell.column,
        text=cell.text,
        header=cell.header,
        record=cell.record or None,
        field=cell.field,
    )
