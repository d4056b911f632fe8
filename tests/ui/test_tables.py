"""Sub-tables and citations: edited in place, rows made, moved, deleted, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.table import TableEditor
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle, write

pytestmark = pytest.mark.one_window


@pytest.fixture
def materials(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> TableEditor:
    """The table of materials of the full guide."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    editor: TableEditor = editor_of(window, "materials")
    return editor


@pytest.fixture
def bases(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> BasisEditor:
    """The citations of the full guide."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    editor: BasisEditor = editor_of(window, "legal_basis")
    return editor


def _type(editor: TableEditor, row: int, column: int, text: str, qtbot: QtBot) -> None:
    editor.view.setCurrentIndex(editor.model.index(row, column))
    press(editor.view, Qt.Key.Key_Return)
    box = editor.view.findChild(QLineEdit)
    assert box is not None
    box.selectAll()
    write(box, text)
    # The delegate takes the text after the box has seen the key itself.
    with qtbot.waitSignal(editor.edited):
        press(box, Qt.Key.Key_Return)


def test_typing_into_a_cell_changes_the_record(
    materials: TableEditor, window: MainWindow, qtbot: QtBot
) -> None:
    _type(materials, 1, 0, "licence", qtbot)
    assert window.entry_page.model.value("materials")[1]["name"] == "licence"
    window.entry_page.model.undo()
    assert materials.value()[1]["name"] == "营业执照"


def test_typing_measures_the_row_that_it_changes_and_no_other(
    materials: TableEditor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not materials._later.isActive())
    view, measured = materials.view, list[str]()
    before = [view.rowHeight(number) for number in (0, 1)]
    one, every = view.resizeRowToContents, view.resizeRowsToContents

    def measure_one(row: int) -> None:
        measured.append(f"row {row}")
        one(row)

    def measure_all() -> None:
        measured.append("all")
        every()

    monkeypatch.setattr(view, "resizeRowToContents", measure_one)
    monkeypatch.setattr(view, "resizeRowsToContents", measure_all)
    _type(materials, 1, 0, "licence " * 12, qtbot)
    qtbot.waitUntil(lambda: view.rowHeight(1) > before[1])
    assert view.rowHeight(0) == before[0]
    assert measured == ["row 1"]

    materials.model.remove(0)
    qtbot.waitUntil(lambda: "all" in measured)


def test_the_last_row_is_the_new_one(
    materials: TableEditor, window: MainWindow, qtbot: QtBot
) -> None:
    assert materials.model.rowCount() == 3
    _type(materials, 2, 0, "third", qtbot)
    assert [row["name"] for row in materials.value()] == ["申请表", "营业执照", "third"]
    assert materials.model.rowCount() == 4


def test_rows_move_and_go(materials: TableEditor, window: MainWindow) -> None:
    materials.view.setCurrentIndex(materials.model.index(1, 0))
    materials._move(-1)
    assert [row["name"] for row in materials.value()] == ["营业执照", "申请表"]
    materials._remove_rows()
    assert [row["name"] for row in window.entry_page.model.value("materials")] == ["申请表"]


def test_delete_empties_the_cell(materials: TableEditor, qtbot: QtBot) -> None:
    materials.view.setCurrentIndex(materials.model.index(0, 0))
    press(materials.view, Qt.Key.Key_Delete)
    assert "name" not in materials.value()[0]


def test_the_form_below_edits_the_same_row(
    materials: TableEditor, window: MainWindow, qtbot: QtBot
) -> None:
    materials.view.setCurrentIndex(materials.model.index(1, 0))
    materials.show_form()
    assert materials.form is not None
    notes = materials.form.grid.rows["filling_notes"].editor
    write(notes.main_widget(), "ab")
    assert window.entry_page.model.value("materials")[1]["filling_notes"] == "ab"
    assert window.entry_page.model.stack.count() == 1


def test_tab_leaves_the_table(materials: TableEditor, window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    materials.view.setFocus()
    press(materials.view, Qt.Key.Key_Tab)
    assert not materials.view.hasFocus()


def test_a_problem_of_a_cell_is_reached_from_outside(
    materials: TableEditor, window: MainWindow
) -> None:
    window.entry_page.reveal("materials[1].medium")
    index = materials.view.currentIndex()
    assert index.row() == 1
    assert materials.model.columns[index.column()].id == "medium"


def test_a_citation_is_a_card_whose_form_opens_inside(
    bases: BasisEditor, window: MainWindow, qtbot: QtBot
) -> None:
    assert bases.cards[0].head.text() == "《中华人民共和国城乡规划法》第三十八条"
    window.entry_page.reveal("legal_basis[1].article_text")
    assert bases.form is not None
    box = bases.form.grid.rows["article_text"].editor.main_widget()
    write(box, "5")
    assert window.entry_page.model.value("legal_basis")[1]["article_text"] == "5"
    assert bases.cards[1].head.text() == "《城市规划编制办法》5"


def test_citations_are_added_moved_deleted_and_undone(
    bases: BasisEditor, window: MainWindow
) -> None:
    bases.add_button.click()
    assert len(bases.cards) == 3
    assert window.entry_page.model.value("legal_basis")[2]["role"] == "establishment"
    bases._delete(2)
    bases._move(1, -1)
    assert bases.rows()[0]["title"] == "城市规划编制办法"
    for _ in range(3):
        window.entry_page.model.undo()
    assert [row["title"] for row in bases.rows()] == [
        "中华人民共和国城乡规划法",
        "城市规划编制办法",
    ]


def test_pasted_citations_are_taken_apart(bases: BasisEditor, window: MainWindow) -> None:
    bases.paste_button.click()
    bases.paste_box.setPlainText(
        "【法律】《中华人民共和国土地管理法》第四十四条：建设占用土地……"
        "【行政法规】《中华人民共和国土地管理法实施条例》第二十三条：……"
    )
    bases._take_pasted()
    titles = [row["title"] for row in window.entry_page.model.value("legal_basis")]
    assert titles[2:] == ["中华人民共和国土地管理法", "中华人民共和国土地管理法实施条例"]


def test_a_card_is_as_high_as_what_is_said_on_it(
    bases: BasisEditor, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    settle(qtbot, runner)
    window.entry_page.check_now()
    settle(qtbot, runner)
    QApplication.processEvents()
    assert any(card.messages.lines for card in bases.cards)
    for card in bases.cards:
        assert card.height() >= card.heightForWidth(card.width())
