"""History (历史): the audit log in words, finished versions, what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from desktop.store import FINAL_STATES, AuditEntry, Summary
from desktop.usecases.people import who
from forms import field_types
from forms.merging import row_name
from forms.model import Catalogue, Field, Form, Value
from forms.record import ENVELOPE, Record, is_blank
from forms.row_matching import match_rows

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: Autosaves of one record that follow each other within this many seconds are one edit.
_ONE_EDIT = 1800
_FIELDS_NAMED = 4
_WORDS = {
    "created": "新建",
    "edited": "修改",
    "finalized": "定稿",
    "new_version": "开始编制新版本",
    "deleted": "移到回收站",
    "restored": "从回收站恢复",
    "purged": "从回收站清除",
    "imported": "导入",
    "import_undone": "撤销导入",
    "waived": "说明理由",
    "waiver_withdrawn": "撤回说明",
    "state:submitted": "提交审核",
    "state:returned": "退回",
    "withdrawn": "撤回提交",
    "return_withdrawn": "撤销退回",
    "reviewed": "审核通过",
    "review_withdrawn": "撤销审核",
    "disclosed": "公开审查",
    "disclosure_withdrawn": "撤销公开审查",
    "carried_out": "执行调整单",
    "item_cancelled": "取消",
    "item_suspended": "暂停",
    "item_active": "恢复",
    "remark": "批注",
    "remark_settled": "批注已处理",
    "remark_reopened": "批注重新打开",
    "adopted": "认领",
    "taken_over": "采用上级目录的更新",
    "unlocked": "解除锁定",
    "locked_again": "恢复锁定",
    "released": "取消认领",
    "portal:accepted": "门户接收",
    "portal:rejected": "门户退回",
    "portal:conflict": "门户有更新的版本",
}
_MANY = "{deed} {number} 条记录"
_STATE = "状态改为“{state}”"
_IMPORTED = "导入“{file}”，{records} 条"
_KEPT = "{deed}，{kept} 条保留"
_NOTED = "{deed}：{note}"
_FIELDS = "{deed}“{fields}”"
_MORE_FIELDS = "{deed}“{fields}”等 {count} 项"
_PRESENT = "当前内容（{state}）"
_FINAL = "第 {version} 版"
PURGED = "（已清除的记录）"
#: What an import writes of each record; told once, by the import itself.
_OF_IMPORTS = ("created", "edited", "finalized", "restored")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two states of a record differ, as people read it.

    ``field`` is the field of the form that it lies in; ``label`` names the place in words:
    申请材料 “申请表” 份数. A blank ``before`` was filled in, a blank ``after`` taken out.
    """

    field: str
    label: str
    before: str
    after: str
    worded: bool = False  # before and after are words of ours


