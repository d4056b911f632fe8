"""Small invented lists, one for every trap of MESS.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from desktop.imports import ImportResult, read_file
from desktop.imports.grid import Grid, letters
from desktop.imports.rows import SheetReader
from desktop.imports.synonyms import headers_of
from forms.loader import load_catalogue
from forms.values import fold

CATALOGUE = load_catalogue()
HEAD = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "备注"]
LAW = (
    "【法律】《中华人民共和国水法》（2002年8月29日修订）第七条：国家对水资源依法实行取水许可制度。"
)

Build = Callable[..., ImportResult]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes rows to a workbook and reads it; ``change`` gets the sheet before it is saved."""

    def make(rows: Sequence[Sequence[object]], change: object = None, kind: str | None = None,
             name: str = "清单.xlsx") -> ImportResult:  # fmt: skip
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        if callable(change):
            change(sheet)
        book.save(tmp_path / name)
        return read_file(tmp_path / name, CATALOGUE, kind=kind)

    return make


def powers(result: ImportResult) -> list[dict[str, object]]:
    return [dict(r.values) for r in result.records if r.kind == "power_item"]


def test_headings_may_stand_in_any_order_with_any_white_space(build: Build) -> None:
    result = build(
        [["备 注", "权力\n类型", "序　号", "职权名称"], ["说明", " 行政 处罚", 1, "对甲的处罚"]]
    )
    [power] = powers(result)
    assert power["name"] == "对甲的处罚"
    assert power["power_type"] == "administrative_penalty"
    assert power["remark"] == "说明"


def test_what_has_no_field_goes_to_the_remark_with_its_heading(build: Build) -> None:
    result = build([[*HEAD, "库存编号"], [1, "甲", "", "行政检查", LAW, "水务局", "老备注", "K-7"]])
    [power] = powers(result)
    assert str(power["remark"]).startswith("老备注\n")
    assert "库存编号：K-7" in str(power["remark"])
    assert result.sheets[0].unmapped == ("库存编号",)


def test_a_column_without_heading_is_named_by_its_letter(build: Build) -> None:
    result = build([HEAD, [1, "甲", "", "行政检查", LAW, "水务局", "", "行政许可"]])
    assert "H列：行政许可" in str(powers(result)[0]["remark"])
    assert "H列" in result.sheets[0].unmapped


def test_a_word_that_is_no_choice_is_kept_and_reported_not_guessed(build: Build) -> None:
    result = build([HEAD, [1, "甲", "", "行政什么", LAW, "水务局"]])
    [power] = powers(result)
    assert "power_type" not in power
    assert "权力类型：行政什么" in str(power["remark"])
    [problem] = result.problems
    assert problem.rule == "R01"
    assert problem.field == "power_type"
    assert "第2行" in problem.message
    assert "清单.xlsx" in problem.message


def test_the_history_of_a_law_is_kept_as_published_beside_its_dates(build: Build) -> None:
    [power] = powers(build([HEAD, [1, "甲", "", "行政许可", LAW, "水务局"]]))
    rows = power["basis"]
    assert isinstance(rows, list)
    [row] = rows
    assert row["title"] == "中华人民共和国水法"
    assert row["article_text"] == "第七条"
    assert "2002年8月29日修订" in str(row["history"])
    assert "remark" not in power


def test_a_duty_becomes_a_linked_record(build: Build) -> None:
    result = build(
        [
            [*HEAD, "责任事项内容", "责任事项依据", "追责对象范围", "追责情形"],
            [1, "甲", "", "行政许可", LAW, "水务局", "", "受理责任", LAW, "承办人", "不受理的"],
        ]
    )
    power, duty = result.records
    assert power.values["responsibilities"] == [duty.uuid]
    assert duty.values["power"] == [power.uuid]
    assert duty.values["responsible_org"] == "水务局"
    assert duty.values["duties"][0]["content"] == "受理责任"
    assert duty.values["duties"][0]["basis"][0]["role"] == "responsibility"
    assert duty.values["accountability"] == [{"persons": "承办人", "situation": "不受理的"}]
    assert {power.data_source, duty.data_source} == {"imported"}


