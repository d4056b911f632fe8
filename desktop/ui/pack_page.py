"""Make a sync package: final or draft, where to, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QRadioButton

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.task import FolderRow, TaskBar, card, open_folder
from desktop.ui.widgets import button, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.packing import PackOutcome
    from desktop.usecases.workspace import Workspace

_WIDEST = 720


class PackPage(Page):
    """Options, bar, result."""

    failed = Signal(object)
    check_wanted = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace, folder: Path) -> None:
        super().__init__()
        self._workspace = workspace
        self.set_title(tr("生成同步包"))
        self.final = QRadioButton(tr("正式包：只含已审定的记录，有阻断问题不能生成"))
        self.draft = QRadioButton(tr("草稿包：含全部记录，包上注明“草稿”，供核对和交接"))
        self.draft.setChecked(True)
        self.folder = FolderRow(folder)
        self.task = TaskBar(runner)
        self.start_button = button(tr("生成"), self.start, primary=True)
        self._result, self._result_layout = card()
        self._result.hide()
        frame, layout = card()
        text = tr("同步包是一个文件，可以经网络或 U 盘交给政务服务门户或上级汇总。")
        layout.addWidget(label(text, tone="quiet", wrap=True))
        for item in (self.final, self.draft):
            layout.addWidget(item)
        layout.addWidget(label(tr("保存到"), tone="quiet"))
        layout.addWidget(self.folder)
        layout.addLayout(row(1, self.start_button))
        layout.addWidget(self.task)
        inner = column(spacing=14, margins=(20, 18, 20, 20))
        for panel in (frame, self._result):
            panel.setMaximumWidth(_WIDEST)
            inner.addWidget(panel)
        inner.addStretch(1)
        self.body.addLayout(inner)

    def start(self) -> None:
        """Check, collect, write."""
        from desktop.usecases.packing import pack

        workspace, out, draft = self._workspace, self.folder.path, self.draft.isChecked()
        self.start_button.setEnabled(False)
        self._result.hide()
        self.task.start(
            tr("生成同步包"),
            lambda progress: pack(workspace, out, draft=draft, progress=progress),
            self._done, self._failed, self._cancelled,
        )  # fmt: skip

    def _done(self, outcome: PackOutcome) -> None:
        self.start_button.setEnabled(True)
        package, catalogue = outcome.package, self._workspace.catalogue
        self._say(tr("同步包已生成。"))
        lines = [(tr("文件"), package.path.name), (tr("包号"), package.id)]
        counts = [
            tr("{list_title} {number} 条", list_title=tr(catalogue.form(kind).list_title), number=number)
            for kind, number in package.counts.items() if number
        ]  # fmt: skip
        lines.append((tr("内容"), tr("、").join(counts)))
        for name, text in lines:
            words = label(text, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line = row(label(name, tone="quiet"), words, spacing=14)
            line.setStretch(1, 1)
            self._result_layout.addLayout(line)
        if outcome.check.blocking:
            words = label(
                tr("其中有 {blocking} 个阻断问题，门户会退回。", blocking=outcome.check.blocking),
                wrap=True,
            )
            words.setProperty("note", "block")
            look = link(tr("查看问题"), self.check_wanted.emit)
            self._result_layout.addLayout(row(words, look, 1))
        folder = package.path.parent
        self._result_layout.addLayout(row(link(tr("打开文件夹"), lambda: open_folder(folder)), 1))

    def _failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        if isinstance(error, ValueError):
            self._say(str(error))
        else:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self.start_button.setEnabled(True)
        self._say(tr("已取消，没有生成同步包。"))

    def _say(self, text: str) -> None:
        clear(self._result_layout)
        self._result_layout.addWidget(label(text, tone="strong", wrap=True))
        self._result.show()
