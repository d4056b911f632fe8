"""What every editor of a field can do, and the text boxes that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.ui.widgets import TONES, RecordKeys, set_property
from forms.model import Field, Value
from forms.problem import Problem

if TYPE_CHECKING:
    from desktop.ui.jobs import JobRunner
    from desktop.usecases.workspace import Workspace

_LINES_MOST = 14
_PADDING = 11


@dataclass(frozen=True)
class EditorContext:
    """What an editor may need beside its field: the library for references and attachments, and
    the way to another page of the window.
    """

    runner: JobRunner
    workspace: Workspace | None = None
    go: Callable[[str], None] | None = None


class Editor(QWidget):
    """Shows and changes the value of one field.

    ``edited`` carries the new value and the place inside the field that was typed into ("*": a
    deed of its own that never merges with the next one). A value that cannot be understood is
    shown, kept and given back as the text it is.
    """

    edited = Signal(object, str)

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__()
        self.field = field
        self.context = context
        self._main: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> Value:
        """The value as shown; None when nothing is filled in."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show a value; tells nobody."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Show without letting anybody change."""
        self.setEnabled(not read_only)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the box by the heaviest problem; the words stand in the row below."""
        tone = TONES[problems[0].severity] if problems else ""
        set_property(self.main_widget(), "severity", tone)

    def main_widget(self) -> QWidget:
        """What gets the focus, the label and the frame of a problem."""
        return self._main or self

    def set_main(self, widget: QWidget) -> None:
        """What gets the focus. No focus proxy: that catches the Tab key (`desktop.ui.tab_order`)."""
        self._main = widget

    @property
    def unfinished(self) -> bool:
        """Whether a value is being typed that means something only as a whole (a day, a number):
        it is judged when the box is left.
        """
        return False

    def place(self) -> str:
        """The place inside the field that is at hand, as `reveal` takes it; empty for the whole."""
        return ""

    def reveal(self, path: str) -> None:
        """Go to a place inside the field; ``path`` is what follows the field's name."""
        self.main_widget().setFocus(Qt.FocusReason.OtherFocusReason)


def leftover(value: Value) -> str:
    """What stands in a table field without being a row, as text; empty when all are rows."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return "；".join(str(item) for item in items if not isinstance(item, Mapping))


class LineBox(QLineEdit):
    """One line of text that leaves undo to the record."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._guard = RecordKeys(self)
        self.installEventFilter(self._guard)


class GrowingBox(QPlainTextEdit):
    """Text that is always shown whole: the box grows with it.

    ``single`` boxes hold one paragraph: names and sentences, not lists.
    """

    def __init__(self, *, single: bool = False, lines: int = 1) -> None:
        super().__init__()
        self._single = single
        self._least = lines
        self._guard = RecordKeys(self)
        self.installEventFilter(self._guard)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.fit())
        self.fit()

    def fit(self) -> None:
        """Take the height of the text."""
        line = self.fontMetrics().lineSpacing()
        text = max(self._text_height(), self._least * line)
        height = min(text, _LINES_MOST * line) + _PADDING
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if text > _LINES_MOST * line else policy.ScrollBarAlwaysOff
        )
        if height != self.height():
            self.setFixedHeight(height)

    def _text_height(self) -> int:
        """Height of all lines at the present width. The document itself counts lazily: after a
        resize it says one line for each paragraph until it was painted.
        """
        layout = self.document().documentLayout()
        height, block = 0.0, self.document().firstBlock()
        while block.isValid():
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        return round(height)

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower means higher."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One paragraph has no Enter."""
        if self._single and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text only; line breaks become blanks where there is one paragraph."""
        text = source.text()
        self.insertPlainText(" ".join(text.split("\n")) if self._single else text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page unless there is more text than the box shows and it has the focus."""
        bar = self.verticalScrollBar()
        if self.hasFocus() and bar.maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()
