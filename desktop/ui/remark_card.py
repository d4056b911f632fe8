"""One remark (批注): where, what, who and when; a click goes to the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame

from desktop.ui.i18n import tr
from desktop.ui.times import recently
from desktop.ui.widgets import chip, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.review_rounds import Remark


class RemarkCard(QFrame):
    """``settled`` carries the remark and whether it is to be settled (or opened again)."""

    chosen = Signal(object)
    settled = Signal(object, bool)

    def __init__(self, remark: Remark, *, writable: bool = True) -> None:
        super().__init__()
        self.remark = remark
        self.setProperty("problem", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        word = self._word()
        mark = chip(word, "block" if remark.returned and remark.open else "hint")
        text = label(remark.text, wrap=True, tone="" if remark.open else "quiet")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        top = row(mark, text, spacing=8)
        top.setStretch(1, 1)
        top.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        layout = column(self, spacing=2, margins=(14, 10, 12, 10))
        layout.addLayout(top)
        place = remark.label or tr("整条记录")
        said = "　".join((place, remark.by, recently(remark.at)))
        self.settle_link = link(
            tr("标为已处理") if remark.open else tr("重新打开"),
            lambda: self.settled.emit(remark, remark.open),
        )
        self.settle_link.setVisible(writable)
        foot = row(label(said, tone="quiet", wrap=True), self.settle_link)
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        self.setAccessibleName(f"{word}：{remark.text}，{said}")
        if remark.field:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _word(self) -> str:
        if not self.remark.open:
            return tr("已处理")
        return tr("退回意见") if self.remark.returned else tr("批注")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the field."""
        self.chosen.emit(self.remark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.remark)
        else:
            super().keyPressEvent(event)
