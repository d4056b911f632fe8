"""The bin: how long it keeps, what it finds, what leaves it for good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.store import Library
from desktop.usecases import binned as use
from desktop.usecases.view import LiveView
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, empty_library: Path, clock: Clock) -> Iterator[Workspace]:
    """A library on that clock, with three deleted drafts and one that is not."""
    catalogue = load_catalogue()
    path = Path(shutil.copy(empty_library, tmp_path / "库.mingce"))
    with Library.open(path, catalogue=catalogue, clock=clock) as library:
        names = ("取水许可", "河道采砂许可", "洪水影响评价", "水工程审查")
        for name in names:
            library.save(Record("service_guide", {"item_name": name}))
        for uuid in library.ids()[:3]:
            library.delete(uuid)
            clock.now += timedelta(days=1)
        yield Workspace(library, catalogue, LiveView(library, catalogue))


def titles(workspace: Workspace, text: str = "") -> list[str]:
    return [row.title for row in use.rows(workspace, use.find(workspace, text))]


def test_the_latest_deleted_stands_first_and_days_count_down(workspace: Workspace) -> None:
    found = use.rows(workspace, use.find(workspace), START + timedelta(days=2, hours=1))
    assert [(row.title, row.days_left) for row in found] == [
        ("洪水影响评价", 30), ("河道采砂许可", 29), ("取水许可", 28),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "left"), [(0, 30), (0.1, 30), (29, 1), (29.99, 1), (30, 0), (45, 0)]
)
def test_a_begun_day_counts(days: float, left: int) -> None:
    stamp = START.isoformat().replace("+00:00", "Z")
    assert use.days_left(stamp, START + timedelta(days=days)) == left


@pytest.mark.parametrize(
    ("text", "found"), [("许可", 2), ("hdcs", 1), ("水", 2), ("水工程", 0), ("", 3)]
)
def test_the_bin_is_searched_like_a_list(workspace: Workspace, text: str, found: int) -> None:
    assert len(titles(workspace, text)) == found


def test_removing_for_good_takes_only_what_lies_in_the_bin(workspace: Workspace) -> None:
    present = workspace.library.ids()
    chosen = [*use.find(workspace, "许可"), *present]
    assert use.remove(workspace, chosen) == 2
    assert titles(workspace) == ["洪水影响评价"]
    assert workspace.library.ids() == present
    assert [entry.action for entry in workspace.library.audit(limit=2)] == ["purged", "purged"]


def test_what_is_due_goes_and_what_is_not_stays(workspace: Workspace, clock: Clock) -> None:
    clock.now = START + timedelta(days=31, hours=1)
    assert use.empty_of_old(workspace) == 2
    assert titles(workspace) == ["洪水影响评价"]
    assert use.empty_of_old(workspace) == 0


def test_a_read_only_library_keeps_everything(workspace: Workspace, clock: Clock) -> None:
    clock.now = START + timedelta(days=99)
    path, catalogue = workspace.library.path, workspace.catalogue
    with Library.open(path, read_only=True, catalogue=catalogue, clock=clock) as library:
        second = Workspace(library, catalogue, LiveView(library, catalogue))
        assert use.empty_of_old(second) == 0
        assert len(use.find(second)) == 3
