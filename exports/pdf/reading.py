"""The text of the pages of a PDF, and what its properties say (pypdfium2, loaded when needed)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exports.pdf.raster import LOCK, load_pdfium


class PdfRefused(ValueError):
    """A PDF that cannot be opened; ``locked``: it wants a password."""

    def __init__(self, *, locked: bool) -> None:
        super().__init__("locked" if locked else "broken")
        self.locked = locked


@dataclass(frozen=True, slots=True)
class PageText:
    """A page from 1: what is written on it and in its notes. ``empty``: nothing at all is on it."""

    number: int
    text: str
    notes: tuple[str, ...]
    empty: bool


def pdf_properties(data: bytes) -> dict[str, str]:
    """What the file says of itself (Author, Title …); blank ones left out."""
    pdfium = load_pdfium()
    with LOCK, _opened(pdfium, data) as pdf:
        return dict(pdf.get_metadata_dict(skip_empty=True))


def page_texts(data: bytes, most: int) -> Iterator[PageText]:
    """The pages in order, ``most`` at the most. The lock is held while a page is read only.

    Raises:
        PdfRefused: the file cannot be opened.
        CannotDraw: pypdfium2 is missing or does not run here.
    """
    pdfium = load_pdfium()
    first, last = 0, 1
    while first < last and first < most:
        upto = min(first + _AT_ONCE, most)
        with LOCK, _opened(pdfium, data) as pdf:
            last = len(pdf)
            found = [_page(pdfium, pdf, number) for number in range(first, min(upto, last))]
        yield from found
        first = upto


#: Pages read while the lock is held: some hundredths of a second.
_AT_ONCE = 20


def _opened(pdfium: Any, data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise PdfRefused(locked="password" in str(error).lower()) from error


def _page(pdfium: Any, pdf: Any, number: int) -> PageText:
    try:
        page = pdf[number]
    except pdfium.PdfiumError as error:
        raise PdfRefused(locked=False) from error
    words = page.get_textpage()
    text = words.get_text_range() if words.count_chars() > 0 else ""
    words.close()
    notes = tuple(_notes(pdfium.raw, page))
    empty = not text.strip() and pdfium.raw.FPDFPage_CountObjects(page) == 0
    page.close()
    return PageText(number + 1, text, notes, empty)


def _notes(raw: Any, page: Any) -> Iterator[str]:
    """Words of annotations and the values of form fields."""
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        for key in (b"Contents", b"V"):
            if text := _string(raw, note, key):
                yield text
        raw.FPDFPage_CloseAnnot(note)


def _string(raw: Any, note: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(
        note, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")
