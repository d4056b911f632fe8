"""录入工作簿: where it is written to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import tr


def ask_data_book(parent: QWidget, folder: Path, title: str) -> Path | None:
    """Ask for the file of a workbook that is filled in and imported back; None: not now."""
    name = tr("{title}录入工作簿.xlsx", title=title)
    chosen, _ = QFileDialog.getSaveFileName(
        parent, tr("导出录入工作簿"), str(folder / name), tr("Excel 工作簿 (*.xlsx)")
    )
    if not chosen:
        return None
    target = Path(chosen)
    return target if target.suffix.lower() == ".xlsx" else target.with_name(f"{target.name}.xlsx")
