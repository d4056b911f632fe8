"""信头 and 录入工作簿 on the export page and in the list: chosen, tried, refused, written."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.export_page import ExportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.letterhead_box import LetterheadBox
from desktop.ui.list_page import ListPage
from desktop.ui.main_window import MainWindow
from desktop.usecases import letterheads
from desktop.usecases.importing import import_files
from desktop.usecases.workspace import Workspace
from tests.ui.helpers import settle
from tests.ui.list_helpers import settle_list


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> ExportPage:
    """The page on all guides, writing to a folder of the test."""
    window.show_export("service_guide", [])
    assert window.pages is not None
    made = window.pages.export_page()
    made.folder.box.setText(str(tmp_path / "出"))
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files that are handed to other programs."""
    files: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: files.append(Path(QUrl(url).toLocalFile()))
    )
    return files


def pick(box: LetterheadBox, words: str) -> None:
    """Choose a line of the box as a click does."""
    at = box.box.findText(words)
    assert at >= 0
    box.box.setCurrentIndex(at)
    box.box.activated.emit(at)


def test_the_built_in_letterhead_is_chosen_remembered_and_tried(
    page: ExportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner, opened: list[Path]
) -> None:
    box = page.letterhead
    assert not box.try_link.isEnabled()
    pick(box, "内置信头（红头）")
    settle(qtbot, runner)
    assert letterheads.chosen(workspace) == letterheads.BUILT_IN
    assert workspace.library.setting("letterhead") == "内置"
    box.try_link.click()
    settle(qtbot, runner)
    [file] = opened
    first = docx.Document(str(file)).paragraphs[0]
    assert (first.text, first.style.name if first.style else "") == (
        workspace.organization, "信头单位",
    )  # fmt: skip
    pick(box, "不用信头")
    settle(qtbot, runner)
    assert letterheads.chosen(workspace) is None


def test_a_file_that_cannot_be_one_is_refused_in_a_sentence_and_nothing_changes(
    page: ExportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    wrong = tmp_path / "旧版头.docx"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0 old")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(wrong), ""))
    pick(page.letterhead, "选择单位的信头文件…")
    settle(qtbot, runner)
    assert "“旧版头.docx”是旧的 .doc 文件" in page.letterhead.note.text()
    assert letterheads.chosen(workspace) is None
    assert page.letterhead.box.currentText() == "不用信头"


def test_a_copy_of_ours_is_made_into_an_own_one_and_told_when_it_is_gone(
    page: ExportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    own = tmp_path / "本局信头.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "本局信头"), ""))
    page.letterhead.own_link.click()
    settle(qtbot, runner)
    assert own.read_bytes() == letterheads.BUILT_IN.read_bytes()
    page.letterhead.choose(own)
    settle(qtbot, runner)
    assert page.letterhead.box.currentText() == "本局信头.docx"
    own.unlink()
    page.prepare("service_guide", [])
    assert "“本局信头.docx”不在原来的地方了" in page.letterhead.note.text()
    page.letterhead.try_link.click()
    settle(qtbot, runner)
    assert "找不到版头文件“本局信头.docx”" in page.letterhead.note.text()


def test_letterheads_are_offered_where_pages_can_bear_one(page: ExportPage) -> None:
    assert page.letterhead.isVisibleTo(page)
    for chip in page.formats:
        chip.setChecked(chip.key == "pdf")
    page._changed()
    assert not page.letterhead.isVisibleTo(page)
    page.prepare("intermediary_item", [])
    for chip in page.formats:
        chip.setChecked(True)
    page._changed()
    assert not page.letterhead.isVisibleTo(page)


def test_the_workbook_of_a_kind_is_written_and_changes_come_back(
    page: ExportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = tmp_path / "填.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "填"), ""))
    before = len(workspace.library.ids("service_guide"))
    page.book_button.click()
    settle(qtbot, runner)
    assert page.result.files == (file,)
    assert f"{before} 条记录的全部要素都在里面" in page.result.more.text()
    import_files(workspace, [file])
    assert len(workspace.library.ids("service_guide")) == before


def test_selected_records_of_a_list_go_into_a_workbook(
    window: MainWindow, lists: ListPage, qtbot: QtBot, runner: JobRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "选.xlsx"), ""))
    lists.table.selectRow(0)
    lists.deeds.book()
    settle_list(window, qtbot, runner)
    assert (tmp_path / "选.xlsx").is_file()
    assert window.notice.text.text() == "已把 1 条写入“选.xlsx”，改好后可以导回。"
