"""The Word writer, judged by reading its files back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import PIL.Image
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from exports.atomic import CannotWrite
from exports.document import (
    Cell,
    Cover,
    Document,
    FlowChart,
    FlowStep,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Run,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)
from exports.grid import BadTable
from exports.word import write_docx
from tests.exports.word_samples import BLOCKS, MATERIALS, STEPS, guide_sample, list_sample

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
ROOT = Path(__file__).resolve().parents[2]


def written(document: Document, folder: Path) -> Path:
    target = folder / "样例.docx"
    write_docx(document, target)
    return target


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def body_of(path: Path) -> etree._Element:
    return etree.fromstring(part(path, "word/document.xml").encode())[0]


def paragraph_list(path: Path) -> list[tuple[str, str]]:
    """Style and text of every paragraph outside tables."""
    found = []
    for item in body_of(path).iter(qn("w:p")):
        if any(True for _ in item.iterancestors(qn("w:tbl"), f"{MC}AlternateContent")):
            continue
        style = item.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        text = "".join(t.text or "" for t in item.iter(qn("w:t")))
        if style not in ("Gap", "Picture"):
            found.append((style, text))
    return found


def test_every_block_comes_out_in_order_with_its_style(tmp_path: Path) -> None:
    assert paragraph_list(written(guide_sample(), tmp_path)) == [
        ("CoverTitle", "烟草专卖零售许可证核发"),
        ("CoverSubtitle", "服务指南"),
        ("CoverLine", "发布机关：示例市烟草专卖局"),
        ("Title", "目　录"),
        ("TOC1", "一、适用范围"),
        ("TOC1", "二、申请材料"),
        ("Heading1", "一、适用范围"),
        ("Body", "适用于本市。控制字符在此去掉，𠮷留下。"),
        ("Heading1", "二、申请材料"),
        ("Heading2", "（一）补正"),
        ("Heading3", "1.期限"),
        ("Body", "自收到通知之日起10个工作日网址不是网址见第一节"),
        ("Note", "注：不含公示时间。"),
        ("Right", "示例市烟草专卖局"),
    ]


def test_the_title_stands_above_the_text_when_there_is_no_cover(tmp_path: Path) -> None:
    path = written(guide_sample(paragraph("正文")), tmp_path)
    assert paragraph_list(path) == [("Title", "烟草专卖零售许可证核发"), ("Body", "正文")]


def test_python_docx_opens_it_and_finds_page_and_properties(tmp_path: Path) -> None:
    word = docx.Document(str(written(guide_sample(), tmp_path)))
    section = word.sections[-1]
    lengths = (section.top_margin, section.left_margin, section.bottom_margin,
               section.right_margin)  # fmt: skip
    for length, wanted in zip(lengths, (37, 28, 35, 26), strict=True):
        assert length is not None
        assert abs(length - Mm(wanted)) < Mm(0.1)
    properties = word.core_properties
    assert properties.title == "烟草专卖零售许可证核发"
    assert properties.author == "示例市烟草专卖局"
    assert properties.created == datetime(2026, 11, 23, tzinfo=UTC)
    assert properties.modified == properties.created
    assert properties.language == "zh-CN"


def test_every_style_names_a_chinese_font_and_language(tmp_path: Path) -> None:
    word = docx.Document(str(written(guide_sample(), tmp_path)))
    fonts = {}
    for style in word.styles.element.findall(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            properties = style.find(qn("w:rPr"))
            fonts[style.get(qn("w:styleId"))] = properties.find(qn("w:rFonts")).get(
                qn("w:eastAsia")
            )
            assert properties.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert fonts["Body"] == "仿宋_GB2312"
    assert fonts["Heading1"] == "黑体"
    assert fonts["Heading2"] == "楷体_GB2312"
    assert fonts["Title"] == "方正小标宋简体"
    assert "Theme" not in part(tmp_path / "样例.docx", "word/styles.xml")


def test_body_text_has_fixed_28_points_and_an_indent_of_two_characters(tmp_path: Path) -> None:
    word = docx.Document(str(written(guide_sample(), tmp_path)))
    body = next(s for s in word.styles.element.findall(qn("w:style"))
                if s.get(qn("w:styleId")) == "Body")  # fmt: skip
    spacing, indent = (body.find(f"{qn('w:pPr')}/{qn(tag)}") for tag in ("w:spacing", "w:ind"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_table_headings_repeat_and_only_long_rows_may_break(tmp_path: Path) -> None:
    table = body_of(written(guide_sample(MATERIALS), tmp_path)).find(qn("w:tbl"))
    flags = [
        tuple(etree.QName(item).localname for item in row.findall(f"{qn('w:trPr')}/*"))
        for row in table.findall(qn("w:tr"))
    ]
    whole, heading = ("cantSplit",), ("cantSplit", "tblHeader")
    assert flags == [heading, heading, whole, whole, whole, ()]


def test_a_table_without_titles_has_no_heading(tmp_path: Path) -> None:
    table = Table((TableColumn(""), TableColumn("")), ((Cell("签收", header=True), Cell("")),))
    word = docx.Document(str(written(guide_sample(table), tmp_path)))
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [["签收", ""]]


def test_a_group_row_stays_with_the_row_below(tmp_path: Path) -> None:
    table = body_of(written(guide_sample(MATERIALS), tmp_path)).find(qn("w:tbl"))
    kept = ["".join(p.itertext()) for p in table.iter(qn("w:p"))
            if p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None]  # fmt: skip
    assert kept == ["一、首次申请"]


def test_cells_that_go_over_pages_begin_at_their_top(tmp_path: Path) -> None:
    rows = [(Cell("跨页", rows=40), Cell("1")), *((Cell(str(n)),) for n in range(39))]
    table = Table((TableColumn("甲"), TableColumn("乙")), tuple(rows))
    body = body_of(written(guide_sample(table), tmp_path))
    places = [item.get(qn("w:val")) for item in body.iter(qn("w:vAlign"))]
    assert places[:4] == ["center", "center", "top", "center"]


def test_column_widths_fill_the_page_and_cells_agree_with_them(tmp_path: Path) -> None:
    table = body_of(written(guide_sample(MATERIALS), tmp_path)).find(qn("w:tbl"))
    grid = [int(item.get(qn("w:w"))) for item in table.find(qn("w:tblGrid"))]
    assert abs(sum(grid) - 156 / 25.4 * 1440) < 4
    assert grid[4] > grid[1] > max(grid[2:4])
    for row in table.findall(qn("w:tr")):
        widths, spans = 0, 0
        for cell in row.findall(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            span = properties.find(qn("w:gridSpan"))
            spans += 1 if span is None else int(span.get(qn("w:val")))
            widths += int(properties.find(qn("w:tcW")).get(qn("w:w")))
        assert (widths, spans) == (sum(grid), 5)


def test_cells_span_rows_and_columns(tmp_path: Path) -> None:
    word = docx.Document(str(written(guide_sample(MATERIALS), tmp_path)))
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[0] == ["序号", "材料名称", "材料形式", "材料形式", "要求"]
    assert rows[1] == ["序号", "材料名称", "纸质", "电子", "要求"]
    assert rows[2] == ["一、首次申请"] * 5
    assert rows[3][4] == rows[4][4] == "原件"
    assert rows[4][1] == "营业执照\n（副本）"


def test_a_row_with_too_many_cells_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    table = Table((TableColumn("一"),), ((Cell("1"), Cell("多余的")),))
    with pytest.raises(BadTable, match=r"第 1 行的单元格比列多.*多余的"):
        written(guide_sample(table), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_links_lead_only_to_web_addresses_and_places_in_the_text(tmp_path: Path) -> None:
    path = written(guide_sample(), tmp_path)
    targets = part(path, "word/_rels/document.xml.rels")
    assert 'Target="https://example.gov.cn/?a=1&amp;b=2"' in targets
    assert "javascript" not in targets
    assert 'w:anchor="scope"' in part(path, "word/document.xml")
    assert 'w:name="scope"' in part(path, "word/document.xml")


def contents_of(path: Path) -> list[tuple[str, list[str]]]:
    """Each TOC field with the places that its entries point to."""
    found = []
    for sheet in body_of(path).iter(qn("w:sdtContent")):
        codes = [str(item.text).strip() for item in sheet.iter(qn("w:instrText"))]
        links = [str(item.get(qn("w:anchor"))) for item in sheet.iter(qn("w:hyperlink"))]
        assert codes[1:] == [rf"PAGEREF {link} \h" for link in links]
        found.append((codes[0], links))
    return found


def bookmarks_of(path: Path) -> dict[str, str]:
    """Bookmarks by name with their text (of those around a paragraph's text)."""
    starts = list(body_of(path).iter(qn("w:bookmarkStart")))
    identifiers = [item.get(qn("w:id")) for item in starts]
    ends = [item.get(qn("w:id")) for item in body_of(path).iter(qn("w:bookmarkEnd"))]
    assert len(set(identifiers)) == len(identifiers)
    assert sorted(identifiers) == sorted(ends)
    return {
        str(item.get(qn("w:name"))): "".join(t.text or "" for t in item.getparent().iter(qn("w:t")))
        for item in starts
    }


def test_the_contents_are_a_field_over_bookmarked_headings(tmp_path: Path) -> None:
    path = written(guide_sample(), tmp_path)
    ((code, links),) = contents_of(path)
    assert code == r'TOC \o "1-1" \h \z'
    bookmarks = bookmarks_of(path)
    assert [bookmarks[link] for link in links] == ["一、适用范围", "二、申请材料"]


def test_a_bundle_lists_its_covers_and_each_part_its_own_headings(tmp_path: Path) -> None:
    parts = [
        block
        for name in "甲乙"
        for block in (PageBreak(), Cover(f"{name}事项"), TableOfContents(), Heading(1, f"{name}一"),
                      Heading(1, f"{name}二"))
    ]  # fmt: skip
    path = written(guide_sample(TableOfContents(), *parts), tmp_path)
    bookmarks = bookmarks_of(path)
    fields = contents_of(path)
    assert [code for code, _ in fields] == [
        r'TOC \h \z \t "封面标题,1"',
        r'TOC \o "1-1" \h \z \b _Part00000003',
        r'TOC \o "1-1" \h \z',
    ]
    assert [[bookmarks[link] for link in links] for _, links in fields] == [
        ["甲事项", "乙事项"], ["甲一", "甲二"], ["乙一", "乙二"],
    ]  # fmt: skip
    assert "_Part00000003" in bookmarks


def test_odd_and_even_pages_carry_their_number_outside_and_the_mark(tmp_path: Path) -> None:
    document = guide_sample()
    path = written(document, tmp_path)
    word = docx.Document(str(path))
    first = word.sections[0]
    odd, even = (f._element for f in (first.footer, first.even_page_footer))
    assert word.settings.odd_and_even_pages_header_footer
    for footer, side in ((odd, "right"), (even, "left")):
        texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in footer]
        assert texts[0] == "— 1 —"
        assert (
            texts[1]
            == f"示例市烟草专卖局　第3版 2026-11-23　含封面共 1 页　校验码 {document.fingerprint()}"
        )
        assert footer[0].find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
        assert [i.text for i in footer.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_a_list_counts_its_pages_on_a_landscape_sheet(tmp_path: Path) -> None:
    word = docx.Document(str(written(list_sample(), tmp_path)))
    section = word.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert abs(section.page_width - Mm(420)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    fields = [i.text for i in section.footer._element.iter(qn("w:instrText"))]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert not word.settings.odd_and_even_pages_header_footer


def test_a_cover_is_a_section_without_number_and_counting_starts_behind_it(tmp_path: Path) -> None:
    sections = list(body_of(written(guide_sample(), tmp_path)).iter(qn("w:sectPr")))
    assert len(sections) == 2
    cover, text = sections
    assert cover.find(qn("w:titlePg")) is not None
    assert cover.find(qn("w:pgNumType")) is None
    assert text.find(qn("w:titlePg")) is None
    assert text.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_a_long_title_leaves_the_lines_of_the_cover_on_its_page(tmp_path: Path) -> None:
    def gap(title: str) -> int:
        lines = tuple((f"栏目{n}", "内容" * 8) for n in range(5))
        body = body_of(written(guide_sample(Cover(title, "服务指南", lines)), tmp_path))
        subtitle = next(p for p in body if "服务指南" in "".join(p.itertext()))
        return int(subtitle.find(f"{qn('w:pPr')}/{qn('w:spacing')}").get(qn("w:after")))

    assert gap("短") == 3800
    assert 0 < gap("长标题" * 20) < 3800
    assert gap("长标题" * 90) == 0


def test_covers_inside_a_bundle_make_no_empty_pages(tmp_path: Path) -> None:
    blocks = (paragraph("前言"), PageBreak(), Cover("甲"), paragraph("甲文"), PageBreak(),
              Cover("乙"), PageBreak(), paragraph("乙文"))  # fmt: skip
    body = body_of(written(guide_sample(*blocks), tmp_path))
    assert len(list(body.iter(qn("w:sectPr")))) == 5
    assert list(body.iter(qn("w:pageBreakBefore"))) == []


def test_a_page_break_starts_the_next_paragraph_on_a_new_page(tmp_path: Path) -> None:
    body = body_of(written(guide_sample(paragraph("一"), PageBreak(), paragraph("二")), tmp_path))
    breaks = [item.getparent().getparent() for item in body.iter(qn("w:pageBreakBefore"))]
    assert ["".join(item.itertext()) for item in breaks] == ["二"]


def boxes_of(path: Path) -> list[tuple[int, int, list[str]]]:
    """Boxes of the flow charts that hold words: left and top edge, their lines."""
    found = []
    for shape in body_of(path).iter(f"{WPS}wsp"):
        lines = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in shape.iter(qn("w:p"))]
        if lines:
            offset = next(shape.iter(f"{DRAWING}off"))
            found.append((int(offset.get("x", "")), int(offset.get("y", "")), lines))
    return found


def test_parallel_steps_stand_side_by_side_in_a_drawing_that_can_be_edited(tmp_path: Path) -> None:
    boxes = boxes_of(written(guide_sample(FlowChart(STEPS)), tmp_path))
    assert [lines for _, _, lines in boxes] == [
        ["申请", "申请人", "网上或者窗口提交"],
        ["实地核查", "专卖科　5个工作日"],
        ["材料审查", "法规科　5个工作日"],
        ["决定", "局领导　2个工作日"],
    ]
    first, left, right, last = [(x, y) for x, y, _ in boxes]
    assert first[1] < left[1] == right[1] < last[1]
    assert left[0] < first[0] == last[0] < right[0]


def test_a_drawing_has_a_picture_for_readers_that_know_no_shapes(tmp_path: Path) -> None:
    path = written(guide_sample(FlowChart(STEPS)), tmp_path)
    (content,) = body_of(path).iter(f"{MC}AlternateContent")
    choice, fallback = content
    assert choice.get("Requires") == "wpg"
    said = [item.get("descr") for item in content.iter(qn("wp:docPr"))]
    words = (
        "办理流程图：申请，申请人；实地核查，专卖科，5个工作日；"
        "材料审查，法规科，5个工作日；决定，局领导，2个工作日"
    )
    assert said == [words, words]
    sizes = [(e.get("cx"), e.get("cy")) for e in content.iter(qn("wp:extent"))]
    assert sizes[0] == sizes[1]
    (blip,) = fallback.iter(f"{DRAWING}blip")
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".png")]
        picture = PIL.Image.open(io.BytesIO(archive.read(name)))
        picture.load()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert f'Id="{blip.get(qn("r:embed"))}"' in relations
    assert sum(picture.histogram()[:40]) > 100  # something is drawn
    assert abs(picture.width / picture.height - int(sizes[0][0]) / int(sizes[0][1])) < 0.02


