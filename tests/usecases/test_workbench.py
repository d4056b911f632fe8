"""The numbers of the home page, each against records whose answer is known beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.usecases import first_tasks, workbench
from desktop.usecases.workbench import STATE_GROUPS, Census, KindCount
from desktop.usecases.workspace import Workspace
from forms.problem import Problem, Severity
from forms.record import Record


def _days(amount: int, unit: str = "working_day") -> dict[str, Any]:
    return {"amount": amount, "unit": unit}


def _guide(legal: Any = None, promise: Any = None, **values: Any) -> Record:
    limits = {"legal_limit": legal, "promise_limit": promise}
    given = {name: value for name, value in limits.items() if value is not None}
    return Record("service_guide", {"task_type": "administrative_licence", **given, **values})


def _problem(rule: str, record: str = "a", severity: Severity = Severity.BLOCK) -> Problem:
    return Problem(rule, severity, record, "service_guide", "promise_limit", "不对")


def _census(**groups: int) -> Census:
    counts = {name: groups.get(name, 0) for name in STATE_GROUPS}
    kind = KindCount("service_guide", "办事指南", counts)
    returned = ((kind, groups["returned"]),) if "returned" in groups else ()
    return Census((kind,), returned, ())


def test_every_state_of_the_code_list_is_in_exactly_one_group(workspace: Workspace) -> None:
    states = [state for _, members in STATE_GROUPS.values() for state in members]
    known = [choice.key for choice in workspace.catalogue.vocabularies["CL30"].choices]
    assert sorted(states) == sorted(known)


def test_records_are_counted_by_kind_and_group(workspace: Workspace) -> None:
    library = workspace.library
    states = ("draft", "returned", "submitted", "cancelled")
    library.save_many([Record("power_item", {"name": state}, state=state) for state in states])
    found = workbench.census(workspace)
    (powers,) = found.kinds
    assert dict(powers.groups) == {"done": 0, "review": 1, "open": 2, "cancelled": 1}
    assert found.returned == ((powers, 1),)
    assert powers.target("open").states == ("draft", "returned", "amending")


def test_the_token_changes_with_every_edit_and_only_then(workspace: Workspace) -> None:
    before = workbench.token(workspace)
    assert workbench.token(workspace) == before
    record = workspace.library.save(Record("power_item", {"name": "甲"}))
    made = workbench.token(workspace)
    workspace.library.save(record.with_values(name="乙"))
    edited = workbench.token(workspace)
    workspace.library.delete(record.uuid)
    assert len({before, made, edited, workbench.token(workspace)}) == 4


def test_filling_a_demanded_field_raises_completeness_by_one_field(workspace: Workspace) -> None:
    record = workspace.library.save(Record("intermediary_item", {"name": "测绘"}))
    before = workbench.measure(workspace)
    field = next(
        item for item in workspace.catalogue.form("intermediary_item").fields.values()
        if item.need == "required" and item.type == "text" and record.get(item.id) is None
    )  # fmt: skip
    workspace.library.save(record.with_values(**{field.id: "某单位"}))
    after = workbench.measure(workspace)
    assert (after.needed, after.filled) == (before.needed, before.filled + 1)
    assert before.lacking == 1
    assert "G01" in before.rules


def test_cancelled_records_demand_nothing(workspace: Workspace) -> None:
    workspace.library.save(Record("power_item", {"name": "甲"}, state="cancelled"))
    found = workbench.measure(workspace)
    assert found.needed == 0
    assert found.completeness is None


@pytest.mark.parametrize(
    ("legal", "promise", "share"),
    [
        (_days(20), _days(5), 0.75),
        (_days(20), _days(0, "hour"), 1.0),  # 即办 in any unit
        (_days(20), _days(25), 0.0),  # above the law: T01 reports it
        (_days(20), _days(10, "calendar_day"), None),
        (_days(0), _days(0), None),
        (None, _days(5), None),
    ],
)
def test_compression_compares_limits_of_one_unit(
    legal: Any, promise: Any, share: float | None, workspace: Workspace
) -> None:
    workspace.library.save(_guide(legal, promise))
    (found,) = workbench.measure(workspace).compressions
    assert found.share == share
    assert (found.items, found.guides) == (0 if share is None else 1, 1)


def test_compression_is_the_mean_over_the_guides_of_a_type(workspace: Workspace) -> None:
    workspace.library.save_many([_guide(_days(20), _days(10)), _guide(_days(10), _days(10))])
    (found,) = workbench.measure(workspace).compressions
    assert found.share == 0.25


def test_a_recent_edit_names_the_section_and_leads_to_the_field(workspace: Workspace) -> None:
    record = workspace.library.save(_guide(item_name="取水许可"))
    workspace.library.save(record.with_values(legal_limit=_days(20)))
    (edit,) = workbench.census(workspace).edits
    form = workspace.catalogue.form("service_guide")
    assert edit.title == "取水许可"
    assert edit.part == form.section_of["legal_limit"].title
    assert (edit.target.uuid, edit.target.field) == (record.uuid, "legal_limit")


def test_what_lies_in_the_bin_is_no_recent_work(workspace: Workspace) -> None:
    record = workspace.library.save(_guide(item_name="取水许可"))
    workspace.library.delete(record.uuid)
    assert workbench.census(workspace).edits == ()


def test_problems_are_tallied_with_their_records() -> None:
    problems = [_problem("T01", "a"), _problem("T02", "a"), _problem("B16", "b"),
                _problem("G16", "c", Severity.HINT)]  # fmt: skip
    found = first_tasks.findings(_census(), problems, {})
    assert (found.blocking.problems, found.blocking.records) == (3, 2)
    assert (found.basis.problems, found.stale.records) == (1, 1)


def test_one_problem_leads_to_its_field_and_several_to_the_list_of_the_rule() -> None:
    problems = [_problem("T02", "a"), _problem("T01", "b"), _problem("T01", "c")]
    several, one = first_tasks.findings(_census(), problems, {"a": "取水许可"}).tasks
    assert (several.target.rules, several.problems, several.records) == (("T01",), 2, 2)
    assert (one.target.uuid, one.target.field) == ("a", "promise_limit")
    assert one.title == "取水许可"


def test_returned_records_come_first_and_reviews_are_not_crowded_out() -> None:
    rules = ("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09")
    found = first_tasks.findings(
        _census(review=4, open=2, returned=2), [_problem(rule) for rule in rules], {}
    )
    sorts = [task.sort for task in found.tasks]
    assert sorts == ["returned", *["blocking"] * 5, "review"]
    assert found.more == 4


def test_the_check_of_the_library_names_the_record(workspace: Workspace) -> None:
    record = workspace.library.save(_guide(_days(20), _days(25), item_name="取水许可"))
    found = first_tasks.find(workspace, workbench.census(workspace))
    assert found.blocking.records == 1
    assert any(task.target.uuid == record.uuid for task in found.tasks)
