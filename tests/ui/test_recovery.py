"""The next start goes on where the last one stopped, be it that the program was killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import GUIDE, settle

_PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace

library, settings, text = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = QApplication([])
window = MainWindow(JobRunner(), QSettings(settings, QSettings.Format.IniFormat))
window.show()
window.attach(Workspace.open(library))
page = window.entry_page
window.open_record(window.workspace.library.ids("service_guide")[0])
page.reveal("exercise_content")
QTest.keyClicks(window.focusWidget(), "abcdef")
window.focusWidget().moveCursor(window.focusWidget().textCursor().MoveOperation.Left)

def told(_record):
    if text == "saved":
        QTimer.singleShot(0, lambda: print("ready", flush=True))
    else:
        QTest.keyClicks(window.focusWidget(), "xyz")
        QTimer.singleShot(0, lambda: print("ready", flush=True))
        page.saver.saved.disconnect(told)
        page.saver.forget()

page.saver.saved.connect(told)
app.exec()
"""


@pytest.fixture
def library(tmp_path: Path, empty_library: Path) -> Path:
    """A library file with one guide, closed."""
    path = Path(shutil.copy(empty_library, tmp_path / "库.mingce"))
    with Workspace.open(path) as workspace:
        workspace.library.save(Record("service_guide", GUIDE))
    return path


@pytest.fixture
def opened(
    library: Path, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> Iterator[list[MainWindow]]:
    """Windows to close at the end."""
    windows: list[MainWindow] = []
    yield windows
    for window in windows:
        window.close()
        settle(qtbot, runner)
        if window.workspace is not None:
            window.workspace.close()
        window.deleteLater()


def _start(library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]) -> MainWindow:
    settings = QSettings(str(library.parent / "设置.ini"), QSettings.Format.IniFormat)
    window = MainWindow(runner, settings)
    opened.append(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.attach(Workspace.open(library))
    settle(qtbot, runner)
    return window


def _kill_while_typing(library: Path, text: str) -> None:
    command = [sys.executable, "-c", _PROGRAM, str(library), str(library.parent / "设置.ini"), text]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


@pytest.mark.skipif(sys.platform == "win32", reason="kills the way POSIX kills")
def test_a_killed_program_comes_back_to_record_field_and_cursor_and_says_so(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    _kill_while_typing(library, "saved")
    window = _start(library, runner, qtbot, opened)
    page = window.entry_page
    assert window.stack.currentWidget() is page
    assert page.model.value("exercise_content") == "abcdef"
    assert page.here() == "exercise_content"
    focus: QWidget | None = window.focusWidget()
    assert isinstance(focus, QPlainTextEdit)
    assert focus.textCursor().position() == 5
    said = window.notice.text.text()
    assert said.startswith("上次程序没有正常关闭。已回到“建设用地规划许可证核发”的“行使内容”")
    assert said.endswith("没有丢失。")


@pytest.mark.skipif(sys.platform == "win32", reason="kills the way POSIX kills")
def test_what_may_not_have_reached_the_disk_is_said(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    _kill_while_typing(library, "more")
    window = _start(library, runner, qtbot, opened)
    assert window.entry_page.model.value("exercise_content") == "abcdef"
    assert "可能没有保存" in window.notice.text.text()


def test_a_program_that_was_closed_comes_back_in_silence(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    first = _start(library, runner, qtbot, opened)
    assert first.workspace is not None
    first.open_record(first.workspace.library.ids("service_guide")[0], "materials[1].name")
    settle(qtbot, runner)
    first.close()
    first.workspace.close()
    second = _start(library, runner, qtbot, opened)
    assert second.stack.currentWidget() is second.entry_page
    assert second.entry_page.here() == "materials[1].name"
    assert second.notice.isHidden()


def test_somebody_who_was_in_a_list_comes_back_to_it(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    first = _start(library, runner, qtbot, opened)
    assert first.workspace is not None
    first.open_record(first.workspace.library.ids("service_guide")[0])
    qtbot.waitUntil(lambda: first.tools.session._place is not None)
    first.back()
    first.close()
    first.workspace.close()
    second = _start(library, runner, qtbot, opened)
    assert second.stack.currentWidget() is not second.entry_page


def test_a_record_that_is_gone_is_not_looked_for(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    first = _start(library, runner, qtbot, opened)
    assert first.workspace is not None
    uuid = first.workspace.library.ids("service_guide")[0]
    first.open_record(uuid)
    first.close()
    first.workspace.library.delete(uuid)
    first.workspace.close()
    second = _start(library, runner, qtbot, opened)
    assert second.stack.currentWidget() is not second.entry_page
    assert second.notice.isHidden()


def test_writing_the_place_down_takes_no_time_that_a_typist_feels(
    library: Path, runner: JobRunner, qtbot: QtBot, opened: list[MainWindow]
) -> None:
    window = _start(library, runner, qtbot, opened)
    assert window.workspace is not None
    window.open_record(window.workspace.library.ids("service_guide")[0])
    took = []
    for _ in range(20):
        began = time.thread_time()
        window.tools.session.keep()
        took.append(time.thread_time() - began)
    assert min(took) < 0.004
