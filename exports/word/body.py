"""The text of a Word document: blocks → WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    Run,
    Table,
    TableOfContents,
)
from exports.progress import Progress
from exports.wide import parts_of
from exports.word.contents import Contents
from exports.word.flow import flow_chart_xml
from exports.word.package import Relations
from exports.word.pictures import qr_codes_xml
from exports.word.styles import Look
from exports.word.tables import key_values_grid_of, lines_in, table_grid_of
from exports.word.xml import bookmark, paragraph, run

_STYLES = {"body": "Body", "plain": "Plain", "note": "Note", "center": "Center", "right": "Right",
           "label": "Label"}  # fmt: skip
_LINKABLE = re.compile(r"(?:https?://|mailto:)\S+")
_ANCHOR = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
#: Blocks between two reports of progress.
_STEP = 200
#: Indent of the lines on a cover, and what stays free below them (twips).
_COVER_INDENT, _SPARE = 800, 700
_NEW_PAGE = "<w:pageBreakBefore/>"
_GAP = paragraph("Gap")


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs line by line."""
    lines: list[list[Run]] = [[]]
    for part in runs:
        first, *others = part.text.split("\n")
        lines[-1].append(replace(part, text=first))
        lines += [[replace(part, text=text)] for text in others]
    return lines


class Body:
    """The text of one document; ``relations`` keep pictures and links, ``footers`` are the
    references that the first section carries; ``titled``: something else shows the title.
    """

    def __init__(
        self,
        relations: Relations,
        look: Look,
        footers: str,
        document: Document,
        heading_style: str = "",
        titled: bool = False,
    ) -> None:
        self._relations, self._look, self._footers = relations, look, footers
        self._document = document
        self._titled = titled
        self._contents = Contents(document.blocks, heading_style)
        self._xml: list[str] = []
        self._place = 0
        self._on_cover = self._break = self._numbered = self._headed = False
        self._section_start = 0
        self._count = 2 * len(document.blocks)
        self._anchors: set[str] = set()

    def pieces(self, progress: Progress) -> list[str]:
        """Title and blocks, with the last section."""
        blocks = self._document.blocks
        if not self._titled and not (blocks and isinstance(blocks[0], Cover)):
            self._xml.append(paragraph("Title", run(self._document.title)))
        for number, group in enumerate(_groups(blocks)):
            if number % _STEP == _STEP - 1:
                progress.step(self._place, len(blocks), "写 Word")
            self._write(group)
            self._place += len(group)
        return [*self._xml, self._section()]

    def _write(self, group: Sequence[Block]) -> None:
        block = group[0]
        if isinstance(block, PageBreak):
            self._break = True
            return
        if isinstance(block, Cover):
            self._cover(block)
            return
        if self._on_cover:
            self._end_section()
        match block:
            case Paragraph():
                self._paragraph(block)
            case Heading():
                self._heading(block)
            case TableOfContents():
                self._contents_page(block)
            case _:
                self._boxed(group)

    def _boxed(self, group: Sequence[Block]) -> None:
        """Tables and what is drawn as a table; a gap after it keeps neighbours apart."""
        if self._break:
            self._xml.append(paragraph("Gap", "", self._page_break()))
        look = self._look
        match group[0]:
            case Table() as table:
                parts = parts_of(table) if table.columns else ()
                content = _GAP.join(table_grid_of(part, look).xml(part.caption) for part in parts)
            case KeyValues() as values:
                content = (
                    key_values_grid_of(values, look).xml(values.caption) if values.rows else ""
                )
            case FlowChart() as chart:
                content = (
                    flow_chart_xml(chart, look, self._picture, self._number) if chart.steps else ""
                )
            case _:
                codes = [block for block in group if isinstance(block, QrCode)]
                content = qr_codes_xml(codes, look, self._picture)
        if content:
            self._xml += [content, _GAP]

    def _paragraph(self, block: Paragraph) -> None:
        """Each line a paragraph of its own: Word stretches a justified line before a break."""
        for line in _lines(block.runs):
            content = "".join(map(self._run, line))
            self._xml.append(paragraph(_STYLES[block.style], content, self._page_break()))

    def _run(self, part: Run) -> str:
        look = "<w:b/>" if part.bold else ""
        if part.link.startswith("#") and _ANCHOR.fullmatch(part.link[1:]):
            target = f'w:anchor="{part.link[1:]}"'
        elif _LINKABLE.fullmatch(part.link):
            target = f'r:id="{self._relations.link(part.link)}"'
        else:
            return run(part.text, look)
        content = run(part.text, f'<w:rStyle w:val="Hyperlink"/>{look}')
        return f'<w:hyperlink {target} w:history="1">{content}</w:hyperlink>'

    def _heading(self, block: Heading) -> None:
        self._headed = True
        content = self._named(block.anchor, self._contents.target(self._place, run(block.text)))
        level = min(max(block.level, 1), 3)
        self._xml.append(paragraph(f"Heading{level}", content, self._page_break()))

    def _named(self, anchor: str, content: str) -> str:
        """Content that links lead to; of several places of one name to the first."""
        if not _ANCHOR.fullmatch(anchor) or anchor in self._anchors:
            return content
        self._anchors.add(anchor)
        return bookmark(self._number(), anchor, content)

    def _cover(self, block: Cover) -> None:
        """A title page: a section of its own without page number."""
        self._xml.append(self._contents.before(self._place))
        if any(self._xml):
            self._end_section()
        self._on_cover, self._break, self._headed = True, False, True
        title = self._named(block.anchor, self._contents.target(self._place, run(block.title)))
        self._xml.append(paragraph("CoverTitle", title))
        gap = f'<w:spacing w:after="{self._cover_gap(block)}"/>'
        self._xml.append(paragraph("CoverSubtitle", run(block.subtitle), gap))
        for label, value in block.lines:
            words = f"{label}：{value}" if label else value
            # Hangs under the value where it takes several lines.
            hanging = (len(label) + 1) * 320 if label else 0
            indent = (
                f'<w:ind w:left="{_COVER_INDENT + hanging}" w:right="0"'
                f' w:hangingChars="0" w:hanging="{hanging}"/>'
            )
            self._xml.append(paragraph("CoverLine", run(words), indent))

    def _cover_gap(self, block: Cover) -> int:
        """Twips between title and lines: less where a long title would push these off the page."""
        look = self._look
        title, subtitle = look.styles["CoverTitle"], look.styles["CoverSubtitle"]
        line, room = look.styles["CoverLine"], look.text_width
        lines = sum(
            lines_in(f"{label}：{value}", room - _COVER_INDENT, line.size) + bool(len(value) > 24)
            for label, value in block.lines
        )
        used = (
            title.before + title.after + lines_in(block.title, room, title.size) * title.line
            + lines_in(block.subtitle, room, subtitle.size) * subtitle.line + lines * line.line
        )  # fmt: skip
        left = look.text_height - used * 20 - _SPARE
        return round(min(max(left, 0), subtitle.after * 20))

    def _contents_page(self, block: TableOfContents) -> None:
        """Only the title and an introduction may stand on the page of the contents."""
        if self._headed and len(self._xml) > self._section_start:
            self._break = True
        self._xml.append(paragraph("Title", run(block.title), self._page_break()))
        self._xml.append(self._contents.xml(self._place))
        self._break = True

    def _page_break(self) -> str:
        """What makes the next paragraph start a page, if a page break is due."""
        due, self._break = self._break, False
        return _NEW_PAGE if due else ""

    def _end_section(self) -> None:
        """Close the section in a paragraph of its own; what follows is on a new page anyway."""
        self._xml.append(paragraph("Gap", "", self._section()))
        self._on_cover = self._break = False
        self._section_start = len(self._xml)

    def _section(self) -> str:
        """The properties of the section written last; numbering starts with the first text."""
        look = self._look
        top, left, bottom, right = look.margins
        landscape = ' w:orient="landscape"' if look.landscape else ""
        references, self._footers = self._footers, ""
        first = "" if self._on_cover or self._numbered else '<w:pgNumType w:start="1"/>'
        self._numbered = self._numbered or not self._on_cover
        # A title page that has no footer of its own shows none.
        cover = "<w:titlePg/>" if self._on_cover else ""
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{look.width}" w:h="{look.height}"{landscape}/>'
            f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
            f' w:header="850" w:footer="{look.footer}" w:gutter="0"/>'
            f'{first}<w:cols w:space="425"/>{cover}<w:docGrid w:linePitch="312"/></w:sectPr>'
        )

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _picture(self, png: bytes) -> tuple[str, int]:
        return self._relations.picture(png), self._number()


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks one by one, but QR codes that follow each other together."""
    for is_code, group in groupby(blocks, key=lambda block: isinstance(block, QrCode)):
        if is_code:
            yield list(group)
        else:
            yield from ([block] for block in group)
