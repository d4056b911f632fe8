"""History (历史): what was done in the library; of one record also its versions, compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.ui.difference_view import DifferenceView
from desktop.ui.editors.choices import ComboBox
from desktop.ui.event_list import EventList
from desktop.ui.i18n import tr
from desktop.ui.import_words import place_words
from desktop.ui.jobs import JobRunner
from desktop.ui.page import Page
from desktop.ui.problem_words import told
from desktop.ui.times import recently
from desktop.ui.widgets import button, column, label, row
from desktop.usecases import history as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from forms.record import Record


@dataclass(frozen=True)
class _Told:
    """What the page shows of a record, read in the background."""

    uuid: str
    title: str
    kind: str
    events: list[use.Event]
    versions: list[use.Version]
    origin: use.Origin | None
    revertible: bool


class HistoryPage(Page):
    """``said`` offers to undo: words, label of the deed, the deed."""

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._uuid = ""
        self._told: _Told | None = None
        self._shown = ("", 0)  # record and older version that the differences on the page are of
        self.open_button = button(tr("打开这一条"), self._open)
        self.all_button = button(tr("全部历史"), self.show_library)
        for item in (self.all_button, self.open_button):
            self.buttons.addWidget(item)
        self.list = EventList()
        self.list.open_wanted.connect(self.show_record)
        self.origin = label(wrap=True, tone="faint")
        self.old, self.new = ComboBox(), ComboBox()
        self.restore_button = button(tr("全部恢复"), lambda: self.take_back(""))
        self.view = DifferenceView()
        self.view.take_back.connect(self.take_back)
        self.right = self._make_right()
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part in (self._make_left(), self.right):
            self.splitter.addWidget(part)
        self.splitter.setSizes([330, 740])
        self.body.addWidget(self.splitter, 1)
        self.body.addWidget(self._make_empty(), 1)
        self.right.hide()
        for box in (self.old, self.new):
            box.setMinimumWidth(176)
            box.activated.connect(lambda _: self._compare())

    def arrive(self) -> None:
        """Show what there is now."""
        self.show_library()

    def _make_empty(self) -> QWidget:
        self.empty = QWidget()
        words = label(
            tr("还没有历史。新建、修改、导入、审核，做过的每一步都记在这里。"),
            tone="quiet",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column(self.empty, margins=(40, 40, 40, 80)).addWidget(words, 1)
        self.empty.hide()
        return self.empty

    def _make_left(self) -> QWidget:
        left = QWidget()
        left.setMinimumWidth(240)
        layout = column(left, spacing=0)
        self.origin.setContentsMargins(20, 10, 16, 10)
        layout.addWidget(self.origin)
        layout.addWidget(self.list, 1)
        return left

    def _make_right(self) -> QWidget:
        right = QWidget()
        layout = column(right, spacing=0)
        self.old.setAccessibleName(tr("较早的版本"))
        self.new.setAccessibleName(tr("较新的版本"))
        self._bar = QWidget()
        line = row(label(tr("从"), tone="quiet"), self.old, label(tr("到"), tone="quiet"), self.new, 1,
                   self.restore_button, spacing=10, margins=(20, 12, 20, 0))  # fmt: skip
        self._bar.setLayout(line)
        layout.addWidget(self._bar)
        layout.addWidget(self.view, 1)
        return right

    # what is shown

    def show_library(self) -> None:
        """The log of everything."""
        self._uuid, self._told = "", None
        workspace = self._workspace
        self.set_title(tr("历史"))
        for item in (self.right, self.origin, self.open_button, self.all_button):
            item.hide()
        self._runner.start(self, tr("历史"), lambda _: use.events(workspace), done=self._show_events,
                           failed=self.failed.emit)  # fmt: skip

    def show_record(self, uuid: str) -> None:
        """The log and the versions of one record."""
        if uuid != self._uuid:
            # What is offered for one record must not be done to another one.
            self._told = None
            self.right.hide()
            self.restore_button.hide()
            self.view.say("")
        self._uuid = uuid
        workspace = self._workspace
        self._runner.start(self, tr("历史"), lambda _: _read(workspace, uuid), done=self._show_record,
                           failed=self.failed.emit)  # fmt: skip

    def refresh(self) -> None:
        """Read again what is shown."""
        if self._uuid:
            self.show_record(self._uuid)
        else:
            self.show_library()

    def _show_events(self, events: list[use.Event]) -> None:
        if not self._uuid:
            self.list.show_events(events)
            self.splitter.setVisible(bool(events))
            self.empty.setVisible(not events)

    def _show_record(self, told: _Told) -> None:
        if told.uuid != self._uuid:
            return
        self._told = told
        self.set_title(told.title, crumb=tr("历史 › {kind}", kind=tr(told.kind)))
        for item in (self.splitter, self.right, self.open_button, self.all_button):
            item.show()
        self.empty.hide()
        self.list.show_events(told.events)
        place = told.origin
        self.origin.setVisible(place is not None)
        if place is not None:
            where = place_words(place.file, place.sheet, place.row) if place.sheet else ""
            self.origin.setText(tr("来自“{file}”{where}", file=place.file, where=where))
        self._fill_versions(told.versions)
        self._compare()

    def _fill_versions(self, versions: list[use.Version]) -> None:
        for box, offered in ((self.old, versions[1:]), (self.new, versions)):
            box.clear()
            for version in offered:
                when = recently(version.at)
                name = told(version.said)
                box.addItem(f"{name}　{when}" if version.n else name, version.n)
            box.setCurrentIndex(0)
        self._bar.setVisible(len(versions) > 1)

    def _compare(self) -> None:
        told, workspace, uuid = self._told, self._workspace, self._uuid
        if told is None:
            return
        if len(told.versions) < 2:
            self.restore_button.hide()
            self.view.say(tr("还没有定稿的版本。定稿后，每一版都保留在这里，可以逐项比较和恢复。"))
            return
        old, new = int(self.old.currentData()), int(self.new.currentData())
        self._runner.start(
            self, tr("比较"), lambda _: use.compare(workspace, uuid, old, new),
            done=lambda found: self._show_differences(uuid, old, new, found),
            failed=self.failed.emit,
        )  # fmt: skip

    def _show_differences(self, uuid: str, old: int, new: int, found: list[use.Difference]) -> None:
        wanted = (self._uuid, self.old.currentData(), self.new.currentData())
        if self._told is None or (uuid, old, new) != wanted:
            return
        self._shown = (uuid, old)
        revertible = self._told.revertible and new == 0
        self.restore_button.setVisible(revertible and bool(found))
        self.restore_button.setText(tr("恢复第 {old} 版全部内容", old=old))
        if found:
            self.view.show_differences(found, revertible=revertible)
        else:
            self.view.say(tr("这两个版本的内容相同。"))

    # the way back

    def take_back(self, field: str) -> None:
        """Put older content into the draft: of one field, or of all."""
        workspace, (uuid, version) = self._workspace, self._shown
        fields = [field] if field else []
        words = tr("已恢复第 {version} 版的内容。", version=version)
        self._change(lambda: use.take_back(workspace, uuid, version, fields), words)

    def _change(self, deed: Callable[[], Record], words: str) -> None:
        try:
            before = deed()
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return
        self.said.emit(words, tr("撤销"), lambda: self._put_back(before))
        self._after()

    def _put_back(self, before: Record) -> None:
        try:
            use.put_back(self._workspace, before)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return
        self._after()

    def _after(self) -> None:
        self.changed.emit()
        self.refresh()

    def _open(self) -> None:
        self.open_wanted.emit(self._uuid, "")


def _read(workspace: Workspace, uuid: str) -> _Told:
    title, kind = use.title_of(workspace, uuid)
    present = workspace.library.find(uuid) is not None
    return _Told(
        uuid=uuid,
        title=title,
        kind=tr(workspace.catalogue.form(kind).title),
        events=[_untitled(event) for event in use.events(workspace, uuid)],
        versions=use.versions(workspace, uuid) if present else [],
        origin=use.origin(workspace, uuid),
        revertible=use.can_take_back(workspace, uuid),
    )


def _untitled(event: use.Event) -> use.Event:
    """The title stands above the list already."""
    return replace(event, title="")
