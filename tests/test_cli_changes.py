"""``changes`` on the command line, against the stand-in portal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import run_command
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book
from tests.portal.judge import Submitted
from tests.portal.serve import serving

DONE, LEFT, BAD_INPUT = 0, 1, 2


def run(library: Path, *arguments: str) -> int:
    return run_command(["--library", str(library), "changes", *arguments])


def send(library: Path, book: Book, package: str, name: str) -> str:
    """Somebody else sends a version of our only record, having seen ours."""
    with Workspace.open(library) as workspace:
        (record,) = workspace.library.records("proof_item")
        mine = workspace.library.names_now([record.uuid])[record.uuid]
        workspace.library.note_seen([record])
    seen = (mine.vid, *mine.ancestors)
    content = {**record.to_json(), "name": name}
    version = Submitted(record.uuid, "proof_item", package * 64, seen[:1], seen, content)
    book._answer(package * 64, [version], None)
    return record.uuid


def test_what_others_changed_is_read_and_merged_and_conflicts_stay_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("desktop.cli_changes._token", lambda *_: lambda _: "")
    library, book = tmp_path / "库.mingce", Book(tmp_path / "portal")
    with Workspace.open(library) as workspace:
        workspace.library.save(Record("proof_item", {"name": "甲证明"}))
    uuid = send(library, book, "a", "甲证明（省里改）")
    with serving(StandIn(book)) as port:
        first = ("--portal", f"http://127.0.0.1:{port}{ROOT}", "--no-proxy")
        assert run(library, *first) == BAD_INPUT
        assert "公钥" in capsys.readouterr().err
        assert run(library, *first, "--key", str(book.public), "--dry-run") == DONE
        assert "待合并 1 条" in capsys.readouterr().out
        assert run(library) == DONE
        assert "采用对方的修改 1 条" in capsys.readouterr().out
        send(library, book, "b", "甲证明（市里改）")
        with Workspace.open(library) as workspace:
            record = workspace.library.get(uuid)
            assert record.get("name") == "甲证明（省里改）"
            workspace.library.save(record.with_values(name="甲证明（本库改）"))
        assert run(library, "--json") == LEFT
        told = json.loads(capsys.readouterr().out)
    assert told["fetched"] == {
        "portal": "样例门户", "read": 1, "waiting": 1, "others": 0, "again": False,
    }  # fmt: skip
    assert [len(merge["conflicts"]) for merge in told["merges"]] == [1]
    with Workspace.open(library) as workspace:
        assert workspace.library.get(uuid).get("name") == "甲证明（本库改）"
