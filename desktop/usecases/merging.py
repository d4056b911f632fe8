"""Merging colleagues' work (汇总): plan, decide conflicts, write in one transaction with one undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.store import FINAL_STATES, Held, ImportBatch, Taken, vid
from desktop.store.lineage import Kept
from desktop.usecases.import_existing import find_existing, title_of
from desktop.usecases.merge_sources import Incoming, Source, file_reader, read_source
from desktop.usecases.people import who
from exports.package import Version
from exports.package.enclosed import is_tombstone
from exports.package.lines import files_named
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.merging import (
    Choice,
    Conflict,
    Known,
    Merged,
    Pick,
    Relation,
    Side,
    common_base,
    merge,
    relation,
    side_of,
)
from forms.record import Record, canonical_json

if TYPE_CHECKING:
    from desktop.store import UndoReport
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

_STRIDE = 200


class Standing(StrEnum):
    """What a merge makes of a record."""

    NEW = "new"
    SAME = "same"  # says the same here, or ours is newer
    FORWARD = "forward"  # only theirs was changed
    MERGED = "merged"  # both were, in different places
    CONFLICT = "conflict"
    LOCKED = "locked"


@dataclass(frozen=True)
class Item:
    """A record of the source beside ours. ``reason`` says why it is locked, or a thing to know."""

    incoming: Incoming
    title: str
    standing: Standing
    version: Version
    mine: Held | None = None
    base: Side | None = None
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""
    forward: bool = True
    merged: Merged | None = None  # while nothing is decided

    @cached_property
    def theirs(self) -> Side:
        """Their record, without blank parts, be it deleted or cancelled."""
        record = self.incoming.record
        return side_of(record.values, gone=self.incoming.in_bin or is_tombstone(record))

    @property
    def uuid(self) -> str:
        """The record's identity."""
        return self.incoming.record.uuid


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do; making it changes nothing. ``choices``: uuid → conflict → decision."""

    source: Source
    items: tuple[Item, ...]
    choices: Mapping[str, Mapping[str, Choice]] = field(default_factory=dict)

    def count(self, standing: Standing) -> int:
        """How many records stand so."""
        return sum(item.standing is standing for item in self.items)

    def chosen(self, item: Item) -> Mapping[str, Choice]:
        """What was decided of a record."""
        return self.choices.get(item.uuid, {})

    def open_in(self, item: Item) -> int:
        """How many conflicts of a record nobody decided."""
        decided = self.chosen(item)
        return sum(conflict.key not in decided for conflict in item.conflicts)

    @cached_property
    def open(self) -> int:
        """How many conflicts nobody decided."""
        return sum(self.open_in(item) for item in self.items)

    @cached_property
    def taken(self) -> tuple[Item, ...]:
        """The records that would be written."""
        idle = (Standing.SAME, Standing.LOCKED)
        return tuple(i for i in self.items if i.standing not in idle and not self.open_in(i))


@dataclass(frozen=True)
class MergeOutcome:
    """What was done. ``left`` are titles of records that stay as they are because a conflict was
    not decided, ``changed`` of those that were changed meanwhile; ``batch`` is for `undo`.
    """

    counts: Mapping[str, int]
    batch: str = ""
    left: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    locked: tuple[tuple[str, str], ...] = ()
    trust: str = ""

    def to_json(self) -> dict[str, Any]:
        """The shape of ``import --json`` for what a colleague handed over."""
        return {
            "merged": dict(self.counts),
            "batch": self.batch,
            "conflicts": list(self.left),
            "changed": list(self.changed),
            "locked": [{"title": title, "reason": reason} for title, reason in self.locked],
            "trust": self.trust,
        }


def plan(
    workspace: Workspace, path: Path, *, key: PublicKey | None = None,
    progress: Progress = NO_PROGRESS,
) -> MergePlan:  # fmt: skip
    """Compare a colleague's package or library with ours; raises as `read_source`."""
    library, catalogue = workspace.library, workspace.catalogue
    source = read_source(path, catalogue, library.path, key=key, progress=progress)
    progress.step(0, len(source.records), "与本库比较")
    ours = library.names_now(item.record.uuid for item in source.records)
    others = [item for item in source.records if not _settled(item, ours)]
    held = library.held([item.record.uuid for item in others])
    written = library.written_at(list(held)) if source.kind == "library" else {}
    stands = {
        item.record.uuid: _relation(mine, item, written.get(item.record.uuid, frozenset()))
        for item in others if (mine := held.get(item.record.uuid)) is not None
    }  # fmt: skip
    apart = [uuid for uuid, relation in stands.items() if relation is Relation.APART]
    against = _Against(workspace, held, stands, {**source.known, **library.known_versions(apart)})
    items = []
    for number, incoming in enumerate(source.records):
        if number % _STRIDE == 0:
            progress.step(number, len(source.records), "与本库比较")
        items.append(_item(against, incoming, settled=_settled(incoming, ours)))
    return MergePlan(source, tuple(_with_doubles(workspace, items)))


