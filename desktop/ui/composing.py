"""Text that an input method is still composing: it was typed, so leaving the box must not lose it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QInputMethodEvent


class Composing:
    """What one box is composing. Input methods give their text when the focus leaves, if they are
    asked in time; some are not, and then the box would drop it.
    """

    def __init__(self) -> None:
        self._text = ""

    def see(self, box: QObject, event: QEvent) -> None:
        """Look at an event before the box gets it; give the box its text before the focus is gone."""
        if isinstance(event, QInputMethodEvent):
            self._text = event.preeditString()
        elif event.type() == QEvent.Type.FocusOut and self._text:
            given = QInputMethodEvent()
            given.setCommitString(self._text)
            self._text = ""
            QCoreApplication.sendEvent(box, given)
