"""Packing and exchange (打包与交换): build, receipts, verify what was brought, the signing key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.key_pane import KeyPane
from desktop.ui.outbox_check import CheckCard
from desktop.ui.pack_pane import PackPane
from desktop.ui.page import Page
from desktop.ui.receipt_pane import ReceiptPane
from desktop.ui.sheets import scroll_sheet
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.task import TaskBar
from desktop.ui.upload_pane import UploadPane
from desktop.ui.widgets import button
from desktop.usecases.key_desk import KeyDesk

if TYPE_CHECKING:
    from desktop.usecases.outbox import Built, Checked
    from desktop.usecases.workspace import Workspace

_PACK, _UPLOAD, _RECEIPT, _CHECK, _KEY = range(5)
_TABS = (N_("生成和交出"), N_("上传"), N_("回执"), N_("核对收到的包"), N_("签名密钥"))
_PACKAGE, _ANSWER, _SIGNATURE = ".zip", ".json", ".minisig"
_TABLES = (".xlsx", ".xls", ".csv")


class PackPage(Page):
    """Five tabs. Deeds that concern the whole page go into ``buttons`` of the header."""

    failed = Signal(object)
    changed = Signal()
    check_wanted = Signal()  # the problems of the library
    open_wanted = Signal(str, str)
    list_wanted = Signal(str, object)
    problems_wanted = Signal(object)
    merge_wanted = Signal()
    merge_file_wanted = Signal(object)
    conflicts_wanted = Signal()
    upper_wanted = Signal()  # the catalogue of the level above

    def __init__(self, runner: JobRunner, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self._workspace = workspace
        self.set_title(tr("打包与交换"))
        self.desk = KeyDesk()
        self.pack = PackPane(runner, workspace, settings, self.desk)
        self.uploads = UploadPane(runner, workspace, self.desk)
        self.receipts = ReceiptPane(runner, workspace, settings)
        self.checker = CheckCard(workspace.catalogue)
        self.check_task = TaskBar(runner)
        self.keys = KeyPane(runner, workspace, settings, self.desk)
        self.tabs = tab_bar(tr("打包与交换的内容"))
        self.parts = QStackedWidget()
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def _build(self) -> None:
        parts = (self.pack, self.uploads, self.receipts, self._check_sheet(), self.keys)
        for title, part in zip(_TABS, parts, strict=True):
            self.tabs.addTab(tr(title))
            self.parts.addWidget(part)
        self.merge_button = button(tr("合并同事的包或工作库…"), self.merge_wanted.emit)
        self.upper_button = button(tr("上级目录…"), self.upper_wanted.emit)
        for item in (self.upper_button, self.merge_button):
            self.buttons.addWidget(item)
        self.body.addWidget(tab_strip(self.tabs))
        self.body.addWidget(self.parts, 1)

    def _check_sheet(self) -> QWidget:
        area, inner = scroll_sheet()
        self.check_task.setMaximumWidth(self.checker.maximumWidth())
        inner.addWidget(self.checker)
        inner.addWidget(self.check_task)
        inner.addStretch(1)
        return area

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        for part in (self.pack, self.uploads, self.receipts, self.checker, self.keys):
            part.failed.connect(self.failed)
        self.pack.check_wanted.connect(self.check_wanted)
        self.pack.open_wanted.connect(self.open_wanted)
        self.pack.key_wanted.connect(lambda: self.tabs.setCurrentIndex(_KEY))
        self.pack.list.upload_wanted.connect(self._upload)
        self.uploads.changed.connect(self.changed)
        self.uploads.open_wanted.connect(self.open_wanted)
        self.receipts.changed.connect(self.changed)
        self.receipts.open_wanted.connect(self.open_wanted)
        self.receipts.list_wanted.connect(self.list_wanted)
        self.receipts.problems_wanted.connect(self.problems_wanted)
        self.receipts.check_wanted.connect(self.check)
        self.receipts.merge_wanted.connect(self.merge_file_wanted)
        self.receipts.conflicts_wanted.connect(self.conflicts_wanted)
        self.checker.check_wanted.connect(self.check)

    def arrive(self) -> None:
        """What is on show, afresh."""
        self._show_tab(self.tabs.currentIndex())

    def _show_tab(self, number: int) -> None:
        self.parts.setCurrentIndex(number)
        part = self.parts.currentWidget()
        if isinstance(part, PackPane | UploadPane | ReceiptPane | KeyPane):
            part.arrive()

    def leave(self) -> bool:
        """Remember the folder typed last."""
        self.pack.folder.flush()
        return True

    def show_portal(self) -> None:
        """Go to where the portal's address is filled in."""
        self.tabs.setCurrentIndex(_UPLOAD)
        self.uploads.access.url.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _upload(self, built: Built) -> None:
        self.tabs.setCurrentIndex(_UPLOAD)
        self.uploads.propose(built.file)

    # any package

    def check(self, path: Path) -> None:
        """Verify a package that somebody brought."""
        self.tabs.setCurrentIndex(_CHECK)
        if self.check_task.job is not None:
            return
        from desktop.usecases import outbox

        workspace, key = self._workspace, self.checker.key
        self.check_task.start(
            tr("核对"), lambda progress: outbox.check(workspace, path, progress, key),
            self._checked, self.failed.emit, lambda: None,
        )  # fmt: skip

    def _checked(self, checked: Checked) -> None:
        self.checker.show_result(checked)

    # what is dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Packages and receipts are for here; anything else is the window's to import."""
        if self._dropped(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Verify a package, read receipts."""
        paths = self._dropped(event)
        if not paths:
            return
        event.acceptProposedAction()
        if paths[0].suffix.lower() == _PACKAGE:
            self.check(paths[0])
        elif paths[0].suffix.lower() == _ANSWER:
            self.tabs.setCurrentIndex(_RECEIPT)
            self.receipts.read(paths)
        else:
            self.receipts.choose_mapping(paths[0])

    def _dropped(self, event: QDropEvent | QDragEnterEvent) -> list[Path]:
        """One package, or receipts (their signatures may come with them), or a list of results
        where receipts are on show; empty when it is not for this page.
        """
        urls = event.mimeData().urls()
        if not urls or not all(url.isLocalFile() for url in urls):
            return []
        paths = [Path(url.toLocalFile()) for url in urls]
        kept = [path for path in paths if path.suffix.lower() != _SIGNATURE]
        kinds = {path.suffix.lower() for path in kept}
        writable = not self._workspace.library.read_only
        if len(paths) == 1 and kinds == {_PACKAGE}:
            return kept
        if kinds == {_ANSWER} and writable:
            return kept
        here = self.tabs.currentIndex() == _RECEIPT
        if len(paths) == 1 and kinds and kinds <= {*_TABLES} and here and writable:
            return kept
        return []
