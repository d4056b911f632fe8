"""Law texts come in from files, are found, read, taken out and put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.laws import read
from desktop.usecases import law_texts as use
from desktop.usecases.workspace import Workspace
from tests.laws import samples
from tests.laws.shelf import LAW, put_on_shelf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two texts of one law, another one, and two files that are none."""
    made = tmp_path / "下载"
    made.mkdir()
    files = {
        "灯塔2015.md": samples.LICENSING, "灯塔2022.txt": samples.LICENSING_2022,
        "潮汐.txt": samples.PLAIN, "空.txt": "", "只有标题.md": "# 灯船条例",
    }  # fmt: skip
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_what_came_in_and_what_did_not_is_told(workspace: Workspace, folder: Path) -> None:
    done = use.import_laws(workspace, [folder])
    assert (len(done.added), done.known) == (3, 0)
    assert [words.partition("”")[0] for words in done.failed] == ["“只有标题.md", "“空.txt"]
    assert [item.dated for item in use.newer_texts(workspace, done.added)] == ["2022-08-09"]
    again = use.import_laws(workspace, [folder])
    assert (len(again.added), again.known) == (0, 3)
    assert use.count(workspace) == (2, 3)


def test_one_file_that_is_too_large_keeps_no_other_out(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_LARGEST", len(samples.LICENSING.encode()) + 200)
    (folder / "大.md").write_text(samples.LICENSING * 3, encoding="utf-8")
    done = use.import_laws(workspace, [folder])
    assert len(done.added) == 3
    assert any(words.startswith("“大.md”超过") for words in done.failed)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("", [LAW, "中华人民共和国潮汐条例", "灯塔收费办法", "航标灯暂行条例"]),
        ("灯塔", [LAW, "灯塔收费办法"]),
        ("dtgl", [LAW]),
        ("900号", ["中华人民共和国潮汐条例"]),
        ("没有", []),
    ],
)
def test_the_list_is_narrowed_by_name_initials_and_number(
    workspace: Workspace, words: str, titles: list[str]
) -> None:
    put_on_shelf(workspace)
    assert sorted(line.version.title for line in use.texts(workspace, words)) == sorted(titles)


def test_each_law_says_whether_it_holds(workspace: Workspace) -> None:
    put_on_shelf(workspace)
    lines = {line.version.title: line for line in use.texts(workspace)}
    assert lines["航标灯暂行条例"].repealed_by == LAW
    assert lines["灯塔收费办法"].coming == "2099-01-01"
    assert (lines[LAW].repealed_by, lines[LAW].coming) == ("", "")


def test_a_law_is_opened_with_all_its_versions(workspace: Workspace) -> None:
    put_on_shelf(workspace)
    newest = next(line.version for line in use.texts(workspace, "灯塔管理法"))
    opened = use.open_law(workspace, newest.id)
    assert opened is not None
    assert [item.dated for item in opened.versions] == ["2015-06-07", "2022-08-09"]
    assert opened.in_force == newest.id
    assert [item.heading() for item in opened.articles][:2] == ["第一条", "第二条"]
    assert use.open_law(workspace, 9999) is None


def test_what_is_taken_out_comes_back_as_it_was(workspace: Workspace) -> None:
    put_on_shelf(workspace)
    before = use.open_law(workspace, use.texts(workspace, "灯塔管理法")[0].version.id)
    assert before is not None
    removed = use.remove_laws(workspace, [item.id for item in before.versions])
    assert removed.title == LAW
    assert use.texts(workspace, "灯塔管理法") == []
    assert not use.texts(workspace, "航标灯")[0].repealed_by
    use.restore_laws(workspace, removed)
    after = use.open_law(workspace, use.texts(workspace, "灯塔管理法")[0].version.id)
    assert after is not None
    assert after.articles == before.articles
    assert [item.history for item in after.versions] == [item.history for item in before.versions]
    assert use.texts(workspace, "航标灯")[0].repealed_by == LAW
