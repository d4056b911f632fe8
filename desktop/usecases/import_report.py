"""What an import made of its files, as a workbook: for the leader a summary, for the clerk each cell.

The same report comes from a plan, before anything is written, and from the log of past imports.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from desktop.imports import NOT_UNDERSTOOD
from desktop.imports.grid import column_number
from desktop.usecases.import_columns import field_label
from desktop.usecases.import_memory import ChoiceLine, choice_lines, choices_told
from desktop.usecases.import_plan import ImportPlan, PlannedFile
from desktop.usecases.import_preview import verdicts_of
from desktop.usecases.import_report_sheets import documents
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.check import head
from forms.model import Catalogue
from forms.problem import Severity
from forms.record import Record

if TYPE_CHECKING:
    from desktop.store import ImportEntry
    from desktop.usecases.workspace import Workspace

__all__ = ["CellLine", "ImportReport", "of_log", "of_plan", "write_import_report"]

#: What became of a cell.
Became = Literal["原样", "整理", "放入备注", "没有看懂", "没有写入"]
#: Rules of the check that find what an import brings along: impossible dates of documents.
_SUSPICIOUS = ("B13",)
_REMARK = "remark"
_LONGEST = 2000  # characters of a value that a cell shows
_ROLES = {
    "title": "标题，不是栏目的内容", "note": "栏目之外的说明", "unread": "没有认出属于哪个栏目",
    "left_out": "按选择不导入", "repeated_header": "重复的表头",
    "aside": "批注、页眉、隐藏文字等，不在正文里",
}  # fmt: skip


class Found(NamedTuple):
    """A thing noticed, and its place: sheet, row (0: none), letter of the column."""

    rule: str
    severity: str
    message: str
    hint: str
    sheet: str = ""
    row: int = 0
    column: str = ""


class _Source(Protocol):
    """A cell of a file, be it read just now or kept by the library."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def header(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def record(self) -> str | None: ...
    @property
    def field(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file: how many records of each kind it gave, where its cells went; ``state`` why not."""

    name: str
    records: Mapping[str, int]
    cells: Mapping[str, int]
    problems: int
    state: str = ""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of a sheet and the field its texts went to."""

    file: str
    sheet: str
    letter: str
    header: str
    field: str
    sure: str
    cells: int = 0
    rewritten: int = 0
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell of a file, the field it stands in and what the record says there."""

    file: str
    sheet: str
    row: int
    column: str
    header: str
    text: str
    title: str
    field: str
    value: str
    became: Became


@dataclass(frozen=True, slots=True)
class Notice:
    """A thing to look at, with its place as far as it has one."""

    severity: str
    file: str
    sheet: str
    row: int
    column: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A cell that is in no record, and why."""

    file: str
    sheet: str
    row: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """All that is told of an import; ``at`` and ``by`` are empty before it was written.

    ``verdicts``: kind → how many records are new, updated, the same, locked, left out; ``choices``:
    what was chosen for single ones.
    """

    organization: str
    at: str = ""
    by: str = ""
    undone: str = ""
    files: tuple[FileLine, ...] = ()
    verdicts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    columns: tuple[ColumnLine, ...] = ()
    cells: tuple[CellLine, ...] = ()
    notices: tuple[Notice, ...] = ()
    left: tuple[LeftLine, ...] = ()
    choices: tuple[ChoiceLine, ...] = ()


def write_import_report(
    workspace: Workspace, report: ImportReport, target: Path, progress: Progress = NO_PROGRESS
) -> None:
    """Write a report to ``target`` (.xlsx), which is replaced at once or not at all.

    Raises ``CannotWrite``, ``Cancelled``.
    """
    from exports.excel import write_xlsx

    write_xlsx(documents(report, workspace.catalogue), target, progress)


# before it is written


def of_plan(workspace: Workspace, plan: ImportPlan) -> ImportReport:
    """What a plan would write."""
    parts = [_planned(workspace, plan, file) for file in plan.files]
    made = _joined(workspace, parts)
    choices = choice_lines(choices_told(workspace, plan), workspace.catalogue)
    return replace(made, verdicts=verdicts_of(plan), choices=choices)


def _planned(workspace: Workspace, plan: ImportPlan, file: PlannedFile) -> ImportReport:
    if file.opened is None or not file.taken:
        state = str(file.failure) if file.failure else "以前导入过，没有重复导入"
        if file.opened is not None and not file.repeats:
            state = "按选择不导入"
        return ImportReport("", files=(FileLine(file.name, {}, {}, 0, state),))
    result = file.result
    records = {
        record.uuid: record if plan.is_skipped(record.uuid) else plan.written(record)
        for record in result.records
    }
    reader = _Reader(workspace.catalogue, file.name, records)
    places = [
        Found(p.rule, p.severity.word, p.message, p.hint, sheet, row, column)
        for p, sheet, row, column in result.located
    ]
    sheets = [{**sheet.to_json(), **sheet.columns_json()} for sheet in result.sheets]
    places += _suspicious(workspace, records, result.sources)
    return reader.report(
        FileLine(file.name, result.by_kind(), result.cells.to_json(), len(places)),
        sheets, result.sources, places,
    )  # fmt: skip


# from the log


def of_log(workspace: Workspace, batch: str) -> ImportReport:
    """What an import made, as its records stand now. ``KeyError`` when there is no such import."""
    entry = next((item for item in workspace.library.imports() if item.id == batch), None)
    if entry is None:
        raise KeyError(batch)
    cells = workspace.library.source_cells_of_batch(batch)
    uuids = list(dict.fromkeys(cell.record for cell in cells if cell.record))
    records = {record.uuid: record for record in workspace.library.many(uuids)}
    by_file = defaultdict(list)
    for cell in cells:
        by_file[cell.file, cell.sha256].append(cell)
    files = entry.report.get("files") or [entry.report]
    parts = [
        _logged(workspace, entry, told, by_file, records) for told in files
    ]  # fmt: skip
    made = _joined(workspace, parts)
    return replace(
        made, at=entry.at, by=entry.by, undone=entry.undone_at or "",
        verdicts=entry.report.get("verdicts") or {},
        choices=choice_lines(entry.report.get("choices") or (), workspace.catalogue),
    )  # fmt: skip


def _logged(
    workspace: Workspace, entry: ImportEntry, told: Mapping[str, Any],
    cells: Mapping[tuple[str, str], Sequence[_Source]], records: Mapping[str, Record],
) -> ImportReport:  # fmt: skip
    name = str(told.get("file") or entry.file)
    sha256 = str(told.get("sha256") or entry.sha256)
    problems = told.get("problems") or ()
    located = [*(told.get("located") or ()), *[("", 0, "")] * len(problems)]
    places = [
        Found(
            str(item["rule"]), Severity(item["severity"]).word, str(item["message"]),
            str(item.get("hint") or ""), *place,
        )
        for item, place in zip(problems, located, strict=False)
    ]  # fmt: skip
    mine = cells.get((name, sha256), ())
    named = {cell.record for cell in mine}
    held = {uuid: record for uuid, record in records.items() if uuid in named}
    places += _suspicious(workspace, held, mine)
    line = FileLine(name, dict(told.get("records") or {}), dict(told.get("cells") or {}),
                    len(places))  # fmt: skip
    reader = _Reader(workspace.catalogue, name, records)
    return reader.report(line, told.get("sheets") or (), mine, places)


# both


def _suspicious(
    workspace: Workspace, records: Mapping[str, Record], sources: Sequence[_Source]
) -> list[Found]:
    """Dates of documents that cannot be, in what the file says."""
    checker = workspace.checker()
    first = {(s.record, head(s.field)): s for s in reversed(sources)}
    found = []
    for record in records.values():
        for rule in _SUSPICIOUS:
            for problem in checker.check(record, only=rule, alone=True):
                source = first.get((record.uuid, head(problem.field)))
                if source is not None:
                    found.append(Found(
                        rule, problem.severity.word, problem.message, problem.hint, source.sheet,
                        source.row, source.column,
                    ))  # fmt: skip
    return found


class _Reader:
    """Tells of one file."""

    def __init__(self, catalogue: Catalogue, file: str, records: Mapping[str, Record]) -> None:
        self.catalogue = catalogue
        self.file = file
        self.records = records
        self.titles: dict[str, str] = {}
        self.values: dict[tuple[str, str], str] = {}

    def report(
        self, line: FileLine, sheets: Iterable[Mapping[str, Any]], sources: Sequence[_Source],
        places: Sequence[Found],
    ) -> ImportReport:  # fmt: skip
        """Columns, cells, notices and what was left, of one file."""
        doubts = {(f.sheet, f.row, f.column) for f in places if f.rule == NOT_UNDERSTOOD}
        sheets = list(sheets)
        cells = [self._cell(source, doubts) for source in sources]
        return ImportReport(
            "",
            files=(line,),
            columns=tuple(c for sheet in sheets for c in self._columns(sheet, cells)),
            cells=tuple(cells),
            notices=tuple(self._notices(places)),
            left=tuple(self._left(sheets)),
        )

    def _cell(self, source: _Source, doubts: Collection[tuple[str, int, str]]) -> CellLine:
        record = self.records.get(source.record or "")
        label, value = self._now(record, source.field) if record else ("", "")
        return CellLine(
            self.file, source.sheet, source.row, source.column, source.header, source.text,
            self._title(record) if record else "", label, value,
            self._became(source, record, value, doubts),
        )  # fmt: skip

    def _became(
        self, source: _Source, record: Record | None, value: str,
        doubts: Collection[tuple[str, int, str]],
    ) -> Became:  # fmt: skip
        if record is None:
            return "没有写入"
        if (source.sheet, source.row, source.column) in doubts:
            return "没有看懂"
        if source.field == _REMARK:
            return "放入备注"
        same = source.field == "seq" or f"\n{source.text.strip()}\n" in f"\n{value}\n"
        return "原样" if same else "整理"

    def _now(self, record: Record, path: str) -> tuple[str, str]:
        """The name of the field, and what the whole of it says."""
        form = self.catalogue.form(record.kind)
        if path == "seq":
            return "序号，自动编排", ""
        table, _, column = path.partition(".")
        name = table.partition("[")[0]
        item = form.fields.get(name)
        if item is None:
            return "", ""
        value = self.values.get((record.uuid, path))
        if value is None:
            value = _shown(record, item, table, column)
            self.values[record.uuid, path] = value
        return field_label(form, f"{name}.{column}" if column else name), value

    def _title(self, record: Record) -> str:
        known = self.titles.get(record.uuid)
        if known is None:
            form = self.catalogue.form(record.kind)
            named = record.get(form.title_field)
            if isinstance(named, list) and named:  # a duty bears the name of its power
                other = self.records.get(str(named[0]))
                known = self._title(other) if other and other.uuid != record.uuid else ""
            else:
                known = str(named or "")
            self.titles[record.uuid] = known
        return known

    def _columns(self, sheet: Mapping[str, Any], cells: Sequence[CellLine]) -> Iterator[ColumnLine]:
        """Of older imports the log tells headings and fields only."""
        name = str(sheet.get("name", ""))
        here: defaultdict[tuple[int, str], list[CellLine]] = defaultdict(list)
        for cell in cells:
            if cell.sheet == name:
                key = cell.header if sheet.get("by_header") else f"{cell.column} {cell.header}"
                here[_table_of(sheet, cell), key].append(cell)
        columns = sheet.get("columns")
        if columns is None:
            mapping = dict(sheet.get("mapping") or {})
            for header, path in mapping.items():
                yield ColumnLine(self.file, name, "", header, str(path), "认出")
            return
        for column in columns:
            table = int(column.get("block", 0))
            yield self._column(name, column, here.get((table, str(column["key"])), []))

    def _column(
        self, sheet: str, column: Mapping[str, Any], cells: Sequence[CellLine]
    ) -> ColumnLine:
        counts = Counter(cell.became for cell in cells)
        path = str(column["path"])
        form = self.catalogue.forms.get(str(column["kind"]))
        if path == "@seq":
            label = "序号，自动编排"
        elif path == "@skip":
            label = "不导入"
        elif column["repeats"]:
            label = f"与{column['repeats']}列相同"
        else:
            label = field_label(form, path) if form and path else "备注"
            label = f"{form.list_title}：{label}" if form and path else label
        return ColumnLine(
            self.file, sheet, str(column["letter"]), str(column["header"]), label,
            _sure(column, len(cells), counts["没有看懂"]), len(cells), counts["整理"],
            counts["没有看懂"],
        )  # fmt: skip

    def _notices(self, places: Iterable[Found]) -> Iterator[Notice]:
        for found in places:
            message = found.message.removeprefix(f"“{self.file}”")
            yield Notice(found.severity, self.file, found.sheet, found.row, found.column, message,
                         found.hint)  # fmt: skip

    def _left(self, sheets: Iterable[Mapping[str, Any]]) -> Iterator[LeftLine]:
        for sheet in sheets:
            for cell in sheet.get("structure") or ():
                if cell["role"] in _ROLES:
                    yield LeftLine(
                        self.file, str(sheet.get("name", "")), int(cell["row"]),
                        str(cell["column"]), str(cell["text"]), _ROLES[cell["role"]],
                    )  # fmt: skip
            for name, reason in (sheet.get("ignored") or {}).items():
                yield LeftLine(self.file, str(sheet.get("name", "")), 0, "", str(name), str(reason))


def _table_of(sheet: Mapping[str, Any], cell: CellLine) -> int:
    """The number of the table of a sheet in which a cell stands."""
    blocks = sheet.get("blocks") or ()
    if len(blocks) < 2:
        return 0
    at = column_number(cell.column)
    for number, block in enumerate(blocks):
        (top, bottom), (left, right) = block["rows"], block["columns"]
        if top <= cell.row <= bottom and column_number(left) <= at <= column_number(right):
            return number
    return 0


def _sure(column: Mapping[str, Any], cells: int, doubts: int) -> str:
    if column["chosen"]:
        return "人工选定"
    if not column["path"] and not column["repeats"]:
        return "没有对应的要素" if cells else "没有内容"
    return "请核对：多处没有看懂" if doubts > cells * 0.3 else "认出"


def _shown(record: Record, item: Any, table: str, column: str) -> str:
    """What a place of a record says; of a table that was not told apart, all of it."""
    value = record.get(item.id)
    position = table.partition("[")[2].rstrip("]")
    if item.table is not None and isinstance(value, list) and (position or column):
        number = int(position) if position else 0
        row = value[number] if number < len(value) else {}
        part = item.table.by_id.get(column.partition("[")[0])
        said = row.get(part.id) if part is not None and isinstance(row, Mapping) else None
        if part is not None and said is not None:
            return field_types.show(said, part)
        return field_types.show_row(row, item)
    text = field_types.show(value, item)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"


def _joined(workspace: Workspace, parts: Sequence[ImportReport]) -> ImportReport:
    return ImportReport(
        workspace.organization,
        files=tuple(line for part in parts for line in part.files),
        columns=tuple(line for part in parts for line in part.columns),
        cells=tuple(line for part in parts for line in part.cells),
        notices=tuple(line for part in parts for line in part.notices),
        left=tuple(line for part in parts for line in part.left),
    )
