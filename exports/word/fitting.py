"""Estimates how many pages a document takes, for one-sheet editions.

Word lays the text out itself; the estimate only picks a type size that will fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from exports.document import (
    Block,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    QrCode,
    Table,
)
from exports.word.flow import height_of
from exports.word.styles import Look, look_of
from exports.word.tables import key_values_grid_of, lines_in, table_grid_of

_FACTORS = (1.0, 0.94, 0.88, 0.82, 0.76)
#: Those of a sheet for the wall, to be read from two steps away.
_POSTER_FACTORS = (1.5, 1.41, 1.32, 1.23, 1.14, 1.07, *_FACTORS)
#: Height of a QR code with its words, in twips.
_QR_HEIGHT = 2000
#: A page is never filled to the last line: rows stay whole, headings stay with their text.
_FILLED = 0.97


def fitting_look(document: Document) -> Look:
    """The look of a document, in smaller type where that brings it down to its pages."""
    look = look_of(document)
    wanted = document.page.fit_pages
    if not wanted:
        return look
    on_wall = document.page.paper == "A3" and not look.landscape
    sizes = (scaled(look, factor) for factor in (_POSTER_FACTORS if on_wall else _FACTORS))
    return next((size for size in sizes if pages(document, size) <= wanted), look)


def scaled(look: Look, factor: float) -> Look:
    """All text in other size on the same paper; sizes are whole half points."""
    if factor == 1.0:
        return look
    styles = {
        name: replace(
            style,
            size=round(style.size * factor * 2) / 2,
            line=round(style.line * factor, 1),
            before=style.before * factor,
            after=style.after * factor,
        )
        for name, style in look.styles.items()
    }
    return replace(look, styles=styles)


def pages(document: Document, look: Look) -> int:
    """Estimated pages; covers and contents count for nothing, one-sheet editions have none."""
    parts: list[list[Block]] = [[]]
    for block in document.blocks:
        if isinstance(block, PageBreak):
            parts.append([])
        else:
            parts[-1].append(block)
    heights = [sum(_height(block, look) for block in part) for part in parts]
    title = look.styles["Title"]
    heights[0] += (title.line + title.after) * 20
    codes = [_codes(part) for part in parts]
    room = look.text_height * _FILLED
    return sum(
        max(ceil((height + count * _QR_HEIGHT) / room), 1)
        for height, count in zip(heights, codes, strict=True)
    )


def _codes(part: Sequence[Block]) -> int:
    """Rows of QR codes, three in each."""
    return ceil(sum(isinstance(block, QrCode) for block in part) / 3)


def _height(block: Block, look: Look) -> float:
    """Estimated height in twips, with the gap behind tables."""
    gap = look.styles["Gap"].line * 20
    match block:
        case Paragraph():
            style = look.styles["Note" if block.style == "note" else "Body"]
            width = look.text_width
            return lines_in("　　" + block.text, width, style.size) * style.line * 20
        case Heading():
            style = look.styles[f"Heading{min(max(block.level, 1), 3)}"]
            return (style.line + style.before) * 20
        case Table():
            return sum(table_grid_of(block, look).heights) + gap if block.columns else 0
        case KeyValues():
            return sum(key_values_grid_of(block, look).heights) + gap
        case FlowChart():
            return height_of(block, look) * 20 + gap
        case _:
            return 0
