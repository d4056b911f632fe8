"""``laws`` on the command line: texts come in, and what they change is told with its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import BAD_INPUT, DONE, PROBLEMS, run_command
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.laws import samples
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one power that quotes the lighthouse law as it was."""
    path = tmp_path / "t.mingce"
    row = {"title": LAW, "article_text": "第三条", "quoted_text": OLD_QUOTE}
    with Workspace.open(path) as workspace:
        workspace.library.save(Record("power_item", {"name": "灯塔设置许可", "basis": [row]}))
    return path


def run(library: Path, *arguments: str) -> int:
    """One command."""
    return run_command(["--library", str(library), "laws", *arguments])


def bring_in(library: Path, folder: Path, **texts: str) -> int:
    """Import texts by the names of their files."""
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return run(library, "import", *(str(folder / f"{name}.md") for name in texts))


def test_an_older_text_alone_touches_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in(library, tmp_path, old=samples.LICENSING) == DONE
    assert run(library, "scan") == DONE
    assert "0 条记录的 0 处受影响" in capsys.readouterr().out


def test_a_newer_text_is_told_in_words_and_as_json(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(library, tmp_path, old=samples.LICENSING, new=samples.LICENSING_2022)
    capsys.readouterr()
    assert run(library, "scan") == PROBLEMS
    words = capsys.readouterr().out
    assert "条文有修改　1" in words
    assert f"《{LAW}》第三条：条文有修改　——灯塔设置许可" in words
    assert run(library, "scan", "--kind", "power_item", "--json") == PROBLEMS
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    (touch,) = data["touched"]
    assert touch["field"] == "basis[0]"
    assert (touch["cited_version"], touch["version"]) == ("2015-06-07", "2022-08-09")
    assert touch["after"] == touch["changes"]["quoted_text"] == ARTICLE_3
    assert (data["records"], data["by_sort"]["changed"], data["not_checked"]) == (1, 1, 0)


def test_a_kind_that_there_is_not_is_refused(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(library, tmp_path, old=samples.LICENSING)
    assert run(library, "scan", "--kind", "lighthouse") == BAD_INPUT
    assert "没有“lighthouse”这种记录" in capsys.readouterr().err
