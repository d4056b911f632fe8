"""Rows of the rail and of the section list: words at the left, a number or sign at the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.drawing import fitting
from desktop.ui.i18n import tr
from desktop.ui.theme import colour, font

HEIGHT = 32
LOW = 28
_INSET = 10
_BADGE = 18


class NavButton(QAbstractButton):
    """A row to go somewhere; ``tone`` colours its sign (block, warn, ok, or quiet)."""

    step_wanted = Signal(int)

    def __init__(self, text: str, *, card: bool = False) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._card = card
        self._low = False
        self.sign = ""
        self.tone = "quiet"
        self._say()

    def set_sign(self, sign: str, tone: str = "quiet", spoken: str = "") -> None:
        """What stands at the right."""
        if (sign, tone) != (self.sign, self.tone):
            self.sign, self.tone = sign, tone
            self.update()
        self._say(spoken)

    def _say(self, spoken: str = "") -> None:
        said = spoken or self.sign
        self.setAccessibleName(tr("，").join(filter(None, (self.text(), said))))
        self.setToolTip(f"{self.text()}　{spoken}".strip() if spoken else self.text())

    def sizeHint(self) -> QSize:
        """Rows are of one height."""
        return QSize(140, LOW if self._low else HEIGHT if self._card else HEIGHT - 2)

    def set_low(self, low: bool) -> None:
        """Give way in low windows."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the neighbours, Enter opens."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_wanted.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, words, sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        room = self.rect().adjusted(_INSET, 0, -_INSET, 0)
        room.setRight(room.right() - self._draw_sign(painter, room))
        painter.setFont(font(pixels=14 if self._card else 13, bold=self.isChecked()))
        name = "brand" if self.isChecked() else "ink" if self._card else "ink_2"
        painter.setPen(colour(name))
        text = fitting(painter, self.text(), room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _draw_ground(self, painter: QPainter) -> None:
        frame = self.rect().adjusted(0, 0, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(colour("panel" if self._card else "brand_soft"))
            if self._card:
                painter.setPen(QPen(colour("line"), 1))
        elif self.underMouse():
            painter.setBrush(colour("hover" if not self._card else "line"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(colour("brand"), 1))
        painter.drawRoundedRect(frame, 6, 6)

    def _draw_sign(self, painter: QPainter, room: QRect) -> int:
        """Draw the sign at the right; returns the width that it takes."""
        if not self.sign:
            return 0
        painter.setFont(font(pixels=12))
        width = painter.fontMetrics().horizontalAdvance(self.sign)
        if self.tone in ("block", "warn"):
            width = max(_BADGE, width + 10)
            place = QRect(
                room.right() - width + 1, room.center().y() - _BADGE // 2 + 1, width, _BADGE
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("block" if self.tone == "block" else "warn"))
            painter.drawRoundedRect(place, _BADGE / 2, _BADGE / 2)
            painter.setPen(colour("on_brand"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self.sign)
        else:
            painter.setPen(colour("ok" if self.tone == "ok" else "ink_3"))
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(room, right, self.sign)
        return width + 6
