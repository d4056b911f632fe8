"""Words crossed out, comments and percents: what a cell shows besides its text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from desktop.imports import ImportResult, read_file
from desktop.imports.sniff import Container
from desktop.imports.workbook import read_workbook
from desktop.imports.xls_marks import comments_of, is_percent, struck_of
from forms.loader import load_catalogue


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "抽查事项", "抽查依据", "抽查主体", "抽查比例"])
    sheet.append([1, "甲抽查", "《甲法》第一条", "县甲局", 0.05])
    sheet.append([2, "乙抽查", "《乙法》第一条", "县乙局", 0.125])
    sheet.append([3, "丙抽查", "《丙法》第一条", "县丙局", 0.5])
    sheet["B2"] = CellRichText("甲抽查", TextBlock(InlineFont(strike=True), "（停用）"))
    sheet["B3"].font = Font(strike=True)
    sheet["D2"].comment = Comment("机构改革后改由乙局\n行使", "某人")
    sheet["E2"].number_format, sheet["E3"].number_format = "0%", "0.0%"
    found = tmp_path_factory.mktemp("marks") / "清单.xlsx"
    book.save(found)
    return found


@pytest.fixture(scope="module")
def result(path: Path) -> ImportResult:
    return read_file(path, load_catalogue())


def test_words_that_are_crossed_out_are_told_with_their_cell(result: ImportResult) -> None:
    told = {
        (f.row, f.column): f.problem.message for f in result.located if "划去" in f.problem.message
    }
    assert "“（停用）”" in told[2, "B"]
    assert "“乙抽查”" in told[3, "B"]
    assert len(told) == 2
    assert result.records[0].values["name"] == "甲抽查（停用）"


def test_a_comment_is_told_with_its_cell(result: ImportResult) -> None:
    [found] = [f for f in result.located if "批注" in f.problem.message]
    assert (found.row, found.column) == (2, "D")
    assert "机构改革后改由乙局" in found.problem.message


def test_a_share_is_read_as_it_is_shown(path: Path, result: ImportResult) -> None:
    [grid] = read_workbook(path, Container.XLSX)
    assert [grid.text(row, "E") for row in (2, 3, 4)] == ["5%", "12.5%", "0.5"]
    assert result.records[1].values["inspection_note"] == "12.5%"


class _Font:
    def __init__(self, struck_out: int) -> None:
        self.struck_out = struck_out


class _Style:
    def __init__(self, font_index: int, format_key: int) -> None:
        self.font_index, self.format_key = font_index, format_key


class _Format:
    def __init__(self, format_str: str) -> None:
        self.format_str = format_str


class _Note:
    text = "请 核对\n"


class _Sheet:
    """What xlrd says of a sheet with two texts and a share."""

    def __init__(self) -> None:
        self.book = self
        self.font_list = [_Font(0), _Font(1)]
        self.xf_list = [_Style(0, 0), _Style(1, 0), _Style(0, 9)]
        self.format_map = {0: _Format("General"), 9: _Format("0%")}
        self.rows: list[list[Any]] = [["甲抽查（停用）", "乙抽查"], [0.2, ""]]
        self.styles = {(0, 1): 1, (1, 0): 2}
        self.nrows = 2
        self.rich_text_runlist_map = {(0, 0): [(0, 0), (3, 1)]}
        self.cell_note_map = {(1, 0): _Note()}

    def row_len(self, row: int) -> int:
        return len(self.rows[row])

    def cell_value(self, row: int, column: int) -> object:
        return self.rows[row][column]

    def cell_xf_index(self, row: int, column: int) -> int:
        return self.styles.get((row, column), 0)


def test_old_workbooks_tell_the_same() -> None:
    sheet = _Sheet()
    assert struck_of(sheet) == {(1, 1): "（停用）", (1, 2): "乙抽查"}
    assert comments_of(sheet) == {(2, 1): "请 核对"}
    assert is_percent(sheet, 1, 0)
    assert not is_percent(sheet, 0, 0)
