"""The home page of a library that holds nothing yet: it teaches how to begin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import button, column, label, row

#: Title, what it does, the button.
_WAYS = (
    (
        N_("已有表格"),
        N_(
            "导入现有的清单和指南：Excel、网页表格或平台导出的数据。导入前逐列说明识别了什么、"
            "要改动什么，原文件不动；也可以直接把文件拖进窗口。"
        ),
        N_("导入文件…"),
    ),
    (
        N_("从头编制"),
        N_(
            "新建一条办事指南，按栏目填写。栏目旁写着要求填写的依据，边填边检查，填的内容自动保存。"
        ),
        N_("新建办事指南"),
    ),
    (
        N_("先看一看"),
        N_("载入一个虚构的示例单位：各张清单都有内容，还留了几处常见错误，可以放心练习。"),
        N_("载入示例单位"),
    ),
)


class EmptyHome(QWidget):
    """What to do with a library that holds nothing yet: three ways to begin."""

    new_wanted = Signal()
    import_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        heading = label(tr("工作库还是空的"))
        heading.setObjectName("pageTitle")
        about = label(
            tr(
                "有了记录以后，这里会告诉您：每张清单有多少条、填了多少、哪些问题必须先改、"
                "哪些该复核了。先从下面任选一种方式开始。"
            ),
            wrap=True,
        )
        self.buttons: list[QPushButton] = []
        layout = column(self, spacing=8, margins=(0, 12, 0, 0))
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addSpacing(10)
        slots = (self.import_wanted.emit, self.new_wanted.emit, self.sample_wanted.emit)
        cards = [
            self._way(tr(title), tr(text), tr(deed), slot, primary=number == 0)
            for number, ((title, text, deed), slot) in enumerate(zip(_WAYS, slots, strict=True))
        ]
        line = row(*cards, spacing=14)
        for number in range(len(cards)):
            line.setStretch(number, 1)
        layout.addLayout(line)
        self.read_only = label(tr("工作库以只读方式打开，不能新建和导入。"), tone="quiet")
        self.read_only.hide()
        layout.addWidget(self.read_only)
        layout.addStretch(1)

    def _way(
        self, title: str, text: str, deed: str, slot: Callable[[], object], *, primary: bool
    ) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "true")
        heading = label(title)
        heading.setObjectName("sectionTitle")
        inner = column(frame, spacing=8, margins=(18, 16, 18, 18))
        inner.addWidget(heading)
        words = label(text, wrap=True)
        inner.addWidget(words)
        inner.addStretch(1)
        made = button(deed, slot, primary=primary)
        self.buttons.append(made)
        inner.addLayout(row(made, 1))
        return frame

    def set_read_only(self, read_only: bool) -> None:
        """Nothing can be begun in a library that cannot be written."""
        for item in self.buttons:
            item.setEnabled(not read_only)
        self.read_only.setVisible(read_only)
