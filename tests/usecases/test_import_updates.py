"""A list that is imported again changes the records it is about and makes none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.usecases.exporting import export
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import fields_of, lines_of
from desktop.usecases.importing import commit, handle_existing, read_files, undo_import
from desktop.usecases.workspace import Workspace
from forms.record import Record
from resources import SAMPLE_FILES

HEAD = "事项名称,权力类型,行使主体,承办机构,责任事项"
FIRST = (
    "取水许可,行政许可,县水务局,水政股,受理责任",
    "采砂许可,行政许可,县水务局,河道股,审查责任",
)


def read(workspace: Workspace, folder: Path, name: str, *rows: str, head: str = HEAD) -> ImportPlan:
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return read_files(workspace, [path])


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A library into which the first list was taken."""
    commit(workspace, read(workspace, tmp_path, "一月.csv", *FIRST))
    return workspace


def powers(workspace: Workspace) -> dict[str, Record]:
    return {str(r.values["name"]): r for r in workspace.library.records("power_item")}


def test_the_same_list_in_another_file_changes_nothing(filled: Workspace, tmp_path: Path) -> None:
    plan = read(filled, tmp_path, "二月.csv", *FIRST, head=HEAD.replace(",", " ,"))
    assert plan.unchanged == {"power_item": 2, "responsibility_item": 2}
    assert plan.by_kind == {}
    before = [r.to_json() for r in filled.library.records()]
    commit(filled, plan)
    assert [r.to_json() for r in filled.library.records()] == before


def test_a_changed_cell_changes_its_field_and_nothing_else(
    filled: Workspace, tmp_path: Path
) -> None:
    held = powers(filled)["取水许可"]
    kept = Record(held.kind, {**held.values, "counterpart": "用水单位"}, uuid=held.uuid)
    filled.library.save(kept)
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("水政股", "水资源股"), FIRST[1])
    assert plan.by_kind == {"power_item": 1}
    commit(filled, plan)
    after = powers(filled)["取水许可"]
    assert (after.uuid, after.values["office"]) == (held.uuid, "水资源股")
    assert after.values["counterpart"] == "用水单位"
    assert filled.library.count("power_item") == 2


def test_the_preview_shows_old_and_new_of_the_fields_that_change(
    filled: Workspace, tmp_path: Path
) -> None:
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("水政股", "水资源股"), FIRST[1])
    lines = {line.title: line for line in lines_of(filled, plan) if line.kind == "power_item"}
    assert [lines[name].verdict for name in ("取水许可", "采砂许可")] == ["update", "same"]
    (field,) = fields_of(filled, plan, lines["取水许可"].uuid)
    assert (field.label, field.before, field.after) == ("承办机构", "水政股", "水资源股")


def test_the_duty_of_a_known_power_is_its_own_duty(filled: Workspace, tmp_path: Path) -> None:
    plan = read(
        filled, tmp_path, "二月.csv", FIRST[0].replace("受理责任", "受理和告知责任"), FIRST[1]
    )
    commit(filled, plan)
    assert filled.library.count("responsibility_item") == 2
    power = powers(filled)["取水许可"]
    (duty,) = (filled.library.get(uuid) for uuid in power.values["responsibilities"])
    assert duty.values["duties"][0]["content"] == "受理和告知责任"
    assert duty.values["power"] == [power.uuid]


def test_a_new_item_is_made_beside_the_known_ones(filled: Workspace, tmp_path: Path) -> None:
    plan = read(filled, tmp_path, "二月.csv", *FIRST, "运砂许可,行政许可,县水务局,河道股,检查责任")
    assert plan.by_kind == {"power_item": 1, "responsibility_item": 1}
    commit(filled, plan)
    new = powers(filled)["运砂许可"]
    assert filled.library.get(new.values["responsibilities"][0]).values["power"] == [new.uuid]


def test_a_name_without_agency_is_not_taken_for_that_of_an_agency(
    filled: Workspace, tmp_path: Path
) -> None:
    plan = read(filled, tmp_path, "二月.csv", "取水许可,行政许可", head="事项名称,权力类型")
    assert ([r.values["name"] for r in plan.asked], plan.by_kind) == (["取水许可"], {})
    assert handle_existing(plan, "skip").by_kind == {}
    assert handle_existing(plan, "create").by_kind == {"power_item": 1}


def test_a_list_without_agency_is_that_of_the_librarys_own(
    filled: Workspace, tmp_path: Path
) -> None:
    filled.library.set_setting("organization", "县水务局")
    plan = read(filled, tmp_path, "二月.csv", "取水许可,行政许可", head="事项名称,权力类型")
    assert (plan.asked, plan.unchanged) == ((), {"power_item": 1})


