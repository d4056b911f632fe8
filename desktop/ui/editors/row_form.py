"""One row of a table as a small form: for long texts, attachments and nested tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.editors.base import EditorContext
from desktop.ui.field_row import FieldGrid, FieldRow
from desktop.ui.i18n import tr
from desktop.ui.widgets import column
from forms.conditions import holds
from forms.model import Field, Need, Value
from forms.problem import Problem
from forms.record import is_blank


class RowForm(QFrame):
    """All columns of a row, one under the other."""

    edited = Signal(str, object, str)
    fix_wanted = Signal(object)

    def __init__(self, columns: Sequence[Field], context: EditorContext) -> None:
        super().__init__()
        from desktop.ui.editors.factory import make_editor

        self._row: Mapping[str, Value] = {}
        shown = [item for item in columns if item.need is not Need.AUTOMATIC]
        self.grid = FieldGrid(FieldRow(item, make_editor(item, context)) for item in shown)
        layout = column(self, margins=(12, 12, 12, 12))
        layout.addWidget(self.grid)
        self.grid.edited.connect(self._on_edited)
        self.grid.fix_wanted.connect(self.fix_wanted)

    def set_row(self, row: Mapping[str, Value]) -> None:
        """Show a row."""
        self._row = row
        for name, item in self.grid.rows.items():
            item.set_value(row.get(name))
            item.set_need(self._need(item.field))

    def _need(self, field: Field) -> Need:
        if field.need is not Need.CONDITIONAL:
            return field.need
        return Need.REQUIRED if holds(field.when, self._row.get) else Need.OPTIONAL

    def _on_edited(self, name: str, value: Value, part: str) -> None:
        self._row = {**self._row, name: value}
        for item in self.grid.rows.values():
            item.set_need(self._need(item.field))
        self.edited.emit(name, value, part)

    def set_read_only(self, read_only: bool) -> None:
        """Show without letting anybody change."""
        for item in self.grid.rows.values():
            item.set_read_only(read_only)

    def show_problems(self, problems: Sequence[Problem], prefix: str) -> None:
        """Problems of this row, each beside its column; ``prefix`` is the path of the row."""
        for name, item in self.grid.rows.items():
            place = f"{prefix}.{name}"
            mine = [p for p in problems if p.field == place or p.field.startswith((f"{place}[",))]
            item.show_problems([replace(p, label=tr(item.field.label), field=name) for p in mine])

    def place(self) -> str:
        """The column that has the focus, and the place inside it; empty when none has."""
        for name, item in self.grid.rows.items():
            focus: QWidget | None = self.window().focusWidget()
            if focus is not None and item.isAncestorOf(focus):
                return f"{name}{item.editor.place()}"
        return ""

    def reveal(self, path: str) -> None:
        """Go to a column; without one, to the first that is empty."""
        name, _, rest = path.partition("[")
        item = self.grid.rows.get(name.split(".")[0])
        if item is None:
            blank = (i for i in self.grid.rows.values() if is_blank(self._row.get(i.field.id)))
            item = next(blank, next(iter(self.grid.rows.values())))
        item.editor.reveal(f"[{rest}" if rest else "")
