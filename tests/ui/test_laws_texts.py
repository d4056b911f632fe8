"""Law texts in the window: brought in, found with what was typed marked, read, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.laws_page import CHANGED, TEXTS, LawsPage
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws import samples
from tests.laws.shelf import LAW, put_on_shelf
from tests.ui.helpers import press, settle


@pytest.fixture
def page(window: MainWindow, runner: JobRunner, qtbot: QtBot) -> Iterator[LawsPage]:
    """The page, turned to the texts."""
    window.go("laws")
    assert window.pages is not None
    page = window.pages.laws_page()
    page.turn_to(TEXTS)
    settle(qtbot, runner)
    yield page
    settle(qtbot, runner)


@pytest.fixture
def shelf(workspace: Workspace) -> None:
    """Texts that are here before the page is."""
    put_on_shelf(workspace)
    workspace.library.save(
        Record("power_item", {"name": "灯塔设置许可", "basis": [
            {"title": LAW, "article_text": "第三条", "role": "establishment"}]})
    )  # fmt: skip


def listed(page: LawsPage) -> list[str]:
    """What the list says, row by row."""
    model = page.texts.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_who_has_no_texts_is_taught_how_to_get_them(page: LawsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.texts.empty_text.isVisible)
    told = "\n".join(item.text() for item in page.texts.findChildren(QLabel) if item.isVisible())
    for word in ("不附带法规文本", "国家法律法规数据库", "U 盘", "导入文件夹"):
        assert word in told
    assert page.texts.reading.isHidden()


def test_a_folder_that_is_dropped_comes_in_and_what_does_not_is_named(
    page: LawsPage, tmp_path: Path, runner: JobRunner, qtbot: QtBot
) -> None:
    folder = tmp_path / "下载"
    folder.mkdir()
    (folder / "灯塔.md").write_text(samples.LICENSING, encoding="utf-8")
    (folder / "灯塔新.txt").write_text(samples.LICENSING_2022, encoding="utf-8")
    (folder / "空白.docx").write_bytes(b"PK\x03\x04")
    drop(page, [folder])
    settle(qtbot, runner)
    importer = page.texts.importer
    qtbot.waitUntil(importer.card.isVisible)
    assert "新增 1 部法律法规的 2 个文本，已有 0 个" in importer.result.text()
    assert "空白.docx" in importer.missed.text()
    assert importer.newer.text().startswith("其中 1 个")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: len(listed(page)) == 1)
    importer.scan_link.click()
    assert page.tabs.currentIndex() == CHANGED


def drop(page: LawsPage, paths: list[Path]) -> bool:
    """Drag files over the page and let them go; whether the page takes them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, left, none)
    enter.ignore()
    page.texts.dragEnterEvent(enter)
    if enter.isAccepted():
        copy = Qt.DropAction.CopyAction
        page.texts.dropEvent(QDropEvent(QPointF(9, 9), copy, mime, left, none))
    return enter.isAccepted()


def test_a_workbook_that_is_dropped_is_the_windows_to_import(
    page: LawsPage, tmp_path: Path
) -> None:
    book = tmp_path / "清单.xlsx"
    book.write_bytes(b"PK")
    assert not drop(page, [book])


def test_a_path_that_is_gone_is_told_in_a_sentence(
    page: LawsPage, tmp_path: Path, runner: JobRunner, qtbot: QtBot
) -> None:
    page.texts.importer.bring_in([tmp_path / "拔掉的U盘"])
    settle(qtbot, runner)
    qtbot.waitUntil(page.texts.importer.card.isVisible)
    assert "没有“" in page.texts.importer.result.text()
    assert page.texts.importer.files_button.isEnabled()


