"""Page numbers and the mark that tells one print from another."""

from __future__ import annotations

from exports.document import Document
from exports.pdf.composer import Composer, Sheet, TextItem
from exports.pdf.contents import page_numbers
from exports.pdf.fonts import SONG
from exports.pdf.styles import MILLIMETRE

_MARK_SIZE = 8.0


def add_footers(composer: Composer, document: Document, fingerprint: str) -> None:
    """Number the pages: — 1 — outside (GB/T 9704-2012 §7.5) with their count in the
    mark, lists 第 1 页　共 9 页.
    """
    numbers = page_numbers(composer.sheets)
    total = sum(number is not None for number in numbers)
    dashed = composer.styles.dashed_page_number
    mark = _mark(document, fingerprint, total if dashed else 0)
    for sheet, number in zip(composer.sheets, numbers, strict=True):
        if number is None:
            continue
        if dashed:
            _dashed(composer, sheet, number)
        else:
            _counted(composer, sheet, f"第 {number} 页　共 {total} 页")
        _put_mark(composer, sheet, mark)


def _mark(document: Document, fingerprint: str, total: int) -> str:
    count = f"共 {total} 页" if total else ""
    parts = (document.organization, document.mark, count, f"校验码 {fingerprint}")
    return "　".join(part for part in parts if part)


def _dashed(composer: Composer, sheet: Sheet, number: int) -> None:
    """4号 figures between dashes, 7 mm under the text; odd pages right, even pages left."""
    size, text = 14.0, f"— {number} —"
    page = composer.styles.page
    width = composer.fonts[SONG].width(text, size)
    x = page.width - page.right - size - width if number % 2 else page.left + size
    y = page.bottom - max(min(7 * MILLIMETRE, page.bottom - 13 * MILLIMETRE), 0) - size
    sheet.texts.append(TextItem(SONG, size, x, y, text))


def _counted(composer: Composer, sheet: Sheet, text: str) -> None:
    size, page = 9.0, composer.styles.page
    width = composer.fonts[SONG].width(text, size)
    x = page.left + (page.text_width - width) / 2
    sheet.texts.append(TextItem(SONG, size, x, page.bottom - 7 * MILLIMETRE, text))


def _put_mark(composer: Composer, sheet: Sheet, mark: str) -> None:
    page = composer.styles.page
    size = _MARK_SIZE
    width = composer.fonts[SONG].width(mark, size)
    if composer.styles.dashed_page_number:
        x, y = page.left + (page.text_width - width) / 2, 9 * MILLIMETRE
    else:
        x, y = page.width - page.right - width, page.bottom - 7 * MILLIMETRE
    sheet.texts.append(TextItem(SONG, size, x, y, mark))
