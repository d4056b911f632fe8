"""The boxes and arrows of the flow chart: what stands in them, how they are painted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import value_words
from desktop.ui.theme import colour, font
from desktop.usecases.previewing import ChartStep

FRAME_HEAD = 24  # px above parallel steps, for the words
TOGETHER = N_("同时进行")
_PADDING, _BADGE = 10, 20  # px
_BY_WORDS = int(Qt.TextFlag.TextWordWrap)
_ANYWHERE = int(Qt.TextFlag.TextWrapAnywhere)
_LONG = re.compile(r"[!-~]{16,}")  # an address, a number: wider than a box, and not to be broken
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_ENDLESS = 1e6  # px


@dataclass(frozen=True)
class Line:
    """A text in a box: where, which colour, which letters."""

    text: str
    place: QRectF
    ink: str
    letters: QFont


@dataclass(frozen=True)
class Box:
    """A step where it is drawn; ``number`` counts from 1."""

    step: ChartStep
    number: int
    place: QRectF
    lines: tuple[Line, ...]


def spoken(steps: Sequence[ChartStep]) -> str:
    """The chart in words, for those who do not see it."""
    if not steps:
        return tr("办理流程图：还没有环节。")
    words = tr("；").join(told(step, number) for number, step in enumerate(steps, 1))
    return tr("办理流程图，共 {count} 个环节：{words}。", count=len(steps), words=words)


def told(step: ChartStep, number: int) -> str:
    """A step in words; ``number`` counts from 1."""
    parts = [
        step.name or tr("未命名"),
        step.office,
        step.post,
        value_words(step.limit),
        step.result,
        step.special,
    ]
    together = tr("（{words}）", words=tr(TOGETHER)) if step.parallel else ""
    return tr("第 {number} 步{together}，", number=number, together=together) + tr("，").join(
        filter(None, parts)
    )


def levels(steps: Sequence[ChartStep]) -> list[list[ChartStep]]:
    """Parallel neighbours in one level, every other step alone."""
    found: list[list[ChartStep]] = []
    for parallel, group in groupby(steps, key=lambda step: step.parallel):
        members = list(group)
        found += [members] if parallel else [[step] for step in members]
    return found


def make_box(step: ChartStep, number: int, x: float, y: float, width: float) -> Box:
    """A step's texts below each other; the limit stands at the right of a short name."""
    left, room = x + _PADDING + _BADGE + 8, width - 2 * _PADDING - _BADGE - 8
    small = font(pixels=12)
    limit, limit_ink = (
        (value_words(step.limit), "brand") if step.limit else (tr("时限未填"), "ink_3")
    )
    limit_width = QFontMetricsF(small).horizontalAdvance(limit) + 2
    name_font = font(bold=True)
    name_room = room - limit_width - 8
    beside = QFontMetricsF(name_font).horizontalAdvance(step.name or tr("未命名")) <= name_room
    lines: list[Line] = []
    top = y + _PADDING
    name = _line(step.name or tr("未命名"), "ink" if step.name else "ink_3", name_font, left, top,
                 name_room if beside else room)  # fmt: skip
    lines.append(name)
    if beside:
        place = QRectF(x + width - _PADDING - limit_width, top, limit_width, name.place.height())
        lines.append(Line(limit, place, limit_ink, small))
    top = name.place.bottom() + 2
    office = " · ".join(filter(None, (step.office or tr("办理机构未填"), step.post)))
    rest = [] if beside else [(limit, limit_ink)]
    rest.append((office, "ink_2" if step.office else "ink_3"))
    rest += [(tr("文书：{result}", result=step.result), "ink_2")] if step.result else []
    rest += [(tr("特别程序：{special}", special=step.special), "warn")] if step.special else []
    for text, ink in rest:
        made = _line(text, ink, small, left, top, room)
        lines.append(made)
        top = made.place.bottom() + 1
    return Box(step, number, QRectF(x, y, width, top - y + _PADDING - 1), tuple(lines))


def _line(text: str, ink: str, letters: QFont, left: float, top: float, room: float) -> Line:
    paper = QRectF(0, 0, room, _ENDLESS)
    height = QFontMetricsF(letters).boundingRect(paper, _wrap(text), text).height()
    return Line(text, QRectF(left, top, room, height), ink, letters)


def _wrap(text: str) -> int:
    """How a text is broken: no mark alone on a line, unless something long has to be cut."""
    return _ANYWHERE if _LONG.search(text) else _BY_WORDS


def draw_box(painter: QPainter, box: Box, *, marked: bool, end: bool) -> None:
    """A step; ``marked`` is the one at hand, the ``end`` ones are round."""
    place = box.place.adjusted(0.5, 0.5, -0.5, -0.5)
    radius = min(14.0, place.height() / 2) if end else 5.0
    painter.setPen(QPen(colour("brand" if marked else "line_strong"), 1.5 if marked else 1))
    painter.setBrush(colour("brand_soft" if marked else "panel"))
    painter.drawRoundedRect(place, radius, radius)
    badge = QRectF(place.left() + _PADDING, place.top() + _PADDING - 1, _BADGE, _BADGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("brand" if end else "brand_soft"))
    painter.drawEllipse(badge)
    painter.setPen(colour("on_brand" if end else "brand"))
    painter.setFont(font(pixels=12, bold=True))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(box.number))
    for line in box.lines:
        painter.setPen(colour(line.ink))
        painter.setFont(line.letters)
        painter.drawText(line.place, _wrap(line.text) | _MIDDLE, line.text)


def draw_frame(painter: QPainter, frame: QRectF) -> None:
    """What is around parallel steps."""
    painter.setPen(QPen(colour("ink_3"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
    painter.setPen(colour("ink_2"))
    painter.setFont(font(pixels=12))
    head = QRectF(frame.left() + _PADDING, frame.top(), frame.width(), FRAME_HEAD)
    painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, tr(TOGETHER))


def draw_arrow(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """From one level down to the next."""
    painter.setPen(QPen(colour("ink_3"), 1.5))
    painter.drawLine(QPointF(x, top + 2), QPointF(x, bottom - 7))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("ink_3"))
    tip = bottom - 2
    painter.drawPolygon(
        QPolygonF([QPointF(x, tip), QPointF(x - 4.5, tip - 7), QPointF(x + 4.5, tip - 7)])
    )
