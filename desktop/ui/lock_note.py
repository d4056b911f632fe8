"""Why a field is locked (锁定), under its label; and the way to lift the lock for a written reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.i18n import tr
from desktop.ui.widgets import ElidedLabel, button, chip, column, label, link, row


class LockNote(QWidget):
    """One line: 已锁定, the reason, a link; a box for the reason below it once that was pressed.

    ``unlock_wanted`` carries what was typed; ``lock_wanted`` takes an unlocking back.
    """

    unlock_wanted = Signal(str)
    lock_wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.reason = ""
        self.sign = chip(tr("已锁定"), "badge")
        self.words = ElidedLabel(tr("上级目录统一规定"))
        self.words.setProperty("faint", True)
        self.open_link = link(tr("解除锁定…"), self.ask, name=tr("解除“{name}”的锁定", name=name))
        self.lock_link = link(
            tr("恢复锁定"), self.lock_wanted.emit, name=tr("恢复“{name}”的锁定", name=name)
        )
        self.box = QLineEdit()
        self.box.setAccessibleName(tr("为什么要改动“{name}”", name=name))
        self.box.setPlaceholderText(tr("写明为什么要改动，会记入日志"))
        self.box.returnPressed.connect(self._unlock)
        self.unlock_button = button(tr("解除锁定"), self._unlock)
        self.keep_button = button(tr("不解除"), self._keep)
        self.wrong = label(wrap=True)
        self.wrong.setProperty("note", "block")
        self._asking = QWidget()
        line = row(self.box, self.unlock_button, self.keep_button)
        line.setStretch(0, 1)
        self._asking.setLayout(line)
        head = row(self.sign, self.words, self.open_link, self.lock_link, spacing=8)
        head.setStretch(1, 1)
        layout = column(self, spacing=6, margins=(0, 0, 0, 2))
        layout.addLayout(head)
        layout.addWidget(self._asking)
        layout.addWidget(self.wrong)
        self.setFocusProxy(self.open_link)

    def show_reason(self, reason: str, *, liftable: bool) -> None:
        """Show why it is locked; hidden without a reason."""
        self.reason = reason
        self.words.setText(tr("上级目录统一规定"))
        self.words.setToolTip(reason)
        self.sign.setToolTip(reason)
        self.sign.show()
        self.open_link.setVisible(liftable)
        self.lock_link.hide()
        self._asking.hide()
        self.wrong.hide()
        self.setVisible(bool(reason))

    def ask(self) -> None:
        """Ask for the reason."""
        self._asking.show()
        self.open_link.hide()
        self.box.setFocus()

    def say(self, words: str) -> None:
        """Say why the lock was not lifted."""
        self.wrong.setText(words)
        self.wrong.show()

    def say_lifted(self) -> None:
        """Say that the lock is gone, and offer to take that back."""
        self.words.setText(tr("已解除锁定，理由已记入日志。"))
        for part in (self.sign, self.open_link, self._asking, self.wrong):
            part.hide()
        self.lock_link.show()
        self.box.clear()
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves it locked."""
        if event.key() == Qt.Key.Key_Escape and self._asking.isVisible():
            self._keep()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        self._asking.hide()
        self.wrong.hide()
        self.open_link.show()
        self.open_link.setFocus()

    def _unlock(self) -> None:
        self.unlock_wanted.emit(self.box.text())
