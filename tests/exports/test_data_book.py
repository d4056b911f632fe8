"""The workbook that is filled in and imported back: nothing is lost, edits count."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.imports import UnreadableFile, read_file
from exports.excel.data_book import DATA_SHEET, HEADER_ROW, write_data_book
from exports.progress import Cancelled
from forms.loader import load_catalogue
from forms.model import Catalogue, Field
from forms.record import ENVELOPE, Record, prune
from resources import SAMPLE_FILES


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def sample() -> tuple[Record, ...]:
    """A few records of each kind of the sample agency: with all sub-tables they have."""
    found: list[Record] = []
    for path in SAMPLE_FILES:
        found += read_file(path, catalogue()).records[:2]
    return tuple(found)


def back(records: Sequence[Record], folder: Path) -> list[Record]:
    target = folder / "录入.xlsx"
    write_data_book(records, catalogue(), target)
    return list(read_file(target, catalogue()).records)


def by_identity(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    return {record.uuid: record.to_json() for record in records}


def test_the_records_of_the_sample_agency_come_back_the_same(tmp_path: Path) -> None:
    again = back(sample(), tmp_path)
    assert by_identity(again) == by_identity(sample())
    assert [r.content_hash() for r in sorted(again, key=lambda r: r.uuid)] == [
        r.content_hash() for r in sorted(sample(), key=lambda r: r.uuid)
    ]


_TEXTS = ["", " 两端有空 ", "=1+1", "'+86", "一\n二", "\x00\x1f", "_x0041_", "007", "无", "1e5",
          "2026-13-40", "是", "a  b", "\t", "①〇𠮷㎡", "、", "#N/A", "TRUE",
          "2026年3月1日", "\u3000全角\xa0", "\r\n", "😀", "<a&b>", "20个工作日"]  # fmt: skip


def _value(item: Field, chance: Random) -> Any:
    """A value of a field: a right one, or whatever somebody may have typed instead."""
    if chance.random() < 0.3:
        return chance.choice(_TEXTS)
    keys = [choice.key for choice in item.vocabulary.choices] if item.vocabulary else ["x"]
    right: dict[str, Callable[[], Any]] = {
        "integer": lambda: chance.randint(-5, 10**7),
        "boolean": lambda: chance.random() < 0.5,
        "money": lambda: chance.choice(["0", "120.50", "1000000"]),
        "enum": lambda: chance.choice(keys),
        "multi_enum": lambda: chance.sample(keys, min(len(keys), chance.randint(0, 3))),
        "date": lambda: chance.choice(["2026-03-01", "1999-12-31"]),
        "duration": lambda: {"amount": chance.randint(0, 90), "unit": "working_day"},
        "ref": lambda: [str(UUID(int=chance.getrandbits(128), version=4))],
        "attachment": lambda: [{"name": "表.pdf", "sha256": "0" * 64, "size": 3}],
        "table": lambda: [
            {c.id: _value(c, chance) for c in item.columns if chance.random() < 0.5}
            for _ in range(chance.randint(0, 3))
        ],
    }
    odd = "".join(chr(chance.randint(32, 0x9FFF)) for _ in range(9))
    return right.get(item.type, lambda: chance.choice([*_TEXTS, odd]))()


def _record(kind: str, chance: Random) -> Record:
    fields = catalogue().form(kind).fields.values()
    values = {
        item.id: _value(item, chance)
        for item in fields
        if item.id not in ENVELOPE and chance.random() < 0.25
    }
    uuid = str(UUID(int=chance.getrandbits(128), version=4))
    values["key_of_another_program"] = ["留", {"下": chance.choice(_TEXTS)}]
    return Record(kind, values, uuid, chance.randint(1, 3), chance.choice(["draft", "approved"]))


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_records_of_all_kinds_come_back_the_same(seed: int) -> None:
    chance = Random(seed)
    records = [_record(form.kind, chance) for form in catalogue().ordered()]
    with TemporaryDirectory() as folder:
        assert by_identity(back(records, Path(folder))) == by_identity(records)


def test_a_text_that_no_cell_can_hold_comes_back_whole(tmp_path: Path) -> None:
    record = sample()[0].with_values(remark="长" * 70_000)
    assert by_identity(back([record], tmp_path)) == by_identity([record])


def edited(folder: Path, change: Any) -> list[Record]:
    """The sample's guides, after somebody changed the workbook."""
    guides = [record for record in sample() if record.kind == "service_guide"]
    target = folder / "录入.xlsx"
    write_data_book(guides, catalogue(), target)
    book = openpyxl.load_workbook(target)
    change(book)
    book.save(target)
    return list(read_file(target, catalogue()).records)


def column_of(sheet: Any, name: str) -> int:
    return int(next(cell.column for cell in sheet[2] if cell.value == name))


