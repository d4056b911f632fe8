"""The cells of a sheet are those that openpyxl's own reader finds."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from desktop.imports.xlsx_cells import cells_of
from desktop.imports.xlsx_strings import open_values

VALUES = ("取水许可", " 前后有空 ", 12, -3.5, 1e20, True, date(2024, 5, 1), datetime(2024, 5, 1, 8, 30),
          time(8, 30), timedelta(hours=30), "#N/A", "=1+1", "第一\n第二")  # fmt: skip


def test_values_are_read_as_openpyxl_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "值.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, value in enumerate(VALUES, start=2):
        book.active.cell(row, row % 3 + 1).value = value  # type: ignore[assignment]
    book.active.merge_cells("E5:H9")
    book.save(path)
    with path.open("rb") as stream:
        read = open_values(stream)
        sheet = read.worksheets[0]
        xml = read._archive.read(vars(sheet)["_worksheet_path"])
        found = {cell.place: (cell.value, cell.fault) for cell in cells_of(sheet, xml)}
        expected = {
            (cell.row, cell.column): (cell.value, cell.data_type == "e")
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
    assert found == expected
    assert len(found) == len(VALUES) - 1  # a formula that nobody calculated has no value


class _Sheet:
    """As much of a sheet of openpyxl as is asked for."""

    def __init__(self) -> None:
        self._shared_strings = ["甲", "乙"]
        self.parent = openpyxl.Workbook()


def _xml(rows: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()


def test_cells_without_places_stand_one_after_the_other() -> None:
    xml = _xml('<row><c t="s"><v>1</v></c><c/><c t="inlineStr"><is><r><t>丙</t></r></is></c></row>'
               '<row r="5"><c r="C5" t="s"><v>0</v></c><c t="s"><v>1</v></c></row>')  # fmt: skip
    found = {cell.place: cell.value for cell in cells_of(_Sheet(), xml)}
    assert found == {(1, 1): "乙", (1, 3): "丙", (5, 3): "甲", (5, 4): "乙"}


@pytest.mark.parametrize(
    "cell", ['<c r="1A"><v>1</v></c>', '<c t="s"><v>9</v></c>', "<c><v>x</v></c>"]
)
def test_a_damaged_cell_is_an_error_not_a_guess(cell: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        list(cells_of(_Sheet(), io.BytesIO(_xml(f"<row>{cell}</row>")).getvalue()))


def test_a_sheet_that_declares_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "1">]>' + _xml('<row r="1"><c r="A1"><v>&a;</v></c></row>')
    with pytest.raises(SyntaxError, match="document type"):
        cells_of(_Sheet(), bomb)


def test_a_cut_sheet_is_an_error() -> None:
    with pytest.raises(SyntaxError):
        cells_of(_Sheet(), _xml('<row r="1"><c r="A1"><v>1</v></c></row>')[:-9])


def test_what_stands_in_a_cell_besides_its_value_is_not_its_text() -> None:
    xml = _xml('<row r="2"> <c r="B2" t="str"><f>A1</f> <v>取水</v><extLst><v>x</v></extLst></c>'
               '<c r="C2"/><c r="D2" t="inlineStr"><is><t>甲</t><rPh><t>jia</t></rPh></is></c></row>')  # fmt: skip
    assert [(c.place, c.value) for c in cells_of(_Sheet(), xml)] == [
        ((2, 2), "取水"),
        ((2, 4), "甲"),
    ]