def test_a_power_without_duty_gets_the_new_one_linked(workspace: Workspace, tmp_path: Path) -> None:
    workspace.library.save(Record("power_item", {"name": "取水许可", "exercising_org": "县水务局"}))
    commit(workspace, read(workspace, tmp_path, "一月.csv", FIRST[0]))
    (power,) = workspace.library.records("power_item")
    (duty,) = workspace.library.records("responsibility_item")
    assert power.values["responsibilities"] == [duty.uuid]
    assert duty.values["power"] == [power.uuid]


def test_undo_gives_the_records_back_as_they_were(filled: Workspace, tmp_path: Path) -> None:
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("水政股", "水资源股"),
                "运砂许可,行政许可,县水务局,河道股,检查责任")  # fmt: skip
    outcome = commit(filled, plan)
    undo_import(filled, outcome.batches[0])
    assert set(powers(filled)) == {"取水许可", "采砂许可"}
    assert powers(filled)["取水许可"].values["office"] == "水政股"


def test_the_cells_of_the_new_file_lead_to_the_known_record(
    filled: Workspace, tmp_path: Path
) -> None:
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("水政股", "水资源股"))
    outcome = commit(filled, plan)
    cells = filled.library.source_cells_of_batch(outcome.batches[0])
    power = powers(filled)["取水许可"]
    assert any(c.record == power.uuid and c.text == "水资源股" for c in cells)


def test_a_record_under_review_stays_and_is_told(filled: Workspace, tmp_path: Path) -> None:
    held = powers(filled)["取水许可"]
    filled.library.save(Record(held.kind, held.values, uuid=held.uuid, state="submitted"))
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("水政股", "水资源股"))
    assert plan.locked == {"power_item": 1}
    commit(filled, plan)
    assert powers(filled)["取水许可"].values["office"] == "水政股"


def test_one_name_of_two_types_is_two_powers(filled: Workspace, tmp_path: Path) -> None:
    plan = read(filled, tmp_path, "二月.csv", FIRST[0].replace("行政许可", "行政检查"))
    assert plan.by_kind["power_item"] == 1
    commit(filled, plan)
    assert filled.library.count("power_item") == 3


def test_a_name_that_comes_twice_is_matched_once_each(workspace: Workspace, tmp_path: Path) -> None:
    twice = ("取水许可,行政许可,县水务局,甲股,", "取水许可,行政许可,县水务局,乙股,")
    commit(workspace, read(workspace, tmp_path, "一月.csv", *twice))
    plan = read(workspace, tmp_path, "二月.csv", twice[0], twice[1].replace("乙", "丙"))
    commit(workspace, plan)
    assert sorted(str(r.values["office"]) for r in workspace.library.records("power_item")) == [
        "丙股", "甲股",
    ]  # fmt: skip


def test_a_row_of_a_table_keeps_what_the_file_does_not_say(
    workspace: Workspace, tmp_path: Path
) -> None:
    held = Record("service_guide", {"item_name": "取水许可", "materials": [
        {"name": "申请书", "source_channel": "applicant"}, {"name": "论证报告"},
    ]})  # fmt: skip
    workspace.library.save(held)
    head = "事项名称,申请材料,受理条件"
    commit(workspace, read(workspace, tmp_path, "指南.csv", '取水许可,"1.申请书\n2.取水口照片",有用水计划',
                           head=head))  # fmt: skip
    (guide,) = workspace.library.records("service_guide")
    assert guide.values["materials"] == [
        {"name": "申请书", "source_channel": "applicant"}, {"name": "取水口照片"},
    ]  # fmt: skip


def test_lists_of_our_own_come_back_without_a_change(workspace: Workspace, tmp_path: Path) -> None:
    """Six stages of a duty stand in one cell there: what is read from it knows less."""
    samples = [path for path in SAMPLE_FILES if path.stem in ("power_item", "responsibility_item")]
    commit(workspace, read_files(workspace, samples))
    export(workspace, tmp_path, kind="power_item", formats=("xlsx",), layouts=("list",))
    books = sorted(tmp_path.rglob("*.xlsx"))
    assert len(books) > 1
    for book in books:
        plan = read_files(workspace, [book])
        assert plan.by_kind == {}, book.name
        assert plan.unchanged["power_item"] == 34


def test_create_and_skip_are_still_there(filled: Workspace, tmp_path: Path) -> None:
    plan = read(filled, tmp_path, "二月.csv", *FIRST, head=HEAD.replace(",", " ,"))
    assert handle_existing(plan, "skip").by_kind == {}
    commit(filled, handle_existing(plan, "create"))
    assert filled.library.count("power_item") == 4
