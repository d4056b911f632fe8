"""Time limits: 20个工作日, 即办, 24小时 (CL09; SPEC rules T01, T15; MESS §3)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.values.dates import find_dates
from forms.values.numerals import NUMERAL, chinese_to_int
from forms.values.text import halfwidth

UNITS = ("working_day", "calendar_day", "hour", "week", "month", "year")
"""Semantic keys of CL09."""

_WORDS = {
    "working_day": "个工作日",
    "calendar_day": "个自然日",
    "hour": "小时",
    "week": "周",
    "month": "个月",
    "year": "年",
}
_UNIT_OF = {
    "工作日": "working_day",
    "自然日": "calendar_day",
    "日历日": "calendar_day",
    "日": "calendar_day",
    "天": "calendar_day",
    "小时": "hour",
    "周": "week",
    "星期": "week",
    "月": "month",
    "年": "year",
}
_DAYS = {"calendar_day": 1, "week": 7, "month": 30, "year": 365}
_EXACT = {
    "month": ("month", 1),
    "year": ("month", 12),
    "calendar_day": ("day", 1),
    "week": ("day", 7),
}
_LARGEST = 9_999


@dataclass(frozen=True, slots=True)
class Duration:
    """A limit of so many units; 0 of any unit is 即办. Raises ValueError for other values."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 0 <= self.amount <= _LARGEST:
            raise ValueError(f"时限“{self.amount} {self.unit}”无效，请填写0至{_LARGEST}和单位。")

    def text(self) -> str:
        """As printed: 20个工作日, 24小时, 即办."""
        return f"{self.amount}{_WORDS[self.unit]}" if self.amount else "即办"

    def to_json(self) -> dict[str, int | str]:
        """The stored shape: {"amount": 20, "unit": "working_day"}."""
        return {"amount": self.amount, "unit": self.unit}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Duration":
        """Read the stored shape. Raises ValueError, with a sentence, for anything else."""
        amount, unit = value.get("amount"), value.get("unit")
        if not isinstance(amount, int) or isinstance(amount, bool) or not isinstance(unit, str):
            raise ValueError("时限数据不完整，应有数量（amount）和单位（unit）。")
        return cls(amount, unit)


@dataclass(frozen=True, slots=True)
class ParsedDuration:
    """What a cell says: the value, and in note every word that the value does not express.

    value is None when the cell names no limit or several different ones; then note is the cell.
    """

    value: Duration | None
    note: str
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class FoundDuration:
    """A limit met in running text: text[start:end]."""

    value: Duration
    start: int
    end: int


_NUMBER = rf"(?:(?<![\d.])\d{{1,4}}|(?<![{NUMERAL}])[{NUMERAL}]{{1,6}})"
_LIMIT = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<counted>个)?\s*(?P<open>[（(]\s*)?"
    r"(?P<unit>工\s*作\s*日|自\s*然\s*日|日历日|小\s*时|星期|日(?!期)|天|周(?!岁|年)|月|年)"
    r"(?(open)\s*[）)])"
)
_IMMEDIATE = re.compile(r"即时?办|即审即办|当场|当日|当天|随到随办|立等可取|马上办|即办件")
_PLAIN_TAIL = re.compile(r"\s*(?:之?内|以内|前|办结)?\s*[。；;，,.]?\s*")
_NOT_THIS = re.compile(
    r"(?:提前|延长|每隔?|不少于|至少|不低于|满|[\d一二三四五六七八九十][-—~～至到])\s*$"
)
#: 可以延长10日: how much longer it may take, not how long it takes.
_EXTENDED = re.compile(r"延长(?:期限|时间|时限)?(?:至|到|最多|最长|不超过|不得超过)?\s*\Z")
_OF_MONTH = re.compile(r"[\d一二三四五六七八九十每当次]\s*月\s*$")
_REPEATED = re.compile(r"\s*(?:至少|不少于|更新|\d+次|一次|以上)")


def parse_duration(text: str, default_unit: str | None = None) -> ParsedDuration:
    """Read any cell that should hold a time limit (all forms of MESS §3). Never raises.

    即办, 当场 and their like give 0 working days with `immediate`. A bare number takes the unit
    of the column's header if one is given. 日 and 天 are calendar days.
    """
    kept = text.strip()
    plain = halfwidth(kept)
    limits = [limit for limit in _limits(plain) if not _EXTENDED.search(plain[: limit.start])]
    values = {limit.value for limit in limits}
    qualified = any(not _is_plain(plain, limit) for limit in limits)
    if len(values) == 1 and not qualified:
        return _single(plain, kept, limits)
    if not limits and _IMMEDIATE.search(plain):
        return ParsedDuration(Duration(0, "working_day"), kept, immediate=True)
    if default_unit and (amount := _bare_number(plain)) is not None:
        return ParsedDuration(Duration(amount, default_unit), "", immediate=amount == 0)
    return ParsedDuration(None, kept)


