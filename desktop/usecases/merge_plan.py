"""Merging colleagues' work (汇总), planned: what a source brings beside what is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES, Held, vid
from desktop.usecases.colleague_keys import colleagues
from desktop.usecases.import_existing import same_codes, title_of
from desktop.usecases.locking import kept, locked_fields
from desktop.usecases.merge_reasons import add_reasons, is_reason
from desktop.usecases.merge_sources import Incoming, Source, portal_source, read_source
from exports.package import Version
from exports.package.enclosed import is_tombstone
from exports.progress import NO_PROGRESS, Progress
from forms.merging import (
    Choice,
    Conflict,
    Known,
    Merged,
    Relation,
    Side,
    common_base,
    merge,
    relation,
    side_of,
)
from forms.reason_merging import MergedReasons

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

STRIDE = 200


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
    """A record of the source beside ours. ``reason`` says why it is locked, or a thing to know;
    ``reasons`` are those that people wrote beside it, ``idle``: nothing else of it changes;
    ``fixed`` are fields that they say otherwise and the level above does not let be changed here.
    """

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
    reasons: MergedReasons | None = None
    idle: bool = False
    fixed: tuple[str, ...] = ()

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

    def chosen_values(self, item: Item) -> Mapping[str, Choice]:
        """What was decided of the record itself."""
        return {key: choice for key, choice in self.chosen(item).items() if not is_reason(key)}

    def open_in(self, item: Item) -> int:
        """How many conflicts of a record nobody decided."""
        if not item.conflicts:  # most records of a large merge
            return 0
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


def plan(
    workspace: Workspace, path: Path, *, key: PublicKey | None = None,
    progress: Progress = NO_PROGRESS,
) -> MergePlan:  # fmt: skip
    """Compare a colleague's package or library with ours; raises as `read_source`."""
    source = read_source(
        path, workspace.catalogue, workspace.library.path, key=key, known=colleagues(workspace),
        progress=progress,
    )  # fmt: skip
    return plan_of(workspace, source, progress)


def plan_of_conflicts(workspace: Workspace, progress: Progress = NO_PROGRESS) -> MergePlan:
    """Compare what portals have with ours where they found a conflict; raises as `portal_source`.

    The base is the nearest version that both sides have seen; without one every difference is
    asked. What was merged already does not come again.
    """
    return plan_of(workspace, portal_source(workspace.library), progress)


def plan_of(workspace: Workspace, source: Source, progress: Progress = NO_PROGRESS) -> MergePlan:
    """Compare what was read with ours."""
    library = workspace.library
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
    against = _Against(
        workspace, held, stands, {**source.known, **library.known_versions(apart)},
        locked_fields(workspace, held),
    )  # fmt: skip
    items = []
    for number, incoming in enumerate(source.records):
        if number % STRIDE == 0:
            progress.step(number, len(source.records), "与本库比较")
        items.append(_item(against, incoming, settled=_settled(incoming, ours)))
    items = _with_doubles(workspace, items)
    if source.kind != "portal":
        items = add_reasons(workspace, source.records, items)
    return MergePlan(source, tuple(items))


@dataclass(frozen=True)
class _Against:
    """What a source is compared with: ours, how theirs stands to it, what is known of both, and
    the fields of ours that the level above locks.
    """

    workspace: Workspace
    held: Mapping[str, Held]
    stands: Mapping[str, Relation]
    known: Mapping[str, Known]
    locks: Mapping[str, frozenset[str]]


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
    if incoming.fault:
        return replace(found, standing=Standing.LOCKED, reason=incoming.fault)
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
    base = mine_of(mine) if forward else _base(mine, found.version, against.known)
    _, fixed = kept(mine.record, record, against.locks.get(record.uuid, ()))
    return _compared(against.workspace, replace(found, base=base, forward=forward, fixed=fixed))


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
    merged = merged_with(workspace, item, {})
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
    elif item.fixed:
        reason = "上级目录锁定的栏目与同事的不同，保持本库的内容"
    conflicts = merged.conflicts if standing is Standing.CONFLICT else ()
    found = replace(item, standing=standing, conflicts=conflicts, reason=reason, merged=merged)
    found.__dict__["theirs"] = item.theirs
    return found


def merged_with(workspace: Workspace, item: Item, choices: Mapping[str, Choice]) -> Merged:
    assert item.mine is not None
    if item.merged is not None and not choices:
        return item.merged
    form = workspace.catalogue.form(item.incoming.record.kind)
    base = _as_fixed(item.base, item) if item.base is not None else None
    return merge(form, base, mine_of(item.mine), _as_fixed(item.theirs, item), choices)


def _as_fixed(side: Side, item: Item) -> Side:
    """A side with what the level above fixes as it is here: there is nothing to merge in it."""
    if not item.fixed or item.mine is None:
        return side
    mine = mine_of(item.mine).values
    held = {name: mine[name] for name in item.fixed if name in mine}
    rest = {name: value for name, value in side.values.items() if name not in item.fixed}
    return replace(side, values={**rest, **held})


def mine_of(held: Held) -> Side:
    """Ours as a side; a library keeps no blank parts."""
    return Side(dict(held.record.values), held.gone)


def _with_doubles(workspace: Workspace, items: Sequence[Item]) -> list[Item]:
    """New records whose code ours has already under another identity are told."""
    new = [item.incoming.record for item in items if item.standing is Standing.NEW]
    doubles = same_codes(workspace, new) if new else {}
    return [
        replace(item, reason=f"本库“{doubles[item.uuid]}”用的是同一编码，合并后请查重")
        if item.standing is Standing.NEW and item.uuid in doubles else item
        for item in items
    ]  # fmt: skip
