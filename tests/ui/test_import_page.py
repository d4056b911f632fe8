"""The import wizard: drop, look, change, write once, take back once."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.import_notes import around
from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.import_columns import SKIP_CHOICE
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record
from tests.ui import walking
from tests.ui.helpers import click, press, settle, write
from tests.ui.import_helpers import ROWS, List, list_maker, state, words_on

OFFICE = "E 经办科室"


@pytest.fixture
def make_list(tmp_path: Path) -> List:
    """Writes a published list."""
    return list_maker(tmp_path)


@pytest.fixture
def page(window: MainWindow) -> ImportPage:
    """The page, in the window."""
    assert window.pages is not None
    return window.pages.import_page()


def drop(window: MainWindow, *paths: Path) -> None:
    """Let files fall onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)


def line_of(page: ImportPage, key: str) -> int:
    """Where a column stands in the mapping."""
    return [view.report.key for view in page.choices.model.views].index(key)


def cell(page: ImportPage, key: str, column: int) -> str:
    model = page.choices.model
    return str(model.data(model.index(line_of(page, key), column)))


def test_a_dropped_list_is_looked_at_changed_written_and_taken_back(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    before = state(workspace)
    drop(window, make_list())
    settle(qtbot, runner)
    assert page.step == 1
    assert line_of(page, OFFICE) == 0, "what could not be placed stands on top"
    assert cell(page, OFFICE, 1) == "请确认：放入备注"
    assert "环评科 → 放入备注" in cell(page, OFFICE, 2)
    assert cell(page, "B 中介服务事项名称", 1).startswith("中介服务事项名称")

    page.choices.table.setCurrentIndex(page.choices.model.index(0, 1))
    press(page.choices.table, Qt.Key.Key_Return)
    picker = page.choices.picker
    assert picker.isVisible()
    write(picker.search, "hyzgbm")
    press(picker.search, Qt.Key.Key_Return)
    assert not picker.isVisible()
    settle(qtbot, runner)
    assert cell(page, OFFICE, 1) == "行业主管部门"
    assert page.choices.table.hasFocus(), "the keyboard goes on where it was"
    assert state(workspace) == before, "nothing is written before the last step"

    page.next()
    assert page.step == 2
    assert page.preview.model.rowCount() == 2
    assert page.next_button.text() == "写入 2 条"
    page.next()
    settle(qtbot, runner)
    assert page.step == 3
    [first, _] = list(workspace.library.records("intermediary_item"))
    assert first.values["regulator"] == "环评科"

    page.undo()
    settle(qtbot, runner)
    assert workspace.library.count("intermediary_item") == 0
    assert "已撤销：2 条移到回收站" in words_on(page)
    assert not page.undo_button.isVisible()


def test_cancelling_at_any_step_leaves_the_library_as_it_was(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    before = state(workspace)
    for steps in range(2):
        window.import_files([make_list()])
        settle(qtbot, runner)
        for _ in range(steps):
            page.next()
        page.cancel()
        settle(qtbot, runner)
        assert page.step == 0
        assert page.plan is None
    assert state(workspace) == before


def test_cancelling_while_files_are_read_says_that_nothing_changed(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    before = state(workspace)
    window.import_files([make_list(), make_list(name="乙.xlsx", rows=ROWS[:1])])
    page.task.cancel()
    settle(qtbot, runner)
    assert page.step == 3
    assert "已取消，工作库没有改变。" in words_on(page)
    assert state(workspace) == before


def test_a_broken_file_is_named_and_the_good_ones_go_on(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, tmp_path: Path,
    qtbot: QtBot, runner: JobRunner,
) -> None:  # fmt: skip
    broken = tmp_path / "坏.json"
    broken.write_text("{", encoding="utf-8")
    drop(window, broken, make_list())
    settle(qtbot, runner)
    assert page.step == 1
    heaviest = page.choices.notes.notes[0]
    assert heaviest.severity.word == "阻断"
    assert "坏.json" in heaviest.text
    titles = [page.choices.sheets.itemText(n) for n in range(page.choices.sheets.count())]
    assert titles == ["坏.json　读不出来", "中介.xlsx　2 条"]
    page.next()
    page.next()
    settle(qtbot, runner)
    assert workspace.library.count("intermediary_item") == 2
    assert "坏.json" in words_on(page), "the end says what was not taken"


def test_only_broken_files_change_nothing_and_say_why(
    window: MainWindow, page: ImportPage, workspace: Workspace, tmp_path: Path, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    before = state(workspace)
    for name in ("甲.json", "乙.json"):
        (tmp_path / name).write_text("不是", encoding="utf-8")
    drop(window, tmp_path / "甲.json", tmp_path / "乙.json")
    settle(qtbot, runner)
    said = words_on(page)
    assert "甲.json" in said
    assert "乙.json" in said
    assert state(workspace) == before


def test_a_column_can_be_left_out_with_delete(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list()])
    settle(qtbot, runner)
    page.choices.table.select_key(OFFICE)
    press(page.choices.table, Qt.Key.Key_Delete)
    settle(qtbot, runner)
    assert cell(page, OFFICE, 1) == "不导入"
    assert "未导入 2 个" in page.choices.figures.cells.text()
    assert page.plan is not None
    assert all("环评科" not in str(record.values) for record in page.plan.records)
    number = line_of(page, OFFICE)
    page.choices._choose(number)
    assert page.choices.picker.list.currentItem().data(Qt.ItemDataRole.UserRole) == SKIP_CHOICE
    page.choices.picker.hide()


def test_the_space_bar_confirms_a_column_without_reading_anew(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list()])
    settle(qtbot, runner)
    assert page.plan is not None
    before = page.plan.records
    page.choices.table.select_key(OFFICE)
    press(page.choices.table, Qt.Key.Key_Space)
    settle(qtbot, runner)
    assert cell(page, OFFICE, 1) == "放入备注"
    assert line_of(page, OFFICE) > 0, "it does not wait on top any more"
    assert page.plan.records == before, "the very same records, not read again"


def test_a_note_shows_the_rows_that_it_is_about(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list()])
    settle(qtbot, runner)
    notes = page.choices.notes
    number = next(n for n, note in enumerate(notes.notes) if note.row)
    assert notes.notes[number].text.startswith("第3行D列“收费性质”")
    notes.list.setCurrentRow(number)
    assert page.choices.excerpt.isVisible()
    said = words_on(page)
    assert "原表第 2–3 行" in said
    assert "D　收费性质" in said
    assert "随便" in said


def test_a_note_leads_to_its_sheet_and_column(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    good = make_list(rows=ROWS[:1], name="甲.xlsx")
    window.import_files([good, make_list()])
    settle(qtbot, runner)
    assert page.choices.place == (0, 0)
    number = next(n for n, note in enumerate(page.choices.notes.notes) if note.row)
    page.choices.notes.list.setCurrentRow(number)
    assert page.choices.place == (1, 0)
    now = page.choices.model.views[page.choices.table.currentIndex().row()]
    assert now.report.letter == "D"
    assert "第3行D列“收费性质”" in page.choices.notes.notes[number].text


def test_two_items_of_one_name_in_a_list_are_told(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list(rows=[ROWS[0], [2, *ROWS[0][1:]]])])
    settle(qtbot, runner)
    assert any("1 条与这次导入的其他记录同名" in note.text for note in page.choices.notes.notes)


def test_a_click_elsewhere_closes_the_list_of_fields(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list()])
    settle(qtbot, runner)
    page.choices._choose(0)
    picker = page.choices.picker
    assert picker.isVisible()
    press(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert page.choices.table.hasFocus()
    page.choices._choose(0)
    click(page.choices.figures)
    assert not picker.isVisible()
    page.choices._choose(0)
    picker.search.setText("没有这样的要素")
    press(picker.search, Qt.Key.Key_Return)
    assert picker.isVisible(), "nothing was chosen"
    picker.hide()


def test_a_list_without_known_headings_is_read_by_hand(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    window.import_files([make_list(head=["甲", "乙"], rows=[["开具证明", "三天"]])])
    settle(qtbot, runner)
    assert "没有认出表头" in page.choices.message.text()
    assert not page.next_button.isEnabled()
    page.choices.blocks.place.header.setText("1")
    index = page.choices.blocks.kind.findData("proof_item")
    page.choices.blocks.kind.setCurrentIndex(index)
    page.choices.blocks.kind.activated.emit(index)
    settle(qtbot, runner)
    page.choices._choose(line_of(page, "A 甲"))
    page.choices.picker.search.setText("证明事项名称")
    press(page.choices.picker.search, Qt.Key.Key_Return)
    settle(qtbot, runner)
    page.next()
    page.next()
    settle(qtbot, runner)
    [proof] = list(workspace.library.records("proof_item"))
    assert proof.values["name"] == "开具证明"


def test_files_dropped_while_others_wait_join_them(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner
) -> None:
    window.import_files([make_list()])
    settle(qtbot, runner)
    page.choices.table.select_key(OFFICE)
    press(page.choices.table, Qt.Key.Key_Delete)
    settle(qtbot, runner)
    window.import_files([make_list(rows=[[1, "勘察文件审查", "住建局", "免费", "审图科"]],
                                   name="住建.xlsx")])  # fmt: skip
    settle(qtbot, runner)
    assert page.plan is not None
    assert [file.name for file in page.plan.files] == ["中介.xlsx", "住建.xlsx"]
    assert page.plan.by_kind == {"intermediary_item": 3}
    assert page.plan.cells["dropped"] == 2, "what was decided about the first file stays"


def test_a_pasted_table_has_the_name_that_it_was_given(
    window: MainWindow, page: ImportPage, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    path = tmp_path / "t71.csv"
    path.write_text("中介服务事项名称,审批部门\n测绘,自然资源局\n", encoding="utf-8")
    window.stack.setCurrentWidget(page)
    page.start([path], names=["剪贴板里的表格"])
    settle(qtbot, runner)
    assert page.title.text() == "剪贴板里的表格"


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("自2022年5月2日起", "自2022年5月1日起", "2"),
        ("字" * 80 + "第10条", "字" * 80 + "第9条", "10"),
        ("完全不同", "另一句话", ""),
        ("同样", "同样", ""),
    ],
)
def test_the_number_that_differs_is_found_in_its_neighbourhood(
    text: str, other: str, marked: str
) -> None:
    part = around(text, other)
    assert part.text[part.start : part.end] == marked
    assert len(part.text) <= 46


def test_every_step_can_be_walked_by_keyboard_and_screen_reader(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, tmp_path: Path,
    qtbot: QtBot, runner: JobRunner,
) -> None:  # fmt: skip
    workspace.library.save(Record("intermediary_item", {"name": "环境影响报告书编制"}))
    broken = tmp_path / "坏.json"
    broken.write_text("{", encoding="utf-8")
    drop(window, make_list(), broken)
    settle(qtbot, runner)
    found: list[str] = []
    page.choices.notes.list.setCurrentRow(1)
    for deed in (QApplication.processEvents, page.next, page.next):
        deed()
        settle(qtbot, runner)
        QApplication.processEvents()
        window.activateWindow()
        visited, stuck = walking.tab_round(window)
        found += [*walking.complaints(page), *stuck, *walking.unreached(page, visited)]
    page._to_log()
    settle(qtbot, runner)
    found += walking.complaints(page)
    assert found == []


@pytest.mark.parametrize("error", [Cancelled(), ValueError("这张表读不了。")])
def test_a_reading_that_is_stopped_or_fails_shows_what_holds(
    window: MainWindow, page: ImportPage, make_list: List, qtbot: QtBot, runner: JobRunner,
    monkeypatch: pytest.MonkeyPatch, error: Exception,
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise error

    window.import_files([make_list()])
    settle(qtbot, runner)
    plan = page.plan
    monkeypatch.setattr("desktop.usecases.importing.read_anew", refuse)
    index = page.choices.blocks.kind.findData("proof_item")
    page.choices.blocks.kind.setCurrentIndex(index)
    page.choices.blocks.kind.activated.emit(index)
    settle(qtbot, runner)
    assert page.plan is plan
    assert page.choices.blocks.kind.currentData() == "intermediary_item"


def test_a_failed_write_keeps_the_plan_and_says_why(
    window: MainWindow, page: ImportPage, workspace: Workspace, make_list: List, qtbot: QtBot,
    runner: JobRunner, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    window.import_files([make_list()])
    settle(qtbot, runner)
    before = state(workspace)
    monkeypatch.setattr("desktop.usecases.importing.commit", refuse)
    page.next()
    page.next()
    settle(qtbot, runner)
    assert page.step == 2
    assert page.next_button.isEnabled()
    assert window.notice.isVisible()
    assert state(workspace) == before
