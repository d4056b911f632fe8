"""What a package would carry, and what stays in the house and why: told before it is built."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import tr
from desktop.ui.pack_words import counted
from desktop.ui.widgets import ElidedLabel, clear, column, label, link, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.usecases.packing import LeftOut, Outlook
    from forms.model import Catalogue

#: How many records that stay are named at first.
_LISTED = 5


class OutlookView(QWidget):
    """``open_wanted`` carries the record of a line; ``problems_wanted`` leads to all problems."""

    open_wanted = Signal(str)
    problems_wanted = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        whole = column(self, spacing=4)
        self._layout, self._staying = column(spacing=4), column(spacing=2)
        whole.addLayout(self._layout)
        whole.addLayout(self._staying)
        self.hide()

    def forget(self) -> None:
        """Show nothing: what was told no longer holds."""
        clear(self._layout)
        clear(self._staying)
        self.hide()

    def show_outlook(self, found: Outlook) -> None:
        """Tell what goes and what stays."""
        clear(self._layout)
        if found.records:
            text = tr(
                "将装入 {count} 条：{lists}", count=found.records,
                lists=counted(self._catalogue, found.counts),
            )  # fmt: skip
            self._layout.addWidget(label(text, tone="strong", wrap=True))
        else:
            words = label(self._why_not(found), wrap=True)
            words.setProperty("note", "warn")
            self._layout.addWidget(words)
        if found.acknowledged:
            text = tr("门户已接收、没有变化的 {count} 条不再放入。", count=found.acknowledged)
            self._layout.addWidget(label(text, tone="quiet", wrap=True))
        if found.blocking:
            text = tr("其中有 {count} 个阻断问题，门户会退回。", count=found.blocking)
            words = label(text, wrap=True)
            words.setProperty("note", "block")
            self._layout.addLayout(row(words, link(tr("查看问题"), self.problems_wanted.emit), 1))
        self.show_left_out(found.left_out)
        self.show()

    def _why_not(self, found: Outlook) -> str:
        """Why no package can be built; the reasons of single records stand below."""
        if found.left_out:
            return tr("{count} 条已定稿的记录都不能打包。", count=len(found.left_out))
        return tr(found.why_not)

    def show_left_out(self, items: Sequence[LeftOut], listed: int = _LISTED) -> None:
        """Name the records that stay, each with its reason; the name opens the record."""
        clear(self._staying)
        if not items:
            return
        text = tr("留下 {count} 条", count=len(items))
        self._staying.addWidget(label(text, tone="strong"))
        for item in items[:listed]:
            opened = link(
                item.title, partial(self.open_wanted.emit, item.uuid),
                name=tr("打开“{title}”", title=item.title),
            )  # fmt: skip
            said = {name: tr(word) for name, word in item.said.items()}
            reason = ElidedLabel(tr(item.words, **said))
            reason.setProperty("quiet", True)
            line = row(opened, reason, spacing=12)
            line.setStretch(1, 1)
            self._staying.addLayout(line)
        if len(items) > listed:
            rest = tuple(items)
            more = link(
                tr("全部 {count} 条", count=len(items)),
                lambda: self.show_left_out(rest, len(rest)),
            )
            self._staying.addLayout(row(more, 1))
