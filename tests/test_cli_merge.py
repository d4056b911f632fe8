"""``import`` of what a colleague hands over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desktop.cli import app, run_command
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from forms.record import Record

RUN = CliRunner()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one record."""
    with Workspace.open(tmp_path / "同事.mingce") as colleague:
        colleague.library.save(Record("service_guide", {"item_name": "渡口设立许可"}))
        return pack(colleague, tmp_path, draft=True).package.path


def run(library: Path, *words: str) -> tuple[int, str]:
    result = RUN.invoke(app, ["--library", str(library), *words])
    return result.exit_code, result.output


def bring_in(library: Path, *words: str) -> tuple[int, str]:
    return run(library, "import", *words)


def test_a_package_and_a_library_are_merged_and_conflicts_stay_ours(
    tmp_path: Path, package: Path
) -> None:
    library = tmp_path / "库.mingce"
    code, said = bring_in(library, str(package))
    assert (code, "没有签名" in said, "--unsigned" in said) == (2, True, True)
    code, said = bring_in(library, str(package), "--unsigned")
    assert (code, "新增 1 条" in said, "没有签名" in said) == (0, True, True)
    assert "没有需要合并" in bring_in(library, str(package), "--unsigned")[1]
    for path, name in ((tmp_path / "同事.mingce", "同事改"), (library, "本库改")):
        with Workspace.open(path) as workspace:
            record = next(iter(workspace.library.records()))
            workspace.library.save(record.with_values(item_name=name))
    code, said = bring_in(library, str(tmp_path / "同事.mingce"), "--json")
    told = json.loads(said)["merges"][0]
    assert (code, told["conflicts"], told["merged"]) == (1, ["同事改"], {})
    with Workspace.open(library) as workspace:
        assert [item.title for item in workspace.library.summaries()] == ["本库改"]


def test_packages_and_lists_do_not_go_together(tmp_path: Path, package: Path) -> None:
    table = tmp_path / "清单.csv"
    table.write_text("事项名称\n渡口\n", encoding="utf-8")
    code, said = bring_in(tmp_path / "库.mingce", str(package), str(table))
    assert (code, "分开导入" in said) == (2, True)


def test_the_key_of_a_colleague_is_given_once_kept_listed_and_forgotten(tmp_path: Path) -> None:
    key = SigningKey.new()
    public = tmp_path / "同事.pub"
    public.write_text(key.public.minisign(), encoding="utf-8")
    with Workspace.open(tmp_path / "同事.mingce") as colleague:
        colleague.library.save(Record("service_guide", {"item_name": "渡口设立许可"}))
        package = pack(colleague, tmp_path, draft=True, key=key).package.path
    library = tmp_path / "库.mingce"
    code, said = bring_in(library, str(package), "--dry-run", "--key", str(public))
    assert (code, "签名正确" in said) == (0, True)
    assert run(library, "key", "colleagues")[1].startswith("还没有")
    assert run(library, "key", "trust", str(public), "--name", "周砚秋")[0] == 0
    assert key.public.fingerprint in run(library, "key", "colleagues", "--json")[1]
    code, said = bring_in(library, str(package))
    assert (code, "是“周砚秋”的密钥" in said) == (0, True)
    assert run(library, "key", "forget", key.public.fingerprint)[0] == 0
    assert bring_in(library, str(package))[0] == 2
    assert run(library, "key", "forget", key.public.fingerprint)[0] == 2


def test_why_a_package_is_not_merged_is_one_sentence(
    tmp_path: Path, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["--library", str(tmp_path / "库.mingce"), "import", str(package)]) == 2
    said = "".join(capsys.readouterr().err.split())
    assert said.startswith("这个包没有签名")
    assert said.endswith("--unsigned仍然合并。")
