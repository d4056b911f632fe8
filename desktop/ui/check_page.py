"""检查: problems by rule, lists against each other, duplicates, dragged numbers, quality scores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.ui.check_problems import ProblemsTab
from desktop.ui.cross_tab import CrossTab
from desktop.ui.dragged_tab import DraggedTab
from desktop.ui.duplicates_tab import DuplicatesTab
from desktop.ui.finds_tab import FindsTab
from desktop.ui.folders import documents
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.mend_view import MendView, left_alone
from desktop.ui.page import Page
from desktop.ui.problem_words import title_words
from desktop.ui.quality_tab import QualityTab
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.task import TaskBar, open_folder
from desktop.ui.widgets import button, column, row
from desktop.usecases import compiling, dragging, mending, waiving
from desktop.usecases.problem_log import ProblemLog
from desktop.usecases.scoring import Scoring, check_and_score
from forms.problem import Problem
from forms.rules import registry

if TYPE_CHECKING:
    from desktop.usecases.mending import Mends
    from desktop.usecases.waiving import Waived
    from desktop.usecases.workspace import Workspace

_PROBLEMS, _CROSS, _DUPLICATES, _DRAGGED, _QUALITY = range(5)
_TABS = (N_("规则问题"), N_("三单互查"), N_("重复事项"), N_("下拉填充"), N_("质量评分"))


class CheckPage(Page):
    """``open_wanted`` carries record and field path; ``said`` offers to undo: words, label of the
    deed, the deed.
    """

    open_wanted = Signal(str, str)
    checked = Signal(int)
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._scoring: Scoring | None = None
        self._titles: dict[str, str] = {}
        self._problems = ProblemLog()
        self.set_title(tr("全部问题"))
        self.export_button = button(tr("导出检查报告…"), self.choose_report)
        self.start_button = button(tr("重新检查"), self.start, primary=True)
        for item in (self.export_button, self.start_button):
            self.buttons.addWidget(item)
        self.task = TaskBar(runner)
        self.problems = ProblemsTab(read_only=workspace.library.read_only)
        self.model, self.view, self.chips = (
            self.problems.model, self.problems.view, self.problems.chips,
        )  # fmt: skip
        self.cross = CrossTab(runner, workspace)
        self.duplicates = DuplicatesTab(runner, workspace)
        self.dragged = DraggedTab(runner, workspace)
        self.quality = QualityTab(workspace)
        self.mends = MendView(runner, workspace)
        self.tabs = tab_bar(tr("检查的内容"))
        self.parts, self.views = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()

    @property
    def finds(self) -> tuple[FindsTab, ...]:
        """The tabs that look for something of their own."""
        return (self.cross, self.duplicates, self.dragged)

    def _build(self) -> None:
        for title, part in zip(
            _TABS, (self.problems, *self.finds, self.quality), strict=True
        ):  # fmt: skip
            self.tabs.addTab(tr(title))
            self.parts.addWidget(part)
        whole = QWidget()
        layout = column(whole, spacing=0)
        layout.addWidget(tab_strip(self.tabs))
        tasks = row(self.task, margins=(20, 8, 20, 0))
        tasks.setStretch(0, 1)
        layout.addLayout(tasks)
        layout.addWidget(self.parts, 1)
        self.views.addWidget(whole)
        self.views.addWidget(self.mends)
        self.body.addWidget(self.views, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.problems.open_wanted.connect(self.open_wanted)
        self.problems.fixes_wanted.connect(self._show_fixes)
        self.problems.reason_given.connect(self._waive)
        self.quality.open_wanted.connect(self.open_wanted)
        self.quality.rule_wanted.connect(self._show_rule)
        self.dragged.mend_wanted.connect(self._show_dragged)
        for number, tab in enumerate(self.finds, _CROSS):
            tab.open_wanted.connect(self.open_wanted)
            tab.changed.connect(self.changed)
            tab.said.connect(self.said)
            tab.failed.connect(self.failed)
            tab.counted.connect(lambda count, number=number: self._count(number, count))
        self.mends.open_wanted.connect(self.open_wanted)
        self.mends.back_wanted.connect(lambda: self.views.setCurrentIndex(0))
        self.mends.changed.connect(self._on_mended)
        self.mends.said.connect(self.said)
        self.mends.failed.connect(self.failed)

    def _count(self, tab: int, count: int) -> None:
        words = tr(_TABS[tab])
        self.tabs.setTabText(tab, f"{words} {count}" if count else words)

    # arriving and checking

    def arrive(self) -> None:
        """Look at everything afresh."""
        self.narrow("", ())
        self.start()

    def narrow(self, title: str, rules: tuple[str, ...]) -> None:
        """Show only the problems of these rules, hints too; ``title`` says so."""
        if rules:
            self.tabs.setCurrentIndex(_PROBLEMS)
        self.problems.narrow(title, rules)

    def _show_rule(self, rule: str) -> None:
        self.narrow(tr(registry.texts()[rule].title), (rule,))
        self.view.setFocus()

    def _show_tab(self, number: int) -> None:
        self.parts.setCurrentIndex(number)
        part = self.parts.currentWidget()
        if isinstance(part, FindsTab):
            part.arrive()

    def start(self) -> None:
        """Check every record, and look again for what the tab on show looks for."""
        self.views.setCurrentIndex(0)
        for tab in self.finds:
            tab.forget()
        self._show_tab(self.tabs.currentIndex())
        workspace = self._workspace
        self._work(tr("检查"), lambda progress: _check(workspace, progress), self._done)

    def _work(self, title: str, work: Any, done: Callable[..., None]) -> None:
        if self.task.job is not None:
            return
        self._set_busy(True)

        def ended(slot: Callable[..., None], *values: Any) -> None:
            self._set_busy(False)
            slot(*values)

        self.task.start(title, work, lambda result: ended(done, result),
                        lambda error: ended(self.failed.emit, error), lambda: ended(_nothing))  # fmt: skip

    def _set_busy(self, busy: bool) -> None:
        for item in (self.start_button, self.export_button):
            item.setEnabled(not busy)

    def _done(self, found: tuple[Scoring, dict[str, str]]) -> None:
        self._scoring, self._titles = found
        outcome = self._scoring.outcome
        self.checked.emit(outcome.blocking)
        self._show_problems(outcome.problems)
        self.quality.show_scoring(self._scoring, self._titles)

    def _show_problems(self, problems: ProblemLog) -> None:
        self._problems = problems
        assert self._scoring is not None
        self._count(_PROBLEMS, len(problems))
        self.problems.show_problems(problems, self._titles, self._scoring.outcome.records)

    def _open(self, number: int) -> None:
        self.problems.open(number)

    # mending

    def _show_fixes(self, problems: list[Problem]) -> None:
        workspace = self._workspace
        self._work(tr("准备改动"), lambda _: mending.fixes_of(workspace, problems),
                   lambda mends: self._show_mends(mends, tr("检查建议的改法，请逐处核对后写入。")))  # fmt: skip

    def _show_dragged(self, found: list[dragging.Dragged]) -> None:
        workspace = self._workspace
        words = tr("把下拉填充的数字改回各列起始处的数字，请对照依据核对后写入。")
        self._work(tr("准备改动"), lambda _: dragging.mends_of(workspace, found),
                   lambda mends: self._show_mends(mends, words))  # fmt: skip

    def _show_mends(self, mends: Mends, words: str) -> None:
        self.views.setCurrentIndex(1)
        self.mends.show_mends(mends, words)

    def _on_mended(self) -> None:
        self.changed.emit()
        self.start()

    # reasons

    def _waive(self, problems: list[Problem], reason: str) -> None:
        workspace = self._workspace
        self._work(tr("写入理由"), lambda progress: waiving.waive(workspace, problems, reason, progress),
                   self._on_waived)  # fmt: skip

    def _on_waived(self, done: Waived) -> None:
        self._replace(done.records, done.found)
        self.problems.reasons_written()
        self.changed.emit()
        words = tr("已为 {count} 处写明理由。", count=len(done.problems))
        words += left_alone(tuple(self._titles.get(item.record, "") for item in done.kept))
        if done.problems:
            self.said.emit(words, tr("撤销"), lambda: self._take_back(done))
        else:
            self.said.emit(words, "", None)

    def _take_back(self, done: Waived) -> None:
        workspace = self._workspace

        def undone(found: tuple[Problem, ...]) -> None:
            self._replace(done.records, found)
            self.changed.emit()

        self._work(tr("正在撤销"), lambda progress: waiving.undo(workspace, done, progress), undone)

    def _replace(self, records: frozenset[str], found: tuple[Problem, ...]) -> None:
        """The problems of some records are others now; they stay where their record stood."""
        self._problems.replace(records, found)
        self._show_problems(self._problems)
        self.checked.emit(self._problems.blocking)

    # the report

    def choose_report(self) -> None:
        """Ask where to write the error report."""
        name = tr("{organization}检查报告.xlsx", organization=self._workspace.organization)
        start = str(documents() / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("导出检查报告"), start, tr("Excel 工作簿 (*.xlsx)")
        )
        if chosen:
            self.write_report(Path(chosen))

    def write_report(self, target: Path) -> None:
        """Check everything and write the error report."""
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        workspace = self._workspace

        def work(progress: Any) -> Path:
            from desktop.usecases.reporting import write_report

            write_report(workspace, target, progress=progress)
            return target

        self._work(tr("导出检查报告"), work, self._on_written)

    def _on_written(self, target: Path) -> None:
        words = tr(
            "已导出“{name}”。在“改正为”一栏填好后，把文件拖回本窗口，就可以逐处核对、写入。",
            name=target.name,
        )
        self.said.emit(words, tr("打开文件夹"), lambda: open_folder(target.parent))


def _nothing() -> None:
    """Stopped: what was shown stays."""


def _check(workspace: Workspace, progress: Any) -> tuple[Scoring, dict[str, str]]:
    found = check_and_score(workspace, progress)
    uuids = found.outcome.problems.records
    uuids += [item.uuid for item in found.scored]
    titles = {}
    for line in compiling.rows(workspace, list(dict.fromkeys(uuids))):
        form = workspace.catalogue.form(line.kind)
        titles[line.uuid] = f"{tr(form.title)} · {title_words(line.title)}"
    return found, titles
