"""The law at the desk: a name typed in part brings in the law, an article its text."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.citation_desk import CitationDesk
from desktop.ui.editors.factory import make_editor
from desktop.ui.editors.table import TableEditor
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.record_model import RecordModel
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE, put_on_shelf
from tests.ui.helpers import compose, editor_of, press, settle, write

DIFFERS = {
    "role": "establishment", "title": LAW, "level": "law", "article_text": "第三条",
    "amended_date": "2022-08-09", "quoted_text": OLD_QUOTE, "issuing_body": "海事局",
}  # fmt: skip
UNKNOWN = {"role": "establishment", "title": "城市规划编制办法", "level": "department_rule"}
KEYS = Qt.Key


class Desk:
    """The citations of a guide in their editor, each change an undoable step of the record."""

    def __init__(self, field: str, workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> None:
        self.qtbot, self.runner, self.gone = qtbot, runner, list[str]()
        form = workspace.catalogue.form("service_guide")
        values = {"legal_basis": [DIFFERS, UNKNOWN], "materials": [{"name": "申请表"}]}
        self.model = RecordModel()
        self.model.load(Record("service_guide", values), form)
        context = EditorContext(runner, workspace, self.gone.append)
        self.editor = make_editor(form.fields[field], context)
        qtbot.addWidget(self.editor)
        self.editor.edited.connect(lambda value, part: self.model.set_value(field, value, part))
        self.model.changed.connect(lambda name: self.editor.set_value(self.model.value(name)))
        self.editor.set_value(self.model.value(field))
        self.editor.resize(700, 900)
        self.editor.show()
        self.editor.activateWindow()
        qtbot.waitUntil(self.editor.isActiveWindow)
        if isinstance(self.editor, BasisEditor):
            self.bases = self.editor
            self.settle()

    def settle(self) -> None:
        """Wait until what is looked up after a pause has come."""
        while True:
            settle(self.qtbot, self.runner)
            waiting = [timer for timer in self._timers() if timer.isActive()]
            if not waiting:
                return
            for timer in waiting:
                timer.stop()
                timer.timeout.emit()

    def _timers(self) -> list[Any]:
        desk = self.bases.desk
        lists = (desk.laws, desk.places) if desk is not None else ()
        offers = [item._timer for item in lists if item is not None]
        return [self.bases.law._later, *offers]

    @property
    def desk(self) -> CitationDesk:
        """What helps the open form."""
        assert self.bases.desk is not None
        return self.bases.desk

    def box(self, name: str) -> QPlainTextEdit:
        """The box of a column in the open form."""
        assert self.bases.form is not None
        box = self.bases.form.grid.rows[name].editor.main_widget()
        assert isinstance(box, QPlainTextEdit)
        return box

    def add(self) -> None:
        """A new citation; the cursor stands in its name."""
        self.bases.add()
        self.box("title").setFocus()
        self.settle()

    def type(self, name: str, text: str) -> None:
        """Type into a column and let the answer come."""
        self.box(name).setFocus()
        write(self.box(name), text) if text.isascii() else compose(self.box(name), text)
        self.settle()

    def press(self, name: str, key: Qt.Key, times: int = 1) -> None:
        """Press a key in a column and let the answer come."""
        for _ in range(times):
            press(self.box(name), key)
        self.settle()

    def row(self, number: int = -1) -> dict[str, Any]:
        """What the record says."""
        row: dict[str, Any] = self.model.value("legal_basis")[number]
        return row

    def offered(self, name: str) -> list[str]:
        """The first lines of the list below a column; [] while it is closed."""
        found = self.desk.laws if name == "title" else self.desk.places
        assert found is not None
        if found.isHidden():
            return []
        return [found.item(n).toolTip() for n in range(found.count())]


@pytest.fixture
def desk(workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> Desk:
    """With laws on the shelf."""
    put_on_shelf(workspace)
    return Desk("legal_basis", workspace, qtbot, runner)


@pytest.fixture
def bare(workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> Desk:
    """Without any."""
    return Desk("legal_basis", workspace, qtbot, runner)


def test_a_law_and_an_article_come_in_by_the_keyboard_alone(desk: Desk) -> None:
    desk.add()
    desk.type("title", "dtgl")
    assert desk.offered("title") == [LAW]
    desk.press("title", KEYS.Key_Return)
    assert desk.row()["title"] == LAW
    assert desk.row()["issuing_body"] == "全国人民代表大会常务委员会"
    assert desk.row()["in_force_date"] == "2023-01-01"
    assert QApplication.focusWidget() is desk.box("article_text")
    desk.type("article_text", "3")
    assert desk.offered("article_text") == ["第三条"]
    desk.press("article_text", KEYS.Key_Return)
    assert desk.row()["article_text"] == "第三条"
    assert desk.row()["quoted_text"] == ARTICLE_3
    assert desk.box("quoted_text").toPlainText() == ARTICLE_3
    assert desk.box("article_text").textCursor().atEnd()
    assert desk.desk.note.came.text() == "已从依据库带入：条款、依据内容。Ctrl+Z 撤销。"


def test_what_came_in_is_one_step_back(desk: Desk) -> None:
    desk.add()
    desk.type("title", "dtgl")
    desk.press("title", KEYS.Key_Return)
    desk.model.undo()
    assert desk.row()["title"] == "dtgl"
    assert "issuing_body" not in desk.row()


def test_the_arrows_choose_and_what_holds_comes_first(desk: Desk) -> None:
    desk.add()
    desk.type("title", "灯")
    assert desk.offered("title") == [LAW, "灯塔收费办法", "航标灯暂行条例"]
    laws = desk.desk.laws
    assert laws is not None
    assert "现行有效" in laws.item(0).text()
    assert "2099-01-01 起施行" in laws.item(1).text()
    assert f"已废止（由《{LAW}》废止）" in laws.item(2).text()
    desk.press("title", KEYS.Key_Down, 2)
    assert "航标灯暂行条例" in desk.box("title").accessibleDescription()
    desk.press("title", KEYS.Key_Return)
    assert "航标灯暂行条例" not in desk.box("title").accessibleDescription()
    assert desk.row()["title"] == "航标灯暂行条例"


def test_escape_closes_the_list_and_not_the_form(desk: Desk) -> None:
    desk.add()
    desk.type("title", "灯")
    desk.press("title", KEYS.Key_Escape)
    assert desk.offered("title") == []
    assert desk.bases.form is not None
    assert desk.bases.form.isVisible()
    assert desk.row()["title"] == "灯"


def test_tab_takes_nothing_that_was_not_chosen(desk: Desk) -> None:
    desk.add()
    desk.type("title", "灯")
    desk.press("title", KEYS.Key_Tab)
    assert desk.row()["title"] == "灯"


def test_a_name_typed_to_its_end_needs_no_list(desk: Desk) -> None:
    desk.add()
    desk.type("title", "潮汐条例")
    desk.press("title", KEYS.Key_Tab)
    assert desk.row()["title"] == "中华人民共和国潮汐条例"
    assert desk.row()["document_number"] == "中华人民共和国国务院令第900号"


def test_leaving_the_article_brings_its_text(desk: Desk) -> None:
    desk.add()
    desk.type("title", "dtgl")
    desk.press("title", KEYS.Key_Return)
    desk.type("article_text", "2.1.2")
    desk.press("article_text", KEYS.Key_Tab)
    assert desk.row()["article_text"] == "第二条第一款第（二）项"
    assert desk.row()["quoted_text"].startswith("（二）有看守人员")


def test_words_of_an_article_find_it(desk: Desk) -> None:
    desk.add()
    desk.type("title", "dtgl")
    desk.press("title", KEYS.Key_Return)
    desk.type("article_text", "颜色")
    assert desk.offered("article_text") == ["第三条之一"]


def test_what_was_typed_stays_until_the_clerk_says_otherwise(desk: Desk) -> None:
    desk.bases.reveal("[0].article_text")
    desk.settle()
    desk.box("article_text").selectAll()
    desk.type("article_text", "第三条")
    desk.type("article_text", " ")
    desk.press("article_text", KEYS.Key_Tab)
    assert desk.row(0)["quoted_text"] == OLD_QUOTE
    assert desk.row(0)["issuing_body"] == "海事局"
    assert desk.desk.note.kept.text() == (
        "与依据库不同、保留所填：颁布机关（依据库为“全国人民代表大会常务委员会”）、依据内容。"
    )
    desk.desk.note.all_link.click()
    assert desk.row(0)["quoted_text"] == ARTICLE_3
    desk.model.undo()
    assert desk.row(0)["quoted_text"] == OLD_QUOTE


def test_a_law_that_is_not_there_hinders_nobody(desk: Desk) -> None:
    desk.add()
    desk.type("title", "某市灯会办法")
    assert desk.offered("title") == []
    assert desk.desk.hint.words.text() == "依据库里没有“某市灯会办法”，照常填写即可。"
    desk.press("title", KEYS.Key_Tab)
    assert not desk.desk.hint.isVisible()
    desk.type("article_text", "3")
    desk.press("article_text", KEYS.Key_Tab)
    assert desk.row() == {
        "role": "establishment", "title": "某市灯会办法", "article_text": "3",
        "validity": "in_force", "is_secret": False,
    }  # fmt: skip


def test_an_empty_library_says_how_to_fill_it(bare: Desk) -> None:
    bare.add()
    bare.type("title", "灯")
    assert bare.desk.hint.words.text().startswith("依据库里还没有法律文本。")
    assert bare.desk.hint.go_link.isVisible()
    bare.desk.hint.go_link.click()
    assert bare.gone == ["laws"]
    assert not any(card.law.chip.isVisible() for card in bare.bases.cards)


def test_an_answer_that_comes_too_late_changes_nothing(desk: Desk) -> None:
    desk.add()
    desk.type("title", "dtgl")
    laws = desk.desk.laws
    assert laws is not None
    laws.itemClicked.emit(laws.item(0))
    compose(desk.box("title"), "自己写的")
    desk.settle()
    assert desk.row()["title"].endswith("自己写的")
    assert "issuing_body" not in desk.row()


def test_each_card_says_how_it_stands(desk: Desk) -> None:
    first, second = desk.bases.cards
    assert first.law.chip.text() == "有出入"
    assert first.law.holds.text() == "现行文本：2022-08-09 修正，2023-01-01 起施行"
    assert first.accessibleDescription() == "依据核验：有出入。引文与现行条文有出入。"
    assert second.law.chip.text() == "未收录"
    assert "不算错误" in second.law.chip.toolTip()
    assert not second.law.isVisible()


def test_the_difference_is_shown_and_put_away_by_key(desk: Desk) -> None:
    card = desk.bases.cards[0]
    card.setFocus()
    press(card, KEYS.Key_F3)
    desk.settle()
    difference = card.law.difference
    assert difference is not None
    assert difference.isVisible()
    assert difference.summary.text() == "1 处不同：引文写“二十”，条文写“十五”"
    assert difference.heads[1].text() == "现行条文（2022-08-09）"
    press(card, KEYS.Key_F3)
    assert not difference.isVisible()


def test_the_law_is_read_from_the_card_and_copied(desk: Desk) -> None:
    card = desk.bases.cards[0]
    card.setFocus()
    press(card, KEYS.Key_F4)
    desk.settle()
    reader = card.law.reader
    assert reader is not None
    assert "▶ 第三条 （所引条文）" in reader.browser.toPlainText()
    assert "第四条" in reader.browser.toPlainText()
    reader.copy_button.click()
    assert QGuiApplication.clipboard().text() == ARTICLE_3
    assert card.said.text() == "已复制第三条。"


def test_the_text_in_force_is_taken_in_one_step(desk: Desk) -> None:
    card = desk.bases.cards[0]
    card.setFocus()
    press(card, KEYS.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.row(0)["quoted_text"] == ARTICLE_3
    assert desk.row(0)["issuing_body"] == "海事局"
    card = desk.bases.cards[0]
    assert card.law.chip.text() == "一致"
    assert card.said.text().startswith("已从依据库带入：")
    assert not card.law.adopt_link.isVisible()
    desk.model.undo()
    assert desk.row(0) == DIFFERS


def test_pasted_citations_are_completed_from_the_library(desk: Desk) -> None:
    desk.bases.take_text(f"《{LAW}》第三条")
    desk.settle()
    law = desk.bases.cards[-1].law
    assert law.adopt_link.text() == "从依据库补全"
    law.adopt_link.click()
    desk.settle()
    assert desk.row()["quoted_text"] == ARTICLE_3
    assert desk.row()["promulgated_date"] == "2001-03-04"
    assert not desk.bases.cards[-1].law.adopt_link.isVisible()


def test_the_chip_follows_what_is_typed(desk: Desk) -> None:
    desk.bases.reveal("[0].quoted_text")
    desk.box("quoted_text").selectAll()
    desk.type("quoted_text", ARTICLE_3)
    assert desk.bases.cards[0].law.chip.text() == "一致"
    assert not desk.bases.cards[0].law.compare_link.isVisible()


def test_a_locked_record_can_be_compared_but_not_changed(desk: Desk) -> None:
    desk.bases.set_read_only(True)
    desk.settle()
    law = desk.bases.cards[0].law
    assert law.compare_link.isVisible()
    assert not law.adopt_link.isVisible()
    law.compare_link.click()
    desk.settle()
    assert law.difference is not None
    assert law.difference.isVisible()


def test_a_citation_inside_a_table_has_the_same_desk(
    workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    put_on_shelf(workspace)
    desk = Desk("materials", workspace, qtbot, runner)
    materials = desk.editor
    assert isinstance(materials, TableEditor)
    materials.reveal("[0].basis")
    assert materials.form is not None
    inner: Any = materials.form.grid.rows["basis"].editor
    desk.bases = inner
    desk.add()
    desk.type("title", "dtgl")
    desk.press("title", KEYS.Key_Return)
    desk.type("article_text", "三")
    desk.press("article_text", KEYS.Key_Return)
    row = desk.model.value("materials")[0]["basis"][0]
    assert row["quoted_text"] == ARTICLE_3
    assert inner.cards[0].law.chip.text() == "一致"


def test_the_entry_form_leads_to_the_page_of_laws(
    window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    window.open_record(guide.uuid)
    bases: BasisEditor = editor_of(window, "legal_basis")
    assert bases.context.go is not None
    bases.context.go("laws")
    settle(qtbot, runner)
    assert window.stack.currentWidget() is not window.entry_page
    assert window.pages is not None
    assert window.stack.currentWidget() is window.pages.laws_page()


def test_f8_mends_the_citation_at_hand(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    put_on_shelf(workspace)
    second = {**DIFFERS, "article_text": "第一条", "quoted_text": "为了规范灯塔，制定本法律。"}
    changed = workspace.library.save(guide.with_values(legal_basis=[DIFFERS, second]))
    window.open_record(changed.uuid)
    page = window.entry_page
    page.check_now()
    settle(qtbot, runner)
    offered = {item.field for item in page.told() if item.rule == "V04" and item.fix}
    assert offered == {"legal_basis[0].quoted_text", "legal_basis[1].quoted_text"}
    page.reveal("legal_basis[1].quoted_text")
    page.mend_here()
    settle(qtbot, runner)
    rows = page.model.value("legal_basis")
    assert rows[0]["quoted_text"] == OLD_QUOTE
    assert rows[1]["quoted_text"] == "第一条\u3000为了规范灯塔的设置，制定本法。"
