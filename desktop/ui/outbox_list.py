"""The packages built here: which, when, where; verified again, copied to a stick."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu, QVBoxLayout, QWidget

from desktop.ui.folders import documents
from desktop.ui.i18n import tr
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.sticks import stick_menu
from desktop.ui.task import open_folder
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, chip, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.outbox import Built

_LISTED = 6


class OutboxList(QWidget):
    """``check_wanted`` carries a package, ``copy_wanted`` a package and the folder to copy to,
    ``slip_wanted`` a package and the file to write its handover slip to,
    ``upload_wanted`` a package for the portal.
    """

    check_wanted = Signal(object)
    copy_wanted = Signal(object, object)
    slip_wanted = Signal(object, object)
    upload_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._built: Sequence[Built] = ()
        self._all = False
        self.entries: list[OutboxEntry] = []
        self.card, layout = titled_card(tr("已生成的同步包"))
        self._list = column(spacing=0)
        self.all_link = link("", self._show_all)
        layout.addLayout(self._list)
        layout.addLayout(row(self.all_link, 1))
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)  # words wrap at the width of the card, not of the page

    def show_built(self, built: Sequence[Built]) -> None:
        """List them, the latest first; results shown before stay with their package."""
        self._built = built
        self._fill()

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _fill(self) -> None:
        clear(self._list)
        self.entries = []
        shown = self._built if self._all else self._built[:_LISTED]
        for entry in shown:
            made = OutboxEntry(entry)
            made.check_wanted.connect(partial(self.check_wanted.emit, entry))
            made.copy_wanted.connect(partial(self._copy, entry))
            made.slip_wanted.connect(partial(self._slip, entry))
            made.upload_wanted.connect(partial(self.upload_wanted.emit, entry))
            self._list.addWidget(made)
            self.entries.append(made)
        if not self._built:
            words = tr("还没有生成过。生成的包列在这里，可以随时再核对、拷到 U 盘。")
            self._list.addWidget(label(words, tone="quiet", wrap=True))
        self.all_link.setText(tr("全部 {count} 个", count=len(self._built)))
        self.all_link.setVisible(len(shown) < len(self._built))

    def _copy(self, entry: Built, folder: Path) -> None:
        self.copy_wanted.emit(entry, folder)

    def _slip(self, entry: Built, file: Path) -> None:
        self.slip_wanted.emit(entry, file)

    def entry_of(self, built: Built) -> OutboxEntry | None:
        """The line of a package; None when it is not shown."""
        return next((item for item in self.entries if item.built.path == built.path), None)


class OutboxEntry(QFrame):
    """One package: two lines of words, its deeds, and what came of the last one."""

    check_wanted = Signal()
    copy_wanted = Signal(object)
    slip_wanted = Signal(object)
    upload_wanted = Signal()

    def __init__(self, built: Built) -> None:
        super().__init__()
        self.built = built
        self.setProperty("line", True)
        self._result: QVBoxLayout = column(spacing=4)
        layout = column(self, spacing=3, margins=(0, 10, 0, 10))
        layout.addLayout(self._head())
        layout.addWidget(label(self._about(), tone="quiet", wrap=True))
        if built.copies:
            last = built.copies[0]
            place = Path(last.path).parent
            words = tr("{when} 拷到 {place}", when=recently(last.at), place=place)
            copied = ElidedLabel(words)
            copied.setProperty("quiet", True)
            copied.setToolTip(last.path)
            self.slip_link = link(
                tr("打印交接单…"), self._choose_slip,
                name=tr("打印“{name}”的交接单", name=built.file.name),
            )  # fmt: skip
            line = row(copied, self.slip_link, spacing=12)
            line.setStretch(0, 1)
            layout.addLayout(line)
        layout.addLayout(self._result)

    def _head(self) -> QVBoxLayout:
        built = self.built
        name = ElidedLabel(built.file.name)
        name.setToolTip(built.path)
        kind = chip(tr("草稿"), "warn") if built.draft else chip(tr("正式"), "ok")
        line = row(kind, name, spacing=10)
        line.setStretch(1, 1)
        if not built.signer:
            line.addWidget(chip(tr("未签名"), "hint"))
        deeds = row(spacing=12)
        if built.there:
            self.check_link = link(
                tr("核对"), self.check_wanted.emit, name=tr("核对 {name}", name=built.file.name)
            )
            self.copy_link = link(
                tr("拷到 U 盘…"), self._choose, name=tr("拷贝 {name}", name=built.file.name)
            )
            if not built.draft:
                self.upload_link = link(
                    tr("上传…"),
                    self.upload_wanted.emit,
                    name=tr("上传 {name}", name=built.file.name),
                )
                deeds.addWidget(self.upload_link)
            folder = link(tr("打开文件夹"), partial(open_folder, built.file.parent))
            for item in (self.check_link, self.copy_link, folder):
                deeds.addWidget(item)
        else:
            deeds.addWidget(label(tr("现在找不到（已移走，或 U 盘未插）"), tone="faint"))
        line.addLayout(deeds)
        head = column(spacing=0)
        head.addLayout(line)
        return head

    def _about(self) -> str:
        built = self.built
        size = max(0.1, built.size / 1_000_000)
        return tr(
            "{when}　{count} 条记录　{size} MB　包号 {id}",
            when=recently(built.at), count=built.records, size=f"{size:.1f}", id=built.id[:12],
        )  # fmt: skip

    def say(self, text: str, tone: str, word: str, file: Path | None = None) -> None:
        """What came of a deed; ``file`` can be opened."""
        clear(self._result)
        line = row(chip(word, tone), label(text, wrap=True), spacing=10)
        line.setStretch(1, 1)
        if file is not None:
            line.addWidget(link(tr("打开"), partial(open_folder, file)))
        self._result.addLayout(line)

    def menu(self) -> QMenu:
        """The sticks that are plugged in, and any other folder."""
        return stick_menu(self, tr("拷贝到"), self.copy_wanted.emit)

    def _choose(self) -> None:
        menu = self.menu()
        menu.popup(self.copy_link.mapToGlobal(self.copy_link.rect().bottomLeft()))

    def _choose_slip(self) -> None:
        start = str(documents() / tr("交接单 {id}.pdf", id=self.built.id[:12]))
        name, _ = QFileDialog.getSaveFileName(
            self, tr("打印交接单"), start, tr("PDF 文件 (*.pdf)")
        )  # fmt: skip
        if name:
            self.slip_wanted.emit(Path(name))
