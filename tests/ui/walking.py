"""Walks through what a page offers: its accessible tree, its tab stops, its places.

Every function returns complaints in words, so that one test can tell everything that is wrong, and
another that each fault is found.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

import desktop.ui

Role = QAccessible.Role
#: What one can act on, by kind of widget, and the roles by which a reader may announce it.
_ROLES: tuple[tuple[type[QWidget], frozenset[Role]], ...] = (
    (QAbstractButton, frozenset({
        Role.PushButton, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.Link,
    })),
    (QAbstractSpinBox, frozenset({Role.SpinBox, Role.EditableText})),
    (QComboBox, frozenset({Role.ComboBox})),
    (QLineEdit, frozenset({Role.EditableText})),
    (QPlainTextEdit, frozenset({Role.EditableText})),
    (QTextEdit, frozenset({Role.EditableText})),
    (QAbstractItemView, frozenset({Role.Table, Role.List, Role.Tree})),
    (QTabBar, frozenset({Role.PageTabList})),
)  # fmt: skip
_ACTIVE = frozenset({
    Role.PushButton, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.Link, Role.PageTab,
    Role.PageTabList, Role.MenuItem, Role.SpinBox, Role.EditableText, Role.Table, Role.List,
    Role.Tree, Role.Slider,
})  # fmt: skip
_KINDS = tuple(kind for kind, _ in _ROLES)
_MOUSE = ("mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent")
_STOPS = 4  # presses of Tab within one control (a date has three parts)


def classes(base: type[QWidget]) -> list[type[QWidget]]:
    """Every class of the window that descends from ``base``, in modules imported or not."""
    for module in pkgutil.walk_packages(desktop.ui.__path__, "desktop.ui."):
        importlib.import_module(module.name)
    found: set[type[QWidget]] = set()
    rest = [base]
    while rest:
        for one in rest.pop().__subclasses__():
            rest.append(one)
            if one.__module__.startswith("desktop.ui"):
                found.add(one)
    return sorted(found, key=lambda one: one.__qualname__)


def _seen(root: QWidget) -> Iterator[QWidget]:
    """What is seen in a widget when it is seen itself; what is hidden hides all in it."""
    for child in root.children():
        if isinstance(child, QWidget) and not child.isHidden():
            yield child
            yield from _seen(child)


def controls(root: QWidget) -> Iterator[QWidget]:
    """What one can act on and sees now; parts of a control (its line edit, its viewport) apart."""
    for widget in _seen(root):
        if not widget.isEnabled():
            continue
        stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if (stops or isinstance(widget, _KINDS)) and not _is_part(widget):
            yield widget


def _is_part(widget: QWidget) -> bool:
    """Whether a widget is an inner part of another control."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView):
        return True
    parent = widget.parentWidget()
    whole = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QAbstractItemView)
    while parent is not None:
        if isinstance(parent, whole):
            return True
        parent = parent.parentWidget()
    return False


def called(widget: QWidget) -> str:
    """How a complaint names a widget: its class and where it stands."""
    names: list[str] = []
    parent: QWidget | None = widget
    while parent is not None and len(names) < 4:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    said = widget.property("text") or widget.property("placeholderText") or ""
    return " in ".join(names) + (f" “{said}”" if said else "")


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a control.

    Of a combo box it says the current choice; what it is for comes from the label of which it is
    the buddy (research: Qt on Linux).
    """
    face = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        related = face.relations(QAccessible.RelationFlag.Label)
        return " ".join(other.text(QAccessible.Text.Name) for other, _ in related).strip()
    return str(face.text(QAccessible.Text.Name)).strip()


def nameless(among: Iterable[QWidget]) -> list[str]:
    """Controls that a screen reader cannot name."""
    return [
        f"no name: {called(widget)}"
        for widget in among
        if not isinstance(widget, QScrollArea) and not name_of(widget)
    ]


def misannounced(among: Iterable[QWidget]) -> list[str]:
    """Controls whose role does not say what one can do with them."""
    found = []
    for widget in among:
        role = QAccessible.queryAccessibleInterface(widget).role()
        wanted = next((roles for kind, roles in _ROLES if isinstance(widget, kind)), None)
        if isinstance(widget, QScrollArea):
            continue
        if wanted is None:
            if role in (Role.NoRole, Role.Client, Role.Pane):
                found.append(f"role {role.name}: {called(widget)}")
        elif role not in wanted:
            found.append(f"role {role.name}: {called(widget)}")
    return found


def tree(face: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What a screen reader walks through; the cells of tables and lists are left out."""
    yield face
    if face.role() in (Role.Table, Role.List, Role.Tree):
        return
    for number in range(face.childCount()):
        child: QAccessibleInterface | None = face.child(number)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from tree(child)


