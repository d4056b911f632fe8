"""A deed that takes time: its bar, its words, its 取消."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner, Work
from desktop.ui.widgets import ElidedLabel, button, column, row


class TaskBar(QWidget):
    """Shows one job at a time; hidden while there is none."""

    finished = Signal()

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self.job: Job | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.text = ElidedLabel("")
        self.text.setProperty("quiet", True)
        self.cancel_button = button(tr("取消"), self.cancel)
        words = column(spacing=4)
        words.addWidget(self.text)
        words.addWidget(self.bar)
        line = row(spacing=14)
        line.addLayout(words, 1)
        line.addWidget(self.cancel_button)
        self.setLayout(line)
        self.hide()

    def start(
        self, title: str, work: Work, done: Callable[[Any], None],
        failed: Callable[[Exception], None], cancelled: Callable[[], None],
    ) -> Job:  # fmt: skip
        """Begin; the callbacks run on this thread after the bar is gone."""
        self.text.setText(title)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self.show()
        self.job = self._runner.start(
            self, title, work,
            done=lambda result: self._end(done, result),
            failed=lambda error: self._end(failed, error),
            cancelled=lambda: self._end(cancelled),
            progressed=self._on_progress,
        )  # fmt: skip
        return self.job

    def cancel(self) -> None:
        """Stop at the next step."""
        if self.job is not None:
            self.job.cancel()
            self.cancel_button.setEnabled(False)
            self.text.setText(tr("正在停下…"))

    def _on_progress(self, done: int, total: int, text: str) -> None:
        if self.job is None or not self.cancel_button.isEnabled():
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        text = tr(text)
        self.text.setText(f"{text}　{done}/{total}" if total else text or self.job.title)

    def _end(self, slot: Callable[..., None], *values: Any) -> None:
        self.job = None
        self.hide()
        slot(*values)
        self.finished.emit()


class FolderRow(QWidget):
    """Which folder to write to."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.box = QLineEdit(str(folder))
        self.box.setAccessibleName(tr("保存到的文件夹"))
        line = row(self.box, button(tr("浏览…"), self._choose))
        line.setStretch(0, 1)
        self.setLayout(line)

    def _choose(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # late: the window opens without it

        chosen = QFileDialog.getExistingDirectory(self, tr("保存到"), self.box.text())
        if chosen:
            self.box.setText(chosen)

    @property
    def path(self) -> Path:
        """The folder as typed."""
        return Path(self.box.text().strip()).expanduser()


def open_folder(path: Path) -> None:
    """Show a folder in the file manager."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def card(*, spacing: int = 10) -> tuple[QFrame, QVBoxLayout]:
    """A white panel on the page, and its layout."""
    frame = QFrame()
    frame.setProperty("card", "true")
    return frame, column(frame, spacing=spacing, margins=(18, 16, 18, 16))
