"""What a clerk's hands do in the window, and how long each deed takes until it is painted.

All times are seconds between the event (a key, a turn of the wheel) and the moment after the paint
that shows its result.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.imports import read_file
from desktop.ui.main_window import MainWindow
from forms.loader import load_catalogue
from forms.record import Record
from resources import SAMPLE_FILES

DEEDS = 20  # jumps; twice as many keys
LONG_DEEDS = 10  # openings and searches, each with a rest before it
QUIET = 0.3  # s
_NEXT_KEY = 60  # ms between the answer to a key and the next one
_PAINT = QEvent.Type.Paint
LONGEST = 20.0  # s; a deed that takes longer has failed
#: Each matches under a tenth of the invented library's power items.
WORDS = ("校车", "兽药", "采矿权", "河道", "烟花", "燃气", "330001", "养老", "文物", "粮食")


class Paints(QObject):
    """Counts the paints of the widgets that it is told to look at.

    Not of the whole application: a filter in Python for every event of every widget would take
    longer than what is timed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count: dict[QWidget, int] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the paints of each widget."""
        if event.type() == _PAINT and isinstance(watched, QWidget):
            self.count[watched] += 1
        return False

    def of(self, widget: QWidget) -> int:
        """How often it was painted since it was first asked for."""
        if widget not in self.count:
            self.count[widget] = 0
            widget.installEventFilter(self)
        return self.count[widget]


class Hands:
    """Works in one window."""

    def __init__(self, window: MainWindow) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app, self.window = app, window
        self.paints = Paints()
        self.chance = random.Random(7)

    def until(self, done: Callable[[], bool]) -> None:
        """Let the program work until something holds."""
        end = time.monotonic() + LONGEST
        while not done():
            self.app.processEvents()
            if time.monotonic() > end:
                raise TimeoutError

    def rest(self) -> None:
        """Until nothing goes on any more: no deed pays for the one before."""
        window, since = self.window, time.monotonic()
        while time.monotonic() - since < QUIET:
            self.app.processEvents()
            time.sleep(0.001)
            if window.workspace is None or window.runner.busy:
                since = time.monotonic()

    def pause(self, milliseconds: int) -> None:
        """As the program waits for a hand that is not there yet. `QTest.qWait` would keep Python's
        lock while it sleeps: work in the background, which goes on between two keys of a user, would
        stand still and then fall into the next key.
        """
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def timed(self, deed: Callable[[], object], done: Callable[[], bool]) -> float:
        """Seconds from the deed until what it leads to is painted."""
        start = time.perf_counter()
        deed()
        self.until(done)
        return time.perf_counter() - start

    def press(self, key: Qt.Key) -> None:
        """One key to what has the focus, as the window system delivers it."""
        target = self.app.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.app.postEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def work_with(window: MainWindow) -> dict[str, Any]:
    """The seconds of every deed."""
    hands = Hands(window)
    hands.until(lambda: window.workspace is not None)
    # Once a day, half a minute after opening, a copy of the library is written and read again: not
    # in the middle of the deeds.
    window.keeper.stop()
    hands.rest()
    found: dict[str, Any] = {"rows": window.list_page.model.rowCount()}
    found["jump"] = jumps(hands)
    found["filter"], found["matches"] = filters(hands)
    found["open_record"] = openings(hands)
    found["keystroke"], found["problems"] = keystrokes(hands)
    return found


def jumps(hands: Hands) -> list[float]:
    """Anywhere in the list by its scroll bar."""
    table = hands.window.list_page.table
    bar, viewport = table.verticalScrollBar(), table.viewport()
    taken = []
    for _ in range(DEEDS):
        before, place = hands.paints.of(viewport), hands.chance.randrange(bar.maximum())
        taken.append(
            hands.timed(
                lambda place=place: bar.setValue(place),  # type: ignore[misc]
                lambda before=before: hands.paints.of(viewport) > before,  # type: ignore[misc]
            )
        )
    return taken


def filters(hands: Hands) -> tuple[list[float], list[float]]:
    """A word goes into the search box; the part of the list that each leaves is told, too."""
    page = hands.window.list_page
    viewport, everything = page.table.viewport(), page.model.rowCount()
    taken, shares = [], []
    for number in range(LONG_DEEDS):
        word = WORDS[number % len(WORDS)]
        before = hands.paints.of(viewport)

        def done(before: int = before) -> bool:
            return page.model.rowCount() != everything and hands.paints.of(viewport) > before

        taken.append(hands.timed(lambda word=word: page.search.setText(word), done))  # type: ignore[misc]
        shares.append(page.model.rowCount() / everything)
        page.search.clear()
        hands.until(lambda: page.model.rowCount() == everything)
        hands.rest()
    return taken, shares


def openings(hands: Hands) -> list[float]:
    """Enter on a row of the list, until its form is painted; then back to the list."""
    window, page = hands.window, hands.window.list_page
    forms = window.entry_page.pages
    # The form of a kind is made when it is first opened: looked at as soon as it is there.
    forms.currentChanged.connect(lambda _: hands.paints.of(_surface(forms.currentWidget())))
    taken = []
    for _ in range(LONG_DEEDS):
        page.table.selectRow(hands.chance.randrange(page.model.rowCount()))
        page.table.setFocus()
        hands.rest()
        uuid = page.current()
        seen = dict(hands.paints.count)

        def done(uuid: str = uuid, seen: dict[QWidget, int] = seen) -> bool:
            model = window.entry_page.model
            if not model.is_open or model.record.uuid != uuid:
                return False
            surface = _surface(window.entry_page.current_page())
            return hands.paints.of(surface) > seen.get(surface, 0)

        taken.append(hands.timed(lambda: hands.press(Qt.Key.Key_Return), done))
        hands.rest()
        window.back()
        hands.rest()
    return taken


def _surface(area: QWidget | None) -> QWidget:
    """What the fields of a form are painted on."""
    assert isinstance(area, QScrollArea)
    return area.viewport()


def keystrokes(hands: Hands) -> tuple[list[float], int]:
    """Typing into a full guide with a hundred problems, until the check of what was typed shows.

    The name is as long as it may be: every other key makes it too long and every other one takes
    that back, so that each key changes what the check says. The time ends when that is painted.
    """
    window = hands.window
    assert window.workspace is not None
    record = window.workspace.library.save(troubled_guide(), by="示例")
    window.open_record(record.uuid)
    hands.rest()
    window.entry_page.check_now()
    hands.rest()
    problems = len(window.entry_page.told())
    window.entry_page.reveal("item_name")
    hands.rest()
    row = window.entry_page.current_page().grid.rows["item_name"]
    box = row.editor.main_widget()
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    taken = []
    for number in range(2 * DEEDS):
        before, said = hands.paints.of(row), row.messages.text()

        def done(before: int = before, said: str = said) -> bool:
            return row.messages.text() != said and hands.paints.of(row) > before

        key = "x" if number % 2 == 0 else ""

        def deed(key: str = key) -> None:
            if key:
                QTest.keyClicks(box, key)
            else:
                QTest.keyClick(box, Qt.Key.Key_Backspace)

        taken.append(hands.timed(deed, done))
        # As fast as people type: the background work of the last key is still going on.
        hands.pause(_NEXT_KEY)
    return taken, problems


def troubled_guide() -> Record:
    """A full guide of the sample agency in which a hundred materials have no name, and whose own
    name is as long as it may be.
    """
    catalogue = load_catalogue()
    files = [path for path in SAMPLE_FILES if path.stem == "service_guide"]
    guide = max(read_file(files[0], catalogue).records, key=lambda found: len(found.values))
    material = dict(guide.values["materials"][0], name="")
    longest = catalogue.form("service_guide").fields["item_name"].max
    assert longest
    return Record(
        "service_guide",
        {
            **guide.values,
            "item_name": "取水" * (longest // 2),
            "materials": [dict(material) for _ in range(100)],
        },
    )
