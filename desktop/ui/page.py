"""What all pages share: a header with title and buttons, a body below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.widgets import ElidedLabel, column, label, row


class Page(QWidget):
    """A place in the window. Subclasses fill ``buttons`` and ``body``."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.crumb = ElidedLabel("")
        self.crumb.setProperty("quiet", True)
        self.crumb.hide()
        self.title = ElidedLabel("")
        self.title.setObjectName("pageTitle")
        self.badge = label()
        self.badge.setProperty("chip", "badge")
        self.badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.badge.hide()
        self.buttons = row(spacing=10)
        self.body: QVBoxLayout = column(spacing=0)
        outer = column(self, spacing=0)
        outer.addWidget(self._make_header())
        outer.addLayout(self.body, 1)

    def _make_header(self) -> QWidget:
        header = QWidget()
        header.setObjectName("header")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        header.setFixedHeight(66)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title.setMinimumWidth(80)
        words = column(spacing=1)
        words.addStretch(1)
        words.addWidget(self.crumb)
        words.addLayout(row(self.title, self.badge, 1, spacing=16))
        words.addStretch(1)
        line = row(spacing=16, margins=(20, 0, 20, 0))
        line.addLayout(words, 1)
        line.addLayout(self.buttons)
        header.setLayout(line)
        return header

    def set_title(self, title: str, crumb: str = "", badge: str = "") -> None:
        """What the page is about."""
        self.title.setText(title)
        self.title.updateGeometry()
        self.crumb.setText(crumb)
        self.crumb.setVisible(bool(crumb))
        self.badge.setText(badge)
        self.badge.setVisible(bool(badge))

    def focus_search(self) -> bool:
        """Ctrl+F: go to the page's own search box; False when it has none."""
        return False

    def foot(self) -> int:
        """How high the bar at the bottom is that a notice must not cover, in px; 0 without one."""
        return 0

    def arrive(self) -> None:
        """Called when the rail leads here."""

    def leave(self) -> bool:
        """Called before another page shows; False keeps this one."""
        return True
