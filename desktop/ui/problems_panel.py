"""The panel at the right: what is wrong with the record, and what the field at hand is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.problem_card import ProblemCard
from desktop.ui.score_box import ScoreBox
from desktop.ui.widgets import clear, column, label, link, row, scroll_area, see_through
from desktop.usecases.quality import Score
from forms.model import Field
from forms.problem import Problem

_MOST = 120  # cards; a record with more has other worries
_ROOMY = 322  # px: completeness, score and the keys fit beside each other
_AT_ONCE = 16  # cards that fill the panel; the others follow without anybody waiting for them


class ProblemsPanel(QWidget):
    """Problems above, help for the field that has the focus below."""

    chosen = Signal(object)
    fix_wanted = Signal(object)
    all_wanted = Signal()
    reason_given = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[ProblemCard] = []
        self.read_only = False
        self._shown: tuple[object, ...] = ()
        self._rest: list[tuple[Problem, str]] = []
        self._spare: dict[tuple[str, ...], list[ProblemCard]] = {}
        self._later = QTimer(self, interval=0)
        self._later.timeout.connect(lambda: self._grow(8))
        self._list = column(spacing=0)
        self._tail = column(spacing=0)
        layout = column(self, spacing=0)
        layout.addWidget(self._make_area(), 1)
        layout.addWidget(self._make_help())
        self.score = ScoreBox()
        layout.addWidget(self.score)
        layout.addWidget(self._make_foot())

    def _make_area(self) -> QScrollArea:
        body = QWidget()
        inner = column(body, spacing=0)
        inner.addLayout(self._list)
        inner.addLayout(self._tail)
        inner.addStretch(1)
        area = scroll_area(body)
        see_through(area)
        return area

    def _make_help(self) -> QWidget:
        self._help_title = label(tone="strong", wrap=True)
        self._help_text = label(tone="quiet", wrap=True)
        self._help_more = label(tone="faint", wrap=True)
        self._help = QWidget()
        self._help.setObjectName("helpBox")
        layout = column(self._help, spacing=3, margins=(14, 10, 14, 10))
        for item in (self._help_title, self._help_text, self._help_more):
            layout.addWidget(item)
        self._help.hide()
        return self._help

    def _make_foot(self) -> QWidget:
        self._done = QLabel("")
        self._done.setProperty("quiet", True)
        self._keys = label(tr("Ctrl+↓ 下一个问题"), tone="quiet")
        foot = QWidget()
        foot.setObjectName("asideFoot")
        foot.setLayout(row(self._done, self.score.number, 1, self._keys, margins=(14, 11, 14, 11)))
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what can be read elsewhere (F1) goes first."""
        super().resizeEvent(event)
        self._keys.setVisible(event.size().width() >= _ROOMY)

    def set_problems(
        self, problems: Sequence[Problem], places: Mapping[str, str], missing: int, *, quiet: bool
    ) -> None:
        """List problems; ``places`` gives section and field of each path in words.

        ``missing`` required fields are only counted while ``quiet``.
        """
        wanted = (tuple(problems), missing, quiet)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._rest = [(p, places.get(p.field, p.label)) for p in problems[:_MOST]]
        self._keep()
        self._grow(_AT_ONCE)
        clear(self._tail)
        self._add_words(len(problems), missing, quiet)

    def ask_reason(self, problem: Problem) -> bool:
        """Ask for the reason that lets a problem pass; False when its card is not on show."""
        place = (problem.rule, problem.field)
        for card in self.cards:
            if (card.problem.rule, card.problem.field) == place:
                card.ask_reason()
                return True
        return False

    def _keep(self) -> None:
        """Drop the cards of problems that are gone; one that stays keeps its half-written reason."""
        wanted = {_key(problem, place) for problem, place in self._rest}
        self._spare = {}
        for card in self.cards:
            key = _key(card.problem, card.place)
            if key in wanted:
                self._spare.setdefault(key, []).append(card)
            else:
                self._list.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.cards = []

    def _grow(self, most: int) -> None:
        """Show the next problems, making at most so many cards; the timer makes the others."""
        made = 0
        while self._rest and made < most:
            problem, place = self._rest.pop(0)
            card = self._spared(problem, place)
            if card is None:
                card = self._card(problem, place)
                made += 1
            card.set_read_only(self.read_only)
            place_now = self._list.itemAt(len(self.cards))
            if place_now is None or place_now.widget() is not card:
                self._list.insertWidget(len(self.cards), card)
            self.cards.append(card)
        if self._rest:
            self._later.start()
        else:
            self._later.stop()

    def _spared(self, problem: Problem, place: str) -> ProblemCard | None:
        waiting = self._spare.get(_key(problem, place))
        return waiting.pop(0) if waiting else None

    def _card(self, problem: Problem, place: str) -> ProblemCard:
        card = ProblemCard(problem, place)
        card.chosen.connect(self.chosen)
        card.fix_wanted.connect(self.fix_wanted)
        card.reason_given.connect(self.reason_given)
        return card

    def _add_words(self, count: int, missing: int, quiet: bool) -> None:
        if quiet and missing:
            text = tr("还有 {missing} 个必填栏没有填。填写时会逐项核对。", missing=missing)
            self._tail.addWidget(self._words(text, link(tr("全部列出 F7"), self.all_wanted.emit)))
        elif not count:
            self._tail.addWidget(self._words(tr("没有发现问题。")))
        elif count > _MOST:
            self._tail.addWidget(
                self._words(tr("只列出前 {most} 个，共 {count} 个。", most=_MOST, count=count))
            )

    def _words(self, text: str, more: QWidget | None = None) -> QWidget:
        box = QWidget()
        layout = column(box, spacing=4, margins=(14, 12, 14, 12))
        layout.addWidget(label(text, tone="quiet", wrap=True))
        if more is not None:
            layout.addLayout(row(more, 1))
        return box

    def set_completeness(self, filled: int, required: int) -> None:
        """How much of what must be filled is filled."""
        percent = round(filled * 100 / required) if required else 100
        self._done.setText(tr("要素完整度 {percent} %", percent=percent))

    def set_score(self, score: Score | None) -> None:
        """How good the record is as it stands; None where none is given."""
        self.score.show_score(score)

    def show_help(self, field: Field | None) -> None:
        """Explain the field at hand; nothing for none."""
        self._help.setVisible(field is not None and bool(field.help or field.when_text))
        if field is None:
            return
        self._help_title.setText(tr(field.label))
        self._help_text.setText(tr(field.help))
        more = "　".join(filter(None, (tr(field.when_text), tr(field.law))))
        self._help_more.setText(more)
        self._help_more.setVisible(bool(more))


def _key(problem: Problem, place: str) -> tuple[str, ...]:
    """All that a card shows and does, to find it again among a hundred."""
    return (problem.rule, problem.field, problem.message, problem.waiver, repr(problem.fix), place)
