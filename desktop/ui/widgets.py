"""Small parts that every page is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.composing import Composing
from desktop.ui.shortcuts import BY_ID

#: `Severity` → the tone of chips, notes and frames in the style sheet. Each of them is its letter.
TONES: Mapping[str, str] = {"E": "block", "J": "waiver", "W": "warn", "I": "hint"}


def button(text: str, slot: Callable[[], object], *, primary: bool = False,
           tip: str = "") -> QPushButton:  # fmt: skip
    """A push button; Enter presses it as well as the space bar."""
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setAutoDefault(True)
    made.setToolTip(tip)
    made.clicked.connect(lambda _=False: slot())
    return made


def link(text: str, slot: Callable[[], object], *, name: str = "") -> QPushButton:
    """A button that looks like words; ``name`` is what a screen reader says."""
    made = QPushButton(text)
    made.setProperty("link", True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(name or text)
    made.clicked.connect(lambda _=False: slot())
    return made


def label(text: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """A label; ``tone`` is a boolean property of the style sheet (quiet, faint, strong)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        made.setProperty(tone, True)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


_OPENS = re.compile(r"(?<=[^\s（《「])(?=“)")
_CLOSES = re.compile(r"(?<=”)(?=[^\s，。；：！？、）》」”])")


def breakable(text: str) -> str:
    """The text with places to break a line beside quotation marks.

    Unicode forbids to break beside “ and ”, as it cannot tell which side they belong to: a sentence
    that quotes much would be wider than its place.
    """
    return _CLOSES.sub("\u200b", _OPENS.sub("\u200b", text))


def chip(text: str, tone: str) -> QLabel:
    """A word on a coloured ground; never without its word."""
    made = label(text)
    made.setProperty("chip", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet goes by, and let it take effect."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        # One that was never shown gets all its looks when it is.
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


def row(*items: QWidget | int, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        ) -> QHBoxLayout:  # fmt: skip
    """A horizontal layout; a number stands for a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            made.addStretch(item)
        else:
            made.addWidget(item)
    return made


def column(parent: QWidget | None = None, spacing: int = 8,
           margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:  # fmt: skip
    """A vertical layout without the platform's margins."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(spacing)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def scroll_area(body: QWidget, name: str = "") -> QScrollArea:
    """What scrolls up and down round ``body``, which takes the whole width."""
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if name:
        area.setAccessibleName(name)
    return area


def see_through(area: QScrollArea) -> None:
    """Let the ground behind a scroll area show; ``setWidget`` fills it."""
    area.viewport().setAutoFillBackground(False)
    widget = area.widget()
    if widget is not None:
        widget.setAutoFillBackground(False)


class ElidedLabel(QLabel):
    """One line that ends in … when there is no room; the whole text is its tool tip."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the text, if the layout has the room."""
        return QSize(
            self.fontMetrics().horizontalAdvance(self.text()) + 4, super().sizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().windowText().color())
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.drawText(self.rect(), int(across | Qt.AlignmentFlag.AlignVCenter), shown)


class FlowLayout(QLayout):
    """Puts items side by side and begins a new line when there is no room (chips)."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._gap = spacing
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove the item at a place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def forget(self, widget: QWidget) -> None:
        """Take a widget out (``removeWidget`` would delete an item that Python still holds)."""
        self._items = [item for item in self._items if item.widget() is not widget]
        self.invalidate()

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that this width needs."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the items into place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line of everything."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() + self._gap for size in sizes)
        return QSize(min(width, 480), max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the widest item."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((size.width() for size in sizes), default=0),
                     max((size.height() for size in sizes), default=0))  # fmt: skip

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, height = rect.x(), y + height + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            height = max(height, size.height())
        return y + height - rect.y()


class RecordKeys(QObject):
    """Gives some keys of a text box to the page: a box's private history knows nothing of other
    fields, and Ctrl+↓ goes to the next problem from anywhere. Keeps what is being composed.
    """

    _IDS = (
        "entry.undo", "entry.redo", "entry.next_problem", "entry.last_problem", "entry.carry",
        "entry.carry_all", "window.replace", "window.export", "window.find", "window.new",
    )  # fmt: skip
    _KEYS = tuple(QKeySequence(keys) for name in _IDS for keys in BY_ID[name].keys)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._composing = Composing()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse the keys, so that the shortcuts of the page get them."""
        self._composing.see(watched, event)
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if QKeySequence(event.keyCombination()) in self._KEYS:
            event.ignore()
            return True
        return False
