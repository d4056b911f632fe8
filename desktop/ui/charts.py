"""Small painted charts; each part can be reached by keyboard, is spoken, and leads somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui.drawing import fitting
from desktop.ui.i18n import tr
from desktop.ui.theme import colour, font
from desktop.ui.widgets import clear, row

_BAR_ROW, _BAR = 28, 12
_COLUMN_HEIGHT = 172
_WIDEST_COLUMN = 46
_NUMBER = 52  # width of the number at the end of a bar
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _VCENTER)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _VCENTER)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


_CHART = {"done": "chart_1", "review": "chart_2", "open": "chart_3", "cancelled": "chart_4"}


def chart_colour(tone: str) -> QColor:
    """The colour of a part: ``done``, ``review``, ``open`` or ``cancelled``, in any theme."""
    return colour(_CHART[tone])


class Pressable(QAbstractButton):
    """A painted thing to press: by mouse, space bar or Enter; shows hover and focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Draw anew where the keyboard comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def pen(self) -> QPainter:
        """A painter for smooth shapes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def draw_ground(self, painter: QPainter, room: QRect, radius: int = 5) -> None:
        """Hover and focus."""
        hovered, focused = self.underMouse() and self.isEnabled(), self.hasFocus()
        if hovered or focused:
            painter.setPen(QPen(colour("brand"), 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover") if hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)


class StackedBar(Pressable):
    """A name, a bar of parts, the sum. ``part_chosen`` names a part, or nothing for the whole.

    Left and right go from part to part; a click goes to the part under the mouse.
    """

    part_chosen = Signal(str)

    def __init__(self, name: str, parts: Sequence[tuple[str, str, int]], name_width: int) -> None:
        """``parts``: tone, word, number; parts of nothing are left out."""
        super().__init__()
        self.name = name
        self.parts = [part for part in parts if part[2]]
        self.total = sum(number for _, _, number in self.parts)
        self.part = ""
        self._name_width = name_width
        self.setFixedHeight(_BAR_ROW)
        self.setMinimumWidth(name_width + 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.clicked.connect(lambda _=False: self.part_chosen.emit(self.part))
        self._say()

    def _say(self) -> None:
        words = tr("，").join(f"{word} {number}" for _, word, number in self.parts)
        chosen = next((w for tone, w, _ in self.parts if tone == self.part), "")
        whole = tr("{name}，共 {total} 条：{words}", name=self.name, total=self.total, words=words)
        self.setAccessibleName(
            tr("{whole}。打开{chosen}", whole=whole, chosen=chosen) if chosen else whole
        )
        self.setToolTip(
            next(
                (tr("{w} {n} 条", w=w, n=n) for tone, w, n in self.parts if tone == self.part),
                whole,
            )
        )

    def _choose(self, part: str) -> None:
        if part != self.part:
            self.part = part
            self._say()
            self.update()

    def spans(self) -> Mapping[str, QRectF]:
        """Where each part stands; one too small to see or hit gets a few pixels."""
        left, right = self._name_width + 8, self.width() - _NUMBER
        room = max(10, right - left)
        widths = {tone: max(4.0, room * number / self.total) for tone, _, number in self.parts}
        scale = room / sum(widths.values()) if widths else 1
        found, x = {}, float(left)
        for tone, width in widths.items():
            found[tone] = QRectF(x, (self.height() - _BAR) / 2, width * scale, _BAR)
            x += width * scale
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The part under the mouse is the chosen one."""
        x = event.position().x()
        under = (tone for tone, span in self.spans().items() if span.left() <= x < span.right())
        self._choose(next(under, ""))
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch comes without a move before it."""
        self.mouseMoveEvent(event)
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to the whole."""
        self._choose("")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a part."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            stops = ["", *(tone for tone, _, _ in self.parts)]
            turn = 1 if event.key() == Qt.Key.Key_Right else -1
            self._choose(stops[(stops.index(self.part) + turn) % len(stops)])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Rows are of one height."""
        return QSize(self._name_width + 260, _BAR_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, parts, sum."""
        painter = self.pen()
        self.draw_ground(painter, self.rect().adjusted(0, 1, 0, -1))
        painter.setFont(font())
        painter.setPen(colour("ink"))
        place = QRect(6, 0, self._name_width - 6, self.height())
        words = fitting(painter, self.name, place.width())
        painter.drawText(place, _LEFT, words)
        self._draw_parts(painter)
        painter.setFont(font(pixels=13))
        painter.setPen(colour("ink_2"))
        number = next((n for tone, _, n in self.parts if tone == self.part), self.total)
        place = QRect(self.width() - _NUMBER, 0, _NUMBER - 6, self.height())
        painter.drawText(place, _RIGHT, f"{number:,}".replace(",", " "))

    def _draw_parts(self, painter: QPainter) -> None:
        spans = self.spans()
        if not spans:
            return
        whole = QRectF(next(iter(spans.values())).topLeft(), [*spans.values()][-1].bottomRight())
        outline = QPainterPath()
        outline.addRoundedRect(whole, 3, 3)
        painter.save()
        painter.setClipPath(outline)
        last = [*spans][-1]
        for tone, span in spans.items():
            painter.fillRect(span.adjusted(0, 0, 0 if tone == last else -1, 0), chart_colour(tone))
        painter.restore()
        if self.part in spans:
            painter.setPen(QPen(colour("ink"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(spans[self.part].adjusted(-1, -2, 0, 2), 3, 3)


class Legend(QWidget):
    """What the colours of the bars mean, in words."""

    SPOKEN = QAccessible.Role.StaticText

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[tuple[str, str]] = ()
        self.setFixedHeight(22)

    def set_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """``entries``: tone and word."""
        self._entries = entries
        self.setAccessibleName(tr("图例：") + tr("、").join(word for _, word in entries))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Squares and words."""
        painter = QPainter(self)
        painter.setFont(font(pixels=13))
        x, middle = 6, self.height() // 2
        for tone, word in self._entries:
            painter.fillRect(QRect(x, middle - 5, 11, 11), chart_colour(tone))
            painter.setPen(colour("ink_2"))
            width = painter.fontMetrics().horizontalAdvance(word)
            painter.drawText(QRect(x + 17, 0, width + 2, self.height()), _LEFT, word)
            x += 17 + width + 18


class Column(Pressable):
    """A share (0 … 1) as a column before the whole; None: there is nothing to compare."""

    def __init__(self, name: str, share: float | None, spoken: str) -> None:
        super().__init__()
        self.name = name
        self.share = share
        self.setFixedHeight(_COLUMN_HEIGHT)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)

    @property
    def figure(self) -> str:
        """What stands above the column."""
        return "—" if self.share is None else f"{self.share:.0%}"

    def sizeHint(self) -> QSize:
        """Columns share the width."""
        return QSize(72, _COLUMN_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Number, column, line, name."""
        painter = self.pen()
        self.draw_ground(painter, self.rect().adjusted(2, 0, -2, 0))
        width = min(_WIDEST_COLUMN, self.width() - 12)
        base, top = self.height() - 26, 26
        whole = QRectF((self.width() - width) / 2, top, width, base - top)
        above = base - 22.0
        painter.setPen(Qt.PenStyle.NoPen)
        if self.share is not None:
            painter.setBrush(colour("brand_soft"))
            painter.drawRect(whole)
            part = QRectF(whole)
            part.setTop(base - whole.height() * min(1.0, self.share))
            painter.setBrush(chart_colour("review"))
            painter.drawRect(part)
            above = part.top() - 22
        painter.fillRect(QRectF(0, base, self.width(), 1), colour("line_strong"))
        painter.setFont(font(pixels=13, bold=self.share is not None))
        painter.setPen(colour("ink" if self.share is not None else "ink_3"))
        painter.drawText(QRectF(0, above, self.width(), 20), _CENTER, self.figure)
        painter.setFont(font(pixels=12))
        painter.setPen(colour("ink_2"))
        words = fitting(painter, self.name, self.width() - 4)
        painter.drawText(QRect(0, base + 3, self.width(), 20), _CENTER, words)


class ColumnChart(QWidget):
    """Columns side by side; ``chosen`` names one by its place."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self._line = row(spacing=0)
        self.setLayout(self._line)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns."""
        focused = next((n for n, item in enumerate(self.columns) if item.hasFocus()), -1)
        clear(self._line)
        self.columns = list(columns)
        for number, item in enumerate(self.columns):
            item.clicked.connect(lambda _=False, place=number: self.chosen.emit(place))
            self._line.addWidget(item)
        if 0 <= focused < len(self.columns):
            self.columns[focused].setFocus()
