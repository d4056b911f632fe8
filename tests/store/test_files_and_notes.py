"""Attachments, waivers, settings."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from desktop.store import Library, LibraryDamaged, RecordNotFound
from tests.store.helpers import Clock, alpha


def test_an_attachment_is_kept_once_and_comes_back_whole(library: Library) -> None:
    data = bytes(range(256)) * 100
    first = library.attach(data, "样表.pdf")
    second = library.attach(data, "另一名.bin", "application/x-other")
    digest = hashlib.sha256(data).hexdigest()
    assert first == {
        "name": "样表.pdf", "sha256": digest, "size": 25600, "media_type": "application/pdf",
    }  # fmt: skip
    assert second["name"] == "另一名.bin"
    assert library.attachment(digest) == data
    with library._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attachments").scalar() == 1


def test_a_file_that_is_not_what_its_name_says_keeps_what_it_is(library: Library) -> None:
    pdf = b"%PDF-1.7\n" + bytes(64)
    assert library.attach(pdf, "样表.docx")["media_type"] == "application/pdf"
    assert library.attach(pdf, "样表.docx", "application/msword")["media_type"] == "application/pdf"
    zipped = library.attach(b"PK\x03\x04" + bytes(64), "样表.docx")
    assert zipped["media_type"].startswith("application/vnd.openxmlformats")


def test_a_spoilt_attachment_is_not_handed_out(library: Library) -> None:
    digest = library.attach(b"content", "a.txt")["sha256"]
    with library._database.write() as connection:
        connection.exec_driver_sql("UPDATE attachments SET data = x'00'")
    with pytest.raises(LibraryDamaged, match="已损坏"):
        library.attachment(digest)
    assert library.verify() == [f"附件{digest[:12]}…的内容与添加时不一致。"]


def test_a_record_lists_its_attachments_and_which_are_missing(library: Library) -> None:
    here = library.attach(b"content", "样表.txt")
    gone = {"name": "丢失.doc", "sha256": "0" * 64, "size": 3, "media_type": ""}
    record = library.save(alpha("一", files=[gone], rows=[{"name": "x"}, {"sample": [here]}]))
    found = library.attachments_of(record)
    assert [(item.name, item.field, item.missing) for item in found] == [
        ("丢失.doc", "files", True),
        ("样表.txt", "rows[1].sample", False),
    ]
    with pytest.raises(RecordNotFound, match="重新添加"):
        library.attachment("0" * 64)
    library.save(record.with_values(files=None))
    assert [item.name for item in library.attachments_of(record.uuid)] == ["样表.txt"]


def test_attachments_nobody_names_go_with_the_bin_but_not_at_once(library: Library) -> None:
    clock = library._clock
    assert isinstance(clock, Clock)
    used, frozen, unused = (library.attach(name.encode(), name) for name in "abc")
    library.save(alpha("一", files=[used]))
    second = library.save(alpha("二", files=[frozen]))
    library.finalize(second.uuid)
    following = library.new_version(second.uuid)
    library.save(following.with_values(files=None))
    library.purge()
    assert library.has_attachment(unused["sha256"])
    clock.now += timedelta(days=31)
    library.purge()
    assert not library.has_attachment(unused["sha256"])
    assert library.has_attachment(used["sha256"])
    assert library.has_attachment(frozen["sha256"])


def test_a_reason_is_kept_replaced_and_taken_back(library: Library) -> None:
    record = library.save(alpha("一"))
    library.waive(record, "J01", "note", " 暂无 ", "张三")
    library.waive(record.uuid, "J01", "note", "上级如此", "李四")
    library.waive(record.uuid, "J02", "", "整体说明")
    assert library.waivers(record.uuid) == {("J01", "note"): "上级如此", ("J02", ""): "整体说明"}
    assert [(item.rule, item.by) for item in library.all_waivers()] == [
        ("J01", "李四"),
        ("J02", ""),
    ]
    library.waive(record.uuid, "J01", "note", "")
    assert library.waivers(record.uuid) == {("J02", ""): "整体说明"}
    assert library.audit(record.uuid)[0].action == "waiver_withdrawn"
    with pytest.raises(RecordNotFound, match="没有记录"):
        library.waive("unknown", "J01", "", "理由")


def test_settings_are_json_and_may_be_forgotten(library: Library) -> None:
    assert library.setting("profile", "c0109") == "c0109"
    library.set_setting("profile", {"id": "gbt39046", "列": [1, 2]})
    library.set_setting("profile", {"id": "gbt39554"})
    assert library.setting("profile") == {"id": "gbt39554"}
    library.set_setting("profile", None)
    assert library.setting("profile") is None
