"""Sticks: what lies on one is sorted, never believed; what was put on one goes with a slip."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from desktop.usecases import outbox, stick
from desktop.usecases.packing import pack
from desktop.usecases.receiving import receive
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.receipt import Result
from forms.record import Record
from tests.usecases.exchange_samples import PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office

KEY = SigningKey.new()


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    return office(workspace)


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def package(desk: Workspace, tmp_path: Path) -> outbox.Built:
    finished(desk, "甲证明")
    pack(desk, tmp_path / "包", key=KEY)
    return outbox.built(desk)[0]


def result(desk: Workspace, status: str) -> Result:
    ((uuid, (_, vid)),) = desk.library.last_dispatches().items()
    return Result(uuid, vid, status)


def test_receipts_packages_and_the_rest_are_told_apart(
    desk: Workspace, package: outbox.Built, medium: Path, tmp_path: Path
) -> None:
    first = answer(tmp_path, package.id, result(desk, "rejected"))
    receive(desk, first, key=PORTAL_KEY.public)  # the portal's key is known from now on
    inner = medium / "省厅" / "回执"
    inner.mkdir(parents=True)
    answer(inner, package.id, result(desk, "accepted"), seq=2)
    for name in (first.name, f"{first.name}.minisig"):
        shutil.copy(tmp_path / name, medium)
    outbox.copy_to(desk, package.file, medium)
    (medium / "照片.zip").write_bytes(b"PK\3\4 not ours")
    (medium / "名单.json").write_text("{}")
    (medium / "说明.txt").write_text("x")
    (medium / "System Volume Information").mkdir()
    (medium / "System Volume Information" / "IndexerVolumeGuid").write_text("x")

    found = stick.look(desk, medium)
    assert [(item.path.name, item.applied) for item in found.receipts] == [
        ("回执-1.json", True), ("回执-2.json", False),
    ]  # fmt: skip
    assert [(item.path.name, item.own) for item in found.packages] == [(package.file.name, True)]
    assert (found.broken, found.ignored) == ((), 5)

    (taken,) = stick.take_in(desk, found)
    assert taken.applied.accepted
    assert stick.look(desk, medium).waiting == ()


def test_a_colleagues_package_is_listed_as_such(
    desk: Workspace, medium: Path, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "同事.mingce") as other:
        other.library.save(Record("service_guide", {"item_name": "河道采砂许可"}))
        pack(other, medium, draft=True)
    (item,) = stick.look(desk, medium).packages
    assert (item.own, item.verification.draft) == (False, True)


def test_what_is_half_copied_or_changed_is_named_and_not_applied(
    desk: Workspace, package: outbox.Built, medium: Path, tmp_path: Path
) -> None:
    first = answer(tmp_path, package.id, result(desk, "rejected"))
    receive(desk, first, key=PORTAL_KEY.public)
    data = package.file.read_bytes()
    (medium / package.file.name).write_bytes(data[: len(data) // 2])
    (medium / f".{package.file.name}.77.part").write_bytes(data[:100])
    changed = answer(medium, package.id, result(desk, "accepted"), seq=2)
    changed.write_bytes(changed.read_bytes().replace(b"accepted", b"conflict"))
    cut = answer(medium, package.id, result(desk, "accepted"), seq=3)
    cut.write_bytes(cut.read_bytes()[:-40])
    answer(medium, package.id, result(desk, "accepted"), seq=4).unlink()
    lone = answer(medium, package.id, result(desk, "accepted"), seq=5)
    lone.with_name(f"{lone.name}.minisig").unlink()
    answer(medium, package.id, result(desk, "accepted"), seq=6, key=SigningKey.new())

    found = stick.look(desk, medium)
    reasons = {item.path.name: item.reason for item in found.broken}
    assert (found.receipts, found.packages) == ((), ())
    assert "没有复制完整" in reasons[package.file.name]
    assert "没有拷完" in reasons[f".{package.file.name}.77.part"]
    assert "签名核对不上" in reasons["回执-2.json"]
    assert "没有复制完整" in reasons["回执-3.json"]
    assert "缺少它所签的文件" in reasons["回执-4.json.minisig"]
    assert "旁边没有签名文件" in reasons["回执-5.json"]
    assert "不是这把密钥" in reasons["回执-6.json"]
    assert stick.take_in(desk, found) == []
    assert len(desk.library.receipts()) == 1


def test_a_stick_that_is_not_there_is_said(desk: Workspace, tmp_path: Path) -> None:
    with pytest.raises(outbox.CopyRefused, match="请插好 U 盘"):
        stick.look(desk, tmp_path / "没有")


def test_the_slip_says_what_was_handed_over(
    desk: Workspace, package: outbox.Built, medium: Path, tmp_path: Path
) -> None:
    copied = outbox.copy_to(desk, package.file, medium)
    target = tmp_path / "交接单.pdf"
    stick.write_slip(desk, outbox.built(desk)[0], copied, target, KEY.public)
    with pypdfium2.PdfDocument(target) as document:
        assert len(document) == 1
        text = "".join(document[0].get_textpage().get_text_range().split())
    for words in (
        package.id, copied.sha256, KEY.public.fingerprint, "".join(KEY.public.spoken),
        package.file.name, "同步包介质交接单", "交出人", "接收人", "合计1条", "□包号一致",
    ):  # fmt: skip
        assert words in text, words
    with pikepdf.open(target) as pdf:
        assert pdf.Root.MarkInfo.Marked
