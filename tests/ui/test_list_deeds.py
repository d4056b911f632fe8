"""A list and the clipboard; a list that cannot be read, or not written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.list_columns import PLACES
from desktop.ui.list_page import ListPage
from desktop.ui.main_window import MainWindow
from desktop.usecases import checking, listing
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle
from tests.ui.list_helpers import CTRL, settle_list, titles

# the clipboard


def test_selected_lines_are_copied_as_a_table_that_keeps_codes_and_formulas_as_text(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    record = workspace.library.get(workspace.library.ids("power_item")[0])
    workspace.library.save(record.with_values(name='=1+1 <b>"引号"', code="000115001000"))
    lists.refresh()
    settle_list(window, qtbot, runner)
    lists.table.selectRow(0)
    press(lists.table, Qt.Key.Key_C, CTRL)
    settle_list(window, qtbot, runner)
    data = QGuiApplication.clipboard().mimeData()
    heading, line = data.text().strip().split("\r\n")
    assert heading.split("\t")[:4] == ["名称", "编码", "类型", "状态"]
    assert line.split("\t")[:2] == ['"\'=1+1 <b>""引号"""', "000115001000"]
    assert "<th" in data.html()
    assert "&lt;b&gt;" in data.html()
    assert "mso-number-format:'\\@'\">000115001000</td>" in data.html()
    assert window.notice.text.text() == "已复制 1 条，可以粘贴到 Excel。"


def test_rows_from_a_spreadsheet_are_offered_for_import(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    wanted: list[list[Path]] = []
    lists.paste_wanted.disconnect()
    lists.paste_wanted.connect(wanted.append)
    block = '职权名称\t职权类型\t备注\r\n户外广告审批\t行政许可\t"两行\n备注"\r\n'
    QGuiApplication.clipboard().setText(block)
    press(lists.table, Qt.Key.Key_V, CTRL)
    [[path]] = wanted
    assert path.stem == "剪贴板"
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("户外广告审批,行政许可,")


def test_a_notice_leaves_the_bar_of_deeds_free(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    press(lists.table, Qt.Key.Key_C, CTRL)
    settle_list(window, qtbot, runner)
    bar, notice = lists.actions_bar, window.notice
    assert notice.isVisible()
    top = bar.mapTo(window, bar.rect().topLeft()).y()
    assert notice.mapTo(window, notice.rect().bottomLeft()).y() < top


def test_what_is_no_table_cannot_be_pasted(window: MainWindow, lists: ListPage) -> None:
    QGuiApplication.clipboard().setText("只是一句话")
    press(lists.table, Qt.Key.Key_V, CTRL)
    assert "剪贴板里没有表格" in window.notice.text.text()


# states of the page


def test_a_library_that_does_not_answer_offers_to_try_again(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(*_: object) -> None:
        raise OSError("工作库所在的磁盘没有响应。")

    with monkeypatch.context() as patch:
        patch.setattr(listing, "find", broken)
        lists.refresh()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: lists.empty.text.text() == "清单没有读出来。")
    lists.empty.retry_button.click()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4
    assert lists.stack.currentIndex() == 0


def test_a_read_only_library_offers_nothing_that_writes(
    workspace: Workspace, qtbot: QtBot, runner: JobRunner, window: MainWindow
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = ListPage(runner)
        qtbot.addWidget(page)
        page.attach(second)
        page.show_kind(second.catalogue.form("service_guide"))
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: page.model.rowCount() == 5)
        bar = page.actions_bar
        hidden = (bar.change, bar.submit, bar.duplicate, bar.bin)
        assert all(item.isHidden() for item in hidden)
        assert not bar.copy.isHidden()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: not page._count.isActive())
        settle(qtbot, runner)


def test_checking_the_whole_library_shows_in_the_list(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    checking.check_library(workspace)
    window.go("kind:power_item")
    settle_list(window, qtbot, runner)
    assert lists.model.index(0, PLACES["problems"]).data().startswith("阻断 ")
    assert lists.filters.note.isHidden()


def test_hundreds_go_to_the_bin_without_holding_up_the_window(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.save_many(Record("power_item", {"name": f"权力{n}"}) for n in range(300))
    lists.refresh()
    settle_list(window, qtbot, runner)
    lists.table.selectAll()
    press(lists.table, Qt.Key.Key_Delete)
    assert runner.busy
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["河道检查"]
    window.notice.action.click()
    settle_list(window, qtbot, runner)
    assert lists.model.rowCount() == 304


def test_a_table_of_word_is_pasted_with_its_merged_cells(
    window: MainWindow, lists: ListPage
) -> None:
    wanted: list[list[Path]] = []
    lists.paste_wanted.disconnect()
    lists.paste_wanted.connect(wanted.append)
    data = QMimeData()
    data.setText("职权名称\t职权类型\n取水许可\t行政许可\n河道采砂许可\t\n")
    data.setHtml(
        "<table><tr><td>职权名称</td><td>职权类型</td></tr><tr><td>取水许可</td>"
        "<td rowspan=2>行政许可</td></tr><tr><td>河道采砂许可</td></tr></table>"
    )
    QGuiApplication.clipboard().setMimeData(data)
    press(lists.table, Qt.Key.Key_V, CTRL)
    assert wanted[0][0].name == "剪贴板.html"
    assert "rowspan" in wanted[0][0].read_text(encoding="utf-8")
