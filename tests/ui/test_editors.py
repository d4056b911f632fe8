"""Every field of every form has an editor that shows, gives back and clears its value."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.choices import ChoiceEditor, MultiChoiceEditor
from desktop.ui.editors.dates import DateEditor, DurationEditor
from desktop.ui.editors.factory import make_editor
from desktop.ui.editors.text import ParagraphEditor, ParsedEditor
from desktop.ui.jobs import JobRunner
from forms.loader import load_catalogue
from forms.model import Catalogue, Choice, Field, Form, Vocabulary
from forms.record import is_blank
from tests.ui.helpers import press, sample, write

CATALOGUE = load_catalogue()
FIELDS = [
    pytest.param(field, id=f"{form.kind}.{field.id}")
    for form in CATALOGUE.ordered()
    for field in form.fields.values()
]
NEW_KIND = """
kind = "permit_note"
title = "许可备忘"
list_title = "许可备忘录"
order = 500
title_field = "subject"

[[section]]
id = "one"
title = "内容"

[[section.field]]
id = "subject"
label = "题目"
type = "text"
need = "required"

[[section.field]]
id = "visits"
label = "走访"
type = "table"
columns = [
  { id = "day", label = "日期", type = "date", need = "required" },
  { id = "remark", label = "情况", type = "longtext" },
]
"""


@pytest.fixture
def context(runner: JobRunner) -> EditorContext:
    return EditorContext(runner)


@pytest.fixture
def catalogue_with_new_kind(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "forms" / "definitions"
    folder.mkdir(parents=True)
    (folder / "permit_note.toml").write_text(NEW_KIND, encoding="utf-8")
    return load_catalogue(tmp_path / "forms")


def _round_trip(field: Field, context: EditorContext, qtbot: QtBot) -> None:
    editor = make_editor(field, context)
    qtbot.addWidget(editor)
    assert is_blank(editor.value())
    editor.set_value(sample(field))
    assert editor.value() == sample(field)
    editor.set_value(None)
    assert is_blank(editor.value())


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_every_form_shows_and_gives_back_its_value(
    field: Field, context: EditorContext, qtbot: QtBot
) -> None:
    _round_trip(field, context, qtbot)


@pytest.mark.parametrize("field", FIELDS)
def test_text_that_could_not_be_understood_is_kept_as_it_is(
    field: Field, context: EditorContext, qtbot: QtBot
) -> None:
    editor = make_editor(field, context)
    qtbot.addWidget(editor)
    editor.set_value("按规定办理")
    assert editor.value() == "按规定办理"


def test_a_kind_dropped_in_as_a_file_is_edited_without_new_python(
    catalogue_with_new_kind: Catalogue, context: EditorContext, qtbot: QtBot
) -> None:
    form: Form = catalogue_with_new_kind.form("permit_note")
    for field in form.fields.values():
        _round_trip(field, context, qtbot)


def test_a_number_is_understood_and_other_text_stays_text(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = ParsedEditor(Field("copies", "份数", "integer"), context)
    qtbot.addWidget(editor)
    write(editor.box, "12")
    assert editor.value() == 12
    write(editor.box, "x")
    assert editor.value() == "12x"


@pytest.mark.parametrize("typed", ["2026-3-1", "2026.03.01", "2026/3/1"])
def test_a_day_is_understood_in_any_usual_spelling(
    typed: str, context: EditorContext, qtbot: QtBot
) -> None:
    editor = DateEditor(Field("day", "日期", "date"), context)
    qtbot.addWidget(editor)
    write(editor.box, typed)
    assert editor.value() == "2026-03-01"


def test_a_time_limit_takes_number_and_unit(context: EditorContext, qtbot: QtBot) -> None:
    editor = DurationEditor(Field("limit", "时限", "duration"), context)
    qtbot.addWidget(editor)
    write(editor.box, "20")
    assert editor.value() == {"amount": 20, "unit": "working_day"}
    editor.unit.setCurrentIndex(1)
    assert editor.value() == {"amount": 20, "unit": "calendar_day"}


def _wheel(target: QWidget) -> None:
    spot = QPointF(target.rect().center())
    event = QWheelEvent(
        spot, QPointF(target.mapToGlobal(spot.toPoint())), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_never_turns_a_choice(
    focused: bool, context: EditorContext, qtbot: QtBot
) -> None:
    words = Vocabulary("V", "词", tuple(Choice(key, key) for key in "abc"))
    editor = ChoiceEditor(Field("kind", "种类", "enum", vocabulary=words), context)
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value("b")
    if focused:
        editor.box.setFocus()
    _wheel(editor.box)
    assert editor.value() == "b"


def test_letters_that_an_input_method_still_composes_do_not_count(
    context: EditorContext, qtbot: QtBot
) -> None:
    editor = ParagraphEditor(Field("text", "说明", "longtext"), context)
    qtbot.addWidget(editor)
    told: list[object] = []
    editor.edited.connect(lambda value, _part: told.append(value))
    QApplication.sendEvent(editor.box, QInputMethodEvent("guihua", []))
    assert told == []
    assert editor.value() is None
    done = QInputMethodEvent()
    done.setCommitString("规划")
    QApplication.sendEvent(editor.box, done)
    assert told == ["规划"]


def test_arrow_keys_go_through_chips_and_space_ticks(context: EditorContext, qtbot: QtBot) -> None:
    words = Vocabulary("V", "词", tuple(Choice(key, key) for key in "abc"))
    editor = MultiChoiceEditor(Field("many", "多选", "multi_enum", vocabulary=words), context)
    qtbot.addWidget(editor)
    editor.show()
    editor.chips[0].setFocus()
    press(editor.chips[0], Qt.Key.Key_Right)
    assert editor.focusWidget() is editor.chips[1]
    press(editor.chips[1], Qt.Key.Key_Space)
    assert editor.value() == ["b"]


def test_a_word_that_is_in_no_vocabulary_is_shown_as_such(
    context: EditorContext, qtbot: QtBot
) -> None:
    words = Vocabulary("V", "词", (Choice("a", "甲"),))
    editor = ChoiceEditor(Field("kind", "种类", "enum", vocabulary=words), context)
    qtbot.addWidget(editor)
    editor.set_value("丙")
    assert editor.box.currentText() == "丙（不在可选项中）"
