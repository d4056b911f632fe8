"""Which files to take in: the dialog that asks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import N_, tr

_FILES = N_(
    "清单和指南 (*.xlsx *.xls *.et *.csv *.json *.xml *.docx *.docm *.dotx *.doc *.wps *.rtf *.odt "
    "*.htm *.html);;所有文件 (*)"
)


def ask_files(parent: QWidget) -> list[Path]:
    """The files that somebody chooses; [] when none."""
    names, _ = QFileDialog.getOpenFileNames(parent, tr("导入文件"), "", tr(_FILES))
    return [Path(name) for name in names]
