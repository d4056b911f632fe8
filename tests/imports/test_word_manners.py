"""Documents in the many manners in which offices set them: the same fields come out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.imports import (
    FieldChoice,
    SheetChoice,
    UnreadableFile,
    open_file,
    passage_key,
    read_file,
    read_sheet,
)
from desktop.imports.result import ImportResult
from desktop.imports.word_signs import UNKNOWN, of_font
from forms.loader import load_catalogue
from tests.imports.raw_word import (
    MAIN,
    PNG,
    STRICT,
    cell,
    edge,
    field,
    lines,
    notes,
    numbering,
    package,
    paragraph,
    run,
    table,
)

CATALOGUE = load_catalogue()
Read = Callable[..., ImportResult]
DAYS = {"amount": 9, "unit": "working_day"}
#: Body of a document → the fields of its one guide; ``table.column``: that column of all rows.
Case = tuple[str, dict[str, Any]]
_HEAD = lines("盆景园开办办事指南")
_USUAL = {"item_name": "盆景园开办", "accept_condition": "有苗圃。", "promise_limit": DAYS}
_MATERIALS = (
    ("序号", "材料名称", "材料形式"),
    ("1", "开办申请书", "纸质"),
    ("2", "苗圃平面图", "纸质"),
)
_NAMES = {"materials.name": ["开办申请书", "苗圃平面图"]}


def _box(ticked: bool) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{run('☒')}</w:sdtContent></w:sdt>"


def _form_box(ticked: bool) -> str:
    data = f'<w:ffData><w:checkBox><w:default w:val="{int(ticked)}"/></w:checkBox></w:ffData>'
    return field("FORMCHECKBOX", "", data)


def _struck(text: str) -> str:
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


CASES: dict[str, Case] = {
    "a bold label without a colon parts a line": (
        _HEAD + paragraph(runs=run("受理条件", bold=True) + run("　有苗圃。"))
        + paragraph(runs=run("承诺时限", bold=True) + run(" 9个工作日")),
        _USUAL,
    ),
    "bold lines are headings, also below a bold title": (
        paragraph("盆景园开办办事指南", bold=True) + paragraph("受理条件", bold=True)
        + lines("有苗圃。") + paragraph("承诺时限", bold=True) + lines("9个工作日"),
        _USUAL,
    ),
    "a line with several labels is several lines": (
        lines("事项名称：盆景园开办　　承办机构：园林股", "受理条件：有苗圃。",
              "承诺时限：9个工作日；咨询电话：0870-5550111  监督电话：0870-5550112"),
        _USUAL | {"undertaking_office": "园林股", "consult_ways.contact": ["0870-5550111"],
                  "complaint_ways.contact": ["0870-5550112"]},
    ),
    "soft line breaks part headings and texts": (
        _HEAD + lines("一、受理条件\n有苗圃。\n二、申请材料\n1.开办申请书\n2.苗圃平面图\n三、承诺时限\n9个工作日"),
        _USUAL | _NAMES,
    ),
    "lines broken off by the edge of a page are one paragraph again": (
        _HEAD + lines("一、受理条件", "申请人应当在本县行政区域内有面积不少于三亩的苗圃，并且苗",
                      "圃所在的地块没有权属争议，周围五十米以内没有架空的高压线", "路。", "二、承诺时限", "9个工作日"),
        _USUAL | {"accept_condition": "申请人应当在本县行政区域内有面积不少于三亩的苗圃，并且苗圃所在的地块没有权"
                                      "属争议，周围五十米以内没有架空的高压线路。"},
    ),
    "columns made with tabs are a table": (
        _HEAD + lines("受理条件：有苗圃。", "承诺时限：9个工作日", "申请材料：", "序号\t材料名称\t材料形式",
                      "1\t开办申请书\t纸质", "2\t苗圃平面图\t纸质"),
        _USUAL | _NAMES,
    ),
    "a frame around the text is no table": (
        table((cell(content=_HEAD + lines("一、受理条件", "有苗圃。", "二、申请材料") + table(*_MATERIALS)
                    + lines("三、承诺时限", "9个工作日")),)),
        _USUAL | _NAMES,
    ),
    "cells that say label and text are lines": (
        table(("事项名称：盆景园开办", "事项类型：行政许可"), (cell("受理条件：\n有苗圃。", span=2),),
              ("承诺时限：9个工作日", "咨询电话：0870-5550111")),
        _USUAL | {"task_type": "administrative_licence", "consult_ways.contact": ["0870-5550111"]},
    ),
    "labels over their texts in a table of one column": (
        table(("事项名称：盆景园开办",), ("受理条件",), ("有苗圃。",), ("承诺时限",), ("9个工作日",)),
        _USUAL,
    ),
    "materials stand beside their label in a table of labels": (
        table(("事项名称", cell("盆景园开办", span=2)), ("受理条件", cell("有苗圃。", span=2)),
              (cell("申请材料", merge="restart"), "材料名称", "材料形式"),
              (cell(merge="continue"), "开办申请书", "纸质"), (cell(merge="continue"), "苗圃平面图", "纸质"),
              ("承诺时限", cell("9个工作日", span=2))),
        _USUAL | _NAMES | {"materials.medium": ["paper", "paper"]},
    ),
    "materials stand below a label across": (
        table(("事项名称", cell("盆景园开办", span=2)), (cell("受理条件", span=3),), (cell("有苗圃。", span=3),),
              (cell("申请材料", span=3),), *_MATERIALS, ("承诺时限", cell("9个工作日", span=2))),
        _USUAL | _NAMES,
    ),
    "a cell beside labels is a heading over them": (
        table((cell("基本信息", merge="restart"), "事项名称", "盆景园开办"),
              (cell(merge="continue"), "承办机构", "园林股"), ("办理信息", "受理条件", "有苗圃。"),
              ("时限", "承诺时限", "9个工作日")),
        _USUAL | {"undertaking_office": "园林股"},
    ),
    "a table that a page broke goes on without headings": (
        _HEAD + lines("一、受理条件", "有苗圃。", "二、申请材料") + table(*_MATERIALS[:2]) + lines("（续表）")
        + table(_MATERIALS[2]) + lines("三、承诺时限", "9个工作日"),
        _USUAL | _NAMES,
    ),
    "headings over headings are no text": (
        _HEAD + lines("一、基本信息", "（一）承办机构：园林股", "二、办理信息", "（一）受理条件", "有苗圃。",
                      "（二）申请材料", "1.开办申请书", "2.苗圃平面图", "（三）承诺时限", "9个工作日"),
        _USUAL | _NAMES | {"undertaking_office": "园林股"},
    ),
    "materials without numbers are told apart by their lines": (
        _HEAD + lines("一、受理条件", "有苗圃。", "二、申请材料", "开办申请书", "苗圃平面图", "三、承诺时限", "9个工作日"),
        _USUAL | _NAMES,
    ),
    "the signature at the end is no text": (
        _HEAD + lines("一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日", "清源县园林管理局", "2024年5月1日"),
        _USUAL,
    ),
    "deleted words, rows and paragraph ends are not read": (
        _HEAD + paragraph(runs=run("受理条件：有苗"), setting="<w:rPr><w:del/></w:rPr>") + lines("圃。")
        + paragraph(runs=run("承诺时限：") + _struck("20") + f"<w:ins>{run('9')}</w:ins>" + run("个工作日"))
        + paragraph(runs=_struck("法定时限：60个工作日")),
        _USUAL,
    ),
    "boxes of content controls say what is ticked": (
        _HEAD + lines("受理条件：有苗圃。", "承诺时限：9个工作日")
        + paragraph(runs=run("是否网办：") + _box(True) + run("是 ") + _box(False) + run("否")),
        _USUAL | {"is_online": True},
    ),
    "boxes of form fields say what is ticked": (
        _HEAD + lines("受理条件：有苗圃。", "承诺时限：9个工作日")
        + paragraph(runs=run("是否网办：") + _form_box(False) + run("是 ") + _form_box(True) + run("否")),
        _USUAL | {"is_online": False},
    ),
    "letters of a symbol font are the signs that a reader sees": (
        _HEAD + lines("受理条件：有苗圃。", "承诺时限：9个工作日")
        + paragraph(runs=run("是否网办：") + run("R", font="Wingdings 2") + run("是 ")
                    + run("£", font="Wingdings 2") + run("否")),
        _USUAL | {"is_online": True},
    ),
    "what a field shows is read, its code is not": (
        _HEAD + lines("受理条件：有苗圃。", "承诺时限：9个工作日")
        + paragraph(runs=run("网办地址：") + field("HYPERLINK x", "http://pj.example.cn/a")),
        _USUAL | {"online_url": "http://pj.example.cn/a"},
    ),
    "a table of contents that a field makes is no content": (
        paragraph(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText>'
                       '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("受理条件 2"))
        + paragraph(runs=run("承诺时限 3") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + _HEAD + lines("一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日"),
        _USUAL,
    ),
    "an own word for a section is known by its table": (
        _HEAD + lines("一、受理条件", "有苗圃。", "二、申请材料", "（一）申请材料目录") + table(*_MATERIALS)
        + lines("三、承诺时限", "9个工作日"),
        _USUAL | _NAMES,
    ),
    "two headings of conditions are both conditions": (
        _HEAD + lines("一、办事条件") + paragraph("申请人条件", style="2") + lines("有苗圃。")
        + paragraph("准予条件", style="2") + lines("不占耕地。", "二、承诺时限", "9个工作日"),
        _USUAL | {"accept_condition": "有苗圃。\n准予条件：不占耕地。"},
    ),
}  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Read:
    """Reads a document of a body and other parts."""

    def read(body: str, parts: dict[str, str | bytes] | None = None, **more: str) -> ImportResult:
        return read_file(package(tmp_path / "文档.docx", body, parts, **more), CATALOGUE)

    return read


def got(found: ImportResult, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the one record says of these fields."""
    (record,) = found.records
    values = {}
    for path in wanted:
        name, _, column = path.partition(".")
        value = record.values.get(name)
        values[path] = [row.get(column) for row in value or ()] if column else value
    return values


