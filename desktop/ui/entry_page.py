"""The entry form of one record: sections at the left, fields, problems at the right."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from desktop.ui.aside import Aside
from desktop.ui.autosave import AutoSaver
from desktop.ui.editors.base import EditorContext
from desktop.ui.entry_carry import CarryBar
from desktop.ui.entry_head import MoreButton, StateNote, heading
from desktop.ui.entry_masking import FileMasker
from desktop.ui.entry_review import EntryReview
from desktop.ui.entry_template import TemplateBar
from desktop.ui.field_row import FieldRow
from desktop.ui.flow_view import FlowView
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.live_check import LiveCheck
from desktop.ui.page import Page
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.problem_words import place_of
from desktop.ui.problems_panel import ProblemsPanel
from desktop.ui.record_history import RecordHistory
from desktop.ui.record_model import RecordModel
from desktop.ui.record_remarks import RemarksPanel
from desktop.ui.section_list import SectionList, field_of, marks_of
from desktop.ui.section_page import SectionPage
from desktop.ui.shortcuts import BY_ID, install, told
from desktop.ui.widgets import button, link, row
from desktop.usecases import compiling
from desktop.usecases.locking import locks_of
from desktop.usecases.previewing import has_chart
from desktop.usecases.scoring import score_of
from forms.problem import MASK, Fix, Problem, Severity
from forms.record import Record, is_blank, steps

if TYPE_CHECKING:
    from desktop.usecases.reviewing import Refusal
    from desktop.usecases.workspace import Workspace

_ASIDE, _ASIDE_NARROW = 330, 240  # px
_PANEL_PAUSE = 120  # ms: longer than between two keys of somebody who types fast


class EntryPage(Page):
    """Edits one record at a time; forms are built once a kind and filled for each record."""

    back_wanted = Signal()
    export_wanted = Signal(str, list)
    message = Signal(str)
    moved = Signal()  # another field has the focus
    duplicate_wanted = Signal(str)
    replace_wanted = Signal()
    templates_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._workspace: Workspace | None = None
        self._context = EditorContext(runner)
        self._pages: dict[str, list[SectionPage | None]] = {}
        self._problems: list[Problem] = []
        self._quiet = False
        self._narrow = False
        self._at = -1
        self._step_at = -1
        self._pen: FieldRow | None = None  # the field that has the focus
        self._last_pen: FieldRow | None = None  # the field of the form that had it last
        self.model = RecordModel(self)
        self.saver = AutoSaver(self.model, runner)
        self.checks = LiveCheck(self.model, runner)
        self.masker = FileMasker(self.model, runner, self.checks.run, self)
        self._panel_later = QTimer(self, singleShot=True, interval=_PANEL_PAUSE)
        self.sections = SectionList()
        self.pages = QStackedWidget()
        self.panel = ProblemsPanel()
        self.preview = PreviewPanel(self.model, runner)
        self.flow = FlowView(self.model)
        self.carry = CarryBar(self.model, runner)
        self.template = TemplateBar()
        self.history = RecordHistory(self.model, runner)
        self.remarks = RemarksPanel()
        self.review = EntryReview(self.model, self.remarks, runner)
        self.aside = Aside(self.panel, self.preview, self.flow, self.history, self.remarks)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.undo_button = link(tr("撤销"), self.model.undo)
        self.undo_button.setToolTip("Ctrl+Z")
        self.check_button = button(tr("检查 F7"), self.check_now)
        self.export_button = button(tr("导出…"), self._export)
        self.back_button = button(tr("返回列表"), self.back_wanted.emit, tip="Esc")
        self.more_button = MoreButton()
        self.submit_button = button(
            tr("提交审核"), self.submit, primary=True, tip=told(BY_ID["entry.submit"])
        )
        for item in (self.undo_button, self.back_button, self.check_button, self.export_button,
                     self.more_button, self.submit_button):  # fmt: skip
            self.buttons.addWidget(item)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.pages)
        self.splitter.addWidget(self.aside)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.pages.setMinimumWidth(320)
        line = row(self.sections, self.splitter, spacing=0)
        line.setStretch(1, 1)
        self.locked_note = StateNote()
        for strip in (self.locked_note, self.carry, self.template):
            self.body.addWidget(strip)
        self.body.addLayout(line, 1)

    def _connect(self) -> None:
        self.sections.chosen.connect(self.show_section)
        self.locked_note.version_wanted.connect(self._begin_version)
        self.locked_note.withdraw_wanted.connect(self.review.withdraw)
        self.locked_note.remarks_wanted.connect(self.aside.show_remarks)
        self.review.reopened.connect(self.open)
        self.review.refused.connect(self._on_refused)
        self.review.remarked.connect(self._show_remarks)
        self.remarks.chosen.connect(lambda remark: self.reveal(remark.field))
        self.flow.chosen.connect(self.reveal)
        self.preview.message.connect(self.message)
        self.panel.chosen.connect(self.go_to)
        self.panel.fix_wanted.connect(self.mend)
        self.masker.message.connect(self.message)
        self.panel.all_wanted.connect(self.check_now)
        self.panel.reason_given.connect(self._give_reason)
        self.checks.found.connect(self._on_found)
        self.checks.glimpsed.connect(self._on_glimpsed)
        self._panel_later.timeout.connect(self._show_problems)
        self.model.changed.connect(self._on_changed)
        self.model.revisited.connect(self._on_revisited)
        self.model.histories.canUndoChanged.connect(self.undo_button.setEnabled)
        self.undo_button.setEnabled(False)
        self._connect_more()
        install(self, {
            "entry.undo": self.model.undo,
            "entry.redo": self.model.redo,
            "entry.check": self.check_now,
            "entry.submit": self.submit,
            "entry.mend": self.mend_here,
            "entry.next_problem": lambda: self.next_problem(1),
            "entry.last_problem": lambda: self.next_problem(-1),
            "entry.next_section": lambda: self._turn(1),
            "entry.last_section": lambda: self._turn(-1),
            "entry.region": self.next_region,
            "entry.carry": self.carry_field,
            "entry.carry_all": self.carry.take,
            "entry.more": self.more_button.open,
            "entry.back": self._on_escape,
        }, Qt.ShortcutContext.WidgetWithChildrenShortcut)  # fmt: skip
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _connect_more(self) -> None:
        self.carry.message.connect(self.message)
        self.carry.failed.connect(self.saver.failed)
        self.template.kept.connect(self._on_kept)
        self.template.closed.connect(self._back_to_pen)
        self.model.loaded.connect(self.template.hide)
        more = self.more_button
        more.add(tr("沿用上一条"), self.carry.take, "entry.carry_all", changes=True)
        more.add(tr("复制为新的一条"), lambda: self.duplicate_wanted.emit(self.model.record.uuid))
        more.add(tr("存为模板…"), self._begin_template)
        more.add(tr("管理模板"), lambda: self.templates_wanted.emit(self.model.record.kind))
        more.add(tr("查找替换…"), self.replace_wanted.emit, "window.replace")

    def attach(self, workspace: Workspace) -> None:
        """Which library the records lie in."""
        self._workspace = workspace
        self.carry.attach(workspace)
        self._context = EditorContext(self._runner, workspace, self.place_wanted.emit)
        self.saver.attach(workspace)
        self.checks.attach(workspace)
        self.preview.attach(workspace)
        self.history.attach(workspace)
        self.review.attach(workspace)

    # opening and leaving

    def open(self, record: Record, *, fresh: bool = False, path: str = "") -> None:
        """Show a record; a ``fresh`` one is not scolded for what nobody had time to fill in."""
        assert self._workspace is not None
        form = self._workspace.catalogue.form(record.kind)
        self._quiet = fresh
        self._problems = []
        self._at = self._step_at = -1
        locked = self._workspace.library.read_only or form.read_only or compiling.is_locked(record)
        header = frozenset(section.id for section in self._workspace.catalogue.header)
        self.sections.set_sections(form.sections, header)
        self._pages.setdefault(form.kind, [None] * len(form.sections))
        self.model.load(record, form, read_only=locked, locks=locks_of(self._workspace, record))
        self.aside.offer_chart(has_chart(form))
        self.undo_button.setVisible(not locked)
        self.more_button.set_read_only(locked, library=self._workspace.library.read_only)
        self.submit_button.setVisible(not locked)
        self.panel.read_only = locked
        self._show_head()
        self.locked_note.explain(self._workspace, record)
        self.panel.show_help(None)
        self.show_section(0)
        if path:
            self.reveal(path)
        else:
            self.current_page().reveal_first()
        if fresh and not locked:
            self.carry.look()

    def _begin_version(self) -> None:
        try:
            record = compiling.new_version(self._library(), self.model.record.uuid)
        except (ValueError, OSError) as error:
            self.saver.failed.emit(error)
            return
        self.open(record)
        self.message.emit(
            tr("已开第 {version} 版，可以修改。原来的版本保留不变。", version=record.version)
        )

    def leave(self) -> bool:
        """Save; False (and a message) when that failed."""
        return self.saver.flush()

    def _show_head(self) -> None:
        locked = self.model.read_only
        self.set_title(*heading(self._library(), self.model.record, read_only=locked))

    # sections

    def show_section(self, number: int) -> None:
        """Turn to a section; its page is built when it is first seen."""
        form = self.model.form
        built = self._pages[form.kind]
        page = built[number]
        if page is None:
            page = SectionPage(form.sections[number], self.model, self._context)
            page.fix_wanted.connect(self.mend)
            self.pages.addWidget(page)
            built[number] = page
        self.model.seal()
        self.panel.show_help(None)
        self._at = number
        page.refresh()
        self._give_problems(page)
        self.pages.setCurrentWidget(page)
        self.sections.select(number)

    def _turn(self, by: int) -> None:
        count = len(self.model.form.sections)
        self.show_section((self._at + by) % count)
        self.current_page().reveal_first()

    def current_page(self) -> SectionPage:
        """The section on show."""
        page = self._pages[self.model.form.kind][self._at]
        assert page is not None
        return page

    def reveal(self, path: str) -> None:
        """Turn to the section of a field path and put the cursor there."""
        name = next(steps(path))[0] if path else ""
        section = self.model.form.section_of.get(name)
        if section is None:
            return
        self.show_section(self.model.form.sections.index(section))
        self.current_page().reveal(name, path[len(name) :])

    # problems

    def check_now(self) -> None:
        """F7: check, and from now on say everything."""
        self._quiet = False
        self._on_found(self._problems)  # what is known; the panel may lag behind the typing
        self.aside.show_problems()
        self.checks.run()

    def _on_found(self, problems: list[Problem]) -> None:
        self._panel_later.stop()
        self._problems = problems
        self._show_problems()

    def _on_glimpsed(self, problems: list[Problem], name: str) -> None:
        """Beside the field at once; the panel and the marks follow when the hand rests a moment."""
        self._problems = problems
        self.current_page().show_problems_of(name, [p for p in self.told() if field_of(p) == name])
        self._panel_later.start()

    def _missing(self, problem: Problem) -> bool:
        return (
            bool(problem.field)
            and problem.blocks
            and is_blank(self.model.record.get(problem.field))
        )

    def _judged(self) -> list[Problem]:
        """All problems but those of a number or a day that is still being typed."""
        name = self._pen.field.id if self._pen is not None and self._pen.editor.unfinished else ""
        if not name:
            return self._problems
        return [p for p in self._problems if p.field.rpartition(".")[2] != name]

    def told(self) -> list[Problem]:
        """The problems that are spoken of now."""
        return [p for p in self._judged() if not (self._quiet and self._missing(p))]

    def _show_problems(self) -> None:
        form, told = self.model.form, self.told()
        places = {problem.field: self._place(problem) for problem in told}
        states = compiling.section_states(self._library(), self.model.record)
        filled, required = compiling.filled_of(states)
        self.aside.set_count(len(told))
        self.panel.set_problems(told, places, required - filled, quiet=self._quiet)
        self.panel.set_completeness(filled, required)
        self.panel.set_score(score_of(self._library(), self.model.record, self._problems))
        self.sections.set_marks(marks_of(form, states, self._judged(), quiet=self._quiet))
        self._give_problems(self.current_page())

    def _give_problems(self, page: SectionPage) -> None:
        by_field: dict[str, list[Problem]] = defaultdict(list)
        for problem in self.told():
            by_field[field_of(problem)].append(problem)
        page.show_problems(by_field)
        page.show_remarks(self.review.by_field())

    def submit(self) -> None:
        """提交审核, or say what stands in the way."""
        if not self.model.read_only and self.leave():
            self.review.submit()

    def _on_refused(self, refusal: Refusal) -> None:
        """Say how much is in the way, and go to the first of it."""
        self.message.emit(tr("没有提交：{reason}", reason=refusal.reason))
        self.check_now()
        for first in refusal.problems[:1]:
            # Where only a reason is missing, it can be given on the spot.
            if first.severity is not Severity.JUSTIFY or not self.panel.ask_reason(first):
                self.reveal(first.field)

    def _show_remarks(self) -> None:
        self.aside.set_remarks(self.review.open_remarks)
        if self._at >= 0:
            self.current_page().show_remarks(self.review.by_field())
            self.locked_note.explain(self._library(), self.model.record)

    def _place(self, problem: Problem) -> str:
        section = self.model.form.section_of.get(field_of(problem))
        place = place_of(problem.label)
        return f"{tr(section.title)} › {place}" if section else place

    def go_to(self, problem: Problem) -> None:
        """Put the cursor where the problem is."""
        self._step_at = self._problems.index(problem) if problem in self._problems else -1
        self.reveal(problem.field)

    def next_problem(self, by: int) -> None:
        """Ctrl+↓, Ctrl+↑."""
        self._quiet = False
        self.aside.show_problems()
        self._show_problems()
        places = [problem for problem in self._problems if problem.field]
        if not places:
            self.message.emit(tr("没有发现问题。"))
            return
        self._step_at = (self._step_at + by) % len(places) if self._step_at >= 0 else 0
        self.reveal(places[self._step_at].field)

    def mend(self, fix: Fix) -> None:
        """Do what a one-click mend says."""
        if self.model.read_only:
            self.message.emit(tr("这条记录现在不能修改。"))
            return
        if fix.deed == MASK:
            self.masker.mask(self._library(), fix)
            return
        self.model.set_path(fix.path, fix.value)
        self.checks.run()

    def mend_here(self) -> None:
        """F8: the first mend offered for the field at hand."""
        pen = self._last_pen
        fix = pen.first_mend() if pen is not None else None
        if fix is None:
            self.message.emit(tr("这一栏没有可以直接改正的问题。"))
        else:
            self.mend(fix)

    def _give_reason(self, problem: Problem, reason: str) -> None:
        try:
            compiling.give_reason(self._library(), problem, reason)
        except (ValueError, OSError) as error:
            self.saver.failed.emit(error)
        self.checks.run()

    def _library(self) -> Workspace:
        assert self._workspace is not None
        return self._workspace

    # events

    def _on_changed(self, name: str) -> None:
        form = self.model.form
        if name in (form.title_field, form.type_field, form.code_field):
            self._show_head()

    def _on_revisited(self, names: tuple[str, ...]) -> None:
        if not any(name in self.current_page().grid.rows for name in names):
            self.reveal(names[0])

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Help for the field that has the focus; columns of tables have theirs, too."""
        left, self._pen = self._pen, None
        if new and left and self.model.is_open and left.among(self._problems):
            self._show_problems()
        rows = self._rows_around(new)
        if rows:
            self._pen, self._last_pen = rows[0], rows[-1]
            self.panel.show_help(rows[0].field)
            self.remarks.point_at(rows[-1].field)
            self.model.seal()
            self.moved.emit()

    def _rows_around(self, widget: QWidget | None) -> list[FieldRow]:
        """The rows that a widget stands in, the innermost (a column of a table) first."""
        rows: list[FieldRow] = []
        while widget is not None and widget is not self:
            if isinstance(widget, FieldRow):
                rows.append(widget)
            widget = widget.parentWidget()
        return rows if widget is self else []

    # places

    def here(self) -> str:
        """The path of the place that has the focus, or had it last; empty before any had."""
        pen = self._last_pen
        if pen is None or pen.field.id not in self.current_page().grid.rows:
            return ""
        return f"{pen.field.id}{pen.editor.place()}"

    def _back_to_pen(self) -> None:
        here = self.here()
        if here:
            self.reveal(here)

    def _on_escape(self) -> None:
        if self.template.isHidden():
            self.back_wanted.emit()
        else:
            self.template.leave()

    def next_region(self) -> None:
        """F6: from the fields to the right column, to the sections, and back to the fields."""
        focus: QWidget | None = self.window().focusWidget()
        if focus is not None and self.aside.isAncestorOf(focus):
            self.sections.focus_current()
        elif focus is not None and self.sections.isAncestorOf(focus):
            self._back_to_pen() if self.here() else self.current_page().reveal_first()
        else:
            self.aside.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def carry_field(self) -> None:
        """Ctrl+': the field at hand, from the latest record that has it."""
        if self._last_pen is not None and self.model.is_open:
            self.carry.take_field(self._last_pen.field)

    def _begin_template(self) -> None:
        if self.leave():
            self.template.begin(self._library(), self.model.record)

    def _on_kept(self, name: str) -> None:
        self.message.emit(tr("已存为模板“{name}”。新建时可以从模板开始。", name=name))

    def _export(self) -> None:
        if self.leave():
            self.export_wanted.emit(self.model.record.kind, [self.model.record.uuid])

    def set_narrow(self, narrow: bool) -> None:
        """Give way on small screens."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.sections.set_narrow(narrow)
        # Once the new width has arrived here; before, the splitter would share it out as before.
        QTimer.singleShot(0, self, self._share_width)

    def _share_width(self) -> None:
        wanted = _ASIDE_NARROW if self._narrow else _ASIDE
        self.splitter.setSizes([max(320, self.splitter.width() - wanted), wanted])
