"""Dates as data bases and programs write them: milliseconds, seconds, ISO with a time zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

#: China has no summer time; platforms count from 1970 in UTC.
_CHINA = timezone(timedelta(hours=8))
_MILLISECONDS = re.compile(r"(?:/Date\()?(-?\d{12,13})(?:[+-]\d{4})?(?:\)/)?(?:\.0+)?")
_SECONDS = re.compile(r"(\d{9,10})(?:\.0+)?")
_COMPACT = re.compile(r"((?:19|20)\d{6})\d{4}(?:\d{2}(?:\d{3})?)?")
_ZONED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)


def moment_date(text: str) -> str:
    """The ISO date, in China, of a moment that a program wrote; "" when the text is none.

    What people write is left to ``forms.values.parse_date``.
    """
    word = text.strip()
    zoned = _ZONED.fullmatch(word)
    if zoned:
        return _of_zoned(*zoned.groups())
    compact = _COMPACT.fullmatch(word)
    if compact and _is_day(compact[1]):
        return f"{compact[1][:4]}-{compact[1][4:6]}-{compact[1][6:]}"
    for pattern, divisor in ((_MILLISECONDS, 1000), (_SECONDS, 1)):
        found = pattern.fullmatch(word)
        if found:
            moment = datetime(1970, 1, 1, tzinfo=_CHINA) + timedelta(
                hours=8, seconds=int(found[1]) / divisor
            )
            return moment.date().isoformat()
    return ""


def _of_zoned(day: str, time: str, zone: str) -> str:
    offset = "+00:00" if zone in "zZ" else f"{zone[:3]}:{zone[-2:]}"
    try:
        moment = datetime.fromisoformat(f"{day}T{time}{offset}")
    except ValueError:
        return ""
    return moment.astimezone(_CHINA).date().isoformat()


def _is_day(digits: str) -> bool:
    try:
        datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return True
