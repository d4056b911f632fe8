"""Rows of a sub-table as Qt shows them; the last, empty row is the new one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.ui.i18n import tr
from desktop.ui.problem_words import message_of, shown
from desktop.ui.theme import colour
from desktop.ui.widgets import TONES
from forms.citations import citation_head
from forms.model import Field, Need, Value
from forms.problem import Problem
from forms.record import is_blank, steps

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: Types that a cell cannot be typed into; the form below the table edits them.
FORM_ONLY = ("table", "attachment", "ref")
_GROUNDS = {"block": "block_soft", "warn": "warn_soft", "waiver": "waiver_soft"}


class TableModel(QAbstractTableModel):
    """Holds the rows; ``edited`` says that somebody changed them."""

    edited = Signal(str)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.columns: tuple[Field, ...] = tuple(
            column for column in field.columns if column.need is not Need.AUTOMATIC
        )
        self.rows: list[dict[str, Value]] = []
        self.read_only = False
        #: Rows that may need another height since somebody last took them from here; None: all.
        self.reworded: set[int] | None = None
        self._problems: dict[tuple[int, str], Problem] = {}

    def set_rows(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = [dict(row) for row in rows]
        self.reworded = None
        self.endResetModel()

    def _reword(self, row: int) -> None:
        if self.reworded is not None:
            self.reworded.add(row)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the cells that problems name."""
        self._problems = {}
        for problem in reversed(problems):
            place = list(steps(problem.field))
            index = place[0][1]
            if index is not None:
                self._problems[index, place[1][0] if len(place) > 1 else ""] = problem
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The rows and the new one."""
        return 0 if parent.isValid() else len(self.rows) + (0 if self.read_only else 1)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The columns that are not filled automatically."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """Labels above, numbers at the left."""
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.ToolTipRole and across:
            return self.columns[section].help
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not across:
            return str(section + 1) if section < len(self.rows) else "＋"
        column = self.columns[section]
        return f"{tr(column.label)} *" if column.need is Need.REQUIRED else tr(column.label)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What a cell lets people do."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.read_only or self.columns[index.column()].type in FORM_ONLY:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def cell(self, index: Index) -> Value:
        """The stored value of a cell."""
        if index.row() >= len(self.rows):
            return None
        return self.rows[index.row()].get(self.columns[index.column()].id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, editing text, marks."""
        column = self.columns[index.column()]
        problem = self._problems.get((index.row(), column.id))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index, column, role)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = self._text(index, column, Qt.ItemDataRole.EditRole)
            return "\n".join(filter(None, (message_of(problem) if problem else "", text)))
        if role == Qt.ItemDataRole.BackgroundRole and problem is not None:
            return colour(_GROUNDS.get(TONES[problem.severity], "brand_soft"))
        if role == Qt.ItemDataRole.ForegroundRole and index.row() >= len(self.rows):
            return colour("ink_3")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, index: Index, column: Field, role: int) -> str:
        if index.row() >= len(self.rows):
            new = role == Qt.ItemDataRole.DisplayRole and index.column() == 0
            return tr("添加一行…") if new else ""
        return show_cell(self.cell(index), column)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change a cell; in the last row this makes a new one."""
        column = self.columns[index.column()]
        if role != Qt.ItemDataRole.EditRole or value == self.cell(index):
            return False
        if index.row() >= len(self.rows):
            self._become({column.id: value})
        elif value is None:
            self.rows[index.row()].pop(column.id, None)
        else:
            self.rows[index.row()][column.id] = value
        self._reword(index.row())
        self.dataChanged.emit(index, index)
        self.edited.emit("*")
        return True

    def set_cell(self, row: int, column: str, value: Value, part: str) -> None:
        """Change a cell from the form below the table."""
        if row >= len(self.rows):
            self._become({})
        if value is None:
            self.rows[row].pop(column, None)
        else:
            self.rows[row][column] = value
        self._reword(row)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self.edited.emit(part if part == "*" else f"{row}.{column}.{part}")

    def _become(self, row: Mapping[str, Value]) -> None:
        """Make the empty row a real one, with a new empty one below it: whoever types into it stays
        where he is.
        """
        below = len(self.rows) + 1
        self.beginInsertRows(QModelIndex(), below, below)
        self.rows.append({**_defaults(self.columns), **row})
        self.endInsertRows()

    def append(self, row: Mapping[str, Value]) -> None:
        """A new row before the empty one."""
        self.insert(len(self.rows), [row])

    def insert(self, place: int, rows: Sequence[Mapping[str, Value]], *, tell: bool = True) -> None:
        """New rows with the defaults of their columns, as one deed."""
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), place, place + len(rows) - 1)
        defaults = _defaults(self.columns)
        self.reworded = None
        self.rows[place:place] = [{**defaults, **row} for row in rows]
        self.endInsertRows()
        if tell:
            self.edited.emit("*")

    def overwrite(self, place: int, rows: Sequence[Mapping[str, Value]]) -> None:
        """Put cells over those of the rows from ``place`` on; what is beyond the end is new."""
        here = rows[: max(0, len(self.rows) - place)]
        self.reworded = None
        for number, row in enumerate(here, start=place):
            self.rows[number].update(row)
        if here:
            last = self.index(place + len(here) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(place, 0), last)
        self.insert(len(self.rows), rows[len(here) :], tell=False)
        if rows:
            self.edited.emit("*")

    def copy(self, row: int) -> bool:
        """A second row like this one below it; whether there was one."""
        if not 0 <= row < len(self.rows):
            return False
        self.insert(row + 1, [json.loads(json.dumps(self.rows[row]))])
        return True

    def empty(self, cells: Sequence[tuple[int, int]]) -> None:
        """Take the values out of cells (row, column), as one deed."""
        before = [dict(row) for row in self.rows]
        self.reworded = None
        for row, column in cells:
            if row < len(self.rows):
                self.rows[row].pop(self.columns[column].id, None)
        if self.rows != before:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.edited.emit("*")

    def remove(self, row: int) -> None:
        """Take a row away."""
        self.remove_many([row])

    def remove_many(self, rows: Sequence[int]) -> None:
        """Take rows away, as one deed."""
        gone = sorted({row for row in rows if 0 <= row < len(self.rows)}, reverse=True)
        for row in gone:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.rows[row]
            self.endRemoveRows()
        if gone:
            self.reworded = None
            self.edited.emit("*")

    def move(self, row: int, by: int) -> bool:
        """Exchange a row with its neighbour; whether there was one."""
        other = row + by
        if not (0 <= row < len(self.rows) and 0 <= other < len(self.rows)):
            return False
        self.rows[row], self.rows[other] = self.rows[other], self.rows[row]
        last = len(self.columns) - 1
        self.reworded = None
        self.dataChanged.emit(self.index(min(row, other), 0), self.index(max(row, other), last))
        self.edited.emit("*")
        return True


def _defaults(columns: Sequence[Field]) -> dict[str, Value]:
    return {column.id: column.default for column in columns if column.default is not None}


def show_cell(value: Value, column: Field) -> str:
    """A cell in few words; bases by their titles, links by their number."""
    if column.type == "ref" and isinstance(value, list):
        return tr("{count} 条", count=len(value)) if value else ""
    if column.table is not None and isinstance(value, list):
        heads = [citation_head(row) for row in value if isinstance(row, Mapping)]
        return tr("；").join(filter(None, heads)) or (
            tr("{count} 条", count=len(value)) if value else ""
        )
    return "" if is_blank(value) else shown(value, column)
