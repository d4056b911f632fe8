"""A large library is checked as a small one is, without being held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.usecases import check_view, checking, cross_lists, duplicates, standing
from desktop.usecases.check_view import StreamedView
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.check import Snapshot
from forms.record import Record
from tests.bench.big_library import invented

#: What rules ask for: by names that are held, and by columns that are not.
FIELDS = (
    ("power_type", "name", "sub_name"), ("task_type", "item_name", "sub_item_name", "biz_item_name"),
    ("impl_code",), ("penalty_items.act",), ("duties.content",),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Invented records, some of them twice, some cancelled; and such as contradict one another."""
    found = list(invented(120))
    twins = [Record(item.kind, item.values) for item in found[:60]]
    twins[::4] = [item.with_values(item_status="cancelled") for item in twins[::4]]
    with Workspace.open(tmp_path_factory.mktemp("大") / "库.mingce") as opened:
        opened.library.save_many([*found, *twins, *_at_odds()])
        yield opened


def _at_odds() -> Iterator[Record]:
    licence, duties = "administrative_licence", [{"stage": "受理", "content": "一次告知。"}]
    power = Record("power_item", {"name": "采砂许可", "code": "A1", "power_type": licence})
    yield power
    yield Record("responsibility_item", {"power": [power.uuid], "duties": duties})
    for _ in range(21):
        yield Record("responsibility_item", {"power": [power.uuid], "duties": duties})
    service = Record("intermediary_item", {"name": "采砂论证", "disposal": "cancelled"})
    yield service
    links = [{"item": [service.uuid], "material": "论证报告"}]
    basis = [{"role": "establishment", "title": "中华人民共和国水法", "article_text": "第三十九条"}]
    guide = Record("service_guide", {
        "item_name": "河道采砂", "catalog_code": "A1", "task_type": licence,
        "intermediary_links": links, "legal_basis": basis,
    })  # fmt: skip
    yield guide
    linked = {"name": "采砂", "power_type": licence, "guides": [guide.uuid], "basis": basis}
    gone = Record("power_item", {**linked, "item_status": "cancelled"})
    yield gone
    yield Record("adjustment_notice", {"adjustment_type": "cancel", "targets": [gone.uuid]})
    for name in ("擅自采砂的处罚", "对擅自采砂的处罚"):
        acts = [{"act": "擅自采砂"}]
        penalty = {"name": name, "power_type": "administrative_penalty", "penalty_items": acts}
        yield Record("power_item", penalty)


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library is a large one."""
    monkeypatch.setattr(check_view, "MANY", 0)


def test_the_same_is_found_whether_a_library_is_held_or_read(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = checking.check_library(desk)
    monkeypatch.setattr(check_view, "MANY", 0)
    read = checking.check_library(desk)
    assert read.records == held.records == desk.library.count()
    assert read.problems == held.problems
    assert read.by_rule == held.by_rule
    across = {"G08", "G09", "I02", "J07", "W02", "W05", "W09", "Z04"}
    assert across - held.by_rule.keys() == set(), "nothing is proven about these rules"


def test_lists_are_compared_and_duplicates_found_as_in_a_small_library(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = cross_lists.cross_check(desk), duplicates.duplicates_in(desk)
    assert all(held)
    monkeypatch.setattr(check_view, "MANY", 0)
    assert (cross_lists.cross_check(desk), duplicates.duplicates_in(desk)) == held


def test_the_view_answers_as_a_snapshot_does(desk: Workspace) -> None:
    held = Snapshot(desk.library.records())
    read = StreamedView(desk.library, desk.catalogue)
    for record in desk.library.records():
        for fields in FIELDS:
            ours, theirs = read.same(record, fields), held.same(record, fields)
            assert [item.uuid for item in ours] == [item.uuid for item in theirs]
            assert read.number_same(record, fields) == held.number_same(record, fields)
        for kind, field in (("power_item", "code"), ("service_guide", "impl_code")):
            value = str(record.get(field) or "x")
            found = [item.uuid for item in read.holding(kind, field, value)]
            assert found == [item.uuid for item in held.holding(kind, field, value)]
        pointing = read.referring("responsibility_item", "power", record.uuid)
        assert [item.uuid for item in pointing] == [
            item.uuid for item in held.referring("responsibility_item", "power", record.uuid)
        ]
        mine = read.find(record.uuid)
        assert mine is not None
        assert (mine.kind, mine.state, mine.is_active) == (
            record.kind, record.state, record.is_active,
        )  # fmt: skip
        assert dict(mine.values) == dict(record.values)
        assert mine.rows("materials") == record.rows("materials")
    assert read.find("unknown") is None


@pytest.mark.usefixtures("streamed")
def test_a_large_check_keeps_standings_as_it_goes_and_stops_when_asked(
    workspace: Workspace,
) -> None:
    workspace.library.save_many(Record("proof_item", {"name": f"证明{n}"}) for n in range(510))

    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if (done, text) == (505, "检查"):
                raise Cancelled

    with pytest.raises(Cancelled):
        checking.check_library(workspace, progress=Stop())
    assert standing.totals(workspace).unchecked == 10


@pytest.mark.usefixtures("streamed")
def test_what_changes_while_it_is_checked_gets_no_standing(workspace: Workspace) -> None:
    records = [Record("proof_item", {"name": f"证明{n}"}) for n in range(3)]
    workspace.library.save_many(records)
    changed = replace(records[1], values={"name": "另一个证明"})

    def seen(record: Record, _: object) -> None:
        if record.uuid == records[0].uuid:
            workspace.library.save(changed)

    checking.check_library(workspace, seen=seen)
    assert standing.totals(workspace).unchecked == 1
