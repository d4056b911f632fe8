"""Compile records (编制): make, open, autosave, find, bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from desktop.usecases.people import who
from forms.attachments import plain_name
from forms.conditions import need_of
from forms.model import Field, Form, Need, Value
from forms.problem import Problem
from forms.record import Record, is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list as the window shows it."""

    uuid: str
    kind: str
    title: str
    code: str
    type_label: str
    state: str
    state_label: str
    organization: str
    updated_at: str


#: A file that somebody attaches may not be larger: the library is carried on sticks.
ATTACHMENT_LIMIT = 50 * 1024 * 1024


#: Endings of what a system would run instead of show.
_PROGRAMS = frozenset(
    {".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta",
     ".ps1", ".jar", ".lnk", ".url", ".reg", ".cpl", ".sh", ".desktop", ".py", ".app", ".html", ".htm"}
)  # fmt: skip


class AttachmentRefused(ValueError):
    """A file that cannot become an attachment; the sentence says why."""


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section of a record is: required fields, filled ones of them."""

    id: str
    title: str
    required: int
    filled: int
    touched: bool

    @property
    def done(self) -> bool:
        """Whether nothing required is missing."""
        return self.filled == self.required


def counts(workspace: Workspace) -> Mapping[str, int]:
    """Records that are not in the bin, by kind."""
    return {kind: sum(states.values()) for kind, states in workspace.library.counts().items()}


@dataclass(frozen=True, slots=True)
class Overview:
    """What the rail of the window shows: whose library it is and how much is in it."""

    organization: str
    counts: Mapping[str, int]
    binned: int


def overview(workspace: Workspace) -> Overview:
    """Agency, records by kind, records in the bin."""
    binned = workspace.library.count(deleted=True)
    return Overview(workspace.organization, counts(workspace), binned)


def rows(workspace: Workspace, uuids: Sequence[str]) -> list[Row]:
    """The lines of these records, in the same order; records that are gone are left out."""
    # Read late: it knows every type of field, and the window opens on a list.
    from forms import field_types

    states = workspace.catalogue.vocabularies["CL30"]
    shown = []
    for item in workspace.library.summaries_of(uuids):
        form = workspace.catalogue.form(item.kind)
        kind_field = form.fields.get(form.type_field)
        shown.append(Row(
            uuid=item.uuid,
            kind=item.kind,
            title=item.title or f"（未命名{form.title}）",
            code=item.code,
            type_label=field_types.show(item.type_key, kind_field) if kind_field else "",
            state=item.state,
            state_label=states.label(item.state),
            organization=item.organization,
            updated_at=item.updated_at,
        ))  # fmt: skip
    return shown


def new_record(workspace: Workspace, kind: str) -> Record:
    """A fresh draft with the defaults of the form and of the agency's settings."""
    values = fresh_values(workspace, workspace.catalogue.form(kind))
    return workspace.library.save(Record(kind=kind, values=values), by=who(workspace))


def fresh_values(workspace: Workspace, form: Form) -> dict[str, Value]:
    """What a new record begins with: the defaults of the form and of the agency's settings."""
    values: dict[str, Value] = {
        field.id: field.default for field in form.fields.values() if field.default is not None
    }
    for name in ("org_name", "org_uscc", "region_code", "compiler_name", "compiler_phone"):
        setting = workspace.library.setting(f"default_{name}")
        if setting and name in form.fields:
            values[name] = setting
    return values


def duplicate(workspace: Workspace, uuid: str) -> Record:
    """A new draft with the same values as a record, codes left out: they are unique."""
    record = workspace.library.get(uuid)
    form = workspace.catalogue.form(record.kind)
    codes = {"impl_code", "biz_item_code", form.code_field}
    values = {name: value for name, value in record.values.items() if name not in codes}
    return workspace.library.save(Record(kind=record.kind, values=values), by=who(workspace))


def save(workspace: Workspace, record: Record) -> Record:
    """Autosave a draft; nothing is written when nothing changed."""
    return workspace.library.save(record, by=who(workspace))


def section_states(workspace: Workspace, record: Record) -> list[SectionState]:
    """For each section: how many fields this record needs, how many of them are filled."""
    form = workspace.catalogue.form(record.kind)
    profile = workspace.catalogue.profiles[workspace.profile_id]
    states = []
    for section in form.sections:
        needed = [
            field for field in section.fields
            if need_of(form, field, record, profile) is Need.REQUIRED
        ]  # fmt: skip
        states.append(SectionState(
            id=section.id,
            title=section.title,
            required=len(needed),
            filled=sum(not is_blank(record.get(field.id)) for field in needed),
            touched=any(not is_blank(record.get(field.id)) for field in section.fields),
        ))  # fmt: skip
    return states


