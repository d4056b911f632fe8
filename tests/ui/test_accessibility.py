"""Every control of every page has a name, a role and a place in the round of the Tab key.

Pages are discovered: the places of the rail, whatever `Pages` builds, and the entry page of every
kind with all its sections; a page that the walk does not come by is a failure of its own.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.first_run_page import FirstRunPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Page
from desktop.ui.pages import Pages
from desktop.usecases import settings
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record
from tests.ui import walking
from tests.ui.helpers import sample, settle

W = TypeVar("W", bound=QWidget)
KINDS = [form.kind for form in load_catalogue().ordered()]


@pytest.fixture(scope="module")
def sample_library(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """The sample agency, so that pages have something to show."""
    path = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("walk") / "示例.mingce"))
    with Workspace.open(path) as opened:
        settings.load_sample(opened)
    return path


@pytest.fixture
def workspace(tmp_path: Path, sample_library: Path) -> Iterator[Workspace]:
    """A copy of the sample for each test."""
    with Workspace.open(Path(shutil.copy(sample_library, tmp_path / "库.mingce"))) as opened:
        yield opened


def _full(kind: str) -> Record:
    """A record with something in every field, so that every table has a row."""
    form = load_catalogue().form(kind)
    return Record(kind, {name: sample(item) for name, item in form.fields.items()})


def _rest(qtbot: QtBot, runner: JobRunner) -> None:
    """Nothing goes on in the background, and everything has found its place on the page."""
    settle(qtbot, runner)
    for _ in range(3):
        QApplication.processEvents()


def _show(window: MainWindow, page: QWidget, qtbot: QtBot, runner: JobRunner) -> None:
    window.stack.setCurrentWidget(page)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is page)


def _built_pages(window: MainWindow) -> Iterator[tuple[str, Page]]:
    """Whatever the window can build: the rail leads to some of it, deeds to the rest."""
    assert window.pages is not None
    for name, _ in inspect.getmembers(Pages, inspect.isfunction):
        if name.endswith("_page"):
            yield name, getattr(window.pages, name)()


def _walk(
    window: MainWindow, qtbot: QtBot, runner: JobRunner, judge: Callable[[], list[str]]
) -> tuple[list[str], set[type]]:
    """Judge every page but the entry page; where each complaint comes from stands before it."""
    found: list[str] = []
    seen: set[type] = set()

    def look(where: str) -> None:
        _rest(qtbot, runner)
        seen.add(type(window.stack.currentWidget()))
        found.extend(f"{where}: {line}" for line in judge())

    for place in list(window.rail.places):
        window.go(place)
        look(place)
    for name, page in _built_pages(window):
        if type(page) not in seen:
            _show(window, page, qtbot, runner)
            look(name)
    return found, seen


def _tab_complaints(window: MainWindow) -> list[str]:
    page = window.stack.currentWidget()
    assert page is not None
    visited, stuck = walking.tab_round(window)
    return stuck or walking.unreached(page, visited)


def test_every_control_of_every_page_is_named_reached_and_shown_in_its_place(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    """One walk for all: to come by every page takes half a minute."""
    with walking.new_windows() as shown:
        found, seen = _walk(
            window, qtbot, runner,
            lambda: [*walking.complaints(window), *_tab_complaints(window)],
        )  # fmt: skip
    assert not found, "\n".join(dict.fromkeys(found))
    assert shown == [], "a part of a page flashed as a window of its own"
    # The entry page has a walk of its own below; the first run asks before there is anything else.
    seen |= {type(window.entry_page), FirstRunPage}
    pages = walking.classes(Page)
    bases = {base for page in pages for base in page.__mro__[1:]}
    missed = [page.__qualname__ for page in pages if page not in seen | bases]
    assert missed == [], "the walk does not come by these"


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_of_every_form_can_be_filled_in_without_a_mouse(
    kind: str, window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    record = workspace.library.save(_full(kind))
    window.open_record(record.uuid)
    page = window.entry_page
    found: list[str] = []
    for number, section in enumerate(page.sections.buttons):
        page.show_section(number)
        _rest(qtbot, runner)
        found += [f"{section.text()}: {line}" for line in walking.complaints(page)]
        found += [f"{section.text()}: {line}" for line in _tab_complaints(window)]
    for number in range(page.aside.tabs.count()):
        if page.aside.tabs.isTabVisible(number):
            page.aside.tabs.setCurrentIndex(number)
            _rest(qtbot, runner)
            found += [f"右栏 {number}: {line}" for line in walking.complaints(page.aside)]
            found += [f"右栏 {number}: {line}" for line in _tab_complaints(window)]
    page.saver.forget()
    assert not found, "\n".join(dict.fromkeys(found))


def test_the_first_run_can_be_answered_without_a_mouse(
    qtbot: QtBot, runner: JobRunner, empty_library: Path, tmp_path: Path
) -> None:
    with Workspace.open(Path(shutil.copy(empty_library, tmp_path / "新.mingce"))) as opened:
        page = FirstRunPage(runner, opened)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        visited, stuck = walking.tab_round(page)
        found = [*walking.complaints(page), *stuck, *walking.unreached(page, visited)]
    assert found == []


class _Clicked(QWidget):
    """A thing that only a mouse can press."""

    def mousePressEvent(self, event: object) -> None:
        """Pressed."""


_Clicked.__module__ = "desktop.ui.invented"


@pytest.fixture
def bad(qtbot: QtBot) -> QWidget:
    """A page on which everything is wrong."""
    page = QWidget()
    layout = QVBoxLayout(page)
    table = QTableWidget(1, 1)
    table.setHorizontalHeaderLabels([""])
    for widget in (QLabel("字段"), QLineEdit(), QComboBox(), QPushButton(), table, _Clicked()):
        layout.addWidget(widget)
    qtbot.addWidget(page)
    page.show()
    return page


def _part(page: QWidget, kind: type[W]) -> W:
    found = page.findChild(kind)
    assert found is not None
    return found


def test_the_walk_finds_what_has_no_name_no_heading_and_no_key(bad: QWidget) -> None:
    found = walking.complaints(bad)
    for wrong in ("QLineEdit", "QComboBox", "QPushButton", "QTableWidget"):
        assert any(line.startswith(f"no name: {wrong}") for line in found)
    assert any(line.startswith("column 0 without a heading") for line in found)
    assert any(line.startswith("only by mouse: _Clicked") for line in found)


def test_a_label_beside_a_combo_box_names_it_only_as_its_buddy(bad: QWidget) -> None:
    combo = _part(bad, QComboBox)
    combo.setAccessibleName("类型")
    assert walking.name_of(combo) == ""
    _part(bad, QLabel).setBuddy(combo)
    assert walking.name_of(combo) == "字段"


def test_the_walk_finds_where_tab_is_caught(bad: QWidget, qtbot: QtBot) -> None:
    trap = QPlainTextEdit()  # takes the Tab key as text
    layout = bad.layout()
    assert layout is not None
    layout.addWidget(trap)
    trap.show()
    bad.activateWindow()
    qtbot.waitUntil(bad.isActiveWindow)
    _part(bad, QLineEdit).setFocus()
    _, stuck = walking.tab_round(bad)
    assert stuck
    assert "QPlainTextEdit" in stuck[0]


def test_the_walk_finds_what_tab_passes_by(bad: QWidget, qtbot: QtBot) -> None:
    bad.activateWindow()
    qtbot.waitUntil(bad.isActiveWindow)
    _part(bad, QTableWidget).setTabKeyNavigation(False)
    _part(bad, QLineEdit).setFocus()
    visited, stuck = walking.tab_round(bad)
    assert stuck == []
    button = _part(bad, QPushButton)
    assert walking.unreached(bad, visited) == []
    assert any("QPushButton" in line for line in walking.unreached(
        bad, [widget for widget in visited if widget is not button]
    ))  # fmt: skip
