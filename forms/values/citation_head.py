"""The beginning of a citation: level tag, title in book-title marks, history bracket (MESS §4)."""

import re
from dataclasses import dataclass

from forms.values.document_number import find_numbers
from forms.values.levels import is_level_tag
from forms.values.numerals import NUMERAL, chinese_to_int
from forms.values.text import join_lines

_N = rf"[{NUMERAL}\d]{{1,8}}"
_TAG = re.compile(
    r"(?:[【〖\[［]|(?<![^\n]))([^【】〖〗\[\]［］《》\n]{1,16})[】〗\]］]\s*[：:]?[^\S\n]*"
    rf"(?:(?:[（(]?[{NUMERAL}\d]{{1,2}}[）)、.．]|[①-⑳])[^\S\n]*(?=《))?"
)
_HISTORY_WORDS = (
    r"[12]\d{3}\s*年|令\s*[^，。\n]{0,8}第|令[（(〔\[]|公告|通过|公布|发布|颁布|施行|实施|修订|修正|修改"
    r"|[〔﹝【\[（(]\s*\d{4}\s*[〕﹞】\]）)]"
)
_HISTORY = re.compile(_HISTORY_WORDS)
_ARTICLE = rf"第\s*{_N}\s*条"
_LINE_TITLE = re.compile(
    rf"(?:^|(?<=\n))(?:[^\S\n]|[;；、.．\"“•])*"
    rf"(?:(?:[（(]?[{NUMERAL}\d]{{1,3}}[）)、.．]|[①-⑳])\s*)?(?P<mark>[《])"
)
_INLINE_TITLE = re.compile(r"[。；;]\s*(?P<mark>《)(?=[^《》\n]{2,80}》+\s*[（(][^）)]*\d{4}\s*年)")
_INLINE_ARTICLE = re.compile(rf"[。；;]\s*(?P<mark>《)(?=[^《》\n]{{2,80}}》+\s*{_ARTICLE}[：:])")
_LED_IN = re.compile(r"\A\s*(?:依据|根据|按照|依照)[：:]?\s*(?P<mark>《)")
_AFTER_QUOTATION = re.compile(
    rf"”\s*(?:以及|及|和|、)\s*(?P<mark>《)(?=[^《》\n]{{2,80}}》+\s*{_ARTICLE})"
)
_TITLE_FOLLOWED = re.compile(
    rf"》*\s*(?:[（(]|第\s*{_N}\s*[条章编款]|【|$|\n|[；;。，、]|附件|[\u4e00-\u9fff]{{1,20}}[〔\[]|\d{{4}}年"
    r"|[\u4e00-\u9fff]{2,20}令)"
)
_SURE = re.compile(rf"》*\s*(?:[（(][^）)\n]*(?:\d{{4}}|令)|{_ARTICLE})")
_SENDS = re.compile(
    r"[^\s。；;：:】](?:[^\S\n]*(?:，|,|应当|分别|可以))?[^\S\n]*"
    r"(?:依照|按照|比照|参照|根据|依据|适用|违反|执行)[^\S\n]*\Z"
)
_RULED = re.compile(
    rf"》*\s*(?:{_ARTICLE}[^：:。；;\n（(]{{0,20}}?)?的?(?:有关|相关)?(?:条款)?(?:规定|处罚|处理|执行)"
)
_LEGAL_NAME = re.compile(
    r"(?:法|条例|办法|规定|细则|规则|决定|决议|通知|意见|方案|批复|复函|函|标准|规范|公告|通告|命令|令"
    r"|解释|纲要|规划|计划|措施|准则|章程|制度|目录|清单|规程|要求|通则|指南)》*(?:[（(][试暂]行[）)])?》*$"
)
_CUT = re.compile(rf"[（(]\s*(?:经)?\s*[12]\d{{3}}\s*年|{_ARTICLE}|[【\[]\D|\n\s*第")
_TAIL = re.compile(
    r"(?:的?(?:通知|决定|意见|公告|批复|复函|函|办法|规定)|实施细则|实施办法|实施条例|细则|若干规定)"
)
_ISSUER = re.compile(
    r"[\u4e00-\u9fff\s、]{2,40}?(?:政府|办公厅|办公室|委员会|国务院|厅|局|部|委|院|会|总署|银行)\s*"
    r"(?=《(?:关于|印发))"
)
_BARE_TITLE = re.compile(
    r"[^（(《》【】，。；：:\n]{1,60}?(?<![本该此])"
    r"(?:法|条例|办法|规定|细则|规则|决定|通知|意见|方案|规范|标准)"
    rf"(?=\s*(?:[（(]|{_ARTICLE}|$|\n|[，。；：:]|[\u4e00-\u9fff]{{1,20}}〔))"
)
# Numbers of a list within a line, each before a law: 1、《甲法》第三条；2、《乙条例》第四条.
_NUMBERED = tuple(
    re.compile(rf"{number}\s*(?P<mark>《)")
    for number in (
        r"(?P<number>[①-⑳])",
        r"[（(](?P<number>\d{1,2})[）)]",
        rf"[（(](?P<number>[{NUMERAL}]{{1,3}})[）)]",
        r"(?<![\d.．])(?P<number>\d{1,2})[、.．]",
        rf"(?<![{NUMERAL}])(?P<number>[{NUMERAL}]{{1,3}})、",
    )
)
#: What all of these need; most texts have no list.
_LISTED = re.compile(r"[①-⑳）)、.．]\s*《")
_MAX_TITLE, _MAX_BRACKET = 200, 1200


