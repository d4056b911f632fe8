"""What the window does to records as a whole: make, copy, bin, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.usecases import compiling

if TYPE_CHECKING:
    from desktop.usecases.templates import Template
    from desktop.usecases.workspace import Workspace

T = TypeVar("T")


class RecordDeeds(QObject):
    """Each deed either happens and is told, or ``failed`` says in a sentence why not."""

    made = Signal(object, bool)  # the record, and whether it is new and empty
    binned = Signal(list, int)  # those that went, and how many stay because they are final
    restored = Signal(list)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def new(self, kind: str) -> None:
        """Make an empty record."""
        record = self._try(lambda: compiling.new_record(self._workspace, kind))
        if record is not None:
            self.made.emit(record, True)

    def from_template(self, template: Template) -> None:
        """Make a record that a template fills in."""
        from desktop.usecases import templates

        record = self._try(lambda: templates.new_record(self._workspace, template))
        if record is not None:
            self.made.emit(record, True)

    def duplicate(self, uuid: str) -> None:
        """Make a record from another one."""
        record = self._try(lambda: compiling.duplicate(self._workspace, uuid))
        if record is not None:
            self.made.emit(record, False)

    def delete(self, uuids: Sequence[str]) -> None:
        """Move records to the bin, all at once; what is final stays, and is counted."""
        gone = self._try(lambda: compiling.delete_many(self._workspace, uuids))
        if gone is not None:
            self.binned.emit(gone, len(uuids) - len(gone))

    def restore(self, uuids: Sequence[str]) -> None:
        """Take records out of the bin."""
        back = self._try(lambda: compiling.restore_many(self._workspace, uuids))
        if back:
            self.restored.emit(back)

    def _try(self, deed: Callable[[], T]) -> T | None:
        try:
            return deed()
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return None
