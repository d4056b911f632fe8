"""A power list of four powers, and hands to work in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.list_page import ListPage
from desktop.ui.main_window import MainWindow
from tests.ui.helpers import settle

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
POWERS = (
    ("取水许可", "A3", "水政科", "administrative_licence", "draft"),
    ("采砂许可", "A1", "水政科", "administrative_licence", "draft"),
    ("河道检查", "A2", "河道科", "administrative_inspection", "approved"),
    ("违法取水处罚", "", "", "administrative_penalty", "draft"),
)


def settle_list(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> None:
    """Everything found, counted and told."""
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: not window.list_page._count.isActive())
    settle(qtbot, runner)
    QApplication.processEvents()


def titles(page: ListPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def tick(page: ListPage, part: str, label: str) -> None:
    view = page.filters.buttons[part].choices.view
    [item] = view.findItems(label, Qt.MatchFlag.MatchExactly)
    item.setCheckState(0, Qt.CheckState.Checked)


def select(page: ListPage, *wanted: str) -> None:
    page.table.clearSelection()
    model = page.table.selectionModel()
    flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
    for title in wanted:
        model.select(page.model.index(titles(page).index(title), 0), flags)
    QApplication.processEvents()
