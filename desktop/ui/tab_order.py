"""Tab goes the way the eye goes, also where parts of a page come and go.

Qt appends a new widget at the end of the window's round, so a card that is made later would come
after everything. A container with a focus proxy must not be used together with this: left behind in
the round by its parts, it sends Tab back into itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


def stops(area: QWidget) -> list[QWidget]:
    """Where Tab stops inside an area: row by row, from left to right.

    What has the property ``first`` comes before the rest: the deeds above a table make sense only
    after one has been in the table.
    """
    found = [
        widget
        for widget in area.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.window() is area.window()  # the list that a combo box opens is not
        and not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    ]
    return sorted(found, key=lambda widget: _place(widget, area))


def _place(widget: QWidget, area: QWidget) -> tuple[bool, int, int]:
    """By the middle of a line: controls beside each other may differ in height.

    What surrounds others (a card with its buttons) comes before them.
    """
    corner = widget.mapTo(area, QPoint(0, 0))
    line = corner.y() + min(widget.height(), _LINE) // 2
    return not widget.property("first"), line // _LINE, corner.x()


_LINE = 20  # px: what is less apart stands in one line


def chain(areas: Iterable[QWidget]) -> list[QWidget]:
    """Put the stops of areas one after the other; returns them."""
    found = [stop for area in areas for stop in stops(area)]
    for first, second in pairwise(found):
        QWidget.setTabOrder(first, second)
    return found
