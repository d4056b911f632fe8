"""Carry forward (沿用): what usually stays, taken over from the record that was edited last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.conditions import need_of
from forms.model import Field, Form, Need, Value
from forms.record import ENVELOPE, Record, is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: How many of the latest records are looked through for one that has something to give.
_LOOKED_THROUGH = 20


@dataclass(frozen=True)
class Offer:
    """Values that a record may take over from another one."""

    source: str
    title: str
    values: Mapping[str, Value]


def offer(workspace: Workspace, record: Record) -> Offer | None:
    """What usually stays (``carry`` in the definition) and is still blank in this record, from the
    latest record of its kind that has any of it; None when there is nothing to take over.
    """
    form = workspace.catalogue.form(record.kind)
    blank = [
        field for field in form.fields.values()
        if field.carry and is_blank(record.get(field.id)) and _applies(workspace, record, field)
    ]  # fmt: skip
    for other in _latest(workspace, record):
        values = {
            field.id: other.get(field.id) for field in blank if not is_blank(other.get(field.id))
        }
        if values:
            return Offer(other.uuid, title_of(other, form), values)
    return None


def value_for(workspace: Workspace, record: Record, name: str) -> Offer | None:
    """One field's value from the latest record of this kind that has it filled."""
    form = workspace.catalogue.form(record.kind)
    for other in _latest(workspace, record):
        value = other.get(name)
        if not is_blank(value):
            return Offer(other.uuid, title_of(other, form), {name: value})
    return None


def title_of(record: Record, form: Form) -> str:
    """What a record is called; empty when it has no name of its own."""
    field = form.fields.get(form.title_field)
    return "" if field is None or field.type == "ref" else str(record.get(field.id) or "")


def _applies(workspace: Workspace, record: Record, field: Field) -> bool:
    if field.id in ENVELOPE:
        return False
    profile = workspace.catalogue.profiles[workspace.profile_id]
    need = need_of(workspace.catalogue.form(record.kind), field, record, profile)
    return need not in (Need.AUTOMATIC, Need.NOT_APPLICABLE)


def _latest(workspace: Workspace, record: Record) -> Iterator[Record]:
    """Other records of the kind, the one edited last first."""
    lines = workspace.library.summaries(
        record.kind, sort="updated_at", descending=True, limit=_LOOKED_THROUGH + 1
    )
    for line in lines:
        if line.uuid != record.uuid:
            other = workspace.library.find(line.uuid)
            if other is not None:
                yield other
