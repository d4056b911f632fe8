"""The check of what is typed is there with the next paint; other records are asked in the pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.field_row import FieldRow
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import checking
from exports.progress import Progress
from forms.problem import Problem, Severity
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


class Library:
    """Stands in for a slow full check: it says when it was asked, and answers when it may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.go = threading.Event()
        self._lock = threading.Lock()
        monkeypatch.setattr(checking, "check_record", self.check)

    def check(self, workspace: object, record: Record, progress: Progress) -> list[Problem]:
        """One problem that tells which name was looked at."""
        name = str(record.get("item_name"))
        with self._lock:
            self.asked.append(name)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.go.wait(10)
            progress.step(0, 1, "检查")
        finally:
            with self._lock:
                self.at_once -= 1
        return [Problem("V04", Severity.WARN, record.uuid, record.kind, "org_name", name)]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A full check that takes until it is let go."""
    made = Library(monkeypatch)
    yield made
    made.go.set()


def test_a_key_does_not_wait_for_the_full_check_and_its_stale_answer_is_dropped(
    window: MainWindow, row: FieldRow, slow: Library, qtbot: QtBot, runner: JobRunner
) -> None:
    page, box = window.entry_page, row.editor.main_widget()
    heard: list[str] = []
    page.checks.found.connect(lambda found: heard.extend(p.message[-1] for p in found))

    write(box, "x")
    qtbot.waitUntil(lambda: bool(slow.asked))
    write(box, "y")
    qtbot.waitUntil(lambda: row.messages.text().count("超过") == 1)
    assert slow.at_once == 1, "the key was answered while the library was still being asked"

    slow.go.set()
    qtbot.waitUntil(lambda: bool(heard))
    settle(qtbot, runner)
    assert heard == ["y"]


def test_slow_checks_do_not_queue_up_behind_each_other(
    window: MainWindow, row: FieldRow, slow: Library, qtbot: QtBot, runner: JobRunner
) -> None:
    page, box = window.entry_page, row.editor.main_widget()
    for sign in "abcd":
        write(box, sign)
        page.check_now()
    qtbot.waitUntil(lambda: bool(slow.asked))
    slow.go.set()
    settle(qtbot, runner)
    assert slow.most_at_once == 1
    assert [name[-1] for name in slow.asked] in (["a", "d"], ["d"])
    assert [p.message[-1] for p in page.told()] == ["d"]
