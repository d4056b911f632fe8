"""Word documents become records: headings, labels, tables of label and value, tables inside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.imports import (
    FieldChoice,
    SheetChoice,
    UnreadableFile,
    open_file,
    passage_key,
    read_file,
    read_sheet,
    word_doc,
)
from desktop.imports.result import ImportResult
from desktop.imports.word_doc import find_office
from forms.loader import load_catalogue
from forms.model import Catalogue
from forms.record import Record
from tests.imports import word_samples as samples

Maker = Callable[[Path], Path]


def read(path: Path, catalogue: Catalogue) -> ImportResult:
    return read_file(path, catalogue)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """All forms."""
    return load_catalogue()


@pytest.fixture
def only(tmp_path: Path, catalogue: Catalogue) -> Callable[[Maker], Record]:
    """The one record of a sample."""

    def made(sample: Maker) -> Record:
        records = read(sample(tmp_path / "文档.docx"), catalogue).records
        assert len(records) == 1
        return records[0]

    return made


def test_numbered_headings_are_the_fields_of_a_guide(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.numbered_guide)
    assert guide.kind == "service_guide"
    assert guide.values["item_name"] == "养犬登记"
    assert guide.values["applicable_scope"] == "适用于清源县城区养犬的个人。"
    assert guide.values["accept_condition"] == "（一）有固定住所；\n（二）犬只已经免疫。"
    assert "remark" not in guide.values


def test_the_basis_of_a_guide_is_split_into_laws(only: Callable[[Maker], Record]) -> None:
    first, second = only(samples.numbered_guide).values["legal_basis"]
    assert (first["title"], first["article_text"]) == ("清源省养犬管理条例", "第十一条")
    assert first["quoted_text"] == "养犬应当登记。"
    assert second["document_number"] == "清政发〔2020〕3号"


def test_a_table_of_materials_becomes_rows(only: Callable[[Maker], Record]) -> None:
    form, proof = only(samples.numbered_guide).values["materials"]
    assert form == {
        "name": "养犬登记申请表", "medium": "paper", "original_count": 1,
        "source_channel": "applicant",
    }  # fmt: skip
    assert (proof["name"], proof["copy_count"]) == ("犬只免疫证明", 2)


def test_a_table_of_steps_becomes_rows(only: Callable[[Maker], Record]) -> None:
    steps = only(samples.numbered_guide).values["process_steps"]
    assert [(step["name"], step["office"], step["limit"]["amount"]) for step in steps] == [
        ("受理", "便民中心养犬窗口", 1), ("审核", "治安管理股", 3),
    ]  # fmt: skip


def test_one_line_with_both_limits_fills_both_fields(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.numbered_guide)
    assert guide.values["legal_limit"] == {"amount": 20, "unit": "working_day"}
    assert guide.values["promise_limit"] == {"amount": 5, "unit": "working_day"}


def test_no_limit_and_no_fee_are_answers(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.numbered_guide)
    assert (guide.values["has_num_limit"], guide.values["is_fee"]) == (False, False)


def test_ways_places_and_questions_are_taken_apart(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.numbered_guide)
    assert [way["way"] for way in guide.values["consult_ways"]] == ["counter", "phone"]
    assert guide.values["handle_places"] == [
        {"address": "清源县政和路8号", "hours": "周一至周五9:00—17:00"}
    ]
    assert guide.values["faqs"] == [
        {"question": "搬家要重新登记吗？", "answer": "要，三十日内办理变更。"}
    ]


def test_a_table_of_label_and_value_is_read_with_the_table_inside_it(
    only: Callable[[Maker], Record],
) -> None:
    guide = only(samples.label_table)
    assert guide.values["item_name"] == "户外广告设置审批"
    assert guide.values["undertaking_office"] == "市容股"
    assert guide.values["promise_limit"] == {"amount": 7, "unit": "working_day"}
    assert len(guide.values["materials"]) == 2
    assert guide.values["complaint_ways"] == [{"way": "phone", "contact": "0870-5550199"}]


def test_a_text_that_goes_on_in_the_next_line_stays_together(
    only: Callable[[Maker], Record],
) -> None:
    guide = only(samples.labelled_lines)
    assert guide.values["accept_condition"] == "确需临时占用道路的。\n占用不得超过三十日。"
    assert guide.values["promise_limit"] == {"amount": 3, "unit": "working_day"}


def test_each_title_begins_a_guide_of_its_own(tmp_path: Path, catalogue: Catalogue) -> None:
    found = read(samples.two_guides(tmp_path / "两份.docx"), catalogue)
    assert [(r.values["item_name"], r.values["undertaking_office"]) for r in found.records] == [
        ("犬只登记", "治安股"), ("犬只注销", "户政股"),
    ]  # fmt: skip
    assert "取自标题" in found.sheets[0].note


def test_a_list_broken_into_two_tables_is_one_list(tmp_path: Path, catalogue: Catalogue) -> None:
    found = read(samples.power_list(tmp_path / "清单.docx"), catalogue)
    assert [record.values["name"] for record in found.records] == [
        "采伐许可", "木材检查", "滥伐林木的处罚",
    ]  # fmt: skip
    assert {record.values["org_name"] for record in found.records} == {"清源县林业局"}


def test_headings_that_word_numbers_itself_are_recognised(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.automatic_numbers)
    assert guide.values["item_name"] == "河边垂钓点备案"
    assert guide.values["accept_condition"] == "水域许可垂钓。"
    assert guide.values["promise_limit"] == {"amount": 1, "unit": "working_day"}


def test_what_a_tracked_change_struck_out_is_not_read(only: Callable[[Maker], Record]) -> None:
    guide = only(samples.struck_out)
    assert guide.values["promise_limit"] == {"amount": 5, "unit": "working_day"}
    assert guide.values["is_online"] is True


def test_a_table_of_contents_is_no_content(tmp_path: Path, catalogue: Catalogue) -> None:
    document = Document()
    for text in ("目　录", "一、受理条件……2", "二、承诺时限\t3", "捕捞许可办事指南", "一、受理条件",
                 "有渔船。", "二、承诺时限", "3个工作日", "三、实施主体", "渔业局"):  # fmt: skip
        document.add_paragraph(text)
    document.save(str(tmp_path / "目录.docx"))
    (guide,) = read(tmp_path / "目录.docx", catalogue).records
    assert guide.values["accept_condition"] == "有渔船。"
    assert guide.values["item_name"] == "捕捞许可"


def test_pictures_are_told_not_silently_left(tmp_path: Path, catalogue: Catalogue) -> None:
    path = samples.numbered_guide(tmp_path / "图.docx")
    document = Document(str(path))
    document.add_picture(str(_png(tmp_path)))
    document.save(str(path))
    told = [p.message for p in read(path, catalogue).problems if p.rule == "R02"]
    assert told == ["“图.docx”“正文”里有1幅图片，其中的内容没有导入。"]


def _png(folder: Path) -> Path:
    """The smallest picture: one grey pixel."""
    path = folder / "点.png"
    path.write_bytes(bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
        "3a7e9b550000000a49444154789c63680000008200811e8ad9560000000049454e44ae426082"
    ))  # fmt: skip
    return path


# broken and old files


@pytest.mark.parametrize("damage", ["cut", "garbled", "no document"])
def test_a_broken_document_gets_a_sentence(
    damage: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    path = samples.numbered_guide(tmp_path / "坏.docx")
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-400])
    else:
        parts["word/document.xml"] = b"<w:document" if damage == "garbled" else b""
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
    with pytest.raises(UnreadableFile, match=r"坏\.docx"):
        read(path, catalogue)


def test_an_entity_bomb_is_not_unpacked(tmp_path: Path, catalogue: Catalogue) -> None:
    path = samples.labelled_lines(tmp_path / "炸弹.docx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "长">{entities}]>'
    body = parts["word/document.xml"].decode("utf-8")
    body = head + body[body.index("?>") + 2 :].replace("临时占道审批", "临时占道审批&a11;")
    parts["word/document.xml"] = body.encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    try:
        found = read(path, catalogue)
    except UnreadableFile:
        return
    assert all(len(str(record.values)) < 10_000 for record in found.records)


def test_a_document_without_any_known_heading_is_refused_in_words(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    document = Document()
    document.add_paragraph("关于召开例会的通知")
    document.add_paragraph("请各股室派员参加。")
    document.save(str(tmp_path / "通知.docx"))
    with pytest.raises(UnreadableFile, match="没有认出办事指南或清单的栏目"):
        read(tmp_path / "通知.docx", catalogue)


def old_document(path: Path) -> Path:
    """The first bytes of a .doc: an OLE file whose directory names Word's stream."""
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    )
    return path


