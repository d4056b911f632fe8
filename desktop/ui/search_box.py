"""The box in which one looks for something, with a cross that empties it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from desktop.ui.i18n import tr
from desktop.ui.theme import icon

_WIDEST = 380  # px


class SearchBox(QLineEdit):
    """``name`` is what screen readers call it."""

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self.setProperty("search", True)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText(name)
        offer_clear(self)
        self.setMaximumWidth(_WIDEST)


def offer_clear(line: QLineEdit) -> None:
    """A cross at the end that empties the line; Qt leaves it without a name."""
    line.setClearButtonEnabled(True)
    for action in line.findChildren(QAction):
        if not action.text():
            action.setText(tr("清空"))
