"""What stands above and below the pages of the preview: editions, page, zoom, saving."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop.ui.i18n import tr
from desktop.ui.page_view import PageView
from desktop.ui.widgets import FlowLayout, label, link, row
from desktop.usecases.previewing import GUIDE_EDITIONS

_NARROW = 290  # px; below, only what is needed


class EditionBar(QWidget):
    """The editions of a guide; ``chosen`` carries the edition's key."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        line = FlowLayout()  # a narrow panel takes two lines
        for edition, title in GUIDE_EDITIONS.items():
            made = QPushButton(tr(title))
            made.setProperty("chip", True)
            made.setCheckable(True)
            made.setToolTip(tr("打印预览：{title}", title=tr(title)))
            made.clicked.connect(lambda _=False, name=edition: self.chosen.emit(name))
            self._group.addButton(made)
            self.buttons[edition] = made
            line.addWidget(made)
        around = row(margins=(12, 8, 12, 8))
        around.addLayout(line)
        self.setLayout(around)

    def check(self, edition: str) -> None:
        """Show which edition it is."""
        if edition in self.buttons:
            self.buttons[edition].setChecked(True)


class PreviewFoot(QWidget):
    """Page x of y, zoom, 另存为 PDF."""

    save_wanted = Signal()

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self.setObjectName("asideFoot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = view
        self.place = label(tone="quiet")
        self.smaller = link("－", lambda: view.zoom_by(-1), name=tr("缩小"))
        self.zoom = link(tr("适合宽度"), view.zoom_to_fit)
        self.larger = link("＋", lambda: view.zoom_by(1), name=tr("放大"))
        self.save_button = link(tr("另存为 PDF"), self.save_wanted.emit)
        for item, tip in (
            (self.smaller, tr("缩小 Ctrl+－")),
            (self.larger, tr("放大 Ctrl+＋")),
            (self.zoom, tr("适合宽度 Ctrl+0")),
        ):
            item.setToolTip(tip)
        parts = (self.place, 1, self.smaller, self.zoom, self.larger, 1, self.save_button)
        self.setLayout(row(*parts, spacing=4, margins=(14, 7, 12, 7)))
        view.zoom_changed.connect(self._show_zoom)
        view.place_changed.connect(self._show_place)
        self._show_place(0, 0)

    def _show_place(self, page: int, count: int) -> None:
        self.place.setText(tr("第 {page} / {count} 页", page=page, count=count) if count else "")
        self.save_button.setEnabled(count > 0)

    def _show_zoom(self, percent: int) -> None:
        self.zoom.setText(tr("适合宽度") if self._view.fit else f"{percent} %")
        self.zoom.setAccessibleName(tr("缩放 {percent} %，按下后适合宽度", percent=percent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self.zoom.setVisible(self.width() >= _NARROW)


def busy_line() -> QProgressBar:
    """A thin line that moves while something is on its way; its room stays when it is hidden."""
    made = QProgressBar()
    made.setTextVisible(False)
    made.setRange(0, 0)
    made.setAccessibleName(tr("正在更新打印预览"))
    made.setStyleSheet("min-height: 3px; max-height: 3px; border-radius: 0;")
    policy = made.sizePolicy()
    # Otherwise the pages would jump each time that it comes and goes.
    policy.setRetainSizeWhenHidden(True)
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    made.setSizePolicy(policy)
    made.hide()
    return made
