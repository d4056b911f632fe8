"""What a heading alone does not tell is asked, never guessed in silence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.imports import FieldChoice
from desktop.usecases.import_blocks import ReadAs, decide
from desktop.usecases.import_columns import ColumnView
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.importing import import_files, read_files, remap
from desktop.usecases.workspace import Workspace

HERE = (0, 0)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Iterator[Workspace]:
    """An empty library into which nothing is written."""
    path = tmp_path_factory.mktemp("asking") / "库.mingce"
    with Workspace.open(Path(shutil.copy(empty_library, path))) as opened:
        yield opened


def plan_of(desk: Workspace, folder: Path, *rows: str, name: str = "表.csv") -> ImportPlan:
    (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_files(desk, [folder / name])


def view_of(plan: ImportPlan, letter: str) -> ColumnView:
    views = plan.files[0].sheets[0].columns
    return next(view for view in views if view.report.letter == letter)


def test_two_columns_that_may_be_the_same_field_are_both_asked_about(
    desk: Workspace, tmp_path: Path
) -> None:
    plan = plan_of(desk, tmp_path, "序号,职权名称,职权类型,行使主体,实施主体",
                   "1,取水许可,行政许可,水务局,水政支队")  # fmt: skip
    first, second = view_of(plan, "D"), view_of(plan, "E")
    assert (first.state, first.twins) == ("uncertain", ("E",))
    assert (second.state, second.twins) == ("unmapped", ("D",))
    assert plan.files[0].sheets[0].columns[0].report.letter in ("D", "E"), "on top"
    chosen = FieldChoice("power_item", "exercising_org")
    sure = remap(desk, plan, *HERE, "D 行使主体", chosen)
    assert view_of(sure, "D").state == "mapped"


def test_a_column_that_repeats_another_word_for_word_is_not_asked_about(
    desk: Workspace, tmp_path: Path
) -> None:
    plan = plan_of(desk, tmp_path, "序号,职权名称,职权类型,行使主体,实施主体",
                   "1,取水许可,行政许可,水务局,水务局")  # fmt: skip
    assert (view_of(plan, "D").state, view_of(plan, "E").state) == ("mapped", "repeat")


def test_one_heading_over_two_columns_is_asked_about(desk: Workspace, tmp_path: Path) -> None:
    plan = plan_of(desk, tmp_path, "职权名称,职权类型,行使主体,实施层级及权限,",
                   "取水许可,行政许可,水务局,县级,受理和决定")  # fmt: skip
    assert (view_of(plan, "E").state, view_of(plan, "E").shares) == ("uncertain", "D")


def test_a_heading_that_means_two_fields_is_asked_about(desk: Workspace, tmp_path: Path) -> None:
    plan = plan_of(desk, tmp_path, "调整事项,调整类型,调整原因,发布日期",
                   "取水许可,取消,法律修改,2025年3月1日")  # fmt: skip
    view = view_of(plan, "D")
    assert view.state == "uncertain"
    assert view.rivals
    report = view.report
    sure = remap(desk, plan, *HERE, report.key, FieldChoice(report.kind, report.path))
    assert (view_of(sure, "D").state, view_of(sure, "D").rivals) == ("mapped", ())


def test_headings_of_several_kinds_of_lists_are_asked_about_until_somebody_says_which(
    desk: Workspace, tmp_path: Path
) -> None:
    rows = ("序号,事项名称,设定依据,实施部门", "1,取水许可,《中华人民共和国水法》第七条,水务局")
    plan = plan_of(desk, tmp_path, *rows)
    (block,) = plan.files[0].sheets[0].blocks
    assert {block.kind, *block.rivals} == {"power_item", "service_guide"}
    assert block.to_json()["perhaps"] == list(block.rivals)
    sure = decide(desk, plan, HERE, ReadAs(0, block.kind))
    assert sure.files[0].sheets[0].blocks[0].rivals == ()
    titled = plan_of(desk, tmp_path, "水务局权力清单", *rows, name="权力.csv")
    assert titled.files[0].sheets[0].blocks[0].rivals == ()


def test_what_the_window_was_taught_holds_on_the_command_line_too(
    tmp_path: Path, empty_library: Path
) -> None:
    from desktop.usecases.importing import commit

    with Workspace.open(Path(shutil.copy(empty_library, tmp_path / "库.mingce"))) as desk:
        plan = plan_of(desk, tmp_path, "职权名称,职权类型,牵头股所", "取水许可,行政许可,水政股")
        commit(desk, remap(desk, plan, *HERE, "C 牵头股所", FieldChoice("power_item", "office")))
        (tmp_path / "二.csv").write_text(
            "职权名称,职权类型,牵头股所\n采砂许可,行政许可,河道股\n", "utf-8"
        )
        outcome = import_files(desk, [tmp_path / "二.csv"])
        (sheet,) = outcome.results[0].sheets
        assert sheet.mapping["牵头股所"] == "office"
        assert [r.values["office"] for r in outcome.results[0].records] == ["河道股"]
