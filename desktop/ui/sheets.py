"""A page of several sheets: their names at the left, one sheet at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.nav import NavButton
from desktop.ui.page import Page
from desktop.ui.widgets import column, row, scroll_area

_SIDE = 150  # px


class SheetPage(Page):
    """Subclasses add their sheets, then call `close_sheets`."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self.nav: dict[str, NavButton] = {}
        self._rows = column(spacing=0, margins=(10, 14, 10, 14))
        self._group = QButtonGroup(self)

    def add_sheet(
        self, title: str, sheet: QWidget, shown: Callable[[], object] | None = None
    ) -> None:
        """One more sheet; ``shown`` is called when somebody goes to it."""
        made = NavButton(title)
        self._group.addButton(made)
        self._rows.addWidget(made)
        self.nav[title] = made
        self.stack.addWidget(sheet)
        made.clicked.connect(lambda: self.stack.setCurrentWidget(sheet))
        made.step_wanted.connect(lambda turn: self._step(title, turn))
        if shown is not None:
            made.clicked.connect(lambda _=False: shown())

    def close_sheets(self) -> None:
        """All sheets are there: lay out, and show the first."""
        self._rows.addStretch(1)
        side = QFrame()
        side.setObjectName("sections")
        side.setFixedWidth(_SIDE)
        side.setLayout(self._rows)
        line = row(side, self.stack, spacing=0)
        line.setStretch(1, 1)
        self.body.addLayout(line, 1)
        next(iter(self.nav.values())).click()

    def _step(self, title: str, turn: int) -> None:
        titles = list(self.nav)
        self.nav[titles[(titles.index(title) + turn) % len(titles)]].setFocus()


def scroll_sheet() -> tuple[QScrollArea, QVBoxLayout]:
    """A sheet of cards that scrolls when the window is low, and the layout for the cards."""
    body = QWidget()
    body.setObjectName("pageBody")
    body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    inner = column(body, spacing=14, margins=(20, 18, 20, 24))
    area = scroll_area(body)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
    return area, inner
