"""Data of platforms in every shape, read by a mapping file that an integrator wrote."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.imports import ImportResult, UnreadableFile, read_file
from desktop.paths import own_definitions
from forms.loader import load_catalogue
from tests.imports.platform_samples import SAMPLES

CATALOGUE = load_catalogue()
#: A guide of the national platform's tables.
BASIC: dict[str, Any] = {
    "ROW_GUID": "g1", "TASK_NAME": "渡口设置许可", "CATALOG_CODE": "000118003000", "TASK_TYPE": "01",
    "BY_LAW": "《某省水路条例》第八条", "USE_LEVEL": "4", "DEPT_NAME": "岚川县交通运输局", "PROJECT_TYPE": "2",
    "PROMISE_DAY": 15, "PROMISE_TYPE": "1", "SERVER_TYPE": "1,2", "IS_FEE": "0", "TASK_VERSION": 3,
    "ACCEPT_CONDITION": "&lt;p&gt;（一）岸线稳定；&lt;/p&gt;&lt;p&gt;（二）有安全措施。&lt;/p&gt;",
}  # fmt: skip
GUIDE = {
    "item_name": "渡口设置许可", "catalog_code": "000118003000", "use_level": "county",
    "task_type": "administrative_licence", "project_type": "commitment", "is_fee": False,
    "promise_limit": {"amount": 15, "unit": "working_day"},
    "service_object": ["natural_person", "enterprise"],
    "accept_condition": "（一）岸线稳定；\n（二）有安全措施。",
}  # fmt: skip
PLAIN = """
id = "own"
title = "清源省事项库"
kind = "service_guide"
detect = ["mc", "bm"]
codes = "c0109"

[[value]]
path = "mc"
field = "item_name"

[[value]]
path = "lx"
field = "task_type"

[[value]]
path = "dx"
field = "service_object"

[[value]]
path = "ts"
field = "promise_limit"
unit = "dw"

[[rows]]
path = "cl"
table = "materials"
columns = { n = "name", b = "necessity" }
"""


def read(folder: Path, content: str | bytes, mapping: str = "", ext: str = "json") -> ImportResult:
    """The file read with the mapping in the office's folder."""
    if mapping:
        own = own_definitions() / "platforms"
        own.mkdir(parents=True, exist_ok=True)
        (own / "own.toml").write_text(mapping, encoding="utf-8")
    path = folder / f"数据.{ext}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_file(path, CATALOGUE)


def at(value: Any, path: str) -> Any:
    """What stands at a path; ``#`` counts rows."""
    for step in path.split("."):
        if step == "#":
            return len(value or ())
        value = value[int(step)] if step.isdecimal() else (value or {}).get(step)
    return value


def check(result: ImportResult, values: Mapping[str, Any]) -> None:
    for key, wanted in values.items():
        number, path = key.split(":", 1) if re.match(r"\d+:", key) else ("0", key)
        record = result.records[int(number)]
        found = record.kind if path == "@kind" else at(dict(record.values), path)
        assert found == wanted, key


