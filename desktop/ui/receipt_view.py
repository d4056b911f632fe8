"""What came of a receipt: accepted, sent back, in conflict; each reason opens at its field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import FlowLayout, chip, clear, column, label, link, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.usecases.receiving import Received, Returned

#: Verdict → its word, its tone.
VERDICTS = {
    "accepted": (N_("接收 {count}"), "ok"),
    "rejected": (N_("退回 {count}"), "block"),
    "conflict": (N_("冲突 {count}"), "warn"),
    "unknown": (N_("不在本库 {count}"), "hint"),
}
_LISTED = 8


class ReceiptView(QWidget):
    """``open_wanted`` carries record and field; ``conflicts_wanted``: the portal's versions are to be
    merged.
    """

    open_wanted = Signal(str, str)
    conflicts_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._returned: tuple[Returned, ...] = ()
        self._layout, self._reasons = column(spacing=6), column(spacing=4)
        whole = column(self, spacing=6)
        whole.addLayout(self._layout)
        whole.addLayout(self._reasons)
        self.hide()

    def say(self, text: str, tone: str = "block") -> None:
        """A sentence instead of a result."""
        self._clear()
        words = label(text, wrap=True)
        words.setProperty("note", tone)
        self._layout.addWidget(words)
        self.show()

    def add(self, received: Received, reasons: Sequence[Returned]) -> None:
        """Tell of one more receipt."""
        receipt, applied = received.receipt, received.applied
        if applied.again:
            text = tr("“{portal}”的这份回执已经读过，没有变化。", portal=receipt.portal)
            self._layout.addWidget(label(text, wrap=True))
            self.show()
            return
        head = tr("“{portal}”的回执，包号 {id}", portal=receipt.portal, id=receipt.package[:12])
        self._layout.addWidget(label(head, tone="strong", wrap=True))
        if received.signer:
            text = tr("签名正确，指纹 {id}", id=received.signer)
        else:
            text = tr("旧门户的清单没有签名，是谁发的请自行确认。")
        self._layout.addWidget(label(text, tone="quiet", wrap=True))
        self._count(received)
        if receipt.refused:
            why = receipt.refused.message or receipt.refused.code
            words = label(tr("门户没有接收整个包：{why}", why=why), wrap=True)
            words.setProperty("note", "block")
            self._layout.addWidget(words)
        if received.unmatched:
            text = tr(
                "有 {count} 行对不上报送过的记录：{lines}", count=len(received.unmatched),
                lines=tr("、").join(received.unmatched[:_LISTED]),
            )  # fmt: skip
            self._layout.addWidget(label(text, wrap=True))
        self._returned = (*self._returned, *reasons)
        self._list(self._returned, _LISTED)
        self.show()

    def _count(self, received: Received) -> None:
        holder = QWidget()
        chips = FlowLayout(holder, spacing=8)
        for name, (words, tone) in VERDICTS.items():
            number = len(getattr(received.applied, name))
            if number:
                made: QLabel = chip(tr(words, count=number), tone)
                chips.addWidget(made)
        if chips.count():
            self._layout.addWidget(holder)
        if received.applied.conflict:
            merge = link(tr("与门户的版本逐处合并…"), self.conflicts_wanted.emit)
            self._layout.addLayout(row(merge, 1))

    def _list(self, reasons: Sequence[Returned], listed: int) -> None:
        clear(self._reasons)
        for item in reasons[:listed]:
            name = item.title or tr("（未命名）")
            place = tr("{title}　{field}", title=name, field=item.label) if item.label else name
            opened = link(
                place, partial(self.open_wanted.emit, item.uuid, item.field),
                name=tr("打开“{title}”", title=place),
            )  # fmt: skip
            self._reasons.addLayout(row(opened, 1))
            self._reasons.addWidget(label(item.message, tone="quiet", wrap=True))
        if len(reasons) > listed:
            rest = tuple(reasons)
            more = link(
                tr("全部 {count} 条", count=len(reasons)), lambda: self._list(rest, len(rest))
            )
            self._reasons.addLayout(row(more, 1))

    def start(self) -> None:
        """Begin a new result."""
        self._clear()
        self.hide()

    def _clear(self) -> None:
        self._returned = ()
        clear(self._layout)
        clear(self._reasons)
