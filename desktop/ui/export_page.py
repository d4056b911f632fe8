"""Print as Word, PDF, Excel and web pages: what, in which layout and format, where to; then the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.data_book_file import ask_data_book
from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.export_cards import PlanCard, ResultCard
from desktop.ui.export_memory import ExportMemory, Habit
from desktop.ui.frame import sentence
from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner
from desktop.ui.letterhead_box import LetterheadBox
from desktop.ui.page import Page
from desktop.ui.task import FolderRow, TaskBar, card
from desktop.ui.widgets import FlowLayout, button, label, row, scroll_area, see_through

if TYPE_CHECKING:
    from desktop.usecases.export_plan import ExportChoice, ExportPlan
    from desktop.usecases.exporting import ExportOutcome
    from desktop.usecases.workspace import Workspace

_PAUSE = 200  # ms after the last choice before it is looked at


class ExportPage(Page):
    """Choices at the left, what comes of them at the right."""

    back_wanted = Signal()
    failed = Signal(object)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, folder: Path, settings: QSettings
    ) -> None:
        super().__init__()
        from desktop.usecases.exporting import FORMATS, LAYOUTS

        self._runner = runner
        self._workspace = workspace
        self._memory = ExportMemory(settings, folder)
        self._uuids: tuple[str, ...] = ()
        self._asked = 0
        self._looking: Job | None = None
        self.plan: ExportPlan | None = None
        self.set_title(tr("导出"))
        self.buttons.addWidget(button(tr("返回"), self.back_wanted.emit))
        self.what, self.office = ComboBox(), ComboBox()
        self.what.setAccessibleName(tr("导出哪些"))
        self.office.setAccessibleName(tr("哪个处室"))
        self.final_only = QCheckBox(tr("只导出已定稿的"))
        words = _format_words()
        self.formats = [Chip(words[name], name, "chip") for name in FORMATS]
        self.layouts = [Chip(tr(title), name, "chip") for name, title in LAYOUTS.items()]
        self.bundle = QCheckBox(tr("合成一册，带目录和索引"))
        self.by_office = QCheckBox(tr("按处室分文件夹"))
        self.manifest = QCheckBox(tr("另写打印清单"))
        self.letterhead = LetterheadBox(runner, workspace, self.choice)
        self.folder = FolderRow(folder)
        self.task = TaskBar(runner)
        self.start_button = button(tr("开始导出"), self.start, primary=True)
        self.book_button = button(tr("导出录入工作簿…"), self.ask_book)
        self.book_button.setToolTip(tr("全部要素的 Excel 工作簿，可以填写、修改后再导入"))
        self.plan_card = PlanCard(words)
        self.result = ResultCard(words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._look)
        self._build()
        self._connect()

    def _build(self) -> None:
        frame, layout = card()
        self._narrowing = QWidget()
        narrowing = row(self.office, self.final_only, spacing=14)
        narrowing.setStretch(0, 1)
        self._narrowing.setLayout(narrowing)
        self._arranging = _flowing((self.bundle, self.by_office, self.manifest), spacing=18)
        for title, content in (
            (tr("导出哪些"), self.what), ("", self._narrowing),
            (tr("版式"), _flowing(self.layouts)), ("", self._arranging),
            (tr("格式"), _flowing(self.formats)), (tr("信头"), self.letterhead),
            (tr("保存到"), self.folder),
        ):  # fmt: skip
            caption = label(title, tone="quiet")
            if title:
                layout.addWidget(caption)
            layout.addWidget(content)
            if content is self.letterhead:
                self._letterhead_caption = caption
        layout.addSpacing(6)
        layout.addLayout(row(self.book_button, 1, self.start_button))
        layout.addWidget(self.task)
        self._choices = frame
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, items in ((left, (frame,)), (right, (self.plan_card, self.result))):
            side.setSpacing(14)
            for item in items:
                side.addWidget(item, 100 if item is self.result else 0)
            side.addStretch(1)
        body = QWidget()
        body.setObjectName("pageBody")
        both = QHBoxLayout(body)
        both.setContentsMargins(20, 18, 20, 20)
        both.setSpacing(16)
        both.addLayout(left, 54)
        both.addLayout(right, 46)
        area = scroll_area(body)
        see_through(area)
        self.body.addWidget(area)

    def _connect(self) -> None:
        self.what.activated.connect(lambda _: self._scope_chosen())
        self.office.activated.connect(lambda _: self._changed())
        for box in (self.final_only, self.bundle, self.by_office, self.manifest):
            box.clicked.connect(self._changed)
        self.bundle.toggled.connect(lambda checked: self.by_office.setEnabled(not checked))
        for chip in (*self.formats, *self.layouts):
            chip.clicked.connect(self._changed)
        self.folder.box.textChanged.connect(lambda _: self._changed())
        self.letterhead.failed.connect(self.failed)

    # choosing

    def prepare(self, kind: str, uuids: list[str]) -> None:
        """Offer what the user came from: chosen records, a kind; then every kind, and all."""
        from desktop.usecases.export_plan import kinds_with_records

        self._uuids = tuple(uuids)
        self.what.clear()
        catalogue = self._workspace.catalogue
        if uuids:
            title = tr(catalogue.form(kind).title)
            words = (
                tr("选中的 {count} 条{title}", count=len(uuids), title=title)
                if len(uuids) > 1 else tr("这一条{title}", title=title)
            )  # fmt: skip
            self.what.addItem(words, ("chosen", kind))
        others = kinds_with_records(self._workspace)
        for name in dict.fromkeys([kind, *others] if kind else others):
            title = tr(catalogue.form(name).list_title)
            words = tr(
                "全部{list_title}（{count} 条）", list_title=title, count=others.get(name, 0)
            )
            self.what.addItem(words, ("kind", name))
        self.what.addItem(tr("所有清单"), ("all", ""))
        if not kind:
            self.what.setCurrentIndex(self.what.count() - 1)
        self.result.hide()
        self.letterhead.refresh()
        self._scope_chosen()

    @property
    def _scope(self) -> tuple[str, str]:
        scope, kind = self.what.currentData() or ("all", "")
        return str(scope), str(kind)

    @property
    def _habit_name(self) -> str:
        """One guide is printed otherwise than a whole list: each has habits of its own."""
        scope, kind = self._scope
        alone = scope == "chosen" and len(self._uuids) == 1
        return f"{kind or 'all'}.{'one' if alone else 'many'}"

    def _scope_chosen(self) -> None:
        """Another scope: its habits, its offices."""
        scope, kind = self._scope
        alone = self._habit_name.endswith(".one")
        guide = kind == "service_guide"
        # Who prints one guide wants the guide; lists of one line are for nobody.
        layouts = ("full",) if alone and guide else ("full", "list")
        habit = self._memory.habit(self._habit_name, Habit(layouts=layouts))
        # A kind offers the layouts that it has; all kinds together offer all.
        sheets = {name for of, name in self._workspace.catalogue.sheets if kind in ("", of)}
        for chip in self.layouts:
            offered = chip.key in sheets or chip.key == "list"
            chip.setVisible(offered)
            chip.setChecked(offered and (chip.key in habit.layouts if sheets else True))
        for chip in self.formats:
            chip.setChecked(chip.key in habit.formats)
        self.bundle.setVisible(bool(sheets) and not alone)
        self.bundle.setChecked(habit.bundle and bool(sheets) and not alone)
        self.by_office.setVisible(bool(sheets) and not alone)
        self.by_office.setChecked(habit.by_office)
        self.manifest.setVisible(not alone)
        self.manifest.setChecked(habit.manifest)
        self.folder.box.setText(str(habit.folder or self._memory.folder))
        self._narrowing.setVisible(scope != "chosen")
        self.final_only.setChecked(False)
        self._fill_offices(kind if scope != "all" else "")
        self._changed()

    def _fill_offices(self, kind: str) -> None:
        from desktop.usecases.export_plan import offices

        self.office.clear()
        self.office.addItem(tr("全部处室"), None)
        named = offices(self._workspace, kind)
        for name in sorted(named, key=lambda name: (not name, -named[name], name)):
            shown = name or tr("（没有写处室）")
            self.office.addItem(tr("{name}（{count} 条）", name=shown, count=named[name]), name)
        self.office.setVisible(len([name for name in named if name]) > 0)

    def choice(self) -> ExportChoice:
        """What is chosen now."""
        from desktop.usecases.export_plan import ExportChoice

        scope, kind = self._scope
        chosen = scope == "chosen"
        return ExportChoice(
            kind=kind,
            uuids=self._uuids if chosen else (),
            office=None if chosen else self.office.currentData(),
            final_only=not chosen and self.final_only.isChecked(),
            formats=tuple(str(chip.key) for chip in self.formats if chip.isChecked()),
            layouts=tuple(
                str(c.key) for c in self.layouts if c.isChecked() and not c.isHidden()
            ),
            bundle=self.bundle.isChecked() and not self.bundle.isHidden(),
            by_office=self.by_office.isChecked() and not self.by_office.isHidden(),
            manifest=self.manifest.isChecked() and not self.manifest.isHidden(),
        )  # fmt: skip

    # looking

    def _changed(self) -> None:
        self._asked += 1
        words = any(chip.key == "docx" and chip.isChecked() for chip in self.formats)
        sheets = any(chip.key != "list" and not chip.isHidden() for chip in self.layouts)
        self.letterhead.setVisible(words and sheets)
        self._letterhead_caption.setVisible(words and sheets)
        self._timer.start()

    def _look(self) -> None:
        from desktop.usecases.export_plan import plan_export

        workspace, choice, out, asked = (
            self._workspace,
            self.choice(),
            self.folder.path,
            self._asked,
        )
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._runner.start(
            self, tr("导出"), lambda progress: plan_export(workspace, choice, out, progress),
            done=lambda plan: self._looked(plan, asked), failed=self.failed.emit,
        )  # fmt: skip

    def _looked(self, plan: ExportPlan, asked: int) -> None:
        self._looking = None
        if asked == self._asked:
            self.plan = plan
            self.plan_card.show_plan(plan, self.folder.path)

    # writing

    def start(self) -> None:
        """Write."""
        from desktop.usecases.export_plan import export_chosen

        choice = self.choice()
        if choice.refusal:
            self.result.say(tr(choice.refusal))
            return
        workspace, out = self._workspace, self.folder.path
        self._memory.keep(
            self._habit_name,
            Habit(choice.formats, choice.layouts, choice.bundle, out, choice.by_office,
                  choice.manifest),
        )  # fmt: skip
        self.start_button.setEnabled(False)
        self._choices_enabled(False)
        self.result.hide()
        self.task.start(
            tr("导出"),
            lambda progress: export_chosen(workspace, choice, out, progress),
            lambda outcome: self._done(outcome, out), self._failed, self._cancelled,
        )  # fmt: skip

    # the workbook for filling in

    def ask_book(self) -> None:
        """Ask where to, and write the workbook of what is chosen at the top."""
        _, kind = self._scope
        title = tr(self._workspace.catalogue.form(kind).title) if kind else tr("全部")
        target = ask_data_book(self, self.folder.path, title)
        if target is not None:
            self.write_book(target)

    def write_book(self, target: Path) -> None:
        """Write the workbook with all fields of the records of the scope."""
        from desktop.usecases.data_book import export_data_book

        workspace, (scope, kind) = self._workspace, self._scope
        uuids = self._uuids if scope == "chosen" else ()

        def done(count: int) -> None:
            self._choices_enabled(True)
            more = tr(
                "{count} 条记录的全部要素都在里面。在 Excel 中填写、修改后，从“导入”选这个文件，就按原来的记录更新。",
                count=count,
            )
            self.result.show_outcome((target,), (), target.parent, (more,))

        self._choices_enabled(False)
        self.result.hide()
        self.task.start(
            tr("导出录入工作簿"),
            lambda progress: export_data_book(workspace, target, kind, progress, uuids),
            done, self._failed, self._cancelled,
        )  # fmt: skip

    def _choices_enabled(self, enabled: bool) -> None:
        for part in (self.what, self._narrowing, self._arranging, self.letterhead, self.folder,
                     *self.formats, *self.layouts, self.book_button):  # fmt: skip
            part.setEnabled(enabled)
        self.start_button.setEnabled(enabled)

    def _done(self, outcome: ExportOutcome, out: Path) -> None:
        self._choices_enabled(True)
        self.result.show_outcome(outcome.files, outcome.missing_glyphs, out, outcome.remarks)

    def _failed(self, error: Exception) -> None:
        self._choices_enabled(True)
        said = sentence(error)
        if not said:
            self.failed.emit(error)
            return
        written: Any = getattr(error, "files", ())
        self.result.show_stopped(said, written, self.folder.path)

    def _cancelled(self) -> None:
        self._choices_enabled(True)
        self.result.say(tr("已取消。已经写完的文件保留在文件夹里，没有写了一半的文件。"))


def _format_words() -> dict[str, str]:
    return {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "html": tr("网页")}


def _flowing(parts: Sequence[QWidget], *, spacing: int = 6) -> QWidget:
    """Side by side, in further lines where they do not fit; ``spacing`` in px."""
    box = QWidget()
    flow = FlowLayout(box, spacing)
    for part in parts:
        flow.addWidget(part)
    return box
