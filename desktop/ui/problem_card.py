"""One problem in the panel at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.editors.base import GrowingBox
from desktop.ui.messages import with_mend
from desktop.ui.widgets import TONES, chip, column, label, link, row
from forms.problem import Problem, Severity


class ProblemCard(QFrame):
    """One problem: severity, message, place, rule, mend. A click goes there."""

    chosen = Signal(object)
    fix_wanted = Signal(object)
    reason_given = Signal(object, str)

    def __init__(self, problem: Problem, place: str) -> None:
        super().__init__()
        self.problem = problem
        self.setProperty("problem", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        word = "已说明" if problem.waiver else problem.severity.word
        message = label(problem.message, wrap=True)
        mark = chip(word, TONES[problem.severity])
        top: QHBoxLayout = row(mark, message, spacing=8)
        top.setStretch(1, 1)
        top.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        layout = column(self, spacing=2, margins=(14, 10, 12, 10))
        layout.addLayout(top)
        layout.addWidget(self._below(problem, place))
        if problem.waiver:
            layout.addWidget(label(f"理由：{problem.waiver}", tone="quiet", wrap=True))
        self._explain = link("修改理由" if problem.waiver else "填写理由", self._toggle)
        self._explain.setParent(self)
        self._form, self.box = self._make_form()
        if problem.severity is Severity.JUSTIFY:
            layout.addLayout(row(self._explain, 1))
            layout.addWidget(self._form)
        self.setAccessibleName(f"{word}：{problem.message}，{place}")
        self.setToolTip("\n".join(filter(None, (problem.hint, problem.source))))

    def _make_form(self) -> tuple[QWidget, GrowingBox]:
        box = GrowingBox(single=True, lines=2)
        box.setPlainText(self.problem.waiver)
        box.setPlaceholderText("写明依据和原因，随记录保存和导出；清空即收回理由。")
        box.setAccessibleName("理由")
        form = QWidget(self)
        layout = column(form, spacing=4)
        layout.addWidget(box)
        layout.addLayout(row(1, link("取消", self._toggle), link("确定", self._give)))
        form.hide()
        return form, box

    def _toggle(self) -> None:
        self._form.setVisible(self._form.isHidden())
        self.box.setFocus()

    def _give(self) -> None:
        self._form.hide()
        self.reason_given.emit(self.problem, self.box.toPlainText().strip())

    def set_read_only(self, read_only: bool) -> None:
        """No reasons for a record that cannot change."""
        self._explain.setVisible(self.problem.severity is Severity.JUSTIFY and not read_only)

    def _below(self, problem: Problem, place: str) -> QLabel:
        text = "　".join(filter(None, (place, f"规则 {problem.rule}")))
        words = with_mend(text, problem.fix, self.fix_wanted.emit)
        words.setProperty("quiet", True)
        return words

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the field."""
        self.chosen.emit(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field; in the box it gives the reason."""
        if self.box.hasFocus():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._give()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.problem)
        else:
            super().keyPressEvent(event)
