"""Reading files into a plan, deciding about it, writing it once, taking it back once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.usecases import importing
from desktop.usecases.import_columns import (
    REMARK_CHOICE,
    SKIP_CHOICE,
    ColumnView,
    FieldChoice,
    options,
)
from desktop.usecases.import_log import content_of, past_imports
from desktop.usecases.import_plan import ImportPlan, excerpt
from desktop.usecases.importing import commit, import_files, read_files, remap, undo_import
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from forms.record import Record

HEAD = ["序号", "事项名称", "权力类型", "行使主体", "经办科室电话", "备注"]
ROWS = [
    [1, "取水许可", "行政许可", "市水利局", "0990-6221001", ""],
    [2, "采砂\n许可", "行政许可", "市水利局", "0990-6221002", "无"],
    [3, "水费征收", "行政征收", "市水利局", "0990-6221003", "按季"],
]
PHONE = "E 经办科室电话"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a workbook of one sheet or several."""

    def make(
        rows: Sequence[Sequence[object]], name: str = "权力清单.xlsx",
        **more: Sequence[Sequence[object]],
    ) -> Path:  # fmt: skip
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "清单"
        for title, content in {"清单": rows, **more}.items():
            target = sheet if title == "清单" else book.create_sheet(title)
            for row in content:
                target.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return make


def state(workspace: Workspace) -> list[str]:
    """Everything that the library holds, as text."""
    library = workspace.library
    held = [json.dumps(record.to_json(), sort_keys=True) for record in library.records()]
    return [*held, str(library.imports()), str(library.counts()), *map(str, library.audit())]


def column(plan: ImportPlan, key: str, sheet: int = 0) -> ColumnView:
    found = {view.report.key: view for view in plan.files[0].sheets[sheet].columns}
    return found[key]


def powers(plan: ImportPlan) -> list[Record]:
    return [record for record in plan.records if record.kind == "power_item"]


def test_reading_and_deciding_writes_nothing(workspace: Workspace, write: Write) -> None:
    before = state(workspace)
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    plan = remap(workspace, plan, 0, 0, PHONE, FieldChoice("power_item", "supervision"))
    plan = importing.leave_out_sheet(plan, 0, 0, True)
    assert plan.by_kind == {}
    assert state(workspace) == before


def test_the_plan_says_of_each_column_where_it_goes_and_what_its_texts_become(
    workspace: Workspace, write: Write
) -> None:
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    views = plan.files[0].sheets[0].columns
    assert views[0].state == "unmapped"
    assert views[0].report.key == PHONE
    assert [sample.kept for sample in views[0].samples] == [True, True]
    name = column(plan, "B 事项名称")
    assert (name.label, name.cells, name.names) == ("职权名称（主项）", 3, True)
    assert [sample.value for sample in name.samples] == ["取水许可", "采砂许可"]
    assert [sample.changed for sample in name.samples] == [False, True]
    assert name.rewritten == 1
    assert column(plan, "A 序号").state == "number"
    assert plan.by_kind == {"power_item": 3}


def test_a_column_can_be_given_to_another_field_and_back(
    workspace: Workspace, write: Write
) -> None:
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    original = plan.files[0].sheets[0].columns
    assert "0990-6221001" in str(powers(plan)[0].values["remark"])
    mapped = remap(workspace, plan, 0, 0, PHONE, FieldChoice("power_item", "office"))
    assert powers(mapped)[0].values["office"] == "0990-6221001"
    assert "remark" not in powers(mapped)[0].values
    view = column(mapped, PHONE)
    assert (view.state, view.report.chosen, view.label) == ("mapped", True, "承办机构")
    back = remap(workspace, mapped, 0, 0, PHONE, None)
    assert back.files[0].sheets[0].columns == original


def test_a_column_that_is_left_out_counts_as_dropped_and_stands_in_no_record(
    workspace: Workspace, write: Write
) -> None:
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    cells = plan.cells
    left = remap(workspace, plan, 0, 0, PHONE, SKIP_CHOICE)
    assert all("0990" not in str(record.values) for record in left.records)
    assert left.cells["dropped"] == cells["dropped"] + 3
    assert sum(left.cells.values()) == sum(cells.values())
    assert column(left, PHONE).state == "left_out"
    assert left.problems == (), "what somebody chose is no problem"


def test_another_column_can_name_the_items(workspace: Workspace, write: Write) -> None:
    rows = [["序号", "事项名称", "权力类型", "规范名称"], [1, "取水", "行政许可", "取水许可"],
            [2, "采砂", "行政许可", "河道采砂许可"]]  # fmt: skip
    plan = read_files(workspace, [write(rows)])
    plan = remap(workspace, plan, 0, 0, "D 规范名称", FieldChoice("power_item", "name"))
    plan = remap(workspace, plan, 0, 0, "B 事项名称", REMARK_CHOICE)
    assert [power.values["name"] for power in powers(plan)] == ["取水许可", "河道采砂许可"]
    assert "事项名称：取水" in str(powers(plan)[0].values["remark"])


