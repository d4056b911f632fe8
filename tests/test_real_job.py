"""The whole job on real published lists and guides: in, checked, printed, packed, verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bagit
import openpyxl
import pytest
import xlrd
from jsonschema import Draft202012Validator

from desktop.imports import UnreadableFile
from desktop.usecases.checking import check_library
from desktop.usecases.exporting import export
from desktop.usecases.importing import ImportOutcome, import_files
from desktop.usecases.packing import pack, verify
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field
from forms.record import Record
from forms.schema import json_schema
from forms.values import fold


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


def raw_cells(path: Path) -> Iterator[tuple[str, str]]:
    """Sheet and text of every non-empty cell, read without any code of ours."""
    if path.read_bytes()[:4] == b"PK\x03\x04":
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                yield from ((sheet.title, str(cell)) for cell in row if cell is not None)
        return
    for sheet in xlrd.open_workbook(path, logfile=open("/dev/null", "w")).sheets():  # noqa: PTH123, SIM115
        for number in range(sheet.nrows):
            for cell in sheet.row(number):
                if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    yield sheet.name, str(cell.value)


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


def spelled(text: str) -> str:
    """A cell as compared: folded; 3.0 is what an OLE file says for 3."""
    folded = fold(text)
    return folded.removesuffix(".0") if folded.removesuffix(".0").isdigit() else folded


def test_every_non_empty_source_cell_is_found_again_in_the_library(
    job: Job, shared: Path
) -> None:
    library = job.workspace.library
    lost: list[tuple[str, str, str]] = []
    counted = 0
    for batch, result in zip(job.outcome.batches, job.outcome.results, strict=True):
        path = Path(result.file)
        if path.suffix == ".json":
            continue
        blob = _library_text(job.workspace, [record.uuid for record in result.records])
        typed = _typed_cells(job.workspace, batch)
        outside = {spelled(c.text) for sheet in result.sheets for c in sheet.structure}
        for sheet, text in raw_cells(_source(path, shared)):
            cell = spelled(text)
            counted += bool(cell)
            if cell and cell not in blob and cell not in outside and cell not in typed:
                lost.append((path.name, sheet, text))
    assert lost == []
    assert counted > 10_000
    assert library.count() == sum(job.outcome.by_kind.values())


def _source(path: Path, shared: Path) -> Path:
    return next(file for file in real_files(shared) if file.name == path.name)


def _library_text(workspace: Workspace, uuids: list[str]) -> str:
    texts = []
    for record in workspace.library.many(uuids):
        form = workspace.catalogue.form(record.kind)
        texts += [spelled(text) for text in shown_texts(form.fields, record.values)]
    return "\n".join(texts)


def _typed_cells(workspace: Workspace, batch: str) -> set[str]:
    """Cells that became a number, choice or limit: the field they became is filled."""
    found = set()
    records: dict[str, Record] = {}
    for cell in workspace.library.source_cells_of_batch(batch):
        if not cell.record or not cell.field:
            continue
        if cell.record not in records:
            records[cell.record] = workspace.library.get(cell.record)
        form = workspace.catalogue.form(records[cell.record].kind)
        field = form.fields.get(cell.field)
        typed = field is not None and field.type not in ("text", "longtext", "table")
        if typed and (cell.field == "seq" or records[cell.record].get(cell.field) is not None):
            found.add(spelled(cell.text))
    return found


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
    import zipfile

    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    assert bagit.Bag(str(root)).is_valid()
    _judge_records(root, job.workspace)


def _judge_records(root: Path, workspace: Workspace) -> None:
    import json

    seen = 0
    for file in sorted((root / "data" / "records").glob("*.jsonl")):
        schema = json_schema(workspace.catalogue.form(file.stem), draft=True)
        shipped = json.loads((root / "data/schemas" / f"{file.stem}.schema.json").read_text("utf-8"))
        assert shipped == schema
        validator = Draft202012Validator(schema)
        for line in file.read_text("utf-8").splitlines():
            seen += 1
            if seen % 7 == 0:  # the library is slow: 2,000 records a second
                assert list(validator.iter_errors(json.loads(line))) == []
    assert seen == workspace.library.count()


def test_a_real_list_and_real_guides_are_printed_in_every_format(
    job: Job, tmp_path: Path
) -> None:
    outcome = export(job.workspace, tmp_path, kind="service_guide", layouts=("full", "list"))
    guides = job.workspace.library.count("service_guide")
    assert sum(path.suffix == ".docx" for path in outcome.files) > guides
    assert sum(path.suffix == ".pdf" for path in outcome.files) > guides
    assert any(path.suffix == ".xlsx" for path in outcome.files)
    assert all(path.stat().st_size > 1000 for path in outcome.files)
    assert outcome.missing_glyphs == ()


def test_a_truncated_workbook_among_good_ones_changes_nothing(
    shared: Path, tmp_path: Path
) -> None:
    good = real_files(shared)[1]
    broken = tmp_path / "截断.xlsx"
    whole = next(path for path in real_files(shared) if path.read_bytes()[:2] == b"PK")
    broken.write_bytes(whole.read_bytes()[:-3000])
    with Workspace.open(tmp_path / "t.mingce") as workspace:
        with pytest.raises(UnreadableFile, match=r"截断\.xlsx"):
            import_files(workspace, [good, broken])
        assert workspace.library.count() == 0
        assert workspace.library.imports() == []
