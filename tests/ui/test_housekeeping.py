"""What the program sees to by itself, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.housekeeping import Housekeeper
from desktop.ui.jobs import JobRunner
from desktop.usecases import auto_backup
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import settle


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    """What stands for the window."""
    made = QObject()
    yield made
    made.deleteLater()


def test_it_begins_by_itself_and_makes_the_daily_backup(
    runner: JobRunner, workspace: Workspace, owner: QObject, qtbot: QtBot
) -> None:
    keeper = Housekeeper(runner, workspace, owner, first=1)
    with qtbot.waitSignal(keeper.backed_up, timeout=20_000):
        pass
    assert len(auto_backup.made(workspace)) == 1
    settle(qtbot, runner)
    keeper.turn()
    settle(qtbot, runner)
    assert len(auto_backup.made(workspace)) == 1, "today has one"


def test_what_has_been_in_the_bin_for_a_month_goes(
    runner: JobRunner, workspace: Workspace, owner: QObject, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    workspace.library.delete(workspace.library.ids()[0])
    keeper = Housekeeper(runner, workspace, owner)
    keeper.turn()
    settle(qtbot, runner)
    assert workspace.library.count(deleted=True) == 1
    later = datetime.now(UTC) + timedelta(days=31)
    monkeypatch.setattr(workspace.library, "_clock", lambda: later)
    with qtbot.waitSignal(keeper.purged, timeout=20_000) as told:
        keeper.turn()
    assert told.args == [1]
    settle(qtbot, runner)
    assert workspace.library.count(deleted=True) == 0


def test_a_backup_that_cannot_be_made_is_told(
    runner: JobRunner, workspace: Workspace, owner: QObject, qtbot: QtBot
) -> None:
    auto_backup.folder(workspace).write_text("in the way", encoding="utf-8")
    keeper = Housekeeper(runner, workspace, owner)
    with qtbot.waitSignal(keeper.failed, timeout=20_000) as told:
        keeper.turn()
    settle(qtbot, runner)
    assert "写不进" in told.args[0]
    with qtbot.assertNotEmitted(keeper.failed):
        keeper.turn()
        settle(qtbot, runner)


def test_a_read_only_library_is_left_alone(
    runner: JobRunner, workspace: Workspace, owner: QObject, tmp_path: Path, qtbot: QtBot
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as second:
        keeper = Housekeeper(runner, second, owner, first=1)
        assert not keeper._timer.isActive()
        keeper.turn()
        settle(qtbot, runner)
        assert not (tmp_path / auto_backup.FOLDER).exists()


def test_a_stopped_one_does_nothing_more(
    runner: JobRunner, workspace: Workspace, owner: QObject
) -> None:
    keeper = Housekeeper(runner, workspace, owner, first=1)
    keeper.stop()
    assert not keeper._timer.isActive()
