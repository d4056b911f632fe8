"""The line of tabs above a stack of pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.ui.widgets import row

_INSET = 11  # px: the words of the first tab then stand below those of a heading


def tab_bar(name: str) -> QTabBar:
    """Tabs as wide as their words; ``name`` is what a screen reader says."""
    made = QTabBar()
    made.setObjectName("asideTabs")
    made.setAccessibleName(name)
    made.setDrawBase(False)
    made.setExpanding(False)
    return made


def tab_strip(tabs: QTabBar) -> QWidget:
    """Tabs on a line that runs on to the edge of the page."""
    made = QWidget()
    made.setObjectName("tabStrip")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(row(tabs, 1, margins=(_INSET, 0, 0, 0)))
    return made
