"""What hangs on the cells of an old workbook (.xls): words crossed out, comments, percents."""

from __future__ import annotations

from typing import Any

from desktop.imports.grid import Place
from desktop.imports.xlsx_marks import LONGEST_COMMENT


def is_percent(sheet: Any, row: int, column: int) -> bool:
    """Whether a cell (counted from 0) shows its number as a percent."""
    styles = sheet.book.xf_list
    index = sheet.cell_xf_index(row, column)
    found = sheet.book.format_map.get(styles[index].format_key) if index < len(styles) else None
    return found is not None and "%" in found.format_str


def struck_of(sheet: Any) -> dict[Place, str]:
    """The words that are crossed out in the cells of a sheet."""
    book = sheet.book
    struck = {index for index, font in enumerate(book.font_list) if font.struck_out}
    if not struck:
        return {}
    styles = {index for index, style in enumerate(book.xf_list) if style.font_index in struck}
    found: dict[Place, str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = sheet.cell_value(row, column)
            if not isinstance(text, str) or not text.strip():
                continue
            words = _struck(text, sheet.rich_text_runlist_map.get((row, column)), struck)
            whole = sheet.cell_xf_index(row, column) in styles
            if whole or words:
                found[row + 1, column + 1] = text if whole else words
    return found


def _struck(text: str, runs: list[tuple[int, int]] | None, struck: set[int]) -> str:
    """The runs of a text whose font is crossed out; each begins where the one before it ends."""
    parts = []
    for number, (start, font) in enumerate(runs or ()):
        end = runs[number + 1][0] if runs and number + 1 < len(runs) else len(text)
        if font in struck:
            parts.append(text[start:end])
    return "".join(parts).strip()


def comments_of(sheet: Any) -> dict[Place, str]:
    """The comments on the cells of a sheet."""
    found = {
        (row + 1, column + 1): " ".join(note.text.split())[:LONGEST_COMMENT]
        for (row, column), note in sheet.cell_note_map.items()
    }
    return {place: words for place, words in found.items() if words}
