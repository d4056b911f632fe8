"""The import report: what a leader reads, and what became of every cell."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.imports import UnreadableFile
from desktop.store import RecordNotFound
from desktop.usecases import importing
from desktop.usecases.import_log import past_imports, write_original
from desktop.usecases.import_report import ImportReport, of_log, of_plan, write_import_report
from desktop.usecases.workspace import Workspace
from tests.imports import word_samples
from tests.ui.import_helpers import HEAD, ROWS, list_maker


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, ImportReport, Path]:
    """The report of a list and a guide before and after they are written, and as a workbook."""
    folder = tmp_path_factory.mktemp("report")
    rows = [*ROWS, [3, "防洪评价", "水利局", "市场调节价", ""]]
    paths = [list_maker(folder)(rows), word_samples.numbered_guide(folder / "指南.docx")]
    with Workspace.open(folder / "库.mingce") as workspace:
        plan = importing.read_files(workspace, paths)
        before = of_plan(workspace, plan)
        importing.commit(workspace, plan, by="李敏")
        after = of_log(workspace, past_imports(workspace)[0].id)
        write_import_report(workspace, after, folder / "报告.xlsx")
    return before, after, folder / "报告.xlsx"


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    return list(book[sheet].iter_rows(values_only=True))


def test_every_cell_below_the_header_is_accounted_for(
    made: tuple[ImportReport, ImportReport, Path],
) -> None:
    report = made[0]
    told = [cell for cell in report.cells if cell.file == "中介.xlsx"]
    given = sum(bool(str(value)) for row in ROWS for value in row) + len(HEAD) - 1
    assert len({(cell.row, cell.column) for cell in told}) == given
    assert Counter(cell.became for cell in told)["放入备注"] == 2, "the column nobody knows"
    [charge] = [c for c in told if c.text == "随便"]
    assert charge.became == "没有看懂"


def test_a_text_is_told_as_it_was_or_as_tidied(
    made: tuple[ImportReport, ImportReport, Path],
) -> None:
    cells = {cell.text: cell for cell in made[0].cells}
    assert cells["环境影响报告书编制"].became == "原样"
    assert cells["无数量限制。"].became == "整理"
    assert (cells["无数量限制。"].field, cells["无数量限制。"].value) == ("有无数量限制", "否")


def test_the_log_tells_the_same_as_the_plan(
    made: tuple[ImportReport, ImportReport, Path],
) -> None:
    before, after, _ = made
    assert after.by == "李敏"
    assert (after.files, after.columns, after.verdicts) == (
        before.files, before.columns, before.verdicts,
    )  # fmt: skip
    assert Counter(after.cells) == Counter(before.cells)
    assert (after.notices, after.left) == (before.notices, before.left)


def test_columns_say_how_sure_they_are(made: tuple[ImportReport, ImportReport, Path]) -> None:
    columns = {line.header: line for line in made[0].columns if line.file == "中介.xlsx"}
    assert columns["经办科室"].sure == "没有对应的要素"
    assert columns["中介服务事项名称"].sure == "认出"
    assert columns["中介服务事项名称"].letter == "B"
    assert columns["收费性质"].doubts == 1


def test_the_workbook_has_a_summary_and_no_sheet_called_so_for_a_document(
    made: tuple[ImportReport, ImportReport, Path],
) -> None:
    path = made[2]
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert names == ["概览", "栏目对应", "单元格", "提示", "未导入"]
    words = "\n".join(str(v) for row in rows_of(path, "概览") for v in row if v)
    assert "2个文件，读出4条记录，其中新建4条" in words
    assert "李敏导入" in words
    assert {row[2] for row in rows_of(path, "单元格") if row[1] == "指南.docx"} == {"（正文）"}


def test_originals_are_kept_only_when_asked_for_and_go_like_other_attachments(
    tmp_path: Path,
) -> None:
    path = list_maker(tmp_path)()
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        plan = importing.read_files(workspace, [path])
        importing.commit(workspace, plan)
        [past] = past_imports(workspace)
        assert not past.files[0].original
        importing.undo_import(workspace, past.id)

        plan = importing.keep_originals(importing.read_files(workspace, [path]), True)
        importing.commit(workspace, plan)
        past = next(item for item in past_imports(workspace) if not item.undone_at)
        data = path.read_bytes()
        path.unlink()
        assert write_original(workspace, past.files[0], tmp_path).read_bytes() == data


def test_an_original_stays_until_its_import_is_taken_back(tmp_path: Path) -> None:
    path = list_maker(tmp_path)()
    later = timedelta(days=-1)  # as if it were tomorrow and nothing were kept for long
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        plan = importing.keep_originals(importing.read_files(workspace, [path]), True)
        importing.commit(workspace, plan)
        [past] = past_imports(workspace)
        workspace.library.purge(later)
        assert workspace.library.has_attachment(past.files[0].original)
        importing.undo_import(workspace, past.id)
        workspace.library.purge(later)
        assert not workspace.library.has_attachment(past.files[0].original)
        with pytest.raises(RecordNotFound):
            write_original(workspace, past.files[0], tmp_path)


def test_a_file_that_changed_since_it_was_read_is_not_kept_as_what_was_read(
    tmp_path: Path,
) -> None:
    path = list_maker(tmp_path)()
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        plan = importing.keep_originals(importing.read_files(workspace, [path]), True)
        path.write_bytes(b"other")
        with pytest.raises(UnreadableFile, match="改动过"):
            importing.commit(workspace, plan)
        assert not list(workspace.library.records())
