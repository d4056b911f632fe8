"""The sample agency (示例单位): brought in to play with, clearly marked, taken out as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import titled_card
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, chip, column, label, row
from desktop.usecases import settings as use

if TYPE_CHECKING:
    from desktop.usecases.importing import ImportOutcome
    from desktop.usecases.workspace import Workspace


class SampleCard(QFrame):
    """``changed`` when records came or went, with whether the sample is in now."""

    changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace, title: str) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.words = label(wrap=True)
        self.load_button = button(tr("载入示例单位"), self.load)
        self.remove_button = button(tr("移除示例单位"), self.remove)
        self.task = TaskBar(runner)
        frame, layout = titled_card(title)
        line = row(chip(tr("示例"), "warn"), self.words, spacing=10)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addLayout(row(self.load_button, self.remove_button, 1))
        layout.addWidget(self.task)
        column(self).addWidget(frame)
        self.setMaximumWidth(frame.maximumWidth())

    def refresh(self) -> None:
        """Show whether the sample is in."""
        loaded, locked = use.sample_loaded(self._workspace), self._workspace.library.read_only
        self.load_button.setVisible(not loaded and not locked)
        self.remove_button.setVisible(loaded and not locked)
        self.words.setText(
            tr("示例单位已载入。单位、人员和内容均为虚构，不要发布。随时可以移除。") if loaded else
            tr("载入一个虚构的县水务局：办事指南、权责清单、中介服务和政务公开共百余条，"
               "可以随意修改，随时整体移除。")
        )  # fmt: skip

    def load(self) -> None:
        """Bring the sample in."""
        workspace = self._workspace
        self.load_button.setEnabled(False)
        self.task.start(tr("载入示例单位"), lambda progress: use.load_sample(workspace, progress),
                        self._loaded, self._failed, self._stopped)  # fmt: skip

    def remove(self) -> None:
        """Take the sample out."""
        workspace = self._workspace
        self.remove_button.setEnabled(False)
        self._runner.start(self, tr("移除示例单位"), lambda _: use.remove_sample(workspace),
                           done=self._removed, failed=self._failed)  # fmt: skip

    def _loaded(self, _: ImportOutcome) -> None:
        self._stopped()
        self.changed.emit(True)

    def _removed(self, removal: use.SampleRemoval) -> None:
        self._stopped()
        words = tr("已移除 {count} 条，可在回收站恢复。", count=removal.removed)
        if removal.kept:
            names = tr("”“").join(removal.kept)
            words += tr("“{names}”已经定稿，保留在库中。", names=names)
        self.words.setText(words)
        self.changed.emit(False)

    def _failed(self, error: Exception) -> None:
        self._stopped()
        self.failed.emit(error)

    def _stopped(self) -> None:
        self.load_button.setEnabled(True)
        self.remove_button.setEnabled(True)
        self.refresh()
