"""The flow chart (办理流程图), drawn from the steps while they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.flow_boxes import (
    FRAME_HEAD,
    Box,
    draw_arrow,
    draw_box,
    draw_frame,
    levels,
    make_box,
    spoken,
    told,
)
from desktop.ui.i18n import tr
from desktop.ui.record_model import RecordModel
from desktop.ui.widgets import column, label, link, row, scroll_area, see_through
from desktop.usecases import previewing
from desktop.usecases.previewing import ChartStep

_MARGIN, _ARROW, _WIDEST, _BETWEEN = 16, 22, 340, 8  # px
_SLIM = 132  # px; narrower boxes cannot be read


class FlowChart(QWidget):
    """Paints the steps; ``chosen`` carries the field path of the step that was clicked."""

    SPOKEN = QAccessible.Role.Chart

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.steps: tuple[ChartStep, ...] = ()
        self.boxes: list[Box] = []
        self.frames: list[QRectF] = []
        self._arrows: list[tuple[float, float]] = []
        self._at = 0
        self._hovered = -1
        self.set_steps(())

    def set_steps(self, steps: Sequence[ChartStep]) -> None:
        """Draw other steps."""
        self.steps = tuple(steps)
        self._at = min(self._at, max(0, len(steps) - 1))
        self._hovered = -1
        self.setAccessibleName(spoken(self.steps))
        self._arrange()

    # arranging

    def _arrange(self) -> None:
        self.boxes, self.frames, self._arrows = [], [], []
        width = min(max(self.width() - 2 * _MARGIN, _SLIM), _WIDEST)
        left, y = max(float(_MARGIN), (self.width() - width) / 2), float(_MARGIN)
        for level in levels(self.steps):
            if self.boxes:
                self._arrows.append((y, y + _ARROW))
                y += _ARROW
            if len(level) == 1:
                y = self._add(level, left, y, width, 1)
            else:
                y = self._add_frame(level, left, y, width)
        self.setMinimumHeight(round(y + _MARGIN))
        self.update()

    def _add_frame(self, level: list[ChartStep], left: float, top: float, width: float) -> float:
        """Parallel steps side by side in a frame that says so; one arrow in, one out."""
        inner = width - 2 * _BETWEEN
        columns = max(1, min(len(level), int((inner + _BETWEEN) // (_SLIM + _BETWEEN))))
        y = self._add(level, left + _BETWEEN, top + FRAME_HEAD, inner, columns) + _BETWEEN
        self.frames.append(QRectF(left, top, width, y - top))
        return y

    def _add(
        self, level: list[ChartStep], left: float, top: float, width: float, columns: int
    ) -> float:
        """Boxes in rows of so many, each row as high as its highest; returns where they end."""
        y = top
        for first in range(0, len(level), columns):
            here = level[first : first + columns]
            wide = (width - _BETWEEN * (len(here) - 1)) / len(here)
            made: list[Box] = []
            for place, step in enumerate(here):
                x = left + place * (wide + _BETWEEN)
                made.append(make_box(step, len(self.boxes) + len(made) + 1, x, y, wide))
            height = max(box.place.height() for box in made)
            for box in made:
                box.place.setHeight(height)
            self.boxes += made
            y += height + _BETWEEN
        return y - _BETWEEN

    # events

    def sizeHint(self) -> QSize:
        """As high as the chart."""
        return QSize(_WIDEST, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        self._hover(self._box_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone."""
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number == self._hovered:
            return
        self._hovered = number
        shape = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def _box_at(self, point: QPointF) -> int:
        places = (number for number, box in enumerate(self.boxes) if box.place.contains(point))
        return next(places, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step in the form."""
        number = self._box_at(event.position())
        if number >= 0:
            self._at = number
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk along the steps, Enter goes to one in the form."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.boxes:
            self._at = (self._at + (1 if key == Qt.Key.Key_Down else -1)) % len(self.boxes)
            self._tell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.boxes:
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._tell()

    def _tell(self) -> None:
        if self.boxes:
            box = self.boxes[self._at]
            self.setAccessibleDescription(told(box.step, box.number))
            area = self._area()
            if area is not None:
                middle = box.place.center()
                area.ensureVisible(round(middle.x()), round(middle.y()), 0,
                                   round(box.place.height() / 2) + _MARGIN)  # fmt: skip
        self.update()

    def _area(self) -> QScrollArea | None:
        port = self.parentWidget()
        area = port.parentWidget() if port is not None else None
        return area if isinstance(area, QScrollArea) else None

    def _choose(self) -> None:
        self.update()
        self.chosen.emit(f"{previewing.STEPS}[{self.boxes[self._at].step.row}].name")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frames, arrows, boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for frame in self.frames:
            draw_frame(painter, frame)
        for top, bottom in self._arrows:
            draw_arrow(painter, self.width() / 2, top, bottom)
        for number, box in enumerate(self.boxes):
            marked = number == self._hovered or (self.hasFocus() and number == self._at)
            end = number in (0, len(self.boxes) - 1) and not box.step.parallel
            draw_box(painter, box, marked=marked, end=end)


class FlowView(QWidget):
    """The chart of the record under the pen; drawn anew at each change of its steps."""

    chosen = Signal(str)

    def __init__(self, model: RecordModel) -> None:
        super().__init__()
        self.setObjectName("aside")
        self._model = model
        self._stale = True
        self.chart = FlowChart()
        self.chart.chosen.connect(self.chosen)
        self.area = scroll_area(self.chart)
        see_through(self.area)
        layout = column(self, spacing=0)
        layout.addWidget(self._make_hint())
        layout.addWidget(self.area, 1)
        model.loaded.connect(self._put_off)
        model.changed.connect(self._on_changed)

    def _make_hint(self) -> QWidget:
        self.hint = QWidget()
        inner = column(self.hint, spacing=4, margins=(14, 12, 14, 12))
        words = tr("还没有办理环节。逐行填写环节、机构和时限，流程图随之画出。")
        inner.addWidget(label(words, tone="quiet", wrap=True))
        self.fill_in = link(tr("去填写办理流程环节"), lambda: self.chosen.emit(previewing.STEPS))
        inner.addLayout(row(self.fill_in, 1))
        return self.hint

    def _on_changed(self, field: str) -> None:
        if field == previewing.STEPS:
            self._put_off()

    def _put_off(self) -> None:
        """Draw now if somebody looks, else when somebody does."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Draw the steps as they are typed."""
        if not self._model.is_open:
            return
        self._stale = False
        steps = previewing.chart_steps(self._model.form, self._model.record)
        self.hint.setVisible(not steps)
        self.area.setVisible(bool(steps))
        if steps != self.chart.steps:
            self.chart.set_steps(steps)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was typed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.refresh()
