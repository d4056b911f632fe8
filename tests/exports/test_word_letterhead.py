"""The office's own .docx: its header, footer and cover stay, our text goes in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from exports.document import Cover, Document, FlowChart, Heading, Page, paragraph
from exports.word import write_docx
from exports.word.letterhead import BadLetterhead, open_letterhead
from tests.exports.word_samples import STEPS, guide_sample, list_sample

COVERED = (Cover("示例事项", "服务指南"), Heading(1, "一、适用范围"), paragraph("适用于本市。"),
           FlowChart(STEPS))  # fmt: skip


def letterhead(folder: Path, *lines: str, footer: str = "机关页脚") -> Path:
    """A file as an office makes it: header, maybe footer, paragraphs, a heading style of its own."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(40)
    section.header.paragraphs[0].text = "机关页眉"
    if footer:
        section.footer.paragraphs[0].text = footer
    word.styles["Heading 1"].font.size = Pt(33)
    for line in lines:
        word.add_paragraph(line)
    word.save(str(folder / "版头.docx"))
    return folder / "版头.docx"


def onto(folder: Path, document: Document, *lines: str, footer: str = "机关页脚") -> Path:
    own = open_letterhead(letterhead(folder, *lines, footer=footer))
    write_docx(document, folder / "成文.docx", letterhead=own)
    return folder / "成文.docx"


def lines_of(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs if p.text]


def test_our_text_stands_at_its_place_and_the_signs_are_filled_in(tmp_path: Path) -> None:
    path = onto(
        tmp_path, guide_sample(*COVERED), "【单位】文件", "【标题】", "【正文】", "抄送：某办"
    )
    assert lines_of(path) == [
        "示例市烟草专卖局文件", "烟草专卖零售许可证核发", "一、适用范围", "适用于本市。", "抄送：某办",
    ]  # fmt: skip


def test_without_a_sign_it_stands_behind_all_with_our_cover(tmp_path: Path) -> None:
    path = onto(tmp_path, guide_sample(*COVERED), "红头")
    assert lines_of(path) == ["红头", "示例事项", "服务指南", "一、适用范围", "适用于本市。"]


def test_header_footer_and_paper_stay_and_ours_follow_them(tmp_path: Path) -> None:
    path = onto(tmp_path, guide_sample(*COVERED), "【正文】")
    word = docx.Document(str(path))
    assert len(word.sections) == 2
    for section in word.sections:
        assert section.header.paragraphs[0].text == "机关页眉"
        assert section.footer.paragraphs[0].text == "机关页脚"
        assert section.left_margin is not None
        assert abs(section.left_margin - Mm(40)) < Mm(0.1)
    drawn = next(word.element.body.iter(qn("wp:extent")))
    assert int(drawn.get("cx")) <= Mm(130)


def test_an_office_without_footer_gets_page_numbers(tmp_path: Path) -> None:
    path = onto(tmp_path, guide_sample(paragraph("正文")), "【正文】", footer="")
    section = docx.Document(str(path)).sections[0]
    codes = [item.text for item in section.footer._element.iter(qn("w:instrText"))]
    assert codes == [" PAGE ", " NUMPAGES "]


def test_the_styles_of_the_office_stay_and_ours_are_beside_them(tmp_path: Path) -> None:
    word = docx.Document(str(onto(tmp_path, guide_sample(*COVERED), "【正文】")))
    assert word.styles["Heading 1"].font.size == Pt(33)
    heading = next(p for p in word.paragraphs if p.text == "一、适用范围")
    assert heading.style is not None
    assert heading.style.name == "公文一级标题"
    identifiers = [s.get(qn("w:styleId")) for s in word.styles.element.iter(qn("w:style"))]
    assert len(set(identifiers)) == len(identifiers)
    names = [n.get(qn("w:val")) for n in word.styles.element.iter(qn("w:name"))]
    assert len(set(names)) == len(names)


def test_lists_and_one_sheet_editions_have_paper_of_their_own(tmp_path: Path) -> None:
    own = open_letterhead(letterhead(tmp_path, "红头"))
    sheet = guide_sample(paragraph("正文"), page=Page(fit_pages=1))
    for document in (list_sample(), sheet):
        write_docx(document, tmp_path / "a.docx", letterhead=own)
        write_docx(document, tmp_path / "b.docx")
        assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_the_same_letterhead_and_document_give_the_same_bytes(tmp_path: Path) -> None:
    first = onto(tmp_path, guide_sample(*COVERED), "【正文】").read_bytes()
    write_docx(guide_sample(*COVERED), tmp_path / "成文.docx",
               letterhead=open_letterhead(tmp_path / "版头.docx"))  # fmt: skip
    assert (tmp_path / "成文.docx").read_bytes() == first


def test_two_documents_from_one_letterhead_do_not_mix(tmp_path: Path) -> None:
    own = open_letterhead(letterhead(tmp_path, "【标题】", "【正文】"))
    for word in ("甲", "乙"):
        document = Document(word, (paragraph(f"{word}文"),))
        write_docx(document, tmp_path / f"{word}.docx", letterhead=own)
        assert lines_of(tmp_path / f"{word}.docx") == [word, f"{word}文"]


def test_what_cannot_be_a_letterhead_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    (tmp_path / "文.docx").write_text("不是")
    with zipfile.ZipFile(tmp_path / "空.docx", "w") as archive:
        archive.writestr("a.txt", "")
    good = letterhead(tmp_path, "红头")
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "宏.docx", "w") as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name))
        archive.writestr("word/vbaProject.bin", b"")
    cases = {"没有.docx": "找不到", "旧.doc": "加了密码", "文.docx": "不是完整的 Word 文档",
             "空.docx": "不是完整的 Word 文档", "宏.docx": "带有宏"}  # fmt: skip
    for name, said in cases.items():
        with pytest.raises(BadLetterhead, match=said) as caught:
            open_letterhead(tmp_path / name)
        assert name in str(caught.value)
        assert str(caught.value).endswith("。")
