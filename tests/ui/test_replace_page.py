"""Find and replace from the window: preview, ticks, deed, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.replace_page import ReplacePage
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle, write

OLD, NEW = "许可证", "准予书"


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> ReplacePage:
    """The page, reached by key from the list."""
    press(window.list_page.table, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, runner)
    assert window.pages is not None
    return window.pages.replace_page()


def _search(page: ReplacePage, find: str, new: str, qtbot: QtBot, runner: JobRunner) -> None:
    page.find_box.setText(find)
    page.replacement.setText(new)
    press(page.replacement, Qt.Key.Key_Return)
    settle(qtbot, runner)


def test_it_begins_in_the_list_one_comes_from(window: MainWindow, page: ReplacePage) -> None:
    assert window.stack.currentWidget() is page
    assert window.rail.place == "replace"
    assert page.kind.currentData() == "service_guide"
    assert window.focusWidget() is page.find_box
    assert not page.apply_button.isEnabled()


def test_replaced_by_keyboard_from_the_query_to_the_undo(
    window: MainWindow, page: ReplacePage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    write(page.find_box, "x")
    page.find_box.clear()
    _search(page, OLD, NEW, qtbot, runner)
    assert window.focusWidget() is page.view
    titles = [entry.text for entry in page.model.entries if entry.hit is None]
    assert len(titles) == 2
    press(page.view, Qt.Key.Key_Space)  # the first record, with all its places
    assert [hit.title for hit in page.model.chosen()] == ["排污许可证核发"]
    assert page.apply_button.text() == "替换所选的 1 处"
    press(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, runner)
    names = {record.get("item_name") for record in workspace.library.records("service_guide")}
    assert "排污准予书核发" in names
    assert "建设用地规划许可证核发" in names
    assert "已在 1 条记录里替换 1 处" in window.notice.text.text()
    press(page.find_box, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, runner)
    names = {record.get("item_name") for record in workspace.library.records("service_guide")}
    assert "排污许可证核发" in names
    assert "恢复原样" in window.notice.text.text()


def test_a_tick_on_a_place_shows_on_its_record(
    page: ReplacePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.save(guide.with_values(common_name="许可证，许可证"))
    _search(page, OLD, NEW, qtbot, runner)
    rows = [n for n, entry in enumerate(page.model.entries) if entry.uuid == guide.uuid]
    assert page.model.state(rows[0]) == Qt.CheckState.Checked
    page.model.toggle(rows[1])
    assert page.model.state(rows[0]) == Qt.CheckState.PartiallyChecked
    page.model.toggle(rows[0])
    assert page.model.state(rows[0]) == Qt.CheckState.Checked
    page.none_link.click()
    assert page.model.chosen() == []
    assert not page.apply_button.isEnabled()
    page.all_link.click()
    assert len(page.model.chosen()) == 4


def test_final_records_are_shown_without_a_tick(
    page: ReplacePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.finalize(guide.uuid)
    _search(page, OLD, NEW, qtbot, runner)
    row = next(n for n, entry in enumerate(page.model.entries) if entry.uuid == guide.uuid)
    assert page.model.state(row) is None
    assert "定稿" in page.model.entries[row].text
    assert "不能修改" in page.said_label.text()
    assert all(hit.uuid != guide.uuid for hit in page.model.chosen())


def test_a_changed_query_takes_the_old_preview_away(
    page: ReplacePage, qtbot: QtBot, runner: JobRunner
) -> None:
    _search(page, OLD, NEW, qtbot, runner)
    assert page.model.chosen()
    page.replacement.setFocus()
    write(page.replacement, "x")
    assert page.model.entries == []
    assert not page.apply_button.isEnabled()


def test_a_bad_query_is_said_beside_the_box(
    page: ReplacePage, qtbot: QtBot, runner: JobRunner
) -> None:
    page.regular.click()
    assert not page.width_chip.isEnabled()
    _search(page, "(", "", qtbot, runner)
    assert not page.error.isHidden()
    assert "正则表达式" in page.error.text()
    page.regular.click()
    _search(page, "没有这个词", "", qtbot, runner)
    assert page.error.isHidden()
    assert "没有找到" in page._empty_text.text()


def test_enter_opens_the_place_and_a_selected_text_is_looked_for(
    window: MainWindow, page: ReplacePage, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _search(page, "营业执照", "x", qtbot, runner)
    page.view.setCurrentIndex(page.model.index(1))
    press(page.view, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.here() == "materials[1].name"
    box = editor_of(window, "item_name").box
    box.setFocus()
    box.selectAll()
    press(box, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert page.find_box.text() == "建设用地规划许可证核发"


def test_fields_and_states_restrict(
    page: ReplacePage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    page.field.setCurrentIndex(page.field.findData("common_name"))
    _search(page, OLD, NEW, qtbot, runner)
    assert page.model.entries == []
    page.field.setCurrentIndex(0)
    page.state.setCurrentIndex(page.state.findData("approved"))
    _search(page, OLD, NEW, qtbot, runner)
    assert page.model.entries == []


def test_esc_goes_back_to_where_one_came_from(
    window: MainWindow, page: ReplacePage, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    press(page.find_box, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.list_page
    window.open_record(guide.uuid, "materials[1].name")
    settle(qtbot, runner)
    window.tools.show_replace()
    press(page.find_box, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.here() == "materials[1].name"
    settle(qtbot, runner)
