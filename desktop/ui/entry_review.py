"""The road of review as the entry page walks it: submit, withdraw, remarks; never the judging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.record_model import RecordModel
from desktop.ui.record_remarks import RemarksPanel
from desktop.ui.times import recently
from desktop.usecases.people import who
from forms.record import Record, steps

if TYPE_CHECKING:
    from desktop.usecases.review_rounds import Remark
    from desktop.usecases.reviewing import SubmitReport
    from desktop.usecases.workspace import Workspace


class EntryReview(QObject):
    """What became of a deed: ``reopened`` carries the record as it is now, ``refused`` why not.

    ``said`` offers to undo (words, label, deed); ``person_wanted`` carries what to do once
    somebody has said who they are.
    """

    reopened = Signal(object)
    refused = Signal(object)  # Refusal
    remarked = Signal()
    said = Signal(str, str, object)
    person_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, model: RecordModel, panel: RemarksPanel, runner: JobRunner) -> None:
        super().__init__(model)
        self._model = model
        self._panel = panel
        self._runner = runner
        self._workspace: Workspace | None = None
        self._busy = False
        self.remarks: list[Remark] = []
        panel.written.connect(self.write)
        panel.settled.connect(self.settle)
        model.loaded.connect(self._on_loaded)

    def attach(self, workspace: Workspace) -> None:
        """Which library the record lies in."""
        self._workspace = workspace

    def _library(self) -> Workspace:
        assert self._workspace is not None
        return self._workspace

    # 提交

    def submit(self) -> None:
        """Hand the record in; it was saved just now."""
        workspace, uuid = self._library(), self._model.record.uuid
        by = who(workspace)
        if not by:
            self.person_wanted.emit(self.submit)
            return
        if self._busy:
            return
        from desktop.usecases.reviewing import submit

        self._busy = True
        self._runner.start(
            self, tr("提交审核"), lambda progress: submit(workspace, [uuid], by, progress=progress),
            done=self._on_submitted, failed=self._on_failed,
        )  # fmt: skip

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)

    def _on_submitted(self, report: SubmitReport) -> None:
        self._busy = False
        for refusal in report.refused:
            self.refused.emit(refusal)
        for uuid in report.accepted:
            self._show(uuid)
            self.said.emit(
                tr("已提交审核。由审核人员在“待办与审核”中处理。"), tr("撤回"),
                lambda uuid=uuid: self.withdraw(uuid),
            )  # fmt: skip

    def withdraw(self, uuid: str = "") -> None:
        """Take the submission back."""
        from desktop.usecases.reviewing import withdraw

        workspace, uuid = self._library(), uuid or self._model.record.uuid
        by = who(workspace)
        if not by:
            self.person_wanted.emit(lambda: self.withdraw(uuid))
        elif self._try(lambda: withdraw(workspace, uuid, by)):
            self._show(uuid)
            self.said.emit(tr("已撤回提交，可以继续修改。"), "", None)

    def _show(self, uuid: str) -> None:
        """Open the record again if it is still the one on the page."""
        record = self._library().library.find(uuid)
        if record is not None and self._model.is_open and self._model.record.uuid == uuid:
            self.reopened.emit(record)

    def _try(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return False
        return True

    # 批注

    def _on_loaded(self) -> None:
        self._panel.forget_text()
        self.refresh()

    def refresh(self) -> None:
        """Read the remarks of the open record."""
        if self._workspace is None:
            return
        record, library = self._model.record, self._workspace.library
        self.remarks = _remarks(self._workspace, record) if record.updated_at else []
        self._panel.show_remarks(self.remarks, writable=not library.read_only)
        self.remarked.emit()

    @property
    def open_remarks(self) -> int:
        """How many remarks wait for somebody."""
        return sum(item.open for item in self.remarks)

    def by_field(self) -> Mapping[str, Sequence[str]]:
        """Field → what is said about it and not settled, in words."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.remarks:
            if item.open and item.field:
                name = next(steps(item.field))[0]
                found[name].append(
                    tr("批注：{text}　{name} {at}", text=item.text, name=item.by,
                       at=recently(item.at))
                )  # fmt: skip
        return found

    def write(self, text: str, field: str) -> None:
        """Put a remark on the record, or on one of its fields."""
        from desktop.usecases.remarking import NewRemark, add_remark

        remark = NewRemark(text, field)
        self._remark(lambda workspace, uuid, by: add_remark(workspace, uuid, remark, by))

    def settle(self, remark: Remark, settled: bool) -> None:
        """Mark a remark as settled, or open it again."""
        from desktop.usecases.remarking import reopen_remark, settle_remark

        deed = settle_remark if settled else reopen_remark
        self._remark(lambda workspace, uuid, by: deed(workspace, uuid, remark.id, by))

    def _remark(self, deed: Callable[[Workspace, str, str], object]) -> None:
        workspace, uuid = self._library(), self._model.record.uuid
        by = who(workspace)
        if not by:
            self.person_wanted.emit(lambda: self._remark(deed))
        elif self._try(lambda: deed(workspace, uuid, by)):
            self._panel.forget_text()
            self.refresh()


def _remarks(workspace: Workspace, record: Record) -> list[Remark]:
    from desktop.usecases.remarking import remarks

    return remarks(workspace, record.uuid)