@pytest.mark.parametrize("name", CASES)
def test_a_manner_of_setting_gives_the_same_fields(name: str, made: Read) -> None:
    body, wanted = CASES[name]
    found = made(body)
    assert got(found, wanted) == wanted
    assert "remark" not in found.records[0].values


# numbers that Word makes


def test_automatic_numbers_are_read_as_they_are_printed(made: Read) -> None:
    own = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    body = _HEAD + paragraph("受理条件", level=0) + paragraph("有苗圃；", level=1)
    body += paragraph("有园丁。", level=1) + paragraph("申请材料", level=0)
    body += paragraph("开办申请书", level=2) + paragraph("苗圃平面图", level=2)
    wanted = {"accept_condition": "（一）有苗圃；\n（二）有园丁。", **_NAMES}
    assert got(made(body, {"numbering.xml": own}), wanted) == wanted


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (101, "一百零一")],
)
def test_numbers_are_written_in_chinese(number: int, words: str, made: Read) -> None:
    own = numbering(("chineseCountingThousand", "（%1）")).replace(
        "<w:numFmt", f'<w:start w:val="{number}"/><w:numFmt'
    )
    body = _HEAD + lines("一、受理条件") + paragraph("有苗圃。", level=0)
    body += lines("二、承诺时限", "9个工作日")
    found = made(body, {"numbering.xml": own})
    assert found.records[0].values["accept_condition"] == f"（{words}）有苗圃。"


