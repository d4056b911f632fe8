"""Lists side by side on a sheet, and cells that point to the one above."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.imports import read_file
from forms.loader import load_catalogue
from tests.imports.test_layouts import HEAD, LAW, read, roles, values


def test_two_lists_side_by_side_are_two_lists() -> None:
    head = ["序号", "事项名称", "权力类型"]
    result = read([
        ["清源县林业局权力清单"], [*head, "", *head],
        ["1", "采伐许可", "行政许可", "", "3", "木材检查", "行政检查"],
        ["2", "运输许可", "行政许可", "", "4", "滥伐的处罚", "行政处罚"],
    ])  # fmt: skip
    assert [(p["name"], p["power_type"]) for p in values(result, "power_item")] == [
        ("采伐许可", "administrative_licence"), ("运输许可", "administrative_licence"),
        ("木材检查", "administrative_inspection"), ("滥伐的处罚", "administrative_penalty"),
    ]  # fmt: skip
    assert roles(result)[1] == "title"


def test_the_right_list_may_be_shorter() -> None:
    head = ["事项名称", "权力类型"]
    result = read([[*head, *head], ["甲", "行政许可", "丙", "行政检查"], ["乙", "行政许可"]])
    assert [power["name"] for power in values(result, "power_item")] == ["甲", "乙", "丙"]


def test_a_heading_that_comes_twice_is_no_second_list() -> None:
    rows = [[*HEAD, "备注"], ["1", "甲", "", "行政许可", LAW, "水务局", "", "试行"]]
    assert [power["name"] for power in values(read(rows), "power_item")] == ["甲"]


def test_the_same_as_above_is_written_out_and_told() -> None:
    result = read([HEAD, ["1", "甲", "", "行政许可", LAW, "水务局"],
                   ["2", "乙", "", "同上", "同 上", "同上"], ["3", "丙", "", "同上", LAW, "水务局"]])  # fmt: skip
    powers = values(result, "power_item")
    assert [power["power_type"] for power in powers] == ["administrative_licence"] * 3
    assert powers[1]["basis"] == powers[0]["basis"]
    assert "4处“同上”换成了上一项的内容" in result.report.note
    assert {source.text for source in result.sources if source.row == 3} == {
        "2", "乙", "同上", "同 上",
    }  # fmt: skip


def test_the_same_as_above_in_the_first_row_stays_as_it_is() -> None:
    (power,) = values(read([HEAD, ["1", "甲", "", "行政许可", LAW, "同上"]]), "power_item")
    assert power["exercising_org"] == "同上"


@pytest.mark.parametrize("mark", [";", "|", "\t", ","])
def test_a_table_may_be_separated_by_any_usual_mark(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    lines = (("事项名称", "权力类型"), ("采伐许可", "行政许可"), ("运输许可", "行政许可"))
    path.write_text("\n".join(mark.join(line) for line in lines) + "\n", encoding="utf-8")
    assert read_file(path, load_catalogue()).by_kind() == {"power_item": 2}


def test_choices_of_a_drop_down_beside_the_list_come_into_no_record() -> None:
    """A column of nothing but different choices, begun above the header: it is for a drop-down."""
    choices = ["行政许可", "行政处罚", "行政检查", "行政 确认", "其他行政权力"]
    rows = [["清源县水务局权力清单", "", ""], ["序号", "事项名称", "权力类型"],
            ["1", "甲", "行政许可"], ["2", "乙", "行政许可"], ["3", "丙", "行政处罚"]]  # fmt: skip
    result = read([[*row, "", choice] for row, choice in zip(rows, choices, strict=True)])
    powers = values(result, "power_item")
    assert [power["name"] for power in powers] == ["甲", "乙", "丙"]
    assert not any("remark" in power for power in powers)
    aside = [cell for cell in result.report.structure if cell.column == "E"]
    assert [cell.text for cell in aside] == choices
    assert {cell.role for cell in aside} == {"note"}
    assert "E列是下拉选项" in result.report.note


def test_types_without_a_heading_that_come_repeatedly_are_no_drop_down() -> None:
    rows = [["事项名称", "设定依据", ""], ["甲", LAW, "行政许可"], ["乙", LAW, "行政检查"],
            ["丙", LAW, "行政许可"]]  # fmt: skip
    powers = values(read(rows), "power_item")
    assert all("行政" in power["remark"] for power in powers)


@pytest.mark.parametrize("merges", [[(1, 4, 1, 5)], []])
def test_levels_under_a_heading_that_reaches_over_two_columns_are_no_drop_down(
    merges: list[tuple[int, int, int, int]],
) -> None:
    """Each item has another level: nothing but different choices, yet they are the items' own."""
    rows = [["序号", "事项名称", "设定依据", "实施层级及权限", ""],
            ["1", "甲", LAW, "负责全省", "省级"], ["2", "乙", LAW, "负责全市", "市级"],
            ["3", "丙", LAW, "负责全县", "县级"]]  # fmt: skip
    result = read(rows, *merges)
    assert "下拉" not in result.report.note
    taken = [(source.text, source.field) for source in result.sources if source.column == "E"]
    assert taken == [(level, "level_authority") for level in ("省级", "市级", "县级")]
