"""Keeping the open record, or some sections of it, as a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.ui.editors.choices import Chip
from desktop.ui.i18n import tr
from desktop.ui.widgets import FlowLayout, button, column, label, row
from desktop.usecases import compiling, templates
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class TemplateBar(QFrame):
    """A card above the form: a name, the sections to take, 保存."""

    kept = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace: Workspace | None = None
        self._record: Record | None = None
        self.chips: list[Chip] = []
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("如“许可类通用”"))
        self.name.setMaximumWidth(320)
        self.name.returnPressed.connect(self.keep)
        heading = label(tr("模板名称"))
        heading.setBuddy(self.name)
        self.error = label(wrap=True)
        self.error.setProperty("note", "block")
        self.error.hide()
        self._sections = QWidget()
        self._flow = FlowLayout(self._sections)
        self.keep_button = button(tr("存为模板"), self.keep, primary=True)
        self.cancel_button = button(tr("取消"), self.leave, tip="Esc")
        line = row(heading, self.name, self.keep_button, self.cancel_button, 1, spacing=10)
        line.setStretch(1, 1)
        layout = column(self, spacing=8, margins=(20, 10, 20, 12))
        layout.addLayout(line)
        layout.addWidget(self.error)
        layout.addWidget(label(tr("包括哪些节（编码和附件不带）："), tone="quiet"))
        layout.addWidget(self._sections)
        self.hide()

    def begin(self, workspace: Workspace, record: Record) -> None:
        """Ask for a name; sections with something in them are taken unless told otherwise."""
        self._workspace, self._record = workspace, record
        form = workspace.catalogue.form(record.kind)
        header = {section.id for section in workspace.catalogue.header}
        for chip in self.chips:
            self._flow.forget(chip)
            chip.hide()
            chip.deleteLater()
        states = compiling.section_states(workspace, record)
        self.chips = []
        for section, state in zip(form.sections, states, strict=True):
            if state.touched:
                chip = Chip(tr(section.title), section.id, "chip")
                chip.setChecked(section.id not in header)
                self._flow.addWidget(chip)
                chip.show()
                self.chips.append(chip)
        self.error.hide()
        self.name.clear()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keep it, or say why not."""
        if self._workspace is None or self._record is None:
            return
        wanted = [str(chip.key) for chip in self.chips if chip.isChecked()]
        try:
            made = templates.keep(self._workspace, self._record, self.name.text(), wanted)
        except (ValueError, OSError) as error:
            self.error.setText(str(error))
            self.error.show()
            self.name.setFocus()
            return
        self.leave()
        self.kept.emit(made.name)

    def leave(self) -> None:
        """Put the card away."""
        self.hide()
        self.closed.emit()
