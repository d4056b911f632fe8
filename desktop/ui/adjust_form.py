"""Begins a notice of adjustment: which records, what is done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.factory import make_editor
from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.task import card
from desktop.ui.widgets import button, column, label, row, scroll_area
from desktop.usecases.adjusting import KIND
from forms.model import Field

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class AdjustForm(QWidget):
    """``wanted`` carries the records and the sort of adjustment (CL23)."""

    wanted = Signal(list, str)
    left = Signal()

    def __init__(self, runner: JobRunner, workspace: Workspace) -> None:
        super().__init__()
        fields = workspace.catalogue.form(KIND).fields
        context = EditorContext(runner, workspace)
        self.targets: Any = make_editor(fields["targets"], context)
        self.action: Any = make_editor(fields["adjustment_type"], context)
        self.draw_button = button(tr("起草调整单"), self._draw, primary=True)
        body = QWidget()
        body.setObjectName("pageBody")
        inner = column(body, spacing=14, margins=(20, 18, 20, 24))
        area = scroll_area(body)
        column(self, spacing=0).addWidget(area)
        frame, layout = card(spacing=14)
        layout.addWidget(label(tr("新的调整"), tone="strong"))
        for field, editor in (
            (fields["adjustment_type"], self.action),
            (fields["targets"], self.targets),
        ):
            layout.addLayout(self._line(field, editor))
            editor.edited.connect(lambda *_: self._refresh())
        layout.addWidget(
            label(
                tr("调整前后的内容会自动列出，依据、事由和日期在下一步填写。"),
                tone="faint", wrap=True,
            )
        )  # fmt: skip
        layout.addLayout(row(1, button(tr("取消"), self.left.emit), self.draw_button, spacing=10))
        inner.addWidget(frame)
        inner.addStretch(1)
        self.begin()

    def _line(self, field: Field, editor: Any) -> Any:
        name = label(tr(field.label))
        name.setProperty("fieldLabel", True)
        editor.main_widget().setAccessibleName(tr(field.label))
        editor.main_widget().setAccessibleDescription(tr(field.help))
        made = column(spacing=4)
        made.addWidget(name)
        made.addWidget(editor)
        return made

    def begin(self, uuids: Sequence[str] = ()) -> None:
        """Empty again, but for the records that were chosen already."""
        self.targets.set_value(list(uuids) or None)
        self.action.set_value(None)
        self._refresh()

    def _refresh(self) -> None:
        self.draw_button.setEnabled(bool(self.targets.value() and self.action.value()))

    def _draw(self) -> None:
        self.wanted.emit(list(self.targets.value() or ()), str(self.action.value() or ""))
