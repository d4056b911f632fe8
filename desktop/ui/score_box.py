"""The quality score of the record at hand: a number in the foot, its explanation on demand."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.problem_words import figure
from desktop.ui.widgets import clear, column, label, link
from desktop.usecases.quality import DIMENSIONS, Loss, Score
from forms.rules import registry


class ScoreBox(QWidget):
    """Point by point why it is not a hundred; opened and closed by ``number``."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("helpBox")
        self.number = link("", self.toggle)
        self.number.hide()
        self._score: Score | None = None
        self._title = label(tone="strong", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        layout = column(self, spacing=4, margins=(14, 10, 14, 10))
        layout.addWidget(self._title)
        layout.addLayout(self._grid)
        self.hide()

    def show_score(self, score: Score | None) -> None:
        """Another score; None where the record gets none."""
        if score == self._score:
            return
        self._score = score
        self.number.setVisible(score is not None)
        if score is None:
            self.hide()
            return
        words = tr("质量评分 {score}", score=figure(score.total))
        self.number.setText(tr("评分 {score}", score=figure(score.total)))
        self.number.setToolTip(tr("分数怎么来的"))
        self.number.setAccessibleName(tr("{name}：{words}", name=words, words=tr("分数怎么来的")))
        if not self.isHidden():
            self._explain()

    def toggle(self) -> None:
        """Open the explanation, or close it."""
        if self.isHidden() and self._score is not None:
            self._explain()
            self.show()
        else:
            self.hide()

    def _explain(self) -> None:
        score = self._score
        if score is None:
            return
        self._title.setText(tr("质量评分 {score} 分怎么来的", score=figure(score.total)))
        clear(self._grid)
        at = 0
        for item in DIMENSIONS:
            losses = [loss for loss in score.losses if loss.dimension == item.key]
            points = f"{figure(score.points(item.key), item.most)} / {item.most:g}"
            self._grid.addWidget(label(tr(item.title)), at, 0)
            self._grid.addWidget(label(points), at, 1)
            at += 1
            for loss in losses:
                words = f"−{loss.points:.1f}　{why(loss)}"
                self._grid.addWidget(label(words, tone="quiet", wrap=True), at, 0, 1, 3)
                at += 1


def why(loss: Loss) -> str:
    """What points are lost for."""
    if loss.rule:
        return tr("规则 {rule}", rule=loss.rule) + "　" + tr(registry.texts()[loss.rule].title)
    if loss.element:
        return tr("缺要素：{element}", element=tr(loss.element))
    return tr("其他应填项没有填全")