@pytest.mark.parametrize("name", SAMPLES)
def test_each_shape_is_read_by_its_mapping(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    result = read(tmp_path, sample.content, sample.mapping, sample.ext)
    check(result, sample.values)
    remark = "\n".join(str(record.values.get("remark", "")) for record in result.records)
    assert all(words in remark for words in sample.remark)


def test_tables_of_the_national_platform_are_put_together_by_their_identifiers(
    tmp_path: Path,
) -> None:
    material = {"TASK_GUID": "g1", "MATERIAL_NAME": "申请书", "IS_NEED": "1", "ORDER_NUM": 1}
    data = {
        "UP_TASK_GENERAL_MATERIAL": [
            {**material, "MATERIAL_NAME": "岸线图", "IS_NEED": "3", "ORDER_NUM": 2}, material,
            {**material, "TASK_GUID": "g7", "MATERIAL_NAME": "别的事项的材料"},
        ],
        "UP_TASK_GENERAL_BASIC": [BASIC],
        "UP_TASK_GENERAL_EXTEND": [{"TASK_GUID": "g1", "IS_ONLINE": "1", "RESULT_TYPE": "10"}],
        "UP_TASK_PUNISH_BASIC": [
            {"TASK_NAME": "对无证设渡的处罚", "TASK_TYPE": "02", "BY_LAW": "《某省水路条例》第九条"}
        ],
    }  # fmt: skip
    result = read(tmp_path, json.dumps(data))
    assert result.by_kind() == {"service_guide": 1, "power_item": 1}
    kinds = {record.kind: record for record in result.records}
    guide = dict(kinds["service_guide"].values)
    assert {key: guide[key] for key in GUIDE} == GUIDE
    assert [row["name"] for row in guide["materials"]] == ["申请书", "岸线图"]
    assert guide["materials"][1]["necessity"] == "deferrable"
    assert guide["is_online"] is True
    assert guide["results"][0]["result_type"] == "certificate"
    assert kinds["power_item"].get("power_type") == "administrative_penalty"
    strays = [c.text for sheet in result.sheets for c in sheet.structure if c.role == "unread"]
    assert "别的事项的材料" in strays
    assert any("有1行没有认出属于哪一项" in problem.message for problem in result.problems)


def test_keys_of_the_national_platform_are_known_in_every_spelling(tmp_path: Path) -> None:
    snake = {key.lower(): value for key, value in BASIC.items()}
    camel = {re.sub("_(.)", lambda m: m[1].upper(), key): value for key, value in snake.items()}
    lines = "\n".join(json.dumps(entry) for entry in (snake, {**camel, "rowGuid": "g2"}))
    result = read(tmp_path, lines, ext="ndjson")
    check(result, {**GUIDE, **{f"1:{key}": value for key, value in GUIDE.items()}})
    assert {"task_name", "taskName"} <= {source.column for source in result.sources}


def test_a_csv_of_the_national_platform_in_gb_18030_is_read(tmp_path: Path) -> None:
    row = ",".join(f'"{value}"' for value in BASIC.values())
    check(read(tmp_path, f"{','.join(BASIC)}\n{row}\n".encode("gb18030"), ext="csv"), GUIDE)


def test_an_xml_that_says_gb2312_may_hold_rare_signs(tmp_path: Path) -> None:
    body = "".join(
        f"<{key}>{str(value).replace('&', '&amp;')}</{key}>" for key, value in BASIC.items()
    )
    text = f'<?xml version="1.0" encoding="GB2312"?><RECORDS><RECORD>{body}</RECORD></RECORDS>'
    result = read(tmp_path, text.replace("岚川", "岚堃").encode("gb18030"), ext="xml")
    check(result, {**GUIDE, "org_name": "岚堃县交通运输局"})


def test_codes_that_nobody_knows_are_told_with_their_place_and_kept(tmp_path: Path) -> None:
    entry = {"mc": "渡口设置许可", "bm": "1", "lx": "77", "dx": "1,8", "ts": "9", "dw": "k",
             "cl": [{"n": "申请书", "b": "5"}]}  # fmt: skip
    result = read(tmp_path, json.dumps([entry]), PLAIN)
    check(result, {"service_object": ["natural_person"], "task_type": None, "promise_limit": None})
    told = [problem.message + problem.hint for problem in result.problems]
    assert [
        word for word in ("“77”", "“8”", "“k”", "“5”") if not any(word in t for t in told)
    ] == []
    assert all("第1项" in words and "own.toml" in words for words in told)
    places = {found.column for found in result.located}
    assert places == {"lx", "dx", "ts", "cl.0.b"}
    remark = str(result.records[0].values["remark"])
    assert all(words in remark for words in ("lx：77", "dx：1,8", "ts：9", "dw：k"))


def test_a_file_within_the_data_is_told_and_not_taken_for_text(tmp_path: Path) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 12).decode()
    entry = {"mc": "渡口设置许可", "bm": "1", "lct": {"name": "../../流程图.png", "data": picture}}
    result = read(tmp_path, json.dumps([entry]), PLAIN)
    assert picture[:40] not in json.dumps(dict(result.records[0].values))
    (problem,) = result.problems
    assert "内嵌文件（PNG图片，约 3 KB），没有导入" in problem.message
    assert result.cells.dropped == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('[{"mc": "甲\\u0000乙\\ud800", "bm": "1"}]', "甲乙"),
        ('[{"mc": "甲", "bm": "1", "sl": NaN, "sm": Infinity}]', "甲"),
        ('[{"mc": "甲", "bm": %s}]' % ("9" * 6000), "甲"),
        ('[{"mc": "甲", "bm": "1", "bm": "2"}]', "甲"),
        ('[{"mc": "甲&lt;script&gt;alert(1)&lt;/script&gt;", "bm": "1"}]', "甲"),
    ],
    ids=["signs no file holds", "no numbers", "endless digits", "a key twice", "a script"],
)
def test_what_could_do_harm_is_neutralised(content: str, name: str, tmp_path: Path) -> None:
    record = read(tmp_path, content, PLAIN).records[0]
    assert record.get("item_name") == name
    text = json.dumps(dict(record.values), ensure_ascii=False)
    assert not {"NaN", "nan", "inf"} & set(re.findall("[A-Za-z]+", text))
    if '"1", "bm"' in content:
        assert re.search("bm：1\\\\nbm：2", text)


