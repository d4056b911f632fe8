"""A document's blocks made even before they are laid out: what offices set in many ways becomes
lines that say one thing each, and tables.

A frame around the text is no table; columns made with tabs are one; a line with several labels is
several lines; lines broken off by a page's edge (copied from a PDF) are one paragraph again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from desktop.imports.headers import HeaderFinder
from desktop.imports.inner_tables import known_columns, table_of
from desktop.imports.word_file import Block, Paragraph, Table, TableCell
from desktop.imports.word_lines import Line, Lines, numbered, pieces
from desktop.imports.word_titles import Titles

_BRACKETED = re.compile(r"(?:^|(?<=[\s。；;，,]))【[^】\n]{2,20}】")
_AGAIN = re.compile(r"(?:(?<=[\s；;])|(?<=[\s；;]\u3000))(?=[^\s：:；;，,。]{2,16}\s*[：:])")
COLON = re.compile("[：:]")
_COLUMNS = re.compile(r"\t+|[ \u3000]{2,}")
_ENDS = "。；;：:！!？?"
_LEAST = 2
#: Lines shorter or longer than this are not broken off by the edge of a page.
_NARROWEST, _WIDEST = 18, 60
_SLACK = 2.0


class Flow:
    """Makes the blocks of one document even; counts the line breaks that it took out."""

    def __init__(self, finder: HeaderFinder, lines: Lines, titles: Titles) -> None:
        self.finder = finder
        self.lines = lines
        self.titles = titles
        self.joined = 0

    def even(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """All blocks of a document."""
        framed = [part for block in blocks for part in self._unframed(block)]
        parted = [part for block in framed for part in self._parted(block)]
        return tuple(self._unbroken(list(self._tables(parted))))

    # frames

    def _unframed(self, block: Block) -> Iterator[Block]:
        """The content of a table that only draws lines around the text, or the table."""
        if isinstance(block, Table) and self._is_frame(block):
            for cell in block.cells:
                for part in cell.blocks:
                    yield from self._unframed(part)
        else:
            yield block

    def _is_frame(self, table: Table) -> bool:
        """Whether every row is one cell, or the cells say 标签：内容 each."""
        rows = [cell.row for cell in table.cells]
        if len(rows) == len(set(rows)):
            return True
        labelled = sum(self._is_labelled(cell) for cell in table.cells)
        bare = sum(self.finder.is_heading(cell.text) for cell in table.cells)
        return labelled >= _LEAST and labelled > bare and labelled * 2 >= len(table.cells)

    def _is_labelled(self, cell: TableCell) -> bool:
        first = next((part for part in cell.blocks if isinstance(part, Paragraph)), None)
        line = self.lines.line(pieces(first)[0]) if first is not None else None
        return line is not None and line.known and line.colon

    # several labels in a line

    def _parted(self, block: Block) -> Iterator[Block]:
        if not isinstance(block, Paragraph):
            yield block
            return
        for piece in pieces(block):
            yield from self._labels_apart(piece)

    def _labels_apart(self, line: Paragraph) -> Iterator[Paragraph]:
        """A line with several labels (【电话】…… 【地址】……, 电话：…… 地址：……) is as many lines."""
        text = line.text
        marks = [mark.start() for mark in _BRACKETED.finditer(text)]
        if len(marks) >= _LEAST and not text[: marks[0]].strip():
            parts = [text[a:b].strip() for a, b in pairwise([*marks, len(text)])]
        elif self.finder.is_heading(_label(rest := numbered(text)[1])):
            parts = parts_at(rest, self.finder.is_heading)
            parts[0] = text.removesuffix(rest) + parts[0]
        else:
            parts = [text]
        yield replace(line, text=parts[0]) if len(parts) > 1 else line
        yield from (replace(line, text=part, number="", lead="") for part in parts[1:])

    # columns made with tabs

    def _tables(self, blocks: list[Block]) -> Iterator[Block]:
        """Lines in columns below known headings of columns are a table."""
        at = 0
        while at < len(blocks):
            rows = self._rows_from(blocks, at)
            if rows:
                yield _table_of(rows)
                at += len(rows)
            else:
                yield blocks[at]
                at += 1

    def _rows_from(self, blocks: list[Block], at: int) -> list[list[str]]:
        head = _columns(blocks[at])
        if len(head) < _LEAST or columns_known(self.finder, head) < _LEAST:
            return []
        if any(len(cell) > _NARROWEST for cell in head):
            return []
        rows = [head]
        for block in blocks[at + 1 :]:
            cells = _columns(block)
            if not _LEAST <= len(cells) <= len(head):
                break
            rows.append(cells)
        return rows if len(rows) > 1 else []

    # broken lines

    def _unbroken(self, blocks: list[Block]) -> Iterator[Block]:
        """Lines that the edge of a page broke off go on in the line before."""
        full = self._full_width(blocks)
        held: Paragraph | None = None
        last = 0.0  # width of the line that was added last
        for block in blocks:
            width = _width(block.text) if isinstance(block, Paragraph) else 0.0
            if isinstance(block, Paragraph) and held is not None and full:
                cut = full - _SLACK <= last <= full and held.text.rstrip()[-1:] not in _ENDS
                if cut and width <= full and self._goes_on(block):
                    held = replace(held, text=held.text.rstrip() + block.text.strip())
                    self.joined += 1
                    last = width
                    continue
            if held is not None:
                yield held
            held, last = (block, width) if isinstance(block, Paragraph) else (None, 0.0)
            if held is None:
                yield block
        if held is not None:
            yield held

    def _full_width(self, blocks: list[Block]) -> float:
        """The width at which this document's lines are broken, in Chinese signs; 0 when they are not."""
        widths = [_width(block.text) for block in blocks if isinstance(block, Paragraph)]
        most = max(widths, default=0.0)
        if not _NARROWEST <= most <= _WIDEST:
            return 0.0
        cut = [
            block for block in blocks
            if isinstance(block, Paragraph) and _width(block.text) >= most - _SLACK
            and block.text.rstrip()[-1:] not in _ENDS
        ]  # fmt: skip
        return most if len(cut) >= _LEAST else 0.0

    def _goes_on(self, paragraph: Paragraph) -> bool:
        line: Line = self.lines.line(paragraph)
        begins = line.known or line.is_numbered or paragraph.manner or paragraph.text[:1] in "《【"
        return not begins and not self.titles.is_title(paragraph.text)


def parts_at(text: str, knows: Callable[[str], bool]) -> list[str]:
    """A text parted before each known label with a colon."""
    marks = [
        m.start() for m in _AGAIN.finditer(text) if m.start() and knows(_label(text[m.start() :]))
    ]
    return [text[a:b].strip().rstrip("；;") for a, b in pairwise([0, *marks, len(text)])]


def _label(text: str) -> str:
    return COLON.split(text, maxsplit=1)[0].strip()


def columns_known(finder: HeaderFinder, headers: list[str]) -> int:
    """How many of these headings are columns of one table of a form."""
    return max((known_columns(table_of(form, headers)) for form in finder.bases), default=0)


def _columns(block: Block) -> list[str]:
    if not isinstance(block, Paragraph):
        return []
    return [part.strip() for part in _COLUMNS.split(block.text.strip()) if part.strip()]


def _table_of(rows: list[list[str]]) -> Table:
    return Table(tuple(
        TableCell(text, row, column)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
    ))  # fmt: skip


def _width(text: str) -> float:
    """Width of a line in Chinese signs."""
    return sum(1.0 if ord(sign) > 0x2000 else 0.5 for sign in text.strip("\n"))
