"""Each record of an import that the library may have: which one it is, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.usecases.import_log import past_imports
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import candidate_lines, fields_of, lines_of
from desktop.usecases.import_report import of_log, of_plan
from desktop.usecases.import_report_sheets import documents
from desktop.usecases.importing import (
    commit,
    decide,
    handle_existing,
    keep_fields,
    leave_out_file,
    read_as,
    read_files,
    undo_import,
)
from desktop.usecases.workspace import Workspace
from forms.record import Record

HEAD = "事项名称,权力类型,行使主体,承办机构,责任事项"
BARE = "事项名称,权力类型,承办机构"
WATER = "取水许可,行政许可,县水务局,水政股,受理责任"
SAND = "采砂许可,行政许可,县水务局,河道股,审查责任"
NEW_WATER = WATER.replace("水政股", "水资源股")

Read = Callable[..., ImportPlan]


@pytest.fixture
def read(workspace: Workspace, tmp_path: Path) -> Read:
    """Reads rows as a list; every list is another file, so none is left out as known."""
    made: Counter[str] = Counter()

    def make(*rows: str, head: str = HEAD, blanks: bool = True) -> ImportPlan:
        made["file"] += 1
        path = tmp_path / f"{made['file']}.csv"
        ends = "\n" * made["file"] if blanks else "\n"
        path.write_text("\n".join((head, *rows)) + ends, encoding="utf-8")
        return read_files(workspace, [path])

    return make


@pytest.fixture
def filled(workspace: Workspace, read: Read) -> Workspace:
    """A library that has two powers and their duties."""
    commit(workspace, read(WATER, SAND))
    return workspace


def verdicts(workspace: Workspace, plan: ImportPlan, kind: str = "power_item") -> list[str]:
    return [line.verdict for line in lines_of(workspace, plan) if line.kind == kind]


def uuid_of(plan: ImportPlan, name: str, number: int = 0) -> str:
    return [r.uuid for r in plan.read if r.values.get("name") == name][number]


def contents(workspace: Workspace) -> list[str]:
    return sorted(f"{record.uuid} {dict(record.values)}" for record in workspace.library.records())


def offices(workspace: Workspace) -> list[str]:
    return sorted(str(r.values["office"]) for r in workspace.library.records("power_item"))


def test_each_line_says_how_its_record_was_recognised(filled: Workspace, read: Read) -> None:
    coded = Record("power_item", {"name": "别的名称", "code": "0123", "exercising_org": "县水务局"})
    filled.library.save(coded)
    plan = read("取水许可,,", "河道采砂,0123,", head="事项名称,职权编码,承办机构")
    by = {line.title: line.by for line in lines_of(filled, plan)}
    assert by == {"取水许可": "unsure", "河道采砂": "code"}
    [line] = [x for x in lines_of(filled, read(NEW_WATER)) if x.kind == "power_item"]
    assert (line.by, line.existing, line.verdict) == ("name", "取水许可", "update")


def test_one_record_is_left_out_another_made_anew_a_third_changed(
    filled: Workspace, read: Read
) -> None:
    commit(filled, read("运砂许可,行政许可,县水务局,甲股,检查责任"))
    plan = read(NEW_WATER, SAND.replace("河道股", "砂管股"),
                "运砂许可,行政许可,县水务局,乙股,检查责任")  # fmt: skip
    plan = decide(plan, [uuid_of(plan, "取水许可")], "skip")
    plan = decide(plan, [uuid_of(plan, "采砂许可")], "create")
    assert verdicts(filled, plan) == ["skip", "double", "update"]
    before = contents(filled)
    outcome = commit(filled, plan)
    assert offices(filled) == ["乙股", "水政股", "河道股", "砂管股"]
    new = next(r for r in filled.library.records("power_item") if r.values["office"] == "砂管股")
    duty = filled.library.get(new.values["responsibilities"][0])
    assert duty.values["power"] == [new.uuid], "what is made anew has a duty of its own"
    assert filled.library.count("responsibility_item") == 4
    undo_import(filled, outcome.batches[0])
    assert contents(filled) == before


@pytest.mark.parametrize("way", ["skip", "create"])
def test_a_second_import_changes_nothing_whatever_was_chosen(
    filled: Workspace, read: Read, way: str
) -> None:
    plan = read(NEW_WATER, SAND)
    commit(filled, decide(plan, [uuid_of(plan, "取水许可")], way))  # type: ignore[arg-type]
    before = contents(filled)
    again = read(NEW_WATER, SAND)
    assert again.by_kind == {}
    assert not again.asked
    commit(filled, again)
    assert contents(filled) == before


def test_what_was_skipped_for_all_stays_out_when_the_list_comes_again(
    filled: Workspace, read: Read
) -> None:
    commit(filled, handle_existing(read(NEW_WATER, SAND.replace("河道股", "砂管股")), "skip"))
    again = read(NEW_WATER, SAND.replace("河道股", "砂管股"))
    assert verdicts(filled, again) == ["skip", "skip"]
    line = lines_of(filled, again)[0]
    assert line.choice.before
    assert decide(again, [line.uuid], "update").by_kind == {"power_item": 1}


def test_another_content_is_asked_about_anew(filled: Workspace, read: Read) -> None:
    plan = read(NEW_WATER)
    commit(filled, decide(plan, [uuid_of(plan, "取水许可")], "skip"))
    assert verdicts(filled, read(WATER.replace("水政股", "审批股"))) == ["update"]


def test_a_choice_of_an_import_that_was_taken_back_does_not_hold(
    filled: Workspace, read: Read
) -> None:
    plan = read(NEW_WATER, "运砂许可,行政许可,县水务局,甲股,检查责任")
    outcome = commit(filled, decide(plan, [uuid_of(plan, "取水许可")], "skip"))
    undo_import(filled, outcome.batches[0])
    assert verdicts(filled, read(NEW_WATER)) == ["update"]


def test_a_record_made_anew_and_deleted_is_asked_about(filled: Workspace, read: Read) -> None:
    plan = read(NEW_WATER)
    commit(filled, decide(plan, [uuid_of(plan, "取水许可")], "create"))
    made = next(r for r in filled.library.records("power_item") if r.values["office"] == "水资源股")
    filled.library.delete(made.uuid)
    again = read(NEW_WATER)
    assert verdicts(filled, again) == ["ask"]
    assert not again.by_kind


def test_made_anew_and_edited_since_it_is_still_that_one(filled: Workspace, read: Read) -> None:
    plan = read(NEW_WATER)
    commit(filled, decide(plan, [uuid_of(plan, "取水许可")], "create"))
    made = next(r for r in filled.library.records("power_item") if r.values["office"] == "水资源股")
    filled.library.save(made.with_values(name="取水许可审批"))
    again = read(NEW_WATER)
    assert again.settled[uuid_of(again, "取水许可")].target == made.uuid
    assert handle_existing(again, "create").by_kind == {"power_item": 1}, "changed, not made anew"
    commit(filled, handle_existing(again, "create"))
    assert filled.library.count("power_item") == 3


def test_of_two_with_one_name_somebody_says_which_it_is(workspace: Workspace, read: Read) -> None:
    twice = (WATER.replace("水政股", "甲股"), WATER.replace("水政股", "乙股"))
    commit(workspace, read(*twice))
    plan = read(WATER.replace("水政股", "丙股"))
    uuid = uuid_of(plan, "取水许可")
    assert verdicts(workspace, plan) == ["ask"]
    assert plan.by_kind == {}
    lines = candidate_lines(workspace, plan, uuid)
    assert [line.apart for line in lines] == [(("承办机构", "甲股"),), (("承办机构", "乙股"),)]
    assert decide(plan, [uuid], "update").asked, "to change is not to say which"
    plan = decide(plan, [uuid], "update", lines[1].uuid)
    commit(workspace, plan)
    assert offices(workspace) == ["丙股", "甲股"]
    before = contents(workspace)
    workspace.library.save(workspace.library.get(lines[0].uuid).with_values(office="丁股"))
    again = read(WATER.replace("水政股", "丙股"))
    assert again.settled[uuid_of(again, "取水许可")].target == lines[1].uuid, "as it was said"
    assert again.by_kind == {}
    assert contents(workspace) != before


def test_two_rows_for_one_record_are_asked_about_and_cannot_both_have_it(
    filled: Workspace, read: Read
) -> None:
    plan = read(NEW_WATER, WATER.replace("水政股", "审批股"))
    first, second = (uuid_of(plan, "取水许可", number) for number in (0, 1))
    assert verdicts(filled, plan) == ["ask", "ask"]
    (line,) = candidate_lines(filled, plan, first)
    plan = decide(plan, [first], "update", line.uuid)
    assert verdicts(filled, plan) == ["update", "ask"]
    plan = decide(plan, [second], "update", line.uuid)
    assert verdicts(filled, plan) == ["ask", "update"], "who had it before is asked again"
    plan = decide(plan, [first], "create")
    commit(filled, plan)
    assert offices(filled) == ["审批股", "水资源股", "河道股"]


def test_to_change_many_leaves_open_what_is_not_certain(filled: Workspace, read: Read) -> None:
    plan = read(
        "取水许可,行政许可,甲股", "采砂许可,行政许可,乙股", "采砂许可,行政许可,丙股", head=BARE
    )
    assert verdicts(filled, plan) == ["ask", "ask", "ask"]
    plan = decide(plan, [record.uuid for record in plan.read], "update")
    assert verdicts(filled, plan) == ["update", "update", "ask"]


def test_fields_that_are_left_out_stay_and_stay_out_the_next_time(
    filled: Workspace, read: Read
) -> None:
    head = f"{HEAD},行政相对人"
    plan = read(f"{NEW_WATER},用水单位", head=head)
    uuid = uuid_of(plan, "取水许可")
    assert [field.name for field in fields_of(filled, plan, uuid)] == ["office", "counterpart"]
    plan = keep_fields(plan, uuid, ["office"])
    taken = {field.name: field.taken for field in fields_of(filled, plan, uuid)}
    assert taken == {"counterpart": True, "office": False}
    commit(filled, plan)
    (power,) = (r for r in filled.library.records("power_item") if r.values["name"] == "取水许可")
    assert (power.values["counterpart"], power.values["office"]) == ("用水单位", "水政股")
    again = read(f"{NEW_WATER},用水单位", head=head)
    assert again.by_kind == {}
    (field,) = fields_of(filled, again, uuid_of(again, "取水许可"))
    assert (field.name, field.taken, field.said[0].text) == ("office", False, "水资源股")


def test_nothing_is_written_of_a_record_whose_changes_are_all_left_out(
    filled: Workspace, read: Read
) -> None:
    plan = read(NEW_WATER)
    plan = keep_fields(plan, uuid_of(plan, "取水许可"), ["office"])
    assert (verdicts(filled, plan), plan.by_kind) == (["skip"], {})
    commit(filled, plan)
    assert verdicts(filled, read(NEW_WATER)) == ["skip"]


def test_what_points_to_a_record_left_out_points_to_that_of_the_library(
    filled: Workspace, read: Read
) -> None:
    plan = read(WATER.replace("受理责任", "送达责任"))
    power = uuid_of(plan, "取水许可")
    (duty,) = (r.uuid for r in plan.read if r.kind == "responsibility_item")
    plan = decide(decide(plan, [power], "skip"), [duty], "create")
    commit(filled, plan)
    held = next(r for r in filled.library.records("power_item") if r.values["name"] == "取水许可")
    new = next(r for r in filled.library.records("responsibility_item")
               if "送达责任" in str(r.values["duties"]))  # fmt: skip
    assert new.values["power"] == [held.uuid]


def test_a_file_that_takes_no_part_claims_no_record(filled: Workspace, tmp_path: Path) -> None:
    paths = [tmp_path / "甲.csv", tmp_path / "乙.csv"]
    for path, office in zip(paths, ("子股", "丑股"), strict=True):
        path.write_text(f"{HEAD}\n{WATER.replace('水政股', office)}\n", encoding="utf-8")
    plan = read_files(filled, paths)
    assert verdicts(filled, plan) == ["ask", "ask"]
    assert verdicts(filled, leave_out_file(plan, 1, True)) == ["update"]


def test_choices_stay_when_a_sheet_is_read_in_another_way(filled: Workspace, read: Read) -> None:
    plan = read(NEW_WATER, SAND.replace("河道股", "砂管股"))
    plan = decide(plan, [uuid_of(plan, "取水许可")], "skip")
    plan = read_as(filled, plan, 0, 0, "power_item", 1)
    assert verdicts(filled, plan) == ["skip", "update"]


def test_a_new_record_can_be_left_out_as_well(filled: Workspace, read: Read) -> None:
    row = "运砂许可,行政许可,县水务局,甲股,检查责任"
    plan = read(row)
    commit(filled, decide(plan, [uuid_of(plan, "运砂许可")], "skip"))
    assert filled.library.count("power_item") == 2
    assert filled.library.count("responsibility_item") == 2
    assert read(row).by_kind == {}


def test_a_record_under_review_can_be_made_anew_but_not_changed(
    filled: Workspace, read: Read
) -> None:
    held = next(r for r in filled.library.records("power_item") if r.values["name"] == "取水许可")
    filled.library.save(Record(held.kind, held.values, uuid=held.uuid, state="submitted"))
    plan = read(NEW_WATER)
    uuid = uuid_of(plan, "取水许可")
    assert verdicts(filled, decide(plan, [uuid], "update")) == ["locked"]
    assert verdicts(filled, decide(plan, [uuid], "create")) == ["double"]


def test_the_log_and_the_report_say_what_was_chosen(filled: Workspace, read: Read) -> None:
    gone = "运砂许可,行政许可,县水务局,甲股,检查责任,"
    rows = (f"{NEW_WATER},用水单位", f"{SAND.replace('河道股', '砂管股')},", gone)
    plan = read(*rows, head=f"{HEAD},行政相对人")
    plan = keep_fields(plan, uuid_of(plan, "取水许可"), ["office"])
    plan = decide(plan, [uuid_of(plan, "采砂许可")], "create")
    plan = decide(plan, [uuid_of(plan, "运砂许可")], "skip")
    before = of_plan(filled, plan)
    commit(filled, plan)
    past = past_imports(filled)[0]
    after = of_log(filled, past.id)
    assert before.choices == after.choices
    told = {x.title: (x.known, x.way, x.kept, x.said) for x in after.choices
            if x.kind == "power_item"}  # fmt: skip
    sure = "名称、类型和单位相同"
    assert told == {
        "取水许可": (sure, "更新", "承办机构", "逐条选的"),
        "采砂许可": (sure, "仍然新建", "", "逐条选的"),
        "运砂许可": ("工作库里没有", "跳过", "", "逐条选的"),
    }
    assert (past.chosen["create"], past.kept) == (1, 1)
    sheets = [document.title for document in documents(after, filled.catalogue)]
    assert sheets[:2] == ["概览", "逐条选择"]
