"""The overview of shortcuts tells what there is, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.shortcuts import BY_ID, PLACES, spoken, told
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle

#: Keys that widgets answer themselves; the tests of the widgets press each of them.
_IN_WIDGETS = (
    "list.", "box.", "table.", "basis.", "column.", "review.open", "replace.tick", "replace.open",
)  # fmt: skip


def _installed(window: MainWindow) -> set[str]:
    return {item.key().toString() for item in window.findChildren(QShortcut)}


def test_every_installed_shortcut_is_told_and_every_told_one_is_installed(
    window: MainWindow,
) -> None:
    assert window.pages is not None
    window.pages.review_page()  # pages are built when somebody goes there
    window.pages.replace_page()
    window.pages.import_page()
    listed = {
        QKeySequence(keys).toString()
        for item in BY_ID.values()
        if not item.id.startswith(_IN_WIDGETS)
        for keys in item.keys
    }
    assert _installed(window) == listed


def test_no_two_shortcuts_of_a_place_have_the_same_keys() -> None:
    for _, items in PLACES:
        keys = [key for item in items for key in item.keys]
        assert len(keys) == len(set(keys))


def test_keys_are_written_as_on_the_keyboard() -> None:
    assert spoken("Ctrl+Down") == "Ctrl + ↓"
    assert told(BY_ID["table.insert"]) == "Ctrl + Enter"


def test_f1_shows_all_of_them_and_esc_gives_the_focus_back(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    box = editor_of(window, "common_name").box
    box.setFocus()
    press(box, Qt.Key.Key_F1)
    panel = window.tools.keys
    assert panel.isVisible()
    words = {item.text() for item in panel.findChildren(QLabel)}
    for _, items in PLACES:
        assert {told(item) for item in items} <= words
    press(panel.close_button, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert window.focusWidget() is box
    assert window.stack.currentWidget() is window.entry_page


def test_f6_goes_round_fields_right_column_and_sections(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    page = window.entry_page
    box = editor_of(window, "common_name").box
    box.setFocus()
    page.next_region()
    assert page.aside.isAncestorOf(window.focusWidget())
    page.next_region()
    assert page.sections.isAncestorOf(window.focusWidget())
    page.next_region()
    assert window.focusWidget() is box