@dataclass(frozen=True)
class _Against:
    """What a source is compared with: ours, how theirs stands to it, and what is known of both."""

    workspace: Workspace
    held: Mapping[str, Held]
    stands: Mapping[str, Relation]
    known: Mapping[str, Known]


def _settled(incoming: Incoming, ours: Mapping[str, Version]) -> bool:
    """Whether versions alone tell that there is nothing to take: most records of a package."""
    mine, theirs = ours.get(incoming.record.uuid), incoming.version
    if mine is None or theirs is None:
        return False
    found = relation(mine.vid, mine.ancestors, theirs.vid, theirs.ancestors)
    return found in (Relation.SAME, Relation.BEHIND)


def _version(incoming: Incoming) -> Version:
    """Theirs, named after its content alone where the source does not tell what it came from."""
    record = incoming.record
    return incoming.version or Version(vid(record.uuid, record.content_hash(), ()))


def _item(against: _Against, incoming: Incoming, *, settled: bool) -> Item:
    record, catalogue = incoming.record, against.workspace.catalogue
    form = catalogue.forms.get(record.kind)
    title = title_of(record, form) if form else record.uuid
    mine = against.held.get(record.uuid)
    found = Item(incoming, title, Standing.NEW, _version(incoming), mine)
    if form is None or form.read_only:
        why = "本程序没有这种清单" if form is None else "由上级统一发布，不从同事处合并"
        return replace(found, standing=Standing.LOCKED, reason=why)
    if settled:
        return replace(found, standing=Standing.SAME)
    if mine is None or mine.undone:
        gone = Standing.SAME if incoming.in_bin else Standing.NEW
        return replace(found, standing=gone, mine=None)
    stands = against.stands[record.uuid]
    if stands in (Relation.SAME, Relation.BEHIND):
        return replace(found, standing=Standing.SAME)
    if mine.record.state == "submitted" or mine.record.kind != record.kind:
        why = "正在审核，需要先撤回或者退回"
        if mine.record.kind != record.kind:
            why = "在本库中是另一种清单的记录"
        return replace(found, standing=Standing.LOCKED, reason=why)
    forward = stands is Relation.AHEAD
    base = _mine(mine) if forward else _base(mine, found.version, against.known)
    return _compared(against.workspace, replace(found, base=base, forward=forward))


def _relation(mine: Held, incoming: Incoming, written: frozenset[str]) -> Relation:
    """By versions; libraries that are copies of one file also by what their logs have in common."""
    ours, version = mine.version, _version(incoming)
    found = relation(ours.vid, ours.ancestors, version.vid, version.ancestors)
    if found is Relation.APART and incoming.written:
        if mine.record.updated_at in incoming.written:
            return Relation.AHEAD
        if incoming.record.updated_at in written:
            return Relation.BEHIND
    return found


def _base(mine: Held, version: Version, known: Mapping[str, Known]) -> Side | None:
    ours = mine.version
    return common_base((ours.vid, *ours.ancestors), (version.vid, *version.ancestors), known)


