"""Broken input gives one sentence that names the file and the place."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from desktop.imports import UnreadableFile, read_file
from forms.loader import load_catalogue

CATALOGUE = load_catalogue()


def workbook_bytes() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(200):
        sheet.append([f"{row} {text}" for text in ("事项名称", "权力类型", "实施依据")])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zip_bytes(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def sentence(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, CATALOGUE)
    text = str(caught.value)
    assert path.name in text
    assert text.endswith("。")
    assert "\n" not in text
    return text


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    data = workbook_bytes()
    assert "不完整" in sentence(tmp_path / "清单.xlsx", data[: int(len(data) * share)])


def test_a_damaged_sheet_inside_a_whole_zip_is_refused(tmp_path: Path) -> None:
    good = zipfile.ZipFile(io.BytesIO(workbook_bytes()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in good.namelist():
            data = good.read(name)
            archive.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert "损坏" in sentence(tmp_path / "清单.xlsx", stream.getvalue())


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    assert "没有工作簿" in sentence(tmp_path / "清单.xlsx", zip_bytes(readme=b"x"))


def test_a_word_document_is_named_as_such(tmp_path: Path) -> None:
    assert "Word" in sentence(tmp_path / "清单.xlsx", zip_bytes(word__document_xml=b"<w/>"))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    data = zip_bytes(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=bytes(120_000_000))
    assert "不像正常的工作簿" in sentence(tmp_path / "清单.xlsx", data)


def test_200_megabytes_of_zeros_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    start = time.process_time()
    with pytest.raises(UnreadableFile, match="空字节"):
        read_file(path, CATALOGUE)
    assert time.process_time() - start < 1


def test_a_far_too_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n")
        stream.truncate(400_000_000)
    with pytest.raises(UnreadableFile, match="MB"):
        read_file(path, CATALOGUE)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert "“Sheet”里没有任何内容" in sentence(tmp_path / "清单.xlsx", stream.getvalue())


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "空文件" in sentence(tmp_path / "清单.xlsx", b"")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"没有\.xlsx"):
        read_file(tmp_path / "没有.xlsx", CATALOGUE)


@pytest.mark.parametrize("length", [8, 512, 5000])
def test_an_ole_file_that_is_no_workbook_is_refused(tmp_path: Path, length: int) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    sentence(tmp_path / "清单.xls", head + bytes(length))


def test_a_truncated_ole_workbook_is_refused(tmp_path: Path, shared: Path) -> None:
    source = shared / "realdata" / "workbooks" / "克拉玛依市科学技术局2024年权责清单.xls"
    data = source.read_bytes()
    sentence(tmp_path / "清单.xls", data[: len(data) // 3])


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(50), b"%PDF-1.7\n%x", b"hello"])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    sentence(tmp_path / "清单.xlsx", data)


@pytest.mark.parametrize("data", [{}, [], [1, 2], {"rows": [{"a": 1}]}, [{"事项": "甲"}]])
def test_json_of_another_shape_is_refused_with_what_was_expected(
    tmp_path: Path, data: object
) -> None:
    text = sentence(tmp_path / "指南.json", json.dumps(data, ensure_ascii=False).encode())
    assert "AUDIT_ITEM.task_name" in text


def test_cut_json_is_refused_with_line_and_column(tmp_path: Path) -> None:
    assert "第2行" in sentence(tmp_path / "指南.json", '[{"事项名称": "甲"},\n{"事'.encode())


def test_json_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    sentence(tmp_path / "指南.json", b"[" * 200_000)


def test_refusing_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    sentence(tmp_path / "清单.xlsx", workbook_bytes()[:500])
    assert [path.name for path in tmp_path.iterdir()] == ["清单.xlsx"]


def test_a_missing_file_and_a_folder_get_chinese_sentences(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="没有这个文件"):
        read_file(tmp_path / "清单.xlsx", CATALOGUE)
    with pytest.raises(UnreadableFile, match="是文件夹"):
        read_file(tmp_path, CATALOGUE)


def test_a_name_that_is_no_text_is_refused_before_anything_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="改名") as caught:
        read_file(tmp_path / "a\udcff.csv", CATALOGUE)
    assert str(caught.value).isprintable()


def test_a_list_without_any_known_heading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "通讯录.csv"
    path.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"通讯录\.csv.*表头"):
        read_file(path, load_catalogue())


def test_a_flipped_byte_inside_a_compressed_sheet_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    book = openpyxl.Workbook()
    for number in range(200):
        book.worksheets[0].append(["事项名称", f"第{number}项", str(number) * 9])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    start = member.header_offset + 30 + len(member.filename)
    for place in range(start + 20, start + member.compress_size, 97):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        path.write_bytes(damaged)
        with pytest.raises(UnreadableFile, match=r"清单\.xlsx"):
            read_file(path, load_catalogue())


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("d.csv", b"a,b," + b"x," * 1_100_000, "一行过长"),
        ("d.csv", "事项名称,权力类型\n".encode() + b"x," * 20_000, "一行过长"),
        ("d.csv", '事项名称,权力类型\n"'.encode() + b"x,y\n" * 50_000, "一行过长"),
        ("d.html", b"<html>" + b"<table><tr><td>a</td></tr></table>" * 400, "400张表格"),
        ("d.html", b"<html><table><tr>" + b"<td rowspan=999 colspan=999>a</td>" * 40, "表头"),
        ("d.json", b'[{"TASK_NAME":' + b'{"a":' * 80 + b"1" + b"}" * 81 + b"]", "嵌套过深"),
        ("d.json", b'{"mingce":1,"mingce":2,"records":[]}', "本程序只认识"),
        ("d.xml", b"<?xml version='1.0'?>" + b"<a>" * 300_000, "嵌套过深"),
        ("d.xml", b'<?xml version="1.0" encoding="x-unknown"?><l><a>1</a></l>', "XML"),
    ],
    ids=["endless line", "20,000 columns", "open quote", "400 tables", "spans", "deep JSON", "two versions",
         "deep XML", "no such charset"],
)  # fmt: skip
def test_hostile_data_is_refused_soon(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    start = time.process_time()
    assert told in sentence(tmp_path / name, data)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("flood", ["<!--", "<![CDATA[", "<!x", "<p ", "&amp;", "<a href='", "<?x"])
def test_floods_of_unfinished_tags_take_no_time(tmp_path: Path, flood: str) -> None:
    path = tmp_path / "d.json"
    entry = {"content": "<p>甲" + flood * 60_000, "auditMaterials": [{"name": "乙"}],
             "departmentName": "丙", "name": "丁"}  # fmt: skip
    path.write_text(json.dumps([entry]), encoding="utf-8")
    start = time.process_time()
    assert len(read_file(path, CATALOGUE).records) == 1
    assert time.process_time() - start < 3


def test_an_include_of_another_file_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "d.xml"
    path.write_text(
        '<l xmlns:xi="http://www.w3.org/2001/XInclude"><r><TASK_NAME>甲</TASK_NAME>'
        "<TASK_TYPE>01</TASK_TYPE><PROJECT_TYPE>1</PROJECT_TYPE><ACCEPT_CONDITION>"
        f'<xi:include href="{Path(__file__).as_uri()}" parse="text"/></ACCEPT_CONDITION></r></l>',
        encoding="utf-8",
    )
    (record,) = read_file(path, CATALOGUE).records
    assert "Broken input" not in json.dumps(dict(record.values), ensure_ascii=False)
