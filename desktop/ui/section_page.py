"""One section of the form as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.factory import make_editor
from desktop.ui.field_row import FieldGrid, FieldRow
from desktop.ui.i18n import tr
from desktop.ui.record_model import RecordModel
from desktop.ui.widgets import column, label
from forms.conditions import need_of
from forms.model import Need, Section
from forms.problem import Problem
from forms.record import is_blank

if TYPE_CHECKING:
    from desktop.usecases.locking import Locks
    from desktop.usecases.workspace import Workspace

WIDEST = 820  # px: longer lines are hard to read
_MARGIN = 22


class SectionPage(QScrollArea):
    """The fields that this record has in a section; built once, filled for each record."""

    fix_wanted = Signal(object)

    def __init__(self, section: Section, model: RecordModel, context: EditorContext) -> None:
        super().__init__()
        self.section = section
        self._model = model
        self._context = context
        self._stale = True
        self._needs_stale = True
        self._problems: Mapping[str, Sequence[Problem]] = {}
        self._revealed = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = [FieldRow(field, make_editor(field, context)) for field in section.fields]
        self.grid = FieldGrid(rows)
        self.grid.setMaximumWidth(WIDEST)
        self.body = self._make_body()
        self.setWidget(self.body)
        self.grid.edited.connect(model.set_value)
        self.grid.fix_wanted.connect(self.fix_wanted)
        self.grid.unlock_wanted.connect(self._unlock)
        self.grid.lock_wanted.connect(self._lock)
        model.changed.connect(self._on_changed)
        model.loaded.connect(self._on_loaded)
        # Texts and tables of a record that was just opened find their heights only when they are
        # painted; what was to be seen stays in view until somebody scrolls.
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._scroll_again())
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._forget_revealed())

    def _make_body(self) -> QWidget:
        body = QWidget()
        body.setObjectName("sectionPage")
        # As high as its width asks for: left alone, the sum of what all fields might need at
        # their narrowest leaves a blank screen below the last one.
        body.setMinimumHeight(1)
        layout = column(body, spacing=4, margins=(_MARGIN, 18, _MARGIN, 32))
        title = label(tr(self.section.title))
        title.setObjectName("sectionTitle")
        layout.addWidget(title)
        if self.section.help:
            layout.addWidget(label(tr(self.section.help), tone="faint", wrap=True))
        layout.addSpacing(8)
        layout.addWidget(self.grid)
        layout.addStretch(1)
        return body

    @property
    def mine(self) -> bool:
        """Whether the open record is of the kind that this page belongs to."""
        return self._model.is_open and self.section in self._model.form.sections

    def refresh(self) -> None:
        """Fill in the open record; called when the page is about to be seen."""
        if not self.mine:
            return
        if not self._stale:
            if self._needs_stale:
                self._apply_needs()
            return
        self._stale = False
        for name, item in self.grid.rows.items():
            item.set_value(self._model.value(name))
            self._show_lock(name)
        self._apply_needs()
        self.show_problems(self._problems)
        self.verticalScrollBar().setValue(0)

    def _show_lock(self, name: str) -> None:
        item, locks = self.grid.rows[name], self._model.locks
        locked = name in locks.fields
        item.set_read_only(self._model.read_only or locked)
        item.show_lock(locks.reason if locked else "", liftable=not self._model.read_only)

    def _unlock(self, name: str, reason: str) -> None:
        """Lift the lock of a field, for a reason that the log keeps."""
        from desktop.usecases import locking

        self._relock(name, lambda library, uuid: locking.unlock(library, uuid, [name], reason))

    def _lock(self, name: str) -> None:
        from desktop.usecases import locking

        self._relock(name, lambda library, uuid: locking.lock_again(library, uuid, [name]))

    def _relock(self, name: str, deed: Callable[[Workspace, str], Locks]) -> None:
        workspace, note = self._workspace(), self.grid.rows[name].lock
        if workspace is None or note is None:
            return
        try:
            self._model.locks = deed(workspace, self._model.record.uuid)
        except (ValueError, OSError) as error:
            note.say(str(error))
            return
        self._show_lock(name)
        if name in self._model.locks.fields:
            note.setFocus()
        else:
            note.say_lifted()
            self.grid.rows[name].editor.main_widget().setFocus()

    def _on_loaded(self) -> None:
        self._stale = True
        self._problems = {}

    def _on_changed(self, name: str) -> None:
        if self._stale or not self.mine:
            return
        item = self.grid.rows.get(name)
        if item is not None:
            item.set_value(self._model.value(name))
        if self.isVisible():
            self._apply_needs()
        else:
            self._needs_stale = True  # until the page is seen again

    def _workspace(self) -> Workspace | None:
        return self._context.workspace

    def _apply_needs(self) -> None:
        """Stars where something must be filled; what does not apply is not shown."""
        self._needs_stale = False
        workspace, form, record = self._workspace(), self._model.form, self._model.record
        profile = None
        if workspace is not None:
            profile = workspace.catalogue.profiles[workspace.profile_id]
        shown = []
        for name, item in self.grid.rows.items():
            need = need_of(form, item.field, record, profile)
            item.set_need(need)
            blank = is_blank(record.get(name))
            hidden = need in (Need.NOT_APPLICABLE, Need.AUTOMATIC) and blank
            if not hidden:
                shown.append(name)
        self.grid.show_only(shown)

    def show_problems(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        """Problems by field; each beside its field."""
        self._problems = problems
        if self._stale:
            return
        for name, item in self.grid.rows.items():
            item.show_problems(problems.get(name, ()))

    def show_problems_of(self, name: str, problems: Sequence[Problem]) -> None:
        """Problems of one field; the others stay as they are."""
        self._problems = {**self._problems, name: problems}
        item = self.grid.rows.get(name)
        if item is not None and not self._stale:
            item.show_problems(problems)

    def show_remarks(self, remarks: Mapping[str, Sequence[str]]) -> None:
        """Remarks by field; each beside its field."""
        for name, item in self.grid.rows.items():
            item.show_remarks(remarks.get(name, ()))

    def reveal(self, name: str, path: str = "") -> None:
        """Bring a field into view and put the cursor into it."""
        item = self.grid.rows.get(name)
        if item is None:
            return
        item.editor.reveal(path)
        self._revealed = name
        self.scroll_to(item)
        # Cards and tables find their heights only now.
        QTimer.singleShot(0, self, self._scroll_again)

    def _scroll_again(self) -> None:
        item, focused = self.grid.rows.get(self._revealed), QApplication.focusWidget()
        if item is None or focused is None or not self.isVisible():
            return
        if item.isAncestorOf(focused):
            self.scroll_to(item)

    def _forget_revealed(self) -> None:
        self._revealed = ""

    def reveal_first(self) -> None:
        """Put the cursor into the first field that can be filled in."""
        for item in self.grid.rows.values():
            if not item.isHidden() and item.field.need is not Need.AUTOMATIC:
                item.editor.reveal("")
                return

    def scroll_to(self, item: FieldRow) -> None:
        """The field's top, and as much of it as there is room for."""
        body = self.body
        layout = body.layout()
        if layout is not None:
            layout.activate()
        top = item.mapTo(body, QPoint(0, 0)).y()
        self.ensureVisible(0, top + min(item.height(), self.viewport().height() - 24), 0, 12)
        self.ensureVisible(0, top, 0, 12)
