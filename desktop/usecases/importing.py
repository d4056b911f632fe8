"""Take published lists and platform data into the library: read all, decide, then write once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.imports import (
    REMARK_CHOICE,
    FieldChoice,
    ImportResult,
    OpenedFile,
    SheetChoice,
    SheetResult,
    UnreadableFile,
    is_possible,
    nothing_found,
    open_file,
    read_opened,
    read_sheet,
)
from desktop.imports import SourceCell as ReadCell
from desktop.store import ImportBatch, SourceCell, UndoReport
from desktop.usecases.import_block_choices import with_column
from desktop.usecases.import_by_file import decided_by, without_recalled
from desktop.usecases.import_columns import columns_of, options, told_of
from desktop.usecases.import_decisions import Handling
from desktop.usecases.import_existing import candidates_of, owners_of
from desktop.usecases.import_learning import recalled, remember
from desktop.usecases.import_log import known_files
from desktop.usecases.import_memory import carried, choices_told, recalled_choices
from desktop.usecases.import_plan import (
    ImportPlan,
    PlannedFile,
    PlannedSheet,
    counted,
    decide,
    handle_existing,
    keep_fields,
    report_of,
)
from desktop.usecases.import_preview import verdicts_of
from desktop.usecases.import_updates import offers, own_of, said_in
from desktop.usecases.pausing import collecting_later
from desktop.usecases.people import who
from desktop.usecases.report_return import is_return
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress

__all__ = [
    "ImportOutcome",
    "UndoReport",
    "add_files",
    "commit",
    "decide",
    "handle_existing",
    "import_files",
    "keep_fields",
    "keep_originals",
    "leave_out_file",
    "leave_out_sheet",
    "read_anew",
    "read_as",
    "read_files",
    "remap",
    "undo_import",
]


@dataclass(frozen=True)
class ImportOutcome:
    """What was read and what was kept. ``repeated`` names files already in the library, ``plan`` is
    what was decided on, for the report.
    """

    results: tuple[ImportResult, ...]
    repeated: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
    plan: ImportPlan | None = None

    @property
    def by_kind(self) -> Counter[str]:
        """Records by kind."""
        return Counter(record.kind for result in self.results for record in result.records)

    def to_json(self) -> dict[str, Any]:
        """The shape of ``import --json`` (DESIGN §8)."""
        files = [result.to_json() for result in self.results]
        planned = {
            (file.opened.sha256, sheet.name): sheet
            for file in (self.plan.files if self.plan else ())
            for sheet in file.sheets if file.opened
        }  # fmt: skip
        for told in files:
            for entry in told["sheets"]:
                sheet = planned.get((told["sha256"], entry["name"]))
                for number, block in enumerate(entry["blocks"] if sheet else ()):
                    block["fields"] = told_of(sheet.columns_of(number)) if sheet else []
        return {"files": files, "repeated": list(self.repeated)}


# reading


def read_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    names: Sequence[str] = (),
    kind: str = "",
    again: bool = False,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:
    """Read files into a plan; nothing is written.

    ``names`` are those by which the user knows the files (a pasted block has none of its own). A
    file that cannot be read is part of the plan and says why; one whose content is in the library,
    or comes twice, is left out unless ``again``.
    """
    return counted(_read(workspace, paths, names, kind, again, progress))


def _read(
    workspace: Workspace, paths: Sequence[Path], names: Sequence[str], kind: str, again: bool,
    progress: Progress,
) -> ImportPlan:  # fmt: skip
    workspace.forms(kind)
    files: list[PlannedFile] = []
    with collecting_later():
        for number, path in enumerate(paths):
            name = names[number] if number < len(names) else path.name
            progress.step(number, len(paths), f"读取 {name}")
            files.append(_planned(workspace, path, name, kind, progress))
    progress.step(len(paths), len(paths), "与工作库比对")
    known = known_files(workspace)
    plan = ImportPlan(tuple(_repeats(files, known, again)), kind)
    return _compared(workspace, plan)


def add_files(
    workspace: Workspace,
    plan: ImportPlan,
    paths: Sequence[Path],
    *,
    names: Sequence[str] = (),
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:
    """The plan with further files; what was decided about the others stays."""
    more = read_files(workspace, paths, names=names, kind=plan.kind, progress=progress)
    held = {file.opened.sha256: file.name for file in plan.files if file.opened}
    files = [
        replace(file, repeats=held[file.opened.sha256], left_out=True)
        if file.opened and file.opened.sha256 in held else file
        for file in more.files
    ]  # fmt: skip
    return _compared(workspace, replace(plan, files=(*plan.files, *files)))


def _planned(
    workspace: Workspace, path: Path, name: str, kind: str, progress: Progress
) -> PlannedFile:
    try:
        opened = open_file(path, workspace.catalogue, name)
        if is_return(opened):
            raise UnreadableFile(name, "是改正后的检查报告，请单独导入，不要和其他文件一起。")
        parts = read_opened(opened, workspace.catalogue, kind=kind or None, progress=progress)
    except UnreadableFile as error:
        return PlannedFile(name, failure=error)
    sheets = tuple(_as_before(workspace, opened, part, kind) for part in parts)
    return PlannedFile(name, opened, sheets, path=path)


def _as_before(
    workspace: Workspace, opened: OpenedFile, part: SheetResult, kind: str
) -> PlannedSheet:
    """A sheet, read with what earlier imports were told about such headings."""
    choice = None if opened.holds_records else recalled(workspace, part)
    if choice is None:
        return _sheet(workspace, part)
    again = read_sheet(
        opened, part.report.name, workspace.catalogue, kind=kind or None, choice=choice
    )
    chosen = {c.header for c in again.report.columns if c.chosen}
    headings = dict.fromkeys(c.header for c in part.report.columns if c.header in chosen)
    return replace(_sheet(workspace, again, choice), recalled=tuple(headings))


def _sheet(
    workspace: Workspace, part: SheetResult, choice: SheetChoice | None = None
) -> PlannedSheet:
    columns = columns_of(part, workspace.catalogue)
    return PlannedSheet(part, columns, choice or SheetChoice())


def _repeats(
    files: Iterable[PlannedFile], known: Mapping[str, str], again: bool
) -> Iterable[PlannedFile]:
    seen: dict[str, str] = {}
    for file in files:
        if file.opened is None:
            yield file
            continue
        sha256 = file.opened.sha256
        repeats = known.get(sha256) or seen.get(sha256, "")
        seen.setdefault(sha256, file.name)
        yield replace(file, repeats=repeats, left_out=bool(repeats) and not again)


def _compared(workspace: Workspace, plan: ImportPlan) -> ImportPlan:
    """The plan with what the library may have already of its records, and their fields."""
    parts = [sheet.part for file in plan.files for sheet in file.sheets]
    records = [record for part in parts for record in part.records]
    by_file = [[r for sheet in file.sheets for r in sheet.part.records] for file in plan.files]
    kinds = {kind for file in plan.files for sheet in file.sheets for kind in sheet.kinds}
    offered = {kind: tuple(options(workspace.catalogue, kind)) for kind in kinds - {*plan.options}}
    candidates = candidates_of(workspace, records)
    owners = owners_of(records, workspace.catalogue)
    before, choices = recalled_choices(workspace, by_file, owners, candidates)
    candidates |= before
    candidates |= own_of(workspace, records, owners, candidates)
    said = said_in(cell for part in parts for cell in part.sources) if candidates else {}
    return replace(
        plan,
        candidates=candidates,
        offers=offers(workspace, records, candidates, said, plan.offers),
        owners=owners,
        choices={**choices, **plan.choices},
        options={**plan.options, **offered},
        forms=workspace.catalogue.forms,
    )


# deciding


def remap(
    workspace: Workspace,
    plan: ImportPlan,
    file: int,
    sheet: int,
    column: str,
    field: FieldChoice | None,
    progress: Progress = NO_PROGRESS,
    *,
    block: int = 0,
) -> ImportPlan:
    """Give a column (by its key) to a field, to the remark (``REMARK_CHOICE``) or to nothing.

    None goes back to what the program found. ``block`` is the number of the table on the sheet.
    Raises ``ValueError`` for a field that a list of this kind does not have.
    """
    planned = plan.files[file].sheets[sheet]
    if field is not None and not is_possible(workspace.catalogue, planned.kind_of(block), field):
        raise ValueError(f"“{column}”不能对应“{field.path}”：这种清单没有这个要素。")
    choice = with_column(planned.part.report, planned.choice, block, column, field)
    if field is not None and _is_there(planned.part, block, column, field):
        part = _confirmed(planned.part, block, column)
        known = replace(_sheet(workspace, part, choice), recalled=planned.recalled)
        changed = plan.files[file].with_sheet(sheet, known)
        return counted(plan.with_file(file, changed))
    return read_anew(workspace, plan, file, sheet, choice, progress)


def _is_there(part: SheetResult, block: int, column: str, field: FieldChoice) -> bool:
    """Whether the texts of a column stand already where they shall, and no other column's do."""
    mine = [report for report in part.report.columns if report.block == block]
    places = {
        report.key: FieldChoice(report.kind, report.path) if report.path else REMARK_CHOICE
        for report in mine
    }
    repeats = any(report.repeats for report in mine if report.key == column)
    others = [place for key, place in places.items() if key != column]
    return places.get(column) == field and not repeats and (
        field == REMARK_CHOICE or field not in others
    )  # fmt: skip


