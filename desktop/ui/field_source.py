"""Where a field was imported from: file, sheet, cell, and what stands there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from desktop.ui.field_row import FieldRow
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.source_words import cell_words
from desktop.ui.task import open_folder
from desktop.ui.widgets import column, label, link, row
from desktop.usecases.import_log import LoggedFile, write_original

if TYPE_CHECKING:
    from desktop.usecases.history import FieldCell
    from desktop.usecases.workspace import Workspace

_MOST = 3  # cells of a field that are told
_LONGEST = 300  # characters of a cell


class FieldSource(QFrame):
    """Follows the field that has the focus; hidden for a record that nobody imported."""

    failed = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._workspace: Workspace | None = None
        self._cells: Mapping[str, Sequence[FieldCell]] = {}
        self._kept: frozenset[str] = frozenset()
        self._field = ""
        self._label = ""
        self.setObjectName("asideFoot")
        self.title = label(tone="strong", wrap=True)
        self.place = label(tone="quiet", wrap=True)
        self.text = label(wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.original = link(tr("打开原文件"), self._open)
        inner = column(self, spacing=4, margins=(14, 10, 14, 10))
        for item in (self.title, self.place, self.text):
            inner.addWidget(item)
        inner.addLayout(row(self.original, 1))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self.hide()

    def attach(self, workspace: Workspace) -> None:
        """Which library's files they are."""
        self._workspace = workspace

    def show_sources(
        self, cells: Mapping[str, Sequence[FieldCell]], kept: frozenset[str]
    ) -> None:  # fmt: skip
        """Field → its cells; ``kept`` are the sha256 of files that the library keeps."""
        self._cells, self._kept = cells, kept
        self._show()

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        while now is not None and not isinstance(now, FieldRow):
            now = now.parentWidget()
        if now is not None and now.field.id != self._field:
            self._field, self._label = now.field.id, tr(now.field.label)
            self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._cells))
        cells = self._cells.get(self._field, ())
        self.place.setVisible(bool(cells))
        self.text.setVisible(bool(cells))
        self.original.setVisible(bool(cells) and cells[0].sha256 in self._kept)
        if not self._field:
            self.title.setText(tr("这条记录是导入的：点一个栏目，这里就说明它的来源。"))
        elif not cells:
            self.title.setText(tr("“{label}”不是导入的", label=self._label))
        else:
            self.title.setText(tr("“{label}”的来源", label=self._label))
            self.place.setText("\n".join(dict.fromkeys(map(cell_words, cells[:_MOST]))))
            said = "\n".join(dict.fromkeys(cell.text.strip() for cell in cells[:_MOST]))
            self.text.setText(said if len(said) <= _LONGEST else said[:_LONGEST] + "……")

    def _open(self) -> None:
        cells, workspace = self._cells.get(self._field, ()), self._workspace
        if not cells or workspace is None:
            return
        file = LoggedFile(cells[0].file, cells[0].sha256, {}, {}, 0, cells[0].sha256)

        def work(_: object) -> Path:
            return write_original(workspace, file, Path(tempfile.mkdtemp(prefix="mingce-")))

        self._runner.start(self, tr("打开原文件"), work, done=open_folder, failed=self.failed.emit)
