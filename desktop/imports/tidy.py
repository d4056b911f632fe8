"""Cell texts made fit for a field: blanks, hard line breaks, numbered lines, check boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from forms.values import fold, normalise_spaces

_CJK_BREAK = re.compile(
    r"(?<=[\u3400-\u9fff，、；。：（）《》“”])\n(?=[\u3400-\u9fff，、；。：（）《》“”])"
)
_STARTS = re.compile(
    r"\s*(?:\d{1,3}\s*[.．、)）]|[（(][\d一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|第[\d一二三四五六七八九十百]+条|【|《)"
)
_NARROW = 14
_NUMBERED = (
    re.compile(r"\s*(\d{1,3})\s*[.．、]\s*(?=\D)"),
    re.compile(r"\s*[（(]\s*(\d{1,3})\s*[)）]\s*[.．、]?\s*(?=\D)"),
    re.compile(r"\s*[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[.．、]?\s*"),
    re.compile(r"\s*([一二三四五六七八九十]{1,3})\s*、\s*"),
)
_CHINESE = "一二三四五六七八九"
_RING = re.compile("[①-⑳]")
_SIGNS = re.compile(r"[\s/\\*\-—－–_]+")
_BOX = re.compile(r"[■□☑☒√✓✔☐▣]")
_TICKED = "■☑√✓✔☒▣"
#: What people write into a cell to say that there is nothing.
NOTHING = frozenset({"", "/", "无", "-", "--", "暂无", "不涉及", "不收费", "免费", "*", "\\", "空"})
#: Longer than any of these words with blanks between its signs.
_LONGEST_WORD = 40
TICKS = frozenset({"√", "✓", "✔", "■", "☑", "是", "有", "1", "●", "○", "v", "y", "yes", "对", "公开",
                   "[√]", "(√)"})  # fmt: skip
_NO = frozenset({"否", "×", "✗", "x", "n", "no", "□", "☐", "0", "—", "——", "－", "不", "不公开"})
#: Signs that stand for boxes where the font of check marks was lost, filled and empty ones:
#: Wingdings has þ and ¨, Wingdings 2 R and £, and a box read from a picture looks like 口.
_FILLED, _EMPTY = "■☑√✓✔☒▣RSTQPþtl●", "□☐£¨o口ðq○"
_TICK = re.compile(r"\s*[√✓✔■☑●]\s*[（(:：]?\s*(.*?)\s*[)）]?\s*", re.DOTALL)
#: Excel counts days from here; these bounds are 1954 and 2064.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 60_000)


def line(text: str) -> str:
    """Text of a one-line field: a break inside a word goes, others become a blank."""
    return " ".join(_CJK_BREAK.sub("", normalise_spaces(text)).split("\n"))


def paragraphs(text: str) -> str:
    """Text of a long field; lines broken by a narrow column are joined (MESS §7)."""
    text = normalise_spaces(text)
    lines = text.split("\n")
    if len(lines) < 4 or max(map(len, lines)) > _NARROW:
        return text
    joined = lines[0]
    for part in lines[1:]:
        joined += part if part and not _STARTS.match(part) else "\n" + part
    return joined


def numbered(text: str) -> list[str]:
    """The entries of a list numbered 1, 2, 3 … or 一、二、三、, without their numbers; [] when none.

    1. （1） （一） and ① number alike, but one list keeps to one of them; ① also within a line.
    """
    said = normalise_spaces(text)
    for style in _NUMBERED:
        entries = _entries(said, style)
        if len(entries) > 1 and all(entry.strip() for entry in entries):
            return entries
    rings = [part.strip() for part in _RING.split(said)]
    marks = _RING.findall(said)
    counted = [chr(ord("①") + number) for number in range(len(marks))]
    return (
        rings[1:] if len(marks) > 1 and marks == counted and all(rings[1:]) and not rings[0] else []
    )


def _entries(text: str, style: re.Pattern[str]) -> list[str]:
    entries: list[str] = []
    for part in text.split("\n"):
        match = style.match(part)
        if match and _counted(match[1]) == len(entries) + 1:
            entries.append(part[match.end() :])
        elif entries:
            entries[-1] += "\n" + part
        else:
            return []
    return entries


def _counted(word: str) -> int:
    """A number in digits or in Chinese up to 99 (二十一)."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _CHINESE.find(word) + 1 if len(word) == 1 else 0
    return (_CHINESE.find(tens) + 1 if tens else 1) * 10 + (_CHINESE.find(ones) + 1 if ones else 0)


def ticked(text: str) -> list[str] | None:
    """The choices with a filled box before them (■政府网站 □公报); None without boxes."""
    if not _BOX.search(text):
        return None
    marks = list(_BOX.finditer(text))
    if text[: marks[0].start()].strip():
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        text[mark.end() : end].strip(" \n、，；;")
        for mark, end in zip(marks, ends, strict=True)
        if mark[0] in _TICKED
    ]


def lost_boxes(text: str, names: Iterable[str]) -> list[str] | None:
    """The ticked names in a row of boxes whose signs became letters (R政府网站 £政府公报).

    None unless a sign stands before every name and nothing else is said.
    """
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    sign = rf"[\[（]?([{_FILLED}{_EMPTY}])[\]）]?|\[\]|（）"
    found = list(re.finditer(rf"(?:{sign})\s*({words})", text))
    rest = re.sub(rf"(?:{sign})\s*(?:{words})", "", text) if found else text
    if not found or re.sub(r"[\s、，,；;]", "", rest):
        return None
    return [match[2] for match in found if match[1] and match[1] in _FILLED]


def is_mark(text: str) -> bool:
    """Whether a cell holds a sign for nothing (/, —) and no word."""
    return bool(_SIGNS.fullmatch(text))


def is_nothing(text: str) -> bool:
    """Whether a cell says in so many words that there is nothing."""
    return len(text) <= _LONGEST_WORD and fold(text) in NOTHING


def is_no(text: str) -> bool:
    """Whether a cell that could be ticked is plainly not."""
    return is_nothing(text) or (len(text) <= _LONGEST_WORD and fold(text).lower() in _NO)


def tick(text: str) -> tuple[bool, str]:
    """Whether a cell is ticked, and the words beside the tick (√（被征地农民）)."""
    if fold(text).lower() in TICKS:
        return True, ""
    match = _TICK.fullmatch(text)
    return (True, match[1]) if match else (False, text)


def serial_date(text: str) -> str:
    """The ISO date of a day's number (45413), as date cells without a date format read; or ""."""
    number = text.strip()
    if not (number.isdecimal() and int(number) in _SERIALS):
        return ""
    return (_EPOCH + timedelta(days=int(number))).isoformat()
