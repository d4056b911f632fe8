"""An item of the catalogue beside the list: what it says, what changed, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import button, chip, clear, column, label, row, scroll_area, set_property

if TYPE_CHECKING:
    from desktop.usecases.upper_catalogue import Detail, Line, Part, Update, UpdatePlan
    from desktop.usecases.workspace import Workspace

_HINTS = {
    "free": N_("认领后建立一条草稿，统一规定的栏目按上级目录填好并锁定，其余由本单位填写。"),
    "adopted": N_("已认领，与上级目录一致。"),
    "changed": N_("上级目录有更新。勾选要采用的栏目；本地改过的栏目默认不勾。"),
    "withdrawn": N_("上级目录已取消这一项。已认领的，请通过调整单取消或者解除锁定后自行保留。"),
}
_NARROWEST = 300  # px


class UpperDetail(QWidget):
    """``update_wanted`` carries the plan and what was chosen of it."""

    adopt_wanted = Signal(object)
    open_wanted = Signal(str)
    update_wanted = Signal(object, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._lines: Sequence[Line] = ()
        self.plan: UpdatePlan | None = None
        self.ticks: dict[str, QCheckBox] = {}
        self.setMinimumWidth(_NARROWEST)
        self.setObjectName("sectionPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(wrap=True)
        self.title.setObjectName("sectionTitle")
        self.hint = label(tone="quiet", wrap=True)
        self.adopt_button = button(tr("认领"), self._adopt, primary=True)
        self.update_button = button(tr("采用勾选的更新"), self._update, primary=True)
        self.open_button = button(tr("打开记录"), self._open)
        body = QWidget()
        body.setObjectName("sectionPage")
        self._inner = column(body, spacing=12, margins=(18, 8, 18, 18))
        area = scroll_area(body, tr("这一项的内容"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        head = column(spacing=6, margins=(18, 14, 18, 6))
        head.addWidget(self.title)
        head.addWidget(self.hint)
        foot = row(
            self.adopt_button, self.update_button, self.open_button, 1, margins=(18, 10, 18, 14)
        )
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        self.show_lines(())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show one item whole; of several only what can be done with them together."""
        from desktop.usecases import upper_catalogue

        self._lines, self.plan, self.ticks = lines, None, {}
        clear(self._inner)
        free = sum(line.status == "free" for line in lines)
        changed = [line for line in lines if line.status == "changed"]
        writable = not self._workspace.library.read_only
        if changed:
            self.plan = upper_catalogue.plan_update(
                self._workspace, [line.number for line in changed]
            )
        if len(lines) == 1:
            self._show_one(lines[0])
        else:
            self.title.setText(tr("选中 {count} 项", count=len(lines)) if lines else "")
            words = tr(
                "未认领 {free} 项，上级有更新 {changed} 项。", free=free, changed=len(changed)
            )
            self.hint.setText(words if lines else tr("在左边选一项查看。"))
        self.adopt_button.setVisible(bool(free) and writable)
        self.adopt_button.setText(
            tr("认领 {count} 项", count=free) if len(lines) > 1 else tr("认领")
        )
        able = self.plan is not None and bool(self.plan.updates)
        self.update_button.setVisible(able and writable)
        self.update_button.setText(
            tr("采用 {count} 项更新", count=len(changed)) if len(lines) > 1
            else tr("采用勾选的更新")
        )  # fmt: skip
        # One deed stands out, not two.
        set_property(self.update_button, "primary", not free)
        self.open_button.setVisible(len(lines) == 1 and bool(lines[0].uuid))
        self._inner.addStretch(1)

    def _show_one(self, line: Line) -> None:
        from desktop.usecases import upper_catalogue

        self.title.setText(line.title)
        self.hint.setText(tr(_HINTS[line.status]))
        if self.plan is not None:
            for title, why in self.plan.locked:
                words = tr("“{title}”{why}，现在不能更新。", title=title, why=tr(why))
                self._inner.addWidget(_note(words))
            for update in self.plan.updates:
                self._show_changes(update)
        found = upper_catalogue.detail(self._workspace, line.number)
        if found is not None:
            self._show_fields(found)

    def _show_changes(self, update: Update) -> None:
        frame = QFrame()
        frame.setProperty("card", "true")
        inner = column(frame, spacing=10, margins=(14, 12, 14, 12))
        if not update.parts:
            inner.addWidget(label(tr("内容已经一致，采用后记为最新。"), tone="quiet", wrap=True))
        for part in update.parts:
            self._show_change(part, part.field in update.usual, inner)
        self._inner.addWidget(frame)

    def _show_change(self, part: Part, taken: bool, inner: object) -> None:
        from PySide6.QtWidgets import QVBoxLayout

        assert isinstance(inner, QVBoxLayout)
        tick = QCheckBox(tr(part.label))
        tick.setChecked(taken)
        spoken = tr("采用“{label}”的更新", label=tr(part.label))
        tick.setAccessibleName(spoken)
        self.ticks[part.field] = tick
        head = row(tick, 1)
        if part.fixed:
            head.addWidget(chip(tr("锁定"), "badge"))
        if part.edited:
            head.addWidget(chip(tr("本地改过"), "warn"))
        inner.addLayout(head)
        for name, text in ((tr("本库"), part.mine), (tr("上级"), part.theirs)):
            words = label(tr("{name}：{text}", name=name, text=text or tr("（空）")), wrap=True)
            words.setContentsMargins(24, 0, 0, 0)
            words.setProperty("quiet", name == tr("本库"))
            inner.addWidget(words)
        if part.fixed:
            warning = label(tr("不采用的，这一栏从此不再锁定。"), tone="faint", wrap=True)
            warning.setContentsMargins(24, 0, 0, 0)
            warning.setVisible(not taken)
            tick.toggled.connect(lambda on: warning.setVisible(not on))
            inner.addWidget(warning)

    def _show_fields(self, found: Detail) -> None:
        for shown in found.fields:
            head = row(label(tr(shown.label), tone="quiet"), spacing=6)
            if shown.fixed:
                head.addWidget(chip(tr("锁定"), "badge"))
            head.addStretch(1)
            part = column(spacing=2)
            part.addLayout(head)
            text = label(shown.text, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            part.addWidget(text)
            self._inner.addLayout(part)
        self._inner.addWidget(label(tr("来源：{portal}", portal=found.portal), tone="faint"))

    def _adopt(self) -> None:
        self.adopt_wanted.emit([line.number for line in self._lines if line.status == "free"])

    def _open(self) -> None:
        if self._lines:
            self.open_wanted.emit(self._lines[0].uuid)

    def _update(self) -> None:
        if self.plan is None:
            return
        chosen = None
        if len(self._lines) == 1 and self.plan.updates:
            ticked = frozenset(name for name, tick in self.ticks.items() if tick.isChecked())
            chosen = {self.plan.updates[0].uuid: ticked}
        self.update_wanted.emit(self.plan, chosen)


def _note(words: str) -> QWidget:
    made = label(words, wrap=True)
    made.setProperty("note", "warn")
    return made