@dataclass(frozen=True, slots=True)
class Said:
    """Words before their values are filled in, so that they can be said in another language."""

    template: str
    values: Mapping[str, str | Said] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map({name: str(value) for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Event:
    """What was done, in words. ``at`` is when it ended (ISO, UTC); ``uuid`` None: no one record."""

    at: str
    by: str
    said: Said
    uuid: str | None = None
    title: str = ""

    @property
    def words(self) -> str:
        """In Chinese."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a record that can be compared; ``n`` 0 is the present one."""

    n: int
    said: Said
    at: str
    by: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """What it is called, in Chinese."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Origin:
    """The cell block that a record was imported from."""

    file: str
    sheet: str
    row: int


def difference(old: Record, new: Record, form: Form) -> list[Difference]:
    """Where two states of a record differ, in the order of the form; sub-table rows by their key."""
    return [
        found
        for field in form.fields.values()
        if field.id not in ENVELOPE and old.get(field.id) != new.get(field.id)
        for found in _field_difference(field, old, new)
    ]


def _field_difference(field: Field, old: Record, new: Record) -> Iterator[Difference]:
    before, after = old.get(field.id), new.get(field.id)
    if field.table is None or not _is_table(before) or not _is_table(after):
        yield from _compare(field.id, field.label, field, before, after)
        return
    pairs = match_rows(old.rows(field.id), new.rows(field.id), field)
    for row_old, row_new in pairs:
        yield from _row_difference(field, row_old, row_new)
    common = [(row_old, row_new) for row_old, row_new in pairs if row_old and row_new]
    order_old = [id(row) for row in old.rows(field.id)]
    moved = sorted(common, key=lambda pair: order_old.index(id(pair[0])))
    if moved != common:
        names_old = "、".join(row_name(row, field) for row, _ in moved if row)
        names_new = "、".join(row_name(row, field) for _, row in common if row)
        yield Difference(field.id, f"{field.label} 顺序", names_old, names_new)


def _is_table(value: Value) -> bool:
    return is_blank(value) or isinstance(value, (list, tuple))


def _row_difference(
    field: Field, old: Mapping[str, Value] | None, new: Mapping[str, Value] | None
) -> Iterator[Difference]:
    if old is None or new is None:
        before = field_types.show_row(old, field) if old else ""
        after = field_types.show_row(new, field) if new else ""
        if before != after:
            name = row_name(new or old or {}, field)
            yield Difference(field.id, f"{field.label} “{name}”", before, after)
        return
    for column in field.columns:
        label = f"{field.label} “{row_name(new, field)}” {column.label}"
        yield from _compare(field.id, label, column, old.get(column.id), new.get(column.id))


def _compare(
    name: str, label: str, field: Field, before: Value, after: Value
) -> Iterator[Difference]:
    shown = field_types.show(before, field), field_types.show(after, field)
    if shown[0] != shown[1]:
        yield Difference(name, label, *shown, worded=field.worded)


def versions(workspace: Workspace, uuid: str) -> list[Version]:
    """The present state and the finished versions, the latest first."""
    record = workspace.library.get(uuid)
    states = workspace.catalogue.vocabularies["CL30"]
    now = Version(0, Said(_PRESENT, {"state": states.label(record.state)}), record.updated_at)
    older = [
        Version(
            item.n, Said(_FINAL, {"version": str(item.n)}), item.finalized_at, item.by, item.note
        )
        for item in reversed(workspace.library.revisions(uuid))
    ]
    return [now, *older]


def state_at(workspace: Workspace, uuid: str, n: int) -> Record:
    """The record as it is (``n`` 0) or as it was in finished version ``n``."""
    return workspace.library.revision(uuid, n) if n else workspace.library.get(uuid)


def compare(workspace: Workspace, uuid: str, old: int, new: int) -> list[Difference]:
    """What differs between two versions; 0 is the present one."""
    before, after = state_at(workspace, uuid, old), state_at(workspace, uuid, new)
    return difference(before, after, workspace.catalogue.form(after.kind))


def can_take_back(workspace: Workspace, uuid: str) -> bool:
    """Whether older content may be put into the record: it is a draft, the library is writable."""
    record = workspace.library.find(uuid)
    locked = record is None or record.state in (*FINAL_STATES, "submitted")
    return not locked and not workspace.library.read_only


def take_back(
    workspace: Workspace, uuid: str, n: int, fields: Sequence[str] = (), by: str = ""
) -> Record:
    """Put the content of version ``n`` into the draft: of some fields, or of all.

    Returns the record as it was before, for `put_back`. ``FinalizedError`` when it is final.
    """
    library = workspace.library
    record, source = library.get(uuid), library.revision(uuid, n)
    if fields:
        values = {name: source.values.get(name) for name in fields}
        changed = record.with_values(**values)
    else:
        changed = replace(record, values=source.values)
    library.save(changed, by=by or who(workspace), note=f"恢复第 {n} 版的内容")
    return record


def put_back(workspace: Workspace, before: Record, by: str = "") -> Record:
    """Undo `take_back`."""
    record = workspace.library.get(before.uuid)
    return workspace.library.save(replace(record, values=before.values), by=by or who(workspace))


def origin(workspace: Workspace, uuid: str) -> Origin | None:
    """Where a record was imported from; None when somebody typed it."""
    cells = workspace.library.source_cells(uuid)
    return Origin(cells[-1].file, cells[-1].sheet, cells[-1].row) if cells else None


class FieldCell(NamedTuple):
    """A cell of a file that a field was made of: where it stands, its heading, what it says."""

    file: str
    sheet: str
    row: int
    column: str
    header: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Field → the cells that it was imported from, the latest import's; ``kept``: the sha256 of
    those files that the library keeps.
    """

    cells: Mapping[str, tuple[FieldCell, ...]]
    kept: frozenset[str]


def sources(workspace: Workspace, uuid: str) -> Sources:
    """Where the fields of a record were imported from; none for one that somebody typed."""
    found: dict[str, list[FieldCell]] = {}
    for cell in workspace.library.source_cells(uuid):
        name = cell.field.partition(".")[0].partition("[")[0]
        mine = found.setdefault(name, [])
        if mine and mine[0].sha256 != cell.sha256:
            mine.clear()  # a later import has said it anew
        mine.append(FieldCell(
            cell.file, cell.sheet, cell.row, cell.column, cell.header, cell.text, cell.sha256
        ))  # fmt: skip
    files = {cell.sha256 for cells in found.values() for cell in cells if cell.sha256}
    kept = frozenset(sha256 for sha256 in files if workspace.library.has_attachment(sha256))
    return Sources({name: tuple(cells) for name, cells in found.items()}, kept)


def events(workspace: Workspace, uuid: str | None = None, limit: int = 2000) -> list[Event]:
    """The log in words, the latest first: of the library, or of one record.

    Autosaves that follow each other are one edit; what an import wrote is told by the import;
    what happened to many records at once is one line. ``limit`` counts entries of the log.
    """
    groups = _grouped(workspace.library.audit(uuid, limit=limit), single=uuid is not None)
    uuids = dict.fromkeys(group[0].uuid for group in groups if group[0].uuid)
    about = {item.uuid: item for item in workspace.library.summaries_of(list(filter(None, uuids)))}
    return [_event(workspace.catalogue, group, about) for group in groups]


def _grouped(entries: Sequence[AuditEntry], *, single: bool) -> list[list[AuditEntry]]:
    imports = {entry.at for entry in entries if entry.action == "imported"}
    undone = {entry.at for entry in entries if entry.action == "import_undone"}
    groups: list[list[AuditEntry]] = []
    for entry in entries:
        if not single and entry.action in _OF_IMPORTS and entry.at in imports:
            continue
        if not single and entry.action == "deleted" and entry.at in undone:
            continue
        if groups and _belongs(entry, groups[-1][-1]):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _belongs(entry: AuditEntry, later: AuditEntry) -> bool:
    """Whether an entry tells of the same deed as the one that comes after it in time."""
    if (entry.action, entry.by, entry.note) != (later.action, later.by, later.note):
        return False
    if entry.uuid == later.uuid:
        return entry.action == "edited" and _seconds(entry.at, later.at) <= _ONE_EDIT
    return entry.at == later.at and entry.action != "imported"


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _event(
    catalogue: Catalogue, group: Sequence[AuditEntry], about: Mapping[str, Summary]
) -> Event:
    last = group[0]
    summary = about.get(last.uuid or "")
    fields = catalogue.form(summary.kind).fields if summary else {}
    words = _words(catalogue, group, fields)
    number = len({entry.uuid for entry in group})
    if number > 1:
        return Event(last.at, last.by, Said(_MANY, {"deed": words, "number": str(number)}))
    if summary is None:
        return Event(last.at, last.by, words, None, PURGED if last.uuid else "")
    return Event(last.at, last.by, words, last.uuid, _title(summary, catalogue))


def _words(catalogue: Catalogue, group: Sequence[AuditEntry], fields: Mapping[str, Field]) -> Said:
    last = group[0]
    state = last.action.removeprefix("state:")
    deed = Said(_WORDS.get(last.action, last.action))
    if last.action not in _WORDS and state != last.action:
        deed = Said(_STATE, {"state": catalogue.vocabularies["CL30"].label(state)})
    if last.action == "imported":
        file, records = last.detail.get("file", ""), last.detail.get("records", 0)
        return Said(_IMPORTED, {"file": str(file), "records": str(records)})
    if last.action == "import_undone" and last.detail.get("kept"):
        return Said(_KEPT, {"deed": deed, "kept": str(last.detail["kept"])})
    if last.action == "edited" and len({entry.uuid for entry in group}) == 1:
        deed = _edited(deed, group, fields)
    return Said(_NOTED, {"deed": deed, "note": last.note}) if last.note else deed


def _edited(deed: Said, group: Sequence[AuditEntry], fields: Mapping[str, Field]) -> Said:
    names = {name for entry in group for name in entry.detail.get("fields", ())}
    labels = [field.label for name, field in fields.items() if name in names]
    if not labels:
        return deed
    values: dict[str, str | Said] = {"deed": deed, "fields": "、".join(labels[:_FIELDS_NAMED])}
    if len(labels) <= _FIELDS_NAMED:
        return Said(_FIELDS, values)
    return Said(_MORE_FIELDS, {**values, "count": str(len(labels))})


def _title(summary: Summary, catalogue: Catalogue) -> str:
    return summary.title or f"（未命名{catalogue.form(summary.kind).title}）"


def title_of(workspace: Workspace, uuid: str) -> tuple[str, str]:
    """Title and kind of a record, be it in the bin; `RecordNotFound` when it was purged."""
    summary = workspace.library.summary(uuid)
    return _title(summary, workspace.catalogue), summary.kind
