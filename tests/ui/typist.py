"""Fills in fields as a clerk does: keys, an input method, the clipboard, a dropped file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.ui.editors.base import Editor
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.choices import BooleanEditor, ChoiceEditor, ComboBox, MultiChoiceEditor
from desktop.ui.editors.dates import DurationEditor
from desktop.ui.editors.table import TableEditor
from desktop.ui.main_window import MainWindow
from tests.ui.helpers import click, compose, editor_of, press


def fill(window: MainWindow, field: str, value: Any) -> None:
    """Bring the field up and fill it in."""
    put(editor_of(window, field), value)


def put(editor: Editor, value: Any) -> None:
    """Fill in one editor."""
    if isinstance(editor, BasisEditor):
        paste(editor.paste_button, value)
    elif isinstance(editor, TableEditor):
        _fill_table(editor, value)
    elif isinstance(editor, BooleanEditor):
        click(editor.yes if value else editor.no)
    elif isinstance(editor, MultiChoiceEditor):
        for chip in editor.chips:
            if chip.key in value and not chip.isChecked():
                chip.click()
    elif isinstance(editor, ChoiceEditor):
        choose(editor.box, value)
    elif isinstance(editor, DurationEditor):
        replace_text(editor.box, str(value["amount"]))
        choose(editor.unit, value["unit"])
    else:
        replace_text(editor.main_widget(), str(value))


def choose(box: ComboBox, key: str) -> None:
    """Choose with the arrow keys."""
    box.setFocus()
    wanted = box.findData(key)
    assert wanted >= 0, key
    press(box, Qt.Key.Key_End)
    for _ in range(box.count() - 1 - wanted):
        press(box, Qt.Key.Key_Up)
    assert box.currentIndex() == wanted


def paste(target: QWidget, text: str) -> None:
    """Ctrl+V."""
    QGuiApplication.clipboard().setText(text)
    target.setFocus()
    press(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def drop_file(target: QWidget, path: Path) -> None:
    """Drop a file from the file manager."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    target.dropEvent(QDropEvent(
        QPointF(4, 4), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier))  # fmt: skip


def replace_text(box: QWidget, text: str) -> None:
    """Write something else into a box of text."""
    box.setFocus()
    press(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(box, Qt.Key.Key_Delete)
    compose(box, text)


def _fill_table(editor: TableEditor, rows: Sequence[Mapping[str, str]]) -> None:
    """Paste rows with their headings, as copied from a spreadsheet."""
    headings = list(rows[0])
    lines = ["\t".join(headings), *("\t".join(row[name] for name in headings) for row in rows)]
    paste(editor.view, "\n".join(lines) + "\n")
