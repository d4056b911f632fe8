"""Small screens and 200 %: no page outgrows the window, no words are cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.frame import SMALLEST
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.sheets import SheetPage
from desktop.ui.widgets import ElidedLabel
from desktop.usecases import people, settings
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import settle

pytestmark = pytest.mark.one_window

#: 1024×768; a full-HD screen at 150 % and at 200 %, less what its desktop keeps.
_ROUNDS = 5
SIZES = ((1024, 768), (1280, 680), SMALLEST)


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def small(
    window: MainWindow, workspace: Workspace, request: pytest.FixtureRequest, qtbot: QtBot,
    runner: JobRunner,
) -> MainWindow:  # fmt: skip
    """The window in a small size, with something to show on every page."""
    people.save_people(workspace, [people.Person("周文静", "行政审批与政策法规股")])
    settings.change(workspace, "org_name", "岚川满族自治县自然资源和规划局")
    assert workspace.library.ids(deleted=True)
    width, height = request.param
    window.resize(width, height)
    settle(qtbot, runner)
    return window


def cut_off(part: QWidget) -> Iterator[str]:
    """What does not show all of its words."""
    for item in part.findChildren(QWidget):
        if not item.isVisible() or isinstance(item, ElidedLabel):
            continue
        words = item.text() if isinstance(item, (QLabel, QAbstractButton)) else ""
        if not words:
            continue
        if isinstance(item, QLabel) and item.wordWrap():
            needed, has = item.heightForWidth(item.width()), item.height()
        elif isinstance(item, (QLabel, QPushButton, QCheckBox, QRadioButton)):
            needed, has = item.sizeHint().width(), item.width()
        else:
            continue
        if needed > has + 1:
            yield f"{words[:30]} ({needed} > {has})"


def beside_the_view(part: QWidget) -> Iterator[str]:
    """What lies beyond the edge of an area that does not scroll sideways."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    for area in part.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None and area.horizontalScrollBarPolicy() == never:
            over = inner.width() - area.viewport().width()
            if over > 1:
                yield f"{type(inner).__name__} by {over} px"


def judge(window: MainWindow, place: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with the page that is shown."""
    for _ in range(_ROUNDS):  # wrapped words take their height in the rounds after they came
        QApplication.processEvents()
    page = window.stack.currentWidget()
    assert page is not None
    found = [f"{place}: cut off: {words}" for words in cut_off(page)]
    found += [f"{place}: out of sight: {words}" for words in beside_the_view(page)]
    if (window.width(), window.height()) != size:
        found.append(f"{place}: the window grew to {window.width()}×{window.height()}")
    return found


def test_every_place_fits(small: MainWindow, runner: JobRunner, qtbot: QtBot) -> None:
    size = (small.width(), small.height())
    wrong: list[str] = []
    for place in small.rail.places:
        small.go(place)
        settle(qtbot, runner)
        page = small.stack.currentWidget()
        if isinstance(page, SheetPage):
            for title, button in page.nav.items():
                button.click()
                settle(qtbot, runner)
                wrong += judge(small, f"{place} {title}", size)
        else:
            wrong += judge(small, place, size)
    assert not wrong


def test_the_form_and_the_export_fit(
    small: MainWindow, guide: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    size = (small.width(), small.height())
    small.open_record(guide.uuid)
    settle(qtbot, runner)
    wrong = [line for line in judge(small, "entry", size) if "the window grew" in line]
    small.show_export("service_guide", [])
    settle(qtbot, runner)
    wrong += judge(small, "export", size)
    assert not wrong


def test_what_is_cut_off_would_be_found(qtbot: QtBot) -> None:
    part = QWidget()
    qtbot.addWidget(part)
    label = QLabel("这些字放不下", part)
    label.setFixedWidth(20)
    part.show()
    assert list(cut_off(part))
