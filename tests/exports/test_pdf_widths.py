"""Columns are as wide as the layout says, unless the texts would make towers of them."""

from __future__ import annotations

from pathlib import Path

from exports.document import Cell, Page, Table, TableColumn
from exports.pdf import write_pdf
from exports.pdf.widths import shares
from tests.exports.test_pdf import LAW, document

COLUMNS = tuple(TableColumn(name, width) for name, width in
                (("序号", 4), ("名称", 14), ("依据", 40), ("主体", 8), ("备注", 4)))  # fmt: skip


def rows(basis: str, remark: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(map(Cell, (str(number), "某项权力", basis, "某市水务局", remark)))
        for number in range(30)
    )


def test_usual_texts_leave_the_widths_of_the_layout() -> None:
    assert shares(Table(COLUMNS, rows(LAW, ""))) == [4, 14, 40, 8, 4]
    assert shares(Table(COLUMNS, ())) == [4, 14, 40, 8, 4]


def test_a_long_text_in_a_narrow_column_gets_room(tmp_path: Path) -> None:
    table = Table(COLUMNS, rows("", LAW * 6))
    found = shares(table)
    assert found[4] > found[2]
    assert min(found) / sum(found) > 0.02
    pages = write_pdf(document(table, page=Page("A3", "landscape")), tmp_path / "a.pdf").pages
    assert pages <= 4


def test_group_rows_and_merged_cells_do_not_count() -> None:
    group = (Cell("行政许可" * 50, columns=5, header=True),)
    merged = (Cell("1", rows=2), Cell("甲", rows=2), Cell(LAW), Cell("局"), Cell("")), (
        Cell(LAW), Cell("局"), Cell(""))  # fmt: skip
    assert shares(Table(COLUMNS, (group, *merged))) == [4, 14, 40, 8, 4]
