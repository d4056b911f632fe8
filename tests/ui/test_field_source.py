"""Where a field was imported from, beside the form."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import importing
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import settle
from tests.ui.import_helpers import list_maker

_HISTORY = 3  # tab at the right


def _open(window: MainWindow, uuid: str, field: str, qtbot: QtBot, runner: JobRunner) -> None:
    window.open_record(uuid, field)
    settle(qtbot, runner)
    window.entry_page.aside.tabs.setCurrentIndex(_HISTORY)
    settle(qtbot, runner)


def test_the_field_under_the_pen_says_which_cell_it_came_from(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    plan = importing.read_files(workspace, [list_maker(tmp_path)()])
    importing.commit(workspace, importing.keep_originals(plan, True))
    second = list(workspace.library.records("intermediary_item"))[1]
    _open(window, second.uuid, "name", qtbot, runner)
    source = window.entry_page.history.source
    assert source.title.text() == "“中介服务事项名称”的来源"
    assert source.place.text() == "“中介.xlsx”工作表“Sheet”第 3 行 B 列“中介服务事项名称”"
    assert source.text.text() == "水土保持方案编制"
    assert source.original.isVisible()
    window.entry_page.reveal("approval_department")
    settle(qtbot, runner)
    QApplication.processEvents()
    assert "第 3 行 C 列“审批部门”" in source.place.text()
    assert source.text.text() == "水利局"


def test_a_field_that_was_typed_says_so_and_a_typed_record_has_no_source(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    importing.commit(workspace, importing.read_files(workspace, [list_maker(tmp_path)()]))
    record = next(iter(workspace.library.records("intermediary_item")))
    workspace.library.save(record.with_values(regulator="生态环境局"))
    _open(window, record.uuid, "regulator", qtbot, runner)
    source = window.entry_page.history.source
    assert source.title.text().endswith("不是导入的")
    assert not source.original.isVisible()
    workspace.library.save(Record("proof_item", {"name": "无犯罪记录证明"}))
    typed = next(iter(workspace.library.records("proof_item")))
    _open(window, typed.uuid, "name", qtbot, runner)
    assert not source.isVisible()
