"""What somebody decides about a heading holds for the next file that has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.imports import REMARK_CHOICE, FieldChoice
from desktop.usecases.import_learning import learned
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.importing import commit, read_files, remap
from desktop.usecases.workspace import Workspace

HEAD = "事项名称,权力类型,牵头股所"
OFFICE = "C 牵头股所"


def write(folder: Path, name: str, *rows: str, head: str = HEAD) -> Path:
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def taught(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A library in which 牵头股所 was said to be the undertaking office."""
    plan = read_files(workspace, [write(tmp_path, "一.csv", "取水许可,行政许可,水政股")])
    place = FieldChoice("power_item", "office")
    commit(workspace, remap(workspace, plan, 0, 0, OFFICE, place))
    return workspace


def path_of(plan: ImportPlan, key: str) -> str:
    return next(c.path for c in plan.files[0].sheets[0].part.report.columns if c.key == key)


def test_the_next_file_is_read_as_the_last_one_was_corrected(
    taught: Workspace, tmp_path: Path
) -> None:
    head = "牵头股所,事项名称,权力类型"
    plan = read_files(taught, [write(tmp_path, "二.csv", "河道股,采砂许可,行政许可", head=head)])
    assert path_of(plan, "A 牵头股所") == "office"
    assert plan.records[0].values["office"] == "河道股"
    assert plan.files[0].sheets[0].recalled == ("牵头股所",)


def test_a_heading_spelt_with_blanks_is_the_same(taught: Workspace, tmp_path: Path) -> None:
    head = "事项名称,权力类型,牵 头 股 所"
    plan = read_files(taught, [write(tmp_path, "二.csv", "采砂许可,行政许可,河道股", head=head)])
    assert plan.records[0].values["office"] == "河道股"


def test_nothing_is_learned_before_the_import_is_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    plan = read_files(workspace, [write(tmp_path, "一.csv", "取水许可,行政许可,水政股")])
    remap(workspace, plan, 0, 0, OFFICE, FieldChoice("power_item", "office"))
    assert learned(workspace) == {}


def test_a_list_of_another_kind_is_not_concerned(taught: Workspace, tmp_path: Path) -> None:
    head = "中介服务事项名称,涉及的审批事项名称,中介服务实施机构,牵头股所"
    plan = read_files(
        taught, [write(tmp_path, "二.csv", "水保方案编制,水保审批,某院,水保股", head=head)]
    )
    assert path_of(plan, "D 牵头股所") == ""
    assert plan.files[0].sheets[0].recalled == ()


def test_a_decision_that_is_taken_back_is_forgotten(taught: Workspace, tmp_path: Path) -> None:
    plan = read_files(taught, [write(tmp_path, "二.csv", "采砂许可,行政许可,河道股")])
    commit(taught, remap(taught, plan, 0, 0, OFFICE, None))
    assert learned(taught) == {}
    again = read_files(taught, [write(tmp_path, "三.csv", "运砂许可,行政许可,河道股")])
    assert path_of(again, OFFICE) == ""


def test_leaving_a_column_in_the_remark_is_learned_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    head = "事项名称,权力类型,承办机构"
    plan = read_files(workspace, [write(tmp_path, "一.csv", "取水许可,行政许可,水政股", head=head)])
    commit(workspace, remap(workspace, plan, 0, 0, "C 承办机构", REMARK_CHOICE))
    more = read_files(workspace, [write(tmp_path, "二.csv", "采砂许可,行政许可,河道股", head=head)])
    assert more.records[0].values["remark"] == "承办机构：河道股"
