"""Undo is unlimited, crosses sections, and waits while other records are open."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui import record_model
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.record_model import RecordModel
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record
from tests.ui.helpers import editor_of, settle, write

pytestmark = pytest.mark.one_window


def test_the_history_of_a_record_is_still_there_after_another_one(
    window: MainWindow, guide: Record, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    other = workspace.library.ids("service_guide")[1]
    window.open_record(guide.uuid)
    write(editor_of(window, "common_name").box, "a")
    window.open_record(other)
    assert not window.entry_page.undo_button.isEnabled()
    write(editor_of(window, "common_name").box, "b")
    window.open_record(guide.uuid)
    assert window.entry_page.undo_button.isEnabled()
    window.entry_page.model.undo()
    assert window.entry_page.model.value("common_name") is None
    window.open_record(other)
    assert window.entry_page.model.value("common_name") == "b"
    window.entry_page.model.undo()
    assert window.entry_page.model.value("common_name") is None
    settle(qtbot, runner)


def test_a_record_that_was_changed_elsewhere_begins_its_history_anew(
    window: MainWindow, guide: Record, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    write(editor_of(window, "common_name").box, "a")
    window.back()
    changed = workspace.library.get(guide.uuid).with_values(item_name="采矿许可")
    workspace.library.save(changed)
    window.open_record(guide.uuid)
    assert window.entry_page.model.stack.count() == 0
    window.entry_page.model.undo()
    assert window.entry_page.model.value("item_name") == "采矿许可"
    settle(qtbot, runner)


def test_a_thousand_steps_over_many_fields_come_back_one_by_one(qapp: object) -> None:
    form = load_catalogue().form("service_guide")
    names = ["common_name", "central_dept", "review_org", "renew_note"]
    model = RecordModel()
    model.load(Record("service_guide", {}), form)
    seen = [dict(model.record.values)]
    for number in range(1000):
        model.set_value(names[number % len(names)], f"第{number}次")
        seen.append(dict(model.record.values))
    for before in reversed(seen[:-1]):
        model.undo()
        assert dict(model.record.values) == before


def test_the_oldest_histories_go_when_there_are_too_many(qapp: object) -> None:
    form = load_catalogue().form("service_guide")
    model = RecordModel()
    records = [Record("service_guide", {}) for _ in range(record_model.KEPT_HISTORIES + 5)]
    for record in records:
        model.load(record, form)
        model.set_value("common_name", "甲")
    assert len(model.histories.stacks()) <= record_model.KEPT_HISTORIES + 2


def test_a_locked_record_is_not_undone(qapp: object) -> None:
    form = load_catalogue().form("service_guide")
    record = Record("service_guide", {})
    model = RecordModel()
    model.load(record, form)
    model.set_value("common_name", "甲")
    kept = model.record
    model.load(kept, form, read_only=True)
    model.undo()
    assert model.value("common_name") == "甲"
