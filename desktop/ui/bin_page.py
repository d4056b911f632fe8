"""The bin (回收站): what was deleted as a draft, to be found, taken back or removed for good."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.list_page import DEBOUNCE
from desktop.ui.page import Page
from desktop.ui.problem_words import title_words
from desktop.ui.search_box import SearchBox
from desktop.ui.times import recently
from desktop.ui.widgets import button, column, label, row
from desktop.usecases import binned as use

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_HEADINGS = (N_("名称"), N_("清单"), N_("编码"), N_("删除时间"), N_("还剩"))
_WIDTHS = {1: 152, 2: 246, 3: 112, 4: 84}
_NARROW = {1: 140, 2: 120, 3: 104, 4: 76}
_SMALL = 900  # px
_PAGE = 64
_PAGES = 32
_SOON = 3  # days: from here on it is said in amber


class BinPage(Page):
    """``restore_wanted`` carries the chosen records; ``changed``: some left the bin for good."""

    restore_wanted = Signal(list)
    changed = Signal()
    message = Signal(str)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._ids: list[str] = []
        self._lines: OrderedDict[int, dict[str, use.BinRow]] = OrderedDict()
        self._generation = 0
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._timer.timeout.connect(self.refresh)
        self.set_title(tr("回收站"))
        self.remove_button = button(tr("彻底删除…"), self.ask, tip="Delete")
        self.restore_button = button(tr("恢复"), self._restore, primary=True, tip="Enter")
        self.model = LinesModel(_HEADINGS, self._cells)
        self.table = LinesTable(self.model, tr("回收站中的记录"), _WIDTHS, (_SMALL, _NARROW))
        self.search = SearchBox(tr("查找名称、编码、内容或拼音首字母"), tr("在回收站中查找"))
        self.found = label(tone="quiet")
        self.question = _Question(self._remove)
        self.empty_text = label(tone="strong")
        self.empty_help = label(tone="quiet", wrap=True)
        self.stack = QStackedWidget()
        self._build()

    def _build(self) -> None:
        for item in (self.remove_button, self.restore_button):
            self.buttons.addWidget(item)
            item.setVisible(not self._workspace.library.read_only)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._to_table)
        bar = row(self.search, self.found, 1, spacing=12, margins=(20, 14, 20, 12))
        bar.setStretch(0, 1)
        self.body.addLayout(bar)
        self.question.hide()
        self.body.addWidget(self.question)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self._make_empty())
        self.body.addWidget(self.stack, 1)
        self.table.open_wanted.connect(self._restore)
        self.table.delete_wanted.connect(self.ask)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        layout = column(empty, spacing=6, margins=(40, 20, 40, 80))
        layout.addStretch(1)
        for item in (self.empty_text, self.empty_help):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(item)
        layout.addStretch(2)
        return empty

    # the list

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def refresh(self) -> None:
        """Find again; the newest question wins."""
        self._timer.stop()
        self._generation += 1
        generation, workspace, text = self._generation, self._workspace, self.search.text()
        self._runner.start(
            self, tr("回收站"), lambda _: use.find(workspace, text),
            done=lambda ids: self._show(generation, ids, text), failed=self.failed.emit,
        )  # fmt: skip

    def _show(self, generation: int, ids: list[str], text: str) -> None:
        if generation != self._generation:
            return
        place = max(0, self.table.currentIndex().row())
        self._ids = ids
        self._lines.clear()
        self.model.set_count(len(ids))
        self.question.hide()
        self.stack.setCurrentIndex(0 if ids else 1)
        for item in (self.restore_button, self.remove_button):
            item.setEnabled(bool(ids))
        count = len(ids)
        self.found.setText(
            (tr("找到 {count} 条", count=count) if text
             else tr("{count} 条，删除 {days} 天后自动清除", count=count, days=use.DAYS))
            if ids else ""
        )  # fmt: skip
        if text:
            self.empty_text.setText(tr("没有找到“{words}”。", words=text))
            self.empty_help.setText(tr("换一个词，或只输入其中几个字；也可以输入拼音首字母。"))
        else:
            self.empty_text.setText(tr("回收站是空的。"))
            self.empty_help.setText(
                tr("删除的草稿在这里保留 {days} 天，期间随时可以恢复。", days=use.DAYS)
            )
        if ids:
            self.table.selectRow(min(place, len(ids) - 1))

    def _cells(self, place: int) -> Sequence[Cell]:
        line = self._line(place)
        if line is None:
            return (Cell(tr("（已不在回收站）")),)
        left = tr("{days} 天", days=line.days_left) if line.days_left else tr("即将清除")
        return (
            Cell(title_words(line.title)), Cell(tr(line.kind_title)), Cell(line.code),
            Cell(recently(line.deleted_at)), Cell(left, "warn" if line.days_left <= _SOON else ""),
        )  # fmt: skip

    def _line(self, place: int) -> use.BinRow | None:
        number = place // _PAGE
        page = self._lines.get(number)
        if page is None:
            ids = self._ids[number * _PAGE : (number + 1) * _PAGE]
            page = self._lines[number] = {
                line.uuid: line for line in use.rows(self._workspace, ids)
            }
            if len(self._lines) > _PAGES:
                self._lines.popitem(last=False)
        return page.get(self._ids[place])

    def focus_search(self) -> bool:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the list, never on a button that deletes."""
        super().showEvent(event)
        self.table.setFocus()

    def _to_table(self) -> None:
        if self._ids:
            self.table.setFocus()

    def _on_chosen(self) -> None:
        """What was asked about is no longer what is chosen."""
        if not self.question.isHidden():
            self.question.hide()

    # deeds

    def chosen(self) -> list[str]:
        """The selected records."""
        return [self._ids[place] for place in self.table.chosen()]

    def _restore(self) -> None:
        chosen = self.chosen()
        if chosen and not self._workspace.library.read_only:
            self.restore_wanted.emit(chosen)

    def ask(self) -> None:
        """Ask, here on the page: this is the one deed that nothing takes back."""
        chosen = self.chosen()
        if chosen and not self._workspace.library.read_only:
            line = self._line(self.table.chosen()[0])
            self.question.ask(chosen, line.title if line else "")

    def _remove(self, uuids: list[str]) -> None:
        workspace = self._workspace
        self._runner.start(
            self, tr("彻底删除"), lambda _: use.remove(workspace, uuids),
            done=self._removed, failed=self.failed.emit,
        )  # fmt: skip

    def _removed(self, count: int) -> None:
        self.message.emit(tr("已彻底删除 {count} 条。", count=count))
        self.changed.emit()
        self.refresh()
        self.table.setFocus()

    def leave(self) -> bool:
        """A question that nobody answered is dropped."""
        self.question.hide()
        return True


