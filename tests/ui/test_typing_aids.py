"""What the boxes do for somebody who types: codes, amounts, days, limits, choices."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.base import Editor, EditorContext
from desktop.ui.editors.choices import MANY, ChoiceEditor, ComboBox, MultiChoiceEditor
from desktop.ui.editors.code_words import code_hint, in_groups
from desktop.ui.editors.dates import DateEditor, DurationEditor
from desktop.ui.editors.factory import make_editor
from desktop.ui.editors.text import CodeEditor, MoneyEditor
from desktop.ui.jobs import JobRunner
from desktop.usecases.sounds import best_match, initials
from forms.loader import load_catalogue
from forms.model import Field
from forms.values import uscc_check_char
from tests.ui.helpers import press, write

GUIDE = load_catalogue().form("service_guide")
FIRST = "1145072100780001X"
CODE = FIRST + uscc_check_char(FIRST)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def context(runner: JobRunner) -> EditorContext:
    return EditorContext(runner)


def _shown(editor: Editor, qtbot: QtBot) -> None:
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    editor.main_widget().setFocus()


# codes


def test_the_check_digit_is_told_before_it_is_typed(context: EditorContext, qtbot: QtBot) -> None:
    editor = make_editor(GUIDE.fields["org_uscc"], context)
    assert isinstance(editor, CodeEditor)
    _shown(editor, qtbot)
    assert editor.hint.isHidden()
    write(editor.box, FIRST[:10].lower())
    assert "已输 10 位" in editor.hint.text()
    write(editor.box, FIRST[10:].lower())
    assert f"应为 {CODE[17]}" in editor.hint.text()
    write(editor.box, CODE[17].lower())
    assert "校验码正确" in editor.hint.text()
    assert editor.hint.property("note") == "ok"
    assert editor.value() == CODE
    press(editor.box, Qt.Key.Key_Return)
    assert editor.box.text() == CODE


@pytest.mark.parametrize(
    ("text", "layout", "said", "tone"),
    [
        (CODE[:17] + ("A" if CODE[17] != "A" else "B"), "uscc", f"应为 {CODE[17]}", "warn"),
        ("11O", "uscc", "第 3 位“O”不会出现，应是“0”", "warn"),
        (CODE + "1", "uscc", "多了 1 位", "warn"),
        ("99", "region_code", "不是省级代码", "warn"),
        ("4507", "region_code", "应为 6、9 或 12 位", "faint"),
        ("450721", "region_code", "6 位", "ok"),
        ("0001", "catalog_code", "接着输部门", "faint"),
        ("000104002000", "catalog_code", "写法正确", "ok"),
        ("00010400200X", "catalog_code", "写法不对", "warn"),
        (FIRST, "impl_code", f"应为 {CODE[17]}", "faint"),
        (CODE + "5", "impl_code", "接着输区划", "faint"),
        (CODE + "5000104002000", "impl_code", "31 位，写法正确", "ok"),
        (CODE + "500010400200001", "biz_item_code", "33 位，写法正确", "ok"),
    ],
)
def test_what_is_said_about_a_code(text: str, layout: str, said: str, tone: str) -> None:
    hint = code_hint(text, layout)
    assert hint is not None
    assert said in hint.text
    assert hint.tone == tone


def test_a_code_is_shown_in_the_groups_in_which_it_is_read() -> None:
    assert in_groups("000104002000", "catalog_code") == "00 01 04 002 000"
    assert in_groups("450721100", "region_code") == "45 07 21 100"
    assert code_hint("", "uscc") is None
    assert code_hint("x", "phone") is None


# amounts


def test_an_amount_is_told_in_capitals_and_gets_its_thousands(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = make_editor(Field("fee", "收费", "money"), context)
    assert isinstance(editor, MoneyEditor)
    _shown(editor, qtbot)
    write(editor.box, "12345.5")
    assert editor.capitals.text() == "大写：壹万贰仟叁佰肆拾伍元伍角整"
    press(editor.box, Qt.Key.Key_Return)
    assert editor.box.text() == "12,345.5"
    assert editor.value() == "12345.5"


# days and limits


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("20260301", "2026-03-01"),
        ("2026-3-1", "2026-03-01"),
        ("3-1", f"{date.today().year}-03-01"),
        ("13-1", "13-1"),
    ],
)
def test_a_day_is_tidied_when_the_box_is_left(
    typed: str, wanted: str, context: EditorContext, qtbot: QtBot
) -> None:
    editor = DateEditor(GUIDE.fields["effective_date"], context)
    _shown(editor, qtbot)
    write(editor.box, typed)
    press(editor.box, Qt.Key.Key_Return)
    assert (editor.value(), editor.box.text()) == (wanted, wanted)


def test_today_and_the_calendar_by_key(context: EditorContext, qtbot: QtBot) -> None:
    editor = DateEditor(GUIDE.fields["effective_date"], context)
    _shown(editor, qtbot)
    press(editor.box, Qt.Key.Key_Semicolon, CTRL)
    assert editor.value() == date.today().isoformat()
    editor.set_value("2026-03-01")
    press(editor.box, Qt.Key.Key_Down, ALT)
    calendar = editor.findChild(QCalendarWidget)
    assert calendar is not None
    press(QApplication.focusWidget() or calendar, Qt.Key.Key_Right)
    press(QApplication.focusWidget() or calendar, Qt.Key.Key_Return)
    assert editor.value() == "2026-03-02"


def test_a_limit_typed_with_its_unit_is_taken_apart(context: EditorContext, qtbot: QtBot) -> None:
    editor = DurationEditor(GUIDE.fields["legal_limit"], context)
    _shown(editor, qtbot)
    editor.box.setText("24小时")
    press(editor.box, Qt.Key.Key_Return)
    assert (editor.box.text(), editor.unit.currentData()) == ("24", "hour")
    assert editor.value() == {"amount": 24, "unit": "hour"}


# choices


def test_initials_find_what_is_meant() -> None:
    labels = ["行政许可", "行政处罚", "行政强制", "公共服务"]
    assert initials("行政许可") == "xzxk"
    assert best_match("xzc", labels) == 1
    assert best_match("服务", labels) == 3
    assert best_match("ggfw", labels) == 3
    assert best_match("zz", labels) == -1
    assert best_match("", labels) == -1


def test_letters_choose_by_initials_and_delete_takes_back(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = ChoiceEditor(GUIDE.fields["task_type"], context)
    _shown(editor, qtbot)
    write(editor.box, "xzcf")
    assert editor.value() == "administrative_penalty"
    press(editor.box, Qt.Key.Key_Delete)
    assert editor.value() is None


def test_a_new_word_begins_where_the_old_one_leads_nowhere(qtbot: QtBot) -> None:
    box = ComboBox()
    qtbot.addWidget(box)
    for text in ("行政许可", "公共服务"):
        box.addItem(text, text)
    write(box, "xzg")
    assert box.currentData() == "公共服务"


def test_a_long_open_list_shows_what_fits_below_the_box(
    context: EditorContext, qtbot: QtBot
) -> None:
    field = load_catalogue().form("disclosure_item").fields["area"]
    editor = ChoiceEditor(field, context)
    _shown(editor, qtbot)
    assert editor.matches is not None
    line = editor.box.lineEdit()
    assert line is not None
    vocabulary = field.vocabulary
    assert vocabulary is not None
    wanted = vocabulary.choices[5]
    write(line, initials(wanted.label))
    assert not editor.matches.isHidden()
    press(line, Qt.Key.Key_Return)
    assert editor.value() == wanted.key
    assert editor.matches.isHidden()
    line.setText("")
    write(line, "x")
    press(line, Qt.Key.Key_Escape)
    assert editor.matches.isHidden()
    assert editor.value() == "x"


def test_many_choices_are_searched_and_ticked_without_a_mouse(
    context: EditorContext, qtbot: QtBot
) -> None:
    field = GUIDE.fields["legal_topic"]
    editor = MultiChoiceEditor(field, context)
    _shown(editor, qtbot)
    assert editor.filter is not None
    assert QApplication.focusWidget() is editor.filter
    target = editor.chips[20]
    write(editor.filter, initials(target.text()))
    assert sum(not chip.isHidden() for chip in editor.chips) < len(editor.chips)
    press(editor.filter, Qt.Key.Key_Return)
    value = editor.value()
    assert isinstance(value, list)
    assert len(value) == 1
    assert editor.filter.text() == ""
    assert all(not chip.isHidden() for chip in editor.chips)


def test_few_choices_have_no_search_but_letters_go_to_them(
    context: EditorContext, qtbot: QtBot
) -> None:
    field = GUIDE.fields["service_object"]
    editor = MultiChoiceEditor(field, context)
    _shown(editor, qtbot)
    assert editor.filter is None
    assert len(editor.chips) <= MANY
    target = editor.chips[-1]
    write(editor.chips[0], initials(target.text()))
    focus: QWidget | None = QApplication.focusWidget()
    assert focus is target
    press(target, Qt.Key.Key_Return)
    assert editor.value() == [target.key]