def test_laws_come_first_and_then_the_articles_that_hold_the_words(
    shelf: None, page: LawsPage, runner: JobRunner, qtbot: QtBot
) -> None:
    assert len(listed(page)) == 4
    assert any("已废止" in line for line in listed(page))
    page.texts.search.setText("灯塔")
    qtbot.waitUntil(lambda: any("条文里有这些字" in line for line in listed(page)))
    head = next(n for n, line in enumerate(listed(page)) if "条文里有这些字" in line)
    assert {line.partition("，")[0] for line in listed(page)[:head]} == {LAW, "灯塔收费办法"}
    assert all("第" in line for line in listed(page)[head + 1 :])
    first = [line for line in listed(page)[head + 1 :] if "第一条" in line and LAW in line]
    assert ["旧文本" in line for line in first] == [False, True], "the two texts are told apart"
    assert not page.texts.model.flags(page.texts.model.index(head)) & Qt.ItemFlag.ItemIsSelectable
    page.texts.view.setCurrentIndex(page.texts.model.index(head + 1))
    settle(qtbot, runner)
    assert "background" in page.texts.reading.browser.toHtml()
    page.texts.search.setText("没有这几个字")
    qtbot.waitUntil(lambda: page.texts.found.text() == "没有找到“没有这几个字”。")
    assert page.texts.reading.isHidden()


@pytest.fixture
def law(shelf: None, page: LawsPage, runner: JobRunner, qtbot: QtBot) -> LawsPage:
    """The lighthouse law, open to read."""
    page.texts.search.setText("灯塔管理法")
    qtbot.waitUntil(lambda: listed(page)[0].startswith(LAW))
    qtbot.waitUntil(lambda: page.texts.reading.title.text() == LAW)
    settle(qtbot, runner)
    return page


def test_a_law_is_read_with_versions_contents_and_who_cites_it(
    law: LawsPage, window: MainWindow, runner: JobRunner, qtbot: QtBot
) -> None:
    reading = law.texts.reading
    assert reading.state.text() == "现行"
    shown = [reading.versions.itemText(n) for n in range(reading.versions.count())]
    assert shown == ["2022-08-09 修改，2023-01-01 起施行（现行）", "2015-06-07 修改"]
    chapters = [reading.contents.topLevelItem(n) for n in range(3)]
    assert [item.text(0) for item in chapters if item] == [
        "第一章 总则",
        "第二章 许可",
        "第三章 附则",
    ]
    qtbot.waitUntil(lambda: reading.tabs.tabText(1) == "被引用 1 处")
    reading.versions.setCurrentIndex(1)
    reading.versions.activated.emit(1)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: reading.state.text() == "旧文本")
    assert "二十日" in reading.browser.toPlainText()
    reading.tabs.setCurrentIndex(1)
    reading.mentions.selectRow(0)
    press(reading.mentions, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page


@pytest.mark.parametrize("typed", ["3之一", "第三条之一", "三之一"])
def test_one_jumps_to_an_article_by_its_number(law: LawsPage, typed: str) -> None:
    reading = law.texts.reading
    reading.browser.setFixedHeight(60)
    reading.jump.setText(typed)
    press(reading.jump, Qt.Key.Key_Return)
    assert reading.jump_words.isHidden()
    article = reading.current()
    assert article is not None
    assert article.heading() == "第三条之一"


@pytest.mark.parametrize(("typed", "said"), [("99", "最后一条是第四条"), ("abc", "请填写条的序号")])
def test_a_jump_that_leads_nowhere_is_told(law: LawsPage, typed: str, said: str) -> None:
    reading = law.texts.reading
    reading.jump.setText(typed)
    press(reading.jump, Qt.Key.Key_Return)
    assert said in reading.jump_words.text()


def test_the_article_at_the_top_or_the_selected_words_are_copied(law: LawsPage) -> None:
    reading = law.texts.reading
    reading.browser.setFixedHeight(60)
    reading.go_to(3, 1)
    reading.copy_link.click()
    text = QGuiApplication.clipboard().text()
    assert text == "第三条之一　灯塔的颜色，由国务院灯塔主管部门规定。"
    reading.browser.selectAll()
    reading.copy_link.click()
    assert "第四条" in QGuiApplication.clipboard().text()


def test_a_text_that_was_taken_out_is_put_back(
    law: LawsPage, window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    before = workspace.laws.library().count()
    law.texts.reading.remove_link.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: workspace.laws.library().count() == (before[0], before[1] - 1))
    qtbot.waitUntil(lambda: window.notice.action.text() == "撤销")
    settle(qtbot, runner)
    window.notice.action.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: workspace.laws.library().count() == before)
