"""Choosing the field of a column: type a part of its name or its pinyin initials, Enter takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.ui.i18n import tr
from desktop.ui.widgets import column
from desktop.usecases.import_columns import REMARK_CHOICE, SKIP_CHOICE, FieldChoice, FieldOption

_CHOICE = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 380, 360
_TURNS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FieldPicker(QFrame):
    """A sheet below the cell. ``chosen`` carries a choice, or None for what the program found.

    ``left``: Esc closed it without a choice.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("picker")
        self.hide()
        self._options: Sequence[FieldOption] = ()
        self._taken: Mapping[FieldChoice, str] = {}
        self._kind = ""
        self._decided = False
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("查找要素"))
        self.search.setPlaceholderText(tr("输入要素名称或拼音首字母"))
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("可对应的要素"))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._take)
        inner = column(self, spacing=6, margins=(8, 8, 8, 8))
        inner.addWidget(self.search)
        inner.addWidget(self.list, 1)
        self.resize(_WIDTH, _HEIGHT)

    def offer(
        self, options: Sequence[FieldOption], kind: str, present: FieldChoice | None,
        taken: Mapping[FieldChoice, str], *, decided: bool,
    ) -> None:  # fmt: skip
        """Offer the fields of a kind; ``taken`` says which column has one already.

        ``present`` is chosen now; ``decided`` offers to go back to what the program found.
        """
        self._options, self._kind, self._taken = options, kind, taken
        self._decided = decided
        self.search.clear()
        self._fill()
        for number in range(self.list.count()):
            if self.list.item(number).data(_CHOICE) == present:
                self.list.setCurrentRow(number)

    def open_at(self, place: QPoint) -> None:
        """Show it below a point of the screen, within the window."""
        window = self.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = window.mapFromGlobal(place)
        left = max(0, min(corner.x(), window.width() - self.width() - 8))
        top = max(0, min(corner.y(), window.height() - self.height() - 8))
        self.move(left, top)
        self.show()
        self.raise_()
        self.search.setFocus()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing to watch any more."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        super().hideEvent(event)

    def _is_outside(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.MouseButtonPress or not isinstance(event, QMouseEvent):
            return False
        return not self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))

    def _fill(self) -> None:
        self.list.clear()
        text = self.search.text().strip()
        if not text:
            if self._decided:
                self._add(tr("按程序识别的结果"), None)
            self._add(tr("放入备注"), REMARK_CHOICE)
            self._add(tr("不导入这一栏"), SKIP_CHOICE)
        for option in self._options:
            if not text or option.matches(text):
                self._add(self._words(option), option.choice)
        if not self.list.count():
            nothing = QListWidgetItem(tr("没有名称含“{text}”的要素", text=text))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        elif text:
            self.list.setCurrentRow(0)

    def _words(self, option: FieldOption) -> str:
        words = " › ".join(tr(part) for part in option.label.split(" › "))
        if option.choice.kind != self._kind:
            words = f"{tr(option.group)} › {words}"
        column_name = self._taken.get(option.choice)
        return (
            tr("{words}（已有“{column}”）", words=words, column=column_name)
            if column_name
            else words
        )

    def _add(self, words: str, choice: FieldChoice | None) -> None:
        item = QListWidgetItem(words)
        item.setData(_CHOICE, choice)
        item.setToolTip(words)
        self.list.addItem(item)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        choice: Any = item.data(_CHOICE)
        self.hide()
        self.chosen.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the search has the focus; Enter takes, Esc leaves."""
        if watched is not self.search:
            if self.isVisible() and self._is_outside(event):
                self.hide()
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        turn = _TURNS.get(Qt.Key(event.key()))
        if turn is not None:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + turn)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
            return True
        return False
