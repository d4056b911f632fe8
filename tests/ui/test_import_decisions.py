"""The third step of an import: what becomes of each record that the library may have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import importing
from desktop.usecases.workspace import Workspace
from tests.ui import walking
from tests.ui.helpers import click, press, settle
from tests.ui.import_helpers import words_on

HEAD = "事项名称,权力类型,行使主体,承办机构,行政相对人"
TWICE = ("河道清障,行政强制,县水务局,河湖股,单位", "河道清障,行政强制,县水务局,执法队,个人")
OLD = ("水库鉴定,行政确认,县水务局,工程股,水管单位", *TWICE, "用水核定,行政确认,,水资源股,用水户")
NEW = ("水库鉴定,行政确认,县水务局,建设股,水库业主", "河道清障,行政强制,县水务局,河道股,",
       "用水核定,行政确认,县水务局,水资源股,", "风景区认定,行政确认,县水务局,综合股,")  # fmt: skip

Start = Callable[..., ImportPage]


@pytest.fixture
def start(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> Start:
    """Fills the library with a list and brings another one to the third step."""

    def go(*rows: str) -> ImportPage:
        old, new = tmp_path / "旧.csv", tmp_path / "新.csv"
        for path, lines in ((old, OLD), (new, rows or NEW)):
            path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
        workspace.library.set_setting("organization", "")
        importing.commit(workspace, importing.read_files(workspace, [old]))
        window.import_files([new])
        settle(qtbot, runner)
        assert window.pages is not None
        page = window.pages.import_page()
        page.next()
        settle(qtbot, runner)
        return page

    return go


def verdicts(page: ImportPage) -> list[str]:
    return [line.verdict for line in page.preview._lines]


def shown(page: ImportPage) -> list[str]:
    return [page.preview.model.cell(page.preview.model.index(n, 0)).text
            for n in range(page.preview.model.rowCount())]  # fmt: skip


def show_all(page: ImportPage) -> None:
    page.preview.chips[0].click()


def test_what_nobody_can_know_is_asked_first_and_nothing_is_written_before(
    start: Start,
) -> None:
    page = start()
    assert verdicts(page) == ["update", "ask", "ask", "new"]
    assert shown(page) == ["河道清障", "用水核定"], "those that wait for an answer"
    assert not page.next_button.isEnabled()
    assert "还有 2 条要您选" in page.footer_words.text()
    known = [page.preview.model.cell(page.preview.model.index(n, 3)).text for n in (0, 1)]
    assert known == ["2 条相像", "拿不准"]
    press(page.preview.table, Qt.Key.Key_2)
    assert shown(page) == ["用水核定"], "the next one is at hand"
    press(page.preview.table, Qt.Key.Key_1)
    assert verdicts(page) == ["update", "skip", "update", "new"]
    assert page.next_button.isEnabled()
    assert page.next_button.text() == "写入 3 条"


def test_of_several_the_clerk_says_which_by_keyboard(
    start: Start, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    page = start(*NEW[:2])
    press(page.preview.table, Qt.Key.Key_1)
    first, second = page.preview.record.radios.values()
    assert first.hasFocus(), "to change is to say which"
    assert verdicts(page)[1] == "ask"
    assert "承办机构：执法队" in second.accessibleName()
    second.setFocus()
    press(second, Qt.Key.Key_Space)
    assert verdicts(page)[1] == "update"
    page.next()
    settle(qtbot, runner)
    offices = sorted(str(r.values["office"]) for r in workspace.library.records("power_item"))
    assert offices == sorted(["建设股", "河湖股", "河道股", "水资源股"])
    assert "更新 2 条" in words_on(page)


def test_a_field_is_left_out_with_the_space_bar_and_stays(
    start: Start, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    page = start(NEW[0])
    press(page.preview.table, Qt.Key.Key_Return)
    tick = page.preview.record.ticks["office"]
    assert tick.hasFocus()
    press(tick, Qt.Key.Key_Space)
    tick = page.preview.record.ticks["office"]
    assert (tick.isChecked(), tick.hasFocus()) == (False, True), "drawn anew, the focus stays"
    press(tick, Qt.Key.Key_Escape)
    assert page.preview.table.hasFocus()
    page.next()
    settle(qtbot, runner)
    held = next(
        r for r in workspace.library.records("power_item") if r.values["name"] == "水库鉴定"
    )
    assert (held.values["office"], held.values["counterpart"]) == ("工程股", "水库业主")


def test_a_choice_for_many_and_one_for_all_others(start: Start) -> None:
    page = start()
    show_all(page)
    page.preview.table.selectAll()
    assert page.preview.record.title.text() == "选中 4 条"
    page.preview.record.ways[2].click()
    assert verdicts(page) == ["double", "double", "double", "new"]
    assert len(page.preview.table.chosen()) == 4, "what was selected stays so"
    page.preview.table.selectRow(0)
    page.preview.record.ways[0].click()
    page.preview.skip.click()
    assert verdicts(page) == ["update", "double", "double", "new"], "what was chosen singly stays"


def test_default_for_all_leaves_nothing_to_ask(start: Start) -> None:
    page = start()
    assert page.preview.open_link.isVisible()
    page.preview.skip.click()
    assert verdicts(page) == ["skip", "skip", "skip", "new"]
    assert not page.preview.open_link.isVisible()
    assert page.next_button.isEnabled()


def test_the_menu_offers_the_same(start: Start) -> None:
    page = start(NEW[0])
    table = page.preview.table
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    table.contextMenuEvent(event)
    [menu] = [item for item in table.findChildren(QMenu) if item.isVisible()]
    assert [action.text() for action in menu.actions()] == ["更新\t1", "跳过\t2", "新建\t3"]
    menu.actions()[1].trigger()
    menu.hide()
    assert verdicts(page) == ["skip"]


def test_the_card_says_how_it_was_recognised_and_what_the_cell_says(start: Start) -> None:
    page = start("水库鉴定,确认,县水务局,建设股,水库业主")
    said = "\n".join(label.text() for label in page.preview.record.findChildren(QLabel))
    assert "名称、类型和单位都和工作库里的“水库鉴定”相同。" in said
    assert "原来" in said
    assert "改为" in said


def test_every_choice_is_reached_by_tab_and_named(
    window: MainWindow, start: Start, qtbot: QtBot, runner: JobRunner
) -> None:
    page = start()
    found: list[str] = []
    for number in (0, 1):
        show_all(page)
        page.preview.table.selectRow(number)
        QApplication.processEvents()
        window.activateWindow()
        visited, stuck = walking.tab_round(window)
        found += [*walking.complaints(page), *stuck, *walking.unreached(page, visited)]
    assert found == []


def test_a_link_leads_to_what_is_open(start: Start) -> None:
    page = start()
    show_all(page)
    assert len(shown(page)) == 4
    click(page.preview.open_link)
    assert shown(page) == ["河道清障", "用水核定"]
    assert page.preview.table.hasFocus()
