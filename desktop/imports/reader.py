"""One file → :class:`ImportResult`: opened once, understood as often as somebody decides anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from desktop.imports.choices import NO_CHOICE, SheetChoice
from desktop.imports.data_book import is_data_book, read_data_book
from desktop.imports.data_table import as_table
from desktop.imports.drafts import REMARK
from desktop.imports.grid import Grid
from desktop.imports.headers import HeaderFinder
from desktop.imports.json_file import load_json
from desktop.imports.platform import is_known, read_platform
from desktop.imports.records import (
    attachments_of,
    in_order,
    is_records,
    pictures_of,
    read_records,
)
from desktop.imports.result import (
    CellCount,
    ImportResult,
    SourceCell,
    UnreadableFile,
    file_sha256,
)
from desktop.imports.rows import SheetReader, SheetResult
from desktop.imports.sniff import Container, sniff
from desktop.imports.unfold import opened_wrappers
from desktop.imports.word_doc import DOCUMENTS, read_document
from desktop.imports.word_outline import lay_out
from desktop.imports.workbook import as_entries, read_workbook
from desktop.imports.xml_file import load_xml
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue

#: An agency's list has some 40,000 cells; far more is a database export, not a list.
_MOST_CELLS = 600_000
_NOTHING: Mapping[str, SheetChoice] = MappingProxyType({})


@dataclass(frozen=True)
class OpenedFile:
    """The content of a file, not yet understood: the sheets of a workbook, or the data of a JSON.

    ``pictures`` are those of a document, by SHA-256.
    """

    name: str
    sha256: str
    grids: tuple[Grid, ...] = ()
    data: Any = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def holds_records(self) -> bool:
        """Whether it is Mingce's own JSON or workbook, about whose columns there is nothing to decide."""
        return is_records(self.data) or is_data_book(self.grids)

    def grid(self, sheet: str) -> Grid | None:
        """The cells of a sheet; None for a JSON."""
        return next((grid for grid in self.grids if grid.name == sheet), None)


def read_file(path: Path, catalogue: Catalogue, *, kind: str | None = None,
              progress: Progress = NO_PROGRESS) -> ImportResult:  # fmt: skip
    """Read a workbook, CSV, HTML table, Word document, platform JSON or records of our own.

    The name's extension does not matter.

    ``kind`` restricts to one kind of record. Raises :class:`UnreadableFile` with one sentence
    when nothing can be read, ``KeyError`` for a kind that the catalogue does not have.
    """
    if kind is not None:
        catalogue.form(kind)
    opened = open_file(path, catalogue)
    sheets = read_opened(opened, catalogue, kind=kind, progress=progress)
    failure = nothing_found(opened, sheets)
    if failure is not None:
        raise failure
    return gather(opened, sheets)


def nothing_found(opened: OpenedFile, sheets: Sequence[SheetResult]) -> UnreadableFile | None:
    """The refusal of a file in which no header was recognised; None when one was."""
    if opened.holds_records or any(s.records or s.report.mapping for s in sheets):
        return None
    if any(grid.outline for grid in opened.grids):
        return UnreadableFile(
            opened.name,
            "里没有认出办事指南或清单的栏目。请确认写有“事项名称”“受理条件”等标题，再导入。",
        )
    return UnreadableFile(
        opened.name, "里没有认出任何清单的表头。请确认表头行写有“事项名称”等栏目名，再导入。"
    )


def open_file(path: Path, catalogue: Catalogue, name: str = "") -> OpenedFile:
    """Take in a file, under the ``name`` by which the user knows it.

    Raises :class:`UnreadableFile` when it is broken, empty, or of a format that is not read.
    """
    name = name or path.name
    try:
        return _open(path, catalogue, name)
    except UnreadableFile as error:
        raise error.called(name) if error.file == path.name else error from None


