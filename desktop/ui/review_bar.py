"""What a reviewer decides: remarks to send back with, the conclusion, the buttons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.ui.editors.base import GrowingBox
from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import refilled
from desktop.ui.shortcuts import BY_ID, told
from desktop.ui.widgets import ElidedLabel, button, clear, column, label, link, row
from desktop.usecases.review_guards import NOBODY, NOT_THERE

if TYPE_CHECKING:
    from desktop.usecases.review_sheet import Sheet
    from forms.model import Choice

_PASS = {
    "review": N_("通过"),
    "disclosure": N_("记下结论"),
    "final": N_("定稿"),
    "returned": N_("打开修改"),
}
_NEED_BASIS = ("partial", "not_public")


class ReviewBar(QWidget):
    """Says what the record needs next; the page does it."""

    passed = Signal()
    sent_back = Signal()

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self.setObjectName("reviewBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.said: list[tuple[str, str, str]] = []  # field, its label, text
        self._field, self._label = "", ""
        self.stage = ""
        self.hindrance = label(wrap=True)
        self.hindrance.setProperty("note", "warn")
        self._lines = column(spacing=4)
        self.target = ElidedLabel("")
        self.target.setProperty("quiet", True)
        self.whole_link = link(tr("改为针对整条记录"), lambda: self.point_at("", ""))
        self.box = GrowingBox(single=True, lines=1)
        self.box.setAccessibleName(tr("意见"))
        self.box.setPlaceholderText(tr("退回时请写明原因；通过时可以不写"))
        self.add_link = link(tr("再加一条"), self.add)
        self.result = ComboBox()
        self.result.setAccessibleName(tr("公开审查结论"))
        for choice in choices:
            self.result.addItem(tr(choice.label), choice.key)
        self.basis = QLineEdit()
        self.basis.setAccessibleName(tr("依据的条款"))
        self.basis.setPlaceholderText(tr("依据的条款，如《政府信息公开条例》第十五条"))
        self.basis.setMaxLength(500)
        self.result.currentIndexChanged.connect(lambda _: self._ask_basis())
        self.back_button = button(
            tr("退回||按钮"), self.sent_back.emit, tip=told(BY_ID["review.back"])
        )
        self.pass_button = button(
            "", self.passed.emit, primary=True, tip=told(BY_ID["review.pass"])
        )
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Maximum)  # what is hidden leaves no hole
        self._build()

    def _build(self) -> None:
        self._conclusion = QWidget()
        line = row(label(tr("公开审查结论"), tone="quiet"), self.result, self.basis, spacing=10)
        line.setStretch(2, 1)
        self.result.setMinimumWidth(190)
        self._conclusion.setLayout(line)
        self._writing = QWidget()
        inside = column(self._writing, spacing=4)
        head = row(self.target, self.whole_link)
        head.setStretch(0, 1)
        inside.addLayout(self._lines)
        inside.addLayout(head)
        write = row(self.box, self.add_link)
        write.setStretch(0, 1)
        inside.addLayout(write)
        layout = column(self, spacing=10, margins=(20, 12, 20, 14))
        layout.addWidget(self.hindrance)
        layout.addWidget(self._writing)
        layout.addWidget(self._conclusion)
        layout.addLayout(row(1, self.back_button, self.pass_button, spacing=10))

    def begin(self, sheet: Sheet, *, busy: bool) -> None:
        """Another record, or the same one at another stage."""
        self.said = []
        self.box.clear()
        self.point_at("", "")
        self._show_said()
        self.basis.setText(str(sheet.record.get("secrecy_basis") or ""))
        self.result.setCurrentIndex(0)
        self.show_stage(sheet.round.stage.value, sheet.hindrance, busy=busy)

    def show_stage(self, stage: str, hindrance: str, *, busy: bool, many: int = 1) -> None:
        """What can be done at a stage of CL30, and why not, if not."""
        self.stage = stage
        judging = stage in ("review", "disclosure", "final")
        able = judging and not hindrance
        self.hindrance.setText(refilled(hindrance, NOBODY, NOT_THERE))
        self.hindrance.setVisible(bool(hindrance))
        self._writing.setVisible(able and many == 1)
        self.back_button.setVisible(able and many == 1)
        self._conclusion.setVisible(able and stage == "disclosure" and many == 1)
        self._ask_basis()
        words = tr(_PASS.get(stage, ""))
        self.pass_button.setText(
            tr("全部{words}（{many} 条）", words=words, many=many) if many > 1 else words
        )
        self.pass_button.setVisible(bool(words) and (able or stage == "returned"))
        self.set_busy(busy)
        # Hiding the part that has the focus leaves its room empty until the layout is asked again.
        self.updateGeometry()

    def set_busy(self, busy: bool) -> None:
        """Nothing twice."""
        self.pass_button.setEnabled(not busy)
        self.back_button.setEnabled(not busy)

    def _ask_basis(self) -> None:
        self.basis.setVisible(self.result.currentData() in _NEED_BASIS)

    # what is said

    @property
    def note(self) -> str:
        """All that was written, as one note: who passes a record may say something, too."""
        texts = [
            tr("{words}：{text}", words=words, text=text) if words else text
            for _, words, text in self.said
        ]
        return tr("；").join(filter(None, (*texts, self.box.toPlainText().strip())))

    def point_at(self, field: str, words: str) -> None:
        """What the next remark is about; without a field, the whole record."""
        self._field, self._label = field, words
        place = tr("针对“{words}”的意见", words=words) if field else tr("针对整条记录的意见")
        self.target.setText(place)
        self.whole_link.setVisible(bool(field))

    def write_about(self, field: str, words: str) -> None:
        """Keep what was being written and begin with another field."""
        self.add()
        self.point_at(field, words)
        self.box.setFocus()

    def add(self) -> None:
        """Put what was written into the list of what is sent back."""
        text = self.box.toPlainText().strip()
        if text:
            self.said.append((self._field, self._label, text))
            self.box.clear()
            self.point_at("", "")
            self._show_said()
        self.box.setFocus()

    def _show_said(self) -> None:
        clear(self._lines)
        for number, (_, words, text) in enumerate(self.said):
            place = tr("“{words}”：", words=words) if words else ""
            shown = ElidedLabel(f"{place}{text}")
            drop = link(
                tr("删除"), partial(self._drop, number), name=tr("删除意见：{text}", text=text)
            )
            line = QWidget()
            layout = row(shown, drop)
            layout.setStretch(0, 1)
            line.setLayout(layout)
            self._lines.addWidget(line)

    def _drop(self, number: int) -> None:
        del self.said[number]
        self._show_said()
        self.box.setFocus()
