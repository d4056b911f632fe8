"""The corrected error report on its way back: what it would change, field by field.

Every sheet of the report that has the columns `MARKS` is read, wherever somebody moved them. A row
counts when 改正为 is filled in. Its check code (`code_of`) tells whether the record, and the place
itself, still say what they said when the report was made: a place that was changed since is refused,
one whose record was changed elsewhere is taken and said.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.imports import OpenedFile, names_words, open_file
from desktop.usecases.mending import Mend, Mends, field_at, mend_of
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.check import path_label
from forms.model import Field, Form, Need, Value
from forms.record import ENVELOPE, Record, canonical_json, is_blank, prune
from forms.values import fold

if TYPE_CHECKING:
    from desktop.imports.grid import Grid
    from desktop.usecases.workspace import Workspace

RECORD, PATH, NOW, BECOMES, CODE = "记录标识", "栏目路径", "当前内容", "改正为", "核对码"
MARKS = (RECORD, PATH, NOW, BECOMES, CODE)
#: Written into 改正为 to leave a place blank.
CLEARED = "（清空）"
#: Stands in 改正为 where a cell cannot hold the answer.
ELSEWHERE = "（在明册里改）"
#: Stands in 当前内容 where the report, which people pass on, must not repeat personal data.
HIDDEN = "（含个人信息或者密级标志，不在报告里列出）"
#: What a cell can hold in full.
_CELL_TYPES = frozenset({
    "text", "longtext", "code", "url", "integer", "money", "boolean", "enum", "multi_enum", "date",
    "duration",
})  # fmt: skip
_HEADING_ROWS = 12
_LONGEST = 30_000
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A filled row that is not taken, and why."""

    sheet: str
    row: int
    title: str
    label: str
    written: str
    reason: str


@dataclass(frozen=True)
class Returned:
    """What a corrected report says: changes made ready, rows refused.

    ``same`` rows say what the record holds already; ``moved`` titles are of records that were
    changed elsewhere since the report was made.
    """

    file: str
    mends: Mends
    refusals: tuple[Refusal, ...]
    same: int = 0
    moved: tuple[str, ...] = ()

    @property
    def filled(self) -> int:
        """Rows in which somebody wrote a correction."""
        return len(self.mends.mends) + len(self.refusals) + self.same


@dataclass(frozen=True, slots=True)
class _Line:
    """A filled row as it stands in the report."""

    sheet: str
    row: int
    uuid: str
    path: str
    now: str
    becomes: str
    code: str


def code_of(record: Record, path: str, whole: str = "") -> str:
    """What a record, and the place in it, hold: told apart by 12 signs each.

    ``whole`` is the record's hash, where it is known already.
    """
    try:
        held = prune(record.get(path)) if path else None
    except ValueError:  # somebody wrote into the column
        held = None
    value = hashlib.sha256(canonical_json(held).encode()).hexdigest()
    return f"{(whole or record.content_hash())[:12]}-{value[:12]}"


def can_return(form: Form, path: str) -> Field | None:
    """The field or column at a path, when a cell of the report can hold a new value of it."""
    item = field_at(form, path) if path and not form.read_only else None
    if item is None or item.type not in _CELL_TYPES or item.id in ENVELOPE:
        return None
    return None if item.need is Need.AUTOMATIC or item.derive else item


def open_return(workspace: Workspace, path: Path, name: str = "") -> OpenedFile | None:
    """The file, when it is an error report of ours; None for any other one, readable or not."""
    try:
        if not names_words(path, (BECOMES, CODE)):
            return None
        opened = open_file(path, workspace.catalogue, name)
    except (ValueError, OSError):
        return None
    return opened if is_return(opened) else None


def is_return(opened: OpenedFile) -> bool:
    """Whether some sheet of a file has the columns of the error report."""
    return any(_heading(grid) for grid in opened.grids)


def _heading(grid: Grid) -> tuple[int, Mapping[str, int]] | None:
    """The heading row and the column of each mark; None on any other sheet."""
    for row in sorted(grid.rows)[:_HEADING_ROWS]:
        columns = {grid.cells[row, column].strip(): column for column in grid.rows[row]}
        if all(mark in columns for mark in MARKS):
            return row, {mark: columns[mark] for mark in MARKS}
    return None


def read_return(
    workspace: Workspace, opened: OpenedFile, progress: Progress = NO_PROGRESS
) -> Returned:
    """Compare the filled rows with the library; nothing is written."""
    lines = [line for grid in opened.grids for line in _lines(grid)]
    records = dict(_records(workspace, sorted({line.uuid for line in lines}), progress))
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(list(records))}
    reader = _Reader(workspace, records, titles)
    for place in _by_place(lines).values():
        reader.read(place)
    return Returned(
        opened.name,
        Mends(f"导入改正后的检查报告“{opened.name}”", tuple(reader.mends),
              {uuid: record.content_hash() for uuid, record in records.items()}),
        tuple(reader.refusals), reader.same, tuple(reader.moved.values()),
    )  # fmt: skip


