"""One field of many records: told before, done at once, taken back exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.usecases import bulk, people
from desktop.usecases.bulk import BulkRefused, Operation, Outcome
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.model import Field
from forms.record import Record


@pytest.fixture
def field(workspace: Workspace) -> Field:
    return workspace.catalogue.form("power_item").fields["office"]


@pytest.fixture
def powers(workspace: Workspace) -> list[Record]:
    """One without office, one with the new one, one with another, a final one."""
    made = [
        _power("取水许可"),
        _power("采砂许可", office="水政科"),
        _power("排污许可", office="环评科"),
        replace(_power("河道检查", office="河道科"), state="approved"),
    ]
    workspace.library.save_many(made)
    return made


def _power(name: str, **values: Any) -> Record:
    return Record("power_item", {"name": name, **values})


def _offices(workspace: Workspace, records: list[Record]) -> list[Any]:
    return [workspace.library.get(record.uuid).get("office") for record in records]


def _plan(workspace: Workspace, records: list[Record], field: Field, operation: Operation,
          value: Any = None) -> bulk.Plan:  # fmt: skip
    return bulk.plan(workspace, [record.uuid for record in records], field, operation, value)


def test_the_preview_tells_old_and_new_of_each_record_and_writes_nothing(
    workspace: Workspace, powers: list[Record], field: Field
) -> None:
    planned = _plan(workspace, powers, field, Operation.SET, "水政科")
    assert [(e.title, e.before, e.after, e.outcome) for e in planned.effects] == [
        ("取水许可", "", "水政科", Outcome.CHANGES),
        ("采砂许可", "水政科", "水政科", Outcome.SAME),
        ("排污许可", "环评科", "水政科", Outcome.CHANGES),
        ("河道检查", "河道科", "水政科", Outcome.LOCKED),
    ]
    assert "定稿" in planned.effects[3].reason
    assert _offices(workspace, powers) == [None, "水政科", "环评科", "河道科"]


@pytest.mark.parametrize(
    ("operation", "value", "expected"),
    [
        (Operation.SET, "水政科", ["水政科", "水政科", "水政科", "河道科"]),
        (Operation.FILL_BLANK, "水政科", ["水政科", "水政科", "环评科", "河道科"]),
        (Operation.CLEAR, None, [None, None, None, "河道科"]),
    ],
)
def test_what_was_told_is_done_and_can_be_taken_back(
    workspace: Workspace, powers: list[Record], field: Field, operation: Operation, value: Any,
    expected: list[Any],
) -> None:  # fmt: skip
    planned = _plan(workspace, powers, field, operation, value)
    applied = bulk.apply(workspace, planned)
    assert _offices(workspace, powers) == expected
    assert applied.records == planned.count(Outcome.CHANGES)
    assert applied.kept == ()
    undone = bulk.undo(workspace, applied)
    assert undone == bulk.Undone(applied.records, ())
    assert _offices(workspace, powers) == [None, "水政科", "环评科", "河道科"]
    assert [workspace.library.get(r.uuid).content_hash() for r in powers] == [
        record.content_hash() for record in powers
    ]


def test_a_record_changed_since_the_preview_is_left_alone(
    workspace: Workspace, powers: list[Record], field: Field
) -> None:
    planned = _plan(workspace, powers, field, Operation.SET, "水政科")
    workspace.library.save(powers[0].with_values(office="刚填的科"))
    workspace.library.delete(powers[2].uuid)
    applied = bulk.apply(workspace, planned)
    assert (applied.records, applied.kept) == (0, ("取水许可", "排污许可"))
    assert workspace.library.get(powers[0].uuid).get("office") == "刚填的科"


def test_undoing_leaves_alone_what_was_changed_since(
    workspace: Workspace, powers: list[Record], field: Field
) -> None:
    applied = bulk.apply(workspace, _plan(workspace, powers, field, Operation.SET, "水政科"))
    now = workspace.library.get(powers[2].uuid)
    workspace.library.save(now.with_values(counterpart="企业"))
    assert bulk.undo(workspace, applied) == bulk.Undone(1, ("排污许可",))
    assert _offices(workspace, powers)[:3] == [None, "水政科", "水政科"]


def test_the_log_tells_who_did_it_and_what(
    workspace: Workspace, powers: list[Record], field: Field
) -> None:
    people.add_person(workspace, people.Person("王岚"))
    people.choose_person(workspace, "王岚")
    bulk.apply(workspace, _plan(workspace, powers, field, Operation.FILL_BLANK, "水政科"))
    [entry] = workspace.library.audit(powers[0].uuid, limit=1)
    assert (entry.by, entry.note) == ("王岚", f"批量补填“{field.label}”为“水政科”")
    assert entry.detail["fields"] == ["office"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("office", "  ", "请先填写"),
        ("effective_date", "明年", "应为日期"),
        ("use_level", "continent", "不在可选项中"),
    ],
)
def test_a_value_that_is_none_is_refused_with_a_sentence(
    workspace: Workspace, powers: list[Record], name: str, value: str, said: str
) -> None:
    field = workspace.catalogue.form("power_item").fields[name]
    with pytest.raises(BulkRefused, match=said):
        _plan(workspace, powers, field, Operation.SET, value)


def test_too_many_records_at_once_are_refused(workspace: Workspace, field: Field) -> None:
    with pytest.raises(BulkRefused, match="一次最多修改 5000 条，选中了 5001 条"):
        bulk.plan(workspace, ["x"] * 5_001, field, Operation.CLEAR)


def test_a_cancelled_change_writes_nothing(
    workspace: Workspace, powers: list[Record], field: Field
) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if done == 1:
                raise Cancelled

    planned = _plan(workspace, powers, field, Operation.SET, "水政科")
    with pytest.raises(Cancelled):
        bulk.apply(workspace, planned, Stop())
    assert _offices(workspace, powers) == [None, "水政科", "环评科", "河道科"]


def test_names_codes_tables_and_automatic_fields_cannot_be_set_on_many(
    workspace: Workspace,
) -> None:
    for form in workspace.catalogue.ordered():
        names = {item.id for item in bulk.settable(form)}
        assert names.isdisjoint({form.title_field, form.code_field, "record_uuid", "updated_at"})
        assert all(form.fields[name].table is None for name in names)
    assert {"office", "promise_limit", "use_level", "effective_date"} <= {
        item.id for item in bulk.settable(workspace.catalogue.form("power_item"))
    }


def test_records_of_several_kinds_offer_what_all_of_them_have(
    workspace: Workspace, powers: list[Record]
) -> None:
    guide = workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    kinds = bulk.kinds_of(workspace, [powers[0].uuid, guide.uuid])
    assert kinds == ["service_guide", "power_item"]
    fields = bulk.settable_in_all(workspace, kinds)
    names = {item.id for item in fields}
    assert {"compiler_name", "effective_date", "org_name"} <= names
    assert "office" not in names
    chosen = next(item for item in fields if item.id == "compiler_name")
    planned = bulk.plan(workspace, [powers[0].uuid, guide.uuid], chosen, Operation.SET, "李川")
    assert bulk.apply(workspace, planned).records == 2
    assert workspace.library.get(guide.uuid).get("compiler_name") == "李川"
