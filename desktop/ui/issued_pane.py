"""码表和配置: which version is in force, what a newer one would change, putting it in force, back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.task import TaskBar
from desktop.ui.times import recently
from desktop.ui.widgets import button, chip, clear, column, label, row

if TYPE_CHECKING:
    from desktop.usecases.issued_definitions import InForce, Offer, Preview, TableChange
    from desktop.usecases.workspace import Workspace

_KINDS = {
    "added": (N_("增加"), "ok"), "removed": (N_("取消"), "block"), "renamed": (N_("改名"), "warn"),
    "recoded": (N_("换代码"), "warn"),
}  # fmt: skip
_MOST = 200  # changes shown; more are counted


class IssuedPane(QWidget):
    """Two cards. ``reopen_wanted``: other definitions are in force, the library must open anew."""

    failed = Signal(object)
    said = Signal(str)
    reopen_wanted = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._offer: Offer | None = None
        self.now = label(wrap=True, tone="strong")
        self.note = label(tone="quiet", wrap=True)
        self.back_button = button(tr("退回上一版"), self.roll_back)
        self.task = TaskBar(runner)
        self.words = label(wrap=True)
        self.apply_button = button(tr("采用这一版"), self.apply, primary=True)
        self.later_button = button(tr("先不采用"), self.decline)
        self._changes = column(spacing=8)
        area, inner = scroll_sheet()
        inner.addWidget(self._now_card())
        self.offer_card = self._offer_card()
        inner.addWidget(self.offer_card)
        inner.addStretch(1)
        column(self).addWidget(area)
        self.offer_card.hide()

    def _now_card(self) -> QFrame:
        card, layout = titled_card(
            tr("正在使用的码表和配置"),
            tr(
                "码表规定各栏目能选什么，配置规定门户要哪些栏目、多长、哪些规则不查。"
                "本单位自己的定义始终优先。"
            ),
        )
        layout.addWidget(self.now)
        layout.addWidget(self.note)
        layout.addLayout(row(self.back_button, 1))
        return card

    def _offer_card(self) -> QFrame:
        card, layout = titled_card(tr("上级下发的新版"))
        for part in (self.task, self.words):
            layout.addWidget(part)
        layout.addLayout(self._changes)
        layout.addLayout(row(self.apply_button, self.later_button, 1))
        return card

    def arrive(self) -> None:
        """Say which version is in force."""
        from desktop.usecases.in_force import earlier, in_force

        now, before = in_force(), earlier()
        self.now.setText(_name(now))
        words = ""
        if now is not None:
            words = tr("{day} 开始使用。{note}", day=recently(now.applied_at), note=now.note)
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.back_button.setVisible(now is not None)
        self.back_button.setText(tr("退回：{name}", name=_name(before)))

    def offer(self, offer: Offer) -> None:
        """Show what an offer would change."""
        from desktop.usecases import issued_definitions

        if self.task.job is not None:
            return
        self._offer, workspace = offer, self._workspace
        clear(self._changes)
        self.words.setText("")
        self._allow(False)
        self.offer_card.show()
        self.task.start(
            tr("查看会有哪些变化"),
            lambda progress: issued_definitions.preview(workspace, offer, progress),
            self._previewed, self._refused, self.decline,
        )  # fmt: skip

    def _previewed(self, seen: Preview) -> None:
        offer = seen.offer
        self.words.setText(
            tr("“{portal}”下发第 {version} 版。{note}", portal=offer.portal, version=offer.version,
               note=offer.note)
        )  # fmt: skip
        if seen.lost:
            words = tr("有 {count} 处已填的内容在新码表里没有了，采用后会作为问题列出。",
                       count=seen.lost)  # fmt: skip
            warning = label(words, wrap=True)
            warning.setProperty("note", "warn")
            self._changes.addWidget(warning)
        self._show_tables(seen)
        for profile in seen.profiles:
            self._changes.addWidget(
                label(tr("配置“{title}”", title=tr(profile.title)), tone="strong")
            )
            for words in profile.words:
                self._changes.addWidget(label(f"· {tr(words)}", wrap=True))
        if not seen.tables and not seen.profiles:
            self._changes.addWidget(label(tr("内容与正在使用的相同。"), tone="quiet"))
        self._allow(True)
        self.apply_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_tables(self, seen: Preview) -> None:
        left = _MOST
        for table in seen.tables:
            title = tr("码表“{title}”", title=tr(table.title))
            self._changes.addWidget(label(title, tone="strong", wrap=True))
            if table.shadowed:
                words = tr("本单位有自己的一份，仍以本单位的为准。")
                self._changes.addWidget(label(words, tone="quiet", wrap=True))
            self._show_choices(table, left)
            left = max(0, left - len(table.choices))
        more = sum(len(table.choices) for table in seen.tables) - _MOST
        if more > 0:
            self._changes.addWidget(label(tr("另有 {count} 处变化。", count=more), tone="faint"))

    def _show_choices(self, table: TableChange, most: int) -> None:
        for change in table.choices[:most]:
            words, tone = _KINDS[change.kind]
            text = " → ".join(tr(part) for part in (change.before, change.after) if part)
            line = row(chip(tr(words), tone), label(text, wrap=True), spacing=8)
            line.setStretch(1, 1)
            if change.records:
                held = tr("{count} 条记录用到", count=change.records)
                line.addWidget(label(held, tone="quiet"))
            self._changes.addLayout(line)

    def _refused(self, error: Exception) -> None:
        self._allow(False)
        if isinstance(error, ValueError):
            self.words.setText(tr(str(error)))
            self.later_button.show()
        else:
            self.failed.emit(error)

    def _allow(self, able: bool) -> None:
        self.apply_button.setVisible(able)
        self.later_button.setVisible(able)

    def decline(self) -> None:
        """Leave everything as it is."""
        self._offer = None
        self.offer_card.hide()

    def apply(self) -> None:
        """Put the offer in force."""
        from desktop.usecases import issued_definitions

        offer = self._offer
        if offer is None:
            return
        try:
            issued_definitions.apply(offer)
        except (ValueError, OSError) as error:
            self._refused(error)
            return
        self.decline()
        self.arrive()
        self.reopen_wanted.emit()

    def roll_back(self) -> None:
        """Go back to the version before."""
        from desktop.usecases import issued_definitions

        try:
            issued_definitions.roll_back()
        except OSError as error:
            self.failed.emit(error)
            return
        self.arrive()
        self.reopen_wanted.emit()


def _name(version: InForce | None) -> str:
    if version is None:
        return tr("程序自带的码表和配置")
    return tr("“{portal}”下发的第 {version} 版", portal=version.portal, version=version.version)
