"""Dragged numbers found again in the library, and counted on published lists."""

from __future__ import annotations

import pytest

from desktop.store import ImportBatch, SourceCell
from desktop.usecases.dragging import find_dragged
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
