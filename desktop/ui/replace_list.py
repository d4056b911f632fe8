"""The places that a search found, each with a box to tick, painted with what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.drawing import BOX, draw_tick, row_ground, write_line
from desktop.ui.i18n import tr
from desktop.ui.problem_words import place_of
from desktop.ui.theme import colour, font
from desktop.usecases.replacing import Hit

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD, _LINE = 38, 30
_LEFT = 44  # px: where the words begin
_LABEL = 220  # px for the name of the place


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: a record with its places (``hit`` None), or one place."""

    uuid: str
    text: str
    hit: Hit | None = None


class HitModel(QAbstractListModel):
    """Records as headings, their places below; ``ticked`` says that the choice has changed."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self._off: set[Hit] = set()

    def set_hits(self, hits: Sequence[Hit], kinds: Mapping[str, str]) -> None:
        """Show places, all ticked that can be changed; ``kinds`` are the titles of the lists."""
        self.beginResetModel()
        self.entries, self._off = [], set()
        for uuid, group in groupby(hits, key=lambda hit: hit.uuid):
            mine = list(group)
            head = tr(
                "{kind} · {title}　{count} 处", kind=tr(kinds.get(mine[0].kind, "")),
                title=mine[0].title or tr("未命名"), count=len(mine),
            )  # fmt: skip
            if mine[0].locked:
                head = tr("{head}　不改：{reason}", head=head, reason=tr(mine[0].locked))
            self.entries.append(Entry(uuid, head))
            self.entries += [Entry(uuid, place_of(hit.label), hit) for hit in mine]
        self.endResetModel()
        self.ticked.emit()

    def chosen(self) -> list[Hit]:
        """The ticked places."""
        return [entry.hit for entry in self.entries if entry.hit is not None
                and not entry.hit.locked and entry.hit not in self._off]  # fmt: skip

    def tick_all(self, on: bool) -> None:
        """All that can be changed, or none."""
        self._tick([entry.hit for entry in self.entries if entry.hit is not None], on=on)

    def toggle(self, row: int) -> None:
        """Tick a place or take the tick away; on a heading, for all places of the record."""
        entry = self.entries[row]
        mine = self._hits_of(entry)
        on = self.state(row) != Qt.CheckState.Checked
        self._tick(mine, on=on)

    def state(self, row: int) -> Qt.CheckState | None:
        """The tick of a line; None where nothing can be changed."""
        mine = [hit for hit in self._hits_of(self.entries[row]) if not hit.locked]
        if not mine:
            return None
        off = sum(hit in self._off for hit in mine)
        if off == 0:
            return Qt.CheckState.Checked
        return Qt.CheckState.Unchecked if off == len(mine) else Qt.CheckState.PartiallyChecked

    def _hits_of(self, entry: Entry) -> list[Hit]:
        if entry.hit is not None:
            return [entry.hit]
        return [item.hit for item in self.entries if item.uuid == entry.uuid and item.hit]

    def _tick(self, hits: Sequence[Hit], *, on: bool) -> None:
        free = {hit for hit in hits if not hit.locked}
        self._off = self._off - free if on else self._off | free
        if self.entries:
            self.dataChanged.emit(self.index(0), self.index(len(self.entries) - 1))
        self.ticked.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All lines."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words and the tick, for painters and screen readers."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(index.row())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if entry.hit is None:
            return entry.text
        hit = entry.hit
        return tr(
            "{label}：{lead}{found}{tail}　改为　{lead}{becomes}{tail}", label=entry.text,
            lead=hit.lead, found=hit.found, tail=hit.tail, becomes=hit.becomes,
        )  # fmt: skip


class Tickable(Protocol):
    """A model whose rows can be ticked."""

    def toggle(self, row: int) -> None:
        """Tick a row or take the tick away."""


class TickList(QListView):
    """Space ticks, Enter opens the place; so do a click on the box and a double click.

    ``left`` is where the words begin, in px: what is clicked before it is the box.
    """

    def __init__(self, model: QAbstractListModel, name: str, left: int) -> None:
        super().__init__()
        self.setObjectName("problemList")
        self._left = left
        self.setModel(model)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)

    def _toggle(self, row: int) -> None:
        cast("Tickable", self.model()).toggle(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the current row."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._toggle(index.row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the box ticks."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < self._left:
            self._toggle(index.row())


class HitView(TickList):
    """The places that were found."""

    def __init__(self, model: HitModel) -> None:
        super().__init__(model, tr("找到的地方"), _LEFT)
        self.setItemDelegate(_Painter(self))


class _Painter(QStyledItemDelegate):
    """Headings in bold; places with what goes struck out and what comes underlined."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are higher."""
        model: Any = index.model()
        return QSize(200, _HEAD if model.entries[index.row()].hit is None else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line."""
        model: Any = index.model()
        entry: Entry = model.entries[index.row()]
        room: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_ground(painter, option, hover=False)
        inner = room.adjusted(_LEFT, 0, -16, 0)
        tick: Qt.CheckState | None = model.state(index.row())
        if entry.hit is None:
            painter.setPen(colour("line"))
            painter.drawLine(room.topLeft(), room.topRight())
            painter.setFont(font(bold=True))
            painter.setPen(colour("ink" if tick is not None else "ink_3"))
            write_line(painter, inner, entry.text)
        else:
            self._draw_hit(painter, inner, entry.hit, entry.text)
        if tick is not None:
            draw_tick(painter, QPoint(room.left() + 20, room.center().y() - BOX // 2), tick)
        painter.restore()

    def _draw_hit(self, painter: QPainter, room: QRect, hit: Hit, text: str) -> None:
        painter.setFont(font(pixels=12))
        painter.setPen(colour("ink_3"))
        write_line(painter, QRect(room.left(), room.top(), _LABEL - 14, room.height()), text)
        plain, left = font(pixels=13), room.left() + _LABEL
        gone, come = QFont(plain), QFont(plain)
        gone.setStrikeOut(not hit.locked)
        come.setUnderline(True)
        pieces = [(hit.lead, plain, "ink_2"), (hit.found, gone, "ink" if hit.locked else "block")]
        if not hit.locked:
            if hit.found and hit.becomes and not hit.lead and not hit.tail:
                pieces.append((" → ", plain, "ink_3"))  # the whole text is another one
            pieces.append((hit.becomes, come, "ok"))
        pieces.append((hit.tail, plain, "ink_2"))
        for words, shape, tone in pieces:
            painter.setFont(shape)
            painter.setPen(colour(tone))
            place = QRect(left, room.top(), max(0, room.right() - left), room.height())
            left += write_line(painter, place, " ".join(words.split("\n")))
