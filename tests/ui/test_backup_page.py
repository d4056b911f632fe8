"""The backup page: done and verified, looked into before it is put back, damage named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.backup_page import BackupPage
from desktop.ui.jobs import JobRunner
from desktop.usecases import auto_backup
from desktop.usecases import backing_up as use
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import NAMES, settle


@pytest.fixture
def page(qtbot: QtBot, runner: JobRunner, workspace: Workspace, tmp_path: Path) -> BackupPage:
    """The page, shown, with a folder of its own."""
    settings = QSettings(str(tmp_path / "本机.ini"), QSettings.Format.IniFormat)
    settings.setValue("backup_folder", str(tmp_path / "手动备份"))
    made = BackupPage(runner, workspace, settings)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.refresh()
    made.show()
    return made


def said(page: BackupPage) -> str:
    """Everything that can be read on the page."""
    return "\n".join(item.text() for item in page.findChildren(QLabel) if item.isVisible())


def test_a_backup_is_made_verified_and_listed(
    page: BackupPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "还没有做过备份" in said(page))
    page.backup_button.click()
    assert not page.backup_button.isEnabled()
    settle(qtbot, runner)
    made = use.backups(workspace)[0]
    qtbot.waitUntil(lambda: f"已备份并核对无误：{len(NAMES) + 1} 条记录" in said(page))
    qtbot.waitUntil(lambda: Path(made.path).name in said(page))
    assert page.backup_button.isEnabled()


def test_a_folder_that_cannot_be_written_is_a_sentence_in_place(
    page: BackupPage, runner: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    page.use_folder(tmp_path / "文件")
    page.start()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "没有备份" in said(page))
    assert page.backup_button.isEnabled()


def test_a_backup_is_shown_beside_the_library_before_it_is_put_back(
    page: BackupPage, workspace: Workspace, runner: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "a.mingce"
    use.back_up(workspace, target)
    workspace.library.delete(workspace.library.ids()[0])
    page.look_into(target)
    settle(qtbot, runner)
    title = workspace.catalogue.form("service_guide").list_title
    number = len(NAMES) + 1
    assert (title, f"{number} 条", f"{number - 1} 条") in page.restore_card.rows
    with qtbot.waitSignal(page.restore_wanted) as wanted:
        page.restore_card.restore_button.click()
    assert wanted.args == [target]
    page.restore_card.cancel_button.click()
    assert page.restore_card.isHidden()


def test_the_list_offers_to_restore_what_is_there_and_says_what_is_not(
    page: BackupPage, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    def offered() -> list[str]:
        return [item.text() for item in page.findChildren(QPushButton) if item.isVisible()]

    target = tmp_path / "a.mingce"
    use.back_up(workspace, target)
    page.refresh()
    qtbot.waitUntil(lambda: "恢复…" in offered())
    target.unlink()
    page.refresh()
    qtbot.waitUntil(lambda: "现在找不到" in said(page))
    assert "恢复…" not in offered()


def test_what_is_no_backup_fails_with_a_sentence(
    page: BackupPage, runner: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.failed) as failed:
        page.look_into(tmp_path / "没有.mingce")
    assert failed.args is not None
    assert "找不到" in str(failed.args[0])


def test_a_sound_library_is_said_to_be_so(
    page: BackupPage, runner: JobRunner, qtbot: QtBot
) -> None:
    page.check_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "全部内容与写入时一致" in said(page))
    assert page.check_button.isEnabled()


def test_damage_is_named(
    page: BackupPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(workspace.library.path)) as connection:
        connection.create_function("search_tokens", 1, str)
        connection.execute("UPDATE records SET content_hash = 'x' WHERE id = 1")
        connection.commit()
    page.check()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "1 处与写入时不一致" in said(page))
    qtbot.waitUntil(lambda: "建设用地规划许可证核发" in said(page))


def test_the_daily_backup_is_on_shown_and_turned_off(
    page: BackupPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    assert page.auto.box.isChecked()
    qtbot.waitUntil(lambda: "还没有自动备份" in said(page))
    made = auto_backup.turn(workspace).made
    assert made is not None
    page.refresh()
    qtbot.waitUntil(lambda: f"{len(NAMES) + 1} 条" in said(page))
    page.auto.keep.setCurrentIndex(0)
    page.auto.keep.activated.emit(0)
    assert auto_backup.choice(workspace).keep == auto_backup.KEEP[0]
    page.auto.box.setChecked(False)
    assert not auto_backup.choice(workspace).on
    assert not page.auto.keep.isEnabled()
    settle(qtbot, runner)


def test_a_daily_backup_is_looked_into_like_any_other(
    page: BackupPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    made = auto_backup.turn(workspace).made
    assert made is not None
    page.refresh()
    links = page.auto.findChildren(QPushButton)
    next(item for item in links if item.text() == "恢复…").click()
    settle(qtbot, runner)
    qtbot.waitUntil(page.restore_card.isVisible)
    assert Path(made.path).name in page.restore_card.title.text()


def test_a_daily_backup_that_failed_says_why(
    page: BackupPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    auto_backup.folder(workspace).write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        auto_backup.turn(workspace)
    page.refresh()
    qtbot.waitUntil(lambda: "写不进" in said(page))
    settle(qtbot, runner)
