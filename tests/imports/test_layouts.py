"""Invented sheets in the layouts of published lists: kind, columns, values, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.imports import read_file
from desktop.imports.grid import Grid, letters
from desktop.imports.rows import SheetReader, SheetResult
from desktop.imports.surroundings import level
from forms.loader import load_catalogue

CATALOGUE = load_catalogue()
LAW = "《中华人民共和国水法》第七条"
HEAD = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "备注"]
CHANNELS = "■政府网站　□政府公报\n■社区/企事业单位/村公示栏（电子屏）"

Row = Sequence[str]


def read(rows: Sequence[Row], *merges: tuple[int, int, int, int], name: str = "表") -> SheetResult:
    """Reads rows as a sheet, and makes sure that every cell is accounted for."""
    cells = {
        (row, column): text
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
        if text
    }
    result = SheetReader("清单.xlsx", CATALOGUE, None).read(Grid(name, cells, merges))
    inside = {(source.row, source.column) for source in result.sources}
    listed = {(cell.row, cell.column) for cell in result.report.structure}
    assert inside | listed == {(row, letters(column)) for row, column in cells}
    return result


def values(result: SheetResult, kind: str) -> list[dict[str, Any]]:
    return [dict(record.values) for record in result.records if record.kind == kind]


def roles(result: SheetResult) -> dict[int, str]:
    return {cell.row: cell.role for cell in result.report.structure}


@pytest.mark.parametrize(
    "total",
    [
        ["合计", "2项"],
        ["", "合计", "", "3"],
        ["总计（共2项）", "", "", "", "", "", "2"],
        ["小计：2"],
    ],
)
def test_a_row_of_totals_is_no_item(total: Row) -> None:
    result = read([HEAD, ["1", "甲", "", "行政许可", LAW], total])
    assert [power["name"] for power in values(result, "power_item")] == ["甲"]
    assert roles(result)[3] == "note"


def test_signatures_under_the_table_are_no_item() -> None:
    rows = [
        HEAD,
        ["1", "甲", "", "行政许可", LAW],
        ["填表人：张某", "", "审核人：李某", "", "", "联系电话：1"],
    ]
    result = read(rows)
    assert len(result.records) == 1
    assert roles(result)[3] == "note"


def test_a_matter_whose_name_begins_like_a_total_stays_a_matter() -> None:
    result = read([HEAD, ["1", "总计量器具检定", "", "行政确认", LAW]])
    assert [power["name"] for power in values(result, "power_item")] == ["总计量器具检定"]


def test_column_numbers_under_the_header_are_no_item() -> None:
    numbers = [f"（{number}）" for number in range(1, 8)]
    result = read([HEAD, numbers, ["1", "甲", "", "行政许可", LAW]])
    assert [power["name"] for power in values(result, "power_item")] == ["甲"]
    assert roles(result)[2] == "note"


SHORT = ["序号", "事项名称", "实施依据"]


def test_the_type_comes_from_the_name_of_the_sheet() -> None:
    result = read([SHORT, ["1", "甲", LAW]], name="行政检查（ 17 项）")
    assert values(result, "power_item")[0]["power_type"] == "administrative_inspection"
    assert "1项的“职权类型”取自" in result.report.note


def test_the_nearest_heading_gives_the_type() -> None:
    rows = [["某局行政处罚事项清单（2024年版）"], SHORT, ["1", "甲", LAW], ["一、行政许可（共2项）"],
            ["2", "乙", LAW], ["（二）行政强制类"], ["3", "丙", LAW]]  # fmt: skip
    result = read(rows, (1, 1, 1, 3), (4, 1, 4, 3), (6, 1, 6, 3))
    types = [power["power_type"] for power in values(result, "power_item")]
    assert types == ["administrative_penalty", "administrative_licence", "administrative_coercion"]


def test_an_own_type_is_not_replaced_even_when_it_is_not_understood() -> None:
    head = [*SHORT, "权力类型"]
    result = read(
        [head, ["1", "甲", LAW, "行政检查"], ["2", "乙", LAW, "行政什么"]], name="行政许可"
    )
    first, second = values(result, "power_item")
    assert first["power_type"] == "administrative_inspection"
    assert "power_type" not in second


@pytest.mark.parametrize(
    "title", ["行政许可、行政处罚事项清单", "某局权责清单", "行政许可中介服务表"]
)
def test_a_title_that_does_not_plainly_name_one_type_gives_none(title: str) -> None:
    result = read([[title], SHORT, ["1", "甲", LAW]])
    assert "power_type" not in values(result, "power_item")[0]


def test_agencies_named_in_headings_exercise_the_powers_below() -> None:
    rows = [SHORT, ["一、市水务局（共1项）"], ["1", "甲", LAW], ["（一）行政许可"], ["2", "乙", LAW],
            ["二、市教育局"], ["3", "丙", LAW]]  # fmt: skip
    powers = values(read(rows, *[(row, 1, row, 3) for row in (2, 4, 6)]), "power_item")
    assert [power["exercising_org"] for power in powers] == ["市水务局", "市水务局", "市教育局"]
    assert [power.get("power_type") for power in powers] == [None, "administrative_licence", None]


@pytest.mark.parametrize(
    ("text", "depth"),
    [("一、行政许可", 1), ("（二）甲", 2), ("3.乙", 3), ("附件", 0), ("第一部分 甲", 1)],
)
def test_the_numbering_tells_how_deep_a_heading_stands(text: str, depth: int) -> None:
    assert level(text) == depth


def test_an_upright_sheet_of_one_power_is_read() -> None:
    rows = [["行政职权运行责任表"], ["职权名称", "取水许可", "职权类型", "行政许可"],
            ["职权编码", "0118", "法定主体", "水务局"], ["责任事项", "1.受理责任"], ["", "2.审查责任"],
            ["追责情形", "不受理的"], ["监督电话", "0777-6428820"]]  # fmt: skip
    result = read(rows, (1, 1, 1, 4), (4, 1, 5, 1))
    [power] = values(result, "power_item")
    [duty] = values(result, "responsibility_item")
    assert (power["name"], power["code"], power["power_type"]) == (
        "取水许可", "0118", "administrative_licence")  # fmt: skip
    assert duty["duties"][0]["content"] == "1.受理责任\n2.审查责任"
    assert duty["responsible_org"] == "水务局"
    assert result.dropped == 0


def test_an_upright_sheet_may_hold_several_matters_and_unknown_headings() -> None:
    block = [["职权类型", "行政许可"], ["实施依据", LAW], ["库存编号", "K-7"]]
    result = read([["职权名称", "甲"], *block, ["职权名称", "乙"], *block])
    powers = values(result, "power_item")
    assert [power["name"] for power in powers] == ["甲", "乙"]
    assert powers[1]["remark"] == "库存编号：K-7"
    assert result.report.unmapped == ("库存编号",)


def test_a_list_in_rows_is_not_taken_for_an_upright_one() -> None:
    rows = [HEAD, *[[str(number), "审批", "备注", "行政许可", "依据"] for number in range(1, 6)]]
    assert len(values(read(rows), "power_item")) == 5


def test_a_limit_takes_its_unit_from_the_column_beside_it() -> None:
    rows = [["事项名称", "申请条件", "申请材料", "法定时限", "", "承诺时限", "时限单位"],
            ["甲", "无违法记录", "申请书", "45", "工作日", "二十", "日"], ["乙", "同上", "申请书", "即办", "", "", "工作日"]]  # fmt: skip
    result = read(rows, (1, 4, 1, 5))
    first, second = values(result, "service_guide")
    assert first["legal_limit"] == {"amount": 45, "unit": "working_day"}
    assert first["promise_limit"] == {"amount": 20, "unit": "calendar_day"}
    assert second["legal_limit"]["amount"] == 0
    assert "promise_limit" not in second
    assert "时限单位：工作日" in second["remark"]
    assert result.problems == []


def catalogue_rows(*items: Row) -> list[Row]:
    return [
        [
            "序号",
            "公开事项",
            "",
            "公开内容",
            "公开渠道",
            "公开对象",
            "",
            "公开方式",
            "",
            "公开层级",
            "",
        ],
        [
            "",
            "一级事项",
            "二级 事项",
            "",
            "",
            "全社会",
            "特定\n群体",
            "主动",
            "依申请公开",
            "县级",
            "乡、村级",
        ],
        *items,
    ]


MERGES = [(1, c, 2, c) for c in (1, 4, 5)] + [(1, c, 1, c + 1) for c in (2, 6, 8, 10)]


def test_one_leaf_may_stand_for_two_levels_and_words_for_a_tick() -> None:
    row = ["1", "救灾", "发放", "名单", CHANNELS, "", "被征地农民", "√", "", "", "√"]
    [item] = values(read(catalogue_rows(row), *MERGES), "disclosure_item")
    assert item["levels"] == ["township", "village"]
    assert (item["audience"], item["audience_note"]) == ("specific_groups", "被征地农民")
    assert "remark" not in item


@pytest.mark.parametrize(
    ("cell", "note"), [("√（当事人）", "当事人"), ("√", None), ("■ 当事人", "当事人")]
)
def test_words_beside_a_tick_say_who_is_meant(cell: str, note: str | None) -> None:
    row = ["1", "救灾", "发放", "名单", CHANNELS, "", cell, "√"]
    [item] = values(read(catalogue_rows(row), *MERGES), "disclosure_item")
    assert item["audience"] == "specific_groups"
    assert item.get("audience_note") == note


@pytest.mark.parametrize("cell", ["×", "否", "/", "□", "—"])
def test_a_cell_that_says_no_is_no_tick(cell: str) -> None:
    row = ["1", "救灾", "发放", "名单", CHANNELS, "√", cell, "√"]
    [item] = values(read(catalogue_rows(row), *MERGES), "disclosure_item")
    assert item["audience"] == "whole_society"


def test_several_catalogues_on_a_sheet_keep_their_fields_apart() -> None:
    row = ["1", "救灾", "发放", "名单", CHANNELS]
    first, second = (
        ["（一）社会救助领域基层政务公开标准目录"],
        ["（二）养老服务领域基层政务公开标准目录"],
    )
    head = [*catalogue_rows(row)]
    rows = [first, *head, *head, second, *head]
    merges = [
        (top + r, left, bottom + r, right) for r in (1, 4, 8) for top, left, bottom, right in MERGES
    ]
    merges += [(1, 1, 1, 11), (8, 1, 8, 11)]
    areas = [item["area"] for item in values(read(rows, *merges), "disclosure_item")]
    assert areas[0] == areas[1] != areas[2]


def test_three_header_rows_are_read() -> None:
    rows = [["序号", "职权信息", "", "", "责任信息", "", "", ""],
            ["", "职权类型", "职权名称", "", "责任事项", "", "追责", ""],
            ["", "", "主项", "子项", "内容", "依据", "情形", "依据"],
            ["1", "行政许可", "取水许可", "首次", "受理", LAW, "不受理的", LAW]]  # fmt: skip
    merges = [
        (1, 1, 3, 1),
        (1, 2, 1, 4),
        (1, 5, 1, 8),
        (2, 2, 3, 2),
        (2, 3, 2, 4),
        (2, 5, 2, 6),
        (2, 7, 2, 8),
    ]
    result = read(rows, *merges)
    [power], [duty] = values(result, "power_item"), values(result, "responsibility_item")
    assert (power["name"], power["sub_name"]) == ("取水许可", "首次")
    assert duty["duties"][0]["content"] == "受理"
    assert duty["duties"][0]["basis"][0]["role"] == "responsibility"
    assert duty["accountability"][0]["basis"][0]["role"] == "accountability"


def test_unknown_columns_do_not_hide_a_header() -> None:
    extra = [f"扩展{number}" for number in range(290)]
    result = read([[*HEAD, *extra], ["1", "甲", "", "行政许可", LAW, "水务局", "", *extra]])
    assert values(result, "power_item")[0]["name"] == "甲"


def test_an_unknown_leaf_does_not_mean_its_group() -> None:
    rows = [["序号", "中介服务事项", "", "", "审批部门"], ["", "中介服务名称", "设定依据", "颁发部门", ""],
            ["1", "水资源论证", LAW, "水利部", "水务局"]]  # fmt: skip
    result = read(rows, (1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 2, 5))
    [item] = values(result, "intermediary_item")
    assert item["name"] == "水资源论证"
    assert result.report.unmapped == ("中介服务事项 颁发部门",)


def test_a_fee_cell_gives_the_kind_and_keeps_the_words() -> None:
    head = ["中介服务名称", "设立依据", "审批部门", "收费性质及标准"]
    rows = [
        head,
        ["甲", LAW, "水务局", "政府指导价，每平方米2元"],
        ["乙", LAW, "水务局", "市场调节价"],
    ]
    first, second = values(read(rows), "intermediary_item")
    assert (first["fee_nature"], first["fee_standard"]) == (
        "guided_price",
        "政府指导价，每平方米2元",
    )
    assert second["fee_nature"] == "market_price"
    assert "fee_standard" not in second


def test_a_list_of_adjustments_makes_no_powers() -> None:
    rows = [["序号", "实施主体", "职权类型", "职权编码", "职权名称", "调整类型", "调整前", "调整后", "调整依据"],
            ["1", "水务局", "行政许可", "0118", "取水许可", "取消", "20日", "10日", LAW]]  # fmt: skip
    result = read(rows)
    [notice] = values(result, "adjustment_notice")
    assert notice["adjustment_type"] == "cancel"
    assert notice["differences"] == [{"before": "20日", "after": "10日"}]
    assert "职权名称：取水许可" in notice["remark"]
    assert result.report.records == {"adjustment_notice": 1}


def test_a_list_of_cancelled_matters_makes_no_powers() -> None:
    rows = [
        ["序号", "事项名称", "审批部门", "设定依据", "加强事中事后监管措施"],
        ["1", "甲", "某部", LAW, "抽查"],
    ]
    result = read(rows)
    assert result.report.records == {"adjustment_notice": 1}
    assert values(result, "adjustment_notice")[0]["supervision_measures"] == "抽查"


def test_a_bare_list_of_names_is_one_of_powers() -> None:
    assert read([["序号", "事项名称", "备注"], ["1", "甲", "无"]]).report.records == {
        "power_item": 1
    }


def test_the_national_negative_list_is_read_for_reference() -> None:
    rows = [["项目号", "禁止或许可事项", "事项编码", "禁止或许可准入措施描述", "主管部门"],
            ["一、禁止准入类"], ["1", "甲", "100001", "禁止", ""], ["二、许可准入类"], ["（一）农业"],
            ["7", "乙", "201001", "许可", "农业农村部"]]  # fmt: skip
    items = values(read(rows, *[(row, 1, row, 5) for row in (2, 4, 5)]), "negative_list_ref")
    assert [(item["number"], item["category"]) for item in items] == [
        (1, "prohibited"), (7, "permitted")]  # fmt: skip


def test_traditional_headings_and_choices_are_recognised_and_texts_kept() -> None:
    rows = [
        ["序號", "事項名稱", "權力類型", "實施依據"],
        ["1", "取水許可", "行政許可", "《水法》第七條"],
    ]
    [power] = values(read(rows), "power_item")
    assert power["name"] == "取水許可"
    assert power["power_type"] == "administrative_licence"


@pytest.mark.parametrize(
    ("cell", "day"), [("45413", "2024-05-01"), ("2024.5.1", "2024-05-01"), ("5月1日", None)]
)
def test_a_day_without_date_format_is_a_number_of_days(cell: str, day: str | None) -> None:
    [power] = values(read([[*SHORT, "发布日期"], ["1", "甲", LAW, cell]]), "power_item")
    assert power.get("publish_date") == day


@pytest.mark.parametrize("mark", ["\t", "|", ";"])
def test_a_title_above_a_csv_does_not_hide_its_delimiter(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "清单.csv"
    rows = ["某局,权责清单", "序号 事项名称 权力类型 实施依据", "1 甲 行政许可 水法"]
    path.write_text("\n".join(rows).replace(" ", mark), encoding="gb18030")
    [record] = read_file(path, CATALOGUE).records
    assert record.values["power_type"] == "administrative_licence"


def test_the_remark_of_a_platform_is_a_known_key(tmp_path: Path) -> None:
    path = tmp_path / "指南.json"
    path.write_text('[{"事项名称": "甲", "备注": "说明", "库存编号": "K-7"}]', encoding="utf-8")
    [sheet] = read_file(path, CATALOGUE).sheets
    assert sheet.mapping["备注"] == "remark"
    assert sheet.unmapped == ("库存编号",)


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("到现场次数", "1次", "scene_num", 1),
        ("到现场次数", "最多跑1次", "scene_num", None),
        ("是否收费", "不收费", "is_fee", False),
        ("是否收费", "收费", "is_fee", True),
        ("是否收费", "是（按标准）", "is_fee", True),
        ("是否收费", "视情况", "is_fee", None),
        ("办件类型", "承诺件（法定）", "project_type", "commitment"),
        ("办件类型", "即办件/承诺件", "project_type", None),
        ("服务对象", "自然人、法人", "service_object", None),
        ("承诺时限", "5-10个工作日", "promise_limit", None),
        ("承诺时限", "20", "promise_limit", None),
        (
            "承诺时限",
            "45个工作日（不含听证）",
            "promise_limit",
            {"amount": 45, "unit": "working_day"},
        ),
    ],
)
def test_a_value_is_taken_or_the_words_are_kept_and_reported(
    heading: str, cell: str, field: str, value: object
) -> None:
    result = read([["事项名称", "申请条件", "申请材料", heading], ["甲", "无", "申请书", cell]])
    [guide] = values(result, "service_guide")
    assert guide.get(field) == value
    assert [problem.rule for problem in result.problems] == (["R01"] if value is None else [])
    if value is None:
        assert cell in (guide.get(f"{field}_note"), guide.get("remark", "").partition("：")[2])
