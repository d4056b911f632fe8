"""Editing table cells in place: a list for choices, a box for the rest."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.choices import ComboBox
from desktop.ui.editors.offices import OfficeOffer, names_office
from desktop.ui.editors.table_model import Index, TableModel
from desktop.ui.i18n import tr
from desktop.usecases.cell_blocks import read_cell
from forms.model import Field

ROW_HEIGHT = 32
_LINES = 2  # a long text shows two lines in its cell; the form below the table shows all
_BESIDE = 16  # px beside a text; Qt leaves less
_LONG_BOX = 96  # px, least height of the box for a long text


class CellDelegate(QStyledItemDelegate):
    """Makes the editor of a cell from its column's type."""

    def __init__(self, parent: QObject | None = None, context: EditorContext | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The box or list over the cell."""
        column = _column(index)
        if column.type in ("enum", "boolean"):
            return _choice_box(column, parent)
        if column.type == "longtext":
            box = QPlainTextEdit(parent)
            box.setTabChangesFocus(True)
            return box
        line = QLineEdit(parent)
        if self._context is not None and names_office(column):
            OfficeOffer(line, self._context)
        return line

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter takes the cell and goes to the next one, as Tab does; long texts keep Enter."""
        enter = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if (
            event.type() == QEvent.Type.KeyPress
            and enter
            and isinstance(editor, QWidget)
            and not isinstance(editor, QPlainTextEdit)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, self.EndEditHint.EditNextItem)
            return True
        return super().eventFilter(editor, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The cell's value into the editor."""
        text = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            value = _model(index).cell(index)
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The editor's value into the cell."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QPlainTextEdit):
            model.setData(index, read_cell(editor.toPlainText(), _column(index)))
        elif isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, read_cell(editor.text(), _column(index)))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem,
                             index: Index) -> None:  # fmt: skip
        """Over the cell; a long text gets room."""
        super().updateEditorGeometry(editor, option, index)
        if isinstance(editor, QPlainTextEdit):
            editor.resize(editor.width(), max(editor.height(), _LONG_BOX))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One or two lines.

        Most cells are empty or hold a word: those are measured without Qt, which would ask for
        eight things of each cell. Where the text may not fit, Qt breaks it.
        """
        metrics = option.fontMetrics
        if metrics.lineSpacing() + 8 <= ROW_HEIGHT:
            text = index.data(Qt.ItemDataRole.DisplayRole)
            width = metrics.horizontalAdvance(text) + _BESIDE if text else 0
            if width <= option.rect.width() and "\n" not in text:
                return QSize(width, ROW_HEIGHT)
        hint = super().sizeHint(option, index)
        most = metrics.lineSpacing() * _LINES + 12
        return QSize(hint.width(), max(ROW_HEIGHT, min(hint.height() + 8, most)))


def _model(index: Index) -> TableModel:
    model: Any = index.model()
    assert isinstance(model, TableModel)
    return model


def _column(index: Index) -> Field:
    return _model(index).columns[index.column()]


def _choice_box(column: Field, parent: QWidget) -> QComboBox:
    box = ComboBox()
    box.setParent(parent)
    box.addItem("", None)
    if column.type == "boolean":
        box.addItem(tr("是"), True)
        box.addItem(tr("否"), False)
    else:
        for choice in column.vocabulary.choices if column.vocabulary else ():
            box.addItem(tr(choice.label), choice.key)
    return box
