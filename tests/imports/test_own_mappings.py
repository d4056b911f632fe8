"""An integrator adds another platform by a mapping file in the office's folder, without Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.imports import UnreadableFile, read_file
from desktop.paths import own_definitions
from forms.loader import load_catalogue

CATALOGUE = load_catalogue()
MAPPING = """
id = "river"
title = "清源省事项库"
kind = "service_guide"
detect = ["sxmc", "sxbm"]
codes = "c0109"

[[value]]
path = "sxmc"
field = "item_name"

[[value]]
path = "sltj"
field = "accept_condition"

[[value]]
path = "zxdh"
field = "consult_ways.contact"
with = { way = "phone" }

[[rows]]
path = "cl"
table = "materials"
columns = { clmc = "name" }

[labels]
sxbm = "省库编码"
"""
ENTRY = {"sxmc": "渡口设置审批", "sxbm": "QY-7", "sltj": "岸线&amp;amp;稳定", "zxdh": "0870-5550166",
         "cl": [{"clmc": "申请书"}, {"clmc": "岸线图"}]}  # fmt: skip


@pytest.fixture
def folder() -> Path:
    """The office's folder with one mapping file."""
    made = own_definitions() / "platforms"
    made.mkdir(parents=True)
    (made / "river.toml").write_text(MAPPING, encoding="utf-8")
    return made


def check(path: Path) -> None:
    (guide,) = read_file(path, CATALOGUE).records
    assert guide.values["item_name"] == "渡口设置审批"
    assert guide.values["consult_ways"] == [{"way": "phone", "contact": "0870-5550166"}]
    assert "省库编码：QY-7" in guide.values["remark"]


@pytest.mark.usefixtures("folder")
def test_a_json_of_that_platform_is_read(tmp_path: Path) -> None:
    path = tmp_path / "事项.json"
    path.write_text(json.dumps({"code": 200, "data": [ENTRY]}), encoding="utf-8")
    check(path)
    (guide,) = read_file(path, CATALOGUE).records
    assert [row["name"] for row in guide.values["materials"]] == ["申请书", "岸线图"]


@pytest.mark.usefixtures("folder")
def test_an_xml_of_that_platform_is_read(tmp_path: Path) -> None:
    path = tmp_path / "事项.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><r xmlns="urn:qy"><item sxbm="QY-7">'
        "<sxmc>渡口设置审批</sxmc><sltj>岸线稳定</sltj><zxdh>0870-5550166</zxdh>"
        "<cl><clmc>申请书</clmc></cl><cl><clmc>岸线图</clmc></cl></item></r>",
        encoding="utf-8",
    )
    check(path)
    (guide,) = read_file(path, CATALOGUE).records
    assert [row["name"] for row in guide.values["materials"]] == ["申请书", "岸线图"]


@pytest.mark.usefixtures("folder")
def test_a_csv_of_that_platform_is_read(tmp_path: Path) -> None:
    path = tmp_path / "事项.csv"
    path.write_text("sxmc,sxbm,zxdh\n渡口设置审批,QY-7,0870-5550166\n", encoding="utf-8")
    check(path)


def test_a_csv_with_chinese_headings_stays_a_list(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("序号,事项名称,权力类型\n1,渡口设置审批,行政许可\n", encoding="utf-8")
    assert read_file(path, CATALOGUE).by_kind() == {"power_item": 1}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('field = "item_name"', 'field = "name_of_item"', "value.sxmc：“办事指南”没有要素“name_of_item”"),
        ('clmc = "name"', 'clmc = "nom"', "rows.cl.columns.clmc：要素“materials”没有列“nom”"),
        ('kind = "service_guide"', 'kind = "guide"', "kind：没有清单种类“guide”"),
        ('codes = "c0109"', 'kodes = "c0109"', "kodes：没有这个键"),
        ('id = "river"', "", "id：缺少这个键"),
        ('id = "river"', "id = ", "格式：不是正确的TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_told_with_file_and_key(
    before: str, after: str, told: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "river.toml").write_text(MAPPING.replace(before, after), encoding="utf-8")
    path = tmp_path / "事项.json"
    path.write_text(json.dumps([ENTRY]), encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, CATALOGUE)
    assert "river.toml" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<?xml version='1.0'?><a><b></a>", "不是正确的XML"),
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "DTD"),
        ("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
         "没有任何内容"),
        ("<?xml version='1.0'?>" + "<a>" * 100 + "</a>" * 100, "嵌套过深"),
        ("<?xml version='1.0'?><a><b>c</b></a>", "不是能识别的平台数据"),
    ],
)  # fmt: skip
def test_xml_that_cannot_be_read_gets_a_sentence(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "数据.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="数据.xml") as caught:  # noqa: RUF043
        read_file(path, CATALOGUE)
    assert told in str(caught.value)


def test_an_entity_bomb_is_refused_as_such(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "哈"}">' for n in range(10))
    path = tmp_path / "数据.xml"
    path.write_text(
        f'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE l [{bomb}]><l>&a9;</l>', encoding="utf-8"
    )
    with pytest.raises(UnreadableFile, match="DTD"):
        read_file(path, CATALOGUE)