@dataclass(frozen=True, slots=True)
class Head:
    """Where a citation begins, its title ends and its history bracket ends, and what they say."""

    start: int
    title_end: int
    end: int
    tag: str
    title: str
    issuer: str = ""


def find_heads(text: str) -> list[int]:
    """Positions at which a new citation surely begins: level tags, titles leading a line."""
    tags = [m for m in _TAG.finditer(text) if is_level_tag(m[1])]
    starts = {m.start() for m in tags if not _is_referred_to(text, m.start(), m.end())}
    tag_ends = {m.end() for m in tags}
    for pattern in (_LINE_TITLE, _INLINE_TITLE, _INLINE_ARTICLE, _LED_IN, _AFTER_QUOTATION):
        for match in pattern.finditer(text):
            mark = match.start("mark")
            if mark not in tag_ends and is_cited(text, mark):
                starts.add(mark)
    starts.update(mark for mark in _numbered(text) if mark not in tag_ends)
    if not starts and "《" in text:
        starts.add(text.index("《"))
    return sorted(starts)


def _numbered(text: str) -> list[int]:
    """Where the laws of a list within a line begin, if it opens the text and counts on from 1.

    What a quotation numbers comes after the law that is quoted, and so is none of it.
    """
    if len(_LISTED.findall(text)) < 2:
        return []
    for style in _NUMBERED:
        marks: list[int] = []
        for match in style.finditer(text):
            if _count(match["number"]) == len(marks) + 1 and is_cited(text, match.start("mark")):
                marks.append(match.start("mark"))
        if len(marks) > 1 and "《" not in text[: marks[0]]:
            return marks
    return []


def _count(number: str) -> int | None:
    """What a number of a list counts; None if it is none."""
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    try:
        return chinese_to_int(number)
    except ValueError:
        return None


def _is_referred_to(text: str, start: int, mark: int) -> bool:
    """Whether the law at start is one that a quotation sends its reader to: ……的，依照【法律】《乙法》
    的有关规定处罚. At the head of a sentence, or followed by an article's text, it is cited.
    """
    if text[mark : mark + 1] != "《" or not _SENDS.search(text, max(0, start - 12), start):
        return False
    end, _ = _closing(text, mark)
    return _RULED.match(text, end) is not None


def is_cited(text: str, mark: int) -> bool:
    """Whether the 《 at mark opens a cited law, not a form or a law the quotation mentions."""
    end, _ = _closing(text, mark)
    named = _TITLE_FOLLOWED.match(text, end) and _LEGAL_NAME.search(text[mark:end])
    return bool(named or _SURE.match(text, end))


def read_head(text: str, start: int) -> Head:
    """Read tag, title and history that begin at a position `find_heads` gave."""
    match = _TAG.match(text, start)
    tag = match[1] if match and is_level_tag(match[1]) else ""
    position = match.end() if match and tag else start
    title, issuer, title_end = _title(text, position)
    return Head(
        start, title_end, _history_end(text, title_end), "".join(tag.split()), title, issuer
    )


def read_unmarked(text: str, start: int, end: int) -> Head | None:
    """Read a citation without marks: 国发〔2004〕20号 or 中华人民共和国教师法第十条, else None."""
    piece = text[start:end]
    numbers = find_numbers(piece)
    begin = start + len(piece) - len(piece.lstrip())
    if numbers and numbers[0].start + start <= begin + 1:
        return Head(begin, begin, start + numbers[0].end, "", "")
    match = _BARE_TITLE.match(text, begin, end)
    if match is None:
        return None
    return Head(begin, match.end(), _history_end(text, match.end(), end), "", _tidy(match[0]))


def _title(text: str, start: int) -> tuple[str, str, int]:
    """(title, issuer written before it, where it ends) of the name at a position."""
    issuer = ""
    position = _after_blanks(text, start)
    lead = _ISSUER.match(text, position)
    if lead:
        issuer, position = "".join(lead[0].split()), lead.end()
    if text[position : position + 1] == "《":
        end, inner_end = _closing(text, position)
        title, end = _with_tail(text, text[position + 1 : inner_end], end)
        return issuer + _tidy(title), issuer, end
    return _unopened_title(text, position)


_TITLE_MARK = re.compile("[《》]")


