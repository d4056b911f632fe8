"""The bin (回收站): what was deleted as a draft, to be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.list_model import RecordListModel
from desktop.ui.page import Page
from desktop.ui.record_table import RecordTable
from desktop.ui.widgets import button, column, label
from desktop.usecases import compiling

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class BinPage(Page):
    """``restore_wanted`` carries the chosen records."""

    restore_wanted = Signal(list)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.set_title(tr("回收站"))
        self.restore_button = button(tr("恢复"), self._restore, primary=True)
        self.buttons.addWidget(self.restore_button)
        self.restore_button.setVisible(not workspace.library.read_only)
        self.model = RecordListModel(self._read)
        self.table = RecordTable()
        self.table.setModel(self.model)
        self.table.open_wanted.connect(self._restore)
        empty = QWidget()
        layout = column(empty, spacing=6)
        layout.addStretch(1)
        words = label(tr("回收站是空的。删除的草稿在这里至少保留 30 天。"), tone="quiet")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(words)
        layout.addStretch(2)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(empty)
        self.body.addSpacing(12)
        self.body.addWidget(self.stack, 1)

    def _read(self, uuids: Sequence[str]) -> list[compiling.Row]:
        return compiling.rows(self._workspace, uuids)

    def refresh(self) -> None:
        """List again."""
        workspace = self._workspace
        self._runner.start(tr("回收站"), lambda _: compiling.binned_ids(workspace),
                           done=self._show, failed=self.failed.emit)  # fmt: skip

    def _show(self, uuids: list[str]) -> None:
        self.model.set_ids(uuids)
        self.table.fit_codes()
        self.stack.setCurrentIndex(0 if uuids else 1)
        self.restore_button.setEnabled(bool(uuids))
        if uuids:
            self.table.selectRow(0)

    def _restore(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        chosen = [self.model.uuid(index.row()) for index in rows]
        if chosen and self.restore_button.isVisible():
            self.restore_wanted.emit(chosen)
