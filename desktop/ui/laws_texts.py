"""Texts of laws (法规文本): bring them in, find them, read them, take them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.jobs import JobRunner
from desktop.ui.laws_import import LawImporter, dropped
from desktop.ui.laws_reading import LawReading
from desktop.ui.laws_text_list import Entry, TextModel, TextView, hit_entry, law_entry
from desktop.ui.list_page import DEBOUNCE
from desktop.ui.search_box import SearchBox
from desktop.ui.widgets import column, label, row
from desktop.usecases import citations
from desktop.usecases import law_texts as use

if TYPE_CHECKING:
    from desktop.usecases.law_texts import LawVersion
    from desktop.usecases.workspace import Workspace

_HITS = 100
_SHOW, _EMPTY = range(2)
_LESSON = (
    N_("明册不附带法规文本，要自己导入一次，以后各个工作库共用。"),
    N_("1. 在能上网的电脑打开国家法律法规数据库（flk.npc.gov.cn），查到法规，下载 Word 文本。"),
    N_("2. 把下载的文件拷到 U 盘，一个文件夹或者一个 zip 都可以。"),
    N_("3. 在本机点“导入文件夹”，或者把文件夹、zip 拖到这里。"),
    N_("也可以导入纯文本（txt）和 Markdown。新文本与旧文本都留着，按日期排列。"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    words: tuple[str, ...]
    laws: list[Entry]
    hits: list[Entry]
    held: tuple[int, int]


class LawTexts(QWidget):
    """``changed`` says that there are other texts now; ``said`` offers to undo."""

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)
    scan_wanted = Signal()

    def __init__(
        self, runner: JobRunner, workspace: Workspace,
        cited: Callable[[str], citations.Law | None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._runner = runner
        self._workspace = workspace
        self._cited = cited
        self._asked = 0
        self._state: object = None
        self._shown: tuple[int, tuple[int, int] | None] = (0, None)
        self.search = SearchBox(tr("名称、拼音首字母、文号、条文里的字"), tr("查找法规文本"))
        self.importer = LawImporter(runner, workspace)
        self.found = label(tone="quiet", wrap=True)
        self.model = TextModel()
        self.view = TextView(self.model)
        self.reading = LawReading(workspace)
        self.empty_text = label(tr("依据库里还没有法规文本。"), tone="strong")
        self.splitter = QSplitter()
        self.stack = QStackedWidget()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setAcceptDrops(True)
        head = row(self.search, 1, self.importer.files_button, self.importer.folder_button,
                   spacing=10, margins=(20, 12, 16, 8))  # fmt: skip
        head.setStretch(0, 1)
        left = QWidget()
        listed = column(left, spacing=0)
        listed.addLayout(row(self.found, margins=(20, 0, 16, 8)))
        listed.addWidget(self.view, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part, least in ((left, 280), (self.reading, 400)):
            self.splitter.addWidget(part)
            part.setMinimumWidth(least)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([380, 690])
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self._make_empty())
        layout = column(self, spacing=0)
        layout.addLayout(head)
        told = column(spacing=0, margins=(20, 0, 16, 8))
        told.addWidget(self.importer)
        layout.addLayout(told)
        layout.addWidget(self.stack, 1)
        self.reading.hide()

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        layout: QVBoxLayout = column(empty, spacing=8, margins=(60, 20, 60, 80))
        layout.addStretch(1)
        inner = column(spacing=8)
        inner.addWidget(self.empty_text)
        for words in _LESSON:
            line = label(tr(words), wrap=True)
            line.setMaximumWidth(620)
            inner.addWidget(line)
        around = row(spacing=0)
        around.addStretch(1)
        around.addLayout(inner, 4)
        around.addStretch(1)
        layout.addLayout(around)
        layout.addStretch(2)
        return empty

    def _connect(self) -> None:
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self.view.setFocus)
        self.importer.imported.connect(self._on_imported)
        self.importer.scan_wanted.connect(self.scan_wanted)
        self.importer.failed.connect(self.failed)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._on_chosen())
        self.view.activated.connect(lambda _: self.reading.browser.setFocus())
        self.reading.version_wanted.connect(lambda number: self._open(number, None))
        self.reading.remove_wanted.connect(self.remove)
        self.reading.open_wanted.connect(self.open_wanted)
        self.reading.told.connect(lambda words: self.said.emit(words, "", None))

    # finding

    def refresh(self) -> None:
        """List the texts again if any came or went."""
        state = self._workspace.laws.state()
        if state != self._state or not self.model.entries:
            self._state = state
            self._look()

    def _look(self) -> None:
        self._timer.stop()
        self._asked += 1
        number, typed, workspace = self._asked, self.search.text(), self._workspace
        self._runner.start(
            self, tr("查找法规文本"), lambda _: _find(workspace, typed, number),
            done=self._show, failed=self._on_failed,
        )  # fmt: skip

    def _on_failed(self, error: Exception) -> None:
        self._state = None
        self.failed.emit(error)

    def _show(self, found: _Found) -> None:
        if found.number != self._asked:
            return
        laws, texts = found.held
        self.stack.setCurrentIndex(_SHOW if texts else _EMPTY)
        more = len(found.hits) == _HITS
        self.model.show_found(found.laws, found.hits, found.words, more=more)
        if found.words and not (found.laws or found.hits):
            self.found.setText(tr("没有找到“{words}”。", words=self.search.text()))
            self.reading.hide()
            return
        words = tr("{laws} 部，{texts} 个文本", laws=laws, texts=texts)
        if found.words:
            words = tr("名称符合的 {count} 部", count=len(found.laws))
            if not found.laws:
                words = tr("名称里没有，下面是条文里有的。")
        self.found.setText(words)
        rows = [n for n, item in enumerate(self.model.entries) if item.version == self._shown[0]]
        if self.model.entries:
            first = 0 if self.model.entries[0].version else 1
            self.view.setCurrentIndex(self.model.index(rows[0] if rows else first))
        if not texts:
            self.reading.hide()

    def _on_chosen(self) -> None:
        index = self.view.currentIndex()
        entry = self.model.entries[index.row()] if index.isValid() else None
        if entry is not None and entry.version:
            self._open(entry.version, entry.article)

    def _open(self, version: int, article: tuple[int, int] | None) -> None:
        self._shown = (version, article)
        workspace, cited = self._workspace, self._cited
        self._runner.start(
            self, tr("读取条文"), lambda _: _read(workspace, version, cited),
            done=self._show_law, failed=self.failed.emit,
        )  # fmt: skip

    def _show_law(self, told: tuple[use.LawOpened | None, list[citations.Mention]]) -> None:
        opened, mentions = told
        if opened is None or opened.version.id != self._shown[0]:
            return
        self.reading.show_law(opened, mentions, self.model.words, self._shown[1])
        self.reading.show()

    # coming and going

    def _on_imported(self) -> None:
        self.refresh()
        self.changed.emit()

    def remove(self, version: LawVersion) -> None:
        """Take one text out; it can be put back at once."""
        workspace = self._workspace
        self._runner.start(
            self, tr("移除文本"), lambda _: use.remove_laws(workspace, [version.id]),
            done=self._removed, failed=self.failed.emit,
        )  # fmt: skip

    def _removed(self, removed: use.RemovedLaw) -> None:
        self._on_imported()
        words = tr("已移除《{title}》的这个文本。", title=removed.title)
        self.said.emit(words, tr("撤销"), lambda: self._put_back(removed))

    def _put_back(self, removed: use.RemovedLaw) -> None:
        workspace = self._workspace

        def told(_: object) -> None:
            self._on_imported()
            self.said.emit(tr("已放回《{title}》的文本。", title=removed.title), "", None)

        self._runner.start(
            self, tr("撤销"), lambda _: use.restore_laws(workspace, removed),
            done=told, failed=self.failed.emit,
        )  # fmt: skip

    def begin(self) -> None:
        """The keyboard begins in the list, or with the import where there is none."""
        empty = self.stack.currentIndex() == _EMPTY
        target = self.importer.folder_button if empty else self.view
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Law texts are brought in here; anything else is the window's to import."""
        if dropped(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring in what was dropped."""
        event.acceptProposedAction()
        self.importer.bring_in(dropped(event))


def _find(workspace: Workspace, typed: str, number: int) -> _Found:
    words = tuple(typed.split())
    catalogue = workspace.catalogue
    laws = [
        law_entry(line, tr(citations.shown(catalogue, "level", line.version.level)))
        for line in use.texts(workspace, typed)
    ]
    hits: Sequence[use.Hit] = use.search_articles(workspace, typed, _HITS) if words else ()
    old = use.superseded(workspace, hits)
    found = [hit_entry(hit, words, old=hit.version.id in old) for hit in hits]
    return _Found(number, words, laws, found, use.count(workspace))


def _read(
    workspace: Workspace, version: int, cited: Callable[[str], citations.Law | None]
) -> tuple[use.LawOpened | None, list[citations.Mention]]:
    opened = use.open_law(workspace, version)
    law = cited(opened.version.key) if opened else None
    return opened, citations.mentions(workspace, law) if law else []
