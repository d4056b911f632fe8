"""Lists in containers that platforms and other office programs write: invented, a few cells each."""

from __future__ import annotations

import quopri
import zipfile
from pathlib import Path

import pytest

from desktop.imports import ImportResult, UnreadableFile, read_file
from desktop.imports.sniff import Container
from desktop.imports.workbook import read_workbook
from forms.loader import load_catalogue
from tests.imports.sheet_samples import ROWS, SHEET_XML, cell, open_document, row_of

NAMES = ["甲许可", "乙许可"]
TABLE = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
PAGE = f"<html><body><table>{TABLE}</table></body></html>"


def read(path: Path, content: bytes) -> ImportResult:
    path.write_bytes(content)
    return read_file(path, load_catalogue())


def names(result: ImportResult) -> list[object]:
    return [record.values.get("name") for record in result.records]


def ods(path: Path, rows: str, head: str = "") -> ImportResult:
    return read_file(open_document(path, rows, head), load_catalogue())


@pytest.mark.parametrize("mark", [";", "|", "\t"])
def test_a_short_list_may_be_parted_by_any_mark(tmp_path: Path, mark: str) -> None:
    lines = [mark.join(row) for row in ROWS]
    lines[1] = lines[1].replace("《甲法》第一条", '"《甲法》第一条\n《丙法》第二条"')
    assert names(read(tmp_path / "清单.csv", "\r\n".join(lines).encode())) == NAMES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "gb18030", "utf-8-sig"])
def test_a_text_is_read_in_every_encoding_also_without_a_mark(
    tmp_path: Path, encoding: str
) -> None:
    text = "\r\n".join(",".join(row) for row in ROWS)
    assert names(read(tmp_path / "清单.csv", text.encode(encoding))) == NAMES


def test_a_workbook_of_excel_2003_in_xml_is_read_with_merges_and_hidden_rows(
    tmp_path: Path,
) -> None:
    result = read(tmp_path / "清单.xls", SHEET_XML.encode())
    assert names(result) == ["甲许可"]
    assert "隐藏行：4" in result.sheets[0].note
    assert result.cells.dropped == 0


def test_a_single_web_page_of_excel_is_read(tmp_path: Path) -> None:
    body = quopri.encodestring(PAGE.encode("gb2312")).decode("ascii")
    text = (
        'From: <甲>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable\n\n'
        f"{body}\n--x--\n"
    )
    assert names(read(tmp_path / "清单.xls", text.encode())) == NAMES


def test_an_open_document_sheet_is_read_with_what_repeats_and_what_is_hidden(
    tmp_path: Path,
) -> None:
    head = "".join(cell(text) for text in ROWS[0])
    first = cell("1") + cell("甲许可", 'table:number-rows-spanned="2"') + cell("行政许可")
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        f'table:number-columns-repeated="16384"/></table:table-row><table:table-row>{head}'
        f"</table:table-row><table:table-row>{first}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("2")}<table:covered-table-cell/>'
        f"{cell('行政许可')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    result = ods(tmp_path / "清单.ods", rows)
    assert names(result) == ["甲许可"]
    assert result.sheets[0].header_row == 3
    assert "隐藏行：5" in result.sheets[0].note


def test_a_hostile_open_document_is_refused_or_bounded(tmp_path: Path) -> None:
    full = cell("甲", 'table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{full}</table:table-row>'
    with pytest.raises(UnreadableFile, match="读不下去"):
        ods(tmp_path / "满.ods", rows)
    with pytest.raises(UnreadableFile, match="文档类型定义"):
        ods(tmp_path / "实体.ods", "", '<!DOCTYPE a [<!ENTITY b "c">]>')
    wrong = f'<table:table-row table:number-rows-repeated="-1">{full}</table:table-row>'
    with pytest.raises(UnreadableFile, match="读不下去"):
        ods(tmp_path / "负.ods", wrong)


@pytest.mark.parametrize("at", ["name", "data", "flag"])
def test_a_torn_open_document_is_refused_with_a_sentence(tmp_path: Path, at: str) -> None:
    path = open_document(tmp_path / "坏.ods", row_of(*ROWS[0]) + row_of(*ROWS[1]))
    data = bytearray(path.read_bytes())
    start = data.rindex(b"PK\x03\x04")
    place = {
        "name": start + 33,
        "data": start + 30 + len("content.xml") + 3,
        "flag": data.rindex(b"PK\x01\x02") + 8,
    }[at]
    data[place] ^= 0x41
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"坏\.ods”.*。$"):
        read_file(path, load_catalogue())


def test_an_open_document_with_a_password_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "锁.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x93\x1f\x00sealed")
        archive.writestr(
            "META-INF/manifest.xml", "<m:file-entry><m:encryption-data/></m:file-entry>"
        )
    with pytest.raises(UnreadableFile, match="打开密码"):
        read_file(path, load_catalogue())


def test_a_workbook_in_xml_with_bytes_of_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="读不下去"):
        read(tmp_path / "坏.xls", SHEET_XML.encode().replace("甲许可".encode(), b"\xd6\xff"))


def test_hidden_columns_of_a_workbook_in_xml_reach_as_far_as_they_say(tmp_path: Path) -> None:
    columns = '<Table><Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>'
    (tmp_path / "清单.xls").write_text(SHEET_XML.replace("<Table>", columns), encoding="utf-8")
    [grid] = read_workbook(tmp_path / "清单.xls", Container.SHEET_XML)
    assert grid.hidden_columns == {2, 3}


def test_a_number_of_a_workbook_in_xml_is_bounded_however_it_is_written(tmp_path: Path) -> None:
    wide = SHEET_XML.replace('MergeAcross="3"', f'MergeAcross="{"0" * 9}99999999"')
    with pytest.raises(UnreadableFile, match="读不下去"):
        read(tmp_path / "清单.xls", wide.encode())


def test_a_binary_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "清单.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    with pytest.raises(UnreadableFile, match=r"另存为 \.xlsx"):
        read_file(tmp_path / "清单.xlsb", load_catalogue())
