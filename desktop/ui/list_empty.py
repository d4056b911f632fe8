"""How many lines a list has, and what stands in place of them when it has none: what to do, what to
try, what went wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.widgets import button, column, label, row
from desktop.usecases.listing import Query

if TYPE_CHECKING:
    from desktop.usecases.listed import ListedForm
    from forms.model import Form


class ListEmpty(QWidget):
    """Buttons only where they help."""

    new_wanted = Signal()
    import_wanted = Signal()
    sample_wanted = Signal()
    widen_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label(wrap=True, tone="strong")
        self.help = label(wrap=True, tone="quiet")
        self.new_button = button(tr("新建一条"), self.new_wanted.emit, primary=True)
        self.import_button = button(tr("导入文件…"), self.import_wanted.emit)
        self.sample_button = button(tr("载入示例单位"), self.sample_wanted.emit)
        self.widen_button = button(tr("清除筛选"), self.widen_wanted.emit)
        self.retry_button = button(tr("再试一次"), self.retry_wanted.emit, primary=True)
        layout: QVBoxLayout = column(self, spacing=10, margins=(40, 20, 40, 80))
        layout.addStretch(1)
        for item in (self.text, self.help):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(item)
        layout.addSpacing(8)
        self._buttons = (
            self.new_button, self.import_button, self.sample_button, self.widen_button,
            self.retry_button,
        )  # fmt: skip
        layout.addLayout(row(1, *self._buttons, 1))
        layout.addStretch(2)

    def explain(self, query: Query, form: Form | ListedForm | None, *, editable: bool) -> None:
        """Why there is nothing: a search, a filter, or a list that was not begun."""
        searched, filtered = bool(query.text.strip()), query.filtered
        if searched:
            self.text.setText(tr("没有找到“{words}”。", words=query.text))
            hint = tr("换一个词，或只输入其中几个字；也可以输入拼音首字母。")
            self.help.setText(tr("当前还有筛选条件。") + hint if filtered else hint)
        elif filtered:
            self.text.setText(tr("没有符合筛选条件的记录。"))
            self.help.setText(tr("清除筛选，或者换一个条件。"))
        elif form is None:
            self.text.setText(tr("工作库中还没有记录。"))
            self.help.setText(tr("把已有的 Excel 拖到这里，或者在左侧选择一个清单新建。"))
        else:
            how = tr("新建一条，或把已有的 Excel 拖到这里。") if editable else ""
            self.text.setText(tr("还没有{title}。{how}", title=tr(form.title), how=how))
            self.help.setText(tr(form.help))
        offered = editable and not searched and not filtered
        self._offer(
            new=offered and form is not None, bring_in=offered, widen=filtered, retry=False
        )  # fmt: skip

    def say_failed(self) -> None:
        """The library did not answer."""
        self.text.setText(tr("清单没有读出来。"))
        self.help.setText(tr("请检查工作库所在的磁盘或 U 盘是否还在，再试一次。"))
        self._offer(new=False, bring_in=False, widen=False, retry=True)

    def _offer(self, *, new: bool, bring_in: bool, widen: bool, retry: bool) -> None:
        shown = (new, bring_in, bring_in, widen, retry)
        for item, wanted in zip(self._buttons, shown, strict=True):
            item.setVisible(wanted)


def found_words(query: Query, number: int) -> str:
    """How many records a list holds, in words; blank for none."""
    if not number:
        return ""
    count = f"{number:,}"
    return (
        tr("找到 {count} 条", count=count) if query.narrowed else tr("共 {count} 条", count=count)
    )
