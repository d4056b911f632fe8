"""JSON and XML that are plain tables under Chinese headings."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.imports import read_file
from desktop.imports.data_table import as_table
from forms.loader import load_catalogue

_POWERS: list[dict[str, Any]] = [
    {
        "授权部门": "岚川县水务局", "职权编码": "000119003000", "事项名称": "取水许可",
        "事项类型": "行政许可", "实施层级": "县级",
    },
    {
        "授权部门": "岚川县水务局", "职权编码": "000219004000", "事项名称": "对无证取水的处罚",
        "事项类型": "行政处罚", "备注": None,
    },
]  # fmt: skip


@pytest.mark.parametrize("wrapped", [False, True], ids=["a list", "a list in a wrapper"])
def test_a_list_of_powers_in_json_becomes_powers(tmp_path: Path, wrapped: bool) -> None:
    path = tmp_path / "职权.json"
    data = {"code": 0, "data": {"rows": _POWERS}} if wrapped else _POWERS
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    result = read_file(path, load_catalogue())
    assert [record.kind for record in result.records] == ["power_item", "power_item"]
    assert [record.get("name") for record in result.records] == ["取水许可", "对无证取水的处罚"]
    assert result.records[0].get("code") == "000119003000"
    assert result.cells.taken == 9
    assert result.cells.dropped == result.cells.remarks == 0


def test_a_list_of_powers_in_xml_becomes_powers(tmp_path: Path) -> None:
    path = tmp_path / "职权.xml"
    rows = "".join(
        "<行>" + "".join(f"<{k}>{v}</{k}>" for k, v in row.items() if v) + "</行>"
        for row in _POWERS
    )
    path.write_text(f"<清单>{rows}</清单>", encoding="utf-8")
    result = read_file(path, load_catalogue())
    assert {record.kind for record in result.records} == {"power_item"}


def test_guides_of_a_known_platform_and_nested_data_are_no_tables() -> None:
    catalogue = load_catalogue()
    guide = [{"事项名称": "取水许可", "办理地点": "一楼", "联系方式": "0000-1234567"}]
    assert as_table("甲.json", guide, catalogue) is None
    assert as_table("甲.json", [{**_POWERS[0], "依据": [{"名称": "甲法"}]}], catalogue) is None
    assert as_table("甲.json", [], catalogue) is None
    assert as_table("甲.json", [{"甲": 1}], catalogue) is None
