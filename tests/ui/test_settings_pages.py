"""Settings and the first run: kept at once, said at once, taken back by typing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import theme
from desktop.ui.first_run_page import FirstRunPage
from desktop.ui.jobs import JobRunner
from desktop.ui.settings_page import SettingsPage, chosen_folder
from desktop.ui.sticks import is_stick
from desktop.usecases import settings as use
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import press, settle, write

GOOD_USCC = "11100000000013338W"


def compose(target: QWidget, text: str) -> None:
    """Type Chinese, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    """Settings of an invented computer."""
    return QSettings(str(tmp_path / "本机.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace, kept: QSettings, tmp_path: Path) -> SettingsPage:
    """The page, shown."""
    made = SettingsPage(workspace, kept, tmp_path / "导出")
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def look_again(qapp: QApplication) -> Iterator[None]:
    """The light theme for the tests that follow."""
    yield
    theme.apply(qapp, theme.load_theme())


def test_a_pause_keeps_what_was_typed(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.saved):
        compose(page.boxes["org_name"].box, "岚川县水务局")
    assert workspace.organization == "岚川县水务局"


def test_leaving_keeps_what_was_typed_last(page: SettingsPage, workspace: Workspace) -> None:
    compose(page.boxes["compiler_name"].box, "周文静")
    assert page.leave()
    assert use.read(workspace, "compiler_name") == "周文静"


def test_typing_back_takes_it_back(page: SettingsPage, workspace: Workspace) -> None:
    box = page.boxes["region_code"].box
    write(box, "450721")
    press(box, Qt.Key.Key_Return)
    box.clear()
    press(box, Qt.Key.Key_Return)
    assert use.read(workspace, "region_code") == ""


def test_a_wrong_code_is_told_when_it_is_finished_and_taken_back_while_typing(
    page: SettingsPage,
) -> None:
    box = page.boxes["org_uscc"]
    write(box.box, GOOD_USCC[:-1])
    assert box.message.isHidden()
    press(box.box, Qt.Key.Key_Return)
    assert "18位" in box.message.text()
    assert box.box.property("severity") == "warn"
    write(box.box, GOOD_USCC[-1])
    assert box.message.isHidden()


def test_a_code_is_shown_as_it_was_kept(page: SettingsPage, qtbot: QtBot) -> None:
    box = page.boxes["org_uscc"].box
    box.setFocus()
    write(box, GOOD_USCC.lower())
    page.boxes["org_name"].box.setFocus()
    page.leave()
    qtbot.waitUntil(lambda: box.text() == GOOD_USCC)


def test_a_portal_is_chosen(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.portal.setCurrentIndex(page.portal.findData("gbt39046"))
    with qtbot.waitSignal(page.saved):
        page.portal.activated.emit(page.portal.currentIndex())
    assert workspace.profile_id == "gbt39046"


def test_a_theme_is_put_on_at_once(page: SettingsPage, kept: QSettings, look_again: None) -> None:
    dark = next(chip for chip in page.themes if chip.key == "dark")
    dark.click()
    assert theme.colour("paper").name().upper() == theme.load_theme("dark").colours["paper"]
    assert kept.value("theme") == "dark"
    assert [chip.key for chip in page.themes if chip.isChecked()] == ["dark"]


def test_the_export_folder_is_kept_on_this_computer(
    page: SettingsPage, kept: QSettings, tmp_path: Path
) -> None:
    assert chosen_folder(kept, tmp_path) == tmp_path
    page.folder.box.setText(str(tmp_path / "别处"))
    page.leave()
    assert chosen_folder(kept, tmp_path) == tmp_path / "别处"


def test_a_read_only_library_is_shown_and_not_asked(
    qtbot: QtBot, workspace: Workspace, kept: QSettings, tmp_path: Path
) -> None:
    use.change(workspace, "org_name", "岚川县水务局")
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = SettingsPage(second, kept, tmp_path)
        qtbot.addWidget(page)
        assert page.boxes["org_name"].text == "岚川县水务局"
        assert page.boxes["org_name"].box.isReadOnly()
        assert not page.portal.isEnabled()


@pytest.fixture
def first(qtbot: QtBot, runner: JobRunner, workspace: Workspace) -> FirstRunPage:
    """The first page, shown."""
    made = FirstRunPage(runner, workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_first_run_can_be_skipped(
    first: FirstRunPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(first.done):
        first.skip_button.click()
    assert use.read(workspace, "org_name") == ""
    assert not use.needs_first_run(workspace)


def test_the_first_run_keeps_what_was_answered(
    first: FirstRunPage, workspace: Workspace, qtbot: QtBot
) -> None:
    compose(first.boxes["org_name"].box, "岚川县水务局")
    with qtbot.waitSignal(first.done):
        first.start_button.click()
    assert workspace.organization == "岚川县水务局"


def test_the_sample_comes_marked_and_goes_again(
    first: FirstRunPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    before = workspace.library.count()
    with qtbot.waitSignal(first.changed, timeout=20_000):
        first.load_button.click()
    assert workspace.library.count() > before
    assert "虚构" in first.sample_words.text()
    assert first.load_button.isHidden()
    with qtbot.waitSignal(first.changed, timeout=20_000):
        first.remove_button.click()
    settle(qtbot, runner)
    assert workspace.library.count() == before
    assert "已移除" in first.sample_words.text()
    assert first.remove_button.isHidden()


@pytest.mark.parametrize(
    ("kind", "root", "is_one"),
    [("vfat", "/media/zhou/KINGSTON", True), ("exFAT", "E:/", True), ("vfat", "/boot/efi", False),
     ("ext4", "/", False), ("NTFS", "C:/", False)],
)  # fmt: skip
def test_a_stick_is_told_from_a_disk(kind: str, root: str, is_one: bool) -> None:
    assert is_stick(kind, root) is is_one
