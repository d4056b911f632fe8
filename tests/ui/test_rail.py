"""The rail: all places within reach, also in a low window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from tests.ui.helpers import press

LAST = ["import", "replace", "templates", "history", "backup", "settings", "about"]


def test_a_high_window_shows_every_place(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 1080)
    qtbot.waitUntil(lambda: window.rail.more.isHidden())
    assert window.rail.folded() == []
    assert all(button.isVisible() for button in window.rail.places.values())


def test_a_low_window_folds_the_last_group_into_a_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 768)
    rail = window.rail
    qtbot.waitUntil(rail.more.isVisible)
    assert rail.folded() == LAST
    # Folding makes room for the rest: nothing is left to scroll.
    qtbot.waitUntil(lambda: not rail._area.verticalScrollBar().isVisible())
    menu = rail.menu()
    texts = [action.text() for action in menu.actions()]
    assert texts == [rail.places[place].text() for place in LAST]
    menu.actions()[texts.index("设置")].trigger()
    assert rail.place == "settings"
    assert rail.more.text() == "设置"
    assert rail.more.isChecked()
    window.go("bin")
    assert rail.more.text() == "工作库"
    assert not rail.more.isChecked()
    window.resize(1280, 1080)
    qtbot.waitUntil(lambda: rail.more.isHidden())


def test_arrows_reach_the_menu_and_pass_over_what_is_folded(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 700)
    rail = window.rail
    qtbot.waitUntil(rail.more.isVisible)
    rail.places["bin"].setFocus()
    press(rail.places["bin"], Qt.Key.Key_Down)
    qtbot.waitUntil(rail.more.hasFocus)
    press(rail.more, Qt.Key.Key_Down)
    qtbot.waitUntil(rail.person.hasFocus)
    press(rail.person, Qt.Key.Key_Down)
    qtbot.waitUntil(rail.places["home"].hasFocus)


def test_where_one_is_stays_in_sight_when_the_rail_scrolls(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 600)
    rail = window.rail
    qtbot.waitUntil(rail._area.verticalScrollBar().isVisible)

    def seen(place: str) -> bool:
        button = rail.places[place]
        return button.visibleRegion().boundingRect() == button.rect()

    for place in ("bin", "home"):
        window.go(place)
        qtbot.waitUntil(partial(seen, place))
