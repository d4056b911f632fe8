"""The built-in sample agency (示例单位): complete, consistent, wrong only where it says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from desktop.imports import ImportResult, read_file
from forms import field_types
from forms.check import Checker, Snapshot
from forms.conditions import need_of
from forms.loader import load_catalogue
from forms.model import Field, Need
from forms.record import Record, is_blank
from forms.values import region_code_problem, uscc_problem
from resources import SAMPLE_FILES

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)
REMARK = "示例：此处故意"

#: What the sample does wrong on purpose: (title of the record, rule).
FAULTS = {
    ("非防洪建设项目洪水影响评价报告审批", "M02"),
    ("水工程建设规划同意书审核", "T07"),
    ("河道采砂许可", "L03"),
    ("河道管理范围内特定活动审批", "C01"),
    ("生产建设项目水土保持方案审批", "T01"),
    ("占用农业灌溉水源、灌排工程设施审批", "G13"),
    ("农村集体经济组织修建水库审批", "I01"),
    ("水库大坝安全鉴定意见审定", "F01"),
    ("生产建设项目水土保持设施自主验收报备", "B12"),
    ("水情雨情信息查询", "T02"),
    ("对地下水取水工程未安装计量设施的处罚", "W05"),
    ("河长名单和巡河情况", "D03"),
}

Cell = tuple[Record, str, Field, Any, Mapping[str, Any] | None]


@pytest.fixture(scope="module")
def results() -> list[ImportResult]:
    return [read_file(path, CATALOGUE) for path in SAMPLE_FILES]


@pytest.fixture(scope="module")
def records(results: list[ImportResult]) -> list[Record]:
    return [record for result in results for record in result.records]


def title(record: Record) -> str:
    names = ("sub_item_name", "item_name", "sub_name", "name", "subtopic", "number")
    return next((str(record.get(name)) for name in names if record.get(name)), "")


def cells(record: Record) -> Iterator[Cell]:
    yield from _cells(record, CATALOGUE.form(record.kind).fields, record.values, "", None)


def _cells(
    record: Record,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    prefix: str,
    row: Mapping[str, Any] | None,
) -> Iterator[Cell]:
    assert not set(values) - set(fields), f"{title(record)}: {prefix} has unknown keys"
    for name, field in fields.items():
        value = values.get(name)
        yield record, prefix + name, field, value, row
        if field.type == "table" and value:
            columns = {column.id: column for column in field.columns}
            for number, part in enumerate(value):
                yield from _cells(record, columns, part, f"{prefix}{name}[{number}].", part)


def of_kind(records: list[Record], kind: str) -> dict[str, Record]:
    return {record.uuid: record for record in records if record.kind == kind}


def test_there_is_enough_of_every_list(records: list[Record]) -> None:
    count = Counter(record.kind for record in records)
    assert count["service_guide"] >= 12
    assert count["intermediary_item"] == 6
    assert count["disclosure_item"] == 20
    assert count["adjustment_notice"] == 1
    assert count["proof_item"] == 2
    powers = of_kind(records, "power_item").values()
    with_duties = [power for power in powers if power.get("responsibilities")]
    assert len([power for power in with_duties if power.get("item_status") == "active"]) >= 30
    assert len({power.get("power_type") for power in powers}) == 10


def test_it_is_one_agency_with_a_sound_code(records: list[Record]) -> None:
    assert {record.get("org_name") for record in records} == {"岚川县水务局"}
    (uscc,) = {record.get("org_uscc") for record in records}
    assert uscc_problem(uscc) is None
    (region,) = {record.get("region_code") for record in records}
    assert region_code_problem(region) is None
    assert uscc[2:8] == region


def test_every_value_is_of_its_type_and_within_its_length(records: list[Record]) -> None:
    wrong = [
        (title(record), path)
        for record in records
        for _, path, field, value, _ in cells(record)
        if field_types.problem(value, field)
        or (isinstance(value, str) and field.max and len(value) > field.max)
    ]
    assert wrong == []


def test_nothing_needed_is_empty_but_on_purpose(records: list[Record]) -> None:
    empty = {
        (title(record), path)
        for record in records
        for _, path, field, value, row in cells(record)
        if is_blank(value)
        and need_of(CATALOGUE.form(record.kind), field, record, None, row) is Need.REQUIRED
    }
    assert empty == {
        ("农村集体经济组织修建水库审批", "intermediary_links"),
        ("水库大坝安全鉴定意见审定", "fees[0].basis"),
        ("对地下水取水工程未安装计量设施的处罚", "responsibilities"),
    }


def test_every_reference_resolves_to_a_record_of_the_right_kind(records: list[Record]) -> None:
    kinds = {record.uuid: record.kind for record in records}
    refs = [
        (field, uuid)
        for record in records
        for _, _, field, value, _ in cells(record)
        if field.type == "ref"
        for uuid in value or ()
    ]
    assert len(refs) > 80
    assert [uuid for field, uuid in refs if kinds.get(uuid) not in field.kinds] == []


def test_powers_and_duties_point_at_each_other(records: list[Record]) -> None:
    powers, duties = of_kind(records, "power_item"), of_kind(records, "responsibility_item")
    for power in powers.values():
        for uuid in power.get("responsibilities") or ():
            assert duties[uuid].get("power") == [power.uuid]
    for duty in duties.values():
        assert duty.uuid in powers[duty.get("power")[0]].get("responsibilities")


def test_every_guide_but_the_public_service_belongs_to_a_power_of_its_name(
    records: list[Record],
) -> None:
    guides = of_kind(records, "service_guide")
    powers = of_kind(records, "power_item").values()
    owned = {uuid: power for power in powers for uuid in power.get("guides") or ()}
    alone = {guide.get("task_type") for uuid, guide in guides.items() if uuid not in owned}
    assert alone == {"public_service"}
    for uuid, power in owned.items():
        assert guides[uuid].get("item_name") == power.get("name")
        assert guides[uuid].get("task_type") == power.get("power_type")


def test_every_attachment_is_there_and_is_what_its_name_says(results: list[ImportResult]) -> None:
    starts = {"svg": b"<svg", "png": b"\x89PNG", "docx": b"PK"}
    for result in results:
        for data, name, _ in result.attachments:
            assert data.startswith(starts[name.rsplit(".", 1)[-1]]), name
            assert len(data) < 6000, name
    named = [
        (field, item)
        for result in results
        for record in result.records
        for _, _, field, value, _ in cells(record)
        if field.type == "attachment"
        for item in value or ()
    ]
    assert len(named) > 60
    for field, item in named:
        assert not field.accept or item["name"].rsplit(".", 1)[-1] in field.accept


def test_every_fault_is_announced_in_the_remark(records: list[Record]) -> None:
    remarks = {title(r): str(r.get("remark")) for r in records if REMARK in str(r.get("remark"))}
    assert {(name, rule) for name, rule in FAULTS if rule in remarks.get(name, "")} == FAULTS
    assert len(remarks) == len(FAULTS)


def test_the_rules_find_the_announced_faults_and_no_other(records: list[Record]) -> None:
    library, checker = Snapshot(records), Checker(CATALOGUE, today=TODAY)
    found = {
        (title(record), problem.rule)
        for record in records
        for problem in checker.check(record, library)
    }
    assert found == FAULTS


def test_the_files_are_written_in_the_one_way() -> None:
    assert SAMPLE_FILES
    for path in SAMPLE_FILES:
        text = path.read_text(encoding="utf-8")
        assert json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n" == text
