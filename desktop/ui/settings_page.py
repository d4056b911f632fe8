"""Settings (设置): whose library it is, who fills it in, the portal; how this computer looks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QWidget

from desktop.ui import theme
from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.i18n import N_, tr
from desktop.ui.page import Page
from desktop.ui.scrolling import scroll_column, titled_card
from desktop.ui.setting_box import PAUSE, SettingBox
from desktop.ui.task import FolderRow
from desktop.ui.widgets import column, label, row
from desktop.usecases import settings as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

THEMES = ("light", "dark", "contrast")
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


def chosen_folder(settings: QSettings, default: Path) -> Path:
    """The folder for exports, packages and backups: the one chosen here, else ``default``."""
    return Path(str(settings.value("export_folder", "") or default))


class SettingsPage(Page):
    """Everything is kept at once. ``saved``: the library's settings are other ones now."""

    saved = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, settings: QSettings, folder: Path) -> None:
        super().__init__()
        self._workspace = workspace
        self._settings = settings
        self.set_title(tr("设置"))
        self.buttons.addWidget(label(tr("改动自动保存"), tone="quiet"))
        self.boxes = {
            name: self._box(name, tr(title), tr(hint)) for name, title, hint in AGENCY + _PERSON
        }
        self.portal = ComboBox()
        self.themes = [Chip(tr(theme.load_theme(name).title), name, "segment") for name in THEMES]
        self.folder = FolderRow(chosen_folder(settings, folder))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._build()
        self._connect()
        self.refresh()

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def _box(self, name: str, title: str, hint: str) -> SettingBox:
        box = SettingBox(title, hint, lambda text: use.problem(name, text))
        box.changed.connect(lambda text: self._keep(name, text))
        return box

    def _build(self) -> None:
        _, inner = scroll_column(self)
        agency, layout = titled_card(tr("单位和填报人"), tr("新建记录时自动填入；已有的记录不改。"))
        layout.addWidget(self.boxes["org_name"])
        layout.addLayout(side_by_side(self.boxes["org_uscc"], self.boxes["region_code"]))
        layout.addLayout(side_by_side(self.boxes["compiler_name"], self.boxes["compiler_phone"]))
        portal, layout = titled_card(
            tr("门户"), tr("编码位数、字数上限和必填项按所选门户检查和输出。")
        )
        self.portal.setAccessibleName(tr("门户"))
        layout.addWidget(self.portal)
        here, layout = titled_card(tr("本机"), tr("只对这台计算机有效，不写入工作库。"))
        layout.addLayout(_captioned(tr("外观"), self._theme_row()))
        layout.addSpacing(4)
        layout.addLayout(_captioned(tr("导出文件夹"), self.folder))
        layout.addWidget(label(tr("导出、同步包和备份默认写到这里。"), tone="faint"))
        for card in (agency, portal, here):
            inner.addWidget(card)
        inner.addStretch(1)

    def _theme_row(self) -> QWidget:
        box = QWidget()
        group = QButtonGroup(self)
        for chip in self.themes:
            chip.setAccessibleName(tr("外观：{words}", words=chip.text()))
            group.addButton(chip)
        box.setLayout(row(*self.themes, 1, spacing=6))
        return box

    def _connect(self) -> None:
        self.portal.activated.connect(lambda _: self._choose_portal())
        for chip in self.themes:
            chip.clicked.connect(lambda _=False, chip=chip: self._choose_theme(str(chip.key)))
        self.folder.box.textChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(self._keep_folder)

    def refresh(self) -> None:
        """Show what is kept."""
        for name, box in self.boxes.items():
            box.set_text(use.read(self._workspace, name))
            box.box.setReadOnly(self._workspace.library.read_only)
        found = self._workspace.organization
        self.boxes["org_name"].box.setPlaceholderText(
            tr("未填时取“{found}”", found=found) if found else ""
        )
        self.portal.clear()
        for item in use.portals(self._workspace):
            self.portal.addItem(tr(item.title), item.id)
        self.portal.setCurrentIndex(self.portal.findData(self._workspace.profile_id))
        self.portal.setEnabled(not self._workspace.library.read_only)
        chosen = str(self._settings.value("theme", "light"))
        for chip in self.themes:
            chip.setChecked(chip.key == chosen)

    def leave(self) -> bool:
        """Keep what was typed last."""
        for box in self.boxes.values():
            box.flush()
        self._keep_folder()
        return True

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

    def _choose_theme(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, theme.load_theme(name))
        self._settings.setValue("theme", name)

    def _keep_folder(self) -> None:
        self._pause.stop()
        self._settings.setValue("export_folder", self.folder.box.text().strip())


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


def _captioned(title: str, content: QWidget) -> QGridLayout:
    caption = label(title)
    caption.setProperty("fieldLabel", True)
    inner = column(spacing=4)
    inner.addWidget(caption)
    inner.addWidget(content)
    grid = QGridLayout()
    grid.addLayout(inner, 0, 0)
    return grid
