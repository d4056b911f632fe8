"""Pictures of the pages of a PDF, for looking at them (pypdfium2, loaded when first needed)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

# PDFium may be used by one thread at a time, even with several documents. So nothing of it lives
# on between two calls either: the garbage collector would close it on any thread.
LOCK = threading.Lock()


class CannotDraw(OSError):
    """Pages cannot be turned into pictures on this computer; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as rows of ``stride`` bytes, four for each pixel: blue, green, red, 255."""

    width: int
    height: int
    stride: int
    data: bytes


def page_sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points (1/72 inch)."""
    pdfium = load_pdfium()
    with LOCK, pdfium.PdfDocument(data) as pdf:
        return tuple(pdf.get_page_size(number) for number in range(len(pdf)))


def page_picture(data: bytes, number: int, scale: float) -> Picture:
    """A page (from 0) drawn on white with ``scale`` pixels to a point.

    Raises:
        CannotDraw: pypdfium2 is missing or does not run here.
    """
    pdfium = load_pdfium()
    with LOCK, pdfium.PdfDocument(data) as pdf:
        page = pdf[number]
        drawn = page.render(scale=scale, force_bitmap_format=pdfium.raw.FPDFBitmap_BGRA)
        picture = Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))
        drawn.close()
        page.close()
    return picture


def load_pdfium() -> Any:
    """The library; `CannotDraw` where it does not run. Whoever uses it holds `LOCK`."""
    try:
        import pypdfium2
    except (ImportError, OSError) as error:
        raise CannotDraw(
            "这台电脑缺少显示页面的组件 pypdfium2，打印预览用不了；导出 Word、PDF 不受影响。"
        ) from error
    return pypdfium2
