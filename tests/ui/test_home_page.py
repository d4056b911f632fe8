"""The home page: numbers come, lead to their lists, and cost nothing when nothing changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.ui.charts import Pressable, StackedBar
from desktop.ui.home_page import HomePage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import first_tasks
from desktop.usecases.workbench import Target
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import NAMES, press, settle


@pytest.fixture
def home(qtbot: QtBot, runner: JobRunner, workspace: Workspace) -> HomePage:
    """The page over the usual library, all numbers there."""
    return _open(qtbot, runner, workspace)


def _open(qtbot: QtBot, runner: JobRunner, workspace: Workspace) -> HomePage:
    page = HomePage(runner, workspace)
    qtbot.addWidget(page)
    page.resize(1072, 800)
    page.show()
    _count(page, qtbot, runner)
    return page


def _count(page: HomePage, qtbot: QtBot, runner: JobRunner) -> None:
    page.refresh()
    # One job starts the next when its answer is delivered.
    qtbot.waitUntil(lambda: not page.busy, timeout=10_000)
    settle(qtbot, runner)


def _heard(page: HomePage) -> list[Any]:
    heard: list[Any] = []
    page.open_list.connect(lambda kind, target: heard.append((kind, target)))
    page.open_problems.connect(heard.append)
    page.open_record.connect(lambda uuid, field: heard.append((uuid, field)))
    return heard


def _check(page: HomePage) -> int:
    assert page.findings is not None
    return page.findings.blocking.problems


def test_the_figures_are_those_of_the_library(home: HomePage) -> None:
    assert home.blocking.figure == str(_check(home))
    assert home.blocking.tone == "block"
    assert home.completeness.figure.endswith(" %")
    assert home.stale.figure == "0"
    assert home.stale.tone == "ink"


def test_a_bar_tells_its_numbers_and_its_parts_lead_to_parts_of_the_list(home: HomePage) -> None:
    heard = _heard(home)
    (bar,) = home.progress.bars
    number = len(NAMES) + 1
    assert bar.accessibleName() == f"办事指南，共 {number} 条：编制中 {number}"
    press(bar, Qt.Key.Key_Return)
    press(bar, Qt.Key.Key_Right)
    press(bar, Qt.Key.Key_Return)
    assert [target.states for _, target in heard] == [(), ("draft", "returned", "amending")]
    assert {kind for kind, _ in heard} == {"service_guide"}


def test_a_click_into_a_part_of_a_bar_opens_that_part(qtbot: QtBot) -> None:
    bar = StackedBar("权力清单", [("done", "已审定", 1), ("open", "编制中", 9)], 100)
    qtbot.addWidget(bar)
    bar.resize(400, 28)
    chosen: list[str] = []
    bar.part_chosen.connect(chosen.append)
    for place in (bar.spans()["done"].center(), bar.spans()["open"].center()):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert chosen == ["done", "open"]


@pytest.mark.parametrize(
    ("card", "rules"),
    [("blocking", ()), ("basis", first_tasks.BASIS_RULES), ("stale", first_tasks.STALE_RULES)],
)
def test_enter_on_a_figure_opens_its_problems(
    card: str, rules: tuple[str, ...], home: HomePage
) -> None:
    heard = _heard(home)
    press(getattr(home, card), Qt.Key.Key_Return)
    (target,) = heard
    assert isinstance(target, Target)
    assert target.rules == rules


def test_a_task_leads_where_it_says(home: HomePage) -> None:
    heard = _heard(home)
    press(home.tasks.lines[0], Qt.Key.Key_Enter)
    assert home.findings is not None
    target = home.findings.tasks[0].target
    assert heard == [(target.uuid, target.field) if target.uuid else target]


def test_a_column_opens_the_guides_of_its_type(home: HomePage) -> None:
    heard = _heard(home)
    (licences,) = home.compression.chart.columns
    assert licences.figure == "0%"  # 25 promised, 20 legal: nothing is shortened
    press(licences, Qt.Key.Key_Space)
    assert heard[0][1].type_key == "administrative_licence"


def test_every_number_can_be_reached_and_says_what_it_is(home: HomePage) -> None:
    pressed = home.findChildren(Pressable)
    assert len(pressed) > len(home.figures)
    assert all(item.focusPolicy() == Qt.FocusPolicy.StrongFocus for item in pressed)
    assert all(item.accessibleName() or item.text() for item in home.findChildren(QAbstractButton)
               if item.isVisible())  # fmt: skip


def test_nothing_is_checked_again_while_nothing_changed(
    home: HomePage, qtbot: QtBot, runner: JobRunner
) -> None:
    before = home.findings
    _count(home, qtbot, runner)
    assert home.findings is before


def test_an_edit_brings_new_numbers(
    home: HomePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    before = _check(home)
    limit = {"amount": 5, "unit": "working_day"}
    workspace.library.save(guide.with_values(promise_limit=limit))
    home.refresh()
    qtbot.waitUntil(lambda: _check(home) < before, timeout=10_000)
    assert home.compression.chart.columns[0].figure == "75%"
    assert home.edits.lines[0].line.text == "建设用地规划许可证核发"


def test_leaving_stops_the_count_and_coming_back_finishes_it(
    qtbot: QtBot, runner: JobRunner, workspace: Workspace
) -> None:
    page = HomePage(runner, workspace)
    qtbot.addWidget(page)
    page.refresh()
    assert page.leave()
    settle(qtbot, runner)
    assert page.census is None
    _count(page, qtbot, runner)
    qtbot.waitUntil(lambda: page.findings is not None, timeout=10_000)


def test_an_empty_library_teaches_how_to_begin(
    qtbot: QtBot, runner: JobRunner, empty_library: Path
) -> None:
    with Workspace.open(empty_library) as empty:
        page = _open(qtbot, runner, empty)
        assert page.stack.currentWidget() is page.empty
        heard: list[str] = []
        page.import_wanted.connect(lambda: heard.append("import"))
        page.new_wanted.connect(heard.append)
        page.sample_wanted.connect(lambda: heard.append("sample"))
        for item in page.empty.buttons:
            item.click()
        assert heard == ["import", "service_guide", "sample"]


def test_a_small_page_puts_the_panels_below_each_other(home: HomePage, qtbot: QtBot) -> None:
    home.resize(640, 700)
    qtbot.waitUntil(lambda: home.tasks.y() > home.progress.y())
    assert home.tasks.x() == home.progress.x()


def test_a_number_of_the_workbench_opens_its_list_and_the_list_widens_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_list("service_guide", Target("草稿", states=("approved",)))
    qtbot.waitUntil(lambda: window.list_page.model.rowCount() == 0)
    assert window.list_page.narrowed.isVisibleTo(window.list_page)
    window.list_page.widen()
    qtbot.waitUntil(lambda: window.list_page.model.rowCount() > 0)
    assert not window.list_page.narrowed.isVisibleTo(window.list_page)
