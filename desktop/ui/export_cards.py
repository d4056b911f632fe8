"""What an export will write and what to mind, and afterwards the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop.ui.i18n import N_, tr
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.task import open_folder
from desktop.ui.widgets import button, chip, clear, column, label, row
from desktop.usecases.export_plan import ExportPlan
from forms.problem import Severity

_LONG, _START = 34, 6
_HEADINGS = (N_("文件"), N_("大小"))


class PlanCard(QFrame):
    """将生成: figures by format, then warnings. ``words`` names the formats."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._words = words
        layout = column(self, spacing=8, margins=(18, 16, 18, 16))
        layout.addWidget(label(tr("将生成"), tone="strong"))
        self._figures = QHBoxLayout()
        self._figures.setSpacing(28)
        layout.addLayout(self._figures)
        self.about = label(tr("正在清点…"), tone="quiet", wrap=True)
        layout.addWidget(self.about)
        self._warnings = column(spacing=6)
        layout.addLayout(self._warnings)

    def show_plan(self, plan: ExportPlan, folder: Path) -> None:
        """Count the files, say what to mind."""
        clear(self._figures)
        clear(self._warnings)
        for name, words in self._words.items():
            if plan.by_format[name]:
                box = column(spacing=0)
                figure = label(str(plan.by_format[name]))
                figure.setObjectName("figure")
                box.addWidget(figure)
                box.addWidget(label(tr("{format} 文件", format=words), tone="quiet"))
                self._figures.addLayout(box)
        self._figures.addStretch(1)
        if plan.count:
            self.about.setText(
                tr("共 {count} 个文件，{records} 条记录。", count=plan.count,
                   records=plan.records)
            )  # fmt: skip
        else:
            self.about.setText(tr("没有可以生成的文件。"))
        for severity, words in _warnings(plan):
            tone = "block" if severity is Severity.BLOCK else (
                "warn" if severity is Severity.WARN else "hint")  # fmt: skip
            line = row(chip(tr(severity.word), tone), label(words, wrap=True))
            line.setStretch(1, 1)
            self._warnings.addLayout(line)


def _warnings(plan: ExportPlan) -> Iterator[tuple[Severity, str]]:
    if plan.refusal:
        yield Severity.BLOCK, tr(plan.refusal)
    if plan.room:
        yield Severity.WARN, tr(plan.room)
    if plan.blocking:
        yield (
            Severity.WARN,
            tr("{count} 条记录还有阻断问题，文件可以打印，但不宜对外发布。", count=plan.blocking),
        )
    if plan.drafts:
        yield Severity.HINT, tr("{count} 条还没有定稿，是草稿内容。", count=plan.drafts)
    if plan.unchecked:
        yield Severity.HINT, tr("{count} 条修改后还没有检查过。", count=plan.unchecked)
    if plan.replaced:
        yield (
            Severity.HINT,
            tr("{count} 个同名文件已在文件夹里，将被新的替换。", count=plan.replaced),
        )


class ResultCard(QFrame):
    """What came of it: a sentence, the files, ways to open them. ``words`` names the formats."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._words = words
        self._folder = Path()
        self.files: tuple[Path, ...] = ()
        self.said = label(tone="strong", wrap=True)
        self.more = label(wrap=True)
        self.model = LinesModel(_HEADINGS, self._line)
        self.table = LinesTable(self.model, tr("导出的文件"), {1: 84})
        self.table.setMinimumHeight(180)
        self.table.open_wanted.connect(self.open_file)
        self.open_button = button(tr("打开文件"), self.open_file)
        self.folder_button = button(tr("打开文件夹"), lambda: open_folder(self._folder))
        head = column(spacing=6, margins=(18, 16, 18, 10))
        head.addWidget(self.said)
        head.addWidget(self.more)
        head.addLayout(row(self.open_button, self.folder_button, 1))
        inner = column(self, spacing=0, margins=(1, 1, 1, 8))
        inner.addLayout(head)
        inner.addWidget(self.table, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Only a sentence."""
        self._show(text, "", (), Path())

    def show_outcome(
        self, files: Sequence[Path], missing: Sequence[str], folder: Path,
        remarks: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """The files written, signs that no font has, and what a format could not hold."""
        counts = Counter(path.suffix[1:] for path in files)
        words = tr("、").join(
            tr("{value} {value2} 个", value=name, value2=counts[suffix])
            for suffix, name in self._words.items() if counts[suffix]
        )  # fmt: skip
        said = (
            tr("已导出 {count} 个文件：{words}。", count=len(files), words=words)
            if words else tr("没有可以导出的记录。")
        )  # fmt: skip
        signs = "".join(missing)
        glyphs = (
            tr("以下字符没有字形，PDF 中以〓代替，Word、Excel 中可能是方框：{signs}", signs=signs)
            if signs else ""
        )  # fmt: skip
        self._show(said, "\n".join(filter(None, (glyphs, *remarks))), tuple(files), folder)

    def show_stopped(self, reason: str, files: Sequence[Path], folder: Path) -> None:
        """It ended before its end: why, and what is there."""
        more = (
            tr("前面 {count} 个文件已经写完，保留在文件夹里。", count=len(files))
            if files else tr("没有写出文件。")
        )  # fmt: skip
        said = tr("没有导出完：{reason}", reason=reason) if files else reason
        self._show(said, more, tuple(files), folder)

    def _show(self, said: str, more: str, files: tuple[Path, ...], folder: Path) -> None:
        self.files, self._folder = files, folder
        self.said.setText(said)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        for part in (self.table, self.open_button, self.folder_button):
            part.setVisible(bool(files))
        tall = QSizePolicy.Policy.Expanding if files else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
        self.model.set_count(len(files))
        if files:
            self.table.selectRow(0)
        self.show()

    def _line(self, number: int) -> tuple[Cell, ...]:
        path = self.files[number]
        try:
            size = path.stat().st_size
        except OSError:
            return Cell(self._name(path)), Cell(tr("已不在"))
        return Cell(self._name(path)), Cell(_size(size))

    def _name(self, path: Path) -> str:
        """The name with its end, where records of one office differ."""
        name = path.name
        return name if len(name) <= _LONG else f"{name[:_START]}……{name[-(_LONG - _START) :]}"

    def open_file(self) -> None:
        """Open the chosen file with the program of this computer for it."""
        chosen = self.table.chosen()
        if chosen:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.files[chosen[0]])))


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
