"""Find and replace across records: a query, a preview of every place, one deed, one undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.mend_view import left_alone
from desktop.ui.page import Page
from desktop.ui.replace_list import HitModel, HitView
from desktop.ui.search_box import offer_clear
from desktop.ui.shortcuts import install
from desktop.ui.task import TaskBar
from desktop.ui.widgets import button, column, label, link, row
from desktop.usecases import finding, replacing
from desktop.usecases.replacing import Found, Pattern, Query, Replaced, Undone

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class ReplacePage(Page):
    """``said`` offers to undo: words, label of the deed, the deed."""

    open_wanted = Signal(str, str)
    back_wanted = Signal()
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._found: Found | None = None
        self.set_title(tr("查找替换"))
        self.find_box, self.replacement = QLineEdit(), QLineEdit()
        self.case = Chip(tr("区分大小写"), "case", "chip")
        self.width_chip = Chip(tr("区分全角半角"), "width", "chip")
        self.regular = Chip(tr("正则表达式"), "regular", "chip")
        self.kind, self.field, self.state = ComboBox(), ComboBox(), ComboBox()
        self.task = TaskBar(runner)
        self.said_label = label(wrap=True)
        self.error = label(wrap=True)
        self.model = HitModel()
        self.view = HitView(self.model)
        self.search_button = button(tr("查找"), self.search, primary=True)
        self.apply_button = button(tr("替换"), self.apply, primary=True)
        self.all_link = link(tr("全选"), lambda: self.model.tick_all(True))
        self.none_link = link(tr("全不选"), lambda: self.model.tick_all(False))
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self._fill()
        self._show(None)

    def arrive(self) -> None:
        """Show what there is now."""
        self.refresh()

    def _build(self) -> None:
        self.buttons.addWidget(self.apply_button)
        for line, text in ((self.find_box, tr("查找")), (self.replacement, tr("替换为"))):
            line.setAccessibleName(text)
            offer_clear(line)
        self.find_box.setPlaceholderText(tr("如“国土资源局”"))
        self.replacement.setPlaceholderText(tr("留空即删去"))
        first = row(_titled(tr("查找"), self.find_box), _titled(tr("替换为"), self.replacement),
                    spacing=14)  # fmt: skip
        boxes = ((tr("清单"), self.kind), (tr("栏目"), self.field), (tr("状态"), self.state))
        places = row(*(_titled(text, box) for text, box in boxes), spacing=14)
        for text, box in boxes:
            box.setAccessibleName(text)
        options = row(self.case, self.width_chip, self.regular, 1, self.search_button, spacing=8)
        self.error.setProperty("note", "block")
        self.error.hide()
        top = column(spacing=10, margins=(20, 14, 20, 12))
        for layout in (first, places, options):
            top.addLayout(layout)
        top.addWidget(self.error)
        top.addWidget(self.task)
        told = row(self.said_label, self.all_link, self.none_link, spacing=12)
        told.setStretch(0, 1)
        top.addLayout(told)
        self.body.addLayout(top)
        self._empty_text = label(tone="quiet", wrap=True)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        empty = QWidget()
        inner = column(empty, margins=(40, 40, 40, 40))
        inner.addWidget(self._empty_text)
        inner.addStretch(1)
        self.stack.addWidget(self.view)
        self.stack.addWidget(empty)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        for box in (self.find_box, self.replacement):
            box.returnPressed.connect(self.search)
            box.textEdited.connect(lambda _: self._outdate())
        for chip in (self.case, self.width_chip, self.regular):
            chip.clicked.connect(lambda _=False: self._on_option())
        self.kind.activated.connect(lambda _: self._fill_fields())
        for combo in (self.kind, self.field, self.state):
            combo.activated.connect(lambda _: self._outdate())
        self.model.ticked.connect(self._count)
        self.view.activated.connect(lambda index: self._open(index.row()))
        install(self, {"replace.apply": self.apply, "replace.back": self.back_wanted.emit},
                Qt.ShortcutContext.WidgetWithChildrenShortcut)  # fmt: skip

    def _fill(self) -> None:
        catalogue = self._workspace.catalogue
        self.kind.addItem(tr("全部清单"), "")
        for form in catalogue.ordered():
            if not form.read_only:
                self.kind.addItem(tr(form.list_title), form.kind)
        self.state.addItem(tr("全部状态"), "")
        for choice in catalogue.vocabularies["CL30"].choices:
            self.state.addItem(tr(choice.label), choice.key)
        self._fill_fields()

    def _fill_fields(self) -> None:
        self.field.clear()
        self.field.addItem(tr("全部栏目"), "")
        kind = self.kind.currentData()
        self.field.setEnabled(bool(kind))
        if kind:
            for field in self._workspace.catalogue.form(kind).fields.values():
                if finding.searchable(field):
                    self.field.addItem(tr(field.label), field.id)

    def _on_option(self) -> None:
        # A regular expression says itself which width it means.
        self.width_chip.setEnabled(not self.regular.isChecked())
        self._outdate()

    # the query

    def begin(self, kind: str, text: str = "") -> None:
        """Come from a list or a record: look there first, for the text that was selected."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self._fill_fields()
        if text and "\n" not in text:
            self.find_box.setText(text)
        self._outdate()
        self.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_box.selectAll()

    def refresh(self) -> None:
        """What was found before may have changed."""
        self._outdate()
        self.find_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def query(self) -> Query:
        """What the boxes say."""
        kind, field = self.kind.currentData(), self.field.currentData()
        return Query(
            Pattern(
                self.find_box.text(), case=self.case.isChecked(),
                width=self.width_chip.isChecked(), regular=self.regular.isChecked(),
            ),
            self.replacement.text(),
            kinds=(kind,) if kind else (),
            fields=frozenset({(kind, field)}) if field else frozenset(),
            states=(self.state.currentData(),) if self.state.currentData() else (),
        )  # fmt: skip

    def search(self) -> None:
        """Look through the library in the background."""
        if self.task.job is not None:
            return
        query = self.query()
        self.error.hide()
        try:
            query.pattern.check()
        except finding.BadPattern as error:
            self._refuse(error)
            return
        workspace = self._workspace
        self._show(None)
        self.search_button.setEnabled(False)
        self.task.start(
            tr("正在查找"), lambda progress: replacing.search(workspace, query, progress),
            self._on_found, self._on_failed, lambda: self.search_button.setEnabled(True),
        )  # fmt: skip

    def _on_found(self, found: Found) -> None:
        self.search_button.setEnabled(True)
        self._show(found)
        if found.hits:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: Exception) -> None:
        self.search_button.setEnabled(True)
        self.apply_button.setEnabled(False)
        if isinstance(error, finding.BadPattern):
            self._refuse(error)
        else:
            self.failed.emit(error)

    def _refuse(self, error: Exception) -> None:
        self.error.setText(str(error))
        self.error.show()
        self.find_box.setFocus()

    def _outdate(self) -> None:
        if self._found is not None and self.task.job is None:
            self._show(None)

    # what was found

    def _show(self, found: Found | None) -> None:
        self._found = found
        kinds = {form.kind: tr(form.title) for form in self._workspace.catalogue.ordered()}
        self.model.set_hits(found.hits if found else (), kinds)
        self.stack.setCurrentIndex(0 if found and found.hits else 1)
        for item in (self.all_link, self.none_link):
            item.setVisible(bool(found and found.open_hits))
        if found is None:
            self._empty_text.setText(
                tr("先查找，看过每一处再替换。已经定稿的记录只列出，不改动。替换之后可以撤销。")
            )
        elif not found.hits:
            self._empty_text.setText(tr("没有找到。换一个词，或放宽清单、栏目和状态。"))

    def _count(self) -> None:
        found, chosen = self._found, self.model.chosen()
        read_only = self._workspace.library.read_only
        self.apply_button.setEnabled(bool(chosen) and not read_only)
        self.apply_button.setText(
            tr("替换所选的 {count} 处", count=len(chosen)) if chosen else tr("替换")
        )
        self.said_label.setText(_summary(found) if found and found.hits else "")

    def _open(self, number: int) -> None:
        entry = self.model.entries[number]
        self.open_wanted.emit(entry.uuid, entry.hit.path if entry.hit else "")

    # the deed

    def apply(self) -> None:
        """Replace the ticked places, all or none."""
        found, chosen = self._found, self.model.chosen()
        if found is None or not chosen or self.task.job is not None:
            return
        workspace = self._workspace
        self.apply_button.setEnabled(False)
        self.task.start(
            tr("正在替换"),
            lambda progress: replacing.apply(workspace, found, chosen, progress=progress),
            self._on_applied, self._on_failed, self._count,
        )  # fmt: skip

    def _on_applied(self, done: Replaced) -> None:
        self._show(None)
        self.changed.emit()
        words = tr("已在 {records} 条记录里替换 {hits} 处。", records=done.records, hits=done.hits)
        words += left_alone(done.kept)
        if done.records:
            self.said.emit(words, tr("撤销"), lambda: self.undo(done))
        else:
            self.said.emit(words, "", None)
        self.find_box.setFocus()

    def undo(self, done: Replaced) -> None:
        """Put back what a replacement changed."""
        workspace = self._workspace
        if self.task.job is not None:
            return
        self.task.start(tr("正在撤销"), lambda _: replacing.undo(workspace, done),
                        self._on_undone, self._on_failed, lambda: None)  # fmt: skip

    def _on_undone(self, undone: Undone) -> None:
        self._show(None)
        self.changed.emit()
        words = tr("已撤销，{records} 条记录恢复原样。", records=undone.records)
        self.said.emit(words + left_alone(undone.kept), "", None)


def _titled(text: str, box: QWidget) -> QWidget:
    titled = QWidget()
    layout = column(titled, spacing=4)
    heading = label(text)
    heading.setProperty("fieldLabel", True)
    heading.setBuddy(box)
    layout.addWidget(heading)
    layout.addWidget(box)
    return titled


def _summary(found: Found) -> str:
    records = len({hit.uuid for hit in found.hits})
    locked = len(found.hits) - len(found.open_hits)
    words = tr("在 {records} 条记录里找到 {hits} 处。", records=records, hits=len(found.hits))
    if locked:
        words += tr("其中 {count} 处所在的记录不能修改。", count=locked)
    if found.more:
        words += tr("只列出前 {most} 处，替换后请再查找一次。", most=replacing.MOST)
    return words
