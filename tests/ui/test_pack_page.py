"""Packing and exchange: built, remembered, verified again, copied, somebody else's verified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import sticks
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.pack_page import PackPage
from desktop.ui.sticks import Stick
from desktop.ui.widgets import ElidedLabel
from desktop.usecases import outbox as use
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import settle


@pytest.fixture
def page(window: MainWindow, runner: JobRunner, qtbot: QtBot, tmp_path: Path) -> PackPage:
    """The page in the window, with a folder of its own."""
    window.settings.setValue("package_folder", str(tmp_path / "包"))
    window.go("pack")
    assert window.pages is not None
    settle(qtbot, runner)
    return window.pages.pack_page()


@pytest.fixture
def made(page: PackPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot) -> use.Built:
    """A draft package, built by the button."""
    page.pack.start_button.click()
    settle(qtbot, runner)
    return use.built(workspace)[0]


def said(part: QWidget) -> str:
    """Everything that can be read on a part of the page."""
    return "\n".join(item.text() for item in part.findChildren(QLabel) if item.isVisible())


def test_nothing_built_yet_says_what_will_stand_there(page: PackPage) -> None:
    assert "还没有生成过" in said(page.pack.list)


def test_what_was_built_is_listed_and_stays(
    page: PackPage, made: use.Built, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: made.file.name in said(page.pack.list))
    words = said(page.pack.list)
    assert "草稿" in words
    assert f"{made.records} 条记录" in words
    window.go("home")
    window.go("pack")
    assert [entry.built.path for entry in page.pack.list.entries] == [made.path]


def test_a_package_is_verified_again(
    page: PackPage, made: use.Built, runner: JobRunner, qtbot: QtBot
) -> None:
    page.pack.list.entries[0].check_link.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "与生成时一字不差" in said(page.pack.list))
    made.file.write_bytes(made.file.read_bytes()[:-100])
    page.pack.list.entries[0].check_link.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "损坏" in said(page.pack.list))


def test_a_package_that_was_moved_is_told(page: PackPage, made: use.Built, qtbot: QtBot) -> None:
    made.file.unlink()
    page.pack.refresh()
    qtbot.waitUntil(lambda: "现在找不到" in said(page.pack.list))


def test_a_package_is_copied_to_a_stick_and_noted(
    page: PackPage, made: use.Built, runner: JobRunner, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    monkeypatch.setattr(sticks, "sticks", lambda: [Stick("KINGSTON", folder)])
    menu = page.pack.list.entries[0].menu()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "U 盘“KINGSTON”", "选择文件夹…",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "与原包一致" in said(page.pack.list))
    assert (folder / made.file.name).read_bytes() == made.file.read_bytes()
    copied = page.pack.list.entries[0].findChildren(ElidedLabel)
    assert any(f"拷到 {folder}" in item.text() for item in copied)


def test_without_a_stick_a_folder_can_be_chosen(
    page: PackPage, made: use.Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sticks, "sticks", list)
    first = page.pack.list.entries[0].menu().actions()[0]
    assert first.text() == "没有找到 U 盘"
    assert not first.isEnabled()


def test_a_copy_that_is_refused_says_why_at_its_package(
    page: PackPage, made: use.Built, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.pack.copy(made, tmp_path / "没有插")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "插好 U 盘" in said(page.pack.list))


def _drop(page: PackPage, path: Path) -> bool:
    """Drop a file; whether the page took it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, deed = QPoint(9, 9), Qt.DropAction.CopyAction
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, deed, data, button, keys)
    page.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    page.dropEvent(QDropEvent(where.toPointF(), deed, data, button, keys))
    return True


def test_a_dropped_package_is_verified_and_a_list_is_left_to_the_import(
    page: PackPage, made: use.Built, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    brought = Path(shutil.copy(made.file, tmp_path / "收到.zip"))
    assert _drop(page, brought)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "收到.zip" in said(page.checker))
    assert "完好" in said(page.checker)
    assert "草稿包" in said(page.checker)
    assert made.id in said(page.checker)
    assert not _drop(page, tmp_path / "清单.xlsx")
    QApplication.processEvents()


def test_a_file_that_is_no_package_is_named_broken(
    page: PackPage, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "照片.zip"
    path.write_bytes(b"not a zip")
    page.check(path)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "损坏" in said(page.checker))


def test_a_folder_that_cannot_be_written_is_said_before_packing(
    page: PackPage, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("", encoding="utf-8")
    page.pack.folder.box.setText(str(blocked))
    page.pack.folder.flush()
    qtbot.waitUntil(lambda: "是文件" in page.pack.folder.message.text())
    assert page.pack.folder.message.isVisible()
    page.pack.folder.reset()
    qtbot.waitUntil(lambda: not page.pack.folder.message.isVisible() or "是文件" not in said(page))
    settle(qtbot, runner)
