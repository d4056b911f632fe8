"""The record under the pen: values, undo, and who must hear of a change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from desktop.ui.i18n import tr
from desktop.usecases.locking import Locks
from forms.model import Field, Form, Value
from forms.record import Record, prune, steps


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
        self._model.put(self._field, self._old)

    def redo(self) -> None:
        """The new value (also when first done)."""
        self._model.put(self._field, self._new)


#: Records whose history is kept while others are open; the one left longest ago goes first.
KEPT_HISTORIES = 40


_NONE = Locks()


class RecordModel(QObject):
    """Holds one record at a time; every change goes through :meth:`set_value`.

    Each record has a history of its own that is still there when the record is opened again, as
    long as nothing but this window changed the record in between. ``histories`` tells of the one
    in use.
    """

    loaded = Signal()
    changed = Signal(str)
    revisited = Signal(tuple)  # undo or redo changed these fields: show them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.histories = QUndoGroup(self)
        self.stack = self._new_stack()
        self._left: OrderedDict[str, tuple[QUndoStack, Value]] = OrderedDict()
        self._visited: list[str] = []
        self._record: Record | None = None
        self._form: Form | None = None
        self._burst = 0
        self._going_back = False
        self.read_only = False
        self.locks = Locks()

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

    def load(
        self, record: Record, form: Form, *, read_only: bool = False, locks: Locks = _NONE
    ) -> None:
        """Open another record, with the history that it has in this session. ``locks`` are fields
        that nobody may change.
        """
        if self._record is not None:
            self._left[self._record.uuid] = (self.stack, prune(dict(self._record.values)))
        self._record, self._form, self.read_only = record, form, read_only
        self.locks = locks
        self.stack = self._history_of(record)
        self.histories.setActiveStack(self.stack)
        self.loaded.emit()

    def _history_of(self, record: Record) -> QUndoStack:
        stack, values = self._left.pop(record.uuid, (None, None))
        if stack is not None and values != prune(dict(record.values)):
            # Somebody else changed it (an import, a replacement): old steps would spoil that.
            stack.clear()
        while len(self._left) >= KEPT_HISTORIES:
            oldest, _ = self._left.popitem(last=False)[1]
            self.histories.removeStack(oldest)
            oldest.deleteLater()
        return stack or self._new_stack()

    def _new_stack(self) -> QUndoStack:
        stack = QUndoStack(self)
        self.histories.addStack(stack)
        return stack

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
        if self.read_only or field in self.locks.fields or value == self.value(field):
            return
        if part == "*":
            self.seal()
        self.stack.push(_SetField(self, self.form.fields[field], value, (field, part, self._burst)))
        if part == "*":
            self.seal()

    def set_many(self, values: Mapping[str, Value], words: str) -> int:
        """Change several fields as one undoable step that ``words`` name; how many changed."""
        changes = {
            name: value for name, value in values.items()
            if value != self.value(name) and name not in self.locks.fields
        }  # fmt: skip
        if self.read_only or not changes:
            return 0
        self.seal()
        self.stack.beginMacro(words)
        for name, value in changes.items():
            self.set_value(name, value)
        self.stack.endMacro()
        return len(changes)

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
        if self.read_only:
            return
        self.seal()
        self._going_back = True
        self._visited = []
        try:
            self.stack.undo() if back else self.stack.redo()
        finally:
            self._going_back = False
        if self._visited:
            self.revisited.emit(tuple(self._visited))

    def put(self, field: str, value: Value) -> None:
        """Write a value without history; only commands and derived fields do."""
        self._record = self.record.with_values(**{field: value})
        self.changed.emit(field)
        if self._going_back:
            self._visited.append(field)
