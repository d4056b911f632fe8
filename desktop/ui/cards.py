"""Cards one below the other, as long as there are: a list that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.widgets import clear, column

_MARGINS = (20, 14, 20, 24)


class CardList(QScrollArea):
    """What shows cards: filled anew each time, from the top. ``ground`` names its paper in the style;
    "" lets that of the page around it show.
    """

    def __init__(
        self, margins: tuple[int, int, int, int] = _MARGINS, spacing: int = 14,
        ground: str = "pageBody",
    ) -> None:  # fmt: skip
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName(ground)
        outer = column(body, spacing=spacing, margins=margins)
        self._items = column(spacing=spacing)
        outer.addLayout(self._items)
        outer.addStretch(1)
        self.setWidget(body)

    def empty_cards(self) -> None:
        """Take all cards away."""
        clear(self._items)
        self.verticalScrollBar().setValue(0)

    def add_card(self, card: QWidget) -> None:
        """One more at the end."""
        self._items.addWidget(card)
