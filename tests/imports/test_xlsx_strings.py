"""The texts of a workbook are those that openpyxl's own reader finds."""

from __future__ import annotations

import io

import pytest
from openpyxl.reader.strings import read_string_table

from desktop.imports.xlsx_strings import read_strings

HEAD = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>取水许可</t></si><si><t/></si><si/>",
        '<si><t xml:space="preserve"> 前后有空 </t></si>',
        "<si><r><rPr><b/></rPr><t>第一</t></r><r><t>条</t></r></si>",
        "<si><t>许可</t><rPh sb='0' eb='2'><t>xuke</t></rPh></si>",
        "<si><r><t>甲</t></r><rPh sb='0' eb='1'><t>jia</t></rPh><phoneticPr fontId='1'/></si>",
        "<si><t>_x005F_x000D_换行&#10;后</t></si>",
    ],
)
def test_strings_are_read_as_openpyxl_reads_them(items: str) -> None:
    xml = f"{HEAD}{items}</sst>".encode()
    assert read_strings(io.BytesIO(xml)) == read_string_table(io.BytesIO(xml))
