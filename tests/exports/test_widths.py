"""Columns are as wide as the layout says, unless the texts would make towers of them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from exports.document import Cell, Page, Table, TableColumn
from exports.pdf import pdf_bytes, write_pdf
from exports.widths import at_least, heading_width, longest_words, shares
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


def test_numbers_and_short_words_stay_whole_and_headings_are_no_towers() -> None:
    columns = (TableColumn("监督电话", 3), TableColumn("职权类型", 3),
               TableColumn("是否计算在法定办结时限内", 3), TableColumn("依据", 91))  # fmt: skip
    rows = ((Cell("0879-5550119、12345"), Cell("行政征收"), Cell("否"), Cell(LAW)),) * 3
    table = Table(columns, rows)
    assert longest_words(table) == ["0879-5550119", "行政征收", "否", ""]
    assert heading_width(columns[2]) > 3
    made = document(table, page=Page("A4", "landscape"))
    with pypdfium2.PdfDocument(pdf_bytes(made)) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert text.count("0879-5550119") == text.count("行政征收") == len(rows)
    assert at_least([1, 1, 8], [2, 1, 1]) == pytest.approx([2, 1, 7])
    assert at_least([1, 1, 2], [2, 2, 2]) == [1, 1, 2]  # nobody has that much


def test_group_rows_and_merged_cells_do_not_count() -> None:
    group = (Cell("行政许可" * 50, columns=5, header=True),)
    merged = (Cell("1", rows=2), Cell("甲", rows=2), Cell(LAW), Cell("局"), Cell("")), (
        Cell(LAW), Cell("局"), Cell(""))  # fmt: skip
    found = shares(Table(COLUMNS, (group, *merged)))
    assert found == shares(Table(COLUMNS, merged))
    assert max(found) == found[2]
