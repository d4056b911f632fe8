"""``conflicts``: what a portal found in conflict is listed place by place and merged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desktop.cli import app
from desktop.usecases.packing import pack
from desktop.usecases.receiving import receive
from desktop.usecases.workspace import Workspace
from exports.package.receipt import Result
from tests.usecases.exchange_samples import PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office
from tests.usecases.test_receiving import Sent, at_portal

RUN = CliRunner()


@pytest.fixture
def library(tmp_path: Path) -> tuple[Path, list[str]]:
    """Two records came back in conflict: one changed at the same place, one not told."""
    path = tmp_path / "库.mingce"
    with Workspace.open(path) as workspace:
        desk = office(workspace)
        records = [finished(desk, "甲证明"), finished(desk, "乙证明")]
        sent = Sent(desk, records, pack(desk, tmp_path).package.id, tmp_path)
        one = replace(sent.result(0, "conflict"), current=at_portal(sent, 0, name="门户改的名称"))
        other: Result = replace(sent.result(1, "conflict"), current={"rev": 3})
        receive(desk, answer(tmp_path, sent.package, one, other), key=PORTAL_KEY.public)
    return path, [record.uuid for record in records]


def run(path: Path, *words: str) -> tuple[int, str]:
    result = RUN.invoke(app, ["--library", str(path), "conflicts", *words])
    return result.exit_code, result.output


def test_conflicts_are_listed_place_by_place(library: tuple[Path, list[str]]) -> None:
    path, (one, other) = library
    code, said = run(path)
    assert code == 1
    assert "证明名称：本库“甲证明”，门户“门户改的名称”。" in said
    assert "证明事项“甲证明”" in said
    assert "重新索取" in said
    assert "共 2 条" in said
    code, said = run(path, one, "--json")
    (told,) = json.loads(said)["conflicts"]
    assert (told["record"], told["title"], told["standing"]) == (one, "甲证明", "conflict")
    assert told["places"] == [{
        "key": "name", "about": "value", "label": "证明名称", "base": "",
        "ours": "甲证明", "portal": "门户改的名称",
    }]  # fmt: skip
    assert other not in said


@pytest.mark.parametrize(("take", "name"), [("ours", "甲证明"), ("portal", "门户改的名称")])
def test_one_side_is_taken_for_all_that_both_changed(
    library: tuple[Path, list[str]], take: str, name: str
) -> None:
    path, (one, _) = library
    code, said = run(path, "--take", take)
    assert (code, "冲突已决定 1 条" in said, "没有合并" in said) == (0, True, True)
    with Workspace.open(path) as workspace:
        assert workspace.library.get(one).get("name") == name
    assert one not in run(path)[1]


def test_what_cannot_be_meant_is_refused(library: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, _ = library
    code, said = run(path, "--take", "mine")
    assert (code, "--take 只能是" in said) == (2, True)
    assert run(path, "没有这条")[0] != 0
    assert run(tmp_path / "新.mingce") == (0, "没有门户判为冲突的记录。\n")
