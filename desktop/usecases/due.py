"""What falls due (到期): dates that records hold, and what is to be done by them.

Each kind of date is a small function from record and today to a day; `DUES` is the table of them.
Working days follow the official calendar (forms.rules.adjustment.working_days).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from forms.model import Form
from forms.record import Record, is_blank
from forms.rules.adjustment import working_days
from forms.rules.context import day_of, is_active

#: How far ahead to look, in days.
HORIZON = 30
_REVIEW_EVERY = timedelta(days=365)
#: 政府信息公开条例 第二十六条: within twenty working days.
_PUBLISH_WITHIN = 20
_IN_FORCE = ("approved", "published", "cancelled")


@dataclass(frozen=True, slots=True)
class DueKind:
    """A sort of date: what is to be done, by which day of a record, and in which field it stands.

    ``day`` returns None where nothing is due.
    """

    key: str
    title: str
    field: str
    day: Callable[[Record], date | None]


def _review(record: Record) -> date | None:
    """A year after the later of the last review and the last change (G16 reports it then)."""
    saved = _saved_on(record.updated_at)
    days = [day for day in (day_of(record.get("review_date")), saved) if day]
    return max(days) + _REVIEW_EVERY if days else None


def _approval(record: Record) -> date | None:
    """What is to take effect must be approved by then."""
    return None if record.state in _IN_FORCE else day_of(record.get("effective_date"))


def _cancellation(record: Record) -> date | None:
    """What is to end must be cancelled by then; of a suspended item it is the day of that."""
    if record.get("item_status") == "suspended":
        return None
    return day_of(record.get("cancel_date"))


def _publication(record: Record) -> date | None:
    """Approved and not published yet."""
    approved = day_of(record.get("review_date"))
    if record.state != "approved" or approved is None or not is_blank(record.get("publish_date")):
        return None
    return _publish_by(approved)


def _announcement(record: Record) -> date | None:
    """An adjustment is announced within twenty working days of taking effect (J09)."""
    effective = day_of(record.get("takes_effect_on"))
    if effective is None or not is_blank(record.get("announced_on")):
        return None
    return _publish_by(effective)


DUES = (
    DueKind("cancel", "办理取消", "cancel_date", _cancellation),
    DueKind("publish", "向社会公布", "publish_date", _publication),
    DueKind("announce", "公布调整结果", "announced_on", _announcement),
    DueKind("approve", "在生效前审定", "effective_date", _approval),
    DueKind("review", "年度复核", "", _review),
)


@lru_cache(1024)
def _publish_by(start: date) -> date:
    """The twentieth working day after a day."""
    day = start
    left = _PUBLISH_WITHIN
    while left:
        left -= working_days(day, day + timedelta(days=1))
        day += timedelta(days=1)
    return day


def _saved_on(stamp: str) -> date | None:
    try:
        return datetime.fromisoformat(stamp).astimezone().date()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in the records of one kind: the earliest first.

    ``what`` is a `DueKind`; ``uuids`` name the records in the order of their days, ``first`` is
    the earliest day, ``overdue`` how many days lie before ``today``.
    """

    what: DueKind
    kind: str
    uuids: tuple[str, ...]
    first: date
    overdue: int
    today: date

    @property
    def days_left(self) -> int:
        """Until the first day; below 0 when it is past."""
        return (self.first - self.today).days


class Calendar:
    """Collects what is due within `HORIZON` days or past."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._last = today + timedelta(days=HORIZON)
        self._found: defaultdict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)

    def add(self, form: Form, record: Record) -> None:
        """Look at the dates of one record; what is cancelled has none."""
        if form.read_only or record.state == "cancelled" or not is_active(record):
            return
        for number, what in enumerate(DUES):
            day = what.day(record)
            if day is not None and day <= self._last:
                self._found[number, form.kind].append((day, record.uuid))

    def dues(self, order: Mapping[str, int]) -> tuple[Due, ...]:
        """By the earliest day; ``order`` tells which kind comes first where days are equal."""
        found = []
        for (number, kind), days in self._found.items():
            days.sort()
            found.append(Due(
                DUES[number], kind, tuple(uuid for _, uuid in days), days[0][0],
                sum(day < self._today for day, _ in days), self._today,
            ))  # fmt: skip
        places = {what.key: number for number, what in enumerate(DUES)}
        found.sort(key=lambda due: (due.first, places[due.what.key], order.get(due.kind, 0)))
        return tuple(found)
