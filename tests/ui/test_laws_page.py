"""The law library: found, opened where it is cited, written alike everywhere, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.laws_cited import CitedLaws
from desktop.ui.main_window import MainWindow
from desktop.ui.pages import Pages
from desktop.usecases.workspace import Workspace
from exports.progress import Progress
from forms.record import Record
from tests.ui.helpers import press, settle, write

LAW = {"role": "establishment", "title": "中华人民共和国城乡规划法", "level": "law",
       "promulgated_date": "2007-10-28", "article_text": "第四十条"}  # fmt: skip


@pytest.fixture
def other(workspace: Workspace) -> Record:
    """A guide that cites the law otherwise than the full guide does."""
    row = {**LAW, "title": "城乡规划法", "promulgated_date": "2008-01-01"}
    fresh = Record("service_guide", {"item_name": "乡村建设规划许可", "legal_basis": [row, LAW]})
    return workspace.library.save(fresh)


@pytest.fixture
def page(window: MainWindow, other: Record, runner: JobRunner, qtbot: QtBot) -> CitedLaws:
    """The page in the window."""
    window.go("laws")
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.laws_page().cited
    qtbot.waitUntil(lambda: page.detail.isVisible() and page.model.rowCount() > 0)
    return page


def shown(page: CitedLaws) -> list[list[str]]:
    """The laws listed, cell by cell."""
    model = page.model
    return [
        [str(model.index(place, across).data()) for across in range(model.columnCount())]
        for place in range(model.rowCount())
    ]


def detail_words(page: CitedLaws) -> str:
    """Everything that the detail says."""
    return "\n".join(item.text() for item in page.detail.findChildren(QLabel) if item.isVisible())


def test_each_law_stands_once_with_what_contradicts(page: CitedLaws, window: MainWindow) -> None:
    assert shown(page) == [
        ["《中华人民共和国城乡规划法》", "法律", "2 条", "不一致"],
        ["《城市规划编制办法》", "部门规章", "1 条", "一致"],
    ]
    assert window.rail.places["laws"].sign == "2"
    assert page.only.text() == "写法不一致 1"
    assert "2 条记录引用 3 处" in page.detail.about.text()
    assert "写法不一致" in detail_words(page)
    assert set(page.detail.boxes) == {"title", "promulgated_date"}


def test_typing_finds_by_words_and_initials(
    page: CitedLaws, runner: JobRunner, qtbot: QtBot
) -> None:
    write(page.search, "csghbz")
    qtbot.waitUntil(lambda: [line[0] for line in shown(page)] == ["《城市规划编制办法》"])
    page.search.setText("没有这部法")
    qtbot.waitUntil(lambda: page.found.text() == "没有找到“没有这部法”。")
    assert page.detail.isHidden()
    settle(qtbot, runner)


def test_only_the_contradicting_ones_on_request(page: CitedLaws) -> None:
    page.only.click()
    assert [line[0] for line in shown(page)] == ["《中华人民共和国城乡规划法》"]


def test_enter_leads_to_the_places_and_on_to_the_record(
    page: CitedLaws, window: MainWindow, other: Record, runner: JobRunner, qtbot: QtBot
) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Return)
    assert page.detail.mentions.hasFocus()
    titles = [
        page.detail.mentions_model.index(place, 0).data()
        for place in range(page.detail.mentions_model.rowCount())
    ]
    page.detail.mentions.selectRow(titles.index("乡村建设规划许可"))
    press(page.detail.mentions, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.model.record.uuid == other.uuid


def test_a_citation_in_a_table_in_a_table_is_led_to(
    window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    values = {
        "item_name": "防洪",
        "materials": [{"name": "申请表"}, {"name": "营业执照", "basis": [LAW, LAW]}],
    }
    record = workspace.library.save(Record("service_guide", values))
    window.go("laws")
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.laws_page().cited
    qtbot.waitUntil(page.detail.isVisible)
    model = page.detail.mentions_model
    places = [str(model.index(row, 1).data()) for row in range(model.rowCount())]
    page.detail.mentions.selectRow(next(n for n, text in enumerate(places) if "营业执照" in text))
    press(page.detail.mentions, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.entry_page.model.record.uuid == record.uuid
    qtbot.waitUntil(lambda: window.entry_page.current_page().grid.rows["materials"].isVisible())


def test_unifying_is_seen_first_written_once_and_taken_back(
    page: CitedLaws, window: MainWindow, workspace: Workspace, other: Record, runner: JobRunner,
    qtbot: QtBot,
) -> None:  # fmt: skip
    page.detail.boxes["promulgated_date"].setCurrentIndex(0)
    assert page.detail.chosen()["title"] == LAW["title"]
    page.detail.unify_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(page.detail.preview.write_button.isVisible)
    model = page.detail.preview.model
    cells = [[model.index(row, across).data() for across in (0, 2, 3)]
             for row in range(model.rowCount())]  # fmt: skip
    assert ["乡村建设规划许可", "城乡规划法", LAW["title"]] in cells
    assert workspace.library.get(other.uuid) == other, "a preview writes nothing"
    page.detail.preview.write_button.click()
    settle(qtbot, runner)
    changed: Any = workspace.library.get(other.uuid)
    assert changed.get("legal_basis[0].title") == LAW["title"]
    qtbot.waitUntil(lambda: shown(page)[0][3] == "一致")
    assert window.notice.action.text() == "撤销"
    window.notice.action.click()
    settle(qtbot, runner)
    assert workspace.library.get(other.uuid).values == other.values
    qtbot.waitUntil(lambda: shown(page)[0][3] == "不一致")


def test_not_unifying_goes_back_to_the_places(
    page: CitedLaws, runner: JobRunner, qtbot: QtBot
) -> None:
    page.detail.unify_button.click()
    settle(qtbot, runner)
    page.detail.preview.back_button.click()
    assert page.detail.mentions.isVisible()
    assert page.detail.unify_button.isEnabled()


def test_what_all_are_to_keep_is_not_written(
    page: CitedLaws, runner: JobRunner, qtbot: QtBot
) -> None:
    for box in page.detail.boxes.values():
        box.setCurrentIndex(box.count() - 1)
    page.detail.unify_button.click()
    settle(qtbot, runner)
    assert "没有可改的地方" in page.detail.preview.words.text()
    assert not page.detail.preview.write_button.isEnabled()


def test_records_are_read_again_only_when_something_happened(
    page: CitedLaws, window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from desktop.usecases import citations

    read = []
    real = citations.index

    def counted(wanted: Workspace, progress: Progress) -> citations.Index:
        read.append(wanted)
        return real(wanted, progress)

    monkeypatch.setattr(citations, "index", counted)
    window.go("bin")
    window.go("laws")
    settle(qtbot, runner)
    assert read == []
    workspace.library.save(Record("service_guide", {"item_name": "新的"}))
    window.go("laws")
    settle(qtbot, runner)
    assert len(read) == 1


def test_a_library_without_citations_says_where_they_come_from(
    window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    for uuid in workspace.library.ids():
        workspace.library.delete(uuid)
    window.go("laws")
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.laws_page().cited
    qtbot.waitUntil(page.empty_text.isVisible)
    assert "还没有引用依据" in page.empty_text.text()


def test_a_read_only_library_is_looked_at_and_not_rewritten(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, other: Record, runner: JobRunner
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = CitedLaws(runner, second)
        qtbot.addWidget(page)
        page.show()
        page.refresh()
        settle(qtbot, runner)
        qtbot.waitUntil(page.detail.isVisible)
        assert page.detail.unify_button.isHidden()
        assert not any(box.isEnabled() for box in page.detail.boxes.values())


def test_the_page_is_divided_as_it_was_last(
    page: CitedLaws, window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    sizes = page.splitter.sizes()
    page.splitter.setSizes([sizes[0] - 120, sizes[1] + 120])
    wanted = page.splitter.sizes()
    assert wanted != sizes
    page.splitter.splitterMoved.emit(wanted[0], 1)
    again = Pages(window.stack, runner, workspace, window.settings).laws_page()
    window.stack.setCurrentWidget(again)
    again.arrive()
    settle(qtbot, runner)
    qtbot.waitUntil(again.cited.detail.isVisible)
    qtbot.waitUntil(lambda: abs(again.cited.splitter.sizes()[0] - wanted[0]) <= 2)
