"""``import`` of what a colleague hands over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desktop.cli import app
from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from forms.record import Record

RUN = CliRunner()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one record."""
    with Workspace.open(tmp_path / "同事.mingce") as colleague:
        colleague.library.save(Record("service_guide", {"item_name": "渡口设立许可"}))
        return pack(colleague, tmp_path, draft=True).package.path


def bring_in(library: Path, *words: str) -> tuple[int, str]:
    result = RUN.invoke(app, ["--library", str(library), "import", *words])
    return result.exit_code, result.output


def test_a_package_and_a_library_are_merged_and_conflicts_stay_ours(
    tmp_path: Path, package: Path
) -> None:
    library = tmp_path / "库.mingce"
    code, said = bring_in(library, str(package))
    assert (code, "新增 1 条" in said, "没有签名" in said) == (0, True, True)
    assert "没有需要合并" in bring_in(library, str(package))[1]
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
