"""The sections of a form: done, wrong, empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.nav import NavButton
from desktop.ui.widgets import clear, column, label, see_through
from desktop.usecases.compiling import SectionState
from forms.check import head
from forms.model import Form, Section
from forms.problem import Problem, Severity

WIDTH = 186
NARROW = 166


@dataclass(frozen=True)
class SectionMark:
    """What the list shows beside a section."""

    sign: str
    tone: str
    spoken: str


def mark_of(state: SectionState, blocking: int, others: int, *, quiet: bool) -> SectionMark:
    """The sign of a section: problems first, then what is missing, then ✓.

    While a new record is being filled for the first time (``quiet``) missing fields are counted,
    not scolded.
    """
    missing = state.required - state.filled
    untouched = missing > 0 and state.filled == 0
    if not quiet and blocking and not (untouched and blocking <= missing):
        return SectionMark(str(blocking), "block", tr("{blocking} 个阻断问题", blocking=blocking))
    if quiet and blocking > missing:
        return SectionMark(
            str(blocking - missing), "block", tr("{number} 个阻断问题", number=blocking - missing)
        )
    if missing:
        sign = tr("未填") if untouched else tr("缺 {missing}", missing=missing)
        return SectionMark(sign, "quiet", tr("还有 {missing} 个必填栏没有填", missing=missing))
    if others:
        return SectionMark(str(others), "warn", tr("{others} 个警告", others=others))
    if state.touched:
        return SectionMark("✓", "ok", tr("已填好"))
    return SectionMark("", "quiet", "")


def field_of(problem: Problem) -> str:
    """The field of the form that a problem lies in; empty when it is about the whole record."""
    return head(problem.field)


def marks_of(
    form: Form, states: Sequence[SectionState], problems: Sequence[Problem], *, quiet: bool
) -> dict[int, SectionMark]:
    """The sign of every section of a form; hints and what has a written reason do not count."""
    blocking: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for problem in problems:
        section = form.section_of.get(field_of(problem))
        if section is not None and not problem.waiver and problem.severity is not Severity.HINT:
            (blocking if problem.blocks else others)[section.id] += 1
    return {
        number: mark_of(state, blocking[state.id], others[state.id], quiet=quiet)
        for number, state in enumerate(states)
    }


class SectionList(QScrollArea):
    """``chosen`` carries the section's number."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        self._layout = column(body, spacing=0, margins=(8, 14, 8, 14))
        self.setWidget(body)
        see_through(self)
        self.setFixedWidth(WIDTH)
        self.buttons: list[NavButton] = []
        self._group = QButtonGroup(self)

    def set_sections(self, sections: Sequence[Section], header: frozenset[str]) -> None:
        """A row for each section; those every kind has stand apart at the end."""
        clear(self._layout)
        self.buttons = []
        apart = False
        for number, section in enumerate(sections):
            if section.id in header and not apart:
                apart = True
                heading = label(tr("每种清单都有的栏目"), tone="faint")
                heading.setContentsMargins(10, 14, 0, 4)
                self._layout.addWidget(heading)
            self._add(number, section)
        self._layout.addStretch(1)

    def _add(self, number: int, section: Section) -> None:
        button = NavButton(tr(section.title))
        button.clicked.connect(lambda: self.chosen.emit(number))
        button.step_wanted.connect(lambda turn: self._step(number, turn))
        self._group.addButton(button)
        self._layout.addWidget(button)
        self.buttons.append(button)

    def _step(self, number: int, turn: int) -> None:
        other = self.buttons[(number + turn) % len(self.buttons)]
        other.setFocus()
        other.click()

    def focus_current(self) -> None:
        """Put the focus on the section on show."""
        for button in self.buttons:
            if button.isChecked():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def select(self, number: int) -> None:
        """Show where the user is."""
        self.buttons[number].setChecked(True)
        self.ensureWidgetVisible(self.buttons[number])

    def set_marks(self, marks: Mapping[int, SectionMark]) -> None:
        """The signs at the right."""
        for number, mark in marks.items():
            self.buttons[number].set_sign(mark.sign, mark.tone, mark.spoken)

    def set_narrow(self, narrow: bool) -> None:
        """Give way on small screens."""
        self.setFixedWidth(NARROW if narrow else WIDTH)
