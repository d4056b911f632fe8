"""Merging colleagues' work (汇总): decide conflicts, write in one transaction with one undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.store import FINAL_STATES, ImportBatch, ReasonTaken, Taken, UndoReport
from desktop.store.lineage import Kept, body_of
from desktop.usecases.merge_plan import (
    STRIDE,
    Item,
    MergePlan,
    Standing,
    merged_with,
    mine_of,
    plan,
    plan_of_conflicts,
)
from desktop.usecases.merge_reasons import taken_of
from desktop.usecases.merge_sources import Source, file_reader
from desktop.usecases.people import who
from exports.package.lines import files_named
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.merging import Choice, Conflict, Pick, Relation, relation
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.package import PublicKey

__all__ = ["Item", "MergeOutcome", "MergePlan", "NotVouched", "Standing", "UndoReport", "can_type", "commit", "decide",
           "decide_all", "merge_files", "plan", "plan_of_conflicts", "result_of", "typed", "undo"]  # fmt: skip


class NotVouched(ValueError):
    """A package without the signature of anybody known; ``source`` tells what it says itself."""

    def __init__(self, source: Source) -> None:
        super().__init__(f"{source.trust}确认无误后，先信任签名的密钥，或者明确选择仍然合并。")
        self.source = source


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
    if conflict.about == "reason":
        return Choice(Pick.TYPED, text.strip())
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
    if conflict.about == "reason":
        return True
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
    if item.idle:
        return mine
    side = merged_with(workspace, item, plan.chosen_values(item)).side
    # A portal takes a final record only as a version that has seen its own.
    again = plan.source.kind == "portal" and mine.state in FINAL_STATES and not item.forward
    if side.values == mine.values and not again:
        return mine
    version, state = max(mine.version, record.version), mine.state
    if state in FINAL_STATES:
        version, state = max(mine.version + 1, record.version), "amending"
    return replace(mine, values=side.values, version=version, state=state)


# writing


def commit(
    workspace: Workspace, plan: MergePlan, *, unsigned: bool = False, by: str = "",
    progress: Progress = NO_PROGRESS,
) -> MergeOutcome:  # fmt: skip
    """Write the plan in one transaction, taken back by one undo.

    A package that nobody vouched for is refused (`NotVouched`) unless somebody said that it may be
    merged though it is ``unsigned``.

    A record with an open conflict stays as it is, and so does one that was changed meanwhile; a
    later merge asks again.
    """
    if not plan.source.vouched and not unsigned:
        raise NotVouched(plan.source)
    left = tuple(i.title for i in plan.items if i.standing is Standing.CONFLICT and plan.open_in(i))
    locked = tuple((i.title, i.reason) for i in plan.items if i.standing is Standing.LOCKED)
    if not plan.taken:
        return MergeOutcome({}, "", left, (), locked, plan.source.trust)
    agreed = [i for i in plan.items if _agrees(i)]
    items = []
    reasons: list[ReasonTaken] = []
    for number, item in enumerate([*plan.taken, *agreed]):
        if number % STRIDE == 0:
            progress.step(number, len(plan.taken), "合并记录")
        if not item.idle:
            items.append(_taken(workspace, plan, item))
        reasons += taken_of(item, plan.chosen(item))
    _bring_files(workspace, plan.source, [item.record for item in items])
    source = plan.source
    batch = ImportBatch(source.path.name, source.sha256, {"merge": source.kind})
    by = by or who(workspace)
    missed = set(workspace.library.merge_in(items, batch, reasons, by=by, progress=progress))
    workspace.returns.forget()
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
        mine_of(item.mine) == item.theirs
    )


def _taken(workspace: Workspace, plan: MergePlan, item: Item) -> Taken:
    record = result_of(workspace, plan, item)
    theirs, chosen = item.theirs, plan.chosen_values(item)
    given = [(*place, reason) for place, (reason, _) in item.incoming.reasons.items()]
    body = body_of(theirs.values, given)
    kept = Kept(item.uuid, item.version, body, bool(theirs.gone))
    if item.mine is None:
        return Taken(record, kept)
    gone = merged_with(workspace, item, chosen).side.gone
    to_bin = bool(gone) and (item.incoming.in_bin or item.mine.in_bin)
    forward = item.forward and not chosen and not item.fixed
    return Taken(record, kept, item.mine, forward, to_bin)


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
    report = workspace.library.undo_import(batch, by=by or who(workspace))
    workspace.returns.forget()
    return report


def merge_files(
    workspace: Workspace, paths: Sequence[Path], *, key: PublicKey | None = None,
    unsigned: bool = False, dry_run: bool = False, progress: Progress = NO_PROGRESS,
) -> list[MergeOutcome]:  # fmt: skip
    """Merge without asking: where there are conflicts ours stays, and the outcome tells them.
    Raises as `plan` and `commit`; what was merged before stays.
    """
    found = []
    for path in paths:
        made = plan(workspace, path, key=key, progress=progress)
        if dry_run:
            counts = Counter(item.standing.value for item in made.taken)
            left = tuple(i.title for i in made.items if made.open_in(i))
            found.append(MergeOutcome(counts, "", left, trust=made.source.trust))
        else:
            found.append(commit(workspace, made, unsigned=unsigned, progress=progress))
    return found
