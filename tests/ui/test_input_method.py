"""Manners of somebody who writes Chinese: nothing composed is lost, nothing changes by the wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from forms.record import Record
from tests.ui.helpers import editor_of, row_of, settle

pytestmark = pytest.mark.one_window

RARE = "𠮷"  # one character, two UTF-16 units


def compose(box: QWidget, text: str) -> None:
    """What an input method shows while it is not sure yet."""
    QApplication.sendEvent(box, QInputMethodEvent(text, []))


def commit(box: QWidget, text: str) -> None:
    """What it gives when the user chose."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(box, event)


@pytest.fixture
def entry(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> MainWindow:
    """The window with the full guide open."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    return window


@pytest.mark.parametrize("field", ["item_name", "applicable_scope", "impl_code"])
def test_leaving_a_box_while_composing_keeps_what_was_composed(
    entry: MainWindow, field: str
) -> None:
    box = editor_of(entry, field).main_widget()
    before = str(entry.entry_page.model.value(field) or "")
    box.setFocus()
    compose(box, "规划")
    assert entry.entry_page.model.value(field) == (before or None), "not chosen yet"

    entry.rail.places["home"].setFocus()

    assert sorted(str(entry.entry_page.model.value(field))) == sorted(f"{before}规划")


def test_an_input_method_that_gives_its_text_in_time_gives_it_once(entry: MainWindow) -> None:
    box = editor_of(entry, "applicable_scope").main_widget()
    box.setFocus()
    compose(box, "guihua")
    commit(box, "规划")

    entry.rail.places["home"].setFocus()

    assert entry.entry_page.model.value("applicable_scope") == "规划"


def test_composing_is_no_step_and_what_comes_of_it_is_one(entry: MainWindow) -> None:
    model = entry.entry_page.model
    box = editor_of(entry, "applicable_scope").main_widget()
    box.setFocus()
    steps = model.stack.index()
    for spelt, chosen in (("gui", "规"), ("hua", "划"), ("xuke", "许可")):
        compose(box, spelt[:1])
        compose(box, spelt)
        commit(box, chosen)

    assert model.value("applicable_scope") == "规划许可"
    assert model.stack.index() == steps + 1

    model.undo()
    assert model.value("applicable_scope") is None
    model.redo()
    assert model.value("applicable_scope") == "规划许可"


def test_giving_up_a_composition_changes_nothing(entry: MainWindow) -> None:
    model = entry.entry_page.model
    box = editor_of(entry, "applicable_scope").main_widget()
    box.setFocus()
    steps = model.stack.index()
    compose(box, "gui")
    compose(box, "")
    entry.rail.places["home"].setFocus()

    assert model.value("applicable_scope") is None
    assert model.stack.index() == steps


def test_a_rare_character_counts_as_one(entry: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
    row = row_of(entry, "item_name")
    most = row.field.max
    assert most
    box = row.editor.main_widget()
    box.setFocus()
    entry.entry_page.model.set_value("item_name", "")
    commit(box, RARE * most)

    assert entry.entry_page.model.value("item_name") == RARE * most, "nothing is cut off"
    assert row.counter.text() == f"{most}/{most}"
    qtbot.waitUntil(lambda: not row.messages.text())

    commit(box, RARE)
    assert row.counter.text() == f"{most + 1}/{most}"
    qtbot.waitUntil(lambda: "超过" in row.messages.text())
    settle(qtbot, runner)


def test_no_box_cuts_text_by_utf16_units(entry: MainWindow) -> None:
    """`QLineEdit.maxLength` counts UTF-16 units, and cuts a character in half."""
    limit = QLineEdit().maxLength()
    for number in range(len(entry.entry_page.model.form.sections)):
        entry.entry_page.show_section(number)
    boxes = entry.entry_page.findChildren(QLineEdit)
    assert len(boxes) > 20
    assert {box.maxLength() for box in boxes} == {limit}


def test_the_wheel_over_any_field_without_focus_changes_nothing(
    entry: MainWindow, qtbot: QtBot
) -> None:
    model = entry.entry_page.model
    before, steps = model.record.values, model.stack.index()
    turned = 0
    for number in range(len(model.form.sections)):
        entry.entry_page.show_section(number)
        entry.rail.places["home"].setFocus()
        page = entry.entry_page.current_page()
        for kind in (QAbstractSpinBox, QComboBox, QPlainTextEdit, QLineEdit):
            for box in page.findChildren(kind):
                if box.isVisibleTo(page):
                    turn(box)
                    turned += 1
    assert turned > 60
    assert model.record.values == before
    assert model.stack.index() == steps


def turn(widget: QWidget) -> None:
    """One notch of the wheel, both ways."""
    for angle in (-120, 120):
        middle = QPointF(widget.rect().center())
        event = QWheelEvent(
            middle, QPointF(widget.mapToGlobal(widget.rect().center())), QPoint(),
            QPoint(0, angle), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
