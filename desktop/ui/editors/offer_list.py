"""What fits the text of a box, looked up in the background and shown below the box.

In the page, not in a popup: a popup takes the keys from a Chinese input method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QWidget

from desktop.ui.editors.base import GrowingBox
from desktop.ui.two_lines import ROW, TwoLines, fill_line

_PAUSE = 120  # ms after a keystroke
_SHOWN = 5
_COMES_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def bring_into_view(*widgets: QWidget) -> None:
    """Scroll the page so that these are in sight, the last one in any case."""
    for widget in widgets:
        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None and not widget.isHidden():
            around.ensureWidgetVisible(widget, 0, 12)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One thing that can be picked: what it is, what to know about it, what it stands for."""

    first: str
    second: str
    data: object


class OfferList(QListWidget):
    """Arrows choose, Enter takes; Tab takes what was chosen with the arrows.

    ``wanted`` asks for what fits a text after each pause of the typing; `show_lines` answers.
    ``picked`` carries what was chosen. ``entered`` and ``left`` carry the text when Enter was
    pressed without anything to choose, and when the box was left after something was typed.
    """

    wanted = Signal(str)
    picked = Signal(object)
    entered = Signal(str)
    left = Signal(str)

    def __init__(self, box: GrowingBox, name: str) -> None:
        super().__init__()
        self._box = box
        self._text = box.toPlainText()
        self._typed = False
        self._moved = False
        self._told = ""  # what the box is described as while nothing is offered
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(lambda: self.wanted.emit(self._box.toPlainText().strip()))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._take)
        box.textChanged.connect(self._on_text)
        box.installEventFilter(self)
        self.hide()

    def show_lines(self, lines: Sequence[OfferLine]) -> None:
        """Offer these; nothing when there are none, or when nobody is typing any more."""
        self._hush()
        self.clear()
        if not lines or not self._box.hasFocus():
            return
        self._told = self._box.accessibleDescription()
        for line in lines:
            item = QListWidgetItem()
            fill_line(item, line.first, line.second, line.data)
            self.addItem(item)
        self.setFixedHeight(min(len(lines), _SHOWN) * ROW + 2)
        self._moved = False
        self.setCurrentRow(0)
        self._say()
        self.show()
        QTimer.singleShot(0, self, lambda: bring_into_view(self, self._box))

    def close_list(self) -> None:
        """What was typed is settled: no answer that is still under way opens the list again."""
        self._timer.stop()
        self._typed = False
        self._text = self._box.toPlainText()
        self._hush()

    def _hush(self) -> None:
        """Put the list away; the box is described as before."""
        if not self.isHidden():
            self._box.setAccessibleDescription(self._told)
        self.hide()

    def _on_text(self) -> None:
        # An input method that composes announces changes of a text that is still the same.
        text = self._box.toPlainText()
        if text == self._text or not self._box.hasFocus():
            return
        self._text = text
        self._typed = True
        if text.strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._hush()
            self.wanted.emit("")

    def _take(self, item: QListWidgetItem) -> None:
        data = item.data(Qt.ItemDataRole.UserRole)
        self.close_list()
        self.picked.emit(data)

    def _say(self) -> None:
        """Screen readers stay with the box: what is chosen is told as its description."""
        item: QListWidgetItem | None = self.currentItem()
        self._box.setAccessibleDescription(item.text() if item is not None else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the box; leaving it."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() not in _COMES_BACK:
                self._on_left()
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                if event.key() == Qt.Key.Key_Escape and not self.isHidden():
                    event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
        return False

    def _on_left(self) -> None:
        typed, text = self._typed, self._box.toPlainText().strip()
        self.close_list()
        if typed:
            self.left.emit(text)

    def _on_key(self, event: QKeyEvent) -> bool:
        enter = event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if self.isHidden():
            if enter and self._typed:
                text = self._box.toPlainText().strip()
                self.close_list()
                self.entered.emit(text)
                return True
            return False
        return self._on_list_key(event, enter=enter)

    def _on_list_key(self, event: QKeyEvent, *, enter: bool) -> bool:
        turn = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        elif turn and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._moved = True
            self.setCurrentRow((self.currentRow() + turn) % self.count())
            self._say()
        elif enter:
            self._take(self.currentItem())
        elif event.key() == Qt.Key.Key_Tab and self._moved:
            self._take(self.currentItem())
            return False
        else:
            return False
        return True
