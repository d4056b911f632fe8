"""The history page: the log, versions compared, older content put back and undone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.history_page import HistoryPage
from desktop.ui.jobs import JobRunner
from desktop.ui.marking import marked
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle


@pytest.fixture
def page(qtbot: QtBot, runner: JobRunner, workspace: Workspace) -> HistoryPage:
    """The page, shown."""
    made = HistoryPage(runner, workspace)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def amended(workspace: Workspace, guide: Record) -> Record:
    """The guide with version 1 final and a changed version 2."""
    library = workspace.library
    library.finalize(guide.uuid)
    record = library.new_version(guide.uuid)
    materials = [{"name": "营业执照"}, {"name": "照片"}]
    return library.save(record.with_values(item_name="用地许可", materials=materials))


def shown(page: HistoryPage) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def said(page: HistoryPage) -> str:
    return "\n".join(item.text() for item in page.view.findChildren(QLabel) if item.isVisible())


def test_the_log_leads_to_the_history_of_a_record(
    page: HistoryPage, workspace: Workspace, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_library()
    settle(qtbot, runner)
    assert page.right.isHidden()
    assert shown(page)[0].startswith("“用地许可”　修改")
    page.list.setCurrentRow(0)
    press(page.list, Qt.Key.Key_Return)
    settle(qtbot, runner)
    settle(qtbot, runner)
    assert page.title.text() == "用地许可"
    with qtbot.waitSignal(page.open_wanted) as wanted:
        page.open_button.click()
    assert wanted.args == [amended.uuid, ""]
    page.all_button.click()
    settle(qtbot, runner)
    assert page.title.text() == "历史"


def test_versions_are_compared_field_by_field(
    page: HistoryPage, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_record(amended.uuid)
    qtbot.waitUntil(lambda: "“照片”" in said(page))
    qtbot.waitUntil(lambda: "“申请表”" in said(page))
    page.new.setCurrentIndex(1)
    page.new.activated.emit(1)
    qtbot.waitUntil(lambda: "内容相同" in said(page))
    assert page.restore_button.isHidden()


def test_older_content_is_put_back_and_that_is_undone(
    page: HistoryPage, workspace: Workspace, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_record(amended.uuid)
    qtbot.waitUntil(lambda: "“照片”" in said(page))
    links = [item for item in page.view.findChildren(QPushButton) if item.isVisible()]
    with qtbot.waitSignal(page.said) as told:
        links[0].click()
    assert workspace.library.get(amended.uuid).get("item_name") == "建设用地规划许可证核发"
    assert told.args is not None
    words, deed, undo = told.args
    assert (words, deed) == ("已恢复第 1 版的内容。", "撤销")
    undo()
    assert workspace.library.get(amended.uuid).get("item_name") == "用地许可"
    settle(qtbot, runner)


def test_the_whole_of_an_older_version_is_put_back(
    page: HistoryPage, workspace: Workspace, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_record(amended.uuid)
    qtbot.waitUntil(page.restore_button.isVisible)
    page.restore_button.click()
    now: Any = workspace.library.get(amended.uuid)
    assert [row["name"] for row in now.rows("materials")] == ["申请表", "营业执照"]
    qtbot.waitUntil(lambda: "内容相同" in said(page))


def test_another_record_is_not_offered_what_belongs_to_the_first(
    page: HistoryPage, workspace: Workspace, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_record(amended.uuid)
    qtbot.waitUntil(page.restore_button.isVisible)
    page.show_record(workspace.library.ids("service_guide")[1])
    assert page.right.isHidden()
    qtbot.waitUntil(lambda: "还没有定稿的版本" in said(page))
    assert page.restore_button.isHidden()


def test_a_final_record_offers_no_way_back(
    page: HistoryPage, workspace: Workspace, amended: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    workspace.library.finalize(amended.uuid)
    page.show_record(amended.uuid)
    qtbot.waitUntil(lambda: page.old.count() == 2)
    page.old.setCurrentIndex(1)
    page.old.activated.emit(1)
    qtbot.waitUntil(lambda: "“照片”" in said(page))
    assert page.restore_button.isHidden()
    assert not [item for item in page.view.findChildren(QPushButton) if item.isVisible()]


def test_a_record_without_a_finished_version_says_so(
    page: HistoryPage, guide: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.show_record(guide.uuid)
    qtbot.waitUntil(lambda: "还没有定稿的版本" in said(page))
    assert shown(page)


def test_a_binned_record_still_has_its_log(
    page: HistoryPage, workspace: Workspace, guide: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    workspace.library.delete(guide.uuid)
    page.show_record(guide.uuid)
    settle(qtbot, runner)
    assert shown(page)[0].startswith("移到回收站")


def test_what_differs_is_marked_and_text_is_never_taken_for_markup() -> None:
    old, new = marked("20个工作日", "18个工作日")
    assert "line-through" in old
    assert "underline" in new
    assert new.endswith("个工作日")
    assert marked("<b>", "")[0] == "&lt;b&gt;"
    long = "甲" * 2000
    assert marked(f"{long}乙", f"{long}丙")[0].startswith(long)
