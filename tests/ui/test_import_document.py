"""A Word document in the import: its text at the left, where each part goes at the right."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.import_document import Span
from desktop.usecases.workspace import Workspace
from tests.imports import raw_word, word_samples
from tests.ui.helpers import press, settle, write
from tests.ui.import_helpers import state


@pytest.fixture
def page(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> ImportPage:  # fmt: skip
    """The import of a guide with a section that nobody knows and a limit that is none."""
    path = word_samples.numbered_guide(tmp_path / "养犬登记办事指南.docx")
    document = Document(str(path))
    for text in ("十二、领导批示", "请抓紧办理。", "十三、法定办结时限", "视情况而定"):
        document.add_paragraph(text)
    document.save(str(path))
    window.import_files([path])
    settle(qtbot, runner)
    assert window.pages is not None
    return window.pages.import_page()


def span(page: ImportPage, words: str) -> Span:
    return next(s for s in page.choices.document._spans.values() if words in s.text)


def pick(page: ImportPage, words: str) -> None:
    """Click at a part of the text."""
    found = span(page, words)
    page.choices.document.browser.anchorClicked.emit(QUrl(f"{found.row}.{found.letter}"))


def test_the_text_stands_in_its_order_with_tables_as_tables(page: ImportPage) -> None:
    text = page.choices.document.browser.toPlainText()
    order = [text.index(words) for words in ("适用范围", "受理条件", "养犬登记申请表", "领导批示")]
    assert order == sorted(order)
    assert "<td" in page.choices.document.browser.toHtml()
    assert page.choices.document.isVisible()
    assert not page.choices.blocks.place.isVisible(), "a document has no header row"


def test_what_is_taken_open_and_kept_is_told_apart(page: ImportPage) -> None:
    assert span(page, "适用于清源县").went == "taken"
    assert span(page, "请抓紧办理").went == "open"
    assert span(page, "视情况而定").went == "open", "a limit that was not understood"
    assert span(page, "服务指南").title


def test_a_part_of_the_text_says_where_it_went_and_leads_to_its_column(page: ImportPage) -> None:
    pick(page, "无数量限制")
    assert "有无数量限制" in page.choices.document.where.text()
    assert "整理为：" in page.choices.document.where.text()
    current = page.choices.table.currentIndex().row()
    assert page.choices.model.views[current].report.header == "数量限制"
    pick(page, "犬只免疫证明")
    current = page.choices.table.currentIndex().row()
    assert page.choices.model.views[current].report.path == "materials.name"


def test_a_part_is_given_to_another_field_and_nothing_is_written(
    page: ImportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    before = state(workspace)
    pick(page, "请抓紧办理")
    page.choices.document.move_button.click()
    picker = page.choices.picker
    assert picker.isVisible()
    write(picker.search, "syfw")
    press(picker.search, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert span(page, "请抓紧办理").label == "适用范围"
    assert "适用范围" in page.choices.document.where.text(), "what was chosen stays chosen"
    assert state(workspace) == before


def test_a_documents_places_are_not_called_sheets(
    page: ImportPage, qtbot: QtBot, runner: JobRunner, window: MainWindow, tmp_path: Path
) -> None:
    window.import_files([word_samples.label_table(tmp_path / "户外广告.docx")])
    settle(qtbot, runner)
    assert page.choices.sheets.count() == 2, "many files at once"
    page.next()
    page.preview.table.selectRow(0)
    said = [page.preview.record.place.text()]
    assert any("正文第" in words for words in said)
    assert not any("工作表" in words for words in said)


def test_the_report_and_the_original_are_there_after_writing(
    page: ImportPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    said: list[str] = []
    page.offered.connect(lambda words, *_: said.append(words))
    page.next()
    assert page.report_button.isVisible()
    assert not page.keep.isChecked(), "the file itself is kept only when somebody asks for it"
    page.keep.click()
    page.next()
    settle(qtbot, runner)
    assert page.step == 3
    target = tmp_path / "报告.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.report_button.click()
    settle(qtbot, runner)
    assert "养犬登记办事指南.docx" in str(list(load_workbook(target)["概览"].values))
    assert said == ["已保存“报告.xlsx”。"]

    page._to_log()
    settle(qtbot, runner)
    opened: list[Path] = []
    monkeypatch.setattr("desktop.ui.import_report_deed.open_folder", opened.append)
    assert page.log.original_button.isVisible()
    page.log.original_button.click()
    settle(qtbot, runner)
    assert opened[0].name == "养犬登记办事指南.docx"
    assert opened[0].read_bytes() == (tmp_path / opened[0].name).read_bytes()
    target.unlink()
    page.log.report_button.click()
    settle(qtbot, runner)
    assert "单元格" in load_workbook(target).sheetnames


def test_a_passage_without_a_heading_is_given_to_a_field_and_taken_back(
    window: MainWindow, tmp_path: Path, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    path = tmp_path / "养犬登记办事指南.docx"
    document = Document()
    for text in ("养犬登记办事指南", "本指南自公布之日起执行，有固定住所的个人都可以申请。", "一、承诺时限",
                 "5个工作日", "二、咨询方式", "0870-5550123", "三、收费标准", "不收费"):  # fmt: skip
        document.add_paragraph(text)
    document.save(str(path))
    before = state(workspace)
    window.import_files([path])
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.import_page()
    pick(page, "本指南自公布")
    assert span(page, "本指南自公布").loose
    assert page.choices.document.move_button.isVisible()
    page.choices.document.move_button.click()
    assert page.choices.picker.isVisible()
    write(page.choices.picker.search, "sltj")
    press(page.choices.picker.search, Qt.Key.Key_Return)
    settle(qtbot, runner)
    given = span(page, "本指南自公布")
    assert (given.went, given.loose) == ("taken", False)
    assert page.plan is not None
    (guide,) = page.plan.files[0].result.records
    assert guide.values["accept_condition"] == given.text
    assert state(workspace) == before, "nothing is saved until it is confirmed"
    page.choices.document.move_button.click()
    first = page.choices.picker.list.item(0)
    assert first.text() == "按程序识别的结果"
    page.choices.picker._take(first)
    settle(qtbot, runner)
    assert span(page, "本指南自公布").loose
    (guide,) = page.plan.files[0].result.records
    assert "accept_condition" not in guide.values


def test_what_stands_beside_the_text_is_shown_at_its_place_and_can_be_given_to_a_field(
    window: MainWindow, tmp_path: Path, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    mark = raw_word.run("5个工作日") + '<w:r><w:commentReference w:id="1"/></w:r>'
    body = raw_word.lines("养犬登记办事指南", "一、受理条件", "有固定住所。", "二、承诺时限")
    body += raw_word.paragraph(runs=mark + raw_word.run("内部从严", hidden=True))
    comments = {"comments.xml": raw_word.notes("comment", "自受理之日起算"),
                "header.xml": raw_word.edge("hdr", "清源县公安局汇编")}  # fmt: skip
    window.import_files([raw_word.package(tmp_path / "养犬登记.docx", body, comments)])
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.import_page()
    assert span(page, "自受理之日").went == "open"
    assert span(page, "内部从严").went == "open"
    assert span(page, "公安局汇编").went == "told"
    assert "〔批注（王科长）" in page.choices.document.browser.toPlainText()
    pick(page, "自受理之日")
    assert page.choices.document.where.text().endswith("不在正文里，没有放入要素。")
    page.choices.document.move_button.click()
    write(page.choices.picker.search, "cnbjsxsm")
    press(page.choices.picker.search, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert span(page, "自受理之日").went == "taken"
    assert "承诺办结时限说明" in page.choices.document.where.text()
