"""Workbooks of every container → :class:`Grid`, one per sheet, hidden ones too."""

from __future__ import annotations

import csv
import io
import re
import struct
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from desktop.imports import xls_marks, xlsx_marks
from desktop.imports.grid import Grid, Place, Range, column_number, non_blank
from desktop.imports.html_table import html_grids
from desktop.imports.result import TORN, UnreadableFile
from desktop.imports.sheet_xml import read_ods, read_sheet_xml
from desktop.imports.sniff import Container, utf16_of

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
#: A page of an office has some dozens; each is looked at for headings.
_MOST_TABLES = 300
#: Signs of a line of a CSV: no list has so many columns.
_LONGEST_LINE = 2_000_000
#: Lines of a CSV that tell its delimiter.
_LOOK_AT = 40
_NO_RESULT = re.compile(rb"<c [^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:$]+)"')
_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")
_FAR = re.compile(rb'r="[A-Z]*(\d{7,})"')
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_XLS_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!",
               42: "#N/A"}  # fmt: skip
# xlrd checks little: a damaged file ends in whatever its parser trips over.
_XLRD_TRIPS = (struct.error, LookupError, ArithmeticError, ValueError, AssertionError, TypeError, EOFError,
               AttributeError, MemoryError, RuntimeError)  # fmt: skip


def read_workbook(path: Path, container: Container) -> list[Grid]:
    """Every sheet of the file, in order. ``UnreadableFile`` when it is broken."""
    if container is Container.OLE:
        return _read_ole(path)
    if container is Container.XLSX:
        return _read_xlsx(path)
    if container is Container.ODS:
        return read_ods(path)
    if container is Container.SHEET_XML:
        return read_sheet_xml(path)
    if container is Container.MHT:
        return html_grids(_page_of(path))
    text = _decode(path)
    if container is Container.HTML:
        grids = html_grids(text)
        if len(grids) > _MOST_TABLES:
            raise UnreadableFile(
                path.name,
                f"有{len(grids)}张表格，超过一次能导入的{_MOST_TABLES}张。请拆开后再导入。",
            )
        return grids
    try:
        return [_read_csv(path.stem, text)]
    except csv.Error:
        raise UnreadableFile(
            path.name,
            "不是正常的CSV：有一格或一行过长，或者行数过多，可能少了引号。请另存为 .xlsx 后再导入。",
        ) from None


