"""The window as a whole: lists, search, bin, files in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.settings import load_sample
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import NAMES, press, settle


def _titles(window: MainWindow) -> list[str]:
    model = window.list_page.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_rail_names_every_kind_with_its_count(window: MainWindow, workspace: Workspace) -> None:
    kinds = [place for place in window.rail.places if place.startswith("kind:")]
    assert kinds == [f"kind:{form.kind}" for form in workspace.catalogue.ordered()]
    assert window.rail.places["kind:service_guide"].sign == str(len(NAMES) + 1)


@pytest.mark.parametrize(("typed", "found"), [("排污", ["排污许可证核发"]), ("qsxk", ["取水许可"])])
def test_the_list_narrows_while_somebody_types(
    typed: str, found: list[str], window: MainWindow, qtbot: QtBot
) -> None:
    window.list_page.search.setText(typed)
    qtbot.waitUntil(lambda: _titles(window) == found)


def test_a_search_without_result_says_so_and_offers_nothing_to_make(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.list_page.search.setText("没有这种事")
    qtbot.waitUntil(lambda: window.list_page.stack.currentIndex() == 1)
    assert "没有这种事" in window.list_page.empty.text.text()
    assert window.list_page.empty.new_button.isHidden()


def test_ctrl_f_goes_to_the_search_and_enter_opens_the_first(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    press(window.list_page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.list_page.search.hasFocus()
    press(window.list_page.search, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.entry_page


def test_an_empty_list_teaches_what_to_do(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("kind:intermediary_item")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: window.list_page.stack.currentIndex() == 1)
    assert window.list_page.empty.text.text().endswith("新建一条，或把已有的 Excel 拖到这里。")


def test_what_is_deleted_goes_to_the_bin_and_comes_back(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.list_page.select(guide.uuid)
    press(window.list_page.table, Qt.Key.Key_Delete)
    assert workspace.library.find(guide.uuid) is None
    assert window.notice.text.text() == "已移到回收站。"
    window.notice.action.click()
    assert workspace.library.find(guide.uuid) is not None
    settle(qtbot, runner)


def test_the_bin_lists_what_was_deleted(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    workspace.library.delete(guide.uuid)
    window.go("bin")
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.bin_page()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, 0).data() == "建设用地规划许可证核发"
    page.restore_button.click()
    assert workspace.library.find(guide.uuid) is not None
    settle(qtbot, runner)


def _drop(window: MainWindow, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
             Qt.KeyboardModifier.NoModifier)  # fmt: skip
    # Qt delivers a drop only to the widget that was entered before.
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(10, 10), *kinds))
    QApplication.sendEvent(window, QDropEvent(QPointF(10, 10), *kinds))


def _intermediary_list(folder: Path) -> Path:
    """A small list as an office keeps it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "中介服务事项名称", "审批部门", "收费性质"])
    sheet.append([1, "建设项目环境影响报告书编制", "生态环境局", "市场调节价"])
    sheet.append([2, "水土保持方案编制", "水利局", "市场调节价"])
    path = folder / "行政审批中介服务清单.xlsx"
    book.save(path)
    return path


def test_dropped_files_are_imported_and_the_import_can_be_undone(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    before = workspace.library.count("intermediary_item")
    _drop(window, [_intermediary_list(tmp_path)])
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.import_page()
    assert workspace.library.count("intermediary_item") == before
    page.next()
    page.next()
    qtbot.waitUntil(lambda: page.undo_button.isVisible(), timeout=10_000)
    assert workspace.library.count("intermediary_item") > before
    page.undo()
    qtbot.waitUntil(lambda: workspace.library.count("intermediary_item") == before)
    settle(qtbot, runner)


def test_a_file_that_cannot_be_read_changes_nothing_and_says_why(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    bad = tmp_path / "坏.json"
    bad.write_text("不是 JSON", encoding="utf-8")
    before = workspace.library.count()
    _drop(window, [bad])
    settle(qtbot, runner)
    assert workspace.library.count() == before
    assert window.pages is not None
    page = window.pages.import_page()
    assert not page.undo_button.isVisible()
    assert any("坏.json" in words.text() for words in page.findChildren(QLabel))


def test_checking_everything_leads_to_the_field(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("check")
    assert window.pages is not None
    page = window.pages.check_page()
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=10_000)
    number = next(
        n
        for n, e in enumerate(page.model.entries)
        if e.problem and e.problem.field == "promise_limit"
    )
    page._open(number)
    settle(qtbot, runner)
    assert window.entry_page.current_page().section.id == "limits"


def test_export_writes_files_and_says_how_many(
    window: MainWindow, guide: Record, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    window.show_export("service_guide", [guide.uuid])
    assert window.pages is not None
    page = window.pages.export_page()
    page.folder.box.setText(str(tmp_path / "导出"))
    for chip in page.formats:
        chip.setChecked(chip.key == "xlsx")
    page.start()
    assert not page.task.isVisible(), "a single guide has no spreadsheet unless its list is wanted"
    next(chip for chip in page.layouts if chip.key == "list").setChecked(True)
    page.start()
    qtbot.waitUntil(lambda: page.start_button.isEnabled(), timeout=10_000)
    assert list((tmp_path / "导出").rglob("*.xlsx"))


def test_packing_tells_the_number_of_the_package(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("pack")
    assert window.pages is not None
    page = window.pages.pack_page().pack
    page.folder.box.setText(str(tmp_path / "包"))
    page.start()
    qtbot.waitUntil(lambda: page.start_button.isEnabled(), timeout=20_000)
    assert list((tmp_path / "包").glob("*.zip"))


def test_a_second_window_on_the_file_is_read_only_and_says_why(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    second = Workspace.open(workspace.library.path)
    try:
        assert second.library.read_only
        other = MainWindow(runner, window.settings)
        qtbot.addWidget(other)
        other.attach(second)
        settle(qtbot, runner)
        assert other.banner_text.text().startswith("只读：")
        assert other.list_page.new_button.isHidden()
    finally:
        second.close()


def test_narrow_windows_give_the_form_what_the_rail_gives_up(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    window.resize(1024, 768)
    assert window.rail.width() < 200
    qtbot.waitUntil(lambda: window.entry_page.pages.width() >= 400)


def test_the_window_remembers_the_list_that_was_open(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("kind:power_item")
    other = MainWindow(runner, window.settings)
    qtbot.addWidget(other)
    other.attach(workspace)
    settle(qtbot, runner)
    assert other.list_page.kind == "power_item"


def test_a_library_with_the_sample_agency_is_marked_each_time_it_opens(
    window: MainWindow, qtbot: QtBot, runner: JobRunner, workspace: Workspace, tmp_path: Path
) -> None:
    assert not window.banner.isVisibleTo(window)
    load_sample(workspace)
    settings = QSettings(str(tmp_path / "b.ini"), QSettings.Format.IniFormat)
    again = MainWindow(runner, settings)
    qtbot.addWidget(again)
    again.attach(workspace)
    settle(qtbot, runner)
    assert again.banner.isVisibleTo(again)
    assert "示例" in again.banner_text.text()
