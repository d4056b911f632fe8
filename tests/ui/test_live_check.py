"""The check of what is typed is there with the next paint; other records are asked in the pause."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.field_row import FieldRow
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import checking
from forms.problem import Problem
from forms.record import Record
from tests.ui.helpers import press, row_of, settle, write


@pytest.fixture
def row(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> FieldRow:
    """The row of the guide's name, with the cursor in it and nothing going on."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    found = row_of(window, "item_name")
    longest = found.field.max
    assert longest
    window.entry_page.model.set_value("item_name", "取" * longest)
    settle(qtbot, runner)
    qtbot.wait(200)
    settle(qtbot, runner)
    press(found.editor.main_widget(), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    return found


def test_a_key_shows_its_check_without_waiting_for_a_pause(
    window: MainWindow, row: FieldRow, qtbot: QtBot
) -> None:
    window.entry_page.checks._timer.setInterval(3_600_000)
    assert not row.messages.text()

    write(row.editor.main_widget(), "x")
    qtbot.waitUntil(lambda: "超过" in row.messages.text())

    press(row.editor.main_widget(), Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not row.messages.text())


def test_a_slow_check_waits_for_a_gap_in_the_typing(
    window: MainWindow, row: FieldRow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def slow(workspace: object, record: Record, field: str, known: object) -> list[Problem]:
        checked.append(str(record.get("item_name"))[-1])
        until = time.thread_time() + 0.1
        while time.thread_time() < until:
            pass
        return []

    monkeypatch.setattr(checking, "check_field", slow)
    window.entry_page.checks._taken.clear()
    window.entry_page.checks._timer.setInterval(3_600_000)
    write(row.editor.main_widget(), "a")
    qtbot.waitUntil(lambda: checked == ["a"])
    for sign in "bcde":
        write(row.editor.main_widget(), sign)
        qtbot.wait(1)
    assert checked == ["a"], "the others come together, in the gap"
    qtbot.waitUntil(lambda: checked == ["a", "e"])


def test_what_other_records_say_stands_until_they_are_asked_again(
    window: MainWindow,
    row: FieldRow,
    qtbot: QtBot,
    runner: JobRunner,
    qapp: QApplication,
) -> None:
    assert window.workspace is not None
    twin = dict(window.entry_page.model.record.values)
    window.workspace.library.save(Record("service_guide", twin))
    window.entry_page.check_now()
    settle(qtbot, runner)
    said = {problem.rule for problem in window.entry_page.told()}
    assert "G08" in said

    window.entry_page.model.set_value("sub_item_name", "子项")
    qapp.processEvents()
    assert "G08" in {problem.rule for problem in window.entry_page.told()}

    qtbot.waitUntil(
        lambda: "G08" not in {problem.rule for problem in window.entry_page.told()}, timeout=5000
    )
