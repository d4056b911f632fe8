"""The first page of an empty library: whose it is, or a sample agency to play with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.sample_card import SampleCard
from desktop.ui.scrolling import WIDEST, scroll_column, titled_card
from desktop.ui.setting_box import SettingBox
from desktop.ui.settings_agency import AGENCY, side_by_side
from desktop.ui.widgets import button, label, row
from desktop.usecases import settings as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class FirstRunPage(Page):
    """``done`` when the user goes on; ``changed`` when the sample came or went; ``import_wanted``
    when somebody has a list already.
    """

    done = Signal()
    changed = Signal(bool)
    import_wanted = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.set_title(tr("开始使用明册"))
        self.boxes = {
            name: SettingBox(tr(title), tr(hint), partial(use.problem, name))
            for name, title, hint in AGENCY
        }
        for name, box in self.boxes.items():
            box.changed.connect(partial(self._keep, name))
            box.box.returnPressed.connect(self.focusNextChild)
        self.skip_button = button(tr("以后再填"), self.finish)
        self.start_button = button(tr("开始"), self.finish, primary=True)
        self.import_button = button(tr("导入文件…"), self._import)
        self.sample = SampleCard(runner, workspace, tr("先试用"))
        self.sample.changed.connect(self.changed)
        self.sample.failed.connect(self.failed)
        self._build()
        self.refresh()

    def _build(self) -> None:
        _, inner = scroll_column(self)
        agency, layout = titled_card(
            tr("这是哪个单位的工作库"),
            tr("新建记录时自动填入。都可以不填，以后在“设置”里填写或修改。"),
        )
        layout.addWidget(self.boxes["org_name"])
        layout.addLayout(side_by_side(self.boxes["org_uscc"], self.boxes["region_code"]))
        layout.addSpacing(4)
        layout.addLayout(row(1, self.skip_button, self.start_button, spacing=10))
        present, layout = titled_card(
            tr("已有清单或指南"),
            tr("把 Excel、网页表格或旧平台导出的文件拖到窗口任何地方，看过识别结果再写入。"),
        )
        layout.addLayout(row(self.import_button, 1))
        for card in (agency, present, self.sample):
            inner.addWidget(card)
        where = tr(
            "工作库保存在 {path}，不联网，不上传。",
            path=self._workspace.library.path,
        )
        words = label(where, tone="faint", wrap=True)
        words.setMaximumWidth(WIDEST)
        inner.addWidget(words)
        inner.addStretch(1)

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is kept, and whether the sample is in."""
        for name, box in self.boxes.items():
            box.set_text(use.read(self._workspace, name))
        self.sample.refresh()

    def leave(self) -> bool:
        """Keep what was typed last; who goes elsewhere has begun."""
        for box in self.boxes.values():
            box.flush()
        return True

    def finish(self) -> None:
        """Go on, with or without answers."""
        self.leave()
        try:
            use.finish_first_run(self._workspace)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return
        self.done.emit()

    def _import(self) -> None:
        self.import_wanted.emit()

    def _keep(self, name: str, text: str) -> None:
        try:
            self.boxes[name].set_kept(use.change(self._workspace, name, text))
        except (ValueError, OSError) as error:
            self.failed.emit(error)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the first box."""
        super().showEvent(event)
        self.boxes["org_name"].box.setFocus(Qt.FocusReason.OtherFocusReason)
