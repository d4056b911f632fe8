"""Layouts of single records: poster, duty table, announcement, and those an office changed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from desktop.imports import read_file
from exports.document import Block, Document, FlowChart, Heading, KeyValues, Paragraph, Table
from exports.layouts import LayoutContext, UnknownSheetError, guide_document, sheet_document
from exports.pdf import pdf_bytes, write_pdf
from forms.loader import DATA, load_catalogue
from forms.record import Record
from resources import SAMPLE_FILES

CATALOGUE = load_catalogue()
RECORDS = [r for path in SAMPLE_FILES for r in read_file(path, CATALOGUE).records]
BY_UUID = {record.uuid: record for record in RECORDS}
CONTEXT = LayoutContext(CATALOGUE, BY_UUID.get, organization="岚川县水务局")


def first(kind: str, **changes: object) -> Record:
    """A record of the sample agency."""
    found = next(record for record in RECORDS if record.kind == kind)
    return found.with_values(**changes) if changes else found


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def texts(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_the_poster_is_one_sheet_of_a3_with_chart_materials_and_codes(tmp_path: Path) -> None:
    guides = [record for record in RECORDS if record.kind == "service_guide"]
    for guide in guides:
        made = guide_document(guide, CONTEXT, "poster")
        assert (made.page.paper, made.page.orientation) == ("A3", "portrait")
        assert any(isinstance(block, FlowChart) for block in made.blocks)
        assert made.mark.startswith("第")
        assert write_pdf(made, tmp_path / "a.pdf").pages == 1, made.title


def test_the_duty_table_shows_one_power_from_top_to_bottom() -> None:
    record = first("responsibility_item")
    made = sheet_document(record, CONTEXT, "single")
    labels = [label for block in made.blocks if isinstance(block, KeyValues)
              for label, _ in block.rows]  # fmt: skip
    assert labels == ["职权名称", "职权类型", "审核转报", "职权编码", "法定主体", "监督电话"]
    duties, accountability = (block for block in made.blocks if isinstance(block, Table))
    assert [column.title for column in duties.columns] == ["序号", "责任事项", "责任依据"]
    assert len(duties.rows) == len(record.rows("duties"))
    assert [column.title for column in accountability.columns] == ["序号", "追责情形", "追责依据"]


def test_the_announcement_reads_like_an_official_document() -> None:
    made = sheet_document(first("adjustment_notice"), CONTEXT, "announcement")
    assert made.title == "岚川县水务局关于取消权力清单事项的公告"
    assert headings(made)[:2] == ["一、调整事项", "二、调整内容"]
    body = texts(made.blocks)
    assert body.startswith(
        "根据《水资源税改革试点实施办法》，经岚川县人民政府（岚政复〔2024〕87号）批准"
    )
    assert "现公告如下：" in body
    closing = [
        b.text.strip() for b in made.blocks if isinstance(b, Paragraph) and b.style == "right"
    ]
    assert closing == ["岚川县水务局", "2024年12月20日"]
    items, changes = (block for block in made.blocks if isinstance(block, Table))
    assert len(items.rows) == len(first("adjustment_notice").get("targets"))
    assert [column.title for column in changes.columns][2:] == ["调整前", "调整后"]


def test_a_bare_announcement_says_what_is_missing() -> None:
    record = Record("adjustment_notice", {"adjustment_type": "cancel"})
    made = sheet_document(record, CONTEXT, "announcement")
    assert "对下列清单事项予以取消，现公告如下：" in texts(made.blocks)
    assert "（未填写）" in texts(made.blocks)


def test_a_layout_that_a_kind_lacks_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownSheetError, match="可用的有：announcement"):
        sheet_document(first("adjustment_notice"), CONTEXT, "single")


def test_sections_of_the_guide_follow_the_file_of_the_office(tmp_path: Path) -> None:
    text = (DATA / "layouts" / "guide_full.toml").read_text(encoding="utf-8")
    scope, rest = text.split('[[section]]\ntitle = "项目信息"', 1)
    head, first_section = scope.split('[[section]]\ntitle = "适用范围"', 1)
    changed = (
        head + '[[section]]\ntitle = "基本信息"' + rest
        + '\n[[section]]\ntitle = "本指南适用于"' + first_section
    ).replace('title = "材料名称"', 'title = "要交什么"')  # fmt: skip
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "guide_full.toml").write_text(changed, encoding="utf-8")
    context = LayoutContext(load_catalogue(tmp_path), BY_UUID.get)
    made = guide_document(first("service_guide"), context)
    sections = [h for h in headings(made) if "、" in h[:4]]
    assert sections[0] == "一、基本信息"
    assert sections[20] == "二十一、本指南适用于"
    materials = next(table for table in made.tables() if table.caption == "申请材料目录")
    assert materials.columns[1].title == "要交什么"


def test_a_sheet_for_the_counter_names_numbers_to_call_and_leaves_room_to_write() -> None:
    ways = [{"way": "website", "contact": "https://example.gov.cn"},
            {"way": "phone", "contact": "0879-5550112"}, {"way": "counter", "contact": "一楼窗口"}]  # fmt: skip
    materials = [{"name": "申请书", "original_or_copy": "original", "original_count": 2},
                 {"name": "身份证", "original_or_copy": "copy"}]  # fmt: skip
    guide = first("service_guide", consult_ways=ways, complaint_ways=ways[:1], materials=materials)
    made = guide_document(guide, CONTEXT, "notice")
    pairs = dict(row for block in made.blocks if isinstance(block, KeyValues) for row in block.rows)
    assert pairs["咨询电话"] == "0879-5550112"
    assert pairs["监督电话"] == "https://example.gov.cn"  # better than nothing
    counts = next(table for table in made.tables() if table.caption == "申请材料")
    assert [row[2].text for row in counts.rows] == ["原件2份", "复印件"]
    signed = next(table for table in made.tables() if table.caption == "告知与签收")
    assert signed.rows[0][1].text.count("\n") == 3
    with pypdfium2.PdfDocument(pdf_bytes(made)) as pdf:
        page = pdf[len(pdf) - 1].get_textpage()
        tops = [page.get_charbox(page.search(word).get_next()[0])[3]
                for word in ("需要补正的内容", "窗口人员")]  # fmt: skip
    assert tops[0] - tops[1] > 30
