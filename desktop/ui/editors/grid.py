"""The grid of a sub-table: cells are edited in place, rows handled by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from desktop.ui.editors.cells import ROW_HEIGHT
from desktop.ui.shortcuts import pressed

_HINTS = QAbstractItemDelegate.EndEditHint


class GridView(QTableView):
    """A table that Tab leaves. ``deed`` carries the shortcut (``table.…``) of what is wanted."""

    deed = Signal(str)
    resized = Signal()

    #: What the editor does, by the shortcut that asks for it.
    _DEEDS = ("table.empty", "table.insert", "table.copy_row", "table.remove", "table.up",
              "table.down", "table.form", "table.copy", "table.paste")  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setAlternatingRowColors(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.SelectedClicked | triggers.AnyKeyPressed
            | triggers.EditKeyPressed
        )  # fmt: skip
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft
            | Qt.AlignmentFlag.AlignVCenter
            | Qt.AlignmentFlag(int(Qt.TextFlag.TextWordWrap))
        )
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setFixedWidth(34)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell; other keys of the table are deeds."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        if pressed(event, "table.edit"):
            self.open_cell()
            return
        name = next((name for name in self._DEEDS if pressed(event, name)), "")
        if name:
            self.deed.emit(name)
        else:
            super().keyPressEvent(event)

    def open_cell(self) -> None:
        """Edit the current cell; one that cannot be typed into is filled in below."""
        index = self.currentIndex()
        if index.isValid() and not self.is_editable(index):
            self.deed.emit("table.form")
        else:
            self.edit(index)

    def is_editable(self, index: QModelIndex) -> bool:
        """Whether a cell can be typed into."""
        return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Tab or Enter go to the next cell that can be typed into, and open it."""
        turns: Mapping[QAbstractItemDelegate.EndEditHint, Callable[[], QModelIndex | None]] = {
            _HINTS.EditNextItem: lambda: self._beside(1),
            _HINTS.EditPreviousItem: lambda: self._beside(-1),
        }
        find = turns.get(hint)
        super().closeEditor(editor, _HINTS.NoHint if find else hint)
        target = find() if find else None
        if target is not None:
            self.selectionModel().setCurrentIndex(
                target, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.edit(target)

    def _beside(self, step: int) -> QModelIndex | None:
        """The next cell in the order of reading; None at either end of the table."""
        model, index = self.model(), self.currentIndex()
        width = model.columnCount()
        place = index.row() * width + index.column() + step
        while 0 <= place < model.rowCount() * width:
            found = model.index(place // width, place % width)
            if self.is_editable(found):
                return found
            place += step
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell, so that the columns can be spread."""
        super().resizeEvent(event)
        self.resized.emit()