def _compared(workspace: Workspace, item: Item) -> Item:
    mine = item.mine
    assert mine is not None
    merged = _merged(workspace, item, {})
    same = merged.side.values == mine.record.values and not merged.conflicts
    if merged.conflicts:
        standing = Standing.CONFLICT
    elif item.forward:
        standing = Standing.FORWARD
    else:
        standing = Standing.SAME if same and merged.side.gone == mine.gone else Standing.MERGED
    reason = ""
    if item.incoming.in_bin and mine.finished:
        standing, reason = Standing.LOCKED, "同事已删除；本库已有定稿，不能删除，请通过调整单取消"
    elif mine.record.state in FINAL_STATES and not same:
        reason = "本库已定稿，合并后成为下一版草稿"
    conflicts = merged.conflicts if standing is Standing.CONFLICT else ()
    found = replace(item, standing=standing, conflicts=conflicts, reason=reason, merged=merged)
    found.__dict__["theirs"] = item.theirs
    return found


def _merged(workspace: Workspace, item: Item, choices: Mapping[str, Choice]) -> Merged:
    assert item.mine is not None
    if item.merged is not None and not choices:
        return item.merged
    form = workspace.catalogue.form(item.incoming.record.kind)
    return merge(form, item.base, _mine(item.mine), item.theirs, choices)


def _mine(held: Held) -> Side:
    """Ours as a side; a library keeps no blank parts."""
    return Side(dict(held.record.values), held.gone)


def _with_doubles(workspace: Workspace, items: Sequence[Item]) -> list[Item]:
    """New records whose code ours has already under another identity are told."""
    new = [item.incoming.record for item in items if item.standing is Standing.NEW]
    doubles = {
        uuid: found for uuid, found in find_existing(workspace, new).items() if found.by == "code"
    } if new else {}  # fmt: skip
    return [
        replace(item, reason=f"本库“{doubles[item.uuid].title}”用的是同一编码，合并后请查重")
        if item.standing is Standing.NEW and item.uuid in doubles else item
        for item in items
    ]  # fmt: skip


# deciding


def decide(
    plan: MergePlan, uuid: str, key: str, choice: Choice | None
) -> MergePlan:  # fmt: skip
    """The plan with one conflict decided, or (None) open again."""
    chosen = {name: value for name, value in plan.choices.get(uuid, {}).items() if name != key}
    if choice is not None:
        chosen[key] = choice
    return replace(plan, choices={**plan.choices, uuid: chosen})


def decide_all(plan: MergePlan, pick: Pick, uuids: Sequence[str] | None = None) -> MergePlan:
    """The plan with every conflict that is still open decided for one side."""
    choices = {uuid: dict(chosen) for uuid, chosen in plan.choices.items()}
    for item in plan.items:
        if uuids is None or item.uuid in uuids:
            mine = choices.setdefault(item.uuid, {})
            for conflict in item.conflicts:
                mine.setdefault(conflict.key, Choice(pick))
    return replace(plan, choices=choices)


def typed(conflict: Conflict, text: str) -> Choice:
    """What somebody typed instead of either side; ``ValueError`` says what is expected."""
    part = conflict.part
    if part is None or not can_type(conflict):
        raise ValueError("这一处只能选本库或同事的内容。")
    if not text.strip():
        return Choice(Pick.TYPED, None)
    value = field_types.parse(text, part)
    wrong = field_types.problem(value, part)
    if wrong:
        raise ValueError(wrong)
    return Choice(Pick.TYPED, value)


def can_type(conflict: Conflict) -> bool:
    """Whether the answer may be typed: it is one value that people write as text."""
    part = conflict.part
    return (
        conflict.about == "value"
        and part is not None
        and part.type not in ("table", "attachment", "ref")
    )


def result_of(workspace: Workspace, plan: MergePlan, item: Item) -> Record:
    """What a record becomes by what was decided so far; ours where nothing was."""
    record = item.incoming.record
    if item.mine is None:
        state = "draft" if record.version == 1 else "amending"
        return replace(record, state=state)
    mine = item.mine.record
    side = _merged(workspace, item, plan.chosen(item)).side
    if side.values == mine.values:
        return mine
    version, state = max(mine.version, record.version), mine.state
    if state in FINAL_STATES:
        version, state = max(mine.version + 1, record.version), "amending"
    return replace(mine, values=side.values, version=version, state=state)


# writing


