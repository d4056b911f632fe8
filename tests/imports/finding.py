"""An account of cells that owes nothing to the importer: it reads the files by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.imports import ImportResult
from forms import field_types
from forms.model import Catalogue, Field
from forms.record import Record
from forms.values import fold

_WORDS = re.compile(r"\w+")


def cells_of(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """Sheet, row, column and text of every non-empty cell, read without the importer."""
    if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0":
        import xlrd

        book = xlrd.open_workbook(str(path))
        for sheet in book.sheets():
            for row in range(sheet.nrows):
                for column in range(sheet.ncols):
                    text = _text(sheet.cell_value(row, column))
                    if text.strip():
                        yield sheet.name, row + 1, column + 1, text
        return
    for name, row, column, value in workbook_cells(path):
        text = _text(value)
        if text.strip():
            yield name, row, column, text


def workbook_cells(path: Path) -> Iterator[tuple[str, int, int, object]]:
    """Sheet, row, column and value of every cell of an .xlsx that has one.

    Without the formats, whose borders around merged cells take openpyxl most of its time.
    """
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            for column, value in enumerate(values, start=1):
                if value is not None:
                    yield sheet.title, number, column, value
    book.close()


def leaves_of(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path without list positions, and text, of every non-empty leaf of a JSON."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves_of(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for value in node:
            yield from leaves_of(value, path)
    elif node is not None and str(node).strip():
        yield path, str(node)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def words_of(record: Record, catalogue: Catalogue) -> str:
    """Every word that the record holds: its texts and the printed words of its choices."""
    form = catalogue.forms[record.kind]
    return "\n".join(_words(dict(record.values), form.fields))


def _words(values: Any, fields: Any) -> Iterator[str]:
    for name, value in values.items():
        field = fields.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                yield from _words(row, field.table.by_id)
        else:
            yield fold(field_types.show(value, field) if field else str(value))
            yield fold(str(value))


def is_held(text: str, words: str) -> bool:
    """Whether every run of letters of every line stands in the words."""
    return all(run in words for line in text.split("\n") for run in _WORDS.findall(fold(line)))


def means_the_same(text: str, record: Record, path: str, field: Field | None) -> bool:
    """Whether the value at a path is what the text says in other words (20天, 地州市级)."""
    if field is None:
        return False
    try:
        return bool(field_types.parse(text, field) == record.get(path))
    except field_types.ParseError:
        return False


def lost_cells(path: Path, result: ImportResult, catalogue: Catalogue) -> list[str]:
    """Cells of the workbook that are neither in a record nor in the report."""
    from desktop.imports.grid import letters

    records = {record.uuid: record for record in result.records}
    words = {uuid: words_of(record, catalogue) for uuid, record in records.items()}
    sources: dict[tuple[str, int, str], list[Any]] = {}
    for source in result.sources:
        sources.setdefault((source.sheet, source.row, source.column), []).append(source)
    listed = {
        (sheet.name, cell.row, cell.column): cell.text
        for sheet in result.sheets
        for cell in sheet.structure
        if cell.role != "unread"
    }
    lost = []
    for sheet, row, column, text in cells_of(path):
        place = (sheet, row, letters(column))
        if fold(listed.get(place, "")) == fold(text):
            continue
        if not any(_found(text, s, records, words, catalogue) for s in sources.get(place, ())):
            lost.append(f"{place}: {text[:60]}")
    return lost


def _found(text: str, source: Any, records: dict[str, Record], words: dict[str, str],
           catalogue: Catalogue) -> bool:  # fmt: skip
    if source.field == "seq":
        return bool(fold(text) == fold(source.text))
    record = records[source.record]
    if source.field == "remark" and fold(source.header) != "备注":
        return fold(f"{source.header}：{text}") in fold(str(record.values["remark"]))
    field = catalogue.forms[record.kind].fields.get(source.field)
    return is_held(text, words[record.uuid]) or means_the_same(text, record, source.field, field)