def test_a_sign_that_nobody_can_tell_is_no_box() -> None:
    assert of_font(0xF0FE, "Wingdings") == "☑"
    assert of_font(0xF021, "Wingdings") == UNKNOWN


# several guides


def test_headings_over_the_same_headings_begin_guides(made: Read) -> None:
    body = lines("清源县办事指南汇编")
    for number, name in (("一", "盆景园开办"), ("二", "花市摊位租用")):
        body += lines(
            f"{number}、{name}", "（一）受理条件", f"{name}的条件。", "（二）承诺时限", "9个工作日"
        )
    found = made(body).records
    assert [(r.values["item_name"], r.values["accept_condition"]) for r in found] == [
        ("盆景园开办", "盆景园开办的条件。"), ("花市摊位租用", "花市摊位租用的条件。"),
    ]  # fmt: skip


def test_the_name_above_a_bare_title_begins_the_next_guide(made: Read) -> None:
    body = ""
    for name in ("盆景园开办", "花市摊位租用"):
        body += lines(name, "办事指南", "一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日")
    found = made(body).records
    assert [r.values["item_name"] for r in found] == ["盆景园开办", "花市摊位租用"]
    assert found[0].values["promise_limit"] == DAYS


def test_an_office_may_say_what_its_titles_are_called(tmp_path: Path) -> None:
    (tmp_path / "wordlists").mkdir()
    own = tmp_path / "wordlists" / "guide_titles.toml"
    own.write_text('words = ["办件一本通"]\n', encoding="utf-8")
    body = lines("盆景园开办办件一本通", "一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日")
    path = package(tmp_path / "文档.docx", body)
    found = read_file(path, load_catalogue(tmp_path))
    assert got(found, _USUAL) == _USUAL
    with pytest.raises(UnreadableFile, match="没有认出"):
        read_file(path, CATALOGUE)


