"""All that a record says, section by section, for somebody who judges it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.cards import CardList
from desktop.ui.i18n import tr
from desktop.ui.problem_words import value_words
from desktop.ui.task import card
from desktop.ui.widgets import column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.review_sheet import Line, SheetPart


class ReviewFields(CardList):
    """``remark_wanted`` carries the field that somebody has something to say about."""

    remark_wanted = Signal(str)

    def show_parts(self, parts: Sequence[SheetPart], *, remarkable: bool) -> None:
        """One card a section; ``remarkable`` offers a remark on each field."""
        self.empty_cards()
        for part in parts:
            frame, layout = card(spacing=8)
            layout.addWidget(label(tr(part.title), tone="strong"))
            for line in part.lines:
                layout.addWidget(self._line(line, remarkable))
            self.add_card(frame)

    def _line(self, line: Line, remarkable: bool) -> QWidget:
        made = QWidget()
        layout = column(made, spacing=1)
        head = row(label(tr(line.label), tone="quiet"), 1)
        if remarkable:
            say = link(tr("写意见"), partial(self.remark_wanted.emit, line.field))
            say.setAccessibleName(tr("对{words}写意见", words=tr(line.label)))
            head.addWidget(say)
        layout.addLayout(head)
        text = label(value_words(line.text) if line.worded else line.text, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(text)
        return made
