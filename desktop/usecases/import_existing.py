"""Which records of the library an import may be about: same identity, code or name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from desktop.store import Summary
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Catalogue, Form
from forms.record import Record
from forms.values import fold

#: How a record was recognised: by its identity, its code, its name with type and agency; by a name
#: of which only one side tells the agency (``unsure``); as the own of one that was (``with``);
#: because an import before made or took it (``before``).
By = Literal["uuid", "code", "name", "unsure", "with", "before"]


class Candidate(NamedTuple):
    """A record of the library that a planned one may repeat.

    ``owner``: of one that is named after another (a duty after its power) the library's record to
    which it belongs.
    """

    uuid: str
    title: str
    by: By
    owner: str = ""


def title_of(record: Record, form: Form) -> str:
    """The name of a record, with that of its sub-item (子项) where it has one of its own."""
    title = _shown(record, form, form.title_field)
    sub = _shown(record, form, form.subtitle_field)
    return f"{title}（{sub}）" if title and sub and sub != title else title or sub


def code_of(record: Record, form: Form) -> str:
    """The code by which the record is known; empty when it has none."""
    return _shown(record, form, form.code_field)


def organization_of(record: Record, form: Form) -> str:
    """The agency that the record names."""
    return _shown(record, form, form.organization_field) or _shown(record, form, "org_name")


def _shown(record: Record, form: Form, name: str) -> str:
    field = form.fields.get(name)
    if field is None or field.type == "ref":
        return ""
    return field_types.show(record.values.get(name), field).strip()


def candidates_of(
    workspace: Workspace, records: Sequence[Record]
) -> dict[str, tuple[Candidate, ...]]:
    """Planned uuid → the library's records that it may repeat, in their order; those without are
    left out.

    Who has the same identity is the only one, then who has the same code; by name only those of the
    same agency, if there are any. Two records with different codes, types or agencies are different
    whatever their names.
    """
    found: dict[str, tuple[Candidate, ...]] = {}
    own = fold(str(workspace.library.setting("organization", "") or ""))
    for kind in dict.fromkeys(record.kind for record in records):
        form = workspace.catalogue.form(kind)
        known = _Known(workspace.library.summaries(kind), own)
        for record in records:
            if record.kind == kind and (fits := known.candidates(record, form)):
                found[record.uuid] = fits
    return found


def same_codes(workspace: Workspace, records: Sequence[Record]) -> Mapping[str, str]:
    """Uuid → title of a record of the library that bears the same code under another identity."""
    found = candidates_of(workspace, records)
    return {uuid: fits[0].title for uuid, fits in found.items() if fits[0].by == "code"}


def owners_of(records: Iterable[Record], catalogue: Catalogue) -> dict[str, str]:
    """Uuid → uuid of the record of the same import after which it is named (责任事项 → its power)."""
    records = list(records)
    uuids = {record.uuid for record in records}
    found = {}
    for record in records:
        form = catalogue.form(record.kind)
        field = form.fields.get(form.title_field)
        named = record.values.get(form.title_field)
        owner = str(named[0]) if isinstance(named, list) and named else ""
        if field is not None and field.type == "ref" and owner in uuids:
            found[record.uuid] = owner
    return found


def twins(records: Iterable[Record], catalogue: Catalogue) -> Counter[str]:
    """How many records of each kind bear the name of an earlier one of the same agency.

    A list may name one matter at several levels, so that alone is no fault.
    """
    seen: set[tuple[str, str, str]] = set()
    found: Counter[str] = Counter()
    for record in records:
        form = catalogue.form(record.kind)
        name = (record.kind, fold(title_of(record, form)), fold(organization_of(record, form)))
        found[record.kind] += name[1] != "" and name in seen
        seen.add(name)
    return +found


class _Known:
    """The lines of one kind, to be looked up; ``own`` is the agency of the library."""

    def __init__(self, lines: Sequence[Summary], own: str) -> None:
        self.own = own
        self.by_uuid = {line.uuid: line for line in lines}
        self.by_code: dict[str, list[Summary]] = defaultdict(list)
        self.by_name: dict[str, list[Summary]] = defaultdict(list)
        for line in lines:
            if line.code:
                self.by_code[fold(line.code)].append(line)
            if line.title:
                self.by_name[fold(line.title)].append(line)

    def candidates(self, record: Record, form: Form) -> tuple[Candidate, ...]:
        """The lines that a record may repeat."""
        same = self.by_uuid.get(record.uuid)
        if same is not None:
            return (Candidate(same.uuid, same.title, "uuid"),)
        code = fold(code_of(record, form))
        if code and code in self.by_code:
            return tuple(Candidate(line.uuid, line.title, "code") for line in self.by_code[code])
        named = self._named(record, form, code)
        sure = tuple(found for found in named if found.by == "name")
        return sure or tuple(named)

    def _named(self, record: Record, form: Form, code: str) -> list[Candidate]:
        """By name; an agency that one of the two does not tell is that of the library."""
        agency = fold(organization_of(record, form))
        kind_of = str(record.values.get(form.type_field, "")) if form.type_field else ""
        found = []
        for line in self.by_name.get(fold(title_of(record, form)), ()):
            theirs = fold(line.organization)
            other_code = bool(code and line.code)
            other_agency = bool(agency and theirs and theirs != agency)
            other_type = bool(kind_of and line.type_key and line.type_key != kind_of)
            if not (other_code or other_agency or other_type):
                same = (agency or self.own) == (theirs or self.own)
                found.append(Candidate(line.uuid, line.title, "name" if same else "unsure"))
        return found
