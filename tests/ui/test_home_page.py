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
from desktop.ui.home_offices import OfficesPanel
from desktop.ui.home_page import HomePage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.problem_words import figure
from desktop.usecases import first_tasks
from desktop.usecases.quality import DIMENSIONS, GroupScore, Loss, Reason
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


def _scored(total: float, office: str, **kinds: int) -> GroupScore:
    """An office that lost all its points by one rule."""
    points = {item.key: item.most for item in DIMENSIONS}
    points["accurate"] -= 100 - total
    reason = Reason(Loss("accurate", 0, "T01"), 100 - total, 3)
    return GroupScore("", office, sum(kinds.values()), total, points, (reason,), kinds)


@pytest.fixture
def offices(qtbot: QtBot) -> OfficesPanel:
    """A panel of eight offices from 92 to 99 points."""
    panel = OfficesPanel()
    qtbot.addWidget(panel)
    panel.set_groups([_scored(99 - n, f"{n}科", service_guide=2) for n in range(8)])
    panel.show()
    return panel


def test_the_lowest_scores_come_first_and_the_rest_on_demand(offices: OfficesPanel) -> None:
    assert [bar.scored.total for bar in offices.bars] == [92, 93, 94, 95, 96, 97]
    offices.more.click()
    assert len(offices.bars) == 8
    offices.more.click()
    assert len(offices.bars) == 6


def test_the_office_under_the_keyboard_is_explained(offices: OfficesPanel, qtbot: QtBot) -> None:
    assert offices.explanation.group == offices.bars[0].scored
    offices.activateWindow()
    offices.bars[2].setFocus()
    qtbot.waitUntil(lambda: offices.explanation.group == offices.bars[2].scored)
    assert "承诺时限大于法定时限，3 条" in offices.explanation.accessibleName()
    assert "准确性 19/25" in offices.bars[2].accessibleDescription()


def test_an_office_opens_its_records_of_all_lists(offices: OfficesPanel) -> None:
    heard: list[Target] = []
    offices.target_chosen.connect(heard.append)
    press(offices.bars[0], Qt.Key.Key_Return)
    assert heard == [Target("7科", offices=("7科",))]


@pytest.mark.parametrize(
    ("points", "shown"), [(100, "100"), (99.97, "99.9"), (97.66, "97.7"), (0, "0")]
)
def test_only_who_lost_nothing_has_a_hundred_points(points: float, shown: str) -> None:
    assert figure(points) == shown


def test_the_records_of_an_office_are_listed(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot
) -> None:
    workspace.library.save(guide.with_values(undertaking_office="审批科"))
    window.show_list("", Target("审批科", offices=("审批科",)))
    qtbot.waitUntil(lambda: window.list_page.model.rowCount() == 1)
    assert window.rail.place == "all"


def test_offices_are_scored_by_the_check(home: HomePage) -> None:
    (bar,) = home.offices.bars
    assert bar.name == "未分处室"
    assert bar.scored.records == len(NAMES) + 1
    assert 0 < bar.scored.total < 100


def test_what_is_due_leads_to_its_record_or_its_list(
    home: HomePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    assert home.dues.lines == []
    workspace.library.save(guide.with_values(effective_date="2020-01-01"))
    _count(home, qtbot, runner)
    heard = _heard(home)
    press(home.dues.lines[0], Qt.Key.Key_Return)
    assert heard == [(guide.uuid, "effective_date")]
    other = workspace.library.get(workspace.library.ids("service_guide")[1])
    workspace.library.save(other.with_values(effective_date="2020-02-01"))
    _count(home, qtbot, runner)
    press(home.dues.lines[0], Qt.Key.Key_Return)
    assert heard[-1][1].uuids == (guide.uuid, other.uuid)
    assert home.dues.lines[0].line.text == "办事指南 2 条：在生效前审定"
    assert home.dues.lines[0].line.aside.startswith("已过 ")


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


def test_a_large_library_is_checked_again_only_on_demand(
    home: HomePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("desktop.ui.home_page._MANY", 0)
    before, shown = _check(home), home.findings
    limit = {"amount": 5, "unit": "working_day"}
    workspace.library.save(guide.with_values(promise_limit=limit))
    _count(home, qtbot, runner)
    assert home.findings is shown
    assert home.compression.chart.columns[0].figure == "75%"
    assert home.tasks.again.isVisible()
    home.tasks.again.click()
    qtbot.waitUntil(lambda: _check(home) < before, timeout=10_000)
    assert not home.tasks.again.isVisible()


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
