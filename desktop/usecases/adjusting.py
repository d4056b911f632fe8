"""Dynamic adjustment (动态调整, SPEC §9): notices drawn up from records, and carried out on them.

A notice is a record like any other and goes the road of review. Once it is final it is carried
out: what it cancels becomes a tombstone (已取消) with basis and date, never a deletion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES, Act
from desktop.usecases import history
from desktop.usecases import review_guards as guard
from desktop.usecases.compiling import new_record
from desktop.usecases.review_guards import ReviewRefused
from desktop.usecases.reviewing import Refusal
from forms import field_types
from forms.model import Value
from forms.record import Record
from forms.rules.context import is_active, strings_of

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

KIND = "adjustment_notice"
#: Kind of record → the list that is adjusted (V_list_kind).
LISTS: Mapping[str, str] = {
    "power_item": "power",
    "responsibility_item": "responsibility",
    "service_guide": "guide",
    "intermediary_item": "intermediary",
    "disclosure_item": "disclosure",
    "proof_item": "proof",
}
#: Sort of adjustment (CL23) → the status of the item (CL08) that carrying it out brings about.
BRINGS = {"cancel": "cancelled", "suspend": "suspended", "resume": "active"}
_CANCELLED, _CARRIED_OUT = "cancelled", "carried_out"
_CODE = slice(8, 17)  # the agency's own number within its 统一社会信用代码 (GB 32100)


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the list of notices; ``carried_out`` is when (ISO, UTC), empty: not yet."""

    uuid: str
    number: str
    action: str
    action_label: str
    titles: tuple[str, ...]
    state: str
    state_label: str
    effective: str
    carried_out: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A record in use that hangs on a cancelled one (J07)."""

    uuid: str
    title: str
    list_title: str


@dataclass(frozen=True, slots=True)
class CarryReport:
    """What carrying out a notice did: uuids of the changed records, and those left as they are."""

    done: tuple[str, ...]
    kept: tuple[Refusal, ...]


def notices(workspace: Workspace) -> list[Notice]:
    """All notices, the newest first."""
    actions = workspace.catalogue.vocabularies["CL23"]
    states = workspace.catalogue.vocabularies["CL30"]
    carried = {
        uuid: log[-1].at
        for uuid, log in workspace.library.acts_on(FINAL_STATES, (_CARRIED_OUT,)).items()
    }
    found = []
    for record in workspace.library.records(KIND):
        action = str(record.get("adjustment_type") or "")
        titles = [guard.title_of(workspace, uuid) for uuid in strings_of(record.get("targets"))]
        found.append(Notice(
            record.uuid, str(record.get("number") or ""), action, actions.label(action),
            tuple(titles), record.state, states.label(record.state),
            str(record.get("takes_effect_on") or ""), carried.get(record.uuid, ""),
        ))  # fmt: skip
    return found[::-1]


def draw_up(workspace: Workspace, targets: Sequence[str], action: str, by: str) -> Record:
    """A new notice about records of one list, with what it changes filled in and numbered.

    The differences of a change (变更要素) are those between the last final version of each record
    and what it says now; basis, reason and dates are for a person to fill in.
    """
    guard.writable(workspace, by, "起草调整单")
    records = workspace.library.many(list(dict.fromkeys(targets)))
    if not records:
        raise ReviewRefused("请先选择要调整的记录。")
    kinds = {record.kind for record in records}
    if len(kinds) > 1 or not kinds <= LISTS.keys():
        raise ReviewRefused("一张调整单只能涉及一种清单的记录。请分开起草。")
    if action not in workspace.catalogue.vocabularies["CL23"].by_key:
        raise ReviewRefused("请选择调整类型。")
    notice = new_record(workspace, KIND)
    rows = [row for record in records for row in _differences(workspace, record, action)]
    values: dict[str, Value] = {
        "number": next_number(workspace, notice),
        "adjustment_type": action,
        "list_kind": LISTS[records[0].kind],
        "targets": [record.uuid for record in records],
        "differences": rows or None,
        "compiler_name": notice.get("compiler_name") or by.strip(),
    }
    return workspace.library.save(notice.with_values(**values), by=by.strip())


def next_number(workspace: Workspace, notice: Record) -> str:
    """机构代码-年份-流水号: the next one that no notice bears."""
    agency = str(notice.get("org_uscc") or "")[_CODE]
    prefix = "-".join(filter(None, (agency, str(date.today().year)))) + "-"
    taken = [
        int(rest)
        for record in workspace.library.records(KIND)
        if (rest := str(record.get("number") or "").removeprefix(prefix)).isdecimal()
    ]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def _differences(workspace: Workspace, record: Record, action: str) -> Iterable[dict[str, Value]]:
    """What an adjustment changes in one record, as rows of 调整要素对照."""
    form = workspace.catalogue.form(record.kind)
    title = guard.title_of(workspace, record.uuid)
    field = form.fields.get(form.title_field)
    name = field.label if field else form.title
    if action == "change":
        return _changed(workspace, record, title)
    if action == "cancel":
        return [{"element": name, "before": title}]
    if action in ("add", "undertake", "transfer_in"):
        return [{"element": name, "after": title}]
    if action in BRINGS:
        status = form.fields["item_status"]
        before = field_types.show(record.get("item_status"), status)
        after = field_types.show(BRINGS[action], status)
        return [{"element": f"{title} {status.label}", "before": before, "after": after}]
    return []


def _changed(workspace: Workspace, record: Record, title: str) -> list[dict[str, Value]]:
    revisions = workspace.library.revisions(record.uuid)
    if not revisions:
        return []
    # A final record is compared with the version before it.
    last = revisions[-1].n if record.state not in FINAL_STATES else record.version - 1
    if last < 1:
        return []
    before = workspace.library.revision(record.uuid, last)
    form = workspace.catalogue.form(record.kind)
    own = (*guard.REVIEW_FIELDS, "change_type", "change_note")
    return [
        {"element": f"{title} {item.label}", "before": item.before, "after": item.after}
        for item in history.difference(before, record, form)
        if item.field not in own
    ]


def linked(workspace: Workspace, notice: str) -> list[Linked]:
    """Records in use that hang on what a notice cancels: they are to be cancelled, too (J07)."""
    record = workspace.library.get(notice)
    if record.get("adjustment_type") != "cancel":
        return []
    targets = strings_of(record.get("targets"))
    uuids = [
        uuid
        for power in workspace.library.many(targets)
        for name in ("guides", "responsibilities")
        for uuid in strings_of(power.get(name))
    ]
    return [
        Linked(
            item.uuid, guard.title_of(workspace, item.uuid),
            workspace.catalogue.form(item.kind).list_title,
        )
        for item in workspace.library.many(list(dict.fromkeys(uuids)))
        if is_active(item) and item.uuid not in targets
    ]  # fmt: skip


def hindrance(workspace: Workspace, notice: str, by: str) -> str:
    """Why a notice cannot be carried out now, as a sentence; empty when it can."""
    try:
        _ready(workspace, notice, by)
    except ReviewRefused as error:
        return str(error)
    return ""


def _ready(workspace: Workspace, notice: str, by: str) -> Record:
    record = workspace.library.get(notice)
    if record.get("adjustment_type") not in BRINGS:
        raise ReviewRefused("这种调整由编制人在记录中修改、按新版本定稿，不需要执行。")
    if record.state not in ("approved", "published"):
        raise ReviewRefused("调整单定稿之后才能执行。")
    if any(entry.action == _CARRIED_OUT for entry in guard.log_of(workspace, notice)):
        raise ReviewRefused("这张调整单已经执行。")
    effective = str(record.get("takes_effect_on") or "")
    if effective > date.today().isoformat():
        raise ReviewRefused(f"这张调整单从 {effective} 起生效，到时再执行。")
    guard.has_duty(workspace, by, "review")
    return record


def carry_out(
    workspace: Workspace, notice: str, by: str, *, also: Sequence[str] = ()
) -> CarryReport:
    """Do what a final notice says: each record gets a new final version with its new status.

    A cancelled record becomes a tombstone (已取消) that names basis and date; ``also`` are linked
    ones that go with it. Each record is done by itself; what is under review or gone is left alone
    and told, and the notice can be carried out again for the rest.
    """
    record = _ready(workspace, notice, by)
    done: list[str] = []
    kept: list[Refusal] = []
    for uuid in dict.fromkeys([*strings_of(record.get("targets")), *also]):
        try:
            if _change(workspace, record, uuid, by):
                done.append(uuid)
        except ReviewRefused as error:
            kept.append(Refusal(uuid, guard.title_of(workspace, uuid), str(error)))
    if not kept:
        workspace.library.note_act(notice, _CARRIED_OUT, by=by.strip())
    return CarryReport(tuple(done), tuple(kept))


def _change(workspace: Workspace, notice: Record, uuid: str, by: str) -> bool:
    """Give one record its new status; False when it has it already."""
    record = workspace.library.find(uuid)
    status = BRINGS[str(notice.get("adjustment_type"))]
    if record is None:
        raise ReviewRefused(guard.absent(workspace, uuid))
    if record.state == "submitted":
        raise ReviewRefused("正在审核。请先退回或者审完。")
    if record.get("item_status") == status:
        return False
    if record.state in FINAL_STATES:
        # Its last version stays as it is; the tombstone is a version of its own.
        record = workspace.library.new_version(uuid, by=by.strip())
    note = _because(workspace, notice)
    values: dict[str, Value] = {
        "item_status": status,
        "cancel_date": None if status == "active" else notice.get("takes_effect_on"),
        "change_type": notice.get("adjustment_type"),
        "change_note": note,
    }
    state = _CANCELLED if status == "cancelled" else "approved"
    after = replace(guard.filled(workspace, record, values), state=state)
    detail = {"notice": notice.uuid}
    workspace.library.act([Act(record, after, detail)], f"item_{status}", by=by.strip(), note=note)
    return True


def _because(workspace: Workspace, notice: Record) -> str:
    """Basis and notice, as the note of the new version says it."""
    field = workspace.catalogue.form(KIND).fields["basis"]
    rows = [field_types.show_row(row, field) for row in notice.rows("basis")]
    number = str(notice.get("number") or "")
    basis = f"依据：{'；'.join(rows)}。" if rows else ""
    longest = workspace.catalogue.form(KIND).fields["change_note"].max or 500
    tail = f"调整单号：{number}。"
    return basis[: longest - len(tail)] + tail
