"""PDF: the text can be copied, fonts are embedded, long tables break well, bytes repeat."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    FlowChart,
    FlowStep,
    Heading,
    KeyValues,
    Page,
    PageBreak,
    Paragraph,
    QrCode,
    Run,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)
from exports.pdf import pdf_bytes, write_pdf
from exports.progress import Cancelled

LAW = (
    "公民、法人或者其他组织从事特定活动，依法需要取得行政许可的，应当向行政机关提出申请。"
    "申请书需要采用格式文本的，行政机关应当向申请人提供行政许可申请书格式文本。"
)
BLOCKS: tuple[Block, ...] = (
    Cover("医疗机构执业登记", "服务指南", (("发布机关", "镕州市卫生健康委员会"),)),
    TableOfContents(),
    Heading(1, "一、适用范围"),
    paragraph(LAW * 3),
    Paragraph((Run("重要："), Run("材料须为原件", bold=True), Run("，姓名𠮷㐂照写。"))),
    Paragraph((Run("网上办理：", link=""), Run("zwfw.example.gov.cn", link="https://example.gov.cn"))),
    Heading(2, "（一）范围说明"),
    KeyValues((("事项名称", "医疗机构执业登记"), ("是否收费", "否"), ("说明", LAW))),
    PageBreak(),
    Heading(1, "二、办理流程"),
    FlowChart((FlowStep("申请"), FlowStep("审查", "医政股", "5个工作日", "审查意见", parallel=True),
               FlowStep("勘验", "监督所", parallel=True), FlowStep("送达"))),
    QrCode("https://example.gov.cn/guide", "扫码办理"),
)  # fmt: skip


def document(*blocks: Block, page: Page | None = None) -> Document:
    return Document(
        "医疗机构执业登记服务指南",
        blocks or BLOCKS,
        page=page or Page(),
        organization="镕州市卫生健康委员会",
        date="2026-11-23",
        mark="第3版 2026-11-23",
        subject="办事指南",
        keywords=("医疗", "登记"),
    )


def page_texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words(block: Block) -> Iterator[str]:
    """Every text that a block prints."""
    match block:
        case Paragraph():
            yield block.text
        case Heading():
            yield block.text
        case Cover():
            yield from (
                block.title,
                block.subtitle,
                *(word for line in block.lines for word in line),
            )
        case KeyValues():
            yield from (word for row in block.rows for word in row)
        case Table():
            yield from (column.title for column in block.columns)
            yield from (cell.text for row in block.rows for cell in row)
        case FlowChart():
            yield from (w for s in block.steps for w in (s.name, s.office, s.limit, s.note))
        case QrCode():
            yield block.caption


def codes(path: Path) -> Iterator[str]:
    """Every two-byte code that a page shows."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for string in re.findall(rb"<([0-9A-F]+)>", page.Contents.read_bytes()):
                yield from (string[at : at + 4].decode() for at in range(0, len(string), 4))


def long_table(rows: int) -> Table:
    columns = (TableColumn("序号", 4), TableColumn("权力名称", 16), TableColumn("设定依据", 40))
    return Table(columns, tuple(
        (Cell(str(number)), Cell(f"第{number}项权力"), Cell(LAW)) for number in range(1, rows + 1)
    ))  # fmt: skip


def test_every_word_of_the_document_can_be_copied(tmp_path: Path) -> None:
    report = write_pdf(document(), tmp_path / "a.pdf")
    text = "".join(page_texts(tmp_path / "a.pdf"))
    assert report.missing_glyphs == ()
    for block in BLOCKS:
        for word in words(block):
            assert squeezed(word) in text


def test_rare_characters_are_drawn_from_embedded_fonts(tmp_path: Path) -> None:
    report = write_pdf(document(paragraph("𠮷㐂𬭎镕")), tmp_path / "a.pdf")
    assert "𠮷㐂𬭎镕" in page_texts(tmp_path / "a.pdf")[0]
    assert {"Rare", "RareA"} & set(report.fonts)
    assert report.missing_glyphs == ()


