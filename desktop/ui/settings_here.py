"""Settings of this computer: theme, size, language, folders; nothing of it is in the library."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.editors.choices import Chip
from desktop.ui.folders import FOLDERS, RememberedFolder
from desktop.ui.i18n import LANGUAGES, N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.widgets import column, label, link, row

THEMES = ("light", "dark", "contrast")
SCALES = (100, 125, 150, 175, 200)
_FOLLOW = N_("跟随系统")


class LookSheet(QWidget):
    """Theme at once; size and language when the program starts next. ``failed``: a theme file is
    not there.
    """

    failed = Signal(object)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        titles = [(name, tr(theme.load_theme(name).title)) for name in THEMES]
        self.themes = [Chip(title, name, "segment") for name, title in titles]
        self.themes.append(Chip(tr(_FOLLOW), theme.SYSTEM, "segment"))
        self.scales = [Chip(f"{scale} %", str(scale), "segment") for scale in SCALES]
        self.languages = [Chip(name, key, "segment") for key, name in LANGUAGES.items()]
        self.later = label(tr("重新打开明册后生效。"), tone="strong")
        self.later.hide()
        area, inner = scroll_sheet()
        card, layout = titled_card(tr("外观"), tr("只对这台计算机有效，不写入工作库。"))
        layout.addLayout(_captioned(tr("颜色"), self._group(tr("颜色"), self.themes)))
        layout.addLayout(_captioned(tr("界面大小"), self._group(tr("界面大小"), self.scales)))
        layout.addLayout(_captioned(tr("语言"), self._group(tr("语言"), self.languages)))
        layout.addWidget(self.later)
        words = tr("界面大小和语言在下次打开时生效。系统设置了缩放的，在系统的基础上再放大。")
        layout.addWidget(label(words, tone="faint", wrap=True))
        inner.addWidget(card)
        inner.addStretch(1)
        column(self).addWidget(area)
        self._started = self._chosen()
        self._connect()

    def _group(self, title: str, chips: Sequence[Chip]) -> QWidget:
        box = QWidget()
        group = QButtonGroup(self)
        for chip in chips:
            chip.setAccessibleName(f"{title}：{chip.text()}")
            group.addButton(chip)
        box.setLayout(row(*chips, 1, spacing=6))
        return box

    def _connect(self) -> None:
        for chip in self.themes:
            chip.clicked.connect(lambda _=False, chip=chip: self._choose_theme(str(chip.key)))
        for name, chips in (("scale", self.scales), ("language", self.languages)):
            for chip in chips:
                chip.clicked.connect(
                    lambda _=False, name=name, chip=chip: self._choose(name, str(chip.key))
                )

    def refresh(self) -> None:
        """Show what is chosen."""
        chosen = str(self._settings.value("theme", "light"))
        scale, language = self._chosen()
        for chips, key in (
            (self.themes, chosen), (self.scales, scale), (self.languages, language),
        ):  # fmt: skip
            for chip in chips:
                chip.setChecked(chip.key == key)
        self.later.setVisible(self._chosen() != self._started)

    def _chosen(self) -> tuple[str, str]:
        scale = str(self._settings.value("scale", "100"))
        language = str(self._settings.value("language", "zh"))
        return scale, language if language in LANGUAGES else "zh"

    def _choose_theme(self, name: str) -> None:
        app = QApplication.instance()
        self._settings.setValue("theme", name)
        try:
            if isinstance(app, QApplication):
                theme.apply(app, theme.load_theme(theme.resolved(name)))
        except OSError as error:
            self.failed.emit(error)

    def _choose(self, name: str, key: str) -> None:
        self._settings.setValue(name, key)
        self.refresh()


class FoldersSheet(QWidget):
    """A folder for each kind of file: remembered, checked, put back to the default."""

    def __init__(self, runner: JobRunner, settings: QSettings) -> None:
        super().__init__()
        self.folders = {key: RememberedFolder(runner, settings, key) for key in FOLDERS}
        area, inner = scroll_sheet()
        card, layout = titled_card(
            tr("文件夹"), tr("写文件时先用这里的文件夹。只对这台计算机有效，不写入工作库。")
        )
        for key, folder in self.folders.items():
            title = tr(FOLDERS[key][0])
            caption = label(title)
            caption.setProperty("fieldLabel", True)
            reset = link(tr("恢复默认"), folder.reset, name=tr("{what}：恢复默认", what=title))
            layout.addLayout(row(caption, 1, reset))
            layout.addWidget(folder)
            layout.addSpacing(6)
        inner.addWidget(card)
        inner.addStretch(1)
        column(self).addWidget(area)

    def refresh(self) -> None:
        """Show what is chosen: other pages choose, too."""
        for folder in self.folders.values():
            folder.refresh()

    def flush(self) -> None:
        """Keep what was typed last."""
        for folder in self.folders.values():
            folder.flush()


def _captioned(title: str, content: QWidget) -> QVBoxLayout:
    caption = label(title)
    caption.setProperty("fieldLabel", True)
    inner = column(spacing=4)
    inner.addWidget(caption)
    inner.addWidget(content)
    return inner
