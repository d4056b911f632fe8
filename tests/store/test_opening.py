"""Opening: whose turn it is, what is refused, and what survives a killed process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import (
    EnvironmentFailure,
    Library,
    LibraryDamaged,
    LibraryError,
    medium,
)
from desktop.store.engine import Access, Database
from tests.store.conftest import Opener
from tests.store.helpers import CATALOGUE, alpha


def test_a_missing_file_is_made_unless_it_is_only_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "新库.mingce"
    with pytest.raises(LibraryError, match="找不到"):
        Library.open(path, read_only=True, catalogue=CATALOGUE)
    with Library.open(path, catalogue=CATALOGUE) as library:
        assert not library.read_only
        library.save(alpha("一"))
    assert sorted(tmp_path.iterdir()) == [path]
    with Library.open(path, read_only=True, catalogue=CATALOGUE) as library:
        assert library.count() == 1
        with pytest.raises(LibraryError, match="只读"):
            library.save(alpha("二"))


def test_what_is_no_library_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    text, other = tmp_path / "表.xls", tmp_path / "other.db"
    text.write_text("这是文本，不是数据库，长度超过十六个字节")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = other.read_bytes()
    for path in (text, other):
        with pytest.raises(LibraryError, match="不是明册工作库"):
            Library.open(path, catalogue=CATALOGUE)
    with pytest.raises(LibraryError, match="文件夹"):
        Library.open(tmp_path, catalogue=CATALOGUE)
    with pytest.raises(LibraryError, match="不存在"):
        Library.open(tmp_path / "no" / "x.mingce", catalogue=CATALOGUE)
    assert other.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == sorted([text, other])


def test_a_newer_file_is_refused_with_a_sentence(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(LibraryError, match=r"文件版本9999.*请升级明册"):
        Library.open(path, catalogue=CATALOGUE)


def test_the_second_instance_opens_read_only_and_says_why(path: Path, opened: Opener) -> None:
    first = opened(path)
    first.save(alpha("一"))
    second = opened(path)
    assert second.read_only
    assert "正在另一个窗口中编辑" in second.read_only_reason
    first.save(alpha("二"))
    assert second.count() == 2
    with pytest.raises(LibraryError, match="另一个窗口"):
        second.save(alpha("三"))
    second.close()
    first.close()
    assert not opened(path).read_only


_WRITER = """
import sys
from desktop.store import Library
from tests.store.helpers import CATALOGUE, alpha
library = Library.open(sys.argv[1], catalogue=CATALOGUE)
assert not library.read_only, library.read_only_reason
number = 0
while True:
    record = library.save(alpha(f"事项{number}", note="内容" * 200))
    print(record.uuid, flush=True)
    number += 1
"""


def test_a_killed_writer_loses_nothing_it_acknowledged(path: Path) -> None:
    root = Path(__file__).parents[2]
    acknowledged: list[str] = []
    for round_number in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            waited_for = range(5 + 7 * round_number)
            acknowledged.extend(process.stdout.readline().strip() for _ in waited_for)
            process.kill()
            acknowledged.extend(line.strip() for line in process.stdout if line.endswith("\n"))
    assert path.with_name(f"{path.name}-lock").exists()
    with Library.open(path, catalogue=CATALOGUE) as library:
        assert len(acknowledged) >= 62
        assert set(acknowledged) <= set(library.ids())
        assert library.verify() == []
    assert not path.with_name(f"{path.name}-lock").exists()


def test_after_an_unclean_end_a_torn_file_is_noticed(path: Path, opened: Opener) -> None:
    library = opened(path)
    library.save_many([alpha(f"事项{number}", note="文" * 900) for number in range(40)])
    with library._database.driver() as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'records_by_code'"
        ).fetchone()[0]
    library.close()
    data = bytearray(path.read_bytes())
    data[page * 4096 - 4096 : page * 4096 - 4080] = b"\xff" * 16
    path.write_bytes(data)
    opened(path).close()  # a clean end is trusted: looking through the file takes time
    path.with_name(f"{path.name}-lock").touch()
    with pytest.raises(LibraryDamaged, match="打开最近的备份"):
        Library.open(path, catalogue=CATALOGUE)
    assert opened(path, read_only=True).count() == 40


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(path: Path, opened: Opener) -> None:
    library = opened(path)
    first = library.save(alpha("一"))
    with library._database.driver() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(EnvironmentFailure, match="磁盘已满"):
        library.save(alpha("二", note="长" * 50_000))
    assert library.ids() == [first.uuid]
    assert library.verify() == []


@pytest.fixture
def protected_folder() -> Iterator[Path]:
    """A folder that can be read but not written, even when the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="permissions of another user")
def test_on_a_write_protected_medium_the_library_can_be_read(
    protected_folder: Path, path: Path, opened: Opener
) -> None:
    with opened(path) as library:
        record = library.save(alpha("一"))
    target = protected_folder / "库.mingce"
    target.write_bytes(path.read_bytes())
    target.chmod(0o444)
    protected_folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        with Library.open(target, catalogue=CATALOGUE) as library:
            assert "不能写入" in library.read_only_reason
            assert library.get(record.uuid).get("name") == "一"
        with pytest.raises(EnvironmentFailure, match="没有权限"):
            Library.open(protected_folder / "新.mingce", catalogue=CATALOGUE)
    finally:
        if root:
            os.seteuid(0)


def test_changes_left_in_the_log_of_an_unchanging_medium_are_mentioned(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = Database.connect

    def fails_unless_frozen(database: Database) -> sqlite3.Connection:
        if database.access is Access.READ:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connect(database)

    monkeypatch.setattr(Database, "connect", fails_unless_frozen)
    path.with_name(f"{path.name}-wal").write_bytes(b"x")
    with Library.open(path, read_only=True, catalogue=CATALOGUE) as library:
        assert "还有未合并的修改" in library.read_only_reason
        assert library.count() == 0


def test_a_share_or_a_stick_gets_no_write_ahead_log(
    path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(medium, "carries_wal", lambda _: False)
    library = opened(path)
    library.save(alpha("一"))
    for record in library.records():
        library.save(record.with_values(note="边读边写"))
    with library._database.driver() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert not path.with_name(f"{path.name}-wal").exists()


def test_every_connection_is_set_up_for_safety(library: Library) -> None:
    with library._database.driver() as connection:
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete",
            )
        }  # fmt: skip
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000,
        "secure_delete": 1,
    }  # fmt: skip


def test_the_file_system_of_the_nearest_mount_counts() -> None:
    mounts = "/dev/sda / ext4 rw\nsrv:/x /mnt/sh\\040are nfs4 rw\n/dev/sdb /media vfat rw\nbad\n"
    assert medium.file_system(Path("/mnt/sh are/a"), mounts) == "nfs4"
    assert medium.file_system(Path("/mediation"), mounts) == "ext4"
    assert medium.file_system(Path("/media"), mounts) == "vfat"
