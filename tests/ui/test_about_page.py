"""The about page: versions, shortcuts that exist, licences, the log."""

from __future__ import annotations

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop import __version__
from desktop.paths import log_file
from desktop.ui.about_page import AboutPage
from desktop.ui.jobs import JobRunner


@pytest.fixture
def page(qtbot: QtBot, runner: JobRunner) -> AboutPage:
    """The page, shown."""
    made = AboutPage(runner)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_versions_can_be_copied(page: AboutPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.message):
        page.copy_versions()
    copied = QGuiApplication.clipboard().text()
    assert f"明册 {__version__}" in copied
    assert f"Qt {qVersion()}" in copied


def test_licences_are_read_when_first_wanted(page: AboutPage, qtbot: QtBot) -> None:
    assert page.names.count() == 0
    page.nav["许可证"].click()
    qtbot.waitUntil(lambda: page.names.count() > 10, timeout=20_000)
    assert page.licence.toPlainText().startswith(f"明册 {__version__}\nMIT")
    page.names.setCurrentRow(1)
    assert "SIL OPEN FONT LICENSE" in page.licence.toPlainText().upper()
    names = [page.names.item(row).text() for row in range(page.names.count())]
    page.names.setCurrentRow(next(i for i, name in enumerate(names) if "SQLAlchemy" in name))
    assert "MIT" in page.licence.toPlainText()


def test_the_log_is_shown_and_copied(page: AboutPage, qtbot: QtBot) -> None:
    page.nav["运行日志"].click()
    assert page.log.toPlainText() == "还没有记录。"
    log_file().parent.mkdir(parents=True, exist_ok=True)
    log_file().write_text("".join(f"行{number}\n" for number in range(300)), encoding="utf-8")
    page.read_log()
    assert page.log.toPlainText().splitlines()[0] == "行100"
    page.copy_log()
    assert QGuiApplication.clipboard().text().endswith("行299")


def test_the_log_is_narrowed_to_errors(page: AboutPage) -> None:
    log_file().parent.mkdir(parents=True, exist_ok=True)
    lines = ["2026-11-20 10:00:00,001 INFO a b", "2026-11-20 10:00:01,001 ERROR a c", "Traceback"]
    log_file().write_text("\n".join(lines), encoding="utf-8")
    page.nav["运行日志"].click()
    assert page.log.toPlainText().splitlines() == lines
    page.levels[2].click()
    assert page.log.toPlainText().splitlines() == lines[1:]
    log_file().write_text(lines[0], encoding="utf-8")
    page.read_log()
    assert page.log.toPlainText() == "没有这样的记录。"
