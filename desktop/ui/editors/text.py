"""Editors of what is typed as a line or as paragraphs: text, code, web address, number, money."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.editors.base import Editor, EditorContext, GrowingBox, LineBox
from desktop.ui.widgets import column
from forms import field_types
from forms.model import Field, Value

#: Texts up to this length fit a box of one line at half the page's width.
SHORT = 60
_LONG_CODES = ("impl_code", "biz_item_code")  # 31 and 33 digits


def is_short(field: Field) -> bool:
    """Whether a text is short by nature, so that one line and half the width will do."""
    if field.format in _LONG_CODES:
        return False
    if field.type in ("code", "integer", "money", "date", "datetime"):
        return True
    short_text = bool(field.max and field.max <= SHORT) or field.format == "phone"
    return field.type == "text" and short_text


class LineEditor(Editor):
    """One line: codes, addresses, short texts."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.box = LineBox()
        self.setFocusProxy(self.box)
        column(self).addWidget(self.box)
        self.box.textEdited.connect(lambda _: self.edited.emit(self.value(), "text"))

    def main_widget(self) -> QWidget:
        """The box."""
        return self.box

    @property
    def unfinished(self) -> bool:
        """Codes, numbers, days and addresses, while the box has the focus and was typed into."""
        return self.field.type != "text" and self.box.hasFocus() and self.box.isModified()

    def value(self) -> Value:
        """The text without blanks around it."""
        return self.box.text().strip() or None

    def set_value(self, value: Value) -> None:
        """Show the text; the cursor stays where nothing changes."""
        if value != self.value():
            self.box.setText(self.shown(value))
            if not self.box.hasFocus():
                self.box.setCursorPosition(0)

    def shown(self, value: Value) -> str:
        """How a value is written into the box."""
        return "" if value is None else str(value)

    def set_read_only(self, read_only: bool) -> None:
        """The text can still be copied."""
        self.box.setReadOnly(read_only)


class ParsedEditor(LineEditor):
    """A line that means something: number, money. Text without meaning stays text."""

    def value(self) -> Value:
        """What the text means, or the text."""
        text = self.box.text().strip()
        if not text:
            return None
        try:
            return field_types.parse(text, self.field)
        except field_types.ParseError:
            return text


class ParagraphEditor(Editor):
    """Text that may be long: the box grows with it."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        several = field.type == "longtext"
        self.box = GrowingBox(single=not several, lines=2 if several else 1)
        self.setFocusProxy(self.box)
        column(self).addWidget(self.box)
        self._text = ""
        self._value: Value = None
        self.box.textChanged.connect(self._on_text)

    def main_widget(self) -> QWidget:
        """The box."""
        return self.box

    def _on_text(self) -> None:
        # An input method that composes announces changes of a text that is still the same.
        text = self.box.toPlainText()
        if text == self._text:
            return
        self._text = text
        self._value = text if text.strip() else None
        self.edited.emit(self._value, "text")

    def value(self) -> Value:
        """The text; spelling of blanks and line ends as it was stored until somebody types."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show the text."""
        if value == self._value:
            return
        self._value = value
        self.box.blockSignals(True)
        self.box.setPlainText("" if value is None else str(value))
        self.box.blockSignals(False)
        self._text = self.box.toPlainText()
        self.box.fit()

    def set_read_only(self, read_only: bool) -> None:
        """The text can still be copied."""
        if read_only != self.box.isReadOnly():
            self.box.setReadOnly(read_only)
            # The style sheet looks at this property only when it is told to.
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)
