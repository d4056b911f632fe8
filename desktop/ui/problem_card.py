"""One problem in the panel at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.editors.base import GrowingBox
from desktop.ui.i18n import tr
from desktop.ui.messages import MendLine
from desktop.ui.problem_words import message_of
from desktop.ui.widgets import TONES, breakable, chip, column, label, link, row
from forms.problem import Problem, Severity


class ProblemCard(QFrame):
    """One problem: severity, message, place, rule, mend. A click goes there."""

    chosen = Signal(object)
    fix_wanted = Signal(object)
    reason_given = Signal(object, str)

    def __init__(self, problem: Problem, place: str) -> None:
        super().__init__()
        self.problem = problem
        self.place = place
        self._form: QWidget | None = None
        self._box: GrowingBox | None = None
        self.setProperty("problem", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        word = tr("已说明") if problem.waiver else tr(problem.severity.word)
        said = message_of(problem)
        message = label(breakable(said), wrap=True)
        mark = chip(word, TONES[problem.severity])
        top: QHBoxLayout = row(mark, message, spacing=8)
        top.setStretch(1, 1)
        top.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        layout = self._layout = column(self, spacing=2, margins=(14, 10, 12, 10))
        layout.addLayout(top)
        layout.addWidget(self._below(problem, place))
        if problem.waiver:
            layout.addWidget(
                label(tr("理由：{waiver}", waiver=problem.waiver), tone="quiet", wrap=True)
            )
        self._explain: QWidget | None = None
        if problem.severity is Severity.JUSTIFY:
            words = tr("修改理由") if problem.waiver else tr("填写理由")
            self._explain = link(words, self._toggle)
            self._explain.setParent(self)
            self._explain.hide()
            layout.addLayout(row(self._explain, 1))
        told = tr("{name}：{words}", name=word, words=said)
        self.setAccessibleName(tr("，").join((told, place)))
        self.setToolTip("\n".join(filter(None, (tr(problem.hint), problem.source))))

    @property
    def box(self) -> GrowingBox:
        """Where the reason is written; made when it is first wanted, as few cards ever have one."""
        if self._box is None:
            self._box = GrowingBox(single=True, lines=2)
            self._box.setPlainText(self.problem.waiver)
            self._box.setPlaceholderText(tr("写明依据和原因，随记录保存和导出；清空即收回理由。"))
            self._box.setAccessibleName(tr("理由"))
            self._form = QWidget(self)
            layout = column(self._form, spacing=4)
            layout.addWidget(self._box)
            layout.addLayout(row(1, link(tr("取消"), self._toggle), link(tr("确定"), self._give)))
            self._form.hide()
            self._layout.addWidget(self._form)
        return self._box

    def ask_reason(self) -> None:
        """Open the box for the reason and put the cursor there."""
        box = self.box
        if self._form is not None:
            self._form.show()
        box.setFocus()

    def _toggle(self) -> None:
        box = self.box
        if self._form is not None:
            self._form.setVisible(self._form.isHidden())
        box.setFocus()

    def _give(self) -> None:
        text = self.box.toPlainText().strip()
        if self._form is not None:
            self._form.hide()
        self.reason_given.emit(self.problem, text)

    def set_read_only(self, read_only: bool) -> None:
        """No reasons for a record that cannot change."""
        if self._explain is not None:
            self._explain.setVisible(not read_only)

    def _below(self, problem: Problem, place: str) -> QLabel:
        text = "　".join(filter(None, (place, tr("规则 {rule}", rule=problem.rule))))
        words = MendLine(text, problem.fix)
        words.fix_wanted.connect(self.fix_wanted)
        words.setProperty("quiet", True)
        return words

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the field."""
        self.chosen.emit(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field; in the box it gives the reason."""
        if self._box is not None and self._box.hasFocus():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._give()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.problem)
        else:
            super().keyPressEvent(event)
