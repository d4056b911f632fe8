"""Editor of a sub-table: in place like a spreadsheet, with a form below for long texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.editors.base import Editor, EditorContext, leftover
from desktop.ui.editors.cells import ROW_HEIGHT, CellDelegate
from desktop.ui.editors.row_form import RowForm
from desktop.ui.editors.table_model import FORM_ONLY, TableModel
from desktop.ui.i18n import tr
from desktop.ui.widgets import column, label, link, row
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
_SEMANTIC = 15  # px for each Chinese character of a column's wanted width


class GridView(QTableView):
    """A table that Tab leaves, Enter edits and Delete empties."""

    delete_pressed = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setAlternatingRowColors(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.SelectedClicked | triggers.AnyKeyPressed
            | triggers.EditKeyPressed
        )  # fmt: skip
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft
            | Qt.AlignmentFlag.AlignVCenter
            | Qt.AlignmentFlag(int(Qt.TextFlag.TextWordWrap))
        )
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setFixedWidth(34)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell, Delete empties it."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and not editing:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell, so that the columns can be spread."""
        super().resizeEvent(event)
        self.resized.emit()


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
        self.view.setItemDelegate(CellDelegate(self.view))
        self.form: RowForm | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit)
        self._raw_label = label(tone="quiet", wrap=True)
        self._raw_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._raw_label.hide()
        self._count = label(tone="faint")
        self._up = link(tr("上移"), lambda: self._move(-1))
        self._down = link(tr("下移"), lambda: self._move(1))
        self._remove = link(tr("删除本行"), self._remove_row)
        self._open = link(tr("逐项填写"), self.toggle_form)
        self._bar = row(self._count, 1, self._up, self._down, self._remove, self._open, spacing=10)
        self._layout = column(self, spacing=4)
        self._layout.addWidget(self._raw_label)
        self._layout.addLayout(self._bar)
        self._layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._set_widths()
        self._refresh()

    def _connect(self) -> None:
        self.model.edited.connect(self._on_edited)
        self.view.resized.connect(self._spread)
        self.view.delete_pressed.connect(self._empty_cell)
        self.view.doubleClicked.connect(lambda index: self._open_if_form_only(index.column()))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._on_current())
        self.view.horizontalHeader().sectionResized.connect(lambda *_: self._later.start())
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
        for item in (self._up, self._down, self._remove):
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
            self.view.setCurrentIndex(
                self.model.index(number + by, self.view.currentIndex().column())
            )

    def _remove_row(self) -> None:
        self.model.remove(self.current_row())

    def _empty_cell(self) -> None:
        index = self.view.currentIndex()
        if index.isValid() and not self.model.read_only and index.row() < len(self.model.rows):
            self.model.setData(index, None)

    # the form below

    def toggle_form(self) -> None:
        """Open or close the form of the current row."""
        if self.form is not None and not self.form.isHidden():
            self.form.hide()
            self._open.setText(tr("逐项填写"))
        else:
            self.show_form()

    def show_form(self) -> None:
        """Show the current row with all its columns."""
        if self.form is None:
            self.form = RowForm(self.field.columns, self.context)
            self.form.setProperty("card", "true")
            self.form.edited.connect(self._on_form_edited)
            self.form.fix_wanted.connect(self.fix_wanted)
            self.form.set_read_only(self.model.read_only)
            self._layout.addWidget(self.form)
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
        for item in (self._up, self._down, self._remove):
            item.setEnabled(real)
        if self.form is not None and not self.form.isHidden():
            self.form.set_row(self.model.rows[number] if real else {})
            self._show_form_problems()

    def _show_form_problems(self) -> None:
        if self.form is not None and not self.form.isHidden():
            prefix = f"{self.field.id}[{self.current_row()}]"
            self.form.show_problems(self._problems, prefix)

    # sizes

    def _refresh(self) -> None:
        count = len(self.model.rows)
        self._count.setText(tr("共 {count} 行", count=count) if count else "")
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
        self._later.start()

    def _fit(self) -> None:
        vertical = self.view.verticalHeader()
        if len(self.model.rows) <= _MANY:
            self.view.resizeRowsToContents()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        height = self.view.horizontalHeader().height() + vertical.length() + 2
        bar = self.view.horizontalScrollBar()
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        if self.view.height() != min(height, _TALLEST):
            self.view.setFixedHeight(min(height, _TALLEST))
