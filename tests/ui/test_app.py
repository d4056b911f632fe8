"""The program starts fast, speaks to every input method, and ends cleanly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import app as program
from desktop.cli import run_command
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import load_theme, style_sheet
from tests.ui.patience import PATIENCE

_SLOW = ("sqlalchemy", "alembic", "docx", "reportlab", "openpyxl", "httpx")


def test_nothing_slow_is_imported_before_the_window_is_shown() -> None:
    script = f"import sys, desktop.app; print([m for m in {_SLOW} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(program.__file__).parents[1],
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["fcitx", "fcitx5"])
def test_fcitx_users_can_type_chinese(module: str) -> None:
    environment = {"QT_IM_MODULE": module}
    program.fix_input_method(environment)
    assert environment == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


def test_other_input_methods_are_left_alone() -> None:
    environment = {"QT_IM_MODULE": "xim"}
    program.fix_input_method(environment)
    assert environment == {"QT_IM_MODULE": "xim"}


def _close_when_ready(library: Path) -> None:
    """Close the window of that library; windows of tests before may still be about."""
    for window in QApplication.topLevelWidgets():
        opened = window.workspace if isinstance(window, MainWindow) else None
        if opened is not None and opened.library.path == library:
            window.close()
            return
    QTimer.singleShot(20, lambda: _close_when_ready(library))


def test_the_program_opens_a_library_and_ends_when_the_window_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    for window in QApplication.topLevelWidgets():
        window.hide()  # Qt ends with the last window that is seen
    too_long = QTimer()
    too_long.setSingleShot(True)
    too_long.timeout.connect(lambda: QApplication.exit(-1))
    too_long.start(PATIENCE)
    library = tmp_path / "新.mingce"
    QTimer.singleShot(0, lambda: _close_when_ready(library))
    assert program.run(library) == 0
    assert library.is_file()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_the_sheet_finds_every_colour_in_every_theme(name: str) -> None:
    assert "$" not in style_sheet(load_theme(name))


def test_an_unknown_language_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "tlh"]) == 2
    assert "没有“tlh”这种界面语言" in capsys.readouterr().err
