"""A figure as a picture, for readers that know no drawings (Word 2007, converters)."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from exports.word.flow_figure import Box, Figure, Stroke
from resources.fonts import FontName, font_path

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: Pixels to a point: 144 dpi.
_SCALE = 2
_INK, _PAPER, _FILL = 38, 255, 247
_FAMILIES: dict[str, FontName] = {"FlowName": "Hei"}
_PADDING = 6.0
#: Of the type size, how far the base line lies below the middle of the line, twice.
_BASE = 0.76


@lru_cache(maxsize=64)
def figure_png(figure: Figure) -> bytes:
    """The picture in shades of grey."""
    import PIL.Image
    import PIL.ImageDraw

    size = (round(figure.width * _SCALE) + 2, round(figure.height * _SCALE) + 2)
    image = PIL.Image.new("L", size, _PAPER)
    draw = PIL.ImageDraw.Draw(image)
    for stroke in figure.strokes:
        _stroke(draw, stroke)
    for box in figure.boxes:
        _box(image, draw, box)
    return _png(*size, image.tobytes())


def _png(width: int, height: int, pixels: bytes) -> bytes:
    """Grey pixels as PNG (ISO/IEC 15948); Pillow tries five filters a row, which takes most of the
    time and gains little on white paper.
    """
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    dots = round(72 * _SCALE / 0.0254)  # per metre
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", dots, dots, 1)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@lru_cache(maxsize=2000)
def _glyph(family: FontName, pixels: int, character: str) -> tuple[Image, int, int, float]:
    """A drawn character, where it stands from the left end of its base line, and its advance.

    Charts use the same few hundred characters again and again.
    """
    import PIL.Image
    import PIL.ImageDraw

    font = _font(family, pixels)
    left, top, right, bottom = map(round, font.getbbox(character, anchor="ls"))
    mask = PIL.Image.new("L", (max(right - left, 1), max(bottom - top, 1)), 0)
    PIL.ImageDraw.Draw(mask).text((-left, -top), character, fill=255, font=font, anchor="ls")
    return mask, left, top, font.getlength(character)


@lru_cache(maxsize=8)
def _font(family: FontName, pixels: int) -> FreeTypeFont:
    from PIL import ImageFont

    # Basic layout: no Chinese text needs shaping, and Raqm takes ten times as long.
    return ImageFont.truetype(str(font_path(family)), pixels, layout_engine=ImageFont.Layout.BASIC)


def _stroke(draw: ImageDraw, stroke: Stroke) -> None:
    x1, y1, x2, y2 = (v * _SCALE for v in (stroke.x1, stroke.y1, stroke.x2, stroke.y2))
    draw.line((x1, y1, x2, y2), fill=_INK, width=2)
    if stroke.arrow:
        across = abs(x2 - x1) > abs(y2 - y1)
        head = (
            [(x2 - 12, y2 - 6), (x2 - 12, y2 + 6)]
            if across
            else [(x2 - 6, y2 - 12), (x2 + 6, y2 - 12)]
        )
        draw.polygon([*head, (x2, y2)], fill=_INK)


def _box(image: Image, draw: ImageDraw, box: Box) -> None:
    left, top = box.left * _SCALE, box.top * _SCALE
    corner = (left + box.width * _SCALE, top + box.height * _SCALE)
    draw.rectangle((left, top, *corner), fill=_FILL, outline=_INK, width=2)
    middle = left + box.width * _SCALE / 2
    y = top + (box.height - sum(line.height * line.count for line in box.lines)) * _SCALE / 2
    for line in box.lines:
        face = (_FAMILIES.get(line.style, "Song"), round(line.size * _SCALE))
        room = (box.width - 2 * _PADDING) * _SCALE
        for words, width in _broken(line.text, face, room):
            y += line.height * _SCALE
            base = y - (line.height - line.size * _BASE) * _SCALE / 2
            _words(image, words, face, middle - width / 2, base)


def _words(image: Image, words: str, face: tuple[FontName, int], x: float, base: float) -> None:
    for character in words:
        mask, left, top, advance = _glyph(*face, character)
        image.paste(0, (round(x) + left, round(base) + top), mask)
        x += advance


def _broken(text: str, face: tuple[FontName, int], room: float) -> list[tuple[str, float]]:
    """Words broken into lines wherever they are full, with their widths."""
    lines = [("", 0.0)]
    for character in text.replace("\n", " "):
        words, width = lines[-1]
        advance = _glyph(*face, character)[3]
        if words and width + advance > room:
            lines.append((character, advance))
        else:
            lines[-1] = (words + character, width + advance)
    return lines