def test_a_long_chart_goes_on_in_another_drawing_of_at_most_a_page(tmp_path: Path) -> None:
    steps = tuple(FlowStep(f"第{n}步", "科室", "1个工作日") for n in range(40))
    path = written(guide_sample(FlowChart(steps)), tmp_path)
    heights = [int(e.get("cy", "")) for e in body_of(path).iter(qn("wp:extent"))]
    assert len(heights) >= 4
    assert max(heights) <= Mm(225)
    assert [lines[0] for _, _, lines in boxes_of(path)] == [step.name for step in steps]


def test_a_step_of_more_than_a_page_makes_a_table_that_may_break(tmp_path: Path) -> None:
    chart = FlowChart((FlowStep("受理", note="说明。" * 2000), FlowStep("决定")))
    path = written(guide_sample(chart), tmp_path)
    assert not list(body_of(path).iter(f"{MC}AlternateContent"))
    word = docx.Document(str(path))
    assert [row.cells[1].text[:2] for row in word.tables[0].rows] == ["受理", "↓", "决定"]


def test_every_drawing_and_picture_has_a_number_of_its_own(tmp_path: Path) -> None:
    blocks = (FlowChart(STEPS), FlowChart(STEPS), *BLOCKS[-2:])
    body = body_of(written(guide_sample(*blocks), tmp_path))
    numbers = [item.get("id") for item in body.iter(f"{WPS}cNvPr")]
    numbers += [e.get("id") for e in body.iter(qn("wp:docPr")) if "二维码" in str(e.get("name"))]
    assert len(set(numbers)) == len(numbers)


