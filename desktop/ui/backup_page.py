"""Backups (备份): make one and see it verified, put one back, check the library."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from desktop.ui.auto_backup_card import AutoBackupCard
from desktop.ui.folders import RememberedFolder
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.restore_card import RestoreCard
from desktop.ui.scrolling import scroll_column, titled_card
from desktop.ui.sticks import sticks
from desktop.ui.task import TaskBar, open_folder
from desktop.ui.times import recently
from desktop.ui.widgets import ElidedLabel, button, chip, clear, column, label, link, row
from desktop.usecases import backing_up as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_FILES = N_("工作库备份 (*.mingce *.mingce.*);;所有文件 (*)")
_LISTED = 6
_FAULTS = 20


class BackupPage(Page):
    """``restore_wanted`` carries the file that is to replace the open library."""

    restore_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.set_title(tr("备份与恢复"))
        self.folder = RememberedFolder(runner, settings, "backup_folder")
        self.auto = AutoBackupCard(workspace)
        self.auto.look_wanted.connect(self.look_into)
        self.auto.failed.connect(self.failed)
        self.sticks = row(spacing=14)
        self.backup_button = button(tr("立即备份"), self.start, primary=True)
        self.check_button = button(tr("检查工作库"), self.check)
        self.choose_button = button(tr("选择备份文件…"), self.choose)
        self.task = TaskBar(runner)
        self.check_task = TaskBar(runner)
        self._result = column(spacing=6)
        self._list = column(spacing=0)
        self._findings = column(spacing=6)
        self.restore_card = RestoreCard(workspace)
        self.restore_card.restore_wanted.connect(self.restore_wanted)
        self._build()

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def _build(self) -> None:
        self.area, inner = scroll_column(self)
        cards = (self._backup_card(), self._list_card(), self.auto, self._check_card())
        for item in (self.restore_card, *cards):
            inner.addWidget(item)
        inner.addStretch(1)
        self.restore_card.hide()

    def _backup_card(self) -> QFrame:
        card, layout = titled_card(
            tr("备份"), tr("备份是工作库的完整副本，可以边编制边做。写完后重新打开，逐条核对。")
        )
        caption = label(tr("保存到"))
        caption.setProperty("fieldLabel", True)
        layout.addWidget(caption)
        layout.addWidget(self.folder)
        layout.addLayout(self.sticks)
        layout.addLayout(self._result)
        layout.addLayout(row(1, self.backup_button))
        layout.addWidget(self.task)
        return card

    def _list_card(self) -> QFrame:
        card, layout = titled_card(tr("最近的备份"))
        layout.addLayout(self._list)
        layout.addLayout(row(self.choose_button, 1))
        return card

    def _check_card(self) -> QFrame:
        card, layout = titled_card(
            tr("完整性检查"), tr("逐条核对记录、定稿和附件是否与写入时一致，只查看，不改动。")
        )
        layout.addLayout(self._findings)
        layout.addLayout(row(self.check_button, 1))
        layout.addWidget(self.check_task)
        return card

    def refresh(self) -> None:
        """List the backups, look for sticks."""
        clear(self.sticks)
        for stick in sticks():
            text = tr("写到 U 盘“{name}”", name=stick.name)
            self.sticks.addWidget(link(text, partial(self.use_folder, stick.path)))
        self.sticks.addStretch(1)
        self.folder.refresh()
        self.auto.refresh()
        self._show_list()

    def leave(self) -> bool:
        """Remember the folder typed last."""
        self.folder.flush()
        return True

    def use_folder(self, folder: Path) -> None:
        """Write there."""
        self.folder.box.setText(str(folder))

    # backing up

    def start(self) -> None:
        """Write and verify."""
        workspace = self._workspace
        target = self.folder.path / use.file_name(workspace)
        clear(self._result)
        self.backup_button.setEnabled(False)
        self.task.start(tr("备份"), lambda progress: use.back_up(workspace, target, progress),
                        self._done, self._failed, self._cancelled)  # fmt: skip

    def _done(self, made: use.Backup) -> None:
        self.backup_button.setEnabled(True)
        path = Path(made.path)
        words = tr(
            "已备份并核对无误：{records} 条记录，{size}。",
            records=made.records,
            size=_size(made.size),
        )
        _say(self._result, words, "ok", tr("完成"))
        self._result.addLayout(row(link(tr("打开文件夹"), lambda: open_folder(path.parent)), 1))
        self._show_list()

    def _failed(self, error: Exception) -> None:
        self.backup_button.setEnabled(True)
        if isinstance(error, (ValueError, OSError)):
            _say(self._result, str(error), "block", tr("没有备份"))
        else:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self.backup_button.setEnabled(True)
        _say(self._result, tr("已取消，没有留下文件。"), "hint", tr("取消"))

    # the list

    def _show_list(self) -> None:
        clear(self._list)
        made = use.backups(self._workspace)
        if not made:
            words = tr("还没有做过备份。建议每周备份一次，放到 U 盘或另一台计算机。")
            self._list.addWidget(label(words, tone="quiet", wrap=True))
        for entry in made[:_LISTED]:
            self._list.addWidget(self._entry(entry))

    def _entry(self, entry: use.Backup) -> QWidget:
        path = Path(entry.path)
        name = ElidedLabel(path.name)
        name.setToolTip(entry.path)
        about = label(
            tr(
                "{recently}　{records} 条　{size}",
                recently=recently(entry.at),
                records=entry.records,
                size=_size(entry.size),
            )
        )
        about.setProperty("quiet", True)
        words = column(spacing=1)
        words.addWidget(name)
        words.addWidget(about)
        box = QWidget()
        line = row(spacing=12, margins=(0, 5, 0, 5))
        line.addLayout(words, 1)
        if entry.there:
            line.addWidget(
                link(
                    tr("恢复…"),
                    lambda: self.look_into(path),
                    name=tr("恢复 {name}", name=path.name),
                )
            )
        else:
            line.addWidget(label(tr("现在找不到（U 盘未插）"), tone="faint"))
        box.setLayout(line)
        return box

    # restoring

    def choose(self) -> None:
        """Ask for a backup."""
        name, _ = QFileDialog.getOpenFileName(
            self, tr("选择备份"), self.folder.box.text(), tr(_FILES)
        )
        if name:
            self.look_into(Path(name))

    def look_into(self, path: Path) -> None:
        """Show what a backup holds beside what the library holds."""
        workspace = self._workspace
        self._runner.start(
            self, tr("查看备份"),
            lambda _: (use.look_into(path, workspace.catalogue), use.contents(workspace)),
            done=self._show_contents, failed=self.failed.emit,
        )  # fmt: skip

    def _show_contents(self, both: tuple[use.Contents, use.Contents]) -> None:
        self.restore_card.show_contents(*both)
        self.area.verticalScrollBar().setValue(0)

    # checking

    def check(self) -> None:
        """Verify the open library."""
        workspace = self._workspace
        clear(self._findings)
        self.check_button.setEnabled(False)
        self.check_task.start(
            tr("检查工作库"), lambda progress: use.check_integrity(workspace, progress),
            self._checked, self._check_failed, self._check_ended,
        )  # fmt: skip

    def _checked(self, found: list[str]) -> None:
        self._check_ended()
        if not found:
            _say(self._findings, tr("全部内容与写入时一致。"), "ok", tr("完好"))
            return
        words = tr(
            "{count} 处与写入时不一致。请从最近的备份恢复，并保留这个文件。", count=len(found)
        )
        _say(self._findings, words, "block", tr("损坏"))
        for text in found[:_FAULTS]:
            self._findings.addWidget(label(text, wrap=True))
        if len(found) > _FAULTS:
            self._findings.addWidget(
                label(tr("…… 只列出前 {faults} 处", faults=_FAULTS), tone="faint")
            )

    def _check_failed(self, error: Exception) -> None:
        self._check_ended()
        self.failed.emit(error)

    def _check_ended(self) -> None:
        self.check_button.setEnabled(True)


def _say(layout: QVBoxLayout, text: str, tone: str, word: str) -> None:
    line = row(chip(word, tone), label(text, wrap=True), spacing=10)
    line.setStretch(1, 1)
    layout.addLayout(line)


def _size(size: int) -> str:
    """3.2 MB; never less than 0.1."""
    return f"{max(0.1, size / 1_000_000):.1f} MB"
