"""Notices of adjustment: drawn up from records, reviewed, carried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.store import FinalizedError
from desktop.usecases import adjusting, compiling, people, reviewing
from desktop.usecases.history import events
from desktop.usecases.review_guards import ReviewRefused
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.usecases.review_samples import BOSS, CENSOR, REVIEWER, WRITER, office, proof

_BASIS = {
    "role": "adjustment",
    "level": "normative_document",
    "title": "岚川县证明事项清理结果",
    "document_number": "岚政办发〔2026〕7号",
    "issuing_body": "岚川县人民政府办公室",
    "validity": "in_force",
    "is_secret": False,
}


def iso_day(after: int = 0) -> str:
    """Today, or so many days later: asked for late, so that midnight does no harm."""
    return (date.today() + timedelta(days=after)).isoformat()


@pytest.fixture
def final(workspace: Workspace) -> Record:
    """A proof item with one final version."""
    record = proof(office(workspace))
    workspace.library.finalize(record.uuid, BOSS)
    people.choose_person(workspace, WRITER)
    return workspace.library.get(record.uuid)


def settled(workspace: Workspace, notice: Record, in_days: int = 0) -> Record:
    """The notice, filled in and final."""
    filled = notice.with_values(basis=[_BASIS], takes_effect_on=iso_day(in_days))
    workspace.library.save(filled, by=WRITER)
    return workspace.library.finalize(notice.uuid, BOSS)


def test_a_notice_names_its_records_and_what_it_takes_away(
    workspace: Workspace, final: Record
) -> None:
    notice = adjusting.draw_up(workspace, [final.uuid, final.uuid], "cancel", WRITER)
    assert notice.get("list_kind") == "proof"
    assert notice.get("targets") == [final.uuid]
    assert notice.get("differences") == [{"element": "证明名称", "before": "企业投资项目备案证明"}]
    assert notice.get("number") == f"{iso_day()[:4]}-001"
    (line,) = adjusting.notices(workspace)
    assert (line.action_label, line.titles, line.state_label, line.carried_out) == (
        "取消", ("企业投资项目备案证明",), "草稿", "",
    )  # fmt: skip


def test_notices_are_numbered_by_agency_and_year(workspace: Workspace, final: Record) -> None:
    workspace.library.set_setting("default_org_uscc", "115369240152087796")
    numbers = [
        str(adjusting.draw_up(workspace, [final.uuid], "suspend", WRITER).get("number"))
        for _ in range(3)
    ]
    assert numbers == [f"015208779-{iso_day()[:4]}-00{n}" for n in (1, 2, 3)]


def test_a_change_lists_what_differs_from_the_last_version(
    workspace: Workspace, final: Record
) -> None:
    second = compiling.new_version(workspace, final.uuid)
    compiling.save(workspace, second.with_values(
        issuer="岚川县数据局", change_type="change", change_note="机构改革"))  # fmt: skip
    expected = [
        {
            "element": "企业投资项目备案证明 开具单位",
            "before": "岚川县发展和改革局",
            "after": "岚川县数据局",
        }
    ]
    notice = adjusting.draw_up(workspace, [final.uuid], "change", WRITER)
    assert notice.get("differences") == expected
    workspace.library.finalize(final.uuid, BOSS)
    later = adjusting.draw_up(workspace, [final.uuid], "change", WRITER)
    assert later.get("differences") == expected


def test_a_suspension_shows_old_and_new_status(workspace: Workspace, final: Record) -> None:
    notice = adjusting.draw_up(workspace, [final.uuid], "suspend", WRITER)
    assert notice.get("differences") == [
        {"element": "企业投资项目备案证明 事项状态", "before": "在用", "after": "暂停"}
    ]


@pytest.mark.parametrize(
    ("targets", "action", "sentence"),
    [
        ((), "cancel", "先选择要调整的记录"),
        (("proof", "power"), "cancel", "只能涉及一种清单"),
        (("proof",), "abolish", "选择调整类型"),
    ],
)
def test_a_notice_that_makes_no_sense_is_not_drawn_up(
    workspace: Workspace, final: Record, targets: tuple[str, ...], action: str, sentence: str
) -> None:
    power = workspace.library.save(Record("power_item", {"name": "取水许可"}))
    uuids = {"proof": final.uuid, "power": power.uuid}
    with pytest.raises(ReviewRefused, match=sentence):
        adjusting.draw_up(workspace, [uuids[name] for name in targets], action, WRITER)
    assert adjusting.notices(workspace) == []


def test_what_is_cancelled_becomes_a_tombstone_with_basis_and_date(
    workspace: Workspace, final: Record
) -> None:
    notice = settled(workspace, adjusting.draw_up(workspace, [final.uuid], "cancel", WRITER))
    report = adjusting.carry_out(workspace, notice.uuid, REVIEWER)
    assert report == adjusting.CarryReport((final.uuid,), ())
    stone = workspace.library.get(final.uuid)
    assert (stone.state, stone.version) == ("cancelled", 2)
    assert (stone.get("item_status"), stone.get("cancel_date")) == ("cancelled", iso_day())
    note = str(stone.get("change_note"))
    assert "岚政办发〔2026〕7号" in note
    assert str(notice.get("number")) in note
    first, last = workspace.library.revisions(final.uuid)
    assert last.parents == (first.vid,)
    assert last.content_hash == stone.content_hash()
    assert workspace.library.revision(final.uuid, 1).get("item_status") == "active"
    with pytest.raises(FinalizedError):
        workspace.library.save(stone.with_values(name="复活"))
    assert events(workspace, final.uuid)[0].words == f"取消：{note}"
    (line,) = adjusting.notices(workspace)
    assert line.carried_out
    with pytest.raises(ReviewRefused, match="已经执行"):
        adjusting.carry_out(workspace, notice.uuid, REVIEWER)


def test_what_was_suspended_can_be_resumed(workspace: Workspace, final: Record) -> None:
    for action, status, day in (("suspend", "suspended", iso_day()), ("resume", "active", None)):
        notice = settled(workspace, adjusting.draw_up(workspace, [final.uuid], action, WRITER))
        assert adjusting.carry_out(workspace, notice.uuid, REVIEWER).done == (final.uuid,)
        record = workspace.library.get(final.uuid)
        assert (record.state, record.get("item_status"), record.get("cancel_date")) == (
            "approved", status, day,
        )  # fmt: skip
    assert [revision.n for revision in workspace.library.revisions(final.uuid)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("in_days", "by", "final_first", "sentence"),
    [
        (0, REVIEWER, False, "定稿之后才能执行"),
        (7, REVIEWER, True, "起生效"),
        (0, CENSOR, True, "没有“审核”"),
        (0, "", True, "姓名"),
    ],
)
def test_a_notice_is_carried_out_in_time_and_by_who_may(
    workspace: Workspace, final: Record, in_days: int, by: str, final_first: bool, sentence: str
) -> None:
    notice = adjusting.draw_up(workspace, [final.uuid], "cancel", WRITER)
    if final_first:
        notice = settled(workspace, notice, in_days)
    assert sentence in adjusting.hindrance(workspace, notice.uuid, by)
    with pytest.raises(ReviewRefused, match=sentence):
        adjusting.carry_out(workspace, notice.uuid, by)
    assert workspace.library.get(final.uuid) == final


def test_what_is_under_review_is_left_and_done_the_next_time(
    workspace: Workspace, final: Record
) -> None:
    waiting = proof(workspace, "乙证明")
    notice = adjusting.draw_up(workspace, [final.uuid, waiting.uuid], "cancel", WRITER)
    notice = settled(workspace, notice)
    assert reviewing.submit(workspace, [waiting.uuid], WRITER).refused == ()
    report = adjusting.carry_out(workspace, notice.uuid, REVIEWER)
    assert report.done == (final.uuid,)
    assert [(item.title, item.reason) for item in report.kept] == [
        ("乙证明", "正在审核。请先退回或者审完。")
    ]
    reviewing.withdraw(workspace, waiting.uuid, WRITER)
    assert adjusting.carry_out(workspace, notice.uuid, REVIEWER).done == (waiting.uuid,)
    assert workspace.library.get(waiting.uuid).state == "cancelled"
    assert len(workspace.library.revisions(final.uuid)) == 2


def test_what_hangs_on_a_cancelled_power_is_named_and_can_go_with_it(
    workspace: Workspace, final: Record
) -> None:
    guide = workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    power = workspace.library.save(
        Record("power_item", {"name": "取水许可", "guides": [guide.uuid], "item_status": "active"})
    )
    notice = settled(workspace, adjusting.draw_up(workspace, [power.uuid], "cancel", WRITER))
    (left,) = adjusting.linked(workspace, notice.uuid)
    assert (left.uuid, left.title, left.list_title) == (guide.uuid, "取水许可", "办事指南")
    report = adjusting.carry_out(workspace, notice.uuid, REVIEWER, also=[left.uuid])
    assert report.done == (power.uuid, guide.uuid)
    assert adjusting.linked(workspace, notice.uuid) == []
    assert workspace.library.get(guide.uuid).state == "cancelled"
