"""What went out and what came back: any order, any number of times, the same end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store import Library
from exports.package.receipt import Receipt, Result, ResultError
from forms.record import Record
from tests.store.helpers import CATALOGUE, Clock, alpha

PACKAGE = "a" * 64


def receipt(*results: Result, seq: int = 1, at: str = "", epoch: str = "e1") -> Receipt:
    moment = at or f"2026-11-24T08:00:{seq:02d}.000Z"
    name = f"{abs(hash((results, seq, moment, epoch))):064x}"[-64:]
    return Receipt(name, "省门户", epoch, PACKAGE, seq, moment, results)


def final(library: Library, name: str = "取水许可") -> tuple[Record, str]:
    record = library.save(alpha(name))
    record = library.finalize(record.uuid, "张三")
    return record, library.versions([record])[record.uuid].vid


ERROR = ResultError("name", "E101", "名称与目录不一致")


def test_a_final_record_bears_the_name_of_its_revision(library: Library) -> None:
    record, vid = final(library)
    assert vid == library.revisions(record.uuid)[0].vid


def test_a_version_in_work_becomes_the_revision_of_the_same_content(library: Library) -> None:
    record, first = final(library)
    opened = library.new_version(record.uuid)
    draft = library.save(opened.with_values(note="改"))
    before = library.versions([draft])[record.uuid]
    assert (before.parents, before.ancestors) == ((first,), (first,))
    done = library.finalize(record.uuid)
    after = library.versions([done])[record.uuid]
    assert after == before
    assert after.vid != first


def test_ancestors_reach_back_to_the_first_version(library: Library) -> None:
    record, first = final(library)
    for number in range(2):
        opened = library.new_version(record.uuid)
        library.save(opened.with_values(note=f"第{number}次"))
        library.finalize(record.uuid)
    version = library.versions([library.get(record.uuid)])[record.uuid]
    assert first in version.ancestors
    assert len(version.ancestors) == 2
    assert len(version.parents) == 1


def test_what_the_portal_accepted_is_acknowledged(library: Library) -> None:
    record, vid = final(library)
    library.note_dispatch(PACKAGE, [record])
    assert library.dispatched(PACKAGE) == {record.uuid: vid}
    done = library.apply_receipt(receipt(Result(record.uuid, vid, "accepted")), by="李四")
    assert done.accepted == (record.uuid,)
    assert library.get(record.uuid) == record
    assert library.acknowledged() == {(record.uuid, vid)}
    assert library.audit(record.uuid)[0].action == "portal:accepted"


def test_the_same_receipt_again_changes_nothing(library: Library) -> None:
    record, vid = final(library)
    said = receipt(Result(record.uuid, vid, "rejected", (ERROR,)))
    assert not library.apply_receipt(said).again
    entries = len(library.audit())
    assert library.apply_receipt(said).again
    assert (len(library.audit()), len(library.receipts())) == (entries, 1)


def test_a_rejection_is_kept_with_the_words_and_the_version_it_is_about(library: Library) -> None:
    record, vid = final(library)
    library.apply_receipt(receipt(Result(record.uuid, vid, "rejected", (ERROR,))))
    verdict, judged = library.last_verdicts()[record.uuid]
    assert (verdict.status, verdict.errors) == ("rejected", (ERROR,))
    assert judged.values["name"] == "取水许可"
    assert library.get(record.uuid).state == "approved"
    assert library.acknowledged() == set()


def test_a_late_answer_to_an_older_version_leaves_the_newer_one_alone(library: Library) -> None:
    record, vid = final(library)
    opened = library.new_version(record.uuid)
    library.save(opened.with_values(note="新"))
    library.apply_receipt(receipt(Result(record.uuid, vid, "accepted")))
    assert library.get(record.uuid).state == "amending"
    assert library.acknowledged() == {(record.uuid, vid)}


def test_a_restored_portal_has_forgotten_what_it_accepted(library: Library) -> None:
    record, vid = final(library)
    other, other_vid = final(library, "河道采砂许可")
    library.apply_receipt(receipt(Result(record.uuid, vid, "accepted")))
    library.apply_receipt(receipt(Result(other.uuid, other_vid, "accepted"), seq=2, epoch="e2"))
    assert library.acknowledged() == {(other.uuid, other_vid)}


def test_a_record_of_somebody_else_is_named_and_harms_nothing(library: Library) -> None:
    unknown = alpha("别人的").uuid
    done = library.apply_receipt(receipt(Result(unknown, "b" * 64, "accepted")))
    assert done.unknown == (unknown,)


def test_the_check_must_look_again_at_what_was_answered(library: Library) -> None:
    from desktop.store import ListQuery, Standing

    record, vid = final(library)
    library.keep_standings([Standing(record.uuid, record.content_hash(), "judge")])
    query = ListQuery(judged_by="judge")
    assert library.standing_facet(query)["unchecked"] == 0
    library.apply_receipt(receipt(Result(record.uuid, vid, "rejected", (ERROR,))))
    assert library.standing_facet(query)["unchecked"] == 1


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """A library of two records that have two finished versions each, and their names."""
    path = tmp_path_factory.mktemp("sent") / "库.mingce"
    names = []
    with Library.open(path, catalogue=CATALOGUE, clock=Clock()) as library:
        for title in ("取水许可", "河道采砂许可"):
            record, vid = final(library, title)
            names.append((record.uuid, vid))
            library.save(library.new_version(record.uuid).with_values(note="改"))
            done = library.finalize(record.uuid)
            names.append((record.uuid, library.versions([done])[record.uuid].vid))
    return path, names


ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["accepted", "rejected", "conflict"]),
        st.integers(1, 4), st.sampled_from(["e1", "e2"]),
    ),
    max_size=5,
)  # fmt: skip


def outcome(path: Path, said: Sequence[Receipt]) -> object:
    """What a library knows after these receipts."""
    copy = path.with_name("copy.mingce")
    shutil.copy(path, copy)
    with Library.open(copy, catalogue=CATALOGUE, clock=Clock()) as library:
        for item in said:
            library.apply_receipt(item)
        states = {item.uuid: item.state for item in library.summaries()}
        verdicts = {uuid: verdict for uuid, (verdict, _) in library.last_verdicts().items()}
        return states, verdicts, library.acknowledged(), {item.id for item in library.receipts()}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers=ANSWERS, data=st.data())
def test_receipts_in_any_order_and_number_come_to_the_same(
    sent: tuple[Path, list[tuple[str, str]]],
    answers: list[tuple[int, str, int, str]],
    data: st.DataObject,
) -> None:
    path, names = sent
    said = [
        replace(
            receipt(Result(*names[which], status), seq=seq, epoch=epoch), id=f"{number:064x}"
        )
        for number, (which, status, seq, epoch) in enumerate(answers)
    ]  # fmt: skip
    mixed = data.draw(st.permutations(said + said[:2]))
    assert outcome(path, mixed) == outcome(path, said)