def cell_text(value: object) -> str:
    """A cell's value as text: 1.0 → "1", dates in ISO form, TRUE → "是"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _read_ole(path: Path) -> list[Grid]:
    import xlrd
    from xlrd.compdoc import CompDocError

    from desktop.imports.xls_chains import guard

    guard()
    try:
        with xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO()) as book:
            return [_ole_grid(sheet, book) for sheet in book.sheets()]
    except (xlrd.biffh.XLRDError, CompDocError) as error:
        what = "加了密码，请在Excel中去掉密码另存后再导入。" if "ncrypt" in str(error) else (
            "里面没有工作簿（可能是Word、WPS文字，或加了密码），请另存为 .xlsx 后再导入。")  # fmt: skip
        raise UnreadableFile(path.name, what) from None
    except _XLRD_TRIPS:
        raise UnreadableFile(path.name, "的工作簿内容损坏，读不下去。请在Excel中修复后另存，再导入。"
                             ) from None  # fmt: skip


def _ole_grid(sheet: Any, book: Any) -> Grid:
    import xlrd

    cells: list[tuple[Place, str]] = []
    faults: dict[Place, str] = {}
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            place = (row + 1, column + 1)
            share = kind == xlrd.XL_CELL_NUMBER and xls_marks.is_percent(sheet, row, column)
            text = xlsx_marks.percent(value) if share else _ole_text(kind, value, book.datemode)
            cells.append((place, text))
            if kind == xlrd.XL_CELL_ERROR:
                faults[place] = cells[-1][1]
    merges = tuple((top + 1, left + 1, bottom, right)
                   for top, bottom, left, right in sheet.merged_cells)  # fmt: skip
    return Grid(
        sheet.name,
        non_blank(cells),
        merges,
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
        sheet.visibility != 0,
        faults,
        struck=xls_marks.struck_of(sheet),
        comments=xls_marks.comments_of(sheet),
    )


def _ole_text(kind: int, value: Any, datemode: int) -> str:
    import xlrd

    if kind == xlrd.XL_CELL_ERROR:
        return _XLS_ERRORS.get(value, "#?")
    if kind == xlrd.XL_CELL_DATE:
        return cell_text(_ole_date(value, datemode))
    return cell_text(bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value)


def _ole_date(value: float, datemode: int) -> object:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, 1 if datemode else 0)
    except (ValueError, OverflowError):
        return value
    # A number below one is a time of day, written as a date in 1899 or 1904.
    return moment.time() if 0 <= value < 1 else moment


def _read_xlsx(path: Path) -> list[Grid]:
    """What holds for the whole book as openpyxl reads it; cells, merges and hidden parts from the XML."""
    from desktop.imports.xlsx_strings import open_values

    try:
        with warnings.catch_warnings(), path.open("rb") as stream:
            # Unsupported extensions (print settings, data validation) do not concern the texts.
            warnings.simplefilter("ignore")
            book = open_values(stream)
            with zipfile.ZipFile(stream) as archive:
                sheets: list[tuple[Any, bytes]] = [
                    (sheet, archive.read(vars(sheet)["_worksheet_path"]))
                    for sheet in book.worksheets
                ]
                if any(_reaches_far(xml) for _, xml in sheets):
                    # openpyxl would count up to it, row by row.
                    raise ValueError("a row beyond the last that a sheet has")
                bare = [sheet.title for sheet, xml in sheets
                        if b"<f" in xml and _NO_RESULT.search(xml)]  # fmt: skip
                formulas = _formulas(stream, bare) if bare else {}
                struck = xlsx_marks.Struck(archive, book)
                return [
                    replace(
                        grid := _xlsx_grid(sheet, xml, formulas.get(sheet.title, {})),
                        struck=struck.of(xml, grid.cells),
                        comments=xlsx_marks.comments_of(archive, vars(sheet)["_worksheet_path"]),
                    )
                    for sheet, xml in sheets
                ]
    except TORN:
        raise UnreadableFile(
            path.name,
            "的工作簿内容损坏（压缩包里的工作表读不出来）。请在Excel中修复后另存，再导入。",
        ) from None


def _reaches_far(xml: bytes) -> bool:
    """Whether a row or a cell says that it stands beyond the last row that a sheet has."""
    return any(
        int(match[1]) > _LAST_ROW and not xml[match.start() - 1 : match.start()].isalnum()
        for match in _FAR.finditer(xml)
    )


def _formulas(stream: BinaryIO, titles: list[str]) -> dict[str, dict[Place, str]]:
    """The formulas of sheets in which some have no stored result and would read as empty."""
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True)
    return {
        title: {
            (cell.row, cell.column): str(getattr(cell.value, "text", cell.value))
            for cell in _xlsx_cells(book[title])
            if cell.data_type == "f"
        }
        for title in titles
    }


def _xlsx_cells(sheet: Any) -> Iterator[Any]:
    # The size that a sheet claims is not to be trusted (A1:IU40 with 18 columns in use).
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield from (cell for cell in row if cell.value is not None)


def _xlsx_grid(sheet: Any, xml: bytes, formulas: Mapping[Place, str]) -> Grid:
    from desktop.imports.xlsx_cells import cells_of

    cells: dict[Place, str] = {}
    faults: dict[Place, str] = {}
    for cell in cells_of(sheet, xml):
        cells[cell.place] = cell_text(cell.value)
        if cell.fault:
            faults[cell.place] = cells[cell.place]
    for place, formula in formulas.items():
        if not cells.get(place):
            cells[place] = faults[place] = formula
    return Grid(
        sheet.title,
        non_blank(cells.items()),
        tuple(_merges(xml)),
        frozenset(int(m[1]) for tag in _hidden(xml, b"row") if (m := _ROW_NUMBER.search(tag))),
        frozenset(_hidden_columns(xml)),
        sheet.sheet_state != "visible",
        faults,
    )


def _merges(xml: bytes) -> Iterator[Range]:
    from openpyxl.utils import range_boundaries

    # They stand behind all the cells.
    start = xml.rfind(b"<", 0, xml.find(b"mergeCell") + 1)
    for match in _MERGE.finditer(xml, start) if start >= 0 else ():
        name = match[1].decode("ascii")
        if plain := _RANGE.fullmatch(name):
            yield int(plain[2]), column_number(plain[1]), int(plain[4]), column_number(plain[3])
            continue
        left, top, right, bottom = range_boundaries(name)
        if left and top and right and bottom:
            yield top, left, bottom, right


def _hidden(xml: bytes, tag: bytes) -> Iterator[bytes]:
    if b'hidden="' not in xml:
        return
    for match in re.finditer(rb"<(?:\w+:)?" + tag + rb"\b[^>]*>", xml):
        if _IS_HIDDEN.search(match[0]):
            yield match[0]


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for tag in _hidden(xml, b"col"):
        first, last = re.search(rb'min="(\d+)"', tag), re.search(rb'max="(\d+)"', tag)
        if first and last:
            # A hidden tail to the last column of the sheet is common; nobody writes there.
            start = int(first[1])
            yield from range(start, min(int(last[1]), start + 1000) + 1)


def _page_of(path: Path) -> str:
    """The page in a file that Excel saved as a single web page (.mht)."""
    import email.policy

    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_content()
            return content if isinstance(content, str) else ""
    raise UnreadableFile(path.name, "是网页归档（.mht），里面没有表格。请另存为 .xlsx 后再导入。")


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if name := utf16_of(data[:4096]):
        return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnreadableFile(path.name, f"第{error.start + 1}个字节起既不是UTF-8也不是GB18030编码的文字。"
                                        "请另存为 .xlsx 后再导入。") from None  # fmt: skip


def as_entries(grid: Grid) -> list[dict[str, str]]:
    """The rows of a table as a platform's entries, by the names in its first row; blanks left out."""
    rows = list(grid.rows.items())
    if not rows:
        return []
    keys = {column: grid.cells[rows[0][0], column].strip() for column in rows[0][1]}
    return [
        {keys[column]: grid.cells[row, column] for column in columns if column in keys}
        for row, columns in rows[1:]
    ]


