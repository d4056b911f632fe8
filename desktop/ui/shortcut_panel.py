"""The overview of all shortcuts (F1): over the page, gone with Esc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.shortcuts import PLACES, Shortcut, pressed, told
from desktop.ui.widgets import button, column, label, row, scroll_area, see_through

_WIDEST, _HIGHEST = 880, 820  # px
_KEYS_WIDTH = 150  # px
_EDGE = 24


def table_of(shortcuts: Sequence[Shortcut]) -> QGridLayout:
    """Keys at the left, words at the right."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for place, shortcut in enumerate(shortcuts):
        keys = label(told(shortcut), tone="quiet")
        keys.setMinimumWidth(_KEYS_WIDTH)
        grid.addWidget(keys, place, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label(tr(shortcut.words), wrap=True), place, 1)
    return grid


class ShortcutPanel(QFrame):
    """Hidden until it is asked for, and filled then; the focus goes back where it was."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutPanel")
        self.setProperty("card", "true")
        self._before: QWidget | None = None
        self._filled = False
        self.close_button = button(tr("关闭"), self.leave, tip="Esc")
        self.area = scroll_area(QWidget())
        self.area.setAccessibleName(tr("快捷键一览"))
        title = label(tr("快捷键一览"))
        title.setObjectName("sectionTitle")
        layout = column(self, spacing=12, margins=(22, 16, 16, 16))
        layout.addLayout(row(title, 1, self.close_button))
        layout.addWidget(self.area, 1)
        parent.installEventFilter(self)
        self.hide()

    def _columns(self) -> QWidget:
        body = QWidget()
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(36)
        sides: list[QVBoxLayout] = [column(spacing=8), column(spacing=8)]
        lengths = [0, 0]
        for title, shortcuts in PLACES:
            side = lengths.index(min(lengths))
            lengths[side] += len(shortcuts) + 2
            heading = label(tr(title))
            heading.setObjectName("groupTitle")
            sides[side].addWidget(heading)
            sides[side].addLayout(table_of(shortcuts))
            sides[side].addSpacing(10)
        for layout in sides:
            layout.addStretch(1)
            line.addLayout(layout, 1)
        return body

    def toggle(self) -> None:
        """F1."""
        if self.isHidden():
            if not self._filled:
                self._filled = True
                self.area.setWidget(self._columns())
                see_through(self.area)
            self._before = self.window().focusWidget()
            self._place()
            self.show()
            self.raise_()
            self.close_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.leave()

    def leave(self) -> None:
        """Go, and give the focus back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F1 close; arrows scroll."""
        bar = self.area.verticalScrollBar()
        turn = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape or pressed(event, "window.keys"):
            self.leave()
        elif turn:
            bar.setValue(bar.value() + turn * 40)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take Esc before the shortcuts of the page do."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(_WIDEST, parent.width() - 2 * _EDGE)
        height = min(_HIGHEST, parent.height() - 2 * _EDGE)
        self.setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2,
                         width, height)  # fmt: skip
