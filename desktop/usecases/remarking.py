"""Remarks (批注) on a record or one of its fields: made, settled, opened again.

They live in the log: nothing that was said is lost, and the record stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.usecases import review_guards as guard
from desktop.usecases import review_rounds as rounds
from desktop.usecases.review_guards import ReviewRefused
from desktop.usecases.review_rounds import Remark
from forms.check import path_label
from forms.record import Record, new_uuid

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark to be made: the text, and the path of the field it is about (empty: the record)."""

    text: str
    field: str = ""


def remarks(workspace: Workspace, uuid: str) -> list[Remark]:
    """The remarks on a record, open and settled, in the order they were made."""
    return rounds.remarks_of(guard.log_of(workspace, uuid))


def add_remark(workspace: Workspace, uuid: str, remark: NewRemark, by: str) -> Remark:
    """Put a remark on a record, in whatever state it is; its content stays as it is."""
    guard.writable(workspace, by, "写批注")
    record = workspace.library.get(uuid)
    if not remark.text.strip():
        raise ReviewRefused("请写下批注的内容。")
    row = remark_row(workspace, record, remark, "")
    workspace.library.note_act(
        uuid, rounds.REMARK, by=by.strip(), note=row["note"], detail=row["detail"]
    )
    return remarks(workspace, uuid)[-1]


def settle_remark(workspace: Workspace, uuid: str, remark: str, by: str) -> None:
    """Mark a remark, named by its id, as settled (已处理)."""
    _mark(workspace, uuid, remark, by, rounds.REMARK_SETTLED)


def reopen_remark(workspace: Workspace, uuid: str, remark: str, by: str) -> None:
    """Undo `settle_remark`."""
    _mark(workspace, uuid, remark, by, rounds.REMARK_REOPENED)


def _mark(workspace: Workspace, uuid: str, remark: str, by: str, action: str) -> None:
    guard.writable(workspace, by, "处理批注")
    found = next((item for item in remarks(workspace, uuid) if item.id == remark), None)
    if found is None:
        raise ReviewRefused("这条批注已经不在了。请刷新后再看。")
    if found.open is (action == rounds.REMARK_SETTLED):
        workspace.library.note_act(
            uuid, action, by=by.strip(), note=found.text, detail={"id": remark}
        )


def remark_row(
    workspace: Workspace, record: Record, remark: NewRemark, name: str
) -> dict[str, Any]:
    """The entry of the log; ``name`` is that of the return it belongs to, if any."""
    label = path_label(workspace.catalogue.form(record.kind), remark.field)
    detail = {"id": new_uuid(), "field": remark.field, "label": label, "return": name}
    return {
        "action": rounds.REMARK,
        "uuid": record.uuid,
        "note": remark.text.strip(),
        "detail": detail,
    }
