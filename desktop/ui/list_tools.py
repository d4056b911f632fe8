"""What leads from the lists to pages of their own and back, and keeps how records stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.ui.i18n import tr
from desktop.ui.page import Page
from desktop.ui.pages import Pages
from forms.problem import Problem
from forms.record import Record

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.usecases.workspace import Workspace

#: How long a record is left alone before its standing is written: never while somebody types.
PAUSE = 1500  # ms


class ListTools(QObject):
    """Belongs to the main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pages: Pages | None = None
        lists = window.list_page
        lists.change_wanted.connect(self.change_many)
        lists.paste_wanted.connect(window.import_files)
        lists.message.connect(window.notice.say)
        lists.said.connect(self._say)
        lists.changed.connect(window.refresh)
        lists.person_wanted.connect(window.reviews.ask_person)

        window.notice.foot = self._foot

    def _foot(self) -> int:
        page = self._window.stack.currentWidget()
        return page.foot() if isinstance(page, Page) else 0

    def attach(self, workspace: Workspace, pages: Pages) -> None:
        """The library is open."""
        self._pages = pages
        pages.list_back_wanted.connect(self.back_to_list)
        keeper = StandingKeeper(self._window, workspace)
        self._window.entry_page.checks.found.connect(keeper.seen)

    def change_many(self, uuids: Sequence[str]) -> None:
        """Set a field on these records."""
        if self._pages is not None and uuids:
            page = self._pages.bulk_page()
            self._window.stack.setCurrentWidget(page)
            page.begin(uuids)

    def back_to_list(self) -> None:
        """From a page that a list led to."""
        window = self._window
        window.stack.setCurrentWidget(window.list_page)
        window.list_page.table.setFocus()

    def _say(self, words: str, refused: bool) -> None:
        """What was refused stays until it is read."""
        notice = self._window.notice
        (notice.warn if refused else notice.say)(words)

    def binned(self, uuids: list[str], kept: int) -> str:
        """What to say of records that went to the bin."""
        stayed = tr("{count} 条已有定稿，没有移动。", count=kept) if kept else ""
        if not uuids:
            return tr("没有移到回收站：") + stayed
        if len(uuids) == 1:
            return tr("已移到回收站。") + stayed
        return tr("{count} 条已移到回收站。", count=f"{len(uuids):,}") + stayed


class StandingKeeper(QObject):
    """Writes what the live check found of the record at hand, once nobody types any more."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._waiting: tuple[Record, list[Problem]] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.write)

    def seen(self, problems: list[Problem]) -> None:
        """The newest state of the record was checked."""
        model = self._window.entry_page.model
        if model.is_open and not self._workspace.library.read_only:
            record = model.record
            if self._waiting is not None and self._waiting[0].uuid != record.uuid:
                self.write()
            self._waiting = (record, list(problems))
            self._timer.start()

    def write(self) -> None:
        """Keep it in the library, in the background."""
        from desktop.usecases.standing import remember

        self._timer.stop()
        waiting, self._waiting = self._waiting, None
        if waiting is None or self._window.workspace is not self._workspace:
            return
        workspace = self._workspace
        self._window.runner.start(
            self, tr("检查"), lambda _: remember(workspace, *waiting),
            done=lambda _: self._window.list_page.model.forget_lines(),
        )  # fmt: skip
