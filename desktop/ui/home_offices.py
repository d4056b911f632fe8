"""The quality of each office: a bar a piece, and point by point why it is not a hundred."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.charts import Pressable
from desktop.ui.drawing import fitting
from desktop.ui.home_parts import Panel
from desktop.ui.i18n import tr
from desktop.ui.problem_words import figure
from desktop.ui.theme import colour, font
from desktop.ui.widgets import clear, column, label, link
from desktop.usecases.quality import DIMENSIONS, GroupScore, Reason
from desktop.usecases.workbench import Target
from forms.rules import registry

_FEW = 6  # bars, before somebody asks for all
_ROW, _BAR = 28, 12
_NUMBER = 52
_WIDEST_NAME = 150
_REASONS = 3
_CELL, _REASON_LINE = 36, 21
_POOR, _FAIR = 60, 80  # points: below them the bar warns
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _VCENTER)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _VCENTER)


def score_tone(points: float, most: float = 100) -> str:
    """The colour of a score; the number always stands beside it."""
    share = 100 * points / most
    return "block" if share < _POOR else "warn_mark" if share < _FAIR else "chart_1"


def name_of(group: GroupScore) -> str:
    """The office or agency; records that name none have a name for that."""
    return group.office or group.organization or tr("未分处室")


def reason_words(reason: Reason) -> str:
    """Why points were lost, and in how many records."""
    loss = reason.loss
    if loss.rule:
        why = tr(registry.texts()[loss.rule].title)
    elif loss.element:
        why = tr("缺要素：{element}", element=tr(loss.element))
    else:
        why = tr("其他应填项没有填全")
    return tr("{why}，{records} 条", why=why, records=reason.records)


class ScoreBar(Pressable):
    """A name, a bar up to a hundred, the score."""

    def __init__(self, group: GroupScore, name_width: int) -> None:
        super().__init__()
        self.scored = group
        self.name = name_of(group)
        self._name_width = name_width
        self.setFixedHeight(_ROW)
        self.setMinimumWidth(name_width + 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        whole = tr(
            "{name}，质量评分 {score}，{records} 条记录",
            name=self.name,
            score=figure(group.total),
            records=group.records,
        )
        self.setAccessibleName(whole)
        points = [
            f"{tr(item.title)} {figure(group.points[item.key], item.most)}/{item.most:g}"
            for item in DIMENSIONS
        ]
        reasons = [reason_words(reason) for reason in group.reasons[:_REASONS]]
        self.setAccessibleDescription(tr("；").join([*points, *reasons]))
        self.setToolTip("\n".join([whole, *points]))

    def sizeHint(self) -> QSize:
        """Rows are of one height."""
        return QSize(self._name_width + 260, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar before its whole, score."""
        painter = self.pen()
        self.draw_ground(painter, self.rect().adjusted(0, 1, 0, -1))
        painter.setFont(font())
        painter.setPen(colour("ink"))
        place = QRect(6, 0, self._name_width - 6, self.height())
        words = fitting(painter, self.name, place.width())
        painter.drawText(place, _LEFT, words)
        left = self._name_width + 8
        room = QRectF(left, (self.height() - _BAR) / 2, self.width() - _NUMBER - left, _BAR)
        draw_share(painter, room, self.scored.total / 100, score_tone(self.scored.total))
        painter.setFont(font(pixels=13))
        painter.setPen(colour("ink_2"))
        place = QRect(self.width() - _NUMBER, 0, _NUMBER - 6, self.height())
        painter.drawText(place, _RIGHT, figure(self.scored.total))


