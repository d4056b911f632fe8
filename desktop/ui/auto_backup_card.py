"""The daily backup on the page: on or off, how many, the last ones, why none was made."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import tr
from desktop.ui.scrolling import WIDEST, titled_card
from desktop.ui.task import open_folder
from desktop.ui.times import recently
from desktop.ui.widgets import chip, clear, column, label, link, row
from desktop.usecases import auto_backup as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_LISTED = 3


class AutoBackupCard(QWidget):
    """``look_wanted`` carries the backup that somebody may want back."""

    look_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.box = QCheckBox(tr("有改动的日子自动备份一次，存在工作库旁边的“备份”文件夹"))
        self.keep = ComboBox()
        self.keep.setAccessibleName(tr("保留几份自动备份"))
        for number in use.KEEP:
            self.keep.addItem(tr("最近 {count} 份", count=number), number)
        self.keep.setFixedWidth(130)
        self.list = column(spacing=2)
        self.card, layout = titled_card(tr("自动备份"))
        layout.addWidget(self.box)
        layout.addLayout(row(label(tr("保留")), self.keep, 1, spacing=10))
        layout.addLayout(self.list)
        column(self).addWidget(self.card)
        self.setMaximumWidth(WIDEST)  # words wrap at the width of the card, not of the page
        self.box.toggled.connect(lambda on: self._choose(on=on))
        self.keep.activated.connect(lambda _: self._choose(keep=int(self.keep.currentData())))

    def refresh(self) -> None:
        """Show what is chosen and what was made."""
        chosen, locked = use.choice(self._workspace), self._workspace.library.read_only
        self.box.blockSignals(True)
        self.box.setChecked(chosen.on)
        self.box.blockSignals(False)
        self.keep.setCurrentIndex(self.keep.findData(chosen.keep))
        self.box.setEnabled(not locked)
        self.keep.setEnabled(not locked and chosen.on)
        self._fill()

    def _fill(self) -> None:
        clear(self.list)
        failure = use.failure(self._workspace)
        if failure:
            line = row(chip(tr("没有备份"), "warn"), label(failure, wrap=True), spacing=10)
            line.setStretch(1, 1)
            self.list.addLayout(line)
        made = use.made(self._workspace)
        for entry in made[:_LISTED]:
            path = Path(entry.path)
            words = tr("{when}　{count} 条", when=recently(entry.at), count=entry.records)
            look = link(
                tr("恢复…"), partial(self.look_wanted.emit, path),
                name=tr("恢复 {name}", name=path.name),
            )  # fmt: skip
            self.list.addLayout(row(label(words), 1, look))
        if made:
            folder = use.folder(self._workspace)
            opened = link(tr("打开文件夹"), lambda: open_folder(folder))
            self.list.addLayout(row(opened, 1))
        elif not failure:
            words = tr("还没有自动备份。打开工作库后不久，在后台完成。")
            self.list.addWidget(label(words, tone="quiet", wrap=True))

    def _choose(self, *, on: bool | None = None, keep: int | None = None) -> None:
        try:
            use.choose(self._workspace, on=on, keep=keep)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
        self.refresh()
