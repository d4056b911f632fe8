"""A neutral document: what is printed, without how. Layouts make it, writers write it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any, Literal

Align = Literal["left", "center", "right"]
ParagraphStyle = Literal["body", "plain", "note", "center", "right", "label"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look; ``link`` is a web address."""

    text: str
    bold: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``body`` is indented by two characters and justified, ``plain`` is not
    indented, ``note`` is smaller, ``label`` is set in 黑体.
    """

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"

    @property
    def text(self) -> str:
        """The words without their look."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered-by-the-layout heading: level 1 一、, level 2 （一）, level 3 1."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """A title page: title in 小标宋, second line, then lines such as number, agency, date.
    ``anchor`` names the place.
    """

    title: str
    subtitle: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; line breaks in the text are kept. Spans count the cell itself.

    ``anchor`` names the place, ``goto`` leads to the place of that name in any document that is
    written with this one. Only workbooks know them. ``page_of`` names a heading or cover: the
    number of its page is the text, where there are pages.
    """

    text: str
    rows: int = 1
    columns: int = 1
    align: Align = "left"
    header: bool = False
    anchor: str = ""
    goto: str = ""
    page_of: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: heading, relative width, heading over neighbours with the same group.

    What reads as a number is one in the cells of a ``measured`` column of a workbook.
    """

    title: str
    width: float = 10
    group: str = ""
    align: Align = "left"
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with repeating header. A row holds cells from left to right, without the places
    that a span from above covers. ``caption`` also names the table to screen readers.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """A two-column table of labels and values (事项信息表)."""

    rows: tuple[tuple[str, str], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of the flow chart: name, who does it, how long, what comes of it."""

    name: str
    office: str = ""
    limit: str = ""
    note: str = ""
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The steps from top to bottom; parallel neighbours stand side by side."""

    steps: tuple[FlowStep, ...]
    caption: str = "办理流程图"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with the words under it."""

    content: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """The headings of level 1 with page numbers."""

    title: str = "目　录"


Block = (
    Paragraph | Heading | Cover | Table | KeyValues | FlowChart | QrCode | PageBreak
    | TableOfContents
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Paper: margins are those of GB/T 9704 for portrait A4 (37/28/35/26 mm).

    ``fit_pages`` above 0 asks for narrow margins and 小四 text, made smaller where that brings the
    document down to so many pages (one-sheet editions). ``screen`` is a sheet to read on the screen:
    its columns are as wide as they say, in half-width characters, whatever the paper.
    """

    paper: Literal["A4", "A3"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    fit_pages: int = 0
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document: title, agency, date (of the newest revision in it), paper and blocks.

    ``mark`` is the revision mark printed at the foot, e.g. 第3版 2026-11-23; dates come from the
    records, never from the clock, so that the same input gives the same bytes. Writers print the
    title above the blocks unless the first block is a :class:`Cover`.
    """

    title: str
    blocks: tuple[Block, ...]
    page: Page = Page()
    organization: str = ""
    date: str = ""
    mark: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """First 12 hex digits of the sha256 of the content: tells a clerk whether a print is
        current.
        """
        digest = hashlib.sha256()
        for piece in _spelled(self):
            digest.update(piece.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:12]

    def tables(self) -> Iterator[Table]:
        """The tables of the document in order."""
        return (block for block in self.blocks if isinstance(block, Table))


#: What does not change a print.
_UNPRINTED = frozenset({"anchor", "goto", "page_of", "screen", "measured"})


def _parts(block: Any) -> dict[str, Any]:
    """Names and printed values of a block; asdict would copy every cell of a long list."""
    names = (name for name in block.__slots__ if name not in _UNPRINTED)
    return {name: getattr(block, name) for name in names}


def _spelled(document: Document) -> Iterator[str]:
    """The JSON of a document in pieces: the whole of a long list would fill the memory."""
    begin, end = _json({**_parts(document), "blocks": []}).split('"blocks": []', 1)
    yield f'{begin}"blocks": ['
    for number, block in enumerate(document.blocks):
        yield ", " if number else ""
        if isinstance(block, Table):
            yield from _spelled_table(block)
        else:
            yield _json(block)
    yield f"]{end}"


def _spelled_table(table: Table) -> Iterator[str]:
    begin, end = _json({**_parts(table), "rows": []}).rsplit('"rows": []', 1)
    yield f'{begin}"rows": ['
    for number, row in enumerate(table.rows):
        yield (", [" if number else "[") + ", ".join(map(_spelled_cell, row)) + "]"
    yield f"]{end}"


def _spelled_cell(cell: Cell) -> str:
    """The same as any other block's JSON; spelt out, since a list has a hundred thousand cells."""
    return (
        f'{{"align": "{cell.align}", "columns": {cell.columns},'
        f' "header": {"true" if cell.header else "false"}, "rows": {cell.rows},'
        f' "text": {encode_basestring(cell.text)}}}'
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_parts)


def paragraph(text: str, style: ParagraphStyle = "body") -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph((Run(text),), style)


def paragraphs(text: str, style: ParagraphStyle = "body") -> tuple[Paragraph, ...]:
    """One paragraph for each line that is not blank."""
    return tuple(paragraph(line.strip(), style) for line in text.splitlines() if line.strip())
