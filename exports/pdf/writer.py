"""Writes the pages that were laid out into a PDF file."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from exports.atomic import write_atomically
from exports.document import Document
from exports.pdf.composer import Composer
from exports.pdf.emission import Emitter
from exports.pdf.fonts import FontSet, bundled_fonts
from exports.pdf.footer import add_footers
from exports.pdf.layout import lay_out
from exports.progress import NO_PROGRESS, Progress


@dataclass(frozen=True, slots=True)
class PdfReport:
    """What was written: number of pages, characters that no font has (drawn as 〓), embedded
    families.
    """

    pages: int
    missing_glyphs: tuple[str, ...]
    fonts: tuple[str, ...]


def write_pdf(
    document: Document, target: Path, *, progress: Progress | None = None,
    fonts: FontSet | None = None,
) -> PdfReport:  # fmt: skip
    """Write a document as PDF; ``target`` is replaced at once or not at all.

    The same document gives the same bytes on one installation. ``fonts``: others than the
    bundled ones (`fonts.with_own`).

    Raises:
        Cancelled: the progress handle says that the user stopped.
        CannotWrite: the file cannot be written.
    """
    data, report = _make(document, fonts or bundled_fonts(), progress or NO_PROGRESS)
    write_atomically(target, data)
    return report


def pdf_bytes(
    document: Document, *, progress: Progress | None = None, fonts: FontSet | None = None,
    part: Literal[1, 2] = 2,
) -> bytes:  # fmt: skip
    """The very bytes that :func:`write_pdf` writes, for who only looks at the pages.

    ``part`` 1: the same pages as PDF/A-1b, for validators that know no later one.

    Raises:
        Cancelled: the progress handle says that the user stopped.
    """
    return _make(document, fonts or bundled_fonts(), progress or NO_PROGRESS, part)[0]


def _make(
    document: Document, fonts: FontSet, progress: Progress, part: Literal[1, 2] = 2
) -> tuple[bytes, PdfReport]:
    with _undisturbed():
        composer = lay_out(document, fonts, progress)
        fingerprint = document.fingerprint()
        add_footers(composer, document, fingerprint)
        return _emit(document, composer, fingerprint, progress, part)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would walk over every piece of the layout again and
    again, a fifth of the time, although none can go before the file is written.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _emit(
    document: Document,
    composer: Composer,
    fingerprint: str,
    progress: Progress,
    part: Literal[1, 2],
) -> tuple[bytes, PdfReport]:
    buffer = io.BytesIO()
    emitter = Emitter(document, composer, fingerprint, buffer, part)
    total = len(composer.sheets)
    for number in range(total):
        progress.step(number, total, f"正在写第 {number + 1} 页，共 {total} 页")
        emitter.emit_page(number)
    emitter.close()
    progress.step(total, total, "已写完")
    report = PdfReport(total, _in_order(emitter.missing), emitter.families)
    return buffer.getvalue(), report


def _in_order(chars: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(chars))
