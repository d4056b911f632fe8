"""What the painters of rows and charts share: grounds, chips, ticks, words cut where they must be."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from desktop.ui.theme import colour

BOX = 15  # px: the side of a box to tick
_CHIP = 19  # px
_INKS = {"hint": "brand"}  # tones that have no colour of their own
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def row_ground(painter: QPainter, option: Any, *, hover: bool = True) -> None:
    """What stands behind the words of a row: chosen, under the mouse, or plain."""
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, colour("brand_soft"))
    elif hover and option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, colour("hover"))


def row_line(painter: QPainter, room: QRect) -> None:
    """The hairline below a row."""
    painter.setPen(QPen(colour("line"), 1))
    painter.drawLine(room.bottomLeft(), room.bottomRight())


def fitting(painter: QPainter, text: str, width: int) -> str:
    """The text as far as there is room for it (px), ending in … where it was cut."""
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def write_line(painter: QPainter, room: QRect, text: str, place: Qt.AlignmentFlag = _MIDDLE) -> int:
    """Write what fits in the painter's font and pen; how wide it was, in px."""
    shown = fitting(painter, text, room.width())
    painter.drawText(room, int(place), shown)
    return painter.fontMetrics().horizontalAdvance(shown)


def chip_width(painter: QPainter, word: str) -> int:
    """How wide the chip of a word is, in px."""
    return painter.fontMetrics().horizontalAdvance(word) + 10


def draw_chip(painter: QPainter, left: int, middle: int, word: str, tone: str) -> None:
    """A word of a tone on a soft ground of the same, from ``left`` px on around ``middle``."""
    ink = _INKS.get(tone, tone)
    chip = QRect(left, middle - _CHIP // 2, chip_width(painter, word), _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{ink}_soft"))
    painter.drawRoundedRect(chip, 3, 3)
    painter.setPen(colour(ink))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), word)


def draw_tick(painter: QPainter, corner: QPoint, state: Qt.CheckState) -> None:
    """A box to tick, as a list draws it."""
    box = QRect(corner, QSize(BOX, BOX))
    on = state != Qt.CheckState.Unchecked
    painter.setPen(QPen(colour("brand" if on else "line_strong"), 1))
    painter.setBrush(colour("brand" if on else "panel"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QPen(colour("on_brand"), 2))
    if state == Qt.CheckState.Checked:
        points = [QPoint(3, 8), QPoint(6, 11), QPoint(12, 4)]
        painter.drawPolyline([corner + point for point in points])
    elif state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(corner + QPoint(4, 7), corner + QPoint(11, 7))
