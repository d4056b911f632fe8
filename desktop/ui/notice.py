"""What the program has to say, without stopping anybody: a bar that goes away by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.i18n import tr
from desktop.ui.widgets import label, row, set_property

SHOWN = 8000  # ms; what is wrong stays until it is closed
_WIDEST = 640


class Notice(QFrame):
    """A bar over the bottom of the window with at most one deed: 撤销, 打开文件夹 …"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.text = label(wrap=True)
        self.action = QPushButton()
        self.close_button = QPushButton(tr("关闭"))
        self._slot: Callable[[], object] | None = None
        self.action.clicked.connect(self.act)
        self.close_button.clicked.connect(self.hide)
        layout: QHBoxLayout = row(self.text, self.action, self.close_button, margins=(14, 6, 6, 6))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        #: How high the bar at the bottom of the page is, which the notice leaves free.
        self.foot: Callable[[], int] = lambda: 0
        self._timer = QTimer(self, singleShot=True, interval=SHOWN)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str = "", slot: Callable[[], object] | None = None) -> None:
        """Tell something, with a deed if there is one; it goes after a while."""
        self._show(text, action, slot, "plain")
        self._timer.start()

    def tell(self, text: str) -> None:
        """Tell something that nobody may miss; it stays until it is closed."""
        self._timer.stop()
        self._show(text, "", None, "plain")

    def warn(self, text: str, action: str = "", slot: Callable[[], object] | None = None) -> None:
        """Tell what went wrong; it stays until it is closed."""
        self._timer.stop()
        self._show(text, action, slot, "block")

    def _show(self, text: str, action: str, slot: Callable[[], object] | None, kind: str) -> None:
        self.text.setText(text)
        self.setAccessibleName(text)
        self._slot = slot
        self.action.setText(action)
        self.action.setVisible(bool(action))
        set_property(self, "kind", kind)
        self.show()
        self.raise_()
        self._place()

    def act(self) -> None:
        """Do what the bar offers, as long as it is on show."""
        if self.isHidden():
            return
        slot, self._slot = self._slot, None
        self.hide()
        if slot is not None:
            slot()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(_WIDEST, parent.width() - 32)
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None else 44
        bottom = parent.height() - self.foot() - (12 if self.foot() else 20)
        self.setGeometry((parent.width() - width) // 2, bottom - max(44, height),
                         width, max(44, height))  # fmt: skip
