"""Saves what was typed, within a second, and before anything is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner
from desktop.ui.record_model import RecordModel
from desktop.usecases import compiling
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

PAUSE = 500  # ms after the last keystroke
LONGEST = 800  # ms that somebody who never pauses is ahead of the disk, the write not counted
_DUE = 600  # ms after which it is written behind the next key: the one after that is furthest away
_BEHIND = 25  # ms in which the key is answered and painted


class AutoSaver(QObject):
    """Watches a model and writes its record in the background."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__(model)
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self._kept: Record | None = None
        self._job: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST)
        self._pause.timeout.connect(self._on_pause)
        self._longest.timeout.connect(self._save_behind)
        self._behind = QTimer(self, singleShot=True, interval=_BEHIND)
        self._behind.timeout.connect(self._save_behind)
        model.loaded.connect(self._on_loaded)
        model.changed.connect(self._on_changed)

    def attach(self, workspace: Workspace) -> None:
        """Where to save."""
        self._workspace = workspace

    @property
    def dirty(self) -> bool:
        """Whether anything is not on disk yet."""
        if self._kept is None or not self._model.is_open:
            return False
        return self._kept.values != self._model.record.values

    def flush(self) -> bool:
        """Save now and wait for it; whether everything is on disk."""
        if self._model.is_open:
            # What an input method still composes was typed, too.
            QGuiApplication.inputMethod().commit()
        self._stop_waiting()
        job, self._job = self._job, None
        if job is not None:
            job.wait()
        if not self.dirty or self._workspace is None:
            return True
        record = self._model.record
        try:
            self._on_saved(record, compiling.save(self._workspace, record))
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return False
        return True

    def forget(self) -> None:
        """Leave the record as it is on disk (it was moved to the bin)."""
        self._stop_waiting()
        self._kept = None

    def _stop_waiting(self) -> None:
        for timer in (self._pause, self._longest, self._behind):
            timer.stop()

    def _on_loaded(self) -> None:
        self._kept = self._model.record

    def _on_changed(self, _field: str) -> None:
        if self._kept is None:
            return
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        elif self._longest.remainingTime() < LONGEST - _DUE:
            self._behind.start()

    def _on_pause(self) -> None:
        # What comes after a pause is undone separately; a save in mid-word ends nothing.
        self._model.seal()
        self._save_behind()

    def _save_behind(self) -> None:
        self._longest.stop()
        self._behind.stop()
        if self._job is not None:
            return  # when it is done, `_on_saved` sees that there is more to write
        if not self.dirty or self._workspace is None:
            return
        workspace, record = self._workspace, self._model.record
        job = self._runner.start(
            self, tr("保存"), lambda _: compiling.save(workspace, record),
            done=lambda kept: self._on_job_done(job, record, kept),
            failed=lambda error: self._on_job_failed(job, error),
        )  # fmt: skip
        self._job = job

    def _on_job_done(self, job: Job, record: Record, kept: Record) -> None:
        # A flush that came in between has written something newer: this answer is old news.
        if job is self._job:
            self._job = None
            self._on_saved(record, kept)

    def _on_job_failed(self, job: Job, error: Exception) -> None:
        if job is self._job:
            self._job = None
            self.failed.emit(error)

    def _on_saved(self, record: Record, kept: Record) -> None:
        if self._kept is None or kept.uuid != self._kept.uuid:
            return
        # The store may spell values more briefly (blank rows go); what counts is what was sent.
        self._kept = record
        self._model.adopt(kept)
        if self.dirty and not self._longest.isActive():
            self._longest.start()
        self.saved.emit(kept)
