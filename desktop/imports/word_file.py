"""A Word file (.docx) as blocks in the order of reading: paragraphs and tables, without looks."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.imports.result import UnreadableFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What was struck out in tracked changes, fields' codes, and what is told apart.
_SILENT = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr",
     f"{_W}txbxContent", _FALLBACK}
)  # fmt: skip
#: Signs of the Wingdings fonts that are boxes and ticks in forms.
_WINGDINGS = {
    "F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0FC": "√", "F050": "√",
    "F06E": "■", "F0FD": "☒",
}  # fmt: skip
#: A table of contents that somebody typed, line by line (一、设定依据……3).
_CONTENTS = re.compile(r"\s*目\s*录\s*|[^\n]{2,60}?(?:\t|[.…·]{3,})\s*\d{1,3}\s*")
#: A guide has some hundreds of paragraphs; far more is a book.
_MOST_BLOCKS = 200_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words. ``manner`` is how it is set: ``h1`` … for headings, ``n3.0`` when Word
    numbers it by list 3 on level 0, ``s…`` by a style that numbers, ``bold`` when all of it is, ""
    for running text.
    """

    text: str
    manner: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its words, its place (from 0) and size, the tables inside it."""

    text: str
    row: int
    column: int
    width: int = 1
    height: int = 1
    inner: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every cell once, also where it lies over several rows or columns."""

    cells: tuple[TableCell, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Number of rows and columns."""
        rows = max((cell.row + cell.height for cell in self.cells), default=0)
        return rows, max((cell.column + cell.width for cell in self.cells), default=0)


Block = Paragraph | Table


@dataclass(frozen=True)
class WordFile:
    """What a document says; ``pictures`` are counted, their content is not read."""

    name: str
    blocks: tuple[Block, ...]
    pictures: int = 0


def read_word(path: Path) -> WordFile:
    """The blocks of a document. ``UnreadableFile`` when it is torn, locked or endless."""
    # Read late: python-docx takes a twentieth of a second to import.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = Document(str(path))
        body = document.element.body
        blocks = tuple(_Reader(document).blocks(body))
    except (PackageNotFoundError, XMLSyntaxError, zipfile.BadZipFile, LookupError, ValueError,
            AttributeError, EOFError, OSError, RuntimeError, TypeError, OverflowError,
            zlib.error):  # fmt: skip
        raise UnreadableFile(
            path.name, "不是完好的Word文档，读不下去。请在Word或WPS中打开、另存为 .docx 后再导入。"
        ) from None
    if len(blocks) > _MOST_BLOCKS:
        raise UnreadableFile(path.name, f"有{len(blocks)}段，太长，没有读取。请拆开后再导入。")
    shown = (node for node in body.iter(f"{_W}drawing", f"{_W}pict") if not _in_fallback(node))
    pictures = sum(1 for node in shown if next(node.iter(f"{_W}txbxContent"), None) is None)
    return WordFile(path.name, blocks, pictures)


def _in_fallback(node: Any) -> bool:
    return any(parent.tag == _FALLBACK for parent in node.iterancestors())


class _Reader:
    """Walks the body of one document."""

    def __init__(self, document: Any) -> None:
        self.headings: dict[str, str] = {}
        self.contents: set[str] = set()
        self.numbered: set[str] = set()
        for style in document.styles.element.iter(f"{_W}style"):
            name = _value(style.find(f"{_W}name")).lower()
            ident = style.get(f"{_W}styleId") or ""
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if style.find(f"{_W}pPr/{_W}numPr") is not None:
                self.numbered.add(ident)
            if name.startswith(("toc ", "table of contents", "目录")):
                self.contents.add(ident)
            elif name.startswith("heading ") and name[8:].isdecimal():
                self.headings[ident] = f"h{name[8:]}"
            elif name in ("title", "标题"):
                self.headings[ident] = "h0"
            elif outline is not None and _value(outline) in "012345678":
                self.headings[ident] = f"h{int(_value(outline)) + 1}"

    def blocks(self, node: Any, depth: int = 0) -> Iterator[Block]:
        """The blocks below a node; content controls are looked into, tables of contents are not."""
        for child in node.iterchildren():
            if child.tag == f"{_W}p":
                paragraph = self._paragraph(child)
                if paragraph is not None:
                    yield paragraph
                yield from self._boxes(child, depth)
            elif child.tag == f"{_W}tbl":
                table = self._table(child, depth)
                if table.cells:
                    yield table
            elif child.tag == f"{_W}sdt":
                gallery = child.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
                if _value(gallery) != "Table of Contents":
                    content = child.find(f"{_W}sdtContent")
                    yield from () if content is None else self.blocks(content, depth)
            elif child.tag in (f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"):
                yield from self.blocks(child, depth)

    def _boxes(self, node: Any, depth: int) -> Iterator[Block]:
        """What stands in the text boxes of a paragraph; Word writes it twice, for old programs too."""
        for box in node.iter(f"{_W}txbxContent") if depth <= _DEEPEST else ():
            if not _in_fallback(box):
                yield from self.blocks(box, depth + 1)

    def _paragraph(self, node: Any) -> Paragraph | None:
        text = _text(node).strip("\n")
        properties = node.find(f"{_W}pPr")
        style = _value(properties.find(f"{_W}pStyle")) if properties is not None else ""
        if not text.strip() or style in self.contents or _CONTENTS.fullmatch(text):
            return None
        return Paragraph(text, self._manner(node, properties, style))

    def _manner(self, node: Any, properties: Any, style: str) -> str:
        if properties is not None:
            outline = _value(properties.find(f"{_W}outlineLvl"))
            if outline.isdecimal() and int(outline) < 9:
                return f"h{int(outline) + 1}"
        if style in self.headings:
            return self.headings[style]
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        if numbering is not None and _value(numbering.find(f"{_W}numId")) not in ("", "0"):
            level = _value(numbering.find(f"{_W}ilvl")) or "0"
            return f"n{_value(numbering.find(f'{_W}numId'))}.{level}"
        if style in self.numbered:
            return f"s{style}"
        return "bold" if _is_bold(node) else ""

    def _table(self, node: Any, depth: int) -> Table:
        """Cells with their spans; those that go on from the row above are none of their own."""
        open_below: dict[int, int] = {}
        cells: list[TableCell] = []
        for row, line in enumerate(node.iterchildren(f"{_W}tr")):
            if line.find(f"{_W}trPr/{_W}del") is not None:
                continue
            column = int(_value(line.find(f"{_W}trPr/{_W}gridBefore")) or 0)
            for cell in _cells(line):
                properties = cell.find(f"{_W}tcPr")
                width, merge = 1, None
                if properties is not None:
                    width = max(1, int(_value(properties.find(f"{_W}gridSpan")) or 1))
                    merge = properties.find(f"{_W}vMerge")
                if merge is not None and _value(merge) != "restart" and column in open_below:
                    above = cells[open_below[column]]
                    cells[open_below[column]] = _taller(above, self._cell(cell, depth))
                else:
                    open_below.pop(column, None)
                    if merge is not None:
                        open_below[column] = len(cells)
                    text, inner = self._cell(cell, depth)
                    cells.append(TableCell(text, row, column, width, 1, inner))
                column += width
        return Table(tuple(cell for cell in cells if cell.text or cell.inner))

    def _cell(self, node: Any, depth: int) -> tuple[str, tuple[Table, ...]]:
        if depth > _DEEPEST:
            raise ValueError("tables are nested too deep")
        found = list(self.blocks(node, depth + 1))
        text = "\n".join(block.text for block in found if isinstance(block, Paragraph))
        return text.strip(), tuple(block for block in found if isinstance(block, Table))


def _taller(above: TableCell, more: tuple[str, tuple[Table, ...]]) -> TableCell:
    """A cell that goes on one row further down; words that hide there are kept."""
    text = "\n".join(part for part in (above.text, more[0]) if part)
    return TableCell(text, above.row, above.column, above.width, above.height + 1,
                     above.inner + more[1])  # fmt: skip


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            yield from () if content is None else _cells(content)


def _value(node: Any) -> str:
    """The value of a setting; "" when it is not there, "true" when it is but says nothing."""
    return "" if node is None else (node.get(f"{_W}val") or "true")


def _text(node: Any) -> str:
    """The words of a paragraph as a reader sees them."""
    parts: list[str] = []
    for child in node.iterchildren():
        if child.tag in _SILENT:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag == f"{_W}sym":
            parts.append(_WINGDINGS.get((child.get(f"{_W}char") or "").upper(), "□"))
        else:
            parts.append(_text(child))
    return "".join(parts)


def _is_bold(node: Any) -> bool:
    """Whether every run that shows something is bold."""
    runs = [run for run in node.iter(f"{_W}r") if _text(run).strip()]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(m is not None and _value(m) not in ("0", "false") for m in marks)
