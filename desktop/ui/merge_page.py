"""Merging colleagues' work (汇总): what a package or library brings, conflicts decided, undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop.ui.difference_view import DifferenceView
from desktop.ui.i18n import N_, said, tr
from desktop.ui.jobs import JobRunner, Work
from desktop.ui.merge_detail import MergeDetail, reason_words
from desktop.ui.page import Page
from desktop.ui.problem_words import title_words
from desktop.ui.signer_box import KnownKeys, SignerBox
from desktop.ui.task import TaskBar
from desktop.ui.two_lines import TwoLines, fill_line
from desktop.ui.widgets import button, column, label
from forms.merging import Choice, Pick

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyDesk, PublicKey
    from desktop.usecases.merge_sources import Source
    from desktop.usecases.merging import Item, MergeOutcome, MergePlan, UndoReport
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_FILES = N_("同步包和工作库 (*.zip *.mingce);;所有文件 (*)")
_UNKNOWN = N_(
    "还没有“{portal}”的公钥，不能核对是谁发的。请先在“上级目录”里从门户读取一次，核对并记住它的公钥。"
)
_EMPTY = N_(
    "选择同事交来的同步包或工作库文件，或者读取门户上别人改过的记录。只有一边改过的内容自动采用；"
    "两边改了同一处，由您逐处决定。对方的文件不会改动，合并后可以撤销。"
)
#: Standings as the list shows them: what has to be decided first.
_WORDS = {
    "conflict": N_("有冲突"),
    "merged": N_("两边都改过，已合并"),
    "forward": N_("只有同事改过"),
    "new": N_("本库没有，新增"),
    "locked": N_("不能合并"),
    "same": N_("内容相同或本库较新"),
}
_AT_PORTAL = {**_WORDS, "forward": N_("只有门户改过")}
_LIST = 320  # px


class MergePage(Page):
    """``said`` offers to undo."""

    place = "pack"
    changed = Signal()
    failed = Signal(object)
    said = Signal(str, str, object)
    message = Signal(str)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, desk: Callable[[], KeyDesk]
    ) -> None:
        super().__init__()
        self._workspace, self._desk = workspace, desk
        self.plan: MergePlan | None = None
        self._shown: list[Item] = []
        self.set_title(tr("合并"), tr("打包与交换"))
        self.choose_button = button(tr("选择文件…"), self.choose)
        self.portal_button = button(tr("读取门户上的修改"), self.start_changes)
        self.mine_button = button(tr("其余都用本库的"), lambda: self.decide_rest(Pick.MINE))
        self.theirs_button = button("", lambda: self.decide_rest(Pick.THEIRS))
        self.merge_button = button(tr("合并到本库"), self.commit, primary=True)
        self.words = label(tr(_EMPTY), tone="quiet", wrap=True)
        self.summary = label(wrap=True)
        self.list = QListWidget()
        self.detail = MergeDetail()
        self.preview = DifferenceView()
        self.signer = SignerBox()
        self.known = KnownKeys()
        self.task = TaskBar(runner)
        self._build()
        self._show_plan()

    @property
    def busy(self) -> bool:
        """Whether something is being read or written."""
        return self.task.job is not None

    def _build(self) -> None:
        for item in (
            self.choose_button, self.portal_button, self.mine_button, self.theirs_button,
            self.merge_button,
        ):  # fmt: skip
            self.buttons.addWidget(item)
        self.portal_button.setToolTip(
            tr("门户已接收、别人改过的本库记录，核对门户的签名后逐处合并")
        )
        self.list.setAccessibleName(tr("要合并的记录"))
        self.list.setObjectName("problemList")
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show_item)
        self.detail.decided.connect(self._decide)
        self.detail.typed.connect(self._type)
        self._right = QStackedWidget()
        self._right.addWidget(self.preview)
        self._right.addWidget(self.detail)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.list.setMinimumWidth(220)
        for part in (self.list, self._right):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_LIST, 760])
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty = QWidget()
        empty = column(self._empty, margins=(80, 40, 80, 60))
        empty.addWidget(self.words, 1)
        empty.addWidget(self.known)
        self._head = QWidget()
        head = column(self._head, spacing=10, margins=(20, 12, 20, 12))
        head.addWidget(self.summary)
        head.addWidget(self.signer)
        self.signer.trust_wanted.connect(self._trust)
        self.signer.allowed_changed.connect(self._count)
        self.signer.failed.connect(self.failed)
        self.known.forget_wanted.connect(self._forget)
        self.task.setContentsMargins(20, 10, 20, 10)
        for widget in (self._head, self.task):
            self.body.addWidget(widget)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.splitter, 1)

    # reading

    def choose(self) -> None:
        """Ask for a colleague's file."""
        name, _ = QFileDialog.getOpenFileName(self, tr("选择同事的包或工作库"), "", tr(_FILES))
        if name:
            self.start([Path(name)])

    def start(self, paths: Sequence[Path]) -> None:
        """Compare what a colleague handed over; one file at a time."""
        from desktop.usecases import merging

        if paths:
            workspace, path = self._workspace, paths[0]
            self._compare(lambda progress: merging.plan(workspace, path, progress=progress))

    def start_conflicts(self) -> None:
        """Compare what portals have of the records that they found in conflict."""
        from desktop.usecases import merging

        workspace = self._workspace
        self._compare(lambda progress: merging.plan_of_conflicts(workspace, progress))

    def start_changes(self) -> None:
        """Ask the portal what others changed of our records, and compare it."""
        from desktop.usecases import portal_changes, uploading

        workspace, desk = self._workspace, self._desk()
        access = uploading.portal_access(workspace)
        if access is None:
            self._refused(ValueError(tr("还没有门户地址。请先在“打包与交换”的“上传”里填写。")))
            return

        def work(progress: Progress) -> MergePlan:
            portal_changes.fetch(
                workspace, access, lambda _: desk.token(access.url), progress=progress
            )
            return portal_changes.plan_of_changes(workspace, progress)

        self._compare(work)

    def arrive(self) -> None:
        """Whose keys are known, afresh."""
        from desktop.usecases.colleague_keys import colleagues

        self.known.show_keys(colleagues(self._workspace))

    def _compare(self, work: Work) -> None:
        if self.busy:
            return
        self.plan = None
        self._show_plan()
        self.words.setText(tr("正在与本库比较，不改动任何内容。"))
        self.task.start(tr("与本库比较"), work, self._planned, self._refused, self._stopped)

    def _planned(self, plan: MergePlan) -> None:
        self.plan = plan
        self._show_plan()
        if not self._shown:
            self.words.setText(tr("这个文件里的内容本库都有了，没有需要合并的。"))
        else:
            self.list.setFocus()

    def _refused(self, error: Exception) -> None:
        self.plan = None
        self._show_plan()
        from desktop.usecases.receiving import PortalUnknown

        if isinstance(error, PortalUnknown):
            self.words.setText(tr(_UNKNOWN, portal=error.portal))
        elif isinstance(error, ValueError):
            self.words.setText(said(str(error)))
        else:
            self.words.setText(tr(_EMPTY))
            self.failed.emit(error)

    def _stopped(self) -> None:
        self._refused(ValueError(tr("已取消，工作库没有改变。")))

    # whose it is

    def _trust(self, name: str, key: PublicKey) -> None:
        """Check the package with the key that somebody vouches for, and keep the key."""
        from desktop.usecases import colleague_keys
        from desktop.usecases.merge_sources import vouched_by

        plan, workspace = self.plan, self._workspace
        if plan is None or self.busy:
            return

        def work(progress: Progress) -> Source:
            owner = colleague_keys.Colleague(name, key)
            if name.strip():
                owner = replace(owner, name=" ".join(name.split()))
            found = vouched_by(plan.source, owner, progress)
            colleague_keys.trust(workspace, name, key)
            return found

        self.task.start(tr("核对签名"), work, self._trusted, self._not_trusted, self._count)

    def _trusted(self, source: Source) -> None:
        if self.plan is not None:
            self.plan = replace(self.plan, source=source)
            self.signer.show_source(source)
            self._count()
            self.message.emit(tr("已记住“{name}”的公钥。", name=source.colleague))

    def _not_trusted(self, error: Exception) -> None:
        if isinstance(error, ValueError):
            self.signer.say(str(error))
        else:
            self.failed.emit(error)
        self._count()

    def _forget(self, key: PublicKey) -> None:
        from desktop.usecases import colleague_keys

        colleague_keys.forget(self._workspace, key)
        self.arrive()

    # showing

    def _show_plan(self) -> None:
        plan = self.plan
        order = list(_WORDS)
        found = [i for i in plan.items if i.standing != "same"] if plan else []
        self._shown = sorted(found, key=lambda i: order.index(i.standing))
        self.list.clear()
        for item in self._shown:
            line = QListWidgetItem(title_words(item.title))
            self.list.addItem(line)
            self._fill(line, item)
        self.signer.show_source(plan.source if plan and self._shown else None)
        self.theirs_button.setText(
            tr("其余都用门户的") if self._at_portal else tr("其余都用同事的")
        )
        self.portal_button.setVisible(not self._shown)
        if not self._shown:
            self.arrive()
        self._empty.setVisible(not self._shown)
        for part in (self._head, self.splitter):
            part.setVisible(bool(self._shown))
        self._count()
        if self._shown:
            self.list.setCurrentRow(0)

    @property
    def _at_portal(self) -> bool:
        return self.plan is not None and self.plan.source.kind == "portal"

    def _fill(self, line: QListWidgetItem, item: Item) -> None:
        words = tr((_AT_PORTAL if self._at_portal else _WORDS)[item.standing])
        if item.conflicts and self.plan is not None:
            open_ones = self.plan.open_in(item)
            words = tr("还有 {count} 处未定", count=open_ones) if open_ones else tr("冲突已决定")
        fill_line(line, title_words(item.title), words, item)

    def _count(self) -> None:
        plan = self.plan
        taken, open_ones = (len(plan.taken), plan.open) if plan else (0, 0)
        if plan is not None:
            parts = [plan.source.organization or plan.source.path.name]
            if plan.source.vouched:  # else the box below says it
                parts.append(tr(plan.source.trust))
            parts.append(tr("将合并 {count} 条。", count=taken))
            if open_ones:
                parts.append(
                    tr("还有 {count} 处冲突未定，有关记录先保持本库内容。", count=open_ones)
                )
            self.summary.setText(tr("　").join(parts))
        self.merge_button.setEnabled(bool(taken) and not self.busy and self.signer.allowed)
        for item in (self.mine_button, self.theirs_button):
            item.setVisible(bool(open_ones))

    def _show_item(self, number: int) -> None:
        if self.plan is None or not 0 <= number < len(self._shown):
            return
        item = self._shown[number]
        if item.conflicts:
            self.detail.show_item(item, self.plan.chosen(item), at_portal=self._at_portal)
            self._right.setCurrentWidget(self.detail)
            return
        self._right.setCurrentWidget(self.preview)
        self._show_result(item)

    def _show_result(self, item: Item) -> None:
        from desktop.usecases.history import difference
        from desktop.usecases.merging import result_of

        assert self.plan is not None
        if item.standing == "locked":
            self.preview.say(tr(item.reason))
            return
        after = result_of(self._workspace, self.plan, item)
        before = item.mine.record if item.mine else None
        if before is None:
            before = replace(after, values={})
        form = self._workspace.catalogue.form(after.kind)
        found = difference(before, after, form)
        if found:
            self.preview.show_differences(found)
        else:
            self.preview.say(tr(item.reason) if item.reason else tr("内容没有变化。"))
        for words in reason_words(item):
            self.preview.add_card(label(words, wrap=True))

    # deciding

    def _decide(self, key: str, choice: Choice) -> None:
        from desktop.usecases import merging

        number = self.list.currentRow()
        if self.plan is None or not 0 <= number < len(self._shown):
            return
        item = self._shown[number]
        self.plan = merging.decide(self.plan, item.uuid, key, choice)
        self._fill(self.list.item(number), item)
        self._count()

    def _type(self, key: str, text: str) -> None:
        from desktop.usecases import merging

        item = self._shown[self.list.currentRow()]
        conflict = next(c for c in item.conflicts if c.key == key)
        try:
            choice = merging.typed(conflict, text)
        except ValueError as error:
            self.message.emit(str(error))
            return
        self._decide(key, choice)
        self.detail.mark(key, choice)

    def decide_rest(self, pick: Pick) -> None:
        """Decide every open conflict for one side."""
        from desktop.usecases import merging

        if self.plan is not None:
            self.plan = merging.decide_all(self.plan, pick)
            for number, item in enumerate(self._shown):
                self._fill(self.list.item(number), item)
            self._count()
            self._show_item(self.list.currentRow())

    # writing

    def commit(self) -> None:
        """Write what is decided, in one go."""
        from desktop.usecases import merging

        plan, workspace, allowed = self.plan, self._workspace, self.signer.allowed
        if plan is None or self.busy:
            return
        self.merge_button.setEnabled(False)
        self.task.start(
            tr("合并"),
            lambda progress: merging.commit(
                workspace, plan, unsigned=allowed, progress=progress
            ),
            self._done, self._not_done, self._count,
        )  # fmt: skip

    def _not_done(self, error: Exception) -> None:
        self._count()
        self.failed.emit(error)

    def _done(self, outcome: MergeOutcome) -> None:
        self.plan = None
        self._show_plan()
        number = sum(outcome.counts.values())
        words = [tr("已合并 {count} 条。", count=number)]
        if outcome.left:
            words.append(tr("{count} 条有未定的冲突，保持本库内容。", count=len(outcome.left)))
        if outcome.changed:
            words.append(tr("{count} 条刚刚又有改动，没有合并。", count=len(outcome.changed)))
        self.words.setText("".join(words))
        self.changed.emit()
        if outcome.batch:
            self.said.emit("".join(words), tr("撤销"), lambda: self.undo(outcome.batch))

    def undo(self, batch: str) -> None:
        """Take the merge back, all of it."""
        from desktop.usecases import merging

        workspace = self._workspace
        if not self.busy:
            self.task.start(
                tr("撤销合并"), lambda _: merging.undo(workspace, batch),
                self._undone, self.failed.emit, lambda: None,
            )  # fmt: skip

    def _undone(self, report: UndoReport) -> None:
        words = [tr("已撤销合并。")]
        if report.kept:
            words.append(tr("{count} 条之后又改过或已定稿，保留。", count=len(report.kept)))
        self.words.setText("".join(words))
        self.changed.emit()
        self.message.emit("".join(words))
