"""The program whose window is timed, as a process of its own: `python -m tests.bench.window_probe`.

    blank [SECONDS]             a plain QWidget: what every PySide6 program costs; rests so long
    start LIBRARY FOLDER        the program itself, until rows of the library are painted
    work LIBRARY FOLDER         the program itself, used by hand: open, type, find, jump

Prints one JSON object. Times are seconds on the clock that all processes share (monotonic), memory
is in bytes. FOLDER holds the settings of the run, so that the user's own are not touched.

What is imported here is part of what is measured, and in which order matters, too: the program takes
back what PySide6 does to ``import`` and must be the first to import it, as it is for a user
(`desktop/ui/plain_import.py`). What only this probe needs comes after the first figures are taken.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SETTLED = 0.4  # s without work in the background


def leave(found: dict[str, Any]) -> None:
    """Say what was found and end at once: how long ending takes is not measured."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    os._exit(0)


def memory() -> int:
    """What this process holds in memory now (resident set), in bytes; 0 where nobody tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def settle(app: QApplication, seconds: float) -> None:
    """Let the event loop run for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.002)


def blank(seconds: float) -> None:
    """The peer: an application with one widget."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Blank(QWidget):
        """Tells the moment after it was first painted."""

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, shown)

    def shown() -> None:
        painted = time.monotonic()
        settle(app, seconds)
        leave({"painted": painted, "memory": memory()})

    app = QApplication(sys.argv[:1])
    widget = Blank()
    widget.resize(1280, 800)
    widget.show()
    app.exec()


def watched(library: Path, folder: Path, ready: Callable[[Any], None]) -> None:
    """Start the program as main.py does, and call ``ready(window)`` once rows are painted."""
    from main import begin

    program = begin()  # before all else
    from PySide6.QtCore import QSettings, QTimer

    settings = QSettings.Format.IniFormat
    QSettings.setPath(settings, QSettings.Scope.UserScope, str(folder))
    original = program.Windows.new

    def new(self: Any, *look: Any) -> Any:
        window = original(self, *look)
        window.painted.connect(lambda: seen(window))
        return window

    def seen(window: Any) -> None:
        """Rows were on the screen with the first paint, or come later with the library."""
        if window.list_page.model.rowCount():
            ready(window)
        else:
            again = window.list_page.model.modelReset
            again.connect(lambda: QTimer.singleShot(0, lambda: seen(window)))

    program.Windows.new = new
    program.run(library)


def start(library: Path, folder: Path) -> None:
    """How long until rows of the library are on the screen."""
    watched(library, folder, lambda window: leave({"painted": time.monotonic()}))


def work(library: Path, folder: Path) -> None:
    """Use the window."""

    def begin(window: Any) -> None:
        from PySide6.QtWidgets import QApplication

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        rest(app, window)
        held = memory()
        from tests.bench.window_work import work_with

        leave({"memory": held, **work_with(window)})

    def later(window: Any) -> None:
        # What else waits for the first paint must have its turn.
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, lambda: begin(window))

    watched(library, folder, later)


def rest(app: QApplication, window: Any) -> None:
    """Until the library is open and nothing goes on any more."""
    since = time.monotonic()
    while time.monotonic() - since < SETTLED:
        app.processEvents()
        time.sleep(0.002)
        if window.workspace is None or window.runner.busy:
            since = time.monotonic()


def main(words: list[str]) -> None:
    if words[0] == "blank":
        blank(float(words[1]) if len(words) > 1 else SETTLED)
    else:
        {"start": start, "work": work}[words[0]](Path(words[1]), Path(words[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
