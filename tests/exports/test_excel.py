"""The Excel writer, judged by reading its files back."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.atomic import CannotWrite
from exports.document import Cell, Document, Page, Table, TableColumn, paragraph
from exports.excel import write_xlsx
from exports.excel.names import sheet_name
from exports.excel.text import cell_text, lines_of
from exports.progress import Cancelled
from tests.exports.word_samples import LAW, guide_sample, list_sample

ROOT = Path(__file__).resolve().parents[2]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(folder: Path, *documents: Document) -> Worksheet:
    target = folder / "清单.xlsx"
    write_xlsx(documents or (list_sample(),), target)
    return load_workbook(target).worksheets[0]


def one_column(*texts: str, title: str = "内容") -> Document:
    rows = tuple((Cell(text),) for text in texts)
    return replace(list_sample(), blocks=(Table((TableColumn(title, 30),), rows),))


def test_title_remark_heading_and_rows_stand_below_each_other(tmp_path: Path) -> None:
    rows = list(sheet_of(tmp_path).iter_rows(values_only=True))
    assert rows[0][0] == "示例市烟草专卖局权力清单"
    assert rows[1][0] == "单位：示例市烟草专卖局"
    assert rows[2] == ("序号", "职权编码", "设定依据", "责任", None)
    assert rows[3] == (None, None, None, "责任事项", "责任依据")
    assert rows[4] == ("行政许可", None, None, None, None)
    assert rows[5] == (1, "01", LAW, "=HYPERLINK(1)", "第三十条")
    assert rows[6] == (None, None, None, "-审查", "@第三十四条")


def test_cells_are_merged_as_the_table_spans(tmp_path: Path) -> None:
    merged = {str(item) for item in sheet_of(tmp_path, list_sample(1)).merged_cells.ranges}
    assert merged == {"A1:E1", "A2:E2", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "A5:E5",
                      "A6:A7", "B6:B7", "C6:C7"}  # fmt: skip


def test_the_heading_is_frozen_filtered_and_printed_on_each_page(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path)
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:E11"
    assert sheet.print_title_rows == "$3:$4"


def test_paper_is_a3_across_and_fits_in_width(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center.text == "第 &P 页　共 &N 页"
    assert list_sample().fingerprint() in str(footer.right.text)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|'/c calc'!A0", "+86 755", "-1", "@SUM(A1)", "\t=1", "#N/A", "0755", "1e5",
     "2026-11-23", "TRUE"],
)  # fmt: skip
def test_text_stays_text_whatever_it_looks_like(tmp_path: Path, text: str) -> None:
    cell = sheet_of(tmp_path, one_column(text))["A3"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1"])
def test_what_could_become_a_formula_is_quoted_and_nothing_else(tmp_path: Path, text: str) -> None:
    sheet = sheet_of(tmp_path, one_column(text, "普通文字"))
    assert sheet["A3"].quotePrefix
    assert not sheet["A4"].quotePrefix


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    sheet_of(tmp_path)
    with zipfile.ZipFile(tmp_path / "清单.xlsx") as archive:
        xml = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert not list(xml.iter(f"{MAIN}f"))
    assert list(xml.iter(f"{MAIN}is"))


def test_only_running_numbers_are_numbers(tmp_path: Path) -> None:
    numbered = sheet_of(tmp_path, one_column("7", "007", "7-1", title="序号"))
    assert [numbered.cell(row, 1).value for row in (3, 4, 5)] == [7, "007", "7-1"]
    assert sheet_of(tmp_path, one_column("7", title="份数"))["A3"].value == "7"


def test_rows_are_as_high_as_their_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, one_column("短", "一\n二\n三", LAW * 40, LAW * 500))
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    assert heights == sorted(heights)
    assert heights[1] >= 3 * 13.5


def test_a_text_higher_than_a_row_may_be_goes_on_over_merged_rows(tmp_path: Path) -> None:
    """An Excel row ends at 409 points; a cell over two rows shows the text of both."""
    columns = (TableColumn("甲", 60), TableColumn("乙", 30))
    rows = ((Cell(LAW * 100), Cell("一")), (Cell("短", rows=2), Cell("二")), (Cell("三"),))
    sheet = sheet_of(tmp_path, replace(list_sample(), blocks=(Table(columns, rows),)))
    long = next(item for item in sheet.merged_cells.ranges if item.coord.startswith("A3:"))
    heights = [float(sheet.row_dimensions[row].height or 0) for row in range(3, long.max_row + 1)]
    assert max(heights) <= 409
    assert len(heights) > 1
    assert sum(heights) >= lines_of(LAW * 100, sheet.column_dimensions["A"].width) * 13.5
    assert sheet["A3"].value == LAW * 100
    assert sheet["A3"].alignment.vertical == "top"
    below = long.max_row + 1
    merged = {item.coord for item in sheet.merged_cells.ranges}
    assert f"B3:B{long.max_row}" in merged
    assert f"A{below}:A{below + 1}" in merged
    assert [sheet.cell(row, 2).value for row in (below, below + 1)] == ["二", "三"]


def test_a_long_remark_is_shown_whole_too(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, replace(list_sample(), blocks=(paragraph(LAW * 400, "note"),)))
    heights = [sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1)]
    assert len(heights) > 1
    assert max(map(float, filter(None, heights))) <= 409


def test_what_excel_cannot_hold_is_told(tmp_path: Path) -> None:
    document = one_column("短", "长" * 32768)
    report = write_xlsx((document,), tmp_path / "a.xlsx")
    (remark,) = report.remarks
    assert "第 2 行" in remark
    assert "32767" in remark
    assert write_xlsx((one_column("长" * 32767),), tmp_path / "b.xlsx").remarks == ()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        document = one_column(*(f"{number}{LAW}" for number in range(count)))
        tracemalloc.start()
        write_xlsx((document,), tmp_path / "a.xlsx")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(2400) < peak(600) + 500_000


def test_a_cancelled_workbook_leaves_nothing(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_xlsx((list_sample(200),), tmp_path / "a.xlsx", Stop())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exports.zips.TextPart.flush", full)
    with pytest.raises(CannotWrite, match=r"写入.*a\.xlsx.*磁盘空间"):
        write_xlsx((list_sample(),), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_text_that_looks_like_an_escape_stays_what_it_is(tmp_path: Path) -> None:
    sheet_of(tmp_path, one_column("_x0041_与_xyz"))
    with zipfile.ZipFile(tmp_path / "清单.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_与_xyz" in xml


def test_a_cell_over_several_rows_gets_room_in_all_of_them(tmp_path: Path) -> None:
    columns = (TableColumn("甲", 10), TableColumn("乙", 190))
    rows = ((Cell(LAW, rows=2), Cell("1")), (Cell("2"),))
    sheet = sheet_of(tmp_path, replace(list_sample(), blocks=(Table(columns, rows),)))
    heights = [sheet.row_dimensions[row].height for row in (3, 4)]
    assert heights[0] == heights[1]
    assert sum(heights) >= lines_of(LAW, sheet.column_dimensions["A"].width) * 13.5


def test_every_document_gets_a_sheet_of_its_own_name(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    write_xlsx((list_sample(), list_sample(), guide_sample()), target)
    book = load_workbook(target)
    assert book.sheetnames == [
        "示例市烟草专卖局权力清单", "示例市烟草专卖局权力清单_2", "烟草专卖零售许可证核发",
    ]  # fmt: skip
    texts = [str(row[0]) for row in book.worksheets[2].iter_rows(values_only=True) if row[0]]
    assert "1. 申请　申请人　网上或者窗口提交" in texts
    assert "网上办理：https://example.gov.cn/a" in texts


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a[1]:b*?/\\c", "a1bc"),
        ("'引号'", "引号"),
        ("", "清单"),
        ("长" * 40, "长" * 31),
        ("𠮷" * 20, "𠮷" * 15),
        ("History", "History_2"),
    ],
)
def test_sheet_names_are_what_excel_accepts(title: str, name: str) -> None:
    assert sheet_name(title, set()) == name


def test_sheet_names_differ_also_where_they_are_cut() -> None:
    taken = {sheet_name("长" * 40, set())}
    second = sheet_name("长" * 40, taken)
    assert second == "长" * 29 + "_2"


def test_illegal_characters_go_and_endless_text_is_cut_with_a_word() -> None:
    assert cell_text("a\x00b\ud800c\r\nd") == "abc\nd"
    cut = cell_text("𠮷" * 40000)
    assert len(cut.encode("utf-16-le")) <= 2 * 32767
    assert cut.endswith("（内容过长，未全部列出）")


def test_nothing_to_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有可以写入 Excel 的清单"):
        write_xlsx((), tmp_path / "a.xlsx")


def test_fonts_keep_the_order_of_the_schema(tmp_path: Path) -> None:
    sheet_of(tmp_path)
    with zipfile.ZipFile(tmp_path / "清单.xlsx") as archive:
        styles = etree.fromstring(archive.read("xl/styles.xml"))
    order = ["b", "i", "u", "sz", "color", "name", "family", "charset", "scheme"]
    for font in styles.iter(f"{MAIN}font"):
        tags = [str(part.tag).removeprefix(MAIN) for part in font]
        assert tags == sorted(tags, key=order.index)


def test_the_same_documents_give_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    ours = tmp_path / "ours.xlsx"
    write_xlsx((list_sample(9), guide_sample()), ours)
    script = (
        "import sys; from pathlib import Path; from exports.excel import write_xlsx\n"
        "from tests.exports.word_samples import guide_sample, list_sample\n"
        "write_xlsx((list_sample(9), guide_sample()), Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        other = tmp_path / f"{seed}.xlsx"
        subprocess.run(
            [sys.executable, "-c", script, str(other)], cwd=ROOT, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert other.read_bytes() == ours.read_bytes()


def test_a_document_without_a_date_is_written_too(tmp_path: Path) -> None:
    table = Table((TableColumn("名称"),), ((Cell("甲"),),))
    write_xlsx((Document("清单", (table,)),), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert "dcterms:created" not in archive.read("docProps/core.xml").decode()
    assert load_workbook(tmp_path / "a.xlsx").properties.title == "清单"


def test_a_cell_leads_to_a_named_place_of_another_sheet(tmp_path: Path) -> None:
    columns = (TableColumn("甲", 12), TableColumn("乙", 30))
    rows = ((Cell("去", goto="那里"), Cell("无处可去", goto="没有")),)
    page = Page(screen=True)
    first = Document("目录'表", (Table(columns, rows),), page)
    there = Document("内'容", (Table(columns, ((Cell("一"), Cell("到", anchor="那里")),)),), page)
    target = tmp_path / "链接.xlsx"
    write_xlsx((first, there), target)
    book = load_workbook(target)
    sheet = book.worksheets[0]
    link = sheet["A3"].hyperlink
    assert link is not None
    assert link.location == "'内''容'!B3"
    assert sheet["B3"].hyperlink is None
    assert sheet.column_dimensions["B"].width == 30


def test_a_measured_column_holds_numbers_that_can_be_sorted(tmp_path: Path) -> None:
    texts = ("97.5", "12", "0", "2.50", "1e5", "=1")
    column = TableColumn("分", 10, measured=True)
    document = Document("表", (Table((column,), tuple((Cell(t),) for t in texts)),))
    sheet = sheet_of(tmp_path, document)
    assert [sheet.cell(row, 1).value for row in range(3, 9)] == [97.5, 12, 0, "2.50", "1e5", "=1"]
    assert sheet["A3"].number_format == "0.0"


def test_what_only_workbooks_know_does_not_change_the_check_code() -> None:
    plain = one_column("甲")
    linked = replace(
        plain, blocks=(Table((TableColumn("内容", 30),), ((Cell("甲", anchor="a", goto="b"),),)),)
    )
    assert linked.fingerprint() == plain.fingerprint()
    assert one_column("乙").fingerprint() != plain.fingerprint()


def test_there_are_no_more_links_than_excel_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.excel.cells.MOST_LINKS", 1)
    rows = tuple((Cell(str(number), anchor="a", goto="a"),) for number in range(3))
    sheet = sheet_of(tmp_path, Document("表", (Table((TableColumn("甲", 12),), rows),)))
    cells = [sheet.cell(row, 1) for row in range(3, 6)]
    assert [cell.hyperlink is not None for cell in cells] == [True, False, False]
    assert [cell.font.underline for cell in cells] == ["single", None, None]