def test_what_a_person_placed_comes_before_what_the_program_found(
    workspace: Workspace, write: Write
) -> None:
    rows = [["事项名称", "权力类型", "承办机构", "科室"], ["取水许可", "行政许可", "旧科", "新科"]]
    plan = read_files(workspace, [write(rows)])
    choice = FieldChoice("power_item", "office")
    plan = remap(workspace, plan, 0, 0, "D 科室", choice)
    [power] = powers(plan)
    assert power.values["office"] == "新科"
    assert "旧科" in str(power.values["remark"])


def test_a_field_that_the_list_does_not_have_is_refused(workspace: Workspace, write: Write) -> None:
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    for choice in (FieldChoice("service_guide", "item_name"), FieldChoice("power_item", "nothing")):
        with pytest.raises(ValueError, match="没有这个要素"):
            remap(workspace, plan, 0, 0, PHONE, choice)


def test_a_sheet_without_known_headings_can_be_read_as_a_kind_from_a_row(
    workspace: Workspace, write: Write
) -> None:
    rows = [["某局内部台账"], ["甲", "乙"], ["取水许可", "说明一"], ["采砂许可", "说明二"]]
    path = write(rows)
    plan = read_files(workspace, [path])
    assert plan.files[0].failure is None
    assert not plan.files[0].sheets[0].has_header
    assert plan.by_kind == {}
    plan = importing.read_as(workspace, plan, 0, 0, "proof_item", header_row=2)
    sheet = plan.files[0].sheets[0]
    assert (sheet.kind, sheet.part.report.header_row) == ("proof_item", 2)
    plan = remap(workspace, plan, 0, 0, "A 甲", FieldChoice("proof_item", "name"))
    assert [record.values["name"] for record in plan.records] == ["取水许可", "采砂许可"]
    assert all("说明" in str(record.values["remark"]) for record in plan.records)


def test_a_list_of_duties_is_read_with_the_powers_that_they_belong_to(
    workspace: Workspace, write: Write
) -> None:
    rows = [[*HEAD[:4], "责任事项", "说明"], [1, "取水许可", "行政许可", "", "受理责任", "甲"]]
    plan = read_files(workspace, [write(rows)])
    plan = importing.read_as(workspace, plan, 0, 0, "responsibility_item")
    assert plan.files[0].sheets[0].kind == "power_item"
    moved = remap(workspace, plan, 0, 0, "F 说明", FieldChoice("power_item", "supervision"))
    assert powers(moved)[0].values["supervision"] == "甲"


def test_all_files_are_written_together_and_taken_back_together(
    workspace: Workspace, write: Write
) -> None:
    before = workspace.library.counts()
    one = write([HEAD, *ROWS])
    two = write([HEAD[:4], [1, "林木采伐许可", "行政许可", "市林草局"]], name="林草.xlsx")
    outcome = commit(workspace, read_files(workspace, [one, two]))
    [batch] = outcome.batches
    assert workspace.library.count("power_item") == 4
    [past] = past_imports(workspace)
    assert [file.name for file in past.files] == ["权力清单.xlsx", "林草.xlsx"]
    assert past.by_kind == {"power_item": 4}
    assert len(content_of(workspace, batch).records) == 4
    report = undo_import(workspace, batch)
    assert len(report.removed) == 4
    assert workspace.library.counts() == before
    assert past_imports(workspace)[0].undone_at
    assert content_of(workspace, batch).gone == 4


