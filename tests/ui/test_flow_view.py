"""The flow chart beside the form: drawn at once, read aloud, a way back to the row."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.flow_view import FlowView
from desktop.ui.record_model import RecordModel
from desktop.ui.theme import colour
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import click, press

DAY = {"amount": 3, "unit": "working_day"}
STEPS: list[dict[str, Any]] = [
    {"name": "受理", "office": "窗口", "limit": DAY, "result": "受理通知书"},
    {"name": "勘验", "office": "水资源股", "parallel": True, "has_special": True},
    {"name": "评审", "office": "审批股", "parallel": True},
    {"name": "公示", "parallel": True},
    {"name": "送达", "office": "窗口", "limit": DAY},
]


@pytest.fixture
def model(workspace: Workspace) -> RecordModel:
    """A guide without steps."""
    made = RecordModel()
    record = Record("service_guide", {"item_name": "取水许可"})
    made.load(record, workspace.catalogue.form("service_guide"))
    return made


@pytest.fixture
def view(model: RecordModel, qtbot: QtBot) -> FlowView:
    """The chart of it, as wide as the panel is."""
    made = FlowView(model)
    qtbot.addWidget(made)
    made.resize(330, 600)
    made.show()
    return made


def fill(model: RecordModel, steps: list[dict[str, Any]]) -> None:
    model.set_value("process_steps", steps)


def names(view: FlowView) -> list[str]:
    return [box.step.name for box in view.chart.boxes]


def test_without_steps_it_says_what_to_do_and_leads_there(view: FlowView, qtbot: QtBot) -> None:
    assert view.hint.isVisible()
    assert not view.area.isVisible()
    with qtbot.waitSignal(view.chosen) as chosen:
        click(view.fill_in)
    assert chosen.args == ["process_steps"]


def test_steps_are_drawn_while_they_are_typed(view: FlowView, model: RecordModel) -> None:
    fill(model, STEPS[:1])
    assert names(view) == ["受理"]
    fill(model, STEPS)
    assert names(view) == ["受理", "勘验", "评审", "公示", "送达"]
    model.undo()
    assert names(view) == ["受理"]


def test_other_fields_do_not_disturb_it(view: FlowView, model: RecordModel) -> None:
    fill(model, STEPS)
    before = view.chart.boxes
    model.set_value("common_name", "打井证")
    assert view.chart.boxes is before


def test_parallel_steps_stand_side_by_side_in_a_frame(view: FlowView, model: RecordModel) -> None:
    fill(model, STEPS)
    first, left, right, below, last = (box.place for box in view.chart.boxes)
    (frame,) = view.chart.frames
    assert left.top() == right.top() < below.top()
    assert left.right() < right.left()
    assert all(frame.contains(place) for place in (left, right, below))
    assert first.bottom() < frame.top() < frame.bottom() < last.top()


def test_in_a_narrow_panel_they_stand_below_each_other(
    view: FlowView, model: RecordModel, qtbot: QtBot
) -> None:
    fill(model, STEPS)
    view.resize(220, 600)
    qtbot.waitUntil(lambda: view.chart.width() < 221)
    tops = [box.place.top() for box in view.chart.boxes]
    assert tops == sorted(set(tops))


def test_long_words_stay_in_their_box(view: FlowView, model: RecordModel) -> None:
    long = {"name": "很长的环节名称" * 6, "office": "W" * 90, "result": "决定书" * 40, "limit": DAY}
    fill(model, [long, {**long, "parallel": True}, {**long, "parallel": True}])
    for box in view.chart.boxes:
        assert len(box.lines) > 3
        for line in box.lines:
            assert box.place.contains(line.place)
    assert view.chart.minimumHeight() > view.chart.boxes[-1].place.bottom()


def test_a_click_leads_to_the_row(view: FlowView, model: RecordModel, qtbot: QtBot) -> None:
    fill(model, [STEPS[0], {}, STEPS[4]])
    middle = view.chart.boxes[1].place.center().toPoint()
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view.chart, Qt.MouseButton.LeftButton, pos=middle)
    assert chosen.args == ["process_steps[2].name"]


def test_a_click_beside_the_boxes_leads_nowhere(
    view: FlowView, model: RecordModel, qtbot: QtBot
) -> None:
    fill(model, STEPS)
    with qtbot.assertNotEmitted(view.chosen):
        QTest.mouseClick(view.chart, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_keys_walk_along_the_steps(view: FlowView, model: RecordModel, qtbot: QtBot) -> None:
    fill(model, STEPS)
    view.chart.setFocus()
    press(view.chart, Qt.Key.Key_Up)
    assert view.chart.accessibleDescription().startswith("第 5 步，送达")
    press(view.chart, Qt.Key.Key_Down)
    press(view.chart, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.chosen) as chosen:
        press(view.chart, Qt.Key.Key_Return)
    assert chosen.args == ["process_steps[1].name"]


def test_it_can_be_heard(view: FlowView, model: RecordModel) -> None:
    fill(model, STEPS[:2])
    assert view.chart.accessibleName() == (
        "办理流程图，共 2 个环节：第 1 步，受理，窗口，3个工作日，受理通知书；"
        "第 2 步（同时进行），勘验，水资源股，有特别程序。"
    )


def test_it_is_painted_in_the_colours_of_the_theme(view: FlowView, model: RecordModel) -> None:
    fill(model, STEPS)
    picture = view.chart.grab().toImage()
    ratio = picture.devicePixelRatio()

    def at(point: QPointF) -> str:
        return picture.pixelColor((point * ratio).toPoint()).name()

    first, second = (box.place for box in view.chart.boxes[:2])
    assert at(QPointF(first.right() - 6, first.center().y())) == colour("panel").name()
    assert at(QPointF(first.left() + 14, first.top() + 19)) == colour("brand").name()
    assert at(QPointF(second.left() + 14, second.top() + 19)) == colour("brand_soft").name()


def test_nothing_is_drawn_while_nobody_looks(view: FlowView, model: RecordModel) -> None:
    view.hide()
    fill(model, STEPS)
    assert names(view) == []
    view.show()
    assert len(names(view)) == len(STEPS)
