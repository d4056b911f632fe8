"""Where this computer puts exports, packages and backups: chosen, remembered, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.task import FolderRow
from desktop.ui.widgets import column, label, set_property
from desktop.usecases.folders import folder_problem

_PAUSE = 400  # ms after the last key
#: Key of the computer's settings → what it is for, the folder below the user's documents.
FOLDERS: Mapping[str, tuple[str, str]] = {
    "export_folder": (N_("导出的文档和表格"), N_("明册导出")),
    "package_folder": (N_("同步包"), N_("明册同步包")),
    "backup_folder": (N_("备份"), N_("明册备份")),
}


def documents() -> Path:
    """The user's documents folder."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place or Path.home())


def default_folder(key: str) -> Path:
    """The folder that is taken until somebody chooses one; its name stays Chinese."""
    return documents() / FOLDERS[key][1]


def chosen_folder(settings: QSettings, key: str) -> Path:
    """The folder chosen for a purpose, else its default."""
    kept = str(settings.value(key, "") or "").strip()
    return Path(kept) if kept else default_folder(key)


class RememberedFolder(QWidget):
    """A folder to write to: remembered as it is chosen, and said at once when it cannot be."""

    def __init__(self, runner: JobRunner, settings: QSettings, key: str) -> None:
        super().__init__()
        self._runner = runner
        self._settings = settings
        self._key = key
        self.row = FolderRow(chosen_folder(settings, key))
        self.row.box.setAccessibleName(tr(FOLDERS[key][0]))
        self.box = self.row.box
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        layout = column(self, spacing=4)
        layout.addWidget(self.row)
        layout.addWidget(self.message)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.flush)
        self.box.textChanged.connect(lambda _: self._timer.start())
        self.box.editingFinished.connect(self.flush)

    @property
    def path(self) -> Path:
        """The folder as typed; the default when nothing is."""
        return self.row.path if self.box.text().strip() else default_folder(self._key)

    def refresh(self) -> None:
        """Show what is kept: another page may have chosen."""
        self.box.setText(str(chosen_folder(self._settings, self._key)))
        self._timer.stop()
        self.judge()

    def reset(self) -> None:
        """Back to the folder below the documents."""
        self.box.setText(str(default_folder(self._key)))
        self.flush()

    def flush(self) -> None:
        """Remember it now, and say what is wrong with it."""
        self._timer.stop()
        text = self.box.text().strip()
        default = str(default_folder(self._key))
        self._settings.setValue(self._key, "" if text == default else text)
        self.judge()

    def judge(self) -> None:
        """Find out whether it can be written; in the background, as a share may be long silent."""
        path = self.path
        self._runner.start(
            self, tr("检查文件夹"), lambda _: folder_problem(path),
            done=lambda words: self._tell(path, words),
        )  # fmt: skip

    def _tell(self, path: Path, words: str) -> None:
        if path == self.path:
            self.message.setText(words)
            self.message.setVisible(bool(words))
            set_property(self.box, "severity", "warn" if words else "")