def filled_of(states: Sequence[SectionState]) -> tuple[int, int]:
    """How many needed fields of all sections are filled, and how many there are."""
    return sum(state.filled for state in states), sum(state.required for state in states)


def is_finished(record: Record) -> bool:
    """Whether the record is final (定稿): it can be looked at, a change needs a new version."""
    # Read late: the window is on screen before the store, which takes longest, is imported.
    from desktop.store import FINAL_STATES

    return record.state in FINAL_STATES


def is_locked(record: Record) -> bool:
    """Whether nobody may change it now: it is final, or somebody is reviewing it (待审核)."""
    return record.state == "submitted" or is_finished(record)


def new_version(workspace: Workspace, uuid: str) -> Record:
    """Open the next version of a final record (变更中) for editing; the final one stays.

    What told of the last version alone is taken out: who reviewed it, what was changed in it.
    """
    from desktop.usecases.review_guards import REVIEW_FIELDS

    by = who(workspace)
    record = workspace.library.new_version(uuid, by=by)
    own = dict.fromkeys((*REVIEW_FIELDS, "change_type", "change_note"))
    return workspace.library.save(record.with_values(**own), by=by)


def give_reason(workspace: Workspace, problem: Problem, reason: str) -> None:
    """Keep the written reason (理由) that lets a 须说明 problem pass; a blank one takes it back."""
    by = who(workspace)
    workspace.library.waive(problem.record, problem.rule, problem.field, reason, by)


def delete(workspace: Workspace, uuid: str) -> None:
    """Move a record to the bin (回收站)."""
    workspace.library.delete(uuid, by=who(workspace))


def delete_many(workspace: Workspace, uuids: Sequence[str]) -> list[str]:
    """Move records to the bin, all at once; those that went. What is or was final stays."""
    if len(uuids) == 1:
        delete(workspace, uuids[0])  # the error says in a sentence why one cannot go
        return list(uuids)
    return workspace.library.delete_these(uuids, by=who(workspace))


def restore_many(workspace: Workspace, uuids: Sequence[str]) -> list[str]:
    """Take records out of the bin, all at once; those that lay there."""
    return workspace.library.restore_these(uuids, by=who(workspace))


def restore(workspace: Workspace, uuid: str) -> Record:
    """Take a record out of the bin."""
    return workspace.library.restore(uuid, by=who(workspace))


def candidates(
    workspace: Workspace, kinds: Sequence[str], text: str = "", limit: int = 20
) -> list[Row]:
    """Records of some kinds that a reference may point to, those that hold ``text``."""
    found: list[str] = []
    for kind in kinds:
        found += workspace.library.ids(kind, text=text)[: limit - len(found)]
    return rows(workspace, found)


def read_basis(text: str, field: Field) -> list[Mapping[str, Value]]:
    """Pasted citations as rows of a basis table; what they do not hold is left out."""
    from desktop.imports.basis import read_basis as take_apart

    if field.table is None or not text.strip():
        return []
    return list(take_apart(text.strip(), field.table, field.role).rows)


def attach(workspace: Workspace, path: Path, field: Field) -> Mapping[str, Value]:
    """Keep a file in the library; the item to put into the attachment field.

    ``AttachmentRefused`` when the field does not take such files or the file is too large.
    """
    extension = path.suffix.lower().lstrip(".")
    if field.accept and extension not in field.accept:
        raise AttachmentRefused(
            f"“{path.name}”不能放在“{field.label}”：这里只收 {'、'.join(field.accept)} 文件。"
        )
    if path.stat().st_size > ATTACHMENT_LIMIT:
        limit = ATTACHMENT_LIMIT // (1024 * 1024)
        raise AttachmentRefused(f"“{path.name}”超过 {limit} MB，请压缩后再添加。")
    return dict(workspace.library.attach(path.read_bytes(), path.name))


def write_attachment(workspace: Workspace, item: Mapping[str, Value], folder: Path) -> Path:
    """Write the data of an attachment to a file of its name in a folder, to be opened there.

    ``AttachmentRefused`` for a program: what came with a package is never run.
    """
    name = plain_name(str(item["name"]))
    if PurePath(name).suffix.lower() in _PROGRAMS:
        raise AttachmentRefused(f"“{name}”是程序文件，不能从这里打开。请向交来的人核实。")
    target = folder / name
    target.write_bytes(workspace.library.attachment(str(item["sha256"])))
    return target
