"""The text of attached files: all of it, with its places, within bounds, never by raising."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.attached import bounds
from desktop.attached.read import read
from forms.attachments import Contents, Obstacle
from forms.rules.attached import spots
from tests.attached import samples
from tests.attached.samples import ID_CARD, MOBILE

TODAY = date(2026, 11, 26)


def found(contents: Contents) -> list[tuple[str, str]]:
    """Place and kind of everything personal."""
    return [
        (contents.passages[spot.passage].place, spot.found.kind) for spot in spots(contents, TODAY)
    ]


def test_a_word_file_is_read_with_tables_headers_and_author() -> None:
    contents = read(samples.word_file(), "样表.docx")
    assert contents.obstacle is None
    assert found(contents) == [
        ("第2段", "id_card"),
        ("第1个表格第1行第2列", "bank_card"),
        ("第1个表格第2行第2列", "mobile"),
        ("页眉", "mobile"),
    ]
    assert contents.people == (("作者", "王小明"),)


def test_a_workbook_is_read_with_hidden_sheets_comments_and_printed_headers() -> None:
    contents = read(samples.workbook(), "名单.xlsx")
    assert found(contents) == [
        ("工作表“人员”B2", "mobile"),
        ("工作表“人员”C2", "bank_card"),
        ("工作表“人员”的页眉页脚", "mobile"),
        ("隐藏的工作表“底稿”C7", "id_card"),
        ("批注A2", "id_card"),
    ]
    assert set(contents.people) == {("作者", "王小明"), ("批注人", "李小红")}


def test_what_stands_in_deleted_text_and_text_boxes_is_read_once() -> None:
    box = (
        b"<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-"
        b"compatibility/2006'><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>%s</w:t>"
        b"</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>%s"
        b"</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        b"<w:p><w:del w:id='1' w:author='%s'><w:r><w:delText>%s</w:delText></w:r></w:del></w:p>"
    ) % (ID_CARD.encode(), ID_CARD.encode(), "赵小兰".encode(), MOBILE.encode())
    data = samples.with_parts(
        samples.word_file(),
        word__document_xml=lambda old: old.replace(b"<w:sectPr", box + b"<w:sectPr", 1),
    )
    contents = read(data, "样表.docx")
    assert found(contents)[3:5] == [("第3段", "id_card"), ("第4段", "mobile")]
    assert ("批注人或者修订人", "赵小兰") in contents.people


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_plain_text_is_read_in_every_encoding(encoding: str) -> None:
    text = f"姓名,证件\r\n某某,{ID_CARD}\r\n户名,账户\n{samples.luhn_account()}\n"
    assert found(read(text.encode(encoding), "名单.csv")) == [
        ("第2行", "id_card"), ("第4行", "bank_card"),
    ]  # fmt: skip


def test_a_pdf_is_read_page_by_page_and_scanned_pages_are_told() -> None:
    contents = read(samples.pdf_file("nothing", f"ID {ID_CARD}", ""), "样表.pdf")
    assert found(contents) == [("第2页", "id_card")]
    assert (contents.obstacle, contents.note) == (Obstacle.SCANNED_PAGES, "3")
    assert read(samples.pdf_file("", ""), "扫描.pdf").obstacle is Obstacle.SCAN
    assert read(samples.pdf_file("all is text"), "文字.pdf").obstacle is None


def test_an_old_workbook_of_published_lists_is_read(shared: object) -> None:
    path = next((shared / "realdata" / "workbooks").glob("*科学技术局*.xls"))  # type: ignore[operator]
    contents = read(path.read_bytes(), "附件.xls")
    assert contents.obstacle is None
    assert any("A1" in passage.place for passage in contents.passages)
    assert len(contents.passages) > 50


def test_the_words_of_a_drawing_are_read() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="110105199001011"><title>流程</title>'
        '<path d="M110105 199001 011237"/><text x="1"><tspan>受理</tspan><tspan>3日</tspan></text>{}</svg>'
    )
    contents = read(drawing.format("").encode(), "流程图.svg")
    assert contents.obstacle is None
    assert "".join(p.text for p in contents.passages) == "流程受理3日"
    picture = read(drawing.format('<image href="data:image/png;base64,AA=="/>').encode(), "图.svg")
    assert picture.obstacle is Obstacle.PICTURE
    assert read(b"<svg", "坏.svg").obstacle is Obstacle.BROKEN


def test_an_ofd_file_is_read_page_by_page() -> None:
    stream = io.BytesIO()
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{}</ofd:Page>'
    text = page.format(f"<ofd:TextCode X='1'>证件{ID_CARD}</ofd:TextCode>")
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", page.format("<ofd:Author>王小明</ofd:Author>"))
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", text)
        archive.writestr("Doc_0/Pages/Page_1/Content.xml", page.format(""))
    contents = read(stream.getvalue(), "公文.ofd")
    assert found(contents) == [("第1页", "id_card")]
    assert (contents.obstacle, contents.note) == (Obstacle.SCANNED_PAGES, "2")
    assert contents.people == (("作者", "王小明"),)


@pytest.mark.parametrize(
    ("data", "name", "obstacle"),
    [
        (b"\x89PNG\r\n\x1a\n....", "照片.png", Obstacle.PICTURE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.doc", Obstacle.UNKNOWN),
        (b"%PDF-1.7 and no more", "坏.pdf", Obstacle.BROKEN),
        (b"PK\x03\x04 and no more", "坏.docx", Obstacle.BROKEN),
        (b"\x01\x02\x03", "程序.bin", Obstacle.UNKNOWN),
        (bytes(range(256)) * 40, "假.txt", Obstacle.BROKEN),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, obstacle: Obstacle) -> None:
    assert read(data, name).obstacle is obstacle


def test_a_locked_pdf_says_so() -> None:
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf_file("secret"))) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert read(stream.getvalue(), "加密.pdf").obstacle is Obstacle.LOCKED


def test_a_bomb_is_not_unpacked() -> None:
    contents = read(samples.bomb(), "炸弹.docx")
    assert contents.obstacle is Obstacle.TOO_LONG


def test_an_entity_is_never_expanded() -> None:
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="w"><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:document>'
    )
    data = samples.with_parts(samples.word_file(), word__document_xml=lambda _: evil)
    assert read(data, "恶.docx").obstacle is Obstacle.BROKEN
    assert not any("root" in passage.text for passage in read(data, "恶.docx").passages)


def test_a_bound_keeps_what_was_read_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds.Budget, "take", _after_two())
    contents = read(f"{ID_CARD}\n二\n三\n四".encode(), "长.txt")
    assert contents.obstacle is Obstacle.TOO_LONG
    assert found(contents) == [("第1行", "id_card")]
    assert len(contents.passages) == 2


def _after_two() -> object:
    taken: list[str] = []

    def take(_: bounds.Budget, text: str) -> None:
        taken.append(text)
        if len(taken) > 2:
            raise bounds.TooLong

    return take


WORD, BOOK = samples.word_file(), samples.workbook()


@given(st.sampled_from((WORD, BOOK)), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_never_stops_the_program(data: bytes, at: int, noise: bytes) -> None:
    torn = bytearray(data)
    place = at * len(torn) // 2001
    torn[place : place + len(noise)] = noise
    contents = read(bytes(torn), "坏.docx")
    assert contents.obstacle is not None or contents.passages
    json.dumps([passage.text for passage in contents.passages])
