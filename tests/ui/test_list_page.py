"""A list as somebody works in it: narrow, sort, choose columns, select, check, copy, paste."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.list_columns import PLACES
from desktop.ui.list_page import ListPage
from desktop.ui.main_window import MainWindow
from desktop.usecases import listing, people, standing
from desktop.usecases.workbench import Target
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import press, settle, write
from tests.ui.list_helpers import CTRL, POWERS, SHIFT, select, settle_list, tick, titles

# narrowing


def test_filters_count_and_narrow_together(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    offices = lists.filters.buttons["offices"].choices.view
    shown = [(offices.topLevelItem(n).text(0), offices.topLevelItem(n).text(1)) for n in range(3)]  # type: ignore[union-attr]
    assert shown == [("水政科", "2"), ("河道科", "1"), ("（未填写）", "1")]
    tick(lists, "offices", "水政科")
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["取水许可", "采砂许可"]
    assert lists.found.text() == "找到 2 条"
    assert lists.filters.buttons["offices"].text() == "处室：水政科"
    lists.search.setText("cskx")
    settle_list(window, qtbot, runner)
    assert lists.search.text() == "cskx"
    assert titles(lists) == []
    assert "当前还有筛选条件" in lists.empty.help.text()
    lists.search.setText("csxk")
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["采砂许可"]
    lists.search.clear()
    lists.filters.reset.click()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4
    assert not lists.filters.reset.isVisible()


def test_what_went_out_is_a_column_and_a_filter_once_something_did(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    asked = lists.filters.buttons["portal"]
    assert asked.isHidden()
    final = [r for r in workspace.library.records("power_item") if r.state == "approved"]
    workspace.library.note_dispatch("a" * 64, final)
    lists.refresh()
    settle_list(window, qtbot, runner)
    assert not asked.isHidden()
    tick(lists, "portal", "等回执")
    settle_list(window, qtbot, runner)
    assert titles(lists) == [final[0].get("name")]
    assert asked.text() == "报送：等回执"
    model = lists.table.model()
    assert model.index(0, PLACES["portal"]).data() == "等回执"
    lists.filters.reset.click()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == len(POWERS)


def test_a_record_without_office_can_be_found_by_that(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    tick(lists, "offices", "（未填写）")
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["违法取水处罚"]
    assert lists.filters.buttons["offices"].text() == "处室：（未填写）"


def test_filters_are_remembered_for_each_list_and_after_closing(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    tick(lists, "states", "审核通过")
    settle_list(window, qtbot, runner)
    window.go("kind:service_guide")
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 5
    other = MainWindow(runner, window.settings)
    qtbot.addWidget(other)
    other.attach(workspace)
    other.go("kind:power_item")
    settle_list(other, qtbot, runner)
    assert titles(other.list_page) == ["河道检查"]
    assert other.list_page.filters.buttons["states"].text() == "状态：审核通过"
    other.entry_page.saver.forget()


def test_choices_open_close_and_tick_by_keyboard(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    button = lists.filters.buttons["types"]
    button.setFocus()
    press(button, Qt.Key.Key_Down)
    assert button.choices.isVisible()
    press(button.choices.view, Qt.Key.Key_Down)
    press(button.choices.view, Qt.Key.Key_Space)
    press(button.choices.view, Qt.Key.Key_Return)
    assert not button.choices.isVisible()
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["违法取水处罚"]
    assert button.accessibleName() == "按类型筛选，行政处罚"


def test_a_click_on_the_words_of_a_choice_ticks_it(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    choices = lists.filters.buttons["states"].choices
    lists.filters.buttons["states"].open()
    item = choices.view.topLevelItem(0)
    assert item is not None
    place = choices.view.visualItemRect(item).center() + QPoint(20, 0)
    QTest.mouseClick(choices.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert choices.values() == ("draft",)
    choices.close()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 3


def test_a_number_of_the_workbench_narrows_by_office_without_being_remembered(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    window.show_list("power_item", Target("水政科的权力清单", offices=("水政科",)))
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["取水许可", "采砂许可"]
    assert lists.narrowed.text() == "水政科的权力清单　×"
    window.go("kind:power_item")
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4
    uuid = workspace.library.summaries("power_item", text="河道检查")[0].uuid
    window.show_list("power_item", Target("到期的", uuids=(uuid,)))
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["河道检查"]


def test_all_lists_are_searched_at_once_and_lead_back_here(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    window.refresh_counts()
    window.go("all")
    settle_list(window, qtbot, runner)
    assert window.rail.places["all"].sign == "9"
    lists.search.setText("取水")
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["取水许可", "取水许可", "违法取水处罚"]
    kinds = [lists.model.index(row, PLACES["kind"]).data() for row in range(3)]
    assert kinds == ["办事指南", "行政权力事项", "行政权力事项"]
    assert lists.new_button.isHidden()
    tick(lists, "kinds", "权力清单")
    settle_list(window, qtbot, runner)
    lists.table.selectRow(1)
    press(lists.table, Qt.Key.Key_Return)
    assert window.entry_page.model.record.get("name") == "违法取水处罚"
    window.back()
    settle_list(window, qtbot, runner)
    assert window.rail.place == "all"
    assert lists.search.text() == "取水"
    assert len(titles(lists)) == 2


# what the last check found


def test_what_was_never_checked_says_so_and_can_be_checked(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    assert lists.filters.unchecked.text() == "4 条尚未检查"
    assert lists.model.index(0, PLACES["problems"]).data() == "未检查"
    lists.filters.check_link.click()
    settle_list(window, qtbot, runner)
    assert lists.filters.note.isHidden()
    assert lists.model.index(0, PLACES["problems"]).data().startswith("阻断 ")
    assert window.notice.text.text() == "检查了 4 条，4 条有阻断的问题。"
    tick(lists, "standings", "没有问题")
    settle_list(window, qtbot, runner)
    assert titles(lists) == []
    assert lists.empty.text.text() == "没有符合筛选条件的记录。"
    lists.empty.widen_button.click()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4


def test_a_list_narrows_to_what_scored_low_once_it_was_checked(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    asked = lists.filters.buttons["scores"]
    assert asked.isHidden()
    items = [workspace.library.get(uuid) for uuid in workspace.library.ids("power_item")]
    judged_by = standing.judge(workspace)
    workspace.library.keep_standings(
        standing.standing_of(item, [], judged_by, score=score)
        for item, score in zip(items[:3], (42.5, 59.96, 95.0), strict=True)
    )
    lists.refresh()
    settle_list(window, qtbot, runner)
    assert not asked.isHidden()
    shown = [asked.choices.view.topLevelItem(n) for n in range(4)]
    assert [(item.text(0), item.text(1)) for item in shown if item] == [
        ("低于 60 分", "1"), ("60 到 80 分", "1"), ("95 分以上", "1"), ("没有评分", "1"),
    ]  # fmt: skip
    asked.open()
    assert asked.choices.height() < 34 * 4 + 20  # no blank room round the four
    asked.choices.close()
    tick(lists, "scores", "低于 60 分")
    settle_list(window, qtbot, runner)
    assert titles(lists) == [items[0].get("name")]
    assert asked.text() == "质量分：低于 60 分"
    assert lists.model.index(0, PLACES["score"]).data() == "42.5"


def test_selected_records_are_checked_alone(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    select(lists, "采砂许可", "违法取水处罚")
    lists.actions_bar.check.click()
    settle_list(window, qtbot, runner)
    left = listing.unchecked(workspace, listing.Query(kinds=("power_item",)))
    assert [workspace.library.summary(uuid).title for uuid in left] == ["取水许可", "河道检查"]
    assert lists.table.count_chosen() == 2


def test_the_live_check_of_a_record_is_remembered_once_nobody_types(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    uuid = workspace.library.summaries("power_item")[0].uuid
    window.open_record(uuid)
    settle(qtbot, runner)
    query = listing.Query(uuids=(uuid,))
    qtbot.waitUntil(lambda: not listing.unchecked(workspace, query), timeout=10_000)
    window.back()
    settle_list(window, qtbot, runner)
    assert lists.model.index(0, PLACES["problems"]).data().startswith("阻断 ")


# columns and sorting


def test_a_click_on_a_heading_sorts_up_down_and_as_the_source_had_it(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    header = lists.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(PLACES["title"]) + 60, header.height() // 2)
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle_list(window, qtbot, runner)
        orders.append(titles(lists))
    by_sound = ["采砂许可", "河道检查", "取水许可", "违法取水处罚"]
    assert orders == [by_sound, by_sound[::-1], [power[0] for power in POWERS]]


def test_sorting_keeps_the_cursor_on_its_record(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    lists.table.selectRow(1)
    uuid = lists.current()
    lists.sort_by("code", True)
    settle_list(window, qtbot, runner)
    assert titles(lists)[0] == "取水许可"
    assert lists.current() == uuid
    header = lists.table.horizontalHeader()
    assert header.sortIndicatorSection() == PLACES["code"]
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def _menu(page: ListPage) -> QMenu:
    return page._columns_menu()


def test_columns_are_chosen_in_a_menu_and_remembered(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    assert lists.table.isColumnHidden(PLACES["office"])
    action = next(a for a in _menu(lists).actions() if a.text() == "承办处室")
    action.trigger()
    assert not lists.table.isColumnHidden(PLACES["office"])
    assert lists.model.index(0, PLACES["office"]).data() == "水政科"
    header = lists.table.horizontalHeader()
    header.moveSection(header.visualIndex(PLACES["state"]), 1)
    header.resizeSection(PLACES["office"], 210)
    window.go("kind:service_guide")
    assert lists.table.isColumnHidden(PLACES["office"])
    other = MainWindow(runner, window.settings)
    qtbot.addWidget(other)
    other.attach(workspace)
    other.go("kind:power_item")
    settle_list(other, qtbot, runner)
    table = other.list_page.table
    assert table.columns()[:2] == ("title", "state")
    assert table.columnWidth(PLACES["office"]) == 210
    next(a for a in _menu(other.list_page).actions() if a.text() == "恢复默认的列").trigger()
    assert table.isColumnHidden(PLACES["office"])
    other.entry_page.saver.forget()


def test_sorting_is_in_the_menu_too(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    sorting = next(a.menu() for a in _menu(lists).actions() if a.text() == "排序")
    assert isinstance(sorting, QMenu)
    next(a for a in sorting.actions() if a.text() == "编码").trigger()
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["违法取水处罚", "采砂许可", "河道检查", "取水许可"]


# keyboard


def test_down_leads_from_the_search_into_the_list_and_up_back(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    lists.focus_search()
    write(lists.search, "csxk")
    settle_list(window, qtbot, runner)
    press(lists.search, Qt.Key.Key_Down)
    assert lists.table.hasFocus()
    press(lists.table, Qt.Key.Key_Up)
    assert lists.search.hasFocus()
    press(lists.search, Qt.Key.Key_Escape)
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4


def test_enter_waits_for_what_was_typed_before_it_opens(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    lists.focus_search()
    lists.search.setText("违法")
    press(lists.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.entry_page)
    assert window.entry_page.model.record.get("name") == "违法取水处罚"


# many at once


def test_the_bar_counts_what_is_selected(window: MainWindow, lists: ListPage, qtbot: QtBot) -> None:
    assert lists.actions_bar.chosen.text() == "已选 1 条"
    press(lists.table, Qt.Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: lists.actions_bar.chosen.text() == "已选 2 条")
    assert not lists.actions_bar.duplicate.isEnabled()
    press(lists.table, Qt.Key.Key_A, CTRL)
    qtbot.waitUntil(lambda: lists.actions_bar.chosen.text() == "已选 4 条")


def test_headings_do_not_ask_the_selection_about_every_row(lists: ListPage) -> None:
    """With 100,000 rows selected that took three seconds at each paint."""
    lists.table.selectAll()
    header = lists.table.horizontalHeader()
    assert header.selectionModel() is not lists.table.selectionModel()
    assert not header.selectionModel().hasSelection()


def test_many_go_to_the_bin_and_come_back_but_final_ones_stay(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    lists.table.selectAll()
    press(lists.table, Qt.Key.Key_Delete)
    settle_list(window, qtbot, runner)
    assert titles(lists) == ["河道检查"]
    assert window.notice.text.text() == "3 条已移到回收站。1 条已有定稿，没有移动。"
    window.notice.action.click()
    settle_list(window, qtbot, runner)
    assert len(titles(lists)) == 4
    assert workspace.library.count(deleted=True) == 0


def test_a_final_record_is_not_moved_and_the_list_says_why(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner
) -> None:
    select(lists, "河道检查")
    press(lists.table, Qt.Key.Key_Delete)
    assert "已有定稿，不能删除" in window.notice.text.text()
    settle(qtbot, runner)


def test_submitting_asks_who_works_and_tells_what_was_refused(
    window: MainWindow, lists: ListPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    asked: list[object] = []
    lists.person_wanted.disconnect()
    lists.person_wanted.connect(asked.append)
    select(lists, "取水许可", "河道检查", "采砂许可")
    lists.actions_bar.submit.click()
    assert len(asked) == 1
    people.add_person(workspace, people.Person("王岚"))
    people.choose_person(workspace, "王岚")
    lists.deeds.submit()
    settle_list(window, qtbot, runner)
    said = window.notice.text.text()
    assert said.startswith("3 条没有提交：“取水许可”还有 ")
    assert "其余 1 条请逐条查看。" in said
