"""Folders that can be written, and those that cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.usecases.folders import folder_problem


def test_a_folder_and_one_that_can_be_made_are_fine_and_stay_as_they_were(tmp_path: Path) -> None:
    assert folder_problem(tmp_path) == ""
    assert folder_problem(tmp_path / "新" / "更新") == ""
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    file.write_text("", encoding="utf-8")
    assert "是文件" in folder_problem(file)
    assert "是文件" in folder_problem(file / "下级")


@pytest.mark.parametrize("text", ["", "导出", "./导出"])
def test_a_path_must_be_whole(text: str) -> None:
    assert "完整的路径" in folder_problem(Path(text))


def test_what_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "不能写入" in folder_problem(tmp_path)