def _open(path: Path, catalogue: Catalogue, name: str) -> OpenedFile:
    container = sniff(path)
    pictures: Mapping[str, bytes] = {}
    if container in (Container.JSON, Container.XML):
        data = load_json(path) if container is Container.JSON else load_xml(path)
        if not is_records(data):
            data = opened_wrappers(data)
        table = None if is_records(data) else as_table(name, data, catalogue)
        digest = file_sha256(path)
        return OpenedFile(name, digest, (table,)) if table else OpenedFile(name, digest, data=data)
    if container in DOCUMENTS:
        document = read_document(path, container)
        grids: tuple[Grid, ...] = (lay_out(document, HeaderFinder(catalogue)),)
        pictures = document.pictures
    else:
        grids = tuple(read_workbook(path, container))
    if not any(grid.cells for grid in grids):
        names = "、".join(f"“{grid.name}”" for grid in grids) or "（没有工作表）"
        raise UnreadableFile(name, f"的工作表{names}里没有任何内容。请确认选对了文件。")
    if container is Container.CSV and is_known(name, rows := as_entries(grids[0]), catalogue):
        return OpenedFile(name, file_sha256(path), data=rows)
    cells = sum(len(grid.cells) for grid in grids)
    if cells > _MOST_CELLS:
        raise UnreadableFile(
            name,
            f"有 {cells} 个非空单元格，超过一次能导入的 {_MOST_CELLS} 个。请拆成几个文件，再导入。",
        )
    return OpenedFile(name, file_sha256(path), grids, pictures=pictures)


def read_opened(
    opened: OpenedFile, catalogue: Catalogue, *, kind: str | None = None,
    choices: Mapping[str, SheetChoice] = _NOTHING, progress: Progress = NO_PROGRESS,
) -> list[SheetResult]:  # fmt: skip
    """Understand all sheets of a file, as decided for each by its name.

    A workbook in which no header is known gives sheets without records, which say so; a JSON of
    unknown shape raises :class:`UnreadableFile`.
    """
    if is_data_book(opened.grids):
        return read_data_book(opened.name, opened.grids, catalogue, kind)
    if opened.holds_records:
        return read_records(opened.name, opened.data, catalogue, kind)
    if not opened.grids:
        return read_platform(opened.name, opened.data, catalogue, kind, choices)
    reader = SheetReader(opened.name, catalogue, kind, progress)
    results: list[SheetResult] = []
    for number, grid in enumerate(opened.grids):
        progress.step(number, len(opened.grids), f"{opened.name} {grid.name}")
        results.append(reader.read(grid, choices.get(grid.name, NO_CHOICE)))
    return results


def read_sheet(
    opened: OpenedFile, sheet: str, catalogue: Catalogue, *, kind: str | None = None,
    choice: SheetChoice = NO_CHOICE, progress: Progress = NO_PROGRESS,
) -> SheetResult:  # fmt: skip
    """Understand one sheet anew. ``KeyError`` when the file has none of that name."""
    grid = opened.grid(sheet)
    if grid is not None and not is_data_book(opened.grids):
        return SheetReader(opened.name, catalogue, kind, progress).read(grid, choice)
    choices = {sheet: choice}
    for result in read_opened(opened, catalogue, kind=kind, choices=choices):
        if result.report.name == sheet:
            return result
    raise KeyError(sheet)


def gather(opened: OpenedFile, sheets: Sequence[SheetResult]) -> ImportResult:
    """What these sheets of a file give together."""
    records = [record for sheet in sheets for record in sheet.records]
    attachments: Iterator[Any] = iter(())
    if is_records(opened.data):
        records = in_order(opened.data, records)
        attachments = attachments_of(opened.name, opened.data, records)
    elif opened.pictures:
        attachments = pictures_of(opened.pictures, records)
    sources = [source for sheet in sheets for source in sheet.sources]
    located = tuple(found for sheet in sheets for found in sheet.located)
    return ImportResult(
        opened.name,
        opened.sha256,
        tuple(records),
        tuple(sheet.report for sheet in sheets),
        _count(sources, sum(s.dropped for s in sheets), sum(s.values for s in sheets)),
        tuple(found.problem for found in located),
        tuple(sources),
        tuple(attachments),
        located,
    )


def _count(sources: Sequence[SourceCell], dropped: int, values: int) -> CellCount:
    """A cell under a merge may stand in several records but counts once."""
    places = {(s.sheet, s.row, s.column) for s in sources}
    taken = {(s.sheet, s.row, s.column) for s in sources if s.field != REMARK}
    return CellCount(len(taken) + values, len(places - taken), dropped)
