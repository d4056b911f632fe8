"""Step 2 of an import: which sheet, read as what, each column to which field."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from desktop.ui.editors.choices import ComboBox
from desktop.ui.i18n import tr
from desktop.ui.import_blocks import BlocksBar
from desktop.ui.import_document import DocumentCard
from desktop.ui.import_mapping import MappingModel, MappingTable
from desktop.ui.import_notes import ExcerptCard, Note, NotesCard
from desktop.ui.import_picker import FieldPicker
from desktop.ui.import_words import message_for, notes_of, sheet_title
from desktop.ui.task import card
from desktop.ui.widgets import clear, column, label, link, row, scroll_area
from desktop.usecases.import_blocks import can_merge, edges, unread_part, used_part
from desktop.usecases.import_columns import REMARK_CHOICE, SKIP_CHOICE, FieldChoice
from desktop.usecases.import_document import is_text, lines_of_document
from desktop.usecases.import_plan import ImportPlan, PlannedFile, PlannedSheet
from forms.model import Catalogue

_FIGURES = 4
_LEAST = 160  # px of the columns that are in sight, however much stands above them


class _Grid(QGridLayout):
    """Within a scroll area: scrolls when there is no room for the least, not for all that it likes."""

    def hasHeightForWidth(self) -> bool:
        """Qt would take the preferred height for the least one."""
        return False


class FiguresCard(QFrame):
    """How many records of each kind will be written, and where the cells go."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._catalogue = catalogue
        layout = column(self, spacing=8, margins=(16, 12, 16, 12))
        layout.addWidget(label(tr("将写入"), tone="strong"))
        self._figures = QHBoxLayout()
        self._figures.setSpacing(28)
        layout.addLayout(self._figures)
        self.cells = label(tone="quiet", wrap=True)
        layout.addWidget(self.cells)

    def show_plan(self, plan: ImportPlan) -> None:
        """Count."""
        clear(self._figures)
        forms = [form for form in self._catalogue.ordered() if plan.by_kind[form.kind]]
        for form in forms[:_FIGURES]:
            box = column(spacing=0)
            figure = label(str(plan.by_kind[form.kind]))
            figure.setObjectName("figure")
            box.addWidget(figure)
            box.addWidget(label(tr(form.list_title), tone="quiet", wrap=True))
            self._figures.addLayout(box, 1)
        if not forms:
            self._figures.addWidget(label(tr("没有可以写入的记录。"), tone="quiet", wrap=True), 1)
        cells = plan.cells
        words = [tr("单元格：进入要素 {taken} 个", taken=cells["taken"])]
        if cells["remarks"]:
            words.append(tr("放入备注 {remarks} 个", remarks=cells["remarks"]))
        words.append(tr("未导入 {dropped} 个", dropped=cells["dropped"]))
        self.cells.setText(tr("，").join(words))


