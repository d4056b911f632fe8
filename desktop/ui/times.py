"""Moments as people say them."""

from __future__ import annotations

from datetime import date, datetime

from desktop.ui.i18n import tr


def now() -> datetime:
    """This moment on the clock of this computer; the one place where the window looks at it."""
    return datetime.now().astimezone()


def local(stamp: str) -> datetime | None:
    """A stored time (ISO, UTC) on the clock of this computer; None when it is none."""
    try:
        return datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return None


def clock(stamp: str) -> str:
    """10:32."""
    moment = local(stamp)
    return moment.strftime("%H:%M") if moment else ""


def day_words(day: date) -> str:
    """11-20, 2025-11-20: as short as it stays clear."""
    return day.strftime("%m-%d" if day.year == now().year else "%Y-%m-%d")


def recently(stamp: str, today: datetime | None = None) -> str:
    """今天 10:32, 11-20 16:05, 2025-11-20: as short as it stays clear."""
    moment = local(stamp)
    if moment is None:
        return stamp
    today = today or now()
    if moment.date() == today.date():
        return moment.strftime(tr("今天 %H:%M"))
    if moment.year == today.year:
        return moment.strftime("%m-%d %H:%M")
    return moment.strftime("%Y-%m-%d")
