"""What a check across records found: a list at the left, the find at hand at the right.

A tab looks for nothing before it is first shown; what it found stays until somebody asks anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.task import TaskBar
from desktop.ui.two_lines import TwoLines, fill_line
from desktop.ui.widgets import FlowLayout, clear, column, label, link, row

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_ALL = ""


class Line(NamedTuple):
    """A find in the list: its two lines, the group by which it can be narrowed, the find itself."""

    first: str
    second: str
    group: str
    find: Any


class FindsTab(QWidget):
    """Subclasses say what is looked for (`look`), how it is listed (`lines`) and shown (`detail`).

    ``said`` offers to undo: words, label of the deed, the deed. ``counted`` tells how many finds
    there are.
    """

    open_wanted = Signal(str, str)
    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)
    counted = Signal(int)
    #: Overridden: what the work is called, the list for screen readers, what to say of nothing.
    title = ""
    list_name = ""
    nothing = ""
    about = ""

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        self.runner = runner
        self.workspace = workspace
        self.found: Any = None
        self._lines: list[Line] = []
        self._group = _ALL
        self.task = TaskBar(runner)
        self.words = label(tr(self.about), tone="quiet", wrap=True)
        self.groups = QWidget()
        self._chips = FlowLayout(self.groups, spacing=8)
        self.list = QListWidget()
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setAccessibleName(tr(self.list_name))
        self.list.setUniformItemSizes(True)
        self.list.setObjectName("problemList")
        self.area = QScrollArea()
        self.splitter = QSplitter()
        self.stack = QStackedWidget()
        self.empty_words = label(tone="quiet", wrap=True)
        self.bar = row(spacing=12, margins=(20, 0, 20, 8))
        self._build()
        self.list.currentItemChanged.connect(lambda *_: self._show_detail())
        self.list.itemActivated.connect(lambda _: self.open_current())

    def _build(self) -> None:
        self._body = QWidget()
        self._body.setObjectName("pageBody")
        outer = column(self._body, margins=(20, 14, 20, 24))
        self._cards = column(spacing=12)
        outer.addLayout(self._cards)
        outer.addStretch(1)
        self.area.setWidget(self._body)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("所选的一处"))
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part, least, stretch in ((self.list, 260, 2), (self.area, 340, 3)):
            part.setMinimumWidth(least)
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setSizes([400, 640])
        empty = QWidget()
        inner = column(empty, margins=(60, 60, 60, 60))
        self.empty_words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(self.empty_words)
        inner.addStretch(1)
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(empty)
        self.stack.setCurrentIndex(1)
        layout = column(self, spacing=0)
        layout.addLayout(row(self.words, margins=(20, 12, 20, 8)))
        chips = row(self.groups, margins=(20, 0, 20, 8))
        chips.setStretch(0, 1)
        layout.addLayout(chips)
        self.groups.hide()
        layout.addLayout(self.bar)
        tasks = row(self.task, margins=(20, 0, 20, 8))
        tasks.setStretch(0, 1)
        layout.addLayout(tasks)
        layout.addWidget(self.stack, 1)

    # what subclasses say

    def look(self, progress: Progress) -> Any:
        """Look for it; in the background."""
        raise NotImplementedError

    def lines(self, found: Any) -> list[Line]:
        """What was found, in the order in which it is listed."""
        raise NotImplementedError

    def detail(self, find: Any) -> Sequence[QWidget]:
        """The cards of one find."""
        raise NotImplementedError

    def place(self, find: Any) -> tuple[str, str]:
        """Record and field that Enter leads to."""
        raise NotImplementedError

    # looking

    def arrive(self) -> None:
        """Look, unless something was found or is being looked for."""
        if self.found is None:
            self.start()

    def start(self) -> None:
        """Look for everything anew."""
        if self.task.job is None:
            self.empty_words.setText(tr("正在查找…"))
            self.task.start(tr(self.title), self.look, self.show_found, self._failed, self._stopped)

    def forget(self) -> None:
        """What was found may no longer hold: look again when the tab is shown next."""
        self.found = None

    def _failed(self, error: Exception) -> None:
        self.empty_words.setText(tr("没有查完。请看提示，再按“重新检查”。"))
        self.failed.emit(error)

    def _stopped(self) -> None:
        if self.found is None:
            self.empty_words.setText(tr("已停止查找。按“重新检查”重新查找。"))

    def show_found(self, found: Any) -> None:
        """List it; the keyboard stays where it was."""
        self.found = found
        self._lines = self.lines(found)
        groups = list(dict.fromkeys(line.group for line in self._lines if line.group))
        if self._group not in groups:
            self._group = _ALL
        self._show_groups(groups)
        self.counted.emit(len(self._lines))
        self._list()

    def _show_groups(self, groups: Sequence[str]) -> None:
        from desktop.ui.editors.choices import Chip

        clear(self._chips)
        self.groups.setVisible(len(groups) > 1)
        for group in (_ALL, *groups) if len(groups) > 1 else ():
            number = sum(line.group == group or group == _ALL for line in self._lines)
            words = tr(group) if group else tr("全部")
            chip = Chip(f"{words} {number}", group, "chip")
            chip.setChecked(group == self._group)
            chip.clicked.connect(lambda _=False, group=group: self._narrow(group))
            self._chips.addWidget(chip)

    def _narrow(self, group: str) -> None:
        self._group = group
        for at in range(self._chips.count()):
            item: Any = self._chips.itemAt(at)
            chip = item.widget()
            chip.setChecked(chip.key == group)
        self._list()

    def _list(self) -> None:
        shown = [line for line in self._lines if self._group in (_ALL, line.group)]
        at = max(0, self.list.currentRow())
        self.list.clear()
        for line in shown:
            item = QListWidgetItem()
            fill_line(item, line.first, line.second, line.find)
            self.list.addItem(item)
        self.stack.setCurrentIndex(0 if shown else 1)
        self.empty_words.setText("" if shown else tr(self.nothing))
        if shown:
            self.list.setCurrentRow(min(at, len(shown) - 1))

    # the find at hand

    def current(self) -> Any:
        """The find at hand; None without one."""
        row_at_hand = self.list.currentRow()
        if row_at_hand < 0:
            return None
        return self.list.item(row_at_hand).data(Qt.ItemDataRole.UserRole)

    def _show_detail(self) -> None:
        clear(self._cards)
        find = self.current()
        for card in self.detail(find) if find is not None else ():
            self._cards.addWidget(card)
        self.area.verticalScrollBar().setValue(0)

    def open_current(self) -> None:
        """Open the record of the find at hand, at the field."""
        find = self.current()
        if find is not None:
            self.open_wanted.emit(*self.place(find))

    def opener(self, text: str, record: str, field: str, name: str) -> QWidget:
        """A link that opens a record at a field; ``name`` is what a screen reader says."""
        return link(text, lambda: self.open_wanted.emit(record, field), name=name)
