"""The list of one kind: find, open, make, bring in, give out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.list_model import RecordListModel
from desktop.ui.page import Page
from desktop.ui.record_table import RecordTable
from desktop.ui.theme import icon
from desktop.ui.widgets import button, column, label, link, row
from desktop.usecases import compiling
from forms.model import Form

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

DEBOUNCE = 120  # ms


class ListPage(Page):
    """Signals say what the user wants; the window does it."""

    open_wanted = Signal(str)
    new_wanted = Signal(str)
    duplicate_wanted = Signal(str)
    delete_wanted = Signal(list)
    import_wanted = Signal()
    sample_wanted = Signal()
    export_wanted = Signal(str, list)
    failed = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._workspace: Workspace | None = None
        self._form: Form | None = None
        self._generation = 0
        self.model = RecordListModel(self._read)
        self.table = RecordTable()
        self.table.setModel(self.model)
        self.search = QLineEdit()
        self.found = label(tone="quiet")
        self._empty = self._make_empty()
        self.stack = QStackedWidget()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._timer.timeout.connect(self.refresh)
        self._states: tuple[str, ...] = ()
        self._type = ""
        self._build()

    def _build(self) -> None:
        self.import_button = button(tr("导入文件…"), self.import_wanted.emit)
        self.export_button = button(tr("导出…"), self._export)
        self.new_button = button(tr("新建"), self._new, primary=True, tip="Ctrl+N")
        for item in (self.import_button, self.export_button, self.new_button):
            self.buttons.addWidget(item)
        self.search.setProperty("search", True)
        self.search.setPlaceholderText(tr("查找名称、编码、内容或拼音首字母"))
        self.search.setAccessibleName(tr("查找"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMaximumWidth(380)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._to_table)
        self.narrowed = link("", self.widen)
        self.narrowed.setToolTip(tr("显示全部"))
        self.narrowed.hide()
        bar = row(self.search, self.found, self.narrowed, 1, spacing=12, margins=(20, 14, 20, 12))
        bar.setStretch(0, 1)
        self.copy_link = link(tr("复制为新的一条"), self._duplicate)
        self.delete_link = link(tr("移到回收站"), self._delete)
        for item in (self.copy_link, self.delete_link):
            bar.addWidget(item)
        self.body.addLayout(bar)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self._empty)
        self.body.addWidget(self.stack, 1)
        self.table.open_wanted.connect(self._open)
        self.table.doubleClicked.connect(lambda _: self._open())
        self.table.delete_wanted.connect(self._delete)

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        layout: QVBoxLayout = column(empty, spacing=10, margins=(40, 20, 40, 80))
        self._empty_text = label(wrap=True, tone="strong")
        self._empty_help = label(wrap=True, tone="quiet")
        for item in (self._empty_text, self._empty_help):
            item.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty_new = button(tr("新建一条"), self._new, primary=True)
        self._empty_import = button(tr("导入文件…"), self.import_wanted.emit)
        self._empty_sample = button(tr("载入示例单位"), self.sample_wanted.emit)
        layout.addStretch(1)
        layout.addWidget(self._empty_text)
        layout.addWidget(self._empty_help)
        layout.addSpacing(8)
        layout.addLayout(row(1, self._empty_new, self._empty_import, self._empty_sample, 1))
        layout.addStretch(2)
        return empty

    def attach(self, workspace: Workspace) -> None:
        """Which library to list."""
        self._workspace = workspace

    @property
    def kind(self) -> str:
        """The kind shown; empty before any."""
        return self._form.kind if self._form else ""

    def show_kind(self, form: Form) -> None:
        """List another kind."""
        if self._form is None or form.kind != self._form.kind:
            self._form = form
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        self._states, self._type = (), ""
        self.narrowed.hide()
        self.set_title(tr(form.list_title))
        self.new_button.setVisible(self._may_edit)
        self.import_button.setVisible(not self._locked)
        self.new_button.setText(
            tr("新建{title}", title=tr(form.title)) if len(form.title) <= 6 else tr("新建")
        )
        self.refresh()

    def narrow(self, title: str, states: tuple[str, ...], type_key: str) -> None:
        """Show only records of these states and this type; ``title`` says so."""
        self._states, self._type = states, type_key
        self.narrowed.setText(f"{title}　×")
        self.narrowed.setVisible(bool(states or type_key))
        self.refresh()

    def widen(self) -> None:
        """Show all records of the kind again."""
        self.narrow("", (), "")

    @property
    def _may_edit(self) -> bool:
        if self._workspace is None or self._form is None:
            return False
        return not (self._form.read_only or self._locked)

    @property
    def _locked(self) -> bool:
        """Whether nothing can be written into the library."""
        return self._workspace is None or self._workspace.library.read_only

    def refresh(self) -> None:
        """Find again, in the background; the newest question wins."""
        self._timer.stop()
        if self._workspace is None or self._form is None:
            return
        self._generation += 1
        generation, workspace = self._generation, self._workspace
        kind, text = self._form.kind, self.search.text()
        states, type_key = self._states, self._type
        self._runner.start(
            tr("查找"),
            lambda _: compiling.find_ids(workspace, kind, text, states=states, type_key=type_key),
            done=lambda ids: self._show(generation, ids, text), failed=self.failed.emit,
        )  # fmt: skip

    def _show(self, generation: int, ids: list[str], text: str) -> None:
        if generation != self._generation:
            return
        current, number = self.current(), max(0, self.table.currentIndex().row())
        self.model.set_ids(ids)
        self.table.fit_codes()
        self.stack.setCurrentIndex(0 if ids else 1)
        self.found.setText(
            tr("找到 {count} 条", count=len(ids))
            if text
            else tr("共 {count} 条", count=len(ids))
            if ids
            else ""
        )
        self.export_button.setEnabled(bool(ids))
        for item in (self.copy_link, self.delete_link):
            item.setVisible(bool(ids) and self._may_edit)
        if not ids:
            self._explain(text)
        place = self.model.row_of(current) if current else -1
        if ids:
            self.table.selectRow(place if place >= 0 else min(number, len(ids) - 1))

    def _explain(self, text: str) -> None:
        form = self._form
        if form is None:
            return
        if text:
            self._empty_text.setText(tr("没有找到“{words}”。", words=text))
            self._empty_help.setText(tr("换一个词，或只输入其中几个字；也可以输入拼音首字母。"))
        else:
            how = tr("新建一条，或把已有的 Excel 拖到这里。") if self._may_edit else ""
            self._empty_text.setText(tr("还没有{title}。{how}", title=tr(form.title), how=how))
            self._empty_help.setText(tr(form.help))
        editable = self._may_edit and not text
        for item in (self._empty_new, self._empty_import, self._empty_sample):
            item.setVisible(editable)

    def _read(self, uuids: Sequence[str]) -> list[compiling.Row]:
        assert self._workspace is not None
        return compiling.rows(self._workspace, uuids)

    def current(self) -> str:
        """The record under the cursor; empty when there is none."""
        index = self.table.currentIndex()
        return self.model.uuid(index.row()) if index.isValid() else ""

    def chosen(self) -> list[str]:
        """The selected records."""
        rows = self.table.selectionModel().selectedRows()
        return [self.model.uuid(index.row()) for index in rows]

    def select(self, uuid: str) -> None:
        """Put the cursor on a record."""
        place = self.model.row_of(uuid)
        if place >= 0:
            self.table.selectRow(place)

    def focus_search(self) -> bool:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def _to_table(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            self._open()

    def _open(self) -> None:
        uuid = self.current()
        if uuid:
            self.open_wanted.emit(uuid)

    def _new(self) -> None:
        if self._form is not None and self._may_edit:
            self.new_wanted.emit(self._form.kind)

    def new(self) -> None:
        """Ctrl+N."""
        self._new()

    def _delete(self) -> None:
        chosen = self.chosen()
        if chosen and self._may_edit:
            self.delete_wanted.emit(chosen)

    def _duplicate(self) -> None:
        uuid = self.current()
        if uuid and self._may_edit:
            self.duplicate_wanted.emit(uuid)

    def _export(self) -> None:
        several = self.chosen() if len(self.chosen()) > 1 else []
        self.export_wanted.emit(self.kind, several)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Deeds on the selected records."""
        if self.stack.currentIndex() != 0 or not self.current():
            return
        menu = QMenu(self)
        deeds = [(tr("打开"), self._open, True)]
        deeds.append(
            (
                tr("复制为新的一条"),
                lambda: self.duplicate_wanted.emit(self.current()),
                self._may_edit,
            )
        )
        deeds.append((tr("移到回收站"), self._delete, self._may_edit))
        for text, slot, enabled in deeds:
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, slot=slot: slot())
            menu.addAction(action)
        menu.exec(event.globalPos())
