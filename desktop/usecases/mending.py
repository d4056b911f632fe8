"""Values set right in many places at once: a preview of each place, one transaction, one undo.

What came from where does not matter here: a corrected report, a dragged column set back, the mends
that rules offer. Undoing is that of find and replace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_field
from typing import TYPE_CHECKING

from desktop.usecases.changing import Change, Replaced, locked_because, make, undo
from desktop.usecases.locking import field_lock, locks_of
from desktop.usecases.replacing import Hit
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.check import path_label
from forms.model import Field, Form, Value
from forms.problem import Problem
from forms.record import Record, is_blank, steps

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

__all__ = ["Mend", "Mends", "apply", "field_at", "fixes_of", "hit_of", "mend_of", "undo"]

_BATCH = 200  # records read at a time
_LONGEST = 32  # characters shown of what goes and of what comes
_AROUND = 24  # characters shown at each side of a change


@dataclass(frozen=True, slots=True)
class Mend:
    """One place and what it is to hold: ``before`` and ``after`` as people read them.

    ``locked`` says why the record cannot be changed; empty when it can.
    """

    uuid: str
    kind: str
    title: str
    path: str
    label: str
    before: str
    after: str
    value: Value = kept_field(hash=False)
    locked: str = ""


@dataclass(frozen=True)
class Mends:
    """Changes made ready; ``hashes`` is what each record held then, ``note`` goes to the log."""

    note: str
    mends: tuple[Mend, ...]
    hashes: Mapping[str, str] = kept_field(repr=False)


def field_at(form: Form, path: str) -> Field | None:
    """The field of the form, or the column of its table, that a path ends in; None for a row."""
    fields: Mapping[str, Field] = form.fields
    found: Field | None = None
    row = False
    try:
        for name, index in steps(path):
            found, row = fields.get(name), index is not None
            fields = {column.id: column for column in found.columns} if found else {}
    except ValueError:
        return None
    return None if row else found


def mend_of(workspace: Workspace, record: Record, title: str, path: str, value: Value) -> Mend:
    """Setting a place of a record to a value, made ready to be shown."""
    form = workspace.catalogue.form(record.kind)
    item = field_at(form, path)
    before, after = (_shown(part, item) for part in (record.get(path), value))
    return Mend(
        record.uuid, record.kind, title, path, path_label(form, path), before, after, value,
        locked_because(record, form) or field_lock(locks_of(workspace, record.uuid).fields, path),
    )  # fmt: skip


def _shown(value: Value, item: Field | None) -> str:
    if item is None:
        return "" if is_blank(value) else str(value)
    return field_types.show(value, item)


def fixes_of(
    workspace: Workspace, problems: Sequence[Problem], note: str = "采用检查建议的改法"
) -> Mends:
    """The mends that these problems offer; of several for one place the first."""
    wanted: dict[str, dict[str, Value]] = defaultdict(dict)
    for problem in problems:
        if problem.fix is not None and not problem.fix.deed:
            wanted[problem.record].setdefault(problem.fix.path, problem.fix.value)
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(list(wanted))}
    mends: list[Mend] = []
    hashes: dict[str, str] = {}
    uuids = list(wanted)
    for start in range(0, len(uuids), _BATCH):
        for record in workspace.library.many(uuids[start : start + _BATCH]):
            hashes[record.uuid] = record.content_hash()
            for path, value in wanted[record.uuid].items():
                if record.get(path) != value:
                    title = titles.get(record.uuid, "")
                    mends.append(mend_of(workspace, record, title, path, value))
    return Mends(note, tuple(mends), hashes)


def apply(
    workspace: Workspace, planned: Mends, chosen: Iterable[Mend], *,
    by: str = "", progress: Progress = NO_PROGRESS,
) -> Replaced:  # fmt: skip
    """Make these changes, all in one transaction; records changed since the preview stay."""
    change = Change(planned.note, "正在修改", planned.hashes, _changed)
    return make(workspace, change, chosen, by=by, progress=progress)


def _changed(record: Record, mends: Sequence[Mend]) -> Record:
    for mend in mends:
        value = mend.value
        if value is None and "." not in mend.path and "[" not in mend.path:
            record = record.with_values(**{mend.path: None})
        else:
            # A blank place within a row counts as not filled in: the store leaves it out.
            record = record.with_path(mend.path, value)
    return record


def hit_of(mend: Mend) -> Hit:
    """The change as lists of replacements paint it: what goes and what comes, with its surroundings."""
    short = max(len(mend.before), len(mend.after)) <= _AROUND
    start, rest = (0, 0) if short else _common(mend.before, mend.after)
    gone = mend.before[start : len(mend.before) - rest]
    come = mend.after[start : len(mend.after) - rest]
    lead, tail = mend.before[:start], mend.before[len(mend.before) - rest :] if rest else ""
    return Hit(
        mend.uuid, mend.kind, mend.title, mend.path, mend.label, start, start + len(gone),
        _short(gone), _short(come), lead[-_AROUND:], tail[:_AROUND], mend.locked,
    )  # fmt: skip


def _short(text: str) -> str:
    """What fits beside another one in a line."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 4 :]}"


def _common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts share at their beginnings and, of the rest, at their ends."""
    most = min(len(one), len(other))
    start = next((at for at in range(most) if one[at] != other[at]), most)
    left = most - start
    end = next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)
    return start, end
