"""What happened to the record under the pen, beside the form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.event_list import EventList
from desktop.ui.field_source import FieldSource
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.record_model import RecordModel
from desktop.ui.widgets import column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.history import Event, Sources
    from desktop.usecases.workspace import Workspace


class RecordHistory(QWidget):
    """Reads the log when somebody looks; ``compare_wanted`` asks for versions side by side."""

    compare_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__()
        self.setObjectName("aside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self.list = EventList(inset=14)
        self.list.setAccessibleName(tr("这条记录的历史"))
        self.empty = label(tr("正在读取…"), tone="quiet")
        self.empty.setContentsMargins(14, 14, 14, 14)
        self.source = FieldSource(runner)
        self.source.failed.connect(self.failed)
        foot = QWidget()
        foot.setObjectName("asideFoot")
        self.compare_link = link(tr("比较各版本…"), self._compare)
        foot.setLayout(row(self.compare_link, 1, margins=(14, 8, 14, 8)))
        layout = column(self, spacing=0)
        layout.addWidget(self.source)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(foot)
        model.loaded.connect(self._on_loaded)

    def attach(self, workspace: Workspace) -> None:
        """Which library's log it is."""
        self._workspace = workspace
        self.source.attach(workspace)

    def _on_loaded(self) -> None:
        self.source.show_sources({}, frozenset())
        self.list.clear()
        self.list.hide()
        self.empty.show()
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: read."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the log of the record, in the background."""
        if self._workspace is None or not self._model.is_open:
            return
        from desktop.usecases.history import events, sources

        workspace, uuid = self._workspace, self._model.record.uuid
        self._runner.start(
            self, tr("历史"), lambda _: (events(workspace, uuid), sources(workspace, uuid)),
            done=lambda found: self._show(uuid, *found), failed=self.failed.emit,
        )  # fmt: skip

    def _show(self, uuid: str, found: list[Event], sources: Sources) -> None:
        if not self._model.is_open or uuid != self._model.record.uuid:
            return
        self.source.show_sources(sources.cells, sources.kept)
        # The title stands above the form already.
        self.list.show_events([replace(item, uuid=None, title="") for item in found])
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.empty.setText(tr("还没有保存过，没有历史。"))

    def _compare(self) -> None:
        if self._model.is_open:
            self.compare_wanted.emit(self._model.record.uuid)
