"""Several lists on one sheet in the import wizard: looked at, corrected and taken back by keys."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from tests.ui.helpers import press, settle

POWERS = ["序号", "事项名称", "权力类型", "牵头股所"]
ROWS = [
    POWERS,
    ["1", "引水许可", "行政许可", "水政股"],
    ["2", "围堰许可", "行政许可", "河道股"],
    ["序号", "中介服务事项名称", "审批部门", "牵头股所"],
    ["1", "引水论证", "水务局", "水资源股"],
]


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, qtbot: QtBot, runner: JobRunner) -> ImportPage:
    """The page with a file of two lists, one below the other."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "两张清单.xlsx")
    assert window.pages is not None
    page = window.pages.import_page()
    window.import_files([tmp_path / "两张清单.xlsx"])
    settle(qtbot, runner)
    return page


def lines(page: ImportPage) -> list[str]:
    found = page.choices.blocks.list
    return [found.item(number).text() for number in range(found.count())]


def headings(page: ImportPage) -> set[str]:
    return {view.report.header for view in page.choices.model.views}


def test_each_list_is_an_entry_and_every_decision_can_be_taken_back(
    page: ImportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    bar = page.choices.blocks
    before = lines(page)
    assert before == ["第 1–3 行 A–D 列　权力清单 2 条", "第 4–5 行 A–D 列　中介服务清单 1 条"]
    assert "事项名称" in headings(page)
    assert not page.line.back_link.isVisible()

    bar.list.setFocus()
    press(bar.list, Qt.Key.Key_Down)
    assert "中介服务事项名称" in headings(page)
    assert bar.kind.currentData() == "intermediary_item"
    assert bar.place.texts == ("4–5", "A–D", "4")
    press(bar.list, Qt.Key.Key_Space)
    settle(qtbot, runner)
    assert lines(page)[1] == "第 4–5 行 A–D 列　中介服务清单 不导入"
    assert "不导入" in page.choices.message.text()
    assert page.plan is not None
    assert page.plan.by_kind == {"power_item": 2}

    QTest.keyClick(bar.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert lines(page) == before
    QTest.keyClick(bar.list, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert lines(page) != before
    page.line.take_back()

    bar.select(0)
    page.choices.table.select_key("D 牵头股所")
    press(page.choices.table, Qt.Key.Key_Delete)
    settle(qtbot, runner)
    states = {(v.report.block, v.report.key): v.state for v in page.plan.files[0].sheets[0].columns}
    assert states[0, "D 牵头股所"] == "left_out"
    assert states[1, "D 牵头股所"] == "unmapped"
    page.line.take_back()
    assert page.plan.files[0].sheets[0].choice.blocks == ()


def test_a_list_is_split_corrected_and_merged_in_its_place(
    page: ImportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    bar = page.choices.blocks
    bar.split_link.click()
    assert bar.split_row.hasFocus()
    for words, told in (("9", "第 2 到 3 行"), ("三", "行要写数字")):
        bar.split_row.setText(words)
        press(bar.split_row, Qt.Key.Key_Return)
        assert told in bar.problem.text()
        assert bar.split_row.text() == words
    press(bar.split_row, Qt.Key.Key_Escape)
    assert bar.splitting.isHidden()
    assert bar.split_link.hasFocus()
    assert bar.problem.isHidden()

    bar.split_link.click()
    bar.split_row.setText("3")
    press(bar.split_row, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert [line.split("　")[0] for line in lines(page)] == [
        "第 1–2 行 A–D 列", "第 3 行 A–D 列", "第 4–5 行 A–D 列",
    ]  # fmt: skip
    assert bar.merge_link.isHidden(), "nothing stands above the first"
    bar.select(1)
    bar.merge_link.click()
    settle(qtbot, runner)
    assert len(lines(page)) == 2

    bar.select(0)
    bar.place.rows.setText("1-4")
    press(bar.place.rows, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert "重叠" in bar.problem.text()
    assert bar.place.rows.text() == "1-4", "what was typed can be corrected"
    bar.place.rows.setText("1-3")
    bar.place.columns.setText("a-c")
    press(bar.place.columns, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert lines(page)[0].startswith("第 1–3 行 A–C 列")
    bar.forget_link.click()
    settle(qtbot, runner)
    assert lines(page)[0].startswith("第 1–3 行 A–D 列")


def test_a_further_table_is_added_where_the_program_saw_none(
    page: ImportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    bar = page.choices.blocks
    bar.select(1)
    bar.place.rows.setText("4")
    press(bar.place.rows, Qt.Key.Key_Return)
    settle(qtbot, runner)
    bar.add_link.click()
    assert bar.more.texts == ("5", "A–D", ""), "what is in no table is proposed"
    bar.more.rows.setText("")
    press(bar.more.rows, Qt.Key.Key_Return)
    assert "从第几行到第几行" in bar.problem.text()
    bar.more.rows.setText("5")
    bar.adding.take.click()
    settle(qtbot, runner)
    assert [line.split("　")[0] for line in lines(page)][1:] == [
        "第 4 行 A–D 列", "第 5 行 A–D 列",
    ]  # fmt: skip


def test_a_note_leads_to_its_table(page: ImportPage) -> None:
    notes = page.choices.notes
    number = next(n for n, note in enumerate(notes.notes) if note.block == 1)
    assert "第 4–5 行 A–D 列" in notes.notes[number].text
    notes.list.setCurrentRow(number)
    assert page.choices.blocks.block == 1