def silent(root: QWidget) -> list[str]:
    """What a screen reader comes by in the tree and can act on, but not name.

    This finds parts that are no widgets, such as the tabs of a bar.
    """
    return [
        f"no name in the tree: {face.role().name}: {_object(face, root)}"
        for face in tree(QAccessible.queryAccessibleInterface(root))
        if face.role() in _ACTIVE and not face.text(QAccessible.Text.Name).strip()
    ]


def _object(face: QAccessibleInterface, root: QWidget) -> str:
    thing = face.object()
    return called(thing) if isinstance(thing, QWidget) else f"a part of {called(root)}"


def unheaded(root: QWidget) -> list[str]:
    """Tables with a column that no heading names."""
    found = []
    for table in root.findChildren(QTableView):
        model = table.model()
        if not table.isVisibleTo(root):
            continue
        for number in range(model.columnCount()):
            heading = model.headerData(number, Qt.Orientation.Horizontal)
            if not table.isColumnHidden(number) and not str(heading).strip():
                found.append(f"column {number} without a heading: {called(table)}")
    return found


def mouse_only(root: QWidget) -> list[str]:
    """Widgets of ours that answer to a click and cannot be reached by keyboard."""
    found = []
    widgets = root.findChildren(QWidget)
    clicked = {kind for kind in {type(widget) for widget in widgets} if _takes_clicks(kind)}
    for widget in widgets:
        if type(widget) not in clicked:
            continue
        shown = widget.isVisibleTo(root) and widget.isEnabled()
        if shown and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(f"only by mouse: {called(widget)}")
    return found


def _takes_clicks(kind: type[QWidget]) -> bool:
    """Whether code of ours answers when somebody clicks on such a widget."""
    own = [one for one in kind.__mro__ if one.__module__.startswith("desktop.ui")]
    return any(name in vars(one) for one in own for name in _MOUSE)


def _focus(window: QWidget) -> QWidget:
    focused: QWidget | None = QApplication.focusWidget()
    return window if focused is None else focused


def tab_round(window: QWidget) -> tuple[list[QWidget], list[str]]:
    """Press Tab until the round is complete: what was visited, and where it did not go on."""
    visited = [_focus(window)]
    stays = 0
    for _ in range(2000):
        before = _focus(window)
        QTest.keyClick(before, Qt.Key.Key_Tab)
        after = _focus(window)
        if after is before:
            stays += 1
            if stays > _STOPS:
                return visited, [f"Tab does not leave {called(after)}"]
            continue
        stays = 0
        if after in visited:
            return visited, []
        visited.append(after)
    return visited, ["Tab finds no end"]


def unreached(root: QWidget, visited: list[QWidget]) -> list[str]:
    """Controls that one sees and that Tab passes by."""
    reached = {id(widget) for widget in visited}
    for widget in visited:  # a part stands for its whole
        parent = widget.parentWidget()
        while parent is not None:
            reached.add(id(parent))
            parent = parent.parentWidget()
    return [
        f"Tab passes by {called(widget)}"
        for widget in controls(root)
        if id(widget) not in reached
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QScrollArea)
        and not _waits_for_arrows(widget)
        and widget.focusProxy() is None
    ]


def _waits_for_arrows(widget: QWidget) -> bool:
    """A button of an exclusive group: Tab goes to the chosen one, arrows to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and group.checkedButton() is not None


class _Watch(QObject):
    """Writes down what opens as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(called(watched))
        return False


@contextmanager
def new_windows() -> Iterator[list[str]]:
    """What opens as a window while the block runs: a part that is shown before it has its place."""
    app, watch = QApplication.instance(), _Watch()
    assert app is not None
    app.installEventFilter(watch)
    try:
        yield watch.shown
    finally:
        app.removeEventFilter(watch)


def complaints(root: QWidget) -> list[str]:
    """Everything that can be told without pressing a key."""
    found = list(controls(root))
    return [
        *nameless(found), *silent(root), *misannounced(found), *unheaded(root), *mouse_only(root),
    ]  # fmt: skip
