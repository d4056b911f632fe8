"""Settings (设置): agency, offices and people, look, folders, the sample; kept as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.sample_card import SampleCard
from desktop.ui.settings_agency import AgencySheet, OfficesCard
from desktop.ui.settings_fonts import FontsSheet
from desktop.ui.settings_here import FoldersSheet, LookSheet
from desktop.ui.settings_people import PeopleCard
from desktop.ui.settings_words import WordsSheet
from desktop.ui.sheets import SheetPage, scroll_sheet
from desktop.ui.widgets import label

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class SettingsPage(SheetPage):
    """Everything is kept at once. ``saved``: the library's settings are other ones now;
    ``sample_changed``: the sample came or went; ``said`` offers to undo.
    """

    saved = Signal()
    sample_changed = Signal(bool)
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self.set_title(tr("设置"))
        self.buttons.addWidget(label(tr("改动自动保存"), tone="quiet"))
        self.agency = AgencySheet(workspace)
        self.offices = OfficesCard(runner, workspace)
        self.people = PeopleCard(workspace)
        self.look = LookSheet(settings)
        self.fonts = FontsSheet(runner, workspace)
        self.folders = FoldersSheet(runner, settings)
        self.words = WordsSheet()
        self.sample = SampleCard(runner, workspace, tr("示例单位"))
        self.add_sheet(tr("单位和门户"), self.agency)
        self.add_sheet(tr("处室和人员"), self._staff_sheet())
        self.add_sheet(tr("词表"), self.words)
        self.add_sheet(tr("外观和语言"), self.look)
        self.add_sheet(tr("文档字体"), self.fonts)
        self.add_sheet(tr("文件夹"), self.folders)
        self.add_sheet(tr("示例单位"), self._sample_sheet())
        self.close_sheets()
        self._connect()
        self.refresh()

    def _staff_sheet(self) -> QWidget:
        area, inner = scroll_sheet()
        for card in (self.people, self.offices):
            inner.addWidget(card)
        inner.addStretch(1)
        return area

    def _sample_sheet(self) -> QWidget:
        area, inner = scroll_sheet()
        inner.addWidget(self.sample)
        inner.addStretch(1)
        return area

    def _connect(self) -> None:
        for part in (
            self.agency, self.offices, self.people, self.words, self.look, self.fonts, self.sample,
        ):  # fmt: skip
            part.failed.connect(self.failed)
        self.agency.saved.connect(self.saved)
        self.offices.changed.connect(self.people.refresh)
        self.people.changed.connect(self.saved)
        self.people.said.connect(self.said)
        self.sample.changed.connect(self.sample_changed)
        self.sample.changed.connect(lambda _: self.agency.refresh())

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is kept."""
        for part in (self.agency, self.offices, self.people, self.words, self.look, self.fonts):
            part.refresh()
        self.folders.refresh()
        self.sample.refresh()

    def leave(self) -> bool:
        """Keep what was typed last."""
        self.agency.flush()
        self.offices.flush()
        self.people.flush()
        self.folders.flush()
        return True
