"""Changes made ready, place by place, to look at before they are written; and what is not taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.problem_words import place_of
from desktop.ui.replace_list import HitModel, HitView
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, clear, column, label, link, row
from desktop.usecases import mending
from desktop.usecases.changing import Replaced, Undone
from desktop.usecases.mending import Mend, Mends

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_NAMED = 3
_MOST_REFUSED = 60


class Refused(NamedTuple):
    """A place that is not taken: where it was asked for, in which record, why not."""

    where: str
    what: str
    why: str


class MendView(QWidget):
    """A list to tick, 写入, and back. ``said`` offers to undo: words, label of the deed, the deed."""

    open_wanted = Signal(str, str)
    back_wanted = Signal()
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._mends = Mends("", (), {})
        self._by_place: dict[tuple[str, str], Mend] = {}
        self.task = TaskBar(runner)
        self.words = label(wrap=True)
        self.model = HitModel()
        self.view = HitView(self.model)
        self.view.setAccessibleName(tr("将要改动的地方"))
        self.all_link = link(tr("全选"), lambda: self.model.tick_all(True))
        self.none_link = link(tr("全不选"), lambda: self.model.tick_all(False))
        self.refused = QScrollArea()
        self._refused = column(spacing=6)
        self.foot_words = label(tone="quiet", wrap=True)
        self.back_button = button(tr("返回"), self.back)
        self.write_button = button("", self.write, primary=True)
        self._build()
        self.model.ticked.connect(self._count)
        self.view.activated.connect(lambda index: self._open(index.row()))

    def _build(self) -> None:
        head = row(self.words, self.all_link, self.none_link, spacing=12, margins=(20, 12, 20, 10))
        head.setStretch(0, 1)
        inner = QWidget()
        inner.setObjectName("pageBody")
        outer = column(inner, margins=(20, 10, 20, 12))
        outer.addLayout(self._refused)
        outer.addStretch(1)
        self.refused.setWidget(inner)
        self.refused.setWidgetResizable(True)
        self.refused.setMaximumHeight(190)
        self.refused.setAccessibleName(tr("没有采用的改正"))
        foot = QWidget()
        foot.setObjectName("footer")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = row(self.foot_words, self.back_button, self.write_button, spacing=12,
                   margins=(20, 12, 20, 12))  # fmt: skip
        line.setStretch(0, 1)
        foot.setLayout(line)
        tasks = row(self.task, margins=(20, 0, 20, 8))
        tasks.setStretch(0, 1)
        layout = column(self, spacing=0)
        layout.addLayout(head)
        layout.addLayout(tasks)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.refused)
        layout.addWidget(foot)

    def show_mends(self, mends: Mends, words: str, refused: Sequence[Refused] = ()) -> None:
        """Show what would change; ``words`` say where it comes from."""
        self._mends = mends
        kinds = {form.kind: tr(form.title) for form in self._workspace.catalogue.ordered()}
        hits = [mending.hit_of(mend) for mend in mends.mends]
        self._by_place = {(mend.uuid, mend.path): mend for mend in mends.mends}
        self.words.setText(words)
        self.model.set_hits(hits, kinds)
        for item in (self.all_link, self.none_link):
            item.setVisible(bool(hits))
        self._show_refused(refused)
        self._count()
        if hits:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back_button.setFocus()

    def _show_refused(self, refused: Sequence[Refused]) -> None:
        clear(self._refused)
        self.refused.setVisible(bool(refused))
        if not refused:
            return
        self.refused.setMinimumHeight(min(190, 48 + 46 * len(refused)))
        heading = tr("没有采用的 {count} 处", count=len(refused))
        self._refused.addWidget(label(heading, tone="strong"))
        for item in refused[:_MOST_REFUSED]:
            lead = "　".join(filter(None, (item.where, item.what)))
            self._refused.addWidget(label(lead, tone="quiet", wrap=True))
            self._refused.addWidget(label(item.why, wrap=True))
        if len(refused) > _MOST_REFUSED:
            rest = len(refused) - _MOST_REFUSED
            self._refused.addWidget(label(tr("另有 {count} 处没有列出。", count=rest)))

    @property
    def busy(self) -> bool:
        """Whether it is being written."""
        return self.task.job is not None

    def _count(self) -> None:
        chosen = len(self.model.chosen())
        read_only = self._workspace.library.read_only
        self.write_button.setEnabled(bool(chosen) and not read_only and not self.busy)
        self.write_button.setText(tr("写入 {count} 处", count=chosen) if chosen else tr("写入"))
        self.foot_words.setText(
            tr("工作库是只读的，不能写入。") if read_only
            else tr("还没有写入。写入后可以一次撤销。") if self.model.entries
            else tr("没有可以写入的改动。")
        )  # fmt: skip

    def _open(self, number: int) -> None:
        entry = self.model.entries[number]
        self.open_wanted.emit(entry.uuid, entry.hit.path if entry.hit else "")

    def back(self) -> None:
        """Leave without writing; while it is being written, stop that."""
        if self.busy:
            self.task.cancel()
        else:
            self.back_wanted.emit()

    def write(self) -> None:
        """Write the ticked places, all or none."""
        mends = self._mends
        chosen = [self._by_place[hit.uuid, hit.path] for hit in self.model.chosen()]
        if chosen:
            self._do(tr("正在修改"), self._on_written, lambda progress: mending.apply(
                self._workspace, mends, chosen, progress=progress))  # fmt: skip

    def _do(self, title: str, done: Callable[..., None], work: Callable[..., object]) -> None:
        if not self.busy:
            self.write_button.setEnabled(False)
            self.task.start(title, work, done, self._on_failed, self._count)

    def _on_failed(self, error: Exception) -> None:
        self._count()
        self.failed.emit(error)

    def _on_written(self, done: Replaced) -> None:
        words = tr("已改正 {records} 条记录的 {hits} 处。", records=done.records, hits=done.hits)
        words += left_alone(done.kept)
        self.changed.emit()
        self.back_wanted.emit()
        if done.records:
            self.said.emit(words, tr("撤销"), lambda: self.undo(done))
        else:
            self.said.emit(words, "", None)

    def undo(self, done: Replaced) -> None:
        """Put back what was written."""
        self._do(tr("正在撤销"), self._on_undone, lambda _: mending.undo(self._workspace, done))

    def _on_undone(self, undone: Undone) -> None:
        self.changed.emit()
        self._count()
        words = tr("已撤销，{records} 条记录恢复原样。", records=undone.records)
        self.said.emit(words + left_alone(undone.kept), "", None)


def left_alone(titles: tuple[str, ...]) -> str:
    """Which records were changed meanwhile and stay; blank for none."""
    if not titles:
        return ""
    named = tr("、").join(f"“{title or tr('未命名')}”" for title in titles[:_NAMED])
    return tr("{count} 条在这之后被改过，没有动：{named}。", count=len(titles), named=named)


def refused_row(sheet: str, number: int, title: str, place: str, why: str) -> Refused:
    """A row of a report that is not taken, in the words of the window."""
    where = tr("“{sheet}”第 {number} 行", sheet=sheet, number=number)
    what = " · ".join(filter(None, (title, place_of(place))))
    return Refused(where, what, tr(why))
