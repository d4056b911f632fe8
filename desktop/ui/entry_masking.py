"""One-click mends of attached files: masked copies take their place, as one step to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.record_model import RecordModel
from desktop.usecases.attached_files import Masked, mask_files
from forms.problem import Fix

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class FileMasker(QObject):
    """Makes the copies in the background and puts them into the field of the open record."""

    message = Signal(str)

    def __init__(
        self, model: RecordModel, runner: JobRunner, mended: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._runner = runner
        self._mended = mended

    def mask(self, workspace: Workspace, fix: Fix) -> None:
        """Begin; what the field holds when the copies are ready must be what they were made of."""
        uuid, before = self._model.record.uuid, self._model.record.get(fix.path)
        self.message.emit(tr("正在制作脱敏副本…"))

        def done(masked: Masked) -> None:
            open_still = self._model.is_open and self._model.record.uuid == uuid
            if open_still and self._model.record.get(fix.path) == before:
                self._take(fix.path, masked)

        self._runner.start(
            self, tr("制作脱敏副本"), lambda _: mask_files(workspace, before), done=done
        )

    def _take(self, path: str, masked: Masked) -> None:
        if masked.refused:
            self.message.emit(masked.refused[0])
        elif masked.done:
            names = tr("、").join(masked.done)
            self.message.emit(tr("已换成脱敏副本：{names}。请打开核对一遍。", names=names))
        else:
            self.message.emit(tr("附件里没有需要脱敏的内容。"))
        if masked.done:
            self._model.set_path(path, masked.value)
        self._mended()
