"""What the window does to records as a whole: make, copy, bin, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.usecases import compiling

if TYPE_CHECKING:
    from desktop.usecases.templates import Template
    from desktop.usecases.workspace import Workspace

T = TypeVar("T")
#: So many records are moved to the bin or back in some hundredths of a second.
_FEW = 200


class RecordDeeds(QObject):
    """Each deed either happens and is told, or ``failed`` says in a sentence why not."""

    made = Signal(object, bool)  # the record, and whether it is new and empty
    binned = Signal(list, int)  # those that went, and how many stay because they are final
    restored = Signal(list)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
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
        wanted = tuple(uuids)
        self._do(
            tr("移到回收站"), len(wanted), lambda: compiling.delete_many(self._workspace, wanted),
            lambda gone: self.binned.emit(gone, len(wanted) - len(gone)),
        )  # fmt: skip

    def restore(self, uuids: Sequence[str]) -> None:
        """Take records out of the bin."""
        wanted = tuple(uuids)
        self._do(
            tr("恢复"), len(wanted), lambda: compiling.restore_many(self._workspace, wanted),
            self._restored,
        )  # fmt: skip

    def _restored(self, back: list[str]) -> None:
        if back:
            self.restored.emit(back)

    def _do(
        self, title: str, count: int, deed: Callable[[], list[str]],
        told: Callable[[list[str]], None],
    ) -> None:  # fmt: skip
        """Here and now when they are few; many would hold up the window."""
        if count > _FEW:
            self._runner.start(self, title, lambda _: deed(), done=told, failed=self.failed.emit)
            return
        done = self._try(deed)
        if done is not None:
            told(done)

    def _try(self, deed: Callable[[], T]) -> T | None:
        try:
            return deed()
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return None
