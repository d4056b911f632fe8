"""A read-only table of plain lines: any length, cells in words, some of them in colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.drawing import row_ground, write_line
from desktop.ui.i18n import tr
from desktop.ui.theme import colour, font

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROW = 38
_INSET = 20  # px: the first words stand under the page's title
_LEAST_FIRST = 140


class Cell(NamedTuple):
    """Words of a cell; ``tone`` is a colour of the theme (empty: as its column)."""

    text: str
    tone: str = ""


class LinesModel(QAbstractTableModel):
    """Asks for a line when it is drawn; ``line`` gives its cells by row."""

    def __init__(self, headings: Sequence[str], line: Callable[[int], Sequence[Cell]]) -> None:
        super().__init__()
        self._headings = headings
        self._line = line
        self._count = 0

    def set_count(self, count: int) -> None:
        """Show so many lines, all new."""
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All lines."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """One for each heading."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(self._headings[section])
        return None

    def cell(self, index: Index) -> Cell:
        """A cell; blank where a line is shorter than the headings."""
        cells = self._line(index.row())
        return cells[index.column()] if index.column() < len(cells) else Cell("")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cell(index).text
        return None


class _Painter(QStyledItemDelegate):
    """Plain words: the chosen line has a ground, no cell a frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and words."""
        painter.save()
        row_ground(painter, option)
        model = index.model()
        tone = model.cell(index).tone if isinstance(model, LinesModel) else ""
        first = index.column() == 0
        painter.setFont(font(pixels=14 if first else 13))
        painter.setPen(colour(tone or ("ink" if first else "ink_2")))
        room: QRect = option.rect.adjusted(_INSET if first else 8, 0, -8, 0)
        write_line(painter, room, str(index.data() or ""))
        painter.restore()


class LinesTable(QTableView):
    """``widths`` are those of the columns behind the first, which takes the rest; 0 hides one.

    ``narrow`` are those that hold below so many px of the table.
    """

    open_wanted = Signal()
    delete_wanted = Signal()

    def __init__(
        self, model: LinesModel, name: str, widths: Mapping[int, int],
        narrow: tuple[int, Mapping[int, int]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._widths = widths
        self._narrow = narrow or (0, widths)
        self.setObjectName("records")
        self.setAccessibleName(name)
        self.setModel(model)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Painter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda _: self.open_wanted.emit())

    def chosen(self) -> list[int]:
        """The selected rows in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first column gets what the others leave."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        below, narrow = self._narrow
        widths = narrow if self.width() < below else self._widths
        for number, width in widths.items():
            self.setColumnHidden(number, width == 0)
            if width:
                self.setColumnWidth(number, width)
        rest = sum(widths.values())
        self.setColumnWidth(0, max(_LEAST_FIRST, self.viewport().width() - rest))
