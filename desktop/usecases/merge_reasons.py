"""The written reasons (理由说明) beside records, in a merge: planned with it, written with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES, Given, Held, ReasonTaken
from forms.merging import About, Choice, Conflict, Known, Pick
from forms.model import Field
from forms.reason_merging import MergedReasons, Reasons, merge_reasons

if TYPE_CHECKING:
    from desktop.usecases.merge_plan import Item
    from desktop.usecases.merge_sources import Incoming
    from desktop.usecases.workspace import Workspace

_MARK = "!"  # no field is called so


def is_reason(key: str) -> bool:
    """Whether a conflict of that key is about a reason."""
    return key.startswith(_MARK)


def add_reasons(
    workspace: Workspace, incoming: Sequence[Incoming], items: Sequence[Item]
) -> list[Item]:
    """The records of a plan with what becomes of the reasons beside them."""
    merged = _merged(workspace, incoming)
    held = workspace.library.held([i.uuid for i in items if i.uuid in merged and i.mine is None])
    return [
        _with(workspace, item, held.get(item.uuid), merged[item.uuid])
        if item.uuid in merged else item
        for item in items
    ]  # fmt: skip


def _merged(
    workspace: Workspace, incoming: Sequence[Incoming]
) -> Mapping[str, MergedReasons]:  # fmt: skip
    """uuid → what becomes of the reasons beside a record; records without any are left out."""
    uuids = [item.record.uuid for item in incoming]
    given = workspace.library.reasons_given(uuids)
    concerned = [i for i in incoming if i.reasons or ((r := given.get(i.record.uuid)) and r.now)]
    known = workspace.library.known_versions([item.record.uuid for item in concerned])
    found = {}
    for item in concerned:
        ours = given.get(item.record.uuid, Given())
        merged = merge_reasons(_mine(ours, item), _theirs(item, known))
        if merged.changes or merged.asked:
            found[item.record.uuid] = merged
    return found


def _mine(given: Given, incoming: Incoming) -> Reasons:
    """Ours; a reason that they gave after our last word on its place is news, if it is worded as
    one that stood here before.
    """
    seen = {(rule, place, reason) for rule, place, reason, _ in given.log if reason}
    last = {(rule, place): at for rule, place, _, at in given.log}
    for place, (reason, at) in incoming.reasons.items():
        if given.now.get(place) != reason and at > last.get(place, at):
            seen.discard((*place, reason))
    return Reasons(given.now, seen)


def _theirs(incoming: Incoming, known: Mapping[str, Known]) -> Reasons:
    """Theirs; what came with a version that they had seen, they have seen, too."""
    version = incoming.version
    seen = set(incoming.seen)
    for name in (version.vid, *version.ancestors) if version else ():
        if name in known:
            seen |= known[name].reasons
    now = {place: reason for place, (reason, _) in incoming.reasons.items()}
    return Reasons(now, seen)


def _conflicts(workspace: Workspace, kind: str, merged: MergedReasons) -> tuple[Conflict, ...]:
    """What a person decides of them, as conflicts of the record."""
    fields = workspace.catalogue.form(kind).fields
    return tuple(
        Conflict(
            f"{_MARK}{rule}|{place}", About.REASON, _field(fields, place), None, asked.mine,
            asked.theirs, row=rule,
        )
        for asked in merged.asked
        for rule, place in [asked.place]
    )  # fmt: skip


def _field(fields: Mapping[str, Field], place: str) -> Field | None:
    return fields.get(place.partition("[")[0].partition(".")[0])


def taken_of(item: Item, choices: Mapping[str, Choice]) -> list[ReasonTaken]:
    """The reasons of a record as the merge leaves them, where that is a change."""
    if item.reasons is None:
        return []
    found = [
        ReasonTaken(item.uuid, rule, place, reason)
        for (rule, place), reason in item.reasons.changes.items()
    ]
    for asked in item.reasons.asked:
        rule, place = asked.place
        choice = choices.get(f"{_MARK}{rule}|{place}")
        if choice is not None and choice.pick is not Pick.MINE:
            reason = choice.value if choice.pick is Pick.TYPED else asked.theirs
            found.append(ReasonTaken(item.uuid, rule, place, str(reason or "")))
    return found


def _with(workspace: Workspace, item: Item, held: Held | None, merged: MergedReasons) -> Item:
    """A record with its reasons. One whose content stays as it is (``idle``) is part of the merge for
    them alone; beside a final one or one under review none change.
    """
    from desktop.usecases.merge_plan import Standing

    idle = item.standing is Standing.SAME
    mine = item.mine or (held if idle else None)
    if item.standing is Standing.LOCKED or (idle and mine is None):
        return item
    if idle and mine is not None and mine.record.state in (*FINAL_STATES, "submitted"):
        return item
    asked = _conflicts(workspace, item.incoming.record.kind, merged)
    standing = Standing.MERGED if idle else item.standing
    found = replace(
        item, mine=mine, standing=Standing.CONFLICT if asked else standing,
        conflicts=(*item.conflicts, *asked), reasons=merged, idle=idle,
    )  # fmt: skip
    found.__dict__["theirs"] = item.theirs
    return found
