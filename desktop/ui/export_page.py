"""Print as Word, PDF and Excel: what, in which format and layout, where to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.task import FolderRow, TaskBar, card, open_folder
from desktop.ui.widgets import FlowLayout, button, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.exporting import ExportOutcome
    from desktop.usecases.workspace import Workspace

_FORMAT_WORDS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
_WIDEST = 720
_LISTED = 12


class ExportPage(Page):
    """Options, bar, result."""

    back_wanted = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace, folder: Path) -> None:
        super().__init__()
        from desktop.usecases.exporting import FORMATS, LAYOUTS

        self._workspace = workspace
        self._uuids: list[str] = []
        self.set_title(tr("导出"))
        self.buttons.addWidget(button(tr("返回"), self.back_wanted.emit))
        self.what = ComboBox()
        self.formats = [Chip(_FORMAT_WORDS[name], name, "chip") for name in FORMATS]
        self.layouts = [Chip(words, name, "chip") for name, words in LAYOUTS.items()]
        self.bundle = QCheckBox(tr("指南合成一册，带目录"))
        self.folder = FolderRow(folder)
        self.task = TaskBar(runner)
        self.start_button = button(tr("开始导出"), self.start, primary=True)
        for chip in [*self.formats, *self.layouts]:
            chip.setChecked(chip.key in ("docx", "pdf", "xlsx", "full", "list"))
        self.what.currentIndexChanged.connect(lambda _: self._refresh())
        self._result, self._result_layout = card()
        self._result.hide()
        self._build()

    def _build(self) -> None:
        frame, layout = card()
        for title, content in (
            (tr("导出哪些"), self.what), (tr("格式"), _chips(self.formats)), (tr("版式"), _chips(self.layouts)),
            ("", self.bundle), (tr("保存到"), self.folder),
        ):  # fmt: skip
            if title:
                layout.addWidget(label(title, tone="quiet"))
            layout.addWidget(content)
        layout.addSpacing(6)
        layout.addLayout(row(1, self.start_button))
        layout.addWidget(self.task)
        inner = column(spacing=14, margins=(20, 18, 20, 20))
        for item in (frame, self._result):
            item.setMaximumWidth(_WIDEST)
            inner.addWidget(item)
        inner.addStretch(1)
        self.body.addLayout(inner)

    def prepare(self, kind: str, uuids: list[str]) -> None:
        """Offer what the user came from: chosen records, a kind, everything."""
        self._uuids = uuids
        self.what.clear()
        catalogue = self._workspace.catalogue
        if uuids:
            form = catalogue.form(kind)
            words = (
                tr("选中的 {count} 条{title}", count=len(uuids), title=tr(form.title))
                if len(uuids) > 1
                else tr("这一条{title}", title=tr(form.title))
            )
            self.what.addItem(words, ("chosen", kind))
        if kind:
            self.what.addItem(
                tr("全部{list_title}", list_title=tr(catalogue.form(kind).list_title)),
                ("kind", kind),
            )
        self.what.addItem(tr("所有清单"), ("all", ""))
        # Who prints one guide wants the guide; lists of one line are for nobody.
        alone = kind == "service_guide" and len(uuids) == 1
        for chip in self.layouts:
            chip.setChecked(chip.key == "full" or (chip.key == "list" and not alone))
        self._result.hide()
        self._refresh()

    def _refresh(self) -> None:
        data = self.what.currentData()
        guides = data is not None and data[1] in ("", "service_guide")
        for chip in self.layouts:
            chip.setVisible(guides or chip.key == "list")
        self.bundle.setVisible(
            guides and (data is None or data[0] != "chosen" or len(self._uuids) > 1)
        )

    def start(self) -> None:
        """Write."""
        scope, kind = self.what.currentData() or ("all", "")
        formats = [str(chip.key) for chip in self.formats if chip.isChecked()]
        layouts = [str(c.key) for c in self.layouts if c.isChecked() and not c.isHidden()]
        if not formats or not layouts:
            self._say(tr("请至少选择一种格式和一种版式。"))
            return
        if formats == ["xlsx"] and "list" not in layouts:
            self._say(tr("Excel 只用于清单版式。请同时选择“清单”版式，或选 Word、PDF。"))
            return
        uuids = list(self._uuids) if scope == "chosen" else []
        workspace, out, bundle = self._workspace, self.folder.path, self.bundle.isChecked()
        from desktop.usecases.exporting import export

        self.start_button.setEnabled(False)
        self._result.hide()
        self.task.start(
            tr("导出"),
            lambda progress: export(workspace, out, kind=kind, uuids=uuids, formats=formats,
                                    layouts=layouts, bundle=bundle, progress=progress),
            self._done, self._failed, self._cancelled,
        )  # fmt: skip

    def _done(self, outcome: ExportOutcome) -> None:
        self.start_button.setEnabled(True)
        counts = Counter(path.suffix[1:] for path in outcome.files)
        words = tr("、").join(tr("{value} {value2} 个", value=_FORMAT_WORDS[name], value2=counts[name]) for name in _FORMAT_WORDS
                         if counts[name])  # fmt: skip
        self._say(
            tr("已导出 {count} 个文件：{words}。", count=len(outcome.files), words=words)
            if words
            else tr("没有可以导出的记录。")
        )
        folder = self.folder.path
        for path in outcome.files[:_LISTED]:
            self._result_layout.addWidget(label(str(path.relative_to(folder)), tone="quiet"))
        if len(outcome.files) > _LISTED:
            self._result_layout.addWidget(
                label(tr("…… 共 {count} 个", count=len(outcome.files)), tone="faint")
            )
        if outcome.missing_glyphs:
            signs = "".join(outcome.missing_glyphs)
            words = tr("以下字符没有字形，PDF 中以〓代替：{signs}", signs=signs)
            self._result_layout.addWidget(label(words, wrap=True))
        if outcome.files:
            self._result_layout.addLayout(
                row(link(tr("打开文件夹"), lambda: open_folder(folder)), 1)
            )

    def _failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        self.failed.emit(error)

    def _cancelled(self) -> None:
        self.start_button.setEnabled(True)
        self._say(tr("已取消。已经写完的文件保留在文件夹里，没有写了一半的文件。"))

    def _say(self, text: str) -> None:
        clear(self._result_layout)
        self._result_layout.addWidget(label(text, tone="strong", wrap=True))
        self._result.show()


def _chips(chips: list[Chip]) -> QWidget:
    box = QWidget()
    flow = FlowLayout(box)
    for chip in chips:
        flow.addWidget(chip)
    return box