def _single(plain: str, kept: str, limits: list[FoundDuration]) -> ParsedDuration:
    first = limits[0]
    bare = first.start == 0 and _PLAIN_TAIL.fullmatch(plain, first.end)
    zero = first.value.amount == 0
    return ParsedDuration(first.value, "" if bare and len(limits) == 1 else kept, zero)


def _is_plain(text: str, limit: FoundDuration) -> bool:
    """Whether a limit stands on its own, not as an extension, a period or one end of a range."""
    lead = text[max(0, limit.start - 6) : limit.start]
    return not _NOT_THIS.search(lead) and not _REPEATED.match(text, limit.end)


def _bare_number(text: str) -> int | None:
    try:
        number = chinese_to_int(text.removesuffix(".0"))
    except ValueError:
        return None
    return number if number <= _LARGEST else None


def _limits(text: str) -> Iterator[FoundDuration]:
    """Every number with a unit of time that is no part of a date."""
    dates = [(found.start, found.end) for found in find_dates(text)]
    for match in _LIMIT.finditer(text):
        if any(start <= match.start() < end for start, end in dates):
            continue
        unit = _UNIT_OF["".join(match["unit"].split())]
        try:
            amount = chinese_to_int(match["number"])
        except ValueError:
            continue
        named = (unit == "month" and not match["counted"]) or (unit == "year" and amount > 1000)
        named = named or bool(_OF_MONTH.search(text, max(0, match.start() - 4), match.start()))
        if amount <= _LARGEST and not named:
            yield FoundDuration(Duration(amount, unit), match.start(), match.end())


_NEAR = re.compile(r"办结|作出.{0,8}决定|做出.{0,8}决定|承诺|法定|受理.{0,6}之日起")
_OTHER_PERIOD = re.compile(r"(?:有效期限?|近|满|每|公示|保存|期限为|延长)[为是]?\s*$")
_REACH = 20


def extract_limits(prose: str) -> tuple[FoundDuration, ...]:
    """Time limits for handling that a long text states (rule T15).

    Only numbers within 20 characters of 办结, 作出决定, 承诺, 法定 or 受理之日起 count; validity
    periods, ages and dates do not.
    """
    plain = halfwidth(prose)
    return tuple(limit for limit in _limits(plain) if _concerns_handling(plain, limit))


def _concerns_handling(text: str, limit: FoundDuration) -> bool:
    if _OTHER_PERIOD.search(text, max(0, limit.start - 8), limit.start):
        return False
    return bool(_NEAR.search(text, max(0, limit.start - _REACH), limit.end + _REACH))


@dataclass(frozen=True, slots=True)
class Comparison:
    """order is -1, 0 or 1 as the promise is shorter, equal or longer than the legal limit.

    exact is False when units had to be converted; such a result is only a warning (T01).
    """

    order: int
    exact: bool


def compare(promise: Duration, legal: Duration) -> Comparison:
    """Compare two limits by SPEC "时限比较算法（T01）".

    The same unit, 年 with 月, 周 with 日, and 即办 compare exactly. Otherwise n working days are
    n + 2 * floor(n / 5) calendar days, 8 hours a working day (rounded up), a month 30 days and a
    year 365.
    """
    if promise.amount == 0 or legal.amount == 0 or promise.unit == legal.unit:
        return Comparison(_order(promise.amount, legal.amount), exact=True)
    ours, theirs = _EXACT.get(promise.unit), _EXACT.get(legal.unit)
    if ours and theirs and ours[0] == theirs[0]:
        return Comparison(_order(promise.amount * ours[1], legal.amount * theirs[1]), exact=True)
    working = {"working_day", "hour"}
    if promise.unit in working and legal.unit in working:
        return Comparison(_order(_working_days(promise), _working_days(legal)), exact=False)
    return Comparison(_order(_calendar_days(promise), _calendar_days(legal)), exact=False)


def _order(a: int, b: int) -> int:
    return (a > b) - (a < b)


def _working_days(value: Duration) -> int:
    return -(-value.amount // 8) if value.unit == "hour" else value.amount


def _calendar_days(value: Duration) -> int:
    if value.unit in _DAYS:
        return value.amount * _DAYS[value.unit]
    days = _working_days(value)
    return days + 2 * (days // 5)
