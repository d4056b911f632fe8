"""What an import will change, record by record, before it is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.imports import SourceCell
from desktop.store import Summary
from desktop.usecases.import_decisions import NOBODY, Choice, Settled
from desktop.usecases.import_existing import By, code_of, title_of
from desktop.usecases.import_plan import ImportPlan, PlannedFile
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field, Value
from forms.record import Record

#: Made new; made new although the library has one of that name or code; changed; left out; the
#: library says the same already; it cannot be changed now; somebody must say what shall become of it.
Verdict = Literal["new", "double", "update", "skip", "same", "locked", "ask"]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A record that an import is about to write, where it stands in its file, and what happens.

    ``existing`` is the title of the library's record that it repeats, ``by`` how that was seen;
    ``several``: how many it may be, while that must be asked. ``row`` is 0 when the file has no
    rows; ``problems`` were found in its cells. ``choice`` is what was said of it alone.
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
    by: By | Literal[""] = ""
    several: int = 0
    choice: Choice = NOBODY


@dataclass(frozen=True, slots=True)
class PreviewField:
    """A field of a planned record; ``before`` is what the library has, when it is an update.

    ``taken``: it is not left out by choice. ``said`` are the cells that it was made of.
    """

    label: str
    before: str
    after: str
    worded: bool = False  # both are words of ours
    name: str = ""
    taken: bool = True
    said: tuple[SourceCell, ...] = ()


def lines_of(workspace: Workspace, plan: ImportPlan) -> tuple[PreviewLine, ...]:
    """Every record of the plan, also those that will be left out, in the order of the files."""
    problems = Counter(found.problem.record for _, found in plan.problems)
    found: list[PreviewLine] = []
    for file in plan.taken:
        places = _places(file)
        titles = _titles(workspace, file)
        for record in file.result.records:
            sheet, row = places.get(record.uuid, ("", 0))
            settled = plan.settled[record.uuid]
            existing = settled.existing
            form = workspace.catalogue.form(record.kind)
            found.append(PreviewLine(
                record.uuid, record.kind, titles[record.uuid], code_of(record, form), file.name,
                sheet, row, verdict(settled), existing.title if existing else "",
                problems[record.uuid], existing.by if existing else "",
                len(existing.candidates) if existing and not existing.uuid else 0,
                plan.choices.get(record.uuid, NOBODY),
            ))  # fmt: skip
    return tuple(found)


def verdicts_of(plan: ImportPlan) -> dict[str, dict[str, int]]:
    """Kind → how many records are made, changed, the same, locked, left out."""
    found: dict[str, Counter[str]] = {}
    for record in plan.read:
        counts = found.setdefault(record.kind, Counter())
        counts[verdict(plan.settled[record.uuid])] += 1
    return {kind: dict(counts) for kind, counts in found.items()}


def verdict(settled: Settled) -> Verdict:
    """What becomes of a record, in one word."""
    merge = settled.merge
    if settled.way == "create":
        return "double"
    if settled.way != "update" or merge is None or settled.existing is None:
        return settled.way
    if settled.existing.by == "uuid":
        return "update"
    if not merge.differs:
        return "same"
    return "locked" if merge.locked else "update" if merge.changes else "skip"


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


def fields_of(workspace: Workspace, plan: ImportPlan, uuid: str) -> tuple[PreviewField, ...]:
    """What a planned record holds, in the order of its form; of an update only what changes."""
    file, record = next(
        ((f, r) for f in plan.taken for r in f.result.records if r.uuid == uuid), (None, None)
    )  # fmt: skip
    if record is None or file is None:
        return ()
    merge = plan.settled[uuid].merge
    said = _said(file, uuid)
    if merge is not None and (merge.differs or plan.is_own(uuid)):
        before, after = merge.before.values, merge.full.values
    else:
        before, after = {}, record.values
    without = plan.choices.get(uuid, NOBODY).without
    found = []
    for field in workspace.catalogue.form(record.kind).fields.values():
        old, new = (_shown(workspace, plan, values.get(field.id), field)
                    for values in (before, after))  # fmt: skip
        if old != new and (merge is not None or field.type != "ref"):
            found.append(PreviewField(field.label, old, new, field.worded, field.id,
                                      field.id not in without, said.get(field.id, ())))  # fmt: skip
    return tuple(found)


def _said(file: PlannedFile, uuid: str) -> Mapping[str, tuple[SourceCell, ...]]:
    """Field → the cells of a record that it was made of."""
    found: defaultdict[str, list[SourceCell]] = defaultdict(list)
    for cell in file.result.sources:
        if cell.record == uuid:
            found[cell.field.partition(".")[0].partition("[")[0]].append(cell)
    return {name: tuple(cells) for name, cells in found.items()}


def _shown(workspace: Workspace, plan: ImportPlan, value: Value, field: Field) -> str:
    """A value in words; what a record points to by the names of those that there are."""
    if field.type != "ref" or not isinstance(value, list):
        return field_types.show(value, field)
    named = {line.uuid: line.title for line in workspace.library.summaries_of(
        [str(target) for target in value])}  # fmt: skip
    planned = {record.uuid: record for record in plan.read if record.uuid in value}
    for uuid, record in planned.items():
        named.setdefault(uuid, title_of(record, workspace.catalogue.form(record.kind)))
    return "、".join(named.get(str(target)) or "新的一条" for target in value)


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A record of the library that a planned one may be: what tells it from the others.

    ``apart`` are fields in which the candidates differ, as label and text. ``locked`` says why it
    cannot be changed; ``changes`` how many fields the file says otherwise.
    """

    uuid: str
    title: str
    code: str
    organization: str
    apart: tuple[tuple[str, str], ...] = ()
    locked: str = ""
    changes: int = 0


_MOST_APART = 3


def candidate_lines(
    workspace: Workspace, plan: ImportPlan, uuid: str
) -> tuple[CandidateLine, ...]:  # fmt: skip
    """The records among which somebody says which one a planned record is; ``KeyError`` for one
    that the plan does not have.
    """
    existing = plan.settled[uuid].existing
    fits = existing.candidates if existing else ()
    lines = workspace.library.summaries_of([fit.uuid for fit in fits])
    offers = {line.uuid: plan.offers[uuid, line.uuid] for line in lines}
    apart = _apart(workspace, lines, {key: o.before for key, o in offers.items()})
    return tuple(
        CandidateLine(
            line.uuid, line.title, line.code, line.organization, apart.get(line.uuid, ()),
            offers[line.uuid].locked, _changes(offers[line.uuid].before, offers[line.uuid].wish),
        )
        for line in lines
    )  # fmt: skip


def _changes(before: Record, after: Record) -> int:
    names = before.values.keys() | after.values.keys()
    return sum(before.values.get(name) != after.values.get(name) for name in names)


def _apart(
    workspace: Workspace, lines: Sequence[Summary], held: Mapping[str, Record]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the candidates say differently, in the order of their form."""
    if len(lines) < 2:
        return {}
    found: dict[str, list[tuple[str, str]]] = {line.uuid: [] for line in lines}
    form = workspace.catalogue.form(lines[0].kind)
    skipped = {form.title_field, form.code_field, form.organization_field}
    for field in form.fields.values():
        texts = {
            uuid: field_types.show(record.values.get(field.id), field)
            for uuid, record in held.items()
        }  # fmt: skip
        if field.type == "ref" or field.id in skipped or len(set(texts.values())) < 2:
            continue
        for uuid, text in texts.items():
            if len(found[uuid]) < _MOST_APART:
                found[uuid].append((field.label, text))
    return {uuid: tuple(pairs) for uuid, pairs in found.items()}
