"""What an import will change, record by record, before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.usecases.import_existing import Existing, code_of, title_of
from desktop.usecases.import_plan import ImportPlan, PlannedFile
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.record import Record

#: Made new; made new although the library has one of that name or code; changed; left out; the
#: library says the same already; it cannot be changed now.
Verdict = Literal["new", "double", "update", "skip", "same", "locked"]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A record that an import is about to write, where it stands in its file, and what happens.

    ``existing`` is the title of the library's record that it repeats; ``row`` 0 when the file has
    no rows; ``problems`` were found in its cells.
    """

    uuid: str
    kind: str
    title: str
    code: str
    file: str
    sheet: str
    row: int
    verdict: Verdict
    existing: str = ""
    problems: int = 0


@dataclass(frozen=True, slots=True)
class PreviewField:
    """A field of a planned record; ``before`` is what the library has, when it is an update."""

    label: str
    before: str
    after: str
    worded: bool = False  # both are words of ours


def lines_of(workspace: Workspace, plan: ImportPlan) -> tuple[PreviewLine, ...]:
    """Every record of the plan, also those that will be left out, in the order of the files."""
    problems = Counter(found.problem.record for _, found in plan.problems)
    found: list[PreviewLine] = []
    for file in plan.taken:
        places = _places(file)
        titles = _titles(workspace, file)
        for record in file.result.records:
            sheet, row = places.get(record.uuid, ("", 0))
            existing = plan.existing.get(record.uuid)
            form = workspace.catalogue.form(record.kind)
            found.append(PreviewLine(
                record.uuid, record.kind, titles[record.uuid], code_of(record, form), file.name,
                sheet, row, _verdict(plan, record, existing),
                existing.title if existing else "", problems[record.uuid],
            ))  # fmt: skip
    return tuple(found)


def verdicts_of(plan: ImportPlan) -> dict[str, dict[str, int]]:
    """Kind → how many records are made, changed, the same, locked, left out."""
    found: dict[str, Counter[str]] = {}
    for file in plan.taken:
        for record in file.result.records:
            counts = found.setdefault(record.kind, Counter())
            counts[_verdict(plan, record, plan.existing.get(record.uuid))] += 1
    return {kind: dict(counts) for kind, counts in found.items()}


def _places(file: PlannedFile) -> Mapping[str, tuple[str, int]]:
    """uuid → sheet and first row of the record's cells."""
    places: dict[str, tuple[str, int]] = {}
    for source in file.result.sources:
        held = places.get(source.record)
        if held is None or (held[0] == source.sheet and source.row < held[1]):
            places[source.record] = (source.sheet, source.row)
    return places


def _titles(workspace: Workspace, file: PlannedFile) -> Mapping[str, str]:
    """The names of a file's records; those named after another one bear its name."""
    titles = {
        record.uuid: title_of(record, workspace.catalogue.form(record.kind))
        for record in file.result.records
    }
    for record in file.result.records:
        named = record.values.get(workspace.catalogue.form(record.kind).title_field)
        if not titles[record.uuid] and isinstance(named, list) and named:
            titles[record.uuid] = titles.get(str(named[0]), "")
    return titles


def _verdict(plan: ImportPlan, record: Record, existing: Existing | None) -> Verdict:
    if existing is None:
        return "new"
    merge = plan.merges.get(record.uuid) if plan.handling == "update" else None
    if merge is not None:
        return "same" if not merge.differs else "locked" if merge.locked else "update"
    if existing.by == "uuid":
        return "update"
    return "skip" if plan.is_skipped(record.uuid) else "double"


def fields_of(workspace: Workspace, plan: ImportPlan, uuid: str) -> tuple[PreviewField, ...]:
    """What a planned record holds, in the order of its form; of an update only what changes."""
    record = next(
        (r for file in plan.taken for r in file.result.records if r.uuid == uuid), None
    )  # fmt: skip
    if record is None:
        return ()
    existing = plan.existing.get(uuid)
    merge = plan.merges.get(uuid) if plan.handling == "update" else None
    if merge is not None:
        old, record = (merge.before, merge.record) if merge.changes else (None, record)
    else:
        old = workspace.library.find(uuid) if existing and existing.by == "uuid" else None
        record = plan.written(record) if old else record
    found = []
    for field in workspace.catalogue.form(record.kind).fields.values():
        if field.type == "ref":
            continue
        after = field_types.show(record.values.get(field.id), field)
        before = field_types.show(old.values.get(field.id), field) if old else ""
        if after != before:
            found.append(PreviewField(field.label, before, after, field.worded))
    return tuple(found)
