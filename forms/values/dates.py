"""Calendar dates as agencies write them in cells and in the brackets after a law's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.values.numerals import chinese_to_int

_YEAR = r"(?P<year>[12]\s*\d\s*\d\s*\d|[12１２][0-9０-９]{3}|[一二][〇零○一二三四五六七八九]{3})"
_N = r"(?:[0-9０-９]\s?[0-9０-９]?|[一二三四五六七八九十廿卅]{1,3})"
_CHINESE = rf"{_YEAR}\s*年\s*(?P<month>{_N})\s*月\s*(?P<day>{_N})\s*[日号]"
_PLAIN = r"(?P<y2>[12]\d{3})\s*(?P<sep>[-./—－．／])\s*(?P<m2>\d{1,2})\s*(?P=sep)\s*(?P<d2>\d{1,2})(?!\d)"
_COMPACT = r"(?P<y3>(?:19|20)\d\d)(?P<m3>[01]\d)(?P<d3>[0-3]\d)(?!\d)"
_ANY = re.compile(rf"(?<![0-9０-９])(?:{_CHINESE}|{_PLAIN})")
_WHOLE = re.compile(rf"(?:{_CHINESE}|{_PLAIN}|{_COMPACT})(?:\s*[T\s]\s*[\d:.]+)?")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date met in a text, with the place it stands at: text[start:end]."""

    value: date
    start: int
    end: int


def parse_date(text: str) -> date | None:
    """The date a cell holds, or None if it holds none or an impossible one (2月30日).

    Read are 2019年4月23日, 二〇一九年四月二十三日, 2019-4-23, 2019.04.23, 2019/4/23, 20190423 and
    Excel's "2019-04-23 00:00:00", with blanks and line breaks inside.
    """
    match = _WHOLE.fullmatch(text.strip())
    return _value(match) if match else None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every possible date in running text, in order; impossible ones are left out."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[FoundDate]:
    for match in _ANY.finditer(text):
        value = _value(match)
        if value is not None:
            yield FoundDate(value, match.start(), match.end())


def _value(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    year = parts["year"] or parts["y2"] or parts.get("y3") or ""
    month = parts["month"] or parts["m2"] or parts.get("m3") or ""
    day = parts["day"] or parts["d2"] or parts.get("d3") or ""
    try:
        return date(chinese_to_int(year), chinese_to_int(month), chinese_to_int(day))
    except ValueError:
        return None
