"""Backups are read again, restored ones keep what they replace, damage is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.store import Library, LibraryDamaged, LibraryError, migrate
from desktop.store.identity import HEAD
from desktop.usecases import backing_up as use
from desktop.usecases import installation
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record

OLD_FILE = Path(__file__).parents[1] / "store" / "files" / "0001.sql"


class Watching:
    """Remembers the steps; stops at the wanted one."""

    def __init__(self, stop_at: int = -1) -> None:
        self.steps: list[int] = []
        self.stop_at = stop_at

    def step(self, done: int, total: int, text: str) -> None:
        self.steps.append(done)
        if done == self.stop_at:
            raise Cancelled


@pytest.fixture(autouse=True)
def filled(workspace: Workspace) -> None:
    """Two records."""
    workspace.library.set_setting("organization", "岚川县水务局")
    workspace.library.save_many(
        Record("service_guide", {"item_name": name}) for name in ("取水许可", "河道采砂许可")
    )


def spoil(path: Path) -> None:
    """Change one record behind the library's back."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("search_tokens", 1, str)
        connection.execute("PRAGMA trusted_schema = ON")
        connection.execute("UPDATE records SET content_hash = 'x' WHERE id = 1")
        connection.commit()


def test_a_backup_is_complete_verified_and_listed(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "U盘" / use.file_name(workspace)
    watching = Watching()
    made = use.back_up(workspace, target, watching)
    assert (made.records, made.size) == (2, target.stat().st_size)
    assert use.backups(workspace) == [made]
    assert made.there
    assert watching.steps == [0, 1, 2, 3]
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_the_file_name_says_what_and_when(workspace: Workspace) -> None:
    name = use.file_name(workspace, datetime(2026, 11, 23, 15, 30, 5, tzinfo=UTC))
    assert name == "库-备份-20261123-153005.mingce"


def test_the_list_holds_the_latest_and_each_file_once(workspace: Workspace, tmp_path: Path) -> None:
    first, second = tmp_path / "1.mingce", tmp_path / "2.mingce"
    for target in (first, second, first):
        use.back_up(workspace, target)
    assert [Path(item.path) for item in use.backups(workspace)] == [first, second]
    second.unlink()
    assert [item.there for item in use.backups(workspace)] == [True, False]


@pytest.mark.parametrize("stop_at", [0, 1, 2])
def test_a_cancelled_backup_leaves_the_old_file(
    stop_at: int, workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "备份"
    folder.mkdir()
    target = folder / "a.mingce"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        use.back_up(workspace, target, Watching(stop_at))
    assert target.read_bytes() == b"old"
    assert list(folder.iterdir()) == [target]


def test_an_unsound_library_makes_no_backup(workspace: Workspace, tmp_path: Path) -> None:
    spoil(workspace.library.path)
    target = tmp_path / "a.mingce"
    with pytest.raises(LibraryDamaged, match="没有通过核对"):
        use.back_up(workspace, target)
    assert not target.exists()
    assert use.backups(workspace) == []
    assert len(use.check_integrity(workspace)) == 1
    assert not use.self_test(workspace).ok


def test_a_library_is_never_backed_up_onto_itself(workspace: Workspace) -> None:
    with pytest.raises(LibraryError, match="自己的文件"):
        use.back_up(workspace, workspace.library.path)


def test_a_backup_tells_what_it_holds(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "a.mingce"
    use.back_up(workspace, target)
    workspace.library.delete(workspace.library.ids()[0])
    found, now = use.look_into(target, workspace.catalogue), use.contents(workspace)
    assert (found.organization, found.records, now.records) == ("岚川县水务局", 2, 1)
    assert found.path == target


def test_a_restored_backup_replaces_the_open_library_which_is_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "a.mingce"
    use.back_up(workspace, target)
    workspace.library.delete(workspace.library.ids()[0])
    restored = use.restore_over(workspace, target)
    with restored.workspace as opened:
        assert (restored.error, opened.library.count()) == (None, 2)
        assert not opened.library.read_only
        assert restored.aside is not None
        with Library.open(restored.aside, read_only=True, catalogue=opened.catalogue) as kept:
            assert kept.count() == 1


def test_a_spoilt_backup_replaces_nothing(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "a.mingce"
    use.back_up(workspace, target)
    spoil(target)
    restored = use.restore_over(workspace, target)
    with restored.workspace as opened:
        assert isinstance(restored.error, LibraryDamaged)
        assert "没有恢复" in str(restored.error)
        assert (opened.library.count(), restored.aside) == (2, None)


def test_a_backup_of_an_older_program_can_be_looked_into_and_restored(
    workspace: Workspace, tmp_path: Path
) -> None:
    old = tmp_path / "旧.mingce"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(OLD_FILE.read_text(encoding="utf-8"))
    before = old.read_bytes()
    assert use.look_into(old, workspace.catalogue).path == old
    target = tmp_path / "新.mingce"
    assert use.restore(old, target, workspace.catalogue) is None
    assert target.is_file()
    assert old.read_bytes() == before


def test_what_is_no_library_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("x" * 9000, encoding="utf-8")
    with pytest.raises(LibraryError, match="不是明册工作库"):
        use.look_into(text, workspace.catalogue)
    with pytest.raises(LibraryError, match="找不到"):
        use.look_into(tmp_path / "没有.mingce", workspace.catalogue)


def test_the_self_test_of_a_sound_installation_finds_nothing(workspace: Workspace) -> None:
    outcome = use.self_test(workspace)
    looked_at = ["工作库", "备份", "字体", "表单和规则", "升级步骤", "示例", "译文", "密钥库"]
    assert outcome.to_json() == {"ok": True, "findings": {name: [] for name in looked_at}}


def test_the_self_test_finds_a_damaged_font(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "UI.ttf").write_bytes(b"no font")
    fonts = {"UI": tmp_path / "UI.ttf", "Kai": tmp_path / "Kai.ttf"}
    monkeypatch.setattr(installation, "FONT_FILES", fonts)
    assert len(use.self_test(workspace).findings["字体"]) == 2


def test_the_self_test_finds_files_that_are_not_there(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installation, "FOLDER", tmp_path)
    monkeypatch.setattr(installation, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(installation, "SAMPLE_FILES", (tmp_path / "x_item.json",))
    monkeypatch.setattr(migrate, "STEPS", tmp_path)
    monkeypatch.setattr(migrate.bring_up_to_date, "__defaults__", (HEAD, tmp_path))
    monkeypatch.setattr(installation, "_KEYRINGS", {"Vault"})
    findings = use.self_test(workspace).findings
    assert not use.self_test(workspace).ok
    assert [title for title, found in findings.items() if found] == [
        "字体", "表单和规则", "升级步骤", "示例", "译文", "密钥库",
    ]  # fmt: skip
    assert all(line.endswith("请重新安装明册。") for found in findings.values() for line in found)
