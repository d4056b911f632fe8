"""The law library (依据库): laws that records cite, texts of laws, and how the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.laws_cited import CitedLaws
from desktop.ui.laws_desk import LawDesk
from desktop.ui.laws_sources import CHANGES, VERIFICATION
from desktop.ui.laws_texts import LawTexts
from desktop.ui.page import Page
from desktop.ui.tabs import tab_bar, tab_strip

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

CITED, TEXTS, VERIFIED, CHANGED = range(4)


class LawsPage(Page):
    """``said`` offers to undo: words, label of the deed, the deed. ``changed``: records are other
    ones now; ``counted`` tells how many laws are cited.
    """

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self.set_title(tr("依据库"))
        self.cited = CitedLaws(runner, workspace)
        self.texts = LawTexts(runner, workspace, self.cited.law_of)
        self.verified = LawDesk(runner, workspace, VERIFICATION)
        self.scanned = LawDesk(runner, workspace, CHANGES)
        self.parts = (self.cited, self.texts, self.verified, self.scanned)
        self.tabs = tab_bar(tr("依据库的各部分"))
        self.stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        words = (tr("引用的依据"), tr("法规文本"), tr("依据核验"), tr("失效扫描"))
        for word, part in zip(words, self.parts, strict=True):
            self.tabs.addTab(word)
            self.stack.addWidget(part)
        self.body.addWidget(tab_strip(self.tabs))
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.cited.counted.connect(self.counted)
        self.texts.scan_wanted.connect(lambda: self.turn_to(CHANGED))
        self.texts.changed.connect(self._texts_changed)
        for part in self.parts:
            part.open_wanted.connect(self.open_wanted)
            part.said.connect(self.said)
            part.failed.connect(self.failed)
            part.changed.connect(self.changed)
        for desk in (self.verified, self.scanned):
            desk.changed.connect(self._records_changed)
            desk.texts_wanted.connect(lambda: self.turn_to(TEXTS))

    @property
    def part(self) -> CitedLaws | LawTexts | LawDesk:
        """The part that shows."""
        return self.parts[self.stack.currentIndex()]

    def turn_to(self, part: int) -> None:
        """Show one of the parts."""
        self.tabs.setCurrentIndex(part)

    def _turn(self, part: int) -> None:
        self.stack.setCurrentIndex(part)
        self.arrive()
        if not self.tabs.hasFocus():
            self.part.begin()

    def arrive(self) -> None:
        """Show what there is now."""
        self.cited.refresh()
        part = self.part
        if part is not self.cited:
            part.refresh()

    def _texts_changed(self) -> None:
        """Other texts: what was verified by the old ones counts no more."""
        self.verified.outdate()
        self.scanned.outdate()

    def _records_changed(self) -> None:
        self.cited.refresh()
        for desk in (self.verified, self.scanned):
            desk.outdate()
            if desk is self.part:
                desk.refresh()

    def foot(self) -> int:
        """What was done may be done again: a notice stands above the bar of deeds."""
        return self.part.foot() if isinstance(self.part, LawDesk) else 0

    def focus_search(self) -> bool:
        """Ctrl+F."""
        box = self.part.search
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.selectAll()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the list of the part that shows."""
        super().showEvent(event)
        self.part.begin()
