"""Workbooks (.xlsx): every sheet whether shown or not, comments, headers, shapes, kept pivot data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from desktop.attached.bounds import Budget, Parts, Unreadable
from desktop.attached.xml_text import Block, Walk
from forms.attachments import Passage

SHARED = "xl/sharedStrings.xml"
_OTHERS = (
    (re.compile(r"xl/(?:comments\d*|comments/[^/]+)\.xml"), "批注"),
    (re.compile(r"xl/threadedComments/[^/]+\.xml"), "批注"),
    (re.compile(r"xl/drawings/[^/]+\.xml"), "图形"),
    (re.compile(r"xl/charts/[^/]+\.xml"), "图表"),
)
LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){11}")
_LEAD = 30


class _Strings(Walk):
    BLOCKS = frozenset(("si",))
    TEXTS = frozenset(("t",))


class _Cells(Walk):
    """Cells, and the words that stand on every printed page."""

    BLOCKS = frozenset(("c", "headerFooter"))
    TEXTS = frozenset((
        "v", "t", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader",
        "firstFooter",
    ))  # fmt: skip


class _Boxes(Walk):
    """Paragraphs of shapes, comments with their authors."""

    BLOCKS = frozenset(("p", "comment", "threadedComment"))
    TEXTS = frozenset(("t", "text"))


class _Kept(Walk):
    """What a pivot table keeps of the cells that it was made of: values in attributes."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.values: list[str] = []
        super().__init__(data, budget)

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("s", "n") and attributes.get("v"):
            self.values.append(attributes["v"])


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that says something: its block in the sheet, or the shared string that it shows."""

    block: Block
    passage: Passage
    shared: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's part with its cells, in the order of the file."""

    part: str
    data: bytes
    cells: tuple[Cell, ...]


class Book:
    """The parts of a workbook that hold text."""

    def __init__(self, parts: Parts, budget: Budget) -> None:
        self._parts = parts
        self._budget = budget
        self.shared_data = parts.read(SHARED) if SHARED in parts.names else b""
        self.shared = _Strings(self.shared_data, budget).blocks if self.shared_data else []
        self._texts = [block.text for block in self.shared]

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet, also hidden ones."""
        for part, name in self._names():
            data = self._parts.read(part)
            blocks = _Cells(data, self._budget).blocks
            yield Sheet(part, data, tuple(self._cells(blocks, name)))

    def _names(self) -> Iterator[tuple[str, str]]:
        """Part and name of each sheet; a part that the workbook does not name goes by its own."""
        found = dict(_named(self._parts))
        for part in self._parts.names:
            if re.fullmatch(r"xl/(?:work|chart|dialog|macro)sheets/[^/]+\.xml", part):
                found.setdefault(part, f"工作表“{posixpath.basename(part)}”")
        yield from found.items()

    def _cells(self, blocks: list[Block], sheet: str) -> Iterator[Cell]:
        heads: dict[str, str] = {}
        left = ""
        for block in blocks:
            if block.name == "headerFooter":
                yield Cell(block, Passage(f"{sheet}的页眉页脚", block.text), None)
                continue
            text, shared = self._said(block)
            if not text.strip():
                continue
            place = block.attributes.get("r", "")
            column = place.rstrip("0123456789")
            lead = ""
            if LONG_NUMBER.search(text):
                lead = f"{heads.get(column, '')} {left}"[-_LEAD:]
            else:
                heads[column] = text
            left = text
            yield Cell(block, Passage(f"{sheet}{place}", text, lead), shared)

    def _said(self, block: Block) -> tuple[str, int | None]:
        value = block.part.get("v", "")
        kind = block.attributes.get("t", "n")
        if kind == "s" and value.isdecimal():
            number = int(value)
            return (self._texts[number] if number < len(self._texts) else ""), number
        if kind in ("inlineStr", "str"):
            return block.text, None
        return (_plain_number(value) if kind == "n" else ""), None

    def others(self) -> Iterator[tuple[str, bytes, Block, str]]:
        """Part, bytes, block and place of comments and shapes."""
        for pattern, place in _OTHERS:
            for name in filter(pattern.fullmatch, self._parts.names):
                data = self._parts.read(name)
                for block in _Boxes(data, self._budget).blocks:
                    yield name, data, block, f"{place}{block.attributes.get('ref', '')}"

    def kept(self) -> Iterator[str]:
        """Values that pivot tables keep."""
        for name in self._parts.names:
            if re.fullmatch(r"xl/pivotCache/pivotCache(?:Records|Definition)\d*\.xml", name):
                yield from _Kept(self._parts.read(name), self._budget).values


def _plain_number(text: str) -> str:
    """A number as it was typed: a telephone number may be stored as 1.3812345678E10."""
    if "E" not in text.upper():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e18 else text


_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def _named(parts: Parts) -> Iterator[tuple[str, str]]:
    """Part → the sheet's name, hidden ones marked."""
    if "xl/workbook.xml" not in parts.names or "xl/_rels/workbook.xml.rels" not in parts.names:
        return
    links = {
        item.get("Id"): posixpath.normpath(posixpath.join("xl", item.get("Target", "")).lstrip("/"))
        for item in _tree(parts.read("xl/_rels/workbook.xml.rels")).iter(_REL)
    }
    for item in _tree(parts.read("xl/workbook.xml")).iter():
        if item.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((v for k, v in item.attrib.items() if k.rpartition("}")[2] == "id"), "")
        part = links.get(link, "")
        if part in parts.names:
            hidden = "隐藏的" if item.get("state", "visible") != "visible" else ""
            yield part, f"{hidden}工作表“{item.get('name', '')}”"


def _tree(data: bytes) -> ET.Element:
    """A small part; no document type."""
    if b"<!DOCTYPE" in data or b"\0" in data:
        raise Unreadable("a document type")
    try:
        return ET.fromstring(data)
    except ET.ParseError as error:
        raise Unreadable(str(error)) from error
