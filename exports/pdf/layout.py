"""Lays a document out: blocks → pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from exports.document import (
    Block,
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    QrCode,
    Table,
    TableOfContents,
)
from exports.pdf.composer import Composer, Sheet
from exports.pdf.contents import ContentsPages
from exports.pdf.flowchart import height_of, set_flow_chart
from exports.pdf.fonts import FontSet
from exports.pdf.qrcode import set_qr_codes
from exports.pdf.styles import Stylesheet, stylesheet
from exports.pdf.tables import room_for, set_table
from exports.pdf.text import heading_style, set_cover, set_heading, set_paragraph, set_title
from exports.progress import Progress
from exports.wide import parts_of

#: Type sizes that are tried to bring a document down to its number of pages.
_FITTING = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)
#: Height of a row of codes, or of the beginning of a chart; of the headings above a whole chart.
_CODES_ROOM, _HEADING_ROOM = 100.0, 60.0
#: No smaller text than this is set to save a page, in points.
_SMALLEST = 9.0


def lay_out(document: Document, fonts: FontSet, progress: Progress) -> Composer:
    """All pages of a document, without page numbers."""
    styles = stylesheet(document)
    wanted = document.page.fit_pages
    composer = _lay_out(document, fonts, styles, progress)
    for factor in _FITTING[1:]:
        fits = not wanted or len(composer.sheets) <= wanted
        if fits or styles.body.size * factor < _SMALLEST:
            break
        composer = _lay_out(document, fonts, styles.scaled(factor), progress)
    return composer


def _lay_out(
    document: Document, fonts: FontSet, styles: Stylesheet, progress: Progress
) -> Composer:
    composer = Composer(fonts, styles)
    contents = ContentsPages()
    if not (document.blocks and isinstance(document.blocks[0], Cover)):
        set_title(composer, document.title)
    total = len(document.blocks)
    done = 0
    for group in _groups(document.blocks):
        progress.step(done, total, "正在排版")
        done += len(group)
        following = (document.blocks[at] for at in range(done, total))
        _set(composer, group, contents, following)
    contents.fill(composer)
    if len(composer.sheets) > 1 and composer.sheet == Sheet():
        composer.sheets.pop()
    return composer


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks one by one, but QR codes that follow each other together."""
    for is_code, group in groupby(blocks, key=lambda block: isinstance(block, QrCode)):
        if is_code:
            yield list(group)
        else:
            yield from ([block] for block in group)


def _set(
    composer: Composer, group: list[Block], contents: ContentsPages, following: Iterator[Block]
) -> None:
    block = group[0]
    if isinstance(block, QrCode):
        set_qr_codes(composer, [code for code in group if isinstance(code, QrCode)])
    elif isinstance(block, TableOfContents):
        contents.reserve(composer, block, following)
    elif isinstance(block, Cover):
        set_cover(composer, block)
        if any(True for _ in following):
            composer.new_sheet()
    elif isinstance(block, PageBreak):
        if not composer.at_top:
            composer.new_sheet()
    elif isinstance(block, Heading):
        set_heading(composer, block, _kept_below(composer, following))
    else:
        if isinstance(block, Paragraph) and block.style == "label":
            composer.ensure(composer.styles.label.leading + _kept_below(composer, following))
        _set_in_flow(composer, block)


def _kept_below(composer: Composer, following: Iterator[Block]) -> float:
    """How much of the blocks after a heading must stand on its page."""
    styles, height = composer.styles, 0.0
    for block in following:
        match block:
            case Heading():
                style = heading_style(styles, block)
                height += style.before + style.leading + style.after
            case Paragraph(style="label"):
                height += styles.label.leading
            case Paragraph():
                return height + 2 * styles.body.leading
            case Table():
                return height + room_for(composer, parts_of(block)[0])
            case KeyValues():
                return height + room_for(composer, block)
            case FlowChart():
                whole = height_of(composer, block)
                fits = height + whole <= styles.page.text_height - _HEADING_ROOM
                return height + (whole if fits else _CODES_ROOM)
            case QrCode():
                return height + _CODES_ROOM
            case _:
                return height
    return height


def _set_in_flow(composer: Composer, block: Paragraph | Table | KeyValues | FlowChart) -> None:
    match block:
        case Paragraph():
            set_paragraph(composer, block)
        case Table():
            for part in parts_of(block):
                set_table(composer, part)
        case KeyValues():
            set_table(composer, block)
        case FlowChart():
            set_flow_chart(composer, block)
