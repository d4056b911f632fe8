"""Building packages: deterministic, public, complete, good for independent readers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from exports.package import CannotPack, Package, build_package, read_package, verify_package
from exports.progress import Cancelled
from forms.loader import load_catalogue
from forms.model import Field, Need
from forms.record import Record
from tests.exports.package_samples import (
    CREATED,
    FILES,
    PDF,
    PICTURE,
    file_value,
    info,
    parts_of,
    records,
    sha,
    shuffled,
)
from tests.schema_judge import check_schema, validator

ROOT = Path(__file__).resolve().parents[2]
KIND = "data/records/{}.jsonl"


def built(folder: Path, items: list[Record] | None = None, **changes: object) -> Package:
    label = replace(info(), **changes)  # type: ignore[arg-type]
    return build_package(items or records(), load_catalogue(), folder, label, FILES.__getitem__)


def lines_of(parts: dict[str, bytes], kind: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in parts[KIND.format(kind)].splitlines()]


def test_the_name_tells_agency_date_identity_and_draft(tmp_path: Path) -> None:
    package = built(tmp_path)
    assert package.path.name == f"11440300696553266X_2026-11-23_{package.id[:12]}_草稿.zip"
    assert package.counts == {"intermediary_item": 3, "power_item": 1}
    assert [path.name for path in tmp_path.iterdir()] == [package.path.name]
    named = built(tmp_path, organization_code="", organization="示例/局 *", draft=False)
    assert named.path.name == f"示例局_2026-11-23_{named.id[:12]}.zip"


def test_the_id_is_the_hash_of_the_tag_manifest(tmp_path: Path) -> None:
    package = built(tmp_path)
    _, parts = parts_of(package.path)
    assert package.id == sha(parts["tagmanifest-sha256.txt"])


def test_one_folder_holds_records_schemas_files_and_tags(tmp_path: Path) -> None:
    root, parts = parts_of(built(tmp_path).path)
    assert root == "mingce-11440300696553266X-2026-11-23"
    assert set(parts) == {
        "data/records/intermediary_item.jsonl", "data/records/power_item.jsonl",
        "data/schemas/intermediary_item.schema.json", "data/schemas/power_item.schema.json",
        "data/review/problems.json",
        f"data/attachments/{sha(PDF)}", f"data/attachments/{sha(PICTURE)}",
        "bagit.txt", "bag-info.txt", "datapackage.json", "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    }  # fmt: skip
    assert parts[f"data/attachments/{sha(PDF)}"] == PDF


def test_records_are_sorted_and_canonical(tmp_path: Path) -> None:
    _, parts = parts_of(built(tmp_path, shuffled(records(20), 3)).path)
    raw = parts[KIND.format("intermediary_item")].decode().splitlines()
    identifiers = [json.loads(line)["record_uuid"] for line in raw]
    assert identifiers == sorted(identifiers)
    for line in raw:
        assert line == json.dumps(
            json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )


def test_internal_fields_do_not_leave_the_house(tmp_path: Path) -> None:
    package = built(tmp_path)
    with zipfile.ZipFile(package.path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "张三".encode() not in everything
    assert b"compiler_name" not in everything


def test_a_file_of_an_internal_field_does_not_leave_the_house(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    form = catalogue.form("power_item")
    hidden = tuple(
        replace(s, fields=tuple(replace(f, internal=True) if f.id in {"basis", "flowchart"} else f
                                for f in s.fields))
        for s in form.sections
    )  # fmt: skip
    forms = {**catalogue.forms, "power_item": replace(form, sections=hidden)}
    package = build_package(
        records(), replace(catalogue, forms=forms), tmp_path, info(), FILES.__getitem__
    )
    _, parts = parts_of(package.path)
    assert f"data/attachments/{sha(PICTURE)}" not in parts
    assert verify_package(package.path).ok


def test_what_no_schema_covers_is_left_out(tmp_path: Path) -> None:
    odd = Record("power_item", {"name": "甲", "old_field": "旧"}, updated_at=CREATED)
    _, parts = parts_of(built(tmp_path, [odd]).path)
    assert "old_field" not in lines_of(parts, "power_item")[0]


def test_every_line_has_every_public_key_and_null_for_blank(tmp_path: Path) -> None:
    _, parts = parts_of(built(tmp_path).path)
    lines = lines_of(parts, "intermediary_item")
    schema = json.loads(parts["data/schemas/intermediary_item.schema.json"])
    assert {tuple(line) for line in lines} == {tuple(sorted(schema["properties"]))}
    assert lines[0]["name"]
    assert lines[0]["remark"] is None


def test_shuffled_input_and_other_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    ours = built(tmp_path / "a", records(30))
    script = (
        "import sys; from pathlib import Path; from forms.loader import load_catalogue\n"
        "from exports.package import build_package\n"
        "from tests.exports.package_samples import FILES, info, records, shuffled\n"
        "items = shuffled(records(30), int(sys.argv[2]))\n"
        "build_package(items, load_catalogue(), Path(sys.argv[1]), info(), FILES.__getitem__)"
    )
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, str(folder), seed], cwd=ROOT, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )  # fmt: skip
        assert (folder / ours.path.name).read_bytes() == ours.path.read_bytes()


def test_bagit_validates_the_unpacked_package(tmp_path: Path) -> None:
    package = built(tmp_path)
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(tmp_path / "out")
    bag = bagit.Bag(str(next((tmp_path / "out").iterdir())))
    bag.validate()
    assert bag.info["Source-Organization"] == "示例市烟草专卖局"
    assert bag.info["Mingce-Draft"] == "true"
    assert bag.info["Bagging-Date"] == "2026-11-23"


def _example(item: Field) -> object:
    """A value that a field's type accepts."""
    choice = item.vocabulary.choices[0].key if item.vocabulary else ""
    columns = [column for column in item.columns if column.type not in ("attachment", "ref")]
    simple: dict[str, object] = {
        "url": "https://example.gov.cn/", "integer": item.min or 1, "money": "12.50",
        "boolean": True, "enum": choice, "multi_enum": [choice], "date": "2026-03-01",
        "datetime": "2026-03-01T08:00:00Z", "duration": {"amount": 5, "unit": "working_day"},
        "attachment": [file_value("文件.pdf", PDF)], "ref": ["00000000-0000-0000-0000-000000000001"],
        "table": [{column.id: _example(column) for column in columns}],
    }  # fmt: skip
    return simple.get(item.type, f"示例{item.label}"[: item.max or None])


