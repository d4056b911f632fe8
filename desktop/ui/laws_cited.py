"""Every law and document that records cite (依据库), and how alike it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.laws_detail import LawDetail
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.list_page import DEBOUNCE
from desktop.ui.search_box import SearchBox
from desktop.ui.task import TaskBar
from desktop.ui.widgets import column, label, row
from desktop.usecases import citations as use
from desktop.usecases import rewriting
from desktop.usecases.rewriting import Plan

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_HEADINGS = (N_("名称"), N_("级别"), N_("引用"), N_("写法"))
_WIDE = {1: 120, 2: 72, 3: 84}
_NARROW = {1: 84, 2: 56, 3: 72}
_SMALL = 620  # px of the list


class CitedLaws(QWidget):
    """``said`` offers to undo: words, label of the deed, the deed. ``changed``: records are other
    ones now; ``counted`` tells how many laws there are.
    """

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._index = use.Index(())
        self._laws: list[use.Law] = []
        self._state: object = None
        self._key = ""
        self.task = TaskBar(runner)
        self.search = SearchBox(tr("查找名称、文号、机关或拼音首字母"), tr("查找依据"))
        self.only = Chip(tr("写法不一致"), "conflicts", "chip")
        self.found = label(tone="quiet")
        self.model = LinesModel(_HEADINGS, self._cells)
        self.table = LinesTable(self.model, tr("依据"), _WIDE, (_SMALL, _NARROW))
        self.detail = LawDetail(workspace)
        self.empty_text = label(tone="strong", wrap=True)
        self.empty_help = label(tone="quiet", wrap=True)
        self.stack = QStackedWidget()
        self.splitter = QSplitter()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        layout = column(left, spacing=0)
        bar = row(self.search, self.only, spacing=10, margins=(20, 14, 16, 6))
        bar.setStretch(0, 1)
        layout.addLayout(bar)
        layout.addLayout(row(self.found, margins=(20, 0, 16, 8)))
        tasks = row(self.task, margins=(20, 0, 16, 8))
        tasks.setStretch(0, 1)
        layout.addLayout(tasks)
        layout.addWidget(self.table, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part in (left, self.detail):
            self.splitter.addWidget(part)
            part.setMinimumWidth(340)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([540, 530])
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self._make_empty())
        column(self, spacing=0).addWidget(self.stack, 1)
        self.table.setSelectionMode(LinesTable.SelectionMode.SingleSelection)
        self.detail.hide()

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        layout = column(empty, spacing=6, margins=(60, 20, 60, 80))
        layout.addStretch(1)
        for item in (self.empty_text, self.empty_help):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(item)
        layout.addStretch(2)
        return empty

    def _connect(self) -> None:
        self._timer.timeout.connect(self._list)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self.table.setFocus)
        self.only.toggled.connect(lambda _: self._list())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.table.open_wanted.connect(self.detail.mentions.setFocus)
        self.detail.open_wanted.connect(self.open_wanted)
        self.detail.preview_wanted.connect(self._preview)
        self.detail.preview.write_wanted.connect(self._unify)

    # the index

    def refresh(self) -> None:
        """Read the records again if anything happened since."""
        newest = self._workspace.library.audit(limit=1)
        state = (self._workspace.library.count(), newest[0].at if newest else "")
        if self.task.job is None and state != self._state:
            self._state = state
            workspace = self._workspace
            self.task.start(tr("读取依据"), lambda progress: use.index(workspace, progress),
                            self._show, self._failed, self._stopped)  # fmt: skip

    def _show(self, index: use.Index) -> None:
        self._index = index
        self.counted.emit(len(index.laws))
        self.only.setText(
            tr("写法不一致 {count}", count=index.conflicting)
            if index.conflicting
            else tr("写法不一致")
        )
        self.only.setEnabled(bool(index.conflicting))
        if not index.conflicting:
            self.only.setChecked(False)
        self._list()

    def _failed(self, error: Exception) -> None:
        self._state = None
        self.failed.emit(error)

    def _stopped(self) -> None:
        self._state = None
        self.found.setText(tr("已停止读取。再次打开本页重新读取。"))

    def _list(self) -> None:
        self._timer.stop()
        text, only = self.search.text(), self.only.isChecked()
        self._laws = use.search(self._index, text, conflicting=only)
        self.model.set_count(len(self._laws))
        self.stack.setCurrentIndex(0 if self._index.laws else 1)
        if not self._index.laws:
            self.empty_text.setText(tr("记录里还没有引用依据。"))
            self.empty_help.setText(
                tr("在清单和指南的“依据”栏填写后，这里列出每部法律和文件、"
                   "有哪些记录引用、各处写法是否一致。")
            )  # fmt: skip
        self.found.setText(self._count_words(text))
        keys = [law.key for law in self._laws]
        if keys:
            self.table.selectRow(keys.index(self._key) if self._key in keys else 0)
        else:
            self.detail.hide()

    def _count_words(self, text: str) -> str:
        if text and not self._laws:
            return tr("没有找到“{words}”。", words=text)
        words = tr("{count} 部法律和文件", count=len(self._laws))
        if self._index.unnamed and not text:
            words += tr("；另有 {count} 处依据没有写名称和文号", count=self._index.unnamed)
        return words

    def _cells(self, place: int) -> Sequence[Cell]:
        law = self._laws[place]
        level = tr(use.shown(self._workspace.catalogue, "level", law.value("level")))
        records = tr("{count} 条", count=law.records)
        doubt = Cell(tr("不一致"), "warn") if law.conflicts else Cell(tr("一致"))
        return Cell(use.title_of(law)), Cell(level), Cell(records), doubt

    def _on_chosen(self) -> None:
        chosen = self.table.chosen()
        if not chosen:
            return
        law, workspace = self._laws[chosen[0]], self._workspace
        self._key = law.key
        self._runner.start(
            self, tr("读取引用"), lambda _: (law, use.mentions(workspace, law)),
            done=self._show_law, failed=self.failed.emit,
        )  # fmt: skip

    def _show_law(self, told: tuple[use.Law, list[use.Mention]]) -> None:
        if told[0].key == self._key:
            self.detail.show_law(*told)
            self.detail.show()

    # unifying

    def _preview(self, chosen: dict[str, str]) -> None:
        law = self._index.find(self._key)
        workspace = self._workspace
        if law is not None:
            self._runner.start(
                self, tr("统一写法"), lambda _: use.plan(workspace, law, chosen),
                done=self.detail.show_plan, failed=self.failed.emit,
            )  # fmt: skip

    def _unify(self, plan: Plan) -> None:
        workspace = self._workspace
        self._runner.start(
            self, tr("统一写法"), lambda _: rewriting.write(workspace, plan),
            done=self._unified, failed=self._not_unified,
        )  # fmt: skip

    def _not_unified(self, error: Exception) -> None:
        self.detail.show_mentions()
        self.failed.emit(error)

    def _unified(self, done: rewriting.Written) -> None:
        words = tr("已统一 {records} 条记录的 {cells} 处。",
                   records=done.records, cells=len(done.changes))  # fmt: skip
        if done.skipped:
            words += tr("{count} 处刚被修改过，没有动。", count=done.skipped)
        self.said.emit(words, tr("撤销"), lambda: self._take_back(done))
        self._after_writing()

    def _take_back(self, done: rewriting.Written) -> None:
        workspace = self._workspace

        def told(back: rewriting.Written) -> None:
            self.said.emit(tr("已恢复 {count} 条记录的写法。", count=back.records), "", None)
            self._after_writing()

        self._runner.start(
            self, tr("撤销"), lambda _: rewriting.write(workspace, done.back),
            done=told, failed=self.failed.emit,
        )  # fmt: skip

    def _after_writing(self) -> None:
        self.changed.emit()
        self.refresh()

    def law_of(self, key: str) -> use.Law | None:
        """The law of a key as the records cite it, as far as they were read."""
        return self._index.find(key)

    def begin(self) -> None:
        """The keyboard begins in the list."""
        self.table.setFocus()
