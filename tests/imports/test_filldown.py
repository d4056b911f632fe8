"""Numbers that grew by one because somebody dragged a cell down (MESS §6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.imports.grid import Grid
from desktop.imports.result import FILLED_DOWN
from desktop.imports.rows import SheetReader
from forms.loader import load_catalogue
from tests.imports.conftest import Reader

CATALOGUE = load_catalogue()
LAW = "《某某条例》规定，本办法自2022年5月{}日起施行，由主管部门负责解释"


def found(texts: list[str], header: str = "责任事项依据") -> list[tuple[int, str, str]]:
    """(row, column, message) of every run."""
    cells = {(1, 1): "事项名称", (1, 2): "权力类型", (1, 3): header}
    for row, text in enumerate(texts, start=2):
        cells |= {(row, 1): f"对某事的处罚{row}", (row, 2): "行政处罚", (row, 3): text}
    result = SheetReader("清单.xlsx", CATALOGUE, None).read(Grid("表", cells))
    return [
        (item.row, item.column, item.problem.message) for item in result.located
        if item.problem.rule == FILLED_DOWN
    ]  # fmt: skip


def test_a_date_that_grows_row_by_row_is_told_once_with_its_rows() -> None:
    [(row, column, message)] = found([LAW.format(n) for n in (1, 1, 2, 3, 1)])
    assert (row, column) == (4, "C")
    assert "第4至5行" in message
    assert "第3行是" in message
    assert "2022年5月1日" in message


@pytest.mark.parametrize(
    "texts",
    [
        [LAW.format(n) for n in (1, 3, 5)],  # not by one
        [LAW.format(n) for n in (3, 2, 1)],  # downwards
        ["第1项", "第2项", "第3项"],  # short texts may count
        ["0990-6221001" * 2, "0990-6221002" * 2],  # two numbers, no words
        [LAW.format(1), LAW.format(2).replace("解释", "执行")],  # something else differs too
    ],
)
def test_what_is_no_dragging_is_not_told(texts: list[str]) -> None:
    assert found(texts) == []


def test_the_altered_dates_of_a_published_list_are_found(shared: Path, reader: Reader) -> None:
    name = "附件：克拉玛依市交通运输局2024年权责清单.xlsx"
    result = reader(shared / "realdata" / "workbooks" / name).result
    dates = [
        p.message for p in result.problems if p.rule == FILLED_DOWN and "2022年5月1" in p.message
    ]
    assert dates
