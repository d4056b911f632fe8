"""``upload`` on the command line, against the stand-in portal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from desktop.cli import run_command
from desktop.usecases import tokens
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book, Demand
from tests.portal.serve import serving
from tests.usecases.exchange_samples import finished
from tests.usecases.review_samples import office

DONE, PROBLEMS, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one final record and the package of it."""
    path = tmp_path / "库.mingce"
    with Workspace.open(path) as workspace:
        finished(office(workspace), "甲证明")
        pack(workspace, tmp_path / "包")
    return path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the user types when asked for the token; what was asked is taken out."""
    answers = ["right"]
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: answers.pop(0))
    # No keyring: tokens last until the program ends, and each test is a program.
    tokens._of_this_computer.cache_clear()
    return answers


def run(library: Path, *arguments: str) -> int:
    return run_command(["--library", str(library), "upload", "--no-proxy", *arguments])


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_last_package_goes_and_its_receipt_is_taken_in(
    library: Path, tmp_path: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    portal = StandIn(Book(tmp_path / "portal"), {"right"})
    with serving(portal) as port:
        url = f"http://127.0.0.1:{port}{ROOT}"
        assert run(library, "--portal", url, "--dry-run", "--json") == DONE
        asked = said(capsys)
        assert (asked["known"], asked["records"], typed) == (False, 1, [])
        key = str(portal.book.public)
        assert run(library, "--portal", url, "--key", key, "--json") == DONE
        sent = said(capsys)
        assert (sent["state"], len(sent["receipt"]["accepted"])) == ("sent", 1)
        # Address and keys are remembered.
        assert run(library) == DONE
        assert "已经读入过" in capsys.readouterr().out
        assert run(library, "--dry-run") == DONE
        assert "不用再传" in capsys.readouterr().out
    assert len(list((portal.book.folder / "uploads").glob("*.bytes"))) == 1


def test_a_rejected_record_ends_with_code_one(
    library: Path, tmp_path: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    demand = Demand("proof_item", "issuer", "无", "E1", "出具单位不对。")
    portal = StandIn(Book(tmp_path / "portal", demands=[demand]))
    with serving(portal) as port:
        url = f"http://127.0.0.1:{port}{ROOT}"
        assert run(library, "--portal", url, "--key", str(portal.book.public)) == PROBLEMS
    assert "退回 1 条" in capsys.readouterr().out


def test_what_is_missing_or_wrong_is_said(
    library: Path, tmp_path: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(library) == BAD_INPUT
    assert "--portal" in capsys.readouterr().err
    assert run(library, "--portal", "http://portal.example/api") == BAD_INPUT
    assert "明文" in capsys.readouterr().err
    with Workspace.open(tmp_path / "空.mingce"):
        pass
    assert run(tmp_path / "空.mingce", "--portal", "https://a.example") == BAD_INPUT
    assert "pack" in capsys.readouterr().err
    typed[:] = ["wrong", "wrong"]
    portal = StandIn(Book(tmp_path / "portal"), {"right"})
    with serving(portal) as port:
        assert run(library, "--portal", f"http://127.0.0.1:{port}{ROOT}") == BAD_INPUT
    assert "令牌" in capsys.readouterr().err


def test_a_portal_that_is_down_is_a_failure_of_the_environment(
    library: Path, typed: list[str], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("desktop.exchange.line.Line.wait", lambda *_: None)
    assert run(library, "--portal", f"http://127.0.0.1:1{ROOT}") == ENVIRONMENT
    assert "连接不上门户" in capsys.readouterr().err


def test_a_question_that_nobody_answers_is_said_to_be_given_up(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(typer, "prompt", nobody)
    tokens._of_this_computer.cache_clear()
    with serving(lambda *_: None) as port:
        assert run(library, "--portal", f"http://127.0.0.1:{port}{ROOT}") == BAD_INPUT
    assert "已取消" in capsys.readouterr().err
