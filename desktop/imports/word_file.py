"""A Word file (.docx) as blocks in the order of reading: paragraphs and tables, without looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.imports.grid import Aside
from desktop.imports.result import TORN, UnreadableFile
from desktop.imports.word_package import BROKEN, MC, Package, W, open_package, value
from desktop.imports.word_styles import Setting, Styles
from desktop.imports.word_text import Said, Words, alternative

#: A table of contents that somebody typed, line by line (一、设定依据……3).
_CONTENTS = re.compile(r"[^\n]{2,60}?[.…·]{3,}\s*\d{1,3}\s*")
_CONTENTS_HEAD = re.compile(r"\s*目\s*录\s*")
_CONTENTS_LINE = re.compile(r"[^\n]{2,60}?[\s.…·]+\d{1,3}\s*")
#: A guide has some hundreds of paragraphs; far more is a book.
_MOST_BLOCKS = 60_000
_DEEPEST = 8
_MOST_COLUMNS = 64
_WRAPPERS = frozenset({f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words. ``manner`` is how it is set: ``h1`` … for headings, ``n3.0`` when Word
    numbers it by list 3 on level 0, ``bold`` when all of it is, "" for running text.

    ``number`` is what Word prints before it, ``lead`` the bold words with which it begins.
    """

    text: str
    manner: str = ""
    number: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its words, its place (from 0) and size, the tables inside it.

    ``blocks`` are its paragraphs and tables in their order.
    """

    text: str
    row: int
    column: int
    width: int = 1
    height: int = 1
    inner: tuple[Table, ...] = ()
    blocks: tuple[Paragraph | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every cell once, also where it lies over several rows or columns."""

    cells: tuple[TableCell, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Number of rows and columns."""
        rows = max((cell.row + cell.height for cell in self.cells), default=0)
        return rows, max((cell.column + cell.width for cell in self.cells), default=0)


Block = Paragraph | Table | Aside


@dataclass(frozen=True)
class WordFile:
    """What a document says.

    ``besides`` counts what is not read: pictures, embedded objects, tracked changes, macros,
    content that stands elsewhere (outside). ``pictures``: data by SHA-256.
    """

    name: str
    blocks: tuple[Block, ...]
    besides: Mapping[str, int] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def read_word(path: Path) -> WordFile:
    """The blocks of a document. ``UnreadableFile`` when it is torn, locked, hostile or endless."""
    package = open_package(path)
    try:
        reader = _Reader(package)
        blocks = tuple(islice(reader.document(), _MOST_BLOCKS + 1))
    except TORN:
        raise UnreadableFile(path.name, BROKEN) from None
    if len(blocks) > _MOST_BLOCKS:
        raise UnreadableFile(path.name, f"超过{_MOST_BLOCKS}段，太长，没有读取。请拆开后再导入。")
    besides = Counter(reader.words.besides)
    besides["macros"] = int(package.macros)
    besides["outside"] = sum(
        relation.outside and relation.sort != "hyperlink" for relation in package.relations.values()
    )
    counted = {name: number for name, number in besides.items() if number}
    return WordFile(path.name, blocks, counted, reader.words.pictures)


class _Reader:
    """Walks the body of one document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package)
        self.words = Words(package)
        self.contents: list[str] = []
        #: Whether the lines since a heading 目录 were those of a table of contents.
        self.listing = False

    def document(self) -> Iterator[Block]:
        """All that the document says: its text, then what stands on the edges of its pages."""
        body = self.package.document.find(f"{W}body")
        if body is None:
            raise ValueError("no body")
        yield from self.blocks(body)
        yield from self.words.rest()
        if self.contents:
            yield Aside("contents", "目录", "\n".join(self.contents))
        for sort, label in (("header", "页眉"), ("footer", "页脚")):
            told = [self._edge(root) for root in self.package.parts.get(sort, ())]
            yield from (
                Aside("header", label, text)
                for text in dict.fromkeys(told)
                if any(sign.isalpha() for sign in text)
            )  # a page number says nothing

    def _edge(self, root: Any) -> str:
        lines = (self.words.read(node).text.strip() for node in root.iter(f"{W}p"))
        return " ".join(line for line in lines if line)

    def blocks(self, node: Any, depth: int = 0) -> Iterator[Block]:
        """The blocks below a node; content controls are looked into, tables of contents are not."""
        carried: list[tuple[str, bool]] = []
        for child in node.iterchildren():
            if child.tag == f"{W}p":
                said = self.words.read(child)
                said.pieces[:0] = carried
                carried = []
                if child.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                    # Its end was struck out: it runs on into the next paragraph.
                    carried = said.pieces
                    said = replace(said, pieces=[])
                yield from self._paragraph(child, said)
                yield from self._boxes(child, depth)
                continue
            if carried:
                yield Paragraph("".join(text for text, _ in carried))
                carried = []
            yield from self._other(child, depth)
        if text := "".join(text for text, _ in carried).strip():
            yield Paragraph(text)

    def _other(self, child: Any, depth: int) -> Iterator[Block]:
        """What is no paragraph."""
        if child.tag == f"{W}tbl":
            yield from self._table(child, depth)
        elif child.tag == f"{W}sdt":
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            content = child.find(f"{W}sdtContent")
            if content is None:
                return
            if value(gallery) == "Table of Contents":
                self._list(content)
            elif child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                prompt = "\n".join(self.words.read(p).text for p in content.iter(f"{W}p")).strip()
                yield from [Aside("prompt", "未填写的提示", prompt)] if prompt else ()
            else:
                yield from self.blocks(content, depth)
        elif child.tag == f"{MC}AlternateContent":
            chosen = alternative(child)
            yield from () if chosen is None else self.blocks(chosen, depth)
        elif child.tag == f"{W}altChunk":
            self.words.besides["objects"] += 1
        elif child.tag in _WRAPPERS:
            yield from self.blocks(child, depth)

    def _list(self, content: Any) -> None:
        """Keep the lines of a table of contents apart."""
        for node in content.iter(f"{W}p"):
            said = self.words.read(node)
            self._to_contents("".join(said.contents) + said.text)

    def _to_contents(self, text: str) -> None:
        if text.strip():
            self.contents.append(text.strip())

    def _boxes(self, node: Any, depth: int) -> Iterator[Block]:
        """What stands in the text boxes of a paragraph; Word writes it twice, for old programs too."""
        for box in _text_boxes(node) if depth <= _DEEPEST else ():
            yield from self.blocks(box, depth + 1)

    def _paragraph(self, node: Any, said: Said) -> Iterator[Block]:
        self._to_contents("".join(said.contents))
        text = said.text.strip("\n")
        if text.strip():
            setting = self.styles.setting(node.find(f"{W}pPr"))
            if setting.contents or self._is_listed(text):
                self._to_contents(text)
            else:
                yield _made(said, text, setting)
        yield from said.beside()

    def _is_listed(self, text: str) -> bool:
        """Whether a line is one of a table of contents that somebody typed."""
        if _CONTENTS_HEAD.fullmatch(text):
            self.listing = True
            return True
        self.listing = self.listing and bool(_CONTENTS_LINE.fullmatch(text))
        return self.listing or bool(_CONTENTS.fullmatch(text))

    def _table(self, node: Any, depth: int) -> Iterator[Block]:
        """The table, then what stands beside its words."""
        maker = _TableMaker(self, depth)
        table = maker.table(node)
        if table.cells:
            yield table
        yield from maker.asides


