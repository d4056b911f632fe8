"""Packing and exchange (打包与交换): build a sync package, keep track of them, verify any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QRadioButton

from desktop.ui.folders import RememberedFolder
from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner, Work
from desktop.ui.outbox_check import CheckCard, verdict
from desktop.ui.outbox_list import OutboxList
from desktop.ui.page import Page
from desktop.ui.scrolling import scroll_column, titled_card
from desktop.ui.task import TaskBar, open_folder
from desktop.ui.widgets import button, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.outbox import Built, Checked, Copied
    from desktop.usecases.packing import PackOutcome
    from desktop.usecases.signing import PackKey
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_SUFFIX = ".zip"
#: Why there is no key (`desktop.exchange.keyring.Outcome`), in words.
_NO_KEYRING = {
    "none": N_("这台电脑没有可用的系统钥匙串。"),
    "locked": N_("系统钥匙串没有解锁。请解锁后再试。"),
    "refused": N_("系统钥匙串拒绝了访问。"),
    "no_answer": N_("系统钥匙串没有回应，可能有一个解锁窗口在等待。"),
}
#: How many records that were left out are named on the page.
_LEFT_OUT = 8


class PackPage(Page):
    """Three cards: build, what was built, verify."""

    failed = Signal(object)
    check_wanted = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self._workspace = workspace
        self.set_title(tr("打包与交换"))
        self.final = QRadioButton(
            tr("正式包：已定稿、通过公开审查、没有阻断问题的记录，门户已接收的不再放")
        )
        self.draft = QRadioButton(tr("草稿包：含全部记录，包上注明“草稿”，供核对和交接"))
        self.draft.setChecked(True)
        self.folder = RememberedFolder(runner, settings, "package_folder")
        self.task = TaskBar(runner)
        self.list_task = TaskBar(runner)
        self.start_button = button(tr("生成"), self.start, primary=True)
        self._result = column(spacing=6)
        self.list = OutboxList()
        self.checker = CheckCard(workspace.catalogue)
        self.setAcceptDrops(True)
        self._build()
        self.list.check_wanted.connect(self.check_again)
        self.list.copy_wanted.connect(self.copy)
        self.checker.check_wanted.connect(self.check)

    def _build(self) -> None:
        self.area, inner = scroll_column(self)
        inner.addWidget(self._build_card())
        inner.addWidget(self.list_task)
        self.list_task.setMaximumWidth(self.list.card.maximumWidth())
        inner.addWidget(self.list)
        inner.addWidget(self.checker)
        inner.addStretch(1)

    def _build_card(self) -> QFrame:
        card, layout = titled_card(
            tr("生成同步包"),
            tr("同步包是一个文件，可以经网络或 U 盘交给政务服务门户或上级汇总。"),
        )
        for item in (self.final, self.draft):
            layout.addWidget(item)
        caption = label(tr("保存到"))
        caption.setProperty("fieldLabel", True)
        layout.addWidget(caption)
        layout.addWidget(self.folder)
        layout.addLayout(self._result)
        layout.addLayout(row(1, self.start_button))
        layout.addWidget(self.task)
        return card

    def arrive(self) -> None:
        """List again."""
        self.refresh()

    def refresh(self) -> None:
        """List what was built; the folder may have been chosen elsewhere."""
        from desktop.usecases import outbox

        self.folder.refresh()
        self.list.show_built(outbox.built(self._workspace))

    def leave(self) -> bool:
        """Remember the folder typed last."""
        self.folder.flush()
        return True

    # building

    def start(self) -> None:
        """Check, collect, write."""
        from desktop.usecases.packing import pack
        from desktop.usecases.signing import keeper, pack_key

        self.folder.flush()
        workspace, out, draft = self._workspace, self.folder.path, self.draft.isChecked()
        self.start_button.setEnabled(False)
        clear(self._result)

        def work(progress: Progress) -> tuple[PackOutcome, PackKey]:
            # In the job: a keyring may ask its owner first.
            found = pack_key(keeper())
            outcome = pack(workspace, out, draft=draft, key=found.key, progress=progress)
            return outcome, found

        self.task.start(
            tr("生成同步包"), work, self._done, self._failed, self._cancelled
        )  # fmt: skip

    def _done(self, result: tuple[PackOutcome, PackKey]) -> None:
        outcome, found = result
        self.start_button.setEnabled(True)
        package, catalogue = outcome.package, self._workspace.catalogue
        self._say(tr("同步包已生成。"))
        counts = [
            tr("{list} {count} 条", list=tr(catalogue.form(kind).list_title), count=number)
            for kind, number in package.counts.items() if number
        ]  # fmt: skip
        lines = [(tr("文件"), package.path.name), (tr("包号"), package.id)]
        lines.append((tr("签名"), _signature(outcome, found)))
        for name, text in [*lines, (tr("内容"), tr("、").join(counts))]:
            words = label(text, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line = row(label(name, tone="quiet"), words, spacing=14)
            line.setStretch(1, 1)
            self._result.addLayout(line)
        if outcome.acknowledged:
            text = tr("门户已接收、没有变化的 {count} 条没有再放进去。", count=outcome.acknowledged)
            self._result.addWidget(label(text, tone="quiet", wrap=True))
        for item in outcome.left_out[:_LEFT_OUT]:
            text = tr("没有打包：“{title}”，{reason}", title=item.title, reason=item.reason)
            self._result.addWidget(label(text, wrap=True))
        more = len(outcome.left_out) - _LEFT_OUT
        if more > 0:
            text = tr("另有 {count} 条没有打包", count=more)
            self._result.addWidget(label(text, tone="faint"))
        if outcome.blocking:
            words = label(
                tr("其中有 {count} 个阻断问题，门户会退回。", count=outcome.blocking),
                wrap=True,
            )
            words.setProperty("note", "block")
            self._result.addLayout(row(words, link(tr("查看问题"), self.check_wanted.emit), 1))
        folder = package.path.parent
        self._result.addLayout(row(link(tr("打开文件夹"), lambda: open_folder(folder)), 1))
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        if isinstance(error, ValueError):
            self._say(str(error))
        else:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self.start_button.setEnabled(True)
        self._say(tr("已取消，没有生成同步包。"))

    def _say(self, text: str) -> None:
        clear(self._result)
        self._result.addWidget(label(text, tone="strong", wrap=True))

    # what was built

    def check_again(self, built: Built) -> None:
        """Verify a package of ours where it lies."""
        from desktop.usecases import outbox

        workspace = self._workspace
        self._run(
            tr("核对"), built,
            lambda progress: outbox.check(workspace, built.file, progress), self._checked_again,
        )  # fmt: skip

    def copy(self, built: Built, folder: Path) -> None:
        """Copy a package of ours to a stick, and read it again there."""
        from desktop.usecases import outbox

        workspace = self._workspace
        self._run(
            tr("拷到 U 盘"), built,
            lambda progress: outbox.copy_to(workspace, built.file, folder, progress), self._copied,
        )  # fmt: skip

    def _run(
        self, title: str, built: Built, work: Work, done: Callable[[Built, Any], None]
    ) -> None:
        if self.list_task.job is not None:
            return

        def stopped() -> None:
            self._tell(built, tr("已取消，没有留下文件。"), "hint", tr("取消"))

        def failed(error: Exception) -> None:
            if isinstance(error, ValueError):
                self._tell(built, str(error), "block", tr("没有完成"))
            else:
                self.failed.emit(error)

        self.list_task.start(title, work, lambda result: done(built, result), failed, stopped)

    def _checked_again(self, built: Built, checked: Checked) -> None:
        word, tone, words = verdict(checked)
        faults = "".join(checked.verification.faults[:1])
        self._tell(built, f"{words}{faults}", tone, word)

    def _copied(self, built: Built, copied: Copied) -> None:
        self.refresh()
        words = (
            tr("那里已有“{name}”，核对一致。", name=copied.path.name)
            if copied.already
            else tr("已拷贝并重新读取，与原包一致。请在系统中弹出 U 盘后再拔下。")
        )
        self._tell(built, words, "ok", tr("完好"))

    def _tell(self, built: Built, words: str, tone: str, word: str) -> None:
        entry = self.list.entry_of(built)
        if entry is not None:
            entry.say(words, tone, word)

    # any package

    def check(self, path: Path) -> None:
        """Verify a package that somebody brought."""
        if self.list_task.job is not None:
            return
        from desktop.usecases import outbox

        workspace = self._workspace
        self.list_task.start(
            tr("核对"), lambda progress: outbox.check(workspace, path, progress),
            self._checked, self.failed.emit, lambda: None,
        )  # fmt: skip

    def _checked(self, checked: Checked) -> None:
        self.checker.show_result(checked)
        self.area.ensureWidgetVisible(self.checker)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A package is verified here; anything else is the window's to import."""
        if _dropped(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Verify what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.check(path)


def _signature(outcome: PackOutcome, found: PackKey) -> str:
    if outcome.signer:
        return tr("密钥指纹 {id}", id=outcome.signer)
    why = tr(_NO_KEYRING[found.outcome]) if found.outcome else ""
    return tr("{why}这个包没有签名。", why=why)


def _dropped(event: QDropEvent | QDragEnterEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() == _SUFFIX else None