def test_an_old_document_is_refused_with_the_way_out_where_there_is_no_office(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_doc, "find_office", lambda: None)
    with pytest.raises(UnreadableFile, match=r"另存为 \.docx"):
        read(old_document(tmp_path / "旧.doc"), catalogue)


def test_an_office_that_cannot_convert_gives_a_sentence(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_doc, "find_office", lambda: str(tmp_path / "没有"))
    with pytest.raises(UnreadableFile, match=r"旧\.doc.*没能转换"):
        read(old_document(tmp_path / "旧.doc"), catalogue)


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not here to make a .doc")
def test_an_old_document_is_converted(tmp_path: Path, catalogue: Catalogue) -> None:
    import subprocess

    office = find_office()
    assert office is not None
    source = samples.labelled_lines(tmp_path / "占道.docx")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless",
         "--convert-to", "doc", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    (guide,) = read(tmp_path / "占道.doc", catalogue).records
    assert guide.values["item_name"] == "临时占道审批"


# nothing is lost


_HEADINGS = st.sampled_from(
    ["一、受理条件", "二、承诺时限", "三、申请材料", "四、设定依据", "五、其他要求", "事项名称：挖渠审批", "联系电话：",
     "（一）说明", "1.附注", "办事指南"]
)  # fmt: skip
_TEXTS = st.text("甲乙丙丁《》第条1一、：；（）。", min_size=1, max_size=24).filter(str.strip)
_ROWS = st.lists(st.lists(_TEXTS, min_size=2, max_size=2), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.one_of(_HEADINGS, _TEXTS, _ROWS), min_size=1, max_size=12))
def test_every_word_of_a_document_is_in_a_record_or_told(
    parts: list[str | list[list[str]]], tmp_path: Path, catalogue: Catalogue
) -> None:
    document = Document()
    document.add_paragraph("事项名称：修桥审批")
    document.add_paragraph("受理条件：有图纸")
    document.add_paragraph("承诺时限：3个工作日")
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            samples.table(document, part)
    path = tmp_path / "随机.docx"
    document.save(str(path))
    found = read(path, catalogue)
    told = [source.text + source.header for source in found.sources]
    told += [cell.text for sheet in found.sheets for cell in sheet.structure]
    told += [header for sheet in found.sheets for header in sheet.mapping]
    held = "\n".join(told)
    for part in parts:
        for text in [part] if isinstance(part, str) else [cell for row in part for cell in row]:
            # Numbers of headings are taken off: a run of one sign may be one.
            lost = [run for run in re.findall(r"\w{2,}", text) if run not in held]
            assert not lost, (text, told)


