"""Documents and workbooks against the libraries that most programs would use directly."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.styles import Alignment, Border, Side

from desktop.imports import read_file
from exports.document import Cell, Document, Heading, KeyValues, Page, Paragraph, Table, TableColumn
from exports.excel import write_xlsx
from exports.layouts import LayoutContext, bundle_document, guide_document
from exports.word import write_docx
from forms.loader import load_catalogue
from forms.record import Record
from resources import SAMPLE_FILES
from tests.bench import Measurement, compare, race

_TEXT = "《中华人民共和国水法》第四十八条第一款：直接从江河、湖泊或者地下取用水资源的单位和个人，应当申请领取取水许可证。"


@cache
def sample_records() -> tuple[Record, ...]:
    """The built-in sample agency."""
    catalogue = load_catalogue()
    return tuple(r for path in SAMPLE_FILES for r in read_file(path, catalogue).records)


def sample_context() -> LayoutContext:
    """What layouts of the sample agency need."""
    by_uuid = {record.uuid: record for record in sample_records()}
    return LayoutContext(load_catalogue(), by_uuid.get, organization="岚川县水务局")


def a_guide() -> Document:
    """One full guide of the sample agency."""
    guide = next(r for r in sample_records() if r.kind == "service_guide")
    return guide_document(guide, sample_context(), "full")


@cache
def a_list(rows: int, columns: int) -> Document:
    """A list of invented rows of the length that published lists have."""
    heads = tuple(TableColumn(f"栏目{n + 1}", 10) for n in range(columns))
    body = tuple(
        tuple(Cell(f"{row}" if n == 0 else _TEXT[: 8 + 7 * (n % 6)]) for n in range(columns))
        for row in range(1, rows + 1)
    )
    return Document("权力清单", (Table(heads, body),), Page("A3", "landscape"))


def _in_folder(write: Callable[[Path], object], name: str) -> Callable[[], object]:
    folder = Path(tempfile.mkdtemp(prefix="mingce-bench-"))
    return lambda: write(folder / name)


@race("word.guide_vs_python_docx", unit="ms", goal=0.1)
def guide_vs_python_docx() -> Measurement:
    """One guide with the same headings, paragraphs and tables, built the plain way."""
    document = a_guide()
    return compare(
        _in_folder(lambda path: write_docx(document, path), "ours.docx"),
        _in_folder(lambda path: _plain_docx(document, path), "peer.docx"),
        runs=5,
        clock=time.process_time,
    )


@race("word.bundle_vs_python_docx", unit="s", goal=1 / 30)
def bundle_vs_python_docx() -> Measurement:
    """400 guides in one file. The peer sets a tenth of them and is taken ten times: its time grows
    faster than the number, so that this is in its favour.
    """
    guides = [r for r in sample_records() if r.kind == "service_guide"]
    documents = [guide_document(guide, sample_context(), "full") for guide in guides]

    def bundle(count: int) -> Document:
        return bundle_document([documents[n % len(documents)] for n in range(count)], "汇编")

    whole, tenth = bundle(400), bundle(40)
    found = compare(
        _in_folder(lambda path: write_docx(whole, path), "ours.docx"),
        _in_folder(lambda path: _plain_docx(tenth, path), "peer.docx"),
        runs=1,
        unit="s",
        clock=time.process_time,
    )
    return Measurement(found.ours, found.peer * 10, found.runs)


def _plain_docx(document: Document, target: Path) -> None:
    """The same headings, paragraphs and tables, built the plain way."""
    book = docx.Document()
    for block in document.blocks:
        match block:
            case Heading():
                book.add_heading(block.text, block.level)
            case Paragraph():
                run = book.add_paragraph().add_run(block.text)
                run.font.size = Pt(16)
            case KeyValues():
                _plain_table(book, [list(row) for row in block.rows])
            case Table():
                heads = [column.title for column in block.columns]
                cells = [[cell.text for cell in row] for row in block.rows]
                _plain_table(book, [heads, *cells])
    book.save(str(target))


def _plain_table(book: docx.document.Document, rows: list[list[str]]) -> None:
    table = book.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text


@race("excel.write_vs_openpyxl", unit="s", goal=0.5)
def write_vs_openpyxl() -> Measurement:
    """10,000 × 18 cells, wrapped and bordered, frozen and filtered, against plain openpyxl."""
    document = a_list(10_000, 18)
    side = Side(style="thin")
    border, wrap = Border(side, side, side, side), Alignment(wrap_text=True, vertical="center")

    def plain(target: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        table = next(document.tables())
        sheet.append([column.title for column in table.columns])
        for row in table.rows:
            sheet.append([cell.text for cell in row])
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.border, cell.alignment = border, wrap
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        book.save(target)

    return compare(
        _in_folder(lambda path: write_xlsx((document,), path), "ours.xlsx"),
        _in_folder(plain, "peer.xlsx"),
        runs=3,
        unit="s",
        clock=time.process_time,
    )
