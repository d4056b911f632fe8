"""How the window behaves towards somebody who works in it all day."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.autosave import LONGEST, PAUSE
from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.choices import BooleanEditor, MultiChoiceEditor
from desktop.ui.editors.dates import DurationEditor
from desktop.ui.editors.factory import make_editor
from desktop.ui.editors.table import TableEditor
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets import FlowLayout, label
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.record import Record
from tests.ui.helpers import editor_of, press, row_of, sample, settle, write

GUIDE_FORM = load_catalogue().form("service_guide")


@pytest.fixture
def context(runner: JobRunner) -> EditorContext:
    """What editors need when they stand alone."""
    return EditorContext(runner)


def _words(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return "\n".join(item.text() for item in labels if not item.isHidden())


def _open(window: MainWindow, record: Record, qtbot: QtBot, runner: JobRunner) -> None:
    window.open_record(record.uuid)
    settle(qtbot, runner)


# saving


def test_somebody_who_never_pauses_is_a_second_ahead_of_the_disk_at_most() -> None:
    assert PAUSE <= LONGEST < 1000


# half-typed values


def test_a_number_is_judged_when_the_box_is_left_not_while_it_is_typed(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    row = row_of(window, "promise_limit")
    box = row.editor.main_widget()
    box.setFocus()
    write(box, "x")
    qtbot.waitUntil(lambda: window.entry_page.model.value("promise_limit") == "25x")
    window.entry_page.checks.run()
    settle(qtbot, runner)
    assert row.messages.text() == ""
    assert not [p for p in window.entry_page.told() if p.field == "promise_limit"]
    window.entry_page.check_button.setFocus()
    qtbot.waitUntil(lambda: row.messages.text() != "")


def test_going_on_to_the_next_field_judges_nothing_anew(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Only what was held back while it was typed is to be told: to judge all takes every Tab time."""
    _open(window, guide, qtbot, runner)
    page, judged = window.entry_page, []
    about = {problem.field for problem in page.told()}
    plain = [name for name in page.current_page().grid.rows if name not in about]
    monkeypatch.setattr(page, "_show_problems", lambda: judged.append(page._pen))
    for name in plain:
        editor_of(window, name).main_widget().setFocus()
    assert len(plain) > 3
    assert judged == []
    editor_of(window, "promise_limit").main_widget().setFocus()
    editor_of(window, "legal_limit").main_widget().setFocus()
    assert len(judged) == 1


# what could not be understood


def test_words_in_place_of_several_choices_are_shown_and_kept(
    context: EditorContext, qtbot: QtBot
) -> None:
    field = next(f for f in GUIDE_FORM.fields.values()
                 if f.type == "multi_enum" and f.vocabulary and not f.vocabulary.open)  # fmt: skip
    editor = MultiChoiceEditor(field, context)
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value("各类企业")
    strange = next(chip for chip in editor.chips if "各类企业" in chip.text())
    assert strange.isChecked()
    assert not strange.isHidden()
    editor.chips[0].click()
    assert editor.value() == [editor.chips[0].key, "各类企业"]
    strange.click()
    assert editor.value() == [editor.chips[0].key]
    editor.set_value(None)
    assert len(editor.chips) == len(field.vocabulary.choices)  # type: ignore[union-attr]


def test_words_in_place_of_yes_or_no_are_shown(context: EditorContext, qtbot: QtBot) -> None:
    field = next(f for f in GUIDE_FORM.fields.values() if f.type == "boolean")
    editor = BooleanEditor(field, context)
    qtbot.addWidget(editor)
    editor.set_value("视情况")
    assert "视情况" in _words(editor)
    editor.yes.click()
    assert "视情况" not in _words(editor)
    assert editor.value() is True


def test_a_basis_that_is_only_text_can_be_taken_apart(context: EditorContext, qtbot: QtBot) -> None:
    editor = BasisEditor(GUIDE_FORM.fields["legal_basis"], context)
    qtbot.addWidget(editor)
    editor.set_value("《中华人民共和国行政许可法》第四十二条")
    assert "第四十二条" in _words(editor)
    editor.split_button.click()
    assert editor.rows()[0]["title"] == "中华人民共和国行政许可法"


