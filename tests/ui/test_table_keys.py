"""Sub-tables and citations by keyboard alone, and blocks of cells in and out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.basis import BasisEditor
from desktop.ui.editors.table import TableEditor
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from forms.record import Record
from tests.ui.helpers import editor_of, press, settle, write

pytestmark = pytest.mark.one_window

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(window: MainWindow, guide: Record, qtbot: QtBot, runner: JobRunner) -> MainWindow:
    """The window with the guide open."""
    window.open_record(guide.uuid)
    settle(qtbot, runner)
    return window


@pytest.fixture
def materials(opened: MainWindow) -> TableEditor:
    """申请表 and 营业执照, the first current."""
    editor: TableEditor = editor_of(opened, "materials")
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(0, 0))
    return editor


@pytest.fixture
def bases(opened: MainWindow) -> BasisEditor:
    """Two citations."""
    editor: BasisEditor = editor_of(opened, "legal_basis")
    return editor


def _names(editor: TableEditor) -> list[str]:
    return [str(row.get("name", "")) for row in editor.model.rows]


def _focus() -> QWidget:
    focus: QWidget | None = QApplication.focusWidget()
    assert focus is not None
    return focus


def test_rows_are_added_copied_moved_and_removed_by_key_each_as_one_step(
    materials: TableEditor, opened: MainWindow
) -> None:
    view = materials.view
    press(view, Qt.Key.Key_Return, CTRL)
    assert _names(materials) == ["申请表", "", "营业执照"]
    assert view.currentIndex().row() == 1
    press(view, Qt.Key.Key_Up, ALT)
    assert _names(materials) == ["", "申请表", "营业执照"]
    press(view, Qt.Key.Key_Delete, CTRL)
    assert _names(materials) == ["申请表", "营业执照"]
    press(view, Qt.Key.Key_D, CTRL)
    assert _names(materials) == ["申请表", "申请表", "营业执照"]
    press(view, Qt.Key.Key_Down, ALT)
    assert _names(materials) == ["申请表", "营业执照", "申请表"]
    assert opened.entry_page.model.stack.count() == 5
    for _ in range(5):
        opened.entry_page.model.undo()
    assert _names(materials) == ["申请表", "营业执照"]


def test_a_copied_row_shares_nothing_with_its_pattern(materials: TableEditor) -> None:
    materials.model.rows[0]["basis"] = [{"title": "甲"}]
    materials.copy_row()
    materials.model.rows[1]["basis"][0]["title"] = "乙"
    assert materials.model.rows[0]["basis"] == [{"title": "甲"}]


def test_enter_and_tab_go_on_to_the_next_cell_and_typing_never_stops(
    materials: TableEditor, qtbot: QtBot
) -> None:
    view = materials.view
    view.setCurrentIndex(materials.model.index(2, 0))
    press(view, Qt.Key.Key_Return)
    write(_focus(), "id card")
    press(_focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.currentIndex().column() == 1)
    assert view.state() == view.State.EditingState
    write(_focus(), "yj")
    press(_focus(), Qt.Key.Key_Tab)
    assert view.currentIndex().column() == 2
    assert _names(materials)[-1] == "id card"
    kind = materials.model.rows[2]["original_or_copy"]
    vocabulary = materials.model.columns[1].vocabulary
    assert vocabulary is not None
    assert vocabulary.label(str(kind)).startswith("原件")


def test_cells_that_cannot_be_typed_into_are_passed_over_and_opened_below_by_enter(
    materials: TableEditor,
) -> None:
    at = next(n for n, c in enumerate(materials.model.columns) if c.type == "attachment")
    view = materials.view
    before = materials.model.index(0, at - 1)
    view.setCurrentIndex(before)
    press(view, Qt.Key.Key_Return)
    press(_focus(), Qt.Key.Key_Tab)
    column = materials.model.columns[view.currentIndex().column()]
    assert column.type not in ("attachment", "table", "ref")
    press(_focus(), Qt.Key.Key_Escape)
    view.setCurrentIndex(materials.model.index(0, at))
    press(view, Qt.Key.Key_Return)
    assert materials.form is not None
    assert materials.form.grid.rows[materials.model.columns[at].id].isAncestorOf(_focus())


@pytest.mark.one_window(False)
def test_the_form_of_a_row_opens_turns_and_closes_by_key_within_the_record(
    materials: TableEditor, opened: MainWindow
) -> None:
    press(materials.view, Qt.Key.Key_F3)
    form = materials.form
    assert form is not None
    assert form.isVisible()
    assert "第 1 行，共 2 行" in materials._count.text()
    press(_focus(), Qt.Key.Key_PageDown, ALT)
    assert materials.current_row() == 1
    assert form.grid.rows["name"].editor.value() == "营业执照"
    press(_focus(), Qt.Key.Key_Escape)
    assert form.isHidden()
    assert _focus() is materials.view
    assert opened.stack.currentWidget() is opened.entry_page


def test_excel_cells_with_headings_become_rows_by_their_headings(
    materials: TableEditor, opened: MainWindow
) -> None:
    copies = next(c.label for c in materials.model.columns if c.id == "copy_count")
    text = f"{copies}\t材料名称\t颜色\n2\t身份证\t红\n1\t照片\t蓝\n"
    QGuiApplication.clipboard().setText(text)
    materials.view.setCurrentIndex(materials.model.index(1, 0))
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert _names(materials) == ["申请表", "营业执照", "身份证", "照片"]
    assert "粘贴了 2 行" in materials._note.text()
    assert "“颜色”" in materials._note.text()
    assert opened.entry_page.model.stack.count() == 1
    opened.entry_page.model.undo()
    assert _names(materials) == ["申请表", "营业执照"]


def test_cells_without_headings_go_over_what_is_there_and_beyond(materials: TableEditor) -> None:
    QGuiApplication.clipboard().setText("执照副本\t复印件\n合影\t原件")
    materials.view.setCurrentIndex(materials.model.index(1, 0))
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert _names(materials) == ["申请表", "执照副本", "合影"]
    assert materials.model.rows[2]["original_or_copy"]
    assert materials.model.rows[2]["necessity"] == "necessary"


def test_one_word_goes_into_the_cell(materials: TableEditor) -> None:
    QGuiApplication.clipboard().setText("登记表")
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert _names(materials) == ["登记表", "营业执照"]


def test_a_table_of_a_web_page_is_pasted_as_cells(materials: TableEditor) -> None:
    mime = QMimeData()
    mime.setText("材料名称 照片 证明")
    mime.setHtml(
        "<table><tr><th>材料名称</th></tr><tr><td>照片</td></tr><tr><td>证明</td></tr></table>"
    )
    QGuiApplication.clipboard().setMimeData(mime)
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert _names(materials) == ["申请表", "照片", "证明", "营业执照"]


def test_what_was_pasted_is_one_step_and_what_had_no_place_is_told(
    materials: TableEditor, opened: MainWindow
) -> None:
    lines = ["材料名称\t原件份数\t经办人", "照片\t2\t甲", "证明\t1\t乙"]
    QGuiApplication.clipboard().setText("\n".join(lines))
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert _names(materials) == ["申请表", "照片", "证明", "营业执照"]
    assert materials._note.text() == "粘贴了 2 行。这里没有“经办人”这些列，没有带入。"
    opened.entry_page.model.undo()
    assert _names(materials) == ["申请表", "营业执照"]
    QGuiApplication.clipboard().setText("\n".join(line + "\t丙" * 20 for line in lines[1:]))
    press(materials.view, Qt.Key.Key_V, CTRL)
    assert "右边多出的" in materials._note.text()


def test_a_clipboard_that_has_nothing_for_the_table_is_told(materials: TableEditor) -> None:
    before = _names(materials)
    for text, told in (("", "没有能放进这里的文字"), ("材料名称\t经办人\n\t甲\n", "没有粘贴")):
        mime = QMimeData()
        mime.setText(text)
        QGuiApplication.clipboard().setMimeData(mime)
        press(materials.view, Qt.Key.Key_V, CTRL)
        assert told in materials._note.text()
        assert _names(materials) == before


def test_whole_rows_are_copied_with_headings_cells_without(materials: TableEditor) -> None:
    view = materials.view
    view.selectRow(0)
    press(view, Qt.Key.Key_C, CTRL)
    first = QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    assert first[0] == "材料名称"
    view.clearSelection()
    view.setCurrentIndex(materials.model.index(1, 0))
    press(view, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "营业执照"


def test_delete_empties_all_selected_cells_as_one_step(
    materials: TableEditor, opened: MainWindow
) -> None:
    materials.view.selectColumn(0)
    press(materials.view, Qt.Key.Key_Delete)
    assert _names(materials) == ["", ""]
    opened.entry_page.model.undo()
    assert _names(materials) == ["申请表", "营业执照"]


def test_a_locked_table_takes_nothing(materials: TableEditor) -> None:
    materials.set_read_only(True)
    QGuiApplication.clipboard().setText("甲\t乙\n丙\t丁")
    for key in (Qt.Key.Key_V, Qt.Key.Key_D, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        press(materials.view, key, CTRL)
    press(materials.view, Qt.Key.Key_Delete)
    assert _names(materials) == ["申请表", "营业执照"]


# citations


def test_citations_are_opened_moved_and_removed_by_key(
    bases: BasisEditor, opened: MainWindow
) -> None:
    titles = [row["title"] for row in bases.rows()]
    bases.cards[0].setFocus()
    press(bases.cards[0], Qt.Key.Key_Down, ALT)
    assert [row["title"] for row in bases.rows()] == titles[::-1]
    assert _focus() is bases.cards[1]
    press(bases.cards[1], Qt.Key.Key_Return)
    assert bases.form is not None
    assert bases.form.isAncestorOf(_focus())
    press(_focus(), Qt.Key.Key_Escape)
    assert _focus() is bases.cards[1]
    assert opened.stack.currentWidget() is opened.entry_page
    press(bases.cards[1], Qt.Key.Key_Delete)
    assert [row["title"] for row in bases.rows()] == titles[1:]
    assert _focus() is bases.cards[0]
    opened.entry_page.model.undo()
    assert len(bases.rows()) == 2


def test_an_open_citation_shows_how_it_will_be_printed_while_it_is_typed(
    bases: BasisEditor,
) -> None:
    bases.cards[0].setFocus()
    press(bases.cards[0], Qt.Key.Key_Return)
    card = bases.cards[0]
    assert card.printed.isVisible()
    assert "《中华人民共和国城乡规划法》" in card.printed.text()
    assert bases.form is not None
    article = bases.form.grid.rows["article_text"].editor.main_widget()
    write(article, "x")
    assert "x第三十八条" in card.printed.text()


def test_a_whole_text_of_citations_is_pasted_as_cards(
    bases: BasisEditor, opened: MainWindow
) -> None:
    text = "《中华人民共和国行政许可法》第四十二条；《中华人民共和国水法》第四十八条第一款"
    QGuiApplication.clipboard().setText(text)
    bases.add_button.setFocus()
    press(bases.add_button, Qt.Key.Key_V, CTRL)
    assert [row["title"] for row in bases.rows()[2:]] == [
        "中华人民共和国行政许可法",
        "中华人民共和国水法",
    ]
    assert _focus() is bases.cards[2]
    opened.entry_page.model.undo()
    assert len(bases.rows()) == 2
