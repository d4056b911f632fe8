"""Packages are remembered, verified again, and copied so that the copy is the original."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.usecases import outbox as use
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled, Progress
from forms.record import Record


@pytest.fixture
def made(workspace: Workspace, tmp_path: Path) -> use.Built:
    """A draft package of two records."""
    workspace.library.save_many(
        Record("service_guide", {"item_name": name}) for name in ("取水许可", "河道采砂许可")
    )
    pack(workspace, tmp_path / "同步包", draft=True)
    return use.built(workspace)[0]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that plays a stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def test_a_package_is_remembered_when_it_is_built(made: use.Built) -> None:
    assert made.there
    assert made.draft
    assert (made.records, dict(made.counts)) == (2, {"service_guide": 2})
    assert made.size == made.file.stat().st_size
    assert made.sha256 == use.file_hash(made.file)


def test_the_latest_stands_first_and_a_file_stands_once(
    workspace: Workspace, made: use.Built, tmp_path: Path
) -> None:
    pack(workspace, tmp_path / "同步包", draft=True)
    assert [entry.path for entry in use.built(workspace)] == [made.path]
    pack(workspace, tmp_path / "别处", draft=True)
    assert [entry.file.parent.name for entry in use.built(workspace)] == ["别处", "同步包"]


def test_a_read_only_library_packs_without_taking_notes(
    workspace: Workspace, made: use.Built, tmp_path: Path
) -> None:
    with Workspace.open(workspace.library.path, read_only=True) as second:
        pack(second, tmp_path / "只读", draft=True)
        assert len(use.built(second)) == 1


def test_a_package_is_verified_again_and_known_as_ours(
    workspace: Workspace, made: use.Built, tmp_path: Path
) -> None:
    found = use.check(workspace, made.file)
    assert (found.ok, found.same, found.built) == (True, True, made)
    moved = Path(shutil.copy(made.file, tmp_path / "改名.zip"))
    assert use.check(workspace, moved).built == made


def test_a_changed_package_is_told(workspace: Workspace, made: use.Built) -> None:
    data = bytearray(made.file.read_bytes())
    data[len(data) // 2] ^= 1
    made.file.write_bytes(data)
    found = use.check(workspace, made.file)
    assert (found.ok, found.same, found.built) == (False, False, made)
    assert found.verification.faults


def test_a_sound_package_in_the_place_of_ours_is_not_ours(
    workspace: Workspace, made: use.Built, tmp_path: Path
) -> None:
    workspace.library.save(Record("service_guide", {"item_name": "洪水影响评价"}))
    other = pack(workspace, tmp_path / "别处", draft=True).package.path
    shutil.copy(other, made.file)
    found = use.check(workspace, made.file)
    assert found.verification.ok
    assert not found.same
    assert not found.ok


def test_somebody_elses_file_is_no_package(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "照片.zip"
    path.write_bytes(b"no zip")
    found = use.check(workspace, path)
    assert not found.ok
    assert found.built is None


def test_a_copy_is_the_original_and_is_noted(
    workspace: Workspace, made: use.Built, stick: Path
) -> None:
    copied = use.copy_to(workspace, made.file, stick)
    assert copied.path.read_bytes() == made.file.read_bytes()
    assert not copied.already
    assert [path.name for path in stick.iterdir()] == [made.file.name]
    assert [copy.path for copy in use.built(workspace)[0].copies] == [str(copied.path)]
    assert use.copy_to(workspace, made.file, stick).already


def test_another_file_of_that_name_is_kept(
    workspace: Workspace, made: use.Built, stick: Path
) -> None:
    (stick / made.file.name).write_bytes(b"other")
    copied = use.copy_to(workspace, made.file, stick)
    assert copied.path.stem == f"{made.file.stem}（2）"
    assert (stick / made.file.name).read_bytes() == b"other"


def test_a_full_stick_is_refused_before_anything_is_written(
    workspace: Workspace, made: use.Built, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=made.size))
    with pytest.raises(use.CopyRefused, match="腾出空间"):
        use.copy_to(workspace, made.file, stick)
    assert list(stick.iterdir()) == []


def test_a_stick_that_reads_otherwise_than_written_is_told(
    workspace: Workspace, made: use.Built, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = use._write

    def bad(source: Path, part: Path, size: int, progress: Progress) -> None:
        real(source, part, size, progress)
        data = bytearray(part.read_bytes())
        data[0] ^= 1
        part.write_bytes(data)

    monkeypatch.setattr(use, "_write", bad)
    with pytest.raises(use.CopyRefused, match="不一致"):
        use.copy_to(workspace, made.file, stick)
    assert list(stick.iterdir()) == []
    assert use.built(workspace)[0].copies == ()


def test_a_stopped_copy_leaves_nothing(workspace: Workspace, made: use.Built, stick: Path) -> None:
    class Stopping:
        def step(self, done: int, total: int, text: str) -> None:
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        use.copy_to(workspace, made.file, stick, Stopping())
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    ("gone", "words"), [("source", "可能已被移走"), ("folder", "插好 U 盘"), ("same", "已经在")]
)
def test_what_cannot_be_copied_is_said(
    workspace: Workspace, made: use.Built, stick: Path, gone: str, words: str
) -> None:
    folder = {"folder": stick / "没有", "same": made.file.parent}.get(gone, stick)
    source = made.file.with_name("没有.zip") if gone == "source" else made.file
    with pytest.raises(use.CopyRefused, match=words):
        use.copy_to(workspace, source, folder)