def draw_share(painter: QPainter, room: QRectF, share: float, tone: str) -> None:
    """A part (0 … 1) before its whole."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("chart_3"))
    painter.drawRoundedRect(room, 3, 3)
    part = QRectF(room)
    part.setWidth(room.width() * max(0.0, min(1.0, share)))
    painter.setBrush(colour(tone))
    painter.drawRoundedRect(part, 3, 3)


class Explanation(QWidget):
    """The six dimensions of one office, and what costs most."""

    SPOKEN = QAccessible.Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.group: GroupScore | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(2 * _CELL + _REASONS * _REASON_LINE + 30)

    def explain(self, group: GroupScore) -> None:
        """Show another office."""
        if group != self.group:
            self.group = group
            self.setAccessibleName(self.words())
            self.update()

    def words(self) -> str:
        """What is painted, for screen readers."""
        if self.group is None:
            return ""
        return tr("，").join(
            [self._heading(self.group), *map(reason_words, self.group.reasons[:3])]
        )

    def _heading(self, group: GroupScore) -> str:
        return tr("{name}：{score} 分怎么来的", name=name_of(group), score=figure(group.total))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading, dimensions three in a row, reasons."""
        if self.group is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(6, 0, self.width() - 12, 1), colour("line"))
        painter.setFont(font(pixels=13, bold=True))
        painter.setPen(colour("ink"))
        painter.drawText(QRect(6, 5, self.width() - 12, 22), _LEFT, self._heading(self.group))
        self._draw_dimensions(painter, self.group)
        top = 28 + 2 * _CELL
        painter.setFont(font(pixels=12))
        reasons = self.group.reasons[:_REASONS]
        for number, reason in enumerate(reasons):
            self._draw_reason(painter, top + number * _REASON_LINE, reason)
        if not reasons:
            painter.setPen(colour("ink_2"))
            place = QRect(6, top, self.width() - 12, _REASON_LINE)
            painter.drawText(place, _LEFT, tr("没有扣分。"))

    def _draw_dimensions(self, painter: QPainter, group: GroupScore) -> None:
        width = (self.width() - 12 - 2 * 18) / 3
        for number, item in enumerate(DIMENSIONS):
            left, top = 6 + (number % 3) * (width + 18), 28 + (number // 3) * _CELL
            points = group.points[item.key]
            place = QRectF(left, top, width, 20)
            painter.setFont(font(pixels=12))
            painter.setPen(colour("ink_2"))
            painter.drawText(place, _LEFT, tr(item.title))
            painter.setPen(colour("ink"))
            painter.drawText(place, _RIGHT, f"{figure(points, item.most)} / {item.most:g}")
            bar = QRectF(left, top + 22, width, 4)
            draw_share(painter, bar, points / item.most, score_tone(points, item.most))

    def _draw_reason(self, painter: QPainter, top: int, reason: Reason) -> None:
        place = QRect(6, top, self.width() - 12, _REASON_LINE)
        painter.setPen(colour("ink_3"))
        lost = f"−{reason.points:.1f}" if reason.points >= 0.05 else f"−{reason.points:.2f}"
        painter.drawText(QRect(6, top, 40, _REASON_LINE), _LEFT, lost)
        place.setLeft(48)
        painter.setPen(colour("ink_2"))
        words = fitting(painter, reason_words(reason), place.width())
        painter.drawText(place, _LEFT, words)


class OfficesPanel(Panel):
    """The lowest score first; a bar leads to the records of its office."""

    target_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("各处室质量评分"))
        self._groups: Sequence[GroupScore] = ()
        self._all = False
        self.bars: list[ScoreBar] = []
        self._rows: QVBoxLayout = column(spacing=0)
        self.explanation = Explanation()
        self.nothing = label(
            tr("检查完成以后，这里按处室比较清单和指南的质量。"), tone="quiet", wrap=True
        )
        self.nothing.setContentsMargins(6, 4, 6, 8)
        self.more = link("", self._show_all)
        self.more.hide()
        self.head.addWidget(self.more)
        self.body.addLayout(self._rows)
        self.body.addSpacing(8)
        self.body.addWidget(self.explanation)
        self.body.addWidget(self.nothing)
        self.explanation.hide()

    def set_groups(self, groups: Sequence[GroupScore]) -> None:
        """Show other scores; the keyboard stays on the office where it was."""
        self._groups = sorted(groups, key=lambda item: item.total)
        focused = next((item.name for item in self.bars if item.hasFocus()), "")
        shown = self._groups if self._all else self._groups[:_FEW]
        metrics = QFontMetrics(font())
        widest = max((metrics.horizontalAdvance(name_of(item)) for item in shown), default=0)
        clear(self._rows)
        self.bars = [ScoreBar(item, min(widest, _WIDEST_NAME) + 14) for item in shown]
        for bar in self.bars:
            bar.clicked.connect(lambda _=False, bar=bar: self._open(bar))
            bar.installEventFilter(self)
            self._rows.addWidget(bar)
            if bar.name == focused:
                bar.setFocus()
        self.nothing.setVisible(not shown)
        self.explanation.setVisible(bool(shown))
        if shown:
            self.explanation.explain(shown[0])
        rest = len(self._groups) > _FEW
        self.more.setVisible(rest)
        self.more.setText(
            tr("只看最低的 {count} 个", count=_FEW)
            if self._all
            else tr("全部 {count} 个", count=len(self._groups))
        )
        self.more.setAccessibleName(self.more.text())

    def _show_all(self) -> None:
        self._all = not self._all
        self.set_groups(self._groups)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Explain the office under the mouse or the keyboard."""
        if isinstance(watched, ScoreBar) and event.type() in (
            QEvent.Type.Enter, QEvent.Type.FocusIn,
        ):  # fmt: skip
            self.explanation.explain(watched.scored)
        return False

    def _open(self, bar: ScoreBar) -> None:
        """The records of the office, of all lists."""
        group = bar.scored
        offices = () if group.organization else (group.office,)
        self.target_chosen.emit(Target(bar.name, offices=offices, organization=group.organization))
