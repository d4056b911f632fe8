"""What the law library says of a citation, on its card: agreement, version, the texts to compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.editors.law_words import chip_of, holds_words
from desktop.ui.i18n import tr
from desktop.ui.law_difference import LawDifference
from desktop.ui.law_reader import LawReader
from desktop.ui.shortcuts import BY_ID, told
from desktop.ui.widgets import chip, column, label, link, row, set_property

if TYPE_CHECKING:
    from desktop.usecases.citing import Reading, Standing
    from forms.laws import Run

COMPARE, READ, ADOPT = "basis.compare", "basis.read", "basis.adopt"


class CitationLaw(QWidget):
    """A line below the citation, and what it opens: the difference, the law to read.

    ``wanted`` carries the shortcut (basis.…) of what is asked for; the editor, which can look it
    up in the background, answers with `show_difference` or `show_reading`.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chip = chip("", "hint")
        self.chip.hide()
        self.holds = label(tone="faint", wrap=True)
        self.compare_link = self._link(tr("对照"), COMPARE)
        self.read_link = self._link(tr("看全文"), READ)
        self.adopt_link = self._link(tr("采用现行条文"), ADOPT)
        self.links = (self.compare_link, self.read_link, self.adopt_link)
        self.difference: LawDifference | None = None
        self.reader: LawReader | None = None
        self._layout = column(self, spacing=6)
        line = row(self.holds, *self.links, spacing=10)
        line.setStretch(0, 1)
        for item in self.links:
            line.setAlignment(item, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(line)
        self.hide()

    def _link(self, text: str, name: str) -> QPushButton:
        made = link(text, lambda: self.wanted.emit(name))
        made.setToolTip(f"{tr(BY_ID[name].words)}　{told(BY_ID[name])}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by key one says it to the card itself
        return made

    def set_opened(self, opened: bool) -> None:
        """While the form of the citation is open, the Tab key reaches the links."""
        policy = Qt.FocusPolicy.StrongFocus if opened else Qt.FocusPolicy.NoFocus
        for item in self.links:
            item.setFocusPolicy(policy)

    def show_standing(self, standing: Standing | None, *, read_only: bool) -> None:
        """Say how the citation stands; nothing without a law library."""
        self.chip.setVisible(standing is not None)
        self.setVisible(standing is not None and standing.law is not None)
        if standing is None:
            return
        words, tone, why = chip_of(standing)
        self.chip.setText(words)
        self.chip.setToolTip(why)
        self.chip.setAccessibleName(tr("依据核验：{words}。{why}", words=words, why=why))
        set_property(self.chip, "chip", tone)
        self.holds.setText(holds_words(standing) or why)
        self.compare_link.setVisible(standing.comparable)
        adopt = tr("从依据库补全") if standing.completes else tr("采用现行条文")
        self.adopt_link.setText(adopt)
        self.adopt_link.setAccessibleName(adopt)
        self.adopt_link.setVisible((standing.adopts or standing.completes) and not read_only)
        if self.difference is not None and not standing.comparable:
            self.difference.hide()

    @property
    def offered(self) -> Sequence[str]:
        """What can be asked for now, by shortcut."""
        names = ((self.compare_link, COMPARE), (self.read_link, READ), (self.adopt_link, ADOPT))
        return [name for item, name in names if not (self.isHidden() or item.isHidden())]

    def is_open(self, name: str) -> bool:
        """Whether the difference, or the law, is on show."""
        view = self.difference if name == COMPARE else self.reader
        return view is not None and not view.isHidden()

    def close_view(self, name: str) -> None:
        """Put the difference, or the law, away again."""
        view = self.difference if name == COMPARE else self.reader
        if view is not None:
            view.hide()
        self._name_links()

    def show_difference(self, runs: Sequence[Run], version: str) -> None:
        """The quotation beside the article as it holds."""
        if self.difference is None:
            self.difference = LawDifference(tr("引文"), tr("条文"))
            self._layout.addWidget(self.difference)
        self.difference.set_heads(tr("引文"), version or tr("现行条文"))
        self.difference.show_runs(runs)
        self.difference.show()
        self._name_links()

    def show_reading(self, reading: Reading) -> LawReader:
        """The law, at the cited article."""
        if self.reader is None:
            self.reader = LawReader()
            self._layout.addWidget(self.reader)
        self.reader.show()
        self.reader.show_reading(reading)
        self._name_links()
        return self.reader

    def _name_links(self) -> None:
        compare = tr("收起对照") if self.is_open(COMPARE) else tr("对照")
        read = tr("收起全文") if self.is_open(READ) else tr("看全文")
        for item, words in ((self.compare_link, compare), (self.read_link, read)):
            item.setText(words)
            item.setAccessibleName(words)
