"""What lies on a stick: receipts to read, packages of our own and of colleagues, damaged files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.pack_words import counted
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, button, chip, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.stick import Broken, FoundPackage, FoundReceipt, StickContents
    from forms.model import Catalogue

_LISTED = 12


class StickView(QWidget):
    """``take_wanted`` carries what was found, ``check_wanted`` a package, ``merge_wanted`` one of a
    colleague, ``key_wanted`` a receipt whose portal is not known yet.
    """

    take_wanted = Signal(object)
    check_wanted = Signal(object)
    merge_wanted = Signal(object)
    key_wanted = Signal(object)

    def __init__(self, catalogue: Catalogue, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only
        self._catalogue = catalogue
        self._layout = column(self, spacing=6)
        self.take_button = button("", lambda: None)
        self.hide()

    def show_contents(self, folder: Path, found: StickContents) -> None:
        """List them; nothing has been applied."""
        clear(self._layout)
        self._layout.addWidget(label(tr("“{place}”里有", place=folder), tone="strong", wrap=True))
        for receipt in found.receipts[:_LISTED]:
            self._layout.addLayout(self._receipt(receipt))
        for package in found.packages[:_LISTED]:
            self._layout.addLayout(self._package(package))
        for item in found.broken[:_LISTED]:
            self._add_broken(item)
        groups = (found.receipts, found.packages, found.broken)
        more = sum(max(0, len(group) - _LISTED) for group in groups)
        if more:
            text = tr("另有 {count} 个文件没有列出", count=more)
            self._layout.addWidget(label(text, tone="faint"))
        if not any(groups):
            text = tr("没有回执，也没有同步包。")
            self._layout.addWidget(label(text, wrap=True))
        if found.ignored:
            text = tr("与交换无关的 {count} 个文件没有动。", count=found.ignored)
            self._layout.addWidget(label(text, tone="faint", wrap=True))
        if found.waiting:
            words = tr("读入这 {count} 份回执", count=len(found.waiting))
            self.take_button = button(words, lambda: self.take_wanted.emit(found), primary=True)
            self._layout.addLayout(row(self.take_button, 1))
        self.show()

    def forget(self) -> None:
        """What was shown has been done."""
        clear(self._layout)
        self.hide()

    def _line(self, word: str, tone: str, text: str) -> QHBoxLayout:
        words = ElidedLabel(text)
        line = row(chip(word, tone), words, spacing=10)
        line.setStretch(1, 1)
        return line

    def _receipt(self, found: FoundReceipt) -> QHBoxLayout:
        text = tr(
            "{name}　{portal}　{when}", name=found.path.name, portal=found.receipt.portal,
            when=recently(found.receipt.at),
        )  # fmt: skip
        line = self._line(tr("回执"), "hint" if found.applied else "ok", text)
        if found.applied:
            line.addWidget(label(tr("已读过"), tone="faint"))
        return line

    def _package(self, found: FoundPackage) -> QHBoxLayout:
        seen = found.verification
        word = tr("本库的包") if found.own else tr("同事的包")
        parts = [found.path.name, seen.organization, counted(self._catalogue, seen.counts)]
        line = self._line(word, "hint", "　".join(part for part in parts if part))
        line.addWidget(
            link(
                tr("核对"),
                partial(self.check_wanted.emit, found.path),
                name=tr("核对 {name}", name=found.path.name),
            )
        )
        if not found.own and not self._read_only:
            line.addWidget(
                link(
                    tr("合并…"),
                    partial(self.merge_wanted.emit, found.path),
                    name=tr("合并 {name}", name=found.path.name),
                )
            )
        return line

    def _add_broken(self, found: Broken) -> None:
        if found.portal:
            self._add_unknown(found)
            return
        self._layout.addLayout(self._line(tr("不能用"), "block", found.path.name))
        self._layout.addWidget(label(found.reason, tone="quiet", wrap=True))

    def _add_unknown(self, found: Broken) -> None:
        """Nothing is wrong with the receipt; its portal's key has never been compared."""
        line = self._line(tr("回执"), "warn", found.path.name)
        line.addWidget(
            link(
                tr("选择门户的公钥…"),
                partial(self.key_wanted.emit, found.path),
                name=tr("给“{name}”选择门户的公钥", name=found.path.name),
            )
        )
        self._layout.addLayout(line)
        words = tr("第一次收到“{portal}”的回执。核对门户的公钥之后才能读入。", portal=found.portal)
        self._layout.addWidget(label(words, tone="quiet", wrap=True))
