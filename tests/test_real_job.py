"""The whole job on real published lists and guides: in, checked, printed, packed, verified."""

from __future__ import annotations

import functools
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bagit
import jsonschema_rs
import pytest
import xlrd
from openpyxl.utils import get_column_letter

from desktop.imports import UnreadableFile
from desktop.store import SourceCell
from desktop.usecases.checking import check_library
from desktop.usecases.dragging import find_dragged
from desktop.usecases.exporting import export
from desktop.usecases.importing import ImportOutcome, import_files
from desktop.usecases.packing import pack, verify
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field
from forms.record import Record
from forms.schema import json_schema
from forms.values import fold
from tests.imports.finding import workbook_cells

#: Sheet, row from 1, column letter.
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Job:
    """A library with all real files in it."""

    workspace: Workspace
    outcome: ImportOutcome


def real_files(shared: Path) -> list[Path]:
    """The workbooks and guides; other real files may lie there another day."""
    folder = shared / "realdata"
    return [*sorted((folder / "workbooks").glob("*.xls*")), *sorted((folder / "guides").glob("*"))]


@pytest.fixture(scope="module")
def job(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    with Workspace.open(tmp_path_factory.mktemp("real") / "t.mingce") as workspace:
        yield Job(workspace, import_files(workspace, real_files(shared)))


def raw_cells(path: Path) -> Iterator[tuple[Place, str]]:
    """Place and text of every non-empty cell, read without any code of ours."""
    if path.read_bytes()[:4] == b"PK\x03\x04":
        for name, row, column, value in workbook_cells(path):
            if str(value).strip():
                yield (name, row, get_column_letter(column)), str(value)
        return
    for old in xlrd.open_workbook(str(path), logfile=io.StringIO()).sheets():
        for number in range(old.nrows):
            for column, value in enumerate(old.row_values(number)):
                if str(value).strip():
                    yield (old.name, number + 1, get_column_letter(column + 1)), str(value)


def shown_texts(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[str]:
    """Every value of a record as people read it and as it is stored."""
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            continue
        yield field_types.show(value, field)
        if field.table is not None and isinstance(value, list):
            for row in value:
                yield from shown_texts(field.table.by_id, row)
        elif isinstance(value, (str, int)):
            yield str(value)


def words(text: str) -> set[str]:
    """Every run of letters and digits of a cell; 3.0 is what an OLE file says for 3.

    Articles begin a run of their own: they are taken out of a basis into a column of theirs.
    """
    number = re.fullmatch(r"(\d+)\.0", text.strip())
    if number:
        return {number[1]}
    lines = re.split(r"[\r\n]+|(第[^\W第条]{1,9}条)", text)
    return {word for line in lines if line for word in re.findall(r"\w+", fold(line))}


def test_every_non_empty_source_cell_is_found_again_in_the_library(job: Job, shared: Path) -> None:
    """In the very record that it was taken into, word for word; or as a title or heading."""
    counted, lost = 0, []
    [batch] = job.outcome.batches
    cells = job.workspace.library.source_cells_of_batch(batch)
    for result in job.outcome.results:
        if result.file.endswith(".json"):
            continue
        outside = {
            (sheet.name, cell.row, cell.column): cell.text
            for sheet in result.sheets
            for cell in sheet.structure
        }
        taken = _taken(cell for cell in cells if cell.file == result.file)
        for place, text in raw_cells(_source(result.file, shared)):
            counted += 1
            if place in outside and words(text) <= words(outside[place]):
                continue
            if not any(_said(job.workspace, cell, text) for cell in taken.get(place, ())):
                lost.append((result.file, place, text))
    assert lost == []
    assert counted > 10_000
    assert job.workspace.library.count() == sum(job.outcome.by_kind.values())


def _source(name: str, shared: Path) -> Path:
    return next(path for path in real_files(shared) if path.name == name)


def _taken(cells: Iterable[SourceCell]) -> dict[Place, list[SourceCell]]:
    taken: dict[Place, list[SourceCell]] = {}
    for cell in cells:
        taken.setdefault((cell.sheet, cell.row, cell.column), []).append(cell)
    return taken


def _said(workspace: Workspace, cell: SourceCell, text: str) -> bool:
    """Whether the record says every word of the cell, or has a typed value made of it."""
    if not cell.record:
        return False
    record, spoken = _record(workspace, cell.record)
    if all(word in spoken for word in words(text)):
        return True
    field = workspace.catalogue.form(record.kind).fields.get(cell.field)
    typed = field is not None and field.type not in ("text", "longtext", "table")
    # 序号 is counted anew at every print and is therefore no value of the record.
    return typed and (cell.field == "seq" or record.get(cell.field) is not None)


@functools.lru_cache(maxsize=5000)
def _record(workspace: Workspace, uuid: str) -> tuple[Record, str]:
    record = workspace.library.get(uuid)
    form = workspace.catalogue.form(record.kind)
    return record, fold("\n".join(shown_texts(form.fields, record.values)))


def test_the_real_library_is_checked_without_an_error_of_the_program(job: Job) -> None:
    outcome = check_library(job.workspace)
    assert outcome.records == job.workspace.library.count()
    assert outcome.blocking > 0
    assert all(problem.message and problem.source for problem in outcome.problems)


def test_the_real_library_is_packed_and_judged_by_other_people_s_tools(
    job: Job, tmp_path: Path
) -> None:
    package = pack(job.workspace, tmp_path, draft=True).package
    assert verify(package.path).ok
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    assert bagit.Bag(str(root)).is_valid()
    _judge_records(root, job.workspace)


def _judge_records(root: Path, workspace: Workspace) -> None:
    seen = 0
    for file in sorted((root / "data" / "records").glob("*.jsonl")):
        schema = json_schema(workspace.catalogue.form(file.stem), draft=True, every_key=True)
        shipped = json.loads(
            (root / "data/schemas" / f"{file.stem}.schema.json").read_text("utf-8")
        )
        assert shipped == schema
        judge = jsonschema_rs.validator_for(schema)
        for line in file.read_text("utf-8").splitlines():
            seen += 1
            assert list(judge.iter_errors(json.loads(line))) == []
    assert seen == workspace.library.count()


def test_a_real_list_and_real_guides_are_printed_in_every_format(job: Job, tmp_path: Path) -> None:
    outcome = export(job.workspace, tmp_path, kind="service_guide", layouts=("full", "list"))
    guides = job.workspace.library.count("service_guide")
    assert sum(path.suffix == ".docx" for path in outcome.files) > guides
    assert sum(path.suffix == ".pdf" for path in outcome.files) > guides
    assert any(path.suffix == ".xlsx" for path in outcome.files)
    assert all(path.stat().st_size > 1000 for path in outcome.files)
    assert outcome.missing_glyphs == ()


def test_a_truncated_workbook_among_good_ones_changes_nothing(shared: Path, tmp_path: Path) -> None:
    good = real_files(shared)[1]
    broken = tmp_path / "截断.xlsx"
    whole = next(path for path in real_files(shared) if path.read_bytes()[:2] == b"PK")
    broken.write_bytes(whole.read_bytes()[:-3000])
    with Workspace.open(tmp_path / "t.mingce") as workspace:
        with pytest.raises(UnreadableFile, match=r"截断\.xlsx"):
            import_files(workspace, [good, broken])
        assert workspace.library.count() == 0
        assert workspace.library.imports() == []


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


def test_dragged_numbers_are_found_in_published_lists_and_nothing_else(job: Job) -> None:
    found = {
        (next((name for name in (FARMING, TRAFFIC) if name in item.cell.file), item.cell.file),
         item.cell.column, item.cell.row)
        for item in find_dragged(job.workspace)
    }  # fmt: skip
    true = {(judged.file, judged.column, row) for judged in TRUE for row in judged.rows}
    right = found & true
    assert len(right) / len(found) == 1, sorted(found - true)
    assert len(right) / len(true) >= 0.95, sorted(true - found)
    assert true - found == MISSED
