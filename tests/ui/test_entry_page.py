"""The entry form: typing is saved, checked and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import autosave
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.problem_card import ProblemCard
from desktop.usecases import compiling
from desktop.usecases.workspace import Workspace
from forms.problem import Problem
from forms.record import Record
from tests.ui.helpers import click, editor_of, press, row_of, settle, write

pytestmark = pytest.mark.one_window


@pytest.fixture
def opened(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> MainWindow:
    """The window with the full guide open and checked."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    return window


def test_what_is_typed_is_in_the_library_within_a_second(
    opened: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot
) -> None:
    assert autosave.PAUSE < autosave.LONGEST < 1000
    box = editor_of(opened, "common_name").box
    with qtbot.waitSignal(opened.entry_page.saver.saved):
        write(box, "abc")
    assert workspace.library.get(guide.uuid).get("common_name") == "abc"
    assert not opened.entry_page.saver.dirty


def test_leaving_the_record_saves_at_once(
    opened: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot
) -> None:
    write(editor_of(opened, "common_name").box, "x")
    opened.entry_page.back_button.click()
    assert workspace.library.get(guide.uuid).get("common_name") == "x"
    assert opened.stack.currentWidget() is opened.list_page


@pytest.mark.one_window(False)
def test_closing_the_window_saves(
    opened: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot
) -> None:
    write(editor_of(opened, "common_name").box, "y")
    opened.close()
    assert workspace.library.get(guide.uuid).get("common_name") == "y"


@pytest.mark.one_window(False)
def test_a_disk_that_fails_keeps_the_window_open_and_says_so(
    opened: MainWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Record:
        raise OSError("磁盘已满，没有写入。")

    write(editor_of(opened, "common_name").box, "z")
    monkeypatch.setattr(compiling, "save", full)
    opened.close()
    assert opened.isVisible()
    assert "磁盘已满" in opened.notice.text.text()
    assert opened.entry_page.saver.dirty


def test_typing_is_one_step_of_undo_and_comes_back_with_redo(
    opened: MainWindow, qtbot: QtBot
) -> None:
    editor = editor_of(opened, "common_name")
    write(editor.box, "abc")
    assert opened.entry_page.model.stack.count() == 1
    press(editor.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() is None
    press(editor.box, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == "abc"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    opened.entry_page.model.undo()
    press(editor.box, Qt.Key.Key_Z, both)
    assert editor.value() == "abc"


def test_typing_in_two_fields_is_two_steps(opened: MainWindow, qtbot: QtBot) -> None:
    write(editor_of(opened, "common_name").box, "a")
    write(editor_of(opened, "central_dept").box, "b")
    opened.entry_page.model.undo()
    assert editor_of(opened, "common_name").value() == "a"
    assert editor_of(opened, "central_dept").value() is None


def test_undo_shows_the_section_in_which_it_happened(opened: MainWindow, qtbot: QtBot) -> None:
    write(editor_of(opened, "common_name").box, "a")
    opened.entry_page.show_section(3)
    opened.entry_page.model.undo()
    assert opened.entry_page.current_page().section.id == "basic"


def test_a_limit_that_is_too_long_is_said_beside_the_field_and_mended_by_one_click(
    opened: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    row = row_of(opened, "promise_limit")
    problem = next(p for p in opened.entry_page.told() if p.field == "promise_limit" and p.fix)
    assert problem.message in row.messages.text()
    assert problem.message in row.editor.main_widget().accessibleDescription()
    row.messages.lines[0].linkActivated.emit("mend")
    qtbot.waitUntil(lambda: problem.message not in row.messages.text())
    assert opened.entry_page.model.value("promise_limit") == problem.fix.value  # type: ignore[union-attr]
    opened.entry_page.model.undo()
    assert row.editor.value() == {"amount": 25, "unit": "working_day"}
    settle(qtbot, runner)


def test_a_click_on_a_problem_goes_to_its_field(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    card = _card(opened, lambda problem: problem.field == "promise_limit", qtbot)
    click(card)
    assert opened.entry_page.current_page().section.id == "limits"
    assert _focused(opened) is editor_of(opened, "promise_limit").box


def _focused(window: MainWindow) -> QWidget | None:
    return window.focusWidget()


def test_ctrl_down_goes_through_all_problems(opened: MainWindow, qtbot: QtBot) -> None:
    page = opened.entry_page
    seen = []
    for _ in page.told()[:3]:
        page.next_problem(1)
        seen.append(page.current_page().section.id)
    first = [p for p in page.told() if p.field][:3]
    sections = page.model.form.section_of
    assert seen == [sections[p.field.split("[")[0].split(".")[0]].id for p in first]


@pytest.mark.one_window(False)
def test_a_written_reason_lets_a_problem_pass_and_can_be_taken_back(
    opened: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    def card() -> ProblemCard:
        return _card(opened, lambda problem: problem.severity == "J", qtbot)

    rule = card().problem.rule
    for reason in ("本省条例另有规定。", ""):
        card().box.setPlainText(reason)
        card()._give()
        qtbot.waitUntil(lambda said=reason: card().problem.waiver == said)  # type: ignore[misc]
        given = workspace.library.waivers(guide.uuid)
        assert [text for (name, _), text in given.items() if name == rule] == [reason][: len(given)]
    settle(qtbot, runner)


def test_nothing_but_the_window_is_on_the_screen(opened: MainWindow) -> None:
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert shown == [opened]


def test_ctrl_down_works_from_within_a_text(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    box = editor_of(opened, "exercise_content").box
    box.setFocus()
    press(box, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert opened.focusWidget() is not box


def test_a_new_record_counts_what_is_missing_without_scolding(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.new_record("service_guide")
    settle(qtbot, runner)
    page = window.entry_page
    assert page.told() == []
    assert all(button.tone != "block" for button in page.sections.buttons)
    page.check_now()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: bool(page.told()))
    assert any(button.tone == "block" or button.sign for button in page.sections.buttons)


def test_what_does_not_apply_to_the_type_is_not_shown(opened: MainWindow, qtbot: QtBot) -> None:
    form = opened.entry_page.model.form
    row = next(row for row in form.matrix if "not_applicable" in row.needs.values())
    kind = next(key for key, need in row.needs.items() if need == "not_applicable")
    name = next(iter(row.fields))
    opened.entry_page.model.set_value(name, None)
    opened.entry_page.model.set_value(form.type_field, kind)
    assert row_of(opened, name).isHidden()


@pytest.mark.one_window(False)
def test_a_final_record_can_be_read_but_not_changed(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.finalize(guide.uuid)
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    box = editor_of(window, "common_name").box
    write(box, "a")
    assert box.isReadOnly()
    assert window.entry_page.model.value("common_name") is None


def test_ctrl_s_saves_and_says_so(
    opened: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot
) -> None:
    box = editor_of(opened, "common_name").box
    write(box, "s")
    press(box, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert workspace.library.get(guide.uuid).get("common_name") == "s"
    assert "已保存" in opened.notice.text.text()
    assert "已自动保存" in opened.rail.status


def _card(window: MainWindow, wanted: Callable[[Problem], bool], qtbot: QtBot) -> ProblemCard:
    """The first card of such a problem; cards below the panel's edge come a little later."""
    qtbot.waitUntil(lambda: any(wanted(card.problem) for card in window.entry_page.panel.cards))
    cards = window.entry_page.panel.cards
    return next(card for card in cards if wanted(card.problem))