def _made(said: Said, text: str, setting: Setting) -> Paragraph:
    lead = said.lead.strip()
    bold = "bold" if lead == text.strip() else ""
    return Paragraph(text, setting.manner or bold, setting.number, "" if bold else lead)


class _TableMaker:
    """Reads one table: cells with their spans; those that go on from above are none of their own."""

    def __init__(self, reader: _Reader, depth: int) -> None:
        self.reader = reader
        self.depth = depth
        self.asides: list[Aside] = []
        self.cells: list[TableCell] = []
        #: Column → the cell that may go on below.
        self.open_below: dict[int, int] = {}

    def table(self, node: Any) -> Table:
        """All rows but those that tracked changes struck out."""
        row = 0
        for line in _parts(node, f"{W}tr"):
            if line.find(f"{W}trPr/{W}del") is not None:
                self.reader.words.besides["changes"] += 1
                continue
            self._row(line, row)
            row += 1
        return Table(tuple(cell for cell in self.cells if cell.text or cell.inner))

    def _row(self, line: Any, row: int) -> None:
        column = _count(value(line.find(f"{W}trPr/{W}gridBefore")))
        for cell in _parts(line, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            width, merge, beside = 1, None, None
            if properties is not None:
                width = max(1, _count(value(properties.find(f"{W}gridSpan"))))
                merge, beside = properties.find(f"{W}vMerge"), properties.find(f"{W}hMerge")
            if beside is not None and value(beside) != "restart" and self.cells:
                # Tables of older programs: the cell before reaches over this one too.
                last = _more(self.cells[-1], self._content(cell))
                self.cells[-1] = replace(last, width=last.width + width)
            elif merge is not None and value(merge) != "restart" and column in self.open_below:
                number = self.open_below[column]
                above = _more(self.cells[number], self._content(cell))
                self.cells[number] = replace(above, height=row - above.row + 1)
            else:
                self.open_below.pop(column, None)
                if merge is not None:
                    self.open_below[column] = len(self.cells)
                made = TableCell("", row, column, width)
                self.cells.append(_more(made, self._content(cell)))
            column += width

    def _content(self, node: Any) -> tuple[Paragraph | Table, ...]:
        if self.depth > _DEEPEST:
            raise ValueError("tables are nested too deep")
        found = list(self.reader.blocks(node, self.depth + 1))
        self.asides += [block for block in found if isinstance(block, Aside)]
        return tuple(block for block in found if not isinstance(block, Aside))


def _more(cell: TableCell, blocks: tuple[Paragraph | Table, ...]) -> TableCell:
    """A cell with further content; words that hide under a merge are kept."""
    lines = [cell.text, *(b.number + b.text for b in blocks if isinstance(b, Paragraph))]
    return replace(
        cell,
        text="\n".join(line for line in lines if line).strip(),
        inner=(*cell.inner, *(block for block in blocks if isinstance(block, Table))),
        blocks=(*cell.blocks, *blocks),
    )


def _count(text: str) -> int:
    """A number of columns; Word has at most 63 to a table, what says more is damaged."""
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() else 0


def _text_boxes(node: Any) -> Iterator[Any]:
    """The text boxes below a node, each once and not those inside others."""
    for child in node.iterchildren():
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{MC}AlternateContent":
            chosen = alternative(child)
            yield from () if chosen is None else _text_boxes(chosen)
        elif isinstance(child.tag, str) and child.tag not in (f"{W}del", f"{W}moveFrom"):
            yield from _text_boxes(child)


def _parts(node: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those inside content controls and changes."""
    for child in node.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from () if content is None else _parts(content, tag)
        elif child.tag in _WRAPPERS:
            yield from _parts(child, tag)
