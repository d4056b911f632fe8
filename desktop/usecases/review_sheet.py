"""What a reviewer reads of a record: what changed, all that is filled in, problems, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.usecases import history
from desktop.usecases import review_guards as guard
from desktop.usecases.checking import check_record
from desktop.usecases.history import Difference
from desktop.usecases.review_guards import REVIEW_FIELDS, ReviewRefused
from desktop.usecases.review_queue import DUTY_OF
from desktop.usecases.review_rounds import Remark, Round, Stage, remarks_of, round_of
from forms import field_types
from forms.model import Form
from forms.problem import Problem
from forms.record import ENVELOPE, Record, is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Line:
    """A field that is filled in, as people read it; ``worded``: the text is a word of ours."""

    field: str
    label: str
    text: str
    worded: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A section of the form, with those of its fields that are filled in."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record under review.

    ``last`` is the number of the revision that ``differences`` compare it with; 0: there is none.
    ``hindrance`` says why the person who asks cannot do what comes next; empty when they can.
    """

    record: Record
    title: str
    list_title: str
    round: Round
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    last: int
    differences: tuple[Difference, ...]
    parts: tuple[SheetPart, ...]
    hindrance: str


def sheet(workspace: Workspace, uuid: str, by: str) -> Sheet:
    """Read it for ``by``; `RecordNotFound` when it is gone. Checks the record: not quick."""
    record = workspace.library.get(uuid)
    log = guard.log_of(workspace, uuid)
    found = round_of(record.state, log)
    form = workspace.catalogue.form(record.kind)
    revisions = workspace.library.revisions(uuid)
    last = revisions[-1].n if revisions else 0
    before = workspace.library.revision(uuid, last) if last else None
    changed = history.difference(before, record, form) if before else []
    return Sheet(
        record=record,
        title=guard.title_of(workspace, uuid),
        list_title=form.list_title,
        round=found,
        remarks=tuple(remarks_of(log)),
        problems=tuple(check_record(workspace, record)),
        last=last,
        # Who reviewed which version is told above them.
        differences=tuple(item for item in changed if item.field not in REVIEW_FIELDS),
        parts=tuple(parts(record, form)),
        hindrance=_hindrance(workspace, record, found, by),
    )


def parts(record: Record, form: Form) -> list[SheetPart]:
    """Everything that is filled in, section by section; rows of a table one below the other."""
    made = []
    for section in form.sections:
        lines = []
        for field in section.fields:
            value = record.get(field.id)
            if field.id in ENVELOPE or is_blank(value):
                continue
            if field.table is not None and record.rows(field.id):
                rows = [field_types.show_row(row, field) for row in record.rows(field.id)]
                text = "\n".join(f"{number}. {row}" for number, row in enumerate(rows, start=1))
            else:
                text = field_types.show(value, field)
            lines.append(Line(field.id, field.label, text, field.worded))
        if lines:
            made.append(SheetPart(section.title, tuple(lines)))
    return made


def _hindrance(workspace: Workspace, record: Record, found: Round, by: str) -> str:
    duty = DUTY_OF.get(found.stage)
    if duty is None or found.stage is Stage.RETURNED:
        return ""
    try:
        guard.allowed(workspace, record, found, by, duty)
    except ReviewRefused as error:
        return str(error)
    return ""
