"""Invented files with invented persons. The identity card is the example of GB 11643."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
from openpyxl.comments import Comment
from reportlab.pdfgen.canvas import Canvas

ID_CARD = "11010519491231002X"
MASKED = "110105********002X"
MOBILE = "13812345678"


def luhn_account() -> str:
    """An account number with the right check digit."""
    from stdnum import luhn

    body = "622202020011223344"
    return body + luhn.calc_check_digit(body)


def word_file() -> bytes:
    """An application form: body, table, header, properties; the number runs over two runs."""
    document = docx.Document()
    document.add_paragraph("取水许可申请表（样表）")
    paragraph = document.add_paragraph("身份证号：")
    paragraph.add_run(ID_CARD[:8]).bold = True
    paragraph.add_run(ID_CARD[8:])
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "开户行账号", luhn_account()
    table.cell(1, 1).text = f"手机 {MOBILE}"
    document.sections[0].header.paragraphs[0].text = f"经办电话{MOBILE}"
    document.core_properties.author = "王小明"
    document.core_properties.last_modified_by = "Administrator"
    return _saved(document.save)


def workbook() -> bytes:
    """A list of persons: numbers as numbers, a hidden sheet, a comment, a printed header."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人员"
    sheet.append(["姓名", "手机", "银行账号"])
    sheet.append(["某某", int(MOBILE), luhn_account()])
    sheet["A2"].comment = Comment(f"证件号{ID_CARD}", "李小红")
    header = sheet.oddHeader
    assert header is not None
    header.center.text = f"值班{MOBILE}"
    sheet["B2"].number_format = "0"
    hidden = book.create_sheet("底稿")
    hidden["C7"] = ID_CARD
    hidden.sheet_state = "hidden"
    book.properties.creator = "王小明"
    return _saved(book.save)


def pdf_file(*pages: str) -> bytes:
    """A PDF with a page of Latin text each; an empty text stands for a scanned page."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for text in pages:
        if text:
            canvas.drawString(72, 700, text)
        else:
            canvas.rect(72, 72, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def with_parts(data: bytes, **changed: Callable[[bytes], bytes]) -> bytes:
    """An Office file with some parts changed; ``__`` stands for / and ``_xml`` for .xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            key = info.filename.replace("/", "__").replace(".", "_")
            content = old.read(info)
            new.writestr(info, changed[key](content) if key in changed else content)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    """The bytes of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def bomb() -> bytes:
    """A Word file whose body is 100 MB of blanks."""
    return with_parts(word_file(), word__document_xml=lambda _: b" " * (100 * 2**20))


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()
