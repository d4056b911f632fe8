"""A page that is longer than the window: cards one below the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.page import Page
from desktop.ui.task import card
from desktop.ui.widgets import column, label, scroll_area

WIDEST = 720  # px, as on the other pages with cards


def scroll_column(page: Page) -> tuple[QScrollArea, QVBoxLayout]:
    """Give the page a body that scrolls; the area and the layout for its cards."""
    body = QWidget()
    body.setObjectName("pageBody")
    inner = column(body, spacing=14, margins=(20, 18, 20, 24))
    area = scroll_area(body)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
    page.body.addWidget(area)
    return area, inner


def titled_card(title: str, about: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A card with a heading and a line that says what it is for."""
    frame, layout = card()
    frame.setMaximumWidth(WIDEST)
    heading = label(title)
    heading.setObjectName("sectionTitle")
    layout.addWidget(heading)
    if about:
        layout.addWidget(label(about, tone="quiet", wrap=True))
    return frame, layout
