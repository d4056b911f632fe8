"""The printed page beside the form: up to date, never in the way of typing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.preview_panel import PreviewPanel
from desktop.ui.record_model import RecordModel
from desktop.usecases import previewing
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled, Progress
from forms.record import Record
from tests.ui.helpers import click, press

LONG = "自受理之日起计算，专家评审所需时间不计算在内。\n" * 60


@pytest.fixture
def model() -> RecordModel:
    """Nothing is open yet."""
    return RecordModel()


@pytest.fixture
def panel(
    model: RecordModel, runner: JobRunner, workspace: Workspace, qtbot: QtBot
) -> Iterator[PreviewPanel]:
    """The panel with a guide of many pages, as wide as beside the form."""
    made = PreviewPanel(model, runner)
    qtbot.addWidget(made)
    made.attach(workspace)
    made.resize(330, 560)
    made.show()
    values = {"item_name": "取水许可", "accept_condition": LONG}
    model.load(Record("service_guide", values), workspace.catalogue.form("service_guide"))
    ready(made, qtbot)
    yield made
    made.hide()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were laid out, in order."""
    seen: list[str] = []
    look = previewing.look

    def spy(workspace: Workspace, record: Record, *rest: Any) -> previewing.Preview:
        seen.append(str(record.get("common_name")))
        return look(workspace, record, *rest)

    monkeypatch.setattr(previewing, "look", spy)
    return seen


def ready(panel: PreviewPanel, qtbot: QtBot, old: object = None) -> None:
    """Wait until pages other than the old ones are there and drawn."""

    def there() -> bool:
        return panel.pages not in (None, old) and not panel.view.missing()

    qtbot.waitUntil(there, timeout=10_000)


def top(panel: PreviewPanel) -> int:
    return panel.view.verticalScrollBar().value()


def scroll(panel: PreviewPanel, value: int) -> None:
    panel.view.verticalScrollBar().setValue(value)


def test_a_burst_of_typing_is_laid_out_once_after_a_pause(
    panel: PreviewPanel, model: RecordModel, looks: list[str], qtbot: QtBot
) -> None:
    old = panel.pages
    for text in ("打", "打井", "打井证"):
        model.set_value("common_name", text)
    assert looks == []
    ready(panel, qtbot, old)
    assert looks == ["打井证"]


def test_the_new_page_is_what_one_sees(
    panel: PreviewPanel, model: RecordModel, qtbot: QtBot
) -> None:
    before, old = panel.view.grab().toImage(), panel.pages
    model.set_value("item_name", "排污许可")
    assert panel.view.grab().toImage() == before
    ready(panel, qtbot, old)
    assert panel.view.grab().toImage() != before


class Gate:
    """A layout that takes as long as the test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.open, self.stopped = (threading.Event() for _ in range(3))
        self._look: Callable[..., previewing.Preview] = previewing.look
        monkeypatch.setattr(previewing, "look", self)

    def __call__(self, *given: Any) -> previewing.Preview:
        progress: Progress = given[-1]
        self.begun.set()
        try:
            while not self.open.wait(0.002):
                progress.step(0, 0, "")
        except Cancelled:
            self.stopped.set()
            raise
        return self._look(*given)


@pytest.fixture
def gate(panel: PreviewPanel, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Layouts wait at it."""
    made = Gate(monkeypatch)
    yield made
    made.open.set()


def test_old_pages_stay_and_can_be_read_until_the_new_ones_are_there(
    panel: PreviewPanel, model: RecordModel, gate: Gate, qtbot: QtBot
) -> None:
    old = panel.pages
    model.set_value("common_name", "打井证")
    qtbot.waitUntil(gate.begun.is_set)
    scroll(panel, 900)
    qtbot.waitUntil(lambda: not panel.view.missing())
    assert panel.pages is old
    gate.open.set()
    ready(panel, qtbot, old)
    assert top(panel) == 900


def test_a_key_stops_the_layout_under_way(
    panel: PreviewPanel, model: RecordModel, gate: Gate, qtbot: QtBot
) -> None:
    old = panel.pages
    model.set_value("common_name", "甲")
    qtbot.waitUntil(gate.begun.is_set)
    model.set_value("common_name", "乙")
    qtbot.waitUntil(gate.stopped.is_set)
    assert panel.pages is old
    gate.open.set()
    ready(panel, qtbot, old)


def test_what_takes_long_is_announced_and_the_announcement_goes(
    panel: PreviewPanel, gate: Gate, qtbot: QtBot
) -> None:
    old = panel.pages
    panel.refresh()
    assert not panel.busy.isVisible()
    qtbot.waitUntil(panel.busy.isVisible)
    gate.open.set()
    ready(panel, qtbot, old)
    assert not panel.busy.isVisible()


