"""What was done, one line a deed: words above, when and by whom below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.drawing import row_ground, row_line
from desktop.ui.i18n import tr
from desktop.ui.problem_words import title_words, told
from desktop.ui.times import recently
from desktop.ui.two_lines import write_lines

if TYPE_CHECKING:
    from desktop.usecases.history import Event

_ROW = 52
_EVENT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class EventPainter(QStyledItemDelegate):
    """Draws a deed, so many px from the left."""

    def __init__(self, parent: QListWidget, inset: int) -> None:
        super().__init__(parent)
        self._inset = inset

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All lines are of one height."""
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, words, line."""
        event: Event = index.data(_EVENT)
        style: Any = option
        painter.save()
        row_ground(painter, style)
        row_line(painter, style.rect)
        write_lines(painter, style.rect.adjusted(self._inset, 7, -16, -7), lines_of(event))
        painter.restore()


def lines_of(event: Event) -> tuple[str, str]:
    """The two lines of a deed."""
    words = told(event.said)
    first = f"“{title_words(tr(event.title))}”　{words}" if event.title else words
    return first, "　".join(filter(None, (recently(event.at), event.by)))


class EventList(QListWidget):
    """``open_wanted`` carries the record that a deed was done to."""

    open_wanted = Signal(str)

    def __init__(self, inset: int = 20) -> None:
        super().__init__()
        self.setObjectName("problemList")
        self.setProperty("under", "line")
        self.setAccessibleName(tr("历史"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(EventPainter(self, inset))
        self.itemDoubleClicked.connect(lambda _: self._open())

    def show_events(self, events: Sequence[Event]) -> None:
        """Fill the list."""
        self.clear()
        for event in events:
            item = QListWidgetItem(tr("，").join(lines_of(event)))
            item.setData(_EVENT, event)
            item.setToolTip(lines_of(event)[0])
            self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        for item in self.selectedItems():
            event: Event = item.data(_EVENT)
            if event.uuid:
                self.open_wanted.emit(event.uuid)
