"""The table of a list: one line a record, columns to choose, sorted by a click on a heading."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.i18n import roomy, tr
from desktop.ui.list_columns import CODE, COLUMNS, PLACES, PROBLEMS, TITLE, problem_chips
from desktop.ui.list_memory import Layout
from desktop.ui.list_model import Index, RecordListModel
from desktop.ui.theme import colour, font

_ROW = 38
_WIDEST_CODE = 262
_LEAST_CODE = 64  # px: the heading
_SHORT_CODE = 150  # px, on narrow screens
_SMALL = 920  # px
_LEAST_TITLE, _LEAST_SHORT = 220, 176
#: Column → its width on narrow screens, where nothing shall be scrolled sideways.
_SHORT = {"type": 92, "problems": 112}
_MEASURED = 32  # rows of which one screen is made
_OF_WORDS = ("kind", "type", "state")  # columns that say words of ours
_INSET = 20  # px: the names stand under the page's title
_CHIP = 19  # px high
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_SOFT = {"block": "block_soft", "warn": "warn_soft", "waiver": "waiver_soft"}


#: QStyle.StateFlag.State_MouseOver. Touching QStyle makes 600 names, in a tenth of the time in which
#: the window opens, so it waits until the mouse is over a row.
_HOVERED = 0x2000


class _Look:
    """Fonts and colours in force, at hand: a jump asks for them a thousand times."""

    def __init__(self) -> None:
        self._fonts = {pixels: font(pixels=pixels) for pixels in (12, 13, 14)}
        self._colours: dict[str, QColor] = {}

    def colour(self, name: str) -> QColor:
        """A colour of the theme."""
        known = self._colours.get(name)
        if known is None:
            known = self._colours[name] = colour(name)
        return known

    def write(
        self, painter: QPainter, room: QRect, text: str, pixels: int, tone: str, *,
        middle: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line of text, shortened where it does not fit."""
        painter.setFont(self._fonts[pixels])
        painter.setPen(self.colour(tone))
        # No sign is wider than it is high, so most need not be measured.
        if len(text) * pixels > room.width():
            elided = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(text, elided, room.width())
        painter.drawText(room, _MIDDLE, text)

    def chips(self, painter: QPainter, room: QRect, chips: list[tuple[str, str]]) -> None:
        """Draw words on coloured grounds, as many as there is room for."""
        painter.setFont(self._fonts[12])
        left = room.left()
        for words, tone in chips:
            width = painter.fontMetrics().horizontalAdvance(words) + 10
            if left + width > room.right() + 1 and left > room.left():
                break
            place = QRect(left, room.center().y() - _CHIP // 2, min(width, room.width()), _CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour(_SOFT[tone]))
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(self.colour(tone))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)
            left += width + 5


class RecordPainter(QStyledItemDelegate):
    """A line of plain words: the chosen one has a ground, no cell a frame."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._known: _Look | None = None

    def forget_look(self) -> None:
        """Fonts or colours may have changed."""
        self._known = None

    @property
    def _look(self) -> _Look:
        if self._known is None:
            self._known = _Look()
        return self._known

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and words."""
        painter.save()
        drawn: Any = option
        rect, look, table = drawn.rect, self._look, self._table
        if table.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("brand_soft"))
        elif table.under_mouse and drawn.state.value & _HOVERED:
            painter.fillRect(rect, look.colour("hover"))
        row, column, model = index.row(), index.column(), table.source
        first = column == TITLE
        room: QRect = rect.adjusted(_INSET if first else 8, 0, -8, 0)
        line = model.line(row) if column == PROBLEMS else None
        chips = problem_chips(line.problems) if line is not None and line.problems else []
        if chips:
            look.chips(painter, room, chips)
        elif column == PROBLEMS:
            look.write(painter, room, model.words(row, column), 12, "ink_3")
        elif words := model.words(row, column):
            tone = "ink" if first else "ink_2"
            look.write(painter, room, words, 14 if first else 13, tone, middle=column == CODE)
        if first and table.has_focus and table.currentIndex() == index:
            mark = QRect(rect.left(), rect.top() + 4, 4, rect.height() - 8)
            painter.fillRect(mark, look.colour("brand"))
        painter.restore()


