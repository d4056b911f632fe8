"""A legal basis as a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.editors.citation_law import CitationLaw
from desktop.ui.i18n import tr
from desktop.ui.messages import Messages
from desktop.ui.problem_words import shown
from desktop.ui.shortcuts import pressed
from desktop.ui.widgets import TONES, ElidedLabel, chip, column, label, link, row, set_property
from forms import field_types
from forms.citations import citation_head
from forms.model import Field, Value
from forms.problem import Problem, Severity

if TYPE_CHECKING:
    from desktop.usecases.citing import Standing

_VALIDITY_TONES = {"repealed": "block", "amended": "warn", "unverified": "warn",
                   "not_yet_in_force": "warn"}  # fmt: skip
_SECOND_LINE = ("level", "document_number", "issuing_body", "amended_date", "promulgated_date")


class BasisCard(QFrame):
    """One citation: title and article in bold, where it comes from below."""

    pressed = Signal()
    deed = Signal(str)  # the shortcut (basis.…) of what is wanted

    def __init__(self, field: Field, actions: Sequence[tuple[str, Callable[[], None]]]) -> None:
        super().__init__()
        self._field = field
        self.setProperty("card", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head = label(wrap=True, tone="strong")
        self.validity = chip("", "hint")
        self.detail = label(tone="quiet", wrap=True)
        self.quoted = ElidedLabel()
        self.quoted.setProperty("faint", True)
        self.printed = label(tone="quiet", wrap=True)
        self.printed.hide()
        self.law = CitationLaw()
        self.said = label(wrap=True)
        self.said.setProperty("note", "ok")
        self.said.hide()
        self.messages = Messages()
        self.links = [link(text, slot) for text, slot in actions]
        for item in self.links:
            item.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by key one says it to the card itself
        self._layout = column(self, spacing=4, margins=(12, 9, 12, 9))
        top = row(self.head, self.validity, self.law.chip, spacing=8)
        top.setStretch(0, 1)
        for mark in (self.validity, self.law.chip):
            top.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(top)
        below = row(self.detail, *self.links, spacing=10)
        below.setStretch(0, 1)
        below.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(below)
        self._layout.addWidget(self.quoted)
        self._layout.addWidget(self.law)
        self._layout.addWidget(self.said)
        self._layout.addWidget(self.messages)
        self._layout.addWidget(self.printed)

    def show_row(self, citation: Mapping[str, Value]) -> None:
        """Show a citation."""
        head = citation_head(citation) or tr("（未填依据名称）")
        self.head.setText(head)
        self.said.hide()
        self.setAccessibleName(tr("依据：{head}", head=head))
        columns = self._field.table.by_id if self._field.table else {}
        words = [_said(citation, columns[name]) for name in _SECOND_LINE if name in columns]
        if citation.get("amended_date"):
            words.pop()
        self.detail.setText(
            "　".join(filter(None, words)) or tr("点“编辑”补充颁布机关、日期和条款。")
        )
        quoted = " ".join(str(citation.get("quoted_text") or "").split())
        self.quoted.setText(quoted)
        # While the form is open the whole citation stands above it.
        self.quoted.setVisible(bool(quoted) and self.printed.isHidden())
        text = field_types.show_row(citation, self._field)
        self.printed.setText(tr("印出来是：{text}", text=text) if text else "")
        tone = _VALIDITY_TONES.get(str(citation.get("validity")), "")
        self.validity.setVisible(bool(tone))
        if tone and "validity" in columns:
            self.validity.setText(shown(citation.get("validity"), columns["validity"]))
            set_property(self.validity, "chip", tone)

    def show_problems(self, problems: Sequence[Problem], *, opened: bool) -> None:
        """Frame the card; while its form is open the form says it in detail."""
        tone = TONES[problems[0].severity] if problems else ""
        set_property(self, "card", tone if tone in ("block", "warn") else "true")
        heavy = [p for p in problems if p.severity is not Severity.HINT]
        self.messages.show_problems([] if opened else heavy, _place(problems))

    def show_standing(self, standing: Standing | None, *, read_only: bool) -> None:
        """Say what the law library says of the citation; the card is read out with it."""
        self.law.show_standing(standing, read_only=read_only)
        self.setAccessibleDescription(self.law.chip.accessibleName() if standing else "")

    def say(self, words: str) -> None:
        """What was just done to the citation."""
        self.said.setText(words)
        self.said.show()

    def put_form(self, form: QWidget) -> None:
        """Open the form inside the card, and show above it how the citation will be printed."""
        self._layout.addWidget(form)
        self.law.set_opened(True)
        form.show()
        self.printed.setVisible(bool(self.printed.text()))
        self.quoted.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens or closes the form."""
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Enter and the space bar."""
        names = ("basis.remove", "basis.up", "basis.down", "basis.paste",
                 "basis.compare", "basis.read", "basis.adopt")  # fmt: skip
        name = next((name for name in names if pressed(event, name)), "")
        if not self.hasFocus():
            super().keyPressEvent(event)
        elif pressed(event, "basis.open"):
            self.pressed.emit()
        elif name:
            self.deed.emit(name)
        else:
            super().keyPressEvent(event)


def _said(citation: Mapping[str, Value], column_field: Field) -> str:
    value = citation.get(column_field.id)
    suffix = {"amended_date": tr(" 修正"), "promulgated_date": tr(" 公布")}.get(column_field.id)
    if suffix:
        return f"{value}{suffix}" if value else ""
    return shown(value, column_field)


def _place(problems: Sequence[Problem]) -> str:
    """What the labels of all problems of a card begin with: 设定依据 第2行."""
    return " ".join(problems[0].label.split(" ")[:2]) if problems else ""
