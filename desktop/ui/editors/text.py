"""Editors of what is typed as a line or as paragraphs: text, code, web address, number, money."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.editors.base import Editor, EditorContext, GrowingBox, LineBox
from desktop.ui.editors.code_words import FORMATS, code_hint, tidy_code
from desktop.ui.i18n import tr
from desktop.ui.widgets import column, label, row, set_property
from forms import field_types
from forms.model import Field, Value
from forms.values.money import grouped, in_capitals

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


def line_editor(field: Field, context: EditorContext) -> LineEditor:
    """The editor of a code, or of any other single line."""
    known = field.type == "code" and field.format in FORMATS
    return (CodeEditor if known else LineEditor)(field, context)


class LineEditor(Editor):
    """One line: codes, addresses, short texts."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.box = LineBox()
        self.set_main(self.box)
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


class CodeEditor(LineEditor):
    """A code: while it is typed its groups and its check digit are told below the box."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.hint = label(tone="faint", wrap=True)
        self.hint.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(3)
        layout.addWidget(self.hint)
        self.box.textChanged.connect(lambda _: self._tell())
        self.box.editingFinished.connect(self._tidy)

    def value(self) -> Value:
        """As codes are kept: half width, capitals, no blanks."""
        return tidy_code(self.box.text()) or None

    def set_value(self, value: Value) -> None:
        """Show the code as it is stored, be it untidy."""
        if value != self.value() and str(value or "") != self.box.text():
            self.box.setText(self.shown(value))
            if not self.box.hasFocus():
                self.box.setCursorPosition(0)

    def _tidy(self) -> None:
        value = self.value()
        if self.box.isModified() and value is not None and self.box.text() != value:
            self.box.setText(str(value))

    def _tell(self) -> None:
        found = code_hint(self.box.text(), self.field.format)
        self.hint.setVisible(found is not None)
        if found is not None:
            self.hint.setText(found.text)
            for tone in ("faint", "quiet"):
                set_property(self.hint, tone, tone == "faint" and found.tone == "faint")
            set_property(self.hint, "note", "" if found.tone == "faint" else found.tone)


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


class MoneyEditor(ParsedEditor):
    """An amount: thousands apart once the box is left, in capitals below it."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.capitals = label(tone="faint", wrap=True)
        self.capitals.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(self.box)
        layout.setSpacing(3)
        line = row(self.box, label(tr("元"), tone="quiet"), spacing=6)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self.capitals)
        self.box.textChanged.connect(lambda _: self._tell())
        self.box.editingFinished.connect(self._tidy)

    def shown(self, value: Value) -> str:
        """With thousands apart."""
        return grouped(value) if isinstance(value, str) else super().shown(value)

    def _tidy(self) -> None:
        value = self.value()
        if isinstance(value, str) and self.box.text() != grouped(value):
            self.box.setText(grouped(value))

    def _tell(self) -> None:
        value = self.value()
        words = in_capitals(value) if isinstance(value, str) else ""
        self.capitals.setText(tr("大写：{words}", words=words))
        self.capitals.setVisible(bool(words))


class ParagraphEditor(Editor):
    """Text that may be long: the box grows with it."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        several = field.type == "longtext"
        self.box = GrowingBox(single=not several, lines=2 if several else 1)
        self.set_main(self.box)
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
