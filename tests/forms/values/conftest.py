"""Real published basis cells, and text that provokes parsers."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlrd

WORKBOOKS = Path(__file__).parents[3].parent / "shared" / "realdata" / "workbooks"
_BASIS = {"实施依据", "责任事项依据", "责任事项的依据"}


@pytest.fixture(scope="session")
def basis_cells() -> list[str]:
    """Every non-empty legal basis cell of the real workbooks, in reading order."""
    if not WORKBOOKS.is_dir():
        pytest.skip("没有 ../shared/realdata：真实数据不随项目分发")
    return [cell for path in sorted(WORKBOOKS.iterdir()) for cell in _basis_cells(path)]


def _sheets(path: Path) -> Iterator[list[list[object]]]:
    if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0":
        for old in xlrd.open_workbook(str(path)).sheets():
            yield [list(old.row_values(row)) for row in range(old.nrows)]
        return
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for sheet in book.worksheets:
        yield [list(row) for row in sheet.iter_rows(values_only=True, max_col=40)]
    book.close()


def _basis_cells(path: Path) -> Iterator[str]:
    for rows in _sheets(path):
        columns: list[int] = []
        for row in rows:
            names = ["".join(str(value or "").split()) for value in row]
            if not columns:
                columns = [at for at, name in enumerate(names) if name in _BASIS]
                continue
            for at in columns:
                if at < len(row) and names[at]:
                    yield str(row[at])
