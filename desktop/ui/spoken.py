"""What screen readers call the things that the window paints itself.

Qt announces a widget of its own painting as a nameless surface. A class says what it is in
``SPOKEN``; its name is its accessible name as everywhere.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


@cache
def install() -> None:
    """Let painted widgets tell their role; once a program."""
    QAccessible.installFactory(_face)


def _face(_key: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "SPOKEN", None)
    if role is None or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, role)