def test_a_broken_file_among_good_ones_is_named_and_the_others_go_on(
    workspace: Workspace, write: Write, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.json"
    broken.write_text("{", encoding="utf-8")
    plan = read_files(workspace, [broken, write([HEAD, *ROWS])])
    assert "坏.json" in str(plan.files[0].failure)
    assert [file.name for file in plan.taken] == ["权力清单.xlsx"]
    assert commit(workspace, plan).by_kind == {"power_item": 3}


def test_a_pasted_block_goes_by_the_name_that_it_was_given(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "tmp8372.csv"
    path.write_text("事项名称,权力类型\n取水许可,行政许可\n", encoding="utf-8")
    plan = read_files(workspace, [path], names=["剪贴板里的表格"])
    commit(workspace, plan)
    assert past_imports(workspace)[0].files[0].name == "剪贴板里的表格"
    path.write_text("", encoding="utf-8")
    failure = read_files(workspace, [path], names=["剪贴板里的表格"]).files[0].failure
    assert failure is not None
    assert str(failure).startswith("“剪贴板里的表格”")


def test_a_file_that_was_imported_before_is_left_out_until_somebody_wants_it(
    workspace: Workspace, write: Write
) -> None:
    path = write([HEAD, *ROWS])
    first = commit(workspace, read_files(workspace, [path]))
    plan = read_files(workspace, [path])
    assert plan.files[0].repeats
    assert plan.by_kind == {}
    again = importing.leave_out_file(plan, 0, False)
    assert (again.by_kind, again.unchanged) == ({}, {"power_item": 3}), "all of it is there"
    assert importing.handle_existing(again, "create").by_kind == {"power_item": 3}
    undo_import(workspace, first.batches[0])
    assert not read_files(workspace, [path]).files[0].repeats, "taken back: not there any more"


def test_files_imported_together_are_known_again_one_by_one(
    workspace: Workspace, write: Write
) -> None:
    one = write([HEAD, *ROWS])
    two = write([HEAD[:4], [1, "林木采伐许可", "行政许可", "市林草局"]], name="林草.xlsx")
    commit(workspace, read_files(workspace, [one, two]))
    assert read_files(workspace, [two]).files[0].repeats


def test_the_same_file_twice_in_one_import_is_taken_once(
    workspace: Workspace, write: Write, tmp_path: Path
) -> None:
    one = write([HEAD, *ROWS])
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(one.read_bytes())
    plan = read_files(workspace, [one, copy])
    assert [file.repeats for file in plan.files] == ["", "权力清单.xlsx"]
    assert plan.by_kind == {"power_item": 3}


def test_records_that_the_library_seems_to_have_can_be_left_out(
    workspace: Workspace, write: Write
) -> None:
    workspace.library.save_many([
        Record("power_item", {"name": "取水许可"}),
        Record("power_item", {"name": "采砂许可", "exercising_org": "别的局"}),
    ])  # fmt: skip
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    assert plan.doubles == {"power_item": 1}, "another agency's power is another power"
    assert plan.by_kind == {"power_item": 2}
    assert len(plan.asked) == 1, "the library does not say whose power it is"
    skipping = importing.handle_existing(plan, "skip")
    assert skipping.by_kind == {"power_item": 2}
    outcome = commit(workspace, skipping)
    assert outcome.by_kind == {"power_item": 2}
    assert workspace.library.count("power_item") == 4
    cells = workspace.library.source_cells_of_batch(outcome.batches[0])
    assert any(cell.text == "取水许可" and cell.record is None for cell in cells)


def test_the_duty_of_a_power_that_is_left_out_is_left_out_with_it(
    workspace: Workspace, write: Write
) -> None:
    workspace.library.save(Record("power_item", {"name": "取水许可"}))
    rows = [[*HEAD[:4], "责任事项"], [1, "取水许可", "行政许可", "", "受理责任"],
            [2, "采砂许可", "行政许可", "", "受理责任"]]  # fmt: skip
    plan = importing.handle_existing(read_files(workspace, [write(rows)]), "skip")
    assert plan.by_kind == {"power_item": 1, "responsibility_item": 1}


def test_a_record_of_our_own_comes_back_as_an_update_and_undo_restores_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    record = workspace.library.save(Record("proof_item", {"name": "无犯罪记录证明"}))
    data = {"mingce": 1, "records": [_renamed(record, "改过的名称").to_json()]}
    path = tmp_path / "同事.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    plan = read_files(workspace, [path])
    assert plan.updates == {"proof_item": 1}
    assert not plan.files[0].can_choose
    outcome = commit(workspace, plan)
    assert workspace.library.get(record.uuid).values["name"] == "改过的名称"
    undo_import(workspace, outcome.batches[0])
    assert workspace.library.get(record.uuid).values["name"] == "无犯罪记录证明"


def _renamed(record: Record, name: str) -> Record:
    return Record(record.kind, {"name": name}, uuid=record.uuid)


def test_problems_name_the_cell_in_which_they_were_found(
    workspace: Workspace, write: Write
) -> None:
    rows = [["事项名称", "承诺时限", "事项类型"], ["取水许可", "尽快", "行政许可"],
            ["采砂许可", "20个工作日", "行政许可"]]  # fmt: skip
    plan = read_files(workspace, [write(rows)], kind="service_guide")
    [(file, found)] = plan.problems
    assert (found.sheet, found.row, found.column) == ("清单", 2, "B")
    shown = excerpt(file, found.sheet, found.row, found.column)
    assert shown.columns == (("A", "事项名称"), ("B", "承诺时限"))
    assert [(row.row, row.cells) for row in shown.rows] == [
        (1, ("事项名称", "承诺时限")), (2, ("取水许可", "尽快")), (3, ("采砂许可", "20个工作日")),
    ]  # fmt: skip


def test_a_key_of_a_platform_can_be_given_to_a_field(workspace: Workspace, shared: Path) -> None:
    path = shared / "realdata" / "guides" / "guangxi_platform_5.json"
    plan = read_files(workspace, [path])
    unmapped = [v for v in plan.files[0].sheets[0].columns if v.state == "unmapped"]
    assert unmapped
    key = unmapped[0].report.key
    moved = remap(workspace, plan, 0, 0, key, FieldChoice("service_guide", "annual_check_note"))
    assert moved.cells["taken"] > plan.cells["taken"]
    assert sum(moved.cells.values()) == sum(plan.cells.values())
    skipped = remap(workspace, plan, 0, 0, key, SKIP_CHOICE)
    assert skipped.cells["dropped"] == unmapped[0].cells
    assert len(skipped.records) == 5


def test_a_problem_of_a_platform_file_shows_the_key_that_it_is_about(
    workspace: Workspace, tmp_path: Path
) -> None:
    entries = [{"事项名称": "取水许可", "承诺时限": "尽快"}, {"事项名称": "采砂许可"}]
    path = tmp_path / "指南.json"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    plan = read_files(workspace, [path])
    [(file, found)] = plan.problems
    assert (found.row, found.column) == (1, "承诺时限")
    shown = excerpt(file, found.sheet, found.row, found.column)
    assert [row.cells for row in shown.rows] == [("承诺时限", "尽快")]


def test_every_cell_of_published_files_stands_in_a_column_that_is_shown(
    workspace: Workspace, shared: Path
) -> None:
    folder = shared / "realdata"
    paths = [p for p in sorted((folder / "workbooks").iterdir()) if p.stat().st_size < 400_000]
    plan = read_files(workspace, [*paths, *sorted((folder / "guides").iterdir())])
    assert len(plan.taken) > 10
    for file in plan.taken:
        for sheet in file.sheets:
            keys = {view.report.key: view for view in sheet.columns}
            held = {sheet.part.report.key_of(source) for source in sheet.part.sources}
            assert held <= keys.keys(), file.name
            assert sum(view.cells for view in sheet.columns) == len(sheet.part.sources)
    assert plan.cells["dropped"] == 0


def test_a_dry_run_reads_and_writes_nothing(workspace: Workspace, write: Write) -> None:
    before = state(workspace)
    outcome = import_files(workspace, [write([HEAD, *ROWS])], dry_run=True)
    assert outcome.by_kind == {"power_item": 3}
    assert outcome.batches == ()
    assert state(workspace) == before


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_however_columns_are_given_out_no_cell_gets_lost(
    workspace: Workspace, write: Write, data: st.DataObject
) -> None:
    plan = read_files(workspace, [write([HEAD, *ROWS])])
    possible = [o.choice for o in options(workspace.catalogue, "power_item")]
    possible += [REMARK_CHOICE, SKIP_CHOICE]
    keys = [view.report.key for view in plan.files[0].sheets[0].columns]
    chosen = data.draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(possible)))
    moved = plan
    for key, choice in chosen.items():
        moved = remap(workspace, moved, 0, 0, key, choice)
    assert sum(moved.cells.values()) == sum(plan.cells.values())
    texts = {key: [s.text for s in column(plan, key).samples] for key in keys}
    held = "\n".join(str(dict(record.values)) for record in moved.records)
    for key, samples in texts.items():
        if key == "E 经办科室电话" and chosen.get(key) != SKIP_CHOICE:
            assert all(text in held for text in samples)
    for key in chosen:
        moved = remap(workspace, moved, 0, 0, key, None)
    assert [v.report for v in moved.files[0].sheets[0].columns] == [
        v.report for v in plan.files[0].sheets[0].columns
    ]


def test_a_colleagues_package_among_lists_is_told_to_come_by_itself(
    workspace: Workspace, write: Write, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "同事.mingce") as colleague:
        colleague.library.save(Record("service_guide", {"item_name": "渡口设立许可"}))
        package = pack(colleague, tmp_path, draft=True).package.path
    paths = [write([HEAD, *ROWS]), package, tmp_path / "同事.mingce"]
    told = [str(file.failure or "") for file in read_files(workspace, paths).files]
    assert told[0] == ""
    assert "是同步包，不能和清单文件一起导入" in told[1]
    assert "是工作库，不能和清单文件一起导入" in told[2]
    assert all("请单独拖入" in words for words in told[1:])
