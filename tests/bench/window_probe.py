"""The program whose window is timed, as a process of its own: `python -m tests.bench.window_probe`.

    blank [SECONDS]             a plain QWidget: what every PySide6 program costs; rests so long
    start LIBRARY FOLDER        the program itself, until rows of the library are painted
    work LIBRARY FOLDER         the program itself, used by hand: open, type, find, jump

Prints one JSON object. Times are seconds on the clock that all processes share (monotonic), memory
is in bytes. FOLDER holds the settings of the run, so that the user's own are not touched.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

SETTLED = 0.4  # s without work in the background


class Painted(QObject):
    """Tells the moment after a widget was first painted while ``ready`` held."""

    def __init__(
        self, widget: QWidget, ready: Callable[[], bool], then: Callable[[], None]
    ) -> None:
        super().__init__(widget)
        self._ready, self._then = ready, then
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The widget is painted after this returns; a zero timer fires when that is done."""
        if event.type() == QEvent.Type.Paint and self._ready():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


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
    app = QApplication(sys.argv[:1])
    widget = QWidget()
    widget.resize(1280, 800)

    def shown() -> None:
        painted = time.monotonic()
        settle(app, seconds)
        leave({"painted": painted, "memory": memory()})

    Painted(widget, lambda: True, shown)
    widget.show()
    app.exec()


def watched(library: Path, folder: Path, ready: Callable[[Any], None]) -> None:
    """Start the program as main.py does, and call ``ready(window)`` once rows are painted."""
    from desktop import app as program

    settings = QSettings.Format.IniFormat
    QSettings.setPath(settings, QSettings.Scope.UserScope, str(folder))
    original = program.Windows.new

    def new(self: program.Windows, *look: Any) -> Any:
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

    program.Windows.new = new  # type: ignore[method-assign, assignment]
    program.run(library)


def start(library: Path, folder: Path) -> None:
    """How long until rows of the library are on the screen."""
    watched(library, folder, lambda window: leave({"painted": time.monotonic()}))


def work(library: Path, folder: Path) -> None:
    """Use the window."""
    from tests.bench.window_work import work_with

    def begin(window: Any) -> None:
        leave(work_with(window))

    # Later: what else waits for the first paint must have its turn.
    watched(library, folder, lambda window: QTimer.singleShot(0, lambda: begin(window)))


def main(words: list[str]) -> None:
    if words[0] == "blank":
        blank(float(words[1]) if len(words) > 1 else SETTLED)
    else:
        {"start": start, "work": work}[words[0]](Path(words[1]), Path(words[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
