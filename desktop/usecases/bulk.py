"""Set one field on many records (批量修改): a preview of each, one transaction, one undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_field
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.usecases.changing import locked_because
from desktop.usecases.locking import field_lock, locked_fields
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.model import Field, Form, Need, Value
from forms.record import ENVELOPE, Record, is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: More records are not changed at once: the one transaction that writes them keeps everybody who
#: types from saving, about a second for each thousand.
MOST = 5_000
_BATCH = 200  # records read at a time
_TYPES = frozenset({
    "text", "longtext", "code", "url", "integer", "money", "boolean", "enum", "multi_enum",
    "date", "duration",
})  # fmt: skip
#: What names a record or must differ from record to record is never the same on many.
_OWN = frozenset({"impl_code", "biz_item_code", "catalog_code"})


class BulkRefused(ValueError):
    """A change of many records that cannot be made at all; the sentence says why."""


class Operation(StrEnum):
    """What is done with the field."""

    SET = "set"
    FILL_BLANK = "fill_blank"
    CLEAR = "clear"


class Outcome(StrEnum):
    """What happens to one record."""

    CHANGES = "changes"
    SAME = "same"  # holds the value already, or is not blank when only blanks are filled
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one record: the field before and after as people read it.

    ``reason`` says in words why it is locked; empty otherwise.
    """

    uuid: str
    kind: str
    title: str
    before: str
    after: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """A change made ready: what it does to each record, and what each held when it was made."""

    field: Field
    operation: Operation
    value: Value
    effects: tuple[Effect, ...]
    hashes: Mapping[str, str] = kept_field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """How many records have that outcome."""
        return sum(effect.outcome is outcome for effect in self.effects)


@dataclass(frozen=True)
class Applied:
    """What was done; ``kept`` names records left alone because they were changed meanwhile.

    The rest is for `undo`: the values before, and the hash of what was written.
    """

    records: int
    kept: tuple[str, ...]
    note: str
    name: str = ""
    before: Mapping[str, Value] = kept_field(repr=False, default_factory=dict)
    after: Mapping[str, str] = kept_field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """How many records are as before, and the titles of those changed since, which stay."""

    records: int
    kept: tuple[str, ...]


def settable(form: Form) -> list[Field]:
    """The fields of a form that can be set on many records, in its order."""
    own = _OWN | {form.title_field, form.subtitle_field, form.code_field}
    return [
        item
        for item in form.fields.values()
        if item.type in _TYPES
        and item.need is not Need.AUTOMATIC
        and not item.derive
        and item.id not in own
        and item.id not in ENVELOPE
    ]


def settable_in_all(workspace: Workspace, kinds: Sequence[str]) -> list[Field]:
    """The fields that all these kinds have alike, in the order of the first."""
    forms = [workspace.catalogue.form(kind) for kind in kinds]
    if not forms:
        return []
    others = [{item.id: item for item in settable(form)} for form in forms[1:]]
    return [
        item
        for item in settable(forms[0])
        if all(item.id in other and _alike(item, other[item.id]) for other in others)
    ]


def _alike(one: Field, other: Field) -> bool:
    return one.type == other.type and one.vocabulary == other.vocabulary


def kinds_of(workspace: Workspace, uuids: Sequence[str]) -> list[str]:
    """The kinds of these records, in the order of the lists."""
    found = {summary.kind for summary in workspace.library.summaries_of(uuids)}
    return [form.kind for form in workspace.catalogue.ordered() if form.kind in found]


def plan(
    workspace: Workspace, uuids: Sequence[str], field: Field, operation: Operation,
    value: Value = None, progress: Progress = NO_PROGRESS,
) -> Plan:  # fmt: skip
    """What the change would do to each record; nothing is written.

    `BulkRefused` when there is no value to set, it is none of the field's, or there are too many
    records. A record that is gone meanwhile is left out.
    """
    _refuse(uuids, field, operation, value)
    effects: list[Effect] = []
    hashes: dict[str, str] = {}
    for start in range(0, len(uuids), _BATCH):
        progress.step(start, len(uuids), "正在对照")
        batch = list(uuids[start : start + _BATCH])
        titles = _titles(workspace, batch)
        locks = locked_fields(workspace, batch)
        for record in workspace.library.many(batch):
            title = titles[record.uuid]
            fixed = field_lock(locks.get(record.uuid, ()), field.id)
            effects.append(_effect(workspace, record, title, field, operation, value, fixed))
            hashes[record.uuid] = record.content_hash()
    progress.step(len(uuids), len(uuids), "")
    return Plan(field, operation, value, tuple(effects), hashes)


