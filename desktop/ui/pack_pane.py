"""Build a sync package: which kind, what goes and what stays, where to; and the packages built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QRadioButton, QWidget

from desktop.ui.folders import RememberedFolder, chosen_folder
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner, Work
from desktop.ui.outbox_check import verdict
from desktop.ui.outbox_list import OutboxList
from desktop.ui.pack_outlook import OutlookView
from desktop.ui.pack_words import NO_KEYRING, counted, fact
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.task import FolderRow, TaskBar, open_folder
from desktop.ui.widgets import button, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyDesk
    from desktop.usecases.outbox import Built, Checked, Copied
    from desktop.usecases.packing import Outlook, PackOutcome
    from desktop.usecases.signing import PackKey
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

#: Records: up to so many what goes is told unasked; it takes a check of the whole library.
_SOON = 500
_FINAL = ("approved", "published", "cancelled")


class PackPane(QWidget):
    """Two cards: build, what was built."""

    failed = Signal(object)
    check_wanted = Signal()  # the problems of the library
    open_wanted = Signal(str, str)
    key_wanted = Signal()

    def __init__(
        self, runner: JobRunner, workspace: Workspace, settings: QSettings, desk: KeyDesk
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._desk = desk
        self._arrived = False
        self.part = QRadioButton(tr("增量包：已定稿并通过公开审查的，门户已接收的不再放"))
        self.full = QRadioButton(tr("全量包：已定稿并通过公开审查的全部记录"))
        self.draft = QRadioButton(tr("草稿包：含全部记录，包上注明“草稿”，供核对和交接"))
        self.draft.setChecked(True)
        self.folder = RememberedFolder(runner, settings, "package_folder")
        self.enclose = QCheckBox(tr("附上一个文件夹里的文档（PDF、Word、Excel）"))
        self.documents = FolderRow(chosen_folder(settings, "export_folder"))
        self.documents.box.setAccessibleName(tr("要附上的文档所在的文件夹"))
        self.documents.hide()
        self.task, self.list_task = TaskBar(runner), TaskBar(runner)
        self.look_task = TaskBar(runner)
        self.look_button = button(tr("先看装哪些"), self.look)
        self.start_button = button(tr("生成"), self.start, primary=True)
        self.outlook = OutlookView(workspace.catalogue)
        self._result = column(spacing=6)
        self.list = OutboxList()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.area, inner = scroll_sheet()
        inner.addWidget(self._build_card())
        self.list_task.setMaximumWidth(self.list.card.maximumWidth())
        inner.addWidget(self.list_task)
        inner.addWidget(self.list)
        inner.addStretch(1)
        column(self).addWidget(self.area)

    def _build_card(self) -> QFrame:
        card, layout = titled_card(
            tr("生成同步包"),
            tr("同步包是一个文件，可以经网络或 U 盘交给政务服务门户或上级汇总。"),
        )
        caption = label(tr("保存到"))
        caption.setProperty("fieldLabel", True)
        for item in (self.part, self.full, self.draft, self.outlook, self.enclose, self.documents,
                     caption, self.folder):  # fmt: skip
            layout.addWidget(item)
        layout.addLayout(self._result)
        layout.addLayout(row(1, self.look_button, self.start_button))
        layout.addWidget(self.look_task)
        layout.addWidget(self.task)
        return card

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        for item in (self.part, self.full, self.draft):
            item.clicked.connect(lambda _=False: self._turned())
        self.enclose.toggled.connect(self.documents.setVisible)
        self.outlook.open_wanted.connect(lambda uuid: self.open_wanted.emit(uuid, ""))
        self.outlook.problems_wanted.connect(self.check_wanted)
        self.list.check_wanted.connect(self.check_again)
        self.list.copy_wanted.connect(self.copy)
        self.list.slip_wanted.connect(self.write_slip)

    def arrive(self) -> None:
        """List again; the first time choose the kind of package that there is something for."""
        counts = self._workspace.library.counts()
        if not self._arrived:
            self._arrived = True
            finals = sum(states.get(name, 0) for states in counts.values() for name in _FINAL)
            self.part.setChecked(bool(finals))
        self.refresh()
        self._turned()

    def refresh(self) -> None:
        """List what was built; the folder may have been chosen elsewhere."""
        from desktop.usecases import outbox

        self.folder.refresh()
        self.list.show_built(outbox.built(self._workspace))

    def _turned(self) -> None:
        """Another kind: what was told of the last one is wrong."""
        self.outlook.forget()
        if self._workspace.library.count() <= _SOON:
            self._soon.start()

    # what goes and what stays

    def look(self) -> None:
        """Say what a package would carry."""
        if self.task.job is not None or self.look_task.job is not None:
            return
        from desktop.usecases.packing import outlook

        workspace, draft, full = self._workspace, self.draft.isChecked(), self.full.isChecked()

        def work(progress: Progress) -> Outlook:
            return outlook(workspace, draft=draft, full=full, progress=progress)

        def done(found: Outlook) -> None:
            self.look_button.setEnabled(self.task.job is None)
            if (draft, full) != (self.draft.isChecked(), self.full.isChecked()):
                self._turned()
            elif self.task.job is None:
                self.outlook.show_outlook(found)

        def stopped() -> None:
            self.look_button.setEnabled(self.task.job is None)

        def failed(error: Exception) -> None:
            stopped()
            self.failed.emit(error)

        self.look_button.setEnabled(False)
        self.look_task.start(tr("查看内容"), work, done, failed, stopped)

    # building

    def start(self) -> None:
        """Check, collect, sign, write."""
        if self.task.job is not None:
            return
        self.look_task.cancel()  # building looks itself
        self.outlook.forget()
        self.folder.flush()
        self._set_busy(busy=True)
        clear(self._result)
        self.task.start(
            tr("生成同步包"), self._work(), self._done, self._failed, self._cancelled
        )  # fmt: skip

    def _work(self) -> Work:
        from desktop.usecases.key_desk import save_beside
        from desktop.usecases.packing import documents_in, pack

        workspace, out, desk = self._workspace, self.folder.path, self._desk
        draft, full = self.draft.isChecked(), self.full.isChecked()
        folder = self.documents.path if self.enclose.isChecked() else None

        def work(progress: Progress) -> tuple[PackOutcome, PackKey, str]:
            enclosed = documents_in(folder) if folder is not None else ()
            # In the job: a keyring may ask its owner first.
            found = desk.for_packing()
            outcome = pack(
                workspace, out, draft=draft, full=full, key=found.key, documents=enclosed,
                progress=progress,
            )  # fmt: skip
            beside = save_beside(found.key, outcome.package.path).name if found.key else ""
            return outcome, found, beside

        return work

    def _done(self, result: tuple[PackOutcome, PackKey, str]) -> None:
        outcome, found, beside = result
        self._set_busy(busy=False)
        self.outlook.forget()
        package = outcome.package
        self._say(tr("同步包已生成。"))
        lines = [
            (tr("文件"), package.path.name), (tr("包号"), package.id),
            (tr("签名"), _signature(outcome, found)), (tr("公钥"), beside),
            (tr("内容"), counted(self._workspace.catalogue, package.counts)),
        ]  # fmt: skip
        for name, text in lines:
            if text:
                self._result.addLayout(fact(name, text))
        self._tell_key(outcome, found)
        told = OutlookView(self._workspace.catalogue)
        told.open_wanted.connect(lambda uuid: self.open_wanted.emit(uuid, ""))
        self._result.addWidget(told)
        self._tell_rest(outcome)
        if outcome.left_out:
            told.show_left_out(outcome.left_out)
            told.show()
        folder = package.path.parent
        self._result.addLayout(row(link(tr("打开文件夹"), lambda: open_folder(folder)), 1))
        self.refresh()

    def _tell_key(self, outcome: PackOutcome, found: PackKey) -> None:
        if found.made:
            text = tr("签名密钥是刚刚建立的，请备份。")
        elif not outcome.signer:
            text = tr("接收方无法确认是谁交出的。")
        else:
            return
        words = label(text, wrap=True)
        words.setProperty("note", "warn")
        self._result.addLayout(row(words, link(tr("签名密钥"), self.key_wanted.emit), 1))

    def _tell_rest(self, outcome: PackOutcome) -> None:
        if outcome.acknowledged:
            text = tr("门户已接收、没有变化的 {count} 条没有再放进去。", count=outcome.acknowledged)
            self._result.addWidget(label(text, tone="quiet", wrap=True))
        if outcome.blocking:
            text = tr("其中有 {count} 个阻断问题，门户会退回。", count=outcome.blocking)
            words = label(text, wrap=True)
            words.setProperty("note", "block")
            self._result.addLayout(row(words, link(tr("查看问题"), self.check_wanted.emit), 1))

    def _failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, ValueError):
            self._say(str(error))
        else:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self._set_busy(busy=False)
        self._say(tr("已取消，没有生成同步包。"))

    def _set_busy(self, *, busy: bool) -> None:
        self.start_button.setEnabled(not busy)
        self.look_button.setEnabled(not busy)

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

    def write_slip(self, built: Built, target: Path) -> None:
        """Write the handover slip of the last copy as PDF."""
        from desktop.usecases import stick
        from desktop.usecases.key_desk import KeyringUnavailable

        workspace, desk = self._workspace, self._desk

        def work(_: Progress) -> Path:
            try:
                key = desk.public() if built.signer else None
            except (KeyringUnavailable, ValueError):
                key = None  # the fingerprint is on the slip all the same, without its digits
            stick.write_slip(workspace, built, stick.last_copy(built), target, key)
            return target

        self._run(tr("打印交接单"), built, work, self._slip_written)

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

    def _slip_written(self, built: Built, target: Path) -> None:
        words = tr("交接单已保存为“{name}”，打印后双方签字。", name=target.name)
        self._tell(built, words, "ok", tr("完成"), target)

    def _tell(
        self, built: Built, words: str, tone: str, word: str, file: Path | None = None
    ) -> None:
        entry = self.list.entry_of(built)
        if entry is not None:
            entry.say(words, tone, word, file)


def _signature(outcome: PackOutcome, found: PackKey) -> str:
    if outcome.signer:
        return tr("密钥指纹 {id}", id=outcome.signer)
    why = tr(NO_KEYRING[found.outcome]) if found.outcome else ""
    return tr("{why}这个包没有签名。", why=why)
