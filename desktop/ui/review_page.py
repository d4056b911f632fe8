"""待办与审核: what waits for me, read and decided; what waits for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.review_bar import ReviewBar
from desktop.ui.review_detail import ReviewDetail
from desktop.ui.review_list import ReviewList
from desktop.ui.shortcuts import install
from desktop.ui.task import TaskBar
from desktop.ui.widgets import column, label
from desktop.usecases.people import who

if TYPE_CHECKING:
    from desktop.usecases.review_queue import Queue, QueueItem
    from desktop.usecases.review_sheet import Sheet
    from desktop.usecases.reviewing import SubmitReport
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

PAUSE = 60  # ms: while the arrow key is held down nothing is read
_LIST, _LIST_NARROW = 320, 240  # px
Undo = Callable[[], object]


class ReviewPage(Page):
    """``said`` offers to undo; ``person_wanted`` carries what to do once somebody said who they
    are; ``counted`` tells how many records wait for who works now.
    """

    open_wanted = Signal(str, str)
    changed = Signal()
    counted = Signal(int)
    message = Signal(str)
    said = Signal(str, str, object)
    person_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._busy = False
        self._shown = False  # whether what stands at the right is what is chosen
        self._wanted = ""  # the record that the right side is to show
        self._queue: Queue | None = None
        self.set_title(tr("待办与审核"))
        self.list = ReviewList()
        self.detail = ReviewDetail(runner, workspace)
        self.bar = ReviewBar(workspace.catalogue.vocabularies["CL29"].choices)
        self.task = TaskBar(runner)
        self.words = label(tone="quiet", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._right = QStackedWidget()
        waiting = QWidget()
        layout = column(waiting, margins=(40, 40, 40, 80))
        layout.addWidget(self.words, 1)
        self._right.addWidget(waiting)
        self._right.addWidget(self.detail)
        right = QWidget()
        inside = column(right, spacing=0)
        inside.addWidget(self._right, 1)
        self.task.setContentsMargins(20, 10, 20, 10)
        inside.addWidget(self.task)
        inside.addWidget(self.bar)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.list.setMinimumWidth(200)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_LIST, 760])
        self.body.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._read)
        self.list.looked_at.connect(self._on_chosen)
        self.list.open_wanted.connect(lambda uuid: self.open_wanted.emit(uuid, ""))
        self.detail.open_wanted.connect(self._open)
        self.detail.message.connect(self.message)
        self.detail.remark_wanted.connect(self.bar.write_about)
        self.bar.passed.connect(self.go_on)
        self.bar.sent_back.connect(self.send_back)
        install(self, {
            "review.pass": self.go_on,
            "review.back": self.send_back,
            "review.remark": self.bar.box.setFocus,
        }, Qt.ShortcutContext.WidgetWithChildrenShortcut)  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way on small screens."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            wanted = _LIST if event.size().width() > 960 else _LIST_NARROW
            self.splitter.setSizes([wanted, event.size().width() - wanted])

    # what waits

    def arrive(self) -> None:
        """The rail led here."""
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read again what waits, and for whom."""
        from desktop.usecases.review_queue import queue

        workspace = self._workspace
        self._forget_shown()
        if self._queue is None:
            self._say(tr("正在读取…"))
        self._runner.start(self, tr("待办"), lambda _: queue(workspace), done=self._show,
                           failed=self.failed.emit)  # fmt: skip

    def _show(self, queue: Queue) -> None:
        self._queue = queue
        self.counted.emit(queue.mine)
        self.list.show_queue(queue, self._wanted)
        self.list.setVisible(bool(queue.items))
        if not queue.items:
            self._say(tr("没有等待处理的记录。提交审核、退回的记录会出现在这里。"))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self._right.setCurrentIndex(0)
        self.bar.hide()

    def _forget_shown(self) -> None:
        """Nobody decides on what they have not seen: no deed until the right side is up to date."""
        self._shown = False
        self.bar.set_busy(True)

    def _on_chosen(self) -> None:
        chosen = self.list.chosen()
        self._forget_shown()
        if len(chosen) > 1:
            self._wanted = ""
            self._offer_many(chosen)
        elif chosen:
            self._wanted = chosen[0].uuid
            self._timer.start()

    def _offer_many(self, chosen: list[QueueItem]) -> None:
        """Several may be approved at once; each is checked by itself."""
        ready = all(item.mine and item.stage == "review" for item in chosen)
        count = len(chosen)
        if not ready:
            self._say(tr("已选 {count} 条。只有待审核、等您处理的几条可以一起通过。", count=count))
            return
        self._say(tr("已选 {count} 条待审核。一起通过前，请确认每一条都看过。", count=count))
        self.bar.show()
        self._shown = True
        self.bar.show_stage("review", "", busy=self._busy, many=count)

    def _read(self) -> None:
        from desktop.usecases.review_sheet import sheet

        workspace, uuid, by = self._workspace, self._wanted, who(self._workspace)
        if uuid:
            self._runner.start(self, tr("读取"), lambda _: sheet(workspace, uuid, by),
                               done=self._show_sheet, failed=self._on_gone)  # fmt: skip

    def _show_sheet(self, sheet: Sheet) -> None:
        if sheet.record.uuid != self._wanted:
            return
        self.detail.show_sheet(sheet)
        self._right.setCurrentIndex(1)
        self.bar.show()
        self._shown = True
        self.bar.begin(sheet, busy=self._busy)

    def _on_gone(self, error: Exception) -> None:
        self._say(tr("这条记录现在打不开。"))
        self.failed.emit(error)

    def _open(self, path: str) -> None:
        if self._wanted:
            self.open_wanted.emit(self._wanted, path)

    # what is decided

    def go_on(self) -> None:
        """通过, 记下结论, 定稿, or open what came back: whatever the record needs next."""
        chosen = self.list.chosen()
        if not self._shown or self._busy or not self.bar.pass_button.isVisible():
            return
        if len(chosen) > 1:
            self._approve_all([item.uuid for item in chosen])
        elif self.bar.stage == "returned":
            self._open("")
        elif self.bar.stage == "review":
            self._approve(self._wanted)
        elif self.bar.stage == "disclosure":
            self._disclose(self._wanted)
        elif self.bar.stage == "final":
            self._finalize(self._wanted)

    def _approve(self, uuid: str) -> None:
        from desktop.usecases import reviewing as use

        workspace, note = self._workspace, self.bar.note
        self._do(
            self._approve, uuid, lambda by: use.approve(workspace, uuid, by, note),
            tr("已通过，接下来由另一人作公开审查。"),
            lambda by: use.withdraw_approval(workspace, uuid, by),
        )  # fmt: skip

    def _disclose(self, uuid: str) -> None:
        from desktop.usecases import reviewing as use

        workspace, note = self._workspace, self.bar.note
        result, basis = str(self.bar.result.currentData()), self.bar.basis.text()
        basis = basis if self.bar.basis.isVisible() else ""
        self._do(
            self._disclose, uuid,
            lambda by: use.disclose(workspace, uuid, by, result, basis=basis, note=note),
            tr("公开审查结论已记下。"), lambda by: use.withdraw_disclosure(workspace, uuid, by),
        )  # fmt: skip

    def _finalize(self, uuid: str) -> None:
        from desktop.usecases import reviewing as use

        workspace, note = self._workspace, self.bar.note
        self._do(
            self._finalize, uuid, lambda by: use.finalize(workspace, uuid, by, note),
            tr("已定稿，内容从此固定。要修改，请打开这一条，开新版本。"),
        )  # fmt: skip

    def send_back(self) -> None:
        """退回, with what was written."""
        if not self._shown or self._busy or not self.bar.back_button.isVisible():
            return
        from desktop.usecases import reviewing as use
        from desktop.usecases.remarking import NewRemark

        self.bar.add()
        if not self.bar.said:
            self.message.emit(tr("请写明退回的原因，再按退回。"))
            self.bar.box.setFocus()
            return
        workspace, uuid = self._workspace, self._wanted
        said = [NewRemark(text, field) for field, _, text in self.bar.said]
        self._do(
            lambda _: self.send_back(), uuid,
            lambda by: use.send_back(workspace, uuid, said, by),
            tr("已退回编制人。"), lambda by: use.withdraw_return(workspace, uuid, by),
        )  # fmt: skip

    def _approve_all(self, uuids: list[str]) -> None:
        from desktop.usecases.reviewing import approve_all

        workspace, by = self._workspace, who(self._workspace)
        if not by:
            self.person_wanted.emit(lambda: self._approve_all(uuids))
            return

        def work(progress: Progress) -> SubmitReport:
            return approve_all(workspace, uuids, by, progress=progress)

        self._set_busy(True)
        self.task.start(tr("审核"), work, done=self._on_approved, failed=self._on_failed,
                        cancelled=self._on_stopped)  # fmt: skip

    def _on_approved(self, report: SubmitReport) -> None:
        self._set_busy(False)
        done = len(report.accepted)
        words = tr("已通过 {done} 条。", done=done)
        if report.refused:
            first = report.refused[0]
            words += tr(
                "{count} 条没有通过：“{title}”{reason}",
                count=len(report.refused), title=first.title, reason=first.reason,
            )  # fmt: skip
        self.said.emit(words, "", None)
        self._after()

    def _on_stopped(self) -> None:
        self._set_busy(False)
        self.said.emit(tr("已停下。停下之前通过的，不受影响。"), "", None)
        self._after()

    def _do(
        self, again: Callable[[str], object], uuid: str, deed: Callable[[str], object],
        words: str, undo: Callable[[str], object] | None = None,
    ) -> None:  # fmt: skip
        """Do one act in the background and say so; ``again`` once somebody said who they are."""
        by = who(self._workspace)
        if not by:
            self.person_wanted.emit(lambda: again(uuid))
            return

        def done(_: Any) -> None:
            self._set_busy(False)
            if undo is None:
                self.said.emit(words, "", None)
            else:
                self.said.emit(words, tr("撤销"), lambda: self._undo(undo, by))
            self._after()

        self._set_busy(True)
        self._runner.start(self, tr("审核"), lambda _: deed(by), done=done, failed=self._on_failed)

    def _undo(self, undo: Callable[[str], object], by: str) -> None:
        try:
            undo(by)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
        self._after()

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.failed.emit(error)
        self.refresh()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.bar.set_busy(busy or not self._shown)

    def _after(self) -> None:
        """Go to the next one."""
        self._wanted = ""
        self.changed.emit()
        self.refresh()
