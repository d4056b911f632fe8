"""Checks the record under the pen shortly after each keystroke, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.record_model import RecordModel
from forms.problem import Problem

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

PAUSE = 150  # ms


class LiveCheck(QObject):
    """Emits the problems of the newest state of the record; older answers are dropped."""

    found = Signal(list)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__(model)
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self._generation = 0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.run)
        model.loaded.connect(self.run)
        model.changed.connect(lambda _: self._timer.start())

    def attach(self, workspace: Workspace) -> None:
        """Against which library to check."""
        self._workspace = workspace

    def run(self) -> None:
        """Check now."""
        self._timer.stop()
        if self._workspace is None or not self._model.is_open:
            return
        self._generation += 1
        generation, workspace, record = self._generation, self._workspace, self._model.record
        from desktop.usecases.checking import check_record

        self._runner.start(
            tr("检查"), lambda _: check_record(workspace, record),
            done=lambda problems: self._answer(generation, problems),
        )  # fmt: skip

    def _answer(self, generation: int, problems: list[Problem]) -> None:
        if generation == self._generation:
            self.found.emit(problems)
