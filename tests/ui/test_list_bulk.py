"""Changing a field of many records in the window: choose, look, do, take back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.ui.bulk_page import BulkPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.bulk import Operation, Outcome
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import settle

POWERS = (
    ("取水许可", "", "draft"),
    ("采砂许可", "河道科", "draft"),
    ("河道检查", "河道科", "approved"),
)


@dataclass
class Desk:
    """The window with three powers selected and the page of changes open."""

    window: MainWindow
    page: BulkPage
    workspace: Workspace
    qtbot: QtBot
    runner: JobRunner

    def wait(self) -> None:
        """Everything compared and told."""
        self.qtbot.waitUntil(lambda: not self.page._pause.isActive())
        settle(self.qtbot, self.runner)
        self.qtbot.waitUntil(lambda: not self.window.list_page._count.isActive())
        settle(self.qtbot, self.runner)

    def choose(self, field: str) -> None:
        self.page.field.setCurrentIndex(self.page.field.findData(field))
        self.page.field.activated.emit(self.page.field.currentIndex())

    def write(self, text: str) -> None:
        assert self.page.editor is not None
        box = self.page.editor.main_widget()
        if isinstance(box, QPlainTextEdit):
            box.setPlainText(text)
        else:
            assert isinstance(box, QLineEdit)
            box.setText(text)
            box.textEdited.emit(text)

    def do(self, operation: Operation) -> None:
        next(chip for chip in self.page.operations if chip.key is operation).click()

    def lines(self) -> list[list[str]]:
        model = self.page.model
        return [
            [str(model.index(row, place).data()) for place in range(4)]
            for row in range(model.rowCount())
        ]

    def offices(self) -> list[object]:
        return [record.get("office") for record in self.workspace.library.records("power_item")]


@pytest.fixture
def desk(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> Iterator[Desk]:
    workspace.library.save_many([
        Record("power_item", {"name": name, "office": office}, state=state)
        for name, office, state in POWERS
    ])  # fmt: skip
    window.go("kind:power_item")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: window.list_page.model.rowCount() == 3)
    window.list_page.table.selectAll()
    QApplication.processEvents()
    window.list_page.actions_bar.change.click()
    assert window.pages is not None
    made = Desk(window, window.pages.bulk_page(), workspace, qtbot, runner)
    made.wait()
    yield made
    made.wait()


def test_nothing_can_be_done_before_a_field_and_a_value_are_chosen(desk: Desk) -> None:
    page = desk.page
    assert desk.window.stack.currentWidget() is page
    assert page.badge.text() == "3 条"
    assert page.field.hasFocus()
    assert page.hint.text().startswith("先选择要修改的栏目。")
    assert not page.apply_button.isEnabled()
    desk.choose("office")
    desk.wait()
    assert page.hint.text() == "填写要改成的内容。"
    assert not page.apply_button.isEnabled()


def test_each_record_is_shown_before_and_after_and_only_then_changed(desk: Desk) -> None:
    desk.choose("office")
    desk.write("水政科")
    desk.wait()
    assert desk.lines() == [
        ["取水许可", "（空白）", "水政科", ""],
        ["采砂许可", "河道科", "水政科", ""],
        ["河道检查", "河道科", "", "已经定稿，需要先开新版本"],
    ]
    assert [chip.text() for chip in desk.page.outcomes] == ["将修改 2", "不用改 0", "不能修改 1"]
    assert desk.page.apply_button.text() == "修改 2 条"
    assert desk.offices() == [None, "河道科", "河道科"]
    desk.page.apply_button.click()
    desk.wait()
    assert desk.offices() == ["水政科", "水政科", "河道科"]
    assert desk.window.stack.currentWidget() is desk.window.list_page
    assert desk.window.notice.text.text() == "已修改 2 条。"


def test_one_undo_puts_everything_back_but_what_was_changed_since(desk: Desk) -> None:
    desk.choose("office")
    desk.write("水政科")
    desk.wait()
    desk.page.apply_button.click()
    desk.wait()
    library = desk.workspace.library
    later = library.get(library.ids("power_item")[1])
    library.save(later.with_values(counterpart="企业"))
    desk.window.notice.action.click()
    desk.wait()
    assert desk.offices() == [None, "水政科", "河道科"]
    assert desk.window.notice.text.text() == (
        "已撤销，1 条恢复原样。1 条在这之后又改过，没有动：“采砂许可”。"
    )


def test_only_blanks_can_be_filled_and_everything_cleared(desk: Desk) -> None:
    desk.choose("office")
    desk.write("水政科")
    desk.do(Operation.FILL_BLANK)
    desk.wait()
    assert desk.page.apply_button.text() == "修改 1 条"
    desk.do(Operation.CLEAR)
    desk.wait()
    assert desk.page.editor is not None
    assert not desk.page.editor.isVisible()
    assert desk.lines()[0] == ["采砂许可", "河道科", "（空白）", ""]
    same = next(chip for chip in desk.page.outcomes if chip.key is Outcome.SAME)
    same.click()
    assert desk.lines()[0] == ["取水许可", "（空白）", "", "不用改"]


def test_the_preview_follows_the_newest_value(desk: Desk) -> None:
    desk.choose("office")
    for text in ("水", "水政", "水政科"):
        desk.write(text)
        desk.page.preview()
    desk.wait()
    assert desk.lines()[0][2] == "水政科"


@pytest.mark.parametrize("field", ["is_common", "use_level", "promise_limit", "effective_date"])
def test_each_field_is_filled_in_with_its_own_editor(desk: Desk, field: str) -> None:
    desk.choose(field)
    editor = desk.page.editor
    assert editor is not None
    value = {
        "is_common": True, "use_level": "county", "effective_date": "2026-03-01",
        "promise_limit": {"amount": 7, "unit": "working_day"},
    }[field]  # fmt: skip
    editor.set_value(value)
    editor.edited.emit(value, "*")
    desk.wait()
    assert desk.page.apply_button.text() == "修改 2 条"


def test_a_value_that_is_none_says_what_is_expected(desk: Desk) -> None:
    desk.choose("effective_date")
    assert desk.page.editor is not None
    desk.page.editor.set_value("明年春天")
    desk.page.editor.edited.emit("明年春天", "*")
    desk.wait()
    assert desk.page.hint.text() == "“计划生效日期”应为日期，如 2026-03-01。"
    assert not desk.page.apply_button.isEnabled()


def test_the_way_back_leads_to_the_list_with_its_selection(desk: Desk) -> None:
    desk.page.back_wanted.emit()
    assert desk.window.stack.currentWidget() is desk.window.list_page
    assert desk.window.list_page.table.count_chosen() == 3
