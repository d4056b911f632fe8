"""Mingce's own JSON of records comes back as it is, or says in one sentence why not."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.imports import UnreadableFile, read_file
from desktop.imports.records import is_records
from forms.loader import load_catalogue
from forms.record import Record

CATALOGUE = load_catalogue()
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
SHA256 = hashlib.sha256(PICTURE).hexdigest()
UUID = "9b2f6a1c-3d4e-4f50-8a6b-7c8d9e0f1a2b"


def document() -> dict[str, Any]:
    picture = {"name": "流程图.svg", "sha256": SHA256, "size": len(PICTURE)}
    guide = Record(
        "service_guide",
        {"item_name": "取水许可", "flowchart": [picture], "materials": [{"name": "申请书"}]},
        uuid=UUID,
        version=3,
        state="approved",
        data_source="claimed",
        updated_at="2026-03-01T00:00:00+00:00",
    )
    proof = Record("proof_item", {"name": "备案证明"}, uuid=UUID.replace("9b", "8b"))
    stored = {
        "name": "流程图.svg",
        "media_type": "image/svg+xml",
        "base64": base64.b64encode(PICTURE).decode(),
    }
    return {
        "mingce": 1,
        "records": [guide.to_json(), proof.to_json()],
        "attachments": {SHA256: stored},
    }


def written(folder: Path, data: Any) -> Path:
    path = folder / "示例.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def test_records_keep_identity_version_state_and_time(tmp_path: Path) -> None:
    result = read_file(written(tmp_path, document()), CATALOGUE)
    assert [record.to_json() for record in result.records] == document()["records"]
    assert result.by_kind() == {"service_guide": 1, "proof_item": 1}
    assert result.sha256 == hashlib.sha256((tmp_path / "示例.json").read_bytes()).hexdigest()
    assert result.to_json()["records"] == {"service_guide": 1, "proof_item": 1}


def test_attachments_come_once_with_bytes_name_and_type(tmp_path: Path) -> None:
    data = document()
    again = Record("service_guide", data["records"][0] | {"item_name": "另一份"}).to_json()
    data["records"].append({**again, "record_uuid": UUID.replace("9b", "7b")})
    result = read_file(written(tmp_path, data), CATALOGUE)
    assert result.attachments == ((PICTURE, "流程图.svg", "image/svg+xml"),)


def test_one_kind_leaves_the_attachments_of_others_out(tmp_path: Path) -> None:
    result = read_file(written(tmp_path, document()), CATALOGUE, kind="proof_item")
    assert [record.kind for record in result.records] == ["proof_item"]
    assert result.attachments == ()


def test_keys_that_no_form_names_are_kept_and_told(tmp_path: Path) -> None:
    data = document()
    data["records"][1]["colour"] = "蓝"
    result = read_file(written(tmp_path, data), CATALOGUE, kind="proof_item")
    assert result.records[0].get("colour") == "蓝"
    assert result.sheets[0].unmapped == ("colour",)
    assert result.cells.taken == 2


def test_only_marked_json_is_taken_for_records() -> None:
    assert is_records(document())
    assert is_records({"mingce": 99})
    assert not is_records([document()])
    assert not is_records({"records": []})


def change(**keys: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["records"][0].update(keys)


def no_attachment(data: dict[str, Any]) -> None:
    data["attachments"] = {}


def other_bytes(data: dict[str, Any]) -> None:
    data["attachments"][SHA256]["base64"] = base64.b64encode(b"other").decode()


def no_base64(data: dict[str, Any]) -> None:
    data["attachments"][SHA256]["base64"] = "///***"


def twice(data: dict[str, Any]) -> None:
    data["records"].append(data["records"][0])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.update(mingce=2), "请升级明册"),
        (lambda data: data.update(records=[]), "没有记录"),
        (lambda data: data.update(records="无"), "没有记录"),
        (lambda data: data.update(attachments=[1]), "attachments"),
        (lambda data: data["records"].append("无"), "第3条记录不是对象"),
        (change(record_kind="menu"), "第1条记录的记录类型“menu”"),
        (change(record_kind=["menu"]), "第1条记录的记录类型"),
        (change(record_uuid="1"), "第1条记录的唯一标识“1”不是UUID"),
        (change(record_uuid=UUID.upper()), "不是UUID"),
        (change(item_version=0), "事项版本“0”"),
        (change(item_version=True), "事项版本“True”"),
        (change(workflow_status="done"), "“done”不在可选项中"),
        (change(data_source=["own"]), "不在可选项中"),
        (twice, "第3条记录与第1条的唯一标识相同"),
        (no_attachment, "缺少附件“流程图.svg”"),
        (other_bytes, "“流程图.svg”的内容损坏"),
        (no_base64, "“流程图.svg”的内容损坏"),
    ],
)
def test_broken_records_give_one_sentence_that_names_the_place(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], words: str
) -> None:
    data = document()
    spoil(data)
    assert words in sentence(written(tmp_path, data))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"mingce": 1, "records": [', "第1行第"),
        (b'{"mingce": "\xff"}', "UTF-8"),
        (b"[1]", "不是能识别的平台数据"),
        (b"[" * 200_000, "嵌套过深"),
    ],
)
def test_broken_json_gives_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "示例.json"
    path.write_bytes(content)
    assert words in sentence(path)


def sentence(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, CATALOGUE)
    text = str(caught.value)
    assert path.name in text
    assert text.endswith("。")
    assert "\n" not in text
    return text
