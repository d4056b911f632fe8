"""A list, or all of them at once: find, narrow, sort, open, make, bring in, give out."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.list_actions import ListActions
from desktop.ui.list_columns import COLUMNS
from desktop.ui.list_deeds import ListDeeds
from desktop.ui.list_empty import ListEmpty, found_words
from desktop.ui.list_filters import FilterBar
from desktop.ui.list_finder import Finder
from desktop.ui.list_memory import Layout, ListMemory, usual_layout
from desktop.ui.list_menus import columns_menu, deeds_menu
from desktop.ui.list_model import RecordListModel
from desktop.ui.page import Page
from desktop.ui.record_table import RecordTable
from desktop.ui.search_box import offer_clear
from desktop.ui.theme import icon
from desktop.ui.widgets import button, label, link, row
from desktop.usecases import listing
from desktop.usecases.listing import Facets, Line, Query, Sort

if TYPE_CHECKING:
    from desktop.usecases.first_look import FirstLook
    from desktop.usecases.listed import ListedForm
    from desktop.usecases.workbench import Target
    from desktop.usecases.workspace import Workspace
    from forms.model import Form

DEBOUNCE = 120  # ms
_SLOW = 300  # ms after which it is said that something is being looked for
_ALL = "all"


class ListPage(Page):
    """Signals say what the user wants; the window does it. What only needs the list (checking,
    copying, pasting) is done by `ListDeeds`.
    """

    open_wanted = Signal(str)
    new_wanted = Signal(str)
    duplicate_wanted = Signal(str)
    delete_wanted = Signal(list)
    import_wanted = Signal()
    paste_wanted = Signal(list)
    sample_wanted = Signal()
    export_wanted = Signal(str, list)
    change_wanted = Signal(list)
    adjust_wanted = Signal(list)
    person_wanted = Signal(object)  # what to do once somebody has said who they are
    changed = Signal()
    message = Signal(str)
    said = Signal(str, bool)  # words, and whether something was refused
    failed = Signal(object)

    def __init__(self, runner: JobRunner, settings: QSettings | None = None) -> None:
        super().__init__()
        self._workspace: Workspace | None = None
        self._look: FirstLook | None = None
        self._form: Form | ListedForm | None = None
        self._query = Query()
        self._target: Target | None = None
        self._open_found = False
        self._memory = ListMemory(settings)
        self._layout = usual_layout()
        self._finder = Finder(runner, self)
        self.model = RecordListModel(self._read)
        self.table = RecordTable(self.model)
        self.search = QLineEdit()
        self.found = label(tone="quiet")
        self.filters = FilterBar()
        self.actions_bar = ListActions()
        self.empty = ListEmpty()
        self.stack = QStackedWidget()
        self.deeds = ListDeeds(self, runner)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._count = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.import_button = button(tr("导入文件…"), self.import_wanted.emit)
        self.export_button = button(tr("导出…"), self._export_all)
        self.new_button = button(tr("新建"), self._new, primary=True, tip="Ctrl+N")
        for item in (self.import_button, self.export_button, self.new_button):
            self.buttons.addWidget(item)
        self.search.setProperty("search", True)
        self.search.setPlaceholderText(tr("查找名称、编码、内容或拼音首字母"))
        self.search.setAccessibleName(tr("查找"))
        offer_clear(self.search)
        find = self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        find.setText(tr("查找"))
        self.search.setMaximumWidth(380)
        self.search.installEventFilter(self)
        self.narrowed = link("", self.widen)
        self.narrowed.setToolTip(tr("显示全部"))
        self.narrowed.hide()
        self.columns_button = link(tr("列和排序"), self._show_columns_menu)
        bar = row(self.search, self.found, self.narrowed, 1, self.columns_button,
                  spacing=12, margins=(20, 14, 20, 8))  # fmt: skip
        bar.setStretch(0, 1)
        self.body.addLayout(bar)
        self.body.addLayout(row(self.filters, margins=(20, 0, 20, 10)))
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self.deeds.task.setContentsMargins(20, 6, 20, 6)
        self.body.addWidget(self.deeds.task)
        self.body.addWidget(self.actions_bar)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self.refresh())
        self.search.returnPressed.connect(self._to_table)
        self._slow.timeout.connect(lambda: self.found.setText(tr("正在查找…")))
        self._count.timeout.connect(lambda: self._finder.count(self._query))
        self._finder.found.connect(self._show)
        self._finder.counted.connect(self._show_facets)
        self._finder.failed.connect(self._fail)
        self.filters.changed.connect(self._on_narrowed)
        self.filters.asked.connect(lambda: self._finder.count(self._query))
        self.filters.check_wanted.connect(lambda: self.deeds.check_rest(self._query))
        empty, table, bar = self.empty, self.table, self.actions_bar
        empty.new_wanted.connect(self._new)
        empty.import_wanted.connect(self.import_wanted)
        empty.sample_wanted.connect(self.sample_wanted)
        empty.widen_wanted.connect(self._clear)
        empty.retry_wanted.connect(self.refresh)
        table.open_wanted.connect(self._open)
        table.doubleClicked.connect(lambda _: self._open())
        table.up_wanted.connect(self.focus_search)
        table.sort_wanted.connect(self._on_heading)
        table.layout_changed.connect(self._on_layout)
        table.selection_changed.connect(self._on_selection)
        header = table.horizontalHeader()
        header.customContextMenuRequested.connect(
            lambda place: self._columns_menu().popup(header.mapToGlobal(place))
        )
        for source, slot in (
            (table.delete_wanted, self._delete), (bar.bin_wanted, self._delete),
            (table.copy_wanted, self.deeds.copy), (bar.copy_wanted, self.deeds.copy),
            (table.paste_wanted, self.deeds.paste), (bar.change_wanted, self._change),
            (bar.check_wanted, self.deeds.check), (bar.submit_wanted, self.deeds.submit), (bar.duplicate_wanted, self._duplicate),
            (bar.export_wanted, self._export_chosen),
        ):  # fmt: skip
            source.connect(slot)

    def glance(self, look: FirstLook, form: ListedForm | None) -> bool:
        """List a kind, or all, by a first look, until `attach`; whether that is possible."""
        from desktop.usecases.first_look import is_plain

        self._look = look
        self._begin(form, tr(form.list_title) if form else tr("全部清单"))
        query = self._asked()
        if is_plain(query) and (numbers := look.first(query)):
            self._show(query, numbers)
            self.found.setText("")  # until they are counted
            return True
        return False

    def count_glance(self) -> None:
        """Say how many records the list has whose first ones are on show."""
        if self._look is not None and self.model.rowCount():
            self.found.setText(found_words(self._query, self._look.count(self._query)))

    def attach(self, workspace: Workspace) -> None:
        """Which library to list."""
        if self._look is not None:
            self._look.close()
        self._look = None
        self._workspace = workspace
        self._finder.attach(workspace)

    @property
    def workspace(self) -> Workspace | None:
        """The library that is listed."""
        return self._workspace

    @property
    def kind(self) -> str:
        """The kind shown; empty before any, and where all are."""
        return self._form.kind if self._form else ""

    @property
    def place(self) -> str:
        """Where the rail says that this is."""
        return f"kind:{self.kind}" if self._form else _ALL

    @property
    def _name(self) -> str:
        return self.kind or _ALL

    # what is listed

    def show_kind(self, form: Form) -> None:
        """List another kind, as it was left."""
        self._begin(form, tr(form.list_title))
        self.new_button.setText(
            tr("新建{title}", title=tr(form.title)) if len(form.title) <= 6 else tr("新建")
        )

    def show_all(self) -> None:
        """List the records of all kinds together."""
        self._begin(None, tr("全部清单"))

    def _begin(self, form: Form | ListedForm | None, title: str) -> None:
        if (form.kind if form else "") != self.kind:
            self._set_search("")
        self._form, self._target = form, None
        self.narrowed.hide()
        self.set_title(title)
        self.new_button.setVisible(self._may_edit and form is not None)
        self.import_button.setVisible(not self._locked)
        self.filters.show_kinds(shown=form is None)
        self._layout = self._memory.layout(self._name)
        self.table.arrange(self._layout)
        kept = self._memory.filters(self._name)
        self._query = kept if form is None else replace(kept, kinds=(form.kind,))
        self.filters.set_query(self._query)
        self.refresh()

    def _set_search(self, text: str) -> None:
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)

    def narrow(self, target: Target) -> None:
        """Show only what a number of the workbench counts; its title says so. Not remembered."""
        self._target = target
        self._set_search("")
        self._query = Query(
            kinds=self._query.kinds if self._form else (),
            states=target.states,
            types=(target.type_key,) if target.type_key else (),
            offices=target.offices,
            organizations=(target.organization,) if target.organization else (),
            uuids=target.uuids,
        )
        self.filters.set_query(self._query)
        self.narrowed.setText(tr("{title}　×", title=target.title))
        self.narrowed.setVisible(self._query.filtered)
        self.refresh()

    def widen(self) -> None:
        """Show all records of the list again."""
        self._target = None
        self.narrowed.hide()
        self._query = Query(kinds=self._query.kinds if self._form else ())
        self.filters.set_query(self._query)
        self.refresh()

    def _clear(self) -> None:
        self.widen()
        self._memory.keep_filters(self._name, self._query)

    def _on_narrowed(self) -> None:
        self._query = self.filters.narrowed(self._query)
        if self._target is None:
            self._memory.keep_filters(self._name, self._query)
        self.refresh()

    def refresh(self) -> None:
        """Find again, in the background; the newest question wins."""
        if self._workspace is None:
            return
        self._query = self._asked()
        self._slow.start()
        self._finder.ask(self._query)

    def _asked(self) -> Query:
        """What the list is to show, by all that is set on the page."""
        return replace(
            self._query, text=self.search.text(), sort=self._layout.sort,
            descending=self._layout.descending,
        )  # fmt: skip

    def _show(self, query: Query, numbers: array[int]) -> None:
        """Show what was found."""
        self._slow.stop()
        place = self.table.currentIndex().row()
        current = self.model.numbers[place] if place >= 0 else 0
        if self.model.set_numbers(numbers):
            self.table.fit_codes()
        self.stack.setCurrentIndex(0 if numbers else 1)
        self.found.setText(found_words(query, len(numbers)))
        self.export_button.setEnabled(bool(numbers))
        self.actions_bar.setVisible(bool(numbers))
        if not numbers:
            self.empty.explain(query, self._form, editable=self._may_edit)
        elif self.table.currentIndex().row() < 0:
            again = self.model.row_of(current)
            self.table.selectRow(again if again >= 0 else min(max(0, place), len(numbers) - 1))
        self._on_selection()
        self._count.start()
        if self._open_found:
            self._open_found = False
            self._to_table()

    def _fail(self, error: Exception) -> None:
        self._slow.stop()
        self.found.setText("")
        self.empty.say_failed()
        self.stack.setCurrentIndex(1)
        self.failed.emit(error)

    def _show_facets(self, facets: Facets) -> None:
        self.filters.fill(facets)

    def _read(self, numbers: Sequence[int]) -> list[Line]:
        source = self._workspace or self._look
        assert source is not None
        return listing.lines(source, numbers)

    # columns and sorting

    def _columns_menu(self) -> QMenu:
        return columns_menu(
            self, self._layout, self._show_column, self.sort_by,
            lambda: self._keep(usual_layout(of_all=self._form is None)),
        )  # fmt: skip

    def _show_columns_menu(self) -> None:
        place = QPoint(0, self.columns_button.height())
        self._columns_menu().popup(self.columns_button.mapToGlobal(place))

    def _show_column(self, name: str, shown: bool) -> None:
        self._keep(self._layout.with_column(name, shown=shown))

    def sort_by(self, sort: Sort, descending: bool) -> None:
        """Sort by a column, or ("position") as the source had it."""
        self._keep(self._layout._replace(sort=sort, descending=descending))

    def _on_heading(self, place: int) -> None:
        """Up, down, and then as the source had it."""
        self._keep(self._layout.turned(COLUMNS[place].sort))

    def _on_layout(self) -> None:
        """The user moved or widened a column."""
        self._layout = self._layout._replace(
            columns=self.table.columns(), widths=self.table.widths()
        )
        self._memory.keep_layout(self._name, self._layout)

    def _keep(self, layout: Layout) -> None:
        sorted_anew = (layout.sort, layout.descending) != (
            self._layout.sort, self._layout.descending,
        )  # fmt: skip
        self._layout = layout
        self._memory.keep_layout(self._name, layout)
        self.table.arrange(layout)
        if sorted_anew:
            self.refresh()

    # which records

    @property
    def _may_edit(self) -> bool:
        return not (self._locked or (self._form is not None and self._form.read_only))

    @property
    def _locked(self) -> bool:
        """Whether nothing can be written into the library."""
        if self._workspace is None:
            return self._look is None  # a moment later it is open
        return self._workspace.library.read_only

    def _on_selection(self) -> None:
        self.actions_bar.show_chosen(self.table.count_chosen(), editable=self._may_edit)

    def current(self) -> str:
        """The record under the cursor; empty when there is none."""
        line = self._current_line()
        return line.uuid if line is not None else ""

    def _current_line(self) -> Line | None:
        index = self.table.currentIndex()
        return self.model.line(index.row()) if index.isValid() else None

    def chosen_numbers(self) -> list[int]:
        """The selected records by number, in the order of the list."""
        return [self.model.numbers[place] for place in self.table.chosen()]

    def chosen(self) -> list[str]:
        """The selected records."""
        numbers = self.chosen_numbers()
        return listing.uuids(self._workspace, numbers) if self._workspace and numbers else []

    def select(self, uuid: str) -> None:
        """Put the cursor on a record."""
        if self._workspace is None:
            return
        place = self.model.row_of(listing.number_of(self._workspace, uuid))
        if place >= 0:
            self.table.selectRow(place)

    def foot(self) -> int:
        """Notices stand above the bar of deeds: what was done may be done again."""
        return self.actions_bar.height() if self.actions_bar.isVisible() else 0

    # keyboard

    def focus_search(self) -> bool:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search box into the list, Escape clears it."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Down and self.model.rowCount():
            self.table.setFocus()
            return True
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return False

    def _to_table(self) -> None:
        if self._slow.isActive():  # the answer to what was typed is still to come
            self._open_found = True
        elif self.model.rowCount():
            self.table.setFocus()
            self._open()

    # deeds

    def _open(self) -> None:
        if uuid := self.current():
            self.open_wanted.emit(uuid)

    def _new(self) -> None:
        if self._form is not None and self._may_edit:
            self.new_wanted.emit(self._form.kind)

    def new(self) -> None:
        """Ctrl+N."""
        self._new()

    def _delete(self) -> None:
        if self._may_edit:
            chosen = self.chosen()
            if chosen:
                self.delete_wanted.emit(chosen)

    def _duplicate(self) -> None:
        uuid = self.current()
        if uuid and self._may_edit:
            self.duplicate_wanted.emit(uuid)

    def _change(self) -> None:
        if self._may_edit:
            chosen = self.chosen()
            if chosen:
                self.change_wanted.emit(chosen)

    def _export_all(self) -> None:
        several = self.chosen() if self.table.count_chosen() > 1 and self._form else []
        if not several and self._form and self._query.narrowed and self.workspace is not None:
            several = listing.uuids(self.workspace, self.model.numbers)  # what the filters left
        self.export_wanted.emit(self.kind, several)

    def _export_chosen(self) -> None:
        kind, chosen = self.deeds.exportable()
        if chosen:
            self.export_wanted.emit(kind, chosen)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Deeds on the selected records."""
        if self.stack.currentIndex() != 0 or not self.current():
            return
        count, editable = self.table.count_chosen(), self._may_edit
        menu = deeds_menu(self, [
            (tr("打开"), self._open, True),
            (tr("复制为新的一条"), self._duplicate, editable and count == 1),
            None,
            (tr("批量修改…"), self._change, editable),
            (tr("动态调整…"), lambda: self.adjust_wanted.emit(self.chosen()), editable),
            (tr("检查"), self.deeds.check, True),
            (tr("提交审核"), self.deeds.submit, editable),
            (tr("导出…"), self._export_chosen, True),
            (tr("导出录入工作簿…"), self.deeds.book, True), None,
            (tr("复制到 Excel"), self.deeds.copy, True),
            (tr("从 Excel 粘贴"), self.deeds.paste, not self._locked),
            None,
            (tr("移到回收站"), self._delete, editable),
        ])  # fmt: skip
        menu.exec(event.globalPos())
