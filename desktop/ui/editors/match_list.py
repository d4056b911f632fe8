"""What fits the text of a box, below the box: arrows choose, Enter takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from desktop.ui.i18n import tr
from desktop.usecases.sounds import matches

_SHOWN = 6
_ROW = 28  # px


class MatchList(QListWidget):
    """In the page, not in a popup: a popup takes the keys from a Chinese input method."""

    taken = Signal(str)

    def __init__(self, box: QLineEdit, labels: Sequence[str]) -> None:
        super().__init__()
        self._box = box
        self._labels = tuple(labels)
        self.setAccessibleName(tr("可选的词"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.itemClicked.connect(lambda item: self._take(item.text()))
        box.textEdited.connect(self._look)
        box.installEventFilter(self)
        self.hide()

    def _look(self, text: str) -> None:
        found = [label for label in self._labels if matches(text, label)] if text.strip() else []
        self.clear()
        self.addItems(found)
        self.setFixedHeight(min(len(found), _SHOWN) * _ROW + 4)
        self.setVisible(bool(found) and found != [text])
        # Letters are initials, as no Chinese word is written with them: the first is meant.
        self.setCurrentRow(0 if text.isascii() else -1)

    def _take(self, text: str) -> None:
        self.hide()
        self.taken.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the box while the list is open."""
        if self.isHidden():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        turn = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        chosen: QListWidgetItem | None = self.currentItem()
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif turn and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.setCurrentRow((self.currentRow() + turn) % self.count())
        elif chosen is not None and (enter or event.key() == Qt.Key.Key_Tab):
            self._take(chosen.text())
            return enter
        else:
            return False
        return True
