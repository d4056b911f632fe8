"""The table of contents: room is kept while pages are made, numbers come when all are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from exports.document import Block, Cover, Heading, TableOfContents
from exports.pdf.composer import (
    COVER_LEVEL,
    Composer,
    Entry,
    LinkItem,
    PageSlot,
    Sheet,
    TextItem,
    baseline,
)
from exports.pdf.structure import Element
from exports.pdf.text import set_title

_DOT = "…"


class _Slot(NamedTuple):
    """A line that waits for the page number of an entry: the ``place``-th of its level."""

    sheet: Sheet
    top: float
    level: int
    place: int
    tag: Element


class ContentsPages:
    """The tables of contents of one document."""

    def __init__(self) -> None:
        self._slots: list[_Slot] = []

    def reserve(
        self, composer: Composer, block: TableOfContents, following: Iterable[Block]
    ) -> None:
        """Keep lines for the headings of level 1 up to the next cover, or for all covers where one
        comes first (汇编). Only the title and an introduction may stand on the same page.
        """
        if not composer.at_top and composer.entries:
            composer.new_sheet()
        set_title(composer, block.title, kind="P")
        level, count = _listed(following)
        first = sum(entry.level == level for entry in composer.entries)
        whole = composer.begin("TOC")
        leading = composer.styles.contents.leading
        for place in range(first, first + count):
            composer.ensure(leading)
            line = Element("TOCI", whole)
            self._slots.append(_Slot(composer.sheet, composer.y, level, place, line))
            composer.y -= leading
        composer.new_sheet()

    def fill(self, composer: Composer) -> None:
        """Write titles, dots and page numbers into the lines kept."""
        numbers = page_numbers(composer.sheets)
        levels = {level: [entry for entry in composer.entries if entry.level == level]
                  for level in (COVER_LEVEL, 1)}  # fmt: skip
        for slot in self._slots:
            entry = levels[slot.level][slot.place]
            # A cover bears no number: the page after it does.
            number = next((n for n in islice(numbers, entry.sheet, None) if n), "")
            self._fill_line(composer, slot, entry, str(number))

        for waiting in composer.slots:
            place = composer.places.get(waiting.anchor)
            if place is not None:
                number = next((n for n in islice(numbers, place.sheet, None) if n), "")
                _fill_slot(composer, waiting, place, str(number))

    def _fill_line(self, composer: Composer, slot: _Slot, entry: Entry, number: str) -> None:
        title, style = entry.text, composer.styles.contents
        family = composer.family(style)
        right = composer.left + composer.width
        number_width = family.width(number, style.size)
        while title and family.width(title, style.size) > composer.width - number_width - 40:
            title = title[:-2] + "…" if title[-1] == "…" else title[:-1] + "…"
        start = composer.left + family.width(title, style.size) + style.size * 0.4
        end = right - number_width - style.size * 0.4
        dot = family.width(_DOT, style.size)
        dots = _DOT * int((end - start) // dot)
        y = baseline(style, slot.top)
        link = Element("Link", slot.tag)
        for x, text in ((composer.left, title), (end - dot * len(dots), dots),
                        (right - number_width, number)):  # fmt: skip
            if text:
                slot.sheet.texts.append(TextItem(style.family, style.size, x, y, text, 0.0, link))
        box = (composer.left, slot.top - style.leading, right, slot.top)
        slot.sheet.links.append(
            LinkItem(box, link, entry.text, sheet=entry.sheet, y=entry.y + 4)
        )  # fmt: skip


def _fill_slot(composer: Composer, slot: PageSlot, place: Entry, number: str) -> None:
    """The number of a page in the middle of its place, which leads there."""
    style, (left, _, right, _) = slot.style, slot.box
    width = composer.family(style).width(number, style.size)
    link = Element("Link", slot.tag)
    x = (left + right - width) / 2
    slot.sheet.texts[slot.at] = TextItem(style.family, style.size, x, slot.y, number, 0.0, link)
    slot.sheet.links.append(
        LinkItem(slot.box, link, place.text, sheet=place.sheet, y=place.y + 4)
    )  # fmt: skip


def _listed(following: Iterable[Block]) -> tuple[int, int]:
    """Which level a table of contents lists, and how many entries."""
    headings = covers = 0
    for block in following:
        if isinstance(block, Cover):
            if headings:
                break
            covers += 1
        elif isinstance(block, Heading) and block.level == 1 and not covers:
            headings += 1
    return (COVER_LEVEL, covers) if covers else (1, headings)


def page_numbers(sheets: Sequence[Sheet]) -> list[int | None]:
    """The printed number of each sheet; None for title pages, which are not counted."""
    numbers: list[int | None] = []
    count = 0
    for sheet in sheets:
        count += sheet.numbered
        numbers.append(count if sheet.numbered else None)
    return numbers