def test_a_title_row_a_banner_and_a_repeated_header_are_no_items(build: Build) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A3:G3")

    result = build([["部门名称：某市水务局"], HEAD, ["一、行政许可（共1项）"],
                    [1, "甲", "", "行政许可", LAW, "水务局"], HEAD,
                    [2, "乙", "", "行政检查", LAW, "水务局"]], merge)  # fmt: skip
    assert [power["name"] for power in powers(result)] == ["甲", "乙"]
    assert powers(result)[0]["org_name"] == "某市水务局"
    roles = [(cell.row, cell.role) for cell in result.sheets[0].structure]
    assert (1, "title") in roles
    assert (3, "note") in roles
    assert (5, "repeated_header") in roles
    assert result.cells.dropped == 0


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("填报单位：某市水务局（盖章）", "某市水务局"),
        ("单位：万元", None),
        ("某市水务局权责清单", None),
    ],
)
def test_only_a_plainly_named_agency_is_taken_from_a_title(
    build: Build, title: str, name: str | None
) -> None:
    [power] = powers(build([[title], HEAD, [1, "甲", "", "行政许可", LAW, "水务局"]]))
    assert power.get("org_name") == name


def test_blank_names_of_sub_items_are_filled_down(build: Build) -> None:
    result = build([HEAD, [1, "甲", "1.新办", "行政许可", LAW, "水务局"],
                    [None, None, "2.变更", "行政许可", LAW, "水务局"]])  # fmt: skip
    assert [(p["name"], p["sub_name"]) for p in powers(result)] == [
        ("甲", "1.新办"), ("甲", "2.变更")]  # fmt: skip


def test_a_merge_over_several_items_counts_for_each(build: Build) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("F2:F3")

    result = build([HEAD, [1, "甲", "", "行政许可", LAW, "水务局"],
                    [2, "乙", "", "行政检查", LAW, None]], merge)  # fmt: skip
    assert [p["exercising_org"] for p in powers(result)] == ["水务局", "水务局"]
    assert result.cells.taken == 9  # the merged cell once


def test_rows_of_one_merged_item_are_joined(build: Build) -> None:
    def merge(sheet: Worksheet) -> None:
        for column in "ABCDEFG":
            sheet.merge_cells(f"{column}2:{column}3")

    result = build([[*HEAD, "责任事项内容"], [1, "甲", "", "行政许可", LAW, "水务局", "", "受理。"],
                    [None] * 7 + ["审查。"]], merge)  # fmt: skip
    duty = result.records[1]
    assert duty.values["duties"][0]["content"] == "受理。\n审查。"


def test_a_merge_that_claims_the_whole_sheet_costs_nothing(build: Build) -> None:
    def claim(sheet: Worksheet) -> None:
        sheet.merged_cells.add("J1:XFD1048576")

    assert len(powers(build([HEAD, [1, "甲", "", "行政许可", LAW, "水务局"]], claim))) == 1


def test_groups_over_two_header_rows_and_ticks_are_read(build: Build) -> None:
    def merge(sheet: Worksheet) -> None:
        for area in ("A1:A2", "D1:D2", "B1:C1", "E1:F1", "G1:H1"):
            sheet.merge_cells(area)

    result = build([["序号", "公开事项", None, "公开内容（要素）", "公开对象", None, "公开方式", None],
                    [None, "一级事项", "二级事项", None, "全社会", "特定群体", "主动", "依申请公开"],
                    [1, "救灾", "款物发放", "名单", "√", None, None, "√"]], merge)  # fmt: skip
    [record] = result.records
    assert record.kind == "disclosure_item"
    assert record.values["topic"] == "救灾"
    assert record.values["subtopic"] == "款物发放"
    assert record.values["audience"] == "whole_society"
    assert record.values["mode"] == "on_request"
    assert result.sheets[0].header_row == 2


