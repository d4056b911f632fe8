"""One file → :class:`ImportResult`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.imports.drafts import REMARK
from desktop.imports.json_file import load_json
from desktop.imports.platform import read_platform
from desktop.imports.records import is_records, read_records
from desktop.imports.result import (
    CellCount,
    ImportResult,
    SourceCell,
    UnreadableFile,
    file_sha256,
)
from desktop.imports.rows import SheetReader, SheetResult
from desktop.imports.sniff import Container, sniff
from desktop.imports.workbook import read_workbook
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue

#: An agency's list has some 40,000 cells; far more is a database export, not a list.
_MOST_CELLS = 600_000


def read_file(path: Path, catalogue: Catalogue, *, kind: str | None = None,
              progress: Progress = NO_PROGRESS) -> ImportResult:  # fmt: skip
    """Read a workbook, CSV, HTML table, platform JSON or records of our own; the name's extension does not matter.

    ``kind`` restricts to one kind of record. Raises :class:`UnreadableFile` with one sentence
    when nothing can be read, ``KeyError`` for a kind that the catalogue does not have.
    """
    if kind is not None:
        catalogue.form(kind)
    container = sniff(path)
    if container is Container.JSON:
        data = load_json(path)
        if is_records(data):
            return read_records(path, data, catalogue, kind)
        sheets = read_platform(path, data, catalogue, kind)
    else:
        sheets = _read_sheets(path, container, catalogue, kind, progress)
    if not any(sheet.records or sheet.report.mapping for sheet in sheets):
        raise UnreadableFile(
            path.name, "里没有认出任何清单的表头。请确认表头行写有“事项名称”等栏目名，再导入。"
        )
    return _result(path, sheets)


def _read_sheets(path: Path, container: Container, catalogue: Catalogue, kind: str | None,
                 progress: Progress) -> list[SheetResult]:  # fmt: skip
    grids = read_workbook(path, container)
    if not any(grid.cells for grid in grids):
        names = "、".join(f"“{grid.name}”" for grid in grids) or "（没有工作表）"
        raise UnreadableFile(path.name, f"的工作表{names}里没有任何内容。请确认选对了文件。")
    cells = sum(len(grid.cells) for grid in grids)
    if cells > _MOST_CELLS:
        raise UnreadableFile(
            path.name,
            f"有 {cells} 个非空单元格，超过一次能导入的 {_MOST_CELLS} 个。请拆成几个文件，再导入。",
        )
    reader = SheetReader(path.name, catalogue, kind)
    results: list[SheetResult] = []
    for number, grid in enumerate(grids):
        progress.step(number, len(grids), f"{path.name} {grid.name}")
        results.append(reader.read(grid))
    return results


def _result(path: Path, sheets: Sequence[SheetResult]) -> ImportResult:
    sources = [source for sheet in sheets for source in sheet.sources]
    return ImportResult(
        path.name,
        file_sha256(path),
        tuple(record for sheet in sheets for record in sheet.records),
        tuple(sheet.report for sheet in sheets),
        _count(sources, sum(sheet.dropped for sheet in sheets)),
        tuple(problem for sheet in sheets for problem in sheet.problems),
        tuple(sources),
    )


def _count(sources: Sequence[SourceCell], dropped: int) -> CellCount:
    """A cell under a merge may stand in several records but counts once."""
    places = {(s.sheet, s.row, s.column) for s in sources}
    taken = {(s.sheet, s.row, s.column) for s in sources if s.field != REMARK}
    return CellCount(len(taken), len(places - taken), dropped)