def test_adding_a_basis_keeps_the_text_that_stood_there(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = BasisEditor(GUIDE_FORM.fields["legal_basis"], context)
    qtbot.addWidget(editor)
    editor.set_value(["省里的通知"])
    assert "省里的通知" in _words(editor)
    editor.add()
    assert editor.rows()[0]["quoted_text"] == "省里的通知"


def test_a_text_in_place_of_a_table_stays_in_sight_while_rows_are_made_of_it(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = TableEditor(GUIDE_FORM.fields["materials"], context)
    qtbot.addWidget(editor)
    editor.set_value(["申请表一份", "身份证"])
    assert "申请表一份；身份证" in _words(editor)
    editor.model.append({"name": "申请表"})
    assert "申请表一份；身份证" in _words(editor)
    editor.set_value(None)
    assert "申请表一份" not in _words(editor)


def test_the_unit_of_one_record_does_not_stay_for_the_next(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = DurationEditor(GUIDE_FORM.fields["legal_limit"], context)
    qtbot.addWidget(editor)
    editor.set_value({"amount": 2, "unit": "hour"})
    editor.set_value(None)
    write(editor.box, "5")
    assert editor.value() == {"amount": 5, "unit": "working_day"}


# words


def test_a_final_record_says_why_it_cannot_be_changed(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.finalize(guide.uuid)
    _open(window, guide, qtbot, runner)
    assert not window.entry_page.locked_note.isHidden()
    assert "审核通过" in _words(window.entry_page.locked_note)
    window.entry_page.locked_note.version_link.click()
    assert window.entry_page.locked_note.isHidden()
    write(editor_of(window, "common_name").box, "n")
    assert window.entry_page.model.value("common_name") == "n"
    other = workspace.library.ids("service_guide")[1]
    window.open_record(other)
    assert window.entry_page.locked_note.isHidden()
    settle(qtbot, runner)


def test_times_are_shown_as_people_write_them(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    name = next(f.id for f in GUIDE_FORM.fields.values() if f.type == "datetime")
    editor = editor_of(window, name)
    editor.set_value("2026-11-23T23:39:22.640Z")
    assert "T" not in editor.box.text()
    assert editor.box.text().startswith("2026-11-2")
    assert editor.value() == "2026-11-23T23:39:22.640Z"


def test_a_place_on_the_disk_that_cannot_be_written_is_said_in_a_sentence(
    window: MainWindow, qtbot: QtBot, runner: JobRunner, tmp_path: Path
) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("x", encoding="utf-8")
    window.go("pack")
    assert window.pages is not None
    page = window.pages.pack_page().pack
    page.folder.box.setText(str(blocked / "包"))
    page.start()
    settle(qtbot, runner)
    said = window.notice.text.text()
    assert "不是文件夹" in said
    assert "Errno" not in said


def test_a_list_that_nobody_may_add_to_does_not_ask_for_it(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("kind:negative_list_ref")
    settle(qtbot, runner)
    assert "新建" not in window.list_page.empty.text.text()


def test_one_guide_is_exported_as_a_guide_not_as_lists_of_one_line(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    window.entry_page.export_button.click()
    assert window.pages is not None
    page = window.pages.export_page()
    assert [chip.key for chip in page.layouts if chip.isChecked()] == ["full"]
    window.show_export("service_guide", [])
    assert [chip.key for chip in page.layouts if chip.isChecked()] == ["full", "list"]


# layout


def test_hidden_chips_take_no_room(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    first, second = label("一"), label("二")
    flow.addWidget(first)
    flow.addWidget(second)
    first.hide()
    box.resize(200, 40)
    box.show()
    assert second.x() == 0


def test_a_card_of_the_panel_keeps_a_reason_half_written(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    panel = window.entry_page.panel
    qtbot.waitUntil(lambda: any(card.problem.severity == "J" for card in panel.cards))
    card = next(card for card in panel.cards if card.problem.severity == "J")
    card.box.setPlainText("本省")
    write(editor_of(window, "common_name").box, "x")
    window.entry_page.model.set_value("promise_limit", {"amount": 20, "unit": "working_day"})
    window.entry_page.checks.run()
    settle(qtbot, runner)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: card in panel.cards)
    assert card.box.toPlainText() == "本省"


def test_escape_in_a_cell_gives_the_cell_up_not_the_record(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    editor = editor_of(window, "materials")
    editor.view.setCurrentIndex(editor.model.index(0, 0))
    press(editor.view, Qt.Key.Key_F2)
    focused = QApplication.focusWidget()
    assert focused is not None
    press(focused, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.entry_page


def test_tab_goes_from_the_number_to_its_unit_and_on_to_the_next_field(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    editor = editor_of(window, "promise_limit")
    editor.box.setFocus()
    press(editor.box, Qt.Key.Key_Tab)
    unit: QWidget = editor.unit
    assert QApplication.focusWidget() is unit
    press(unit, Qt.Key.Key_Tab)
    following: QWidget | None = QApplication.focusWidget()
    rows = window.entry_page.current_page().grid.rows
    assert following is not None
    assert rows["promise_limit_note"].isAncestorOf(following)


def test_f8_mends_the_field_at_hand(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    editor = editor_of(window, "promise_limit")
    editor.box.setFocus()
    press(editor.box, Qt.Key.Key_F8)
    assert editor.value() == {"amount": 20, "unit": "working_day"}
    settle(qtbot, runner)
    other = editor_of(window, "promise_limit_note").main_widget()
    other.setFocus()
    press(other, Qt.Key.Key_F8)
    assert "没有可以直接改正" in window.notice.text.text()


def test_tab_goes_on_from_what_came_into_the_page_later(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    bases = editor_of(window, "legal_basis")
    bases.take_text("《中华人民共和国水法》第三十九条")
    settle(qtbot, runner)
    QApplication.processEvents()
    press(QApplication.focusWidget() or bases, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is bases.add_button


def test_turning_to_a_section_puts_the_cursor_into_its_first_field(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    _open(window, guide, qtbot, runner)
    box = editor_of(window, "common_name").main_widget()
    box.setFocus()
    press(box, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    page = window.entry_page.current_page()
    focus: QWidget | None = QApplication.focusWidget()
    assert page.section.id == "organization"
    assert focus is not None
    assert next(iter(page.grid.rows.values())).isAncestorOf(focus)


def test_what_is_read_only_offers_nothing_to_take_away(
    context: EditorContext, qtbot: QtBot
) -> None:
    for kind in ("ref", "attachment"):
        fields = (f for form in load_catalogue().ordered() for f in form.fields.values())
        field = next(field for field in fields if field.type == kind)
        editor = make_editor(field, context)
        qtbot.addWidget(editor)
        editor.set_read_only(True)
        editor.set_value(sample(field))
        offered = [b.text() for b in editor.findChildren(QPushButton) if not b.isHidden()]
        assert "移除" not in offered
        editor.set_read_only(False)
        offered = [b.text() for b in editor.findChildren(QPushButton) if not b.isHidden()]
        assert "移除" in offered
