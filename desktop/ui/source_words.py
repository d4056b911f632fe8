"""Where something was imported from, in words; read with the entry form, so nothing of the import is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.i18n import tr

if TYPE_CHECKING:
    from desktop.usecases.history import FieldCell

_LETTERS = 3  # of a sheet's column; longer ones are keys of a platform


def cell_words(cell: FieldCell) -> str:
    """File, sheet and cell in which something stood, with the heading above it."""
    heading = tr("“{header}”", header=cell.header) if cell.header else ""
    if not cell.sheet or cell.column == "" or len(cell.column) > _LETTERS:
        place = tr("“{file}”第 {row} 行{heading}", file=cell.file, row=cell.row, heading=heading)
        return place if cell.row else tr("“{file}”{heading}", file=cell.file, heading=heading)
    return tr(
        "“{file}”工作表“{sheet}”第 {row} 行 {column} 列{heading}", file=cell.file,
        sheet=cell.sheet, row=cell.row, column=cell.column, heading=heading,
    )  # fmt: skip
