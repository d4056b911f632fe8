"""Tests write into memory where there is room, and leave nothing there."""

from __future__ import annotations

import os
from pathlib import Path

from tests import quick_folder


def test_what_a_killed_session_left_is_taken_away_and_a_living_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    dead = tmp_path / "mingce-tests-4194305-abc"  # beyond the highest number of a process
    living = tmp_path / f"mingce-tests-{os.getpid()}-abc"
    others = tmp_path / "mingce-tests-x"
    for folder in (dead, living, others):
        (folder / "pytest").mkdir(parents=True)
    quick_folder.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([living, others])


def test_a_place_that_is_too_small_or_not_there_is_not_taken(tmp_path: Path) -> None:
    assert quick_folder.has_room(tmp_path, 1) or not Path("/proc/meminfo").exists()
    assert not quick_folder.has_room(tmp_path, 1 << 60)
    assert not quick_folder.has_room(tmp_path / "nowhere", 1)
