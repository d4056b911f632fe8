"""The columns of a file against the fields of a form: what goes where, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui.drawing import row_line, write_line
from desktop.ui.i18n import N_, tr
from desktop.ui.theme import colour, font
from desktop.usecases.import_columns import ColumnView, Sample, shortened

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEADINGS = (N_("表中栏目"), N_("对应要素"), N_("前两行"))
_ONE, _TWO = 36, 54  # px: a line, two lines
_INSET = 12
_SHORT = 13  # characters: two samples that stand in one line
_LETTER = 26  # px for the letter of a column
_OPEN = ("unmapped", "uncertain")
_FORM_GAP = " › "


class Words(NamedTuple):
    """What a cell says: a line, a fainter one below, a colour of the theme."""

    text: str
    below: str = ""
    tone: str = "ink"


class MappingModel(QAbstractTableModel):
    """A line for each column; those that wait for a decision stand on top."""

    def __init__(self) -> None:
        super().__init__()
        self.views: tuple[ColumnView, ...] = ()
        self._kind = ""
        self._forms: dict[str, str] = {}

    def show_columns(self, views: Sequence[ColumnView], kind: str, forms: dict[str, str]) -> None:
        """Show the columns of a list of a kind; ``forms`` names the kinds."""
        self.beginResetModel()
        self.views, self._kind, self._forms = tuple(views), kind, forms
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The columns of the file."""
        return 0 if parent.isValid() else len(self.views)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Heading, field, samples."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """The headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(_HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Everything in words, for screen readers and tests."""
        view = self.views[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2:
            return "\n".join(sample_words(sample) for sample in view.samples)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 2:
            return "；".join(shortened(sample_words(sample)) for sample in view.samples)
        words = self.words(index.row(), index.column())
        said = f"{words.text}（{words.below}）" if words.below else words.text
        return f"{view.report.letter} {said}".strip() if index.column() == 0 else said

    def words(self, row: int, column: int) -> Words:
        """What the heading or the field of a column says."""
        view = self.views[row]
        return _heading(view) if column == 0 else self._field(view)

    def _field(self, view: ColumnView) -> Words:
        if view.page and view.state == "mapped" and not view.report.chosen:
            return Words(tr("网页内容"), tr("按小标题拆到各个要素"))
        name = self._named(view)
        if view.state == "uncertain":
            below = _doubts(view) or _twins(view) or _rivals(view)
            return Words(tr("请确认：{field}", field=name), below, "warn")
        if view.state == "unmapped":
            return Words(tr("请确认：放入备注"), _twins(view), "warn")
        if view.state == "ignored":
            return Words(tr("不导入"), view.reason, "ink_3")
        if view.state == "left_out":
            return Words(tr("不导入"), "", "ink_3")
        if view.state == "number":
            return Words(tr("序号，自动编排"), "", "ink_3")
        if view.state == "repeat":
            return Words(
                tr("不再导入"), tr("与 {letter} 列相同", letter=view.report.repeats), "ink_3"
            )
        if not view.report.path:
            words = tr("放入备注") if view.cells else tr("没有内容")
            return Words(words, "", "ink" if view.cells else "ink_3")
        return Words(name, _doubts(view) or _became(view))

    def _named(self, view: ColumnView) -> str:
        label = _FORM_GAP.join(tr(part) for part in view.label.split(_FORM_GAP))
        report = view.report
        if report.kind and report.kind != self._kind:
            return f"{tr(self._forms.get(report.kind, ''))}{_FORM_GAP}{label}"
        return label


def _heading(view: ColumnView) -> Words:
    report = view.report
    if view.shares:
        words = tr("（无表头）{letter} 列", letter=report.letter)
        return Words(words, tr("与“{header}”合并", header=report.header))
    below = tr("隐藏列") if report.hidden else ""
    if not report.letter and report.header == report.key and "." in report.key:
        group, _, name = report.key.rpartition(".")
        return Words(name, group)
    header = report.header or tr("（无表头）{letter} 列", letter=report.letter)
    return Words(header, below, "ink" if view.cells else "ink_3")


def _twins(view: ColumnView) -> str:
    """Which other columns may be the same field."""
    return tr("{letters} 列也像这一栏", letters=tr("、").join(view.twins)) if view.twins else ""


def _rivals(view: ColumnView) -> str:
    """Which other fields the heading may mean."""
    names = tr("、").join(tr(name) for name in view.rivals)
    return tr("也可能是“{field}”", field=names) if names else ""


def _doubts(view: ColumnView) -> str:
    return tr("{count} 处没有看懂", count=view.doubts) if view.doubts else ""


def _became(view: ColumnView) -> str:
    pieces = max((sample.pieces for sample in view.samples), default=0)
    if pieces > 1:
        return tr("第一行拆为 {count} 条", count=view.samples[0].pieces or pieces)
    if view.rewritten:
        return tr("整理了 {count} 处", count=view.rewritten)
    return ""


def sample_words(sample: Sample) -> str:
    """A text and what it became."""
    text = "⏎".join(sample.text.strip().splitlines())
    if sample.kept:
        return tr("{text}　→　放入备注", text=text)
    if not sample.changed:
        return text
    return tr("{text}　→　{value}", text=text, value=sample.value or tr("留空"))


def sample_lines(view: ColumnView) -> list[str]:
    """The samples in as few lines as they need: the same text once, short ones side by side."""
    lines = list(dict.fromkeys(shortened(sample_words(sample)) for sample in view.samples))
    both = tr("；").join(lines)
    return [both] if len(both) <= _SHORT else lines


class MappingPainter(QStyledItemDelegate):
    """Lines rather than a grid; what waits for a decision lies on amber."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, words, line."""
        model: Any = index.model()
        view: ColumnView = model.views[index.row()]
        style: Any = option
        painter.save()
        self._ground(painter, style, view, first=index.column() == 0)
        room: QRect = style.rect.adjusted(_INSET, 0, -8, 0)
        if index.column() == 2:
            self._samples(painter, room, view)
        else:
            if index.column() == 0:
                room = self._letter(painter, room, view)
            words = model.words(index.row(), index.column())
            if index.column() == 1 and view.state != "repeat":
                room = _arrow(painter, room)
            _two_lines(painter, room, words)
        painter.restore()

    def _ground(self, painter: QPainter, style: Any, view: ColumnView, *, first: bool) -> None:
        waiting = view.state in _OPEN
        if waiting:
            painter.fillRect(style.rect, colour("warn_soft"))
        if style.state & QStyle.StateFlag.State_Selected:
            if waiting and first:
                edge = QRect(style.rect.left(), style.rect.top(), 3, style.rect.height())
                painter.fillRect(edge, colour("brand"))
            elif not waiting:
                painter.fillRect(style.rect, colour("brand_soft"))
        elif style.state & QStyle.StateFlag.State_MouseOver and not waiting:
            painter.fillRect(style.rect, colour("hover"))
        row_line(painter, style.rect)

    def _letter(self, painter: QPainter, room: QRect, view: ColumnView) -> QRect:
        if not view.report.letter:
            return room
        painter.setFont(font(pixels=12))
        painter.setPen(colour("ink_3"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), view.report.letter)
        return room.adjusted(_LETTER, 0, 0, 0)

    def _samples(self, painter: QPainter, room: QRect, view: ColumnView) -> None:
        painter.setFont(font(pixels=12))
        painter.setPen(colour("ink_2"))
        lines = sample_lines(view)
        if len(lines) > 1:
            room = room.adjusted(0, 6, 0, -6)
        height = room.height() // max(1, len(lines))
        for number, line in enumerate(lines):
            place = QRect(room.left(), room.top() + number * height, room.width(), height)
            write_line(painter, place, line)


def _arrow(painter: QPainter, room: QRect) -> QRect:
    tip = QPointF(room.right() - 4.5, room.center().y() + 2.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour("ink_2"), 1.3))
    painter.drawPolyline([tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)])
    painter.restore()
    return room.adjusted(0, 0, -18, 0)