# beside the text


def beside() -> tuple[str, dict[str, str | bytes]]:
    """A guide with a comment, a footnote, hidden words, a page header, a picture of its flow."""
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    comment = '<w:commentRangeStart w:id="1"/>' + run("9个工作日") + (
        '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>')  # fmt: skip
    picture = '<w:r><w:drawing><a:blip r:embed="image1"/></w:drawing></w:r>'
    body = _HEAD + lines("一、受理条件") + paragraph(runs=run("有苗圃。") + mark)
    body += paragraph(runs=run("内部从严", hidden=True))
    body += lines("二、承诺时限") + paragraph(runs=comment) + lines("三、办理流程图")
    body += paragraph(runs=picture) + lines("四、承办机构", "园林股")
    return body, {
        "comments.xml": notes("comment", "请再核"), "footnotes.xml": notes("footnote", "含租用的。"),
        "header.xml": edge("hdr", "清源县园林局汇编"), "media/image1.png": PNG,
    }  # fmt: skip


def test_a_footnote_goes_to_the_remark_under_what_it_is_about(made: Read) -> None:
    guide = made(*beside()).records[0].values
    assert guide["remark"] == "受理条件 脚注1：含租用的。"
    assert guide["accept_condition"] == "有苗圃。"


def test_comments_hidden_words_and_page_headers_are_told_and_in_no_field(made: Read) -> None:
    found = made(*beside())
    told = {cell.text for cell in found.sheets[0].structure if cell.role == "aside"}
    assert told == {
        "批注（王科长），针对“9个工作日”：请再核", "隐藏文字：内部从严", "页眉：清源县园林局汇编",
    }  # fmt: skip
    assert not any(words in str(found.records[0].values) for words in ("请再核", "内部从严"))
    said = " ".join(problem.message for problem in found.problems)
    for words in ("有1条批注", "有1处隐藏的文字", "有1条脚注"):
        assert words in said


def test_a_comment_that_reaches_over_paragraphs_is_told_with_the_words_it_ends_with(
    made: Read,
) -> None:
    body = _HEAD + lines("一、受理条件")
    body += paragraph(
        runs=run("有面积足够大的苗圃。") + '<w:commentRangeStart w:id="1"/>' + run("有水。")
    )
    body += paragraph(runs=run("有园丁。") + '<w:commentRangeEnd w:id="1"/>')
    found = made(
        body + lines("二、承诺时限", "9个工作日"), {"comments.xml": notes("comment", "请再核")}
    )
    told = [cell.text for cell in found.sheets[0].structure if cell.role == "aside"]
    assert told == ["批注（王科长），针对“有园丁。”：请再核"]


def test_a_picture_below_the_flow_becomes_its_attachment(made: Read) -> None:
    found = made(*beside())
    (picture,) = found.attachments
    (value,) = found.records[0].values["flowchart"]
    assert picture.data == PNG
    assert (value["name"], value["media_type"], value["size"]) == (
        "办理流程图.png",
        "image/png",
        len(PNG),
    )
    assert not any("没有导入" in p.message and "图片" in p.message for p in found.problems)


def test_a_picture_elsewhere_is_told_and_not_attached(made: Read) -> None:
    body, parts = beside()
    found = made(body.replace("办理流程图", "收费标准"), parts)
    assert not found.attachments
    assert "flowchart" not in found.records[0].values
    assert any("有1幅图片，其中的内容没有导入" in problem.message for problem in found.problems)


