"""The record under the pen: values, undo, and who must hear of a change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from desktop.ui.i18n import tr
from forms.model import Field, Form, Value
from forms.record import Record, steps


class _SetField(QUndoCommand):
    """One field from one value to another; typing in one place within one burst is one step."""

    def __init__(self, model: RecordModel, field: Field, new: Value, mark: tuple[str, str, int],
                 ) -> None:  # fmt: skip
        super().__init__(tr("修改{label}", label=tr(field.label)))
        self._model = model
        self._field = field.id
        self._old = model.value(field.id)
        self._new = new
        self._mark = mark

    def id(self) -> int:
        """All are of one kind; ``mergeWith`` looks closer."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next keystroke in the same place."""
        if not isinstance(other, _SetField) or other._mark != self._mark:
            return False
        self._new = other._new
        self.setObsolete(self._new == self._old)
        return True

    def undo(self) -> None:
        """Back to the old value."""
        self._model.put(self._field, self._old, by_history=True)

    def redo(self) -> None:
        """The new value (also when first done)."""
        self._model.put(self._field, self._new)


class RecordModel(QObject):
    """Holds one record at a time; every change goes through :meth:`set_value`."""

    loaded = Signal()
    changed = Signal(str)
    revisited = Signal(str)  # undo or redo changed this field: show it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._record: Record | None = None
        self._form: Form | None = None
        self._burst = 0
        self._going_back = False
        self.read_only = False

    @property
    def record(self) -> Record:
        """The record as it stands; an error of the program when none is open."""
        assert self._record is not None
        return self._record

    @property
    def is_open(self) -> bool:
        """Whether a record is open."""
        return self._record is not None

    @property
    def form(self) -> Form:
        """The form of the record."""
        assert self._form is not None
        return self._form

    def load(self, record: Record, form: Form, *, read_only: bool = False) -> None:
        """Open another record; its history begins empty."""
        self.stack.clear()
        self._record, self._form, self.read_only = record, form, read_only
        self.loaded.emit()

    def adopt(self, saved: Record) -> None:
        """Take over what saving decided (time, state, version), keeping what was typed since."""
        if self._record is not None and saved.uuid == self._record.uuid:
            self._record = replace(saved, values=self._record.values)

    def value(self, field: str) -> Value:
        """A field's value."""
        return self.record.get(field)

    def set_value(self, field: str, value: Value, part: str = "*") -> None:
        """Change a field as one undoable step.

        ``part`` names the place inside the field that is being typed into; equal parts merge
        until :meth:`seal`. "*" never merges: the change is a step of its own.
        """
        if self.read_only or value == self.value(field):
            return
        if part == "*":
            self.seal()
        self.stack.push(_SetField(self, self.form.fields[field], value, (field, part, self._burst)))
        if part == "*":
            self.seal()

    def set_path(self, path: str, value: Value) -> None:
        """Change one place inside a field (a mend of a cell) as one step."""
        field = next(steps(path))[0]
        self.set_value(field, self.record.with_path(path, value).get(field))

    def seal(self) -> None:
        """End the burst of typing: what comes next is undone separately."""
        self._burst += 1

    def undo(self) -> None:
        """Take the last step back."""
        self._travel(back=True)

    def redo(self) -> None:
        """Do the step again."""
        self._travel(back=False)

    def _travel(self, *, back: bool) -> None:
        self.seal()
        self._going_back = True
        try:
            self.stack.undo() if back else self.stack.redo()
        finally:
            self._going_back = False

    def put(self, field: str, value: Value, *, by_history: bool = False) -> None:
        """Write a value without history; only commands and derived fields do."""
        self._record = self.record.with_values(**{field: value})
        self.changed.emit(field)
        if by_history or self._going_back:
            self.revisited.emit(field)
