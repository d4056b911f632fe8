"""The list of people, and who works now."""

from __future__ import annotations

import pytest

from desktop.usecases import compiling, people
from desktop.usecases.people import PeopleError, Person
from desktop.usecases.workspace import Workspace

ZHOU = Person("周文静", "水政科", ("compile",))
HE = Person("何建国", "办公室", ("review", "disclose"))


def test_a_fresh_library_knows_nobody(workspace: Workspace) -> None:
    assert people.people(workspace) == []
    assert people.current_person(workspace) is None
    assert people.who(workspace) == ""


def test_the_list_is_kept_tidied_and_in_order(workspace: Workspace) -> None:
    untidy = Person("  何建国 ", " 办公室", ("disclose", "unknown", "review"))
    assert people.save_people(workspace, [ZHOU, untidy]) == [ZHOU, HE]
    assert people.people(workspace) == [ZHOU, HE]
    assert HE.may("review")
    assert not HE.may("compile")


@pytest.mark.parametrize(
    ("persons", "sentence"),
    [
        ([Person(" ")], "第 1 行没有填写姓名"),
        ([ZHOU, Person("周文静", "办公室")], "重复"),
        ([Person("名" * 31)], "最多 30 字"),
        ([Person("周文静", "科" * 61)], "科室名称最多 60 字"),
        ([Person("周文静", duties=())], "至少选择一项职责"),
    ],
)
def test_a_list_that_would_mislead_is_refused_and_the_old_one_stays(
    workspace: Workspace, persons: list[Person], sentence: str
) -> None:
    people.save_people(workspace, [HE])
    with pytest.raises(PeopleError, match=sentence):
        people.save_people(workspace, persons)
    assert people.people(workspace) == [HE]


def test_only_somebody_in_the_list_can_be_chosen(workspace: Workspace) -> None:
    people.save_people(workspace, [ZHOU])
    people.add_person(workspace, HE)
    with pytest.raises(PeopleError, match="没有“张三”"):
        people.choose_person(workspace, "张三")
    assert people.choose_person(workspace, "何建国") == HE
    assert people.current_person(workspace) == HE
    people.choose_person(workspace, "")
    assert people.current_person(workspace) is None


def test_who_leaves_the_list_is_not_the_current_person_any_more(workspace: Workspace) -> None:
    people.save_people(workspace, [ZHOU, HE])
    people.choose_person(workspace, "何建国")
    people.save_people(workspace, [ZHOU])
    assert people.who(workspace) == ""


def test_what_is_saved_is_recorded_under_the_current_person(workspace: Workspace) -> None:
    people.save_people(workspace, [ZHOU])
    people.choose_person(workspace, "周文静")
    record = compiling.new_record(workspace, "service_guide")
    compiling.save(workspace, record.with_values(item_name="取水许可"))
    compiling.delete(workspace, record.uuid)
    compiling.restore(workspace, record.uuid)
    assert {entry.by for entry in workspace.library.audit(record.uuid)} == {"周文静"}
