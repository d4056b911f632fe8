"""The locks of adopted records (锁定): what the level above fixes is told, and not changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.usecases.people import who
from forms.model import Form
from forms.record import Record

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: Why a field is locked, for whoever would change it in passing.
WHY = "由上级目录统一规定，已锁定"
_LEAST_REASON = 4


class CannotUnlock(ValueError):
    """A lock that is not lifted; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Locks:
    """The fields of a record that are locked, and the portal whose catalogue fixes them."""

    portal: str = ""
    fields: frozenset[str] = frozenset()

    @property
    def reason(self) -> str:
        """What to say of a locked field."""
        return f"由“{self.portal}”的目录统一规定，认领后锁定"


def locks_of(workspace: Workspace, record: Record | str) -> Locks:
    """The locks of one record; none for one that was not adopted."""
    uuid = record if isinstance(record, str) else record.uuid
    found = workspace.library.adoption(uuid)
    return Locks(found.portal, frozenset(found.locked)) if found else Locks()


def locked_fields(workspace: Workspace, uuids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """uuid → locked fields, of those of many records that have any."""
    return workspace.library.locked_fields(uuids)


def kept(old: Record, new: Record, locked: Collection[str]) -> tuple[Record, tuple[str, ...]]:
    """The new record with what is locked as it was, and the fields that it would have changed."""
    names = tuple(name for name in sorted(locked) if old.values.get(name) != new.values.get(name))
    if not names:
        return new, ()
    return new.with_values(**{name: old.values.get(name) for name in names}), names


def field_lock(locked: Collection[str], path: str) -> str:
    """Why the place at a path cannot be changed; "" when it can."""
    return WHY if path.partition(".")[0].partition("[")[0] in locked else ""


def fixed_values(workspace: Workspace, uuids: Collection[str]) -> dict[str, dict[str, Any]]:
    """uuid → what its locked fields say, of those records that have any."""
    locked = workspace.library.locked_fields(uuids)
    return {
        record.uuid: {name: record.values.get(name) for name in locked[record.uuid]}
        for record in workspace.library.many(list(locked))
    }


def told(form: Form, names: Iterable[str]) -> str:
    """A sentence about fields that stay because they are locked; "" without any."""
    labels = [f"“{form.fields[name].label}”" for name in names if name in form.fields]
    return f"{'、'.join(labels)}{WHY}，保持不变" if labels else ""


def unlock(workspace: Workspace, uuid: str, fields: Collection[str], reason: str) -> Locks:
    """Lift the locks of some fields (解除锁定) for a written reason, which the log keeps.

    `CannotUnlock` without a reason, and for a library or record that cannot be changed.
    """
    from desktop.usecases.changing import locked_because

    library = workspace.library
    if library.read_only:
        raise CannotUnlock(library.read_only_reason)
    record = library.get(uuid)
    why = locked_because(record, workspace.catalogue.form(record.kind))
    if why:
        raise CannotUnlock(f"这条记录{why}，现在不能解除锁定。")
    if len(reason.strip()) < _LEAST_REASON:
        raise CannotUnlock("请写明为什么要改动上级统一规定的内容，至少四个字。")
    adoption = library.adoption(uuid)
    if adoption is None:
        return Locks()
    freed = [name for name in adoption.locked if name in fields]
    if freed:
        rest = [name for name in adoption.locked if name not in freed]
        library.set_locks(uuid, rest, by=who(workspace), note=reason.strip(), fields=freed)
    return locks_of(workspace, uuid)


def lock_again(workspace: Workspace, uuid: str, fields: Collection[str]) -> Locks:
    """Lock fields again whose locks were just lifted (the way back from `unlock`).

    What was written otherwise meanwhile stays open.
    """
    adoption = workspace.library.adoption(uuid)
    if adoption is None:
        return Locks()
    record = workspace.library.get(uuid)
    same = {name for name in fields if record.values.get(name) == adoption.base.get(name)}
    locked = [*adoption.locked, *sorted(same - set(adoption.locked))]
    workspace.library.set_locks(
        uuid, locked, by=who(workspace), fields=sorted(same), action="locked_again"
    )
    return locks_of(workspace, uuid)
