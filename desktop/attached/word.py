"""Word files (.docx) and slides (.pptx): body, tables, headers, footers, notes, comments, author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.attached.bounds import Budget, Parts
from desktop.attached.xml_text import Block, Walk
from forms.attachments import Passage

#: Part → what a clerk calls it; the body is told by paragraph and table.
_STORIES = (
    (re.compile(r"word/document\d*\.xml"), ""),
    (re.compile(r"word/header\d*\.xml"), "页眉"),
    (re.compile(r"word/footer\d*\.xml"), "页脚"),
    (re.compile(r"word/footnotes\.xml"), "脚注"),
    (re.compile(r"word/endnotes\.xml"), "尾注"),
    (re.compile(r"word/comments\.xml"), "批注"),
    (re.compile(r"word/(?:charts|diagrams)/[^/]+\.xml"), "图形"),
    (re.compile(r"ppt/slides/slide(\d+)\.xml"), "第{}张幻灯片"),
    (re.compile(r"ppt/notesSlides/notesSlide(\d+)\.xml"), "第{}张幻灯片的备注"),
    (re.compile(r"ppt/comments/[^/]+\.xml"), "批注"),
)
#: Signs of the passage before that tell what a number is (账号：).
_LEAD = 30


@dataclass(frozen=True, slots=True)
class Story:
    """A part that holds text, and its paragraphs."""

    part: str
    data: bytes
    blocks: tuple[Block, ...]


class _Paragraphs(Walk):
    BLOCKS = frozenset(("p", "cm"))
    TEXTS = frozenset(("t", "delText", "instrText", "text"))

    def __init__(self, data: bytes, budget: Budget, story: str) -> None:
        self._story = story
        self._paragraphs = self._tables = 0
        #: Row and column of each table that is open.
        self._at: list[list[int]] = []
        super().__init__(data, budget)

    def place(self) -> str:
        if self._story:
            return self._story
        if self._at and not self._boxed:
            row, column = self._at[0]
            return f"第{self._tables}个表格第{row}行第{column}列"
        if not self._boxed:
            self._paragraphs += 1
        return f"第{self._paragraphs}段"

    @property
    def _boxed(self) -> bool:
        """Whether it is a text box, which hangs on a paragraph."""
        return bool(self._open) and not self._at

    def opened(self, name: str, _: Mapping[str, str]) -> None:
        if name == "tbl":
            self._tables += not self._at
            self._at.append([0, 0])
        elif name == "tr" and self._at:
            self._at[-1][0] += 1
            self._at[-1][1] = 0
        elif name == "tc" and self._at:
            self._at[-1][1] += 1

    def closed(self, name: str) -> None:
        if name == "tbl" and self._at:
            self._at.pop()


def stories(parts: Parts, budget: Budget) -> Iterator[Story]:
    """Every part that holds text, the body first."""
    for pattern, words in _STORIES:
        for name in sorted(parts.names, key=_by_number):
            if match := pattern.fullmatch(name):
                data = parts.read(name)
                walk = _Paragraphs(data, budget, words.format(*match.groups()))
                yield Story(name, data, tuple(walk.blocks))


def _by_number(name: str) -> tuple[int, str]:
    number = re.search(r"(\d+)\.xml$", name)
    return (int(number[1]) if number else 0, name)


def passages(story: Story) -> Iterator[tuple[Block, Passage]]:
    """The paragraphs that say something; ``lead`` is the end of the one before."""
    before = ""
    for block in story.blocks:
        text = block.text
        if text.strip():
            yield block, Passage(block.place, text, before[-_LEAD:])
            before = text
