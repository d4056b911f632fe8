"""The window: rail at the left, one page at a time, a notice when there is something to say."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.frame import Frame, sentence
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.list_page import ListPage
from desktop.ui.page import Page
from desktop.ui.shortcuts import install
from desktop.ui.times import clock

if TYPE_CHECKING:
    from desktop.ui.clerk_tools import ClerkTools
    from desktop.ui.deeds import RecordDeeds
    from desktop.ui.entry_page import EntryPage
    from desktop.ui.housekeeping import Housekeeper
    from desktop.ui.list_tools import ListTools
    from desktop.ui.pages import Pages
    from desktop.usecases.compiling import Overview
    from desktop.usecases.first_look import FirstLook
    from desktop.usecases.listed import Listed
    from desktop.usecases.workbench import Target
    from desktop.usecases.workspace import Workspace
    from forms.model import Catalogue
    from forms.record import Record

_NARROW = 1180  # px: below it the rail and the section list give way


class MainWindow(Frame):
    """Knows the pages and leads from one to the other; the pages do not know each other.

    ``reopened`` carries what a restore opened in the library's place: this window is done then.
    It opens on a list (`show_glance`); what is only needed once somebody does something is imported
    and built by `complete`, which `attach` calls.
    """

    reopened = Signal(object)

    def __init__(self, runner: JobRunner, settings: QSettings) -> None:
        super().__init__(settings)
        self.runner = self._runner = runner
        self.workspace: Workspace | None = None
        self.pages: Pages | None = None
        self.deeds: RecordDeeds | None = None
        self.keeper: Housekeeper
        self.list_tools: ListTools
        self._entry: EntryPage | None = None
        self._tools: ClerkTools | None = None
        self._before: QWidget | None = None
        self._wish: Callable[[], None] | None = None  # of somebody faster than the library
        self.list_page = ListPage(runner, settings)
        self.stack.addWidget(self.list_page)
        self._connect()
        self.restore_size()

    @property
    def entry_page(self) -> EntryPage:
        """The form of a record: the largest page of all, built after the window has opened."""
        if self._entry is None:
            self.complete()
        assert self._entry is not None
        return self._entry

    @property
    def tools(self) -> ClerkTools:
        """What helps from every page."""
        if self._tools is None:
            self.complete()
        assert self._tools is not None
        return self._tools

    def complete(self) -> None:
        """Build what the window can open without; a second call does nothing."""
        if self._entry is not None:
            return
        from desktop.ui.clerk_tools import ClerkTools
        from desktop.ui.entry_page import EntryPage
        from desktop.ui.list_tools import ListTools
        from desktop.ui.review_desk import ReviewDesk

        self._entry = entry = EntryPage(self._runner)
        self.stack.addWidget(entry)
        entry.back_wanted.connect(self.back)
        entry.export_wanted.connect(self.show_export)
        entry.message.connect(self.notice.say)
        entry.saver.saved.connect(self._on_saved)
        entry.saver.failed.connect(self._on_save_failed)
        entry.set_narrow(self.width() < _NARROW)
        splitter = self.settings.value("splitter")
        if isinstance(splitter, QByteArray):
            entry.splitter.restoreState(splitter)
        else:
            entry.splitter.setSizes([580, 330])
        self._tools = ClerkTools(self)
        self.reviews = ReviewDesk(self, self._runner)
        self.list_tools = ListTools(self)

    def _connect(self) -> None:
        self._runner.unhandled.connect(self.fail)
        self.rail.chosen.connect(self.go)
        self.files_dropped.connect(self.import_files)
        lists = self.list_page
        lists.open_wanted.connect(self.open_record)
        lists.new_wanted.connect(self.new_record)
        lists.import_wanted.connect(self.choose_files)
        lists.sample_wanted.connect(self.load_sample)
        lists.export_wanted.connect(self.show_export)
        lists.failed.connect(self.fail)
        install(self, {
            "window.save": self.save_now,
            "window.find": self.find_records,
            "window.new": lists.new,
            "window.import": self.choose_files,
            "window.export": self._export_here,
        })  # fmt: skip

    # the library

    def show_glance(self, look: FirstLook) -> None:
        """Show the list that was left last, read while the library is still being opened."""
        self.rail.set_catalogue(look.listed)
        self.rail.set_library(
            look.organization(), tr("工作库：{stem}", stem=look.path.stem), str(look.path)
        )
        place = self._remembered(look.listed)
        form = None if place == "all" else look.listed.form(place.removeprefix("kind:"))
        if self.list_page.glance(look, form):
            self.rail.select(place)
            self.stack.setCurrentWidget(self.list_page)
            self.list_page.table.setFocus()

    def _remembered(self, catalogue: Catalogue | Listed) -> str:
        """The list that was left last; the first one by default."""
        if (kind := str(self.settings.value("kind", ""))) == "all":
            return kind
        return f"kind:{kind if kind in catalogue.forms else catalogue.ordered()[0].kind}"

    def _is_open(self, wish: Callable[[], None]) -> bool:
        """Whether the library is open; if it is not yet, ``wish`` is done as soon as it is."""
        if self.workspace is None:
            self._wish = wish
        return self.workspace is not None

    def attach(self, workspace: Workspace) -> None:
        """The library is open: fill the window."""
        from desktop.usecases.settings import needs_first_run

        self.complete()
        self.workspace = workspace
        self.rail.set_catalogue(workspace.catalogue)
        self.list_page.attach(workspace)
        self.entry_page.attach(workspace)
        self._connect_library(workspace)
        if workspace.library.read_only:
            self.show_banner(
                tr("只读：{read_only_reason}", read_only_reason=workspace.library.read_only_reason)
            )
        else:
            self._runner.start(
                self, tr("示例"), lambda _: _has_sample(workspace), done=self._mark_sample
            )
        self.refresh_counts()
        self.go(self._remembered(workspace.catalogue))
        if needs_first_run(workspace):
            self.go("first")
        self.rail.set_status(tr("离线"))
        if self.pages is not None:
            self.tools.attach(workspace, self.pages)
            self.list_tools.attach(workspace, self.pages)
            self.reviews.attach(workspace, self.pages)
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    def _connect_library(self, workspace: Workspace) -> None:
        from desktop.ui.deeds import RecordDeeds
        from desktop.ui.housekeeping import Housekeeper
        from desktop.ui.pages import Pages

        self.pages = pages = Pages(self.stack, self._runner, workspace, self.settings)
        pages.failed.connect(self.fail)
        pages.changed.connect(self.refresh)
        pages.went.connect(self.go)
        pages.open_wanted.connect(self.open_record)
        pages.back_wanted.connect(self._back_from_export)
        pages.checked.connect(self.rail.set_blocking)
        pages.laws_counted.connect(self.rail.set_laws)
        pages.saved.connect(self.refresh_counts)
        pages.message.connect(self.notice.say)
        pages.said.connect(self.notice.say)
        pages.restore_backup.connect(self._restore_backup)
        pages.list_wanted.connect(self.show_list)
        pages.problems_wanted.connect(self.show_problems)
        pages.new_wanted.connect(self.new_record)
        pages.import_wanted.connect(self.choose_files)
        pages.sample_wanted.connect(self.load_sample)
        pages.sample_changed.connect(self._on_sample)
        pages.export_wanted.connect(self.show_export)
        self.keeper = keeper = Housekeeper(self._runner, workspace, self)
        keeper.purged.connect(self.refresh)
        keeper.failed.connect(lambda words: self.notice.warn(tr("自动备份没有做成。") + words))
        self.deeds = deeds = RecordDeeds(workspace, self._runner, self)
        deeds.failed.connect(self.fail)
        deeds.made.connect(self._on_made)
        deeds.binned.connect(self._on_binned)
        deeds.restored.connect(self._on_restored)
        pages.restore_wanted.connect(deeds.restore)
        self.list_page.duplicate_wanted.connect(deeds.duplicate)
        self.list_page.delete_wanted.connect(deeds.delete)

    def cannot_open(self, error: Exception) -> None:
        """The library cannot be opened: say why."""
        self.waiting.setText(tr("工作库没有打开。"))
        self.fail(error)

    def refresh_counts(self) -> None:
        """Numbers of the rail, in the background."""
        from desktop.usecases import compiling

        workspace = self.workspace
        if workspace is not None:
            count = self._show_counts
            self._runner.start(
                self, tr("计数"), lambda _: compiling.overview(workspace), done=count
            )
            self.reviews.count()

    def _show_counts(self, found: Overview) -> None:
        self.rail.set_counts(found.counts, found.binned)
        assert self.workspace is not None
        path = self.workspace.library.path
        self.rail.set_library(found.organization, tr("工作库：{stem}", stem=path.stem), str(path))

    # places

    def go(self, place: str) -> None:
        """Go where the rail says."""
        if not self._is_open(lambda: self.go(place)) or not self._leave():
            return
        assert self.workspace is not None
        self.rail.select(place)
        if place == "all" or place.startswith("kind:"):
            kind = place.removeprefix("kind:")
            self.settings.setValue("kind", kind)
            if place == "all":
                self.list_page.show_all()
            else:
                self.list_page.show_kind(self.workspace.catalogue.form(kind))
            self.stack.setCurrentWidget(self.list_page)
            self.list_page.table.setFocus()
        elif self.pages is not None:
            self._show_page(place, self.pages)

    def _show_page(self, place: str, pages: Pages) -> None:
        page = pages.at(place)
        if page is not None:
            self.stack.setCurrentWidget(page)
            page.arrive()

    def show_list(self, kind: str, target: Target) -> None:
        """The list that a number of the workbench counts."""
        self.go(f"kind:{kind}" if kind else "all")
        if self.stack.currentWidget() is self.list_page:
            self.list_page.narrow(target)

    def show_problems(self, target: Target) -> None:
        """The problems that a number of the workbench counts."""
        self.go("check")
        if self.pages is not None and self.rail.place == "check":
            self.pages.check_page().narrow(target.title, target.rules)

    def _restore_backup(self, backup: Path) -> None:
        """Put a backup in the library's place; a fresh window opens on it (``reopened``)."""
        from desktop.usecases.backing_up import restore_over

        if not self._leave() or self.workspace is None:
            return
        if self._runner.busy:
            self.notice.say(tr("请等正在进行的操作完成，再恢复。"))
            return
        self.keeper.stop()
        self.tools.session.end()
        workspace, self.workspace = self.workspace, None
        self._runner.start(
            self,
            tr("恢复"),
            lambda progress: restore_over(workspace, backup, progress),
            done=self.reopened.emit,
            failed=self.fail,
        )

    def _leave(self) -> bool:
        page = self.stack.currentWidget()
        return page.leave() if isinstance(page, Page) else True

    # records

    def open_record(self, uuid: str, path: str = "") -> None:
        """Edit a record, at a field if one is named."""
        if not self._is_open(lambda: self.open_record(uuid, path)) or not self._leave():
            return
        assert self.workspace is not None
        try:
            record = self.workspace.library.get(uuid)
        except (ValueError, OSError) as error:
            self.fail(error)
            self.list_page.refresh()
            return
        self._edit(record, path=path)

    def _edit(self, record: Record, *, fresh: bool = False, path: str = "") -> None:
        self.rail.select(f"kind:{record.kind}")
        self.stack.setCurrentWidget(self.entry_page)
        self.entry_page.open(record, fresh=fresh, path=path)

    def new_record(self, kind: str) -> None:
        """Make a record and edit it."""
        if not self._is_open(lambda: self.new_record(kind)):
            return
        if self.deeds is not None and self._leave():
            self.deeds.new(kind)

    def _on_made(self, record: Record, fresh: bool) -> None:
        self.refresh_counts()
        self._edit(record, fresh=fresh)
        if not fresh:
            self.notice.say(tr("已复制为新的一条，编码没有带过来。"))

    def _on_binned(self, uuids: list[str], kept: int) -> None:
        words = self.list_tools.binned(uuids, kept)
        self.refresh()
        deeds = self.deeds
        if deeds is not None and not uuids:
            self.notice.warn(words)
        elif deeds is not None:
            self.notice.say(words, tr("撤销"), lambda: deeds.restore(uuids))

    def _on_restored(self, uuids: list[str]) -> None:
        self.refresh()
        self.notice.say(tr("已恢复 {count} 条。", count=len(uuids)))

    def refresh(self) -> None:
        """What the library holds has changed: show it."""
        self.refresh_counts()
        self.list_page.refresh()
        if self.pages is not None and self.rail.place == "bin":
            self.pages.bin_page().refresh()
        elif self.pages is not None and self.rail.place == "home":
            self.pages.home_page().refresh()

    def back(self) -> None:
        """From a record to its list."""
        record = self.entry_page.model.record
        self.go("all" if self.list_page.place == "all" else f"kind:{record.kind}")
        if self.stack.currentWidget() is self.list_page:
            self.list_page.select(record.uuid)

    # saving

    def save_now(self) -> None:
        """Ctrl+S: what is saved by itself is saved now, and said."""
        if self.stack.currentWidget() is self._entry and self.entry_page.saver.flush():
            self.notice.say(tr("已保存。输入的内容也会自动保存。"))

    def _on_saved(self, record: Record) -> None:
        self.rail.set_status(tr("离线　已自动保存 {clock}", clock=clock(record.updated_at)))
        self.list_page.model.forget_lines()

    def _on_save_failed(self, error: Exception) -> None:
        self.rail.set_status(tr("离线　还没有保存"))
        logging.getLogger(__name__).warning("not saved: %s", error)
        reason = sentence(error) or tr("程序出了错，详情已记入日志。")
        self.notice.warn(tr("没有保存：{reason}", reason=reason), tr("再试一次"), self.save_now)

    # files in and out

    def find_records(self) -> None:
        """Ctrl+F: the search box of the page, else that of the list."""
        page = self.stack.currentWidget()
        if isinstance(page, Page) and page.focus_search():
            return
        if self.stack.currentWidget() is not self.list_page and self.workspace is not None:
            place = self.list_page.place
            self.go(place)
        self.list_page.focus_search()

    def choose_files(self) -> None:
        """Ask for files to import."""
        from desktop.ui.import_files import ask_files

        self.import_files(ask_files(self))

    def load_sample(self) -> None:
        """Bring in the sample agency: all as drafts, so that it can be taken out again."""
        from desktop.usecases.settings import load_sample

        workspace = self.workspace
        if workspace is None or not self._leave():
            return
        if workspace.library.read_only:
            self.notice.warn(tr("工作库以只读方式打开，不能载入示例。"))
            return
        self._runner.start(
            self,
            tr("载入示例"),
            lambda progress: load_sample(workspace, progress),
            done=lambda _: self._show_sample(),
            failed=self.fail,
        )

    def _show_sample(self) -> None:
        self.refresh()
        self._mark_sample(True)
        self.notice.say(tr("已载入示例单位，可以放心试用。在“设置”里可以整个移除。"))

    def _on_sample(self, loaded: bool) -> None:
        """The sample came or went on another page."""
        self.refresh()
        self._mark_sample(loaded)

    def _mark_sample(self, loaded: bool) -> None:
        if loaded:
            self.show_banner(tr("库中有示例单位的虚构数据，不要发布。"))
        elif self.workspace is not None and not self.workspace.library.read_only:
            self.banner.hide()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Bring in files."""
        if not paths or self.workspace is None or self.pages is None or not self._leave():
            return
        page = self.pages.taking_in(paths)
        if self.workspace.library.read_only:
            self.notice.warn(tr("工作库以只读方式打开，不能导入。"))
        elif page.busy:
            self.notice.say(tr("正在导入，请等这一次完成。"))
        else:
            self.rail.select(page.place)
            self.stack.setCurrentWidget(page)
            page.start(paths)

    def show_export(self, kind: str, uuids: list[str]) -> None:
        """Go to the export of a kind or of some records."""
        if self.pages is not None and self._leave():
            self._before = self.stack.currentWidget()
            page = self.pages.export_page()
            page.prepare(kind, uuids)
            self.stack.setCurrentWidget(page)

    def _back_from_export(self) -> None:
        if self._before is not None:
            self.stack.setCurrentWidget(self._before)

    def _export_here(self) -> None:
        if self.stack.currentWidget() is self.list_page:
            self.show_export(self.list_page.kind, [])
        elif self.stack.currentWidget() is self._entry:
            self.entry_page.export_button.click()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Small screens get a smaller rail."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.rail.set_narrow(narrow)
        if self._entry is not None:
            self._entry.set_narrow(narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save, remember the window; stay when saving failed."""
        entry = self._entry
        if entry is not None and entry.model.is_open and not entry.saver.flush():
            event.ignore()
            return
        self.keep_size()
        if entry is not None:
            self.tools.session.end()
            self.settings.setValue("splitter", entry.splitter.saveState())
        self.settings.sync()
        event.accept()


def _has_sample(workspace: Workspace) -> bool:
    """Whether the library holds the sample agency; imported late, it brings the importers."""
    from desktop.usecases.settings import sample_loaded

    return sample_loaded(workspace)
