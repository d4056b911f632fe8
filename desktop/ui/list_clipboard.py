"""Lists to and from a spreadsheet by way of the clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard

from desktop.ui.i18n import tr
from desktop.ui.list_columns import COLUMNS, PLACES, text_of
from desktop.usecases.listing import Line
from exports.progress import Progress

_BATCH = 500
_MERGED = re.compile(
    r"\b(?:row|col)span\s*=\s*[\"']?(?:[2-9]|1\d)|display\s*:\s*none", re.IGNORECASE
)
_WORD = re.compile(r"office:word|Word\.Document|MsoNormal|MsoTableGrid", re.IGNORECASE)
#: Keeps long codes, leading zeros and what looks like a formula as the text that it is.
_AS_TEXT = "mso-number-format:'\\@'"
#: What a spreadsheet takes for the start of a formula (as `exports.excel` has it).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_of(
    numbers: Sequence[int], columns: Sequence[str],
    read: Callable[[Sequence[int]], Sequence[Line]], progress: Progress,
) -> list[list[str]]:  # fmt: skip
    """Headings and the words of each line, as the list shows them, read some at a time."""
    rows = [[tr(COLUMNS[PLACES[name]].heading) for name in columns]]
    for start in range(0, len(numbers), _BATCH):
        progress.step(start, len(numbers), tr("复制"))
        part = read(numbers[start : start + _BATCH])
        rows += [[text_of(line, name) for name in columns] for line in part]
    return rows


def mime_of(rows: Sequence[Sequence[str]]) -> QMimeData:
    """A table for the clipboard: HTML, which spreadsheets prefer, and text for all others."""
    data = QMimeData()
    data.setText("\r\n".join("\t".join(map(_plain, cells)) for cells in rows) + "\r\n")
    head, *body = ["".join(map(_cell, cells)) for cells in rows]
    lines = "".join(f"<tr>{line}</tr>" for line in body)
    data.setHtml(
        '<html><head><meta charset="utf-8"></head><body><table>'
        f"<tr>{head.replace('<td', '<th').replace('</td', '</th')}</tr>{lines}"
        "</table></body></html>"
    )
    return data


def _cell(text: str) -> str:
    from html import escape  # late: the window opens without its long list of entities

    return f'<td style="{_AS_TEXT}">{escape(text)}</td>'


def _plain(text: str) -> str:
    """A cell of tab-separated text; an apostrophe keeps a would-be formula from being computed."""
    if text.startswith(_FORMULA):
        text = f"'{text}"
    if any(sign in text for sign in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def pasted_page(clipboard: QClipboard) -> str:
    """The page on the clipboard, when its table says more than the text does: merged or hidden cells,
    or cells of a Word document, whose paragraphs the text does not keep apart. Empty otherwise.
    """
    data = clipboard.mimeData()
    html = data.html() if data.hasHtml() else ""
    if "<table" not in html.lower():
        return ""
    richer = _MERGED.search(html) or _WORD.search(html) or not pasted_text(clipboard)
    return html if richer else ""


def pasted_text(clipboard: QClipboard) -> str:
    """The block of cells on the clipboard as tab-separated text; empty when there is none."""
    data = clipboard.mimeData()
    text = data.text() if data.hasText() else ""
    return text if "\t" in text and "\n" in text.strip("\r\n") else ""
