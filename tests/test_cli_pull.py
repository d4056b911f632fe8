"""``pull``, ``catalogue`` and ``definitions`` on the command line, against the stand-in portal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run_command
from desktop.paths import issued_definitions
from desktop.usecases.workspace import Workspace
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book
from tests.portal.serve import serving
from tests.usecases.upper_samples import item

DONE, BAD_INPUT, ENVIRONMENT = 0, 2, 3
_TABLE = (
    'id = "V_payer"\ntitle = "费用承担主体"\n[[choice]]\nkey = "fund"\nlabel = "专项资金"\n'
).encode()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "库.mingce"
    Workspace.open(path).close()
    yield path
    shutil.rmtree(issued_definitions(), ignore_errors=True)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book(tmp_path / "portal")
    made.publish(item(1, "取水许可"), item(2, "采砂许可"))
    return made


def run(library: Path, *arguments: str) -> int:
    return run_command(["--library", str(library), *arguments])


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_catalogue_is_pulled_adopted_followed_and_unlocked(
    library: Path, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr("desktop.cli_pull._token", lambda *_: lambda _: "")
    code = str(item(1, "").values["code"])
    with serving(StandIn(book)) as port:
        url = f"http://127.0.0.1:{port}{ROOT}"
        assert run(library, "pull", "--portal", url, "--no-proxy") == BAD_INPUT
        assert "公钥" in capsys.readouterr().err
        first = ("pull", "--portal", url, "--no-proxy", "--key", str(book.public), "--json")
        assert run(library, *first) == DONE
        assert said(capsys)["pulled"][0]["changed"] == 2
        assert run(library, "catalogue", "adopt", code, code, "--json") == DONE
        (uuid,) = said(capsys)["adopted"]
        book.publish(item(1, "取水许可证核发"))
        assert run(library, "pull") == DONE
        assert "新增或有变化 1 项" in capsys.readouterr().out
    assert run(library, "catalogue", "list", "--status", "changed", "--json") == DONE
    assert [found["record"] for found in said(capsys)["items"]] == [uuid]
    assert run(library, "catalogue", "update", "--dry-run") == DONE
    assert "取水许可 → 取水许可证核发" in capsys.readouterr().out
    assert run(library, "catalogue", "update", code, "--json") == DONE
    assert said(capsys)["records"] == 1
    listed = tmp_path / "清单.csv"
    listed.write_text(f"职权编码,职权名称,职权类型\n{code},别的名称,行政许可\n", encoding="utf-8")
    assert run(library, "import", str(listed), "--kind", "power_item") == DONE
    assert "1 条有上级目录锁定的栏目" in capsys.readouterr().out
    assert run(library, "catalogue", "unlock", uuid, "name", "--reason", "省里同意改名") == DONE
    assert "还有 4 个栏目锁定" in capsys.readouterr().out
    assert run(library, "catalogue", "unlock", uuid, "name", "--reason", " ") == BAD_INPUT
    assert run(library, "catalogue", "adopt", "没有") == BAD_INPUT
    assert "catalogue list" in capsys.readouterr().err


def test_bundles_on_a_stick_are_read_and_code_tables_applied_and_taken_back(
    library: Path, book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = book.catalogue_bundle(tmp_path / "目录.zip")
    tables = book.issue_definitions(2, {"vocabularies/V_payer.toml": _TABLE}, "二月版")
    key = ("--key", str(book.public))
    assert run(library, "pull", str(stick), str(tables), *key) == DONE
    out = capsys.readouterr().out
    assert "读取目录 2 项" in out
    assert "码表“费用承担主体”增加：专项资金" in out
    assert run(library, "definitions", "show") == DONE
    assert "程序自带" in capsys.readouterr().out
    assert run(library, "pull", str(tables), "--apply") == DONE
    assert run(library, "definitions", "show", "--json") == DONE
    assert "第 2 版" in capsys.readouterr().out.partition("{")[0]
    assert run(library, "pull", str(tables), "--apply") == BAD_INPUT
    assert "已经在使用" in capsys.readouterr().err
    assert run(library, "definitions", "rollback") == DONE
    assert "程序自带" in capsys.readouterr().out


def test_what_is_wrong_is_said(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "别的.zip").write_bytes(b"no zip")
    assert run(library, "pull", str(tmp_path / "别的.zip")) == BAD_INPUT
    assert run(library, "pull") == BAD_INPUT
    assert "--portal" in capsys.readouterr().err
    assert run(library, "catalogue", "list", "--status", "no") == BAD_INPUT