class RecordTable(QTableView):
    """One line a record; Enter opens, Delete bins, Ctrl+C copies, Ctrl+V pastes.

    ``layout_changed``: the user moved, widened or sorted by columns.
    """

    open_wanted = Signal()
    delete_wanted = Signal()
    copy_wanted = Signal()
    paste_wanted = Signal()
    up_wanted = Signal()
    layout_changed = Signal()
    sort_wanted = Signal(int)
    selection_changed = Signal()

    def __init__(self, model: RecordListModel) -> None:
        super().__init__()
        self.source = model
        self._code_width = _WIDEST_CODE
        self._widths: dict[str, int] = {}
        self._setting = False
        self.under_mouse = self.has_focus = False  # while cells are painted
        self.setObjectName("records")
        self.setAccessibleName(tr("记录"))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._painter = RecordPainter(self)
        self.setItemDelegate(self._painter)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self.selection_changed)
        self._set_up_header()
        self.setModel(model)
        self.selectionModel().selectionChanged.connect(lambda *_: self._told.start())
        # A header asks its selection whether whole columns are selected: row by row, 100,000 times
        # for each heading. One of its own, always empty, answers at once.
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(model, header))

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setToolTip(tr("点按排序；拖动调整顺序和宽度；右键选择列"))
        header.sectionClicked.connect(self.sort_wanted)
        header.sectionMoved.connect(lambda *_: self._user_changed())
        header.sectionResized.connect(self._on_resized)

    # which columns

    def arrange(self, layout: Layout) -> None:
        """Show these columns in this order and width, with the mark of what it is sorted by."""
        self._setting = True
        header = self.horizontalHeader()
        self._widths = dict(layout.widths)
        for place, name in enumerate(layout.columns):
            header.moveSection(header.visualIndex(PLACES[name]), place)
        for column in COLUMNS:
            self.setColumnHidden(PLACES[column.id], column.id not in layout.columns)
        self._share()
        self._setting = False
        self.show_sort(layout.sort, descending=layout.descending)

    def show_sort(self, sort: str, *, descending: bool) -> None:
        """Mark what the list is sorted by; nothing for the order of the source."""
        place = next((PLACES[c.id] for c in COLUMNS if c.sort == sort), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, order)

    def columns(self) -> tuple[str, ...]:
        """The columns that are shown, from left to right."""
        header = self.horizontalHeader()
        places = [header.logicalIndex(place) for place in range(header.count())]
        return tuple(COLUMNS[place].id for place in places if not self.isColumnHidden(place))

    def widths(self) -> dict[str, int]:
        """The widths that the user chose."""
        return dict(self._widths)

    def _on_resized(self, place: int, _: int, new: int) -> None:
        if self._setting or new <= 0 or place == TITLE:
            return
        self._widths[COLUMNS[place].id] = new
        self._user_changed()

    def _user_changed(self) -> None:
        if not self._setting:
            self._setting = True
            self._share()
            self._setting = False
            self.layout_changed.emit()

    def fit_codes(self) -> None:
        """Give the codes the room that the first of them need: many lists have none at all."""
        metrics = QFontMetrics(font(pixels=13))
        count = min(_MEASURED, self.model().rowCount())
        codes = [str(self.model().index(number, CODE).data() or "") for number in range(count)]
        widest = max((metrics.horizontalAdvance(code) for code in codes), default=0)
        self._code_width = min(_WIDEST_CODE, max(_LEAST_CODE, widest + 20))
        self._setting = True
        self._share()
        self._setting = False

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of letters."""
        if event.type() in (
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.PaletteChange,
        ):
            self._painter.forget_look()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name gets what the others leave; on narrow screens the code gives way."""
        super().resizeEvent(event)
        was, self._setting = self._setting, True
        self._share()
        self._setting = was

    def _share(self) -> None:
        rest = 0
        for place, column in enumerate(COLUMNS):
            if place == TITLE or self.isColumnHidden(place):
                continue
            width = self._widths.get(column.id, self._usual(place))
            self.setColumnWidth(place, width)
            rest += width
        least = _LEAST_SHORT if self.width() < _SMALL else _LEAST_TITLE
        self.setColumnWidth(TITLE, max(least, self.horizontalHeader().width() - rest))

    def _usual(self, place: int) -> int:
        if place != CODE:
            column = COLUMNS[place]
            if self.width() < _SMALL and column.id in _SHORT:
                return roomy(_SHORT[column.id]) if column.id in _OF_WORDS else _SHORT[column.id]
            return roomy(column.width) if column.id in _OF_WORDS else column.width
        return min(self._code_width, _SHORT_CODE) if self.width() < _SMALL else self._code_width

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask once for all cells where mouse and focus are."""
        self.under_mouse, self.has_focus = self.underMouse(), self.hasFocus()
        super().paintEvent(event)

    # which rows

    def chosen(self) -> list[int]:
        """The selected rows, in the order of the list; fast also when all are."""
        rows: set[int] = set()
        for part in self.selectionModel().selection().toList():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def count_chosen(self) -> int:
        """How many rows are selected."""
        return len(self.chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Delete, copy, paste; up from the first row leads to the search box."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif (
            key == Qt.Key.Key_Up
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and self.currentIndex().row() <= 0
        ):
            self.up_wanted.emit()
        else:
            super().keyPressEvent(event)
