"""Items of several rows: stages of a duty, materials of a guide in Excel, matters side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.imports import SheetChoice, read_file
from desktop.imports.grid import Grid
from desktop.imports.rows import SheetReader
from forms.loader import load_catalogue
from tests.imports.test_layouts import Row, read, values

CATALOGUE = load_catalogue()
STAGES: list[Row] = [
    ("序号", "职权名称", "职权类型", "责任环节", "责任事项内容", "责任事项依据"),
    ("1", "临时占道审批", "行政许可", "受理责任", "公示应当提交的材料", "《行政许可法》第三十条"),
    ("", "", "", "审查责任", "审查书面材料", "《行政许可法》第三十四条"),
    ("", "", "", "决定责任", "作出决定", "《行政许可法》第三十七条"),
    ("2", "户外广告审批", "行政许可", "受理责任", "一次性告知", "《行政许可法》第三十二条"),
    ("", "", "", "送达责任", "送达证件", "《行政许可法》第四十四条"),
]
MERGED = tuple((2, column, 4, column) for column in (1, 2, 3)) + tuple(
    (5, column, 6, column) for column in (1, 2, 3)
)


@pytest.mark.parametrize("merges", [MERGED, ()], ids=["merged", "left blank"])
def test_each_row_below_an_item_is_a_stage_with_its_own_basis(
    merges: tuple[tuple[int, int, int, int], ...],
) -> None:
    first, second = values(read(STAGES, *merges), "responsibility_item")
    assert [(row["stage"], row["content"]) for row in first["duties"]] == [
        ("受理责任", "公示应当提交的材料"), ("审查责任", "审查书面材料"), ("决定责任", "作出决定"),
    ]  # fmt: skip
    assert [row["basis"][0]["article_text"] for row in first["duties"]] == [
        "第三十条", "第三十四条", "第三十七条",
    ]  # fmt: skip
    assert [row["stage"] for row in second["duties"]] == ["受理责任", "送达责任"]


def test_one_column_of_several_lines_is_one_text() -> None:
    rows = [("序号", "职权名称", "责任事项内容", "责任事项依据"),
            ("1", "临时占道审批", "1.公示材料", "《行政许可法》第三十条"), ("", "", "2.审查材料", "")]  # fmt: skip
    (duty,) = values(read(rows, (2, 1, 3, 1), (2, 2, 3, 2)), "responsibility_item")
    assert [row["content"] for row in duty["duties"]] == ["1.公示材料\n2.审查材料"]


GUIDE: list[Row] = [
    ("临时占道审批办事指南",),
    ("事项名称", "临时占道审批", "", "事项类型", "行政许可"),
    ("申请材料", "序号", "材料名称", "份数", "材料形式"),
    ("", "1", "占道申请表", "原件1份", "纸质"),
    ("", "2", "现场位置图", "复印件2份", "电子化"),
    ("法定办结时限", "20个工作日", "", "承诺办结时限", "5个工作日"),
    ("受理条件", "不影响通行"),
]


def test_a_table_of_materials_in_an_upright_sheet_becomes_rows() -> None:
    (guide,) = values(read(GUIDE, (3, 1, 5, 1), (2, 2, 2, 3), (6, 2, 6, 3)), "service_guide")
    names = [(row["name"], row.get("original_count"), row.get("copy_count"))
             for row in guide["materials"]]  # fmt: skip
    assert names == [("占道申请表", 1, None), ("现场位置图", None, 2)]
    assert guide["promise_limit"] == {"amount": 5, "unit": "working_day"}
    assert guide["accept_condition"] == "不影响通行"


def test_a_table_may_stand_below_its_heading() -> None:
    rows: list[Row] = [*GUIDE[:2], ("申请材料",), ("序号", "材料名称", "份数"),
                       ("1", "占道申请表", "1"), ("2", "现场位置图", "1"), *GUIDE[5:]]  # fmt: skip
    (guide,) = values(read(rows, (3, 1, 3, 5), (2, 2, 2, 3), (7, 2, 7, 3)), "service_guide")
    assert [row["name"] for row in guide["materials"]] == ["占道申请表", "现场位置图"]
    assert guide["accept_condition"] == "不影响通行"


def test_matters_side_by_side_are_records_of_their_own() -> None:
    rows: list[Row] = [
        ("事项名称", "临时占道审批", "户外广告审批", "夜间施工审批"),
        ("权力类型", "行政许可", "", ""),
        (
            "实施依据",
            "《城市道路管理条例》第三十一条",
            "《市容条例》第十一条",
            "《噪声法》第四十三条",
        ),
        ("承办机构", "道路科", "市容科", "环保科"),
    ]
    found = values(read(rows, (2, 2, 2, 4)), "power_item")
    assert [(power["name"], power["office"]) for power in found] == [
        ("临时占道审批", "道路科"), ("户外广告审批", "市容科"), ("夜间施工审批", "环保科"),
    ]  # fmt: skip
    assert {power["power_type"] for power in found} == {"administrative_licence"}


def test_a_law_and_its_article_in_two_columns_are_one_citation() -> None:
    rows: list[Row] = [
        ("序号", "职权名称", "设定依据", ""), ("", "", "法律法规名称", "条款内容"),
        ("1", "取水许可", "《中华人民共和国水法》", "第四十八条 取水应当申请"),
        ("2", "采砂许可", "中华人民共和国水法", "第三十九条"),
    ]  # fmt: skip
    found = values(read(rows, (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)), "power_item")
    cited: list[dict[str, Any]] = [power["basis"][0] for power in found]
    assert [(c["title"], c["level"], c["article_text"]) for c in cited] == [
        ("中华人民共和国水法", "law", "第四十八条"), ("中华人民共和国水法", "law", "第三十九条"),
    ]  # fmt: skip
    assert "取水应当申请" in cited[0]["quoted_text"]
    assert cited[1]["role"] == "establishment"


def test_a_mirror_in_traditional_characters_cites_the_law_itself() -> None:
    rows = [("序號", "事項名稱", "實施依據"), ("1", "取水許可", "《中華人民共和國水法》第四十八條")]
    (power,) = values(read(rows), "power_item")
    assert power["basis"][0]["title"] == "中华人民共和国水法"
    assert power["basis"][0]["article_text"] == "第四十八条"
    assert power["name"] == "取水許可"


def test_semicolons_part_the_cells_where_one_has_lines_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    rows = '水务局清单;;;\r\n序号;事项名称;权力类型;实施依据\r\n1;取水许可;行政许可;"《水法》第四十八条;\r\n第二款"\r\n2;采砂许可;行政许可;《水法》第三十九条\r\n'
    path.write_bytes(rows.encode("gb18030"))
    assert [r.values["name"] for r in read_file(path, CATALOGUE).records] == [
        "取水许可",
        "采砂许可",
    ]


@pytest.mark.parametrize(
    "text", ["1.申请表；\n2.户口簿。", "（1）申请表；\n（2）户口簿。", "①申请表；②户口簿。"]
)
def test_a_numbered_cell_is_as_many_materials(text: str) -> None:
    rows: list[Row] = [("事项名称", "养犬登记"), ("受理条件", "有固定住所"), ("办理地点", "政和路8号"),
                       ("申请材料", text)]  # fmt: skip
    (guide,) = values(read(rows), "service_guide")
    assert [row["name"] for row in guide["materials"]] == ["申请表", "户口簿"]


def test_rings_within_a_sentence_are_no_list() -> None:
    rows: list[Row] = [("事项名称", "养犬登记"), ("受理条件", "有固定住所"), ("办理地点", "政和路8号"),
                       ("申请材料", "按附表①和附表②提交")]  # fmt: skip
    (guide,) = values(read(rows), "service_guide")
    assert [row["name"] for row in guide["materials"]] == ["按附表①和附表②提交"]


def test_a_header_in_two_rows_can_be_named_though_nobody_knows_its_headings() -> None:
    cells = {(1, 1): "代号", (1, 2): "甲情况", (1, 4): "乙情况", (2, 2): "子丑", (2, 3): "寅卯",
             (2, 4): "辰巳", (2, 5): "午未", (3, 1): "A1", (3, 2): "一", (3, 3): "二", (3, 4): "三",
             (3, 5): "四"}  # fmt: skip
    grid = Grid("表", cells, ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)))
    choice = SheetChoice(kind="power_item", header_row=1)
    report = SheetReader("清单.xlsx", CATALOGUE, None).read(grid, choice).report
    assert report.header_row == 2
    assert [column.header for column in report.columns] == [
        "代号", "甲情况 子丑", "甲情况 寅卯", "乙情况 辰巳", "乙情况 午未",
    ]  # fmt: skip
    assert report.records == {"power_item": 1}


def test_items_right_below_a_named_header_are_no_part_of_it() -> None:
    cells = {(1, 1): "代号", (1, 2): "甲情况", (2, 1): "A1", (2, 2): "一", (2, 3): "二"}
    choice = SheetChoice(kind="power_item", header_row=1)
    read_as = SheetReader("清单.xlsx", CATALOGUE, None).read(
        Grid("表", cells, ((1, 2, 1, 3),)), choice
    )
    assert read_as.report.records == {"power_item": 1}
    assert read_as.report.header_row == 1
