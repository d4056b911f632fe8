"""The workbook that is filled in outside and imported back (录入工作簿)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress


def export_data_book(
    workspace: Workspace,
    target: Path,
    kind: str = "",
    progress: Progress = NO_PROGRESS,
    uuids: Collection[str] = (),
) -> int:
    """Write all records (of a kind, or those of ``uuids``) so that `import` takes them back; how
    many they are.

    Raises:
        UnknownKind: there is no such kind.
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
        ValueError: there are no records.
    """
    from exports.excel.data_book import write_data_book

    chosen = frozenset(uuids)
    records = [
        record
        for form in workspace.forms(kind)
        for record in workspace.records_of(form.kind)
        if not chosen or record.uuid in chosen
    ]
    write_data_book(records, workspace.catalogue, target, progress, workspace.organization)
    return len(records)
