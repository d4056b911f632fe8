"""A block of cells from the clipboard as a file, so that it takes the way of every import."""

from __future__ import annotations

import csv
from pathlib import Path

from desktop.imports.grid import Grid
from desktop.imports.html_table import html_grids
from desktop.usecases.cell_blocks import parted

#: What the import calls it.
NAME = "剪贴板"


class NothingToPaste(ValueError):
    """Text that is no table with a heading row; the sentence says what is wanted."""

    def __init__(self) -> None:
        super().__init__(
            "剪贴板里没有表格。请在 Excel 或 Word 中连同表头一起选中要粘贴的行，复制后再粘贴。"
        )


def keep_page(html: str, folder: Path) -> Path:
    """Write the tables of a page, as Word and WPS give them, to a file in ``folder``: merged cells
    stay merged.

    `NothingToPaste` when none of them has two lines and two columns.
    """
    grids = html_grids(html)
    if not any(_is_list(grid) for grid in grids):
        raise NothingToPaste
    path = folder / f"{NAME}.html"
    start = html.lower().index("<table")
    path.write_text(f"<html>{html[start:]}", encoding="utf-8")
    return path


def _is_list(grid: Grid) -> bool:
    rows = {row for row, _ in grid.cells}
    return len(rows) > 1 and max((column for _, column in grid.cells), default=0) > 1


def keep_block(text: str, folder: Path) -> Path:
    """Write tab-separated text, as spreadsheets give it, to a CSV file in ``folder``.

    `NothingToPaste` when it has less than a heading row and one line of at least two cells.
    """
    rows = [row for row in parted(text) if any(row)]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        raise NothingToPaste
    path = folder / f"{NAME}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path
