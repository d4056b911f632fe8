"""The workbench tells what newer law texts touch, leads there, and is silent once it was dealt with."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.home_laws import LawCard
from desktop.ui.jobs import JobRunner
from desktop.ui.laws_page import CHANGED
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws.shelf import LAW, OLD_QUOTE, put_on_shelf
from tests.ui.helpers import settle


@pytest.fixture
def card(window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> LawCard:
    """The card, over a power that quotes a law as it was."""
    assert window.pages is not None
    window.go("home")
    settle(qtbot, runner)
    made = window.pages.home_page().laws
    assert made.isHidden()
    basis = {"role": "establishment", "title": LAW, "article_text": "第三条"}
    power = {"name": "灯塔许可", "basis": [{**basis, "quoted_text": OLD_QUOTE}]}
    workspace.library.save(Record("power_item", power))
    put_on_shelf(workspace)
    _come_home(window, qtbot, runner)
    return made


def _come_home(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
    window.go("bin")
    window.go("home")
    settle(qtbot, runner)


def test_the_card_says_what_is_touched_and_leads_to_the_scan(
    card: LawCard, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    assert card.isVisible()
    assert card.title.text() == "依据库里的新文本涉及 1 条记录的 1 处引用"
    assert card.words.text() == f"条文有修改 1　《{LAW}》"
    card.open_button.click()
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.laws_page()
    assert window.stack.currentWidget() is page
    assert window.rail.place == "laws"
    assert page.part is page.parts[CHANGED]
    assert page.scanned.model.rowCount() > 1


def test_the_card_goes_once_the_text_in_force_was_taken_over(
    card: LawCard, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    card.open_button.click()
    settle(qtbot, runner)
    assert window.pages is not None
    desk = window.pages.laws_page().scanned
    desk.one_button.click()
    desk.preview.write_button.click()
    settle(qtbot, runner)
    _come_home(window, qtbot, runner)
    assert card.isHidden()


def test_what_one_does_not_want_to_hear_again_can_be_taken_back(
    card: LawCard, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    card.note_link.click()
    assert card.isHidden()
    _come_home(window, qtbot, runner)
    assert card.isHidden()
    window.notice.act()
    assert card.isVisible()
    _come_home(window, qtbot, runner)
    assert card.isVisible()