def test_a_character_without_glyph_is_reported_and_still_copied(tmp_path: Path) -> None:
    report = write_pdf(document(paragraph("好\U0001f600的")), tmp_path / "a.pdf")
    assert report.missing_glyphs == ("\U0001f600",)
    assert "好\U0001f600的" in page_texts(tmp_path / "a.pdf")[0]
    assert "0000" not in set(codes(tmp_path / "a.pdf"))


def test_all_fonts_are_embedded_subsets_with_unicode_tables(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        fonts = {name: font for page in pdf.pages for name, font in page.Resources.Font.items()}
        assert len(fonts) >= 4
        for font in fonts.values():
            assert font.Subtype == "/Type0"
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor
            assert re.match(r"/[A-Z]{6}\+", str(descriptor.FontName))


def test_no_page_shows_notdef(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    found = list(codes(tmp_path / "a.pdf"))
    assert found
    assert "0000" not in found


def test_the_file_is_sound_and_says_what_it_is(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.Lang == "zh-CN"
        assert str(pdf.docinfo["/Title"]) == "医疗机构执业登记服务指南"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261123")
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "医疗机构执业登记服务指南"
            assert metadata["dc:creator"] == ["镕州市卫生健康委员会"]
            assert metadata["xmp:CreateDate"].startswith("2026-11-23")


def test_headings_make_the_outline(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["一、适用范围", "二、办理流程"]
        assert [item.title for item in outline.root[0].children] == ["（一）范围说明"]


def test_contents_name_the_pages_that_the_feet_name(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    cover, contents, first, second = page_texts(tmp_path / "a.pdf")
    assert "—" not in cover
    assert re.search(r"一、适用范围…+2", contents)
    assert re.search(r"二、办理流程…+3", contents)
    assert "—2—" in first
    assert "—3—" in second


def test_contents_of_a_bundle_name_the_covers_and_each_guide_its_own_headings(
    tmp_path: Path,
) -> None:
    blocks: list[Block] = [TableOfContents()]
    for name in ("甲证", "乙证"):
        blocks += [Cover(name, "服务指南"), TableOfContents("目次"), Heading(1, f"一、{name}范围"),
                   paragraph(LAW)]  # fmt: skip
    write_pdf(document(*blocks), tmp_path / "a.pdf")
    contents, _, first, _, _, second, _ = page_texts(tmp_path / "a.pdf")
    assert re.search(r"甲证…+2乙证…+4", contents)
    assert re.search(r"一、甲证范围…+3", first)
    assert "乙证" not in first
    assert re.search(r"一、乙证范围…+5", second)
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["甲证", "乙证"]
        assert [item.title for item in outline.root[1].children] == ["一、乙证范围"]


def test_every_numbered_page_carries_mark_and_fingerprint(tmp_path: Path) -> None:
    made = document()
    write_pdf(made, tmp_path / "a.pdf")
    for text in page_texts(tmp_path / "a.pdf")[1:]:
        assert "第3版2026-11-23" in text
        assert made.fingerprint() in text


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    write_pdf(document(), tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_in_memory_it_is_the_very_file(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    assert pdf_bytes(document()) == (tmp_path / "a.pdf").read_bytes()


def test_in_memory_it_can_be_cancelled() -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        pdf_bytes(document(), progress=Stop())


def test_a_long_table_repeats_its_heading_and_loses_no_row(tmp_path: Path) -> None:
    made = document(long_table(120), page=Page("A3", "landscape"))
    report = write_pdf(made, tmp_path / "a.pdf")
    pages = page_texts(tmp_path / "a.pdf")
    assert report.pages == len(pages) > 2
    assert all("序号权力名称设定依据" in text for text in pages)
    assert all(f"第{n}页共{len(pages)}页" in text for n, text in enumerate(pages, 1))
    rows = "".join(pages).replace("序号权力名称设定依据", "")
    assert rows.count("申请书格式文本。") == 120
    assert [n for n in range(1, 121) if f"第{n}项权力" not in rows] == []


def test_a_cell_longer_than_a_page_goes_on_under_the_heading(tmp_path: Path) -> None:
    sentences = "".join(f"第{number}句依据原文如此规定。" for number in range(900))
    table = Table((TableColumn("序号", 5), TableColumn("依据", 30)),
                  ((Cell("甲乙"), Cell(sentences)), (Cell("丙丁"), Cell("末行"))))  # fmt: skip
    write_pdf(document(table), tmp_path / "a.pdf")
    pages = page_texts(tmp_path / "a.pdf")
    body = "".join(
        re.sub(r"镕州市卫生健康委员会第3版.{10}共\d+页校验码\w{12}|—\d+—|医疗机构执业登记服务指南|序号依据|甲乙",
               "", text) for text in pages
    )  # fmt: skip
    assert len(pages) > 3
    assert all("序号依据" in text for text in pages)
    assert body.startswith(sentences)
    assert "丙丁末行" in body


def test_a_merged_cell_is_shown_again_on_the_next_page(tmp_path: Path) -> None:
    first = (Cell("县卫生健康局", rows=60), Cell("1"))
    rest = tuple((Cell(str(number)),) for number in range(2, 61))
    table = Table((TableColumn("部门", 10), TableColumn("项", 10)), (first, *rest))
    write_pdf(document(table), tmp_path / "a.pdf")
    pages = page_texts(tmp_path / "a.pdf")
    assert len(pages) > 1
    assert all(text.count("县卫生健康局") == 1 for text in pages)


def test_a_group_row_does_not_end_a_page(tmp_path: Path) -> None:
    group = (Cell("行政许可（共 3 项）", columns=2, header=True),)
    for filler in range(20, 50):
        rows = tuple((Cell(str(n)), Cell("项")) for n in range(filler))
        table = Table(
            (TableColumn("序", 5), TableColumn("名", 9)), (*rows, group, (Cell("甲"), Cell("乙")))
        )
        write_pdf(document(table), tmp_path / "a.pdf")
        page = next(t for t in page_texts(tmp_path / "a.pdf") if "行政许可" in t)
        assert "甲乙" in page


def test_column_groups_stand_over_their_columns(tmp_path: Path) -> None:
    table = Table(
        (TableColumn("序号", 5), TableColumn("全社会", 8, "公开对象"),
         TableColumn("特定群体", 8, "公开对象"), TableColumn("主动", 8, "公开方式")),
        ((Cell("1"), Cell("√"), Cell(""), Cell("√")),),
    )  # fmt: skip
    write_pdf(document(table), tmp_path / "a.pdf")
    assert "序号公开对象公开方式全社会特定群体主动1√√" in page_texts(tmp_path / "a.pdf")[0]


def test_one_sheet_editions_are_set_smaller_until_they_fit(tmp_path: Path) -> None:
    blocks = tuple(paragraph(LAW) for _ in range(16))
    assert write_pdf(document(*blocks, page=Page()), tmp_path / "a.pdf").pages > 1
    assert write_pdf(document(*blocks, page=Page(fit_pages=1)), tmp_path / "a.pdf").pages == 1


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with merged cells and cells from one character to more than a page."""
    count = draw(st.integers(1, 6))
    columns = tuple(TableColumn(f"列{n}", draw(st.integers(1, 30))) for n in range(count))
    rows: list[list[Cell]] = [[] for _ in range(draw(st.integers(1, 25)))]
    taken = [[False] * count for _ in rows]
    for at, places in enumerate(taken):
        for column in range(count):
            if places[column]:
                continue
            high = min(draw(st.sampled_from([1, 1, 1, 2, 9])), len(rows) - at)
            free = next((n for n in range(column, count) if places[n]), count) - column
            wide = min(draw(st.sampled_from([1, 1, 1, 2])), free)
            length = draw(st.sampled_from([0, 1, 5, 40, 40, 900]))
            rows[at].append(Cell(f"《{at}·{column}》" + "文" * length, rows=high, columns=wide))
            for line in taken[at : at + high]:
                line[column : column + wide] = [True] * wide
    return Table(columns, tuple(map(tuple, rows)))


@pytest.mark.slow
@settings(max_examples=60)
@given(tables(), st.sampled_from([Page(), Page("A3", "landscape"), Page(fit_pages=1)]))
def test_no_table_loses_a_character(table: Table, page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_pdf(document(table, page=page), Path(folder, "a.pdf"))
        text = "".join(page_texts(Path(folder, "a.pdf")))
        wanted = [cell for row in table.rows for cell in row]
        for cell in wanted:
            if len(cell.text) < 10:
                assert cell.text in text
        assert text.count("文") >= sum(cell.text.count("文") for cell in wanted)
        inside_page(Path(folder, "a.pdf"))


def inside_page(path: Path) -> None:
    """No character stands outside the margins at the side or in the foot."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(0, text.count_chars(), 7):
                left, bottom, right, top = text.get_charbox(at)
                assert 0 <= left <= right <= width
                assert 15 <= bottom <= top <= height


def test_links_lead_where_the_run_says(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        links = [note.A.URI for note in notes if "/A" in note]
    assert [str(link) for link in links] == ["https://example.gov.cn"]


def test_a_cancelled_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            assert done <= total
            if "写" in text:
                raise Cancelled

    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_pdf(document(), target, progress=Stop())
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_invisible_and_control_characters_do_no_harm(tmp_path: Path) -> None:
    report = write_pdf(document(paragraph("甲\u200b乙\x07丙\ufeff\t丁\ud800")), tmp_path / "a.pdf")
    assert report.missing_glyphs == ()
    assert "甲乙丙丁" in page_texts(tmp_path / "a.pdf")[0]


def test_empty_parts_do_not_break_the_layout(tmp_path: Path) -> None:
    empty = (paragraph(""), KeyValues(()), Table((), ()), FlowChart(()), TableOfContents(),
             Table((TableColumn("名称"),), ()))  # fmt: skip
    assert write_pdf(document(*empty), tmp_path / "a.pdf").pages >= 1


@pytest.mark.slow
def test_three_thousand_rows_take_seconds(tmp_path: Path) -> None:
    made = document(long_table(3000), page=Page("A3", "landscape"))
    start = time.process_time()
    report = write_pdf(made, tmp_path / "a.pdf")
    assert report.pages > 50
    assert time.process_time() - start < 10


def test_the_heading_of_a_table_never_stands_alone_at_the_foot(tmp_path: Path) -> None:
    table = Table((TableColumn("序号", 5), TableColumn("名称", 9)),
                  ((Cell("甲"), Cell("乙" * 120)), (Cell("丙"), Cell("丁"))))  # fmt: skip
    for filler in range(10, 22):
        lines = tuple(paragraph("文") for _ in range(filler))
        write_pdf(document(*lines, table), tmp_path / "a.pdf")
        page = next(text for text in page_texts(tmp_path / "a.pdf") if "序号名称" in text)
        assert "序号名称甲" in page


def test_rows_that_a_cell_holds_together_stay_on_one_page(tmp_path: Path) -> None:
    columns = (TableColumn("序号", 5), TableColumn("名称", 30), TableColumn("份数", 10))
    rows = [
        line
        for at in range(60)
        for line in (
            (Cell(str(at), rows=2), Cell(f"甲{at}。"), Cell("一份")),
            (Cell(f"乙{at}。" + "\n依据" * (at % 4), columns=2),),
        )
    ]
    write_pdf(document(Table(columns, tuple(rows))), tmp_path / "a.pdf")
    pages = page_texts(tmp_path / "a.pdf")
    assert len(pages) > 3
    for at in range(60):
        assert [f"甲{at}。" in page for page in pages] == [f"乙{at}。" in page for page in pages]


@pytest.mark.parametrize("lines", range(15, 22))
def test_a_label_does_not_end_a_page(lines: int, tmp_path: Path) -> None:
    blocks = [paragraph(f"第{at}行") for at in range(lines)]
    pairs = KeyValues((("复议机关", "甲"), ("复议电话", "乙"), ("诉讼法院", "丙")))
    write_pdf(document(*blocks, paragraph("救济途径", "label"), pairs), tmp_path / "a.pdf")
    page = next(page for page in page_texts(tmp_path / "a.pdf") if "救济途径" in page)
    assert "复议机关" in page
