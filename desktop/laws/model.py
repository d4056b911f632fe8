"""A law as it is read: its names and dates, its chapters, its articles down to 目."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from forms.values import ArticleRef, chinese_to_int, int_to_chinese
from forms.values.numerals import NUMERAL

_ITEM = re.compile(rf"\s*[（(]\s*([{NUMERAL}]{{1,6}})\s*[）)]\s*")
#: Old regulations count their items without brackets: 一、…；
_OLD_ITEM = re.compile(rf"\s*([{NUMERAL}]{{1,4}})、")
_SUBITEM = re.compile(r"\s*(\d{1,3})\s*[．.、]\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an article that one can cite, and what it says."""

    ref: ArticleRef
    text: str


@dataclass(frozen=True)
class Article:
    """An article (条). ``lines`` are its paragraphs and items as they stand, without 第…条."""

    number: int
    sub: int
    lines: tuple[str, ...]
    chapter: str = ""

    @property
    def ref(self) -> ArticleRef:
        """Where it stands."""
        return ArticleRef(self.number, self.sub)

    @property
    def text(self) -> str:
        """The whole article, a line a paragraph or item."""
        return "\n".join(self.lines)

    def heading(self) -> str:
        """第四十三条之一."""
        return self.ref.text()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Paragraphs (款), items (项) and sub-items (目), in their order.

        Paragraphs are counted, not numbered (Legislation Law art. 65): each line that is no item
        begins one. An item that stands in a line of its own belongs to the paragraph before it.
        """
        return tuple(_parts(self.number, self.sub, self.lines))

    def at(self, ref: ArticleRef) -> str | None:
        """What a citation of this article points at; None when there is no such place.

        第一款 of an article that has one paragraph is the article; an item without a paragraph
        (第三条第（二）项) is looked for in all of them. A paragraph comes with its items.
        """
        if (ref.article, ref.article_sub) != (self.number, self.sub):
            return None
        if not (ref.paragraph or ref.item or ref.subitem):
            return self.text
        found = [part.text for part in self.parts if _within(part.ref, ref)]
        return "\n".join(found) or None


def _within(part: ArticleRef, wanted: ArticleRef) -> bool:
    pairs = (
        (part.paragraph, wanted.paragraph), (part.item, wanted.item),
        (part.subitem, wanted.subitem),
    )  # fmt: skip
    return all(want in (0, have) for have, want in pairs)


def _parts(number: int, sub: int, lines: tuple[str, ...]) -> Iterator[Part]:
    paragraph = item = 0
    for place, line in enumerate(lines):
        match = _ITEM.match(line) or (_OLD_ITEM.match(line) if place else None)
        subitem = _SUBITEM.match(line)
        if match:
            item = chinese_to_int(match[1])
            yield Part(ArticleRef(number, sub, max(paragraph, 1), item), line)
        elif subitem and item:
            yield Part(ArticleRef(number, sub, max(paragraph, 1), item, int(subitem[1])), line)
        else:
            paragraph, item = paragraph + 1, 0
            yield Part(ArticleRef(number, sub, paragraph), line)


@dataclass(frozen=True)
class LawText:
    """One version (文本) of a law.

    ``level`` is a key of CL18, "" when the text does not tell. ``dated`` orders the versions: the
    latest date of the history. ``in_force`` is the day from which this version holds, as far as
    the text tells. ``repeals`` are the laws that its last articles abolish, with the reservation
    that only texts older than it are meant.
    """

    title: str
    level: str
    issuing_body: str
    document_number: str
    promulgated: date | None
    amended: date | None
    in_force: date | None
    history: tuple[str, ...]
    articles: tuple[Article, ...]
    repeals: tuple[str, ...] = ()
    source: str = ""
    preamble: tuple[str, ...] = field(default=())

    @property
    def dated(self) -> date | None:
        """When this version came to be."""
        return self.amended or self.promulgated or self.in_force

    @cached_property
    def by_number(self) -> dict[tuple[int, int], Article]:
        """Articles by number and 之几."""
        return {(article.number, article.sub): article for article in self.articles}

    def article(self, ref: ArticleRef) -> Article | None:
        """The article that a citation names."""
        return self.by_number.get((ref.article, ref.article_sub))

    def last_article(self) -> str:
        """第八十三条: how far the law goes; empty for a text without articles."""
        if not self.articles:
            return ""
        return f"第{int_to_chinese(max(article.number for article in self.articles))}条"
