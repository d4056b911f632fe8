"""Items of a list that have two lines: what it is above, what to know about it below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.theme import colour, font

ROW = 54
LINES = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


def fill_line(item: QListWidgetItem, first: str, second: str, data: object) -> None:
    """Give an item its lines, its name for screen readers, and what it stands for."""
    item.setText(f"{first}，{second}" if second else first)
    item.setToolTip(first)
    item.setData(Qt.ItemDataRole.UserRole, data)
    item.setData(LINES, (first, second))


class TwoLines(QStyledItemDelegate):
    """Draws such an item."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All are of one height."""
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, words, line."""
        style: Any = option
        painter.save()
        ground(painter, style)
        write_lines(painter, style.rect.adjusted(20, 8, -14, -8), index.data(LINES) or ("", ""))
        painter.restore()


def ground(painter: QPainter, style: Any) -> None:
    """What stands behind the words: chosen, under the mouse, or plain; and the line below."""
    if style.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(style.rect, colour("brand_soft"))
    elif style.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(style.rect, colour("hover"))
    painter.setPen(QPen(colour("line"), 1))
    painter.drawLine(style.rect.bottomLeft(), style.rect.bottomRight())


def write_lines(painter: QPainter, room: QRect, lines: tuple[str, str]) -> None:
    """The two lines, each cut where there is no room."""
    for text, pixels, tone, place in (
        (lines[0], 14, "ink", Qt.AlignmentFlag.AlignTop),
        (lines[1], 12, "ink_2", Qt.AlignmentFlag.AlignBottom),
    ):
        painter.setFont(font(pixels=pixels))
        painter.setPen(colour(tone))
        right = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, right, room.width())
        painter.drawText(room, int(place), shown)
