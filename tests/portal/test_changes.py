"""What others sent to the stand-in comes here: page by page, signed, merged like a colleague's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.usecases import merging, page_reading
from desktop.usecases.merge_sources import NothingToMerge
from desktop.usecases.portal_changes import Fetched, fetch, plan_of_changes
from desktop.usecases.pulling import Access
from desktop.usecases.receiving import PortalUnknown
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey, read_public
from exports.package.signed_page import IssueRefused, sign_issued
from exports.progress import Cancelled
from forms.merging import Pick
from forms.record import Record, new_uuid
from tests.portal.app import StandIn
from tests.portal.conftest import QUICK, right
from tests.portal.judge import Submitted

NAMES = ("甲证明", "乙证明", "丙证明")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("changes") / "库.mingce"
    with Workspace.open(path) as workspace:
        records = [Record("proof_item", {"name": name, "issuer": "县民政局"}) for name in NAMES]
        workspace.library.save_many(records)
        # What was handed on is remembered, so that both sides can be told from it.
        workspace.library.note_seen(records)
    return path


@dataclass
class Way:
    """A library, and a portal to which others send."""

    desk: Workspace
    portal: StandIn
    access: Access
    sent: int = 0

    def accept(self, uuid: str, vid: str, **values: object) -> None:
        """Somebody sends a version that has seen ours, or a record that is not here."""
        mine = self.desk.library.names_now([uuid]).get(uuid)
        seen = (mine.vid, *mine.ancestors) if mine else ()
        record = self.desk.library.find(uuid)
        content = {**(record.to_json() if record else {}), **values}
        version = Submitted(uuid, "proof_item", vid * 64, seen[:1], seen, content)
        self.sent += 1
        self.portal.book._answer(f"{self.sent:064x}", [version], None)

    def fetch(self, **more: Any) -> Fetched:
        key = read_public(self.portal.book.public.read_bytes(), "portal.pub")
        return fetch(self.desk, self.access, right, key=key, patience=QUICK, **more)

    def uuid(self, place: int) -> str:
        return self.desk.library.ids("proof_item")[place]


@pytest.fixture
def way(
    made: Path, tmp_path: Path, portal: StandIn, access: Access, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Way]:
    """Two versions of records of ours, and one of a record that is not here; one to a page."""
    monkeypatch.setattr(page_reading, "PAGE", 1)
    with Workspace.open(Path(shutil.copy(made, tmp_path / "库.mingce"))) as workspace:
        found = Way(workspace, portal, access)
        found.accept(found.uuid(0), "a", name="甲证明（省里改）")
        found.accept(new_uuid(), "b", name="别的单位的证明", record_kind="proof_item")
        found.accept(found.uuid(1), "c", issuer="市民政局")
        yield found


def test_what_others_changed_is_merged_once_and_what_is_theirs_stays_there(way: Way) -> None:
    assert way.fetch() == Fetched("样例门户", read=3, waiting=2, others=1)
    plan = plan_of_changes(way.desk)
    assert plan.source.vouched
    assert [(item.title, item.standing) for item in plan.items] == [
        ("甲证明（省里改）", "forward"), ("乙证明", "forward"),
    ]  # fmt: skip
    done = merging.commit(way.desk, plan)
    assert [way.desk.library.get(way.uuid(n)).get(field) for n, field in ((0, "name"), (1, "issuer"))] == [
        "甲证明（省里改）", "市民政局",
    ]  # fmt: skip
    assert way.desk.library.count("proof_item") == 3
    with pytest.raises(NothingToMerge):
        plan_of_changes(way.desk)
    assert way.fetch() == Fetched("样例门户")
    merging.undo(way.desk, done.batch)
    assert way.desk.library.get(way.uuid(0)).get("name") == "甲证明"


def test_records_of_other_offices_come_where_they_are_wanted(way: Way) -> None:
    way.fetch()
    assert way.fetch(others=True) == Fetched("样例门户", read=3, waiting=3)
    merging.commit(way.desk, plan_of_changes(way.desk))
    (line,) = way.desk.library.summaries("proof_item", text="别的单位")
    assert line.state == "draft", "nobody here has approved it"


def test_a_conflict_that_nobody_decides_waits_for_the_next_time(way: Way) -> None:
    record = way.desk.library.get(way.uuid(0))
    way.fetch()
    way.desk.library.save(record.with_values(name="甲证明（本库改）"))
    plan = plan_of_changes(way.desk)
    assert [item.standing for item in plan.items] == ["conflict", "forward"]
    assert merging.commit(way.desk, plan).left
    (left,) = [i for i in plan_of_changes(way.desk).items if i.standing != "same"]
    assert [(c.mine, c.theirs) for c in left.conflicts] == [
        ("甲证明（本库改）", "甲证明（省里改）")
    ]
    merging.commit(way.desk, merging.decide_all(plan_of_changes(way.desk), Pick.MINE))
    with pytest.raises(NothingToMerge):
        plan_of_changes(way.desk)
    assert way.desk.library.get(record.uuid).get("name") == "甲证明（本库改）"


def test_a_reading_that_was_stopped_goes_on_from_there(way: Way) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if done >= 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        way.fetch(progress=Stop())
    assert way.fetch() == Fetched("样例门户", read=1, waiting=2)


def test_a_portal_that_was_restored_is_read_anew(way: Way) -> None:
    way.fetch()
    way.portal.book.restored()
    way.accept(way.uuid(2), "d", issuer="市民政局")
    assert way.fetch() == Fetched("样例门户", read=1, waiting=3, again=True)


def test_an_unknown_portal_is_not_believed(way: Way) -> None:
    with pytest.raises(PortalUnknown, match="还没有“样例门户”的公钥"):
        fetch(way.desk, way.access, right, patience=QUICK)
    way.fetch()
    assert fetch(way.desk, way.access, right, patience=QUICK).read == 0, "its key is known now"


@pytest.mark.parametrize(
    ("how", "words"),
    [("foreign", "签名核对不上"), ("changed", "签名核对不上"), ("other page", "不是所要的那一页"),
     ("older format", "不是本程序认识的格式"), ("no name", "内容不合格（items 第 1 项）"), ("backwards", "前后对不上")],
)  # fmt: skip
def test_a_page_that_is_not_as_it_should_be_is_refused_and_nothing_kept(
    way: Way, monkeypatch: pytest.MonkeyPatch, how: str, words: str
) -> None:
    book = way.portal.book
    true = book.changes_page

    def meddled(since: int, limit: int) -> tuple[bytes, bytes]:
        data, signature = true(since, limit)
        if how == "foreign":
            return data, sign_issued(SigningKey.new(), data)
        if how == "changed":
            return data.replace("省里".encode(), "市里".encode()), signature
        if how == "other page":
            return true(since + 1, limit)
        before, after = {
            "older format": (b"sync-changes/1", b"sync-changes/0"),
            "no name": (b'"vid":"' + b"a" * 64, b'"vid":"' + b"a" * 63),
            "backwards": (b'"next":1', b'"next":0'),
        }[how]
        spoiled = data.replace(before, after)
        assert spoiled != data
        return spoiled, sign_issued(book.key, spoiled)

    monkeypatch.setattr(book, "changes_page", meddled)
    with pytest.raises(IssueRefused, match=words):
        way.fetch()
    with pytest.raises(NothingToMerge):
        plan_of_changes(way.desk)