def _read_csv(name: str, text: str) -> Grid:
    delimiter = _delimiter(text)
    rows = csv.reader(_lines_of(text), delimiter=delimiter)
    return Grid(name, non_blank(_csv_cells(rows)))


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a CSV; ``csv.Error`` for one that no list has."""
    for line in io.StringIO(text):
        if len(line) > _LONGEST_LINE:
            raise csv.Error
        yield line


def _delimiter(text: str) -> str:
    """What separates the cells: said in the first line (sep=;), or what most lines have twice.

    The first lines may be titles, and a cell may have lines of its own.
    """
    lines = [line for line in text.split("\n", _LOOK_AT)[:_LOOK_AT] if line.strip()]
    said = re.match(r"sep=(.)\s*$", lines[0].strip()) if lines else None
    if said:
        return said[1]
    return max(",\t;|", key=lambda mark: (sum(line.count(mark) > 1 for line in lines),
                                          sum(line.count(mark) for line in lines)))  # fmt: skip


def _csv_cells(rows: Iterable[list[str]]) -> Iterator[tuple[Place, str]]:
    for row, values in enumerate(rows, start=1):
        if len(values) > _LAST_COLUMN or row > 2 * _LAST_ROW:
            raise csv.Error
        for column, value in enumerate(values, start=1):
            yield (row, column), value
