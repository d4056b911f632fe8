"""The sentences under a field, each with its one-click mend behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.i18n import tr
from desktop.ui.problem_words import message_of, place_below
from desktop.ui.theme import colour
from desktop.ui.widgets import TONES, breakable, clear, column, label
from forms.problem import Fix, Problem

MOST = 4


def with_mend(text: str, fix: Fix | None, mend: Callable[[Fix], None]) -> QLabel:
    """Words that wrap, and behind them the mend as a link that the Tab key reaches."""
    made = label(breakable(text), wrap=True)
    made.setAccessibleName(text)
    if fix is None:
        return made
    style = f"color:{colour('brand').name()};text-decoration:none"
    made.setTextFormat(Qt.TextFormat.RichText)
    # Rich text would take a wide blank for an ordinary one and join what it separates.
    words = escape(breakable(text)).replace("　", "&nbsp;&nbsp;&nbsp;")
    link = f'<a href="mend" style="{style}">{escape(tr(fix.label))}</a>'
    made.setText(f"{words}&nbsp;&nbsp; {link}")
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.LinksAccessibleByMouse
        | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    )
    made.setAccessibleName(f"{text} {tr(fix.label)}")
    made.linkActivated.connect(lambda _: mend(fix))
    return made


class Messages(QWidget):
    """Shows problems in words; hidden while there are none."""

    fix_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, spacing=2)
        self._shown: tuple[Problem, ...] = ()
        self._prefix = ""
        self.lines: list[QLabel] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], prefix: str = "") -> None:
        """Say what is wrong; ``prefix`` is the label of the place that everybody sees anyway."""
        wanted = tuple(problems)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._prefix = prefix
        clear(self._layout)
        self.lines = [self._line(problem) for problem in wanted[:MOST]]
        for line in self.lines:
            self._layout.addWidget(line)
        if len(wanted) > MOST:
            self._layout.addWidget(
                label(tr("另有 {number} 处，见右侧。", number=len(wanted) - MOST), tone="faint")
            )
        self.setVisible(bool(wanted))

    def text(self) -> str:
        """Everything said, for screen readers."""
        return tr("；").join(self._words(problem) for problem in self._shown)

    def _line(self, problem: Problem) -> QLabel:
        words = with_mend(self._words(problem), problem.fix, self.fix_wanted.emit)
        words.setProperty("note", TONES[problem.severity])
        # No stop for whoever types on: F8 mends the field at hand, the panel holds the mend, too.
        words.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        source = tr("规则 {rule}　{source}", rule=problem.rule, source=problem.source).strip()
        words.setToolTip("\n".join(filter(None, (tr(problem.hint), source))))
        return words

    def _words(self, problem: Problem) -> str:
        words, place = message_of(problem), place_below(problem, self._prefix)
        words = tr("{name}：{words}", name=place, words=words) if place else words
        return (
            tr("已说明：{waiver}（{words}）", waiver=problem.waiver, words=words)
            if problem.waiver
            else words
        )
