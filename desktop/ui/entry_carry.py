"""The offer to take over what usually stays from the record edited last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.record_model import RecordModel
from desktop.ui.shortcuts import BY_ID, told
from desktop.ui.widgets import label, link, row
from desktop.usecases import carrying
from desktop.usecases.carrying import Offer
from forms.model import Field
from forms.record import is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_NAMED = 3  # fields named in the offer


class CarryBar(QWidget):
    """A line above the form; nothing is taken over before somebody says so."""

    message = Signal(str)
    failed = Signal(object)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self.text = label(wrap=True)
        self.take_link = link(tr("沿用"), self.take)
        self.take_link.setToolTip(told(BY_ID["entry.carry_all"]))
        self.leave_link = link(tr("不用"), self.hide)
        line = row(self.text, self.take_link, self.leave_link, spacing=14, margins=(20, 7, 20, 7))
        line.setStretch(0, 1)
        self.setLayout(line)
        model.loaded.connect(self.hide)
        self.hide()

    def attach(self, workspace: Workspace) -> None:
        """Which library the other records lie in."""
        self._workspace = workspace

    def look(self) -> None:
        """See in the background whether there is something to offer, and say what."""
        self._ask(self._show)

    def take(self) -> None:
        """Take over everything that usually stays, as one step."""
        self._ask(self._take)

    def take_field(self, field: Field) -> None:
        """Take over one field from the latest record that has it."""
        if self._refused() or self._workspace is None:
            return
        workspace, record = self._workspace, self._model.record
        self._runner.start(
            self, tr("沿用上一条"), lambda _: carrying.value_for(workspace, record, field.id),
            done=lambda found: self._take_field(record.uuid, field, found),
            failed=self.failed.emit,
        )  # fmt: skip

    def _ask(self, answer: Callable[[Offer | None], None]) -> None:
        if self._refused() or self._workspace is None:
            return
        workspace, record = self._workspace, self._model.record

        def done(found: Offer | None) -> None:
            if self._model.is_open and self._model.record.uuid == record.uuid:
                answer(found)

        self._runner.start(
            self, tr("沿用上一条"), lambda _: carrying.offer(workspace, record),
            done=done, failed=self.failed.emit,
        )  # fmt: skip

    def _refused(self) -> bool:
        if not self._model.is_open:
            return True
        if self._model.read_only:
            self.message.emit(tr("这条记录现在不能修改。"))
        return self._model.read_only

    def _show(self, found: Offer | None) -> None:
        if found is None:
            return
        fields = self._model.form.fields
        names = tr("、").join(tr(fields[name].label) for name in list(found.values)[:_NAMED])
        words = (
            tr("可以沿用上一条（“{title}”）的 {count} 项：{names} 等。")
            if len(found.values) > _NAMED
            else tr("可以沿用上一条（“{title}”）的 {count} 项：{names}。")
        )
        title = found.title or tr("未命名")
        self.text.setText(words.format(title=title, count=len(found.values), names=names))
        self.take_link.setText(tr("沿用这 {count} 项", count=len(found.values)))
        self.setAccessibleName(self.text.text())
        self.show()

    def _take(self, found: Offer | None) -> None:
        self.hide()
        model = self._model
        values = found.values if found else {}
        blank = {name: value for name, value in values.items() if is_blank(model.value(name))}
        count = model.set_many(blank, tr("沿用上一条"))
        if found is None or not count:
            self.message.emit(tr("没有可以沿用的栏目：上一条没有填，或者这里已经填了。"))
            return
        title = found.title or tr("未命名")
        self.message.emit(
            tr("已沿用“{title}”的 {count} 项，按 Ctrl+Z 撤销。", title=title, count=count)
        )

    def _take_field(self, uuid: str, field: Field, found: Offer | None) -> None:
        model = self._model
        if not model.is_open or model.record.uuid != uuid:
            return
        if found is None:
            self.message.emit(
                tr("别的记录里还没有填过“{label}”，没有可以沿用的。", label=tr(field.label))
            )
            return
        model.set_value(field.id, found.values[field.id])
        self.message.emit(
            tr("“{label}”已沿用“{title}”。", label=tr(field.label),
               title=found.title or tr("未命名"))
        )  # fmt: skip
