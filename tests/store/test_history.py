"""A finished thing never changes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from desktop.store import FinalizedError, Library, LibraryError, RecordNotFound
from desktop.store.versions import vid
from forms.record import Record
from tests.store.helpers import alpha


@pytest.fixture
def final(library: Library) -> Record:
    """A record with one finished version."""
    record = library.save(alpha("采矿许可", note="第一版"))
    library.waive(record.uuid, "J01", "note", "上级文件如此")
    return library.finalize(record.uuid, "李四", note="局务会通过")


def test_finalizing_freezes_content_reasons_and_who(library: Library, final: Record) -> None:
    (revision,) = library.revisions(final.uuid)
    assert final.state == "approved"
    assert (revision.n, revision.by, revision.note) == (1, "李四", "局务会通过")
    assert revision.content_hash == final.content_hash()
    assert revision.waivers == {("J01", "note"): "上级文件如此"}
    assert library.revision(final.uuid, 1) == final


def test_a_final_record_is_not_changed_by_saving(library: Library, final: Record) -> None:
    for changed in (
        final.with_values(note="偷改"),
        replace(final, state="draft"),
        replace(final, version=2),
    ):
        with pytest.raises(FinalizedError, match="新版本"):
            library.save(changed)
    assert library.get(final.uuid) == final


def test_publishing_an_approved_record_needs_no_new_version(
    library: Library, final: Record
) -> None:
    published = library.save(replace(final, state="published"))
    assert library.get(final.uuid) == published
    assert len(library.revisions(final.uuid)) == 1


def test_versions_are_chained(library: Library, final: Record) -> None:
    second = library.new_version(final.uuid, by="王五")
    assert (second.version, second.state, second.values) == (2, "amending", final.values)
    library.save(second.with_values(note="第二版"))
    library.finalize(final.uuid, merged=["f" * 64], state="published")
    first, last = library.revisions(final.uuid)
    assert last.parents == tuple(sorted([first.vid, "f" * 64]))
    assert last.vid == vid(final.uuid, last.content_hash, last.parents)
    assert library.revision(final.uuid, 1).get("note") == "第一版"
    assert library.revision(final.uuid, 2).get("note") == "第二版"


def test_the_name_of_a_version_is_a_hash_over_content_and_parents() -> None:
    text = '{"content":"c","parents":["a","b"],"uuid":"u"}'
    assert vid("u", "c", ["b", "a"]) == hashlib.sha256(text.encode()).hexdigest()


def test_finalizing_twice_and_amending_a_draft_are_refused(library: Library, final: Record) -> None:
    with pytest.raises(LibraryError, match="已经定稿"):
        library.finalize(final.uuid)
    draft = library.save(alpha("草稿"))
    with pytest.raises(LibraryError, match="还没有定稿"):
        library.new_version(draft.uuid)
    with pytest.raises(RecordNotFound, match="第7版"):
        library.revision(final.uuid, 7)


def test_a_record_that_arrives_final_gets_its_revision(library: Library) -> None:
    record = replace(alpha("外来"), state="published", version=3)
    library.save_many([record])
    assert [revision.n for revision in library.revisions(record.uuid)] == [3]


@pytest.mark.parametrize("table", ["revisions", "audit"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET note = 'x'",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
@pytest.mark.usefixtures("final")
def test_revisions_and_log_refuse_every_change(
    library: Library, table: str, statement: str
) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        library._database.write() as connection,
    ):
        connection.exec_driver_sql(statement.format(table=table))
