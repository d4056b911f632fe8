"""回执: how records stand with the portal, receipts from files, from sticks, from older portals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner, Work
from desktop.ui.portal_box import PortalBox
from desktop.ui.receipt_view import ReceiptView
from desktop.ui.scrolling import titled_card
from desktop.ui.sheets import scroll_sheet
from desktop.ui.standing_card import StandingCard
from desktop.ui.stick_view import StickView
from desktop.ui.sticks import stick_menu
from desktop.ui.task import TaskBar
from desktop.ui.widgets import FlowLayout, button, column
from desktop.usecases import people

if TYPE_CHECKING:
    from desktop.usecases.key_desk import PublicKey
    from desktop.usecases.receiving import Received, Returned, Standing
    from desktop.usecases.stick import StickContents
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_RECEIPTS = N_("回执 (*.json);;所有文件 (*)")
_TABLES = N_("表格 (*.xlsx *.xls *.csv);;所有文件 (*)")
_MAPPINGS = N_("对照文件 (*.toml)")
_MAPPING = "receipt_mapping"  # key of this computer's settings: the mapping file used last


class ReceiptPane(QWidget):
    """Two cards. ``check_wanted`` and ``merge_wanted`` carry a package found on a stick;
    ``conflicts_wanted``: what the portal found in conflict is to be merged.
    """

    failed = Signal(object)
    changed = Signal()
    open_wanted = Signal(str, str)
    list_wanted = Signal(str, object)
    problems_wanted = Signal(object)
    check_wanted = Signal(object)
    merge_wanted = Signal(object)
    conflicts_wanted = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._settings = settings
        self.standing = StandingCard(workspace.catalogue)
        self.task = TaskBar(runner)
        self.portal = PortalBox()
        self.view = ReceiptView()
        self.stick = StickView(workspace.catalogue, read_only=workspace.library.read_only)
        self.file_button = button(tr("选择回执…"), self.choose, primary=True)
        self.stick_button = button(tr("从 U 盘读取…"), self._choose_stick)
        self.table_button = button(tr("旧门户的 Excel 或 CSV…"), self.choose_table)
        area, inner = scroll_sheet()
        inner.addWidget(self.standing)
        inner.addWidget(self._read_card())
        inner.addStretch(1)
        column(self).addWidget(area)
        self._connect()

    def _read_card(self) -> QFrame:
        card, layout = titled_card(
            tr("读回执"),
            tr(
                "把门户发回的回执拖到这里。先核对签名，再把每条退回意见放到对应栏目上；"
                "同一份读几次、先后读哪份，结果都一样。"
            ),
        )
        deeds = QWidget()
        flow = FlowLayout(deeds, spacing=8)
        for item in (self.file_button, self.stick_button, self.table_button):
            item.setEnabled(not self._workspace.library.read_only)
            flow.addWidget(item)
        for part in (deeds, self.task, self.portal, self.stick, self.view):
            layout.addWidget(part)
        return card

    def _connect(self) -> None:
        self.portal.given.connect(lambda path, key: self.read([path], key))
        self.portal.failed.connect(self.failed)
        self.view.open_wanted.connect(self.open_wanted)
        self.standing.list_wanted.connect(self.list_wanted)
        self.standing.problems_wanted.connect(self.problems_wanted)
        self.stick.take_wanted.connect(self._take)
        self.stick.check_wanted.connect(self.check_wanted)
        self.stick.merge_wanted.connect(self.merge_wanted)
        self.standing.conflicts_wanted.connect(self.conflicts_wanted)
        self.view.conflicts_wanted.connect(self.conflicts_wanted)
        self.stick.key_wanted.connect(lambda path: self.read([path]))

    def arrive(self) -> None:
        """Count again."""
        from desktop.usecases import receiving

        workspace = self._workspace
        self._runner.start(
            self, tr("统计"), lambda _: receiving.standing(workspace),
            done=self._counted, failed=self.failed.emit,
        )  # fmt: skip

    def _counted(self, found: Standing) -> None:
        self.standing.show_standing(found)

    # receipts

    def choose(self) -> None:
        """Ask for receipts."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("选择回执"), "", tr(_RECEIPTS))
        if names:
            self.read([Path(name) for name in names])

    def read(self, paths: Sequence[Path], key: PublicKey | None = None) -> None:
        """Take in receipts, one after the other; the first that is refused stops."""
        from desktop.usecases import receiving

        workspace, by = self._workspace, people.who(self._workspace)

        def work(progress: Progress) -> list[tuple[Received, list[Returned]]]:
            found = []
            for number, path in enumerate(paths):
                progress.step(number, len(paths), path.name)
                try:
                    received = receiving.receive(workspace, path, key=key, by=by)
                except receiving.PortalUnknown as error:
                    raise _Unknown(path, error.portal) from error
                found.append((received, receiving.returned(workspace, received)))
            return found

        self._start(tr("读回执"), work, self._received)

    def choose_table(self) -> None:
        """Ask for the list of an older portal, then for the mapping file."""
        name, _ = QFileDialog.getOpenFileName(self, tr("旧门户的回执"), "", tr(_TABLES))
        if name:
            self.choose_mapping(Path(name))

    def choose_mapping(self, table: Path) -> None:
        """Ask which file says what the columns of a list mean."""
        start = str(self._settings.value(_MAPPING, "") or "")
        name, _ = QFileDialog.getOpenFileName(
            self, tr("“{name}”用哪个对照文件", name=table.name), start, tr(_MAPPINGS)
        )
        if name:
            self._settings.setValue(_MAPPING, name)
            self.read_table(table, Path(name))

    def read_table(self, table: Path, mapping: Path) -> None:
        """Take in the list of an older portal."""
        from desktop.usecases import receiving

        workspace, by = self._workspace, people.who(self._workspace)

        def work(_: Progress) -> list[tuple[Received, list[Returned]]]:
            received = receiving.receive_table(workspace, table, mapping, by=by)
            return [(received, receiving.returned(workspace, received))]

        self._start(tr("读回执"), work, self._received)

    def _received(self, found: list[tuple[Received, list[Returned]]]) -> None:
        for received, reasons in found:
            self.view.add(received, reasons)
        self.arrive()
        self.changed.emit()

    # sticks

    def _choose_stick(self) -> None:
        menu = stick_menu(self, tr("从这里读取"), self.look)
        menu.popup(self.stick_button.mapToGlobal(self.stick_button.rect().bottomLeft()))

    def look(self, folder: Path) -> None:
        """Look through a stick; nothing is applied yet."""
        from desktop.usecases import stick

        workspace = self._workspace

        def done(found: StickContents) -> None:
            self.stick.show_contents(folder, found)

        self._start(
            tr("读取 U 盘"), lambda progress: stick.look(workspace, folder, progress), done
        )  # fmt: skip

    def _take(self, found: StickContents) -> None:
        self.read([item.path for item in found.waiting])

    # running

    def _start(self, title: str, work: Work, done: Any) -> None:
        if self.task.job is not None:
            return
        self.view.start()
        self.portal.hide()
        self.stick.forget()
        self.task.start(title, work, done, self._refused, self._stopped)

    def _stopped(self) -> None:
        self.view.say(tr("已取消。已经读入的回执仍然有效。"), "hint")
        self.arrive()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, _Unknown):
            self.portal.ask(error.path, error.portal)
        elif isinstance(error, ValueError):
            self.view.say(str(error))
            self.arrive()
        else:
            self.failed.emit(error)


class _Unknown(Exception):
    """A receipt whose portal's key was never given."""

    def __init__(self, path: Path, portal: str) -> None:
        super().__init__(portal)
        self.path, self.portal = path, portal