def _boxed(path: Path, title: str, *lines: str) -> Path:
    """A guide whose last lines stand in a text box, written twice for old programs as Word does."""
    document = Document()
    for line in (title, *lines[:-1]):
        document.add_paragraph(line)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    space += 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent><w:p><w:r><w:t>{lines[-1]}</w:t></w:r></w:p></w:txbxContent>"
    document.element.body.insert(-1, parse_xml(
        f"<w:p {space}><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ))  # fmt: skip
    document.save(str(path))
    return path


def test_a_text_box_is_read_once_and_is_no_picture(tmp_path: Path, catalogue: Catalogue) -> None:
    path = _boxed(tmp_path / "框.docx", "养犬登记办事指南", "一、受理条件", "有固定住所。",
                  "二、承诺时限", "5个工作日", "三、咨询方式", "0870-5550123")  # fmt: skip
    result = read(path, catalogue)
    assert [row["contact"] for row in result.records[0].rows("consult_ways")] == ["0870-5550123"]
    assert not result.problems


def test_headings_numbered_by_a_blank_are_headings(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "规范.docx"
    document = Document()
    document.add_heading("养犬登记服务指南", 0)
    for heading, text in (("1 基本信息", ""), ("1.1 事项名称", "养犬登记"), ("1.2 实施机构", "县公安局"),
                          ("2 办理条件", "有固定住所。"), ("3 监督投诉途径", "0870-5550188")):  # fmt: skip
        document.add_heading(heading, 2 if "." in heading else 1)
        if text:
            document.add_paragraph(text)
    document.save(str(path))
    guide = read(path, catalogue).records[0].values
    assert (guide["item_name"], guide["decide_org"]) == ("养犬登记", "县公安局")
    assert guide["accept_condition"] == "有固定住所。"
    assert "remark" not in guide


def test_labels_in_brackets_part_a_line(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "告知单.docx"
    document = Document()
    for line in ("养犬登记一次性告知单", "【受理条件】", "有固定住所。", "【办理时限】5个工作日",
                 "【咨询电话】0870-5550111 【监督电话】0870-5550112"):  # fmt: skip
        document.add_paragraph(line)
    document.save(str(path))
    (guide,) = read(path, catalogue).records
    assert [row["contact"] for row in guide.rows("consult_ways")] == ["0870-5550111"]
    assert [row["contact"] for row in guide.rows("complaint_ways")] == ["0870-5550112"]


def test_a_chosen_passage_goes_to_the_guide_below_it(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "两本.docx"
    document = Document()
    for name, phone in (("养犬登记", "0870-5550111"), ("夜间施工审批", "0870-5550222")):
        for line in (f"{name}办事指南", f"凡办理{name}的都可以申请。", "一、咨询方式", phone, "二、承诺时限",
                     "5个工作日", "三、收费标准", "不收费"):  # fmt: skip
            document.add_paragraph(line)
    document.save(str(path))
    opened = open_file(path, catalogue)
    grid = opened.grids[0]
    rows = [row for (row, _), text in grid.cells.items() if text.startswith("凡办理")]
    choice = SheetChoice({passage_key(row, "A"): FieldChoice("service_guide", "accept_condition")
                          for row in rows})  # fmt: skip
    found = read_sheet(opened, grid.name, catalogue, choice=choice).records
    assert [guide.values["accept_condition"] for guide in found] == [
        "凡办理养犬登记的都可以申请。", "凡办理夜间施工审批的都可以申请。",
    ]  # fmt: skip
