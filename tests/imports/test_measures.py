"""How well real files are understood, in figures: printed with -s, and held to their goals.

The golden values were judged by eye, cell by cell; golden/basis_counts.csv says of 200 cells, drawn
at random from all workbooks, how many laws each of them cites.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from desktop.imports import ImportResult
from forms.values import parse_basis_text
from tests.imports.conftest import Reader

GOLDEN = Path(__file__).parent / "golden" / "basis_counts.csv"
#: What the headings of the published lists mean; "" for those that no form asks for.
HEADINGS = {
    "一级事项": "topic", "二级事项": "subtopic", "中介服务事项名称": "name", "事项名称": "name",
    "中介机构要求": "qualification", "公开主体": "publisher", "公开对象": "audience",
    "公开层级": "levels", "公开方式": "mode", "公开时限": "time_text", "公开渠道": "channels",
    "公开领域": "area", "备注": "remark", "子项名称": "sub_name", "实施依据": "basis",
    "实施对象": "counterpart", "实施层级及权限": "use_level", "审批部门": "approval_department",
    "对应审批事项名称": "approvals", "序号": "@seq", "录入人": "compiler_name", "承办机构": "office",
    "承诺期限（天/日）": "promise_limit", "收费性质": "fee_nature", "救助渠道": "supervision",
    "收费（征收）依据和标准": "fees", "服务时限": "limit", "权力类型": "power_type",
    "法定期限（天/日）": "legal_limit", "职权类型": "power_type", "职权编码": "code",
    "行使主体": "exercising_org", "设定依据": "basis", "诉求渠道": "supervision",
    "责任主体": "responsible_org", "责任事项": "duties.content", "责任事项依据": "duties.basis",
    "责任事项内容": "duties.content", "责任事项的依据": "duties.basis",
    "追责对象范围": "accountability.persons", "追责情形": "accountability.situation",
    "部门职责": "boundaries", "项目": "name", "上级机构": "", "公开类型": "", "办理数量": "",
    "发布地区": "", "所属行政区划": "", "是否公示": "", "是否有涉及中介服务项目": "", "状态": "",
    "申请材料": "", "申请条件": "", "隶属机构": "", "授权部门": "exercising_org",
    "事项类型": "power_type", "依据": "basis", "实施层级": "use_level",
}  # fmt: skip


@pytest.fixture(scope="module")
def read(shared: Path, reader: Reader) -> Mapping[str, ImportResult]:
    """Every list and workbook."""
    folder = shared / "realdata"
    paths = [*(folder / "workbooks").iterdir(), *(folder / "lists").iterdir()]
    return {path.name: reader(path).result for path in sorted(paths)}


def told(what: str, right: int, of: int) -> float:
    """Print a measure; returns the share."""
    share = right / of
    print(f"{what}: {right} of {of}, {share:.1%}")
    return share


def test_every_cell_is_accounted_for(read: Mapping[str, ImportResult]) -> None:
    cells = [result.cells for result in read.values()]
    kept = sum(c.taken + c.remarks for c in cells)
    assert told("cells kept", kept, kept + sum(c.dropped for c in cells)) == 1


#: A platform's sheet for gathering: its headings are the platform's own keys.
_KEYED = "guangdong_collection_template.xlsx"


def _headings(read: Mapping[str, ImportResult]) -> Iterator[tuple[str, str]]:
    for name, result in read.items():
        for sheet in result.sheets:
            for column in sheet.columns:
                if name != _KEYED and not sheet.by_header and not column.repeats:
                    yield "".join(column.header.split()), column.path


def test_headings_are_mapped_right_without_asking(read: Mapping[str, ImportResult]) -> None:
    found = list(_headings(read))
    # Under 实施层级及权限 stand the level and, in a second column, the permission in words.
    right = sum(
        HEADINGS.get(header) == path or (header, path) == ("实施层级及权限", "level_authority")
        for header, path in found
    )
    levels = [path for header, path in found if header == "实施层级及权限"]
    assert levels.count("use_level") >= levels.count("level_authority") > 0
    assert len(found) > 300
    assert told("headings mapped right", right, len(found)) >= 0.98


def test_basis_cells_are_split_into_the_right_number_of_laws(
    read: Mapping[str, ImportResult],
) -> None:
    texts = {
        (name, s.sheet, s.column, s.row): s.text for name, r in read.items() for s in r.sources
    }
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = sum(
        len(parse_basis_text(texts[row["file"], row["sheet"], row["column"], int(row["row"])]))
        == int(row["laws"])
        for row in rows
    )
    assert len(rows) == 200
    assert told("basis cells split right", right, len(rows)) >= 0.95


_ONE_LIMIT = re.compile(
    r"\d+\s*个?\s*[(（]?(?:工\s*作\s*日|自然日|日|天|小时|个?月|年)|即时?办|当场"
)


def test_a_cell_that_names_one_time_limit_is_understood(
    read: Mapping[str, ImportResult],
) -> None:
    """Words without a limit (合同约定) and cells with several are kept and told, not guessed."""
    said = understood = 0
    for result in read.values():
        places = {
            (sheet.name, column.letter)
            for sheet in result.sheets for column in sheet.columns
            if column.path in ("legal_limit", "promise_limit", "limit", "accept_limit")
        }  # fmt: skip
        for source in result.sources:
            one = len(_ONE_LIMIT.findall(source.text)) == 1
            if one and (source.sheet, source.column) in places:
                said += 1
                understood += source.field != "remark"
    assert said > 50
    assert told("time limits understood", understood, said) >= 0.99


def test_three_thousand_items_are_read_in_seconds(shared: Path, reader: Reader) -> None:
    path = next(p for p in (shared / "realdata" / "workbooks").iterdir() if "交通运输局" in p.name)
    reading = reader(path)
    items = len(reading.result.records) / 2
    seconds = reading.seconds / items * 3000
    print(f"reading 3,000 items: {seconds:.1f} CPU seconds")
    assert seconds < 60, "far beyond the goal of 10 s, even for a busy machine"
