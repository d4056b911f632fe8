"""Asks for a passphrase on the page: once to open something, twice to close it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit

from desktop.ui.i18n import tr
from desktop.ui.widgets import button, column, label, row

_WIDEST = 320  # px


class PassphraseBox(QFrame):
    """Hidden until it asks. What is typed is forgotten with the answer."""

    def __init__(self, shortest: int) -> None:
        super().__init__()
        self._shortest = shortest
        self._twice = False
        self._slot: Callable[[str], object] | None = None
        self.title = label(tone="strong", wrap=True)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first_name, self.second_name = label(tr("口令")), label(tr("再输一遍"))
        for box, name in ((self.first, self.first_name), (self.second, self.second_name)):
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setMaximumWidth(_WIDEST)
            box.returnPressed.connect(self.answer)
            name.setProperty("fieldLabel", True)
            name.setBuddy(box)
        self.first.setAccessibleName(tr("口令"))
        self.second.setAccessibleName(tr("再输一遍口令"))
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        self.ok_button = button(tr("确定"), self.answer, primary=True)
        self.cancel_button = button(tr("取消"), self.close_box)
        layout = column(self, spacing=6, margins=(0, 6, 0, 6))
        for item in (self.title, self.first_name, self.first, self.second_name, self.second,
                     self.message):  # fmt: skip
            layout.addWidget(item)
        layout.addLayout(row(self.ok_button, self.cancel_button, 1))
        self.hide()

    def ask(self, title: str, slot: Callable[[str], object], *, twice: bool) -> None:
        """Ask; ``slot`` gets the passphrase."""
        self._slot, self._twice = slot, twice
        self.title.setText(title)
        for item in (self.second, self.second_name):
            item.setVisible(twice)
        self._forget()
        self.show()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self) -> None:
        """Judge what was typed, and hand it on."""
        text = self.first.text()
        if self._twice and len(text) < self._shortest:
            self._complain(tr("口令至少 {count} 个字符。", count=self._shortest))
        elif self._twice and text != self.second.text():
            self._complain(tr("两次输入的口令不一样。"))
        elif not text:
            self._complain(tr("请输入口令。"))
        elif self._slot is not None:
            slot = self._slot
            self.close_box()
            slot(text)

    def close_box(self) -> None:
        """Ask no more."""
        self._slot = None
        self._forget()
        self.hide()

    def _complain(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        self.first.clear()
        self.second.clear()
        self.message.hide()
