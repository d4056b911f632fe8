"""Type and paper: what GB/T 9704-2012 asks of an official document, and what tables need.

All lengths are in points (1/72 inch) unless a name says millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from exports.document import Align, Document
from exports.pdf.fonts import BIAO, HEI, KAI, SONG

MILLIMETRE = 72 / 25.4
_PAPERS = {"A4": (210 * MILLIMETRE, 297 * MILLIMETRE), "A3": (297 * MILLIMETRE, 420 * MILLIMETRE)}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set. ``indent`` counts characters; ``before``/``after`` are blank
    space.
    """

    family: str
    size: float
    leading: float
    indent: float = 0
    align: Align = "left"
    justify: bool = False
    before: float = 0
    after: float = 0

    def scaled(self, factor: float) -> TextStyle:
        """The style in other type size."""
        if factor == 1.0:
            return self
        return replace(
            self, size=self.size * factor, leading=self.leading * factor,
            before=self.before * factor, after=self.after * factor,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Geometry:
    """Paper and margins."""

    width: float
    height: float
    top: float
    left: float
    bottom: float
    right: float

    @property
    def text_width(self) -> float:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the type area."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """Everything that decides how a document looks. ``flow_across``: steps of a flow chart stand
    in a row where they fit.
    """

    page: Geometry
    title: TextStyle
    subtitle: TextStyle
    headings: tuple[TextStyle, TextStyle, TextStyle]
    body: TextStyle
    note: TextStyle
    label: TextStyle
    cell: TextStyle
    cell_header: TextStyle
    flow_name: TextStyle
    flow_detail: TextStyle
    contents: TextStyle
    cell_padding: float = 4
    dashed_page_number: bool = True
    flow_across: bool = False

    def scaled(self, factor: float) -> Stylesheet:
        """All text in other size on the same paper."""
        changes: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, TextStyle):
                changes[item.name] = value.scaled(factor)
            elif isinstance(value, tuple):
                changes[item.name] = tuple(style.scaled(factor) for style in value)
        return replace(self, **changes)


def _geometry(document: Document, margins: tuple[float, float, float, float]) -> Geometry:
    width, height = _PAPERS[document.page.paper]
    if document.page.orientation == "landscape":
        width, height = height, width
    top, left, bottom, right = (margin * MILLIMETRE for margin in margins)
    return Geometry(width, height, top, left, bottom, right)


def official(document: Document) -> Stylesheet:
    """The page of GB/T 9704-2012 §5: 22 lines of 28 characters, 3号 body, 2号小标宋 title.

    156 mm hold 28 characters of 15.75 pt, not of the nominal 16.
    """
    size, leading = 15.75, 28.95
    return Stylesheet(
        page=_geometry(document, (37, 28, 35, 26)),
        title=TextStyle(BIAO, 22, 34, align="center", after=14),
        subtitle=TextStyle(KAI, size, leading, align="center"),
        headings=(
            TextStyle(HEI, size, leading, indent=2, before=4, after=2),
            TextStyle(KAI, size, leading, indent=2),
            TextStyle(SONG, size, leading, indent=2),
        ),
        body=TextStyle(SONG, size, leading, indent=2, justify=True),
        note=TextStyle(SONG, 12, 20, justify=True),
        label=TextStyle(HEI, size, leading, indent=2),
        cell=TextStyle(SONG, 10.5, 15.5),
        cell_header=TextStyle(HEI, 10.5, 15.5),
        flow_name=TextStyle(HEI, 11.5, 17),
        flow_detail=TextStyle(SONG, 9.5, 14),
        contents=TextStyle(SONG, 14, 25.5),
        cell_padding=4.5,
    )


def compact(document: Document) -> Stylesheet:
    """One-sheet editions: narrower margins and 小四 text."""
    size, leading = 12.0, 19.0
    return Stylesheet(
        page=_geometry(document, (20, 20, 20, 20)),
        title=TextStyle(BIAO, 20, 28, align="center", after=8),
        subtitle=TextStyle(KAI, size, leading, align="center", after=6),
        headings=(
            TextStyle(HEI, size, leading, before=5, after=3),
            TextStyle(KAI, size, leading, before=2),
            TextStyle(SONG, size, leading),
        ),
        body=TextStyle(SONG, size, leading, indent=2, justify=True),
        note=TextStyle(SONG, 9.5, 14),
        label=TextStyle(HEI, size, leading, indent=2),
        cell=TextStyle(SONG, 10.5, 15),
        cell_header=TextStyle(HEI, 10.5, 15),
        flow_name=TextStyle(HEI, 10.5, 15),
        flow_detail=TextStyle(SONG, 9, 13),
        contents=TextStyle(SONG, size, 22),
        flow_across=True,
    )


def listing(document: Document) -> Stylesheet:
    """Published lists across the page: small type, page x of y."""
    size = 9.5 if document.page.paper == "A3" else 9.0
    base = compact(document)
    return replace(
        base,
        page=_geometry(document, (18, 16, 18, 16)),
        title=TextStyle(BIAO, 20, 28, align="center", after=8),
        subtitle=TextStyle(SONG, 10.5, 16, align="center", after=4),
        cell=TextStyle(SONG, size, size * 1.42),
        cell_header=TextStyle(HEI, size, size * 1.42),
        cell_padding=3.5,
        dashed_page_number=False,
    )


def poster(document: Document) -> Stylesheet:
    """One sheet for the wall, to be read from two steps away."""
    base = compact(document).scaled(1.5)
    return replace(
        base, page=_geometry(document, (24, 24, 24, 24)), cell_padding=7,
        title=TextStyle(BIAO, 42, 58, align="center", after=10),
    )  # fmt: skip


def stylesheet(document: Document) -> Stylesheet:
    """The sheet for a document: landscape pages are lists, portrait pages official documents."""
    if document.page.orientation == "landscape":
        return listing(document)
    if document.page.paper == "A3" and document.page.fit_pages:
        return poster(document)
    return compact(document) if document.page.fit_pages else official(document)
