"""The printed page beside the form, as it stands a moment after the last keystroke."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner
from desktop.ui.page_view import PageView
from desktop.ui.preview_bars import EditionBar, PreviewFoot, busy_line
from desktop.ui.record_model import RecordModel
from desktop.ui.widgets import column, label, link, row
from desktop.usecases import previewing

if TYPE_CHECKING:
    from desktop.usecases.previewing import PagePictures, Pages, Preview
    from desktop.usecases.workspace import Workspace

PAUSE = 400  # ms after the last keystroke
PATIENCE = 300  # ms before anything says that it takes time


class PreviewPanel(QWidget):
    """Feeds a :class:`PageView` from the record under the pen, in the background.

    Each layout is a generation; typing, another record and another edition cancel the one under
    way, so that it never competes with the keyboard. Nothing is done while nobody looks.
    """

    message = Signal(str)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__()
        self.setObjectName("aside")
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self._generation = 0
        self._job: Job | None = None
        self._drawing = False
        self._stale = True
        self._record = ""
        self._edition = previewing.ONLY_EDITION
        self._chosen = previewing.ONLY_EDITION
        self._read_at: dict[str, float] = {}
        self._folder: Path | None = None
        self.pages: Pages | None = None
        self.view = PageView()
        self.editions = EditionBar()
        self.busy = busy_line()
        self.foot = PreviewFoot(self.view)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE)
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = column(self, spacing=0)
        for item in (self.editions, self._make_trouble(), self.busy):
            layout.addWidget(item)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.foot)

    def _make_trouble(self) -> QWidget:
        self.trouble_text = label(wrap=True)
        self.trouble_text.setProperty("note", "block")
        line = row(self.trouble_text, link(tr("重试"), self.refresh), margins=(14, 6, 12, 8))
        line.setStretch(0, 1)
        self.trouble = QWidget()
        self.trouble.setLayout(line)
        self.trouble.hide()
        return self.trouble

    def _connect(self) -> None:
        self._timer.timeout.connect(self.refresh)
        self._slow.timeout.connect(self.busy.show)
        self._model.loaded.connect(self._on_loaded)
        self._model.changed.connect(lambda _: self._on_changed())
        self.view.view_changed.connect(self._draw_missing)
        self.editions.chosen.connect(self.choose)
        self.foot.save_wanted.connect(self.save)

    def attach(self, workspace: Workspace) -> None:
        """Which library linked records and the agency's name are taken from."""
        self._workspace = workspace

    # when to lay out

    def _on_loaded(self) -> None:
        record = self._model.record
        names = previewing.editions(record.kind)
        self.editions.setVisible(bool(names))
        self._set_edition(self._chosen if self._chosen in names else previewing.ONLY_EDITION)
        if record.uuid != self._record:
            self._record = record.uuid
            self._read_at.clear()
            self._drop_pages()
        self._put_off(0)

    def _on_changed(self) -> None:
        self._put_off(PAUSE)

    def _put_off(self, pause: int) -> None:
        """What is shown is old; what is being laid out is, too."""
        self._cancel()
        self._stale = True
        if self.isVisible():
            self._timer.start(pause)

    def _cancel(self) -> None:
        self._generation += 1
        self._timer.stop()
        self._rest()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _rest(self) -> None:
        self._slow.stop()
        self.busy.hide()

    def _drop_pages(self) -> None:
        self.pages = None
        self.view.clear(tr("正在准备打印预览…"))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was typed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._timer.start(0)
        else:
            self._draw_missing()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: stop."""
        super().hideEvent(event)
        self._cancel()

    def choose(self, edition: str) -> None:
        """Show another edition; each is opened where it was left."""
        self._chosen = edition
        if edition == self._edition:
            return
        self._read_at[self._edition] = self.view.place()
        self._set_edition(edition)
        self._drop_pages()
        self._put_off(0)

    def _set_edition(self, edition: str) -> None:
        self._edition = edition
        self.editions.check(edition)

    # laying out

    def refresh(self) -> None:
        """Lay out now."""
        self._cancel()
        if self._workspace is None or not self._model.is_open:
            self.view.clear(tr("没有打开的记录。"))
            return
        generation, edition = self._generation, self._edition
        workspace, record = self._workspace, self._model.record
        numbers, scale = self.view.in_view(), self.view.pixels_per_point
        if self.pages is None and edition in self._read_at:
            first = int(self._read_at[edition])
            numbers = [first, first + 1]
        self._slow.start()
        self._job = self._runner.start(
            self, tr("打印预览"),
            lambda progress: previewing.look(
                workspace, record, edition, numbers, scale, progress
            ),
            done=lambda preview: self._on_laid_out(generation, preview, scale),
            failed=lambda error: self._on_failed(generation, error),
        )  # fmt: skip

    def _on_laid_out(self, generation: int, preview: Preview, scale: float) -> None:
        if generation != self._generation:
            return
        self._finish()
        self._stale = False
        fresh = self.pages is None
        self.pages = preview.pages
        self.trouble.hide()
        self.view.set_pages(preview.pages.sizes, preview.pictures, scale)
        if fresh:
            self.view.go_to(self._read_at.get(self._edition, 0.0))

    def _on_failed(self, generation: int, error: Exception) -> None:
        if generation != self._generation:
            return
        self._finish()
        if isinstance(error, (ValueError, OSError)):
            words = str(error)
        else:
            logging.getLogger(__name__).error("preview", exc_info=error)
            words = tr("这份记录暂时排不出版，已经输入的内容不受影响。详情已记入日志。")
        self.trouble_text.setText(tr("预览没有更新。{words}", words=words) if self.pages else words)
        self.trouble.show()
        if self.pages is None:
            self.view.clear(tr("没有可以显示的页面。"))

    def _finish(self) -> None:
        self._job = None
        self._rest()

    # drawing pages that come into view

    def _draw_missing(self) -> None:
        pages, numbers = self.pages, self.view.missing()
        if pages is None or not numbers or self._drawing or not self.isVisible():
            return
        scale = self.view.pixels_per_point
        self._drawing = True
        self._runner.start(
            self,
            tr("画页面"),
            lambda progress: previewing.draw(pages, numbers, scale, progress),
            done=lambda pictures: self._on_drawn(pages, pictures, scale),
            failed=self._on_not_drawn,
            cancelled=self._on_not_drawn,
        )

    def _on_drawn(self, pages: Pages, pictures: PagePictures, scale: float) -> None:
        self._drawing = False
        if pages is self.pages:
            self.view.add_pictures(pictures, scale)
        # Meanwhile one may have scrolled on, or the pages have become others.
        self._draw_missing()

    def _on_not_drawn(self, error: Exception | None = None) -> None:
        self._drawing = False
        if error is not None:
            self._on_failed(self._generation, error)

    # saving

    def save(self) -> None:
        """Ask where to, and write what is typed now as PDF."""
        workspace = self._workspace
        if workspace is None or not self._model.is_open:
            return
        record, edition = self._model.record, self._edition
        name = previewing.file_name(workspace, record, edition)
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("另存为 PDF"), str(self._start_folder() / name), tr("PDF 文件 (*.pdf)")
        )
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")
        self._folder = target.parent
        self._runner.start(
            self,
            tr("另存为 PDF"),
            lambda progress: previewing.save_pdf(workspace, record, edition, target, progress),
            done=lambda path: self.message.emit(tr("已存为“{name}”。", name=path.name)),
            failed=self._on_not_saved,
        )

    def _start_folder(self) -> Path:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return self._folder or Path(QStandardPaths.writableLocation(documents))

    def _on_not_saved(self, error: Any) -> None:
        if isinstance(error, OSError):
            self.message.emit(str(error))
        else:
            self._runner.unhandled.emit(error)
