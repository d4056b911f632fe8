"""Somebody who enters a record from paper with nothing but the keyboard, and counts the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.attachments import AttachmentEditor
from desktop.ui.editors.base import Editor
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.choices import BooleanEditor, Chip, ChoiceEditor, MultiChoiceEditor
from desktop.ui.editors.dates import DurationEditor
from desktop.ui.editors.references import ReferenceEditor
from desktop.ui.editors.table import TableEditor
from desktop.ui.editors.table_model import FORM_ONLY
from desktop.ui.field_row import FieldRow
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.sounds import initials
from forms import field_types
from forms.model import Field, Need, Value
from forms.record import is_blank

Key = Qt.Key
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
_MOST_STOPS = 200  # of the Tab key in one section


class Typist:
    """``chinese`` characters (through an input method), ``signs`` (letters, digits, punctuation)
    and ``keys`` (Tab, Enter, arrows …) are what the work consists of.
    """

    def __init__(self, window: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
        self.window = window
        self.counts: Counter[str] = Counter()
        self.passed_over: list[str] = []
        self._qtbot = qtbot
        self._runner = runner

    # the keyboard

    def focus(self) -> QWidget:
        """What has the focus."""
        widget: QWidget | None = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key that writes nothing."""
        self.counts["keys"] += 1
        QTest.keyClick(self.focus(), key, modifier)
        # Nobody types so fast that the page does not come after.
        QApplication.processEvents()

    def write(self, text: str) -> None:
        """Type a text; Enter begins a line."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.press(Key.Key_Return)
            for plain, group in groupby(line, key=str.isascii):
                self._send("".join(group), plain=plain)

    def _send(self, text: str, *, plain: bool) -> None:
        """Letters key by key; the rest as an input method hands it over."""
        if plain:
            self.counts["signs"] += len(text)
            QTest.keyClicks(self.focus(), text)
            return
        chinese = sum("\u3400" <= sign <= "\u9fff" for sign in text)
        self.counts["chinese"] += chinese
        self.counts["signs"] += len(text) - chinese
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(self.focus(), composed)

    # a record

    def enter(self, kind: str, values: Mapping[str, Value]) -> None:
        """Make a record and fill in what can be typed, section by section."""
        self.window.go(f"kind:{kind}")
        self._wait()
        self.press(Key.Key_N, CTRL)
        self._wait()
        page = self.window.entry_page
        for number, section in enumerate(page.model.form.sections):
            if number and page.current_page().section is not section:
                self.press(Key.Key_PageDown, CTRL)
            wanted = {
                field.id: values[field.id] for field in section.fields
                if not is_blank(values.get(field.id)) and field.need is not Need.AUTOMATIC
            }  # fmt: skip
            self._section(wanted)
        self._wait()

    def _wait(self) -> None:
        self._qtbot.waitUntil(lambda: not self._runner.busy, timeout=20_000)

    def _section(self, wanted: dict[str, Value]) -> None:
        """Go through a section with Tab, filling in as one passes."""
        names = set(self.window.entry_page.current_page().grid.rows)
        for _ in range(_MOST_STOPS):
            row = self._row()
            if not wanted or row is None or row.field.id not in names:
                break
            value = wanted.pop(row.field.id, None)
            if value is not None and row.editor.value() != value:
                self._fill(row.editor, value)
            if wanted:
                self.press(Key.Key_Tab)
        self.passed_over += sorted(wanted)

    def _row(self) -> FieldRow | None:
        """The field of the form that has the focus."""
        found, widget = None, QApplication.focusWidget()
        while widget is not None and widget is not self.window.entry_page:
            if isinstance(widget, FieldRow):
                found = widget
            widget = widget.parentWidget()
        return found

    # fields

    def _fill(self, editor: Editor, value: Value) -> None:
        if isinstance(editor, (AttachmentEditor, ReferenceEditor)):
            self.passed_over.append(editor.field.id)
        elif isinstance(editor, BooleanEditor):
            if value is False:
                self.press(Key.Key_Right)
            self.press(Key.Key_Space)
        elif isinstance(editor, MultiChoiceEditor):
            self._several(editor, value)
        elif isinstance(editor, ChoiceEditor):
            self._choose(editor, value)
        elif isinstance(editor, DurationEditor):
            self._limit(editor, value)
        elif isinstance(editor, BasisEditor):
            self._citations(editor, value)
        elif isinstance(editor, TableEditor):
            self._rows(editor, value)
        else:
            self.write(str(value))

    def _choose(self, editor: ChoiceEditor, value: Value) -> None:
        label = field_types.show(value, editor.field)
        if editor.box.isEditable():
            self.write(label)
            return
        for letter in initials(label):
            self.write(letter)
            if editor.value() == value:
                return
        for _ in range(editor.box.count()):
            if editor.value() == value:
                return
            self.press(Key.Key_Down)

    def _several(self, editor: MultiChoiceEditor, value: Value) -> None:
        vocabulary = editor.field.vocabulary
        for key in value if isinstance(value, list) else []:
            label = vocabulary.label(str(key)) if vocabulary else str(key)
            if editor.filter is not None:
                self.write(initials(label)[:4])
                self.press(Key.Key_Return)
                continue
            chip = next((chip for chip in editor.chips if chip.key == key), None)
            for _ in editor.chips:
                focus = self.focus()
                if not isinstance(focus, Chip) or focus is chip:
                    break
                self.press(Key.Key_Right)
            self.press(Key.Key_Space)

    def _limit(self, editor: DurationEditor, value: Value) -> None:
        self.write(str(value["amount"]))
        if editor.unit.currentData() != value["unit"]:
            self.press(Key.Key_Tab)
            at = editor.unit.findData(value["unit"])
            for _ in range(at):
                self.press(Key.Key_Down)

    def _citations(self, editor: BasisEditor, value: Value) -> None:
        """The whole text into one box, taken apart by the program."""
        self.press(Key.Key_Tab)
        self.press(Key.Key_Space)
        self.write("\n".join(field_types.show_row(row, editor.field) for row in value))
        self.press(Key.Key_Tab)
        self.press(Key.Key_Tab)
        self.press(Key.Key_Space)

    def _rows(self, editor: TableEditor, rows: Any) -> None:
        columns = editor.model.columns
        for number, row in enumerate(rows):
            if number:
                self.press(Key.Key_Down)
            self.press(Key.Key_Home)
            filled = [
                at for at, column in enumerate(columns)
                if not is_blank(row.get(column.id)) and column.type not in FORM_ONLY
            ]  # fmt: skip
            self._row_cells(editor, row, filled)
        self.passed_over += sorted({
            f"{editor.field.id}.{column.id}" for row in rows for column in columns
            if column.type in FORM_ONLY and not is_blank(row.get(column.id))
        })  # fmt: skip

    def _row_cells(self, editor: TableEditor, row: Mapping[str, Value], filled: list[int]) -> None:
        view, columns = editor.view, editor.model.columns
        if not filled:
            return
        self.press(Key.Key_Return)
        while True:
            at = view.currentIndex().column()
            if at in filled:
                self._cell(view.currentIndex(), columns[at], row[columns[at].id], editor)
            if at >= filled[-1]:
                break
            self.press(Key.Key_Tab)
        self.press(Key.Key_Tab)
        if view.state() == view.State.EditingState:
            self.press(Key.Key_Escape)
        wanted = [n for n, item in enumerate(editor.model.rows) if item.get(columns[filled[0]].id)]
        # Tab may have led on to the next line.
        if wanted and view.currentIndex().row() > wanted[-1]:
            self.press(Key.Key_Up)

    def _cell(self, index: Any, column: Field, value: Value, editor: TableEditor) -> None:
        if column.type not in ("enum", "boolean"):
            self.write(field_types.show(value, column).replace("\n", "　"))
            return
        box: Any = self.focus()
        label = field_types.show(value, column)
        if box.currentData() == value:
            return
        for letter in initials(label):
            self.write(letter)
            if box.currentData() == value:
                return
        for _ in range(box.count()):
            self.press(Key.Key_Down)
            if box.currentData() == value:
                return