def _refuse(uuids: Sequence[str], field: Field, operation: Operation, value: Value) -> None:
    if len(uuids) > MOST:
        raise BulkRefused(f"一次最多修改 {MOST} 条，选中了 {len(uuids)} 条。请先缩小范围。")
    if operation is Operation.CLEAR:
        return
    if is_blank(value):
        raise BulkRefused(f"请先填写“{field.label}”要改成的内容。")
    wrong = field_types.problem(value, field)
    if wrong:
        raise BulkRefused(f"“{field.label}”{wrong}")


def _titles(workspace: Workspace, uuids: Sequence[str]) -> dict[str, str]:
    """What the lists call these records."""
    return {
        line.uuid: line.title or f"（未命名{workspace.catalogue.form(line.kind).title}）"
        for line in workspace.library.summaries_of(uuids)
    }


def _effect(
    workspace: Workspace, record: Record, title: str, field: Field, operation: Operation,
    value: Value, fixed: str,
) -> Effect:  # fmt: skip
    old = record.get(field.id)
    new = _new(old, operation, value)
    reason = locked_because(record, workspace.catalogue.form(record.kind)) or fixed
    same = field_types.show(old, field) == field_types.show(new, field)
    outcome = Outcome.SAME if same else Outcome.LOCKED if reason else Outcome.CHANGES
    return Effect(
        uuid=record.uuid, kind=record.kind, title=title,
        before=field_types.show(old, field), after=field_types.show(new, field),
        outcome=outcome, reason=reason if outcome is Outcome.LOCKED else "",
    )  # fmt: skip


def _new(old: Value, operation: Operation, value: Value) -> Value:
    if operation is Operation.CLEAR:
        return None
    return old if operation is Operation.FILL_BLANK and not is_blank(old) else value


def apply(workspace: Workspace, planned: Plan, progress: Progress = NO_PROGRESS) -> Applied:
    """Make the change, all in one transaction; records changed since the preview stay."""
    open_ones = [effect for effect in planned.effects if effect.outcome is Outcome.CHANGES]
    before: dict[str, Value] = {}
    after: dict[str, str] = {}
    note = _note(planned)

    def changed() -> Iterator[tuple[Record, str]]:
        records = _many(workspace, [effect.uuid for effect in open_ones])
        for number, record in enumerate(records):
            progress.step(number, len(open_ones), "正在修改")
            value = _new(record.get(planned.field.id), planned.operation, planned.value)
            new = record.with_values(**{planned.field.id: value})
            before[record.uuid] = record.get(planned.field.id)
            after[record.uuid] = new.content_hash()
            yield new, planned.hashes[record.uuid]

    refused = workspace.library.save_unless_changed(changed(), by=who(workspace), note=note)
    written = after.keys() - set(refused)
    return Applied(
        records=len(written),
        kept=tuple(effect.title for effect in open_ones if effect.uuid not in written),
        note=note,
        name=planned.field.id,
        before={uuid: before[uuid] for uuid in before if uuid in written},
        after={uuid: after[uuid] for uuid in after if uuid in written},
    )


def undo(workspace: Workspace, applied: Applied, progress: Progress = NO_PROGRESS) -> Undone:
    """Put back exactly what `apply` changed, in one transaction; what was changed since stays."""
    uuids = list(applied.before)
    seen: set[str] = set()

    def former() -> Iterator[tuple[Record, str]]:
        for number, record in enumerate(_many(workspace, uuids)):
            progress.step(number, len(uuids), "正在撤销")
            seen.add(record.uuid)
            old = {applied.name: applied.before[record.uuid]}
            yield record.with_values(**old), applied.after[record.uuid]

    refused = workspace.library.save_unless_changed(
        former(), by=who(workspace), note=f"撤销{applied.note}"
    )
    back = seen - set(refused)
    titles = _titles(workspace, [uuid for uuid in uuids if uuid not in back])
    return Undone(len(back), tuple(titles.values()))


def _many(workspace: Workspace, uuids: Sequence[str]) -> Iterator[Record]:
    for start in range(0, len(uuids), _BATCH):
        yield from workspace.library.many(list(uuids[start : start + _BATCH]))


def _note(planned: Plan) -> str:
    label = planned.field.label
    if planned.operation is Operation.CLEAR:
        return f"批量清空“{label}”"
    shown = " ".join(field_types.show(planned.value, planned.field).split())
    short = shown if len(shown) <= 40 else f"{shown[:39]}…"
    verb = "批量补填" if planned.operation is Operation.FILL_BLANK else "批量修改"
    return f"{verb}“{label}”为“{short}”"
