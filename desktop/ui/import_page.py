"""Bring in files in four steps: choose, see what each column is, see what will change, write once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QStackedWidget, QWidget

from desktop.ui.i18n import tr
from desktop.ui.import_choices import ChoicesView
from desktop.ui.import_done import DoneView
from desktop.ui.import_log import LogView
from desktop.ui.import_preview import PreviewView
from desktop.ui.import_report_deed import ReportDeed
from desktop.ui.import_return import refused_rows, return_words
from desktop.ui.import_steps import StepsLine
from desktop.ui.import_words import footer_words, headed, notes_of, undo_words
from desktop.ui.jobs import JobRunner
from desktop.ui.mend_view import MendView
from desktop.ui.page import Page
from desktop.ui.shortcuts import install
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, label, row, scroll_area
from desktop.usecases import import_blocks, importing
from desktop.usecases.import_plan import Handling, ImportPlan
from desktop.usecases.report_return import Returned, returned_alone

if TYPE_CHECKING:
    from desktop.usecases.import_columns import FieldChoice
    from desktop.usecases.import_log import PastImport
    from desktop.usecases.workspace import Workspace

_START, _CHOICES, _PREVIEW, _DONE, _RETURN = range(5)


class ImportPage(Page):
    """One import at a time; ``changed`` says that the library holds other records now."""

    changed = Signal()
    failed = Signal(object)
    kind_wanted = Signal(str)
    said = Signal(str)
    offered = Signal(str, str, object)
    place = "import"  # in the rail
    choose_wanted = Signal()
    open_wanted = Signal(str, str)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self.plan: ImportPlan | None = None
        self._batches: tuple[str, ...] = ()
        self._focused: QWidget | None = None
        self.task = TaskBar(runner)
        self.line = StepsLine()
        self.log = LogView(runner, workspace)
        self.choices = ChoicesView(workspace.catalogue)
        self.preview = PreviewView(workspace)
        self.done = DoneView(workspace)
        self.returned = MendView(runner, workspace)
        self.views = QStackedWidget()
        self.footer_words = label(tone="quiet", wrap=True)
        self.cancel_button = button(tr("取消导入"), self.cancel)
        self.back_button = button(tr("上一步"), self.back)
        self.next_button = button("", self.next, primary=True)
        self.undo_button = button(tr("撤销导入"), self.undo)
        self.report_button = button(tr("保存导入报告…"), self._export_report)
        self.keep = QCheckBox(tr("保留原文件"))
        self.keep.setToolTip(tr("把导入的文件本身也存进工作库，以后可在导入记录里打开。"))
        self.report = ReportDeed(self, runner, workspace, self.offered.emit, self.failed.emit)
        self.buttons.addWidget(self.report_button)
        self.buttons.addWidget(self.undo_button)
        self._build()
        self._connect()
        self._go(_START)

    def _build(self) -> None:
        install(
            self, {"import.undo": self.line.take_back, "import.redo": self.line.make_again},
            Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )  # fmt: skip
        area = scroll_area(self.done)
        for view in (self.log, self.choices, self.preview, area, self.returned):
            self.views.addWidget(view)
        self._footer = QWidget()
        self._footer.setObjectName("footer")
        self._footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = row(self.footer_words, self.keep, self.cancel_button, self.back_button, self.next_button,
                   spacing=12, margins=(20, 12, 20, 12))  # fmt: skip
        line.setStretch(0, 1)
        self._footer.setLayout(line)
        self._waiting = QWidget()
        self._waiting.setLayout(row(self.task, margins=(20, 0, 20, 10)))
        self._waiting.hide()
        self.body.addWidget(self.line)
        self.body.addWidget(self._waiting)
        self.body.addWidget(self.views, 1)
        self.body.addWidget(self._footer)

    def _connect(self) -> None:
        self.log.choose_wanted.connect(self.choose_wanted)
        self.log.undo_wanted.connect(self._undo_past)
        self.log.open_wanted.connect(self.open_wanted)
        self.log.report_wanted.connect(self.report.ask)
        self.log.original_wanted.connect(self.report.open_original)
        self.keep.toggled.connect(self._keep_originals)
        self.log.failed.connect(self.failed)
        self.line.shown.connect(self._show)
        self.choices.remap_wanted.connect(self._remap)
        self.choices.read_wanted.connect(self._read_as)
        self.choices.deed_wanted.connect(self._decide_table)
        self.choices.sheet_left_out.connect(self._leave_out_sheet)
        self.choices.file_left_out.connect(self._leave_out_file)
        self.preview.handling_chosen.connect(self._handle)
        self.preview.decided.connect(self._decide)
        self.preview.fields_left.connect(self._leave_fields)
        self.done.choose_wanted.connect(self.choose_wanted)
        self.done.log_wanted.connect(self._to_log)
        self.done.kind_wanted.connect(self.kind_wanted)
        self.returned.open_wanted.connect(self.open_wanted)
        self.returned.back_wanted.connect(self._forget)
        self.returned.back_wanted.connect(self.log.refresh)
        self.returned.changed.connect(self.changed)
        self.returned.said.connect(self.offered)
        self.returned.failed.connect(self.failed)

    # where we are

    @property
    def busy(self) -> bool:
        """Whether something is being read or written."""
        return self.task.job is not None

    @property
    def step(self) -> int:
        """0: the beginning with the log, 1: columns, 2: changes, 3: written; 4: what a corrected
        error report changes.
        """
        return self.views.currentIndex()

    def arrive(self) -> None:
        """Coming from the rail: an import under way goes on, otherwise the beginning."""
        if self.step == _DONE and not self.busy:
            self._forget()
        if self.step == _START:
            self.log.refresh()

    def _go(self, step: int) -> None:
        self.views.setCurrentIndex(step)
        now = _START if step == _DONE and self.plan is None and not self._batches else step
        self.line.go(now)
        self.line.setVisible(step not in (_START, _RETURN) or self.busy)
        self.undo_button.setVisible(step == _DONE and bool(self._batches))
        written = step == _DONE and bool(self._batches)
        self.report_button.setVisible(step == _PREVIEW or written)
        self.keep.setVisible(step == _PREVIEW)
        deciding = step in (_CHOICES, _PREVIEW)
        self._footer.setVisible(deciding)
        self.next_button.setText(
            tr("下一步：核对变化") if step == _CHOICES else self._write_words()
        )
        self.back_button.setVisible(step == _PREVIEW)
        if step == _START and self.plan is None:
            self.set_title(tr("导入"))
        self._refresh_footer()

    def _write_words(self) -> str:
        count = sum(self.plan.by_kind.values()) if self.plan else 0
        return tr("写入 {count} 条", count=count)

    def _refresh_footer(self) -> None:
        deciding = self.step in (_CHOICES, _PREVIEW)
        self.line.show_plan(self.plan if deciding else None, busy=self.busy)
        can = self.plan is not None and self._can_go_on(self.plan)
        self.next_button.setEnabled(can and not self.busy)
        self.back_button.setEnabled(not self.busy)
        self.footer_words.setText(footer_words(self.plan, self.step == _PREVIEW))

    # reading

    def start(self, paths: Sequence[Path], *, names: Sequence[str] = ()) -> None:
        """Read files; while others are being decided about they join those.

        ``names`` are those by which the user knows the files: a pasted table has none of its own.
        """
        known = tuple(names) or tuple(path.name for path in paths)
        title = known[0] if len(known) == 1 else tr("{count} 个文件", count=len(known))
        workspace, files, given, plan = self._workspace, tuple(paths), tuple(names), self.plan
        if plan is None:
            self._go(_START)
            self.set_title(title, crumb=tr("导入"))
            self.log.stand_by()
            self.done.forget()
            work = lambda progress: (  # noqa: E731
                returned_alone(workspace, files, given, progress)
                or importing.read_files(workspace, files, names=given, progress=progress)
            )
        else:
            work = lambda progress: importing.add_files(  # noqa: E731
                workspace, plan, files, names=given, progress=progress
            )
        self._work(tr("读取 {name}", name=title), work, self._read)

    def _work(
        self, title: str, work: Callable[[Any], Any], done: Callable[[Any], None]
    ) -> None:  # fmt: skip
        """Do something slow; what is shown stays, but nothing can be decided meanwhile."""
        self._focused = QApplication.focusWidget()
        self.views.setEnabled(False)
        self._waiting.show()
        self.line.show()
        self.task.start(
            title, work, lambda result: self._ended(done, result),
            lambda error: self._ended(self._failed, error),
            lambda: self._ended(self._cancelled),
        )  # fmt: skip
        self._refresh_footer()

    def _ended(self, slot: Callable[..., None], *values: Any) -> None:
        self.views.setEnabled(True)
        self._waiting.hide()
        back = self._focused
        if back is not None and back.isVisible() and self.isAncestorOf(back):
            back.setFocus()
        slot(*values)
        self._refresh_footer()

    def _read(self, plan: ImportPlan | Returned) -> None:
        """The files are read: show their columns, or why there are none; of a corrected report
        what it changes.
        """
        if isinstance(plan, Returned):
            self.set_title(plan.file, crumb=tr("导入"), badge=tr("改正后的检查报告"))
            self._go(_RETURN)
            self.returned.show_mends(plan.mends, return_words(plan), refused_rows(plan))
            return
        nothing = not any(file.opened for file in plan.files)
        if nothing:
            self._refuse(plan)
            return
        self._show(plan)
        self._go(_CHOICES)
        self.choices.focus_first()

    def _refuse(self, plan: ImportPlan) -> None:
        """No file could be read: say of each why; the library has not changed."""
        self.plan = None
        self._go(_DONE)
        self.done.add_words(
            tr("没有导入，工作库没有改变。"), *(str(file.failure) for file in plan.files)
        )

    def _show(self, plan: ImportPlan) -> None:
        self.plan = plan
        alone = len(plan.files) == 1
        title = plan.files[0].name if alone else tr("{count} 个文件", count=len(plan.files))
        badge = headed(plan.files[0]) if alone else ""
        self.set_title(title, crumb=tr("导入"), badge=badge)
        self.choices.show_plan(plan)
        if self.step == _PREVIEW:
            self._show_preview(plan)
        self._go(self.step)

    def _show_preview(self, plan: ImportPlan) -> None:
        self.preview.show_plan(plan, notes_of(plan, self._workspace.catalogue))

    def _failed(self, error: Exception) -> None:
        if self.plan is not None:
            self._show(self.plan)  # what was asked for did not come about
            self.failed.emit(error)
        elif isinstance(error, (ValueError, OSError)):
            self._go(_DONE)
            self.done.add_words(tr("没有导入，工作库没有改变。"), str(error))
        else:
            self._forget()
            self.failed.emit(error)

    def _cancelled(self) -> None:
        if self.plan is not None:
            self._show(self.plan)
            return
        self._go(_DONE)
        self.done.add_words(tr("已取消，工作库没有改变。"))

    # deciding

    def _remap(
        self, file: int, sheet: int, block: int, key: str, choice: FieldChoice | None
    ) -> None:
        workspace, plan = self._workspace, self.plan
        if plan is not None and not self.busy:
            self._work(
                tr("重新读取"),
                lambda progress: importing.remap(
                    workspace, plan, file, sheet, key, choice, progress, block=block
                ),
                self._decided,
            )

    def _read_as(self, file: int, sheet: int, kind: str) -> None:
        workspace, plan = self._workspace, self.plan
        if plan is not None and not self.busy:
            self._work(
                tr("重新读取"),
                lambda progress: importing.read_as(
                    workspace, plan, file, sheet, kind, progress=progress
                ),
                self._decided,
            )

    def _decide_table(self, file: int, sheet: int, deed: import_blocks.Deed) -> None:
        workspace, plan = self._workspace, self.plan
        if plan is None or self.busy:
            return
        try:
            choice = import_blocks.chosen(workspace, plan, (file, sheet), deed)
        except import_blocks.Refused as error:
            self.choices.blocks.say(str(error))
            return
        self._work(
            tr("重新读取"),
            lambda progress: importing.read_anew(workspace, plan, file, sheet, choice, progress),
            self._decided,
        )

    def _decided(self, plan: ImportPlan) -> None:
        """Show a plan that somebody changed; the way back is kept."""
        self.line.decided(self.plan)
        self._show(plan)

    def _leave_out_sheet(self, file: int, sheet: int, left_out: bool) -> None:
        if self.plan is not None:
            self._decided(importing.leave_out_sheet(self.plan, file, sheet, left_out))

    def _leave_out_file(self, file: int, left_out: bool) -> None:
        if self.plan is not None:
            self._decided(importing.leave_out_file(self.plan, file, left_out))

    def _handle(self, handling: str) -> None:
        if self.plan is not None:
            way = cast("Handling", handling)
            self._redecided(importing.handle_existing(self.plan, way))

    def _decide(self, uuids: list[str], way: str, target: str) -> None:
        if self.plan is not None:
            self._redecided(importing.decide(self.plan, uuids, cast("Handling", way), target))

    def _leave_fields(self, uuid: str, names: list[str]) -> None:
        if self.plan is not None:
            self._redecided(importing.keep_fields(self.plan, uuid, names))

    def _redecided(self, plan: ImportPlan) -> None:
        """What is read stays as it is: only the changes are shown anew."""
        self.line.decided(self.plan)
        self.plan = plan
        self._show_preview(plan)
        self.next_button.setText(self._write_words())
        self._refresh_footer()

    def _keep_originals(self, keep: bool) -> None:
        if self.plan is not None:
            self.plan = importing.keep_originals(self.plan, keep)

    def _export_report(self) -> None:
        source = self.plan if self.plan is not None else next(iter(self._batches), None)
        if source is not None:
            self.report.ask(source)

    def next(self) -> None:
        """From the columns to the changes, from the changes to the library."""
        if self.plan is None or self.busy or not self._can_go_on(self.plan):
            return
        if self.step == _CHOICES:
            self._show_preview(self.plan)
            self._go(_PREVIEW)
            self.preview.table.setFocus()
        else:
            self._write(self.plan)

    def _can_go_on(self, plan: ImportPlan) -> bool:
        """Whether there is something to look at, or to write."""
        return plan.has_records if self.step == _CHOICES else bool(plan.by_kind) and not plan.asked

    def back(self) -> None:
        """From the changes to the columns."""
        if self.step == _PREVIEW and not self.busy:
            self._go(_CHOICES)
            self.choices.table.setFocus()

    def cancel(self) -> None:
        """Give the import up; nothing has been written."""
        if self.busy:
            self.task.cancel()
            return
        self._forget()
        self.said.emit(tr("已取消导入，工作库没有改变。"))
        self.log.refresh()

    def _forget(self) -> None:
        self.plan = None
        self.line.forget()
        self._batches = ()
        self.keep.setChecked(False)
        self.done.forget()
        self.choices.forget()
        self.preview.forget()
        self._go(_START)

    # writing

    def _write(self, plan: ImportPlan) -> None:
        workspace = self._workspace
        self._work(
            tr("写入工作库"),
            lambda progress: importing.commit(workspace, plan, progress=progress),
            self._written,
        )

    def _written(self, outcome: importing.ImportOutcome) -> None:
        plan, self.plan = self.plan, None
        self.line.forget()
        self.keep.setChecked(False)
        self._batches = outcome.batches
        self.choices.forget()
        self.preview.forget()
        self.done.forget()
        self._go(_DONE)
        self.done.add_summary(outcome)
        failed = [str(file.failure) for file in plan.files if file.failure] if plan else []
        if failed:
            self.done.add_words(tr("没有导入的文件"), *failed, ways=False)
        self.changed.emit()

    def undo(self) -> None:
        """Take the import back."""
        workspace, batches = self._workspace, self._batches
        self.undo_button.setEnabled(False)
        self._runner.start(
            self, tr("撤销导入"), lambda _: [importing.undo_import(workspace, b) for b in batches],
            done=self._undone, failed=self._undo_failed,
        )  # fmt: skip

    def _undo_failed(self, error: Exception) -> None:
        self.undo_button.setEnabled(True)
        self.failed.emit(error)
        self.log.refresh()

    def _undone(self, reports: list[importing.UndoReport]) -> None:
        self.undo_button.setEnabled(True)
        self._batches = ()
        self.undo_button.hide()
        self.report_button.hide()
        self.done.forget()
        self.done.add_words(*undo_words(reports))
        self.changed.emit()

    def _undo_past(self, past: PastImport) -> None:
        workspace = self._workspace
        self._runner.start(
            self, tr("撤销导入"), lambda _: importing.undo_import(workspace, past.id),
            done=self._past_undone, failed=self._undo_failed,
        )  # fmt: skip

    def _past_undone(self, report: importing.UndoReport) -> None:
        self.said.emit("".join(undo_words([report])))
        self.log.refresh()
        self.changed.emit()

    def _to_log(self) -> None:
        self._forget()
        self.log.refresh()
