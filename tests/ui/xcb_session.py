"""A clerk at a real X screen: `python -m tests.ui.xcb_session FOLDER`, run by test_xcb.

Opens the program's own window on a new library, makes a guide by keys, types into it by keys of the
X server (xdotool), pastes from the X clipboard, and composes as an input method does. Prints one
JSON object: the values of the record as the library holds them after the window is closed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desktop.app import fresh_application
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace

PATIENCE = 30  # s
TRIES = 6
TYPED = "abc 取水Permit许可 007"
PASTED = "粘贴：急性abc心衰 ①《法》"
COMPOSED = "规划许可"


class Session:
    """One window on one library."""

    def __init__(self, folder: Path) -> None:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("kind", "service_guide")
        self.app = fresh_application(settings)
        self.runner = JobRunner()
        self.window = MainWindow(self.runner, settings)
        self.workspace = Workspace.open(folder / "库.mingce")
        self.workspace.library.set_setting("organization", "某县水务局")
        self.window.show()
        self.window.attach(self.workspace)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "the window never became active")
        self.until(lambda: not self.runner.busy, "the library was never shown")

    def until(self, done: Callable[[], bool], otherwise: str) -> None:
        """Work on until something holds; the sentence says what went wrong."""
        if not self.arrives(done, PATIENCE):
            raise SystemExit(otherwise)

    def arrives(self, done: Callable[[], bool], seconds: float) -> bool:
        """Work on until something holds; whether it did in time."""
        end = time.monotonic() + seconds
        while not done():
            self.app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                return False
        return True

    def tool(self, *words: str) -> None:
        """Let the X server send keys, and go on painting meanwhile."""
        running = subprocess.Popen(["xdotool", *words])
        self.until(lambda: running.poll() is not None, f"xdotool {words} did not end")
        if running.returncode:
            raise SystemExit(f"xdotool {words}: {running.returncode}")

    def box(self, field: str) -> QWidget:
        """The box of a field, with the cursor in it."""
        self.window.entry_page.reveal(field)
        found = self.window.entry_page.current_page().grid.rows[field].editor.main_widget()
        found.setFocus()
        self.until(found.hasFocus, f"{field} never had the focus")
        return found

    def type(self, wanted: str) -> None:
        """One key more, until the box holds ``wanted``.

        xdotool puts a sign that no key has on one for a moment. On a busy machine the moment may
        be over before the key is looked up: then nothing arrives, and it is typed once more.
        """
        sign = wanted[-1]
        for _ in range(TRIES):
            self.tool("type", "--delay", "20" if sign.isascii() else "300", sign)
            if self.arrives(lambda: self.text() == wanted, PATIENCE / TRIES):
                return
        raise SystemExit(f"typed {wanted!r}, got {self.text()!r}")

    def text(self) -> str:
        """What stands in the box that has the focus."""
        box = self.app.focusWidget()
        assert isinstance(box, QPlainTextEdit)
        return box.toPlainText()

    def value(self, field: str) -> object:
        """What the record holds."""
        return self.window.entry_page.model.value(field)

    def work(self) -> None:
        """Make a guide and fill three fields in three ways."""
        self.tool("key", "ctrl+n")
        entry = self.window.entry_page
        self.until(lambda: self.window.stack.currentWidget() is entry, "Ctrl+N made no guide")

        self.box("item_name")
        for end in range(1, len(TYPED) + 1):
            self.type(TYPED[:end])

        QGuiApplication.clipboard().setText(PASTED)
        self.box("applicable_scope")
        self.tool("key", "ctrl+v")
        self.until(lambda: self.value("applicable_scope") == PASTED, "Ctrl+V did not arrive")

        box = self.box("accept_condition")
        for spelt, chosen in (("gui", "规"), ("hua", "划"), ("xuke", "许可")):
            QApplication.sendEvent(box, QInputMethodEvent(spelt, []))
            given = QInputMethodEvent()
            given.setCommitString(chosen)
            QApplication.sendEvent(box, given)
        QApplication.sendEvent(box, QInputMethodEvent("shi", []))  # still composing when it is left
        self.tool("key", "Escape")
        self.until(
            lambda: self.window.stack.currentWidget() is not entry, "Escape did not lead back"
        )

    def close(self) -> str:
        """Close the window as its button does; the uuid of the guide."""
        uuid = self.window.entry_page.model.record.uuid
        self.window.close()
        self.until(lambda: not self.runner.busy, "the window did not end")
        self.runner.shutdown()
        self.workspace.close()
        return uuid


def main(folder: Path) -> None:
    session = Session(folder)
    session.work()
    uuid = session.close()
    with Workspace.open(folder / "库.mingce", read_only=True) as workspace:
        values = dict(workspace.library.get(uuid).values)
    print(json.dumps({"platform": QGuiApplication.platformName(), "values": values}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
