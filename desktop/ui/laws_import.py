"""Bringing law texts in: files, a folder, a zip; what came of it is told on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.task import TaskBar, card
from desktop.ui.widgets import button, column, label, link, row
from desktop.usecases import law_texts as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_FILES = N_("法规文本 (*.docx *.md *.txt *.zip);;所有文件 (*)")
_SUFFIXES = frozenset({".docx", ".md", ".txt", ".zip"})
_NAMED = 6  # files that are named before the rest is counted


class LawImporter(QWidget):
    """Progress, and the result as a card. ``imported`` says that there are other texts now,
    ``scan_wanted`` leads to what they touch.
    """

    imported = Signal()
    scan_wanted = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.task = TaskBar(runner)
        self.files_button = button(tr("导入文件…"), self.choose_files)
        self.folder_button = button(tr("导入文件夹…"), self.choose_folder)
        self.result = label(wrap=True)
        self.newer = label(wrap=True)
        self.missed = label(tone="quiet", wrap=True)
        self.missed.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.scan_link = link(tr("看看哪些记录受影响"), self._scan)
        self.close_link = link(tr("知道了"), self._close)
        self.card, inner = card(spacing=6)
        for item in (self.result, self.newer, self.missed):
            inner.addWidget(item)
        inner.addLayout(row(self.scan_link, self.close_link, 1, spacing=14))
        layout = column(self, spacing=8)
        layout.addWidget(self.task)
        layout.addWidget(self.card)
        self.card.hide()

    def choose_files(self) -> None:
        """Ask which files, zips among them."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("导入法规文本"), "", tr(_FILES))
        self.bring_in([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask which folder."""
        name = QFileDialog.getExistingDirectory(self, tr("导入法规文本"), "")
        self.bring_in([Path(name)] if name else [])

    def bring_in(self, paths: list[Path]) -> None:
        """Read them, in the background."""
        if not paths or self.task.job is not None:
            return
        workspace = self._workspace
        self._able(yes=False)
        self.card.hide()
        self.task.start(
            tr("读取法规文本"), lambda progress: _import(workspace, paths, progress),
            self._done, self._failed, self._stopped,
        )  # fmt: skip

    def _able(self, *, yes: bool) -> None:
        self.files_button.setEnabled(yes)
        self.folder_button.setEnabled(yes)

    def _done(self, told: tuple[use.LawImport, int, tuple[int, int]]) -> None:
        done, newer, held = told
        self._able(yes=True)
        laws = len({item.key for item in done.added})
        words = tr(
            "新增 {laws} 部法律法规的 {texts} 个文本，已有 {known} 个。依据库现有 {all} 部，{count} 个文本。",
            laws=laws, texts=len(done.added), known=done.known, all=held[0], count=held[1],
        )  # fmt: skip
        self.result.setText(words)
        self.newer.setText(
            tr("其中 {count} 个是已有法律的新文本，或者废止了别的法律。", count=newer)
        )
        self._tell(newer > 0, done.failed)

    def _tell(self, newer: bool, failed: tuple[str, ...]) -> None:
        self.newer.setVisible(newer)
        self.scan_link.setVisible(newer)
        lines = list(failed[:_NAMED])
        if len(failed) > _NAMED:
            lines.append(tr("另有 {count} 个文件没有读入。", count=len(failed) - _NAMED))
        self.missed.setText("\n".join(lines))
        self.missed.setToolTip("\n".join(failed))
        self.missed.setVisible(bool(failed))
        self.card.show()
        self.imported.emit()

    def _failed(self, error: Exception) -> None:
        self._able(yes=True)
        if isinstance(error, ValueError):
            self.result.setText(str(error))
            self._tell(newer=False, failed=())
        else:
            self.failed.emit(error)

    def _stopped(self) -> None:
        self._able(yes=True)
        self.result.setText(tr("已停止。已经读入的文本留着，再导入一次会接着读其余的。"))
        self._tell(newer=False, failed=())

    def _scan(self) -> None:
        self._close()
        self.scan_wanted.emit()

    def _close(self) -> None:
        self.card.hide()


def _import(
    workspace: Workspace, paths: list[Path], progress: use.Progress
) -> tuple[use.LawImport, int, tuple[int, int]]:
    done = use.import_laws(workspace, paths, progress)
    return done, len(use.newer_texts(workspace, done.added)), use.count(workspace)


def dropped(event: QDropEvent | QDragEnterEvent) -> list[Path]:
    """The folders and files of laws that are dragged here; () when there is anything else."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    fit = all(path.is_dir() or path.suffix.lower() in _SUFFIXES for path in paths)
    return paths if fit else []