class ChoicesView(QWidget):
    """``remap_wanted``: file, sheet, table, column key, choice. ``read_wanted``: file, sheet, kind.
    ``deed_wanted``: file, sheet, what is decided about its tables.
    """

    remap_wanted = Signal(int, int, int, str, object)
    read_wanted = Signal(int, int, str)
    deed_wanted = Signal(int, int, object)
    sheet_left_out = Signal(int, int, bool)
    file_left_out = Signal(int, bool)
    sheet_shown = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._plan: ImportPlan | None = None
        self._places: list[tuple[int, int]] = []
        self._choosing = ""
        self.sheets = ComboBox()
        self.sheets.setAccessibleName(tr("文件和工作表"))
        self.taken = QCheckBox(tr("导入这张表"))
        self.blocks = BlocksBar(catalogue)
        self.model = MappingModel()
        self.table = MappingTable(self.model)
        self.picker = FieldPicker(self)
        self.message = label(wrap=True)
        self.again = link(tr("仍然导入"), lambda: self._leave_out_file(False))
        self.figures = FiguresCard(catalogue)
        self.notes = NotesCard()
        self.excerpt = ExcerptCard()
        self.document = DocumentCard()
        self.keys = label(
            tr("回车选要素，空格确认，删除键不导入这一栏。"), tone="faint", wrap=True
        )  # fmt: skip
        self._left = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        frame, inner = card(spacing=0)
        inner.setContentsMargins(1, 1, 1, 1)
        bar = column(spacing=8, margins=(12, 10, 12, 10))
        self._first = row(self.sheets, self.taken, spacing=12)
        self._first.setStretch(0, 1)
        bar.addLayout(self._first)
        bar.addWidget(self.blocks)
        self._bar = QWidget()
        self._bar.setLayout(bar)
        inner.addWidget(self._bar)
        words = QWidget()
        told = column(words, spacing=8, margins=(14, 14, 14, 14))
        told.addWidget(self.message)
        told.addLayout(row(self.again, 1))
        told.addStretch(1)
        mapped = QWidget()
        rows = column(mapped, spacing=0)
        rows.addWidget(self.table, 1)
        self.keys.setContentsMargins(12, 6, 12, 6)
        rows.addWidget(self.keys)
        self._left.addWidget(mapped)
        self._left.addWidget(words)
        inner.addWidget(self._left, 1)
        self._side = QWidget()
        right = column(self._side, spacing=14)
        right.addWidget(self.figures)
        right.addWidget(self.notes, 100)
        right.addWidget(self.excerpt)
        right.addStretch(1)
        self._mapping = frame
        body = QWidget()
        body.setObjectName("pageBody")
        column(self).addWidget(scroll_area(body))
        self.table.setMinimumHeight(_LEAST)
        self.notes.setMinimumHeight(_LEAST // 2)
        self._outer = _Grid(body)
        self._outer.setContentsMargins(20, 0, 20, 14)
        self._outer.setHorizontalSpacing(16)
        self._outer.setVerticalSpacing(14)
        self.document.setParent(body)  # in no layout as long as there is no document
        self._arrange(text=False)

    def _arrange(self, *, text: bool) -> None:
        """A workbook's columns at the left, what to mind at the right; of a document its text at
        the left, its columns and below them what to mind at the right.
        """
        for item in (self.document, self._mapping, self._side):
            self._outer.removeWidget(item)
        if text:
            self._outer.addWidget(self.document, 0, 0, 2, 1)
            self._outer.addWidget(self._mapping, 0, 1)
            self._outer.addWidget(self._side, 1, 1)
        else:
            self._outer.addWidget(self._mapping, 0, 0, 2, 1)
            self._outer.addWidget(self._side, 0, 1, 2, 1)
        for number, stretch in enumerate((46, 54) if text else (56, 44)):
            self._outer.setColumnStretch(number, stretch)
        for number, stretch in enumerate((68, 32)):
            self._outer.setRowStretch(number, stretch)
        self.document.setVisible(text)
        self.figures.setVisible(not text)
        self.keys.setVisible(not text)

    def _connect(self) -> None:
        self.sheets.activated.connect(lambda _: self._show_sheet())
        self.taken.clicked.connect(self._leave_out)
        self.blocks.kind_wanted.connect(lambda kind: self.read_wanted.emit(*self.place, kind))
        self.blocks.deed_wanted.connect(lambda deed: self.deed_wanted.emit(*self.place, deed))
        self.blocks.block_shown.connect(self._show_block)
        self.table.choose_wanted.connect(self._choose)
        self.table.leave_out_wanted.connect(self._leave_out_column)
        self.table.confirm_wanted.connect(self._confirm)
        self.picker.chosen.connect(self._chosen)
        self.picker.left.connect(self.table.setFocus)
        self.notes.picked.connect(self._go_to)
        self.document.picked.connect(self.table.select_key)
        self.document.move_wanted.connect(self._choose_key)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())

    # showing

    def show_plan(self, plan: ImportPlan) -> None:
        """Show a plan; the sheet that was shown stays."""
        place = self.place
        key = self._key()
        self._plan = plan
        self._places = [
            (n, m) for n, file in enumerate(plan.files) for m in range(max(1, len(file.sheets)))
        ]
        self.sheets.clear()
        for n, m in self._places:
            file = plan.files[n]
            self.sheets.addItem(sheet_title(plan, file, file.sheets[m] if file.sheets else None))
        known = place if place in self._places else self._first_open(plan)
        self.sheets.setCurrentIndex(self._places.index(known))
        self.sheets.setVisible(len(self._places) > 1)
        self.figures.show_plan(plan)
        self.notes.show_notes(notes_of(plan, self._catalogue))
        self._show_sheet()
        self.table.select_key(key)
        self.table.select_key(self._choosing)  # a passage had no row before
        self._choosing = ""

    def forget(self) -> None:
        """Begin anew: the next plan shows its first sheet."""
        self._plan, self._places = None, []
        self.sheets.clear()
        self.model.show_columns((), "", {})
        self.document.forget()
        self.notes.show_notes(())

    def _first_open(self, plan: ImportPlan) -> tuple[int, int]:
        """The first sheet with records: that of a form's cover page tells nothing."""
        for n, m in self._places:
            sheets = plan.files[n].sheets
            if plan.files[n].taken and sheets and sum(sheets[m].records.values()):
                return n, m
        return self._places[0]

    @property
    def place(self) -> tuple[int, int]:
        """Number of the file and of the sheet that are shown."""
        index = self.sheets.currentIndex()
        return self._places[index] if 0 <= index < len(self._places) else (0, 0)

    def _shown(self) -> tuple[PlannedFile, PlannedSheet | None] | None:
        if self._plan is None or not self._places:
            return None
        n, m = self.place
        file = self._plan.files[n]
        return file, file.sheets[m] if file.sheets else None

    def _show_sheet(self) -> None:
        shown = self._shown()
        if shown is None:
            return
        file, sheet = shown
        several = self._plan is not None and len(self._places) > 1
        self.taken.setVisible(several and file.failure is None)
        self.taken.setChecked(file.taken and sheet is not None and not sheet.choice.left_out)
        self.again.setVisible(bool(file.repeats) and file.left_out)
        asked = file.can_choose and file.taken and sheet is not None
        asked = asked and not sheet.choice.left_out if sheet is not None else False
        self.blocks.setVisible(asked and bool(file.opened and file.opened.grids))
        self._bar.setVisible(several or not self.blocks.isHidden())
        if sheet is not None:
            self._show_tables(file, sheet)
            self._show_text(file, sheet)
        self._show_block()
        self.sheet_shown.emit()

    def _show_tables(self, file: PlannedFile, sheet: PlannedSheet) -> None:
        plan, place = self._plan, self.place
        if plan is not None:
            self.blocks.show_sheet(
                sheet, tables=not is_text(file, sheet), whole=used_part(plan, place),
                free=lambda: unread_part(plan, place),
                mergeable=[can_merge(sheet, number) for number in range(len(sheet.blocks))],
            )  # fmt: skip

    def _show_block(self) -> None:
        """The columns of the table that is looked at, or why there are none."""
        shown = self._shown()
        if shown is None:
            return
        file, sheet = shown
        block = self.blocks.block
        words = message_for(file, sheet, self._catalogue, block)
        self.message.setText(words)
        self._left.setCurrentIndex(1 if words else 0)
        if sheet is not None:
            forms = {form.kind: form.list_title for form in self._catalogue.ordered()}
            self.model.show_columns(sheet.columns_of(block), sheet.kind_of(block), forms)
            self._show_edges(sheet, block)

    def _show_edges(self, sheet: PlannedSheet, block: int) -> None:
        """Where the table begins and ends, when that is in question."""
        if self._plan is not None and (len(sheet.blocks) > 1 or sheet.choice.blocks):
            area = sheet.blocks[block].area
            found = edges(self._plan, self.place, block)
            self.excerpt.show_edges(found, area.top, area.bottom)
        else:
            self.excerpt.hide()

    def _show_text(self, file: PlannedFile, sheet: PlannedSheet) -> None:
        text = is_text(file, sheet)
        self._arrange(text=text)
        if text:
            self.document.show_lines(lines_of_document(file, sheet, self._catalogue))

    def _follow(self) -> None:
        """The document goes along with the column that is looked at."""
        if not self.document.isHidden():
            self.document.show_key(self._key())

    def _go_to(self, note: Note | None) -> None:
        """Show the place of a note: its sheet, its column, its rows."""
        if note is not None and note.file is not None and self._plan is not None:
            for index, (n, m) in enumerate(self._places):
                sheets = self._plan.files[n].sheets
                if self._plan.files[n] is note.file and sheets and sheets[m].name == note.sheet:
                    if index != self.sheets.currentIndex():
                        self.sheets.setCurrentIndex(index)
                        self._show_sheet()
                    report = sheets[m].part.report
                    if note.block >= 0 or note.row:
                        block = report.block_of(note.row, note.column) if note.row else note.block
                        self.blocks.select(block)
                    self.table.select_letter(note.column)
        text = not self.document.isHidden()
        if text and note is not None and note.row:
            self.document.show_place(note.row, note.column)
        self.excerpt.show_note(None if text else note)

    # deciding

    def _key(self) -> str:
        number = self.table.currentIndex().row()
        views = self.model.views
        return views[number].report.key if 0 <= number < len(views) else ""

    def _choose_key(self, key: str) -> None:
        self.table.select_key(key)
        if self._key() == key:
            self._choose(self.table.currentIndex().row())
        else:
            self._choose_passage(key)

    def _choose_passage(self, key: str) -> None:
        """Open the picker for a passage that stands under no heading: it has no row in the table."""
        shown = self._shown()
        if shown is None or shown[1] is None or self._plan is None:
            return
        self._choosing = key
        kind = shown[1].kind_of(self.blocks.block)
        self.picker.offer(
            self._plan.options.get(kind, ()),
            kind,
            REMARK_CHOICE,
            self._taken_by(key),
            decided=False,
        )
        button = self.document.move_button
        self.picker.open_at(button.mapToGlobal(button.rect().bottomLeft()))

    def _taken_by(self, key: str) -> dict[FieldChoice, str]:
        """Fields that other columns fill already, with the headings of these."""
        return {
            FieldChoice(other.report.kind, other.report.path): other.report.header
            for other in self.model.views
            if other.report.key != key and other.report.path and other.cells
        }

    def _choose(self, number: int) -> None:
        """Open the picker below the cell."""
        shown = self._shown()
        view = self.model.views[number]
        if shown is None or shown[1] is None or self._plan is None:
            return
        self._choosing = view.report.key
        kind = shown[1].kind_of(self.blocks.block)
        taken = self._taken_by(view.report.key)
        report = view.report
        present = FieldChoice(report.kind, report.path) if report.path else REMARK_CHOICE
        self.picker.offer(
            self._plan.options.get(kind, ()), kind, SKIP_CHOICE if view.state == "left_out" else present,
            taken, decided=report.chosen,
        )  # fmt: skip
        index = self.model.index(number, 1)
        self.table.setCurrentIndex(index)
        rect = self.table.visualRect(index)
        self.picker.open_at(self.table.viewport().mapToGlobal(rect.bottomLeft()))

    def _chosen(self, choice: object) -> None:
        self.table.setFocus()
        self.remap_wanted.emit(*self.place, self.blocks.block, self._choosing, choice)

    def _leave_out_column(self, number: int) -> None:
        key = self.model.views[number].report.key
        self.remap_wanted.emit(*self.place, self.blocks.block, key, SKIP_CHOICE)

    def _confirm(self, number: int) -> None:
        """Say of a column that waits for a decision that it is right as it is."""
        view = self.model.views[number]
        if view.state in ("unmapped", "uncertain"):
            report = view.report
            place = FieldChoice(report.kind, report.path) if report.path else REMARK_CHOICE
            self.remap_wanted.emit(*self.place, self.blocks.block, report.key, place)

    def _leave_out(self) -> None:
        shown = self._shown()
        n, m = self.place
        if shown is None:
            return
        if shown[0].left_out or len(shown[0].sheets) < 2:
            self._leave_out_file(not self.taken.isChecked())
        else:
            self.sheet_left_out.emit(n, m, not self.taken.isChecked())

    def _leave_out_file(self, left_out: bool) -> None:
        self.file_left_out.emit(self.place[0], left_out)

    def focus_first(self) -> None:
        """Put the focus on the first column: that is what waits for a decision."""
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 1))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
