"""Editor of legal bases: each citation is a card; its form opens inside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.editors.base import Editor, EditorContext, GrowingBox, leftover
from desktop.ui.editors.basis_card import BasisCard
from desktop.ui.editors.basis_law import BasisLaw
from desktop.ui.editors.citation_desk import CitationDesk
from desktop.ui.editors.citation_law import ADOPT, COMPARE, READ
from desktop.ui.editors.law_words import came_words, kept_words
from desktop.ui.editors.row_form import RowForm
from desktop.ui.i18n import tr
from desktop.ui.shortcuts import pressed
from desktop.ui.widgets import button, clear, column, label, link, row
from desktop.usecases import compiling
from desktop.usecases.citing import Taken
from forms.model import Field, Need, Value
from forms.problem import Problem
from forms.record import steps


class BasisEditor(Editor):
    """The citations of a field, in order."""

    fix_wanted = Signal(object)
    shows_rows = True

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._value: Value = None
        self._open = -1
        self._read_only = False
        self._problems: tuple[Problem, ...] = ()
        self.cards: list[BasisCard] = []
        self.form: RowForm | None = None
        self.desk: CitationDesk | None = None
        self.law = BasisLaw(self)
        self.law.adopted.connect(self._on_adopted)
        self._raw = label(tone="quiet", wrap=True)
        self.split_button = link(tr("拆成依据"), self._split)
        self._list = column(spacing=8)
        self.add_button = button(tr("添加依据"), self.add)
        self.paste_button = link(tr("粘贴依据文字，自动拆开"), self._toggle_paste)
        self.paste = self._make_paste()
        layout = column(self, spacing=8)
        layout.addWidget(self._raw)
        layout.addLayout(row(self.split_button, 1))
        layout.addLayout(self._list)
        layout.addLayout(row(self.add_button, self.paste_button, 1))
        layout.addWidget(self.paste)
        self.set_main(self.add_button)
        self._rebuild()

    def _make_paste(self) -> QFrame:
        self.paste_box = GrowingBox(lines=3)
        self.paste_box.setPlaceholderText(
            tr("把清单里的依据整段粘贴到这里，如：《中华人民共和国行政许可法》第四十二条：……")
        )
        frame = QFrame()
        frame.setProperty("card", "true")
        layout = column(frame, margins=(10, 10, 10, 10))
        layout.addWidget(self.paste_box)
        layout.addLayout(
            row(1, link(tr("取消"), frame.hide), button(tr("拆成依据"), self._take_pasted))
        )
        frame.hide()
        return frame

    # value

    def rows(self) -> list[dict[str, Any]]:
        """The citations."""
        items = self._value if isinstance(self._value, list) else []
        return [dict(item) for item in items if isinstance(item, Mapping)]

    def value(self) -> Value:
        """The rows, or the text that stood there."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show citations."""
        if value != self._value:
            self._value = value
            if self._open >= len(self.rows()):
                self._open = -1
            self._rebuild()

    def set_read_only(self, read_only: bool) -> None:
        """Cards can still be opened."""
        self._read_only = read_only
        self.add_button.setVisible(not read_only)
        self.paste_button.setVisible(not read_only)
        if self.form is not None:
            self.form.set_read_only(read_only)
        self._rebuild()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Each problem to its card."""
        self._problems = tuple(problems)
        for number, card in enumerate(self.cards):
            card.show_problems(self._of(number), opened=number == self._open)
        if self.form is not None and self._open >= 0:
            self.form.show_problems(self._problems, f"{self.field.id}[{self._open}]")

    def _of(self, number: int) -> list[Problem]:
        prefix = f"{self.field.id}[{number}]"
        return [p for p in self._problems if p.field == prefix or p.field.startswith(f"{prefix}.")]

    def reveal(self, path: str) -> None:
        """Open the card and go to the column."""
        place = list(steps(f"row{path}")) if path.startswith("[") else []
        if not place or place[0][1] is None or place[0][1] >= len(self.cards):
            super().reveal(path)
            return
        self._show_form(place[0][1])
        if self.form is not None:
            self.form.reveal(path.partition("].")[2])

    def place(self) -> str:
        """The open citation, and the column of it that is being filled in."""
        if not 0 <= self._open < len(self.cards):
            return ""
        inner = self.form.place() if self.form is not None else ""
        return f"[{self._open}].{inner}" if inner else f"[{self._open}]"

    # deeds

    def add(self) -> None:
        """A new citation with its form open."""
        columns = self.field.columns
        fresh = {item.id: item.default for item in columns if item.default is not None}
        if self.field.role:
            fresh["role"] = self.field.role
        raw = leftover(self._value)
        if raw and any(item.id == "quoted_text" for item in columns):
            fresh["quoted_text"] = raw
        self._change([*self.rows(), fresh])
        self._show_form(len(self.cards) - 1)
        if self.form is not None:
            self.form.reveal("title")

    def _split(self) -> None:
        found = compiling.read_basis(leftover(self._value), self.field)
        if found:
            self._change([*self.rows(), *(dict(item) for item in found)])
        else:
            self.add()

    def _toggle_paste(self) -> None:
        self.paste.setVisible(self.paste.isHidden())
        self.paste_box.setFocus()

    def _take_pasted(self) -> None:
        self.take_text(self.paste_box.toPlainText())
        self.paste_box.clear()
        self.paste.hide()

    def take_text(self, text: str) -> None:
        """Split a whole text of citations into cards, as one step."""
        found = compiling.read_basis(text, self.field)
        if found:
            self._change([*self.rows(), *(dict(item) for item in found)])
            self.cards[len(self.cards) - len(found)].setFocus(Qt.FocusReason.OtherFocusReason)

    def paste_citations(self) -> None:
        """Ctrl+V on a card or on the button: the text of the clipboard as cards."""
        if not self._read_only:
            self.take_text(QGuiApplication.clipboard().text())

    def _do(self, name: str, number: int) -> None:
        """What a card was asked for by key; the focus stays on the card."""
        if name in (COMPARE, READ, ADOPT):
            self.law.ask(name, number)
            return
        if self._read_only:
            return
        place = number
        if name == "basis.remove":
            self._delete(number)
        elif name == "basis.paste":
            self.paste_citations()
            return
        else:
            place = number + (-1 if name == "basis.up" else 1)
            self._move(number, place - number)
        place = max(0, min(place, len(self.cards) - 1))
        target = self.cards[place] if self.cards else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Esc in the form closes the card; the page, which leaves the record with it, waits."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and self._inside() and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the boxes inside leave."""
        if event.key() == Qt.Key.Key_Escape and self._inside():
            self._close()
        elif pressed(event, "basis.paste") and not self._inside():
            self.paste_citations()
        elif self._inside() and (name := _law_key(event)) and self._open >= 0:
            self.law.ask(name, self._open)
        else:
            super().keyPressEvent(event)

    def _inside(self) -> bool:
        """Whether the focus is in the form of a card, or in the box for pasting."""
        focus: QWidget | None = self.window().focusWidget()
        parts = (self.form, self.paste)
        return focus is not None and any(part and part.isAncestorOf(focus) for part in parts)

    def _close(self) -> None:
        number = self._open
        self.paste.hide()
        self._open = -1
        self._rebuild()
        target = self.cards[number] if 0 <= number < len(self.cards) else self.paste_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _delete(self, number: int) -> None:
        rows = self.rows()
        del rows[number]
        self._open = -1
        self._change(rows)

    def _move(self, number: int, by: int) -> None:
        rows = self.rows()
        if 0 <= number + by < len(rows):
            rows[number], rows[number + by] = rows[number + by], rows[number]
            self._open = -1
            self._change(rows)

    def _change(self, rows: list[dict[str, Any]]) -> None:
        self._value = rows or None
        self._rebuild()
        self.edited.emit(self._value, "*")

    def _toggle(self, number: int) -> None:
        if self._open == number:
            self._close()
        else:
            self._show_form(number)
            if self.form is not None:
                self.form.reveal("title")

    def _show_form(self, number: int) -> None:
        self._open = number
        self._rebuild()

    def _on_form_edited(self, name: str, value: Value, part: str) -> None:
        rows = self.rows()
        changed = {**rows[self._open], name: value}
        rows[self._open] = {key: item for key, item in changed.items() if item is not None}
        self._value = rows
        self.cards[self._open].show_row(rows[self._open])
        if self.desk is not None:
            self.desk.typed(rows[self._open])
        self.law.look_later()
        self.edited.emit(rows, part if part == "*" else f"{self._open}.{name}.{part}")

    def _on_taken(self, number: int, row: Mapping[str, Value], taken: Taken) -> bool:
        """What came in from the law library, as one step; not if the row changed meanwhile."""
        rows = self.rows()
        if self._read_only or number >= len(rows) or rows[number] != row:
            return False
        rows[number] = dict(taken.row)
        self._value = rows
        self.cards[number].show_row(rows[number])
        if number == self._open and self.form is not None and self.desk is not None:
            self.form.set_row(rows[number])
            self.desk.begin(number, rows[number])
        self.law.look_later()
        self.edited.emit(rows, "*")
        return True

    def _on_adopted(self, number: int, row: Mapping[str, Value], taken: Taken | None) -> None:
        if taken is not None and self._on_taken(number, row, taken):
            fields = {item.id: item for item in self.field.columns}
            self.cards[number].say(came_words(taken, fields) + kept_words(taken, fields))

    def showEvent(self, event: QShowEvent) -> None:
        """What was not in sight was not looked up."""
        super().showEvent(event)
        self.law.look_later()

    # drawing

    def _rebuild(self) -> None:
        if self.form is not None:
            self.form.setParent(self)
            self.form.hide()
        clear(self._list)
        raw = leftover(self._value)
        self._raw.setText(tr("原来写的是：{raw}", raw=raw))
        self._raw.setVisible(bool(raw))
        self.split_button.setVisible(bool(raw) and not self._read_only)
        rows = self.rows()
        self.cards = [self._card(number, len(rows)) for number in range(len(rows))]
        for card, item in zip(self.cards, rows, strict=True):
            card.show_row(item)
            self._list.addWidget(card)
            card.show()  # at once: the focus may be meant for it
        if 0 <= self._open < len(self.cards):
            self._put_form()
        self.law.dress(self.cards, read_only=self._read_only)
        self.show_problems(self._problems)

    def _card(self, number: int, count: int) -> BasisCard:
        opened = number == self._open
        actions: list[tuple[str, Callable[[], None]]] = [
            (
                tr("收起") if opened else tr("查看") if self._read_only else tr("编辑"),
                lambda: self._toggle(number),
            )
        ]
        if not self._read_only:
            if number:
                actions.append((tr("上移"), lambda: self._move(number, -1)))
            if number < count - 1:
                actions.append((tr("下移"), lambda: self._move(number, 1)))
            actions.append((tr("删除"), lambda: self._delete(number)))
        card = BasisCard(self.field, actions)
        card.pressed.connect(lambda: self._toggle(number))
        card.deed.connect(lambda name: self._do(name, number))
        card.messages.fix_wanted.connect(self.fix_wanted)
        return card

    def _put_form(self) -> None:
        if self.form is None:
            columns = [c for c in self.field.columns if c.need is not Need.AUTOMATIC]
            self.form = RowForm(columns, self.context)
            self.form.edited.connect(self._on_form_edited)
            self.form.fix_wanted.connect(self.fix_wanted)
            self.form.set_read_only(self._read_only)
            self.desk = CitationDesk(self.form, self.field, self.context)
            self.desk.taken.connect(self._on_taken)
        self.form.set_row(self.rows()[self._open])
        if self.desk is not None:
            self.desk.begin(self._open, self.rows()[self._open])
        self.cards[self._open].put_form(self.form)


def _law_key(event: QKeyEvent) -> str:
    return next((name for name in (COMPARE, READ, ADOPT) if pressed(event, name)), "")