def commit(
    workspace: Workspace, plan: MergePlan, *, by: str = "", progress: Progress = NO_PROGRESS
) -> MergeOutcome:
    """Write the plan in one transaction, taken back by one undo.

    A record with an open conflict stays as it is, and so does one that was changed meanwhile; a
    later merge asks again.
    """
    left = tuple(i.title for i in plan.items if i.standing is Standing.CONFLICT and plan.open_in(i))
    locked = tuple((i.title, i.reason) for i in plan.items if i.standing is Standing.LOCKED)
    if not plan.taken:
        return MergeOutcome({}, "", left, (), locked, plan.source.trust)
    agreed = [i for i in plan.items if _agrees(i)]
    items = []
    for number, item in enumerate([*plan.taken, *agreed]):
        if number % _STRIDE == 0:
            progress.step(number, len(plan.taken), "合并记录")
        items.append(_taken(workspace, plan, item))
    _bring_files(workspace, plan.source, [item.record for item in items])
    source = plan.source
    batch = ImportBatch(source.path.name, source.sha256, {"merge": source.kind})
    by = by or who(workspace)
    missed = set(workspace.library.merge_in(items, batch, by=by, progress=progress))
    counts = Counter(i.standing.value for i in plan.taken if i.uuid not in missed)
    changed = tuple(i.title for i in plan.taken if i.uuid in missed)
    return MergeOutcome(counts, batch.id, left, changed, locked, source.trust)


def _agrees(item: Item) -> bool:
    """Whether both say the same though neither saw the other: it is noted, so that what follows
    is asked less.
    """
    if item.standing is not Standing.SAME or item.mine is None:
        return False
    ours, other = item.mine.version, item.version
    return relation(ours.vid, ours.ancestors, other.vid, other.ancestors) is Relation.APART and (
        _mine(item.mine) == item.theirs
    )


def _taken(workspace: Workspace, plan: MergePlan, item: Item) -> Taken:
    record = result_of(workspace, plan, item)
    theirs = item.theirs
    kept = Kept(item.uuid, item.version, canonical_json(dict(theirs.values)), bool(theirs.gone))
    if item.mine is None:
        return Taken(record, kept)
    gone = _merged(workspace, item, plan.chosen(item)).side.gone
    to_bin = bool(gone) and (item.incoming.in_bin or item.mine.in_bin)
    return Taken(record, kept, item.mine, item.forward and not plan.chosen(item), to_bin)


def _bring_files(workspace: Workspace, source: Source, records: Sequence[Record]) -> None:
    """Attachments that the records name and ours does not have; one that is not to be had stays
    named, and the check tells it.
    """
    wanted = {sha for record in records for sha in files_named(dict(record.values))}
    missing = [sha for sha in sorted(wanted) if not workspace.library.has_attachment(sha)]
    if not missing:
        return
    names = {
        part["sha256"]: str(part["name"])
        for record in records for part in _files(dict(record.values))
    }  # fmt: skip
    with file_reader(source, workspace.catalogue) as read:
        for sha in missing:
            try:
                data = read(sha)
            except (LookupError, ValueError):
                continue
            workspace.library.attach(data, names.get(sha, ""))


def _files(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "sha256" in value and "name" in value:
            return [value]
        return [part for item in value.values() for part in _files(item)]
    return [part for item in value for part in _files(item)] if isinstance(value, list) else []


def undo(workspace: Workspace, batch: str, by: str = "") -> UndoReport:
    """Take a merge back: what was edited or finished since stays, and the report says so."""
    return workspace.library.undo_import(batch, by=by or who(workspace))


def merge_files(
    workspace: Workspace, paths: Sequence[Path], *, key: PublicKey | None = None,
    dry_run: bool = False, progress: Progress = NO_PROGRESS,
) -> list[MergeOutcome]:  # fmt: skip
    """Merge without asking: where there are conflicts ours stays, and the outcome tells them."""
    found = []
    for path in paths:
        made = plan(workspace, path, key=key, progress=progress)
        if dry_run:
            counts = Counter(item.standing.value for item in made.taken)
            left = tuple(i.title for i in made.items if made.open_in(i))
            found.append(MergeOutcome(counts, "", left, trust=made.source.trust))
        else:
            found.append(commit(workspace, made, progress=progress))
    return found
