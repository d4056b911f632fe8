"""A table with more columns than a sheet can hold goes on in further tables; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdfium2
from openpyxl import load_workbook

from exports.document import Cell, Document, Page, Table, TableColumn
from exports.excel import write_xlsx
from exports.pdf import pdf_bytes
from exports.wide import parts_of
from exports.word import write_docx

COUNT = 39


def table(columns: int = COUNT) -> Table:
    """A group row, and a record of two lines in the last two columns."""
    heads = tuple(TableColumn(f"栏{number:02}") for number in range(columns))
    group = (Cell("行政许可（共1项）", columns=columns, header=True),)
    record = tuple(Cell(f"甲{number:02}", rows=2) for number in range(columns - 2))
    lines = ((*record, Cell("乙上"), Cell("丙上")), (Cell("乙下"), Cell("丙下")))
    return Table(heads, (group, *lines), "采集表")


def test_every_part_begins_with_the_first_column_and_no_cell_is_lost() -> None:
    assert parts_of(table(24)) == (table(24),)
    parts = parts_of(table())
    assert [len(part.columns) for part in parts] == [14, 14, 13]
    assert [part.caption for part in parts] == ["采集表（1/3）", "采集表（2/3）", "采集表（3/3）"]
    for part in parts:
        assert part.columns[0].title == "栏00"
        assert part.rows[0][0].columns == len(part.columns)
        assert (part.rows[1][0].text, part.rows[1][0].rows) == ("甲00", 2)
    assert [cell.text for cell in parts[-1].rows[2]] == ["乙下", "丙下"]
    shown = {cell.text for part in parts for row in part.rows for cell in row}
    assert shown == {cell.text for row in table().rows for cell in row}


def test_pdf_word_and_workbook_hold_every_column(tmp_path: Path) -> None:
    made = Document("采集表", (table(),), Page("A3", "landscape"))
    with pypdfium2.PdfDocument(pdf_bytes(made)) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert all(
        f"栏{number:02}" in text and f"甲{min(number, 36):02}" in text for number in range(COUNT)
    )
    write_docx(made, tmp_path / "a.docx")
    tables = docx.Document(str(tmp_path / "a.docx")).tables
    assert [len(found.columns) for found in tables] == [14, 14, 13]
    write_xlsx((made,), tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert sheet.max_column == COUNT
    paper = sheet.sheet_properties.pageSetUpPr
    assert paper is not None
    assert not paper.fitToPage
