"""What falls due: each date of the forms, counted to the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from desktop.usecases import workbench
from desktop.usecases.due import Calendar, Due
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record

CATALOGUE = load_catalogue()
TODAY = date(2026, 3, 2)  # a Monday
SAVED = "2026-02-20T02:00:00+00:00"


def _dues(*records: Record) -> tuple[Due, ...]:
    calendar = Calendar(TODAY)
    for record in records:
        calendar.add(CATALOGUE.form(record.kind), record)
    return calendar.dues({form.kind: n for n, form in enumerate(CATALOGUE.ordered())})


def _power(values: Mapping[str, Any], **more: Any) -> Record:
    return Record("power_item", values, **{"updated_at": SAVED, **more})


@pytest.mark.parametrize(
    ("key", "record", "days_left"),
    [
        ("review", _power({}, updated_at="2025-03-05T02:00:00+00:00"), 3),
        ("review", _power({"review_date": "2025-03-01"}, updated_at=""), -1),
        ("approve", _power({"effective_date": "2026-04-01"}), 30),
        ("approve", _power({"effective_date": "2026-02-01"}, state="submitted"), -29),
        ("cancel", _power({"cancel_date": "2026-03-02"}), 0),
        # The holiday of 15 to 23 February 2026 does not count, the Saturdays 14 and 28 do:
        # 19 March is the twentieth working day after 13 February.
        ("publish", _power({"review_date": "2026-02-13"}, state="approved"), 17),
    ],
)
def test_a_date_is_due_on_its_day(key: str, record: Record, days_left: int) -> None:
    (due,) = _dues(record)
    assert (due.what.key, due.days_left) == (key, days_left)
    assert due.overdue == (days_left < 0)
    assert due.uuids == (record.uuid,)


@pytest.mark.parametrize(
    "record",
    [
        _power({}),
        _power({"effective_date": "2026-04-02"}),  # 31 days ahead
        _power({"effective_date": "2026-03-10"}, state="published"),
        _power({"cancel_date": "2026-03-10", "item_status": "suspended"}),
        _power({"cancel_date": "2026-03-10", "item_status": "cancelled"}),
        _power({"cancel_date": "2026-03-10"}, state="cancelled"),
        _power({"review_date": "2026-02-13", "publish_date": "2026-02-20"}, state="approved"),
        _power({"review_date": "去年"}, updated_at=""),
        Record("negative_list_ref", {}, updated_at="2020-01-01T00:00:00+00:00"),
    ],
)
def test_nothing_is_due_where_nothing_is_to_be_done(record: Record) -> None:
    assert _dues(record) == ()


def test_an_adjustment_is_to_be_announced() -> None:
    notice = Record("adjustment_notice", {"takes_effect_on": "2026-02-02"}, updated_at=SAVED)
    (due,) = _dues(notice)
    assert due.what.key == "announce"
    assert due.first == date(2026, 3, 6)


def test_records_of_a_kind_are_gathered_and_the_earliest_comes_first() -> None:
    late, later = (_power({"effective_date": day}) for day in ("2026-02-01", "2026-03-20"))
    first = _power({"cancel_date": "2026-01-31"})
    gone, due = _dues(later, late, first)
    assert (gone.what.key, gone.first) == ("cancel", date(2026, 1, 31))
    assert due.uuids == (late.uuid, later.uuid)
    assert due.overdue == 1


def test_the_library_tells_what_is_due(workspace: Workspace) -> None:
    record = workspace.library.save(
        Record("power_item", {"name": "甲", "effective_date": "2020-01-01"})
    )
    (due,) = workbench.measure(workspace).dues
    assert due.uuids == (record.uuid,)
