"""A new list is one new file: entry, checks, Excel, Word and JSON Schema come with it."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from desktop.paths import own_definitions
from desktop.usecases.exporting import export
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.excel import write_xlsx
from exports.layouts import LayoutContext, list_document, record_document
from exports.word import write_docx
from forms.check import Checker
from forms.loader import load_catalogue
from forms.model import Catalogue
from forms.record import Record
from forms.schema import json_schema
from tests.schema_judge import validator

DEFINITION = """
kind = "open_data_set"
title = "开放数据集"
list_title = "公共数据开放清单"
order = 500
help = "向社会开放的数据集，一个数据集一条。"
title_field = "name"

[[section]]
id = "basic"
title = "基本信息"

[[section.field]]
id = "name"
label = "数据集名称"
type = "text"
need = "required"
max = 40
help = "写全称，如“全县公共停车场信息”。"

[[section.field]]
id = "update_cycle"
label = "更新周期"
type = "duration"
need = "required"
help = "多久更新一次，如 1个月。"

[[section.field]]
id = "items"
label = "数据项"
type = "table"
need = "required"
help = "逐项写明数据项。"

[[section.field.column]]
id = "name"
label = "数据项名称"
type = "text"
need = "required"
help = "如“停车场名称”。"

[[list]]
id = "published"
title = "{organization}公共数据开放清单"

[[list.column]]
title = "序号"
value = "@seq"
width = 4

[[list.column]]
title = "数据集名称"
value = "name"
width = 20

[[list.column]]
title = "数据项"
value = "items.name"
width = 20

[[list.column]]
title = "更新周期"
value = "update_cycle"
width = 10
"""

RECORD = Record(
    "open_data_set",
    {
        "name": "公共停车场信息",
        "update_cycle": {"amount": 1, "unit": "month"},
        "items": [{"name": "停车场名称"}, {"name": "泊位数"}],
    },
    updated_at="2026-11-23T08:00:00Z",
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "forms" / "definitions"
    folder.mkdir(parents=True)
    (folder / "open_data_set.toml").write_text(DEFINITION, encoding="utf-8")
    return load_catalogue(tmp_path / "forms")


def _context(catalogue: Catalogue) -> LayoutContext:
    return LayoutContext(catalogue=catalogue, linked=lambda uuid: None, organization="某县数据局")


def test_it_is_checked(catalogue: Catalogue) -> None:
    empty = Record("open_data_set", {"items": [{}, {"name": "无"}]})
    problems = {(p.rule, p.field) for p in Checker(catalogue).check(empty)}
    assert {("G01", "name"), ("G01", "update_cycle"), ("G02", "items[1].name")} <= problems
    own = set(catalogue.form("open_data_set").sections[0].fields)
    filled = Checker(catalogue).check(RECORD)
    assert not {p.field for p in filled} & {field.id for field in own}


def test_it_is_printed_as_a_list_in_excel_and_word(catalogue: Catalogue, tmp_path: Path) -> None:
    form = catalogue.form("open_data_set")
    document = list_document([RECORD], form, "", _context(catalogue))
    write_xlsx((document,), tmp_path / "list.xlsx")
    write_docx(document, tmp_path / "list.docx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {"某县数据局公共数据开放清单", "数据集名称", "公共停车场信息", "1个月"} <= set(cells)
    assert any("停车场名称" in cell and "泊位数" in cell for cell in cells)
    table = docx.Document(str(tmp_path / "list.docx")).tables[0]
    assert [cell.text for cell in table.rows[0].cells][1] == "数据集名称"
    assert "公共停车场信息" in table.rows[-1].cells[1].text


def test_one_record_of_it_is_printed_by_its_sections(catalogue: Catalogue, tmp_path: Path) -> None:
    write_docx(record_document(RECORD, _context(catalogue)), tmp_path / "one.docx")
    text = "\n".join(
        cell.text
        for table in docx.Document(str(tmp_path / "one.docx")).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "更新周期" in text
    assert "1个月" in text


def test_dropped_into_the_office_s_folder_the_whole_program_knows_it(tmp_path: Path) -> None:
    folder = own_definitions() / "definitions"
    folder.mkdir(parents=True)
    (folder / "open_data_set.toml").write_text(DEFINITION, encoding="utf-8")
    with Workspace.open(tmp_path / "t.mingce") as workspace:
        workspace.library.save(RECORD)
        outcome = export(workspace, tmp_path / "out", kind="open_data_set")
        assert {path.suffix for path in outcome.files} == {".docx", ".pdf", ".xlsx"}
        assert pack(workspace, tmp_path, draft=True).package.counts == {"open_data_set": 1}


def test_it_has_a_json_schema(catalogue: Catalogue) -> None:
    schema = json_schema(catalogue.form("open_data_set"), draft=True)
    judge = validator(schema)
    assert list(judge.iter_errors(RECORD.to_json())) == []
    assert list(judge.iter_errors({**RECORD.to_json(), "items": [{"colour": "红"}]}))
