"""Required marks, section marks and problems follow the task type and the portal's profile."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import settings
from desktop.usecases.workspace import Workspace
from forms.conditions import need_of
from forms.model import Need
from forms.record import Record
from tests.ui.helpers import row_of, settle

pytestmark = pytest.mark.one_window


@pytest.fixture
def opened(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> MainWindow:
    """The window with the guide open."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    return window


def _starred(window: MainWindow) -> set[str]:
    """Fields with a star, of all sections."""
    page = window.entry_page
    found: set[str] = set()
    for number in range(len(page.model.form.sections)):
        page.show_section(number)
        rows = page.current_page().grid.rows
        found |= {name for name, row in rows.items() if not row.star.isHidden()}
    return found


def _needed(window: MainWindow, workspace: Workspace) -> set[str]:
    model = window.entry_page.model
    profile = workspace.catalogue.profiles[workspace.profile_id]
    return {
        name
        for name, field in model.form.fields.items()
        if need_of(model.form, field, model.record, profile) is Need.REQUIRED
    }


@pytest.mark.parametrize("kind", ["administrative_licence", "public_service"])
def test_stars_stand_where_the_task_type_asks(
    kind: str, opened: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    opened.entry_page.model.set_value("task_type", kind)
    assert _starred(opened) == _needed(opened, workspace)
    settle(qtbot, runner)


def test_two_task_types_ask_for_different_fields(opened: MainWindow, qtbot: QtBot) -> None:
    asked = []
    for kind in ("administrative_licence", "public_service"):
        opened.entry_page.model.set_value("task_type", kind)
        asked.append(_starred(opened))
    assert asked[0] != asked[1]


@pytest.mark.one_window(False)
def test_another_portal_asks_for_other_fields_once_the_record_is_opened_again(
    opened: MainWindow, guide: Record, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    asked = {}
    for portal in settings.portals(workspace):
        settings.choose_portal(workspace, portal.id)
        opened.back()
        opened.open_record(guide.uuid)
        settle(qtbot, runner)
        asked[portal.id] = _starred(opened)
        assert asked[portal.id] == _needed(opened, workspace), portal.id
    assert len({frozenset(fields) for fields in asked.values()}) > 1


def test_filling_in_what_is_missing_changes_mark_panel_and_message_together(
    opened: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    page = opened.entry_page
    page.check_now()
    settle(qtbot, runner)

    def told() -> bool:
        return any(problem.field == "applicable_scope" for problem in page.told())

    row = row_of(opened, "applicable_scope")
    qtbot.waitUntil(told)
    cards = [card for card in page.panel.cards if card.problem.field == "applicable_scope"]
    assert row.messages.text()
    number = [section.id for section in page.model.form.sections].index("basic")
    before = page.sections.buttons[number].sign
    page.model.set_value("applicable_scope", "适用于在岚川县从事建设的单位。")
    page.checks.run()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: not told())
    assert row.messages.text() == ""
    assert all(card not in page.panel.cards for card in cards)
    assert page.sections.buttons[number].sign != before
