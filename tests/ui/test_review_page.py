"""待办与审核: what waits for whom, read and decided with keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.review_page import ReviewPage
from desktop.usecases import compiling, people, reviewing
from desktop.usecases.remarking import NewRemark, remarks
from desktop.usecases.review_rounds import Stage
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import click, compose, press, settle
from tests.ui.review_helpers import CENSOR, REVIEWER, WRITER, good_guide, staff


@pytest.fixture
def records(workspace: Workspace) -> list[Record]:
    """Three submitted guides; nobody in particular works."""
    staff(workspace)
    made = [good_guide(workspace, name) for name in ("甲许可", "乙许可", "丙许可")]
    for record in made:  # one after the other: the list goes by time
        assert reviewing.submit(workspace, [record.uuid], WRITER).refused == ()
    return made


def enter(
    window: MainWindow, workspace: Workspace, name: str, qtbot: QtBot, runner: JobRunner
) -> ReviewPage:
    """Work as somebody, and go to the page."""
    people.choose_person(workspace, name)
    window.reviews.persons.show_current()
    click(window.rail.places["review"])
    assert window.pages is not None
    page = window.pages.review_page()
    ready(page, qtbot, runner)
    return page


def ready(page: ReviewPage, qtbot: QtBot, runner: JobRunner) -> None:
    """The queue is there, and what is chosen has been read."""
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: not page._timer.isActive())
    settle(qtbot, runner)


def lines(page: ReviewPage) -> list[str]:
    return [page.list.item(row).text().split("，")[0] for row in range(page.list.count())]


def stage(workspace: Workspace, record: Record) -> Stage:
    return reviewing.round_of(workspace, record.uuid).stage


@pytest.mark.usefixtures("records")
def test_the_rail_counts_what_waits_for_who_works_now(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    place = window.rail.places["review"]
    for name, sign in ((REVIEWER, "3"), (CENSOR, ""), (WRITER, "")):
        window.reviews.persons.choose(name)
        settle(qtbot, runner)
        assert place.sign == sign, name
    people.choose_person(workspace, REVIEWER)
    window.reviews.persons.choose(REVIEWER)
    settle(qtbot, runner)
    assert (place.tone, place.accessibleName()) == ("block", "待办与审核，3 条等您处理")


@pytest.mark.usefixtures("records")
def test_mine_stand_above_those_of_others(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    assert lines(page) == ["待审核　3", "甲许可", "乙许可", "丙许可"]
    assert page.detail.title.text() == "甲许可"
    page = enter(window, workspace, WRITER, qtbot, runner)
    assert lines(page) == ["等待他人处理　3", "甲许可", "乙许可", "丙许可"]
    assert "没有“审核”" in page.bar.hindrance.text()
    assert page.bar.pass_button.isHidden()


def test_an_empty_desk_says_so(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    staff(workspace)
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    assert page.words.text().startswith("没有等待处理的记录。")
    assert page.bar.isHidden()


def test_approving_goes_to_the_next_one_and_can_be_undone(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    compose(page.bar.box, "内容属实")
    press(page.list, Qt.Key.Key_F9)
    ready(page, qtbot, runner)
    assert stage(workspace, records[0]) is Stage.DISCLOSURE
    assert reviewing.round_of(workspace, records[0].uuid).reviewed is not None
    notes = [entry.note for entry in workspace.library.audit(records[0].uuid, limit=1)]
    assert notes == ["内容属实"]
    assert page.detail.title.text() == "乙许可"
    assert window.rail.places["review"].sign == "2"
    click(window.notice.action)
    ready(page, qtbot, runner)
    assert stage(workspace, records[0]) is Stage.REVIEW


def test_nobody_decides_on_a_record_that_is_not_on_the_screen_yet(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    press(page.list, Qt.Key.Key_Down)
    press(page.list, Qt.Key.Key_F9)  # at once: the first record still stands at the right
    ready(page, qtbot, runner)
    assert {stage(workspace, record) for record in records} == {Stage.REVIEW}
    press(page.list, Qt.Key.Key_F9)
    ready(page, qtbot, runner)
    assert stage(workspace, records[1]) is Stage.DISCLOSURE


def test_a_return_needs_a_reason_and_may_name_fields(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    press(page.list, Qt.Key.Key_F8)
    assert page.bar.box.hasFocus()
    assert stage(workspace, records[0]) is Stage.REVIEW
    compose(page.bar.box, "请再核对")
    links = page.detail.fields.findChildren(QPushButton)
    (link,) = (item for item in links if item.accessibleName() == "对承诺办结时限写意见")
    link.click()  # keeps what was written, goes on with the field
    assert page.bar.target.text() == "针对“承诺办结时限”的意见"
    compose(page.bar.box, "请压缩")
    click(page.bar.back_button)
    ready(page, qtbot, runner)
    assert stage(workspace, records[0]) is Stage.RETURNED
    found = [(item.field, item.text) for item in remarks(workspace, records[0].uuid)]
    assert found == [("", "请再核对"), ("promise_limit", "请压缩")]
    click(window.notice.action)
    ready(page, qtbot, runner)
    assert stage(workspace, records[0]) is Stage.REVIEW


def test_a_remark_written_by_mistake_is_not_sent(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    for text in ("甲", "乙"):
        compose(page.bar.box, text)
        click(page.bar.add_link)
    drop = [b for b in page.bar.findChildren(QPushButton) if b.accessibleName() == "删除意见：甲"]
    click(drop[0])
    click(page.bar.back_button)
    ready(page, qtbot, runner)
    assert [item.text for item in remarks(workspace, records[0].uuid)] == ["乙"]


def test_what_came_back_stands_first_and_opens_to_be_mended(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    reviewing.send_back(workspace, records[2].uuid, [NewRemark("请改")], REVIEWER)
    page = enter(window, workspace, WRITER, qtbot, runner)
    assert lines(page)[:2] == ["退回待修改　1", "丙许可"]
    assert any(item.text() == "请改" for item in page.detail.remarks.findChildren(QLabel))
    assert page.bar.pass_button.text() == "打开修改"
    click(page.bar.pass_button)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.model.record.uuid == records[2].uuid


def test_the_disclosure_review_asks_for_the_clause_only_when_it_is_needed(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    reviewing.approve(workspace, records[0].uuid, REVIEWER)
    page = enter(window, workspace, CENSOR, qtbot, runner)
    assert page.detail.title.text() == "甲许可"
    assert not page.bar.basis.isVisible()
    page.bar.result.setCurrentIndex(page.bar.result.findData("partial"))
    assert page.bar.basis.isVisible()
    click(page.bar.pass_button)
    ready(page, qtbot, runner)
    assert window.notice.text.text() == "部分公开或者不予公开的，请写明依据的条款。"
    page.bar.result.setCurrentIndex(page.bar.result.findData("partial"))
    compose(page.bar.basis, "《政府信息公开条例》第十五条")
    click(page.bar.pass_button)
    ready(page, qtbot, runner)
    record = workspace.library.get(records[0].uuid)
    assert record.get("secrecy_result") == "partial"
    assert stage(workspace, record) is Stage.FINAL


def test_several_are_approved_together_and_what_is_refused_is_told(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    # What came to be wrong since, through another record, is found at the approval.
    broken = workspace.library.get(records[1].uuid)
    workspace.library.save(broken.with_values(promise_limit=None))
    page.list.selectAll()
    assert page.bar.pass_button.text() == "全部通过（3 条）"
    press(page.list, Qt.Key.Key_F9)
    ready(page, qtbot, runner)
    assert [stage(workspace, record).value for record in records] == [
        "disclosure", "review", "disclosure",
    ]  # fmt: skip
    assert window.notice.text.text() == (
        "已通过 2 条。1 条没有通过：“乙许可”提交之后内容又有改动。请退回编制人，核对后重新提交。"
    )


def test_of_a_new_version_the_changes_come_first(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    uuid = records[0].uuid
    reviewing.approve(workspace, uuid, REVIEWER)
    reviewing.disclose(workspace, uuid, CENSOR, "public")
    reviewing.finalize(workspace, uuid, REVIEWER)
    second = compiling.new_version(workspace, uuid)
    compiling.save(workspace, second.with_values(
        promise_limit={"amount": 15, "unit": "working_day"}, change_type="change",
        change_note="压缩时限"))  # fmt: skip
    assert reviewing.submit(workspace, [uuid], WRITER).refused == ()
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    (row,) = (row for row in range(page.list.count()) if lines(page)[row] == "甲许可")
    page.list.setCurrentRow(row)
    ready(page, qtbot, runner)
    assert page.detail.tabs.tabText(page.detail.tabs.currentIndex()) == "改动 3"
    shown = [item.text() for item in page.detail.changes.findChildren(QLabel) if item.isVisible()]
    assert "承诺办结时限" in shown
    assert "审核人" not in shown


def test_enter_opens_the_record(
    window: MainWindow, workspace: Workspace, records: list[Record], qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    page = enter(window, workspace, REVIEWER, qtbot, runner)
    press(page.list, Qt.Key.Key_Down)
    ready(page, qtbot, runner)
    press(page.list, Qt.Key.Key_Return)
    assert window.entry_page.model.record.uuid == records[1].uuid
    assert window.entry_page.badge.text() == "待审核 · 第 1 版 · 只读"


@pytest.mark.usefixtures("records")
def test_who_decides_says_who_they_are_first(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    page = enter(window, workspace, "", qtbot, runner)
    assert "选择您的姓名" in page.bar.hindrance.text()
    assert page.bar.pass_button.isHidden()
    click(window.rail.person)
    click(window.reviews.persons.popup.people[REVIEWER])
    ready(page, qtbot, runner)
    assert page.bar.hindrance.isHidden()
    assert page.bar.pass_button.isVisible()
