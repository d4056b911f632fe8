"""The rest of a citation: the articles it names and the text it quotes (SPEC §7.1, rule B18)."""

import re
from dataclasses import dataclass

from forms.values.articles import ArticleRef, FoundArticles, find_articles
from forms.values.numerals import NUMERAL

_N = rf"[{NUMERAL}\d]{{1,8}}"
_LIST_GAP = re.compile(
    rf"[\s、，,；;和及与以至到—–－~～-]*(?:第\s*{_N}\s*(?:[编章节]|部分)\s*[、，,]?\s*)*"
)
#: What an article in a list, or a gap before it, begins with; the next one may lack its 第.
_MAY_BEGIN = frozenset("第\xa0\u3000 \t\n、，,；;和及与以至到—–－-～~")
_MAY_GO_ON = _MAY_BEGIN | frozenset(f"{NUMERAL}0123456789０１２３４５６７８９")
_CHAPTERS = re.compile(rf"(?:[\s、，,]*第\s*{_N}\s*(?:[编章节]|部分))+")
_ANNEX = re.compile(r"(?:附[件表录][^：:。，,\n]{0,30}?)?第?\s*\d+\s*项")
_LINE_START = re.compile(rf"(?:^|\n|[。；;])(?:[^\S\n]|[\"“])*(?=第\s*{_N}\s*条)")
_NOT_A_HEADING = re.compile(r"\s*(?:的|规定|所列|所称|中|以外|至|情形|第[^，。\n]{1,8}条)")
_ENDING = re.compile(
    r"[\s。；;，,、：:\"”“.…]*(?:以及|[和及与])?\s*(?:规定|的规定)?(?:处罚|处理|执行|办理)?[\s。；;]*"
)
_LEAD = re.compile(r"[\s。，,；;：:、）)]*")


@dataclass(frozen=True, slots=True)
class Body:
    """What follows a citation's head."""

    article_text: str
    articles: tuple[ArticleRef, ...]
    quoted_text: str
    head_articles: str


def skip_article_list(text: str, start: int) -> int:
    """Where a list of articles beginning at start ends; start itself if there is none."""
    return _list(text, start)[1]


def _list(text: str, start: int) -> tuple[list[FoundArticles], int]:
    """The articles named one after another from start on, and where the list ends."""
    lead = _LIST_GAP.match(text, start)
    position, first = start, lead.end() if lead else start
    found: list[FoundArticles] = []
    if text[first : first + 1] not in _MAY_BEGIN:
        return found, position
    window = text[first : first + 400]
    for item in find_articles(window):
        gap = window[position - first if found else 0 : item.start]
        if not _LIST_GAP.fullmatch(gap) or ("\n" in gap and found):
            break
        found.append(FoundArticles(item.refs, item.start + first, item.end + first))
        position = item.end + first
        # Most lists name one article: to look for the next one is half of the work.
        after = _LIST_GAP.match(text, position)
        if after and text[after.end() : after.end() + 1] not in _MAY_GO_ON:
            break
    return found, position


def read_body(text: str) -> Body:
    """Articles named in the head list and at line starts, and the quotation. Never raises."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    listed, end = _list(text, start)
    rest = text[end:] if listed else text[start:]
    named = listed + ([] if _ENDING.fullmatch(rest) else _headings(text, end if listed else start))
    refs, written = _merge(text, named)
    if not refs:
        written = _other_places(text, start)
    pure_list = bool(listed) and _is_own_line(rest)
    quoted = _LEAD.sub("", rest, count=1) if pure_list else text[start:]
    if _ENDING.fullmatch(rest) or "".join(text[start:].split()).strip("。；;") == written:
        quoted = ""
    head = text[listed[0].start : end] if listed else ""
    return Body(written, refs, quoted.strip(), head)


def _is_own_line(rest: str) -> bool:
    """Whether a list of articles stands alone and the quotation begins on the next line."""
    return bool(re.match(rf"(?:[^\S\n]|[。；;：:])*\n\s*第\s*{_N}\s*条", rest))


def _headings(text: str, start: int) -> list[FoundArticles]:
    """Articles that head a line of the quotation: 第三十三条：…"""
    found: list[FoundArticles] = []
    position = start
    while match := _LINE_START.search(text, max(0, position)):
        items, end = _list(text, match.end())
        position = max(end, match.end() + 1)
        inline = match[0].lstrip("\n").strip(' \t\r"“\u3000\xa0') in {"。", "；", ";"}
        after = text[end : end + 1]
        if (
            items
            and not _NOT_A_HEADING.match(text, end)
            and not (inline and after not in "：: \u3000")
        ):
            found.extend(items)
    return found


def _merge(text: str, found: list[FoundArticles]) -> tuple[tuple[ArticleRef, ...], str]:
    """Refs without repeats and their writing; 第三条 is dropped beside an earlier 第三条第一款."""
    refs: list[ArticleRef] = []
    written: list[str] = []
    for item in found:
        fresh = [ref for ref in item.refs if not any(ref.covers(old) for old in refs)]
        if fresh:
            refs.extend(fresh)
            written.append("".join(text[item.start : item.end].split()))
    return tuple(dict.fromkeys(refs)), "、".join(written)


def _other_places(text: str, start: int) -> str:
    """Chapters or a numbered line of an annex, where no article is named."""
    match = _CHAPTERS.match(text, start) or _ANNEX.match(text, start)
    return "".join(match[0].split()) if match else ""
