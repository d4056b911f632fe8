"""The bar below a list: how many records are selected, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.i18n import tr
from desktop.ui.widgets import label, link, row


class ListActions(QWidget):
    """Each deed is a signal; the page does it."""

    change_wanted = Signal()
    export_wanted = Signal()
    check_wanted = Signal()
    submit_wanted = Signal()
    copy_wanted = Signal()
    duplicate_wanted = Signal()
    bin_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("listActions")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.chosen = label()
        self.change = link(tr("批量修改…"), self.change_wanted.emit)
        self.export = link(tr("导出…"), self.export_wanted.emit, name=tr("导出选中的记录"))
        self.check = link(tr("检查"), self.check_wanted.emit, name=tr("检查选中的记录"))
        self.submit = link(tr("提交审核"), self.submit_wanted.emit)
        self.copy = link(tr("复制到 Excel"), self.copy_wanted.emit)
        self.copy.setToolTip("Ctrl+C")
        self.duplicate = link(tr("复制为新的一条"), self.duplicate_wanted.emit)
        self.bin = link(tr("移到回收站"), self.bin_wanted.emit)
        self.bin.setToolTip("Delete")
        deeds: list[QPushButton] = [
            self.change, self.check, self.submit, self.export, self.copy, self.duplicate, self.bin,
        ]  # fmt: skip
        self.setLayout(row(self.chosen, *deeds, 1, spacing=16, margins=(20, 8, 20, 8)))

    def show_chosen(self, count: int, *, editable: bool) -> None:
        """How many are selected, and whether they may be changed."""
        self.chosen.setText(tr("已选 {count} 条", count=f"{count:,}"))
        for item in (self.change, self.check, self.submit, self.export, self.copy, self.bin):
            item.setEnabled(count > 0)
        self.duplicate.setEnabled(count == 1)
        for item in (self.change, self.submit, self.duplicate, self.bin):
            item.setVisible(editable)
