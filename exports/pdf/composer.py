"""Pages being filled: where the next line goes, and what has been put where.

Nothing is written to a file here; contents pages and page counts need the whole layout first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from exports.pdf.fonts import Family, FontSet
from exports.pdf.structure import Element
from exports.pdf.styles import Stylesheet, TextStyle

#: How far the baseline of Chinese type stands above the foot of its body.
_BASELINE = 0.12


#: Level of a cover among the entries for outline and contents.
COVER_LEVEL = 0


class TextItem(NamedTuple):
    """A stretch of text at its baseline; ``gap`` is the space added at each stretch point, ``tag``
    what it is a part of (nothing: page numbers, headings that are repeated).
    """

    family: str
    size: float
    x: float
    y: float
    text: str
    gap: float = 0.0
    tag: Element | None = None


class LinkItem(NamedTuple):
    """A place on the page that opens a web address, or without one shows the height ``y`` of a
    sheet (from 0); ``words`` say where it leads.
    """

    rectangle: tuple[float, float, float, float]
    tag: Element
    words: str
    address: str = ""
    sheet: int = 0
    y: float = 0.0


@dataclass(slots=True)
class Sheet:
    """One page: texts, drawing operators that mean nothing by themselves, those of figures, links.
    Covers are not counted as pages.
    """

    texts: list[TextItem] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    figures: list[tuple[Element, str]] = field(default_factory=list)
    links: list[LinkItem] = field(default_factory=list)
    numbered: bool = True


class Entry(NamedTuple):
    """A heading or cover for outline and contents: on which sheet (from 0) and how high."""

    level: int
    text: str
    sheet: int
    y: float


class PageSlot(NamedTuple):
    """A place for the number of the page where the heading or cover ``anchor`` stands: the
    ``at``-th text of a sheet.
    """

    sheet: Sheet
    at: int
    style: TextStyle
    box: tuple[float, float, float, float]
    y: float
    tag: Element
    anchor: str


class Composer:
    """Hands out space from top to bottom, page after page."""

    def __init__(self, fonts: FontSet, styles: Stylesheet) -> None:
        self.fonts, self.styles = fonts, styles
        self.sheets: list[Sheet] = []
        self.entries: list[Entry] = []
        self.places: dict[str, Entry] = {}
        self.slots: list[PageSlot] = []
        # The block below a heading, set already to learn its height, by its identity; with the
        # block itself, as another one could get the identity of one that is no more.
        self.prepared: dict[int, tuple[object, object]] = {}
        self.root = Element("Document", None)
        self.part = self.root
        self.tag: Element | None = None
        self.y = 0.0
        self.new_sheet()

    @property
    def sheet(self) -> Sheet:
        """The page being filled."""
        return self.sheets[-1]

    @property
    def left(self) -> float:
        """Left edge of the type area."""
        return self.styles.page.left

    @property
    def width(self) -> float:
        """Width of the type area."""
        return self.styles.page.text_width

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.y - self.styles.page.bottom

    @property
    def at_top(self) -> bool:
        """Whether the page is still empty."""
        page = self.styles.page
        return self.y >= page.height - page.top - 0.01

    def begin_part(self) -> None:
        """What follows is a document of its own (a guide of a collection)."""
        self.part = Element("Sect", self.root)

    def begin(self, kind: str, entries: bytes = b"") -> Element:
        """Text that is put from now on belongs to a new element."""
        self.tag = Element(kind, self.part, entries)
        return self.tag

    def family(self, style: TextStyle) -> Family:
        """The type face of a style."""
        return self.fonts[style.family]

    def new_sheet(self, *, numbered: bool = True) -> None:
        """Start a page."""
        page = self.styles.page
        self.sheets.append(Sheet(numbered=numbered))
        self.y = page.height - page.top

    def ensure(self, height: float) -> None:
        """Start a page unless so much height is left (what is higher than a page stays)."""
        if self.room < height - 0.01 and not self.at_top:
            self.new_sheet()

    def skip(self, height: float) -> None:
        """Leave blank space, but not at the head of a page."""
        if not self.at_top:
            self.y -= height

    def note_heading(self, level: int, text: str, anchor: str = "") -> None:
        """Remember the place of a heading, of several of one name the first."""
        entry = Entry(level, text, len(self.sheets) - 1, self.y)
        self.entries.append(entry)
        if anchor:
            self.places.setdefault(anchor, entry)

    def text(self, style: TextStyle, x: float, top: float, text: str, gap: float = 0.0) -> None:
        """Put one line whose box starts at height ``top``."""
        item = TextItem(style.family, style.size, x, baseline(style, top), text, gap, self.tag)
        self.sheet.texts.append(item)

    def centred(self, style: TextStyle, middle: float, top: float, text: str) -> None:
        """Put one line around a vertical axis."""
        width = self.family(style).width(text, style.size)
        self.text(style, middle - width / 2, top, text)


def baseline(style: TextStyle, top: float) -> float:
    """Height of the baseline in a line box that starts at ``top``."""
    return top - style.leading + (style.leading - style.size) / 2 + style.size * _BASELINE
