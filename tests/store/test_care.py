"""Backups, and finding what a disk has spoilt."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from desktop.store import (
    EnvironmentFailure,
    Library,
    LibraryDamaged,
    LibraryError,
    restore_library,
)
from tests.store.conftest import Opener
from tests.store.helpers import CATALOGUE, alpha


def test_a_backup_while_writing_is_one_sound_file(library: Library, tmp_path: Path) -> None:
    stop, started = Event(), Event()
    saved: list[str] = []

    def write() -> None:
        while not stop.is_set():
            saved.append(library.save(alpha(f"事项{len(saved)}", note="文" * 500)).uuid)
            started.set()

    thread = Thread(target=write)
    thread.start()
    try:
        assert started.wait(10)
        before = len(saved)
        target = tmp_path / "备份" / "b.mingce"
        target.parent.mkdir()
        for _ in range(5):
            library.backup(target)
    finally:
        stop.set()
        thread.join()
    assert list(target.parent.iterdir()) == [target]
    with closing(sqlite3.connect(f"file:{target}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with Library.open(target, read_only=True, catalogue=CATALOGUE) as copy:
        found = set(copy.ids())
        assert copy.verify() == []
    assert set(saved[:before]) <= found <= set(saved)


def test_a_backup_that_fails_leaves_the_old_one(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "b.mingce"
    library.backup(target)
    before = target.read_bytes()
    with pytest.raises(EnvironmentFailure, match="写"):
        library.backup(tmp_path / "no-folder" / "b.mingce")
    library.save(alpha("一"))
    target_folder = tmp_path / "folder"
    (target_folder / "x").mkdir(parents=True)
    with pytest.raises(EnvironmentFailure, match="写"):
        library.backup(target_folder)
    assert target.read_bytes() == before
    assert sorted(item.name for item in tmp_path.glob(".*")) == []


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_in_a_record_is_found(seed: int, path: Path, opened: Opener) -> None:
    rng = random.Random(seed)
    library = opened(path)
    # Blanks stand only in the stored body; the search text is folded and derived anyway.
    records = [alpha(f"事项{n}", note="甲 乙 丙 " * rng.randint(5, 400)) for n in range(12)]
    library.save_many(records)
    library.finalize(records[0].uuid)
    library.close()
    data = bytearray(path.read_bytes())
    marker, places, at = "甲 乙 丙 ".encode(), [], -1
    while (at := data.find(marker, at + 1)) >= 0:
        places.append(at)
    spot = rng.choice(places) + rng.randrange(len(marker))
    data[spot] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    found = opened(path).verify()
    assert found, f"bit at {spot} went unnoticed"
    assert "不一致" in found[0]


def test_reading_a_spoilt_record_says_so(path: Path, opened: Opener) -> None:
    library = opened(path)
    record = library.save(alpha("一"))
    for spoilt in ("'{'", "CAST(x'22FF22' AS TEXT)"):
        with library._database.write() as connection:
            connection.exec_driver_sql(f"UPDATE bodies SET body = {spoilt}")
        with pytest.raises(LibraryDamaged, match="损坏"):
            library.get(record.uuid)
        assert len(library.verify()) == 1


def test_a_backup_takes_the_place_of_a_library_which_is_kept(
    path: Path, opened: Opener, tmp_path: Path
) -> None:
    library, backup = opened(path), tmp_path / "b.mingce"
    old = library.save(alpha("一"))
    library.backup(backup)
    library.save(old.with_values(note="后来"))
    with pytest.raises(LibraryError, match="正在另一个窗口"):
        restore_library(backup, path)
    library.close()
    aside = restore_library(backup, path)
    assert opened(path).get(old.uuid) == old
    assert aside is not None
    assert opened(aside).get(old.uuid).get("note") == "后来"


def test_a_log_left_by_a_killed_writer_is_not_applied_to_the_restored_file(
    path: Path, opened: Opener, tmp_path: Path
) -> None:
    library, backup = opened(path), tmp_path / "b.mingce"
    old = library.save(alpha("一"))
    library.backup(backup)
    library.save(old.with_values(note="后来" * 500))
    target = tmp_path / "killed.mingce"
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{target}{suffix}")
    aside = restore_library(backup, target)
    with opened(target) as restored:
        assert restored.get(old.uuid) == old
        assert restored.verify() == []
    assert aside is not None
    assert opened(aside).get(old.uuid).get("note") == "后来" * 500


def test_a_damaged_library_can_still_be_replaced(
    path: Path, opened: Opener, tmp_path: Path
) -> None:
    with opened(path) as library:
        record = library.save(alpha("一"))
        library.backup(tmp_path / "b.mingce")
    path.write_bytes(b"rubbish" * 1000)
    aside = restore_library(tmp_path / "b.mingce", path)
    assert aside is not None
    assert aside.read_bytes() == b"rubbish" * 1000
    assert opened(path).get(record.uuid) == record
    assert restore_library(tmp_path / "b.mingce", tmp_path / "new.mingce") is None


def test_what_is_no_backup_is_not_restored(path: Path, tmp_path: Path) -> None:
    rubbish = tmp_path / "b.mingce"
    rubbish.write_bytes(b"rubbish" * 1000)
    before = path.read_bytes()
    for backup in (rubbish, path):
        with pytest.raises(LibraryError):
            restore_library(backup, path)
    assert path.read_bytes() == before
