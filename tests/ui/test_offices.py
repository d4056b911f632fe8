"""Offices of the settings are offered where a form or a table asks for one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.cells import CellDelegate
from desktop.ui.editors.offices import OFFICE_FIELDS, OfficeEditor
from desktop.ui.editors.table_model import TableModel
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import settings
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle, write


def test_every_office_field_of_the_forms_is_known() -> None:
    named = {
        item.id
        for form in load_catalogue().forms.values()
        for field in form.fields.values()
        for item in (field, *field.columns)
        if item.type == "text" and item.id in OFFICE_FIELDS
    }
    assert named == OFFICE_FIELDS


def test_typing_a_part_offers_and_a_choice_is_kept(
    window: MainWindow, workspace: Workspace, guide: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    settings.change_offices(workspace, "水资源管理股\n行政审批股\n办公室")
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    editor = editor_of(window, "undertaking_office")
    assert isinstance(editor, OfficeEditor)
    editor.box.setFocus()
    qtbot.waitUntil(editor.box.hasFocus)
    write(editor.box, "x")
    editor.box.clear()
    editor.box.insert("审批")
    completer = editor.offer.completer
    completer.setCompletionPrefix("审批")
    assert completer.completionCount() == 1
    completer.activated.emit("行政审批股")
    assert window.entry_page.model.value("undertaking_office") == "行政审批股"
    window.entry_page.model.undo()
    assert window.entry_page.model.value("undertaking_office") != "行政审批股"


def test_down_shows_all_offices_and_another_name_can_be_typed(
    window: MainWindow, workspace: Workspace, guide: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    settings.change_offices(workspace, "水资源管理股\n行政审批股")
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    editor = editor_of(window, "undertaking_office")
    editor.box.setFocus()
    qtbot.waitUntil(editor.box.hasFocus)
    press(editor.box, Qt.Key.Key_Down)
    completer = editor.offer.completer
    qtbot.waitUntil(completer.popup().isVisible)
    assert completer.completionCount() == 2
    completer.popup().hide()
    write(editor.box, "other")
    assert window.entry_page.model.value("undertaking_office") == "other"


def test_a_table_offers_them_in_its_column(
    workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    settings.change_offices(workspace, "水资源管理股\n行政审批股")
    field = workspace.catalogue.form("service_guide").fields["process_steps"]
    model = TableModel(field)
    model.set_rows([{"name": "受理"}])
    parent = QWidget()
    qtbot.addWidget(parent)
    delegate = CellDelegate(parent, EditorContext(runner, workspace))
    place = [column.id for column in model.columns].index("office")
    box = delegate.createEditor(parent, QStyleOptionViewItem(), model.index(0, place))
    assert isinstance(box, QLineEdit)
    assert box.completer() is not None
    other = [column.id for column in model.columns].index("name")
    plain = delegate.createEditor(parent, QStyleOptionViewItem(), model.index(0, other))
    assert isinstance(plain, QLineEdit)
    assert plain.completer() is None