def _confirmed(part: SheetResult, block: int, column: str) -> SheetResult:
    """A sheet as it was read, with one of its columns confirmed by a person."""
    columns = tuple(
        replace(report, chosen=True, unsure=())
        if (report.block, report.key) == (block, column)
        else report
        for report in part.report.columns
    )
    return replace(part, report=replace(part.report, columns=columns))


def read_as(
    workspace: Workspace,
    plan: ImportPlan,
    file: int,
    sheet: int,
    kind: str,
    header_row: int = 0,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:
    """Read a sheet as a list of another kind, with its header in a row (0: found by the program).

    What was decided about its columns is forgotten: they are those of another list.
    """
    workspace.forms(kind)
    choice = SheetChoice(kind=kind, header_row=header_row)
    return read_anew(workspace, plan, file, sheet, choice, progress)


def read_anew(
    workspace: Workspace,
    plan: ImportPlan,
    file: int,
    sheet: int,
    choice: SheetChoice,
    progress: Progress = NO_PROGRESS,
) -> ImportPlan:
    """The plan with one sheet read as decided; what the library has of it is compared again."""
    planned = plan.files[file]
    opened = _opened(planned)
    name = planned.sheets[sheet].name
    kind = plan.kind or None
    part = read_sheet(
        opened, name, workspace.catalogue, kind=kind, choice=choice, progress=progress
    )
    old = planned.sheets[sheet]
    changed = planned.with_sheet(
        sheet, replace(_sheet(workspace, part, choice), recalled=old.recalled)
    )
    plan = replace(plan, choices=carried(plan.choices, old.part, part))
    return counted(_compared(workspace, plan.with_file(file, changed)))


def _opened(file: PlannedFile) -> OpenedFile:
    if file.opened is None:
        raise ValueError(f"“{file.name}”没有读出来，不能调整。")
    return file.opened


def leave_out_file(plan: ImportPlan, file: int, left_out: bool) -> ImportPlan:
    """Take a file out of the import, or in again."""
    return plan.with_file(file, replace(plan.files[file], left_out=left_out))


def leave_out_sheet(plan: ImportPlan, file: int, sheet: int, left_out: bool) -> ImportPlan:
    """Take a sheet out of the import, or in again."""
    planned = plan.files[file].sheets[sheet]
    choice = replace(planned.choice, left_out=left_out)
    return plan.with_file(
        file, plan.files[file].with_sheet(sheet, replace(planned, choice=choice))
    )  # fmt: skip


def keep_originals(plan: ImportPlan, keep: bool) -> ImportPlan:
    """Whether the files themselves are kept as attachments of the import."""
    return replace(plan, keep=keep)


# writing


def commit(
    workspace: Workspace, plan: ImportPlan, *, by: str = "", progress: Progress = NO_PROGRESS
) -> ImportOutcome:
    """Write what the plan holds: all files in one transaction, taken back by one undo.

    Files in which there is no record are remembered as well, so that they are known again.
    """
    repeated = tuple(file.name for file in plan.files if file.repeats and not file.taken)
    results = tuple(_without_skipped(plan, file.result) for file in plan.taken)
    if not results:
        return ImportOutcome((), repeated, plan=plan)
    progress.step(0, 1, "写入工作库")
    for result in results:
        for data, name, media_type in result.attachments:
            workspace.library.attach(data, name, media_type)
    originals = _keep_originals(workspace, plan) if plan.keep else ()
    told = report_of(results, verdicts_of(plan), originals, choices_told(workspace, plan))
    batch = _batch(results, told)
    records = [record for result in results for record in result.records]
    with collecting_later():
        workspace.library.save_many(records, by=by or who(workspace), batch=batch)
    remember(workspace, plan)
    return ImportOutcome(results, repeated, (batch.id,), plan)


def _without_skipped(plan: ImportPlan, result: ImportResult) -> ImportResult:
    """What is written of a file: its cells belong to the records that take their place."""
    records = tuple(plan.written(r) for r in result.records if not plan.is_skipped(r.uuid))
    if not plan.same and len(records) == len(result.records):
        return result
    sources = tuple(
        cell._replace(record=plan.same[cell.record]) if plan.same.get(cell.record) else cell
        for cell in result.sources
    )
    return replace(result, records=records, sources=sources)


def _keep_originals(workspace: Workspace, plan: ImportPlan) -> list[str]:
    """Keep the files themselves as attachments; their sha256.

    ``UnreadableFile`` when one is not there any more, or not the one that was read.
    """
    found: list[tuple[bytes, str, str]] = []
    for file in plan.taken:
        sha256 = _opened(file).sha256
        try:
            data = file.path.read_bytes() if file.path else b""
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise UnreadableFile(
                file.name, "在读取以后移走或改动过，不能保留原文件。请重新导入，或者不保留原文件。"
            )
        found.append((data, file.name, sha256))
    for data, name, _ in found:
        workspace.library.attach(data, name)
    return [sha256 for _, _, sha256 in found]


def _batch(results: Sequence[ImportResult], report: Mapping[str, Any]) -> ImportBatch:
    first = results[0]
    alone = len(results) == 1
    written = {record.uuid for result in results for record in result.records}
    return ImportBatch(
        file=first.file if alone else f"{first.file} 等 {len(results)} 个文件",
        sha256=first.sha256 if alone else "",
        report=report,
        cells=[_cell(cell, r, written) for r in results for cell in r.sources],
    )


def _cell(cell: ReadCell, result: ImportResult, written: set[str]) -> SourceCell:
    """A cell of a record that was left out became nothing."""
    taken = cell.record in written
    return SourceCell(
        sheet=cell.sheet,
        row=cell.row,
        column=cell.column,
        text=cell.text,
        header=cell.header,
        record=cell.record if taken else None,
        field=cell.field if taken else "",
        file=result.file,
        sha256=result.sha256,
    )


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    kind: str = "",
    dry_run: bool = False,
    again: bool = False,
    handling: Handling | None = None,
    decisions: Sequence[Mapping[str, Any]] = (),
    by: str = "",
    progress: Progress = NO_PROGRESS,
) -> ImportOutcome:
    """Read all files and write them in one go, without asking anything.

    ``handling`` is for all records that the library has; without it they are changed, or go the way
    that was chosen for the same content before. ``decisions`` (`import_by_file`) are for single ones.
    What nobody can know is not written: the plan tells it (``asked``).
    A file whose content is in the library already is skipped unless ``again``. Raises
    ``UnreadableFile`` for the first file that cannot be read: nothing has changed then.
    """
    plan = _read(workspace, paths, (), kind, again, progress)
    if handling is not None:
        plan = handle_existing(without_recalled(plan), handling)
    plan = decided_by(workspace, plan, decisions)
    for file in plan.files:
        failure = file.failure or nothing_found(
            _opened(file), [sheet.part for sheet in file.sheets]
        )
        if failure is not None:
            raise failure
    if dry_run:
        repeated = tuple(file.name for file in plan.files if not file.taken)
        return ImportOutcome(tuple(file.result for file in plan.files), repeated, plan=plan)
    return commit(workspace, plan, by=by, progress=progress)


def undo_import(workspace: Workspace, batch: str, by: str = "") -> UndoReport:
    """Take an import back: what was edited since stays, and the report says so."""
    return workspace.library.undo_import(batch, by=by or who(workspace))
