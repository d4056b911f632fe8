"""Citations beside the law: listed by how they stand, mended after a preview, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.laws_desk import LawDesk
from desktop.ui.laws_page import CHANGED, TEXTS, VERIFIED, LawsPage
from desktop.ui.main_window import MainWindow
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE, put_on_shelf
from tests.ui.helpers import press, settle


def basis(articles: str, quoted: str = "", **more: str) -> dict[str, Any]:
    """A row of a basis table."""
    row = {"role": "establishment", "title": LAW, "article_text": articles, **more}
    return {**row, "quoted_text": quoted} if quoted else row


@pytest.fixture
def records(workspace: Workspace) -> dict[str, Record]:
    """Powers whose bases stand differently; one of them is final."""
    put_on_shelf(workspace)
    made = {
        "旧文": ("draft", [basis("第三条", OLD_QUOTE, amended_date="2015-06-07")]),
        "一致": ("draft", [basis("第三条", ARTICLE_3)]),
        "没有": ("draft", [basis("第九十九条")]),
        "定稿": ("approved", [basis("第三条", OLD_QUOTE)]),
        "废止": ("draft", [{**basis("第一条"), "title": "航标灯暂行条例"}]),
        "不知": ("draft", [{**basis("第一条"), "title": "灯船条例"}]),
    }
    return {
        name: workspace.library.save(
            Record("power_item", {"name": name, "basis": rows}, state=state)
        )
        for name, (state, rows) in made.items()
    }


@pytest.fixture
def page(
    records: dict[str, Record], window: MainWindow, runner: JobRunner, qtbot: QtBot
) -> LawsPage:
    """The page of the law library."""
    window.go("laws")
    settle(qtbot, runner)
    assert window.pages is not None
    return window.pages.laws_page()


@pytest.fixture
def scan(page: LawsPage, runner: JobRunner, qtbot: QtBot) -> LawDesk:
    """What newer texts changed."""
    page.turn_to(CHANGED)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: page.scanned.model.rowCount() > 0)
    return page.scanned


@pytest.fixture
def check(page: LawsPage, runner: JobRunner, qtbot: QtBot) -> LawDesk:
    """How the citations agree."""
    page.turn_to(VERIFIED)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: page.verified.model.rowCount() > 0)
    return page.verified


def lines(desk: LawDesk) -> dict[str, str]:
    """The word of each citation that is listed, by record."""
    return {entry.line.title: entry.line.word for entry in desk.model.entries if entry.line}


def go_to(desk: LawDesk, title: str) -> None:
    """Make a citation the current one."""
    entries = desk.model.entries
    row = next(n for n, e in enumerate(entries) if e.line and e.line.title == title)
    desk.view.setCurrentIndex(desk.model.index(row))


def test_every_citation_has_one_word_and_the_bad_ones_show_first(check: LawDesk) -> None:
    assert lines(check) == {
        "旧文": "条文不同", "没有": "没有该条款", "定稿": "条文不同", "废止": "已废止",
    }  # fmt: skip
    assert "未核验，不算错误" in check.summary.text()
    for chip in check.chips:
        chip.setChecked(False)
    check.chips[-1].click()
    # The guide of the window cites laws that the library has not got, too.
    assert lines(check)["不知"] == "未核验"
    assert set(lines(check).values()) == {"未核验"}
    assert not check.model.chosen()


def test_the_two_texts_stand_beside_each_other_with_what_differs(check: LawDesk) -> None:
    go_to(check, "旧文")
    assert "引用的是 2015-06-07 的文本" in check.story.text()
    assert "引文写“二十”，现行条文写“十五”" in check.difference.summary.text()
    go_to(check, "没有")
    assert "现行文本没有第九十九条" in check.story.text()
    assert check.one_button.isHidden()


def test_enter_opens_the_record_at_the_citation(
    check: LawDesk, window: MainWindow, records: dict[str, Record], runner: JobRunner, qtbot: QtBot
) -> None:
    go_to(check, "没有")
    press(check.view, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert window.stack.currentWidget() is window.entry_page
    assert window.entry_page.model.record.uuid == records["没有"].uuid


def test_words_narrow_the_list(check: LawDesk, qtbot: QtBot) -> None:
    check.search.setText("航标 废止")
    qtbot.waitUntil(lambda: lines(check) == {"废止": "已废止"})


def test_what_newer_texts_touch_is_listed_and_explained(scan: LawDesk) -> None:
    assert lines(scan) == {"旧文": "条文有修改", "定稿": "条文有修改", "废止": "法律已被废止"}
    go_to(scan, "旧文")
    assert "第三条的内容有修改" in scan.story.text()
    assert scan.difference.heads[0].text() == "旧条文（2015-06-07）"
    assert "旧条文写“二十”，新条文写“十五”" in scan.difference.summary.text()


def test_taking_over_is_seen_first_done_once_and_taken_back(
    scan: LawDesk, window: MainWindow, workspace: Workspace, records: dict[str, Record],
    runner: JobRunner, qtbot: QtBot,
) -> None:  # fmt: skip
    old = records["旧文"]
    scan.all_link.click()
    assert scan.take_button.text() == "采用现行条文（2 处）…"
    scan.take_button.click()
    qtbot.waitUntil(scan.preview.isVisible)
    assert "将改 1 条记录的 2 处" in scan.preview.words.text()
    assert "1 条已定稿或正在审核，不改" in scan.preview.words.text()
    assert workspace.library.get(old.uuid) == old, "a preview writes nothing"
    scan.preview.write_button.click()
    settle(qtbot, runner)
    changed = workspace.library.get(old.uuid)
    assert changed.get("basis[0].quoted_text") == ARTICLE_3
    assert changed.get("basis[0].amended_date") == "2022-08-09"
    qtbot.waitUntil(lambda: lines(scan).keys() == {"定稿", "废止"})
    notice, bar = window.notice, scan.bar
    below = bar.mapTo(window, bar.rect().topLeft()).y()
    assert notice.mapTo(window, notice.rect().bottomLeft()).y() < below, "the bar stays free"
    window.notice.action.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: workspace.library.get(old.uuid).values == old.values)
    qtbot.waitUntil(lambda: "旧文" in lines(scan))


def test_final_records_get_a_new_version_when_asked_for(
    scan: LawDesk, workspace: Workspace, records: dict[str, Record], runner: JobRunner,
    qtbot: QtBot,
) -> None:  # fmt: skip
    final = records["定稿"]
    assert scan.versions.isVisible()
    scan.versions.setChecked(True)
    go_to(scan, "定稿")
    scan.one_button.click()
    assert "其中 1 条已定稿，先开新版本再改" in scan.preview.words.text()
    scan.preview.write_button.click()
    settle(qtbot, runner)
    now = workspace.library.get(final.uuid)
    assert (now.state, now.version) == ("amending", final.version + 1)
    assert now.get("basis[0].quoted_text") == ARTICLE_3


def test_space_ticks_one_and_on_a_law_all_of_it(scan: LawDesk) -> None:
    scan.view.setCurrentIndex(scan.model.index(0))
    press(scan.view, Qt.Key.Key_Space)
    on = scan.model.chosen()
    assert {line.law for line in on} == {scan.model.entries[0].law}
    press(scan.view, Qt.Key.Key_Space)
    assert scan.model.chosen() == []


def test_not_taking_over_leaves_all_as_it_is(
    scan: LawDesk, workspace: Workspace, records: dict[str, Record]
) -> None:
    scan.all_link.click()
    scan.take_button.click()
    scan.preview.back_button.click()
    assert scan.view.isVisible()
    assert workspace.library.get(records["旧文"].uuid) == records["旧文"]


def test_without_law_texts_the_desk_leads_to_the_import(
    window: MainWindow, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    window.go("laws")
    assert window.pages is not None
    page = window.pages.laws_page()
    page.turn_to(CHANGED)
    settle(qtbot, runner)
    qtbot.waitUntil(page.scanned.empty_button.isVisible)
    assert page.scanned.empty_text.text() == "依据库里还没有法规文本。"
    page.scanned.empty_button.click()
    assert page.tabs.currentIndex() == TEXTS


def test_a_read_only_library_is_checked_and_not_rewritten(
    records: dict[str, Record], workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as second:
        page = LawsPage(runner, second)
        qtbot.addWidget(page)
        page.show()
        page.turn_to(CHANGED)
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: page.scanned.model.rowCount() > 0)
        assert page.scanned.bar.isHidden()
        assert page.scanned.one_button.isHidden()
