"""Texts of laws on the screen: differences marked and said, articles read and copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.laws.library import LawVersion
from desktop.ui.law_difference import LawDifference
from desktop.ui.law_reader import LawReader
from desktop.usecases.citing import ReadArticle, Reading, compare_versions
from forms.laws import Run, RunKind

SAME, CHANGED, LEFT_OUT = RunKind.SAME, RunKind.CHANGED, RunKind.LEFT_OUT
RUNS = (
    Run(SAME, "应当在", "应当在"),
    Run(CHANGED, "十五个工作", "二十"),
    Run(SAME, "日内", "日内"),
    Run(CHANGED, "认真", ""),
    Run(SAME, "作出决定", "作出决定"),
    Run(CHANGED, "", "<书面>"),
    Run(LEFT_OUT, "", "。但是……除外"),
)


@pytest.fixture
def view(qtbot: QtBot) -> LawDifference:
    """A view that shows the differences."""
    made = LawDifference("引文", "现行条文")
    qtbot.addWidget(made)
    made.show_runs(RUNS)
    return made


def test_what_differs_is_struck_out_and_underlined(view: LawDifference) -> None:
    before, after = (item.text() for item in view.texts)
    assert before.count("line-through") == 2
    assert "underline" not in before
    assert after.count("underline") == 2
    assert "line-through" not in after
    assert "&lt;书面&gt;" in after


def test_each_difference_is_said_in_words(view: LawDifference) -> None:
    assert view.summary.text() == (
        "3 处不同：引文写“十五个工作”，现行条文写“二十”；引文多“认真”；引文少“<书面>”"
    )
    assert view.texts[0].accessibleName() == (
        "引文：应当在【不同：十五个工作】日内【多出：认真】作出决定"
    )
    assert view.texts[1].accessibleName().endswith("作出决定【缺少：<书面>】。但是……除外")


def test_texts_that_agree_say_so(view: LawDifference) -> None:
    view.show_runs(compare_versions("第一条　甲。", "第一条 甲。"))
    assert view.summary.text() == "两段文字一致。"
    view.show_runs((Run(SAME, "甲", "甲"), Run(LEFT_OUT, "", "乙")))
    assert view.summary.text() == "所引的字句一致，其余为没有引用的部分。"
    view.show_runs((Run(CHANGED, "", "甲"),))
    assert "（无）" in view.texts[0].text()


def test_the_texts_stand_side_by_side_where_there_is_room(view: LawDifference) -> None:
    view.resize(700, 300)
    view.show()
    QApplication.processEvents()
    assert view.texts[0].y() == view.texts[1].y()
    view.resize(400, 500)
    QApplication.processEvents()
    assert view.texts[0].geometry().bottom() < view.texts[1].y()


def law(count: int, *cited: int) -> Reading:
    """A law of so many articles."""
    version = LawVersion(
        1, "灯塔管理法", "中华人民共和国灯塔管理法", "law", "", "", "2001-03-04", "2022-08-09",
        "2023-01-01", "2022-08-09", (), "", "", count,
    )  # fmt: skip
    articles = [
        ReadArticle(f"第{number}条", f"内容{number}。" * 20, cited=number in cited)
        for number in range(1, count + 1)
    ]
    return Reading(version, tuple(articles))


@pytest.fixture
def reader(qtbot: QtBot) -> LawReader:
    """A reader on the screen."""
    made = LawReader()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def test_the_cited_article_is_in_view_with_its_neighbours(reader: LawReader) -> None:
    reader.show_reading(law(90, 40))
    words = reader.browser.toPlainText()
    assert "▶ 第40条 （所引条文）" in words
    assert "第39条" in words
    assert "第41条" in words
    assert "第20条" not in words
    assert "前面还有 31 条" in words
    assert reader.browser.verticalScrollBar().value() > 0
    assert reader.title.text() == "《中华人民共和国灯塔管理法》（2022-08-09），共 90 条"


def test_the_rest_of_the_law_is_a_step_away_and_the_eye_stays(reader: LawReader) -> None:
    reader.show_reading(law(90, 40))
    bar = reader.browser.verticalScrollBar()
    from_end = reader.browser.document().size().height() - bar.value()
    reader.browser.anchorClicked.emit(QUrl("before"))
    words = reader.browser.toPlainText()
    assert "第2条" in words
    assert "前面还有 1 条" in words
    assert abs(reader.browser.document().size().height() - bar.value() - from_end) <= 2
    reader.browser.anchorClicked.emit(QUrl("after"))
    reader.browser.anchorClicked.emit(QUrl("after"))
    assert "第90条" in reader.browser.toPlainText()
    assert "后面还有" not in reader.browser.toPlainText()


def test_the_cited_articles_are_copied(reader: LawReader, qtbot: QtBot) -> None:
    reader.show_reading(law(5, 2, 3))
    with qtbot.waitSignal(reader.copied) as told:
        reader.copy_button.click()
    assert told.args == ["已复制第2条。"]
    copied = QGuiApplication.clipboard().text().split("\n")
    assert [line[:4] for line in copied] == ["第2条\u3000", "第3条\u3000"]


def test_a_law_without_a_cited_article_is_read_from_its_beginning(reader: LawReader) -> None:
    reader.show_reading(law(50))
    assert reader.browser.toPlainText().lstrip().startswith("第1条")
    assert reader.copy_button.isHidden()
