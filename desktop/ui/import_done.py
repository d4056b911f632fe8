"""Step 4 of an import: what was written, or why nothing was."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.i18n import tr
from desktop.ui.import_words import outcome_words
from desktop.ui.task import card
from desktop.ui.widgets import clear, column, label, link, row
from desktop.usecases.importing import ImportOutcome
from desktop.usecases.workspace import Workspace

_WIDEST = 900


class DoneView(QWidget):
    """Cards with words and figures. ``kind_wanted`` opens a list."""

    choose_wanted = Signal()
    log_wanted = Signal()
    kind_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setObjectName("pageBody")
        self._cards = column(spacing=14)
        inner = column(self, spacing=14, margins=(20, 4, 20, 24))
        inner.addLayout(self._cards)
        inner.addStretch(1)

    def forget(self) -> None:
        """Nothing."""
        clear(self._cards)

    def _add_card(self) -> QVBoxLayout:
        frame, layout = card(spacing=8)
        frame.setMaximumWidth(_WIDEST)
        self._cards.addWidget(frame)
        return layout

    def add_words(self, first: str, *more: str, ways: bool = True) -> None:
        """A card of sentences; with ``ways`` to what can be done next."""
        layout = self._add_card()
        layout.addWidget(label(first, tone="strong", wrap=True))
        for text in more:
            layout.addWidget(label(text, wrap=True))
        if ways:
            layout.addLayout(self._ways())

    def _ways(self) -> QHBoxLayout:
        more = link(tr("导入其他文件"), self.choose_wanted.emit)
        return row(more, link(tr("查看导入记录"), self.log_wanted.emit), 1, spacing=20)

    def add_summary(self, outcome: ImportOutcome) -> None:
        """How many records each list got, and what is worth knowing."""
        layout = self._add_card()
        layout.addWidget(
            label(tr("已写入") if outcome.by_kind else tr("没有写入记录"), tone="strong")
        )
        figures = row(spacing=40)
        for form in self._workspace.catalogue.ordered():
            if outcome.by_kind[form.kind]:
                figures.addLayout(self._figure(form.kind, outcome.by_kind[form.kind]))
        figures.addStretch(1)
        layout.addLayout(figures)
        for words in outcome_words(outcome):
            layout.addWidget(label(words, tone="quiet", wrap=True))
        if outcome.by_kind:
            layout.addLayout(self._ways())

    def _figure(self, kind: str, number: int) -> QVBoxLayout:
        box = column(spacing=2)
        figure = label(str(number))
        figure.setObjectName("figure")
        box.addWidget(figure)
        title = tr(self._workspace.catalogue.form(kind).list_title)
        box.addWidget(link(tr("{title} ›", title=title), lambda: self.kind_wanted.emit(kind)))
        return box
