"""Acts that the log calls by their own name: record and log together, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.store import Act, Library, LibraryError, RecordNotFound
from tests.store.helpers import alpha


def test_an_act_writes_record_and_log_under_its_name(library: Library) -> None:
    draft = library.save(alpha("采矿许可"))
    after = replace(draft.with_values(note="送审"), state="submitted")
    remark = {"action": "remark", "uuid": draft.uuid, "note": "请快办", "detail": {"id": "1"}}
    (written,) = library.act(
        [Act(draft, after, {"hash": "h"})], "sent", by="李四", note="第一次", beside=[remark]
    )
    assert library.get(draft.uuid) == written
    said, sent, _ = library.audit(draft.uuid)
    assert (sent.action, sent.by, sent.note, dict(sent.detail)) == (
        "sent", "李四", "第一次", {"hash": "h", "fields": ["note"]},
    )  # fmt: skip
    assert (said.action, said.note, said.at) == ("remark", "请快办", sent.at)


def test_an_act_that_changes_nothing_is_logged_all_the_same(library: Library) -> None:
    draft = library.save(alpha("采矿许可"))
    assert library.act([Act(draft, draft, {"seen": True})], "looked", by="李四") == []
    entry = library.audit(draft.uuid)[0]
    assert (entry.action, dict(entry.detail)) == ("looked", {"seen": True})
    assert library.get(draft.uuid) == draft


def test_an_act_that_ends_in_a_final_state_freezes_a_revision(library: Library) -> None:
    draft = library.save(alpha("采矿许可"))
    library.act([Act(draft, replace(draft, state="approved"))], "finalized", by="王五", note="定")
    (revision,) = library.revisions(draft.uuid)
    assert (revision.by, revision.note, revision.content_hash) == (
        "王五", "定", draft.content_hash(),
    )  # fmt: skip


@pytest.mark.parametrize("what", ["content", "state", "bin"])
def test_when_one_record_is_not_what_it_was_nothing_is_done(library: Library, what: str) -> None:
    first, second = library.save(alpha("甲")), library.save(alpha("乙"))
    if what == "content":
        library.save(second.with_values(note="刚改过"))
    elif what == "state":
        library.save(replace(second, state="returned"))
    else:
        library.delete(second.uuid)
    before = (library.audit(), library.get(first.uuid))
    acts = [Act(item, replace(item, state="submitted")) for item in (first, second)]
    with pytest.raises(LibraryError):
        library.act(acts, "sent", by="李四")
    assert (library.audit(), library.get(first.uuid)) == before


def test_a_note_needs_a_record(library: Library) -> None:
    with pytest.raises(RecordNotFound):
        library.note_act("unknown", "remark", by="李四", note="没有这条")
    assert library.audit() == []


def test_the_acts_on_all_records_of_a_state_come_in_order(library: Library) -> None:
    records = [library.save(replace(alpha(name), state="submitted")) for name in "甲乙丙丁"]
    for number, record in enumerate((records[1], records[0], records[1])):
        library.note_act(record, "remark", by="李四", note=str(number))
    library.note_act(records[0], "other", by="李四")
    library.note_act(records[2], "remark", by="李四", note="草稿")
    library.save(replace(records[2], state="draft"))
    library.note_act(records[3], "remark", by="李四", note="回收站")
    library.delete(records[3].uuid)
    found = library.acts_on(("submitted", "returned"), ("remark",))
    notes = {uuid: [entry.note for entry in log] for uuid, log in found.items()}
    assert notes == {records[1].uuid: ["0", "2"], records[0].uuid: ["1"]}
