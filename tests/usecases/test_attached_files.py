"""What is found in attached files is told like everything else, and masked copies take their place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.attached import read as reading
from desktop.usecases.attached_files import mask_files, pack, unpack
from desktop.usecases.checking import check_field, check_library, check_record
from desktop.usecases.compiling import AttachmentRefused, write_attachment
from desktop.usecases.workspace import Workspace
from forms.attachments import Contents, Obstacle, Passage
from forms.problem import MASK, Problem
from forms.record import Record
from tests.attached import samples


def attached(workspace: Workspace, data: bytes, name: str) -> Record:
    item = workspace.library.attach(data, name)
    return workspace.library.save(Record("service_guide", {"flowchart": [dict(item)]}))


def of_file(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(p.rule, p.severity.value) for p in problems if p.rule in ("G13", "X05", "X06")]


def test_what_a_file_holds_is_a_problem_of_its_field(workspace: Workspace) -> None:
    record = attached(workspace, samples.word_file(), "样表.docx")
    found = [p for p in check_record(workspace, record) if p.rule == "G13"]
    assert {p.field for p in found} == {"flowchart"}
    messages = [p.message for p in found]
    assert (
        "附件“样表.docx”第2段疑似居民身份证号（110105********002X），公开前请删除或者脱敏。"
        in messages
    )
    assert any("第1个表格第2行第2列、页眉疑似手机号" in message for message in messages)
    assert check_library(workspace, rule="G13").blocking == 2


def test_a_file_is_read_once_also_after_the_library_was_closed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = attached(workspace, samples.pdf_file(""), "扫描.pdf")
    assert of_file(check_record(workspace, record)) == [("X06", "W")]
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("read a second time"))
    assert of_file(check_record(workspace, record)) == [("X06", "W")]
    path = workspace.library.path
    workspace.close()
    with Workspace.open(path) as again:
        assert of_file(check_record(again, record)) == [("X06", "W")]


def test_what_is_kept_of_a_file_comes_back_as_it_was() -> None:
    read = Contents(
        (Passage("第1页", "文\ud800字", "前"),), (("作者", "王小明"),), Obstacle.SCAN, "2"
    )
    back = unpack(pack(read))
    assert back.passages[0].place == "第1页"
    assert (back.people, back.obstacle, back.note) == (read.people, read.obstacle, read.note)


def test_a_library_that_is_only_read_is_checked_all_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    record = attached(workspace, "机密★长期".encode("gb18030"), "公文.txt")
    copy = tmp_path / "只读.mingce"
    path = workspace.library.path
    workspace.close()
    shutil.copy(path, copy)
    with Workspace.open(copy, read_only=True) as looked:
        assert of_file(check_record(looked, record)) == [("X05", "E")]


def test_a_file_that_is_not_here_is_not_judged(workspace: Workspace) -> None:
    gone = {"name": "甲.pdf", "sha256": "0" * 64, "size": 9, "media_type": "application/pdf"}
    record = workspace.library.save(Record("service_guide", {"flowchart": [gone]}))
    assert of_file(check_record(workspace, record)) == []


def test_what_was_found_in_files_stands_while_a_field_is_typed(workspace: Workspace) -> None:
    record = attached(workspace, samples.word_file(), "样表.docx")
    whole = check_record(workspace, record)
    assert check_field(workspace, record, "flowchart", whole) == whole


def test_masked_copies_take_the_place_of_files_and_the_problem_goes(workspace: Workspace) -> None:
    record = attached(workspace, samples.workbook(), "名单.xlsx")
    fixes = [p.fix for p in check_record(workspace, record) if p.rule == "G13"]
    fix = fixes[0]
    assert fix is not None
    assert all(other == fix for other in fixes)
    assert (fix.deed, fix.value) == (MASK, record.values["flowchart"])
    masked = mask_files(workspace, fix.value)
    assert (masked.done, masked.refused) == (("名单.xlsx",), ())
    assert masked.value[0]["name"] == "名单（脱敏）.xlsx"
    mended = record.with_path(fix.path, masked.value)
    assert of_file(check_record(workspace, mended)) == []
    assert workspace.library.has_attachment(record.values["flowchart"][0]["sha256"])


def test_a_pdf_is_only_told_and_never_masked(workspace: Workspace) -> None:
    data = samples.pdf_file(f"ID {samples.ID_CARD}")
    record = attached(workspace, data, "样表.pdf")
    [problem] = [p for p in check_record(workspace, record) if p.rule == "G13"]
    assert problem.fix is None
    masked = mask_files(workspace, record.values["flowchart"])
    assert masked.value == record.values["flowchart"]
    assert "不能自动脱敏" in masked.refused[0]


def test_a_file_without_persons_keeps_its_place(workspace: Workspace) -> None:
    record = attached(workspace, "申请表".encode(), "空表.txt")
    masked = mask_files(workspace, record.values["flowchart"])
    assert (masked.value, masked.done, masked.refused) == (record.values["flowchart"], (), ())


def test_a_program_that_came_with_a_package_is_not_opened(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = dict(workspace.library.attach(b"MZ", "..\\流程图.png.EXE"))
    with pytest.raises(AttachmentRefused, match="是程序文件"):
        write_attachment(workspace, item, tmp_path)
    picture = dict(workspace.library.attach(b"\x89PNG", "../../流程图.png"))
    assert write_attachment(workspace, picture, tmp_path) == tmp_path / "流程图.png"
    assert not [path for path in tmp_path.iterdir() if "EXE" in path.name]
