"""Taking over what usually stays from the record edited last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle

USUAL = {"review_org": "岚川县人民政府", "lawsuit_court": "岚川县人民法院"}
KEY, CTRL = Qt.Key.Key_Apostrophe, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def last(workspace: Workspace, guide: Record) -> Record:
    """The guide, edited last, with what usually stays."""
    return workspace.library.save(guide.with_values(**USUAL, applicable_scope="全县"))


def _new(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
    window.new_record("service_guide")
    settle(qtbot, runner)


def test_a_new_record_offers_what_usually_stays_and_takes_it_as_one_step(
    window: MainWindow, last: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _new(window, qtbot, runner)
    page = window.entry_page
    assert page.carry.isVisible()
    assert "“建设用地规划许可证核发”" in page.carry.text.text()
    page.carry.take_link.click()
    settle(qtbot, runner)
    assert {name: page.model.value(name) for name in USUAL} == USUAL
    assert page.model.value("applicable_scope") is None
    assert page.carry.isHidden()
    assert page.model.stack.count() == 1
    section = page.current_page().section
    page.model.undo()
    assert page.model.value("review_org") is None
    assert page.model.value("lawsuit_court") is None
    assert section.id != "remedies"
    assert page.current_page().section.id in ("remedies", section.id)


def test_an_offer_can_be_declined_and_asked_for_later(
    window: MainWindow, last: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _new(window, qtbot, runner)
    page = window.entry_page
    page.carry.leave_link.click()
    assert page.carry.isHidden()
    page.model.set_value("review_org", "市人民政府")
    page.carry.take()
    settle(qtbot, runner)
    assert page.model.value("review_org") == "市人民政府"
    assert page.model.value("lawsuit_court") == USUAL["lawsuit_court"]


def test_one_field_is_taken_over_by_key(
    window: MainWindow, last: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _new(window, qtbot, runner)
    box = editor_of(window, "applicable_scope").box
    box.setFocus()
    press(box, KEY, CTRL)
    settle(qtbot, runner)
    assert window.entry_page.model.value("applicable_scope") == "全县"
    assert "适用范围" in window.notice.text.text()
    other = editor_of(window, "central_dept").box
    other.setFocus()
    press(other, KEY, CTRL)
    settle(qtbot, runner)
    assert "没有可以沿用的" in window.notice.text.text()


def test_nothing_is_offered_for_an_old_record(
    window: MainWindow, last: Record, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    other = workspace.library.ids("service_guide")[1]
    window.open_record(other)
    settle(qtbot, runner)
    assert window.entry_page.carry.isHidden()


def test_a_locked_record_takes_nothing_over(
    window: MainWindow, last: Record, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    other = workspace.library.ids("service_guide")[1]
    workspace.library.finalize(other)
    window.open_record(other)
    settle(qtbot, runner)
    window.entry_page.carry.take()
    settle(qtbot, runner)
    assert window.entry_page.model.value("review_org") is None
    assert "不能修改" in window.notice.text.text()
