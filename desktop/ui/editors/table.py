"""Editor of a sub-table: in place like a spreadsheet, with a form below for long texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QWidget

from desktop.ui.editors.base import Editor, EditorContext, leftover
from desktop.ui.editors.cells import CellDelegate
from desktop.ui.editors.grid import GridView
from desktop.ui.editors.row_form import RowForm
from desktop.ui.editors.table_model import FORM_ONLY, TableModel
from desktop.ui.i18n import tr
from desktop.ui.shortcuts import BY_ID, pressed, told
from desktop.ui.widgets import column, label, link, row
from desktop.usecases.cell_blocks import (
    Pasted,
    as_rows,
    as_text,
    hides_cells,
    read_block,
    read_cell,
)
from forms.model import Field, Value
from forms.problem import Problem
from forms.record import steps

_TALLEST = 640  # px; a longer table scrolls
_MANY = 200  # rows from which all get one height: measuring each would be felt
_WIDTHS = {
    "boolean": 76, "integer": 72, "date": 108, "duration": 104, "enum": 124, "code": 160,
    "longtext": 260, "attachment": 120, "table": 220, "ref": 120, "multi_enum": 160,
}  # fmt: skip
_TEXT_WIDTH = 140
_WIDEST = 240
_TITLE = 112  # px; a longer heading takes two lines
_TWO_LINES = 48
_TURNS = {"table.next_row": 1, "table.last_row": -1}
_SEMANTIC = 15  # px for each Chinese character of a column's wanted width


class TableEditor(Editor):
    """Rows of a table field; a text that could not be split into rows is shown above."""

    fix_wanted = Signal(object)

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._raw: Value = None
        self._problems: tuple[Problem, ...] = ()
        self.model = TableModel(field)
        self.view = GridView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.view, context))
        self.form: RowForm | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit)
        self._raw_label = label(tone="quiet", wrap=True)
        self._raw_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._raw_label.hide()
        self._count = label(tone="faint")
        self._note = label(tone="faint", wrap=True)
        self._note.hide()
        self._deeds: Mapping[str, Callable[[], object]] = {
            "table.empty": self._empty_cells,
            "table.insert": self.insert_row,
            "table.copy_row": self.copy_row,
            "table.remove": self._remove_rows,
            "table.up": lambda: self._move(-1),
            "table.down": lambda: self._move(1),
            "table.form": self.toggle_form,
            "table.copy": self.copy_out,
            "table.paste": self.paste,
        }
        self._links = [
            self._link(tr("复制本行"), "table.copy_row"),
            self._link(tr("上移"), "table.up"),
            self._link(tr("下移"), "table.down"),
            self._link(tr("删除"), "table.remove"),
        ]
        self._paste_link = self._link(tr("粘贴"), "table.paste")
        self._open = self._link(tr("逐项填写"), "table.form")
        bar = row(self._count, 1, *self._links, self._paste_link, self._open, spacing=10)
        self._layout = column(self, spacing=4)
        self._layout.addWidget(self._raw_label)
        self._layout.addLayout(bar)
        self._layout.addWidget(self.view)
        self._layout.addWidget(self._note)
        self.set_main(self.view)
        self.view.setProperty("first", True)
        self._connect()
        self._set_widths()
        self._refresh()

    def _link(self, text: str, name: str) -> QPushButton:
        made = link(text, lambda: self.do(name))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by key one says it to the grid itself
        made.setToolTip(f"{tr(BY_ID[name].words)}　{told(BY_ID[name])}")
        return made

    def do(self, name: str) -> None:
        """Do what a shortcut of the table says."""
        if self.model.read_only and name not in ("table.form", "table.copy"):
            return
        self._note.hide()
        self._deeds[name]()

    def _connect(self) -> None:
        self.model.edited.connect(self._on_edited)
        self.view.resized.connect(self._spread)
        self.view.deed.connect(self.do)
        self.view.doubleClicked.connect(lambda index: self._open_if_form_only(index.column()))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._on_current())
        self.view.horizontalHeader().sectionResized.connect(lambda *_: self._fit_all_later())
        self.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page, not the table, while the table has no focus."""
        if event.type() == QEvent.Type.Wheel and not self.view.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def main_widget(self) -> QWidget:
        """The grid."""
        return self.view

    def value(self) -> Value:
        """The rows; the raw text until somebody adds a row."""
        if self._raw is not None:
            return self._raw
        return [dict(item) for item in self.model.rows] or None

    def set_value(self, value: Value) -> None:
        """Show rows; the current cell stays current."""
        if value == self.value():
            return
        rows = value if isinstance(value, list) else []
        whole = isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
        self._raw = value if value is not None and not whole else None
        text = leftover(value)
        self._raw_label.setText(
            tr("原来写的是：{words}　（请逐行填写，填好后这段文字由各行取代。）", words=text)
        )
        self._raw_label.setVisible(bool(text))
        index = self.view.currentIndex()
        self.model.set_rows([item for item in rows if isinstance(item, Mapping)])
        if index.isValid():
            row_number = min(index.row(), self.model.rowCount() - 1)
            self.view.setCurrentIndex(self.model.index(row_number, index.column()))
        self._refresh()

    def set_read_only(self, read_only: bool) -> None:
        """No new row, no buttons; long texts can still be read below."""
        self.model.read_only = read_only
        self.model.set_rows(self.model.rows)
        for item in (*self._links, self._paste_link):
            item.setVisible(not read_only)
        if self.form is not None:
            self.form.set_read_only(read_only)
        self._refresh()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark cells."""
        super().show_problems([p for p in problems if "[" not in p.field])
        self._problems = tuple(problems)
        self.model.set_problems(problems)
        self._show_form_problems()

    def reveal(self, path: str) -> None:
        """Go to a cell: path is ``[2].name``."""
        place = list(steps(f"row{path}")) if path.startswith("[") else []
        number = place[0][1] if place else 0
        name = place[1][0] if len(place) > 1 else ""
        names = [item.id for item in self.model.columns]
        across = names.index(name) if name in names else 0
        self.view.setCurrentIndex(self.model.index(number or 0, across))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if name in names and self.model.columns[across].type in FORM_ONLY:
            self.show_form()
            if self.form is not None:
                self.form.reveal(path.partition("].")[2])

    def place(self) -> str:
        """The current cell, or the column that is being filled in below."""
        number = self.current_row()
        if not 0 <= number < len(self.model.rows):
            return ""
        inner = self.form.place() if self.form is not None and not self.form.isHidden() else ""
        name = inner or self.model.columns[self.view.currentIndex().column()].id
        return f"[{number}].{name}"

    # rows

    def current_row(self) -> int:
        """The row that is current; -1 for none."""
        index = self.view.currentIndex()
        return index.row() if index.isValid() else -1

    def _on_edited(self, part: str) -> None:
        # The words stay in sight to be copied from until another record is opened.
        self._raw = None
        self._refresh()
        self.edited.emit(self.value(), part)

    def _move(self, by: int) -> None:
        number = self.current_row()
        if self.model.move(number, by):
            self._go(number + by)

    def _go(self, number: int, across: int = -1) -> None:
        place = self.view.currentIndex().column() if across < 0 else across
        self.view.setCurrentIndex(self.model.index(number, max(0, place)))

    def _chosen_rows(self) -> list[int]:
        rows = {index.row() for index in self.view.selectedIndexes()} or {self.current_row()}
        return sorted(number for number in rows if 0 <= number < len(self.model.rows))

    def insert_row(self) -> None:
        """A new row below the current one."""
        number = min(self.current_row() + 1, len(self.model.rows))
        self.model.insert(number, [{}])
        self._go(number, 0)

    def copy_row(self) -> None:
        """The current row once more, below it."""
        number = self.current_row()
        if self.model.copy(number):
            self._go(number + 1)

    def _remove_rows(self) -> None:
        rows = self._chosen_rows()
        self.model.remove_many(rows)
        if rows:
            self._go(min(rows[0], self.model.rowCount() - 1))

    def _empty_cells(self) -> None:
        chosen = self.view.selectedIndexes() or [self.view.currentIndex()]
        self.model.empty([(index.row(), index.column()) for index in chosen if index.isValid()])

    def copy_out(self) -> None:
        """The selected cells to the clipboard; whole rows with their headings."""
        chosen = [index for index in self.view.selectedIndexes()
                  if index.row() < len(self.model.rows)]  # fmt: skip
        if not chosen:
            return
        across = sorted({index.column() for index in chosen})
        rows = sorted({index.row() for index in chosen})
        whole = len(across) == len(self.model.columns)
        columns = [self.model.columns[number] for number in across]
        picked = [self.model.rows[number] for number in rows]
        QGuiApplication.clipboard().setText(as_text(picked, columns, headings=whole))

    def paste(self) -> None:
        """Cells of the clipboard: rows with headings are added, others go over what is here."""
        index = self.view.currentIndex()
        mime = QGuiApplication.clipboard().mimeData()
        html = mime.html() if mime.hasHtml() else ""
        block = read_block(mime.text(), html)
        number, across = max(0, index.row()), max(0, index.column())
        if not block:
            target = self.model.index(number, across)
            if mime.text().strip() and self.view.is_editable(target):
                self.model.setData(target, read_cell(mime.text(), self.model.columns[across]))
            else:
                self._tell(tr("剪贴板里没有能放进这里的文字。请先在 Excel 或 Word 中复制单元格。"))
            return
        pasted = as_rows(block, self.model.columns, across)
        if not pasted.rows:
            self._tell(tr("剪贴板里的表格没有能放进这些列的内容，没有粘贴。"))
            return
        if pasted.by_heading:
            number = min(number + 1, len(self.model.rows))
            self.model.insert(number, pasted.rows)
        else:
            self.model.overwrite(number, pasted.rows)
        self._go(number, across)
        self._tell_pasted(pasted, hides=hides_cells(html))

    def _tell_pasted(self, pasted: Pasted, *, hides: bool) -> None:
        words = tr("粘贴了 {count} 行。", count=len(pasted.rows))
        if pasted.passed_over:
            names = tr("、").join(f"“{name}”" for name in pasted.passed_over)
            words += tr("这里没有{names}这些列，没有带入。", names=names)
        if pasted.surplus:
            words += tr("右边多出的 {count} 列没有地方放，没有带入。", count=pasted.surplus)
        if hides:
            words += tr("隐藏的行和列没有带入。")
        self._tell(words)

    def _tell(self, words: str) -> None:
        self._note.setText(words)
        self._note.show()

    # the form below

    def toggle_form(self) -> None:
        """Open or close the form of the current row."""
        if self.form is not None and not self.form.isHidden():
            self.form.hide()
            self._open.setText(tr("逐项填写"))
            self._say_count()
        else:
            self.show_form()
            if self.form is not None:
                index = self.view.currentIndex()
                self.form.reveal(self.model.columns[max(0, index.column())].id)

    def show_form(self) -> None:
        """Show the current row with all its columns."""
        if self.form is None:
            self.form = RowForm(self.field.columns, self.context)
            self.form.setProperty("card", "true")
            self.form.edited.connect(self._on_form_edited)
            self.form.fix_wanted.connect(self.fix_wanted)
            self.form.set_read_only(self.model.read_only)
            self._layout.insertWidget(self._layout.indexOf(self.view) + 1, self.form)
        if self.current_row() < 0:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.form.show()
        self._open.setText(tr("收起"))
        self._on_current()

    def _open_if_form_only(self, number: int) -> None:
        if self.model.columns[number].type in FORM_ONLY:
            self.show_form()

    def _on_form_edited(self, name: str, value: Value, part: str) -> None:
        self.model.set_cell(max(0, self.current_row()), name, value, part)

    def _on_current(self) -> None:
        number = self.current_row()
        real = 0 <= number < len(self.model.rows)
        for item in self._links:
            item.setEnabled(real)
        self._say_count()
        if self.form is not None and not self.form.isHidden():
            self.form.set_row(self.model.rows[number] if real else {})
            self._show_form_problems()

    def _show_form_problems(self) -> None:
        if self.form is not None and not self.form.isHidden():
            prefix = f"{self.field.id}[{self.current_row()}]"
            self.form.show_problems(self._problems, prefix)

    def event(self, event: QEvent) -> bool:
        """Esc in the form closes the form; the page, which leaves the record with it, waits."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and self._in_form() and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the boxes of the form leave."""
        turn = next((n for name, n in _TURNS.items() if pressed(event, name)), 0)
        if self._in_form() and (event.key() == Qt.Key.Key_Escape or pressed(event, "table.form")):
            self.toggle_form()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._in_form() and turn:
            self._turn_form(turn)
        else:
            super().keyPressEvent(event)

    def _in_form(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return self.form is not None and focus is not None and self.form.isAncestorOf(focus)

    def _turn_form(self, by: int) -> None:
        """The next row into the form, the cursor in the same column."""
        number = self.current_row() + by
        if self.form is None or not 0 <= number < self.model.rowCount():
            return
        name = self.form.place()
        self._go(number)
        self.form.reveal(name)

    def _say_count(self) -> None:
        count, number = len(self.model.rows), self.current_row()
        shown = self.form is not None and not self.form.isHidden()
        if shown and 0 <= number < count:
            words = tr("第 {number} 行，共 {count} 行", number=number + 1, count=count)
        else:
            words = tr("共 {count} 行", count=count) if count else ""
        self._count.setText(words)

    # sizes

    def _refresh(self) -> None:
        self._on_current()
        self._later.start()

    def _set_widths(self) -> None:
        header = self.view.horizontalHeader()
        for number, item in enumerate(self.model.columns):
            wanted = item.width * _SEMANTIC or _WIDTHS.get(item.type, _TEXT_WIDTH)
            title = self.fontMetrics().horizontalAdvance(f"{item.label} *") + 26
            header.resizeSection(number, max(min(wanted, _WIDEST), min(title, _TITLE)))
            if title > header.sectionSize(number):
                header.setFixedHeight(_TWO_LINES)
        self._wanted = [header.sectionSize(n) for n in range(len(self.model.columns))]

    def _spread(self) -> None:
        """Give room that is left over to the columns in proportion."""
        room, wanted = self.view.viewport().width(), sum(self._wanted)
        if room > wanted > 0:
            header = self.view.horizontalHeader()
            for number, width in enumerate(self._wanted):
                header.resizeSection(number, width * room // wanted)
        self._fit_all_later()

    def _fit_all_later(self) -> None:
        self.model.reworded = None
        self._later.start()

    def _fit(self) -> None:
        """Rows as high as their texts: all of them, or while somebody types the one that changed."""
        vertical = self.view.verticalHeader()
        changed, self.model.reworded = self.model.reworded, set()
        if len(self.model.rows) <= _MANY:
            if changed is None:
                self.view.resizeRowsToContents()
            for number in changed or ():
                self.view.resizeRowToContents(number)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        height = self.view.horizontalHeader().height() + vertical.length() + 2
        bar = self.view.horizontalScrollBar()
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        if self.view.height() != min(height, _TALLEST):
            self.view.setFixedHeight(min(height, _TALLEST))