@pytest.mark.parametrize("draft", [True, False])
def test_every_record_passes_the_schema_that_travels_with_it(tmp_path: Path, draft: bool) -> None:
    catalogue = load_catalogue()
    items = [
        Record(
            form.kind,
            {f.id: _example(f) for f in form.fields.values()
             if f.derive != "envelope" and f.need is Need.REQUIRED},
            state="approved", updated_at=CREATED,
        )
        for form in catalogue.ordered() if not form.read_only
    ]  # fmt: skip
    _, parts = parts_of(built(tmp_path, items, draft=draft).path)
    for item in items:
        schema = json.loads(parts[f"data/schemas/{item.kind}.schema.json"])
        check_schema(schema)
        assert schema["$id"].endswith("draft" if draft else "final")
        for values in lines_of(parts, item.kind):
            validator(schema).validate(values)


def test_the_description_lists_what_is_there(tmp_path: Path) -> None:
    _, parts = parts_of(built(tmp_path).path)
    described = json.loads(parts["datapackage.json"])
    assert described["mingce"]["records"] == {"intermediary_item": 3, "power_item": 1}
    assert described["mingce"]["problems"] == {"B03": 1, "G01": 2}
    for resource in described["resources"]:
        data = parts[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{sha(data)}")
        assert resource["jsonSchema"] in parts


def test_a_line_break_in_the_agency_name_makes_no_second_label(tmp_path: Path) -> None:
    package = built(tmp_path, organization="示例局\nMingce-Draft: false")
    found = verify_package(package.path)
    assert found.ok
    assert found.draft
    assert found.organization == "示例局 Mingce-Draft: false"


@pytest.mark.parametrize("failure", [KeyError, ValueError, OSError])
def test_a_file_that_is_not_to_be_had_is_named_with_its_record(
    tmp_path: Path, failure: type[Exception]
) -> None:
    def missing(_sha256: str) -> bytes:
        raise failure

    with pytest.raises(CannotPack, match=r"记录“烟草专卖零售许可证核发”的.*“.*”的内容取不到"):
        build_package(records(), load_catalogue(), tmp_path, info(), missing)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_what_was_registered_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotPack, match="与登记的不一致"):
        build_package(records(), load_catalogue(), tmp_path, info(), lambda _sha256: b"other")
    assert list(tmp_path.iterdir()) == []


def test_unknown_kinds_doubles_and_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotPack, match="“no_such”没有定义"):
        built(tmp_path, [Record("no_such", {})])
    with pytest.raises(CannotPack, match="出现了两次"):
        built(tmp_path, records() + records())
    with pytest.raises(CannotPack, match="没有可以打包的记录"):
        build_package([], load_catalogue(), tmp_path, info(), FILES.__getitem__)
    with pytest.raises(CannotPack, match="校验值不合规"):
        built(tmp_path, [records()[0].with_values(flowchart=[{"name": "a", "sha256": "../../x"}])])


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if text.startswith("装入附件"):
                raise Cancelled

    with pytest.raises(Cancelled):
        build_package(
            records(), load_catalogue(), tmp_path, info(), FILES.__getitem__, progress=Stop()
        )
    assert list(tmp_path.iterdir()) == []


def test_a_package_reads_back_as_records_and_files(tmp_path: Path) -> None:
    package = built(tmp_path)
    contents = read_package(package.path)
    originals = {item.uuid: item for item in records()}
    assert {item.uuid for item in contents.records} == set(originals)
    for item in contents.records:
        expected = {k: v for k, v in originals[item.uuid].values.items() if k != "compiler_name"}
        assert dict(item.values) == expected
    assert set(contents.attachments) == set(FILES)
    assert contents.attachment(sha(PICTURE)) == PICTURE
