"""What the home page is put together from: figures, lines, panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop.ui.charts import Pressable
from desktop.ui.drawing import fitting
from desktop.ui.i18n import tr
from desktop.ui.theme import colour, font
from desktop.ui.widgets import clear, column, label, link, row

_FIGURE_HEIGHT = 104
_LINE = 35
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _VCENTER)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _VCENTER)


class FigureCard(Pressable):
    """A caption, a figure, a line below it; pressing it opens the list behind the figure."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.caption = caption
        self.figure, self.note, self.tone = "…", tr("正在统计"), "ink_3"
        self.setFixedHeight(_FIGURE_HEIGHT)
        self.setMinimumWidth(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def show_figure(self, figure: str, note: str, tone: str = "ink") -> None:
        """``tone`` is a colour of the theme; the note says the same in words."""
        self.figure, self.note, self.tone = figure, note, tone
        self._say()
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(tr("，").join((f"{self.caption} {self.figure}", self.note)))
        told = tr("{name}：{words}", name=self.caption, words=self.figure)
        self.setToolTip(f"{told}\n{self.note}")

    def sizeHint(self) -> QSize:
        """Cards share the width."""
        return QSize(200, _FIGURE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, caption, figure, note."""
        painter = self.pen()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(colour("panel"))
        edge = "brand" if self.hasFocus() else "line_strong" if self.underMouse() else "line"
        painter.setPen(QPen(colour(edge), 1.5 if self.hasFocus() else 1))
        painter.drawRoundedRect(frame, 8, 8)
        room = self.rect().adjusted(17, 0, -12, 0)
        for text, top, height, pixels, tone in (
            (self.caption, 15, 20, 13, "ink_2"), (self.figure, 36, 36, 28, self.tone),
            (self.note, 71, 20, 12, "ink_3"),
        ):  # fmt: skip
            painter.setFont(font(pixels=pixels, bold=pixels == 28))
            painter.setPen(colour(tone))
            place = QRect(room.left(), top, room.width(), height)
            painter.drawText(place, _LEFT, fitting(painter, text, room.width()))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a panel: words, a remark at the right in a tone of the theme."""

    text: str
    aside: str
    tone: str = "ink_3"
    more: str = ""  # a second remark, in a column of its own


class LineButton(Pressable):
    """A line that leads somewhere."""

    def __init__(self, line: Line, *, last: bool) -> None:
        super().__init__()
        self.line = line
        self._last = last
        self.setFixedHeight(_LINE)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = tr("，").join(filter(None, (line.text, line.aside, line.more)))
        self.setAccessibleName(said)
        self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """Lines are of one height."""
        return QSize(300, _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, remarks, a hairline to the next."""
        painter = self.pen()
        self.draw_ground(painter, self.rect().adjusted(0, 1, 0, -2))
        if not self._last:
            rule = QRect(6, self.height() - 1, self.width() - 12, 1)
            painter.fillRect(rule, colour("line"))
        room = self.rect().adjusted(6, 0, -6, 0)
        painter.setFont(font(pixels=12))
        for text, tone in ((self.line.aside, self.line.tone), (self.line.more, "ink_3")):
            if not text:
                continue
            words = fitting(painter, text, max(80, room.width() // 3))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(colour(tone))
            painter.drawText(room, _RIGHT, words)
            room.setRight(room.right() - width - 14)
        painter.setFont(font())
        painter.setPen(colour("ink"))
        painter.drawText(room, _LEFT, fitting(painter, self.line.text, room.width()))


class Panel(QFrame):
    """A white card with a heading and room for a remark at its right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("card", "true")
        heading = label(title)
        heading.setObjectName("sectionTitle")
        self.remark = label(tone="faint")
        self.head: QHBoxLayout = row(heading, 1, self.remark)
        self.body: QVBoxLayout = column(spacing=0)
        # Lines and bars have a margin of 6 of their own, for hover and focus.
        layout = column(self, spacing=10, margins=(11, 14, 11, 12))
        self.head.setContentsMargins(6, 0, 6, 0)
        layout.addLayout(self.head)
        layout.addLayout(self.body)
        layout.addStretch(1)
        self.setAccessibleName(title)


class LinePanel(Panel):
    """A panel of lines; ``chosen`` names one by its place, ``rest_wanted`` what has no line,
    ``again_wanted`` newer ones.
    """

    chosen = Signal(int)
    rest_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, title: str, nothing: str) -> None:
        super().__init__(title)
        self.lines: list[LineButton] = []
        self.nothing = label(nothing, tone="quiet", wrap=True)
        self.nothing.setContentsMargins(6, 4, 6, 8)
        self.rest = link("", self.rest_wanted.emit)
        self.rest.hide()
        self.again = link("", self.again_wanted.emit)
        self.again.hide()
        self.head.addWidget(self.again)
        self.head.addWidget(self.rest)
        self._rows: QVBoxLayout = column(spacing=0)
        self.body.addWidget(self.nothing)
        self.body.addLayout(self._rows)

    def set_rest(self, text: str) -> None:
        """What leads to the rest, in words; nothing when there is none."""
        self.rest.setText(text)
        self.rest.setAccessibleName(text)
        self.rest.setVisible(bool(text))

    def set_again(self, text: str) -> None:
        """What brings newer lines, in words; nothing when these are the newest."""
        self.again.setText(text)
        self.again.setAccessibleName(text)
        self.again.setVisible(bool(text))

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; the keyboard stays on the place where it was."""
        if lines and [item.line for item in self.lines] == list(lines):
            return
        focused = next((n for n, item in enumerate(self.lines) if item.hasFocus()), -1)
        clear(self._rows)
        self.lines = [LineButton(line, last=line is lines[-1]) for line in lines]
        for number, item in enumerate(self.lines):
            item.clicked.connect(lambda _=False, place=number: self.chosen.emit(place))
            self._rows.addWidget(item)
        self.nothing.setVisible(not lines)
        if 0 <= focused < len(self.lines):
            self.lines[focused].setFocus()
