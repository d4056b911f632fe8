"""Dragged numbers found again in the library, and counted on published lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.store import ImportBatch, SourceCell
from desktop.usecases.dragging import find_dragged
from desktop.usecases.importing import import_files
from desktop.usecases.workspace import Workspace
from forms.record import Record

LAW = "《某某条例》规定，本办法自2022年5月{}日起施行，由主管部门负责解释"


def _imported(workspace: Workspace, texts: list[str]) -> list[Record]:
    records = [
        Record("power_item", {"name": f"第{n}项", "remark": text}) for n, text in enumerate(texts)
    ]
    cells = tuple(
        SourceCell("表", row, "C", text, "备注", record.uuid, "remark")
        for row, (record, text) in enumerate(zip(records, texts, strict=True), 2)
    )
    batch = ImportBatch(id="甲", file="清单.xlsx", sha256="0" * 64, report={}, cells=cells)
    workspace.library.save_many(records, batch=batch)
    return records


def _rows(workspace: Workspace) -> list[int]:
    return [item.cell.row for item in find_dragged(workspace)]


def test_dragged_numbers_are_found_in_the_library(workspace: Workspace) -> None:
    records = _imported(workspace, [LAW.format(n) for n in (1, 2, 3, 1)])
    found = find_dragged(workspace)
    assert [(item.record, item.field) for item in found] == [
        (records[1].uuid, "remark"), (records[2].uuid, "remark"),
    ]  # fmt: skip
    assert found[0].first.row == 2
    assert "第3至4行" in found[0].message


def test_what_repeats_a_dragged_text_is_dragged_too(workspace: Workspace) -> None:
    _imported(workspace, [LAW.format(n) for n in (1, 2, 2, 1, 1)])
    assert _rows(workspace) == [3, 4]


def test_days_that_no_month_has_show_dragging_by_greater_steps(workspace: Workspace) -> None:
    _imported(workspace, [LAW.format(n) for n in (27, 36, 39, 35, 23)])
    found = find_dragged(workspace)
    assert [item.cell.row for item in found] == [3, 4, 5]
    assert "不存在的日期" in found[0].message


@pytest.mark.parametrize(
    "texts",
    [
        [LAW.format(n) for n in (1, 5, 9)],  # real days, far apart
        [f"窗口地址：某市某区人民路政务大厅{n}号窗口" + "。" * n for n in (1, 2, 3)],
        ["第1项", "第2项", "第3项"],
        ["65020020700155200", "65020020700155201", "65020020700155202"],
    ],
)
def test_numbering_that_is_meant_to_grow_is_left_alone(
    workspace: Workspace, texts: list[str]
) -> None:
    _imported(workspace, texts)
    assert _rows(workspace) == []


def test_a_mended_field_is_not_reported_again(workspace: Workspace) -> None:
    records = _imported(workspace, [LAW.format(n) for n in (1, 2, 3, 4)])
    workspace.library.save(records[1].with_values(remark=LAW.format(1)))
    workspace.library.save(records[2].with_values(remark="按现行规定执行。"))
    assert _rows(workspace) == [5]


def test_a_deleted_record_is_not_reported(workspace: Workspace) -> None:
    records = _imported(workspace, [LAW.format(n) for n in (1, 2, 3)])
    workspace.library.delete(records[2].uuid)
    assert _rows(workspace) == [3]


def test_an_import_that_was_taken_back_counts_no_more(workspace: Workspace) -> None:
    _imported(workspace, [LAW.format(n) for n in (1, 2, 3)])
    workspace.library.undo_import("甲")
    assert _rows(workspace) == []


# ---------------------------------------------------------------- published lists


@dataclass(frozen=True)
class Judged:
    """Rows of a column that somebody dragged, judged by eye from the sheet."""

    file: str
    column: str
    rows: tuple[int, ...]


FARMING, TRAFFIC = "市农业农村局", "交通运输局"
#: Every pair of neighbours in every column of the thirteen workbooks that differ in numbers only was
#: looked at. Running numbers, codes that are sorted, and lists that are numbered on (交通, column K
#: from row 93) are as they should be.
TRUE = (
    # 行政许可法 was amended on 23 April 2019.
    Judged(FARMING, "L", (10,)),
    # From 27 to 66 April; row 3 itself is wrong, and row 30 right.
    Judged(TRAFFIC, "L", (3, 6, 8, 10, 13, 15, 19, 22, 25, 26, 28)),
    # In force from 1 May 2022.
    Judged(TRAFFIC, "L", (80, 82, 84)),
    # The last point of a list grows from row to row; row 86 repeats row 84.
    Judged(TRAFFIC, "K", (80, 82, 84, 86)),
    Judged(TRAFFIC, "M", (42, 80, 82, 84, 86)),
    Judged(TRAFFIC, "N", (80, 82, 84, 86)),
)
#: Row 3 shows a day that exists: nothing in the sheet says that it was dragged.
MISSED = {(TRAFFIC, "L", 3)}


def test_precision_and_recall_on_published_lists(workspace: Workspace, shared: Path) -> None:
    books = sorted((shared / "realdata" / "workbooks").iterdir())
    import_files(workspace, books)
    found = {
        (next((name for name in (FARMING, TRAFFIC) if name in item.cell.file), item.cell.file),
         item.cell.column, item.cell.row)
        for item in find_dragged(workspace)
    }  # fmt: skip
    true = {(judged.file, judged.column, row) for judged in TRUE for row in judged.rows}
    right = found & true
    assert len(right) / len(found) == 1, sorted(found - true)
    assert len(right) / len(true) >= 0.95, sorted(true - found)
    assert true - found == MISSED