def test_only_pages_in_view_are_drawn(
    panel: PreviewPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = previewing.draw

    def spy(pages: previewing.Pages, numbers: list[int], *rest: Any) -> Any:
        drawn.extend(numbers)
        return draw(pages, numbers, *rest)

    monkeypatch.setattr(previewing, "draw", spy)
    assert panel.pages is not None
    count = len(panel.pages.sizes)
    scroll(panel, panel.view.verticalScrollBar().maximum())
    assert panel.view.missing()
    qtbot.waitUntil(lambda: not panel.view.missing())
    assert count - 1 in drawn
    assert len(drawn) <= 4 < count


def test_what_is_read_stays_where_it_is_when_the_page_changes(
    panel: PreviewPanel, model: RecordModel, qtbot: QtBot
) -> None:
    scroll(panel, 1500)
    old = panel.pages
    model.set_value("common_name", "打井证")
    ready(panel, qtbot, old)
    assert top(panel) == 1500


def test_when_pages_go_the_last_one_is_shown(
    panel: PreviewPanel, model: RecordModel, qtbot: QtBot
) -> None:
    scroll(panel, panel.view.verticalScrollBar().maximum())
    old = panel.pages
    model.set_value("accept_condition", "短")
    ready(panel, qtbot, old)
    assert panel.pages is not None
    count = len(panel.pages.sizes)
    assert panel.foot.place.text() == f"第 {count} / {count} 页"


def test_each_edition_opens_where_it_was_left(panel: PreviewPanel, qtbot: QtBot) -> None:
    scroll(panel, 1500)
    click(panel.editions.buttons["brief"])
    ready(panel, qtbot)
    assert (top(panel), panel.foot.place.text()) == (0, "第 1 / 2 页")
    click(panel.editions.buttons["full"])
    ready(panel, qtbot)
    assert abs(top(panel) - 1500) <= 1


def test_another_record_begins_at_the_top_and_shows_no_page_of_the_old_one(
    panel: PreviewPanel, model: RecordModel, workspace: Workspace, qtbot: QtBot
) -> None:
    scroll(panel, 1500)
    record = Record("power_item", {"power_name": "取水许可"})
    model.load(record, workspace.catalogue.form("power_item"))
    assert panel.pages is None
    assert panel.view.words == "正在准备打印预览…"
    ready(panel, qtbot)
    assert top(panel) == 0
    assert not panel.editions.isVisible()


def test_nothing_is_done_while_nobody_looks(
    panel: PreviewPanel, model: RecordModel, looks: list[str], qtbot: QtBot
) -> None:
    old = panel.pages
    panel.hide()
    model.set_value("common_name", "打井证")
    panel.show()
    ready(panel, qtbot, old)
    assert looks == ["打井证"]
    panel.hide()
    panel.show()
    assert not panel.view.missing()
    assert looks == ["打井证"]


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("第 3 行写错了。"), "预览没有更新。第 3 行写错了。"),
     (KeyError("x"), "预览没有更新。这份记录暂时排不出版")],
)  # fmt: skip
def test_what_cannot_be_laid_out_is_said_and_the_old_pages_stay(
    panel: PreviewPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    old = panel.pages
    with monkeypatch.context() as patch:
        patch.setattr(previewing, "look", fail)
        panel.refresh()
        qtbot.waitUntil(panel.trouble.isVisible)
    assert panel.trouble_text.text().startswith(said)
    assert panel.pages is old
    panel.refresh()
    ready(panel, qtbot, old)
    assert not panel.trouble.isVisible()


def test_pages_can_be_made_larger_and_fit_again(panel: PreviewPanel, qtbot: QtBot) -> None:
    fitting = panel.view.percent
    assert panel.view.horizontalScrollBar().maximum() == 0
    click(panel.foot.larger)
    qtbot.waitUntil(lambda: not panel.view.missing())
    assert panel.foot.zoom.text() == "50 %"
    assert panel.view.horizontalScrollBar().maximum() > 0
    press(panel.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.percent == fitting
    assert panel.foot.zoom.text() == "适合宽度"


def test_the_middle_of_the_view_stays_when_zooming(panel: PreviewPanel) -> None:
    scroll(panel, 1500)
    page = panel.foot.place.text()
    for _ in range(5):
        panel.view.zoom_by(1)
    assert panel.foot.place.text() == page
    panel.view.zoom_to_fit()
    assert abs(top(panel) - 1500) <= 3


def test_the_wheel_with_ctrl_zooms(panel: PreviewPanel) -> None:
    before = panel.view.percent
    event = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.view.viewport(), event)
    assert panel.view.percent > before


def test_a_wider_panel_shows_larger_pages(panel: PreviewPanel, qtbot: QtBot) -> None:
    before = panel.view.percent
    panel.resize(500, 560)
    qtbot.waitUntil(lambda: not panel.view.missing())
    assert panel.view.percent > before
    panel.resize(230, 560)
    assert not panel.foot.zoom.isVisible()
    assert panel.foot.save_button.isVisible()


def test_keys_go_to_the_ends(panel: PreviewPanel) -> None:
    press(panel.view, Qt.Key.Key_End)
    assert top(panel) == panel.view.verticalScrollBar().maximum() > 0
    press(panel.view, Qt.Key.Key_Home)
    assert top(panel) == 0
    assert panel.view.accessibleDescription().startswith("第 1 页，共 ")


def test_saving_writes_what_is_typed_now(
    panel: PreviewPanel, model: RecordModel, workspace: Workspace, tmp_path: Path,
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    offered: list[str] = []

    def answer(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(tmp_path / "指南"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    model.set_value("common_name", "打井证")
    with qtbot.waitSignal(panel.message) as told:
        click(panel.foot.save_button)
    assert offered == ["取水许可_完整版.pdf"]
    assert told.args == ["已存为“指南.pdf”。"]
    wanted = previewing.compose(workspace, model.record, "full").data
    assert (tmp_path / "指南.pdf").read_bytes() == wanted


def test_a_folder_that_cannot_be_written_to_is_told(
    panel: PreviewPanel, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = str(tmp_path / "没有" / "a.pdf")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (target, ""))
    with qtbot.waitSignal(panel.message) as told:
        panel.save()
    assert "无法在文件夹" in told.args[0]


def test_no_answer_in_the_dialog_saves_nothing(
    panel: PreviewPanel, runner: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not runner.busy)  # the job whose pages are there may not have ended
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    panel.save()
    assert not runner.busy
