"""Several lists on one sheet: each decided about by itself, and every cell keeps its account."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from desktop.imports import REMARK_CHOICE, Area, FieldChoice
from desktop.imports.grid import column_number
from desktop.usecases.import_block_choices import columns_from, rows_from
from desktop.usecases.import_blocks import (
    Add,
    Forget,
    LeaveOut,
    Limit,
    Merge,
    ReadAs,
    Refused,
    Split,
    Trail,
    decide,
    place_words,
    unread_part,
)
from desktop.usecases.import_learning import learned
from desktop.usecases.import_plan import ImportPlan, PlannedSheet
from desktop.usecases.importing import commit, read_files, remap
from desktop.usecases.workspace import Workspace

HERE = (0, 0)
POWERS = ["序号", "事项名称", "权力类型", "行使主体", "牵头股所"]
SERVICES = ["序号", "中介服务事项名称", "审批部门", "收费性质", "牵头股所"]
STACKED = [
    ["清源县水务局清单"],
    POWERS,
    ["1", "取水许可", "行政许可", "水务局", "水政股"],
    ["2", "采砂许可", "行政许可", "水务局", "河道股"],
    ["附件2 中介服务"],
    SERVICES,
    ["1", "水资源论证", "水务局", "市场调节价", "水资源股"],
]
Plan = Callable[..., ImportPlan]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Iterator[Workspace]:
    """An empty library into which nothing is written."""
    path = tmp_path_factory.mktemp("blocks") / "库.mingce"
    with Workspace.open(Path(shutil.copy(empty_library, path))) as opened:
        yield opened


@pytest.fixture
def workspace(shared: Workspace) -> Workspace:
    """The library of the file: reading and deciding change nothing."""
    return shared


@pytest.fixture
def own(tmp_path: Path, empty_library: Path) -> Iterator[Workspace]:
    """A library that may be written to."""
    with Workspace.open(Path(shutil.copy(empty_library, tmp_path / "库.mingce"))) as opened:
        yield opened


@pytest.fixture
def plan_of(workspace: Workspace, tmp_path: Path) -> Plan:
    """Rows of a sheet, with merges as A1:B2, read into a plan."""

    def plan(rows: Sequence[Sequence[str]], *merges: str, into: Workspace = workspace,
             name: str = "清单.xlsx") -> ImportPlan:  # fmt: skip
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append([text or None for text in row])
        for merge in merges:
            sheet.merge_cells(merge)
        book.save(tmp_path / name)
        return read_files(into, [tmp_path / name])

    return plan


def sheet_of(plan: ImportPlan) -> PlannedSheet:
    """The only sheet, after a look whether each of its cells has its place."""
    file, sheet = plan.files[0], plan.files[0].sheets[0]
    grid = file.opened.grid(sheet.name) if file.opened else None
    assert grid is not None
    inside = {(s.row, column_number(s.column)) for s in sheet.part.sources}
    listed = {(c.row, column_number(c.column)) for c in sheet.part.report.structure}
    assert inside | listed == set(grid.cells)
    assert not inside & listed
    return sheet


def places(plan: ImportPlan) -> list[str]:
    return [place_words(block.area) for block in sheet_of(plan).blocks]


def counts(plan: ImportPlan) -> list[int]:
    return [sum(block.records.values()) for block in sheet_of(plan).blocks]


def names(plan: ImportPlan) -> list[str]:
    found = [record for record in plan.records if record.kind != "responsibility_item"]
    return [str(record.values.get("name", "")) for record in found]


def path_of(plan: ImportPlan, block: int, key: str) -> str:
    views = sheet_of(plan).columns_of(block)
    return next(view.report.path for view in views if view.report.key == key)


def test_lists_below_each_other_are_told_apart_with_place_header_kind_and_columns(
    plan_of: Plan,
) -> None:
    plan = plan_of(STACKED)
    assert places(plan) == ["第 2–4 行 A–E 列", "第 6–7 行 A–E 列"]
    first, second = sheet_of(plan).blocks
    assert (first.header, first.kind, dict(first.records)) == (
        (2, 2),
        "power_item",
        {"power_item": 2},
    )
    assert (second.header, second.kind) == ((6, 6), "intermediary_item")
    samples = [v.samples[0].text for v in sheet_of(plan).columns_of(1) if v.report.letter == "B"]
    assert samples == ["水资源论证"]
    told = plan.files[0].result.to_json()["sheets"][0]["blocks"]
    assert told[1] == {
        "rows": [6, 7], "columns": ["A", "E"], "header_rows": [6, 6], "kind": "intermediary_item",
            "perhaps": [],
        "records": {"intermediary_item": 1}, "left_out": False, "unmapped": ["牵头股所"],
        "mapping": {"序号": "seq", "中介服务事项名称": "name", "审批部门": "approval_department",
                    "收费性质": "fee_nature"},
    }  # fmt: skip


def test_a_header_printed_again_is_no_second_list(plan_of: Plan) -> None:
    again = [text.replace("事项", "事 项") for text in POWERS]
    plan = plan_of([*STACKED[:4], again, ["3", "凿井许可", "行政许可", "水务局", "水政股"]])
    assert places(plan) == ["第 2–6 行 A–E 列"]
    assert counts(plan) == [3]


def test_lists_side_by_side_with_other_headings_are_two(plan_of: Plan) -> None:
    rows = [
        ["水务局清单", "", "", "", "中介服务"],
        ["序号", "事项名称", "权力类型", "", "序号", "中介服务事项名称", "审批部门"],
        ["1", "取水许可", "行政许可", "", "1", "水资源论证", "水务局"],
        ["2", "采砂许可", "行政许可"],
    ]
    plan = plan_of(rows)
    assert places(plan) == ["第 2–4 行 A–C 列", "第 2–3 行 E–G 列"]
    assert names(plan) == ["取水许可", "采砂许可", "水资源论证"]


def test_a_second_column_of_numbers_begins_a_second_list(plan_of: Plan) -> None:
    plan = plan_of([
        ["序号", "事项名称", "权力类型", "序号", "中介服务事项名称", "审批部门"],
        ["1", "取水许可", "行政许可", "1", "水资源论证", "水务局"],
    ])  # fmt: skip
    assert places(plan) == ["第 1–2 行 A–C 列", "第 1–2 行 D–F 列"]


def test_lists_side_by_side_below_one_that_takes_the_whole_width(plan_of: Plan) -> None:
    plan = plan_of([
        POWERS, ["1", "取水许可", "行政许可", "水务局", "水政股"], [],
        ["事项名称", "权力类型", "", "中介服务事项名称", "审批部门"],
        ["采砂许可", "行政许可", "", "水资源论证", "水务局"],
    ])  # fmt: skip
    assert places(plan) == ["第 1–2 行 A–E 列", "第 4–5 行 A–B 列", "第 4–5 行 D–E 列"]
    assert names(plan) == ["取水许可", "采砂许可", "水资源论证"]


def test_a_column_is_given_away_in_its_own_list_only_and_that_is_learned(
    own: Workspace, plan_of: Plan
) -> None:
    key = "E 牵头股所"
    plan = plan_of(STACKED, into=own)
    plan = remap(own, plan, *HERE, key, FieldChoice("power_item", "office"), block=0)
    assert (path_of(plan, 0, key), path_of(plan, 1, key)) == ("office", "")
    with pytest.raises(ValueError, match="没有这个要素"):
        remap(own, plan, *HERE, key, FieldChoice("power_item", "office"), block=1)
    plan = remap(own, plan, *HERE, key, REMARK_CHOICE, block=1)
    commit(own, plan)
    assert {kind: list(found.values()) for kind, found in learned(own).items()} == {
        "power_item": [FieldChoice("power_item", "office")],
        "intermediary_item": [REMARK_CHOICE],
    }
    again = plan_of(
        [*STACKED, ["2", "洪水影响评价", "水务局", "市场调节价", "防汛股"]],
        into=own,
        name="二.xlsx",
    )
    assert path_of(again, 0, key) == "office"
    assert again.files[0].sheets[0].recalled == ("牵头股所",)
    assert counts(again) == [2, 2]


def test_a_list_that_is_left_out_is_accounted_for_and_comes_back(
    workspace: Workspace, plan_of: Plan
) -> None:
    plan = plan_of(STACKED)
    out = decide(workspace, plan, HERE, LeaveOut(0, True))
    assert names(out) == ["水资源论证"]
    assert out.cells["dropped"] == 15
    assert [b.left_out for b in sheet_of(out).blocks] == [True, False]
    back = decide(workspace, out, HERE, LeaveOut(0, False))
    assert (names(back), back.cells) == (names(plan), plan.cells)


def test_a_list_is_read_as_another_kind_without_the_others(
    workspace: Workspace, plan_of: Plan
) -> None:
    plan = decide(workspace, plan_of(STACKED), HERE, ReadAs(1, "proof_item"))
    assert [b.kind for b in sheet_of(plan).blocks] == ["power_item", "proof_item"]
    assert "proof_item" in plan.options


def test_a_list_is_split_at_a_row_and_made_one_again(workspace: Workspace, plan_of: Plan) -> None:
    rows = [POWERS, ["1", "取水许可", "行政许可", "水务局", "水政股"],
            ["项目", "收件", "办结", "经办", "备查"], ["灌溉", "水政股", "三日", "李某", "是"]]  # fmt: skip
    plan = plan_of(rows)
    assert places(plan) == ["第 1–4 行 A–E 列"]
    parted = decide(workspace, plan, HERE, Split(0, 3))
    assert places(parted) == ["第 1–2 行 A–E 列", "第 3–4 行 A–E 列"]
    assert [b.header for b in sheet_of(parted).blocks] == [(1, 1), (3, 3)]
    whole = decide(workspace, parted, HERE, Merge(1))
    assert (places(whole), counts(whole)) == (places(plan), counts(plan))
    with pytest.raises(Refused, match="第 2 到 4 行"):
        decide(workspace, plan, HERE, Split(0, 1))
    with pytest.raises(Refused, match="上面没有"):
        decide(workspace, plan, HERE, Merge(0))


def test_rows_split_off_without_a_header_stand_under_the_one_above(
    workspace: Workspace, plan_of: Plan
) -> None:
    parted = decide(workspace, plan_of(STACKED[:4]), HERE, Split(0, 4))
    assert [b.header for b in sheet_of(parted).blocks] == [(2, 2), (2, 2)]
    assert (counts(parted), names(parted)) == ([1, 1], ["取水许可", "采砂许可"])


def test_limits_are_corrected_and_what_is_outside_then_is_listed(
    workspace: Workspace, plan_of: Plan
) -> None:
    plan = plan_of(STACKED[:4])
    less = decide(workspace, plan, HERE, Limit(0, Area(2, 1, 3, 4), (2, 2)))
    assert (places(less), names(less)) == (["第 2–3 行 A–D 列"], ["取水许可"])
    assert less.cells["dropped"] == 7
    more = decide(workspace, less, HERE, Limit(0, Area(2, 1, 4, 5), (2, 2)))
    assert (names(more), more.cells) == (names(plan), plan.cells)


def test_a_list_that_grows_takes_from_its_neighbour_and_never_its_header(
    workspace: Workspace, plan_of: Plan
) -> None:
    plan = plan_of(STACKED)
    with pytest.raises(Refused, match="第 6–7 行 A–E 列的表格重叠"):
        decide(workspace, plan, HERE, Limit(0, Area(2, 1, 6, 5), (2, 2)))
    grown = decide(workspace, plan, HERE, Limit(1, Area(4, 1, 7, 5), (6, 6)))
    assert places(grown) == ["第 2–3 行 A–E 列", "第 4–7 行 A–E 列"]


@pytest.mark.parametrize(("area", "header", "words"), [
    (Area(5, 1, 3, 4), (5, 5), "从小到大"), (Area(2, 4, 4, 1), (2, 2), "从左到右"),
    (Area(40, 1, 60, 5), (40, 40), "没有内容"), (Area(2, 1, 4, 5), (2, 9), "最多 5 行"),
    (Area(2, 1, 3, 5), (4, 4), "在表格的范围里"),
])  # fmt: skip
def test_limits_that_cannot_be_are_refused_with_a_sentence(
    workspace: Workspace, plan_of: Plan, area: Area, header: tuple[int, int], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        decide(workspace, plan_of(STACKED[:4]), HERE, Limit(0, area, header))


def test_a_header_of_three_levels_is_said_by_hand(workspace: Workspace, plan_of: Plan) -> None:
    rows = [
        ["", "基本情况", "", "", "办理情况", ""],
        ["号", "事项", "", "", "机构", ""],
        ["", "事项名称", "子项名称", "权力类型", "行使主体", "承办机构"],
        ["1", "取水许可", "设施", "行政许可", "水务局", "水政股"],
    ]
    plan = plan_of(rows, "A2:A3", "B1:D1", "E1:F1", "B2:D2", "E2:F2")
    said = decide(workspace, plan, HERE, Limit(0, Area(1, 1, 4, 6), (1, 3)))
    (block,) = sheet_of(said).blocks
    assert block.header == (1, 3)
    (power,) = [r for r in said.records if r.kind == "power_item"]
    assert power.values["office"] == "水政股"
    assert power.values["exercising_org"] == "水务局"
    assert "基本情况事项 事项名称" not in sheet_of(said).part.report.unmapped


def test_a_table_is_said_to_be_where_none_was_seen(workspace: Workspace, plan_of: Plan) -> None:
    rows = [*STACKED[:4], [], ["情况", "谁来", "怎样"], ["论证报告", "水务局", "面谈"]]
    plan = plan_of(rows)
    assert sheet_of(plan).blocks[0].area.bottom == 7
    cut = decide(workspace, plan, HERE, Limit(0, Area(2, 1, 4, 5), (2, 2)))
    assert cut.cells["dropped"] == 6
    part = unread_part(cut, HERE)
    assert part == Area(6, 1, 7, 3)
    assert unread_part(plan, HERE) is None
    with pytest.raises(Refused, match="哪种清单"):
        decide(workspace, cut, HERE, Add(Area(6, 1, 7, 3)))
    more = decide(workspace, cut, HERE, Add(Area(6, 1, 7, 3), kind="intermediary_item"))
    assert places(more) == ["第 2–4 行 A–E 列", "第 6–7 行 A–C 列"]
    named = FieldChoice("intermediary_item", "name")
    more = remap(workspace, more, *HERE, "A 情况", named, block=1)
    assert names(more)[-1] == "论证报告"


def test_a_table_beside_a_list_takes_its_columns_out_of_it(
    workspace: Workspace, plan_of: Plan
) -> None:
    rows = [[*POWERS, "", "代码", "含义"],
            ["1", "取水许可", "行政许可", "水务局", "水政股", "", "01", "许可"],
            ["2", "采砂许可", "行政许可", "水务局", "河道股"]]  # fmt: skip
    plan = plan_of(rows)
    aside = decide(workspace, plan, HERE, Add(Area(1, 7, 2, 8), (1, 1), "power_item"))
    assert places(aside) == ["第 1–3 行 A–E 列", "第 1–2 行 G–H 列"]
    out = decide(workspace, aside, HERE, LeaveOut(1, True))
    assert "01" not in str([record.values for record in out.records])
    assert out.cells["dropped"] == 4


def test_a_sheet_without_a_known_heading_gets_a_table(workspace: Workspace, plan_of: Plan) -> None:
    plan = plan_of([["关于水事的几件事"], ["情况", "谁来"], ["论证报告", "水务局"]])
    assert not sheet_of(plan).blocks
    plan = decide(workspace, plan, HERE, Add(Area(2, 1, 3, 2), (2, 2), "intermediary_item"))
    assert places(plan) == ["第 2–3 行 A–B 列"]
    assert {c.role for c in sheet_of(plan).part.report.structure if c.row == 1} == {"title"}


def test_everything_goes_back_to_what_the_program_found(
    workspace: Workspace, plan_of: Plan
) -> None:
    plan = plan_of(STACKED)
    other = decide(workspace, plan, HERE, LeaveOut(1, True))
    other = decide(workspace, other, HERE, Split(0, 4))
    back = decide(workspace, other, HERE, Forget())
    assert (places(back), names(back), back.cells) == (places(plan), names(plan), plan.cells)


def test_steps_are_taken_back_and_made_again(workspace: Workspace, plan_of: Plan) -> None:
    plan = plan_of(STACKED)
    out = decide(workspace, plan, HERE, LeaveOut(1, True))
    trail = Trail().decided(plan)
    before, trail = trail.back(out)
    assert before is plan
    after, trail = trail.again(before)
    assert after is out
    assert not trail.decided(out).after


def test_a_sheet_read_as_it_was_found_gives_the_same(workspace: Workspace, plan_of: Plan) -> None:
    rows = [*STACKED, ["合计", "1"], [], ["一、行政处罚"], ["事项名称", "权力类型", "", *SERVICES[1:3]],
            ["擅自取水的处罚", "行政处罚", "", "洪水影响评价", "水务局"]]  # fmt: skip
    plan = plan_of(rows)
    again = plan
    for number in range(len(sheet_of(plan).blocks)):
        again = decide(workspace, again, HERE, LeaveOut(number, False))
    assert len(places(plan)) == 4
    assert (places(again), counts(again), again.cells) == (places(plan), counts(plan), plan.cells)
    assert [str(dict(r.values)) for r in again.records] == [
        str(dict(r.values)) for r in plan.records
    ]


@pytest.mark.parametrize(("text", "rows"), [
    ("3–45", (3, 45)), ("3-45", (3, 45)), (" 3 至 45", (3, 45)), ("３～４５", (3, 45)), ("7", (7, 7)),
    ("", (0, 0)),
])  # fmt: skip
def test_rows_are_understood_as_people_write_them(text: str, rows: tuple[int, int]) -> None:
    assert rows_from(text) == rows


@pytest.mark.parametrize(("text", "columns"), [
    ("A–H", (1, 8)), ("a-h", (1, 8)), ("Ａ至ＡＡ", (1, 27)), ("c", (3, 3)), ("", (0, 0)),
])  # fmt: skip
def test_columns_are_understood_as_people_write_them(text: str, columns: tuple[int, int]) -> None:
    assert columns_from(text) == columns


def test_what_is_no_row_or_column_is_refused() -> None:
    for text in ("三行", "1-2-3", "A"):
        with pytest.raises(Refused, match="行要写数字"):
            rows_from(text)
    for text in ("列", "3", "A-B-C"):
        with pytest.raises(Refused, match="列要写字母"):
            columns_from(text)
