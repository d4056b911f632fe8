"""工作台: how much there is, how far it is, what to do first; every number opens its list."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.ui.home_empty import EmptyHome
from desktop.ui.home_laws import LawCard
from desktop.ui.home_offices import OfficesPanel
from desktop.ui.home_panels import CompressionPanel, KindsPanel
from desktop.ui.home_parts import FigureCard, LinePanel
from desktop.ui.home_words import due_line, edit_line, task_line
from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner
from desktop.ui.page import Page
from desktop.ui.scrolling import scroll_column
from desktop.ui.widgets import button, column
from desktop.usecases import first_tasks, law_watch, workbench
from desktop.usecases.first_tasks import Findings, Tally
from desktop.usecases.law_watch import Watch
from desktop.usecases.workbench import Census, Measures, Target

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_GAP = 14  # px between cards
_NARROW = 720  # px: below it panels stand one below the other
_MANY = 20_000  # records: from here on a check takes minutes, and is done again only on demand
_MOST_DUES = 9  # lines; what comes first is what is due first
_FIRST_KIND = "service_guide"


class HomePage(Page):
    """Signals say where the user wants to go; a `Target` says which part of a list.

    The numbers come in four steps, each in the background, and stay on screen until newer ones
    are there; nothing is counted twice for the same state of the library.
    """

    scan_wanted = Signal()  # what newer law texts touch
    said = Signal(str, str, object)

    open_list = Signal(str, object)  # kind, Target
    open_record = Signal(str, str)  # uuid, field path
    open_problems = Signal(object)  # Target; without rules all problems
    new_wanted = Signal(str)
    import_wanted = Signal()
    sample_wanted = Signal()
    export_wanted = Signal(str, list)
    pack_wanted = Signal()
    checked = Signal(int)  # blocking problems in the whole library
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._job: Job | None = None
        self._generation = 0
        self._token: Hashable = None
        self.census: Census | None = None
        self.measures: Measures | None = None
        self.findings: Findings | None = None
        self.watch: Watch | None = None
        self._measures_fit = self._findings_fit = self._watch_fits = False
        self.set_title(tr("工作台"))
        self.completeness = FigureCard(tr("要素完整度"))
        self.blocking = FigureCard(tr("阻断问题"))
        self.basis = FigureCard(tr("依据已失效或有差异"))
        self.stale = FigureCard(tr("超过一年未核对"))
        self.figures = (self.completeness, self.blocking, self.basis, self.stale)
        self.laws = LawCard()
        self.progress = KindsPanel()
        self.tasks = LinePanel(tr("请先处理"), tr("没有要先处理的事。"))
        titles = {form.kind: form.list_title for form in workspace.catalogue.ordered()}
        self._titles = titles
        self.offices = OfficesPanel()
        self.compression = CompressionPanel()
        self.dues = LinePanel(tr("到期提醒"), tr("一个月之内没有到期的事。"))
        self.edits = LinePanel(tr("最近编辑"), tr("还没有编辑过。"))
        self.panels = (
            self.progress, self.tasks,
            _below_each_other(self.offices, self.compression),
            _below_each_other(self.dues, self.edits),
        )  # fmt: skip
        self.empty = EmptyHome()
        self._narrow: bool | None = None
        self._build()
        self._connect()

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def _build(self) -> None:
        self.import_button = button(tr("导入文件…"), self.import_wanted.emit)
        self.export_button = button(tr("导出…"), lambda: self.export_wanted.emit("", []))
        self.pack_button = button(tr("生成同步包"), self.pack_wanted.emit, primary=True)
        for item in (self.import_button, self.export_button, self.pack_button):
            self.buttons.addWidget(item)
        self._figure_grid, self._panel_grid = QGridLayout(), QGridLayout()
        board = QWidget()
        inner = column(board, spacing=_GAP)
        for grid in (self._figure_grid, self._panel_grid):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(_GAP)
            inner.addLayout(grid)
        inner.insertWidget(1, self.laws)
        inner.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(board)
        self.stack.addWidget(self.empty)
        self.area, body = scroll_column(self)
        body.addWidget(self.stack)
        self._arrange(narrow=False)

    def _connect(self) -> None:
        self.empty.new_wanted.connect(lambda: self.new_wanted.emit(_FIRST_KIND))
        self.empty.import_wanted.connect(self.import_wanted)
        self.empty.sample_wanted.connect(self.sample_wanted)
        self.completeness.clicked.connect(self._open_gaps)
        self.blocking.clicked.connect(self._open_blocking)
        for card, rules in (
            (self.basis, first_tasks.BASIS_RULES), (self.stale, first_tasks.STALE_RULES),
        ):  # fmt: skip
            target = Target(card.caption, rules=rules)
            card.clicked.connect(lambda _=False, target=target: self.open_target(target))
        self.laws.scan_wanted.connect(self.scan_wanted)
        self.laws.noted.connect(self._take_note)
        self.tasks.chosen.connect(self._open_task)
        self.tasks.rest_wanted.connect(self._open_blocking)
        self.tasks.again_wanted.connect(self._check_again)
        self.edits.chosen.connect(self._open_edit)
        self.dues.chosen.connect(self._open_due)
        for panel in (self.progress, self.offices, self.compression):
            panel.target_chosen.connect(self.open_target)

    # where numbers lead

    def open_target(self, target: Target) -> None:
        """Tell the window where to go."""
        if target.uuid:
            self.open_record.emit(target.uuid, target.field)
        elif target.rules or target.problems:
            self.open_problems.emit(target)
        else:
            self.open_list.emit(target.kind, target)

    def _open_gaps(self) -> None:
        rules = self.measures.rules if self.measures else ()
        self.open_target(Target(tr("没有填全"), rules=rules, problems=True))

    def _open_blocking(self) -> None:
        self.open_target(Target(tr("全部问题"), problems=True))

    def _open_task(self, place: int) -> None:
        tasks = self._findings().tasks
        self.open_target(tasks[place].target)

    def _open_edit(self, place: int) -> None:
        if self.census is not None:
            self.open_target(self.census.edits[place].target)

    def _open_due(self, place: int) -> None:
        """One record at its date; several in their list."""
        if self.measures is None:
            return
        due = self.measures.dues[place]
        title = f"{tr(self._titles[due.kind])} · {tr(due.what.title)}"
        if len(due.uuids) == 1:
            field = due.what.field
            self.open_target(Target(title, due.kind, uuid=due.uuids[0], field=field))
        else:
            self.open_target(Target(title, due.kind, uuids=due.uuids))

    # numbers, as they come

    def refresh(self) -> None:
        """Count again where the library has changed; call it whenever the page shows."""
        self._stop()
        generation, workspace = self._generation, self._workspace
        self._job = self._runner.start(
            self, tr("统计"), lambda _: (workbench.token(workspace), workbench.census(workspace)),
            done=lambda found: self._counted(generation, *found), failed=self.failed.emit,
        )  # fmt: skip

    def leave(self) -> bool:
        """Leave the computer to what the user does next; unfinished numbers come another time."""
        self._stop()
        return True

    @property
    def busy(self) -> bool:
        """Whether numbers are still to come."""
        return self._job is not None

    def _stop(self) -> None:
        """Nothing that is under way may answer any more."""
        self._generation += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _counted(self, generation: int, token: Hashable, census: Census) -> None:
        if generation != self._generation:
            return
        self._job = None
        if token != self._token or self.census is None:
            changed = self._token is not None
            self._token, self.census = token, census
            self._measures_fit = self._findings_fit = self._watch_fits = False
            self._show_census(census)
            if changed:
                self._say(tr("正在更新…"))
        self._go_on(generation, census)

    def _go_on(self, generation: int, census: Census) -> None:
        """The next number that is not known yet."""
        large = census.total > _MANY
        if not census.total:
            self.measures = self.findings = None
            self._show_watch(Watch())
        elif not self._measures_fit:
            self._measure(generation)
        elif self.findings is None or not (self._findings_fit or large):
            self._check(generation)
        else:
            self._say("" if self._findings_fit else tr("检查以后又有改动"))
            self.tasks.set_again("" if self._findings_fit else tr("重新检查"))
            if not self._watch_fits:
                self._look_for_laws(generation)

    def _look_for_laws(self, generation: int) -> None:
        """Last of all, and without a word: only what it finds is of interest."""
        workspace, token = self._workspace, self._token
        self._job = self._runner.start(
            self, tr("对照现行文本"),
            lambda progress: law_watch.watch(workspace, progress, token=token),
            done=lambda found: self._looked(generation, found), failed=self.failed.emit,
        )  # fmt: skip

    def _looked(self, generation: int, found: Watch) -> None:
        if generation == self._generation:
            self._job = None
            self._watch_fits = True
            self._show_watch(found)

    def _show_watch(self, found: Watch) -> None:
        self.watch = found
        self.laws.show_watch(found, read_only=self._workspace.library.read_only)

    def _take_note(self) -> None:
        """Tell no more of what shows, with a way back."""
        seen, workspace = self.watch, self._workspace
        assert seen is not None

        def back() -> None:
            law_watch.take_note(workspace, seen, noted=False)
            self._show_watch(seen)

        law_watch.take_note(workspace, seen)
        self._show_watch(Watch())
        self.said.emit(tr("下一次有新文本涉及记录时再提醒。"), tr("撤销"), back)

    def _check_again(self) -> None:
        if self.busy:
            return
        self._generation += 1
        self._check(self._generation)

    def _measure(self, generation: int) -> None:
        workspace = self._workspace
        self._job = self._runner.start(
            self, tr("统计"), lambda progress: workbench.measure(workspace, progress),
            done=lambda found: self._measured(generation, found), failed=self.failed.emit,
            progressed=lambda done, total, _: self._measuring(generation, done, total),
        )  # fmt: skip

    def _measured(self, generation: int, measures: Measures) -> None:
        if generation == self._generation:
            self._job = None
            self.measures, self._measures_fit = measures, True
            self._show_measures(measures)
            assert self.census is not None
            self._go_on(generation, self.census)

    def _measuring(self, generation: int, done: int, total: int) -> None:
        if generation == self._generation and total:
            self._say(tr("正在统计 {done}/{total}", done=done, total=total))

    def _check(self, generation: int) -> None:
        workspace, census = self._workspace, self.census
        assert census is not None
        self._say(tr("正在检查…"))
        self.tasks.set_again("")
        self._job = self._runner.start(
            self, tr("检查"), lambda progress: first_tasks.find(workspace, census, progress),
            done=lambda found: self._found(generation, found), failed=self.failed.emit,
            progressed=lambda done, total, _: self._checking(generation, done, total),
        )  # fmt: skip

    def _checking(self, generation: int, done: int, total: int) -> None:
        if generation == self._generation and total:
            self._say(tr("正在检查 {done}/{total}", done=done, total=total))

    def _found(self, generation: int, findings: Findings) -> None:
        if generation == self._generation:
            self._job = None
            self.findings, self._findings_fit = findings, True
            self._show_findings(findings)
            self.checked.emit(findings.blocking.problems)
            assert self.census is not None
            self._go_on(generation, self.census)

    def _say(self, text: str) -> None:
        self.tasks.remark.setText(text)

    def _findings(self) -> Findings:
        """What is known so far: reviews and returns need no check."""
        if self.findings is not None:
            return self.findings
        assert self.census is not None
        return first_tasks.findings(self.census, (), {})

    # showing

    def _show_census(self, census: Census) -> None:
        filled = bool(census.total)
        self.stack.setCurrentIndex(0 if filled else 1)
        self.empty.set_read_only(self._workspace.library.read_only)
        self.import_button.setVisible(filled and not self._workspace.library.read_only)
        self.export_button.setVisible(filled)
        self.pack_button.setVisible(filled)
        self.progress.set_kinds(census)
        self.edits.set_lines([edit_line(edit) for edit in census.edits])
        if self.findings is None:
            self._show_tasks(self._findings())

    def _show_measures(self, measures: Measures) -> None:
        share = measures.completeness
        missing = measures.needed - measures.filled
        note = (
            tr("{lacking} 条记录还缺 {missing} 项", lacking=measures.lacking, missing=missing)
            if missing
            else tr("应填的都填了")
        )
        # Rounded down: 100 % says that nothing is missing.
        figure = "—" if share is None else f"{int(share * 1000) / 10:g} %"
        self.completeness.show_figure(figure, note)
        self.compression.set_compressions(measures.compressions)
        self.dues.set_lines([
            due_line(due, self._titles[due.kind]) for due in measures.dues[:_MOST_DUES]
        ])  # fmt: skip

    def _show_findings(self, findings: Findings) -> None:
        _show_tally(self.blocking, findings.blocking, "block", tr("没有阻断问题"))
        _show_tally(self.basis, findings.basis, "warn", tr("没有发现"))
        stale = findings.stale.records
        note = tr("请核对依据和时限") if stale else tr("都在一年之内")
        self.stale.show_figure(f"{stale}", note, "warn" if stale else "ink")
        self._show_tasks(findings)
        self.offices.set_groups(findings.offices)

    def _show_tasks(self, findings: Findings) -> None:
        self.tasks.set_lines([task_line(task) for task in findings.tasks])
        self.tasks.set_rest(
            tr("另有 {more} 类，查看全部", more=findings.more) if findings.more else ""
        )

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On small screens two figures in a row and one panel."""
        super().resizeEvent(event)
        self._arrange(narrow=self.width() < _NARROW)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        _fill(self._figure_grid, self.figures, 2 if narrow else 4)
        _fill(self._panel_grid, self.panels, 1 if narrow else 2)


def _below_each_other(*panels: QWidget) -> QWidget:
    """A column in which each panel has its own height."""
    holder = QWidget()
    layout = column(holder, spacing=_GAP)
    for panel in panels:
        layout.addWidget(panel)
    layout.addStretch(1)
    return holder


def _fill(grid: QGridLayout, widgets: Sequence[QWidget], across: int) -> None:
    for place in range(len(widgets)):
        grid.setColumnStretch(place, 1 if place < across else 0)
    for number, widget in enumerate(widgets):
        grid.removeWidget(widget)
        grid.addWidget(widget, number // across, number % across)


def _show_tally(card: FigureCard, tally: Tally, tone: str, nothing: str) -> None:
    note = tr("分布在 {records} 条记录", records=tally.records) if tally.problems else nothing
    card.show_figure(f"{tally.problems}", note, tone if tally.problems else "ink")
