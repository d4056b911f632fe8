"""动态调整: draw up a notice from records, look at it, carry it out."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.adjust_page import AdjustPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import adjusting, people
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import click, compose, press, settle
from tests.ui.review_helpers import REVIEWER, WRITER, staff
from tests.ui.typist import choose


@pytest.fixture
def power(workspace: Workspace) -> Record:
    """A power with a guide that hangs on it."""
    guide = workspace.library.ids("service_guide")[0]
    values = {"name": "河道采砂许可", "guides": [guide], "item_status": "active"}
    return workspace.library.save(Record("power_item", values))


@pytest.fixture
def page(
    window: MainWindow, workspace: Workspace, power: Record, qtbot: QtBot, runner: JobRunner
) -> AdjustPage:
    """The page, with nothing on it; the writer works."""
    assert power.kind == "power_item"
    staff(workspace)
    window.reviews.persons.show_current()
    click(window.rail.places["adjust"])
    settle(qtbot, runner)
    assert window.pages is not None
    return window.pages.adjust_page()


def final_notice(workspace: Workspace, power: Record, action: str = "cancel") -> Record:
    notice = adjusting.draw_up(workspace, [power.uuid], action, WRITER)
    today = date.today().isoformat()
    workspace.library.save(notice.with_values(takes_effect_on=today))
    return workspace.library.finalize(notice.uuid, "局长")


def shown(page: AdjustPage) -> list[str]:
    return [item.text() for item in page.right.findChildren(QLabel) if item.isVisible()]


def test_without_notices_it_says_how_to_begin(page: AdjustPage) -> None:
    assert page.words.text().startswith("还没有调整单。")
    assert page.words.isVisible()


def test_a_notice_is_drawn_up_from_chosen_records(
    page: AdjustPage, window: MainWindow, workspace: Workspace, power: Record, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    click(page.new_button)
    assert not page.form.draw_button.isEnabled()
    choose(page.form.action.box, "cancel")
    click(page.form.targets.choose_button)
    compose(page.form.targets.search, "采砂")
    qtbot.waitUntil(lambda: page.form.targets.results.count() == 1)
    press(page.form.targets.search, Qt.Key.Key_Return)
    click(page.form.draw_button)
    settle(qtbot, runner)
    (line,) = adjusting.notices(workspace)
    assert line.titles == ("河道采砂许可",)
    settle(qtbot, runner)
    assert page.heading.text() == "取消：河道采砂许可"
    assert {"职权名称（主项）", "河道采砂许可", "（已删去）"} <= set(shown(page))
    assert page.hindrance.text() == "调整单定稿之后才能执行。"
    assert page.carry_button.isHidden()
    click(page.open_button)
    assert window.entry_page.model.record.uuid == line.uuid


def test_records_chosen_in_a_list_are_taken_along(
    page: AdjustPage, window: MainWindow, workspace: Workspace, power: Record, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    adjusting.draw_up(workspace, [power.uuid], "suspend", WRITER)  # the form stays in front of it
    click(window.rail.places["kind:power_item"])
    settle(qtbot, runner)
    window.list_page.select(power.uuid)
    window.list_page.adjust_wanted.emit(window.list_page.chosen())
    settle(qtbot, runner)
    assert page.right.currentWidget() is page.form
    assert page.form.targets.value() == [power.uuid]
    choose(page.form.action.box, "cancel")
    click(page.form.draw_button)
    settle(qtbot, runner)
    assert [line.action for line in adjusting.notices(workspace)] == ["cancel", "suspend"]


def test_who_draws_up_says_who_they_are_first(
    page: AdjustPage, window: MainWindow, workspace: Workspace, power: Record, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    people.choose_person(workspace, "")
    page.draw_up([power.uuid], "suspend")
    assert adjusting.notices(workspace) == []
    click(window.reviews.persons.popup.people[WRITER])
    settle(qtbot, runner)
    assert len(adjusting.notices(workspace)) == 1


def test_a_final_notice_is_carried_out_with_what_hangs_on_it(
    page: AdjustPage, window: MainWindow, workspace: Workspace, power: Record, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    final_notice(workspace, power)
    people.choose_person(workspace, REVIEWER)
    page.refresh()
    settle(qtbot, runner)
    assert page.also.text() == "同时取消关联的 1 条记录"
    assert page.linked_names.text() == "办事指南“建设用地规划许可证核发”"
    click(page.carry_button)
    settle(qtbot, runner)
    states = [workspace.library.get(uuid).state for uuid in (power.uuid, power.get("guides")[0])]
    assert states == ["cancelled", "cancelled"]
    assert window.notice.text.text() == "已调整 2 条记录。"
    settle(qtbot, runner)
    assert page.carry_button.isHidden()
    assert "已执行" in page.about.text()


def test_what_hangs_on_it_can_stay(
    page: AdjustPage, workspace: Workspace, power: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    final_notice(workspace, power)
    people.choose_person(workspace, REVIEWER)
    page.refresh()
    settle(qtbot, runner)
    page.also.setChecked(False)
    click(page.carry_button)
    settle(qtbot, runner)
    assert workspace.library.get(power.uuid).state == "cancelled"
    assert workspace.library.get(power.get("guides")[0]).state == "draft"


def test_who_may_not_carry_out_is_told_why(
    page: AdjustPage, workspace: Workspace, power: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    final_notice(workspace, power, "suspend")
    page.refresh()
    settle(qtbot, runner)
    assert "没有“审核”" in page.hindrance.text()
    assert page.carry_button.isHidden()
