"""Plain lines → a law: title, history, chapters, articles (SPEC §7.1).

The lines come from Markdown, from the Word files that the national law database offers, or from
plain text (`desktop.laws.read`). Nothing here goes by a particular law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.laws.model import Article, LawText
from forms.values import chinese_to_int
from forms.values.dates import find_dates, parse_date
from forms.values.history import read_history
from forms.values.levels import infer_level
from forms.values.numerals import NUMERAL
from forms.values.text import join_lines, normalise_spaces

_N = rf"[{NUMERAL}]{{1,8}}"
_HEADING = re.compile(r"(#{1,6})\s*(.*)")
_CHAPTER = re.compile(rf"第\s*{_N}\s*(?:编|分编|章|节)(?:\s+\S.*|\S{{0,40}})?$")
_ARTICLE = re.compile(
    rf"第\s*({_N})\s*条(?:\s*之\s*({_N}))?(?=[\s　：:]|$|[^\s、，,至和及第款项的之])\s*"
)
#: Articles that were pasted into one line.
_RUN_ON = re.compile(rf"(?<=[。；]) (?=第{_N}条(?:之{_N})? )")
_END_OF_HISTORY = "<!-- INFO END -->"
_HISTORY_WORDS = re.compile(
    r"通过|公布|发布|颁布|修正|修订|修改|施行|批准|令第|令第|号|根据|起施行|废止|决定"
)
_ANNEX = re.compile(r"附\s*[件录表则]?\s*(?:[一二三四五六七八九十\d]{1,3})?\s*[：:]")
_IN_FORCE = re.compile(
    r"自\s*(?P<when>公布之日|发布之日|颁布之日|(?:[12]\d{3}|[一二][〇零○一二三四五六七八九]{3})\s*年"
    r"[^，。；]{2,12}?日)\s*起?\s*(?:正式)?\s*(?:施行|实施|生效|执行|试行)"
)
_REPEALS = re.compile(r"[^。]{0,600}?(?:同时|即行|予以)废止")
#: A law that goes wholly: what follows its name is another name, a remark, or the verb.
_QUOTED = re.compile(r"《([^《》]{2,80})》(?=[、，和及以]|[（(]|同时|即行|予以|自|$)")
_CONGRESS_LAW = re.compile(r"全国人民代表大会(?:常务委员会)?")
_LONGEST_TITLE = 120


class NoLaw(ValueError):
    """A text that is no law; the sentence says what is missing."""


@dataclass
class _Reading:
    """What has been read so far."""

    title: str = ""
    history: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    chapters: dict[int, str] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    at: tuple[int, int] | None = None
    closed: bool = False

    def chapter(self) -> str:
        return " › ".join(self.chapters[level] for level in sorted(self.chapters))

    def close(self) -> None:
        """The article under way is complete."""
        if self.at is not None:
            self.articles.append(Article(*self.at, tuple(self.lines), self.chapter()))
        self.at, self.lines = None, []


def parse_law(text: str, source: str = "") -> LawText:
    """Read a law; ``source`` is the file's name, from which a date in brackets is taken, too.

    Raises ``NoLaw`` when the text has no title or nothing but a title.
    """
    whole = _RUN_ON.sub("\n", normalise_spaces(text))
    reading = _read([line for line in whole.split("\n") if line])
    if not reading.title:
        raise NoLaw("没有找到法律的名称：第一行应当是标题。")
    if not reading.articles and not reading.preamble:
        raise NoLaw(f"“{reading.title}”只有标题，没有条文。")
    return _law(reading, source)


def _read(lines: Sequence[str]) -> _Reading:
    reading = _Reading()
    in_history = any(line == _END_OF_HISTORY for line in lines)
    marked = in_history
    for line in lines:
        if line == _END_OF_HISTORY:
            in_history = False
        elif not reading.title:
            _take_title(reading, line)
        elif in_history:
            reading.history.append(line)
        else:
            _take(reading, line, marked=marked)
    reading.close()
    return reading


def _take_title(reading: _Reading, line: str) -> None:
    heading = _HEADING.match(line)
    title = "".join((heading[2] if heading else line).split())
    if title and len(title) <= _LONGEST_TITLE:
        reading.title = title.strip("《》")


def _take(reading: _Reading, line: str, *, marked: bool) -> None:
    heading = _HEADING.match(line)
    if heading or _CHAPTER.match(line):
        _take_chapter(reading, heading)
        level = len(heading[1]) if heading else _rank(line)
        reading.chapters = {k: v for k, v in reading.chapters.items() if k < level}
        reading.chapters[level] = heading[2].strip() if heading else line
        return
    article = _ARTICLE.match(line)
    if article and _follows(reading, article):
        reading.close()
        reading.at = (chinese_to_int(article[1]), chinese_to_int(article[2]) if article[2] else 0)
        rest = line[article.end() :].strip()
        reading.lines = [rest] if rest else []
    elif reading.at is not None and not reading.closed:
        if _ANNEX.match(line):
            reading.close()
            reading.closed = True
        else:
            reading.lines.append(line)
    elif not reading.articles and not marked and _is_history(line):
        reading.history.append(line)
    elif not reading.articles:
        reading.preamble.append(line)


def _take_chapter(reading: _Reading, heading: re.Match[str] | None) -> None:
    """A heading ends the article before it; without one, a table of contents is passed over."""
    if reading.at is not None and (heading or reading.lines):
        reading.close()


def _rank(line: str) -> int:
    kind = re.search(r"编|章|节", line)
    return {"编": 1, "章": 2, "节": 3}[kind[0]] if kind else 2


def _follows(reading: _Reading, article: re.Match[str]) -> bool:
    """Whether 第…条 at the head of a line begins an article: numbers only grow.

    In an annex, or in a quotation, they begin anew.
    """
    if reading.closed:
        return False
    try:
        number = chinese_to_int(article[1])
        sub = chinese_to_int(article[2]) if article[2] else 0
    except ValueError:
        return False
    last = (
        reading.at or (reading.articles[-1].number, reading.articles[-1].sub)
        if reading.articles or reading.at
        else (0, 0)
    )
    return (number, sub) > last


def _is_history(line: str) -> bool:
    """(2003年8月27日…通过　2019年4月23日…修正) before the first article."""
    return (bool(_HISTORY_WORDS.search(line)) and bool(find_dates(line))) or line.startswith("根据")


def _law(reading: _Reading, source: str) -> LawText:
    history = _joined(reading.history)
    told = read_history("，".join(history))
    promulgated, amended = _dates(history, told.promulgated, told.amended)
    named = _date_in_name(source)
    if named and promulgated is None and amended is None:
        promulgated = named
    elif named and named > max(filter(None, (promulgated, amended))):
        amended = named
    tail = "\n".join(article.text for article in reading.articles[-3:])
    issuing = told.issuing_body
    level = infer_level(reading.title, "，".join(history)) or ""
    if level == "law" and not issuing:
        congress = _CONGRESS_LAW.search("".join(history))
        issuing = congress[0] if congress else ""
    return LawText(
        title=reading.title,
        level=level,
        issuing_body=issuing,
        document_number=told.document_number,
        promulgated=promulgated,
        amended=amended,
        in_force=_in_force(tail, promulgated, amended, told.in_force),
        history=tuple(history),
        articles=tuple(reading.articles),
        repeals=tuple(_repeals(tail)),
        source=source,
        preamble=tuple(reading.preamble),
    )


def _joined(lines: Sequence[str]) -> list[str]:
    """History lines; one that a narrow page broke is put together again."""
    found: list[str] = []
    for line in lines:
        plain = line.strip("（）() ")
        if found and not find_dates(plain[:14]):
            found[-1] = join_lines(f"{found[-1]}\n{plain}")
        elif plain:
            found.append(plain)
    return found


def _dates(
    history: Sequence[str], promulgated: date | None, amended: date | None
) -> tuple[date | None, date | None]:
    """The first day of the history, and the latest on which the law was changed."""
    for line in history:
        days = find_dates(line)
        if days and re.search(r"修正|修订|修改", line):
            latest = days[0].value
            amended = latest if amended is None or latest > amended else amended
    return promulgated, amended if amended != promulgated else None


def _date_in_name(source: str) -> date | None:
    match = re.search(r"[（(_\-]?\s*(\d{4}-\d{2}-\d{2}|\d{8})\s*[）)]?(?:\.\w+)?$", source)
    return parse_date(match[1]) if match else None


def _in_force(
    tail: str, promulgated: date | None, amended: date | None, stated: date | None
) -> date | None:
    """The day from which the version holds.

    The last articles name the day of the first text or of a whole revision; an amendment that
    leaves them alone holds from its own day (the deciding body may have set another: the text
    does not tell).
    """
    born = amended or promulgated
    days = [_day(match["when"], promulgated) for match in _IN_FORCE.finditer(tail)]
    named = max((day for day in (*days, stated) if day), default=None)
    if named is None or (born and named < born):
        return born
    return named


def _day(words: str, promulgated: date | None) -> date | None:
    return promulgated if words.endswith("之日") else parse_date("".join(words.split()))


def _repeals(tail: str) -> Iterator[str]:
    for match in _REPEALS.finditer(tail):
        for name in _QUOTED.findall(match[0]):
            yield "".join(name.split())
