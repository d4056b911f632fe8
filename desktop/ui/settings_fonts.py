"""Settings of the document fonts: ours, or files of the office in their place."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.widgets import ElidedLabel, column, label, link, row
from desktop.usecases import document_fonts as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_FILES = N_("TrueType 字体 (*.ttf);;所有文件 (*)")


class FontsSheet(QWidget):
    """``saved``: documents look otherwise from now on."""

    saved = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.lines = {family: FontLine(tr(words)) for family, words in use.ROLES.items()}
        area, inner = scroll_sheet()
        card, layout = titled_card(
            tr("PDF 的字体"),
            tr("随程序的字体在任何电脑上都一样。单位买了公文字体的，可以换成自己的字体文件。"),
        )
        for family, line in self.lines.items():
            line.choose_wanted.connect(partial(self.ask, family))
            line.reset_wanted.connect(partial(self.choose, family, None))
            layout.addWidget(line)
        words = tr(
            "选好的字体会嵌入 PDF。Word 文档写明国标要求的字体名，由打开它的电脑提供字体；"
            "没有的，Word 和 WPS 会用相近的字体代替。"
        )
        layout.addWidget(label(words, tone="faint", wrap=True))
        inner.addWidget(card)
        inner.addStretch(1)
        column(self).addWidget(area)

    def refresh(self) -> None:
        """Show what is chosen; font files are looked into in the background."""
        workspace = self._workspace
        self._runner.start(
            self, tr("读取字体"), lambda _: use.chosen(workspace),
            done=self._show, failed=self.failed.emit,
        )  # fmt: skip

    def _show(self, chosen: dict[str, use.OwnFont]) -> None:
        for family, line in self.lines.items():
            line.show_font(chosen.get(family), locked=self._workspace.library.read_only)

    def ask(self, family: str) -> None:
        """Ask for a font file."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择字体文件"), "", tr(_FILES))
        if name:
            self.choose(family, Path(name))

    def choose(self, family: str, path: Path | None) -> None:
        """Take a file, or ours again; what is refused is said in its line."""
        workspace = self._workspace

        def refused(error: Exception) -> None:
            if isinstance(error, use.FontRefused):
                self.lines[family].say(tr("没有更换：{words}", words=error))
            else:
                self.failed.emit(error)

        def taken(_: object) -> None:
            self.saved.emit()
            self.refresh()

        self._runner.start(
            self, tr("更换字体"), lambda _: use.choose(workspace, family, path),
            done=taken, failed=refused,
        )  # fmt: skip


class FontLine(QWidget):
    """One family: what it is for, which file, another one, ours again."""

    choose_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        caption = label(title)
        caption.setProperty("fieldLabel", True)
        self.file = ElidedLabel(tr("随程序的字体"))
        self.choose_link = link(
            tr("选择字体文件…"),
            self.choose_wanted.emit,
            name=tr("{what}：选择字体文件", what=title),
        )
        self.reset_link = link(
            tr("用随程序的"), self.reset_wanted.emit, name=tr("{what}：用随程序的", what=title)
        )
        self.reset_link.hide()
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        line = row(self.file, self.reset_link, self.choose_link, spacing=14)
        line.setStretch(0, 1)
        layout = column(self, spacing=2, margins=(0, 2, 0, 6))
        layout.addWidget(caption)
        layout.addLayout(line)
        layout.addWidget(self.message)

    def show_font(self, font: use.OwnFont | None, *, locked: bool) -> None:
        """Show the file, or that it is ours."""
        self.file.setText(tr("随程序的字体") if font is None else str(font.path))
        self.reset_link.setVisible(font is not None and not locked)
        self.choose_link.setVisible(not locked)
        words = font.problem if font is not None else ""
        self.say(tr("{words}现在用随程序的字体代替。", words=words) if words else "")

    def say(self, words: str) -> None:
        """What is wrong; nothing when nothing is."""
        self.message.setText(words)
        self.message.setVisible(bool(words))