def returned_alone(
    workspace: Workspace, files: Sequence[Path], names: Sequence[str] = (),
    progress: Progress = NO_PROGRESS,
) -> Returned | None:  # fmt: skip
    """What a corrected report says; None when it is another file, or one of several."""
    if len(files) != 1:
        return None
    opened = open_return(workspace, files[0], names[0] if names else "")
    return read_return(workspace, opened, progress) if opened else None


def _lines(grid: Grid) -> Iterator[_Line]:
    found = _heading(grid)
    if found is None:
        return
    heading, columns = found
    for row in grid.rows:
        if row <= heading:
            continue
        uuid, path, now, becomes, code = (
            grid.cells.get((row, columns[mark]), "").strip() for mark in MARKS
        )
        if uuid and (becomes or now) and becomes != ELSEWHERE:
            yield _Line(grid.name, row, uuid, path, now, becomes, code)


def _records(
    workspace: Workspace, uuids: Sequence[str], progress: Progress
) -> Iterator[tuple[str, Record]]:
    for start in range(0, len(uuids), _BATCH):
        progress.step(start, len(uuids), "与工作库比对")
        for record in workspace.library.many(list(uuids[start : start + _BATCH])):
            yield record.uuid, record


def _by_place(lines: Sequence[_Line]) -> Mapping[tuple[str, str], list[_Line]]:
    """Several problems may be told of one place: its rows belong together."""
    places: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for line in lines:
        places[line.uuid, line.path].append(line)
    return places


class _Reader:
    """Takes place after place; what becomes of it is one of mends, refusals, same."""

    def __init__(
        self, workspace: Workspace, records: Mapping[str, Record], titles: Mapping[str, str]
    ) -> None:
        self._workspace, self._records, self._titles = workspace, records, titles
        self.mends: list[Mend] = []
        self.refusals: list[Refusal] = []
        self.same = 0
        self.moved: dict[str, str] = {}

    def read(self, lines: Sequence[_Line]) -> None:
        """The rows of one place."""
        filled = [line for line in lines if line.becomes]
        record = self._records.get(lines[0].uuid)
        if not filled:
            self._look_for_overwriting(lines, record)
            return
        line = filled[0]
        if len({other.becomes for other in filled}) > 1:
            rows = "、".join(str(other.row) for other in filled)
            self._refuse(line, f"第{rows}行为同一处写了不同的内容，请只留一种。")
        elif record is None:
            self._refuse(line, "工作库里没有这条记录，它可能已经删除，或者属于另一个工作库。")
        else:
            self._take(line, record)

    def _take(self, line: _Line, record: Record) -> None:
        form = self._workspace.catalogue.form(record.kind)
        item = can_return(form, line.path)
        if item is None:
            self._refuse(line, "这一处不能用表格改，请在明册里打开记录修改。")
            return
        whole, _, place = line.code.partition("-")
        now_whole, _, now_place = code_of(record, line.path).partition("-")
        if place != now_place:
            shown = field_types.show(record.get(line.path), item) or "（空）"
            self._refuse(line, f"导出报告之后这一处改过，现在是“{_short(shown)}”。")
            return
        try:
            value = _parsed(line.becomes, item)
        except field_types.ParseError as error:
            self._refuse(line, str(error))
            return
        if _alike(value, record.get(line.path)):
            self.same += 1
            return
        mend = mend_of(self._workspace, record, self._title(record.uuid), line.path, value)
        if mend.locked:
            self._refuse(line, f"{mend.locked}。")
            return
        self.mends.append(mend)
        if whole != now_whole:
            self.moved[record.uuid] = mend.title

    def _look_for_overwriting(self, lines: Sequence[_Line], record: Record | None) -> None:
        """A correction written over 当前内容 would be lost without a word."""
        line = lines[0]
        form = self._workspace.catalogue.form(record.kind) if record else None
        item = can_return(form, line.path) if form else None
        if record is None or item is None or line.now == HIDDEN:
            return
        if line.code != code_of(record, line.path):
            return
        shown = field_types.show(record.get(line.path), item)
        if len(shown) < _LONGEST and fold(line.now) != fold(shown):
            self._refuse(line, "“当前内容”被改过。请把改正后的内容写在“改正为”一栏。", line.now)

    def _refuse(self, line: _Line, reason: str, written: str = "") -> None:
        form = None
        if record := self._records.get(line.uuid):
            form = self._workspace.catalogue.form(record.kind)
        label = _label(form, line.path) if form else line.path
        self.refusals.append(Refusal(
            line.sheet, line.row, self._title(line.uuid), label, written or line.becomes, reason,
        ))  # fmt: skip

    def _title(self, uuid: str) -> str:
        return self._titles.get(uuid, "")


def _label(form: Form, path: str) -> str:
    try:
        return path_label(form, path)
    except ValueError:
        return path


def _parsed(text: str, item: Field) -> Value:
    """The value that a cell stands for; ``ParseError`` says what is expected."""
    if text == CLEARED:
        return None
    value = field_types.parse(text, item)
    if wrong := field_types.problem(value, item):
        raise field_types.ParseError(wrong)
    return value


def _alike(one: Value, other: Value) -> bool:
    if is_blank(one) and is_blank(other):
        return True
    return canonical_json(one) == canonical_json(other)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
