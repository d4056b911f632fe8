"""Templates from the window: keep, begin from, rename, take away, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.templates_page import TemplatesPage
from desktop.usecases import templates
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle, write


@pytest.fixture
def page(window: MainWindow, workspace: Workspace, guide: Record) -> TemplatesPage:
    """The page with one template."""
    templates.keep(workspace, guide, "规划")
    window.go("templates")
    assert window.pages is not None
    return window.pages.templates_page()


def test_a_record_is_kept_as_a_template_by_keyboard(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    page = window.entry_page
    actions = page.more_button.menu_of_deeds.actions()
    next(item for item in actions if "存为模板" in item.text()).trigger()
    card = page.template
    assert window.focusWidget() is card.name
    press(card.name, Qt.Key.Key_Return)
    assert "名称" in card.error.text()
    assert {chip.key for chip in card.chips} >= {"basic", "limits", "materials"}
    next(chip for chip in card.chips if chip.key == "materials").click()
    write(card.name, "guihua")
    press(card.name, Qt.Key.Key_Return)
    assert card.isHidden()
    made = templates.templates(workspace)[0]
    assert made.name == "guihua"
    assert "legal_limit" in made.values
    assert "materials" not in made.values
    assert "已存为模板“guihua”" in window.notice.text.text()


def test_esc_puts_the_card_away_and_stays_in_the_record(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    window.entry_page._begin_template()
    press(window.entry_page.template.name, Qt.Key.Key_Escape)
    assert window.entry_page.template.isHidden()
    assert window.stack.currentWidget() is window.entry_page


def test_a_record_begins_from_a_template(
    window: MainWindow, page: TemplatesPage, qtbot: QtBot, runner: JobRunner
) -> None:
    page.cards[0].use_button.click()
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.model.value("legal_limit") == {"amount": 20, "unit": "working_day"}


def test_the_templates_of_the_list_at_hand_are_one_key_away(
    window: MainWindow, page: TemplatesPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    power = workspace.library.save(Record("power_item", {"name": "采砂许可"}))
    templates.keep(workspace, power, "权力")
    window.go("kind:power_item")
    settle(qtbot, runner)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(window.focusWidget(), Qt.Key.Key_N, both)
    assert window.stack.currentWidget() is page
    assert [card.template.name for card in page.cards] == ["权力", "规划"]


def test_a_template_gets_another_name(page: TemplatesPage, workspace: Workspace) -> None:
    card = page.cards[0]
    card.rename_link.click()
    card.box.setText(" ")
    press(card.box, Qt.Key.Key_Return)
    assert not card.error.isHidden()
    card.box.setText("规划许可")
    press(card.box, Qt.Key.Key_Return)
    assert page.cards[0].name.text() == "规划许可"
    assert templates.templates(workspace)[0].name == "规划许可"


def test_a_template_taken_away_comes_back_with_undo(
    window: MainWindow, page: TemplatesPage, workspace: Workspace
) -> None:
    page.cards[0].remove_link.click()
    assert page.cards == []
    window.notice.action.click()
    assert [card.template.name for card in page.cards] == ["规划"]
    assert len(templates.templates(workspace)) == 1


def test_a_template_travels_as_a_file(
    window: MainWindow, page: TemplatesPage, tmp_path: Path
) -> None:
    page.write(page.cards[0].template, tmp_path / "规划.json")
    page.read(tmp_path / "规划.json")
    assert [card.template.name for card in page.cards] == ["规划", "规划（2）"]
    (tmp_path / "坏.json").write_text("x", encoding="utf-8")
    page.read(tmp_path / "坏.json")
    assert "不是明册的模板文件" in window.notice.text.text()
