"""Saving, deleting and restoring records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

from desktop.store import FinalizedError, Library, LibraryError, RecordNotFound
from forms.loader import load_catalogue
from forms.record import Record
from tests.store.helpers import Clock, alpha, beta


def test_a_saved_record_comes_back_with_its_time(library: Library) -> None:
    record = alpha("采矿许可", note="第一行\n第二行", rows=[{"name": "申请表"}])
    saved = library.save(record, by="张三")
    assert saved.updated_at == "2026-11-23T08:00:02.000Z"
    assert library.get(record.uuid) == saved
    assert library.summary(record.uuid).updated_by == "张三"


def test_saving_the_same_content_again_writes_nothing(library: Library) -> None:
    saved = library.save(alpha("采矿许可"))
    again = library.save(saved.with_values(note="  ", rows=[]))
    assert again.updated_at == saved.updated_at
    assert len(library.audit(saved.uuid)) == 1


def test_the_log_names_the_fields_that_an_edit_changed(library: Library) -> None:
    saved = library.save(alpha("采矿许可", note="旧"), by="张三")
    library.save(saved.with_values(note="新", code="A1"), by="李四", note="更正")
    entry = library.audit(saved.uuid)[0]
    assert (entry.action, entry.by, entry.note) == ("edited", "李四", "更正")
    assert entry.detail == {"fields": ["code", "note"]}


def test_a_missing_record_is_named_in_a_sentence(library: Library) -> None:
    assert library.find("no-such") is None
    with pytest.raises(RecordNotFound, match="没有记录no-such"):
        library.get("no-such")


def test_an_unknown_kind_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="gamma"):
        library.save(Record("gamma", {"name": "x"}))


def test_half_a_character_is_refused_with_the_title_of_the_record(library: Library) -> None:
    with pytest.raises(LibraryError, match=r"采矿许可.*残缺"):
        library.save(alpha("采矿许可", note="乱码\ud842"))


def test_a_stale_version_does_not_overwrite_a_newer_one(library: Library) -> None:
    first = library.save(alpha("采矿许可"))
    library.finalize(first.uuid)
    library.new_version(first.uuid)
    with pytest.raises(LibraryError, match="已是第2版"):
        library.save(first.with_values(note="晚到"))


def test_a_record_cannot_change_its_kind(library: Library) -> None:
    saved = library.save(alpha("采矿许可"))
    with pytest.raises(LibraryError, match="不能改变种类"):
        library.save(replace(saved, kind="beta"))


def test_a_deleted_record_waits_in_the_bin_and_comes_back(library: Library) -> None:
    saved = library.save(alpha("采矿许可"))
    library.delete(saved.uuid, by="张三")
    assert library.find(saved.uuid) is None
    assert library.ids() == []
    assert library.ids(deleted=True) == [saved.uuid]
    with pytest.raises(LibraryError, match="回收站"):
        library.save(saved.with_values(note="自动保存"))
    assert library.restore(saved.uuid) == saved
    assert [entry.action for entry in library.audit(saved.uuid)] == [
        "restored",
        "deleted",
        "created",
    ]


def test_the_bin_is_emptied_only_of_what_is_old_enough(library: Library) -> None:
    clock = library._clock
    assert isinstance(clock, Clock)
    old, young = library.save(alpha("旧")), library.save(alpha("新"))
    library.delete(old.uuid)
    clock.now += timedelta(days=20)
    library.delete(young.uuid)
    clock.now += timedelta(days=11)
    assert library.purge() == 1
    assert library.ids(deleted=True) == [young.uuid]
    assert library.search("旧") == []


def test_a_record_with_a_final_version_is_never_deleted(library: Library) -> None:
    saved = library.save(alpha("采矿许可"))
    library.finalize(saved.uuid)
    library.new_version(saved.uuid)
    with pytest.raises(FinalizedError, match="不能删除"):
        library.delete(saved.uuid)


def test_many_records_keep_their_order_and_a_bad_one_stops_all(library: Library) -> None:
    items = [alpha(f"事项{number}") for number in range(1200)]
    assert library.save_many(items) == 1200
    assert library.ids() == [item.uuid for item in items]
    assert library.save_many(items) == 0
    twin = alpha("孪生")
    with pytest.raises(LibraryError, match="出现两次"):
        library.save_many([alpha("先"), twin, twin])
    assert library.count() == 1200


def test_a_record_called_after_another_follows_its_title(library: Library) -> None:
    power = alpha("银行许可")
    duty = beta(power)
    library.save_many([duty, power])
    assert library.summary(duty.uuid).title == "银行许可"
    library.save(power.with_values(name="保险备案"))
    assert library.summary(duty.uuid).title == "保险备案"
    assert {item.uuid for item in library.search("bxba")} == {duty.uuid, power.uuid}
    assert library.search("yhxk") == []
    later = library.save(beta(power, note="后加"))
    assert library.summary(later.uuid).title == "保险备案"


def test_a_record_called_after_another_is_in_the_charge_of_its_office(library: Library) -> None:
    power = library.save(alpha("银行许可", office="银行科"))
    duty = library.save(beta(power))
    assert library.offices()[duty.uuid] == ("", "银行科")
    library.save(power.with_values(office="保险科"))
    assert library.summary(duty.uuid).office == "保险科"
    assert library.search("银行许可")[1].uuid == duty.uuid


def test_threads_write_without_losing_anything(library: Library) -> None:
    def work(number: int) -> None:
        for item in range(10):
            library.save(alpha(f"线程{number}事项{item}"))
            library.ids()

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.count() == 60
    assert sorted(item.position for item in library.summaries()) == list(range(1, 61))


def test_every_real_kind_can_be_stored(library: Library) -> None:
    library._catalogue = load_catalogue()
    for form in library._catalogue.forms.values():
        words = [f.id for f in form.fields.values() if f.type in ("text", "longtext", "code")]
        record = Record(form.kind, {name: f"{name}之值" for name in words})
        library.save(record)
        assert library.get(record.uuid).values == record.values
        assert library.search(f"{words[0]}之值", kind=form.kind)[0].uuid == record.uuid


def test_only_what_nobody_changed_since_is_written(library: Library) -> None:
    same, edited, final, gone = [library.save(alpha(name)) for name in ("甲", "乙", "丙", "丁")]
    items = [(item.with_values(note="新"), item.content_hash()) for item in (same, edited, final)]
    items.append((gone.with_values(note="新"), gone.content_hash()))
    library.save(edited.with_values(note="别人改的"))
    library.finalize(final.uuid)
    library.delete(gone.uuid)
    left = library.save_unless_changed(items, by="张三", note="批量")
    assert left == [edited.uuid, final.uuid, gone.uuid]
    assert library.get(same.uuid).get("note") == "新"
    assert library.get(edited.uuid).get("note") == "别人改的"
    assert (library.audit(same.uuid)[0].by, library.audit(same.uuid)[0].note) == ("张三", "批量")


def test_many_go_to_the_bin_together_but_what_was_final_stays(library: Library) -> None:
    items = [alpha("草稿一"), alpha("草稿二"), alpha("定稿")]
    library.save_many(items)
    library.finalize(items[2].uuid)
    gone = library.delete_these([*(item.uuid for item in items), "unknown"], by="王岚")
    assert set(gone) == {items[0].uuid, items[1].uuid}
    assert library.ids() == [items[2].uuid]
    assert library.delete_these(gone) == []
    assert library.audit(items[0].uuid, limit=1)[0].by == "王岚"
    assert set(library.restore_these([*gone, "unknown"])) == set(gone)
    assert library.count() == 3
