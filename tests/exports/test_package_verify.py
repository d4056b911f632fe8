"""Verifying packages: no byte changes unseen, no attack gets in, faults name the file."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.package import PackageDamaged, build_package, container, read_package, verify_package
from exports.progress import Cancelled
from exports.zips import entry
from forms.loader import load_catalogue
from tests.exports.package_samples import (
    FILES,
    PDF,
    Parts,
    info,
    manifest,
    parts_of,
    records,
    repack,
    sealed,
    sha,
)

SERVICES = "data/records/intermediary_item.jsonl"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    return build_package(records(), load_catalogue(), folder, info(), FILES.__getitem__).path


def fault_of(path: Path) -> str:
    """The faults of a package that must not be sound."""
    found = verify_package(path)
    assert not found.ok
    assert found.faults
    return "\n".join(found.faults)


def attacked(package: Path, folder: Path, change: Callable[[Parts], Parts | None]) -> Path:
    root, parts = parts_of(package)
    changed = change(parts)
    return repack(folder / "attacked.zip", root, parts if changed is None else changed)


def test_a_sound_package_is_reported_with_its_label(package: Path) -> None:
    found = verify_package(package)
    assert found.ok
    assert found.faults == ()
    assert found.to_json() == {
        "ok": True, "id": found.id, "faults": [], "draft": True,
        "records": {"intermediary_item": 3, "power_item": 1},
        "organization": "示例市烟草专卖局", "created": "2026-11-23T10:00:00Z",
        "signature": "none", "signer": "",
    }  # fmt: skip
    assert found.id[:12] in package.name


def test_every_flipped_byte_of_a_files_contents_is_found(package: Path, tmp_path: Path) -> None:
    """In each file, bytes spread over all of it; the zip around it is sound."""
    root, parts = parts_of(package)
    copy = tmp_path / "flipped.zip"
    for name, data in parts.items():
        for at in range(0, len(data), max(len(data) // 20, 1)):
            changed = bytearray(data)
            changed[at] ^= 1 << (at % 8)
            # The tag manifest is what the id is made of: without a signature nothing but the id
            # tells one that was rewritten; a flip in it still disagrees with the files.
            found = verify_package(repack(copy, root, {**parts, name: bytes(changed)}))
            assert not found.ok, (name, at)


def test_any_flip_anywhere_is_found_or_changes_nothing_that_counts(
    package: Path, tmp_path: Path
) -> None:
    data = package.read_bytes()
    _, original = parts_of(package)
    identity = verify_package(package).id
    copy = tmp_path / "flipped.zip"
    accepted = 0
    for at in [
        *range(120),
        *range(120, len(data) - 1200, 97),
        *range(len(data) - 1200, len(data)),
    ]:
        changed = bytearray(data)
        changed[at] ^= 1 << (at % 8)
        copy.write_bytes(changed)
        found = verify_package(copy)
        if found.ok:
            accepted += 1
            assert found.id == identity
            assert parts_of(copy)[1] == original
    assert accepted < 400  # dates, versions and attributes in the directory


def test_every_truncation_is_found(package: Path, tmp_path: Path) -> None:
    data = package.read_bytes()
    copy = tmp_path / "short.zip"
    for size in [0, 1, 21, 22, *range(100, len(data), 1009), len(data) - 22, len(data) - 1]:
        copy.write_bytes(data[:size])
        assert fault_of(copy)


@pytest.mark.parametrize("extra", [b"\0", b"PK\5\6" + bytes(18), b"trailing"])
def test_bytes_before_or_behind_the_zip_are_found(
    package: Path, tmp_path: Path, extra: bytes
) -> None:
    copy = tmp_path / "more.zip"
    copy.write_bytes(extra + package.read_bytes())
    assert fault_of(copy)
    copy.write_bytes(package.read_bytes() + extra)
    assert fault_of(copy)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\3\4" + bytes(200)])
def test_what_is_no_zip_is_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "文件.zip"
    path.write_bytes(content)
    found = verify_package(path)
    assert found.faults == ("“文件.zip”不是同步包，或者没有复制完整（打不开 zip）。请重新复制。",)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "找不到文件" in fault_of(tmp_path / "没有.zip")
    assert "找不到文件" in fault_of(tmp_path)


def _without(name: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        del parts[name]

    return change


def _with(name: str, data: bytes = b"x", *, seal: bool = False) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        parts[name] = data
        return sealed(parts) if seal else parts

    return change


def _edited(name: str, old: bytes, new: bytes, *, seal: bool = True) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)
        return sealed(parts) if seal else parts

    return change


def _resealed_without(name: str) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        del parts[name]
        return sealed(parts)

    return change


TAG = "tagmanifest-sha256.txt"
CASES: dict[str, tuple[Callable[[Parts], Parts | None], str]] = {
    "content changed": (_edited(SERVICES, "检测".encode(), "监测".encode(), seal=False),
                        f"{SERVICES} 与校验值不符"),
    "file missing": (_without(f"data/attachments/{sha(PDF)}"), f"缺少文件 data/attachments/{sha(PDF)}"),
    "file added": (_with("data/extra.txt"), "清单以外的文件 data/extra.txt"),
    "tag file added": (_with("note.txt"), "清单以外的文件 note.txt"),
    "tag file listed": (_with("note.txt", seal=True), "不应有的文件 note.txt"),
    "fetch.txt": (_with("fetch.txt", b"https://a.example/x 1 data/x\n", seal=True), "fetch.txt"),
    "signature": (_with("signatures/a.minisig"), "这种签名本程序不认识"),
    "tag file removed": (_without("datapackage.json"), "缺少文件 datapackage.json"),
    "tag file removed and unlisted": (_resealed_without("datapackage.json"),
                                      "没有 datapackage.json"),
    "label removed": (_resealed_without("bagit.txt"), "bagit.txt"),
    "tag manifest removed": (_without(TAG), f"缺少文件 {TAG}"),
    "manifest removed": (_without("manifest-sha256.txt"), "缺少文件 manifest-sha256.txt"),
    "other BagIt": (_edited("bagit.txt", b"1.0", b"0.97"), "不是 BagIt 1.0 声明"),
    "wrong Oxum": (_edited("bag-info.txt", b"Payload-Oxum: ", b"Payload-Oxum: 1", seal=False),
                   "bag-info.txt 与校验值不符"),
    "no draft flag": (_edited("bag-info.txt", b"Mingce-Draft: true\n", b""), "是否草稿"),
    "upper-case name": (_with("DATA/records/power_item.jsonl"), "只有大小写不同"),
    "unsafe name": (_with("data/a%2fb"), "不安全"),
    "device name": (_with("data/con.txt"), "不安全"),
    "not NFC": (_with("data/e\u0301"), "不安全"),
    "no JSON": (_edited(SERVICES, b"{", b"["), "第 1 行：不是合格的 JSON"),
    "key twice": (_edited(SERVICES, b"{", b'{"name":"a",'), "第 1 行：不是合格的 JSON"),
    "NaN": (_edited(SERVICES, b'"item_version":1', b'"item_version":NaN'), "不是合格的 JSON"),
    "no object": (_edited(SERVICES, b"{", b"1\n{"), "第 1 行：不是一条记录"),
    "other kind": (_edited(SERVICES, b'"record_kind":"intermediary_item"',
                           b'"record_kind":"power_item"'), "记录种类不是 intermediary_item"),
    "no uuid": (_edited(SERVICES, b'"record_uuid":"0', b'"record_uuid":"x'), "记录标识"),
    "unknown key": (_edited(SERVICES, b"{", b'{"zz":1,'), "格式说明以外的内容：zz"),
    "required missing": (_edited(SERVICES, b'"item_version":1,', b""), "缺少 item_version"),
    "half a line": (_edited(SERVICES, b"}\n", b"}\n{", seal=True), "不是合格的 JSON"),
    "schema missing": (_resealed_without("data/schemas/power_item.schema.json"),
                       "缺少文件 data/schemas/power_item.schema.json"),
    "schema no JSON": (_with("data/schemas/power_item.schema.json", b"[", seal=True),
                       "不是合格的 JSON"),
    "file named but absent": (_resealed_without(f"data/attachments/{sha(PDF)}"),
                              "引用的附件"),
    "file under a wrong name": (_with(f"data/attachments/{'0' * 64}", seal=True),
                                "文件名与内容不符"),
    "manifest garbage": (_with("manifest-sha256.txt", b"garbage\n"), "manifest-sha256.txt"),
    "manifest of tags": (_with(TAG, b"\xff"), "UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_attacks_on_the_contents_are_refused(package: Path, tmp_path: Path, case: str) -> None:
    change, words = CASES[case]
    assert words in fault_of(attacked(package, tmp_path, change))


def test_a_record_twice_is_refused(package: Path, tmp_path: Path) -> None:
    def double(parts: Parts) -> Parts:
        first = parts[SERVICES].splitlines(keepends=True)[0]
        parts[SERVICES] = first + parts[SERVICES]
        return sealed(parts)

    assert "重复" in fault_of(attacked(package, tmp_path, double))


def test_records_out_of_order_are_refused(package: Path, tmp_path: Path) -> None:
    def turn(parts: Parts) -> Parts:
        parts[SERVICES] = b"".join(reversed(parts[SERVICES].splitlines(keepends=True)))
        return sealed(parts)

    assert "没有按标识排序" in fault_of(attacked(package, tmp_path, turn))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../outside", "不安全"), ("/absolute", "不安全"), ("{root}/data/../../x", "不安全"),
        ("{root}/data/./x", "不安全"), ("{root}/data//x", "不安全"), ("{root}/folder/", "不安全"),
        ("{root}/data\\x", "不安全"), ("C:/x", "不安全"), ("loose", "不安全"),
        ("{root}/data/trailing.", "不安全"), ("{root}/data/new\nline", "不安全"),
        ("second/data/x", "只有一个文件夹"), ("{root}/bagit.txt", "重复"),
    ],
)  # fmt: skip
def test_dangerous_entries_are_refused(
    package: Path, tmp_path: Path, name: str, words: str
) -> None:
    root, parts = parts_of(package)
    copy = repack(tmp_path / "copy.zip", root, parts)
    with zipfile.ZipFile(copy, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is the purpose here
        archive.writestr(entry(name.format(root=root)), b"x")
    assert words in fault_of(copy)


def _appended(package: Path, folder: Path, info_: zipfile.ZipInfo, data: bytes) -> Path:
    root, parts = parts_of(package)
    copy = repack(folder / "copy.zip", root, parts)
    info_.filename = info_.orig_filename = f"{root}/{info_.filename}"
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(info_, data)
    return copy


def test_a_name_with_a_hidden_end_is_refused(package: Path, tmp_path: Path) -> None:
    """zipfile cuts names at a zero byte."""
    copy = _appended(package, tmp_path, entry("data/nameQend"), b"x")
    copy.write_bytes(copy.read_bytes().replace(b"nameQend", b"name\0end"))
    assert "不安全" in fault_of(copy)


@pytest.mark.parametrize("at", [6, 8, 14, 18, 22])
def test_a_file_header_that_disagrees_with_the_directory_is_refused(
    package: Path, tmp_path: Path, at: int
) -> None:
    """Flags, method, checksum, packed and unpacked size: tools differ in which copy they trust."""
    changed = bytearray(package.read_bytes())
    changed[at] ^= 2
    copy = tmp_path / "copy.zip"
    copy.write_bytes(changed)
    assert "文件头与目录不一致" in fault_of(copy)


def test_bytes_between_files_and_directory_are_refused(package: Path, tmp_path: Path) -> None:
    data = package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        start = archive.start_dir
    end = bytearray(data[-22:])
    end[16:20] = (start + 6).to_bytes(4, "little")
    copy = tmp_path / "copy.zip"
    copy.write_bytes(data[:start] + b"hidden" + data[start:-22] + end)
    assert "之间有多余的内容" in fault_of(copy)


def test_a_label_with_a_wrong_size_is_refused(package: Path, tmp_path: Path) -> None:
    def change(parts: Parts) -> Parts:
        parts["bag-info.txt"] = parts["bag-info.txt"].replace(b"Oxum: ", b"Oxum: 1")
        tags = {"bagit.txt", "bag-info.txt", "datapackage.json", "manifest-sha256.txt"}
        return {**parts, TAG: manifest(parts, lambda name: name in tags)}

    assert "文件数或总字节数" in fault_of(attacked(package, tmp_path, change))


def test_comments_are_refused(package: Path, tmp_path: Path) -> None:
    remark = entry("data/remark")
    remark.comment = b"hidden"
    assert "带有注释" in fault_of(_appended(package, tmp_path, remark, b"x"))


@pytest.mark.parametrize("limit", ["ZIP64_LIMIT", "ZIP_FILECOUNT_LIMIT"])
def test_large_packages_are_read_like_small_ones(package: Path, tmp_path: Path, limit: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, limit, 3)
        root, parts = parts_of(package)
        large = repack(tmp_path / "large.zip", root, parts)
    assert b"PK\6\6" in large.read_bytes()
    assert verify_package(large).ok
    assert verify_package(large).id == verify_package(package).id
    large.write_bytes(large.read_bytes() + b"\0")
    assert fault_of(large)


def test_links_are_refused(package: Path, tmp_path: Path) -> None:
    link = entry("data/link")
    link.external_attr = 0o120777 << 16
    assert "不是普通文件" in fault_of(_appended(package, tmp_path, link, b"/etc/passwd"))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(package: Path, tmp_path: Path, method: int) -> None:
    packed = entry("data/packed")
    packed.compress_type = method
    assert "压缩方法" in fault_of(_appended(package, tmp_path, packed, b"x" * 100))


def test_bombs_are_refused_before_they_are_unpacked(package: Path, tmp_path: Path) -> None:
    bomb = _appended(package, tmp_path, entry("data/bomb"), bytes(8 << 20))
    assert "压缩炸弹" in fault_of(bomb)


def test_too_many_or_too_large_files_are_refused(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(container, "MOST_FILES", 5)
        assert "超过 5 个" in fault_of(package)
    monkeypatch.setattr(container, "MOST_BYTES", 1000)
    assert "不予读取" in fault_of(package)


def test_encrypted_entries_are_refused(package: Path, tmp_path: Path) -> None:
    data = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        directory = archive.start_dir
    data[6] |= 1
    data[directory + 8] |= 1
    copy = tmp_path / "copy.zip"
    copy.write_bytes(data)
    assert "加了密" in fault_of(copy)


def test_a_zip_written_as_a_stream_is_refused(package: Path, tmp_path: Path) -> None:
    root, parts = parts_of(package)

    class Pipe:
        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

    copy = tmp_path / "copy.zip"
    pipe = Pipe(copy)
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for name, data in parts.items():
            archive.writestr(entry(f"{root}/{name}"), data)
    pipe.file.close()
    assert "不是本程序写入的格式" in fault_of(copy)


def test_a_package_in_another_zip_of_the_same_files_is_still_itself(
    package: Path, tmp_path: Path
) -> None:
    root, parts = parts_of(package)
    copy = tmp_path / "other.zip"
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(parts):
            archive.writestr(f"{root}/{name}", parts[name])
    assert verify_package(copy).ok
    assert verify_package(copy).id == verify_package(package).id


def test_reading_a_damaged_package_gives_the_first_fault(package: Path, tmp_path: Path) -> None:
    copy = attacked(package, tmp_path, _with("data/extra.txt"))
    with pytest.raises(PackageDamaged, match="清单以外的文件"):
        read_package(copy)


def test_verifying_can_be_stopped(package: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        verify_package(package, progress=Stop())
