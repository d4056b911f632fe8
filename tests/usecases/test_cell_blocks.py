"""Blocks of cells become rows, and rows a block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.usecases.cell_blocks import as_rows, as_text, hides_cells, parted, read_block
from forms.loader import load_catalogue
from forms.model import Need

MATERIALS = [
    column
    for column in load_catalogue().form("service_guide").fields["materials"].columns
    if column.need is not Need.AUTOMATIC
]
LABELS = {column.id: column.label for column in MATERIALS}


def test_excel_cells_are_parted_by_tabs_and_may_hold_lines() -> None:
    text = '申请表\t"第一行\n第二行"\r\n营业执照\t复印件\r\n'
    assert read_block(text) == [["申请表", "第一行\n第二行"], ["营业执照", "复印件"]]


def test_one_line_without_tabs_is_no_block_and_several_are_one_column() -> None:
    assert read_block("申请表") == []
    assert read_block("申请表\n营业执照\n") == [["申请表"], ["营业执照"]]


def test_a_table_of_word_or_a_web_page_keeps_lines_inside_cells() -> None:
    html = """<html><body><table border=1><tr><th>序号</th><th>材料名称</th></tr>
    <tr><td rowspan=2>1</td><td><p>申请表</p><p>（附件1）</p></td></tr>
    <tr><td>营业&nbsp;执照<br>副本</td></tr></table>
    <table><tr><td>别的</td></tr></table></body></html>"""
    assert read_block("序号\t材料名称", html) == [
        ["序号", "材料名称"],
        ["1", "申请表\n（附件1）"],
        ["1", "营业 执照\n副本"],
    ]


def test_a_cell_merged_over_lines_is_said_in_each_and_a_table_in_a_cell_is_its_text() -> None:
    html = """<table><tr><td colspan=2>材料</td><td>来源</td></tr>
    <tr><td>申请表<td>1</td><td rowspan=3>申请人自
    备</td></tr>
    <tr><td>证明</td><td><table><tr><td>2</td><td>份</td></tr></table></td></tr>
    <tr><td>图纸</td><td>3</td></tr></table>"""
    assert read_block("", html) == [
        ["材料", "", "来源"],
        ["申请表", "1", "申请人自备"],
        ["证明", "2 份", "申请人自备"],
        ["图纸", "3", "申请人自备"],
    ]


def test_headings_say_which_column_is_which_in_any_order() -> None:
    block = [
        ["序号", LABELS["copy_count"], "申请材料名称", "受理条件"],
        ["1", "2", "申请表", "符合规定"],
        ["2", "视情况", "营业执照", ""],
    ]
    pasted = as_rows(block, MATERIALS, first=3)
    assert pasted.by_heading
    assert pasted.passed_over == ("受理条件",)
    assert pasted.rows == (
        {"name": "申请表", "copy_count": 2},
        {"name": "营业执照", "copy_count": "视情况"},
    )


def test_without_headings_the_place_decides_and_choices_are_understood() -> None:
    pasted = as_rows([["申请表", "原件", "纸质"], ["", "", ""], ["营业执照", "副本"]], MATERIALS)
    assert not pasted.by_heading
    assert pasted.rows[0]["name"] == "申请表"
    vocabulary = MATERIALS[1].vocabulary
    assert vocabulary is not None
    assert pasted.rows[0]["original_or_copy"] in vocabulary.by_key
    assert [row["name"] for row in pasted.rows] == ["申请表", "营业执照"]


def test_a_first_column_that_only_counts_is_left_out() -> None:
    pasted = as_rows([["1", "申请表"], ["2", "营业执照"], ["3", "身份证"]], MATERIALS)
    assert [row["name"] for row in pasted.rows] == ["申请表", "营业执照", "身份证"]


def test_columns_that_take_no_text_are_passed_over() -> None:
    at = next(n for n, column in enumerate(MATERIALS) if column.type == "attachment")
    following = next(c for c in MATERIALS[at:] if c.type not in ("table", "attachment", "ref"))
    pasted = as_rows([["填写说明甲", "乙"], ["丙", "丁"]], MATERIALS, first=at)
    assert pasted.rows[0][following.id] == "填写说明甲"


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=20)


@given(st.lists(st.fixed_dictionaries({"name": _TEXT, "filling_notes": _TEXT}), min_size=2))
def test_rows_copied_out_come_back_as_they_were(rows: list[dict[str, str]]) -> None:
    columns = [column for column in MATERIALS if column.id in ("name", "filling_notes")]
    wanted = [{name: text.strip() for name, text in row.items() if text.strip()} for row in rows]
    text = as_text(rows, columns, headings=True)
    pasted = as_rows(read_block(text), columns)
    assert pasted.by_heading
    assert list(pasted.rows) == [row for row in wanted if row]


#: As Excel puts it on the clipboard of Windows: a header of its own, a title over all columns, a
#: hidden column and a filtered line, a column too narrow for its number.
EXCEL = """Version:1.0
StartHTML:0000000105
EndHTML:0000001410
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>
<!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {mso-number-format:"\\@";}--></style></head>
<body><table border=0><!--StartFragment--><col width=64><col width=0 style='display:none;
mso-width-source:userset'><col width=72 span=2>
<tr><td colspan=4 class=xl65>申请材料清单</td></tr>
<tr><td>材料名称（必填）</td><td>内部编号</td><td>原件份数*</td><td>材料形式：</td></tr>
<tr><td>申请表<br style='mso-data-placement:same-cell'>（附件1）</td><td>A1</td><td x:num>2</td>
<td>纸质</td></tr>
<tr style='display:none'><td>隐藏的</td><td>A2</td><td>9</td><td>纸质</td></tr>
<tr><td>营业<span style='mso-spacerun:yes'>&nbsp; </span>执照</td><td>A3</td><td x:num="3">####</td>
<td>电子化</td></tr><!--EndFragment--></table></body></html>"""


def test_a_block_of_excel_is_read_as_it_is_seen() -> None:
    pasted = as_rows(read_block("", EXCEL), MATERIALS)
    assert pasted.rows == (
        {"name": "申请表\n（附件1）", "original_count": 2, "medium": "paper"},
        {"name": "营业 执照", "original_count": 3, "medium": "electronic"},
    )
    assert (pasted.passed_over, pasted.surplus) == ((), 0)
    assert hides_cells(EXCEL)
    assert not hides_cells("<table><tr><td>甲</td></tr></table>")


def test_headings_in_two_lines_of_a_word_table_are_one() -> None:
    html = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><table class=MsoTableGrid>
    <tr><td rowspan=2><p class=MsoNormal><b>序号</b></p></td><td rowspan=2>材料名称</td>
    <td colspan=2><p>份数</p></td></tr><tr><td><p>原件</p></td><td><p>复印件</p></td></tr>
    <tr><td><p><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>
    <![endif]></p></td><td><p>申请表<o:p></o:p></p></td><td>1</td><td>2份</td></tr></table></body>"""
    pasted = as_rows(read_block("", html), MATERIALS)
    assert pasted.by_heading
    assert pasted.rows == ({"name": "申请表", "original_count": 1, "copy_count": 2},)


def test_a_quotation_mark_that_opens_a_word_parts_nothing() -> None:
    assert parted('"三定"方案\t原件\n"甲\t复印件\n') == [['"三定"方案', "原件"], ['"甲', "复印件"]]
    assert parted('"甲\t""乙""\n丙"\t丁') == [['甲\t"乙"\n丙', "丁"]]


@given(st.text(st.sampled_from('甲"\t\n\r ='), max_size=40))
def test_no_sign_of_a_block_gets_lost(text: str) -> None:
    signs = "".join(cell for line in parted(text) for cell in line)
    assert signs.count("甲") == text.count("甲")
    assert signs.count("=") == text.count("=")


def test_columns_that_have_no_place_are_counted_and_numbers_of_a_list_go() -> None:
    block = [["申请表", *[""] * 17, "多的"], ["执照", *[""] * 17, "", "更多"]]
    assert as_rows(block, MATERIALS).surplus == 2
    assert read_block("1. 申请表\n2. 营业执照\n") == [["申请表"], ["营业执照"]]