def _two_lines(painter: QPainter, room: QRect, words: Words) -> None:
    painter.setFont(font(pixels=13))
    painter.setPen(colour(words.tone))
    if not words.below:
        write_line(painter, room, words.text)
        return
    upper = QRect(room.left(), room.center().y() - 19, room.width(), 20)
    write_line(painter, upper, words.text)
    painter.setFont(font(pixels=12))
    painter.setPen(colour("ink_2"))
    write_line(painter, upper.translated(0, 19), words.below)


class MappingTable(QTableView):
    """``choose_wanted`` carries the row whose field shall be chosen.

    Delete leaves a column out, the space bar says that its field is right.
    """

    choose_wanted = Signal(int)
    leave_out_wanted = Signal(int)
    confirm_wanted = Signal(int)

    def __init__(self, model: MappingModel) -> None:
        super().__init__()
        self._mapping = model
        self.setModel(model)
        self.setObjectName("mapping")
        self.setAccessibleName(tr("栏目与要素的对应"))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(MappingPainter(self))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(self._on_clicked)
        model.modelReset.connect(self._fit)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == 1:
            self.choose_wanted.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, F2 and Alt+↓ choose a field, Space confirms it, Delete leaves the column out."""
        row = self.currentIndex().row()
        down = event.key() == Qt.Key.Key_Down
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        opens = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        if row >= 0 and (event.key() in opens or (down and alt)):
            self.choose_wanted.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Delete:
            self.leave_out_wanted.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Space:
            self.confirm_wanted.emit(row)
        else:
            super().keyPressEvent(event)

    def select_key(self, key: str) -> None:
        """Go to a column, wherever it stands now."""
        for row, view in enumerate(self._mapping.views):
            if view.report.key == key:
                self.setCurrentIndex(self._mapping.index(row, 1))
                return

    def select_letter(self, letter: str) -> None:
        """Go to the column of a letter, if it has one."""
        for view in self._mapping.views:
            if letter and view.report.letter == letter:
                self.select_key(view.report.key)
                return

    def _fit(self) -> None:
        for row, view in enumerate(self._mapping.views):
            below = any(self._mapping.words(row, column).below for column in (0, 1))
            two = below or len(sample_lines(view)) > 1
            self.setRowHeight(row, _TWO if two else _ONE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Headings a little less than fields; the samples take the rest."""
        super().resizeEvent(event)
        width = self.viewport().width()
        self.setColumnWidth(0, int(width * 0.29))
        self.setColumnWidth(1, int(width * 0.36))
        self.setColumnWidth(2, width - self.columnWidth(0) - self.columnWidth(1))
