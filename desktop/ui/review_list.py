"""What waits (待办): records by stage, the ones for me first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.drawing import row_ground, row_line
from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import title_words
from desktop.ui.theme import colour, font
from desktop.ui.times import recently
from desktop.ui.two_lines import ROW, write_lines

if TYPE_CHECKING:
    from desktop.usecases.review_queue import Queue, QueueItem

_HEADING = 38
_ITEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
#: Stages in the order of the list, and what is to be done at each.
_GROUPS = (
    ("returned", N_("退回待修改")),
    ("review", N_("待审核")),
    ("disclosure", N_("待公开审查")),
    ("final", N_("待定稿")),
)


def lines_of(item: QueueItem) -> tuple[str, str]:
    """The two lines of a record that waits."""
    submitted = item.round.submitted
    who = submitted.by if submitted else ""
    stage = "" if item.mine else tr(item.stage.word)
    parts = (stage, tr(item.list_title), who, recently(item.since) if item.since else "")
    return title_words(item.title), "　".join(filter(None, parts))


class QueuePainter(QStyledItemDelegate):
    """Draws a record that waits, or the heading of a group."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Records are of one height, headings of another."""
        return QSize(200, ROW if index.data(_ITEM) else _HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, words, line."""
        item: QueueItem | None = index.data(_ITEM)
        style: Any = option
        painter.save()
        if item is None:
            painter.setFont(font(pixels=12))
            painter.setPen(colour("ink_3"))
            place = style.rect.adjusted(20, 0, -12, -6)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignBottom), str(index.data()))
            painter.restore()
            return
        row_ground(painter, style)
        row_line(painter, style.rect)
        write_lines(painter, style.rect.adjusted(20, 8, -14, -8), lines_of(item))
        painter.restore()


class ReviewList(QListWidget):
    """``looked_at`` comes when other records are chosen; several of one stage may be."""

    looked_at = Signal()
    open_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problemList")
        self.setProperty("under", "line")
        self.setAccessibleName(tr("待办与审核"))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(QueuePainter(self))
        self.itemSelectionChanged.connect(self.looked_at)
        self.itemDoubleClicked.connect(lambda _: self._open())

    def show_queue(self, queue: Queue, uuid: str = "") -> None:
        """Fill the list; the cursor goes to the record, else to the place where it was."""
        place = max(0, self.currentRow())
        self.blockSignals(True)
        self.clear()
        for stage, words in _GROUPS:
            mine = [item for item in queue.items if item.mine and item.stage == stage]
            self._add_group(tr(words), mine)
        others = [item for item in queue.items if not item.mine]
        self._add_group(tr("等待他人处理"), others)
        self._go_to(uuid, place)
        self.blockSignals(False)
        self.looked_at.emit()

    def _add_group(self, words: str, items: Sequence[QueueItem]) -> None:
        if not items:
            return
        heading = QListWidgetItem(tr("{words}　{count}", words=words, count=len(items)))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)
        for item in items:
            line = QListWidgetItem(tr("，").join(lines_of(item)))
            line.setData(_ITEM, item)
            line.setToolTip(item.title)
            self.addItem(line)

    def _go_to(self, uuid: str, place: int) -> None:
        rows = [row for row in range(self.count()) if self.item(row).data(_ITEM) is not None]
        named = [row for row in rows if self.item(row).data(_ITEM).uuid == uuid]
        later = [row for row in rows if row >= place]
        wanted = next(iter((*named, *later, *reversed(rows))), None)
        if wanted is not None:
            self.setCurrentRow(wanted)

    def chosen(self) -> list[QueueItem]:
        """The selected records, in the order of the list."""
        rows = sorted(self.row(item) for item in self.selectedItems())
        found = (self.item(row).data(_ITEM) for row in rows)
        return [item for item in found if item is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        for item in self.chosen()[:1]:
            self.open_wanted.emit(item.uuid)
