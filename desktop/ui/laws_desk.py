"""Citations beside the law: a list by law, the two texts word by word, the text in force taken over
for those that are ticked, after a preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.law_difference import LawDifference
from desktop.ui.laws_lines import CitationLine, CitationModel, CitationView
from desktop.ui.laws_plan import PlanPreview
from desktop.ui.laws_sources import Source, counted
from desktop.ui.list_page import DEBOUNCE
from desktop.ui.search_box import SearchBox
from desktop.ui.task import TaskBar
from desktop.ui.widgets import (
    FlowLayout,
    button,
    column,
    label,
    link,
    row,
    scroll_area,
    see_through,
)
from desktop.usecases import rewriting
from forms.values import fold

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_DESK, _PREVIEW, _EMPTY = range(3)


class LawDesk(QWidget):
    """``said`` offers to undo; ``texts_wanted`` leads to the law texts, where there are none."""

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)
    texts_wanted = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace, source: Source) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._source = source
        self._lines: list[CitationLine] = []
        self._found: Any = None
        self._state: object = None
        self.task = TaskBar(runner)
        self.search = SearchBox(tr("查找法律、记录"), tr("查找引用"))
        self.start_button = button(tr(source.start), self.start)
        self.chips = [Chip(tr(word), name, "chip") for name, word, _ in source.sorts]
        self.summary = label(tone="quiet", wrap=True)
        self.model = CitationModel()
        self.view = CitationView(self.model, tr(source.task))
        self.story = label(wrap=True)
        self.title = label(tone="strong", wrap=True)
        self.difference = LawDifference(*map(tr, source.names))
        self.open_button = button(tr("打开记录"), self._open)
        self.one_button = button(tr("采用现行条文"), self._take_one)
        self.all_link = link(tr("全选可直接采用的"), self.model.tick_sure)
        self.none_link = link(tr("全不选"), self.model.tick_none)
        self.versions = QCheckBox(tr("已定稿的先开新版本"))
        self.take_button = button(tr("采用现行条文"), self._take_chosen, primary=True)
        self.preview = PlanPreview(workspace, tr("采用"), tr("不采用"))
        self.empty_text = label(tone="strong", wrap=True)
        self.empty_help = label(tone="quiet", wrap=True)
        self.empty_button = button(tr("导入法规文本"), self.texts_wanted.emit, primary=True)
        self.stack = QStackedWidget()
        self.splitter = QSplitter()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._build()
        self._connect()

    # building

    def _build(self) -> None:
        desk = QWidget()
        outer = column(desk, spacing=0)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part in (self._make_list(), self._make_side()):
            self.splitter.addWidget(part)
            part.setMinimumWidth(320)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([470, 600])
        outer.addWidget(self.splitter, 1)
        outer.addWidget(self._make_bar())
        preview = QWidget()
        column(preview, spacing=0, margins=(0, 16, 0, 0)).addWidget(self.preview)
        for page in (desk, preview, self._make_empty()):
            self.stack.addWidget(page)
        self.task.setContentsMargins(20, 10, 16, 0)
        layout = column(self, spacing=0)
        layout.addWidget(self.task)
        layout.addWidget(self.stack, 1)

    def _make_list(self) -> QWidget:
        made = QWidget()
        layout = column(made, spacing=8, margins=(0, 14, 0, 0))
        head = row(self.search, self.start_button, spacing=10, margins=(20, 0, 16, 0))
        head.setStretch(0, 1)
        layout.addLayout(head)
        chips = QWidget()
        chips.setAccessibleName(tr("按结果筛选"))
        flow = FlowLayout(chips, spacing=6)
        for chip in self.chips:
            flow.addWidget(chip)
        layout.addLayout(_inset(chips))
        layout.addLayout(_inset(self.summary))
        layout.addWidget(self.view, 1)
        return made

    def _make_side(self) -> QWidget:
        body = QWidget()
        layout = column(body, spacing=10, margins=(20, 16, 20, 20))
        layout.addWidget(self.title)
        layout.addWidget(self.story)
        layout.addLayout(row(self.open_button, self.one_button, 1, spacing=10))
        layout.addWidget(self.difference)
        layout.addStretch(1)
        area = scroll_area(body, tr("条文对照"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        see_through(area)
        side = QWidget()
        side.setObjectName("aside")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column(side, spacing=0).addWidget(area)
        self._body = body
        return side

    def _make_bar(self) -> QWidget:
        self.bar = QWidget()
        self.bar.setObjectName("reviewBar")
        self.bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = row(
            self.all_link, self.none_link, 1, self.versions, self.take_button,
            spacing=14, margins=(20, 10, 16, 10),
        )  # fmt: skip
        self.bar.setLayout(line)
        return self.bar

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        layout: QVBoxLayout = column(empty, spacing=8, margins=(60, 20, 60, 80))
        layout.addStretch(1)
        for item in (self.empty_text, self.empty_help):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(item)
        layout.addLayout(row(1, self.empty_button, 1, margins=(0, 8, 0, 0)))
        layout.addStretch(2)
        return empty

    def _connect(self) -> None:
        self._timer.timeout.connect(self._list)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self.view.setFocus)
        for chip in self.chips:
            chip.setChecked(chip.key in self._source.first)
            chip.clicked.connect(lambda _=False: self._list())
        self.model.ticked.connect(self._count)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_side())
        self.view.activated.connect(lambda _: self._open())
        self.preview.open_wanted.connect(self.open_wanted)
        self.preview.left.connect(self._leave_preview)
        self.preview.write_wanted.connect(self._write)

    def foot(self) -> int:
        """How high the bar of deeds is that a notice must not cover, in px."""
        return self.bar.height() if self.bar.isVisible() else 0

    # what there is

    def outdate(self) -> None:
        """What is shown may not hold any more: it is read anew when looked at next."""
        self._state = None

    def refresh(self) -> None:
        """Look through the records again if anything happened since."""
        newest = self._workspace.library.audit(limit=1)
        state = (newest[0].at if newest else "", self._workspace.laws.state())
        if state != self._state:
            self._state = state
            self.start()

    def start(self) -> None:
        """Look every citation up, in the background."""
        if self.task.job is not None:
            return
        workspace, source = self._workspace, self._source
        self.start_button.setEnabled(False)
        self.task.start(
            tr(source.task), lambda progress: source.load(workspace, progress),
            self._show, self._failed, self._stopped,
        )  # fmt: skip

    def _show(self, found: Any) -> None:
        self.start_button.setEnabled(True)
        self._found = found
        self._lines = self._source.lines(found)
        counts = counted(self._lines)
        for chip, (name, word, _) in zip(self.chips, self._source.sorts, strict=True):
            number = counts.get(name, 0)
            chip.setText(tr("{word} {count}", word=tr(word), count=number))
            chip.setVisible(bool(number))
        self._list()

    def _failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        self._state = None
        self.failed.emit(error)

    def _stopped(self) -> None:
        self.start_button.setEnabled(True)
        self._state = None
        self.summary.setText(tr("已停止。再次打开本页重新开始。"))

    def _list(self) -> None:
        self._timer.stop()
        if self._found is None:
            return
        wanted = {chip.key for chip in self.chips if chip.isChecked()}
        words = [fold(word) for word in self.search.text().split()]
        shown = [
            line
            for line in self._lines
            if (not wanted or line.sort in wanted)
            and all(word in fold(f"{line.law}{line.title}{line.place}") for word in words)
        ]
        self.model.set_lines(shown)
        self._say(shown)
        if shown:
            self.view.setCurrentIndex(self.model.index(1))
        self._show_side()

    def _say(self, shown: Sequence[CitationLine]) -> None:
        self.stack.setCurrentIndex(_DESK if self._lines else _EMPTY)
        words = self._source.said(self._found)
        if len(shown) != len(self._lines):
            words += tr("列出 {count} 处。", count=len(shown))
        self.summary.setText(words)
        if self._lines:
            return
        present = self._workspace.laws.present
        self.empty_text.setText(
            tr(self._source.nothing) if present else tr("依据库里还没有法规文本。")
        )
        self.empty_help.setText(tr(self._source.intro))
        self.empty_button.setVisible(not present)

    def _count(self) -> None:
        chosen = self.model.chosen()
        read_only = self._workspace.library.read_only
        self.take_button.setEnabled(bool(chosen) and not read_only)
        self.take_button.setText(
            tr("采用现行条文（{count} 处）…", count=len(chosen)) if chosen else tr("采用现行条文…")
        )
        final = any(getattr(line.item, "final", False) and line.changes for line in self._lines)
        self.versions.setVisible(final)
        self.bar.setVisible(any(line.changes for line in self._lines) and not read_only)

    # one citation

    def _current(self) -> CitationLine | None:
        """The current citation; of a law, its first."""
        index = self.view.currentIndex()
        below = self.model.entries[index.row() :] if index.isValid() else []
        return next((entry.line for entry in below if entry.line is not None), None)

    def _show_side(self) -> None:
        line = self._current()
        self._body.setVisible(line is not None)
        if line is None:
            return
        side = self._source.side(line)
        self.title.setText(f"{line.law} {line.item.place.article}".strip())
        self.story.setText(side.story)
        self.difference.setVisible(bool(side.runs))
        if side.runs:
            self.difference.set_heads(*side.heads)
            self.difference.show_runs(side.runs)
        able = bool(line.changes) and not self._workspace.library.read_only
        self.one_button.setVisible(able)

    def _open(self) -> None:
        line = self._current()
        if line is not None:
            self.open_wanted.emit(line.uuid, line.path)

    # taking over

    def _take_one(self) -> None:
        line = self._current()
        if line is not None:
            self._preview([line])

    def _take_chosen(self) -> None:
        self._preview(self.model.chosen())

    def _preview(self, lines: Sequence[CitationLine]) -> None:
        from desktop.usecases.law_changes import plan

        versions = self.versions.isChecked()
        made = plan([line.item for line in lines], new_versions=versions)
        titles = {line.uuid: line.title for line in lines}
        labels = {(line.uuid, line.path): line.label for line in lines}
        self.stack.setCurrentIndex(_PREVIEW)
        self.preview.show_plan(made, titles, labels)

    def _leave_preview(self) -> None:
        self.stack.setCurrentIndex(_DESK if self._lines else _EMPTY)
        self.view.setFocus()

    def _write(self, plan: rewriting.Plan) -> None:
        workspace = self._workspace
        self.task.start(
            tr("采用现行条文"), lambda progress: rewriting.write(workspace, plan, progress),
            self._written, self._not_written, self._leave_preview,
        )  # fmt: skip

    def _not_written(self, error: Exception) -> None:
        self._leave_preview()
        self.failed.emit(error)

    def _written(self, done: rewriting.Written) -> None:
        self._leave_preview()
        words = tr("已改 {records} 条记录的 {cells} 处。",
                   records=done.records, cells=len(done.changes))  # fmt: skip
        if done.skipped:
            words += tr("{count} 处刚被修改过，没有动。", count=done.skipped)
        if done.opened:
            words += tr("{count} 条已开新版本，定稿前仍按原版本公布。", count=len(done.opened))
        self.said.emit(words, tr("撤销"), lambda: self._take_back(done))
        self.changed.emit()

    def _take_back(self, done: rewriting.Written) -> None:
        workspace = self._workspace

        def told(back: rewriting.Written) -> None:
            words = tr("已恢复 {count} 条记录。", count=back.records)
            if done.opened:
                words += tr("{count} 条的新版本留着，内容与定稿相同。", count=len(done.opened))
            self.said.emit(words, "", None)
            self.changed.emit()

        self._runner.start(
            self, tr("撤销"), lambda _: rewriting.write(workspace, done.back),
            done=told, failed=self.failed.emit,
        )  # fmt: skip

    def begin(self) -> None:
        """The keyboard begins in the list."""
        self.view.setFocus()


def _inset(item: QWidget) -> QVBoxLayout:
    made = column(spacing=0, margins=(20, 0, 16, 0))
    made.addWidget(item)
    return made
