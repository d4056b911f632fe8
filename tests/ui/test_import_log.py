"""Imports that were: the log, taking back later, the same file again, records that come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle
from tests.ui.import_helpers import List, list_maker


@pytest.fixture
def make_list(tmp_path: Path) -> List:
    """Writes a published list."""
    return list_maker(tmp_path)


@pytest.fixture
def page(window: MainWindow) -> ImportPage:
    """The page, in the window."""
    assert window.pages is not None
    return window.pages.import_page()


def test_the_log_keeps_past_imports_and_takes_them_back_later(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    window.go("import")
    settle(qtbot, runner)
    assert not page.log.log.isVisible(), "an empty log only teaches"
    window.import_files([make_list()])
    settle(qtbot, runner)
    page.next()
    page.next()
    settle(qtbot, runner)
    window.go("kind:service_guide")
    window.go("import")
    settle(qtbot, runner)
    log = page.log
    assert [past.files[0].name for past in log.past] == ["中介.xlsx"]
    assert log.records_model.rowCount() == 2
    log.undo_button.click()
    settle(qtbot, runner)
    assert workspace.library.count("intermediary_item") == 0
    assert log.past[0].undone_at
    assert not log.undo_button.isVisible()
    assert "已撤销" in str(log.model.data(log.model.index(0, 3)))


def test_what_an_import_brought_is_opened_from_the_log(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    window.import_files([make_list()])
    settle(qtbot, runner)
    page.next()
    page.next()
    settle(qtbot, runner)
    page._to_log()
    settle(qtbot, runner)
    page.log.records.selectRow(1)
    press(page.log.records, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.model.record.values["name"] == "水土保持方案编制"


def test_an_update_shows_what_changes(
    window: MainWindow, page: ImportPage, workspace: Workspace, tmp_path: Path, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    record = workspace.library.save(Record("proof_item", {"name": "旧名"}))
    changed = Record("proof_item", {"name": "新名"}, uuid=record.uuid)
    path = tmp_path / "同事.json"
    path.write_text(
        json.dumps({"mingce": 1, "records": [changed.to_json()]}, ensure_ascii=False), "utf-8"
    )
    window.import_files([path])
    settle(qtbot, runner)
    assert "栏目不用对应" in page.choices.message.text()
    page.next()
    said = [label.accessibleName() for label in page.preview.record.findChildren(QLabel)]
    assert [words for words in said if words] == ["原来：旧名", "改为：新名"]
    page.next()
    settle(qtbot, runner)
    assert workspace.library.get(record.uuid).values["name"] == "新名"


def test_a_file_imported_before_is_left_out_but_can_be_wanted_again(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    path = make_list()
    for _ in range(2):
        window.import_files([path])
        settle(qtbot, runner)
        page.next()
        page.next()
        settle(qtbot, runner)
    assert page.step == 1, "there was nothing to write the second time"
    assert not page.next_button.isEnabled()
    assert "内容相同" in page.choices.message.text()
    page.choices.again.click()
    assert page.next_button.isEnabled()
    page.next()
    assert page.preview.doubles.isVisible()
    page.preview.skip.click()
    assert not page.next_button.isEnabled(), "everything is there already"
    page.preview.create_again.click()
    page.next()
    settle(qtbot, runner)
    assert workspace.library.count("intermediary_item") == 4