def test_qr_codes_are_pictures_that_say_what_they_are(tmp_path: Path) -> None:
    path = written(guide_sample(*BLOCKS[-2:]), tmp_path)
    said = [item.get("descr") for item in body_of(path).iter(qn("wp:docPr"))]
    assert said == [
        "二维码：网上办理（https://example.gov.cn/a）",
        "二维码：查看指南（https://example.gov.cn/b）",
    ]
    with zipfile.ZipFile(path) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) == 2


def test_one_sheet_editions_use_small_type_and_narrow_margins(tmp_path: Path) -> None:
    word = docx.Document(str(written(guide_sample(page=Page(fit_pages=1)), tmp_path)))
    margin = word.sections[-1].left_margin
    assert margin is not None
    assert abs(margin - Mm(20)) < Mm(0.1)
    assert word.styles["公文正文"].font.size is not None
    assert word.styles["公文正文"].font.size.pt == 12


def test_one_sheet_editions_get_smaller_type_until_they_fit(tmp_path: Path) -> None:
    def size(lines: int) -> float:
        blocks = [paragraph("一二三四五六七八九十", "plain")] * lines
        word = docx.Document(str(written(guide_sample(*blocks, page=Page(fit_pages=1)), tmp_path)))
        font = word.styles["公文正文"].font.size
        assert font is not None
        return float(font.pt)

    assert [size(30), size(38), size(44), size(400)] == [12, 10.5, 9, 12]


def test_the_same_document_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    ours = written(guide_sample(), tmp_path).read_bytes()
    script = (
        "import sys; from pathlib import Path; from exports.word import write_docx\n"
        "from tests.exports.word_samples import guide_sample\n"
        "write_docx(guide_sample(), Path(sys.argv[1]))"
    )
    other = tmp_path / "other.docx"
    subprocess.run(
        [sys.executable, "-c", script, str(other)], cwd=ROOT, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )  # fmt: skip
    assert other.read_bytes() == ours
    with zipfile.ZipFile(other) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_missing_folder_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"无法在文件夹.*没有"):
        write_docx(guide_sample(), tmp_path / "没有" / "a.docx")


def test_an_older_file_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written(guide_sample(), tmp_path)
    before = target.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_docx(list_sample(), target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_line_break_in_running_text_begins_a_paragraph_of_its_own(tmp_path: Path) -> None:
    block = Paragraph((Run("一、甲\n二、"), Run("乙", bold=True)), "body")
    write_docx(Document("题目", (block,)), tmp_path / "a.docx")
    body = docx.Document(str(tmp_path / "a.docx")).paragraphs
    assert [p.text for p in body if p.text][-2:] == ["一、甲", "二、乙"]
