"""The window in English says nothing in Chinese but what is in the library and in its laws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui import i18n
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.demo import load_sample
from desktop.usecases.people import Person, choose_person, save_people
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field, Value
from forms.rules import registry
from tests.ui.helpers import settle

HAN = "[\u4e00-\u9fff]"
CHINESE = re.compile(HAN)
#: What stands in quotes is quoted.
QUOTED = re.compile('"[^"]*"|“[^”]*”')
#: What other layers put together before the window sees it: what is wrong with a number, a date
#: as a law is cited. tr() never sees these in one piece.
COMPOSED = re.compile(r"电话格式错误|^\d{4}年\d{1,2}月\d{1,2}日$")
ROWS = 40  # of a list that are looked at


@pytest.fixture
def english() -> Iterator[None]:
    """The window speaks English for the time of a test."""
    i18n.choose_language("en")
    yield
    i18n.choose_language("zh")


@pytest.fixture
def sample(tmp_path: Path, empty_library: Path) -> Iterator[Workspace]:
    """A library that holds the sample agency."""
    path = tmp_path / "sample.mingce"
    path.write_bytes(empty_library.read_bytes())
    with Workspace.open(path) as opened:
        load_sample(opened)
        yield opened


@pytest.fixture
def english_window(
    english: None, qtbot: QtBot, runner: JobRunner, sample: Workspace, tmp_path: Path
) -> Iterator[MainWindow]:
    """The window on the sample, in English."""
    settings = QSettings(str(tmp_path / "en.ini"), QSettings.Format.IniFormat)
    made = MainWindow(runner, settings)
    made.resize(1280, 800)
    made.show()
    made.attach(sample)
    settle(qtbot, runner)
    yield made
    made.entry_page.saver.forget()
    made.close()
    settle(qtbot, runner)
    made.deleteLater()


def visible(widget: QWidget) -> Iterator[QWidget]:
    """It and what is visible in it: what is hidden has nothing visible in it."""
    if widget.isVisible():
        yield widget
        for child in widget.children():
            if isinstance(child, QWidget):
                yield from visible(child)


def shown(window: QWidget) -> Iterator[str]:
    """Every text on the screen, and what screen readers and the mouse are told of it."""
    for widget in visible(window):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QTabBar):
            yield from (widget.tabText(place) for place in range(widget.count()))
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(place) for place in range(widget.count()))
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _cells(widget.model(), headed=isinstance(widget, QTableView))


def _cells(model: QAbstractItemModel, *, headed: bool) -> Iterator[str]:
    for column in range(model.columnCount(QModelIndex()) if headed else 1):
        if headed:
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(ROWS, model.rowCount(QModelIndex()))):
            yield str(model.index(row, column).data() or "")


def data_of(workspace: Workspace) -> set[str]:
    """What people wrote into records, line by line, and the laws that fields and rules refer to."""
    found: set[str] = {workspace.library.path.stem}
    for kind, form in workspace.catalogue.forms.items():
        for uuid in workspace.library.ids(kind):
            record = workspace.library.get(uuid)
            for field in form.fields.values():
                found |= set(_written(record.get(field.id), field))
                if field.table is not None:
                    # The layers below put rows together, as lists print them.
                    found.add(field_types.show(record.get(field.id), field))
        for field in form.fields.values():
            found |= {item.law for item in (field, *field.columns)}
    found |= {text.source for text in registry.texts().values() if "《" in text.source}
    return {line.strip() for text in found for line in text.splitlines() if CHINESE.search(line)}


def _written(value: Value, field: Field) -> Iterator[str]:
    """The texts of a value; not the words of code lists, which are ours."""
    if isinstance(value, str) and field.vocabulary is None:
        yield value
        yield " ".join(value.split())
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _written(item, field)
    elif isinstance(value, Mapping):
        columns = {column.id: column for column in field.columns}
        for name, item in value.items():
            yield from _written(item, columns.get(name, field))


def chinese_left(text: str, data: list[str]) -> str:
    """A text in which something is Chinese that is neither data nor quoted; else nothing."""
    left = re.sub("<[^>]*>", "", text)
    if not CHINESE.search(left):
        return ""
    # A name counts where it stands by itself, not as a part of other words.
    for known in [known for known in data if known in left]:
        left = re.sub(f"(?<!{HAN}){re.escape(known)}(?!{HAN})", " ", left)
    left = QUOTED.sub("", left).strip()
    return text if CHINESE.search(left) and not COMPOSED.search(left) else ""


def test_the_pages_of_the_window_speak_english(
    english_window: MainWindow, sample: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    data = sorted(data_of(sample), key=len, reverse=True)
    left: dict[str, str] = {}
    judged: set[str] = set()  # most of a page stood on the page before

    def look(place: str) -> None:
        settle(qtbot, runner)
        for text in set(shown(english_window)) - judged:
            judged.add(text)
            if chinese_left(text, data):
                left[text] = place

    for place in english_window.rail.places:
        english_window.go(place)
        look(place)
    for form in sample.catalogue.ordered():
        uuids = sample.library.ids(form.kind)
        if not uuids:
            continue
        english_window.open_record(uuids[0])
        for number in range(len(form.sections)):
            english_window.entry_page.show_section(number)
            look(f"{form.kind} {number}")
    english_window.show_export("service_guide", [])
    look("export")
    assert not left, "\n".join(f"{place}: {text}" for text, place in left.items())


def test_the_search_for_chinese_finds_it_beside_data_and_quotations() -> None:
    assert chinese_left("Type: 类型", ["取水许可"])
    assert chinese_left("取水许可证", ["取水许可"])
    assert not chinese_left("Type: 取水许可", ["取水许可"])
    assert not chinese_left('Marked "草稿"', [])


def test_the_duties_of_who_works_are_named_in_english(
    english: None, window: MainWindow, workspace: Workspace
) -> None:
    person = Person("李敏", "", ("compile", "review"))
    save_people(workspace, [person])
    choose_person(workspace, person.name)
    window.reviews.persons.show_current()
    assert window.rail.person.sign == "Compile, Review"
