"""信头: which Word file official pages are set on, a page to try it, the way to one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.editors.choices import ComboBox
from desktop.ui.folders import documents
from desktop.ui.frame import sentence
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.widgets import column, label, link, row, set_property
from desktop.usecases import letterheads

if TYPE_CHECKING:
    from desktop.usecases.export_plan import ExportChoice
    from desktop.usecases.exporting import ExportOutcome
    from desktop.usecases.workspace import Workspace

_WORD = N_("Word 文档 (*.docx *.dotx);;所有文件 (*)")
_NONE, _OTHER = "", "…"


class LetterheadBox(QWidget):
    """Remembered by the library. ``choice`` tells what is to be exported when a page is tried."""

    failed = Signal(object)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, choice: Callable[[], ExportChoice]
    ) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._choice = choice
        self._folder: QTemporaryDir | None = None
        self._tried = 0
        self.box = ComboBox()
        self.box.setAccessibleName(tr("信头"))
        self.box.activated.connect(lambda _: self._chosen())
        self.try_link = link(tr("试一页"), self.try_page, name=tr("用这个信头试一页"))
        self.try_link.setToolTip(tr("用第一条记录写一页，在 Word 里打开看看"))
        self.own_link = link(
            tr("自己做一个…"), self.ask_copy, name=tr("另存内置信头，改成自己的信头")
        )
        self.own_link.setToolTip(tr("把内置信头另存一份，在 Word 里改成本单位的样子"))
        self.note = label(wrap=True)
        line = row(self.box, self.try_link, self.own_link, spacing=14)
        line.setStretch(0, 1)
        layout = column(self, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self.note)

    def refresh(self) -> None:
        """Show what is chosen for this library."""
        chosen = letterheads.chosen(self._workspace)
        self.box.clear()
        self.box.addItem(tr("不用信头"), _NONE)
        self.box.addItem(tr("内置信头（红头）"), str(letterheads.BUILT_IN))
        if chosen is not None and chosen != letterheads.BUILT_IN:
            self.box.addItem(chosen.name, str(chosen))
            self.box.setItemData(2, str(chosen), Qt.ItemDataRole.ToolTipRole)
        self.box.addItem(tr("选择单位的信头文件…"), _OTHER)
        self.box.setCurrentIndex(self.box.findData(str(chosen or _NONE)))
        self.box.setEnabled(not self._workspace.library.read_only)
        self.try_link.setEnabled(chosen is not None)
        gone = chosen is not None and not chosen.is_file()
        self._say(
            tr("信头文件“{name}”不在原来的地方了。请重新选择。", name=chosen.name)
            if chosen is not None and gone
            else tr("用于 Word 的竖排公文；清单、简版和上墙图不套信头。"),
            wrong=gone,
        )

    def _say(self, words: str, *, wrong: bool) -> None:
        self.note.setText(words)
        set_property(self.note, "note", "warn" if wrong else None)
        set_property(self.note, "faint", not wrong)

    def _chosen(self) -> None:
        found = str(self.box.currentData() or _NONE)
        if found == _OTHER:
            self.refresh()
            self.ask()
        else:
            self.choose(Path(found) if found else None)

    def ask(self) -> None:
        """Ask for the office's file."""
        chosen = letterheads.chosen(self._workspace)
        own = chosen is not None and chosen != letterheads.BUILT_IN
        start = str(chosen.parent if chosen is not None and own else documents())
        name, _ = QFileDialog.getOpenFileName(self, tr("选择信头文件"), start, tr(_WORD))
        if name:
            self.choose(Path(name))

    def choose(self, path: Path | None) -> None:
        """Take a file, or none; why it is refused is said below the choice."""
        workspace = self._workspace

        def refused(error: Exception) -> None:
            self.refresh()
            self._refuse(error)

        self._runner.start(
            self, tr("信头"), lambda _: letterheads.choose(workspace, path),
            done=lambda _: self.refresh(), failed=refused,
        )  # fmt: skip

    def _refuse(self, error: Exception) -> None:
        said = sentence(error)
        if said:
            self._say(tr(said), wrong=True)
        else:
            self.failed.emit(error)

    # looking at it

    def try_page(self) -> None:
        """Write the first record of what is chosen on the letterhead, and open it."""
        workspace, choice = self._workspace, self._choice()
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._tried += 1  # what is open in Word cannot be written again
        place = Path(self._folder.filePath(str(self._tried)))
        place.mkdir()
        self.try_link.setEnabled(False)
        self._runner.start(
            self, tr("试一页"),
            lambda progress: letterheads.try_page(workspace, choice, place, progress),
            done=self._written, failed=self._not_written,
        )  # fmt: skip

    def _written(self, outcome: ExportOutcome) -> None:
        self.refresh()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(outcome.files[0])))

    def _not_written(self, error: Exception) -> None:
        self.refresh()
        self._refuse(error)

    # an own one

    def ask_copy(self) -> None:
        """Ask where to put a copy of ours."""
        start = str(documents() / tr("信头.docx"))
        name, _ = QFileDialog.getSaveFileName(self, tr("另存内置信头"), start, tr(_WORD))
        if name:
            self.copy(Path(name))

    def copy(self, target: Path) -> None:
        """Write a copy of ours to be changed, and tell how it goes on."""
        if target.suffix.lower() != ".docx":
            target = target.with_name(f"{target.name}.docx")

        def done(_: object) -> None:
            words = tr(
                "已存为“{name}”。在 Word 里改好：保留【正文】，【单位】【标题】【版本】【日期】会自动填上；再回来选它。",
                name=target.name,
            )
            self._say(words, wrong=False)

        self._runner.start(
            self, tr("另存内置信头"), lambda _: letterheads.copy_built_in(target),
            done=done, failed=self._refuse,
        )  # fmt: skip