def test_only_filled_boxes_are_chosen(build: Build) -> None:
    result = build([["公开事项（二级事项）", "公开内容（要素）", "公开渠道和载体"],
                    ["款物发放", "名单", "■政府网站 □政府公报\n■社区/企事业单位/村公示栏（电子屏）"]])  # fmt: skip
    [record] = result.records
    assert "website" in str(record.values["channels"])
    assert "gazette" not in str(record.values["channels"])


def test_hidden_rows_are_taken_and_reported(build: Build) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    result = build([HEAD, [1, "甲", "", "行政许可", LAW, "水务局"]], hide)
    assert len(powers(result)) == 1
    assert "隐藏行：2" in result.sheets[0].note
    assert [problem.rule for problem in result.problems] == ["R02"]


def test_a_formula_without_a_stored_result_is_copied_and_reported(build: Build) -> None:
    result = build([HEAD, ["=MAX(A$1:A1)+1", "甲", "", "行政许可", LAW, "水务局"]])
    assert [problem.rule for problem in result.problems] == ["R03"]
    assert "序号：=MAX(A$1:A1)+1" in str(powers(result)[0]["remark"])


def test_whole_numbers_and_dates_read_as_people_see_them(build: Build) -> None:
    result = build([["事项名称", "权力类型", "实施依据", "发布日期", "职权编码"],
                    ["甲", "行政检查", LAW, date(2024, 3, 1), 1203.0]])  # fmt: skip
    [power] = powers(result)
    assert power["publish_date"] == "2024-03-01"
    assert power["code"] == "1203"


def test_a_limit_with_words_keeps_the_words(build: Build) -> None:
    result = build([["事项名称", "权力类型", "实施依据", "承诺期限（工作日）"],
                    ["甲", "行政许可", LAW, 5], ["乙", "行政许可", LAW, "合同约定"],
                    ["丙", "行政许可", LAW, "/"]])  # fmt: skip
    first, second, third = powers(result)
    assert first["promise_limit"] == {"amount": 5, "unit": "working_day"}
    assert "承诺期限（工作日）：合同约定" in str(second["remark"])
    assert "承诺期限（工作日）：/" in str(third["remark"])
    assert [problem.rule for problem in result.problems] == ["R01"]


def test_a_numbered_row_without_content_is_no_record(build: Build) -> None:
    result = build([HEAD, [1, "甲", "", "行政许可", LAW, "水务局"], [2], [3]])
    assert [power["name"] for power in powers(result)] == ["甲"]
    assert [(c.row, c.role) for c in result.sheets[0].structure if c.row > 1] == [
        (3, "note"),
        (4, "note"),
    ]
    assert result.cells.dropped == 0


def test_a_row_that_belongs_to_no_item_is_listed(build: Build) -> None:
    result = build([HEAD, [None, None, None, None, LAW]])
    assert result.records == ()
    assert result.cells.dropped == 1
    assert [cell.role for cell in result.sheets[0].structure if cell.row == 2] == ["unread"]
    assert [problem.rule for problem in result.problems] == ["R04"]


def test_a_sheet_without_a_header_is_reported_with_all_its_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, [1, "甲", "", "行政许可", LAW, "水务局"]):
        book.worksheets[0].append(row)
    other = book.create_sheet("通讯录")
    for row in (["电话", "姓名"], ["1", "2"]):
        other.append(row)
    book.save(tmp_path / "清单.xlsx")
    result = read_file(tmp_path / "清单.xlsx", CATALOGUE)
    assert result.by_kind() == {"power_item": 1}
    assert result.cells.dropped == 4
    assert [problem.rule for problem in result.problems] == ["R04"]


def test_the_caller_may_name_the_kind(build: Build) -> None:
    rows = [["事项名称", "设定依据"], ["甲", LAW]]
    assert build(rows, kind="service_guide").by_kind() == {"service_guide": 1}
    assert build(rows, kind="responsibility_item").by_kind() == {"power_item": 1}
    with pytest.raises(KeyError):
        build(rows, kind="no_such_kind")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "清单.xls"
    path.write_text(f'序号,事项名称,权力类型,实施依据\n1,甲,行政检查,"{LAW}"\n', encoding=encoding)
    [record] = read_file(path, CATALOGUE).records
    assert record.values["name"] == "甲"


