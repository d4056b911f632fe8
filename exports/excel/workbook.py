"""Writes neutral documents as one .xlsx."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.atomic import staged, told_of
from exports.document import Document
from exports.excel.book import Book, Properties, SheetEntry
from exports.excel.looks import Looks
from exports.excel.names import sheet_name
from exports.excel.sheet import SheetWriter
from exports.excel.text import is_too_long
from exports.progress import NO_PROGRESS, Progress
from exports.zips import TextPart

_STEP = 100  # rows between two reports of progress


@dataclass(frozen=True, slots=True)
class XlsxReport:
    """What the reader of the export report must know: cells that Excel cannot hold whole, as
    sentences.
    """

    remarks: tuple[str, ...] = ()


def write_xlsx(
    documents: Sequence[Document], target: Path, progress: Progress = NO_PROGRESS
) -> XlsxReport:
    """Write documents as sheets of a workbook; ``target`` is replaced at once or not at all.

    Every cell is text but running numbers; nothing is a formula. The same documents give the same
    bytes. Rows go straight into the file, so memory does not grow with their number.

    Raises:
        BadTable: a table row has more cells than columns.
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
        ValueError: there is no document.
    """
    if not documents:
        raise ValueError("没有可以写入 Excel 的清单。请先选择要导出的内容。")
    names = _names(documents)
    places = _places(documents, names)
    step = _counter(documents, progress)
    with staged(target) as stage, told_of(target), Book(stage.file) as book:
        for document, name in zip(documents, names, strict=True):
            with book.open_sheet() as out:
                writer = SheetWriter(out, document, book.looks, step, places)
                writer.write()
            book.add(SheetEntry(name, writer.print_titles, writer.frame.filter))
        book.finish(_properties(documents))
    return XlsxReport(tuple(_cut(documents)))


def _names(documents: Sequence[Document]) -> list[str]:
    taken: set[str] = set()
    names = []
    for document in documents:
        names.append(sheet_name(document.title, taken))
        taken.add(names[-1].lower())
    return names


def _counter(documents: Sequence[Document], progress: Progress) -> Callable[[], None]:
    """What is called for each row, and tells progress now and then."""
    rows = sum(len(table.rows) for document in documents for table in document.tables())
    written = 0

    def row_written() -> None:
        nonlocal written
        written += 1
        if written % _STEP == 0:
            progress.step(min(written, rows), rows, "写 Excel")

    return row_written


def _places(documents: Sequence[Document], names: Sequence[str]) -> Mapping[str, str]:
    """Where each anchor will stand, found by writing once into nothing; only reports have links."""
    cells = (
        cell
        for document in documents
        for table in document.tables()
        for row in table.rows
        for cell in row
    )
    if not any(cell.goto for cell in cells):
        return {}
    places: dict[str, str] = {}
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - a device, not a path of ours
        for document, name in zip(documents, names, strict=True):
            writer = SheetWriter(TextPart(nothing), document, Looks(), lambda: None, {})
            writer.write()
            sheet = SheetEntry(name).quoted
            places.update({key: f"{sheet}!{cell}" for key, cell in writer.anchors.items()})
    return places


def _properties(documents: Sequence[Document]) -> Properties:
    first = documents[0]
    return Properties(
        first.title,
        first.organization,
        first.subject,
        "，".join(first.keywords),
        max(document.date for document in documents),
    )


def _cut(documents: Sequence[Document]) -> list[str]:
    """Sentences about cells whose text is longer than Excel can hold."""
    return [
        f"《{document.title}》第 {number} 行有一格超过 Excel 的 32767 字，表中未能列全；"
        "请以 Word 或 PDF 为准，或把这一格拆开填写。"
        for document in documents
        for table in document.tables()
        for number, row in enumerate(table.rows, 1)
        if any(is_too_long(cell.text) for cell in row)
    ]
