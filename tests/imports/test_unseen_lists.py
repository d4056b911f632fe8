"""Shapes of lists beyond those of the published samples: invented sheets, read without files."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop.imports import SheetResult
from desktop.imports.grid import Grid, Range, column_number
from desktop.imports.likeness import Likeness
from desktop.imports.rows import SheetReader
from desktop.imports.synonyms import headers_of, variants
from forms.loader import load_catalogue
from forms.record import Record
from forms.values import fold, parse_basis_text, parse_duration

CATALOGUE = load_catalogue()
HEAD = ["序号", "事项名称", "子项名称", "权力类型", "实施依据", "行使主体", "承办机构", "法定时限"]


def place(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), column_number(letters)


def merged(*ranges: str) -> tuple[Range, ...]:
    ends = [[place(end) for end in text.split(":")] for text in ranges]
    return tuple((*first, *last) for first, last in ends)


def read(rows: Sequence[Sequence[str]], *merges: str) -> SheetResult:
    cells = {
        (row, column): text
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1) if text.strip()
    }  # fmt: skip
    grid = Grid("表", cells, merged(*merges))
    return SheetReader("清单.xlsx", CATALOGUE, None).read(grid)


def of_kind(result: SheetResult, kind: str) -> list[Record]:
    return [record for record in result.records if record.kind == kind]


def paths(result: SheetResult) -> dict[str, str]:
    return {"".join(c.header.split()): c.path for c in result.report.columns}


@pytest.mark.parametrize(
    ("kind", "heading", "path"),
    [
        ("power_item", "检查事项名称", "name"),
        ("power_item", "实施行政检查的主体", "exercising_org"),
        ("power_item", "库存主体", ""),
        ("power_item", "收费标准与依据", "fees"),
        ("power_item", "收费依据及其标准", "fees"),
        ("power_item", "现实施机关", "exercising_org"),
        ("power_item", "原实施机关", ""),
        ("power_item", "审批时限", ""),
        ("power_item", "实施机构（科室）", "office"),
        ("power_item", "责任科（股）室", "office"),
        ("info_catalog_item", "公开渠道", ""),
        ("intermediary_item", "部门名称", ""),
        ("responsibility_item", "部门职责边界情况", "boundaries"),
        ("power_item", "职权代码", "code"),
        ("power_item", "监督投诉途径", "supervision"),
        ("proof_item", "原开具证明单位", "issuer"),
        ("proof_item", "设定证明的依据", "basis"),
        ("intermediary_item", "中介服务项目名称", "name"),
        ("disclosure_item", "公开途径和载体", "channels"),
        ("service_guide", "“一件事”名称", "item_name"),
        ("responsibility_item", "追责情形依据", "accountability.basis"),
    ],
)
def test_a_heading_may_say_the_same_in_other_words(kind: str, heading: str, path: str) -> None:
    headers = headers_of(CATALOGUE)[kind]
    found = headers.find(heading, "") or headers.find_alike(heading, "")
    assert (found[0].path if found else "") == path


def test_a_heading_that_comes_to_two_fields_is_asked_about() -> None:
    # 实施机构 is who serves, 实施部门 who approves: 实施单位 may be either.
    headers = headers_of(CATALOGUE)["intermediary_item"]
    assert headers.find_alike("实施主体", "") == ()
    assert variants("实施主体") == ("实施主体",)


def test_words_in_a_heading_are_swapped_once_and_from_left_to_right() -> None:
    words = Likeness({"rewrite": {"甲": "乙", "乙": "丙", "及": "和", "、": "和"}, "words": ["原"]})
    assert words.key("原甲乙栏") == "乙丙栏"
    assert words.key("收费标准及依据") == words.key(fold("收费依据、标准"))
    assert words.key("甲") == ""


def test_parts_of_one_long_text_stand_in_it_under_their_headings() -> None:
    result = read(
        [
            ["涉企行政检查事项清单"],
            ["序号", "检查事项", "检查主体", "检查对象", "检查内容", "检查依据", "检查方式", "检查频次"],
            ["1", "对甲的检查", "县甲局", "乙企业", "制度落实", "《甲法》第三条", "现场检查", "每年1次"],
        ],
        "A1:H1",
    )  # fmt: skip
    [power] = of_kind(result, "power_item")
    assert (
        power.values["inspection_note"]
        == "检查内容：制度落实\n检查方式：现场检查\n检查频次：每年1次"
    )
    assert power.values["power_type"] == "administrative_inspection"
    assert power.values["counterpart"] == "乙企业"
    assert paths(result)["检查频次"] == "inspection_note"


def test_three_rows_of_headings_keep_those_that_reach_over_all_of_them() -> None:
    result = read(
        [
            ["甲局权责清单"],
            ["序号", "权力清单", "", "", "责任清单", "", "备注"],
            ["", "基本信息", "", "实施信息", "责任", "追责", ""],
            ["", "职权名称", "职权类型", "实施依据", "责任事项", "追责情形", ""],
            ["1", "甲许可", "行政许可", "《甲法》第三条", "受理责任", "不受理的", "说明"],
        ],
        "A1:G1", "A2:A4", "B2:D2", "E2:F2", "B3:C3", "G2:G4",
    )  # fmt: skip
    [power] = of_kind(result, "power_item")
    assert power.values["remark"] == "说明"
    assert power.values["name"] == "甲许可"
    assert [d.values["duties"][0]["content"] for d in of_kind(result, "responsibility_item")] == [
        "受理责任"
    ]


def test_a_catalogue_with_one_column_of_matters_names_them_by_it() -> None:
    result = read(
        [
            ["涉农资金领域基层政务公开标准目录"],
            [
                "序号",
                "公开事项",
                "公开内容（要素）",
                "公开依据",
                "公开时限",
                "公开主体",
                "公开层级",
            ],
            ["", "", "", "", "", "", "乡级"],
            ["1", "政策文件", "补贴文件", "《甲条例》第一条", "20个工作日内", "镇政府", "√"],
        ],
        "A1:G1",
        *(f"{letter}2:{letter}3" for letter in "ABCDEF"),
    )
    [item] = of_kind(result, "disclosure_item")
    assert (item.values["subtopic"], item.values["levels"]) == ("政策文件", ["township"])


@pytest.mark.parametrize(
    ("leaf", "keys"),
    [("乡、村级", ["township", "village"]), ("东阳市级", ["county"]), ("镇街乡", ["township"]),
     ("社区", ["village"])],
)  # fmt: skip
def test_a_level_may_be_named_with_its_place_or_together(leaf: str, keys: list[str]) -> None:
    [target] = headers_of(CATALOGUE)["disclosure_item"].find("公开层级", leaf)
    assert list(target.marks) == keys


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("R政府网站 £政府公报 R两微一端", ["government_website", "weibo_wechat_app"]),
        ("t政府网站□政府公报\nt社区/企事业单位/村公示栏(电子屏)", ["government_website", "bulletin_board"]),
        ("þ政府网站 ¨政府公报", ["government_website"]),
        ("[√]政府网站 [ ]政府公报", ["government_website"]),
        ("（√）政府网站 （ ）政府公报", ["government_website"]),
        ("口政府网站 ■广播电视", ["broadcast_tv"]),
        ("t政府網(wǎng)站□兩微一端", ["government_website"]),
    ],
)  # fmt: skip
def test_boxes_whose_signs_became_letters_are_read(text: str, channels: list[str]) -> None:
    result = read(
        [
            ["序号", "公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体"],
            ["1", "甲", "乙", "《甲法》第一条", "长期", "县甲局", text],
        ]
    )
    assert of_kind(result, "disclosure_item")[0].values["channels"] == channels
    assert not result.problems


@pytest.mark.parametrize(
    "text", ["□政府网站 □政府公报", "£政府网站 £政府公报", "口政府网站 口政府公报"]
)
def test_boxes_of_which_none_is_ticked_are_told_and_kept(text: str) -> None:
    result = read(
        [
            ["序号", "公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体"],
            ["1", "甲", "乙", "《甲法》第一条", "长期", "县甲局", text],
        ]
    )
    assert text in str(of_kind(result, "disclosure_item")[0].values)
    assert result.problems


def test_signs_for_the_same_and_for_nothing() -> None:
    result = read(
        [
            HEAD,
            ["1", "甲许可", "-", "行政许可", "《甲法》第一条", "县甲局", "乙股", "20个工作日"],
            ["2", "丙许可", "——", "〃", "″", '"', "同上", "″"],
            ["3", "丁许可", "", "行政许可", "—", "县甲局", "——", "/"],
        ]
    )
    one, two, three = of_kind(result, "power_item")
    assert "sub_name" not in {*one.values, *two.values}
    assert {two.values[name] == one.values[name] for name in ("power_type", "office")} == {True}
    assert two.values["legal_limit"] == {"amount": 20, "unit": "working_day"}
    assert two.values["basis"][0]["title"] == "甲法"
    assert not {"office", "basis", "legal_limit"} & three.values.keys()
    assert "remark" not in two.values


@pytest.mark.parametrize(
    ("header", "text", "field", "value"),
    [
        ("权力类型", "05行政给付", "power_type", "administrative_payment"),
        ("权力类型", "行政处罚（简易程序）", "power_type", "administrative_penalty"),
        ("权力类型", "其它类", "power_type", "other_power"),
        ("行使层级", "省、市、县级", "use_level", "graded"),
        ("行使层级", "市级/县级", "use_level", "graded"),
        ("行使层级", "县级行使", "use_level", "county"),
        ("行使层级", "本级", "use_level", None),
    ],
)
def test_choices_with_words_around_them(
    header: str, text: str, field: str, value: str | None
) -> None:
    result = read([["序号", "事项名称", "实施依据", header], ["1", "甲", "《甲法》第一条", text]])
    assert of_kind(result, "power_item")[0].values.get(field) == value


def test_a_limit_that_may_be_extended_is_the_limit() -> None:
    found = parse_duration("45日（经批准可延长10日）")
    assert found.value is not None
    assert (found.value.amount, found.note) == (45, "45日（经批准可延长10日）")
    assert parse_duration("可延长10日").value is None
    assert parse_duration("5-10日").value is None


def test_one_cell_may_say_both_limits_with_a_comma() -> None:
    result = read([[*HEAD, "承诺时限"], ["1", "甲", "", "行政许可", "《甲法》第一条", "县甲局", "",
                    "法定20个工作日，承诺5个工作日", ""]])  # fmt: skip
    values = of_kind(result, "power_item")[0].values
    assert (values["legal_limit"]["amount"], values["promise_limit"]["amount"]) == (20, 5)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("《甲法》第三条 《乙条例》第四条", ["甲法", "乙条例"]),
        ("《甲条例》（2019年9月25日修正）第五条/《乙条例》第六条", ["甲条例", "乙条例"]),
        ("a.《甲法》第七条 b.《乙法》第八条", ["甲法", "乙法"]),
        ("依据《甲法》第四条“应当办理手续。”及《乙条例》第二条。", ["甲法", "乙条例"]),
        ("财综〔2003〕45号,计价格[1999]466号", ["", ""]),
        ("《甲条例》第九条 经营者应当遵守《乙法》的规定", ["甲条例"]),
        ("甲发〔2019〕1号，关于加强管理的通知", [""]),
        ("《甲决定》人社部令第8号、《乙条例》国务院令第586号", ["甲决定", "乙条例"]),
    ],
)
def test_citations_are_parted_by_blanks_strokes_and_letters(text: str, titles: list[str]) -> None:
    assert [part.citation.title for part in parse_basis_text(text)] == titles


def test_the_agency_may_stand_before_a_seal() -> None:
    rows = [["填报单位（盖章）：甲县水利局"], ["单位：项"], HEAD, ["1", "甲", "", "行政许可"]]
    assert of_kind(read(rows), "power_item")[0].values["org_name"] == "甲县水利局"
    assert "org_name" not in of_kind(read(rows[1:]), "power_item")[0].values
    for unit in ("金额单位：人民币万元", "单位：人民币元", "单位：元/平方米", "计费单位：每平方米"):
        assert "org_name" not in of_kind(read([[unit], *rows[2:]]), "power_item")[0].values
    assert of_kind(read([["单位：甲县水利局"], *rows[2:]]), "power_item")[0].values["org_name"]


def test_a_date_beside_an_item_is_not_that_of_its_law() -> None:
    result = read([["序号", "抽查事项", "抽查依据", "抽查主体", "实施日期"],
                   ["1", "甲抽查", "《甲法》第一条", "县甲局", "2024.2.1"]])  # fmt: skip
    [power] = of_kind(result, "power_item")
    assert "in_force_date" not in power.values["basis"][0]
    assert power.values["remark"] == "实施日期：2024.2.1"


def test_two_rows_of_a_heading_that_overlap_are_one_name() -> None:
    result = read(
        [
            ["序号", "行政审批事项", "", "中介服务", ""],
            ["", "事项名称", "审批部门", "中介服务事项名称", "设定依据"],
            ["1", "甲许可", "甲局", "乙报告编制", "《甲法》第一条"],
        ],
        "A1:A2", "B1:C1", "D1:E1",
    )  # fmt: skip
    [item] = of_kind(result, "intermediary_item")
    assert item.values["approvals"][0]["name"] == "甲许可"


def test_several_ticked_levels_are_graded_and_named() -> None:
    result = read(
        [
            ["序号", "职权名称", "权力依据", "行使层级", "", ""],
            ["", "", "", "省级", "设区市", "县（市、区）"],
            ["1", "甲许可", "《甲法》第一条", "√", "√", "√（限小型）"],
            ["2", "乙许可", "《乙法》第一条", "", "√", ""],
        ],
        "A1:A2", "B1:B2", "C1:C2", "D1:F1",
    )  # fmt: skip
    graded, single = of_kind(result, "power_item")
    assert graded.values["use_level"] == "graded"
    assert graded.values["remark"].splitlines() == [
        "行使层级 县（市、区）：√（限小型）",
        "行使层级：省级、市级、县级",
    ]
    assert single.values["use_level"] == "municipal"


def test_a_level_beside_that_which_it_may_stand_for_is_none_of_ours() -> None:
    head = ["序号", "公开事项", "公开内容", "公开依据", "公开主体"]
    result = read(
        [
            [*head, "公开层级", "", ""],
            ["", "", "", "", "", "市级", "县级", "乡级"],
            ["1", "甲", "乙", "《甲法》第一条", "甲局", "√", "", "√"],
            ["2", "丙", "乙", "《甲法》第一条", "甲局", "", "√", ""],
        ],
        *(f"{letter}1:{letter}2" for letter in "ABCDE"), "F1:H1",
    )  # fmt: skip
    one, two = of_kind(result, "disclosure_item")
    assert (one.values["levels"], two.values["levels"]) == (["township"], ["county"])
    assert "市级：√" in str(one.values["remark"])


def test_a_unit_stands_beside_its_limit_also_under_one_heading() -> None:
    result = read(
        [
            ["序号", "事项名称", "设定依据", "办理时限", "", "", ""],
            ["", "", "", "法定时限", "单位", "承诺时限", "单位"],
            ["1", "甲审批", "《甲法》第一条", "3", "个月", "24", "小时"],
        ],
        "A1:A2", "B1:B2", "C1:C2", "D1:G1",
    )  # fmt: skip
    [item] = result.records
    assert item.values["legal_limit"] == {"amount": 3, "unit": "month"}
    assert item.values["promise_limit"] == {"amount": 24, "unit": "hour"}
