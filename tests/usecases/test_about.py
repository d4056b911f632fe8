"""What the program says of itself."""

from __future__ import annotations

from pathlib import Path

from desktop import __version__
from desktop.usecases import about


def test_the_versions_are_those_in_use() -> None:
    versions = dict(about.versions())
    assert versions["明册"] == __version__
    assert versions["SQLite"].count(".") == 2


def test_every_direct_dependency_is_named_with_a_licence() -> None:
    parts = {part.name.lower().replace("_", "-"): part for part in about.libraries()}
    wanted = {"sqlalchemy", "pyside6-essentials", "openpyxl", "mako"}
    assert wanted <= set(parts)
    assert all(part.licence and part.version for part in parts.values())
    assert "LGPL" in parts["pyside6-essentials"].licence


def test_every_font_brings_its_whole_licence() -> None:
    assert all("SIL OPEN FONT LICENSE" in part.text.upper() for part in about.fonts())


def test_the_log_is_shown_from_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    assert about.log_lines(path) == []
    path.write_text("".join(f"{number}\n" for number in range(500)), encoding="utf-8")
    assert about.log_lines(path, 2) == ["498", "499"]


LOG = """2026-11-20 10:00:00,001 INFO desktop.ui refused: x
2026-11-20 10:00:01,001 ERROR desktop.ui programming error
Traceback (most recent call last):
  File "x", line 1
ValueError: y
2026-11-20 10:00:02,001 WARNING desktop.ui not saved
"""


def test_the_log_is_narrowed_entry_by_entry(tmp_path: Path) -> None:
    path = tmp_path / "mingce.log"
    path.write_text(LOG, encoding="utf-8")
    assert len(about.log_lines(path)) == 6
    assert about.log_lines(path, level="ERROR") == LOG.splitlines()[1:5]
    assert about.log_lines(path, level="WARNING") == LOG.splitlines()[1:]
    assert about.log_lines(path, 2, "ERROR") == LOG.splitlines()[3:5]
    assert set(about.LEVELS) == {"", "WARNING", "ERROR"}
