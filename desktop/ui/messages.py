"""The sentences under a field, each with its one-click mend behind it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.i18n import tr
from desktop.ui.problem_words import fix_words, message_of, place_below
from desktop.ui.theme import colour
from desktop.ui.widgets import TONES, breakable, column, label, set_property
from forms.problem import Fix, Problem

MOST = 4


class MendLine(QLabel):
    """Words that wrap, and behind them the mend as a link that the Tab key reaches."""

    fix_wanted = Signal(object)

    def __init__(self, text: str = "", fix: Fix | None = None) -> None:
        super().__init__()
        self._fix: Fix | None = None
        self._plain = self.textInteractionFlags()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.linkActivated.connect(lambda _: self.fix_wanted.emit(self._fix))
        self.tell(text, fix)

    def tell(self, text: str, fix: Fix | None) -> None:
        """Say something, and offer the mend where there is one."""
        if fix is not None or self._fix is not None:
            rich = fix is not None
            self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
            self.setTextInteractionFlags(_LINKS if rich else self._plain)
        self._fix = fix
        if fix is None:
            self.setText(breakable(text))
            self.setAccessibleName(text)
        else:
            self.setText(_with_link(text, fix))
            self.setAccessibleName(f"{text} {fix_words(fix)}")


_LINKS = (
    Qt.TextInteractionFlag.LinksAccessibleByMouse
    | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
)  # fmt: skip


def _with_link(text: str, fix: Fix) -> str:
    # Rich text would take a wide blank for an ordinary one and join what it separates.
    words = escape(breakable(text)).replace("　", "&nbsp;&nbsp;&nbsp;")
    style = f"color:{colour('brand').name()};text-decoration:none"
    return f'{words}&nbsp;&nbsp; <a href="mend" style="{style}">{escape(fix_words(fix))}</a>'


class Messages(QWidget):
    """Shows problems in words; hidden while there are none.

    A line that is not needed any more waits for the next problem: while somebody types, they come
    and go with every key, and a new widget costs more than all the rest.
    """

    fix_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, spacing=2)
        self._shown: tuple[Problem, ...] = ()
        self._prefix = ""
        self._made: list[MendLine] = []
        self._more: QLabel | None = None
        self.lines: list[MendLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], prefix: str = "") -> None:
        """Say what is wrong; ``prefix`` is the label of the place that everybody sees anyway."""
        wanted = tuple(problems)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._prefix = prefix
        self.lines = [self._line(at, problem) for at, problem in enumerate(wanted[:MOST])]
        for spare in self._made[len(self.lines) :]:
            spare.hide()
        self._count_rest(len(wanted) - MOST)
        self.setVisible(bool(wanted))

    def _count_rest(self, number: int) -> None:
        """Say how many there is no room for."""
        if number > 0 and self._more is None:
            self._more = label(tone="faint")
            self._layout.addWidget(self._more)
        if self._more is not None:
            self._more.setText(tr("另有 {number} 处，见右侧。", number=number))
            self._more.setVisible(number > 0)

    def text(self) -> str:
        """Everything said, for screen readers."""
        return tr("；").join(self._words(problem) for problem in self._shown)

    def _line(self, at: int, problem: Problem) -> MendLine:
        """The line at a place, saying that problem."""
        if at == len(self._made):
            self._made.append(self._new_line(at))
        line = self._made[at]
        line.tell(self._words(problem), problem.fix)
        set_property(line, "note", TONES[problem.severity])
        # No stop for whoever types on: F8 mends the field at hand, the panel holds the mend, too.
        line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        source = tr("规则 {rule}　{source}", rule=problem.rule, source=problem.source).strip()
        line.setToolTip("\n".join(filter(None, (tr(problem.hint), source))))
        line.show()
        return line

    def _new_line(self, at: int) -> MendLine:
        line = MendLine()
        line.fix_wanted.connect(self.fix_wanted)
        self._layout.insertWidget(at, line)
        return line

    def _words(self, problem: Problem) -> str:
        words, place = message_of(problem), place_below(problem, self._prefix)
        words = tr("{name}：{words}", name=place, words=words) if place else words
        return (
            tr("已说明：{waiver}（{words}）", waiver=problem.waiver, words=words)
            if problem.waiver
            else words
        )
