"""Legal basis cells as published, taken apart into single citations (SPEC §7.1, MESS §4).

A cell looks like 【法律】《…法》（history）第三条：quoted text, several times over, with every
kind of slip. Nothing is thrown away: each citation knows its span, and what lies between spans is
`leftovers`.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.values.articles import ArticleRef, article_problems
from forms.values.citation_body import Body, read_body, skip_article_list
from forms.values.citation_head import Head, find_heads, is_cited, read_head, read_unmarked
from forms.values.history import read_history
from forms.values.levels import level_of, tag_doubt
from forms.values.numerals import NUMERAL

_SEPARATORS = re.compile(
    rf"(?:\s*(?:[；;、，,。/／]|以及|及其|和|及|与)\s*|\s+)"
    rf"(?:(?:[（(]?[{NUMERAL}\da-zA-Z]{{1,2}}[）)、.．]|[①-⑳])\s*)?(?=《)"
)
_BLANK = re.compile(r"[\s；;、，,。\"“”]*")


@dataclass(frozen=True, slots=True)
class Citation:
    """One legal basis with what the text states about it; the fields of SPEC §2.2.

    level is a key of CL18 (`LEVELS`) or None when the text does not tell. title has no outer 《》.
    article_text keeps the published writing, articles is its meaning. "" and None: not stated.
    """

    title: str
    level: str | None = None
    document_number: str = ""
    issuing_body: str = ""
    promulgated: date | None = None
    amended: date | None = None
    in_force: date | None = None
    article_text: str = ""
    articles: tuple[ArticleRef, ...] = ()
    quoted_text: str = ""

    def heading(self) -> str:
        """《title》（number）第三条: one line to show or compare."""
        number = f"（{self.document_number}）" if self.document_number else ""
        title = f"《{self.title}》" if self.title else ""
        return f"{title}{number}{'、'.join(ref.text() for ref in self.articles)}"


@dataclass(frozen=True, slots=True)
class BasisText:
    """A citation and the span of the cell it was read from: text[start:end]."""

    citation: Citation
    start: int
    end: int
    tag: str = ""
    history: str = ""
    problems: tuple[str, ...] = field(default=())


_PIECE = re.compile(
    r"(?:[^；;\n、，,]|(?<!号)[、，,]|[、，,](?![^、，,；;\n]{0,12}[\[［〔﹝【(（]\s*\d{4}))+"
)
_NEXT_NUMBER = re.compile(
    rf"(?:\s*[①-⑳]|(?:\n|(?<=[；;。，,、\s]))\s*[（(]?[{NUMERAL}\d]{{1,3}}[）)、.．])\s*$"
)


def parse_basis_text(text: str) -> tuple[BasisText, ...]:
    """Every citation in a published basis cell, in order, with spans that never overlap.

    A cell that cites nothing recognisable gives (). Never raises.
    """
    return tuple(_citations(text)) or tuple(_unmarked(text))


def leftovers(text: str, parts: Sequence[BasisText]) -> tuple[tuple[int, int], ...]:
    """Spans of the text outside every citation that are more than blanks and separators."""
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple((a, b) for a, b in gaps if not _BLANK.fullmatch(text, a, b))


def _citations(text: str) -> Iterator[BasisText]:
    sure = deque(find_heads(text))
    start = sure.popleft() if sure else None
    while start is not None:
        head = read_head(text, start)
        while sure and (sure[0] < head.end or sure[0] <= start):
            sure.popleft()
        after = _listed_next(text, head)
        if after is None or (sure and sure[0] <= after):
            after = sure.popleft() if sure else None
        yield _basis(text, head, len(text) if after is None else after)
        start = after


def _listed_next(text: str, head: Head) -> int | None:
    """Where the next law begins in 《甲法》第一条、《乙法》第二条; None if none follows at once."""
    match = _SEPARATORS.match(text, skip_article_list(text, head.end))
    return match.end() if match and is_cited(text, match.end()) else None


def _basis(text: str, head: Head, end: int) -> BasisText:
    if end < len(text):
        # The number of the next law in a list (2.《乙法》) is none of this one's words.
        end = head.end + len(_NEXT_NUMBER.sub("", text[head.end : end]))
    end = head.end + len(text[head.end : end].rstrip())
    history = text[head.title_end : head.end]
    body = read_body(text[head.end : end])
    level = level_of(head.tag, head.title, history)
    return BasisText(
        _citation(head, level, history, body),
        head.start,
        max(end, head.end),
        head.tag,
        " ".join(history.split()),
        article_problems(body.head_articles or body.article_text)
        + tag_doubt(head.tag, head.title, history),
    )


def _citation(head: Head, level: str | None, history: str, body: Body) -> Citation:
    told = read_history(history)
    return Citation(
        title=head.title,
        level=level,
        document_number=told.document_number,
        issuing_body=head.issuer or told.issuing_body,
        promulgated=told.promulgated,
        amended=told.amended,
        in_force=told.in_force,
        article_text=body.article_text,
        articles=body.articles,
        quoted_text=body.quoted_text,
    )


def _unmarked(text: str) -> Iterator[BasisText]:
    """Citations in a cell without any 《》 or tag: bare numbers and names, parted by ；.

    Numbers one after the other (财综〔2003〕45号，计价格〔1999〕466号) are one each.
    """
    for piece in _PIECE.finditer(text):
        head = read_unmarked(text, piece.start(), piece.end())
        if head is not None:
            yield _basis(text, head, piece.end())


_SHORT_NAME = re.compile(r"(?!中华人民共和国|全国|国务院|国家)[^省市县区州盟旗]{2,30}法")


def full_title_hint(title: str) -> str | None:
    """A sentence when a title is not the full, bare name (rule B14), None when it is fine.

    Reported: book-title marks, a national law without 中华人民共和国, remarks in brackets at the
    end other than （试行）, （暂行） and the names of parts (…细则（农业部分）).
    """
    if "《" in title or "》" in title:
        return "名称不要带书名号，名称里面的书名号用单书名号〈〉。"
    # Brackets within a name belong to it: 公路工程竣（交）工验收办法.
    remark = re.search(r"[（(]([^（(）)]{0,99})[）)]$", title)
    if remark and remark[1] not in {"试行", "暂行"} and not remark[1].endswith("部分"):
        return f"名称里有括注“{remark[0]}”，请只填写依据全称。"
    if _SHORT_NAME.fullmatch(title) and not title.endswith(("办法", "方法")):
        return f"请使用全称，国家法律应为“中华人民共和国{title}”。"
    return None
