"""What is remembered of a list comes back; what cannot be read does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from desktop.ui.list_columns import COLUMNS
from desktop.ui.list_memory import Layout, ListMemory, usual_layout
from desktop.usecases.listing import Query


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "设置.ini"), QSettings.Format.IniFormat)


def test_each_list_has_its_own_memory(settings: QSettings) -> None:
    layout = Layout(("title", "office", "code"), {"office": 180}, "office", descending=True)
    filters = Query(states=("draft",), offices=("水政科", ""), standings=("blocking",),
                    scores=("0-60",))  # fmt: skip
    ListMemory(settings).keep_layout("power_item", layout)
    ListMemory(settings).keep_filters("power_item", filters)
    settings.sync()
    again = ListMemory(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.layout("power_item") == layout
    assert again.filters("power_item") == filters
    assert again.layout("service_guide") == usual_layout()
    assert again.filters("service_guide") == Query()


def test_the_text_that_was_looked_for_is_not_remembered(settings: QSettings) -> None:
    ListMemory(settings).keep_filters("power_item", Query(text="取水", uuids=("x",)))
    assert ListMemory(settings).filters("power_item") == Query()


@pytest.mark.parametrize(
    "kept",
    ["{", "[]", '{"columns": "title"}', '{"columns": ["code"], "widths": [], "sort": "drop"}',
     '{"columns": ["nothing"], "widths": {"code": 99999, "x": 50, "type": "8"}}'],
)  # fmt: skip
def test_what_cannot_be_read_is_as_if_absent(settings: QSettings, kept: str) -> None:
    settings.setValue("lists/power_item/layout", kept)
    settings.setValue("lists/power_item/filters", kept)
    memory = ListMemory(settings)
    assert memory.layout("power_item") == usual_layout()
    assert memory.filters("power_item") == Query()


def test_a_column_comes_in_where_it_stands_by_default_and_goes() -> None:
    layout = usual_layout().with_column("office", shown=True)
    places = [column.id for column in COLUMNS]
    assert list(layout.columns) == sorted(layout.columns, key=places.index)
    assert "office" in layout.columns
    assert layout.with_column("office", shown=False) == usual_layout()


def test_the_list_of_all_lists_says_which_list_a_record_is_in() -> None:
    assert "kind" in usual_layout(of_all=True).columns
    assert "kind" not in usual_layout().columns
