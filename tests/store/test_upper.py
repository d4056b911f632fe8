"""The catalogue of the level above in the library, adopted records and their locks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.store import (
    Adoption,
    FieldsLocked,
    Library,
    TakeOver,
    UpperEntry,
    UpperQuery,
    UpperSource,
    values_hash,
)
from exports.package.upper_item import UpperItem
from forms.record import Record

SOURCE = UpperSource("省门户", "e1", 3, complete=True, issued_at="2026-12-01T00:00:00.000Z")


def entry(number: int, name: str, seq: int = 1, **more: bool) -> UpperEntry:
    item = UpperItem(
        f"00000000-0000-4000-8000-{number:012d}", "alpha", seq,
        {"name": name, "code": f"A{number}", "colour": "red"}, **more,
    )  # fmt: skip
    return UpperEntry(item, f"A{number}", name, "red", "county")


def adopted(library: Library, number: int = 1) -> Record:
    """A record made from an item, with its name and code locked."""
    row = library.upper_number("省门户", f"00000000-0000-4000-8000-{number:012d}")
    ((_, portal, item, state),) = library.upper_entries([row])
    record = Record("alpha", dict(item.values), data_source="claimed")
    tie = Adoption(record.uuid, portal, item.id, state, item.values, ("name", "code"))
    library.adopt([(record, tie)], by="甲")
    return library.get(record.uuid)


@pytest.fixture
def filled(library: Library) -> Library:
    """Three items, the first of them adopted."""
    library.keep_upper(SOURCE, [entry(1, "取水许可"), entry(2, "采矿许可"), entry(3, "备案_甲")])
    adopted(library)
    return library


def statuses(library: Library, **query: str) -> dict[str, str]:
    numbers = library.upper_numbers(UpperQuery(**query))
    return {line.title: line.status for line in library.upper_lines(numbers)}


def test_items_are_found_by_name_code_initials_type_and_status(filled: Library) -> None:
    assert list(statuses(filled)) == ["取水许可", "采矿许可", "备案_甲"]
    assert list(statuses(filled, text="许可")) == ["取水许可", "采矿许可"]
    assert list(statuses(filled, text="qsxk")) == ["取水许可"]
    assert list(statuses(filled, text="许可 a2")) == ["采矿许可"]
    assert list(statuses(filled, text="案_")) == ["备案_甲"]
    assert statuses(filled, text="%") == {}
    assert statuses(filled, type_key="blue") == {}
    assert list(statuses(filled, status="adopted")) == ["取水许可"]
    counts = {"free": 2, "adopted": 1, "changed": 0, "withdrawn": 0}
    assert filled.upper_counts(UpperQuery(status="free")) == counts
    assert filled.upper_choices("level") == [("alpha", "county")]


def test_a_page_that_comes_twice_or_late_changes_nothing(filled: Library) -> None:
    assert filled.keep_upper(SOURCE, [entry(2, "采矿许可")]) == 0
    assert filled.keep_upper(SOURCE, [entry(2, "采矿权审批", seq=5)]) == 1
    assert filled.keep_upper(SOURCE, [entry(2, "采矿许可", seq=4)]) == 0
    assert "采矿权审批" in statuses(filled)
    assert filled.upper_source("省门户") is not None


def test_what_changed_or_went_upstream_is_told(filled: Library) -> None:
    filled.keep_upper(SOURCE, [entry(1, "取水许可证核发", seq=4)])
    assert statuses(filled)["取水许可证核发"] == "changed"
    filled.keep_upper(SOURCE, [entry(1, "取水许可证核发", seq=5, withdrawn=True)])
    assert statuses(filled)["取水许可证核发"] == "withdrawn"


def test_a_new_epoch_withdraws_what_it_does_not_hold_once_it_was_read_whole(
    filled: Library,
) -> None:
    begun = replace(SOURCE, epoch="e2", reached=1, complete=False)
    filled.keep_upper(begun, [entry(1, "取水许可")])
    assert set(statuses(filled).values()) == {"adopted", "free"}
    filled.keep_upper(replace(begun, reached=2, complete=True), [entry(2, "采矿许可")])
    assert statuses(filled) == {"取水许可": "adopted", "采矿许可": "free", "备案_甲": "withdrawn"}


def test_an_adopted_record_keeps_what_is_locked(filled: Library) -> None:
    (record,) = filled.records("alpha")
    free = filled.save(record.with_values(note="本地说明"))
    for way in (
        lambda changed: filled.save(changed),
        lambda changed: filled.save_many([changed]),
        lambda changed: filled.save_unless_changed([(changed, free.content_hash())]),
    ):
        with pytest.raises(FieldsLocked, match="上级目录") as refused:
            way(free.with_values(name="取水"))
        assert refused.value.fields == {"name"}
    assert filled.get(record.uuid).values == free.values
    filled.set_locks(record.uuid, ["code"], by="甲", note="本地名称不同", fields=["name"])
    filled.save(free.with_values(name="取水"))
    log = filled.audit(record.uuid)
    assert [item.action for item in log[:2]] == ["edited", "unlocked"]
    assert (log[1].note, log[1].detail) == ("本地名称不同", {"fields": ["name"]})
    with pytest.raises(FieldsLocked):
        filled.save(free.with_values(name="取水", code="B1"))


def test_what_is_taken_over_passes_the_locks_and_is_taken_back(filled: Library) -> None:
    (record,) = filled.records("alpha")
    before = filled.adoption(record.uuid)
    assert before is not None
    filled.keep_upper(SOURCE, [entry(1, "取水许可证核发", seq=4)])
    values = {"name": "取水许可证核发", "code": "A1", "colour": "red"}
    after = record.with_values(name="取水许可证核发")
    tie = replace(before, hash=values_hash(values), base=values)
    assert filled.take_over([TakeOver(after, "other", tie)]) == [record.uuid]
    assert filled.take_over([TakeOver(after, record.content_hash(), tie)], by="甲") == []
    assert statuses(filled)["取水许可证核发"] == "adopted"
    assert filled.take_over([TakeOver(record, after.content_hash(), before)]) == []
    assert filled.get(record.uuid).values == record.values
    assert statuses(filled)["取水许可证核发"] == "changed"


def test_a_record_in_the_bin_is_adopted_no_more_and_comes_back_adopted(filled: Library) -> None:
    (record,) = filled.records("alpha")
    filled.delete(record.uuid)
    assert statuses(filled)["取水许可"] == "free"
    filled.restore(record.uuid)
    assert statuses(filled)["取水许可"] == "adopted"
    filled.delete(record.uuid)
    filled.purge_these([record.uuid])
    assert filled.adoption(record.uuid) is None


def test_records_of_the_same_code_are_found_unless_they_are_tied(filled: Library) -> None:
    filled.save(Record("alpha", {"name": "采矿", "code": "A2"}, uuid="b" * 8))
    assert filled.same_code("alpha", "code", ["A1", "A2", "A3"]) == {"A2": "b" * 8}
