"""Adopting from the catalogue of the level above, its locks, and following its changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import FieldsLocked
from desktop.usecases import bulk, locking, mending, merging, replacing, upper_catalogue
from desktop.usecases.importing import commit, read_files
from desktop.usecases.locking import CannotUnlock, locks_of, unlock
from desktop.usecases.upper_catalogue import UpperQuery, adopt, apply_update, plan_update
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.usecases.review_samples import office
from tests.usecases.upper_samples import PORTAL, filled, item

LOCKED = {"code", "name", "power_type", "basis", "use_level"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        yield office(workspace)


def adopted(desk: Workspace) -> Record:
    """A record adopted from the one item of the catalogue."""
    (made,) = adopt(desk, filled(desk, item(1, "取水许可"))).made
    return desk.library.get(made)


def statuses(desk: Workspace) -> list[str]:
    numbers = upper_catalogue.numbers(desk, UpperQuery())
    return [line.status for line in upper_catalogue.lines(desk, numbers)]


def test_an_adopted_item_is_a_draft_of_ours_with_its_fields_locked(desk: Workspace) -> None:
    record = adopted(desk)
    assert (record.state, record.data_source) == ("draft", "claimed")
    assert record.get("name") == "取水许可"
    assert record.get("counterpart") == "单位和个人"
    found = locks_of(desk, record.uuid)
    assert found.fields == LOCKED
    assert PORTAL in found.reason
    with pytest.raises(FieldsLocked):
        desk.library.save(record.with_values(name="取水"))
    desk.library.save(record.with_values(counterpart="企业"))  # this one is not fixed
    (line,) = upper_catalogue.lines(desk, upper_catalogue.numbers(desk, UpperQuery()))
    assert (line.status, line.uuid, line.type, line.level) == (
        "adopted", record.uuid, "行政许可", "县级",
    )  # fmt: skip
    assert upper_catalogue.detail(desk, line.number).fields[0].fixed  # type: ignore[union-attr]


def test_what_is_adopted_or_withdrawn_is_left_and_told(desk: Workspace) -> None:
    numbers = filled(desk, item(1, "取水许可"), item(2, "采砂许可", withdrawn=True))
    assert len(adopt(desk, numbers[:1]).made) == 1
    again = adopt(desk, numbers)
    assert (again.made, [reason for _, reason in again.left]) == ((), ["已经认领过", "上级已取消"])
    assert desk.library.count() == 1


def test_adopting_is_undone_and_done_again(desk: Workspace) -> None:
    done = adopt(desk, filled(desk, item(1, "取水许可")))
    assert upper_catalogue.undo_adopt(desk, done) == list(done.made)
    assert statuses(desk) == ["free"]
    upper_catalogue.adopt_again(desk, done)
    assert statuses(desk) == ["adopted"]


def test_a_record_with_that_code_is_tied_instead_of_made_twice(desk: Workspace) -> None:
    same = item(1, "取水许可")
    values = {"code": same.values["code"], "name": "取水许可证核发"}
    record = desk.library.save(Record("power_item", values))
    done = adopt(desk, filled(desk, same))
    assert (done.made, done.tied) == ((), (record.uuid,))
    assert statuses(desk) == ["changed"]  # it says something else
    (update,) = plan_update(desk).updates
    assert {part.field for part in update.parts} >= {"name", "basis"}
    apply_update(desk, plan_update(desk))
    assert desk.library.get(record.uuid).get("name") == "取水许可"
    assert statuses(desk) == ["adopted"]
    assert locks_of(desk, record.uuid).fields == LOCKED


def test_a_change_above_is_taken_over_field_by_field_and_undone(desk: Workspace) -> None:
    record = adopted(desk)
    ours = desk.library.save(record.with_values(counterpart="本县企业"))
    filled(desk, item(1, "取水许可证核发", 2, counterpart="法人", use_level="municipal"))
    assert statuses(desk) == ["changed"]
    (update,) = plan_update(desk).updates
    parts = {part.field: part for part in update.parts}
    assert set(parts) == {"name", "use_level", "counterpart"}
    assert (parts["name"].base, parts["name"].theirs) == ("取水许可", "取水许可证核发")
    assert parts["counterpart"].edited
    assert not parts["name"].edited
    assert update.usual == {"name", "use_level"}  # what was changed here stays, unless chosen

    done = apply_update(desk, plan_update(desk))
    after = desk.library.get(record.uuid)
    assert (done.records, after.get("name"), after.get("counterpart")) == (
        1, "取水许可证核发", "本县企业",
    )  # fmt: skip
    assert statuses(desk) == ["adopted"]
    assert upper_catalogue.undo_update(desk, done).records == 1
    assert desk.library.get(record.uuid).values == ours.values
    assert statuses(desk) == ["changed"]


def test_a_locked_change_that_is_not_taken_over_is_locked_no_more(desk: Workspace) -> None:
    record = adopted(desk)
    filled(desk, item(1, "取水许可证核发", 2))
    apply_update(desk, plan_update(desk), {record.uuid: frozenset()})
    assert locks_of(desk, record.uuid).fields == LOCKED - {"name"}
    assert statuses(desk) == ["adopted"]
    assert desk.library.audit(record.uuid)[0].action == "unlocked"
    # What was refused once is not asked again, until it changes again.
    filled(desk, item(1, "取水许可证核发", 3, use_level="municipal"))
    (update,) = plan_update(desk).updates
    assert [part.field for part in update.parts] == ["use_level"]


def test_final_records_and_those_changed_meanwhile_stay(desk: Workspace) -> None:
    record = adopted(desk)
    filled(desk, item(1, "取水许可证核发", 2))
    plan = plan_update(desk)
    desk.library.save(record.with_values(counterpart="企业"))
    done = apply_update(desk, plan)
    assert (done.records, len(done.kept)) == (0, 1)
    desk.library.save(desk.library.get(record.uuid).with_values(remark="x"))
    from dataclasses import replace

    desk.library.save(replace(desk.library.get(record.uuid), state="submitted"))
    assert [reason for _, reason in plan_update(desk).locked] == ["正在审核，需要先撤回或者退回"]


def test_a_lock_is_lifted_for_a_reason_that_the_log_keeps(desk: Workspace) -> None:
    record = adopted(desk)
    with pytest.raises(CannotUnlock, match="为什么"):
        unlock(desk, record.uuid, ["name"], " ")
    left = unlock(desk, record.uuid, ["name"], "本县名称经省里同意")
    assert left.fields == LOCKED - {"name"}
    desk.library.save(record.with_values(name="取水许可（岚川）"))
    entry = desk.library.audit(record.uuid)[1]
    assert (entry.action, entry.note, entry.detail["fields"]) == (
        "unlocked", "本县名称经省里同意", ["name"],
    )  # fmt: skip
    # Locked again only where nothing was written meanwhile.
    assert locking.lock_again(desk, record.uuid, ["name"]).fields == LOCKED - {"name"}
    desk.library.save(record)
    assert locking.lock_again(desk, record.uuid, ["name"]).fields == LOCKED


def test_bulk_changes_replacements_and_mends_tell_locks_and_leave_them(desk: Workspace) -> None:
    record = adopted(desk)
    field = desk.catalogue.form("power_item").fields["use_level"]
    plan = bulk.plan(desk, [record.uuid], field, bulk.Operation.SET, "municipal")
    assert (plan.effects[0].outcome, plan.effects[0].reason) == (bulk.Outcome.LOCKED, locking.WHY)
    assert bulk.apply(desk, plan).records == 0
    query = replacing.Query(replacing.Pattern("取水"), "取用水")
    found = replacing.search(desk, query)
    assert [hit.locked for hit in found.hits] == [locking.WHY]
    assert replacing.apply(desk, found, found.hits).hits == 0
    mend = mending.mend_of(desk, record, "取水许可", "basis[0].title", "水法")
    assert mend.locked == locking.WHY
    assert not mending.mend_of(desk, record, "取水许可", "counterpart", "企业").locked
    assert desk.library.get(record.uuid).values == record.values


def test_an_import_tells_locked_fields_and_leaves_them(desk: Workspace, tmp_path: Path) -> None:
    record = adopted(desk)
    file = tmp_path / "清单.csv"
    file.write_text(
        f"职权编码,职权名称,职权类型,行政相对人\n{record.get('code')},取水的许可,行政许可,企业法人\n",
        encoding="utf-8",
    )
    plan = read_files(desk, [file], kind="power_item")
    (merge,) = plan.merges.values()
    assert merge.fixed == ("name",)
    assert plan.held_back == {"power_item": 1}
    commit(desk, plan)
    after = desk.library.get(record.uuid)
    assert (after.get("name"), after.get("counterpart")) == ("取水许可", "企业法人")


def test_a_colleagues_library_does_not_change_what_is_locked(
    desk: Workspace, tmp_path: Path
) -> None:
    record = adopted(desk)
    desk.library.backup(tmp_path / "同事.mingce")
    with Workspace.open(tmp_path / "同事.mingce") as other:
        unlock(other, record.uuid, ["name"], "同事那里解锁了")
        other.library.save(record.with_values(name="取水证", counterpart="企业"))
    plan = merging.plan(desk, tmp_path / "同事.mingce")
    (found,) = plan.items
    assert (found.fixed, found.conflicts) == (("name",), ())
    assert "锁定" in found.reason
    merging.commit(desk, plan)
    after = desk.library.get(record.uuid)
    assert (after.get("name"), after.get("counterpart")) == ("取水许可", "企业")


def test_the_filters_offer_what_there_is(desk: Workspace) -> None:
    filled(desk, item(1, "取水许可"), item(2, "用水处罚", power_type="administrative_penalty"))
    offered = upper_catalogue.choices(desk)
    assert offered.kinds == (("power_item", "行政权力事项"),)
    assert {word for _, word in offered.types} == {"行政许可", "行政处罚"}
    assert offered.levels == (("county", "县级"),)
