"""Bring in files: progress, then what was understood, what was not, and 撤销导入."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.problem_words import message_of
from desktop.ui.task import TaskBar, card
from desktop.ui.widgets import TONES, button, chip, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.importing import ImportOutcome
    from desktop.usecases.workspace import Workspace
    from forms.problem import Problem

_WIDEST = 900
_PROBLEMS = 40
_FEW_NAMES = 8  # column names that are listed without being asked for


class ImportPage(Page):
    """One import at a time; ``changed`` says that the library holds other records now."""

    changed = Signal()
    failed = Signal(object)
    kind_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._paths: list[Path] = []
        self._batches: tuple[str, ...] = ()
        self.set_title(tr("导入"))
        self.undo_button = button(tr("撤销导入"), self.undo)
        self.buttons.addWidget(self.undo_button)
        self.task = TaskBar(runner)
        body = QWidget()
        body.setObjectName("pageBody")
        self._cards = column(spacing=14)
        inner = column(body, spacing=14, margins=(20, 18, 20, 24))
        self.task.setMaximumWidth(_WIDEST)
        inner.addWidget(self.task)
        inner.addLayout(self._cards)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area)
        self.undo_button.hide()

    @property
    def busy(self) -> bool:
        """Whether an import is under way."""
        return self.task.job is not None

    def start(self, paths: Sequence[Path], *, again: bool = False) -> None:
        """Read the files and write what was understood."""
        from desktop.usecases.importing import import_files

        self._paths = list(paths)
        name = paths[0].name if len(paths) == 1 else tr("{count} 个文件", count=len(paths))
        self.set_title(name, crumb=tr("导入"))
        self._reset()
        workspace, files = self._workspace, tuple(paths)
        self.task.start(
            tr("读取 {name}", name=name),
            lambda progress: import_files(workspace, files, again=again, progress=progress),
            self._done, self._failed, self._cancelled,
        )  # fmt: skip

    def _reset(self) -> None:
        clear(self._cards)
        self._batches = ()
        self.undo_button.hide()

    # ends

    def _done(self, outcome: ImportOutcome) -> None:
        self._batches = tuple(outcome.batches)
        self.undo_button.setVisible(bool(self._batches))
        self._add_summary(outcome)
        self._add_files(outcome)
        problems = [problem for result in outcome.results for problem in result.problems]
        if problems:
            self._add_problems(problems)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ValueError):
            self._add_words(tr("没有导入，工作库没有改变。"), str(error))
        else:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self._add_words(tr("已取消，工作库没有改变。"))

    def undo(self) -> None:
        """Take the import back."""
        from desktop.usecases.importing import undo_import

        workspace, batches = self._workspace, self._batches
        self.undo_button.setEnabled(False)
        self._runner.start(
            tr("撤销导入"), lambda _: [undo_import(workspace, batch) for batch in batches],
            done=self._undone, failed=self._undo_failed,
        )  # fmt: skip

    def _undo_failed(self, error: Exception) -> None:
        self.undo_button.setEnabled(True)
        self.failed.emit(error)

    def _undone(self, reports: list[Any]) -> None:
        self.undo_button.setEnabled(True)
        self._reset()
        removed = sum(len(report.removed) for report in reports)
        reverted = sum(len(report.reverted) for report in reports)
        kept = [item for report in reports for item in report.kept]
        words = tr(
            "已撤销：{removed} 条移到回收站，{reverted} 条恢复原样。",
            removed=removed,
            reverted=reverted,
        )
        self._add_words(
            words,
            *(tr("“{title}”保留：{reason}", title=item.title, reason=item.reason) for item in kept),
        )
        self.changed.emit()

    # drawing

    def _add_card(self) -> Any:
        frame, layout = card(spacing=6)
        frame.setMaximumWidth(_WIDEST)
        self._cards.addWidget(frame)
        return layout

    def _add_words(self, first: str, *more: str) -> None:
        layout = self._add_card()
        layout.addWidget(label(first, tone="strong", wrap=True))
        for text in more:
            layout.addWidget(label(text, wrap=True))

    def _add_summary(self, outcome: ImportOutcome) -> None:
        layout = self._add_card()
        layout.addWidget(
            label(tr("已写入") if outcome.by_kind else tr("没有写入记录"), tone="strong")
        )
        figures = row(spacing=40)
        for kind, number in outcome.by_kind.items():
            figures.addLayout(self._figure(kind, number))
        figures.addStretch(1)
        if outcome.by_kind:
            layout.addLayout(figures)
        for file in outcome.repeated:
            words = label(
                tr("“{name}”与已导入的文件内容相同，没有重复导入。", name=Path(file).name),
                wrap=True,
            )
            again = link(tr("仍然再导入一次"), lambda: self.start(self._paths, again=True))
            layout.addWidget(words)
            layout.addLayout(row(again, 1))
        if not outcome.by_kind and not outcome.repeated:
            layout.addWidget(label(tr("文件里没有找到可以成为记录的行。"), wrap=True))

    def _figure(self, kind: str, number: int) -> Any:
        box = column(spacing=2)
        figure = label(str(number))
        figure.setObjectName("figure")
        box.addWidget(figure)
        title = tr(self._workspace.catalogue.form(kind).list_title)
        box.addWidget(link(f"{title} ›", lambda: self.kind_wanted.emit(kind)))
        return box

    def _add_files(self, outcome: ImportOutcome) -> None:
        for result in outcome.results:
            layout = self._add_card()
            layout.addWidget(label(Path(result.file).name, tone="strong", wrap=True))
            for sheet in result.sheets:
                parts = [
                    tr("工作表“{name}”", name=sheet.name)
                    if sheet.header_row
                    else tr("来源“{name}”", name=sheet.name)
                ]
                if sheet.header_row:
                    parts.append(tr("表头在第 {header_row} 行", header_row=sheet.header_row))
                parts += _counted(sheet.records, self._workspace)
                layout.addWidget(label("　".join(parts), wrap=True))
                if sheet.note:
                    layout.addWidget(label(sheet.note, tone="quiet", wrap=True))
                if sheet.unmapped:
                    self._add_unmapped(layout, sheet.unmapped)
            cells = result.cells
            text = tr(
                "进入栏目 {taken} 个，放入备注 {remarks} 个，未采用 {dropped} 个。",
                taken=cells.taken,
                remarks=cells.remarks,
                dropped=cells.dropped,
            )
            layout.addWidget(label(tr("单元格：{words}", words=text), tone="faint"))

    def _add_unmapped(self, layout: Any, names: Sequence[str]) -> None:
        """What has no field of its own; many names stay folded until somebody asks."""
        few = len(names) <= _FEW_NAMES
        head = tr("{count} 个栏目没有对应的要素，内容放入备注", count=len(names))
        words = label(tr("、").join(names), tone="quiet", wrap=True)
        if few:
            words.setText(tr("{name}：{words}。", name=head, words=words.text()))
            layout.addWidget(words)
            return
        words.hide()

        def fold() -> None:
            words.setVisible(words.isHidden())
            more.setText(tr("列出栏目") if words.isHidden() else tr("收起"))

        more = link(tr("列出栏目"), fold)
        layout.addLayout(row(label(tr("{words}。", words=head), tone="quiet"), more, 1))
        layout.addWidget(words)

    def _add_problems(self, problems: Sequence[Problem]) -> None:
        layout = self._add_card()
        layout.addWidget(label(tr("请留意 {count} 处", count=len(problems)), tone="strong"))
        for problem in problems[:_PROBLEMS]:
            words = label(message_of(problem), wrap=True)
            line = row(chip(tr(problem.severity.word), TONES[problem.severity]), words)
            line.setStretch(1, 1)
            layout.addLayout(line)
        if len(problems) > _PROBLEMS:
            layout.addWidget(
                label(tr("…… 只列出前 {problems} 处", problems=_PROBLEMS), tone="faint")
            )


def _counted(records: Mapping[str, int], workspace: Workspace) -> list[str]:
    return [
        tr("{list_title} {number} 条", list_title=tr(workspace.catalogue.form(kind).list_title), number=number)
        for kind, number in records.items() if number
    ]  # fmt: skip
