"""The line over an import: at which step it is, and the way back from each decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import label, link, row, set_property
from desktop.usecases.import_blocks import Trail
from desktop.usecases.import_plan import ImportPlan

_STEPS = (N_("1 选择文件"), N_("2 对应栏目"), N_("3 核对变化"), N_("4 写入"))


class StepsLine(QWidget):
    """``shown`` carries the plan to which somebody went back, or again."""

    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._trail = Trail()
        self._plan: ImportPlan | None = None
        self.steps = [label(tr(words)) for words in _STEPS]
        self.back_link = link(tr("撤销"), self.take_back, name=tr("撤销上一个选择"))
        self.again_link = link(tr("重做"), self.make_again, name=tr("重做撤销的选择"))
        self.back_link.setToolTip(tr("撤销上一个选择（Ctrl+Z）"))
        self.again_link.setToolTip(tr("重做撤销的选择（Ctrl+Y）"))
        self.setLayout(row(*self.steps, 1, self.back_link, self.again_link, spacing=26,
                           margins=(20, 12, 20, 12)))  # fmt: skip

    def go(self, step: int) -> None:
        """Mark a step."""
        for number, words in enumerate(self.steps):
            set_property(words, "stepNow", number == step)
            words.setAccessibleDescription(tr("当前步骤") if number == step else "")

    def decided(self, before: ImportPlan | None) -> None:
        """Something was decided about a plan: from here one can go back to it."""
        if before is not None:
            self._trail = self._trail.decided(before)

    def forget(self) -> None:
        """Another import: its decisions are other ones."""
        self._trail = Trail()

    def show_plan(self, plan: ImportPlan | None, *, busy: bool) -> None:
        """``plan`` is the one that is being decided about, None when there is none."""
        self._plan = plan
        self.back_link.setVisible(plan is not None and bool(self._trail.before))
        self.again_link.setVisible(plan is not None and bool(self._trail.after))
        self.back_link.setEnabled(not busy)
        self.again_link.setEnabled(not busy)

    def take_back(self) -> None:
        """Go back to how it was before the last decision."""
        if self._plan is not None and self._trail.before and self.back_link.isEnabled():
            plan, self._trail = self._trail.back(self._plan)
            self.shown.emit(plan)

    def make_again(self) -> None:
        """Do again what was taken back."""
        if self._plan is not None and self._trail.after and self.again_link.isEnabled():
            plan, self._trail = self._trail.again(self._plan)
            self.shown.emit(plan)
