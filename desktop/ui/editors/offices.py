"""Offices (处室): a line that offers those of the settings; any other name can be typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.text import LineEditor
from forms.model import Field

#: Fields and columns that name an office of the agency.
OFFICE_FIELDS = frozenset({"office", "undertaking_office"})
_SHOWN = 10


def names_office(field: Field) -> bool:
    """Whether a field asks for an office."""
    return field.type == "text" and field.id in OFFICE_FIELDS


class OfficeOffer(QObject):
    """Puts the offices under a box: by any part of the name while typing, all of them by ↓."""

    def __init__(self, box: QLineEdit, context: EditorContext) -> None:
        super().__init__(box)
        self._box = box
        self._context = context
        self._names = QStringListModel(self)
        self.completer = QCompleter(self._names, self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(_SHOWN)
        box.setCompleter(self.completer)
        # A name that is put in counts as typed: a table keeps only what somebody changed.
        self.completer.activated.connect(
            lambda _: QTimer.singleShot(0, box, lambda: box.setModified(True))
        )
        box.installEventFilter(self)

    def offer(self) -> None:
        """Read the offices again: the settings may have changed since."""
        from desktop.usecases.settings import offices

        workspace = self._context.workspace
        names = offices(workspace) if workspace is not None else []
        if names != self._names.stringList():
            self._names.setStringList(names)

    def show_all(self) -> None:
        """Every office, whatever is typed."""
        self.offer()
        if self._names.rowCount() and not self._box.isReadOnly():
            self.completer.setCompletionPrefix("")
            self.completer.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Focus reads the offices, ↓ shows them."""
        if event.type() == QEvent.Type.FocusIn:
            self.offer()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier)
        ):  # fmt: skip
            self.show_all()
            return True
        return False


class OfficeEditor(LineEditor):
    """A line for the name of an office."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.offer = OfficeOffer(self.box, context)
        # A chosen name is put in by the completer, not typed; it tells before it does so.
        self.offer.completer.activated.connect(lambda text: self.edited.emit(str(text), "text"))