def test_an_html_table_named_xls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "清单.xls"
    path.write_text(
        "<html><table><tr><td>事项名称</td><td>权力类型</td><td>实施依据</td></tr>"
        f"<tr><td rowspan=2>甲</td><td>行政检查</td><td>{LAW}</td></tr><tr><td></td></tr></table>",
        encoding="utf-8",
    )
    [record] = read_file(path, CATALOGUE).records
    assert record.values["power_type"] == "administrative_inspection"


POWERS = headers_of(CATALOGUE)["power_item"]
BLANKS = st.sampled_from(["", " ", "\n", "\u3000", "\xa0", "\u2002", " \n  "])


@given(st.sampled_from(HEAD[1:]), st.lists(BLANKS, min_size=8, max_size=8))
def test_no_white_space_inside_a_heading_hides_it(heading: str, blanks: list[str]) -> None:
    spread = "".join(a + b for a, b in zip(heading, blanks, strict=False))
    assert POWERS.find(spread, "") == POWERS.find(heading, "") != ()


class _Steps:
    """Keeps what a progress bar would be told."""

    def __init__(self, seen: list[tuple[int, int, str]]) -> None:
        self.step = lambda done, total, text: seen.append((done, total, text))


def test_progress_names_each_sheet(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(f"事项名称,权力类型,实施依据\n甲,行政检查,{LAW}\n", encoding="utf-8")
    seen: list[tuple[int, int, str]] = []
    read_file(path, CATALOGUE, progress=_Steps(seen))
    assert seen == [(0, 1, "清单.csv 清单")]


WORDS = st.sampled_from([*HEAD, "责任事项内容", "追责情形", "行政许可", "甲", "1", "√", "/", "无", LAW,
                         "市级", "公开对象", "全社会", "公开事项", "承诺期限", "20日"])  # fmt: skip
TEXTS = st.one_of(WORDS, st.text(min_size=1, max_size=12)).filter(lambda text: text.strip() != "")
PLACES = st.tuples(st.integers(1, 7), st.integers(1, 9))
MERGES = st.tuples(st.integers(1, 6), st.integers(1, 8), st.integers(0, 3), st.integers(0, 3))


@given(st.dictionaries(PLACES, TEXTS, max_size=40), st.lists(MERGES, max_size=4), st.booleans())
def test_no_cell_of_any_sheet_gets_lost(
    cells: dict[tuple[int, int], str], merges: list[tuple[int, int, int, int]], headed: bool
) -> None:
    if headed:
        cells = {(row + 1, column): text for (row, column), text in cells.items()}
        cells |= {(1, column): text for column, text in enumerate(HEAD, start=1)}
    ranges = tuple((r, c, r + height, c + width) for r, c, height, width in merges)
    grid = Grid("表", cells, ranges)
    result = SheetReader("清单.xlsx", CATALOGUE, None).read(grid)
    inside = {(s.row, s.column) for s in result.sources}
    listed = {(cell.row, cell.column) for cell in result.report.structure}
    expected = {(row, letters(column)) for row, column in cells}
    assert inside | listed == expected
    assert not inside & listed
    uuids = {record.uuid for record in result.records}
    assert {source.record for source in result.sources} <= uuids
    remarks = {r.uuid: fold(str(r.values.get("remark", ""))) for r in result.records}
    for source in result.sources:
        if source.field == "remark":
            assert fold(source.text) in remarks[source.record]


def test_a_long_list_tells_its_progress_and_can_be_stopped(tmp_path: Path) -> None:
    lines = [f"对第{number}种行为的处罚,行政处罚" for number in range(100)]
    path = tmp_path / "清单.csv"
    path.write_text("事项名称,权力类型\n" + "\n".join(lines), encoding="utf-8")
    seen: list[tuple[int, int, str]] = []
    read_file(path, CATALOGUE, progress=_Steps(seen))
    assert [(done, total) for done, total, _ in seen] == [
        (0, 1), (25, 100), (50, 100), (75, 100), (100, 100),
    ]  # fmt: skip
