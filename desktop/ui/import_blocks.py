"""The tables of a sheet: which there are, where each stands, what list it is; split, merge, add."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import tr
from desktop.ui.import_words import block_words
from desktop.ui.widgets import FlowLayout, button, column, label, link, row
from desktop.usecases.import_block_choices import columns_from, columns_words, rows_from
from desktop.usecases.import_blocks import (
    Add,
    Area,
    Forget,
    LeaveOut,
    Limit,
    Merge,
    ReadAs,
    Refused,
    Split,
)
from desktop.usecases.import_plan import PlannedSheet
from forms.model import Catalogue

_LINE = 28  # px: a table in the list
_SHOWN = 3  # tables in sight
_WIDE, _NARROW = 84, 66  # px: rows, columns

Texts = tuple[str, str, str]


class RangeBoxes(QWidget):
    """Rows, columns and header rows as people write them: 3–45, A–H, 3–4."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = _box(tr("表格所在的行"), tr("3–45"), _WIDE)
        self.columns = _box(tr("表格所在的列"), tr("A–H"), _NARROW)
        self.header = _box(tr("表头所在的行"), tr("自动"), _NARROW)
        line = row(
            label(tr("行"), tone="quiet"), self.rows, label(tr("列"), tone="quiet"), self.columns,
            label(tr("表头"), tone="quiet"), self.header, 1, spacing=6,
        )  # fmt: skip
        self.setLayout(line)
        for box in self.boxes:
            box.editingFinished.connect(self.done)

    @property
    def boxes(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        """The three of them."""
        return self.rows, self.columns, self.header

    @property
    def texts(self) -> Texts:
        """What stands in them."""
        rows, columns, header = (box.text().strip() for box in self.boxes)
        return rows, columns, header

    def show_place(self, area: Area | None, header: tuple[int, int]) -> None:
        """Write a place into them; nothing for none."""
        rows = _range(area.top, area.bottom) if area else ""
        columns = columns_words(area) if area else ""
        shown = _range(*header) if header[0] else ""
        for box, text in zip(self.boxes, (rows, columns, shown), strict=True):
            box.blockSignals(True)
            box.setText(text)
            box.setCursorPosition(0)
            box.blockSignals(False)

    def place(self, whole: Area | None = None) -> tuple[Area, tuple[int, int]]:
        """The rectangle and the header rows. Raises ``Refused``.

        What is left blank of the rectangle is that of ``whole``.
        """
        rows, columns = rows_from(self.rows.text()), columns_from(self.columns.text())
        header = rows_from(self.header.text())
        if whole is not None:
            rows = rows if rows[0] else (header[0] or whole.top, whole.bottom)
            columns = columns if columns[0] else (whole.left, whole.right)
        if not rows[0] or not columns[0]:
            raise Refused(tr("请填表格从第几行到第几行、从哪一列到哪一列。"))
        return Area(rows[0], columns[0], rows[1], columns[1]), header


def _box(name: str, hint: str, width: int) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setPlaceholderText(hint)
    made.setFixedWidth(width)
    return made


def _range(first: int, last: int) -> str:
    return f"{first}–{last}" if last > first else str(first)


class AskLine(QWidget):
    """One question with its answer in a line: no window of its own. Esc leaves it."""

    left = Signal()

    def __init__(
        self, *items: QWidget, act: str, slot: Callable[[], object], below: bool = False
    ) -> None:
        super().__init__()
        self.take = button(act, slot)
        self.leave = link(tr("取消"), self.left.emit)
        inner = column(self, spacing=8)
        acts = (self.take, self.leave)
        inner.addLayout(row(*items, *(() if below else acts), 1))
        if below:
            inner.addLayout(row(*acts, 1))
        self.hide()

    def keyPressEvent(self, event: object) -> None:
        """Esc."""
        if getattr(event, "key", lambda: 0)() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


class BlocksBar(QWidget):
    """``deed_wanted`` carries what is decided, ``kind_wanted`` the kind for a sheet without tables.

    ``block_shown``: another table of the sheet is looked at.
    """

    deed_wanted = Signal(object)
    kind_wanted = Signal(str)
    block_shown = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._sheet: PlannedSheet | None = None
        self._whole: Area | None = None
        self._free: Callable[[], Area | None] = lambda: None
        self._mergeable: tuple[bool, ...] = ()
        self._shown: Texts = ("", "", "")
        self.list = QListWidget()
        self.list.setObjectName("blocks")
        self.list.setAccessibleName(tr("这张工作表里的表格"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kind = ComboBox()
        self.kind.setAccessibleName(tr("作为哪种清单"))
        self.kind.setPlaceholderText(tr("请选择"))
        for form in catalogue.ordered():
            if not form.read_only and form.title_field:
                self.kind.addItem(tr(form.list_title), form.kind)
        self.place = RangeBoxes()
        self.split_link = link(tr("拆成两个"), self._ask_split)
        self.merge_link = link(tr("与上一个合并"), self._merge)
        self.add_link = link(tr("还有别的表格"), self._ask_add)
        self.forget_link = link(tr("按程序识别的来"), lambda: self.deed_wanted.emit(Forget()))
        self.split_row = _box(tr("另一个表格开始的行"), "", _NARROW)
        self.splitting = AskLine(
            label(tr("从第"), tone="quiet"), self.split_row,
            label(tr("行起是另一个表格"), tone="quiet"), act=tr("拆开"), slot=self._split,
        )  # fmt: skip
        self.more = RangeBoxes()
        self.adding = AskLine(self.more, act=tr("添加表格"), slot=self._add, below=True)
        self.problem = label(wrap=True)
        self.problem.setProperty("note", "block")
        self.problem.hide()
        self._build()
        self._connect()

    def _build(self) -> None:
        inner = column(self, spacing=8)
        inner.addWidget(self.list)
        first = row(label(tr("作为"), tone="quiet"), self.kind, spacing=8)
        first.setStretch(1, 1)
        inner.addLayout(first)
        self.tables = QWidget()
        below = column(self.tables, spacing=8)
        below.addWidget(self.place)
        links = QWidget()
        flow = FlowLayout(links, spacing=16)
        for item in (self.split_link, self.merge_link, self.add_link, self.forget_link):
            flow.addWidget(item)
        below.addWidget(links)
        below.addWidget(self.splitting)
        below.addWidget(self.adding)
        inner.addWidget(self.tables)
        inner.addWidget(self.problem)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._turn)
        self.list.itemChanged.connect(self._tick)
        self.kind.activated.connect(lambda _: self._read_as())
        self.place.done.connect(self._limit)
        self.split_row.returnPressed.connect(self._split)
        self.more.rows.returnPressed.connect(self._add)
        self.more.columns.returnPressed.connect(self._add)
        self.more.header.returnPressed.connect(self._add)
        self.splitting.left.connect(self._leave_asking)
        self.adding.left.connect(self._leave_asking)

    # showing

    @property
    def block(self) -> int:
        """The number of the table that is looked at."""
        return max(0, self.list.currentRow())

    def show_sheet(self, sheet: PlannedSheet | None, *, tables: bool, whole: Area | None,
                   free: Callable[[], Area | None], mergeable: Sequence[bool]) -> None:  # fmt: skip
        """Show the tables of a sheet; the one that was looked at stays.

        ``tables``: it has rows and columns, unlike a text; ``whole`` is all that is used of it,
        ``free`` tells what is in no table; ``mergeable`` says of each table whether one stands above it.
        """
        block = self.block if self._is_same(sheet) else 0
        self._sheet, self._whole, self._free = sheet, whole, free
        self._mergeable = tuple(mergeable)
        blocks = sheet.blocks if sheet else ()
        self.list.blockSignals(True)
        self.list.clear()
        for number in range(len(blocks)):
            self.list.addItem(self._item(number))
        self.list.setCurrentRow(min(block, len(blocks) - 1))
        self.list.blockSignals(False)
        several = len(blocks) > 1 or any(b.left_out for b in blocks)
        self.list.setVisible(tables and several)
        self.list.setFixedHeight(min(len(blocks), _SHOWN) * _LINE + 4)
        self.tables.setVisible(tables)
        self._leave_asking(focus=False)
        self._show_block()

    def _is_same(self, sheet: PlannedSheet | None) -> bool:
        return sheet is not None and self._sheet is not None and self._sheet.name == sheet.name

    def _item(self, number: int) -> QListWidgetItem:
        assert self._sheet is not None
        block = self._sheet.blocks[number]
        form = self._catalogue.forms.get(block.kind)
        count = sum(block.records.values())
        state = tr("不导入") if block.left_out else tr("{count} 条", count=count)
        words = tr(
            "{place}　{kind} {state}",
            place=block_words(block.area), kind=tr(form.list_title) if form else "", state=state,
        )  # fmt: skip
        item = QListWidgetItem(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        taken = Qt.CheckState.Unchecked if block.left_out else Qt.CheckState.Checked
        item.setCheckState(taken)
        item.setToolTip(tr("空格：导入或不导入这个表格"))
        return item

    def _show_block(self) -> None:
        sheet = self._sheet
        blocks = sheet.blocks if sheet else ()
        block = blocks[self.block] if blocks else None
        kind = block.kind if block else sheet.kind if sheet else ""
        self.kind.setCurrentIndex(self.kind.findData(kind) if kind else -1)
        self.place.show_place(block.area if block else None, block.header if block else (0, 0))
        self._shown = self.place.texts
        self.say("")
        self.split_link.setVisible(block is not None and block.area.bottom > block.area.top + 1)
        mergeable = self._mergeable[self.block] if self.block < len(self._mergeable) else False
        self.merge_link.setVisible(mergeable)
        self.add_link.setVisible(block is not None)
        self.forget_link.setVisible(sheet is not None and bool(sheet.choice.blocks))

    def select(self, block: int) -> None:
        """Look at a table."""
        if 0 <= block < self.list.count():
            self.list.setCurrentRow(block)

    def say(self, words: str) -> None:
        """Why something cannot be, below the boxes; nothing when all is well."""
        self.problem.setText(tr(words) if words else "")
        self.problem.setVisible(bool(words))

    # deciding

    def _turn(self, _: int) -> None:
        self._leave_asking(focus=False)
        self._show_block()
        self.block_shown.emit()

    def _tick(self, item: QListWidgetItem) -> None:
        taken = item.checkState() == Qt.CheckState.Checked
        self.deed_wanted.emit(LeaveOut(self.list.row(item), not taken))

    def _read_as(self) -> None:
        kind = str(self.kind.currentData() or "")
        blocks = self._sheet.blocks if self._sheet else ()
        if not kind:
            return
        if blocks and not self.tables.isHidden():
            self.deed_wanted.emit(ReadAs(self.block, kind))
        elif self.place.texts != ("", "", ""):
            self._limit(again=True)
        else:
            self.kind_wanted.emit(kind)

    def _limit(self, *, again: bool = False) -> None:
        """Take what stands in the boxes, once it says something else than before."""
        if self._sheet is None or (self.place.texts == self._shown and not again):
            return
        self._shown = self.place.texts
        kind = str(self.kind.currentData() or "")
        try:
            blocks = self._sheet.blocks
            whole = blocks[self.block].area if blocks else self._whole
            area, header = self.place.place(whole)
        except Refused as error:
            self.say(str(error))
            return
        if blocks:
            self.deed_wanted.emit(Limit(self.block, area, header))
        elif kind or header[0]:
            self.deed_wanted.emit(Add(area, header, kind))

    def _merge(self) -> None:
        self.deed_wanted.emit(Merge(self.block))

    def _ask_split(self) -> None:
        self._leave_asking(focus=False)
        self.split_row.clear()
        self.splitting.show()
        self.split_row.setFocus()

    def _split(self) -> None:
        try:
            first = rows_from(self.split_row.text())[0]
        except Refused as error:
            self.say(str(error))
            return
        if first:
            self.deed_wanted.emit(Split(self.block, first))

    def _ask_add(self) -> None:
        self._leave_asking(focus=False)
        self.more.show_place(self._free(), (0, 0))
        self.adding.show()
        self.more.rows.setFocus()
        self.more.rows.selectAll()

    def _add(self) -> None:
        try:
            area, header = self.more.place()
        except Refused as error:
            self.say(str(error))
            return
        self.deed_wanted.emit(Add(area, header, str(self.kind.currentData() or "")))

    def _leave_asking(self, *, focus: bool = True) -> None:
        asked = (self.splitting, self.split_link), (self.adding, self.add_link)
        for line, back in asked:
            if focus and line.isVisible():
                back.setFocus()
            line.hide()
        if focus:
            self.say("")
