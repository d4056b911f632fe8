"""The bin: found, taken back in bulk by keyboard, removed for good only after a word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.bin_page import BinPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import binned as use
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import NAMES, press, settle, write


@pytest.fixture
def page(window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot) -> BinPage:
    """The page in the window, with everything in the bin but the full guide."""
    for uuid in workspace.library.ids()[1:]:
        workspace.library.delete(uuid)
    window.go("bin")
    settle(qtbot, runner)
    assert window.pages is not None
    return window.pages.bin_page()


def shown(page: BinPage) -> list[str]:
    """The names listed."""
    return [str(page.model.index(place, 0).data()) for place in range(page.model.rowCount())]


def test_each_line_says_what_it_is_and_how_long_it_stays(page: BinPage) -> None:
    cells = [str(page.model.index(0, place).data()) for place in range(5)]
    assert cells[0] == NAMES[-1]
    assert cells[1] == "办事指南"
    assert cells[3].startswith("今天")
    assert cells[4] == "30 天"
    assert "30 天后自动清除" in page.found.text()


def test_typing_finds_and_an_empty_result_says_so(
    page: BinPage, runner: JobRunner, qtbot: QtBot
) -> None:
    page.search.setText("取水")
    qtbot.waitUntil(lambda: shown(page) == ["取水许可"])
    write(page.search, "zzz")
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert "没有找到" in page.empty_text.text()
    assert not page.restore_button.isEnabled()


def test_many_are_restored_by_keyboard(
    page: BinPage, window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(page.table, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert workspace.library.count(deleted=True) == 0
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert page.empty_text.text() == "回收站是空的。"
    assert window.rail.places["bin"].sign == ""


def test_delete_asks_on_the_page_and_no_is_the_first_answer(
    page: BinPage, workspace: Workspace, qtbot: QtBot
) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Delete)
    assert page.question.isVisible()
    assert NAMES[-1] in page.question.words.text()
    qtbot.waitUntil(page.question.no_button.hasFocus)
    press(page.question.no_button, Qt.Key.Key_Escape)
    assert not page.question.isVisible()
    page.ask()
    page.table.selectRow(1)
    assert not page.question.isVisible(), "another choice takes the question back"
    page.ask()
    page.question.no_button.click()
    assert workspace.library.count(deleted=True) == len(NAMES)


def test_yes_removes_for_good_what_was_asked_about(
    page: BinPage, window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.table.selectRow(0)
    page.ask()
    page.question.yes_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: NAMES[-1] not in shown(page))
    assert workspace.library.count(deleted=True) == len(NAMES) - 1
    qtbot.waitUntil(lambda: window.rail.places["bin"].sign == str(len(NAMES) - 1))


def test_a_read_only_library_offers_nothing(
    qtbot: QtBot, workspace: Workspace, runner: JobRunner
) -> None:
    workspace.library.delete(workspace.library.ids()[0])
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = BinPage(runner, second)
        qtbot.addWidget(page)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page.model.rowCount() == 1)
        assert not page.restore_button.isVisible()
        assert not page.remove_button.isVisible()
        page.ask()
        assert page.question.isHidden()
        settle(qtbot, runner)
        assert len(use.find(second)) == 1


def test_ctrl_f_goes_to_the_search_of_the_page(
    page: BinPage, window: MainWindow, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)
    assert window.stack.currentWidget() is page
