"""The articles a citation points at: 第四十二条第一款第（二）项 (SPEC §7.1, rule B15).

Legislation Law art. 65: 条, 款, 项, 目; articles and items carry Chinese numerals, paragraphs are
counted, not numbered, sub-items carry Arabic ones. Parts and chapters are not cited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from forms.values.numerals import NUMERAL, chinese_to_int, int_to_chinese
from forms.values.text import halfwidth

_N = rf"[{NUMERAL}0-9０-９]{{1,8}}"
_B = r"[（(]\s*"
_E = r"\s*[）)]"
_ARTICLE = rf"第\s*(?P<article>{_N})\s*条(?:\s*之\s*(?P<sub>{_N}))?"
_L = rf"{_N}(?:\s*[、，,和]\s*{_N})*"
_PARAGRAPH = rf"(?:第\s*)?(?P<paragraph>{_L})\s*款"
_ITEM = rf"(?:(?:第\s*)?{_B}(?P<item>{_N}){_E}\s*项?|第\s*(?P<bare>{_L})\s*项)"
_SUBITEM = rf"(?:第\s*)?(?P<subitem>{_N})\s*目"
_REFERENCE = re.compile(
    rf"(?:{_ARTICLE}(?:\s*{_PARAGRAPH})?|第\s*(?P<alone>{_L})\s*款)"
    rf"(?:\s*{_ITEM})?(?:\s*{_SUBITEM})?"
)
#: What was meant for 第三十二条 in a list: 第三十条、三十二条, 第三十七条、第三十八、第四十条.
_SLIPPED = re.compile(
    rf"\s*[、，,]\s*(?P<place>(?P<bare>{_N})\s*条(?!\s*[例文款])|第\s*(?P<cut>{_N})(?=\s*[、，,]\s*第?{_N}\s*[条、，,]))"
)
_MORE_ITEMS = re.compile(
    rf"\s*(?:[、,，和及与]\s*|以及\s*|(?P<to>[至到])\s*)?(?:第\s*)?{_B}(?P<item>{_N}){_E}\s*项?"
    rf"|\s*(?:[、,，和及与]\s*|以及\s*|(?P<upto>[至到])\s*)第\s*(?P<bare>{_N})\s*项"
)
_RANGE = re.compile(r"\s*(?:至|到|[—–－-]+|~|～)\s*")
_REVERSED = re.compile(rf"第?\s*(?:{_B})?{_N}(?:{_E})?\s*项\s*第?\s*{_N}\s*款|第{_N}款\s*第{_N}条")
_CHAPTER = re.compile(rf"第\s*{_N}\s*[编章节]")
_LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True, order=True)
class ArticleRef:
    """One cited place. 0 means that rank is not named; refs sort as they stand in the law.

    article_sub is the 之一 of 第一百二十条之一. An article of 0 is a place in a text without
    articles ("第二款").
    """

    article: int
    article_sub: int = 0
    paragraph: int = 0
    item: int = 0
    subitem: int = 0

    def text(self) -> str:
        """The canonical Chinese: 第四十三条之一第二款第（五）项第3目."""
        parts = [f"第{int_to_chinese(self.article)}条"] if self.article else []
        if self.article_sub:
            parts.append(f"之{int_to_chinese(self.article_sub)}")
        if self.paragraph:
            parts.append(f"第{int_to_chinese(self.paragraph)}款")
        if self.item:
            parts.append(f"第（{int_to_chinese(self.item)}）项")
        if self.subitem:
            parts.append(f"第{self.subitem}目")
        return "".join(parts)

    def covers(self, other: "ArticleRef") -> bool:
        """Whether the other ref lies in this one: 第三条 covers 第三条第一款."""
        ours = (self.article, self.article_sub, self.paragraph, self.item, self.subitem)
        theirs = (other.article, other.article_sub, other.paragraph, other.item, other.subitem)
        return all(a in (0, b) for a, b in zip(ours[2:], theirs[2:], strict=True)) and (
            ours[:2] == theirs[:2]
        )


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """Refs named by one expression in a text (a range names several): text[start:end]."""

    refs: tuple[ArticleRef, ...]
    start: int
    end: int


@lru_cache(maxsize=8192)
def parse_articles(text: str) -> tuple[ArticleRef, ...]:
    """Every cited place in the text, in its order, without repeats; () if there is none.

    "第四十二条第一款、第二款" names two paragraphs of article 42; "第三条至第五条" three articles.
    Arabic forms (第42条, 第5项) are read too; `article_problems` reports them. Never raises.
    """
    found = (ref for part in find_articles(text) for ref in part.refs)
    return tuple(dict.fromkeys(found))


def find_articles(text: str) -> Iterator[FoundArticles]:
    """The cited places with where they stand, in order. 之一 and later ranks inherit the earlier."""
    previous: ArticleRef | None = None
    previous_end = -1
    for match in _REFERENCE.finditer(text):
        if match.start() < previous_end:
            continue
        refs = _references(match, previous)
        if not refs:
            continue
        refs, end = _with_more_items(text, refs, match.end())
        between = text[previous_end : match.start()] if previous_end >= 0 else ""
        if previous and _RANGE.fullmatch(between):
            refs = _range(previous, refs[0]) + refs
        previous, previous_end = refs[-1], end
        yield FoundArticles(refs, match.start(), end)
        for slip in _slips(text, end):
            previous, previous_end = slip.refs[0], slip.end
            yield slip


def _slips(text: str, start: int) -> Iterator[FoundArticles]:
    """Articles that go on a list from start on but lack their 第 or 条."""
    while match := _SLIPPED.match(text, start):
        try:
            number = chinese_to_int(match["bare"] or match["cut"])
        except ValueError:
            return
        if not number:
            return
        start = match.end()
        yield FoundArticles((ArticleRef(number),), match.start("place"), start)


def _references(match: re.Match[str], previous: ArticleRef | None) -> tuple[ArticleRef, ...]:
    """The refs of one match; several when it lists paragraphs or items: 第二、五项."""
    part = match.groupdict()
    try:
        paragraphs = _ints(part["paragraph"] or part["alone"])
        items = _ints(part["item"] or part["bare"])
        subitem = _int(part["subitem"])
        article, sub = _int(part["article"]), _int(part["sub"])
    except ValueError:
        return ()
    if part["article"] is None:
        start = previous or ArticleRef(0)
        article, sub = start.article, start.article_sub
    elif article == 0:
        return ()
    return tuple(ArticleRef(article, sub, p, i, subitem) for p in paragraphs for i in items)


def _ints(text: str | None) -> list[int]:
    return [chinese_to_int(part) for part in re.split("[、，,和]", text)] if text else [0]


def _int(text: str | None) -> int:
    return chinese_to_int(text) if text else 0


def _with_more_items(
    text: str, refs: tuple[ArticleRef, ...], end: int
) -> tuple[tuple[ArticleRef, ...], int]:
    """Further items in the same list: 第（一）项、第（二）项; 第（一）（二）项; 第一项至第五项."""
    found = list(refs)
    while found[-1].item and (match := _MORE_ITEMS.match(text, end)):
        try:
            item = _int(match["item"] or match["bare"])
        except ValueError:
            break
        last = found[-1]
        ranged = (match["to"] or match["upto"]) and 0 < item - last.item <= _LONGEST_RANGE
        numbers = range(last.item + 1, item + 1) if ranged else (item,)
        found.extend(replace(last, item=number, subitem=0) for number in numbers)
        end = match.end()
    return tuple(found), end


def _range(first: ArticleRef, last: ArticleRef) -> tuple[ArticleRef, ...]:
    """The whole articles strictly between the two ends of 第三条至第九条."""
    if last.article - first.article > _LONGEST_RANGE:
        return ()
    return tuple(ArticleRef(number) for number in range(first.article + 1, last.article))


_INCOMPLETE = re.compile(rf"{_N}\s*条|第\s*{_N}")


@lru_cache(maxsize=4096)
def article_problems(text: str) -> tuple[str, ...]:
    """Sentences on how the articles are written (rule B15); () when they are written properly."""
    problems: list[str] = []
    for found in find_articles(text):
        written = text[found.start : found.end]
        ranks = re.sub(r"第?\s*[0-9０-９]+\s*目", "", written)
        if re.search(r"[0-9０-９]", ranks):
            right = "、".join(ref.text() for ref in found.refs)
            problems.append(f"“{written}”用了阿拉伯数字，请写成“{right}”。")
        elif _INCOMPLETE.fullmatch(written):
            problems.append(f"“{written}”写得不完整，请写成“{found.refs[0].text()}”。")
    compact = "".join(text.split())
    if match := _REVERSED.search(compact):
        problems.append(f"“{match[0]}”款项颠倒，请按条、款、项的顺序写。")
    if match := _CHAPTER.search(compact):
        problems.append(f"“{match[0]}”是编章节，请写到具体条款。")
    return tuple(dict.fromkeys(problems))


_SEPARATORS = re.compile(r"[\s、，,；;和及。]+")
_BETWEEN = re.compile(r"[\s、，,；;和及与至到~—–－-]+")
_SPAN = re.compile(rf"(?:第\s*)?({_N})条?[至到~—–－-]+(?:第\s*)?({_N})条?")
_DOTTED = re.compile(
    r"(?P<article>\d{1,4})(?:之(?P<sub>\d{1,2}))?(?:[.．](?P<paragraph>\d{1,2}))?"
    r"(?:[.．](?P<item>\d{1,3}))?(?:[.．](?P<subitem>\d{1,3}))?"
)
_BARE = re.compile(rf"(?:第\s*)?(?P<article>{_N})(?:之(?P<sub>{_N}))?")
#: A number that stands for an article or item without the 第 that belongs before it.
_WITHOUT_ORDINAL = re.compile(rf"(?<![第{NUMERAL}0-9０-９（(之])(?={_N}\s*[条款项目])")


def read_articles(text: str) -> tuple[ArticleRef, ...]:
    """What a clerk means who types an article in a hurry; () when anything is not understood.

    12 and 十二 are 第十二条, 12.1 is 第十二条第一款, 12.1.2 its second item (12.0.2 without a
    paragraph), 12之1 is 第十二条之一; 12-15 are four articles; 12条1款,
    十二条第一款第二项 and the canonical writing are read as well, and several of them with 、 or
    blanks between. Never raises.
    """
    text = halfwidth(text).strip().rstrip(".")
    for whole in (text, _WITHOUT_ORDINAL.sub("第", text)):
        rest = whole
        for found in reversed(list(find_articles(whole))):
            rest = rest[: found.start] + rest[found.end :]
        if whole and not _BETWEEN.sub("", rest):
            return tuple(ref for ref in parse_articles(whole) if ref.article)
    refs: list[ArticleRef] = []
    for part in filter(None, _SEPARATORS.split(text)):
        ref = _shorthand(part)
        if not ref:
            return ()
        refs.extend(ref)
    return tuple(dict.fromkeys(refs))


def _shorthand(part: str) -> tuple[ArticleRef, ...]:
    span = _SPAN.fullmatch(part)
    if span:
        return parse_articles(f"第{span[1]}条至第{span[2]}条")
    match = _DOTTED.fullmatch(part) or _BARE.fullmatch(part)
    if match is None:
        return parse_articles(part) if _REFERENCE.fullmatch(part) else ()
    numbers = match.groupdict()
    try:
        ref = ArticleRef(
            *(
                _int(numbers.get(rank))
                for rank in ("article", "sub", "paragraph", "item", "subitem")
            )
        )
    except ValueError:
        return ()
    return (ref,) if ref.article else ()
