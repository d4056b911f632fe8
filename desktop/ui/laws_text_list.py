"""Laws by name, then the articles that hold what was typed; what was found is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.drawing import chip_width, draw_chip, fitting, row_ground
from desktop.ui.i18n import tr
from desktop.ui.theme import colour, font

if TYPE_CHECKING:
    from desktop.usecases.law_texts import Hit, LawLine

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD, _LINE = 34, 46
_LEFT = 20
_LEAD = 16  # signs shown before what was found in an article


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a heading, a law, or an article of one (``article`` is its number and 之几)."""

    title: str
    below: str = ""
    word: str = ""
    tone: str = ""
    version: int = 0
    article: tuple[int, int] | None = None

    @property
    def heading(self) -> bool:
        """Whether it only parts the rows."""
        return not self.version


class TextModel(QAbstractListModel):
    """What was found; ``words`` are marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.words: tuple[str, ...] = ()

    def show_found(
        self, laws: Sequence[Entry], articles: Sequence[Entry], words: Sequence[str], *,
        more: bool = False,
    ) -> None:  # fmt: skip
        """Laws, and articles below a heading; ``more`` says that there are others."""
        self.beginResetModel()
        self.words = tuple(words)
        self.entries = list(laws)
        if articles:
            head = tr("条文里有这些字的 {count} 条", count=len(articles))
            if more:
                head = tr("条文里有这些字的前 {count} 条", count=len(articles))
            self.entries += [Entry(head), *articles]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All rows."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        flags = super().flags(index)
        if index.isValid() and self.entries[index.row()].heading:
            return flags & ~Qt.ItemFlag.ItemIsSelectable & ~Qt.ItemFlag.ItemIsEnabled
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words, for painters and screen readers."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            entry = self.entries[index.row()]
            return tr("，").join(filter(None, (entry.title, entry.word, entry.below)))
        return None


def law_entry(line: LawLine, level: str) -> Entry:
    """A law in the list; ``level`` in words."""
    version = line.version
    day = version.amended or version.promulgated or version.in_force
    below = tr("　").join(filter(None, (level, day, version.document_number)))
    word, tone = "", ""
    if line.repealed_by:
        word, tone = tr("已废止"), "block"
    elif line.coming:
        word, tone = tr("{day} 起施行", day=line.coming), "warn"
    return Entry(version.title, below, word, tone, version.id)


def hit_entry(hit: Hit, words: Sequence[str], *, old: bool) -> Entry:
    """An article in the list, cut to where the words stand; ``old``: of a text that holds no more."""
    text = " ".join(hit.article.text.split())
    first = min((m.start() for m in spans(text, words)), default=0)
    lead = "…" if first > _LEAD else ""
    cut = text[max(0, first - _LEAD) :] if first > _LEAD else text
    place = (hit.article.number, hit.article.sub)
    title = f"{hit.version.title} {hit.article.heading()}"
    word, tone = (tr("旧文本"), "warn") if old else ("", "")
    return Entry(title, lead + cut[:160], word, tone, hit.version.id, place)


def spans(text: str, words: Sequence[str]) -> Iterator[re.Match[str]]:
    """Where the words stand in a text, capital letters or not."""
    if words:
        yield from re.finditer("|".join(map(re.escape, words)), text, re.IGNORECASE)


class TextView(QListView):
    """Enter goes on to the text."""

    def __init__(self, model: TextModel) -> None:
        super().__init__()
        self.setObjectName("problemList")
        self.setModel(model)
        self.setItemDelegate(_Painter(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("法规文本"))


class _Painter(QStyledItemDelegate):
    """Two lines: the name, and what is known of it or where the words stand."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower."""
        model: Any = index.model()
        return QSize(200, _HEAD if model.entries[index.row()].heading else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        model: Any = index.model()
        entry: Entry = model.entries[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_ground(painter, option, hover=False)
        room: QRect = option.rect.adjusted(_LEFT, 0, -16, 0)
        if entry.heading:
            painter.setPen(colour("line"))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.setFont(font(pixels=12, bold=True))
            painter.setPen(colour("ink_2"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), entry.title)
        else:
            right = _draw_word(painter, room, entry) if entry.word else 0
            upper = QRect(room.left(), room.top() + 4, room.width() - right, 20)
            _draw_marked(painter, upper, entry.title, model.words, (14, "ink"))
            _draw_marked(painter, upper.translated(0, 19), entry.below, model.words, (12, "ink_3"))
        painter.restore()


def _draw_word(painter: QPainter, room: QRect, entry: Entry) -> int:
    painter.setFont(font(pixels=12))
    width = chip_width(painter, entry.word)
    draw_chip(painter, room.right() - width, room.center().y(), entry.word, entry.tone)
    return width + 12


def _draw_marked(
    painter: QPainter, room: QRect, text: str, words: Sequence[str], look: tuple[int, str]
) -> None:
    """A line of text; what was looked for stands on a ground of its own."""
    pixels, tone = look
    painter.setFont(font(pixels=pixels))
    metrics = painter.fontMetrics()
    shown = fitting(painter, text, room.width())
    for match in spans(shown, words):
        left = room.left() + metrics.horizontalAdvance(shown[: match.start()])
        width = metrics.horizontalAdvance(match[0])
        painter.fillRect(QRect(left, room.top() + 1, width, room.height() - 2), colour("warn_soft"))
    painter.setPen(colour(tone))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
