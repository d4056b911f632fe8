"""Differences one below the other: where, before, after, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from desktop.ui.cards import CardList
from desktop.ui.i18n import tr
from desktop.ui.marking import marked
from desktop.ui.problem_words import place_of, value_words
from desktop.ui.widgets import column, label, link, row
from desktop.usecases.history import Difference

_MOST = 80


class DifferenceView(CardList):
    """``take_back`` carries the field whose older content is wanted, ``remark_wanted`` the one
    that somebody has something to say about.
    """

    take_back = Signal(str)
    remark_wanted = Signal(str)

    def say(self, text: str) -> None:
        """Words instead of differences."""
        self.empty_cards()
        self.add_card(label(text, tone="quiet", wrap=True))

    def show_differences(
        self, found: Sequence[Difference], *, revertible: bool = False, remarkable: bool = False
    ) -> None:
        """One card a field; ``revertible`` offers its older content, ``remarkable`` a remark."""
        self.empty_cards()
        fields = list(dict.fromkeys(item.field for item in found[:_MOST]))
        for field in fields:
            group = [item for item in found[:_MOST] if item.field == field]
            self.add_card(self._card(group, revertible, remarkable))
        if len(found) > _MOST:
            words = tr("另有 {number} 处不同，没有列出。", number=len(found) - _MOST)
            self.add_card(label(words, tone="faint"))

    def _card(self, group: Sequence[Difference], revertible: bool, remarkable: bool) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "true")
        layout = column(frame, spacing=8, margins=(16, 12, 16, 14))
        name = group[0].label.split(" ")[0]
        title = label(tr(name), tone="strong")
        head = row(title, 1)
        if revertible:
            restore = link(tr("恢复这一项"), partial(self.take_back.emit, group[0].field))
            restore.setAccessibleName(tr("恢复{words}", words=title.text()))
            head.addWidget(restore)
        if remarkable:
            say = link(tr("写意见"), partial(self.remark_wanted.emit, group[0].field))
            say.setAccessibleName(tr("对{words}写意见", words=title.text()))
            head.addWidget(say)
        layout.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for item in group:
            self._add(grid, item, name)
        layout.addLayout(grid)
        return frame

    def _add(self, grid: QGridLayout, item: Difference, title: str) -> None:
        place = grid.rowCount()
        part = item.label.removeprefix(title).strip()
        if part:
            grid.addWidget(label(place_of(part), tone="quiet"), place, 0, 1, 2)
        both = (item.before, item.after)
        before, after = marked(*(map(value_words, both) if item.worded else both))
        grid.addWidget(_words(before, tr("（无）")), place + 1, 0)
        grid.addWidget(_words(after, tr("（已删去）")), place + 1, 1)


def _words(text: str, blank: str) -> QLabel:
    made = label(blank, tone="faint") if not text else label(wrap=True)
    if text:
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setText(text)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return made
