"""A library with nothing in it: every page says in a sentence what will stand there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.problem_log import ProblemLog
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import settle

PLACES = (
    "home", "kind:power_item", "all", "review", "adjust", "check", "laws", "import", "pack",
    "merge", "replace", "templates", "bin", "history",
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, empty_library: Path) -> Iterator[Workspace]:
    with Workspace.open(Path(shutil.copy(empty_library, tmp_path / "空.mingce"))) as opened:
        yield opened


def sentences(page: QWidget) -> list[str]:
    """What can be read on a page and ends as a sentence does."""
    labels = [item for item in page.findChildren(QLabel) if item.isVisible()]
    return [item.text() for item in labels if item.text().endswith("。")]


def test_each_page_of_an_empty_library_tells_what_it_is_for(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    for place in PLACES:
        window.go(place)
        settle(qtbot, runner)
        page = window.stack.currentWidget()
        assert page is not None
        qtbot.waitUntil(lambda page=page: bool(sentences(page)), timeout=3000)  # type: ignore[misc]


def test_problems_that_are_filtered_away_are_told_from_none_at_all(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("check")
    settle(qtbot, runner)
    assert window.pages is not None
    tab = window.pages.check_page().problems
    assert "还没有记录" in tab.empty.text()
    tab.show_problems(ProblemLog(), {}, 3)
    assert tab.empty.text() == "没有发现问题。"
    assert not tab.view.isVisible()
