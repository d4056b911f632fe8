"""The export page: what, how, where; told before, remembered after, opened at the end."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.export_page import ExportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases import exporting
from exports.document import Document
from forms.record import Record
from tests.ui.helpers import press, settle


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> ExportPage:
    """The page on all guides, writing to a folder of the test."""
    window.show_export("service_guide", [])
    assert window.pages is not None
    made = window.pages.export_page()
    made.folder.box.setText(str(tmp_path / "出"))
    return made


def look(page: ExportPage, qtbot: QtBot, runner: JobRunner) -> None:
    """Wait until the page has looked at what is chosen."""
    page.plan = None
    page._changed()
    qtbot.waitUntil(lambda: page.plan is not None, timeout=10_000)
    settle(qtbot, runner)
    QApplication.processEvents()


def choose(page: ExportPage, formats: str, layouts: str) -> None:
    """Set the chips."""
    for chips, wanted in ((page.formats, formats), (page.layouts, layouts)):
        for chip in chips:
            chip.setChecked(str(chip.key) in wanted.split())


def words_on(page: ExportPage) -> str:
    return "\n".join(item.text() for item in page.findChildren(QLabel) if item.isVisible())


def test_the_page_says_how_many_files_and_what_to_mind(
    page: ExportPage, qtbot: QtBot, runner: JobRunner, tmp_path: Path
) -> None:
    choose(page, "docx pdf", "full")
    look(page, qtbot, runner)
    said = words_on(page)
    assert "共 10 个文件，5 条记录。" in said
    assert "5 条还没有定稿，是草稿内容。" in said
    assert not (tmp_path / "出").exists()


def test_what_is_written_is_listed_and_can_be_opened(
    page: ExportPage, qtbot: QtBot, runner: JobRunner, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile())
    )
    choose(page, "docx", "brief")
    page.start()
    settle(qtbot, runner)
    assert "已导出 5 个文件：Word 5 个。" in words_on(page)
    assert page.result.model.rowCount() == 5
    press(page.result.table, Qt.Key.Key_Return)
    page.result.folder_button.click()
    assert opened == [str(page.result.files[0]), str(tmp_path / "出")]


def test_the_choices_are_remembered_for_each_kind(
    window: MainWindow, page: ExportPage, guide: Record, qtbot: QtBot, runner: JobRunner,
    tmp_path: Path,
) -> None:  # fmt: skip
    choose(page, "docx", "notice")
    page.bundle.setChecked(True)
    page.start()
    settle(qtbot, runner)
    window.show_export("service_guide", [guide.uuid])
    assert [chip.key for chip in page.layouts if chip.isChecked()] == ["full"], "one guide"
    window.show_export("intermediary_item", [])
    assert [chip.key for chip in page.formats if chip.isChecked()] == ["docx", "pdf", "xlsx"]
    window.show_export("service_guide", [])
    assert [chip.key for chip in page.formats if chip.isChecked()] == ["docx"]
    assert [chip.key for chip in page.layouts if chip.isChecked()] == ["notice"]
    assert page.bundle.isChecked()
    assert page.folder.path == tmp_path / "出"
    settle(qtbot, runner)


def test_an_office_or_final_records_only_can_be_chosen(
    window: MainWindow, page: ExportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    assert window.workspace is not None
    window.workspace.library.save(
        Record("service_guide", {"item_name": "打井许可", "undertaking_office": "水资源科"})
    )
    window.show_export("service_guide", [])
    index = page.office.findData("水资源科")
    assert index > 0
    page.office.setCurrentIndex(index)
    choose(page, "docx", "full")
    look(page, qtbot, runner)
    assert page.plan is not None
    assert page.plan.records == 1
    page.final_only.setChecked(True)
    look(page, qtbot, runner)
    assert "没有可以导出的记录" in words_on(page)


def test_a_bad_folder_is_told_before_and_nothing_is_written(
    page: ExportPage, qtbot: QtBot, runner: JobRunner, tmp_path: Path
) -> None:
    (tmp_path / "是文件").write_text("", encoding="utf-8")
    page.folder.box.setText(str(tmp_path / "是文件"))
    look(page, qtbot, runner)
    assert "是文件，不是文件夹" in words_on(page)
    page.start()
    settle(qtbot, runner)
    assert "是文件，不是文件夹" in page.result.said.text()
    assert page.start_button.isEnabled()


def test_cancelling_says_what_is_left(
    page: ExportPage, qtbot: QtBot, runner: JobRunner, tmp_path: Path
) -> None:
    choose(page, "pdf", "full brief notice")
    page.start()
    assert not page.what.isEnabled()
    page.task.cancel()
    settle(qtbot, runner)
    assert "已取消" in page.result.said.text()
    assert page.what.isEnabled()
    left = [path for path in (tmp_path / "出").rglob("*") if path.is_file()]
    assert all(path.suffix == ".pdf" for path in left)


def test_a_full_disk_is_a_sentence_and_the_finished_files_are_listed(
    page: ExportPage, qtbot: QtBot, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = exporting._Pen._file
    count = iter(range(100))

    def write(pen: exporting._Pen, document: Document, target: Path, name: str) -> None:
        if next(count) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(pen, document, target, name)

    monkeypatch.setattr(exporting._Pen, "_file", write)
    choose(page, "docx", "full")
    page.start()
    settle(qtbot, runner)
    assert "没有导出完" in page.result.said.text()
    assert "前面 2 个文件已经写完" in page.result.more.text()
    assert page.result.model.rowCount() == 2


def test_signs_without_a_glyph_are_told(page: ExportPage, tmp_path: Path) -> None:
    page.result.show_outcome([tmp_path / "甲.pdf"], ["𪚥"], tmp_path)
    assert "𪚥" in page.result.more.text()
    assert "已不在" in str(page.result.model.data(page.result.model.index(0, 1)))


def test_what_the_filters_of_a_list_left_is_offered_first(
    window: MainWindow, page: ExportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("kind:service_guide")
    settle(qtbot, runner)
    window.list_page.search.setText("许可证核发")
    qtbot.waitUntil(lambda: window.list_page.model.rowCount() == 2, timeout=10_000)
    settle(qtbot, runner)
    window.list_page.export_button.click()
    assert page.what.currentText() == "选中的 2 条办事指南"
    choose(page, "docx", "full")
    look(page, qtbot, runner)
    assert page.plan is not None
    assert page.plan.records == 2
    assert any("全部办事指南" in page.what.itemText(n) for n in range(page.what.count()))


def test_folders_for_offices_and_a_list_of_what_was_printed_can_be_had(
    page: ExportPage, qtbot: QtBot, runner: JobRunner
) -> None:
    choose(page, "pdf", "brief")
    page.by_office.click()
    page.manifest.click()
    look(page, qtbot, runner)
    assert page.plan is not None
    names = [path.relative_to(page.folder.path).parts for path in page.plan.files]
    assert names[-1] == ("打印清单.xlsx",)
    assert all(len(parts) == 3 for parts in names[:-1])
    page.bundle.click()
    assert not page.by_office.isEnabled()
