"""The workbook that Mingce writes for filling in (录入工作簿) → the same records.

Identity, version and state stay as they are; what was changed in a cell counts, and what the cell
cannot say exactly comes from the hidden sheet (`exports.excel.data_book`).
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.imports.grid import Grid, letters
from desktop.imports.result import (
    NOT_UNDERSTOOD,
    Located,
    SheetReport,
    StructureCell,
    UnreadableFile,
)
from desktop.imports.rows import SheetResult
from exports.excel.data_book import (
    CONTENT,
    DATA_SHEET,
    HEADER_ROW,
    IDENTITY,
    MARK,
    NAMES_ROW,
    NUMBER,
    ROW,
    VERSION,
    same_words,
)
from forms import field_types
from forms.field_types import ParseError
from forms.model import Catalogue, Field, Form, Value
from forms.problem import Problem, Severity
from forms.record import ENVELOPE, Record, is_blank, new_uuid, prune

_ESCAPED = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)")
_AGAIN = "请重新导出录入工作簿后再填。"


def is_data_book(grids: Sequence[Grid]) -> bool:
    """Whether a workbook is one that Mingce wrote for filling in."""
    return any(grid.name == DATA_SHEET and grid.cells.get((1, 1)) == MARK for grid in grids)


def read_data_book(
    file: str, grids: Sequence[Grid], catalogue: Catalogue, kind: str | None = None
) -> list[SheetResult]:
    """The records of the workbook, of one ``kind`` if given, by kind.

    ``UnreadableFile`` says in a sentence what is wrong: a newer format, a damaged hidden sheet.
    """
    reader = _Reader(file, catalogue, _exact(file, grids))
    results = []
    for grid in grids:
        form = catalogue.forms.get(_marker(grid))
        if form is not None and kind in (None, form.kind):
            subs = [(g, item) for g in grids for item in form.tables()
                    if _marker(g) == f"{form.kind}.{item.id}"]  # fmt: skip
            results.append(reader.kind(grid, form, subs))
    if not results:
        raise UnreadableFile(
            file, f"里没有能识别的录入表（第{NAMES_ROW}行的栏目标识缺失）。{_AGAIN}"
        )
    return results


def _marker(grid: Grid) -> str:
    return grid.cells.get((NAMES_ROW, 1), "").removeprefix("#")


#: (record, path) → the words that the cell showed, and the exact value.
_Exact = Mapping[tuple[str, str], tuple[str, Value]]


def _exact(file: str, grids: Sequence[Grid]) -> _Exact:
    sheet = next(grid for grid in grids if grid.name == DATA_SHEET)
    version = sheet.cells.get((1, 2), "")
    if version != VERSION:
        raise UnreadableFile(
            file, f"的格式版本是“{version}”，本程序只认识第{VERSION}版。请升级明册后再导入。"
        )
    found: dict[tuple[str, str], tuple[str, Value]] = {}
    for row, columns in sheet.rows.items():
        if row == 1:
            continue
        texts = {column: _text(sheet.cells[row, column]) for column in columns}
        packed = "".join(texts[column] for column in sorted(texts) if column > 3)
        try:
            value = json.loads(packed)
        except ValueError:
            where = f"的隐藏工作表“{DATA_SHEET}”第{row}行被改动过，读不出来。"
            raise UnreadableFile(file, f"{where}{_AGAIN}") from None
        found[texts.get(1, ""), texts.get(2, "")] = (texts.get(3, ""), value)
    return found


def _text(cell: str) -> str:
    return _ESCAPED.sub("_", cell) if "_x005F_" in cell else cell


@dataclass(slots=True)
class _Draft:
    """A record on its way: values, and the row that it stands in."""

    uuid: str
    row: int
    values: dict[str, Value] = field(default_factory=dict)


class _Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, file: str, catalogue: Catalogue, exact: _Exact) -> None:
        self._file, self._catalogue, self._exact = file, catalogue, exact
        self._seen: set[str] = set()
        self._rest: dict[str, dict[str, Value]] = {}
        for (owner, path), (_, value) in exact.items():
            if "[" not in path:
                self._rest.setdefault(owner, {})[path] = value

    def kind(self, grid: Grid, form: Form, subs: Sequence[tuple[Grid, Field]]) -> SheetResult:
        """All records of a kind, with the rows of their sub-tables."""
        result = SheetResult(SheetReport(grid.name))
        drafts = list(self._mains(grid, form, result))
        by_identity = {draft.uuid: draft for draft in drafts}
        by_number = {
            grid.cells[draft.row, 1].strip(): draft
            for draft in drafts if (draft.row, 1) in grid.cells
        }  # fmt: skip
        for sub, item in subs:
            self._rows(sub, item, form, (by_identity, by_number), result)
        result.records = [self._record(draft, form) for draft in drafts]
        names = _names(grid)
        mapping = {
            grid.cells.get((HEADER_ROW, column), name): name
            for column, name in names.items() if name in form.fields
        }  # fmt: skip
        result.report = SheetReport(
            grid.name, HEADER_ROW, mapping, records={form.kind: len(drafts)},
            structure=result.report.structure, kind=form.kind,
        )  # fmt: skip
        result.dropped = len(result.report.structure)
        return result

    def _mains(self, grid: Grid, form: Form, result: SheetResult) -> Iterator[_Draft]:
        names = _names(grid)
        for row in sorted(number for number in grid.rows if number > HEADER_ROW):
            texts = {name: _text(grid.cells.get((row, at), "")) for at, name in names.items()}
            identity = texts.get(IDENTITY, "").strip()
            filled = any(text for name, text in texts.items() if name in form.fields)
            if not filled and identity not in self._rest:
                continue
            if not _is_uuid(identity) or identity in self._seen:
                identity = new_uuid()  # a new row, or a copy of one
            self._seen.add(identity)
            draft = _Draft(identity, row)
            for column, name in names.items():
                item = form.fields.get(name)
                if item is not None and item.table is None and name not in ENVELOPE:
                    place = (grid, row, column, form)
                    self._put(draft.values, name, item, identity, name, place, result)
            yield draft

    def _rows(
        self, grid: Grid, item: Field, form: Form,
        owners: tuple[Mapping[str, _Draft], Mapping[str, _Draft]], result: SheetResult,
    ) -> None:  # fmt: skip
        """The rows of a sub-table, each to its record: by identity, else by number."""
        names = _names(grid)
        if item.table is None:
            return
        for row in sorted(number for number in grid.rows if number > HEADER_ROW):
            texts = {name: _text(grid.cells.get((row, at), "")) for at, name in names.items()}
            owner = owners[0].get(texts.get(IDENTITY, "").strip())
            owner = owner or owners[1].get(texts.get(NUMBER, "").strip())
            if owner is None:
                self._stray(grid, row, result)
                continue
            path = f"{item.id}[{texts.get(ROW, '').strip()}]"
            values = dict(self._exact.get((owner.uuid, path), ("", {}))[1])
            for column, name in names.items():
                inner = item.table.by_id.get(name)
                if inner is not None:
                    place = (grid, row, column, form)
                    self._put(values, name, inner, owner.uuid, f"{path}.{name}", place, result)
            kept = owner.values.setdefault(item.id, [])
            kept.append(values)

    def _put(
        self, values: dict[str, Value], name: str, item: Field, owner: str, path: str,
        place: tuple[Grid, int, int, Form], result: SheetResult,
    ) -> None:  # fmt: skip
        """Take a cell into the values: exactly where its words are still the same."""
        grid, row, column, form = place
        text = _text(grid.cells.get((row, column), ""))
        known = self._exact.get((owner, path))
        if known is not None and same_words(known[0], text):
            values[name] = known[1]
        elif text.strip():
            result.values += 1
            try:
                values[name] = field_types.parse(text, item)
            except ParseError as error:
                values[name] = text
                what = f"“{self._file}”工作表“{grid.name}”第{row}行“{item.label}”的内容没有看懂，已原样放入。"
                problem = Problem(NOT_UNDERSTOOD, Severity.WARN, owner, form.kind, name, what,
                                  hint=str(error), label=item.label)  # fmt: skip
                result.located.append(Located(problem, grid.name, row, letters(column)))

    def _stray(self, grid: Grid, row: int, result: SheetResult) -> None:
        cells = tuple(
            StructureCell(row, letters(column), text, "unread")
            for (at, column), text in grid.cells.items()
            if at == row
        )
        structure = (*result.report.structure, *cells)
        result.report = SheetReport(grid.name, structure=structure)
        what = f"“{self._file}”工作表“{grid.name}”第{row}行没有写对“事项序号”，没有导入。"
        hint = "请把“事项序号”填成主表中那个事项的序号，再导入。"
        problem = Problem(NOT_UNDERSTOOD, Severity.WARN, "", "", "", what, hint=hint)
        result.located.append(Located(problem, grid.name, row, "A"))

    def _record(self, draft: _Draft, form: Form) -> Record:
        """The record with what has no cell: state, version, unknown keys."""
        rest: dict[str, Any] = dict(self._rest.get(draft.uuid, {}))
        envelope = dict(rest.pop("", {"record_kind": form.kind}))
        content = envelope.pop(CONTENT, "")
        for key, value in rest.items():
            item = form.fields.get(key)
            if item is None or item.table is not None:
                draft.values.setdefault(key, value)
        values = {key: value for key, value in prune(draft.values).items() if not is_blank(value)}
        record = Record.from_json({**values, **envelope, "record_uuid": draft.uuid})
        # What was approved is no longer that when somebody has changed it.
        return record if record.content_hash() == content else replace(record, state="draft")


def _names(grid: Grid) -> dict[int, str]:
    """What each column is, by the hidden row above the headings."""
    names = {
        column: text.strip()
        for (row, column), text in grid.cells.items()
        if row == NAMES_ROW and column > 1
    }
    return {1: NUMBER, **names}


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
