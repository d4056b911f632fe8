"""One setting as a line to type: title, box, what it is for, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.widgets import column, label, set_property

PAUSE = 400  # ms after the last key, then it is kept


class SettingBox(QWidget):
    """``changed`` carries the text when somebody paused or left the box, never twice the same."""

    changed = Signal(str)

    def __init__(self, title: str, hint: str, problem: Callable[[str], str]) -> None:
        super().__init__()
        self._problem = problem
        self._kept = ""
        self.box = QLineEdit()
        self.box.setAccessibleDescription(hint)
        heading = label(title)
        heading.setProperty("fieldLabel", True)
        heading.setBuddy(self.box)
        self.hint = label(hint, tone="faint", wrap=True)
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        layout = column(self, spacing=4)
        for item in (heading, self.box, self.message, self.hint):
            layout.addWidget(item)
        layout.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.flush)
        self.box.textEdited.connect(self._on_typed)
        self.box.editingFinished.connect(self.flush)
        self.box.installEventFilter(self)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.box.text()

    def set_text(self, text: str) -> None:
        """Show what is kept; tells nobody."""
        self._kept = text
        self.box.setText(text)
        self.box.setCursorPosition(0)
        self.judge()

    def set_kept(self, text: str) -> None:
        """How it was kept (blanks gone, letters upper case); shown when nobody is typing."""
        self._kept = text
        if not self.box.hasFocus():
            self.box.setText(text)

    def flush(self) -> None:
        """Keep it now."""
        self._timer.stop()
        self.judge()
        if self.text != self._kept:
            self._kept = self.text
            self.changed.emit(self.text)

    def judge(self) -> None:
        """Say what is wrong."""
        words = self._problem(self.text)
        self.message.setText(words)
        self.message.setVisible(bool(words))
        set_property(self.box, "severity", "warn" if words else "")

    def _on_typed(self) -> None:
        self._timer.start()
        # While somebody types a code it is too short all the time: only take back, never scold.
        if not self._problem(self.text):
            self.judge()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the box by the mouse keeps it, too, and shows how it was kept."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
            QTimer.singleShot(0, self, lambda: self.set_kept(self._kept))
        return False
