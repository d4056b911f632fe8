"""What is done with the selected records of a list without leaving it: check, copy, paste."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTemporaryDir
from PySide6.QtGui import QGuiApplication

from desktop.ui.data_book_file import ask_data_book
from desktop.ui.folders import documents
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.list_clipboard import mime_of, pasted_page, pasted_text, table_of
from desktop.ui.task import TaskBar
from desktop.usecases import listing
from desktop.usecases.listing import Query
from exports.progress import Progress

if TYPE_CHECKING:
    from desktop.ui.list_page import ListPage
    from desktop.usecases.checking import CheckOutcome
    from desktop.usecases.reviewing import SubmitReport
    from desktop.usecases.workspace import Workspace

_NAMED = 2


class ListDeeds(QObject):
    """One at a time, with progress and 取消 in ``task``."""

    def __init__(self, page: ListPage, runner: JobRunner) -> None:
        super().__init__(page)
        self._page = page
        self.task = TaskBar(runner)
        self._folder: QTemporaryDir | None = None
        self._pasted = 0

    # checking

    def check(self) -> None:
        """Check the selected records by all rules."""
        numbers = self._page.chosen_numbers()
        if numbers:
            self._check(lambda workspace: listing.uuids(workspace, numbers))

    def check_rest(self, query: Query) -> None:
        """Check what a list shows and was never checked as it is now."""
        self._check(lambda workspace: listing.unchecked(workspace, query))

    def _check(self, which: Any) -> None:
        from desktop.usecases.checking import check_these

        workspace = self._page.workspace
        if workspace is not None and self.task.job is None:
            self.task.start(
                tr("检查"),
                lambda progress: check_these(workspace, which(workspace), progress),
                self._checked, self._page.failed.emit, self._page.refresh,
            )  # fmt: skip

    def _checked(self, outcome: CheckOutcome) -> None:
        blocked = len({problem.record for problem in outcome.problems if problem.blocks})
        self._page.refresh()
        told = (
            tr("检查了 {count} 条，{blocked} 条有阻断的问题。", count=outcome.records, blocked=blocked)
            if blocked
            else tr("检查了 {count} 条，没有阻断的问题。", count=outcome.records)
        )  # fmt: skip
        self._page.message.emit(told)

    # review

    def submit(self) -> None:
        """Hand the selected records in for review, under the name of who works now."""
        from desktop.usecases.people import who
        from desktop.usecases.reviewing import submit

        workspace, page = self._page.workspace, self._page
        chosen = page.chosen()
        if workspace is None or not chosen or self.task.job is not None:
            return
        by = who(workspace)
        if not by:
            page.person_wanted.emit(self.submit)
            return
        self.task.start(
            tr("提交审核"), lambda progress: submit(workspace, chosen, by, progress=progress),
            self._submitted, page.failed.emit, page.refresh,
        )  # fmt: skip

    def _submitted(self, report: SubmitReport) -> None:
        self._page.changed.emit()
        self._page.said.emit(*_told(report))

    # the clipboard

    def copy(self) -> None:
        """Put the selected lines, as the list shows them, on the clipboard."""
        workspace, numbers = self._page.workspace, self._page.chosen_numbers()
        columns = self._page.table.columns()

        def read(progress: Progress) -> list[list[str]]:
            assert workspace is not None
            lines = partial(listing.lines, workspace)
            return table_of(numbers, columns, lines, progress)

        if workspace is not None and numbers and self.task.job is None:
            self.task.start(tr("复制"), read, self._copied, self._page.failed.emit, lambda: None)

    def _copied(self, rows: list[list[str]]) -> None:
        QGuiApplication.clipboard().setMimeData(mime_of(rows))
        count = len(rows) - 1
        self._page.message.emit(tr("已复制 {count} 条，可以粘贴到 Excel。", count=count))

    def paste(self) -> None:
        """Offer the rows on the clipboard for import."""
        from desktop.usecases.pasting import NothingToPaste, keep_block, keep_page

        workspace = self._page.workspace
        if workspace is None or workspace.library.read_only:
            return
        try:
            page = pasted_page(QGuiApplication.clipboard())
            text = pasted_text(QGuiApplication.clipboard())
            if not page and not text:
                raise NothingToPaste
            path = keep_page(page, self._place()) if page else keep_block(text, self._place())
        except (ValueError, OSError) as error:
            self._page.failed.emit(error)
            return
        self._page.paste_wanted.emit([path])

    def _place(self) -> Path:
        """A folder that goes with the program: what was pasted may be read until then."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._pasted += 1
        place = Path(self._folder.filePath(str(self._pasted)))
        place.mkdir()
        return place

    # export

    def exportable(self) -> tuple[str, list[str]]:
        """Kind and identifiers of the selected records; none when they are of several kinds."""
        page = self._page
        workspace, chosen = page.workspace, page.chosen()
        if workspace is None or not chosen:
            return "", []
        kinds = {page.kind} if page.kind else _kinds(workspace, chosen)
        if len(kinds) > 1:
            page.message.emit(tr("选中的记录分属几个清单。请先按清单筛选，再导出。"))
            return "", []
        return kinds.pop(), chosen

    def book(self) -> None:
        """Write the selected records with all fields, to be filled in and imported back."""
        kind, chosen = self.exportable()
        workspace, page = self._page.workspace, self._page
        if workspace is None or not chosen or self.task.job is not None:
            return
        target = ask_data_book(page, documents(), tr(workspace.catalogue.form(kind).title))
        if target is None:
            return

        def work(progress: Progress) -> int:
            from desktop.usecases.data_book import export_data_book

            return export_data_book(workspace, target, kind, progress, chosen)

        def done(count: int) -> None:
            page.message.emit(
                tr("已把 {count} 条写入“{name}”，改好后可以导回。", count=count, name=target.name)
            )

        self.task.start(tr("导出录入工作簿"), work, done, page.failed.emit, lambda: None)


def _told(report: SubmitReport) -> tuple[str, bool]:
    """What became of a submission, and whether some of it was refused."""
    words = [tr("已提交 {count} 条审核。", count=len(report.accepted))] if report.accepted else []
    if report.refused:
        words.append(tr("{count} 条没有提交：", count=len(report.refused)))
        words += [
            tr("“{title}”{reason}", title=refusal.title, reason=tr(refusal.reason))
            for refusal in report.refused[:_NAMED]
        ]
        if len(report.refused) > _NAMED:
            words.append(tr("其余 {count} 条请逐条查看。", count=len(report.refused) - _NAMED))
    return "".join(words), bool(report.refused)


def _kinds(workspace: Workspace, uuids: list[str]) -> set[str]:
    from desktop.usecases.bulk import kinds_of

    return set(kinds_of(workspace, uuids))
