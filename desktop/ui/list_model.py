"""A list of any length: the numbers of all records, lines of what is looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.ui.i18n import tr
from desktop.ui.list_columns import COLUMNS, TITLE, text_of
from desktop.ui.theme import colour
from desktop.usecases.listing import Line

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
PAGE = 64
_PAGES = 32
_ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole,
)  # fmt: skip


class RecordListModel(QAbstractTableModel):
    """Reads pages of 64 lines when they are drawn and keeps the last 32 of them."""

    def __init__(self, read: Callable[[Sequence[int]], list[Line]]) -> None:
        super().__init__()
        self._read = read
        self.numbers: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Line]] = OrderedDict()
        self._words: dict[tuple[int, int], str] = {}

    def set_numbers(self, numbers: array[int]) -> bool:
        """Show these records; whether the list is another one than before.

        The same list only has its lines read anew: what is selected stays so.
        """
        if numbers == self.numbers:
            self.forget_lines()
            return False
        self._forget()
        have = len(self.numbers)
        if have and numbers[:have] == self.numbers:
            # The rest of a list of which only the beginning was known: nothing moves.
            self.beginInsertRows(_NOWHERE, have, len(numbers) - 1)
            self.numbers = numbers
            self.endInsertRows()
            return True
        self.beginResetModel()
        self.numbers = numbers
        self.endResetModel()
        return True

    def forget_lines(self) -> None:
        """Read the lines anew (titles or states changed), the order stays."""
        self._forget()
        if self.numbers:
            last = self.index(len(self.numbers) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _forget(self) -> None:
        self._pages.clear()
        self._words.clear()

    def row_of(self, number: int) -> int:
        """The row of a record; -1 when it is not in the list."""
        try:
            return self.numbers.index(number)
        except ValueError:
            return -1

    def line(self, row: int) -> Line | None:
        """What a row shows; None when the record is gone."""
        place = row // PAGE
        page = self._pages.get(place)
        if page is None:
            wanted = self.numbers[place * PAGE : (place + 1) * PAGE]
            page = self._pages[place] = {line.number: line for line in self._read(wanted)}
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
                self._words.clear()
        else:
            self._pages.move_to_end(place)
        return page.get(self.numbers[row])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All records."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Every column there is; the table hides what was not chosen."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(COLUMNS[section].heading)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if role not in _ROLES:
            return None
        first = index.column() == TITLE
        if role == Qt.ItemDataRole.ForegroundRole:
            return colour("ink" if first else "ink_2")
        return self.words(index.row(), index.column())

    def words(self, row: int, column: int) -> str:
        """What a cell says; said once, however often it is drawn."""
        said = self._words.get((row, column))
        if said is None:
            line = self.line(row)
            if line is None:
                said = tr("（已不在库中）") if column == TITLE else ""
            else:
                said = text_of(line, COLUMNS[column].id)
            self._words[row, column] = said
        return said
