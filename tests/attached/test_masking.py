"""Masked copies: nothing personal is left, everything else is as it was."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from desktop.attached.masking import CannotMask, masked_copy
from desktop.attached.read import read
from forms.rules.attached import spots
from tests.attached import samples
from tests.attached.samples import ID_CARD, MASKED, MOBILE

TODAY = date(2026, 11, 26)


def clean(data: bytes, name: str) -> bool:
    contents = read(data, name)
    return not spots(contents, TODAY) and not contents.people


def test_a_word_file_is_masked_run_by_run_and_keeps_its_shape() -> None:
    before = samples.word_file()
    after = masked_copy(before, "样表.docx", TODAY)
    assert clean(after, "样表.docx")
    document = docx.Document(io.BytesIO(after))
    assert document.paragraphs[1].text == f"身份证号：{MASKED}"
    assert [run.bold for run in document.paragraphs[1].runs] == [None, True, None]
    assert document.tables[0].cell(1, 1).text == "手机 138****5678"
    assert document.core_properties.author == "***"
    assert document.core_properties.last_modified_by == "Administrator"
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.namelist() == old.namelist()
        same = [name for name in old.namelist() if old.read(name) == new.read(name)]
        assert set(old.namelist()) - set(same) == {
            "word/document.xml", "word/header1.xml", "docProps/core.xml",
        }  # fmt: skip


def test_a_workbook_is_masked_cell_by_cell_and_keeps_its_sheets() -> None:
    after = masked_copy(samples.workbook(), "名单.xlsx", TODAY)
    assert clean(after, "名单.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book.sheetnames == ["人员", "底稿"]
    assert book["人员"]["B2"].value == "138****5678"
    assert book["人员"]["B2"].number_format == "0"
    assert book["人员"]["C2"].value.startswith("622202*********")
    assert book["人员"]["A1"].value == "姓名"
    assert book["底稿"]["C7"].value == MASKED
    assert book["底稿"].sheet_state == "hidden"
    comment = book["人员"]["A2"].comment
    assert comment is not None
    assert comment.text == f"证件号{MASKED}"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_keeps_its_encoding_and_line_ends(encoding: str) -> None:
    text = "某某,{}\r\n备注,“无”\n".format
    after = masked_copy(text(ID_CARD).encode(encoding), "名单.csv", TODAY)
    assert after == text(MASKED).encode(encoding)


def test_the_second_writing_of_a_text_box_is_masked_too() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-"
        "compatibility/2006'><mc:Choice Requires='wps'><w:p><w:r><w:t>{0}</w:t></w:r></w:p>"
        "</mc:Choice><mc:Fallback><w:p><w:r><w:t>{0}</w:t></w:r></w:p></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    data = samples.with_parts(
        samples.word_file(),
        word__document_xml=lambda old: old.replace(
            b"<w:sectPr", box.format(ID_CARD).encode() + b"<w:sectPr", 1
        ),
    )
    after = masked_copy(data, "样表.docx", TODAY)
    assert ID_CARD.encode() not in samples.part(after, "word/document.xml")
    assert samples.part(after, "word/document.xml").count(MASKED.encode()) == 2


def test_what_is_hidden_where_nothing_reaches_stops_the_copy() -> None:
    data = samples.with_parts(
        samples.word_file(),
        docProps__app_xml=lambda old: old.replace(
            b"</Properties>", f"<Company>{MOBILE}</Company></Properties>".encode()
        ),
    )
    with pytest.raises(CannotMask, match=r"docProps/app\.xml"):
        masked_copy(data, "样表.docx", TODAY)


@pytest.mark.parametrize("name", ["样表.pdf", "样表.doc", "图.png"])
def test_other_kinds_are_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(CannotMask, match="重新添加"):
        masked_copy(samples.pdf_file("text"), name, TODAY)
