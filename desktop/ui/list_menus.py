"""The menus of a list: which columns, sorted by what; what can be done with a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.i18n import N_, tr
from desktop.ui.list_columns import COLUMNS
from desktop.ui.list_memory import Layout
from desktop.usecases.listing import Sort

#: Words, deed, whether it can be done now; None for a line between.
Deed = tuple[str, Callable[[], object], bool] | None


def columns_menu(
    parent: QWidget,
    layout: Layout,
    show: Callable[[str, bool], object],
    sort: Callable[[Sort, bool], object],
    usual: Callable[[], object],
) -> QMenu:
    """Columns to tick, ways to sort, and the way back to how the list began."""
    menu = QMenu(tr("列和排序"), parent)
    for column in COLUMNS[1:]:
        action = _add(menu, tr(column.heading), partial(show, column.id))
        action.setCheckable(True)
        action.setChecked(column.id in layout.columns)
    menu.addSeparator()
    menu.addMenu(_sort_menu(menu, layout, sort))
    _add(menu, tr("恢复默认的列"), partial(_ignoring, usual))
    return menu


def _sort_menu(parent: QMenu, layout: Layout, sort: Callable[[Sort, bool], object]) -> QMenu:
    menu = QMenu(tr("排序"), parent)
    group = QActionGroup(menu)
    ways: list[tuple[Sort, str]] = [("position", N_("来源的顺序"))]
    ways += [(column.sort, column.heading) for column in COLUMNS]
    for name, words in ways:
        chosen = partial(sort, name, layout.descending)
        action = _add(menu, tr(words), partial(_ignoring, chosen))
        action.setCheckable(True)
        action.setChecked(layout.sort == name)
        group.addAction(action)
    menu.addSeparator()
    turned = _add(menu, tr("倒序"), lambda on: sort(layout.sort, on))
    turned.setCheckable(True)
    turned.setChecked(layout.descending)
    return menu


def deeds_menu(parent: QWidget, deeds: Sequence[Deed]) -> QMenu:
    """What can be done with the selected records."""
    menu = QMenu(parent)
    for deed in deeds:
        if deed is None:
            menu.addSeparator()
            continue
        words, slot, enabled = deed
        _add(menu, words, partial(_ignoring, slot)).setEnabled(enabled)
    return menu


def _ignoring(slot: Callable[[], object], _: bool) -> None:
    slot()


def _add(menu: QMenu, words: str, slot: Callable[[bool], object]) -> QAction:
    action = QAction(words.replace("&", "&&"), menu)
    action.triggered.connect(lambda on=False: slot(on))
    menu.addAction(action)
    return action
