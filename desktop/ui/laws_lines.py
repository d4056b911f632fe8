"""Citations by law, each with a word for how it stands and a box to tick where it can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

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
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.drawing import BOX, chip_width, draw_chip, draw_tick, row_ground, write_line
from desktop.ui.i18n import tr
from desktop.ui.replace_list import TickList
from desktop.ui.theme import colour, font
from desktop.usecases.rewriting import Change

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD, _LINE = 38, 46
_LEFT = 46  # px: where the words begin


@dataclass(frozen=True, slots=True)
class CitationLine:
    """A citation in the list: the law it stands under, the record, where and what it cites.

    ``word`` says how it stands, in the colour ``tone``; ``changes`` mend it, ``sure`` without a
    look at each. ``item`` is what it was made of.
    """

    law: str
    uuid: str
    path: str
    title: str
    place: str
    label: str
    word: str
    tone: str
    sort: str
    changes: tuple[Change, ...]
    sure: bool
    item: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list: a law (``line`` None) with how many citations, or one of these."""

    text: str
    law: str
    line: CitationLine | None = None


class CitationModel(QAbstractListModel):
    """Laws as headings, their citations below; ``ticked`` says that the choice has changed."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self._on: set[tuple[str, str]] = set()

    def set_lines(self, lines: Sequence[CitationLine]) -> None:
        """Show citations; what was ticked and still shows stays ticked."""
        self.beginResetModel()
        self.entries = []
        for law, group in groupby(lines, key=lambda line: line.law):
            mine = list(group)
            head = tr("{law}　{count} 处", law=law or tr("（没有写名称）"), count=len(mine))
            self.entries.append(Entry(head, law))
            self.entries += [Entry(_said(line), law, line) for line in mine]
        self._on &= {_key(line) for line in lines}
        self.endResetModel()
        self.ticked.emit()

    def chosen(self) -> list[CitationLine]:
        """The ticked citations."""
        return [line for line in self._lines() if _key(line) in self._on]

    def tick_sure(self) -> None:
        """All that need no look."""
        self._on = {_key(line) for line in self._lines() if line.changes and line.sure}
        self._tell()

    def tick_none(self) -> None:
        """Nothing."""
        self._on = set()
        self._tell()

    def toggle(self, row: int) -> None:
        """Tick a citation or take the tick away; on a law, for all of it."""
        mine = {_key(line) for line in self._of(row)}
        self._on = self._on - mine if mine <= self._on else self._on | mine
        self._tell()

    def state(self, row: int) -> Qt.CheckState | None:
        """The tick of a row; None where nothing can be mended."""
        mine = {_key(line) for line in self._of(row)}
        if not mine:
            return None
        on = len(mine & self._on)
        if on == len(mine):
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if on else Qt.CheckState.Unchecked

    def _lines(self) -> list[CitationLine]:
        return [entry.line for entry in self.entries if entry.line is not None]

    def _of(self, row: int) -> list[CitationLine]:
        entry = self.entries[row]
        if entry.line is not None:
            return [entry.line] if entry.line.changes else []
        mine = []
        for below in self.entries[row + 1 :]:
            if below.line is None:
                break
            mine += [below.line] if below.line.changes else []
        return mine

    def _tell(self) -> None:
        if self.entries:
            self.dataChanged.emit(self.index(0), self.index(len(self.entries) - 1))
        self.ticked.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All rows."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words and the tick, for painters and screen readers."""
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.entries[index.row()].text
        return None


def _key(line: CitationLine) -> tuple[str, str]:
    return line.uuid, line.path


def _said(line: CitationLine) -> str:
    return tr("，").join(filter(None, (line.title, line.place, line.word)))


class CitationView(TickList):
    """Citations below their laws."""

    def __init__(self, model: CitationModel, name: str) -> None:
        super().__init__(model, name, _LEFT)
        self.setItemDelegate(_Painter(self))


class _Painter(QStyledItemDelegate):
    """Laws in bold; a citation in two lines with its word at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Citations take two lines."""
        model: Any = index.model()
        return QSize(200, _HEAD if model.entries[index.row()].line is None else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        model: Any = index.model()
        entry: Entry = model.entries[index.row()]
        room: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_ground(painter, option, hover=False)
        inner = room.adjusted(_LEFT, 0, -16, 0)
        if entry.line is None:
            painter.setPen(colour("line"))
            painter.drawLine(room.topLeft(), room.topRight())
            painter.setFont(font(bold=True))
            painter.setPen(colour("ink"))
            write_line(painter, inner, entry.text)
        else:
            _draw_line(painter, inner, entry.line)
        tick: Qt.CheckState | None = model.state(index.row())
        if tick is not None:
            draw_tick(painter, QPoint(room.left() + 20, room.center().y() - BOX // 2), tick)
        painter.restore()


def _draw_line(painter: QPainter, room: QRect, line: CitationLine) -> None:
    painter.setFont(font(pixels=12))
    width = chip_width(painter, line.word)
    draw_chip(painter, room.right() - width, room.center().y(), line.word, line.tone)
    words = QRect(room.left(), room.top() + 5, room.width() - width - 12, 19)
    painter.setFont(font(pixels=13))
    painter.setPen(colour("ink"))
    write_line(painter, words, line.title)
    painter.setFont(font(pixels=12))
    painter.setPen(colour("ink_3"))
    write_line(painter, words.translated(0, 18), line.place)
