"""The table of a list: one line a record."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.list_model import Index
from desktop.ui.theme import colour, font

_ROW = 38
_WIDTHS = {1: 262, 2: 104, 3: 84, 4: 112}
_LEAST_CODE = 64  # px: the heading
_MEASURED = 32  # rows of which one screen is made
_INSET = 20  # px: the names stand under the page's title


class RecordPainter(QStyledItemDelegate):
    """A line of plain words: the chosen one has a ground, no cell a frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and words."""
        painter.save()
        state: Any = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("brand_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, colour("hover"))
        first = index.column() == 0
        painter.setFont(font(pixels=14 if first else 13))
        painter.setPen(colour("ink" if first else "ink_2"))
        room: QRect = option.rect.adjusted(_INSET if first else 8, 0, -8, 0)
        text = str(index.data() or "")
        middle = (
            Qt.TextElideMode.ElideMiddle if index.column() == 1 else Qt.TextElideMode.ElideRight
        )
        shown = painter.fontMetrics().elidedText(text, middle, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class RecordTable(QTableView):
    """One line a record; Enter opens, Delete bins."""

    open_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code_width = _WIDTHS[1]
        self.setObjectName("records")
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(RecordPainter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def fit_codes(self) -> None:
        """Give the codes the room that the first of them need: many lists have none at all."""
        metrics = QFontMetrics(font(pixels=13))
        count = min(_MEASURED, self.model().rowCount())
        codes = [str(self.model().index(number, 1).data() or "") for number in range(count)]
        widest = max((metrics.horizontalAdvance(code) for code in codes), default=0)
        self._code_width = min(_WIDTHS[1], max(_LEAST_CODE, widest + 20))
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name gets what the others leave; on narrow screens the code gives way."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        code = min(self._code_width, 150) if self.width() < 920 else self._code_width
        for number, width in _WIDTHS.items():
            self.setColumnWidth(number, code if number == 1 else width)
        rest = sum(self.columnWidth(number) for number in _WIDTHS)
        self.setColumnWidth(0, max(220, self.viewport().width() - rest))
