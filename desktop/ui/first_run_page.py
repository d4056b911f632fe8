"""The first page of an empty library: whose it is, or a sample agency to play with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.scrolling import WIDEST, scroll_column, titled_card
from desktop.ui.setting_box import SettingBox
from desktop.ui.settings_page import AGENCY, side_by_side
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, chip, label, row
from desktop.usecases import settings as use

if TYPE_CHECKING:
    from desktop.usecases.importing import ImportOutcome
    from desktop.usecases.workspace import Workspace


class FirstRunPage(Page):
    """``done`` when the user goes on; ``changed`` when records came or went."""

    done = Signal()
    changed = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.set_title(tr("开始使用明册"))
        self.boxes = {
            name: SettingBox(tr(title), tr(hint), partial(use.problem, name))
            for name, title, hint in AGENCY
        }
        for name, box in self.boxes.items():
            box.changed.connect(partial(self._keep, name))
        self.skip_button = button(tr("以后再填"), self.finish)
        self.start_button = button(tr("开始"), self.finish, primary=True)
        self.load_button = button(tr("载入示例单位"), self.load_sample)
        self.remove_button = button(tr("移除示例单位"), self.remove_sample)
        self.sample_words = label(wrap=True)
        self.task = TaskBar(runner)
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
        sample, layout = titled_card(tr("先试用"))
        line = row(chip(tr("示例"), "warn"), self.sample_words, spacing=10)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addLayout(row(self.load_button, self.remove_button, 1))
        layout.addWidget(self.task)
        for card in (agency, sample):
            inner.addWidget(card)
        where = tr("工作库保存在 {path}，不联网，不上传。", path=self._workspace.library.path)
        words = label(where, tone="faint", wrap=True)
        words.setMaximumWidth(WIDEST)
        inner.addWidget(words)
        inner.addStretch(1)

    def refresh(self) -> None:
        """Show what is kept, and whether the sample is in."""
        for name, box in self.boxes.items():
            box.set_text(use.read(self._workspace, name))
        loaded = use.sample_loaded(self._workspace)
        self.load_button.setVisible(not loaded)
        self.remove_button.setVisible(loaded)
        self.sample_words.setText(
            tr("示例单位已载入。单位、人员和内容均为虚构，不要发布。随时可以移除。") if loaded else
            tr("载入一个虚构的县水务局：办事指南、权责清单、中介服务和政务公开共百余条，"
            "可以随意修改，随时整体移除。")
        )  # fmt: skip

    def leave(self) -> bool:
        """Keep what was typed last."""
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

    def load_sample(self) -> None:
        """Bring the sample in."""
        workspace = self._workspace
        self.load_button.setEnabled(False)
        self.task.start(tr("载入示例单位"), lambda progress: use.load_sample(workspace, progress),
                        self._loaded, self._failed, self._stopped)  # fmt: skip

    def remove_sample(self) -> None:
        """Take the sample out."""
        workspace = self._workspace
        self.remove_button.setEnabled(False)
        self._runner.start(tr("移除示例单位"), lambda _: use.remove_sample(workspace),
                           done=self._removed, failed=self._failed)  # fmt: skip

    def _keep(self, name: str, text: str) -> None:
        try:
            self.boxes[name].set_kept(use.change(self._workspace, name, text))
        except (ValueError, OSError) as error:
            self.failed.emit(error)

    def _loaded(self, _: ImportOutcome) -> None:
        self._stopped()
        self.changed.emit()

    def _removed(self, removal: use.SampleRemoval) -> None:
        self._stopped()
        words = tr("已移除 {removed} 条，可在回收站恢复。", removed=removal.removed)
        if removal.kept:
            words += tr("“{words}”已经定稿，保留在库中。", words="”“".join(removal.kept))
        self.sample_words.setText(words)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._stopped()
        self.failed.emit(error)

    def _stopped(self) -> None:
        self.load_button.setEnabled(True)
        self.remove_button.setEnabled(True)
        self.refresh()
