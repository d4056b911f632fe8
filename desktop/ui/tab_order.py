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


def stops(area: QWidget, also: QWidget | None = None) -> list[QWidget]:
    """Where Tab stops inside an area: row by row, from left to right; ``also`` stands among them
    (a chip that only arrows reach, and that has the focus now).

    What has the property ``first`` comes before the rest: the deeds above a table make sense only
    after one has been in the table.
    """
    found = [
        widget
        for widget in area.findChildren(QWidget)
        if widget is also
        or (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.window() is area.window()  # the list that a combo box opens is not
            and not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
        )
    ]
    return sorted(found, key=lambda widget: _place(widget, area))


def _place(widget: QWidget, area: QWidget) -> tuple[bool, int, int]:
    """By the middle of a line: controls beside each other may differ in height.

    What surrounds others (a card with its buttons) comes before them.
    """
    corner = widget.mapTo(area, QPoint(0, 0))
    line = corner.y() + min(widget.height(), _LINE) // 2
    return not widget.property("first"), line // _LINE, corner.x()


def neighbour(areas: Iterable[QWidget], focus: QWidget, *, forward: bool) -> QWidget | None:
    """The stop after, or before, what has the focus; None at either end, or when it is not there.

    Looked for when the key is pressed: what came into the page a moment ago is found, too, and from
    a chip that only arrows reach one goes on to what follows it.
    """
    shown = [
        stop
        for area in areas
        for stop in stops(area, focus)
        if stop is focus or (stop.isEnabled() and stop.isVisibleTo(area))
    ]
    if focus not in shown:
        return None
    at = shown.index(focus) + (1 if forward else -1)
    return shown[at] if 0 <= at < len(shown) else None


_LINE = 20  # px: what is less apart stands in one line


def chain(areas: Iterable[QWidget]) -> list[QWidget]:
    """Put the stops of areas one after the other; returns them."""
    found = [stop for area in areas for stop in stops(area)]
    for first, second in pairwise(found):
        QWidget.setTabOrder(first, second)
    return found
