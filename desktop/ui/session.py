"""Where the work stands, kept as one goes, so that the next start goes on from there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.entry_page import EntryPage
from desktop.usecases.recovery import Place, PlaceFile
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

PAUSE = 400  # ms after the focus moved, before it is written down


class Session(QObject):
    """One library's place, in a file beside the settings of the user.

    A mark says that the program is open; when it is found at the start, the program was not
    closed but killed.
    """

    def __init__(self, settings: QSettings, entry: EntryPage, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = Path(settings.fileName()).parent
        self._entry = entry
        self._file: PlaceFile | None = None
        self._place: Place | None = None
        self._at = ""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.keep)
        entry.model.loaded.connect(self._on_loaded)
        entry.model.changed.connect(lambda _: self._on_changed())
        entry.saver.saved.connect(self._on_saved)
        entry.moved.connect(self._timer.start)

    def begin(self, workspace: Workspace) -> tuple[Place | None, bool]:
        """Where the last session stood, if it stood in a record, and whether it was killed.

        A library that is read-only here may be open in another window: its place is not ours.
        """
        if workspace.library.read_only:
            return None, False
        self._file = PlaceFile(self._folder, workspace.library.path)
        place, killed = self._file.read()
        self._write(place, is_open=True)
        return place, killed

    def end(self) -> None:
        """The library is closed in good order."""
        if self._file is not None:
            self.keep()
            self._write(self._place, is_open=False)
            self._file = None

    def left(self) -> None:
        """Another page than a record is on show."""
        if self._file is not None and self._place is not None:
            self._timer.stop()
            self._write(None, is_open=True)

    def keep(self, *, unsaved: bool | None = None) -> None:
        """Write down record, field and cursor as they are."""
        entry = self._entry
        self._timer.stop()
        if self._file is None or not entry.model.is_open or not entry.isVisible():
            return
        if unsaved is None:
            unsaved = entry.saver.dirty
        record = entry.model.record.uuid
        self._write(Place(record, entry.here(), cursor_in(entry), self._at, unsaved), is_open=True)

    def _write(self, place: Place | None, *, is_open: bool) -> None:
        self._place = place
        if self._file is not None:
            self._file.write(place, is_open=is_open)

    def _on_loaded(self) -> None:
        self._at = ""
        self._timer.start()

    def _on_changed(self) -> None:
        # Once a burst of typing: the mark that something is not on disk yet.
        if self._place is not None and not self._place.unsaved:
            self.keep(unsaved=True)

    def _on_saved(self, record: Record) -> None:
        self._at = record.updated_at
        self.keep()


def cursor_in(entry: EntryPage) -> int:
    """How far into the text of the focused box the cursor stands; 0 where there is none."""
    box: QWidget | None = entry.window().focusWidget()
    if box is None or not entry.isAncestorOf(box):
        return 0
    if isinstance(box, QLineEdit):
        return box.cursorPosition()
    return box.textCursor().position() if isinstance(box, QPlainTextEdit) else 0


def put_cursor(entry: EntryPage, cursor: int) -> None:
    """The inverse of `cursor_in`, as far as the text still reaches."""
    box: QWidget | None = entry.window().focusWidget()
    if box is None or not entry.isAncestorOf(box):
        return
    if isinstance(box, QLineEdit):
        box.deselect()
        box.setCursorPosition(min(cursor, len(box.text())))
    elif isinstance(box, QPlainTextEdit):
        at = box.textCursor()
        at.setPosition(min(cursor, max(0, box.document().characterCount() - 1)))
        box.setTextCursor(at)