def test_a_list_that_no_mapping_reads_is_told_beside_one_that_is(tmp_path: Path) -> None:
    data = {"items": [{"mc": "甲", "bm": "1"}], "others": [{"x": "丙"}, {"x": "丁"}], "total": 3}
    result = read(tmp_path, json.dumps(data), PLAIN)
    assert len(result.records) == 1
    assert any("列表“others”有2行没有认出属于哪一项" in p.message for p in result.problems)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ('detect = ["mc", "bm"]|detect = "mc"', "detect：应写至少一段文字的数组"),
        ('detect = ["mc", "bm"]|detect = []', "detect：应写至少一段文字的数组"),
        ('codes = "c0109"|codes = "c0110"', "codes：应写c0109 或 gbt39046"),
        ('field = "item_name"|fild = "item_name"', "[[value]] 第1段 fild：没有这个键"),
        ('field = "item_name"|', "value.mc.field：缺少这个键"),
        ('field = "item_name"|field = "flowchart"', "value.mc：“办理流程图”由程序生成或是附件"),
        ('field = "item_name"|field = 3', "[[value]] 第1段 field：应写一段文字"),
        ('table = "materials"|table = "item_name"', "rows.cl.table：要素“item_name”（主项名称）不是子表"),
        ('b = "necessity" }|b = "need" }', "rows.cl.columns.b：要素“materials”没有列“need”"),
        ('unit = "dw"|unit_word = "工日"', "value.ts.unit_word：“工日”不是时限单位"),
        ('|[codes_of]\nlx = "types"', "codes_of.lx：没有码表“types”"),
        ('|[codes_of]\nlx = { "7" = "行政许克" }', "codes_of.lx.7：“行政许克”不在可选项中"),
        ('|[codes_of]\n"cl.b" = "CL12.c0109"', "codes_of.cl.b：码表“CL12”（材料类型）没有 c0109 代码"),
        ('|[labels]\nbm = 3', "labels：应写“键 = 文字”的表"),
        ('id = "own"|id = "national"', "id：“national”与对应文件“national.toml”的相同"),
        ('id = "own"|id = "own" x', "格式：不是正确的TOML，第2行第12个字符处有误"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_one_sentence_with_file_table_and_key(
    mapping: str, told: str, tmp_path: Path
) -> None:
    before, after = mapping.split("|", 1)
    wrong = PLAIN.replace(before, after, 1) if before else PLAIN + after
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, '[{"mc": "甲", "bm": "1"}]', wrong)
    said = str(caught.value)
    assert "对应文件“own.toml”的" in said or "对应文件“own.toml”" in said
    assert told in said
    assert said.endswith("。")
