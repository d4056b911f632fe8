"""A window on a library of its own, with a runner that ends with the test."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import spoken, theme
from desktop.ui.jobs import JobRunner
from desktop.ui.list_page import ListPage
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import GUIDE, NAMES, settle
from tests.ui.list_helpers import POWERS, settle_list
from tests.ui.patience import Patient


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window that it has no window manager to ask."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("plugin does not support"))


@pytest.fixture(scope="session", autouse=True)
def look(qapp: QApplication) -> None:
    """Fonts and style sheet as in the program."""
    spoken.install()
    theme.install_fonts(qapp)
    theme.apply(qapp, theme.load_theme())
    qapp.setCursorFlashTime(0)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The robot of pytest-qt, that waits longer and looks oftener."""
    return Patient(request)


def _delete_all_but(before: list[QWidget]) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget not in before:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def clean_desk(look: None, shared_desk: Desk | None) -> Iterator[None]:
    """No widget outlives its test: every style sheet set later would polish them all again.

    Nothing but an event loop deletes what was asked to be deleted later, and tests run outside one.
    """
    before = QApplication.topLevelWidgets()  # of a fixture that serves the whole module
    gc.disable()  # a thread of a job must not be the one that clears a dead window away
    yield
    # Qt holds on to Ctrl or Shift of the last key; the next test's lists would choose accordingly.
    QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)
    # What jobs had to say must arrive while there is somebody to hear it.
    QCoreApplication.processEvents()
    if shared_desk is None:  # else its pop-ups wait with it
        _delete_all_but(before)
    gc.collect(0)  # all that the test made is young: nothing old is looked through
    gc.enable()


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library file, made once."""
    path = tmp_path_factory.mktemp("ui") / "空.mingce"
    Workspace.open(path).close()
    return path


@pytest.fixture(scope="module")
def filled_library(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library file with one full guide and a few that have only a name, saved just now."""
    path = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("filled") / "库.mingce"))
    with Workspace.open(path) as opened:
        guides = [Record("service_guide", GUIDE)]
        guides += [
            Record("service_guide", {"item_name": name, "task_type": "administrative_licence"})
            for name in NAMES
        ]
        opened.library.save_many(guides)
    return path


@dataclass
class Desk:
    """A window and what stands behind it."""

    window: MainWindow
    runner: JobRunner
    workspace: Workspace

    def clear(self) -> None:
        """Leave the record as it is on disk, and go back to the list; as large as at first."""
        self.window.entry_page.saver.forget()
        self.window.go("kind:service_guide")
        self.window.notice.hide()
        self.window.resize(*_SIZE)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing goes on in the background."""
        QCoreApplication.processEvents()
        while self.runner.busy:
            QTest.qWait(1)


_SIZE = (1280, 800)


@pytest.fixture(scope="module")
def desk_of_module(
    look: None, tmp_path_factory: pytest.TempPathFactory, filled_library: Path
) -> Iterator[Desk]:
    """One window for the tests of a module, in which each opens a record of its own.

    A clerk does the same; what a form leaves behind in the next record is found, too.
    """
    folder = tmp_path_factory.mktemp("desk")
    settings = QSettings(str(folder / "设置.ini"), QSettings.Format.IniFormat)
    before, runner = QApplication.topLevelWidgets(), JobRunner()
    with Workspace.open(Path(shutil.copy(filled_library, folder / "库.mingce"))) as opened:
        opened.library.delete(
            opened.library.ids("service_guide")[0]
        )  # each test has one of its own
        window = MainWindow(runner, settings)
        window.show()
        window.attach(opened)
        desk = Desk(window, runner, opened)
        desk.clear()
        yield desk
        desk.clear()
        window.close()
        desk.settle()
        _delete_all_but(before)
        runner.shutdown()


@pytest.fixture
def shared_desk(request: pytest.FixtureRequest) -> Desk | None:
    """The window of the module where tests are marked `one_window`; else each has its own."""
    marker = request.node.get_closest_marker("one_window")
    if marker is None or False in marker.args:
        return None
    desk: Desk = request.getfixturevalue("desk_of_module")
    return desk


@pytest.fixture
def workspace(
    tmp_path: Path, filled_library: Path, shared_desk: Desk | None
) -> Iterator[Workspace]:
    """The one full guide and the few names, in a library of the test's own."""
    if shared_desk is not None:
        yield shared_desk.workspace
        return
    with Workspace.open(Path(shutil.copy(filled_library, tmp_path / "库.mingce"))) as opened:
        yield opened


@pytest.fixture
def guide(workspace: Workspace, shared_desk: Desk | None) -> Iterator[Record]:
    """The full guide."""
    if shared_desk is None:
        yield workspace.library.get(workspace.library.ids("service_guide")[0])
        return
    made = workspace.library.save(Record("service_guide", GUIDE))
    yield made
    shared_desk.clear()
    workspace.library.delete(made.uuid)


@pytest.fixture
def runner(shared_desk: Desk | None) -> Iterator[JobRunner]:
    """Background work that is over when the test is."""
    if shared_desk is not None:
        yield shared_desk.runner
        return
    made = JobRunner()
    yield made
    made.shutdown()


@pytest.fixture
def window(
    qtbot: QtBot,
    runner: JobRunner,
    workspace: Workspace,
    tmp_path: Path,
    shared_desk: Desk | None,
) -> Iterator[MainWindow]:
    """The window, filled and shown."""
    if shared_desk is not None:
        shared_desk.window.activateWindow()
        qtbot.waitUntil(shared_desk.window.isActiveWindow)
        yield shared_desk.window
        shared_desk.clear()
        return
    settings = QSettings(str(tmp_path / "设置.ini"), QSettings.Format.IniFormat)
    made = MainWindow(runner, settings)
    made.resize(*_SIZE)
    made.show()
    # Shortcuts work in the active window only.
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.attach(workspace)
    settle(qtbot, runner)
    yield made
    made.entry_page.saver.forget()
    made.close()
    settle(qtbot, runner)
    made.deleteLater()


@pytest.fixture
def lists(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> Iterator[ListPage]:
    """The power list with four powers, one of them final."""
    workspace.library.save_many([
        Record("power_item", {"name": name, "code": code, "office": office, "power_type": kind},
               state=state)
        for name, code, office, kind, state in POWERS
    ])  # fmt: skip
    window.go("kind:power_item")
    settle_list(window, qtbot, runner)
    yield window.list_page
    window.notice.hide()
