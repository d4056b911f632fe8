"""Every published workbook and every platform file: how many records, and nothing lost."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from desktop.imports import ImportResult
from forms.loader import load_catalogue
from tests.imports.conftest import Reader
from tests.imports.finding import is_held, leaves_of, lost_cells, words_of

CATALOGUE = load_catalogue()

# Counted by eye: the last sequence number, plus sub-items, plus rows of another level.
WORKBOOKS = {
    "2024年市农业农村局权责清单.xls": 312,  # 10+21+254+3+1+2+17+1+3; "2,3" is one row
    "2025年克拉玛依市统计局权责清单.xlsx": 3,
    "guangdong_collection_template.xlsx": 0,
    "克拉玛依市2025年消防监督执法权责清单.xlsx": 75,
    "克拉玛依市人力资源和社会保障局2024年权责清单.xls": 108,  # 100 + 8 further sub-items
    "克拉玛依市医疗保障局2024年权责清单.xls": 17,
    "克拉玛依市商务局2024年权责清单.xlsx": 21,
    "克拉玛依市委宣传部（新闻出版局）2024年权责清单 (1).xlsx": 1,
    "克拉玛依市机关事务管理局2024年权责清单.xls": 10,
    "克拉玛依市档案局2024年权责清单.xlsx": 12,
    "克拉玛依市科学技术局2024年权责清单.xls": 4,
    "国动办权责清单公示.xlsx": 18,  # 17 + 1 further sub-item
    "附件：克拉玛依市交通运输局2024年权责清单.xlsx": 360,
}
GUIDES = {
    "guangxi_platform_5.json": 5,
    "guangxi_platform_extended_1.json": 1,
    "jinan_word_html_2.json": 2,
    "nanjing_lean_20.json": 20,
}


@pytest.fixture(scope="module")
def read(shared: Path, reader: Reader) -> dict[str, tuple[Path, ImportResult]]:
    """Every file."""
    folder = shared / "realdata"
    paths = [*(folder / "workbooks").iterdir(), *(folder / "guides").iterdir()]
    return {path.name: (path, reader(path).result) for path in paths}


def test_no_real_file_is_left_out(read: dict[str, tuple[Path, ImportResult]]) -> None:
    assert set(read) == set(WORKBOOKS) | set(GUIDES)


@pytest.mark.parametrize(("name", "count"), WORKBOOKS.items())
def test_a_workbook_gives_one_power_and_one_linked_duty_per_item(
    read: dict[str, tuple[Path, ImportResult]], name: str, count: int
) -> None:
    result = read[name][1]
    powers = {r.uuid: r for r in result.records if r.kind == "power_item"}
    duties = {r.uuid: r for r in result.records if r.kind == "responsibility_item"}
    assert (len(powers), len(duties)) == (count, count)
    assert all(power.values["name"] for power in powers.values())
    for uuid, power in powers.items():
        [duty] = power.values["responsibilities"]
        assert duties[duty].values["power"] == [uuid]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_cell_of_a_workbook_is_found_again(
    read: dict[str, tuple[Path, ImportResult]], name: str
) -> None:
    path, result = read[name]
    assert lost_cells(path, result, CATALOGUE) == []
    assert result.cells.dropped == 0


@pytest.mark.parametrize(("name", "count"), GUIDES.items())
def test_every_leaf_of_a_platform_file_is_found_again_or_ignored_for_a_reason(
    read: dict[str, tuple[Path, ImportResult]], name: str, count: int
) -> None:
    path, result = read[name]
    assert result.by_kind() == {"service_guide": count}
    ignored = result.sheets[0].ignored
    assert all(ignored.values())
    taken = {(source.header, source.text) for source in result.sources}
    data = json.loads(path.read_text(encoding="utf-8"))
    for leaf, text in leaves_of(data):
        assert leaf in ignored or (leaf, text) in taken or (leaf, text.lower()) in taken


@pytest.mark.parametrize("name", GUIDES)
def test_texts_of_a_platform_file_stand_in_its_records(
    read: dict[str, tuple[Path, ImportResult]], name: str
) -> None:
    result = read[name][1]
    words = {record.uuid: words_of(record, CATALOGUE) for record in result.records}
    for source in result.sources:
        if re.search("[\u4e00-\u9fff]", source.text) and "</p>" not in source.text:
            # 1、2、3 become the order of the rows.
            text = re.sub(r"^\d{1,2}、", "", source.text, flags=re.MULTILINE)
            assert is_held(text, words[source.record]), source


def test_words_of_a_pasted_page_are_not_lost(read: dict[str, tuple[Path, ImportResult]]) -> None:
    path, result = read["jinan_word_html_2.json"]
    for entry, record in zip(json.loads(path.read_text()), result.records, strict=True):
        words = words_of(record, CATALOGUE)
        for line in html.unescape(re.sub("<[^>]+>", "", entry["content"])).split("\n"):
            said = re.sub("^[一二三四五六七八九十]+、[^：]+：", "", line)
            if said == "不收费":
                assert record.values["is_fee"] is False
                continue
            # A limit is stored as a number and a unit: 内 adds nothing to 1个工作日.
            assert is_held(said.replace("工作日内", "工作日"), words), line
        assert "font-size" not in words


def test_columns_are_mapped_by_heading_wherever_they_stand(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    # 医保 puts 行使主体 and 承办机构 before 实施依据.
    record = read["克拉玛依市医疗保障局2024年权责清单.xls"][1].records[0]
    assert record.values["exercising_org"] == "克拉玛依市医疗保障局"
    assert record.values["basis"][0]["title"] == "中华人民共和国社会保险法"


def test_level_and_permission_under_one_heading_are_told_apart(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    two_columns = read["2024年市农业农村局权责清单.xls"][1]
    assert two_columns.records[0].values["use_level"] == "municipal"
    assert two_columns.records[0].values["level_authority"] == "负责其他种畜禽的生产经营许可证"
    mapping = two_columns.sheets[0].mapping
    assert mapping["实施层级及权限"] == "use_level"
    assert mapping["实施层级及权限（I列）"] == "level_authority"
    one_column = read["克拉玛依市委宣传部（新闻出版局）2024年权责清单 (1).xlsx"][1].records[0]
    assert one_column.values["use_level"] == "municipal"
    assert one_column.values["level_authority"].startswith("地州市级。负责行政区域内")


def test_a_hidden_copy_of_columns_gives_way_to_the_visible_one(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    [sheet] = read["克拉玛依市商务局2024年权责清单.xlsx"][1].sheets
    assert "隐藏列：L、M、N、O" in sheet.note
    assert "重复的栏目" in sheet.note
    sources = read["克拉玛依市商务局2024年权责清单.xlsx"][1].sources
    visible = [s for s in sources if s.column == "P" and s.row == 3]
    assert visible[0].field.startswith("duties")


def test_words_broken_by_a_narrow_column_are_joined(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    record = read["2025年克拉玛依市统计局权责清单.xlsx"][1].records[0]
    assert record.values["name"].startswith("对拒绝配合统计调查、农业普查、经济普查")
    assert record.values["power_type"] == "administrative_penalty"


def test_an_item_over_several_rows_is_one_record(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    record = read["克拉玛依市科学技术局2024年权责清单.xls"][1].records[1]
    situation = record.values["accountability"][0]["situation"]
    assert situation.count("因不履行或不正确履行行政职责") == 2


def test_sub_items_take_the_name_of_their_item(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    records = read["克拉玛依市人力资源和社会保障局2024年权责清单.xls"][1].records
    subs = [r for r in records if str(r.values.get("sub_name", "")).startswith("5.")]
    assert subs
    assert all(sub.values["name"] for sub in subs)


def test_the_agency_named_above_the_table_is_taken_over(
    read: dict[str, tuple[Path, ImportResult]],
) -> None:
    named = read["克拉玛依市机关事务管理局2024年权责清单.xls"][1].records[0]
    assert named.values["org_name"] == "市机关事务管理局"
    unsure = read["克拉玛依市商务局2024年权责清单.xlsx"][1].records[0]
    assert "org_name" not in unsure.values


def test_a_template_without_rows_says_so(read: dict[str, tuple[Path, ImportResult]]) -> None:
    result = read["guangdong_collection_template.xlsx"][1]
    assert result.records == ()
    assert "没有记录" in result.sheets[0].note
    assert result.sheets[1].note == "空表"
    assert result.problems == ()


def test_platform_codes_become_keys(read: dict[str, tuple[Path, ImportResult]]) -> None:
    values = read["guangxi_platform_5.json"][1].records[0].values
    assert values["task_type"] == "administrative_licence"
    assert values["promise_limit"] == {"amount": 5, "unit": "working_day"}
    assert values["is_fee"] is False
    assert values["publish_date"] == "2019-10-29"
    assert values["service_object"][0] == "enterprise"
    assert len(values["materials"]) == 2
    assert values["materials"][0]["source_channel"] == "applicant"
    assert values["legal_basis"][0]["title"] == "固定资产投资项目节能办法"


def test_the_report_has_the_promised_shape(read: dict[str, tuple[Path, ImportResult]]) -> None:
    path, result = read["克拉玛依市科学技术局2024年权责清单.xls"]
    data = json.loads(json.dumps(result.to_json(), ensure_ascii=False))
    assert data["file"] == path.name
    assert len(data["sha256"]) == 64
    assert data["records"] == {"power_item": 4, "responsibility_item": 4}
    assert set(data["cells"]) == {"taken", "remarks", "dropped"}
    assert data["sheets"][0]["header_row"] == 2
    assert data["sheets"][0]["mapping"]["救助渠道"] == "supervision"
