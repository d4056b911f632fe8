"""Printed pages one below the other, as paper on a desk: scrolling, zoom, place of reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from desktop.ui.i18n import tr
from desktop.ui.page_layout import MARGIN, SAME, Anchor, PageLayout, Pictures, Shown
from desktop.ui.theme import colour

if TYPE_CHECKING:
    from desktop.usecases.previewing import PagePictures

#: Steps of the zoom in percent of the paper's own size (96 pixels to the inch).
ZOOMS = (25, 33, 50, 67, 75, 100, 125, 150, 200)
_PER_POINT = 96 / 72
_A4_WIDTH = 595.28  # points
_LARGEST = 4.0  # device pixels to a point; sharper than an eye sees, and 32 MB a page
_LINE_START = 0.08  # share of a page's width before which hardly anything is printed
_TURN = 120  # what Qt calls one click of a mouse wheel
_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


class PageView(QAbstractScrollArea):
    """Shows pages; whoever feeds it asks :meth:`missing` for what to draw."""

    SPOKEN = QAccessible.Role.Graphic

    view_changed = Signal()  # other pages, or other sizes of them, may be in view now
    place_changed = Signal(int, int)  # page in view (from 1), number of pages
    zoom_changed = Signal(int)  # percent

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("打印预览"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fit = True
        self.words = ""
        self.pictures = Pictures()
        self._percent = 100
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._layout = PageLayout()
        self._told = (0, 0)
        self._wheel = 0
        self._held: QPoint | None = None
        self._moving = False
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(48)
            bar.valueChanged.connect(self._on_moved)

    # what is shown

    def set_pages(
        self, sizes: Sequence[tuple[float, float]], pictures: PagePictures, scale: float
    ) -> None:
        """Other pages; what is read stays where it is, old pictures stay until there are new."""
        self._sizes = tuple(sizes)
        self.pictures.age(len(sizes))
        self.pictures.add(pictures, scale)
        self._arrange(self._anchor(0))
        self.pictures.spare(self.in_view())

    def add_pictures(self, pictures: PagePictures, scale: float) -> None:
        """Pictures of the pages on show."""
        self.pictures.add(pictures, scale)
        self.pictures.spare(self.in_view())
        self.viewport().update()

    def clear(self, words: str = "") -> None:
        """No pages; say why."""
        self._sizes, self.words = (), words
        self.pictures.clear()
        self._arrange(None)

    @property
    def pixels_per_point(self) -> float:
        """What a picture must be drawn with to be shown pixel for pixel."""
        return min(_LARGEST, self._zoom() * self.devicePixelRatioF())

    def in_view(self) -> list[int]:
        """Pages (from 0) in view or about to be; the first one while there are none."""
        height = self.viewport().height()
        top = self.verticalScrollBar().value() - height / 4
        return self._layout.between(top, top + height * 1.5) if self._sizes else [0]

    def missing(self) -> list[int]:
        """Pages in view whose picture is lacking, old, or of another scale."""
        numbers = self.in_view() if self._sizes else ()
        return self.pictures.lacking(numbers, self.pixels_per_point)

    # place and size

    def place(self) -> float:
        """Where one reads: page (from 0) and, behind the point, how far down it."""
        found = self._anchor(0)
        return found.page + max(0.0, min(found.down, 0.999)) if found else 0.0

    def go_to(self, place: float) -> None:
        """Read on at a :meth:`place`; 0 is the very top."""
        if place == 0:
            self.verticalScrollBar().setValue(0)
        elif self._sizes:
            self._restore(Anchor(int(place), place - int(place), _LINE_START), 0)

    def _anchor(self, at: int) -> Anchor | None:
        """What stands so many pixels below the upper edge; nothing at the very top."""
        value = self.verticalScrollBar().value()
        if not self._sizes or (value == 0 and at == 0):
            return None
        return self._layout.anchor(QPointF(self.horizontalScrollBar().value(), value + at))

    def _restore(self, anchor: Anchor | None, at: int) -> None:
        if anchor is not None and self._sizes:
            spot = self._layout.spot(anchor)
            self.verticalScrollBar().setValue(round(spot.y()) - at)
            self.horizontalScrollBar().setValue(round(spot.x()))

    def _zoom(self) -> float:
        """Pixels to a point."""
        if not self.fit:
            return self._percent / 100 * _PER_POINT
        widest = max((width for width, _ in self._sizes), default=_A4_WIDTH)
        return max(self._room() - 2 * MARGIN, 60) / widest

    def _room(self) -> int:
        """The width for pages. The bar's is left free also while there is none, or fitting would
        chase its own tail.
        """
        return self.width() - self.verticalScrollBar().sizeHint().width()

    @property
    def percent(self) -> int:
        """The zoom; 100 is the paper's own size."""
        return round(self._zoom() / _PER_POINT * 100)

    def zoom_by(self, turn: int) -> None:
        """One step larger or smaller."""
        now = self.percent
        steps = [z for z in ZOOMS if (z > now if turn > 0 else z < now)]
        if steps:
            self._set_zoom(steps[0] if turn > 0 else steps[-1], fit=False)

    def zoom_to_fit(self) -> None:
        """As wide as there is room."""
        self._set_zoom(self._percent, fit=True)

    def _set_zoom(self, percent: int, *, fit: bool) -> None:
        middle = self.viewport().height() // 2
        anchor, across = self._anchor(middle), self.horizontalScrollBar()
        whole = across.maximum() == 0
        self._percent, self.fit = percent, fit
        self._arrange(anchor, middle)
        if whole and across.maximum() and self._sizes:
            # The lines no longer fit: begin where they begin.
            place = self._layout.places[0]
            across.setValue(round(place.left() + place.width() * _LINE_START))

    def _arrange(self, anchor: Anchor | None, at: int = 0) -> None:
        """Put the pages below each other and go back to what was read."""
        self._moving = True
        self._layout = PageLayout.of(self._sizes, self._zoom(), self._room())
        wide, high = self._layout.extent.toSize().toTuple()
        # A bar that comes takes room from the other one: once more with what is left.
        for _ in range(2):
            for bar, extent, room in (
                (self.horizontalScrollBar(), wide, self.viewport().width()),
                (self.verticalScrollBar(), high, self.viewport().height()),
            ):
                bar.setPageStep(room)
                bar.setRange(0, max(0, extent - room))
        self._restore(anchor, at)
        self._moving = False
        self.zoom_changed.emit(self.percent)
        self._on_moved()

    def _on_moved(self) -> None:
        if self._moving:
            return
        self.viewport().update()
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        told = (self._layout.page_at(middle), len(self._sizes))
        if told != self._told:
            self._told = told
            self.setAccessibleDescription(
                tr("第 {value} 页，共 {value2} 页", value=told[0], value2=told[1])
            )
            self.place_changed.emit(*told)
        self.view_changed.emit()

    # events

    def sizeHint(self) -> QSize:
        """As large as it is given room for."""
        return QSize(320, 480)

    def event(self, event: QEvent) -> bool:
        """On another screen pixels are of another size: ask for other pictures."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.view_changed.emit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        if not self._moving:
            self._arrange(self._anchor(0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        if abs(self._wheel) >= _TURN:
            self.zoom_by(1 if self._wheel > 0 else -1)
            self._wheel = 0
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages, ends, zoom."""
        bar, key = self.verticalScrollBar(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif control and key == Qt.Key.Key_0:
            self.zoom_to_fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the paper."""
        if event.button() == Qt.MouseButton.LeftButton and self._sizes:
            self._held = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull it."""
        if self._held is None:
            return
        here = event.position().toPoint()
        step, self._held = here - self._held, here
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - step.x())
        down.setValue(down.value() - step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.viewport().unsetCursor()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Desk and paper; what is not drawn yet is blank paper."""
        painter = QPainter(self.viewport())
        ground = self.viewport().rect()
        painter.fillRect(ground, colour("rail"))
        if not self._sizes:
            painter.setPen(colour("ink_2"))
            painter.drawText(ground.adjusted(24, 24, -24, -24), _CENTRED, self.words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = self.verticalScrollBar().value()
        shift = QPointF(self.horizontalScrollBar().value(), top)
        for number in self._layout.between(top, top + ground.height()):
            there = self._layout.places[number].translated(-shift)
            self._draw_page(painter, there, self.pictures.get(number))

    def _draw_page(self, painter: QPainter, there: QRectF, shown: Shown | None) -> None:
        paper = QRectF(self._snapped(there.topLeft()), there.size())
        painter.fillRect(paper.adjusted(-1, -1, 1, 1), colour("line_strong"))
        # Paper is white under every theme.
        painter.fillRect(paper, Qt.GlobalColor.white)
        if shown is None:
            return
        if abs(shown.scale - self.pixels_per_point) < SAME:
            # Pixel for pixel: a picture is up to a pixel larger than the page, not squeezed.
            paper.setSize(QSizeF(shown.image.size()) * (self._zoom() / shown.scale))
        painter.drawImage(paper, shown.image, QRectF(QRect(QPoint(), shown.image.size())))

    def _snapped(self, point: QPointF) -> QPointF:
        """The nearest corner of a device pixel: between two of them letters would blur."""
        ratio = self.devicePixelRatioF()
        origin = QPointF(self.viewport().mapTo(self.window(), QPoint(0, 0)))
        return QPointF(((point + origin) * ratio).toPoint()) / ratio - origin
