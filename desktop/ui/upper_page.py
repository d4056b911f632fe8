"""The catalogue of the level above (上级目录): brought here, looked through, adopted, followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop.ui.i18n import N_, tr
from desktop.ui.issued_pane import IssuedPane
from desktop.ui.jobs import JobRunner
from desktop.ui.lines import Cell, LinesModel, LinesTable
from desktop.ui.page import Page
from desktop.ui.portal_box import PortalBox
from desktop.ui.search_box import SearchBox
from desktop.ui.tabs import tab_bar, tab_strip
from desktop.ui.task import TaskBar
from desktop.ui.times import recently
from desktop.ui.upper_detail import UpperDetail
from desktop.ui.widgets import button, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.key_desk import KeyDesk, PublicKey
    from desktop.usecases.pulling import Pulled
    from desktop.usecases.upper_catalogue import Adopted, Line, UpdateDone, UpperQuery
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_FILES = N_("下发包 (*.zip);;所有文件 (*)")
_EMPTY = N_(
    "还没有上级目录。从门户读取，或者选择上级发来的下发包（U 盘）。"
    "读取时核对门户的签名；认领后，上级统一规定的栏目自动填好并锁定。"
)
_HEADINGS = (N_("名称"), N_("基本编码"), N_("清单"), N_("类型"), N_("层级"), N_("状态"))
_WIDTHS = {1: 150, 2: 120, 3: 90, 4: 80, 5: 96}
_SLIM = {1: 130, 2: 0, 3: 84, 4: 0, 5: 92}
_SLIM_BELOW = 700  # px
STATUSES = (
    ("", N_("全部")), ("free", N_("未认领")), ("changed", N_("上级有更新")),
    ("adopted", N_("已认领")), ("withdrawn", N_("上级已取消")),
)  # fmt: skip
_TONES = {"free": "ink_2", "adopted": "ok", "changed": "warn", "withdrawn": "block"}
_AT_ONCE = 60  # lines read together
_PAUSE = 200  # ms after the last key of a search


class UpperPage(Page):
    """Two tabs: the catalogue, and code tables with profiles. ``desk`` gives the tokens."""

    place = "pack"
    failed = Signal(object)
    changed = Signal()
    said = Signal(str, str, object)
    message = Signal(str)
    open_wanted = Signal(str, str)
    portal_wanted = Signal()
    reopen_wanted = Signal(object)

    def __init__(
        self, runner: JobRunner, workspace: Workspace, desk: Callable[[], KeyDesk]
    ) -> None:
        super().__init__()
        self._runner, self._workspace, self._desk = runner, workspace, desk
        self.set_title(tr("上级目录"), tr("打包与交换"))
        self.numbers: Sequence[int] = ()
        self._lines: dict[int, Line] = {}
        self._wanted = 0
        self._files: tuple[Path, ...] = ()
        self.file_button = button(tr("读取下发包…"), self.choose)
        self.pull_button = button(tr("从门户读取"), self.pull, primary=True)
        self.tabs = tab_bar(tr("上级目录的内容"))
        self.parts = QStackedWidget()
        self.task = TaskBar(runner)
        self.portal = PortalBox()
        self.words = label(wrap=True)
        self.portal_link = link(tr("填写门户地址"), self.portal_wanted.emit)
        self.status = tab_bar(tr("按状态筛选"))
        self.search = SearchBox(tr("名称、编码或拼音首字母"), tr("查找上级目录"))
        self.kind, self.type, self.level = QComboBox(), QComboBox(), QComboBox()
        self.table = LinesTable(
            LinesModel(_HEADINGS, self._cells), tr("上级目录的事项"), _WIDTHS, (_SLIM_BELOW, _SLIM)
        )
        self.detail = UpperDetail(workspace)
        self.issued = IssuedPane(runner, workspace)
        self.empty = label(tr(_EMPTY), tone="quiet", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build()
        self._connect()

    def _build(self) -> None:
        for item in (self.file_button, self.pull_button):
            item.setEnabled(not self._workspace.library.read_only)
            self.buttons.addWidget(item)
        for title in (N_("目录"), N_("码表和配置")):
            self.tabs.addTab(tr(title))
        for key, title in STATUSES:
            self.status.setTabData(self.status.addTab(tr(title)), key)
        band = QWidget()
        inner = column(band, spacing=6, margins=(20, 10, 20, 10))
        for part in (self.task, self.portal):
            inner.addWidget(part)
        line = row(self.words, self.portal_link, spacing=12)
        line.setStretch(0, 1)
        inner.addLayout(line)
        self.portal_link.hide()
        self.parts.addWidget(self._catalogue())
        self.parts.addWidget(self.issued)
        self.body.addWidget(tab_strip(self.tabs))
        self.body.addWidget(band)
        self.body.addWidget(self.parts, 1)

    def _catalogue(self) -> QWidget:
        whole = QWidget()
        self._filters = QWidget()
        self._captions: dict[QComboBox, QLabel] = {}
        filters = row(self.search, margins=(20, 0, 20, 8))
        filters.setStretch(0, 2)
        for box, name in (
            (self.kind, tr("清单")), (self.type, tr("类型")), (self.level, tr("层级")),
        ):  # fmt: skip
            # Of a box to choose from a screen reader says what is chosen; its label says of what.
            self._captions[box] = caption = label(name, tone="quiet")
            caption.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            for part in (caption, box):
                part.hide()
                filters.addWidget(part)
        filters.addStretch(1)
        self._filters.setLayout(filters)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.table.setMinimumWidth(360)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([680, 380])
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._blank = QWidget()
        column(self._blank, margins=(80, 20, 80, 120)).addWidget(self.empty, 1)
        layout = column(whole, spacing=0)
        self._strip = tab_strip(self.status)
        layout.addWidget(self._filters)
        layout.addWidget(self._strip)
        layout.addWidget(self._blank, 1)
        layout.addWidget(self.splitter, 1)
        return whole

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.status.currentChanged.connect(lambda _: self.refresh())
        self.search.textChanged.connect(lambda _: self._later.start())
        self._later.timeout.connect(self.refresh)
        for box in (self.kind, self.type, self.level):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.table.open_wanted.connect(self._open_or_adopt)
        self.portal.given.connect(lambda _, key: self._again(key))
        self.portal.failed.connect(self.failed)
        self.detail.adopt_wanted.connect(self.adopt)
        self.detail.open_wanted.connect(lambda uuid: self.open_wanted.emit(uuid, ""))
        self.detail.update_wanted.connect(self.update_chosen)
        self.issued.failed.connect(self.failed)
        self.issued.said.connect(self.message)
        self.issued.reopen_wanted.connect(lambda: self.reopen_wanted.emit(None))

    # showing

    def arrive(self) -> None:
        """What is here, afresh."""
        self.issued.arrive()
        self.refresh()

    def _show_tab(self, number: int) -> None:
        self.parts.setCurrentIndex(number)
        if number:
            self.issued.arrive()

    def focus_search(self) -> bool:
        """Ctrl+F."""
        self.tabs.setCurrentIndex(0)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def refresh(self) -> None:
        """Look through the catalogue again, in the background; only the last look counts."""
        from desktop.usecases import upper_catalogue

        self._later.stop()
        self._wanted += 1
        workspace, query, turn = self._workspace, self._query(), self._wanted

        def work(_: Progress) -> tuple[Any, ...]:
            return (
                turn, upper_catalogue.numbers(workspace, query),
                upper_catalogue.counts(workspace, query), upper_catalogue.choices(workspace),
                upper_catalogue.sources(workspace),
            )  # fmt: skip

        self._runner.start(
            self, tr("查看上级目录"), work, done=lambda found: self._found(*found),
            failed=self.failed.emit,
        )  # fmt: skip

    def _query(self) -> UpperQuery:
        from desktop.usecases.upper_catalogue import UpperQuery

        return UpperQuery(
            self.search.text().strip(), self.kind.currentData() or "",
            self.type.currentData() or "", self.level.currentData() or "",
            self.status.tabData(self.status.currentIndex()) or "",
        )  # fmt: skip

    def _found(
        self, turn: int, numbers: list[int], counts: Any, choices: Any, sources: Sequence[Any]
    ) -> None:
        if turn != self._wanted:
            return
        kept = {self.numbers[place] for place in self.table.chosen() if place < len(self.numbers)}
        self.numbers, self._lines = numbers, {}
        model = self.table.model()
        assert isinstance(model, LinesModel)
        model.set_count(len(numbers))
        for place, (key, title) in enumerate(STATUSES):
            number = counts[key] if key else sum(counts.values())
            self.status.setTabText(place, f"{tr(title)} {number}")
        for box, all_words, offered in (
            (self.kind, tr("全部"), choices.kinds), (self.type, tr("全部"), choices.types),
            (self.level, tr("全部"), choices.levels),
        ):  # fmt: skip
            _offer(box, all_words, offered)
            for shown in (box, self._captions[box]):
                shown.setVisible(box.count() > 2)
        if sources and not self.words.property("told"):
            self.words.setText("　".join(
                tr("{portal}，{day} 读取", portal=item.portal, day=recently(item.updated_at))
                if item.complete
                else tr("{portal}，还没有读完，再读一次会接着读", portal=item.portal)
                for item in sources
            ))  # fmt: skip
        for part in (self._filters, self._strip, self.splitter):
            part.setVisible(bool(sources))
        self._blank.setVisible(not sources)
        self._choose_again(kept)

    def _choose_again(self, kept: set[int]) -> None:
        places = [place for place, number in enumerate(self.numbers) if number in kept]
        if places or self.numbers:
            self.table.selectRow(places[0] if places else 0)
        else:
            self._show_chosen()

    def _cells(self, place: int) -> Sequence[Cell]:
        line = self._line(place)
        if line is None:
            return ()
        words = dict(STATUSES)
        return (
            Cell(line.title), Cell(line.code), Cell(tr(line.kind)), Cell(tr(line.type)),
            Cell(tr(line.level)), Cell(tr(words[line.status]), _TONES[line.status]),
        )  # fmt: skip

    def _line(self, place: int) -> Line | None:
        from desktop.usecases import upper_catalogue

        number = self.numbers[place]
        if number not in self._lines:
            start = place - place % _AT_ONCE
            wanted = self.numbers[start : start + _AT_ONCE]
            found = upper_catalogue.lines(self._workspace, wanted)
            self._lines.update((line.number, line) for line in found)
        return self._lines.get(number)

    def _show_chosen(self) -> None:
        chosen = [self._line(place) for place in self.table.chosen()]
        self.detail.show_lines([line for line in chosen if line is not None])

    # bringing

    def choose(self) -> None:
        """Ask for bundles."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("选择下发包"), "", tr(_FILES))
        if names:
            self.read([Path(name) for name in names])

    def read(self, paths: Sequence[Path], key: PublicKey | None = None) -> None:
        """Take in bundles; the first that is refused stops."""
        from desktop.usecases import pulling

        self._files, workspace = tuple(paths), self._workspace
        self._bring(
            tr("读取下发包"),
            lambda progress: [
                pulling.read_file(workspace, path, key=key, progress=progress) for path in paths
            ],
        )

    def pull(self, key: PublicKey | None = None) -> None:
        """Read what the portal issued since the last time."""
        from desktop.usecases import pulling, uploading

        access = uploading.portal_access(self._workspace)
        if access is None:
            self._say(tr("还没有门户地址。请先填写门户地址和令牌，或者读取下发包。"), "warn")
            self.portal_link.show()
            return
        self._files, workspace, desk = (), self._workspace, self._desk()

        def token(_refused: bool) -> str:
            return desk.token(access.url)

        self._bring(
            tr("从门户读取"),
            lambda progress: [pulling.pull(workspace, access, token, key=key, progress=progress)],
        )

    def _again(self, key: PublicKey) -> None:
        """Somebody vouched for the portal's key."""
        if self._files:
            self.read(self._files, key)
        else:
            self.pull(key)

    def _bring(self, title: str, work: Callable[[Progress], list[Pulled]]) -> None:
        if self.task.job is not None:
            return
        self._say("")
        self.portal.hide()
        self.task.start(title, work, self._brought, self._refused, self._stopped)

    def _brought(self, found: list[Pulled]) -> None:
        from desktop.ui.upper_words import pulled_words

        self._say("".join(words for one in found for words in pulled_words(one)), "ok")
        for one in found:
            if one.offer is not None:
                self.issued.offer(one.offer)
                self.tabs.setCurrentIndex(1)
        self.refresh()
        self.changed.emit()

    def _stopped(self) -> None:
        self._say(tr("已停止。读到的部分保留，下次接着读。"), "hint")
        self.refresh()

    def _refused(self, error: Exception) -> None:
        from desktop.usecases.key_desk import KeyringUnavailable
        from desktop.usecases.pulling import LineLost, PortalUnknown

        self.refresh()
        if isinstance(error, PortalUnknown):
            self.portal.ask(Path(), error.portal)
            self.portal.title.setText(tr("第一次读取“{portal}”的目录", portal=error.portal))
        elif isinstance(error, ValueError | LineLost | KeyringUnavailable):
            self._say(str(error), "block")
        else:
            self.failed.emit(error)

    def _say(self, words: str, tone: str = "") -> None:
        self.words.setText(tr(words) if words else "")
        self.words.setProperty("note", tone)
        self.words.setProperty("told", bool(words))
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.portal_link.hide()

    # adopting and following

    def _open_or_adopt(self) -> None:
        places = self.table.chosen()
        line = self._line(places[0]) if len(places) == 1 else None
        if line is not None and line.uuid:
            self.open_wanted.emit(line.uuid, "")
        elif places:
            self.adopt([self.numbers[place] for place in places])

    def adopt(self, numbers: Sequence[int]) -> None:
        """Make drafts of items."""
        from desktop.usecases import upper_catalogue

        if self.task.job is not None or self._workspace.library.read_only:
            return
        workspace = self._workspace
        self.task.start(
            tr("认领"),
            lambda progress: upper_catalogue.adopt(workspace, numbers, progress),
            self._adopted, self._refused, self.refresh,
        )  # fmt: skip

    def _adopted(self, done: Adopted) -> None:
        from desktop.ui.upper_words import adopted_words

        self.refresh()
        self.changed.emit()
        words = adopted_words(done)
        if done.made or done.tied:
            self.said.emit(words, tr("撤销"), lambda: self._undo_adopt(done))
        else:
            self.message.emit(words)

    def _undo_adopt(self, done: Adopted) -> None:
        from desktop.usecases import upper_catalogue

        upper_catalogue.undo_adopt(self._workspace, done)
        self.refresh()
        self.changed.emit()
        self.message.emit(tr("已撤销认领。"))

    def update_chosen(self, plan: Any, chosen: Any) -> None:
        """Take over what was chosen of the changes above."""
        from desktop.usecases import upper_catalogue

        if self.task.job is not None or self._workspace.library.read_only:
            return
        workspace = self._workspace
        self.task.start(
            tr("采用更新"),
            lambda _: upper_catalogue.apply_update(workspace, plan, chosen),
            self._updated, self._refused, self.refresh,
        )  # fmt: skip

    def _updated(self, done: UpdateDone) -> None:
        self.refresh()
        self.changed.emit()
        words = tr("已按上级目录更新 {count} 条记录。", count=done.records)
        if done.kept:
            words += tr("{count} 条刚刚又有改动，没有更新。", count=len(done.kept))
        if done.records:
            self.said.emit(words, tr("撤销"), lambda: self._undo_update(done))
        else:
            self.message.emit(words)

    def _undo_update(self, done: UpdateDone) -> None:
        from desktop.usecases import upper_catalogue

        back = upper_catalogue.undo_update(self._workspace, done)
        self.refresh()
        self.changed.emit()
        self.message.emit(tr("已撤销，{count} 条记录恢复原样。", count=back.records))


def _offer(box: QComboBox, all_words: str, offered: Sequence[tuple[str, str]]) -> None:
    """What a filter offers; what is chosen stays, if it is still there."""
    wanted = [("", all_words), *((key, tr(word)) for key, word in offered)]
    shown = [(box.itemData(n), box.itemText(n)) for n in range(box.count())]
    if wanted == shown:
        return
    chosen = box.currentData() or ""
    box.blockSignals(True)
    box.clear()
    for key, word in wanted:
        box.addItem(word, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
