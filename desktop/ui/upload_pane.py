"""上传: packages on their way to the portal; asked before, paused, gone on with, given up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner, Work
from desktop.ui.portal_box import PortalBox
from desktop.ui.receipt_view import ReceiptView
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.task import TaskBar
from desktop.ui.upload_access import AccessCard
from desktop.ui.upload_row import UploadRow
from desktop.ui.widgets import button, clear, column, label, row
from desktop.usecases import people, receiving, uploading
from desktop.usecases.key_desk import KeyringUnavailable

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyDesk, PublicKey
    from desktop.usecases.receiving import Received
    from desktop.usecases.uploading import Access, Inquiry, Upload
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_GLANCE = 300  # ms between two looks at what is under way


class UploadPane(QWidget):
    """Two cards: uploads, how to reach the portal. Nothing is sent before somebody agreed."""

    failed = Signal(object)
    changed = Signal()
    open_wanted = Signal(str, str)

    def __init__(self, runner: JobRunner, workspace: Workspace, desk: KeyDesk) -> None:
        super().__init__()
        self._runner, self._workspace, self._desk = runner, workspace, desk
        self._asked: tuple[Path, Access] | None = None
        self._fetched: Upload | None = None
        self.rows: list[UploadRow] = []
        self.access = AccessCard(runner, workspace, desk)
        self.task = TaskBar(runner)
        self._watch = QTimer(self, interval=_GLANCE)
        self._watch.timeout.connect(self._look)
        self.question = label(wrap=True, tone="strong")
        self.yes_button = button(tr("上传"), self.agree, primary=True)
        self.no_button = button(tr("不上传"), self.decline)
        self._ask = QWidget()
        self.portal, self.view = PortalBox(), ReceiptView()
        self._list = column(spacing=0)
        area, inner = scroll_sheet()
        inner.addWidget(self._card())
        inner.addWidget(self.access)
        inner.addStretch(1)
        column(self).addWidget(area)
        self.portal.given.connect(lambda _, key: self._fetch(key))
        self.view.open_wanted.connect(self.open_wanted)
        for part in (self.access, self.portal):
            part.failed.connect(self.failed)
        program = QCoreApplication.instance()
        if program is not None:
            program.aboutToQuit.connect(self.pause_all)

    def _card(self) -> QFrame:
        card, layout = titled_card(
            tr("上传到门户"),
            tr("断线、关机都不要紧，下次接着传；已到门户的部分不再重传。"),
        )
        inner = column(self._ask, spacing=8, margins=(0, 4, 0, 8))
        inner.addWidget(self.question)
        inner.addLayout(row(self.yes_button, self.no_button, 1))
        self._ask.hide()
        for part in (self._ask, self.portal, self.view):
            layout.addWidget(part)
        layout.addLayout(self._list)
        layout.addWidget(self.task)
        return card

    def arrive(self) -> None:
        """List again."""
        self.refresh()

    def refresh(self) -> None:
        """Uploads as they stand."""
        clear(self._list)
        busy = self.task.job is not None
        self.rows = [UploadRow(item, busy=busy) for item in uploading.uploads(self._workspace)]
        for item in self.rows:
            item.start_wanted.connect(self.start)
            item.pause_wanted.connect(self.pause)
            item.cancel_wanted.connect(self.give_up)
            item.receipt_wanted.connect(self.fetch)
            item.forget_wanted.connect(self._forget)
            self._list.addWidget(item)
        if not self.rows:
            words = tr("还没有上传过。在“生成和交出”里选一个正式包，点“上传…”。")
            self._list.addWidget(label(words, tone="quiet", wrap=True))

    # asked before anything is sent

    def propose(self, path: Path) -> None:
        """Ask the portal what it knows of a package, then ask whether to send it."""
        access = self.access.access
        if access is None:
            self.view.say(tr("请先在下面填写门户地址和令牌，再上传。"), "warn")
            self.access.url.box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        workspace, token = self._workspace, self._token(access)

        def done(found: Inquiry) -> None:
            self._asked = (path, access)
            self.question.setText(_question(path, access, found))
            self.yes_button.setVisible(not found.too_large)
            self._ask.show()
            self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

        self._run(
            tr("询问门户"),
            lambda progress: uploading.inquire(workspace, path, access, token, progress=progress),
            done,
        )

    def decline(self) -> None:
        """Nothing is sent."""
        self._asked = None
        self._ask.hide()

    def agree(self) -> None:
        """Write it into the outbox, and send it."""
        if self._asked is None:
            return
        path, access = self._asked
        self.decline()
        workspace, by = self._workspace, people.who(self._workspace)
        self._run(
            tr("放进发件箱"),
            lambda progress: uploading.enqueue(workspace, path, access, by=by, progress=progress),
            self.start,
        )

    # on its way

    def start(self, upload: Upload) -> None:
        """Begin, or go on."""
        access = self.access.access
        if access is None or self.task.job is not None:
            return
        workspace, token = self._workspace, self._token(access)

        def done(found: Upload) -> None:
            if found.state == "sent":
                words = tr("已送达。门户处理后，点“取回执”。")
                self.view.say(words, "ok")
            self.changed.emit()

        self._run(
            tr("正在上传"),
            lambda progress: uploading.start(workspace, upload, access, token, progress=progress),
            done,
        )
        self.task.hide()  # its row tells how far it is
        self._watch.start()

    def _look(self) -> None:
        """How far it is; another state is another row."""
        found = uploading.uploads(self._workspace)
        if [(item.sha256, item.state) for item in found] != [
            (item.upload.sha256, item.upload.state) for item in self.rows
        ]:
            self.refresh()
        else:
            for shown, item in zip(self.rows, found, strict=True):
                shown.show_done(item.done)
        if self.task.job is None:
            self._watch.stop()

    def pause(self, upload: Upload) -> None:
        """Stop; what is there stays there."""
        uploading.pause(self._workspace, upload)

    def pause_all(self) -> None:
        """The program ends: a portal that is tried again and again must not keep it."""
        for item in self.rows:
            uploading.pause(self._workspace, item.upload)

    def give_up(self, upload: Upload) -> None:
        """Stop for good; the portal is asked to drop what it has."""
        access, workspace = self.access.access, self._workspace
        token = self._token(access) if access else None
        self._runner.start(
            self, tr("取消"), lambda _: uploading.cancel(workspace, upload, access, token),
            done=lambda _: self.refresh(), failed=self._refused,
        )  # fmt: skip

    def _forget(self, upload: Upload) -> None:
        uploading.forget(self._workspace, upload)
        self.refresh()

    # answered

    def fetch(self, upload: Upload) -> None:
        """Fetch the receipt."""
        self._fetched = upload
        self._fetch(None)

    def _fetch(self, key: PublicKey | None) -> None:
        access, upload = self.access.access, self._fetched
        if access is None or upload is None:
            return
        workspace, by, token = self._workspace, people.who(self._workspace), self._token(access)

        def work(progress: Progress) -> Received | None:
            return uploading.fetch_receipt(
                workspace, upload, access, token, key=key, by=by, progress=progress
            )

        def done(found: Received | None) -> None:
            if found is None:
                self.view.say(tr("门户还没有给出回执，过一会儿再取。"), "hint")
            else:
                self.view.start()
                self.view.add(found, receiving.returned(workspace, found))
                self.changed.emit()

        self._run(tr("取回执"), work, done)

    # running

    def _token(self, access: Access) -> Callable[[bool], str]:
        desk = self._desk
        return lambda _refused: desk.token(access.url)

    def _run(self, title: str, work: Work, done: Callable[[Any], object]) -> None:
        if self.task.job is not None:
            return
        self.view.start()
        self.portal.hide()
        self._ask.hide()

        def finished(result: Any) -> None:
            self.refresh()
            done(result)

        self.task.start(title, work, finished, self._refused, self.refresh)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self.refresh()
        if isinstance(error, receiving.PortalUnknown):
            self.portal.ask(Path(), error.portal)
        elif isinstance(error, ValueError | uploading.LineLost | KeyringUnavailable):
            self.view.say(str(error))
        else:
            self.failed.emit(error)


def _question(path: Path, access: Access, found: Inquiry) -> str:
    size = f"{max(0.1, found.size / 1_000_000):.1f}"
    if found.too_large:
        return tr(
            "“{name}”有 {size} MB，门户最多收 {most} MB，不能上传。请改用 U 盘。", name=path.name,
            size=size, most=f"{found.most_bytes / 1_000_000:.1f}",
        )  # fmt: skip
    words = tr(
        "把“{name}”（{count} 条，{size} MB）上传到“{portal}”吗？地址 {url}", name=path.name,
        count=found.records, size=size, portal=found.portal, url=access.url,
    )  # fmt: skip
    if found.known:
        return words + "\n" + tr("门户已有这个包，不会重复接收。")
    if found.done:
        return words + "\n" + tr("上次已传 {size} MB，接着传。", size=f"{found.done / 1e6:.1f}")
    return words