def _closing(text: str, mark: int) -> tuple[int, int]:
    """(position after the title, position where its last character ends) for 《 at mark."""
    depth = 0
    limit = min(len(text), mark + _MAX_TITLE)
    cut = _CUT.search(text, mark, limit)
    limit = cut.start() if cut else limit
    for sign in _TITLE_MARK.finditer(text, mark, limit):
        depth += 1 if sign[0] == "《" else -1
        if depth == 0:
            return sign.end(), sign.start()
    last = text.rfind("》", mark, limit)
    if last > 0:
        return last + 1, last
    line = text.find("\n", mark, limit)
    end = line if cut is None and line > 0 else limit
    return end, end


def _with_tail(text: str, title: str, end: int) -> tuple[str, int]:
    """A title that goes on after its 》: 《…办法》》, 《…办法》实施细则》."""
    if text[end : end + 1] == "》":
        return title, end + 1
    tail = _TAIL.match(text, end)
    if tail and text[tail.end() : tail.end() + 1] == "》":
        return title + tail[0], tail.end() + 1
    trial = re.compile(r"[（(](?:试行|暂行)[）)]").match(text, end)
    return (title + f"（{trial[0][1:-1]}）", trial.end()) if trial else (title, end)


def _unopened_title(text: str, start: int) -> tuple[str, str, int]:
    """A title whose 《 is missing or mistyped: （禁止使用童工规定》, 关于印发《…》的通知."""
    mixed = re.compile(r"[^《》（(\n【]{0,30}《[^《》\n]{2,120}》" + _TAIL.pattern).match(
        text, start
    )
    if mixed:
        return _tidy(mixed[0]), "", mixed.end()
    closed = re.compile(r"[（(]?([^《》（()）\n【]{2,100})》").match(text, start)
    if closed:
        return _tidy(closed[1]), "", closed.end()
    bare = _BARE_TITLE.match(text, start)
    return (_tidy(bare[0]), "", bare.end()) if bare else ("", "", start)


_OPENING = str.maketrans(dict.fromkeys("《<＜", "〈"))
_CLOSING = str.maketrans(dict.fromkeys("》>＞", "〉"))


def _tidy(title: str) -> str:
    """One line without outer marks: line wraps joined, nested marks made 〈〉."""
    return " ".join(join_lines(title).split()).translate(_OPENING).translate(_CLOSING)


_PLAIN_HISTORY = re.compile(
    r"\s*(?:(?:已|经|于|自)*\s*\d{4}\s*年|[\u4e00-\u9fff]{2,30}(?:令|公告)|第\s*\d+\s*号"
    r"|[\u4e00-\u9fff]{1,20}\s*[〔﹝【\[（(]\s*\d{4})"
)
_PLAIN_END = re.compile(
    rf"{_ARTICLE}|[（(](?!\s*\d{{4}}\s*[）)])|\n|【(?!\s*\d)|[：:。；]|附件|、\s*《"
)


_WHITE = re.compile(r"\s*")


def _after_blanks(text: str, start: int, limit: int | None = None) -> int:
    blank = _WHITE.match(text, start, len(text) if limit is None else limit)
    return blank.end() if blank else start


def _history_end(text: str, start: int, limit: int | None = None) -> int:
    """Where brackets and bare dates or numbers after a title end."""
    limit = len(text) if limit is None else limit
    position = start
    while True:
        here = _after_blanks(text, position, limit)
        if text[here : here + 1] in ("（", "("):
            end = _bracket_end(text, here, limit)
        elif _PLAIN_HISTORY.match(text, here, limit):
            end = _plain_end(text, here, limit)
        else:
            return position
        if end <= here:
            return position
        position = end


def _plain_end(text: str, start: int, limit: int) -> int:
    """After a date or number that stands without brackets: 国务院令第514号（2007年12月14日）."""
    stop = _PLAIN_END.search(text, start, min(limit, start + 150))
    if stop is None and limit - start > 150:
        numbers = find_numbers(text[start : start + 60])
        return start + numbers[0].end if numbers else start
    end = stop.start() if stop else limit
    return end if _HISTORY.search(text, start, end) else start


_BRACKETED_NUMBER = re.compile(rf"[（(]\s*{_N}\s*[）)]")
_HISTORY_CUT = re.compile(rf"\n\s*{_ARTICLE}|[【〖]\D|\n\s*《")
_BRACKET = re.compile("[（()）]")


def _bracket_end(text: str, start: int, limit: int) -> int:
    """After the bracket that opens at start; a bracket never closed ends with its line."""
    if _BRACKETED_NUMBER.match(text, start):
        return start
    depth = 0
    limit = min(limit, start + _MAX_BRACKET)
    cut = _HISTORY_CUT.search(text, start, limit)
    limit = cut.start() if cut else limit
    for sign in _BRACKET.finditer(text, start, limit):
        depth += 1 if sign[0] in "（(" else -1
        if depth == 0:
            return sign.end()
    last = max(text.rfind(mark, start, limit) for mark in "）)")
    line = text.find("\n", start, limit)
    return last + 1 if last > 0 else line if line > 0 else limit
