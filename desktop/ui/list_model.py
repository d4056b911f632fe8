"""A list of any length: identifiers of all, lines of what is looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.ui.i18n import N_, tr
from desktop.ui.theme import colour
from desktop.ui.times import recently
from desktop.usecases.compiling import Row

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
PAGE = 64
_PAGES = 32
HEADINGS = (N_("名称"), N_("编码"), N_("类型"), N_("状态"), N_("最后修改"))


class RecordListModel(QAbstractTableModel):
    """Reads pages of 64 lines when they are drawn and keeps the last 32 of them."""

    def __init__(self, read: Callable[[Sequence[str]], list[Row]]) -> None:
        super().__init__()
        self._read = read
        self._ids: list[str] = []
        self._pages: OrderedDict[int, dict[str, Row]] = OrderedDict()

    def set_ids(self, ids: list[str]) -> None:
        """Show these records."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def forget_lines(self) -> None:
        """Read the lines anew (titles or states changed), the order stays."""
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 4))

    def uuid(self, row: int) -> str:
        """The record in a row."""
        return self._ids[row]

    def row_of(self, uuid: str) -> int:
        """The row of a record; -1 when it is not in the list."""
        return self._ids.index(uuid) if uuid in self._ids else -1

    def line(self, row: int) -> Row | None:
        """What a row shows; None when the record is gone."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            page = self._pages[number] = {line.uuid: line for line in self._read(ids)}
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(self._ids[row])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All records."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Five columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
                        Qt.ItemDataRole.ForegroundRole):  # fmt: skip
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return colour("ink" if index.column() == 0 else "ink_2")
        line = self.line(index.row())
        if line is None:
            return tr("（已不在库中）") if index.column() == 0 else ""
        cells = (
            line.title,
            line.code,
            tr(line.type_label),
            tr(line.state_label),
            recently(line.updated_at),
        )
        return cells[index.column()]
