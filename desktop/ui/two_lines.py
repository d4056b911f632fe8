"""Items of a list that have two lines: what it is above, what to know about it below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.drawing import row_ground, row_line, write_line
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
        row_ground(painter, style)
        row_line(painter, style.rect)
        write_lines(painter, style.rect.adjusted(20, 8, -14, -8), index.data(LINES) or ("", ""))
        painter.restore()


def write_lines(painter: QPainter, room: QRect, lines: tuple[str, str]) -> None:
    """The two lines, each cut where there is no room."""
    for text, pixels, tone, place in (
        (lines[0], 14, "ink", Qt.AlignmentFlag.AlignTop),
        (lines[1], 12, "ink_2", Qt.AlignmentFlag.AlignBottom),
    ):
        painter.setFont(font(pixels=pixels))
        painter.setPen(colour(tone))
        write_line(painter, room, text, place)
