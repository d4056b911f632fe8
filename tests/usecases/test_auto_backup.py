"""The daily backup: one a day when something changed, the last few kept, failure remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.store import Library
from desktop.usecases import auto_backup as use
from desktop.usecases.workspace import Workspace
from forms.record import Record


def soon(days: float) -> datetime:
    """A time that many days from now."""
    return datetime.now(UTC) + timedelta(days=days)


def edit(workspace: Workspace, name: str = "取水许可") -> None:
    """Change something."""
    workspace.library.save(Record("service_guide", {"item_name": name}))


def test_an_empty_library_needs_none(workspace: Workspace) -> None:
    assert not use.due(workspace)
    assert use.turn(workspace).made is None
    assert not use.folder(workspace).exists()


def test_the_first_turn_makes_a_sound_backup_beside_the_library(workspace: Workspace) -> None:
    edit(workspace)
    made = use.turn(workspace).made
    assert made is not None
    assert Path(made.path).parent == workspace.library.path.parent / "备份"
    with Library.open(Path(made.path), read_only=True, catalogue=workspace.catalogue) as copy:
        assert copy.count() == 1
    assert use.made(workspace) == [made]


def test_one_a_day_is_enough_and_a_day_without_changes_needs_none(workspace: Workspace) -> None:
    edit(workspace)
    use.turn(workspace)
    edit(workspace, "河道采砂许可")
    assert not use.due(workspace), "today has one"
    use.turn(workspace, now=soon(1))
    assert len(use.made(workspace)) == 2
    assert not use.due(workspace, soon(2)), "nothing happened since"


def test_turned_off_makes_none(workspace: Workspace) -> None:
    edit(workspace)
    assert use.choose(workspace, on=False) == use.choice(workspace) == use.Choice(on=False, keep=7)
    assert not use.due(workspace)
    use.choose(workspace, on=True, keep=3)
    assert use.due(workspace)
    assert use.choose(workspace, keep=5).keep == 3, "five is no choice"


def test_the_oldest_go_and_other_files_stay(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use.choose(workspace, keep=3)
    folder = use.folder(workspace)
    folder.mkdir()
    own = folder / "库-备份-20200101-080000.mingce"
    own.write_bytes(b"made by hand")
    for day in range(5):
        monkeypatch.setattr(workspace.library, "_clock", lambda day=day: soon(day - 0.01))
        edit(workspace, f"事项{day}")
        assert use.turn(workspace, now=soon(day)).made is not None
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 4
    assert own.exists()
    assert len(use.made(workspace)) == 3


def test_what_went_wrong_is_remembered_until_it_goes_well(workspace: Workspace) -> None:
    edit(workspace)
    blocked = use.folder(workspace)
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        use.turn(workspace)
    assert "写不进" in use.failure(workspace)
    blocked.unlink()
    assert use.turn(workspace).made is not None
    assert use.failure(workspace) == ""


def test_a_read_only_library_makes_none(workspace: Workspace) -> None:
    edit(workspace)
    with Workspace.open(workspace.library.path, read_only=True) as second:
        assert not use.due(second)
