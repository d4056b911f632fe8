"""What the program sees to by itself while a library is open: the bin's end, the daily backup."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from exports.progress import Progress

if TYPE_CHECKING:
    from desktop.usecases.auto_backup import Outcome
    from desktop.usecases.workspace import Workspace

FIRST = 30_000  # ms after opening: the window, its counts and its first check come before
AGAIN = 3_600_000  # ms: a window that stays open for days gets its backups, too


class Housekeeper(QObject):
    """``purged`` tells how many left the bin, ``backed_up`` that a daily backup was made,
    ``failed`` in a sentence that none could be made.
    """

    purged = Signal(int)
    backed_up = Signal()
    failed = Signal(str)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, parent: QObject, first: int = FIRST
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._workspace = workspace
        self._told = ""
        self._timer = QTimer(self, singleShot=True, interval=first)
        self._timer.timeout.connect(self.turn)
        if not workspace.library.read_only:
            self._timer.start()

    def stop(self) -> None:
        """The library is about to be closed."""
        self._timer.stop()

    def turn(self) -> None:
        """See to everything once, in the background, and again in an hour."""
        self._timer.start(AGAIN)
        workspace = self._workspace

        def purge(_: Progress) -> int:
            from desktop.usecases.binned import empty_of_old

            return empty_of_old(workspace)

        self._runner.start(
            self, tr("清理回收站"), purge, done=self._on_purged, failed=self._on_failed
        )

    def _on_purged(self, count: int) -> None:
        if count:
            self.purged.emit(count)
        self._back_up()

    def _on_failed(self, error: Exception) -> None:
        """Nobody asked for this: the log is told, and the next turn tries again."""
        logging.getLogger(__name__).warning("the bin was not emptied", exc_info=error)
        self._back_up()

    def _back_up(self) -> None:
        if not self._timer.isActive():
            return
        workspace = self._workspace

        def back_up(progress: Progress) -> Outcome:
            from desktop.usecases.auto_backup import turn

            return turn(workspace, progress)

        self._runner.start(
            self, tr("自动备份"), back_up, done=self._on_backed_up, failed=self._on_no_backup
        )

    def _on_backed_up(self, outcome: Outcome) -> None:
        if outcome.made is not None:
            self.backed_up.emit()

    def _on_no_backup(self, error: Exception) -> None:
        from desktop.usecases.auto_backup import failure

        logging.getLogger(__name__).warning("no daily backup", exc_info=error)
        words = failure(self._workspace)
        if words != self._told:  # once, not every hour
            self._told = words
            self.failed.emit(words)