class _Question(QWidget):
    """Whether to remove for good; Escape and the first button say no."""

    def __init__(self, remove: Callable[[list[str]], None]) -> None:
        super().__init__()
        self._remove = remove
        self._uuids: list[str] = []
        self.words = label(wrap=True)
        self.no_button = button(tr("不删除"), self.hide)
        self.yes_button = button(tr("彻底删除"), self._yes)
        self.yes_button.setProperty("danger", True)
        line = row(self.words, self.no_button, self.yes_button, spacing=10)
        line.setContentsMargins(16, 10, 12, 10)
        line.setStretch(0, 1)
        frame = QFrame()
        frame.setProperty("card", "block")
        frame.setLayout(line)
        self.setLayout(row(frame, margins=(20, 0, 20, 12)))

    def ask(self, uuids: list[str], title: str) -> None:
        """Say how many, and that a backup is the only way back."""
        self._uuids = uuids
        words = (
            tr("彻底删除“{title}”？删除后只能从备份找回。", title=title)
            if len(uuids) == 1
            else tr("彻底删除所选 {count} 条？删除后只能从备份找回。", count=len(uuids))
        )
        self.words.setText(words)
        self.no_button.setAccessibleDescription(words)
        self.show()
        self.no_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _yes(self) -> None:
        self.hide()
        self._remove(self._uuids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape says no."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
