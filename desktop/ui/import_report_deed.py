"""Writing the import report, and opening the original files that an import kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.folders import documents
from desktop.ui.i18n import tr
from desktop.ui.task import open_folder

if TYPE_CHECKING:
    from desktop.ui.jobs import JobRunner
    from desktop.usecases.import_log import LoggedFile
    from desktop.usecases.import_plan import ImportPlan
    from desktop.usecases.workspace import Workspace


class ReportDeed:
    """``said`` takes words, the name of a deed and the deed; ``failed`` an error."""

    def __init__(
        self, owner: QWidget, runner: JobRunner, workspace: Workspace,
        said: Callable[[str, str, object], Any], failed: Callable[[Any], Any],
    ) -> None:  # fmt: skip
        self._owner, self._runner, self._workspace = owner, runner, workspace
        self._said, self._failed = said, failed

    def ask(self, source: ImportPlan | str) -> None:
        """Ask where to write the report of a plan, or of a past import by its identifier."""
        start = str(documents() / tr("导入报告.xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(
            self._owner, tr("保存导入报告"), start, tr("Excel 工作簿 (*.xlsx)")
        )
        if chosen:
            self.write(source, Path(chosen))

    def write(self, source: ImportPlan | str, target: Path) -> None:
        """Write it in the background."""
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        workspace = self._workspace

        def work(progress: Any) -> Path:
            from desktop.usecases.import_report import of_log, of_plan, write_import_report

            if isinstance(source, str):
                report = of_log(workspace, source)
            else:
                report = of_plan(workspace, source)
            write_import_report(workspace, report, target, progress)
            return target

        self._runner.start(
            self._owner, tr("保存导入报告"), work, done=self._written, failed=self._failed
        )

    def _written(self, target: Path) -> None:
        words = tr("已保存“{name}”。", name=target.name)
        self._said(words, tr("打开文件夹"), lambda: open_folder(target.parent))

    def open_original(self, file: LoggedFile) -> None:
        """Show a copy of an original file in the program that the computer has for it."""
        workspace = self._workspace

        def work(_: Any) -> Path:
            from desktop.usecases.import_log import write_original

            return write_original(workspace, file, Path(tempfile.mkdtemp(prefix="mingce-")))

        self._runner.start(
            self._owner, tr("打开原文件"), work, done=open_folder, failed=self._failed
        )
