"""The window opens on real rows, before the library is open, and loses nothing when it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QStyle
from pytestqt.qtbot import QtBot

from desktop.ui import record_table
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.definitions import listed
from desktop.usecases.first_look import FIRST, FirstLook
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle

MANY = FIRST + 120


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with more guides than are read at first."""
    path = tmp_path_factory.mktemp("many") / "库.mingce"
    with Workspace.open(path) as workspace:
        workspace.library.save_many(
            Record("service_guide", {"item_name": f"事项{number:03d}"}) for number in range(MANY)
        )
    return path


@pytest.fixture
def opening(qtbot: QtBot, runner: JobRunner, many: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """A window that shows the first look and waits for the library."""
    settings = QSettings(str(tmp_path / "设置.ini"), QSettings.Format.IniFormat)
    settings.setValue("kind", "service_guide")
    look = FirstLook.at(many)
    assert look is not None
    made = MainWindow(runner, settings)
    made.show_glance(look)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    look.close()
    made.entry_page.saver.forget()
    made.close()
    settle(qtbot, runner)
    made.deleteLater()


@pytest.fixture
def opened(many: Path) -> Iterator[Workspace]:
    """The library, once it is open."""
    with Workspace.open(many) as workspace:
        yield workspace


def test_rows_and_their_number_are_shown_before_the_library_is_open(opening: MainWindow) -> None:
    page = opening.list_page
    assert opening.workspace is None
    assert opening.stack.currentWidget() is page
    assert opening.rail.place == "kind:service_guide"
    assert page.model.index(0, 0).data() == "事项000"
    page.count_glance()  # once they are painted
    assert str(MANY) in page.found.text()


def test_opening_the_library_moves_nothing(
    opening: MainWindow, opened: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    table = opening.list_page.table
    table.selectRow(60)
    before, place = opening.list_page.current(), table.verticalScrollBar().value()

    opening.attach(opened)
    settle(qtbot, runner)

    assert opening.list_page.model.rowCount() == MANY
    assert opening.list_page.current() == before
    assert table.verticalScrollBar().value() == place
    assert str(MANY) in opening.list_page.found.text()


def test_enter_before_the_library_is_open_opens_the_record_as_soon_as_it_is(
    opening: MainWindow, opened: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    opening.list_page.table.selectRow(7)
    press(opening.list_page.table, Qt.Key.Key_Return)
    assert opening.stack.currentWidget() is opening.list_page

    opening.attach(opened)
    settle(qtbot, runner)

    assert opening.stack.currentWidget() is opening.entry_page
    assert opening.entry_page.model.record.get("item_name") == "事项007"


def test_a_list_that_was_left_narrowed_waits_for_the_library(
    opening: MainWindow, opened: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    opening.attach(opened)
    settle(qtbot, runner)
    opening.list_page.filters.asked.emit()
    opening.list_page._memory.keep_filters(
        "service_guide", opening.list_page._query.__class__(states=("draft",))
    )
    again = MainWindow(runner, opening.settings)
    look = FirstLook.at(opened.library.path)
    assert look is not None
    again.show_glance(look)
    assert again.stack.currentWidget() is not again.list_page
    look.close()
    again.deleteLater()


def test_nothing_heavy_is_imported_before_the_first_rows_are_painted() -> None:
    heavy = (
        "html", "sqlalchemy", "alembic", "docx", "openpyxl", "reportlab", "typer", "keyring", "pypinyin",
        "forms.field_types", "forms.loader", "desktop.ui.entry_page", "logging.handlers",
        "forms.model", "forms.problem", "forms.sheets", "pickle", "hashlib",
    )  # fmt: skip
    code = f"import sys, desktop.app; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_form_of_a_record_brings_nothing_of_the_import_or_of_documents() -> None:
    """It stays in memory all day; files are taken in and put out for minutes."""
    heavy = ("desktop.imports", "desktop.usecases.importing", "exports.excel", "openpyxl", "lxml")
    code = f"import sys, desktop.ui.entry_page; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_OPENING = """
import enum, json, linecache, os, sys
from pathlib import Path

made = []
create = vars(enum.EnumType)["_create_"]
def note(cls, name, *rest, **more):
    made.append(name)
    return create(cls, name, *rest, **more)
enum.EnumType._create_ = note

import dataclasses
compiled = []
process = dataclasses._process_class
def compiling(cls, *how):
    if cls.__module__.startswith(("desktop.", "forms.", "exports.")):
        compiled.append(cls.__qualname__)
    return process(cls, *how)
dataclasses._process_class = compiling

import main
program = main.begin()
from PySide6.QtCore import QSettings
import gc

waited = not gc.isenabled()
settings = QSettings(sys.argv[2], QSettings.Format.IniFormat)
app = program.fresh_application(settings)
window = program.MainWindow(program.JobRunner(), settings)
window.show_glance(program.FirstLook.at(Path(sys.argv[1])))

def painted():
    print(json.dumps({"made": made, "read": list(linecache.cache), "waited": waited,
                      "modules": list(sys.modules), "compiled": compiled,
                      "rows": window.list_page.model.rowCount()}))
    sys.stdout.flush()
    os._exit(0)

window.painted.connect(painted)
window.show()
app.exec()
"""


@pytest.fixture(scope="module")
def opened_cold(many: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a program of its own did until its first rows were painted, in its second start."""
    listed()
    settings = tmp_path_factory.mktemp("kalt") / "设置.ini"
    settings.write_text("[General]\nkind=service_guide\n", encoding="utf-8")
    command = [sys.executable, "-c", _OPENING, str(many), str(settings)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["rows"] >= FIRST
    return found


def test_the_window_opens_without_the_names_of_styles_and_dialogs(
    opened_cold: dict[str, Any],
) -> None:
    assert "AlignmentFlag" in opened_cold["made"]  # it is noted what is made
    assert not {"PixelMetric", "FileMode", "TabPosition"} & set(opened_cold["made"])


def test_the_window_opens_with_the_enumerations_that_it_uses_and_no_others(
    opened_cold: dict[str, Any],
) -> None:
    # PySide6 would make over two hundred; what was not looked at has no members yet.
    assert len(opened_cold["made"]) <= 60


def test_the_first_rows_need_neither_the_definitions_nor_many_dataclasses(
    opened_cold: dict[str, Any],
) -> None:
    # The second start: the first one has to read the definition files, whatever it shows.
    assert not {"forms.model", "forms.problem", "pickle"} & set(opened_cold["modules"])
    assert "ListQuery" in opened_cold["compiled"]  # it is noted what is compiled
    assert len(opened_cold["compiled"]) <= 10  # a thousandth of a second each


def test_the_window_opens_without_what_words_the_message_of_a_wrong_call(
    opened_cold: dict[str, Any],
) -> None:
    assert "shibokensupport.signature.lib.pyi_generator" in opened_cold["modules"]  # but empty:
    assert not {"argparse", "gettext"} & set(opened_cold["modules"])


def test_the_window_opens_without_reading_the_source_of_what_it_imports(
    opened_cold: dict[str, Any],
) -> None:
    assert not [name for name in opened_cold["read"] if f"{os.sep}desktop{os.sep}" in name]


def test_the_collector_waits_until_the_window_is_painted(
    opened_cold: dict[str, Any],
) -> None:
    assert opened_cold["waited"]


def test_the_mouse_is_told_by_the_flag_of_the_style() -> None:
    assert QStyle.StateFlag.State_MouseOver.value == record_table._HOVERED
