"""质量评分: each list and each office with its points, why they are lost, and the lowest records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.home_offices import ScoreBar, name_of, reason_words
from desktop.ui.i18n import tr
from desktop.ui.problem_words import figure, title_words
from desktop.ui.task import card
from desktop.ui.theme import font
from desktop.ui.widgets import clear, column, label, link, row, scroll_area
from desktop.usecases.quality import DIMENSIONS, GroupScore, Reason
from desktop.usecases.scoring import Scored, Scoring

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_WIDEST_NAME = 170
_LOWEST = 10
_REASONS = 12


class QualityTab(QWidget):
    """Bars at the left, the points of the chosen one at the right.

    ``rule_wanted`` names a rule whose problems somebody wants to see.
    """

    open_wanted = Signal(str, str)
    rule_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._scored: tuple[Scored, ...] = ()
        self._titles: dict[str, str] = {}
        self.bars: list[ScoreBar] = []
        self.chosen: GroupScore | None = None
        self.words = label(
            tr(
                "按国家标准 GB/T 36344 的六个维度给每条记录评 0 到 100 分，清单和处室取平均。"
                "不计已取消的记录和上级统一发布的清单。"
            ),
            tone="quiet",
            wrap=True,
        )
        self._left, self._right = column(spacing=2), column(spacing=12)
        layout = column(self, spacing=0)
        layout.addLayout(row(self.words, margins=(20, 12, 20, 8)))
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for content, least, name in (
            (self._left, 320, tr("清单和处室的质量评分")), (self._right, 340, tr("分数怎么来的")),
        ):  # fmt: skip
            area = _area(content, name)
            area.setMinimumWidth(least)
            self.splitter.addWidget(area)
        self.splitter.setSizes([480, 560])
        layout.addWidget(self.splitter, 1)
        self._left.addWidget(label(tr("检查完成以后显示评分。"), tone="quiet"))

    def show_scoring(self, found: Scoring, titles: dict[str, str]) -> None:
        """Show the scores of a check; ``titles`` names the lowest records."""
        self._scored, self._titles = found.scored, titles
        clear(self._left)
        self.bars = []
        several = any(group.organization for group in found.offices)
        office_title = tr("各单位") if several else tr("各处室")
        lowest_first = sorted(found.offices, key=lambda group: group.total)
        for title, groups in ((tr("各清单"), found.lists), (office_title, lowest_first)):
            if groups:
                self._left.addWidget(label(title, tone="strong"))
                self._add_bars(groups)
                self._left.addSpacing(14)
        if self.bars:
            self._choose(self.bars[0])
        else:
            clear(self._right)
            self._left.addWidget(label(tr("还没有可以评分的记录。"), tone="quiet"))

    def lowest_of(self, group: GroupScore) -> list[Scored]:
        """The records of a group with the fewest points."""
        kind = {form.list_title: form.kind for form in self._workspace.catalogue.ordered()}
        if (
            group.office in kind
            and not group.organization
            and group.kinds.keys() == {kind[group.office]}
        ):
            mine = [item for item in self._scored if item.kind == kind[group.office]]
        elif group.organization:
            mine = [item for item in self._scored if item.organization == group.organization]
        else:
            mine = [item for item in self._scored if item.office == group.office]
        return mine[:_LOWEST]

    def _add_bars(self, groups: Sequence[GroupScore]) -> None:
        metrics = QFontMetrics(font())
        widest = max(metrics.horizontalAdvance(name_of(group)) for group in groups)
        for group in groups:
            bar = ScoreBar(group, min(widest, _WIDEST_NAME) + 14)
            bar.clicked.connect(lambda _=False, bar=bar: self._choose(bar))
            self.bars.append(bar)
            self._left.addWidget(bar)
            bar.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The keyboard explains what it comes to."""
        if isinstance(watched, ScoreBar) and event.type() == QEvent.Type.FocusIn:
            self._choose(watched)
        return False

    def _choose(self, bar: ScoreBar) -> None:
        if bar.scored == self.chosen:
            return
        self.chosen = group = bar.scored
        clear(self._right)
        self._right.addWidget(self._points(group))
        self._right.addWidget(self._reasons(group.reasons[:_REASONS]))
        lowest = self.lowest_of(group)
        if lowest:
            self._right.addWidget(self._records(lowest))

    def _points(self, group: GroupScore) -> QWidget:
        frame, layout = card(spacing=6)
        words = tr("{name}：{score} 分怎么来的", name=name_of(group), score=figure(group.total))
        layout.addWidget(label(words, tone="strong", wrap=True))
        count = tr("{count} 条记录的平均", count=group.records)
        layout.addWidget(label(count, tone="quiet"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(2, 1)
        for at, item in enumerate(DIMENSIONS):
            points = f"{figure(group.points[item.key], item.most)} / {item.most:g}"
            grid.addWidget(label(tr(item.title)), at, 0)
            grid.addWidget(label(points), at, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label(tr(item.about), tone="quiet", wrap=True), at, 2)
        layout.addLayout(grid)
        return frame

    def _reasons(self, reasons: Sequence[Reason]) -> QWidget:
        frame, layout = card(spacing=4)
        layout.addWidget(label(tr("扣分最多的地方"), tone="strong"))
        if not reasons:
            layout.addWidget(label(tr("没有扣分。"), tone="quiet"))
        for reason in reasons:
            layout.addLayout(self._reason(reason))
        return frame

    def _reason(self, reason: Reason) -> QHBoxLayout:
        lost = f"−{reason.points:.1f}" if reason.points >= 0.05 else f"−{reason.points:.2f}"
        number = label(lost, tone="quiet")
        number.setFixedWidth(44)
        words = reason_words(reason)
        line = row(number, label(words, wrap=True), spacing=8)
        line.setStretch(1, 1)
        if rule := reason.loss.rule:
            name = tr("列出问题：{words}", words=words)
            line.addWidget(link(tr("列出问题"), lambda: self.rule_wanted.emit(rule), name=name))
        return line

    def _records(self, lowest: Sequence[Scored]) -> QWidget:
        frame, layout = card(spacing=4)
        layout.addWidget(label(tr("分数最低的记录"), tone="strong"))
        for item in lowest:
            title = title_words(self._titles.get(item.uuid, ""))
            number = label(figure(item.total), tone="quiet")
            number.setFixedWidth(44)
            name = tr("打开“{title}”", title=title)
            uuid = item.uuid
            opened = link(tr("打开"), partial(self.open_wanted.emit, uuid, ""), name=name)
            line = row(number, label(title, wrap=True), opened, spacing=8)
            line.setStretch(1, 1)
            layout.addLayout(line)
        return frame


def _area(content: QVBoxLayout, name: str) -> QScrollArea:
    body = QWidget()
    body.setObjectName("pageBody")
    outer = column(body, margins=(20, 10, 20, 24))
    outer.addLayout(content)
    outer.addStretch(1)
    return scroll_area(body, name)
