"""The remarks (批注) on the record under the pen: read, written, settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.editors.base import GrowingBox
from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import tr
from desktop.ui.remark_card import RemarkCard
from desktop.ui.widgets import button, clear, column, label, row, scroll_area, see_through
from forms.model import Field

if TYPE_CHECKING:
    from desktop.usecases.review_rounds import Remark


class RemarksPanel(QWidget):
    """``written`` carries the text and the field it is about (empty: the record)."""

    chosen = Signal(object)
    written = Signal(str, str)
    settled = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[RemarkCard] = []
        self._writable = True
        self.empty = label(
            tr("没有批注。写在这里的意见，下一位打开这条记录时会看到。"), tone="quiet", wrap=True
        )
        self.empty.setContentsMargins(14, 14, 14, 14)
        self._list = column(spacing=0)
        self.box = GrowingBox(single=True, lines=2)
        self.box.setAccessibleName(tr("批注内容"))
        self.box.setPlaceholderText(tr("写批注"))
        self.target = ComboBox()
        self.target.setAccessibleName(tr("批注的位置"))
        self.target.addItem(tr("整条记录"), "")
        self.add_button = button(tr("添加"), self._write)
        layout = column(self, spacing=0)
        layout.addWidget(self._make_area(), 1)
        layout.addWidget(self._make_foot())

    def _make_area(self) -> QScrollArea:
        body = QWidget()
        inner = column(body, spacing=0)
        inner.addWidget(self.empty)
        inner.addLayout(self._list)
        inner.addStretch(1)
        area = scroll_area(body)
        see_through(area)
        return area

    def _make_foot(self) -> QWidget:
        self.foot = QWidget()
        self.foot.setObjectName("helpBox")
        self.foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = column(self.foot, spacing=8, margins=(14, 12, 14, 12))
        layout.addWidget(self.box)
        line = row(self.target, self.add_button)
        line.setStretch(0, 1)
        layout.addLayout(line)
        return self.foot

    def show_remarks(self, remarks: Sequence[Remark], *, writable: bool) -> None:
        """The open ones first; without ``writable`` they can only be read."""
        clear(self._list)
        self.cards = []
        for remark in sorted(remarks, key=lambda item: not item.open):
            card = RemarkCard(remark, writable=writable)
            card.chosen.connect(self.chosen)
            card.settled.connect(self.settled)
            self._list.addWidget(card)
            self.cards.append(card)
        self.empty.setVisible(not remarks)
        self.foot.setVisible(writable)

    def point_at(self, field: Field | None) -> None:
        """What the field at hand is: a remark may be about it."""
        while self.target.count() > 1:
            self.target.removeItem(1)
        if field is not None:
            self.target.addItem(tr("字段：{label}", label=tr(field.label)), field.id)

    def forget_text(self) -> None:
        """The remark was kept, or another record is open: the box is empty again."""
        self.box.clear()
        self.target.setCurrentIndex(0)

    def _write(self) -> None:
        text = self.box.toPlainText().strip()
        if text:
            self.written.emit(text, str(self.target.currentData() or ""))
        else:
            self.box.setFocus()
