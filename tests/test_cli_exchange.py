"""Exchange on the command line: keys, signatures, receipts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from desktop.cli import run_command
from desktop.usecases import outbox
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.package.receipt import Result, ResultError
from tests.usecases.exchange_samples import PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office

DONE, PROBLEMS, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one final record."""
    path = tmp_path / "库.mingce"
    with Workspace.open(path) as workspace:
        finished(office(workspace), "甲证明")
    return path


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user types when asked."""
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "一句很长的口令 2026")


def run(library: Path, *arguments: str) -> int:
    return run_command(["--library", str(library), *arguments])


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_package_is_signed_and_verified_with_the_key_that_is_shown(
    library: Path, tmp_path: Path, passphrase: None, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ("--key-file", str(tmp_path / "密钥.json"))
    assert run(library, "key", "make", "--sm2", *keys, "--json") == DONE
    made = said(capsys)
    assert (made["kept"], len(made["words"])) == ("file", 8)
    public = tmp_path / "本单位.pub"
    assert run(library, "key", "show", *keys, "--out", str(public)) == DONE
    assert made["fingerprint"] in capsys.readouterr().out
    assert run(library, "pack", "--out", str(tmp_path / "包"), *keys, "--json") == DONE
    packed = said(capsys)
    assert packed["signer"] == made["fingerprint"]
    package = packed["package"]
    assert run(library, "verify", package, "--key", str(public), "--json") == DONE
    assert said(capsys)["signature"] == "good"
    other = tmp_path / "别的.pub"
    other.write_text(PORTAL_KEY.public.minisign())
    assert run(library, "verify", package, "--key", str(other)) == BAD_INPUT
    assert "不是这把密钥" in capsys.readouterr().err


def test_without_a_keyring_no_key_is_made_and_the_package_says_so(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(library, "key", "make") == ENVIRONMENT
    assert "没有可用的系统钥匙串" in capsys.readouterr().err
    assert run(library, "pack", "--out", str(tmp_path / "包")) == DONE
    assert "这个包没有签名" in capsys.readouterr().out


def test_a_key_is_backed_up_and_restored(
    library: Path, tmp_path: Path, passphrase: None, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = str(tmp_path / "一.json"), str(tmp_path / "二.json")
    backup = str(tmp_path / "备份.json")
    assert run(library, "key", "make", "--key-file", first, "--json") == DONE
    fingerprint = said(capsys)["fingerprint"]
    assert run(library, "key", "backup", backup, "--key-file", first) == DONE
    assert run(library, "key", "restore", backup, "--key-file", second) == DONE
    assert capsys.readouterr().out.count(fingerprint) == 2
    assert run(library, "key", "show", "--key-file", str(tmp_path / "无.json")) == BAD_INPUT


def test_a_receipt_is_read_and_a_rejection_is_told_by_the_exit_code(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(library) as workspace:
        pack(workspace, tmp_path)
        (built,) = outbox.built(workspace)
        ((uuid, (_, vid)),) = workspace.library.last_dispatches().items()
    error = ResultError("issuer", "E1", "写全称")
    path = str(answer(tmp_path, built.id, Result(uuid, vid, "rejected", (error,))))
    key = tmp_path / "门户.pub"
    key.write_text(PORTAL_KEY.public.minisign())
    assert run(library, "receipt", path) == BAD_INPUT
    assert "公钥" in capsys.readouterr().err
    assert run(library, "receipt", path, "--key", str(key)) == PROBLEMS
    assert "退回 1 条" in capsys.readouterr().out
    assert run(library, "check", "--rule", "X03", "--json") == PROBLEMS
    assert said(capsys)["problems"][0]["field"] == "issuer"
    accepted = str(answer(tmp_path, built.id, Result(uuid, vid, "accepted"), seq=2))
    assert run(library, "receipt", accepted, "--json") == DONE
    assert said(capsys)["accepted"] == [uuid]
    assert run(library, "pack", "--out", str(tmp_path / "再")) == BAD_INPUT
    assert "门户已接收全部 1 条" in capsys.readouterr().err


def test_an_old_portals_list_needs_its_mapping(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(library) as workspace:
        pack(workspace, tmp_path)
    table, mapping = tmp_path / "回执.csv", tmp_path / "对照.toml"
    table.write_text("名称,结果\n甲证明,通过\n", encoding="utf-8")
    mapping.write_text(
        'portal = "市平台"\nmatch = "title"\n[columns]\nrecord = "名称"\nstatus = "结果"\n'
        '[status]\naccepted = ["通过"]\nrejected = ["退回"]\n',
        encoding="utf-8",
    )
    assert run(library, "receipt", str(table)) == BAD_INPUT
    assert run(library, "receipt", str(table), "--mapping", str(mapping)) == DONE
    assert "接收 1 条" in capsys.readouterr().out
