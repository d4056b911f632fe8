"""About (关于): versions, shortcuts, licences, the log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import APP_NAME
from desktop.paths import log_file
from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.sheets import SheetPage
from desktop.ui.shortcut_panel import table_of
from desktop.ui.shortcuts import PLACES
from desktop.ui.task import open_folder
from desktop.ui.widgets import button, column, label, row, scroll_area
from desktop.usecases import about as use

_LINES = 200


class AboutPage(SheetPage):
    """Four sheets behind a list at the left."""

    message = Signal(str)
    failed = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self.set_title(tr("关于{app_name}", app_name=tr(APP_NAME)))
        self.parts: list[use.Part] = []
        self.names = QListWidget()
        self.licence = _reader()
        self.log = _reader()
        self.log.setAccessibleName(tr("运行日志"))
        self.licence.setAccessibleName(tr("许可证全文"))
        self.levels = [Chip(tr(word), key, "chip") for key, word in use.LEVELS.items()]
        group = QButtonGroup(self)
        for chip in self.levels:
            group.addButton(chip)
            chip.clicked.connect(lambda _=False: self.read_log())
        self.levels[0].setChecked(True)
        self.add_sheet(tr("版本"), self._version_sheet())
        self.add_sheet(tr("快捷键"), self._shortcut_sheet())
        self.add_sheet(tr("许可证"), self._licence_sheet(), self._read_parts)
        self.add_sheet(tr("运行日志"), self._log_sheet(), self.read_log)
        self.close_sheets()

    # versions and shortcuts

    def _version_sheet(self) -> QWidget:
        sheet, layout = _sheet(tr("版本"))
        about = tr(
            "离线编制办事指南、权责清单、中介服务清单和政务公开目录。内容只保存在本机的工作库文件里。"
        )
        layout.addWidget(label(about, tone="quiet", wrap=True))
        grid = _grid()
        self.versions = [*use.versions(), ("Qt", str(qVersion()))]
        for place, (name, version) in enumerate(self.versions):
            grid.addWidget(label(tr(name), tone="quiet"), place, 0)
            grid.addWidget(_copyable(version), place, 1)
        layout.addLayout(grid)
        layout.addLayout(row(button(tr("复制版本信息"), self.copy_versions), 1))
        layout.addStretch(1)
        return sheet

    def copy_versions(self) -> None:
        """For a report to whoever looks after the program."""
        text = "\n".join(f"{name} {version}" for name, version in self.versions)
        QGuiApplication.clipboard().setText(text)
        self.message.emit(tr("已复制版本信息。"))

    def _shortcut_sheet(self) -> QWidget:
        sheet, layout = _sheet(tr("快捷键"))
        for title, shortcuts in PLACES:
            heading = label(tr(title))
            heading.setObjectName("groupTitle")
            layout.addWidget(heading)
            layout.addLayout(table_of(shortcuts))
            layout.addSpacing(8)
        layout.addStretch(1)
        return _scrolled(sheet, tr("快捷键"))

    # licences

    def _licence_sheet(self) -> QWidget:
        sheet, layout = _sheet(tr("许可证"))
        words = tr("明册以 MIT 许可证发布。随程序分发的字体和程序库各按自己的许可证使用：")
        layout.addWidget(label(words, tone="quiet", wrap=True))
        self.names.setFixedWidth(290)
        self.names.setAccessibleName(tr("字体和程序库"))
        self.names.currentRowChanged.connect(self._show_licence)
        line = row(self.names, self.licence, spacing=12)
        line.setStretch(1, 1)
        layout.addLayout(line, 1)
        return sheet

    def _read_parts(self) -> None:
        if not self.parts:
            self._runner.start(self, tr("读取许可证"), lambda _: [use.program(), *use.fonts(), *use.libraries()],
                               done=self._show_parts, failed=self.failed.emit)  # fmt: skip

    def _show_parts(self, parts: list[use.Part]) -> None:
        self.parts = parts
        self.names.clear()
        for part in parts:
            item = QListWidgetItem(f"{tr(part.name)} {part.version}")
            item.setToolTip(part.licence)
            self.names.addItem(item)
        self.names.setCurrentRow(0)

    def _show_licence(self, place: int) -> None:
        if 0 <= place < len(self.parts):
            part = self.parts[place]
            head = f"{part.name} {part.version}\n{part.licence}"
            self.licence.setPlainText(f"{head}\n\n{part.text}".rstrip())

    # log

    def _log_sheet(self) -> QWidget:
        sheet, layout = _sheet(tr("运行日志"))
        words = tr("只记程序运行情况，不记录填写的内容。显示最后 {lines} 行。", lines=_LINES)
        layout.addWidget(label(words, tone="quiet", wrap=True))
        layout.addLayout(row(*self.levels, 1, spacing=6))
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self.log, 1)
        folder = log_file().parent
        layout.addLayout(row(
            button(tr("复制"), self.copy_log), button(tr("打开所在文件夹"), lambda: open_folder(folder)), 1,
            button(tr("刷新"), self.read_log), spacing=10,
        ))  # fmt: skip
        return sheet

    @property
    def level(self) -> str:
        """What the log is narrowed to."""
        return next((str(chip.key) for chip in self.levels if chip.isChecked()), "")

    def read_log(self) -> None:
        """Show the end of the log."""
        try:
            lines = use.log_lines(log_file(), _LINES, self.level)
        except OSError as error:
            self.failed.emit(error)
            return
        nothing = tr("没有这样的记录。") if self.level else tr("还没有记录。")
        self.log.setPlainText("\n".join(lines) or nothing)
        bar = self.log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def copy_log(self) -> None:
        """The shown lines, to send in."""
        QGuiApplication.clipboard().setText(self.log.toPlainText())
        self.message.emit(tr("已复制日志。"))


def _sheet(title: str) -> tuple[QWidget, QVBoxLayout]:
    sheet = QWidget()
    sheet.setObjectName("pageBody")
    sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = column(sheet, spacing=10, margins=(22, 18, 22, 20))
    heading = label(title)
    heading.setObjectName("sectionTitle")
    layout.addWidget(heading)
    return sheet, layout


def _scrolled(sheet: QWidget, name: str) -> QScrollArea:
    area = scroll_area(sheet, name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, 130)
    grid.setColumnStretch(1, 1)
    return grid


def _copyable(text: str) -> QWidget:
    made = label(text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _reader() -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    return box
