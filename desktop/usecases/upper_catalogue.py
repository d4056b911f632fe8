"""The catalogue of the level above (上级目录): found, adopted (认领), followed when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.store import Adoption, TakeOver, UpperLine, UpperQuery, UpperSource, UpperStatus
from desktop.usecases.changing import locked_because
from desktop.usecases.compiling import fresh_values
from desktop.usecases.import_existing import title_of
from desktop.usecases.people import who
from exports.package.upper_item import UpperItem
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.model import Form, UpperRule, Value
from forms.record import ENVELOPE, Record, is_blank, prune

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

__all__ = [
    "Adopted",
    "Choices",
    "Detail",
    "Line",
    "Update",
    "UpdateDone",
    "UpdatePlan",
    "UpperQuery",
    "adopt",
    "adopt_again",
    "apply_update",
    "choices",
    "counts",
    "detail",
    "lines",
    "numbers",
    "plan_update",
    "sources",
    "undo_adopt",
    "undo_update",
]

#: How an item stands, in words.
STATUS_WORDS: Mapping[UpperStatus, str] = {
    "free": "未认领", "adopted": "已认领", "changed": "上级有更新", "withdrawn": "上级已取消",
}  # fmt: skip
_STRIDE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, in words; ``uuid`` is the record that was adopted from it."""

    number: int
    code: str
    title: str
    kind: str
    type: str
    level: str
    status: UpperStatus
    uuid: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of an item; ``fixed`` ones are locked in a record that is adopted from it."""

    label: str
    text: str
    fixed: bool


@dataclass(frozen=True)
class Detail:
    """An item as it is read. ``kind`` is the list that it belongs to, in words."""

    line: Line
    fields: tuple[Shown, ...]
    portal: str
    updated_at: str


@dataclass(frozen=True)
class Choices:
    """What the filters offer: (key, word) each."""

    kinds: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Adopted:
    """What adopting did: records that were made, records that were here under the same code and
    are tied now, and the titles of items that were left, with the reason.
    """

    made: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``catalogue adopt --json``."""
        return {
            "adopted": list(self.made), "tied": list(self.tied),
            "left": [{"title": title, "reason": reason} for title, reason in self.left],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A field that the level above says otherwise: as it was taken over, as it is here, as it is
    there now. ``edited``: it was changed here since.
    """

    field: str
    label: str
    base: str
    mine: str
    theirs: str
    fixed: bool
    edited: bool


@dataclass(frozen=True)
class Update:
    """An adopted record and what its item says otherwise now."""

    number: int
    uuid: str
    title: str
    parts: tuple[Part, ...]
    record: Record = field(repr=False)
    adoption: Adoption = field(repr=False)
    item: UpperItem = field(repr=False)
    hash: str = field(repr=False)

    @property
    def usual(self) -> frozenset[str]:
        """What is taken over unless somebody says otherwise: all but what was changed here."""
        return frozenset(part.field for part in self.parts if part.fixed or not part.edited)


@dataclass(frozen=True)
class UpdatePlan:
    """What following the catalogue would do; ``locked`` are titles of records that cannot be
    changed now, with the reason.
    """

    updates: tuple[Update, ...]
    locked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class UpdateDone:
    """How many records were written, and the titles of those changed meanwhile, which stay.

    ``back`` is the way back, for `undo_update`.
    """

    records: int
    kept: tuple[str, ...] = ()
    back: tuple[TakeOver, ...] = field(default=(), repr=False)


def sources(workspace: Workspace) -> list[UpperSource]:
    """Each portal whose catalogue was read."""
    return workspace.library.upper_sources()


def numbers(workspace: Workspace, query: UpperQuery) -> list[int]:
    """The items that a query shows, by row number."""
    return workspace.library.upper_numbers(query)


def counts(workspace: Workspace, query: UpperQuery) -> Mapping[UpperStatus, int]:
    """How many items each status would show."""
    return workspace.library.upper_counts(query)


def lines(workspace: Workspace, wanted: Sequence[int]) -> list[Line]:
    """The lines of these items, in words."""
    return [_line(workspace, line) for line in workspace.library.upper_lines(wanted)]


def choices(workspace: Workspace) -> Choices:
    """What the filters offer: only what there is."""
    library, forms = workspace.library, workspace.catalogue.forms
    kinds = {kind for kind, _ in library.upper_choices("kind")}
    types = {
        key: _type_word(workspace, kind, key) for kind, key in library.upper_choices("type_key")
    }
    levels = {
        key: _level_word(workspace, kind, key) for kind, key in library.upper_choices("level")
    }
    ordered = [form for form in workspace.catalogue.ordered() if form.kind in kinds & set(forms)]
    return Choices(
        tuple((form.kind, form.title) for form in ordered), tuple(types.items()),
        tuple(levels.items()),
    )  # fmt: skip


def detail(workspace: Workspace, number: int) -> Detail | None:
    """An item as it is read; None when it is gone."""
    found = workspace.library.upper_entries([number])
    shown = workspace.library.upper_lines([number])
    if not found or not shown:
        return None
    _, portal, item, _ = found[0]
    form = workspace.catalogue.forms.get(item.kind)
    values = taken_values(form, item) if form else {}
    fixed = set(_rule(workspace, item.kind).fixed)
    fields = tuple(
        Shown(form.fields[name].label, field_types.show(value, form.fields[name]), name in fixed)
        for name, value in values.items()
    ) if form else ()  # fmt: skip
    return Detail(_line(workspace, shown[0]), fields, portal, shown[0].updated_at)


def adopt(workspace: Workspace, wanted: Sequence[int], progress: Progress = NO_PROGRESS) -> Adopted:
    """Make a draft of each item, or tie the record that has its code already; all or nothing.

    What is adopted already, or withdrawn, is left and told.
    """
    library, wanted = workspace.library, list(dict.fromkeys(wanted))
    status = {line.number: line for line in library.upper_lines(wanted)}
    found = [entry for entry in library.upper_entries(wanted) if entry[0] in status]
    same = _same_codes(workspace, [(item, status[number]) for number, _, item, _ in found])
    new: list[tuple[Record, Adoption]] = []
    ties: list[Adoption] = []
    left: list[tuple[str, str]] = []
    for place, (number, portal, item, state) in enumerate(found):
        if place % _STRIDE == 0:
            progress.step(place, len(found), "认领")
        line = status[number]
        form = workspace.catalogue.forms.get(item.kind)
        if line.status != "free" or form is None or form.read_only:
            left.append((line.title, _why_left(line)))
            continue
        values = taken_values(form, item)
        locked = _locked(workspace, item.kind, values)
        known = same.pop((item.kind, line.code), "")
        if known:
            # Nothing was taken over yet: the list then says that the level above differs.
            ties.append(Adoption(known, portal, item.id, "", {}, locked))
            continue
        body = {**fresh_values(workspace, form), **values}
        record = Record(item.kind, body, data_source="claimed")
        new.append((record, Adoption(record.uuid, portal, item.id, state, values, locked)))
    library.adopt(new, ties, by=who(workspace))
    _settle_equal(workspace, ties)
    return Adopted(
        tuple(record.uuid for record, _ in new), tuple(tie.uuid for tie in ties), tuple(left)
    )


def undo_adopt(workspace: Workspace, done: Adopted) -> list[str]:
    """Take an adoption back: records that it made go to the bin, ties are untied; those that went."""
    gone = workspace.library.delete_these(done.made, by=who(workspace))
    workspace.library.release(done.tied, by=who(workspace))
    return gone


def adopt_again(workspace: Workspace, done: Adopted) -> None:
    """Bring back what `undo_adopt` moved to the bin."""
    workspace.library.restore_these(done.made, by=who(workspace))


def plan_update(
    workspace: Workspace, wanted: Sequence[int] = (), progress: Progress = NO_PROGRESS
) -> UpdatePlan:
    """What the items say otherwise than the records adopted from them; without ``wanted`` all that
    changed.
    """
    library = workspace.library
    chosen = list(dict.fromkeys(wanted)) or library.upper_numbers(UpperQuery(status="changed"))
    adopted = {line.number: line.uuid for line in library.upper_lines(chosen) if line.uuid}
    adoptions = library.adoptions_of(adopted.values())
    updates: list[Update] = []
    locked: list[tuple[str, str]] = []
    for place, (number, _, item, state) in enumerate(library.upper_entries(list(adopted))):
        if place % _STRIDE == 0:
            progress.step(place, len(adopted), "对照上级目录")
        record, adoption = library.find(adopted[number]), adoptions.get(adopted[number])
        form = workspace.catalogue.forms.get(item.kind)
        if record is None or adoption is None or form is None or adoption.hash == state:
            continue
        title = title_of(record, form)
        if why := locked_because(record, form):
            locked.append((title, why))
            continue
        parts = tuple(_parts(workspace, form, record, adoption, item))
        updates.append(Update(number, record.uuid, title, parts, record, adoption, item, state))
    return UpdatePlan(tuple(updates), tuple(locked))


def apply_update(
    workspace: Workspace, plan: UpdatePlan, chosen: Mapping[str, frozenset[str]] | None = None
) -> UpdateDone:
    """Take over what was chosen (uuid → fields; all that is usual of a record that is not named),
    all records in one transaction.

    A locked field that is not taken over is locked no more: it says something else from then on.
    """
    wanted = {update.uuid: (chosen or {}).get(update.uuid, update.usual) for update in plan.updates}
    items = [_taken(workspace, update, wanted[update.uuid]) for update in plan.updates]
    note = "采用上级目录的更新"
    missed = set(workspace.library.take_over(items, by=who(workspace), note=note))
    for update in plan.updates:
        refused = {p.field for p in update.parts if p.fixed} - wanted[update.uuid]
        if refused and update.uuid not in missed:
            left = workspace.library.adoption(update.uuid)
            workspace.library.set_locks(
                update.uuid, left.locked if left else (), by=who(workspace),
                note="没有采用上级的更新", fields=sorted(refused),
            )  # fmt: skip
    back = tuple(
        TakeOver(update.record, item.record.content_hash(), update.adoption)
        for update, item in zip(plan.updates, items, strict=True)
        if update.uuid not in missed
    )
    kept = tuple(update.title for update in plan.updates if update.uuid in missed)
    return UpdateDone(len(back), kept, back)


def undo_update(workspace: Workspace, done: UpdateDone) -> UpdateDone:
    """Put the records back as they were; those that were changed since stay."""
    missed = set(
        workspace.library.take_over(done.back, by=who(workspace), note="撤销采用上级目录的更新")
    )
    kept = [t.record for t in done.back if t.record.uuid in missed]
    titles = [title_of(record, workspace.catalogue.form(record.kind)) for record in kept]
    return UpdateDone(len(done.back) - len(missed), tuple(titles))


def taken_values(form: Form, item: UpperItem) -> dict[str, Value]:
    """What of an item a record takes over, in the order of the form."""
    values = prune(dict(item.values))
    return {
        name: values[name]
        for name, about in form.fields.items()
        if name in values and name not in ENVELOPE and not about.internal
    }


def _line(workspace: Workspace, line: UpperLine) -> Line:
    form = workspace.catalogue.forms.get(line.kind)
    title = line.title or "（没有名称）"
    return Line(
        line.number, line.code, title, form.title if form else line.kind,
        _type_word(workspace, line.kind, line.type_key),
        _level_word(workspace, line.kind, line.level), line.status, line.uuid,
    )  # fmt: skip


def _type_word(workspace: Workspace, kind: str, key: str) -> str:
    form = workspace.catalogue.forms.get(kind)
    about = form.fields.get(form.type_field) if form else None
    return field_types.show(key, about) if about else key


def _level_word(workspace: Workspace, kind: str, key: str) -> str:
    form = workspace.catalogue.forms.get(kind)
    about = form.fields.get(_rule(workspace, kind).level) if form else None
    return field_types.show(key, about) if about else key


def _rule(workspace: Workspace, kind: str) -> UpperRule:
    profile = workspace.catalogue.profiles[workspace.profile_id]
    return profile.upper.get(kind, UpperRule())


def _locked(workspace: Workspace, kind: str, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The fields that the catalogue fixes: of those that it may fix the ones that it fills."""
    return tuple(name for name in _rule(workspace, kind).fixed if not is_blank(values.get(name)))


def _why_left(line: UpperLine) -> str:
    words = {"withdrawn": "上级已取消", "adopted": "已经认领过", "changed": "已经认领过"}
    return words.get(line.status, "本程序没有这种清单")


def _same_codes(
    workspace: Workspace, items: Iterable[tuple[UpperItem, UpperLine]]
) -> dict[tuple[str, str], str]:
    """(kind, code) → the record of the library that has the code of an item."""
    codes: dict[str, list[str]] = {}
    for item, line in items:
        if line.code:
            codes.setdefault(item.kind, []).append(line.code)
    found = {}
    for kind, wanted in codes.items():
        form = workspace.catalogue.forms.get(kind)
        name = _rule(workspace, kind).code or (form.code_field if form else "")
        if name:
            known = workspace.library.same_code(kind, name, wanted)
            found.update({(kind, code): uuid for code, uuid in known.items()})
    return found


def _settle_equal(workspace: Workspace, ties: Sequence[Adoption]) -> None:
    """Records that were here and say the same as their items have nothing to take over."""
    uuids = {tie.uuid for tie in ties}
    if not uuids:
        return
    wanted = [workspace.library.upper_number(tie.portal, tie.item) for tie in ties]
    plan = plan_update(workspace, wanted)
    same = tuple(u for u in plan.updates if u.uuid in uuids and not u.parts)
    if same:
        apply_update(workspace, UpdatePlan(same))


def _parts(
    workspace: Workspace, form: Form, record: Record, adoption: Adoption, item: UpperItem
) -> Iterable[Part]:
    theirs, base = taken_values(form, item), adoption.base
    fixed = set(_locked(workspace, item.kind, theirs)) | set(adoption.locked)
    for name, about in form.fields.items():
        new, old, mine = theirs.get(name), base.get(name), record.values.get(name)
        if name not in theirs and name not in base:
            continue
        if new == mine or (new == old and adoption.hash):
            continue
        yield Part(
            name, about.label, field_types.show(old, about), field_types.show(mine, about),
            field_types.show(new, about), name in fixed,
            bool(adoption.hash) and mine != old,
        )  # fmt: skip


def _taken(workspace: Workspace, update: Update, fields: frozenset[str]) -> TakeOver:
    form = workspace.catalogue.form(update.item.kind)
    theirs = taken_values(form, update.item)
    said = {part.field: theirs.get(part.field) for part in update.parts if part.field in fields}
    refused = {part.field for part in update.parts} - fields
    freed = set(update.adoption.base) & set(_locked(workspace, form.kind, update.adoption.base))
    freed -= set(update.adoption.locked)
    locked = tuple(
        name
        for name in _locked(workspace, update.item.kind, theirs)
        if name not in refused and (name not in freed or name in said)
    )
    tie = Adoption(
        update.uuid, update.adoption.portal, update.item.id, update.hash, theirs, locked,
        update.adoption.at, update.adoption.by,
    )  # fmt: skip
    return TakeOver(update.record.with_values(**said), update.record.content_hash(), tie)
