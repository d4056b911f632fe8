"""Settings of the library: whose it is, who fills it in, for which portal; its offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPlainTextEdit, QWidget

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import titled_card
from desktop.ui.setting_box import PAUSE, SettingBox
from desktop.ui.sheets import scroll_sheet
from desktop.ui.widgets import button, column, label, row, set_property
from desktop.usecases import settings as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: Setting, title, hint; the first run asks these, too.
AGENCY = (
    ("org_name", N_("单位全称"), N_("与印章一字不差；显示在左上角，印在清单和同步包上。")),
    ("org_uscc", N_("统一社会信用代码"), N_("18 位，字母大写，末位是校验码。")),
    ("region_code", N_("行政区划代码"), N_("县级以上 6 位，乡镇 9 位，村（社区）12 位。")),
)
_PERSON = (
    ("compiler_name", N_("填报人"), N_("核对时找得到人；只在内部使用。")),
    ("compiler_phone", N_("填报人电话"), N_("写成“区号-号码”；只在内部使用。")),
)


class AgencySheet(QWidget):
    """Everything is kept at once. ``saved``: the library's settings are other ones now."""

    saved = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.boxes = {name: self._box(name, title, hint) for name, title, hint in AGENCY + _PERSON}
        self.portal = ComboBox()
        self.portal.setAccessibleName(tr("门户"))
        self.portal.activated.connect(lambda _: self._choose_portal())
        area, inner = scroll_sheet()
        agency, layout = titled_card(tr("单位和填报人"), tr("新建记录时自动填入；已有的记录不改。"))
        layout.addWidget(self.boxes["org_name"])
        layout.addLayout(side_by_side(self.boxes["org_uscc"], self.boxes["region_code"]))
        layout.addLayout(side_by_side(self.boxes["compiler_name"], self.boxes["compiler_phone"]))
        portal, layout = titled_card(
            tr("门户"), tr("编码位数、字数上限和必填项按所选门户检查和输出。")
        )
        layout.addWidget(self.portal)
        for card in (agency, portal):
            inner.addWidget(card)
        inner.addStretch(1)
        column(self).addWidget(area)

    def _box(self, name: str, title: str, hint: str) -> SettingBox:
        box = SettingBox(tr(title), tr(hint), lambda text: use.problem(name, text))
        box.changed.connect(lambda text: self._keep(name, text))
        return box

    def refresh(self) -> None:
        """Show what is kept."""
        locked = self._workspace.library.read_only
        for name, box in self.boxes.items():
            box.set_text(use.read(self._workspace, name))
            box.box.setReadOnly(locked)
        found = self._workspace.organization
        self.boxes["org_name"].box.setPlaceholderText(
            tr("未填时取“{found}”", found=found) if found else ""
        )
        self.portal.clear()
        for item in use.portals(self._workspace):
            self.portal.addItem(tr(item.title), item.id)
        self.portal.setCurrentIndex(self.portal.findData(self._workspace.profile_id))
        self.portal.setEnabled(not locked)

    def flush(self) -> None:
        """Keep what was typed last."""
        for box in self.boxes.values():
            box.flush()

    def _keep(self, name: str, text: str) -> None:
        try:
            self.boxes[name].set_kept(use.change(self._workspace, name, text))
        except (ValueError, OSError) as error:
            self.failed.emit(error)
        else:
            self.saved.emit()

    def _choose_portal(self) -> None:
        try:
            use.choose_portal(self._workspace, str(self.portal.currentData()))
        except (ValueError, OSError) as error:
            self.failed.emit(error)
        else:
            self.saved.emit()


class OfficesCard(QFrame):
    """The offices as lines of text: pasted, sorted, undone like any text. ``changed`` when kept."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setAccessibleName(tr("处室"))
        self.box.setPlaceholderText(tr("每行一个处室，可从 Word 或 Excel 粘贴"))
        self.box.setFixedHeight(190)
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        self.count = label(tone="faint")
        self.gather_button = button(tr("从记录中收集"), self.gather)
        frame, layout = titled_card(
            tr("处室"), tr("每行一个。填写承办机构、责任科室等栏目时供选择。")
        )
        layout.addWidget(self.box)
        layout.addWidget(self.message)
        layout.addLayout(row(self.gather_button, 1, self.count, spacing=10))
        column(self).addWidget(frame)
        self.setMaximumWidth(frame.maximumWidth())
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.flush)
        self.box.textChanged.connect(self._timer.start)

    def refresh(self) -> None:
        """Show what is kept, unless somebody is typing."""
        if not self._timer.isActive():
            names = use.offices(self._workspace)
            if names != self.box.toPlainText().splitlines():
                self.box.setPlainText("\n".join(names))
            self._timer.stop()
            self._tell(len(names))
        locked = self._workspace.library.read_only
        self.box.setReadOnly(locked)
        set_property(self.box, "readOnly", "true" if locked else "false")
        self.gather_button.setVisible(not locked)

    def flush(self) -> None:
        """Keep it now; what is too long is said and kept back."""
        self._timer.stop()
        text = self.box.toPlainText()
        words = use.offices_problem(text)
        self.message.setText(words)
        self.message.setVisible(bool(words))
        if words or self._workspace.library.read_only:
            return
        try:
            before = use.offices(self._workspace)
            names = use.change_offices(self._workspace, text)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return
        self._tell(len(names))
        if names != before:
            self.changed.emit()

    def gather(self) -> None:
        """Put the offices that records name below those that are there."""
        workspace = self._workspace
        self.gather_button.setEnabled(False)
        self._runner.start(
            self, tr("收集处室"), lambda _: use.offices_in_records(workspace),
            done=self._gathered, failed=self._not_gathered,
        )  # fmt: skip

    def _gathered(self, found: list[str]) -> None:
        self.gather_button.setEnabled(True)
        present = self.box.toPlainText().splitlines()
        fresh = [name for name in found if name not in present]
        if fresh:
            # As if typed: Ctrl+Z takes it back.
            cursor = self.box.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            lead = "\n" if self.box.toPlainText().strip() else ""
            cursor.insertText(lead + "\n".join(fresh))
            self.flush()
        self.count.setText(
            tr("新增 {count} 个", count=len(fresh)) if fresh else tr("记录里没有新的处室")
        )

    def _not_gathered(self, error: Exception) -> None:
        self.gather_button.setEnabled(True)
        self.failed.emit(error)

    def _tell(self, number: int) -> None:
        self.count.setText(tr("{count} 个处室", count=number) if number else "")


def side_by_side(left: QWidget, right: QWidget) -> QGridLayout:
    """Two settings in columns of one width."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(18)
    grid.addWidget(left, 0, 0)
    grid.addWidget(right, 0, 1)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