def test_what_somebody_changes_in_a_cell_counts_and_all_else_stays(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.cell(HEADER_ROW + 1, column_of(sheet, "item_name"), "改过的名称")
        sheet.cell(HEADER_ROW + 1, column_of(sheet, "promise_limit"), "3个工作日")

    guides = by_identity([record for record in sample() if record.kind == "service_guide"])
    again = edited(tmp_path, change)
    changed = again[0].to_json()
    assert changed["item_name"] == "改过的名称"
    assert changed["promise_limit"] == {"amount": 3, "unit": "working_day"}
    others = {"item_name": "", "promise_limit": "", "workflow_status": ""}
    assert {**changed, **others} == {**guides[again[0].uuid], **others}
    assert by_identity(again[1:]) == {r.uuid: guides[r.uuid] for r in again[1:]}


def test_an_approved_record_that_was_changed_is_a_draft_again(tmp_path: Path) -> None:
    record = replace(sample()[0], state="approved")
    target = tmp_path / "a.xlsx"
    write_data_book((record,), catalogue(), target)
    assert read_file(target, catalogue()).records[0].state == "approved"
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    sheet.cell(HEADER_ROW + 1, column_of(sheet, "remark"), "改了")
    book.save(target)
    assert read_file(target, catalogue()).records[0].state == "draft"


def test_a_new_row_is_a_new_record_and_takes_the_rows_with_its_number(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        row = sheet.max_row + 1
        sheet.cell(row, 1, 77)
        sheet.cell(row, column_of(sheet, "item_name"), "新的事项")
        materials = next(s for s in book.worksheets if s["A2"].value == "#service_guide.materials")
        last = materials.max_row + 1
        materials.cell(last, 1, "77")
        materials.cell(last, column_of(materials, "name"), "申请表")
        materials.cell(last + 1, 1, "没有这一项")
        materials.cell(last + 1, column_of(materials, "name"), "无主的材料")

    guides = [record for record in sample() if record.kind == "service_guide"]
    again = edited(tmp_path, change)
    (new,) = [record for record in again if record.uuid not in by_identity(guides)]
    assert new.get("item_name") == "新的事项"
    assert new.get("materials[0].name") == "申请表"
    result = read_file(tmp_path / "录入.xlsx", catalogue())
    assert [p.message for p in result.problems if "事项序号" in p.message]
    assert result.cells.dropped == 2


def test_sorting_the_rows_and_columns_changes_nothing(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for sheet in book.worksheets:
            if str(sheet["A2"].value).startswith("#service_guide."):
                last = sheet.max_row
                rows = [[c.value for c in row] for row in sheet.iter_rows(HEADER_ROW + 1, last)]
                for number, row in enumerate(reversed(rows), HEADER_ROW + 1):
                    for at, value in enumerate(row, 1):
                        sheet.cell(number, at).value = value
        main = book.worksheets[0]
        name = column_of(main, "item_name")
        main.move_range(f"{main.cell(2, name).coordinate}:{main.cell(99, name).coordinate}",
                        cols=300)  # fmt: skip

    guides = by_identity([record for record in sample() if record.kind == "service_guide"])
    for record in edited(tmp_path, change):
        before = guides[record.uuid]
        assert record.get("item_name") == before["item_name"]
        assert sorted(r["name"] for r in record.rows("materials")) == sorted(
            row["name"] for row in before.get("materials", [])
        )


def test_what_is_not_understood_stays_and_is_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.cell(HEADER_ROW + 1, column_of(sheet, "task_type"), "不是类型")

    assert edited(tmp_path, change)[0].get("task_type") == "不是类型"
    (problem,) = read_file(tmp_path / "录入.xlsx", catalogue()).problems
    assert "没有看懂" in problem.message
    assert "可选：" in problem.hint


def test_enumerations_offer_their_words_and_headings_their_help(tmp_path: Path) -> None:
    write_data_book(sample(), catalogue(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["办事指南"]
    column: Any = sheet.cell(HEADER_ROW, column_of(sheet, "task_type"))
    (rule,) = [v for v in sheet.data_validations.dataValidation
               if f"{column.column_letter}{HEADER_ROW + 1}" in v.sqref]  # fmt: skip
    name, cells = str(rule.formula1).split("!")
    words = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
    field = catalogue().form("service_guide").fields["task_type"]
    assert field.vocabulary is not None
    assert words == [choice.label for choice in field.vocabulary.choices]
    assert column.comment is not None
    assert field.help in column.comment.text
    assert sheet.freeze_panes == f"D{HEADER_ROW + 1}"
    assert book[DATA_SHEET].sheet_state == "hidden"
    assert "A1:J1" in {item.coord for item in sheet.merged_cells.ranges}
    setup = sheet.sheet_properties.pageSetUpPr
    assert setup is not None
    assert not setup.fitToPage  # 130 columns on a page are unreadable


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_data_book(sample(), catalogue(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_newer_or_damaged_workbook_is_refused_in_a_sentence(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    for cell, text, said in (("B1", "9", "请升级明册"), ("D2", "{", "重新导出")):
        write_data_book(sample()[:1], catalogue(), target)
        book = openpyxl.load_workbook(target)
        book[DATA_SHEET][cell] = text
        book.save(target)
        with pytest.raises(UnreadableFile, match=said):
            read_file(target, catalogue())


def test_a_cancelled_or_empty_workbook_leaves_nothing(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_data_book(sample(), catalogue(), tmp_path / "a.xlsx", Stop())
    with pytest.raises(ValueError, match="没有可以写入工作簿的记录"):
        write_data_book((), catalogue(), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_it_is_a_formula(tmp_path: Path) -> None:
    record = sample()[0].with_values(remark="=HYPERLINK(1)")
    write_data_book((record,), catalogue(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in archive.read(name) for name in sheets)
    assert prune(dict(record.values))["remark"] == "=HYPERLINK(1)"