def test_a_comment_can_be_given_to_a_field(tmp_path: Path) -> None:
    body, parts = beside()
    opened = open_file(package(tmp_path / "注.docx", body, parts), CATALOGUE)
    grid = opened.grids[0]
    assert grid.outline is not None
    row = next(row for (row, _), aside in grid.outline.asides.items() if aside.sort == "comment")
    choice = SheetChoice(
        {passage_key(row, "B"): FieldChoice("service_guide", "promise_limit_note")}
    )
    found = read_sheet(opened, grid.name, CATALOGUE, choice=choice)
    assert found.records[0].values["promise_limit_note"] == "请再核"


def test_tracked_changes_objects_and_outside_content_are_told(made: Read) -> None:
    body = (
        _HEAD
        + lines("一、受理条件")
        + paragraph(runs=_struck("旧") + run("有苗圃。"))
        + lines("二、承诺时限")
    )
    body += paragraph(runs=run("9个工作日") + "<w:r><w:object/></w:r>")
    outside = (
        '<Relationship Id="x" Type="t/attachedTemplate" Target="http://a/b" TargetMode="External"/>'
    )
    said = " ".join(
        p.message for p in made(body, outside=outside, parts={"vbaProject.bin": b""}).problems
    )
    for words in ("有1处修订痕迹", "嵌入了1个对象", "引用了1处文件以外的内容", "带有宏"):
        assert words in said


def test_an_unfilled_prompt_is_no_text(made: Read) -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
    found = made(lines("事项名称：盆景园开办", "受理条件：有苗圃。", "承诺时限：9个工作日")
                 + paragraph(runs=run("承办机构：") + prompt))  # fmt: skip
    assert "undertaking_office" not in found.records[0].values
    assert any("单击此处" in cell.text for cell in found.sheets[0].structure)


def test_a_comment_in_a_list_is_told(made: Read) -> None:
    mark = run("代管") + '<w:r><w:commentReference w:id="1"/></w:r>'
    body = lines("清源县园林局权力清单") + table(("序号", "事项名称", "权力类型", "实施依据"),
           ("1", cell("盆景园开办", content=paragraph(runs=mark)), "行政许可", "《森林法》第一条"))  # fmt: skip
    found = made(body, {"comments.xml": notes("comment", "已经取消")})
    assert any("已经取消" in cell.text for cell in found.sheets[0].structure)


# packages


def test_the_strict_format_is_read(tmp_path: Path) -> None:
    body = _HEAD + lines("一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日")
    path = package(tmp_path / "严.docx", body)
    with zipfile.ZipFile(path) as archive:
        data = {name: archive.read(name).replace(MAIN.encode(), STRICT.encode())
                for name in archive.namelist()}  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    assert got(read_file(path, CATALOGUE), _USUAL) == _USUAL


def test_a_package_without_styles_is_read(made: Read) -> None:
    body = _HEAD + lines("一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日")
    assert got(made(body, styles=""), _USUAL) == _USUAL


def test_matters_side_by_side_in_a_word_table_are_as_many_records(made: Read) -> None:
    body = table(("事项名称", "盆景园开办", "花市摊位租用"), ("受理条件", "有苗圃。", "有押金。"),
                 ("承诺时限", "9个工作日", "3个工作日"), ("承办机构", "园林股", "市场股"))  # fmt: skip
    found = made(body).records
    assert [r.values["item_name"] for r in found] == ["盆景园开办", "花市摊位租用"]


# damaged


def test_entities_in_any_part_are_refused_under_the_name_of_the_file(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]>'
    path = package(tmp_path / "文档.docx", _HEAD)
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part).decode() for part in archive.namelist()}
    for torn in parts:
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, bomb + content if part == torn else content)
        with pytest.raises(UnreadableFile, match=r"^“文档\.docx”里有文档不该有的实体定义"):
            read_file(path, CATALOGUE)


@pytest.mark.parametrize("number", ["999999999999", "-1", "", "一"])
def test_an_impossible_width_of_a_cell_neither_hangs_nor_crashes(number: str, made: Read) -> None:
    body = _HEAD + lines("一、受理条件", "有苗圃。", "二、承诺时限", "9个工作日", "三、申请材料")
    body += table(*_MATERIALS).replace('w:gridSpan w:val="1"', f'w:gridSpan w:val="{number}"', 2)
    assert got(made(body), _USUAL) == _USUAL
