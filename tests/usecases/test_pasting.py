"""A block of cells becomes a file that is read as any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.imports import read_file
from desktop.usecases.pasting import NothingToPaste, keep_block, keep_page
from forms.loader import load_catalogue

BLOCK = (
    '序号\t职权名称\t职权类型\t备注\r\n1\t户外广告设施设置审批\t行政许可\t"第一行\n第二行 ""引号"""\r\n'
    "\t\t\t\r\n2\t取水许可\t行政许可\t\r\n"
)


def test_pasted_rows_become_records(tmp_path: Path) -> None:
    path = keep_block(BLOCK, tmp_path)
    found = read_file(path, load_catalogue(), kind="power_item")
    assert found.file == "剪贴板.csv"
    assert [record.get("name") for record in found.records] == ["户外广告设施设置审批", "取水许可"]
    assert found.records[0].get("power_type") == "administrative_licence"
    assert '第二行 "引号"' in str(found.records[0].get("remark"))


@pytest.mark.parametrize("text", ["", "一句话", "表头一\t表头二\n", "只有一列\n一行\n", "\t\n\t\n"])
def test_what_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToPaste, match="连同表头一起"):
        keep_block(text, tmp_path)
    assert list(tmp_path.iterdir()) == []


#: As Word puts it on the clipboard: wrapped source, paragraphs in cells, a merged cell.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><style>
<!-- table.MsoNormalTable {mso-style-name:"Table Normal";} --></style></head><body lang=ZH-CN>
<!--StartFragment--><table class=MsoTableGrid border=1><tr>
<td><p class=MsoNormal>职权名称<o:p></o:p></p></td><td><p>职权类型</p></td><td><p>备注</p></td></tr>
<tr><td><p class=MsoNormal>户外广告设施
设置审批<o:p></o:p></p></td><td rowspan=2><p>行政许可</p></td><td><p>第一段</p><p>第二段</p></td>
</tr><tr><td><p class=MsoNormal>取水许可</p></td><td></td></tr></table><!--EndFragment-->"""


def test_a_table_of_word_keeps_merged_cells_and_paragraphs(tmp_path: Path) -> None:
    found = read_file(keep_page(WORD, tmp_path), load_catalogue(), kind="power_item")
    assert found.file == "剪贴板.html"
    assert [record.get("name") for record in found.records] == ["户外广告设施设置审批", "取水许可"]
    assert {record.get("power_type") for record in found.records} == {"administrative_licence"}
    assert "第一段\n第二段" in str(found.records[0].get("remark"))


@pytest.mark.parametrize(
    "html", ["<table></table>", "<table><tr><td>一</td><td>二</td></tr></table>"]
)
def test_a_page_without_a_list_is_refused(html: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToPaste):
        keep_page(html, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_hidden_columns_of_a_pasted_page_are_told(tmp_path: Path) -> None:
    page = """<table><col width=72><col width=0 style='display:none'><col width=72>
    <tr><td>职权名称</td><td>职权类型</td><td>备注</td></tr>
    <tr><td>取水许可</td><td>行政许可</td><td>无</td></tr></table>"""
    found = read_file(keep_page(page, tmp_path), load_catalogue(), kind="power_item")
    assert len(found.records) == 1
    assert [column.header for column in found.sheets[0].columns if column.hidden] == ["职权类型"]


def test_quotation_marks_of_a_pasted_text_swallow_no_lines(tmp_path: Path) -> None:
    text = '职权名称\t职权类型\n"三定"方案备案\t行政许可\n取水许可\t行政许可\n'
    found = read_file(keep_block(text, tmp_path), load_catalogue(), kind="power_item")
    assert [record.get("name") for record in found.records] == ['"三定"方案备案', "取水许可"]
