"""A block of cells becomes a file that is read as any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.imports import read_file
from desktop.usecases.pasting import NothingToPaste, keep_block
from forms.loader import load_catalogue

BLOCK = (
    '序号\t职权名称\t职权类型\t备注\r\n1\t户外广告设施设置审批\t行政许可\t"第一行\n第二行 ""引号"""\r\n'
    "\t\t\t\r\n2\t取水许可\t行政许可\t\r\n"
)


def test_pasted_rows_become_records(tmp_path: Path) -> None:
    path = keep_block(BLOCK, tmp_path)
    found = read_file(path, load_catalogue(), kind="power_item")
    assert found.file == "剪贴板.csv"
    assert [record.get("name") for record in found.records] == ["户外广告设施设置审批", "取水许可"]
    assert found.records[0].get("power_type") == "administrative_licence"
    assert '第二行 "引号"' in str(found.records[0].get("remark"))


@pytest.mark.parametrize("text", ["", "一句话", "表头一\t表头二\n", "只有一列\n一行\n", "\t\n\t\n"])
def test_what_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToPaste, match="连同表头一起"):
        keep_block(text, tmp_path)
    assert list(tmp_path.iterdir()) == []
