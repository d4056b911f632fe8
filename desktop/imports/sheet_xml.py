"""Workbooks kept as XML: Excel 2003's own (SpreadsheetML) and OpenDocument's .ods → Grids.

Platforms export the first under the name .xls; LibreOffice and some WPS users save the second.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from desktop.imports.grid import Grid, Place, Range, non_blank
from desktop.imports.result import TORN, UnreadableFile
from desktop.imports.xml_file import safe_parser

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_OFFICE, _TABLE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
#: The size of a sheet; what claims to lie beyond is damaged or hostile.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: A text that is repeated more often than this fills the sheet, it is no list.
_MOST_REPEATED = 2_000
_MOST_CELLS = 600_000
_MOST_DIGITS = 9


def read_sheet_xml(path: Path) -> list[Grid]:
    """The sheets of an XML workbook of Excel 2003. ``UnreadableFile`` when it is broken."""
    with path.open("rb") as stream:
        root = _root(path, stream)
    return [_excel_grid(path, sheet) for sheet in root.iterchildren(_SS + "Worksheet")]


def read_ods(path: Path) -> list[Grid]:
    """The sheets of an OpenDocument workbook. ``UnreadableFile`` when it is broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read("content.xml")
    except TORN:
        raise _broken(path) from None
    root = _root(path, io.BytesIO(content))
    return [
        _ods_grid(path, table, number)
        for number, table in enumerate(root.iter(_TABLE + "table"), 1)
    ]


def _root(path: Path, stream: IO[bytes]) -> Any:
    from lxml import etree

    try:
        tree = etree.parse(stream, safe_parser())
    except TORN:
        raise _broken(path) from None
    if tree.docinfo.internalDTD is not None:
        raise UnreadableFile(path.name, "带有文档类型定义（DTD），不像表格，没有读取。")
    return tree.getroot()


def _broken(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path.name, "的表格内容损坏，读不下去。请在Excel或WPS中打开，另存为 .xlsx 后再导入。"
    )


def _number(path: Path, text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    if not text.isdecimal() or len(text) > _MOST_DIGITS or int(text) > most:
        raise _broken(path)
    return int(text)


def _excel_grid(path: Path, sheet: Any) -> Grid:
    cells: list[tuple[Place, str]] = []
    merges: list[Range] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = 0
    for table in sheet.iterchildren(_SS + "Table"):
        column = 0
        for line in table.iterchildren(_SS + "Column"):
            column = _number(path, line.get(_SS + "Index"), column + 1, _LAST_COLUMN)
            last = column + _number(path, line.get(_SS + "Span"), 0, _LAST_COLUMN)
            if line.get(_SS + "Hidden") == "1":
                hidden_columns.update(range(column, last + 1))
            column = last
        for line in table.iterchildren(_SS + "Row"):
            row = _number(path, line.get(_SS + "Index"), row + 1, _LAST_ROW)
            if line.get(_SS + "Hidden") == "1":
                hidden_rows.add(row)
            column = 0
            for cell in line.iterchildren(_SS + "Cell"):
                column = _number(path, cell.get(_SS + "Index"), column + 1, _LAST_COLUMN)
                across = _number(path, cell.get(_SS + "MergeAcross"), 0, _LAST_COLUMN)
                down = _number(path, cell.get(_SS + "MergeDown"), 0, _LAST_ROW)
                cells.append(((row, column), _excel_text(cell)))
                if across or down:
                    merges.append((row, column, row + down, column + across))
                column += across
    hidden = sheet.find(".//{urn:schemas-microsoft-com:office:excel}Visible") is not None
    return Grid(sheet.get(_SS + "Name") or "表", non_blank(cells), tuple(merges),
                frozenset(hidden_rows), frozenset(hidden_columns), hidden)  # fmt: skip


def _excel_text(cell: Any) -> str:
    data = cell.find(_SS + "Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(_SS + "Type")
    if kind == "DateTime":
        return text.removesuffix("T00:00:00.000").replace("T", " ")
    if kind == "Boolean":
        return "是" if text == "1" else "否"
    return text.removesuffix(".0") if kind == "Number" else text


def _ods_grid(path: Path, table: Any, number: int) -> Grid:
    cells: list[tuple[Place, str]] = []
    merges: list[Range] = []
    hidden_rows: set[int] = set()
    row = 1
    for line in table.iter(_TABLE + "table-row"):
        times = _number(path, line.get(_TABLE + "number-rows-repeated"), 1, _LAST_ROW)
        found = list(_ods_cells(path, line))
        if found and line.get(_TABLE + "visibility") in ("collapse", "filter"):
            hidden_rows |= set(range(row, row + min(times, _MOST_REPEATED)))
        for further in range(min(times, _MOST_REPEATED) if found else 0):
            if len(cells) > _MOST_CELLS:
                raise _broken(path)
            for column, text, across, down in found:
                cells.append(((row + further, column), text))
                if across > 1 or down > 1:
                    merges.append((row, column, row + down - 1, column + across - 1))
        row += times
    return Grid(table.get(_TABLE + "name") or f"表{number}", non_blank(cells), tuple(merges),
                frozenset(hidden_rows), _ods_hidden(path, table))  # fmt: skip


def _ods_cells(path: Path, line: Any) -> Iterator[tuple[int, str, int, int]]:
    """Column, text and spans of the cells of a row that say something."""
    column = 1
    for cell in line:
        if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        times = _number(path, cell.get(_TABLE + "number-columns-repeated"), 1, _LAST_COLUMN)
        text = _ods_text(cell)
        if text.strip() and cell.tag == _TABLE + "table-cell":
            across = _number(path, cell.get(_TABLE + "number-columns-spanned"), 1, _LAST_COLUMN)
            down = _number(path, cell.get(_TABLE + "number-rows-spanned"), 1, _LAST_ROW)
            for further in range(min(times, _MOST_REPEATED)):
                yield column + further, text, across, down
        column += times


def _ods_text(cell: Any) -> str:
    day = cell.get(_OFFICE + "date-value")
    if day:
        return str(day).removesuffix("T00:00:00")
    return "\n".join(_ods_line(line) for line in cell.iterchildren(_TEXT + "p"))


def _ods_line(node: Any) -> str:
    """The text of a paragraph; notes that hang on it are none of it."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif child.tag == _TEXT + "s":
            parts.append(" ")
        elif child.tag != _OFFICE + "annotation":
            parts.append(_ods_line(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _ods_hidden(path: Path, table: Any) -> frozenset[int]:
    found: set[int] = set()
    column = 1
    for line in table.iter(_TABLE + "table-column"):
        times = _number(path, line.get(_TABLE + "number-columns-repeated"), 1, _LAST_COLUMN)
        if line.get(_TABLE + "visibility") in ("collapse", "filter"):
            found |= set(range(column, column + min(times, _MOST_REPEATED)))
        column += times
    return frozenset(found)
