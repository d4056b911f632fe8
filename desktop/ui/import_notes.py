"""What to mind in an import (请留意), and the rows of the original that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.drawing import chip_width, draw_chip, row_ground, write_line
from desktop.ui.i18n import tr
from desktop.ui.lines import Index
from desktop.ui.task import card
from desktop.ui.theme import colour, font
from desktop.ui.widgets import TONES, clear, label
from desktop.usecases.import_plan import Excerpt, PlannedFile, excerpt
from forms.problem import Severity

_NOTE = Qt.ItemDataRole.UserRole
_LINE = 30
_HEAD = 56  # px: the card without its lines
_MOST = 400  # notes listed; more than anybody reads
_ROOMY = 1150  # px of the window from which the row below is shown as well
_MARGIN = 19  # px beside the rows of the original
_SHOWN = 24  # characters of a cell around the place that differs
_NAME = 12
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Note:
    """A thing to mind; with ``file`` and ``row`` the place in the original, with ``block`` the number
    of the table on the sheet.
    """

    severity: Severity
    text: str
    hint: str = ""
    file: PlannedFile | None = None
    sheet: str = ""
    row: int = 0
    column: str = ""
    block: int = -1


class _Painter(QStyledItemDelegate):
    """A chip with the severity's word, then the note in one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One height."""
        return QSize(120, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, chip, words."""
        note: Note = index.data(_NOTE)
        style: Any = option
        painter.save()
        row_ground(painter, style)
        painter.setFont(font(pixels=12))
        word = tr(note.severity.word)
        room: QRect = style.rect.adjusted(16, 0, -12, 0)
        draw_chip(painter, room.left(), room.center().y(), word, TONES[note.severity])
        room = room.adjusted(chip_width(painter, word) + 8, 0, 0, 0)
        painter.setFont(font(pixels=13))
        painter.setPen(colour("ink"))
        write_line(painter, room, note.text)
        painter.restore()


class NotesCard(QFrame):
    """The list of notes and, below it, the original rows of the one that is chosen."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.notes: tuple[Note, ...] = ()
        self.title = label(tr("请留意"), tone="strong")
        self.title.setContentsMargins(16, 12, 16, 4)
        self.list = QListWidget()
        self.list.setObjectName("notes")
        self.list.setAccessibleName(tr("请留意"))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(_LINE + 6)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.currentItemChanged.connect(lambda item, _: self._pick(item))
        self.nothing = label(tr("没有要留意的地方。"), tone="quiet", wrap=True)
        self.nothing.setContentsMargins(16, 0, 16, 12)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(1, 1, 1, 8)
        inner.setSpacing(0)
        for item in (self.title, self.nothing):
            inner.addWidget(item)
        inner.addWidget(self.list, 100)
        inner.addStretch(1)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Fill the list, the heaviest first; the one chosen before stays chosen."""
        ordered = sorted(notes, key=lambda note: note.severity.rank)
        self.notes = tuple(ordered)
        self.list.blockSignals(True)
        self.list.clear()
        for note in ordered[:_MOST]:
            item = QListWidgetItem(f"{tr(note.severity.word)}：{note.text}")
            item.setData(_NOTE, note)
            item.setToolTip("\n".join(filter(None, (note.text, note.hint))))
            self.list.addItem(item)
        self.list.blockSignals(False)
        count = len(ordered)
        self.title.setText(tr("请留意 {count} 处", count=count) if count else tr("请留意"))
        self.nothing.setVisible(not count)
        self.list.setVisible(bool(count))
        self.list.setMaximumHeight(count * _LINE + 4)
        self.setMaximumHeight(_HEAD + max(1, count) * _LINE)
        self.picked.emit(None)

    def _pick(self, item: QListWidgetItem | None) -> None:
        self.picked.emit(item.data(_NOTE) if item is not None else None)


class ExcerptCard(QFrame):
    """Rows of the original around one cell, the cell marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        frame, self._body = card(spacing=8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame.setProperty("card", "")
        outer.addWidget(frame)
        self.title = label(tr("原表"), tone="strong")
        self.hint = label(tone="quiet", wrap=True)
        self._table = QGridLayout()
        self._table.setSpacing(1)
        self._table.setContentsMargins(0, 0, 0, 0)
        self._grid = QWidget()
        self._grid.setLayout(self._table)
        self._body.addWidget(self.title)
        self._body.addWidget(self._grid)
        self._body.addWidget(self.hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rows keep the height that their texts need: a layout of layouts would cut them."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        for cell in self._grid.findChildren(QLabel):  # what is new counts only once it is shown
            if self._table.indexOf(cell) >= 0:
                cell.show()
        self._table.invalidate()
        width = self.width() - 2 * _MARGIN
        self._grid.setFixedHeight(max(0, self._table.totalHeightForWidth(max(1, width))))

    def show_note(self, note: Note | None) -> None:
        """Show the place of a note; hidden when it has none."""
        clear(self._table)
        found = None
        if note is not None and note.file is not None and note.row:
            found = excerpt(note.file, note.sheet, note.row, note.column)
        self.setVisible(note is not None and bool(found or note.text))
        if note is None:
            return
        self.hint.setText(note.hint or note.text)
        self.hint.setVisible(bool(self.hint.text()))
        if found is None or not found.rows:
            self.title.setText(tr("说明"))
            self._grid.hide()
            return
        self._grid.show()
        if self.window().width() < _ROOMY and found.rows[-1].row > note.row:
            found = replace(found, rows=found.rows[:-1])
        first, last = found.rows[0].row, found.rows[-1].row
        self.title.setText(
            tr("原表第 {first}–{last} 行", first=first, last=last) if last > first
            else tr("原表第 {first} 行", first=first)
        )  # fmt: skip
        self._fill(found, note)
        self._share()

    def show_edges(self, found: Excerpt, first: int, last: int) -> None:
        """Show where a table begins and ends; the rows before and after it are paler."""
        clear(self._table)
        self.setVisible(bool(found.rows))
        self.title.setText(tr("表格的头尾：第 {first}–{last} 行", first=first, last=last))
        self.hint.setText(tr("灰底的行不在这个表格里。"))
        self.hint.setVisible(any(not first <= row.row <= last for row in found.rows))
        for number, head in enumerate((tr("行"), *(letter for letter, _ in found.columns))):
            self._table.addWidget(_cell(head, "head"), 0, number)
            self._table.setColumnStretch(number, 2 if number else 0)
        for line, row in enumerate(found.rows, start=1):
            kind = "inside" if first <= row.row <= last else "head"
            for number, text in enumerate((str(row.row), *row.cells)):
                made = _cell(around(text, "", last=False), kind, tip=text)
                made.setWordWrap(False)  # one line each: the notes above need the room
                made.setSizePolicy(QSizePolicy.Policy.Ignored if number else
                                   QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # fmt: skip
                self._table.addWidget(made, line, number)

    def _fill(self, found: Excerpt, note: Note) -> None:
        heads = [tr("行"), *(f"{letter}　{tr(head)}".strip() for letter, head in found.columns)]
        for number, head in enumerate(heads):
            self._table.addWidget(_cell(head, "head"), 0, number)
            self._table.setColumnStretch(number, (0, 2, 3)[number] if len(heads) > 2 else number)
        for line, row in enumerate(found.rows, start=1):
            self._table.addWidget(_cell(str(row.row)), line, 0)
            for number, text in enumerate(row.cells, start=1):
                last = number == len(row.cells)
                part = around(text, _other(found, line - 1, number - 1) if last else "", last=last)
                kind = "marked" if last and row.row == note.row else "plain"
                self._table.addWidget(_cell(part, kind, tip=text), line, number)


class Part(NamedTuple):
    """A piece of a text; the signs from ``start`` to ``end`` differ from the neighbour's."""

    text: str
    start: int = 0
    end: int = 0


def _other(found: Excerpt, line: int, number: int) -> str:
    """The neighbour's text against which a cell's difference is looked for."""
    neighbour = found.rows[line - 1] if line else found.rows[min(1, len(found.rows) - 1)]
    return neighbour.cells[number]


def around(text: str, other: str, *, last: bool = True) -> Part:
    """The part of a text in which it differs from its neighbour, when only a number does."""
    flat, against = " ".join(text.split()), " ".join(other.split())
    length = _SHOWN if last else _NAME
    place = _number_that_differs(flat, against)
    if place is None:
        return Part(flat if len(flat) <= length else flat[:length] + "……")
    begin = max(0, place[0] - length // 2)
    end = begin + length
    before, after = "……" if begin else "", "……" if end < len(flat) else ""
    shift = len(before) - begin
    return Part(before + flat[begin:end] + after, place[0] + shift, place[1] + shift)


def _number_that_differs(text: str, other: str) -> tuple[int, int] | None:
    """Where the only number stands in which two texts differ."""
    if text == other or _NUMBER.sub("#", text) != _NUMBER.sub("#", other):
        return None
    pairs = zip(_NUMBER.finditer(text), _NUMBER.findall(other), strict=True)
    return next((match.span() for match, number in pairs if match[0] != number), None)


def _cell(part: Part | str, kind: str = "plain", tip: str = "") -> QLabel:
    shown = Part(part) if isinstance(part, str) else part
    made = label(shown.text, wrap=True)
    made.setProperty("cell", kind)
    made.setToolTip(tip if tip != shown.text else "")
    made.setMinimumWidth(36)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if shown.end and kind == "marked":
        pieces = (shown.text[: shown.start], shown.text[shown.start : shown.end],
                  shown.text[shown.end :])  # fmt: skip
        before, number, after = (escape(piece) for piece in pieces)
        tone = colour("block").name()
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setText(f'{before}<b style="color: {tone}">{number}</b>{after}')
    if kind == "marked":
        made.setAccessibleName(tr("有问题的单元格：{text}", text=shown.text))
    return made
