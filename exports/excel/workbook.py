"""Writes neutral documents as one .xlsx."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from exports.atomic import write_atomically
from exports.document import Document
from exports.excel.names import sheet_name
from exports.excel.text import cell_text
from exports.progress import NO_PROGRESS, Progress
from exports.zips import rezipped

if TYPE_CHECKING:
    from openpyxl import Workbook

    from exports.excel.sheet import SheetWriter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: ECMA-376 part 1, CT_Font: the order of its parts, which openpyxl does not keep.
_FONT_ORDER = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign",
               "sz", "color", "name", "family", "charset", "scheme")  # fmt: skip

_STEP = 100  # rows between two reports of progress
#: Links that Excel keeps on a sheet (Excel specifications and limits); with more it finds the file
#: damaged.
_MOST_LINKS = 65_530


def write_xlsx(
    documents: Sequence[Document], target: Path, progress: Progress = NO_PROGRESS
) -> None:
    """Write documents as sheets of a workbook; ``target`` is replaced at once or not at all.

    Every cell is text but running numbers; nothing is a formula. The same documents give the same
    bytes.

    Raises:
        BadTable: a table row has more cells than columns.
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
        ValueError: there is no document.
    """
    from openpyxl import Workbook

    if not documents:
        raise ValueError("没有可以写入 Excel 的清单。请先选择要导出的内容。")
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book, documents, progress)
    _set_properties(book, documents)
    buffer = io.BytesIO()
    book.save(buffer)
    edits = {
        "xl/styles.xml": _order_fonts,
        "docProps/core.xml": lambda _old: _core(book, documents),
    }
    write_atomically(target, rezipped(buffer.getvalue(), edits))


_NO_DATE = datetime(1980, 1, 1)


def _fill(book: Workbook, documents: Sequence[Document], progress: Progress) -> None:
    from exports.excel.looks import Looks
    from exports.excel.sheet import SheetWriter

    looks = Looks()
    taken: set[str] = set()
    writers: dict[str, SheetWriter] = {}
    rows = sum(len(table.rows) for document in documents for table in document.tables())
    written = 0

    def row_written() -> None:
        nonlocal written
        written += 1
        if written % _STEP == 0:
            progress.step(min(written, rows), rows, "写 Excel")

    for document in documents:
        name = sheet_name(document.title, taken)
        taken.add(name.lower())
        writers[name] = SheetWriter(book.create_sheet(name), document, looks, row_written)
        writers[name].write()
    _link(book, writers)


def _link(book: Workbook, writers: Mapping[str, SheetWriter]) -> None:
    """Make the links once every place is known; one that leads nowhere stays plain text."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    places = {
        anchor: "'{}'!{}".format(name.replace("'", "''"), coordinate)
        for name, writer in writers.items()
        for anchor, coordinate in writer.anchors.items()
    }
    for name, writer in writers.items():
        for number, (coordinate, goto) in enumerate(writer.links):
            cell = book[name][coordinate]
            if goto in places and number < _MOST_LINKS:
                cell.hyperlink = Hyperlink(ref=coordinate, location=places[goto])
            else:
                writer.unlink(cell)


def _set_properties(book: Workbook, documents: Sequence[Document]) -> None:
    first, properties = documents[0], book.properties
    properties.title = cell_text(first.title)[:255]
    properties.creator = properties.lastModifiedBy = cell_text(first.organization)[:255]
    properties.subject = cell_text(first.subject)[:255] or None
    properties.keywords = cell_text("，".join(first.keywords))[:255] or None
    properties.language = "zh-CN"


def _core(book: Workbook, documents: Sequence[Document]) -> bytes:
    """Properties with the documents' date; saving had put the clock's there.

    Without a date they bear the zip format's earliest day: openpyxl cannot leave it out.
    """
    from openpyxl.xml.functions import tostring

    properties = book.properties
    properties.created = properties.modified = _NO_DATE
    with suppress(ValueError):
        day = datetime.fromisoformat(max(document.date for document in documents))
        properties.created = properties.modified = day.replace(tzinfo=None)
    return bytes(tostring(properties.to_tree()))


def _order_fonts(styles: bytes) -> bytes:
    """The parts of each font in the order of the schema; Excel minds, most readers do not."""
    from lxml import etree

    root = etree.fromstring(styles)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(
            font, key=lambda part: _FONT_ORDER.index(str(part.tag).removeprefix(_MAIN))
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
