"""The road of review beside the form: who am I, submit, withdraw, what came back, remarks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import people, reviewing
from desktop.usecases.remarking import NewRemark, remarks
from desktop.usecases.review_rounds import Stage
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import click, compose, editor_of, press, row_of, settle, write
from tests.ui.review_helpers import REVIEWER, WRITER, good_guide, staff


@pytest.fixture
def ready(workspace: Workspace, window: MainWindow) -> Record:
    """A guide on the page that can be submitted; somebody works."""
    staff(workspace)
    window.reviews.persons.show_current()
    record = good_guide(workspace)
    window.open_record(record.uuid)
    return record


def submit(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
    click(window.entry_page.submit_button)
    settle(qtbot, runner)


def test_submitting_locks_the_record_says_so_and_can_be_undone(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    page = window.entry_page
    submit(window, qtbot, runner)
    assert workspace.library.get(ready.uuid).state == "submitted"
    assert page.badge.text() == "待审核 · 第 1 版 · 只读"
    assert page.submit_button.isHidden()
    assert f"{WRITER}已于今天" in page.locked_note.text.text()
    assert window.notice.text.text().startswith("已提交审核。")
    click(window.notice.action)
    assert workspace.library.get(ready.uuid).state == "draft"
    assert page.badge.text() == "草稿 · 第 1 版"
    assert page.locked_note.isHidden()


def test_what_was_typed_a_moment_ago_is_submitted_too(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    box = editor_of(window, "promise_limit_note").main_widget()
    write(box, "A")
    press(box, Qt.Key.Key_F9)
    settle(qtbot, runner)
    record = workspace.library.get(ready.uuid)
    assert record.state == "submitted"
    assert "A" in str(record.get("promise_limit_note"))


def test_problems_are_counted_and_the_first_one_gets_the_cursor(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.entry_page.model.set_value("promise_limit", None)
    window.entry_page.model.set_value("rights", None)
    submit(window, qtbot, runner)
    assert workspace.library.get(ready.uuid).state == "draft"
    assert window.notice.text.text() == "没有提交：还有 2 处阻断问题，请先处理。"
    editor = window.entry_page.current_page().grid.rows["promise_limit"].editor
    assert editor.main_widget().hasFocus()


def test_a_missing_reason_is_asked_for_on_the_spot(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    page = window.entry_page
    rows = [dict(row) for row in ready.rows("materials")]
    del rows[0]["basis"]
    page.model.set_value("materials", rows)
    qtbot.waitUntil(lambda: [p.rule for p in page.told() if p.blocks] == ["M04"])
    submit(window, qtbot, runner)
    assert window.notice.text.text() == "没有提交：还有 1 处需要说明理由，请先处理。"
    (card,) = (item for item in page.panel.cards if item.problem.rule == "M04")
    assert card.box.hasFocus()
    compose(card.box, "省厅统一格式，没有单列依据")
    press(card.box, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert workspace.library.waivers(ready.uuid) == {
        ("M04", "materials[0].basis"): "省厅统一格式，没有单列依据"
    }
    submit(window, qtbot, runner)
    assert workspace.library.get(ready.uuid).state == "submitted", window.notice.text.text()


def test_who_submits_says_who_they_are_first(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    record = good_guide(workspace)
    window.open_record(record.uuid)
    click(window.entry_page.submit_button)
    popup = window.reviews.persons.popup
    assert popup.isVisible()
    compose(popup.name, WRITER)
    press(popup.name, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert not popup.isVisible()
    assert window.rail.person.text() == WRITER
    (entry,) = (e for e in workspace.library.audit(record.uuid) if e.action == "state:submitted")
    assert entry.by == WRITER


def test_a_person_without_a_duty_is_not_added(window: MainWindow, workspace: Workspace) -> None:
    click(window.rail.person)
    popup = window.reviews.persons.popup
    compose(popup.name, "周砚秋")
    for box in popup.duties.values():
        box.setChecked(False)
    click(popup.add_button)
    assert popup.problem.text() == "请为周砚秋至少选择一项职责。"
    assert popup.isVisible()
    assert people.people(workspace) == []
    popup.hide()


def test_somebody_else_takes_over_at_the_same_desk(
    window: MainWindow, workspace: Workspace, ready: Record
) -> None:
    click(window.rail.person)
    lines = window.reviews.persons.popup.people
    assert [name for name, line in lines.items() if line.isChecked()] == [WRITER]
    press(lines[WRITER], Qt.Key.Key_Down)
    press(lines[REVIEWER], Qt.Key.Key_Return)
    assert people.who(workspace) == REVIEWER
    assert window.rail.person.text() == REVIEWER
    assert window.rail.person.sign == "审核"


def test_what_came_back_is_told_on_top_beside_the_field_and_in_the_list(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    reviewing.submit(workspace, [ready.uuid], WRITER)
    said = [NewRemark("请压缩到 10 个工作日", "promise_limit"), NewRemark("电话请核对")]
    reviewing.send_back(workspace, ready.uuid, said, REVIEWER)
    page = window.entry_page
    window.open_record(ready.uuid)
    assert page.badge.text() == "退回 · 第 1 版"
    note = page.locked_note
    assert note.text.text() == (
        f"{REVIEWER}退回，共 2 条意见。“承诺办结时限”：请压缩到 10 个工作日"
    )
    click(note.remarks_link)
    cards = page.remarks.cards
    assert [card.remark.text for card in cards] == ["请压缩到 10 个工作日", "电话请核对"]
    press(cards[0], Qt.Key.Key_Return)
    row = page.current_page().grid.rows["promise_limit"]
    assert row.remarks.text().startswith("批注：请压缩到 10 个工作日")
    click(cards[0].settle_link)
    assert row.remarks.isHidden()
    assert page.aside.tabs.tabText(4) == "批注 1"
    assert remarks(workspace, ready.uuid)[0].settled_by == WRITER
    submit(window, qtbot, runner)
    assert reviewing.round_of(workspace, ready.uuid).stage is Stage.REVIEW


def test_a_remark_is_written_on_the_field_at_hand(
    window: MainWindow, workspace: Workspace, ready: Record
) -> None:
    page = window.entry_page
    editor_of(window, "promise_limit").main_widget().setFocus()
    page.aside.show_remarks()
    write(page.remarks.box, "A1")
    page.remarks.target.setCurrentIndex(1)
    assert page.remarks.target.currentText() == "字段：承诺办结时限"
    click(page.remarks.add_button)
    (remark,) = remarks(workspace, ready.uuid)
    assert (remark.text, remark.field, remark.by) == ("A1", "promise_limit", WRITER)
    assert page.remarks.box.toPlainText() == ""
    assert page.aside.tabs.tabText(4) == "批注 1"
    assert row_of(window, "promise_limit").remarks.text().startswith("批注：A1")


def test_the_history_of_the_record_stands_beside_it(
    window: MainWindow, workspace: Workspace, ready: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    submit(window, qtbot, runner)
    page = window.entry_page
    page.aside.tabs.setCurrentIndex(3)
    settle(qtbot, runner)
    qtbot.waitUntil(page.history.list.isVisible)
    lines = [page.history.list.item(row).text() for row in range(page.history.list.count())]
    assert [line.split("，")[0] for line in lines] == ["提交审核", "新建"]
    click(page.history.compare_link)
    settle(qtbot, runner)
    assert window.pages is not None
    assert window.stack.currentWidget() is window.pages.history_page()
    assert window.pages.history_page().title.text() == "取用水许可"


def test_a_record_under_review_names_who_approved_it(
    window: MainWindow, workspace: Workspace, ready: Record
) -> None:
    reviewing.submit(workspace, [ready.uuid], WRITER)
    reviewing.approve(workspace, ready.uuid, REVIEWER)
    window.open_record(ready.uuid)
    note = window.entry_page.locked_note
    assert f"{REVIEWER}已于今天" in note.text.text()
    assert "待公开审查" in note.text.text()
    assert note.withdraw_link.isHidden()
    assert all(not item.text().startswith("批注") for item in note.findChildren(QLabel))
