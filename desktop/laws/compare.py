"""Whether a quotation is what the law says, and where it differs, sign by sign.

White space, the width of signs, the kind of brackets and quotes, line breaks and the number that
leads an article or an item are no differences: offices type them in every way. Words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from desktop.laws.model import Article
from forms.values import chinese_to_int, fold
from forms.values.numerals import NUMERAL

_N = rf"[{NUMERAL}0-9]{{1,8}}"
#: Also several at once: 第一、二款, 第（一）（二）项.
_RANKS = rf"(?:第?{_N}(?:,{_N})*款)?(?:第?(?:(?:\({_N}\)|{_N}),?)+项)?(?:第?{_N}目)?"
_REF = rf"第{_N}条(?:之[{NUMERAL}]{{1,3}})?{_RANKS}"
#: 第七条第一款第(四)项: at the head of a line, of several places parted by commas.
_LEAD = re.compile(rf"^(?:{_REF}(?:[,和及]第{_N}[款项]|[,和及](?={_REF}[:,和及]))?)+[:]?")
_INNER = re.compile(rf"(?<=[.;\"]){_REF}:")
_OMITTED = re.compile(r"(?:\.{3,}|…+|\(略\)|\(以下略\)|\(节选\))")
_EDGE = " ,.;:\"'()…-"
#: Below this share of common signs two texts are different articles, not one with slips.
ALIKE = 0.6


class Agreement(StrEnum):
    """How a quotation stands to the text of the law."""

    EQUAL = "equal"
    PART = "part"
    DIFFERS = "differs"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of signs: in both texts (``same``), only in the quotation, or only in the law."""

    quoted: str
    official: str

    @property
    def same(self) -> bool:
        """Whether both texts have it."""
        return self.quoted == self.official


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation beside the text of the law; ``alike`` is the share of common signs, 0 to 1 (of
    OTHER texts it may be a bound above that share).
    """

    agreement: Agreement
    alike: float
    pieces: tuple[Piece, ...] = ()
    #: The words are the same: only punctuation differs, or how numbers are written (2%, 百分之二).
    slight: bool = False

    @property
    def differences(self) -> int:
        """In how many places the two differ."""
        return sum(not piece.same for piece in self.pieces)


def plain(text: str) -> str:
    """The signs of a text that count; the numbers that lead its articles are left out."""
    return "".join(_passages(text))


@lru_cache(4096)
def _plain_law(official: str) -> str:
    """What is compared of an article: many records cite the same one."""
    return plain(official).strip(_EDGE)


#: Where a passage may end: what follows on the next line may come from elsewhere in the law.
_ENDS = re.compile(r"[.;:\"]$")


def _passages(text: str) -> list[str]:
    """The paragraphs of a text, folded; lines broken within a sentence are put together again.

    A new article within a line begins a passage of its own.
    """
    found: list[str] = []
    broken = False
    for line in text.splitlines():
        for part in _INNER.sub("\n", _LEAD.sub("", fold(line))).split("\n"):
            if broken and found:
                found[-1] += part
            else:
                found.append(part)
            broken = bool(found[-1]) and not _ENDS.search(found[-1])
    return found


_MARKER = re.compile(rf"(?<=[:;.,\u4e00-\u9fff])\(?[{NUMERAL}]{{1,3}}\)")


def _sections(text: str) -> list[str]:
    """The parts between omissions; an item (项) is a part of its own: others may be left out."""
    parts: list[str] = []
    for part in _OMITTED.split(text):
        edges = [0, *(match.start() for match in _MARKER.finditer(part)), len(part)]
        parts += [part[a:b] for a, b in pairwise(edges)]
    return [stripped for part in parts if (stripped := part.strip(_EDGE))]


@lru_cache(1024)
def compare(quoted: str, official: str) -> Comparison:
    """Compare a quotation with what it is said to quote.

    EQUAL: word for word. PART: word for word a part, or parts in their order with … between them.
    DIFFERS: the same passage, with other words in places. OTHER: something else.
    """
    passages = _passages(quoted)
    mine, theirs = "".join(passages).strip(_EDGE), _plain_law(official)
    if mine == theirs:
        return Comparison(Agreement.EQUAL, 1.0, (Piece(mine, theirs),) if mine else ())
    parts = [_sections(passage) for passage in passages]
    if mine and _contained(parts, theirs):
        return Comparison(Agreement.PART, 1.0)
    if (most := _most_alike(mine, theirs)) < ALIKE:
        return Comparison(Agreement.OTHER, most)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    alike = common / max(1, len(mine))
    if alike < ALIKE:
        return Comparison(Agreement.OTHER, alike)
    same_words = [[_words(section) for section in sections] for sections in parts]
    slight = _contained(same_words, _words(theirs))
    return Comparison(Agreement.DIFFERS, alike, tuple(_pieces(matcher, mine, theirs)), slight)


def _most_alike(mine: str, theirs: str) -> float:
    """A bound of the share of common signs, hundreds of times quicker than the share itself: a
    common sign stands in a pair of signs that both have.
    """
    pairs = {one + two for one, two in pairwise(theirs)}
    common = [one + two in pairs for one, two in pairwise(mine)]
    held = [one or two for one, two in pairwise([False, *common, False])]
    return held.count(True) / max(1, len(mine))


def _contained(passages: Sequence[Sequence[str]], theirs: str) -> bool:
    """Whether every passage stands in the law; the sections of one in the same order.

    Passages may come in any order: offices repeat the lead of a list for each item.
    """
    return all(_in_order(sections, theirs) for sections in passages)


def _in_order(sections: Sequence[str], theirs: str) -> bool:
    at = 0
    for wanted in sections:
        found = theirs.find(wanted, at)
        if found < 0:
            return False
        at = found + len(wanted)
    return True


_NUMBER = re.compile(rf"百分之([{NUMERAL}点0-9]+)|([{NUMERAL}点0-9]+(?:\.[0-9]+)?)")
_SIGNS = re.compile(r"[^0-9a-z%\u3400-\u9fff]")


def _words(text: str) -> str:
    """A folded text without punctuation, its numbers in digits."""
    return _SIGNS.sub("", _NUMBER.sub(_in_digits, text))


def _in_digits(match: re.Match[str]) -> str:
    return f"{_digits(match[1])}%" if match[1] else _digits(match[2])


def _digits(numeral: str) -> str:
    try:
        whole, _, part = numeral.replace(".", "点").partition("点")
        tail = "".join(str(chinese_to_int(sign)) for sign in part)
        return f"{chinese_to_int(whole)}{tail}"
    except (ValueError, KeyError):
        return numeral


def _pieces(matcher: SequenceMatcher[str], mine: str, theirs: str) -> Iterator[Piece]:
    """What both have and what differs; what the law says before and after the quotation is not a
    difference but what was not quoted.
    """
    codes = matcher.get_opcodes()
    while codes and codes[0][0] == "insert":
        codes.pop(0)
    while codes and codes[-1][0] == "insert":
        codes.pop()
    for _, a, b, c, d in codes:
        yield Piece(mine[a:b], theirs[c:d])


def best_article(quoted: str, articles: Sequence[Article]) -> tuple[Article, Comparison] | None:
    """The article that a quotation really comes from; None when none is alike."""
    mine = plain(quoted).strip(_EDGE)
    if not mine:
        return None
    words = grams(mine)
    ranked = sorted(articles, key=lambda article: -overlap(words, _grams_of(article.text)))
    for article in ranked[:3]:
        found = compare(quoted, article.text)
        if found.agreement is not Agreement.OTHER:
            return article, found
    return None


@lru_cache(2048)
def _grams_of(article: str) -> set[str]:
    """The same law is asked again and again while somebody types a quotation."""
    return grams(plain(article))


def grams(text: str) -> set[str]:
    """The runs of three signs of a folded text: what two texts have in common, quickly."""
    return {text[place : place + 3] for place in range(max(1, len(text) - 2))}


def overlap(mine: set[str], theirs: set[str]) -> float:
    """The share of mine that theirs has, too; 0 to 1."""
    return len(mine & theirs) / max(1, len(mine))
